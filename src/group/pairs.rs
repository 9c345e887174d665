//! Collects pairs of texts, and drops repeats before they can pile up.

use super::sorting::{Numbers, Sorting, joined, parted};

/// Below so many pairs repeats do no harm.
const REPEATS: usize = 1 << 20;

/// So many different pairs are kept at hand, 128 MiB with their repeats; more of them are handed on.
const KEPT: usize = 1 << 23;

/// Pairs of texts, the more preferred first.
pub(super) struct Pairs<'s> {
    recent: Vec<u64>,
    /// Length of `recent` after the last clearing.
    distinct: usize,
    all: Box<dyn Numbers + 's>,
}

impl<'s> Pairs<'s> {
    pub(super) fn new(sorting: &'s dyn Sorting) -> Pairs<'s> {
        Pairs { recent: Vec::new(), distinct: 0, all: sorting.list("pairs") }
    }

    /// Adds two texts; nothing where they are one.
    pub(super) fn add(&mut self, a: u32, b: u32) {
        if a != b {
            self.extend(&[joined(a.min(b), a.max(b))]);
        }
    }

    /// Adds pairs that are [`joined`], the more preferred first.
    pub(super) fn extend(&mut self, pairs: &[u64]) {
        if self.recent.len() >= REPEATS.max(2 * self.distinct) {
            self.clear_repeats();
            if self.distinct >= KEPT {
                self.hand_on();
            }
        }
        self.recent.extend_from_slice(pairs);
    }

    fn clear_repeats(&mut self) {
        self.recent.sort_unstable();
        self.recent.dedup();
        self.distinct = self.recent.len();
    }

    fn hand_on(&mut self) {
        self.all.extend(&self.recent);
        self.recent.clear();
        self.distinct = 0;
    }

    /// Sorted, without repeats.
    pub(super) fn sorted(mut self) -> impl Iterator<Item = (u32, u32)> {
        self.clear_repeats();
        self.hand_on();
        drop(self.recent);
        let mut last = None;
        self.all.sorted().filter(move |&pair| last.replace(pair) != Some(pair)).map(parted)
    }
}

#[cfg(test)]
mod tests {
    use super::super::sorting::InMemory;
    use super::*;

    #[test]
    fn pairs_come_out_sorted_and_once_each() {
        let mut pairs = Pairs::new(&InMemory);
        for round in 0..3 {
            for a in 0..800_000 {
                pairs.add(a, 799_999 - a);
            }
            pairs.add(round, round);
        }
        assert!(pairs.recent.len() <= REPEATS + 1, "repeats did not pile up: {}", pairs.recent.len());
        let found: Vec<(u32, u32)> = pairs.sorted().collect();
        assert!(found.into_iter().eq((0..400_000).map(|a| (a, 799_999 - a))));
    }
}
