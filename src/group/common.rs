//! What two sorted sets of numbers have in common.

/// One list is so many times longer before it pays to jump in it.
const LOPSIDED: usize = 16;

/// How many numbers two sorted sets share.
pub(super) fn shared(a: &[u32], b: &[u32]) -> u64 {
    places(a, b).len() as u64
}

/// Where the numbers that two sorted sets share are in each of them, in order.
pub(super) fn places(a: &[u32], b: &[u32]) -> Vec<[u32; 2]> {
    if a.len() * LOPSIDED < b.len() {
        gallop(a, b)
    } else if b.len() * LOPSIDED < a.len() {
        gallop(b, a).into_iter().map(|[few, many]| [many, few]).collect()
    } else {
        merge(a, b)
    }
}

/// Walks both lists at once, without a branch that cannot be foreseen.
fn merge(a: &[u32], b: &[u32]) -> Vec<[u32; 2]> {
    let mut found = vec![[0; 2]; a.len().min(b.len()) + 1];
    let (mut i, mut j, mut count) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        let (x, y) = (a[i], b[j]);
        found[count] = [i as u32, j as u32];
        count += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    found.truncate(count);
    found
}

/// Looks each of the few up in the many, in steps that double (Bentley and Yao 1976).
fn gallop(few: &[u32], many: &[u32]) -> Vec<[u32; 2]> {
    let (mut found, mut from) = (Vec::new(), 0);
    for (place, wanted) in few.iter().enumerate() {
        let rest = &many[from..];
        let mut step = 1;
        while step < rest.len() && rest[step] < *wanted {
            step *= 2;
        }
        let (start, end) = (step / 2, (step + 1).min(rest.len()));
        from += start + rest[start..end.max(start)].partition_point(|x| x < wanted);
        from = from.min(many.len());
        if many.get(from) == Some(wanted) {
            found.push([place as u32, from as u32]);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn places_are_those_of_an_intersection(
            a in proptest::collection::btree_set(0u32..600, 0..40),
            b in proptest::collection::btree_set(0u32..600, 0..500),
        ) {
            let list = |set: &BTreeSet<u32>| set.iter().copied().collect::<Vec<u32>>();
            let expected = list(&a.intersection(&b).copied().collect());
            let (a, b) = (list(&a), list(&b));
            for (one, other) in [(&a, &b), (&b, &a)] {
                let found = places(one, other);
                prop_assert!(found.iter().all(|[i, j]| one[*i as usize] == other[*j as usize]));
                prop_assert_eq!(found.iter().map(|[i, _]| one[*i as usize]).collect::<Vec<u32>>(), expected.clone());
                prop_assert_eq!(shared(one, other), expected.len() as u64);
            }
        }
    }
}
