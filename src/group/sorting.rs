//! Where grouping has more numbers sorted than may fit into memory.
//!
//! Postings and pairs are numbers of 64 bits here, two of 32 in one. Grouping hands them over one by one and
//! takes them back in order; whoever calls it says where they wait.

use rayon::slice::ParallelSliceMut;

/// A place to sort numbers in.
pub trait Sorting: Sync {
    /// Begins a list; `name` is not that of another one in use.
    fn list(&self, name: &'static str) -> Box<dyn Numbers + '_>;
}

/// A list of numbers to be sorted. What cannot be kept is left out: whoever keeps it knows that, and does
/// not use the groups.
pub trait Numbers {
    /// Adds numbers in any order.
    fn extend(&mut self, numbers: &[u64]);

    /// All of them in order, with repeats.
    fn sorted<'n>(self: Box<Self>) -> Box<dyn Iterator<Item = u64> + 'n>
    where
        Self: 'n;
}

/// Sorts in memory, whatever it takes.
#[derive(Debug, Clone, Copy, Default)]
pub struct InMemory;

impl Sorting for InMemory {
    fn list(&self, _name: &'static str) -> Box<dyn Numbers + '_> {
        Box::new(Vec::new())
    }
}

impl Numbers for Vec<u64> {
    fn extend(&mut self, numbers: &[u64]) {
        self.extend_from_slice(numbers);
    }

    fn sorted<'n>(mut self: Box<Self>) -> Box<dyn Iterator<Item = u64> + 'n> {
        self.par_sort_unstable();
        Box::new((*self).into_iter())
    }
}

/// Two numbers as one that sorts by the first, then by the second.
pub(super) fn joined(first: u32, second: u32) -> u64 {
    u64::from(first) << 32 | u64::from(second)
}

/// The two numbers of [`joined`].
pub(super) fn parted(both: u64) -> (u32, u32) {
    ((both >> 32) as u32, both as u32)
}
