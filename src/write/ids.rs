//! Makes the ids of a run unique, in the order the documents come.

use hashbrown::HashSet;

use crate::text::hash64;

/// The ids that are taken, as 64-bit hashes: 10 to 20 bytes for each.
///
/// An id is free only if its *hash* is. So all ids that are given out differ in their hash, and the
/// hash alone may stand for the id. Two different ids with one hash (once in 3,700 runs of a hundred
/// million documents) cost a rename that was not needed, and nothing else.
#[derive(Debug, Default)]
pub(super) struct Ids {
    taken: HashSet<u64>,
}

/// An id that now belongs to one document.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Claimed {
    /// The new name, where the one asked for was taken.
    pub(super) renamed: Option<String>,
    /// [`hash64`] of the id; of no other id of the run.
    pub(super) hash: u64,
}

impl Ids {
    /// Takes `id`, or `id#2`, `id#3` … where another document has it.
    pub(super) fn claim(&mut self, id: &str) -> Claimed {
        let hash = hash64(id.as_bytes());
        if self.taken.insert(hash) {
            return Claimed { renamed: None, hash };
        }
        let mut name = Numbered::of(id);
        let number = self.free_number(&mut name);
        let hash = name.hash(number);
        self.taken.insert(hash);
        Claimed { renamed: Some(name.text), hash }
    }

    /// A free number whose predecessor is taken, found in logarithmic time: a million documents of
    /// one id must not count from 2 a million times.
    fn free_number(&self, name: &mut Numbered) -> u64 {
        let mut taken = 1;
        let mut free = 2;
        while self.taken.contains(&name.hash(free)) {
            taken = free;
            free *= 2;
        }
        while free - taken > 1 {
            let middle = taken.midpoint(free);
            if self.taken.contains(&name.hash(middle)) {
                taken = middle;
            } else {
                free = middle;
            }
        }
        free
    }
}

/// An id with a number, in one buffer.
struct Numbered {
    text: String,
    stem: usize,
}

impl Numbered {
    fn of(id: &str) -> Numbered {
        Numbered { text: format!("{id}#"), stem: id.len() + 1 }
    }

    fn hash(&mut self, number: u64) -> u64 {
        self.text.truncate(self.stem);
        self.text.push_str(&number.to_string());
        hash64(self.text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim_all(ids: &[&str]) -> Vec<String> {
        let mut taken = Ids::default();
        ids.iter().map(|id| taken.claim(id).renamed.unwrap_or_else(|| (*id).to_owned())).collect()
    }

    #[test]
    fn a_taken_id_gets_the_next_number() {
        let cases: [(&[&str], &[&str]); 4] = [
            (&["x", "x", "x"], &["x", "x#2", "x#3"]),
            (&["x", "x", "x#2", "x"], &["x", "x#2", "x#2#2", "x#3"]),
            (&["x", "x#2", "x", "x#3"], &["x", "x#2", "x#3", "x#3#2"]),
            (&["", "", "a\nb", "a\nb"], &["", "#2", "a\nb", "a\nb#2"]),
        ];
        for (ids, expected) in cases {
            assert_eq!(claim_all(ids), expected, "{ids:?}");
        }
    }

    #[test]
    fn a_hundred_thousand_of_one_id_are_numbered_without_a_gap() {
        let mut ids = Ids::default();
        assert_eq!(ids.claim("x").renamed, None);
        for number in 2..100_000 {
            assert_eq!(ids.claim("x").renamed, Some(format!("x#{number}")));
        }
    }

    proptest::proptest! {
        #[test]
        fn no_two_documents_ever_share_an_id(ids in proptest::collection::vec("x(#[2-5]){0,2}", 0..60)) {
            let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
            let mut given = claim_all(&ids);
            given.sort();
            given.dedup();
            proptest::prop_assert_eq!(given.len(), ids.len());
        }
    }
}
