//! Sorts numbers for grouping: in memory up to a budget, in working files beyond it.

use std::sync::Mutex;

use super::sorter::Sorter;
use super::{RunFolder, WriteError};
use crate::group::{InMemory, Numbers, Sorting};

/// Sorts in the folder of a run what would take more than a budget.
#[derive(Debug)]
pub struct DiskSorting<'f> {
    folder: &'f RunFolder,
    /// Of each list, in bytes.
    budget: u64,
    /// The first thing that went wrong.
    failure: Mutex<Option<WriteError>>,
}

impl<'f> DiskSorting<'f> {
    /// Each list takes about `budget` bytes of memory at most.
    pub fn new(folder: &'f RunFolder, budget: u64) -> DiskSorting<'f> {
        DiskSorting { folder, budget, failure: Mutex::new(None) }
    }

    /// Says whether all that was sorted is there.
    ///
    /// # Errors
    /// A full or failing disk.
    pub fn check(self) -> Result<(), WriteError> {
        let failure = self.failure.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        failure.map_or(Ok(()), Err)
    }

    fn note(&self, error: WriteError) {
        let mut failure = self.failure.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        failure.get_or_insert(error);
    }
}

impl Sorting for DiskSorting<'_> {
    fn list(&self, name: &'static str) -> Box<dyn Numbers + '_> {
        Box::new(List {
            sorting: self,
            name,
            kept: InMemory.list(name),
            room: self.budget / 16,
            sorter: None,
        })
    }
}

struct List<'s> {
    sorting: &'s DiskSorting<'s>,
    name: &'static str,
    kept: Box<dyn Numbers + 's>,
    /// Numbers that may still be kept: half of the budget, since all of them may have to move.
    room: u64,
    sorter: Option<Sorter<'s, 8>>,
}

impl List<'_> {
    fn try_extend(&mut self, numbers: &[u64]) -> Result<(), WriteError> {
        match &mut self.sorter {
            Some(sorter) => numbers.iter().try_for_each(|number| sorter.push(number.to_be_bytes())),
            None if self.room >= numbers.len() as u64 => {
                self.room -= numbers.len() as u64;
                self.kept.extend(numbers);
                Ok(())
            }
            None => {
                let DiskSorting { folder, budget, .. } = self.sorting;
                let mut sorter = Sorter::new(folder, self.name, budget / 2);
                let kept = std::mem::replace(&mut self.kept, InMemory.list(self.name));
                kept.sorted().try_for_each(|number| sorter.push(number.to_be_bytes()))?;
                self.sorter = Some(sorter);
                self.try_extend(numbers)
            }
        }
    }
}

impl Numbers for List<'_> {
    fn extend(&mut self, numbers: &[u64]) {
        if let Err(error) = self.try_extend(numbers) {
            self.sorting.note(error);
        }
    }

    fn sorted<'n>(self: Box<Self>) -> Box<dyn Iterator<Item = u64> + 'n>
    where
        Self: 'n,
    {
        let List { sorting, kept, sorter, .. } = *self;
        let Some(sorter) = sorter else {
            return kept.sorted();
        };
        let mut sorted = match sorter.sorted() {
            Ok(sorted) => sorted,
            Err(error) => {
                sorting.note(error);
                return Box::new(std::iter::empty());
            }
        };
        Box::new(std::iter::from_fn(move || match sorted.next_record() {
            Ok(record) => record.map(u64::from_be_bytes),
            Err(error) => {
                sorting.note(error);
                None
            }
        }))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::disallowed_methods)]

    use super::*;
    use crate::write::{Opened, RunKey};

    #[test]
    fn any_budget_sorts_alike() {
        let root = tempfile::tempdir().unwrap();
        let Opened::Ready(folder) = RunFolder::open(root.path(), &RunKey::of(["sort"])).unwrap() else {
            panic!("a new folder is ready");
        };
        let numbers: Vec<u64> = (0..5000u64).map(|n| n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 44).collect();
        let mut expected = numbers.clone();
        expected.sort_unstable();
        for budget in [0, 4000, 1 << 20] {
            let sorting = DiskSorting::new(&folder, budget);
            let mut list = sorting.list("numbers");
            numbers.chunks(7).for_each(|some| list.extend(some));
            assert!(list.sorted().eq(expected.iter().copied()), "{budget} bytes");
            sorting.check().unwrap();
        }
    }
}
