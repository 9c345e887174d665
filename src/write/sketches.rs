//! What stays of the documents of a run until they are grouped, within a budget.
//!
//! Documents without words are in no group, and grouping does not hear of them: nothing of them stays. In memory
//! for each other document: its number, its key, the hash of its wording, its fingerprint, and where its features
//! are. These count against the budget, with what grouping makes of them. The features lie in memory one after the
//! other up to what is left of it, and those beyond in a working file that is read at any place. The words are needed
//! once more, in order, when their weights are known: they wait in a working file.

use std::fs::File;
use std::io;
use std::sync::OnceLock;

use tempfile::NamedTempFile;

use super::atomic::{Compression, PartialFile};
use super::interim::Pieces;
use super::{RunFolder, WriteError};
use crate::fingerprint::{
    Features, Fingerprint, FingerprintKind, Fingerprints, Frequencies, Sketch, Weights, write_hashes,
};
use crate::group::{Corpus, DocumentKey, Group, Keys, Wording};
use crate::pipeline::Workers;

/// What a document takes in memory beside its id and its features until the groups are known, in bytes: some eighty
/// here, thirty of the writer, fifty for grouping, with the room that lists keep for more.
const DOCUMENT: usize = 160;

/// Words are written in pieces of about so many bytes.
const PIECE: usize = 1 << 20;

/// Takes the sketches of documents in order.
#[derive(Debug)]
pub struct SketchWriter {
    kind: FingerprintKind,
    /// Documents so far, those without words among them.
    documents: usize,
    /// The numbers of those that have words.
    worded: Vec<u32>,
    /// The sketch of a text without words.
    blank: Sketch,
    keys: Keys,
    wordings: Vec<Wording>,
    fingerprints: Fingerprints,
    frequencies: Frequencies,
    /// The words of the latest documents: for each their number, then they themselves.
    latest: Vec<u8>,
    words: Pieces,
    arena: Vec<u8>,
    /// For `arena`, and all else that stays of documents.
    budget: usize,
    beyond: PartialFile,
    /// Where the features of each document end, in `arena` and `beyond` as one.
    ends: Vec<u64>,
}

impl SketchWriter {
    /// Keeps features in memory as long as all that stays of documents takes about `budget` bytes, and working files in
    /// `folder`.
    ///
    /// # Errors
    /// A working file that cannot be made.
    pub fn create(folder: &RunFolder, kind: FingerprintKind, budget: u64) -> Result<Self, WriteError> {
        Ok(SketchWriter {
            kind,
            documents: 0,
            worded: Vec::new(),
            blank: kind.sketch(""),
            keys: Keys::default(),
            wordings: Vec::new(),
            fingerprints: Fingerprints::default(),
            frequencies: Frequencies::default(),
            latest: Vec::new(),
            words: Pieces::create(folder, "words")?,
            arena: Vec::new(),
            budget: usize::try_from(budget).unwrap_or(usize::MAX),
            beyond: folder.file("features", Compression::Plain)?,
            ends: Vec::new(),
        })
    }

    /// Adds the sketch of the next document.
    ///
    /// # Errors
    /// A full or failing disk.
    pub fn push(&mut self, key: DocumentKey<'_>, sketch: &Sketch) -> Result<(), WriteError> {
        let number = self.documents as u32;
        self.documents += 1;
        // The kind that knows its fingerprints at once does not weigh words.
        if sketch.of_text.is_none() {
            self.frequencies.add(&sketch.features);
        }
        if *sketch == self.blank {
            return Ok(());
        }
        self.worded.push(number);
        self.keys.push(key);
        self.wordings.push(Wording::of(&sketch.features));
        self.features(&sketch.features)?;
        if let Some(known) = sketch.of_text {
            self.fingerprints.extend([known]);
            return Ok(());
        }
        let words = &sketch.features.words;
        self.latest.extend_from_slice(&(words.len() as u32).to_le_bytes());
        write_hashes(&mut self.latest, words);
        if self.latest.len() >= PIECE {
            self.words.push(&self.latest)?;
            self.latest.clear();
        }
        Ok(())
    }

    /// About how many bytes of documents must be in memory until they are grouped, features aside.
    pub fn held(&self) -> usize {
        DOCUMENT * self.keys.len() + self.keys.id_bytes()
    }

    fn features(&mut self, features: &Features) -> Result<(), WriteError> {
        let start = self.arena.len();
        features.write(&mut self.arena);
        let beyond = self.beyond.bytes();
        let most = self.budget.saturating_sub(self.held());
        if beyond > 0 || self.arena.len() > most {
            self.beyond.write(&self.arena[start..])?;
            self.arena.truncate(start);
        }
        self.ends.push(self.arena.len() as u64 + self.beyond.bytes());
        Ok(())
    }

    /// Makes the fingerprints: a word weighs by how rare it is among all documents.
    ///
    /// # Errors
    /// A full or failing disk.
    pub fn finish(mut self, workers: &Workers) -> Result<Sketches, WriteError> {
        let weights = Weights::new(&self.frequencies);
        drop(self.frequencies);
        self.words.push(&self.latest)?;
        for piece in self.words.reread()? {
            let piece = piece.map_err(|source| WriteError::io("read back", "words".as_ref(), source))?;
            let of_words = |words: &&[[u8; 4]]| {
                self.kind.of_words(words.iter().map(|&word| u32::from_le_bytes(word)), &weights)
            };
            self.fingerprints.extend(workers.map(&documents(&piece), of_words));
        }
        Ok(Sketches {
            documents: self.documents,
            worded: self.worded,
            blank: self.kind.fingerprint(&self.blank, &weights),
            keys: self.keys,
            wordings: self.wordings,
            fingerprints: self.fingerprints,
            arena: self.arena,
            beyond: self.beyond.reread(0)?.into_inner(),
            ends: self.ends,
            failure: OnceLock::new(),
        })
    }
}

/// The words of each document in a piece.
fn documents(piece: &[u8]) -> Vec<&[[u8; 4]]> {
    let (mut rest, _) = piece.as_chunks::<4>();
    let mut found = Vec::new();
    while let Some((&count, words)) = rest.split_first() {
        let words = words.split_at_checked(u32::from_le_bytes(count) as usize);
        let Some((words, next)) = words else { break };
        found.push(words);
        rest = next;
    }
    found
}

/// The documents of a run as grouping sees them: those that have words, by their places among these.
#[derive(Debug)]
pub struct Sketches {
    documents: usize,
    worded: Vec<u32>,
    blank: Fingerprint,
    keys: Keys,
    wordings: Vec<Wording>,
    fingerprints: Fingerprints,
    arena: Vec<u8>,
    beyond: NamedTempFile<File>,
    ends: Vec<u64>,
    /// The first thing that went wrong.
    failure: OnceLock<io::Error>,
}

impl Sketches {
    /// Says whether all features could be read, gives the documents of `groups` their numbers in the run, and
    /// leaves the fingerprints of all documents.
    ///
    /// # Errors
    /// A failing disk.
    pub fn settle(self, groups: &mut [Group]) -> Result<Fingerprints, WriteError> {
        if let Some(source) = self.failure.into_inner() {
            return Err(WriteError::io("read back", self.beyond.path(), source));
        }
        groups.iter_mut().for_each(|group| group.renumber(&self.worded));
        Ok(self.fingerprints.among(self.worded, self.documents, self.blank))
    }

    fn read(&self, document: usize, room: &mut Features) -> io::Result<()> {
        let start = document.checked_sub(1).map_or(0, |before| self.ends[before]);
        let (kept, end) = (self.arena.len() as u64, self.ends[document]);
        let read = if end <= kept {
            room.read_into(&self.arena[start as usize..end as usize])
        } else {
            let mut bytes = vec![0; (end - start) as usize];
            read_at(self.beyond.as_file(), &mut bytes, start - kept)?;
            room.read_into(&bytes)
        };
        if read { Ok(()) } else { Err(io::ErrorKind::InvalidData.into()) }
    }
}

impl Corpus for Sketches {
    fn len(&self) -> usize {
        self.keys.len()
    }

    fn fingerprint(&self, document: usize) -> Fingerprint {
        self.fingerprints.get(document)
    }

    fn wording(&self, document: usize) -> Wording {
        self.wordings[document]
    }

    fn features<'a>(&'a self, document: usize, room: &'a mut Features) -> &'a Features {
        if let Err(error) = self.read(document, room) {
            let _ = self.failure.set(error);
            *room = Features::default();
        }
        room
    }

    fn key(&self, document: usize) -> DocumentKey<'_> {
        self.keys.get(document)
    }
}

/// Fills `bytes` from a place in a file, for any number of threads at once.
#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], place: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, place)
}

/// Fills `bytes` from a place in a file, for any number of threads at once.
#[cfg(windows)]
fn read_at(file: &File, mut bytes: &mut [u8], mut place: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, bytes, place)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => (bytes, place) = (&mut bytes[read..], place + read as u64),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::disallowed_methods)]

    use std::num::NonZeroUsize;

    use super::*;
    use crate::group::{GroupOptions, InMemory, group};
    use crate::monitor::Silent;
    use crate::write::{Opened, RunKey};

    #[test]
    fn sketches_come_back_from_memory_and_disk_alike() {
        let root = tempfile::tempdir().unwrap();
        let Opened::Ready(folder) = RunFolder::open(root.path(), &RunKey::of(["sketch"])).unwrap() else {
            panic!("a new folder is ready");
        };
        let workers = Workers::new(NonZeroUsize::MIN).unwrap();
        let text = |document: usize| format!("{} took {document} words", "on ".repeat(document % 50));
        for (kind, budget) in
            FingerprintKind::ALL.into_iter().flat_map(|kind| [(kind, 0), (kind, 9000), (kind, 1 << 20)])
        {
            let mut writer = SketchWriter::create(&folder, kind, budget).unwrap();
            let mut frequencies = Frequencies::default();
            for document in 0..300 {
                let sketch = kind.sketch(&text(document));
                let (id, length) = (document.to_string(), document as u64);
                let key = DocumentKey { created: None, length, source: Some("gazette.example"), id: &id };
                writer.push(key, &sketch).unwrap();
                frequencies.add(&sketch.features);
            }
            let weights = Weights::new(&frequencies);
            let sketches = writer.finish(&workers).unwrap();
            assert_eq!(sketches.len(), 300);
            assert!(sketches.arena.len() as u64 <= budget);
            for document in (0..300).rev() {
                let sketch = kind.sketch(&text(document));
                assert_eq!(sketches.fingerprint(document), kind.fingerprint(&sketch, &weights));
                assert_eq!(sketches.wording(document), Wording::of(&sketch.features));
                assert_eq!(sketches.key(document).id, document.to_string());
                let expected = Features { words: Vec::new(), ..sketch.features };
                assert_eq!(*sketches.features(document, &mut Features::default()), expected);
            }
            assert_eq!(sketches.settle(&mut []).unwrap().len(), 300);
        }
    }
    #[test]
    fn of_documents_without_words_nothing_stays_and_the_others_keep_their_numbers() {
        let root = tempfile::tempdir().unwrap();
        let Opened::Ready(folder) = RunFolder::open(root.path(), &RunKey::of(["blank"])).unwrap() else {
            panic!("a new folder is ready");
        };
        let workers = Workers::new(NonZeroUsize::MIN).unwrap();
        let texts = ["", "the ferry sails at nine", " – ", "the ferry sails at nine", "…"];
        for kind in FingerprintKind::ALL {
            let mut writer = SketchWriter::create(&folder, kind, 1 << 20).unwrap();
            let mut frequencies = Frequencies::default();
            for (document, text) in texts.iter().enumerate() {
                let (id, sketch) = (document.to_string(), kind.sketch(text));
                let key = DocumentKey { created: None, length: text.len() as u64, source: None, id: &id };
                writer.push(key, &sketch).unwrap();
                frequencies.add(&sketch.features);
            }
            let sketches = writer.finish(&workers).unwrap();
            assert!(sketches.len() < texts.len());
            let weights = Weights::new(&frequencies);
            let mut found = group(&sketches, &GroupOptions::default(), &InMemory, &Silent);
            let fingerprints = sketches.settle(&mut found.groups).unwrap();
            let members: Vec<usize> = found.groups[0].members.iter().map(|member| member.document).collect();
            assert_eq!((found.groups.len(), members), (1, vec![1, 3]));
            for (document, text) in texts.iter().enumerate() {
                assert_eq!(
                    fingerprints.get(document),
                    kind.fingerprint(&kind.sketch(text), &weights),
                    "{text}"
                );
            }
        }
    }
}
