//! The texts of the corpus on their shelf: read one by one, swept in parallel, searched.

use std::ops::Range;

use super::stored;
use crate::document::{Document, Flag};
use crate::monitor::Monitor;
use crate::pipeline::{End, Workers};
use crate::text::Words;
use crate::web::tune::Halt;
use crate::write::Shelf;

/// Documents that are read and worked on as one item, in bytes.
const CHUNK: u64 = 256 << 10;

/// All texts, and who works on them.
pub(super) struct Texts {
    /// The documents.
    pub(super) shelf: Shelf,
    /// Their ids and texts, folded, for searching.
    pub(super) folded: Shelf,
    /// What had to be decided to read each.
    pub(super) flags: Vec<Box<[Flag]>>,
    /// For the pages.
    pub(super) workers: Workers,
}

impl Texts {
    pub(super) fn len(&self) -> u64 {
        self.shelf.len() as u64
    }

    /// The numbers of all documents.
    pub(super) fn numbers(&self) -> Vec<u32> {
        (0..u32::try_from(self.shelf.len()).unwrap_or(u32::MAX)).collect()
    }

    /// A document as it was read.
    pub(super) fn document(&self, number: u32) -> Result<Document, String> {
        let at = number as usize;
        let pieces = self.shelf.read(at..at + 1).map_err(|error| error.to_string())?;
        self.read(number, pieces.into_iter().next().ok_or("no such document")?)
    }

    fn read(&self, number: u32, piece: Vec<u8>) -> Result<Document, String> {
        Ok(Document { flags: self.flags[number as usize].to_vec(), ..stored::document(piece)? })
    }

    /// Puts documents, by ascending numbers, through `work`; what comes of them to `sink`, in their order.
    pub(super) fn each<S, T: Send>(
        &self,
        workers: &Workers,
        numbers: &[u32],
        scratch: impl Fn() -> S + Sync,
        work: impl Fn(&mut S, u32, Document) -> T + Sync,
        mut sink: impl FnMut(Vec<T>),
        monitor: &dyn Monitor,
    ) -> Result<(), Halt> {
        let read =
            |range: Range<usize>| (range.clone(), self.shelf.read(range).map_err(|error| error.to_string()));
        let end = workers.ordered(
            runs(numbers, &self.shelf).map(read),
            scratch,
            |scratch, (range, pieces)| {
                let numbered = (range.start as u32..).zip(pieces?);
                let done =
                    numbered.map(|(number, piece)| Ok(work(scratch, number, self.read(number, piece)?)));
                done.collect::<Result<Vec<T>, String>>()
            },
            |results| {
                sink(results?);
                Ok::<(), String>(())
            },
            monitor,
        );
        match end {
            Ok(End::Complete) => Ok(()),
            Ok(End::Interrupted) => Err(Halt::Superseded),
            Err(why) => Err(Halt::Failed(why)),
        }
    }

    /// The documents in which words stand, ascending.
    pub(super) fn find(&self, words: &str) -> Result<Vec<u32>, Halt> {
        let wanted = Words::new(words);
        let chunks: Vec<Range<usize>> = chunks(0..self.folded.len(), &self.folded).collect();
        let found = self.workers.map(&chunks, |range| {
            let pieces = self.folded.read(range.clone())?;
            let stands = |(number, piece): (u32, Vec<u8>)| wanted.stand_in(&piece).then_some(number);
            Ok((range.start as u32..).zip(pieces).filter_map(stands).collect::<Vec<u32>>())
        });
        let found: std::io::Result<Vec<Vec<u32>>> = found.into_iter().collect();
        Ok(found.map_err(|error| Halt::Failed(error.to_string()))?.concat())
    }
}

/// Ascending numbers as ranges of what stands side by side on the shelf, none much larger than a chunk.
fn runs<'a>(numbers: &'a [u32], shelf: &'a Shelf) -> impl Iterator<Item = Range<usize>> + 'a {
    let beside = numbers.chunk_by(|one, next| one + 1 == *next);
    let range = |run: &[u32]| Some(*run.first()? as usize..*run.last()? as usize + 1);
    beside.filter_map(range).flat_map(|range| chunks(range, shelf))
}

fn chunks(range: Range<usize>, shelf: &Shelf) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut next = range.start;
    std::iter::from_fn(move || {
        let start = next;
        while next < range.end && (next == start || shelf.bytes(start..next + 1) <= CHUNK) {
            next += 1;
        }
        (start < next).then_some(start..next)
    })
}
