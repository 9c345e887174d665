//! What others share with one text that many are compared with.
//!
//! Nine of ten candidate pairs share some background and are no story. A walk over both lists of shingles was a
//! tenth of the time of a run over 200 MB; here most shingles of the other text are told by one bit.

/// Bits for each number: one in thirty-two of those that are not in the set passes all the same.
const BITS: usize = 32;
/// Bits of a cell.
const CELL: usize = 64;

/// A sorted set of hashes as a map of bits, by their upper ones, so that sorted lists walk through it.
pub(super) struct Sieve<'a> {
    numbers: &'a [u32],
    bits: Vec<u64>,
    /// Where the numbers of each cell start, and the end.
    starts: Vec<u32>,
    shift: u32,
}

impl<'a> Sieve<'a> {
    pub(super) fn of(numbers: &'a [u32]) -> Sieve<'a> {
        let all = (numbers.len() * BITS).next_power_of_two().clamp(CELL, 1 << 31);
        let shift = u32::BITS - all.trailing_zeros();
        let (mut bits, mut starts) = (vec![0; all / CELL], vec![0; all / CELL + 1]);
        for &number in numbers {
            let place = (number >> shift) as usize;
            bits[place / CELL] |= 1 << (place % CELL);
            starts[place / CELL + 1] += 1;
        }
        for cell in 1..starts.len() {
            starts[cell] += starts[cell - 1];
        }
        Sieve { numbers, bits, starts, shift }
    }

    /// Puts into `found` where the numbers that both sets share may be, here and in `others`, which are sorted too:
    /// all those that are, and one in thirty-two of the rest. Together with [`Sieve::places`] this is in two steps
    /// without a branch that cannot be foreseen: with them it took three times as long.
    pub(super) fn may_share(&self, others: &[u32], found: &mut Vec<[u32; 2]>) {
        found.clear();
        found.resize(others.len() + 1, [0; 2]);
        let mut count = 0;
        for (there, &other) in others.iter().enumerate() {
            let (cell, bit) = self.place(other);
            found[count][1] = there as u32;
            count += (self.bits[cell] >> bit & 1) as usize;
        }
        found.truncate(count);
    }

    /// Leaves of [`Sieve::may_share`] what is shared indeed.
    pub(super) fn places(&self, others: &[u32], found: &mut Vec<[u32; 2]>) {
        found.retain_mut(|[here, there]| {
            let place = self.find(others[*there as usize]);
            *here = place.unwrap_or_default();
            place.is_some()
        });
    }

    fn place(&self, number: u32) -> (usize, usize) {
        let place = (number >> self.shift) as usize;
        (place / CELL, place % CELL)
    }

    /// Where a number is whose bit is set.
    fn find(&self, number: u32) -> Option<u32> {
        let (cell, bit) = self.place(number);
        let start = self.starts[cell];
        // Most numbers have a bit of their own, and so many before them as there are bits.
        let before = (self.bits[cell] & ((1 << bit) - 1)).count_ones();
        if self.numbers[(start + before) as usize] == number {
            return Some(start + before);
        }
        let of_cell = &self.numbers[start as usize..self.starts[cell + 1] as usize];
        of_cell.iter().position(|&other| other == number).map(|at| start + at as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::super::common::places;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn places_are_those_of_a_walk_over_both(
            a in proptest::collection::btree_set(0u32..=u32::MAX, 0..90),
            b in proptest::collection::btree_set(0u32..=u32::MAX, 0..90),
            both in proptest::collection::btree_set(0u32..90, 0..40),
        ) {
            let list = |own: &std::collections::BTreeSet<u32>| own.union(&both).copied().collect::<Vec<u32>>();
            let (a, b) = (list(&a), list(&b));
            let (sieve, mut found) = (Sieve::of(&a), vec![[7; 2]; 3]);
            sieve.may_share(&b, &mut found);
            sieve.places(&b, &mut found);
            prop_assert_eq!(found, places(&a, &b));
        }
    }
}
