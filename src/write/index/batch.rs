//! The documents of one batch on disk.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use super::catalog::BatchFacts;
use super::{damage, file_name};
use crate::fingerprint::Sketch;
use crate::group::DocumentKey;
use crate::text::Checksum;
use crate::write::WriteError;
use crate::write::atomic::{BUFFER, PartialFile, Sealed};

/// A document of an earlier batch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EarlierDocument {
    /// Its id as JSON; no other document of the index has it.
    pub id: String,
    /// Source and date as fields of a row, as JSON.
    pub label: Vec<u8>,
    /// When it was published, in seconds since 1970.
    pub created: Option<i64>,
    /// Bytes of clean text.
    pub length: u64,
    /// The outlet.
    pub source: Option<String>,
    /// Of its clean text, words and all.
    pub sketch: Sketch,
}

impl EarlierDocument {
    /// What decides whether it stands for its group.
    pub fn key(&self) -> DocumentKey<'_> {
        let (created, length) = (self.created, self.length);
        DocumentKey { created, length, source: self.source.as_deref(), id: &self.id }
    }
}

/// Takes the documents of a batch.
#[derive(Debug)]
pub struct BatchWriter {
    file: PartialFile,
    generation: u64,
    documents: u64,
    record: Vec<u8>,
}

impl BatchWriter {
    pub(super) fn new(file: PartialFile, generation: u64) -> BatchWriter {
        BatchWriter { file, generation, documents: 0, record: Vec::new() }
    }

    /// Adds the next document; `label` is its source and date as fields of a row, as JSON.
    ///
    /// # Errors
    /// A full or failing disk.
    pub fn push(&mut self, key: DocumentKey<'_>, label: &[u8], sketch: &Sketch) -> Result<(), WriteError> {
        let record = &mut self.record;
        record.clear();
        piece(record, key.id.as_bytes());
        piece(record, label);
        record.push(u8::from(key.created.is_some()));
        record.extend_from_slice(&key.created.unwrap_or_default().to_le_bytes());
        record.extend_from_slice(&key.length.to_le_bytes());
        record.push(u8::from(key.source.is_some()));
        piece(record, key.source.unwrap_or_default().as_bytes());
        sketch.write(record);
        self.file.write(&(record.len() as u64).to_le_bytes())?;
        self.file.write(record)?;
        self.documents += 1;
        Ok(())
    }

    pub(super) fn seal(self) -> Result<(BatchFacts, Sealed), WriteError> {
        let sealed = self.file.seal()?;
        let (documents, generation) = (self.documents, self.generation);
        let facts =
            BatchFacts { bytes: sealed.bytes, documents, generation, xxh3_128: sealed.xxh3_128.clone() };
        Ok((facts, sealed))
    }
}

fn piece(record: &mut Vec<u8>, piece: &[u8]) {
    record.extend_from_slice(&(piece.len() as u32).to_le_bytes());
    record.extend_from_slice(piece);
}

/// A batch that was added before.
#[derive(Debug)]
pub struct EarlierBatch {
    path: PathBuf,
    name: String,
    facts: BatchFacts,
}

impl EarlierBatch {
    pub(super) fn new(folder: &Path, name: &str, facts: &BatchFacts) -> EarlierBatch {
        let name = file_name(name, facts.generation);
        EarlierBatch { path: folder.join(&name), name, facts: facts.clone() }
    }

    /// Bytes on disk.
    pub fn bytes(&self) -> u64 {
        self.facts.bytes
    }

    /// Opens its file.
    ///
    /// # Errors
    /// A file that is lost or of another length.
    pub fn open(self) -> Result<BatchReader, WriteError> {
        let failed = |source| WriteError::io("read", &self.path, source);
        let file = File::open(&self.path).map_err(failed)?;
        let found = file.metadata().map_err(failed)?.len();
        if found != self.facts.bytes {
            let expected = self.facts.bytes;
            return Err(damage(&self.name, format!("has {found} bytes, and had {expected}")));
        }
        Ok(BatchReader {
            reader: BufReader::with_capacity(BUFFER, file),
            checksum: Checksum::default(),
            left: found,
            documents: 0,
            batch: self,
        })
    }
}

/// Reads the documents of a batch, and holds its file to its checksum at the end.
#[derive(Debug)]
pub struct BatchReader {
    reader: BufReader<File>,
    checksum: Checksum,
    /// Bytes not read yet.
    left: u64,
    documents: u64,
    batch: EarlierBatch,
}

impl BatchReader {
    /// The next document, in the order they went in. Only when `None` has come is it known that all of them
    /// were what had been written.
    ///
    /// # Errors
    /// Damage, or a failing disk.
    pub fn next_document(&mut self) -> Result<Option<EarlierDocument>, WriteError> {
        if self.left == 0 {
            return self.end().map(|()| None);
        }
        let length = self.take(size_of::<u64>() as u64)?;
        let length = length.first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes));
        let record = self.take(length)?;
        self.documents += 1;
        match read(&record) {
            Some(document) => Ok(Some(document)),
            None => Err(self.damaged(format!("document {} cannot be read", self.documents))),
        }
    }

    fn take(&mut self, length: u64) -> Result<Vec<u8>, WriteError> {
        if length > self.left {
            return Err(self.damaged(format!("document {} is cut short", self.documents + 1)));
        }
        let mut bytes = Vec::new();
        let failed = |source| WriteError::io("read", &self.batch.path, source);
        (&mut self.reader).take(length).read_to_end(&mut bytes).map_err(failed)?;
        if bytes.len() as u64 != length {
            return Err(self.damaged("became shorter while it was read"));
        }
        self.left -= length;
        self.checksum.update(&bytes);
        Ok(bytes)
    }

    fn end(&self) -> Result<(), WriteError> {
        let (found, facts) = (self.checksum.hex(), &self.batch.facts);
        if found != facts.xxh3_128 || self.documents != facts.documents {
            return Err(self.damaged("does not fit its checksum: it has been changed"));
        }
        Ok(())
    }

    fn damaged(&self, what: impl Into<String>) -> WriteError {
        damage(&self.batch.name, what)
    }
}

fn read(record: &[u8]) -> Option<EarlierDocument> {
    let (id, rest) = split_piece(record)?;
    let (label, rest) = split_piece(rest)?;
    let (&[dated], rest) = rest.split_first_chunk()?;
    let (created, rest) = rest.split_first_chunk()?;
    let (length, rest) = rest.split_first_chunk()?;
    let (&[sourced], rest) = rest.split_first_chunk()?;
    let (source, rest) = split_piece(rest)?;
    Some(EarlierDocument {
        id: String::from_utf8(id.to_vec()).ok()?,
        label: label.to_vec(),
        created: (dated != 0).then_some(i64::from_le_bytes(*created)),
        length: u64::from_le_bytes(*length),
        source: if sourced == 0 { None } else { Some(String::from_utf8(source.to_vec()).ok()?) },
        sketch: Sketch::read(rest)?,
    })
}

fn split_piece(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk()?;
    rest.split_at_checked(u32::from_le_bytes(*length) as usize)
}
