//! An external sort of records of a fixed size: sorted runs on disk, merged when they are read.
//!
//! Memory is bounded by the budget whatever comes in. Runs of one level are merged into one of the next when
//! there are too many to have open, so that every record is written a few times at most.

use std::fs::File;
use std::io::{self, BufReader, Read};

use tempfile::NamedTempFile;

use super::WriteError;
use super::atomic::{Compression, PartialFile};
use super::run_folder::RunFolder;

/// Runs of one level that are merged at once.
const FAN_IN: usize = 32;

/// Each run is read through a buffer of so many bytes.
const RUN_BUFFER: usize = 32 << 10;

/// Takes records of `N` bytes in any order, gives them back sorted by their bytes.
#[derive(Debug)]
pub struct Sorter<'f, const N: usize> {
    folder: &'f RunFolder,
    name: &'static str,
    /// Records kept before they become a run.
    most: usize,
    records: Vec<[u8; N]>,
    /// Sorted runs by level.
    levels: Vec<Vec<Run>>,
    made: usize,
}

type Run = BufReader<NamedTempFile<File>>;

impl<'f, const N: usize> Sorter<'f, N> {
    /// A sorter that keeps about `budget` bytes in memory, and working files in `folder`. `name` is not used
    /// by another one.
    pub fn new(folder: &'f RunFolder, name: &'static str, budget: u64) -> Self {
        let most = usize::try_from(budget / N as u64).unwrap_or(usize::MAX).max(64);
        Sorter { folder, name, most, records: Vec::new(), levels: Vec::new(), made: 0 }
    }

    /// Adds a record.
    ///
    /// # Errors
    /// A full or failing disk.
    pub fn push(&mut self, record: [u8; N]) -> Result<(), WriteError> {
        if self.records.len() == self.most {
            self.end_run()?;
        }
        if self.records.len() == self.records.capacity() {
            // Doubling at the end could take half as much again as was allowed.
            let more = self.records.len().max(1024).min(self.most - self.records.len());
            self.records.reserve_exact(more);
        }
        self.records.push(record);
        Ok(())
    }

    /// All records, in order.
    ///
    /// # Errors
    /// A full or failing disk.
    pub fn sorted(mut self) -> Result<Sorted<N>, WriteError> {
        self.records.sort_unstable();
        let runs: Vec<Run> = self.levels.drain(..).flatten().collect();
        Merge::new(runs, self.records).map(|merge| Sorted { merge })
    }

    fn end_run(&mut self) -> Result<(), WriteError> {
        self.records.sort_unstable();
        let records = std::mem::take(&mut self.records);
        let mut file = self.file()?;
        records.iter().try_for_each(|record| file.write(record))?;
        self.records = records;
        self.records.clear();
        self.place(file.reread(RUN_BUFFER)?)
    }

    /// Puts a run on its level; a full level becomes a run of the next.
    fn place(&mut self, mut run: Run) -> Result<(), WriteError> {
        for level in 0.. {
            if self.levels.len() == level {
                self.levels.push(Vec::new());
            }
            self.levels[level].push(run);
            if self.levels[level].len() < FAN_IN {
                break;
            }
            let runs = std::mem::take(&mut self.levels[level]);
            let mut merge: Merge<N> = Merge::new(runs, Vec::new())?;
            let mut file = self.file()?;
            while let Some(record) = merge.next()? {
                file.write(&record)?;
            }
            run = file.reread(RUN_BUFFER)?;
        }
        Ok(())
    }

    fn file(&mut self) -> Result<PartialFile, WriteError> {
        self.made += 1;
        self.folder.file(&format!("{}.{}", self.name, self.made), Compression::Plain)
    }
}

/// Sorted records, one after the other.
#[derive(Debug)]
pub struct Sorted<const N: usize> {
    merge: Merge<N>,
}

impl<const N: usize> Sorted<N> {
    /// The next record.
    ///
    /// # Errors
    /// A failing disk.
    pub fn next_record(&mut self) -> Result<Option<[u8; N]>, WriteError> {
        self.merge.next()
    }
}

/// Runs, and the records that are still in memory, merged.
#[derive(Debug)]
struct Merge<const N: usize> {
    runs: Vec<Run>,
    /// The next record of each run and which run it is of, as a heap with the smallest first.
    heap: std::collections::BinaryHeap<std::cmp::Reverse<([u8; N], usize)>>,
    memory: std::vec::IntoIter<[u8; N]>,
}

impl<const N: usize> Merge<N> {
    fn new(runs: Vec<Run>, memory: Vec<[u8; N]>) -> Result<Self, WriteError> {
        let mut merge = Merge { runs, heap: std::collections::BinaryHeap::new(), memory: memory.into_iter() };
        for run in 0..=merge.runs.len() {
            merge.fill(run)?;
        }
        Ok(merge)
    }

    /// Puts the next record of a run on the heap; the last run is that in memory.
    fn fill(&mut self, run: usize) -> Result<(), WriteError> {
        let next = match self.runs.get_mut(run) {
            None => self.memory.next(),
            Some(reader) => match read_record(reader) {
                Ok(record) => record,
                Err(source) => return Err(WriteError::io("read back", reader.get_ref().path(), source)),
            },
        };
        self.heap.extend(next.map(|record| std::cmp::Reverse((record, run))));
        Ok(())
    }

    fn next(&mut self) -> Result<Option<[u8; N]>, WriteError> {
        let Some(std::cmp::Reverse((record, run))) = self.heap.pop() else {
            return Ok(None);
        };
        self.fill(run)?;
        Ok(Some(record))
    }
}

fn read_record<const N: usize>(reader: &mut Run) -> io::Result<Option<[u8; N]>> {
    let mut record = [0; N];
    let mut read = 0;
    while read < N {
        match reader.read(&mut record[read..]) {
            Ok(0) if read == 0 => return Ok(None),
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(more) => read += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(Some(record))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::disallowed_methods)]

    use super::*;
    use crate::write::{Opened, RunKey};

    fn sorted(budget: u64, records: &[[u8; 4]]) -> Vec<[u8; 4]> {
        let root = tempfile::tempdir().unwrap();
        let Opened::Ready(folder) = RunFolder::open(root.path(), &RunKey::of(["sort"])).unwrap() else {
            panic!("a new folder is ready");
        };
        let mut sorter = Sorter::new(&folder, "records", budget);
        records.iter().for_each(|record| sorter.push(*record).unwrap());
        let mut sorted = sorter.sorted().unwrap();
        let mut found = Vec::new();
        while let Some(record) = sorted.next_record().unwrap() {
            found.push(record);
        }
        drop(sorted);
        let left = std::fs::read_dir(root.path()).unwrap().count();
        assert_eq!(left, 2, "the lock and the run's state alone are left");
        found
    }

    #[test]
    fn a_tiny_budget_sorts_as_a_large_one_does() {
        // More runs than two levels hold.
        let count = 64 * (FAN_IN * FAN_IN + FAN_IN + 3) as u32;
        let records: Vec<[u8; 4]> = (0..count).map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()).collect();
        let mut expected = records.clone();
        expected.sort_unstable();
        assert_eq!(sorted(1, &records), expected);
        assert_eq!(sorted(1 << 20, &records), expected);
        assert!(sorted(1, &[]).is_empty());
    }
}
