//! Where documents wait, in order, until their groups are known.
//!
//! Two working files: one holds each document's rendered parts, read once more from its beginning; the
//! other holds what groups say of their members, small, and read at any place. In memory stay 8 bytes
//! for each document.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use super::WriteError;
use super::atomic::{BUFFER, Compression, PartialFile};
use super::run_folder::RunFolder;
use super::schema::{InputKind, json};

/// One document on its way to its row.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// Bytes of the original text.
    pub(super) bytes_in: u64,
    /// Of the original text.
    pub(super) text_hash: u128,
    /// The final id, as JSON.
    pub(super) id: Vec<u8>,
    /// The fields between the id and the fingerprint.
    pub(super) text: Vec<u8>,
    /// The fields behind the representative.
    pub(super) counts: Vec<u8>,
    /// The line of `originals.jsonl`; empty where there is none.
    pub(super) original: Vec<u8>,
}

/// What groups say of a member.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Head {
    /// Stands for the id: no two ids of a run share it.
    pub(super) hash: u64,
    /// The final id, as JSON.
    pub(super) id: Vec<u8>,
    /// Source and date, as fields.
    pub(super) label: Vec<u8>,
}

/// An input that has been read to its end.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct InputEnd {
    pub(super) name: String,
    pub(super) kind: InputKind,
    pub(super) bytes: u64,
    pub(super) checksum: String,
    pub(super) documents: u64,
    pub(super) rejected: u64,
}

impl Head {
    /// The final id.
    pub(super) fn id_string(&self) -> Result<String, WriteError> {
        let read = serde_json::from_slice(&self.id);
        read.map_err(|error| WriteError::io("read back the ids in", Path::new("heads.spill"), error.into()))
    }
}

/// What comes back, in the order it went in.
#[derive(Debug)]
pub(super) enum Event {
    Document(Entry),
    InputEnd(InputEnd),
}

/// Heads are read here and there; a page at a time is enough.
const HEAD_BUFFER: usize = 4 << 10;

const DOCUMENT: u8 = b'D';
const INPUT_END: u8 = b'I';

/// Takes documents and ends of inputs in order.
#[derive(Debug)]
pub(super) struct DocumentSpill {
    events: PartialFile,
    heads: PartialFile,
    offsets: Vec<u64>,
    earlier: usize,
}

impl DocumentSpill {
    pub(super) fn create(folder: &RunFolder) -> Result<Self, WriteError> {
        Ok(DocumentSpill {
            events: folder.file("documents.spill", Compression::Plain)?,
            heads: folder.file("heads.spill", Compression::Plain)?,
            offsets: Vec::new(),
            earlier: 0,
        })
    }

    /// Documents, with those of earlier batches.
    pub(super) fn documents(&self) -> usize {
        self.offsets.len()
    }

    /// Documents of earlier batches.
    pub(super) fn earlier(&self) -> usize {
        self.earlier
    }

    pub(super) fn bytes(&self) -> u64 {
        self.events.bytes()
    }

    /// Adds a document of an earlier batch: it has a head and nothing else. These come first.
    pub(super) fn push_earlier(&mut self, head: &Head) -> Result<(), WriteError> {
        self.earlier += 1;
        self.push_head(head)
    }

    fn push_head(&mut self, head: &Head) -> Result<(), WriteError> {
        self.offsets.push(self.heads.bytes());
        self.heads.write(&head.hash.to_le_bytes())?;
        [&head.id, &head.label].into_iter().try_for_each(|piece| write_piece(&mut self.heads, piece))
    }

    pub(super) fn push(&mut self, entry: &Entry, head: &Head) -> Result<(), WriteError> {
        self.push_head(head)?;
        self.events.write(&[DOCUMENT])?;
        self.events.write(&entry.bytes_in.to_le_bytes())?;
        self.events.write(&entry.text_hash.to_le_bytes())?;
        for piece in [&entry.id, &entry.text, &entry.counts, &entry.original] {
            write_piece(&mut self.events, piece)?;
        }
        Ok(())
    }

    pub(super) fn input_end(&mut self, input: &InputEnd) -> Result<(), WriteError> {
        self.events.write(&[INPUT_END])?;
        write_piece(&mut self.events, &json(input))
    }

    /// Turns round: no more goes in, all of it comes out.
    pub(super) fn reread(self) -> Result<(Events, Heads), WriteError> {
        let events = Events { reader: self.events.reread(BUFFER)? };
        let heads = Heads { reader: self.heads.reread(HEAD_BUFFER)?, position: 0, offsets: self.offsets };
        Ok((events, heads))
    }
}

fn write_piece(file: &mut PartialFile, piece: &[u8]) -> Result<(), WriteError> {
    file.write(&(piece.len() as u64).to_le_bytes())?;
    file.write(piece)
}

type Reader = BufReader<NamedTempFile<File>>;

fn read_array<const N: usize>(reader: &mut Reader) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    reader.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn read_piece(reader: &mut Reader) -> io::Result<Vec<u8>> {
    let length = u64::from_le_bytes(read_array(reader)?);
    let mut piece = Vec::new();
    let found = reader.take(length).read_to_end(&mut piece)?;
    if found as u64 == length { Ok(piece) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

fn failed(reader: &Reader, source: io::Error) -> WriteError {
    WriteError::io("read back", reader.get_ref().path(), source)
}

fn close(reader: Reader) -> Result<(), WriteError> {
    let file = reader.into_inner();
    let path = file.path().to_owned();
    file.close().map_err(|source| WriteError::io("remove", &path, source))
}

/// Documents and ends of inputs, as they went in.
#[derive(Debug)]
pub(super) struct Events {
    reader: Reader,
}

impl Events {
    pub(super) fn next(&mut self) -> Result<Option<Event>, WriteError> {
        self.read().map_err(|source| failed(&self.reader, source))
    }

    /// Where the next event is.
    pub(super) fn position(&mut self) -> Result<u64, WriteError> {
        self.reader.stream_position().map_err(|source| failed(&self.reader, source))
    }

    /// The document that was found at a position.
    pub(super) fn entry_at(&mut self, position: u64) -> Result<Entry, WriteError> {
        let sought = self.reader.seek(SeekFrom::Start(position));
        sought.map_err(|source| failed(&self.reader, source))?;
        match self.next()? {
            Some(Event::Document(entry)) => Ok(entry),
            _ => Err(failed(&self.reader, io::ErrorKind::InvalidData.into())),
        }
    }

    /// Goes back to the first event.
    pub(super) fn rewind(&mut self) -> Result<(), WriteError> {
        self.reader.rewind().map_err(|source| failed(&self.reader, source))
    }

    /// Removes the working file. To leave it to a drop would hide that it could not be removed.
    pub(super) fn close(self) -> Result<(), WriteError> {
        close(self.reader)
    }

    fn read(&mut self) -> io::Result<Option<Event>> {
        let mut tag = [0];
        if self.reader.read(&mut tag)? == 0 {
            return Ok(None);
        }
        let reader = &mut self.reader;
        match tag[0] {
            DOCUMENT => Ok(Some(Event::Document(Entry {
                bytes_in: u64::from_le_bytes(read_array(reader)?),
                text_hash: u128::from_le_bytes(read_array(reader)?),
                id: read_piece(reader)?,
                text: read_piece(reader)?,
                counts: read_piece(reader)?,
                original: read_piece(reader)?,
            }))),
            INPUT_END => Ok(Some(Event::InputEnd(serde_json::from_slice(&read_piece(reader)?)?))),
            _ => Err(io::ErrorKind::InvalidData.into()),
        }
    }
}

/// The heads of all documents, by index.
#[derive(Debug)]
pub(super) struct Heads {
    reader: Reader,
    position: u64,
    offsets: Vec<u64>,
}

impl Heads {
    /// The head of a document; `document` must be one of those that went in.
    pub(super) fn read(&mut self, document: usize) -> Result<Head, WriteError> {
        let offset = self.offsets[document];
        self.read_at(offset).map_err(|source| failed(&self.reader, source))
    }

    /// Removes the working file, as [`Events::close`].
    pub(super) fn close(self) -> Result<(), WriteError> {
        close(self.reader)
    }

    fn read_at(&mut self, offset: u64) -> io::Result<Head> {
        let reader = &mut self.reader;
        // Within the buffer where possible: members of a group are often neighbours.
        match i64::try_from(i128::from(offset) - i128::from(self.position)) {
            Ok(distance) => reader.seek_relative(distance)?,
            Err(_) => reader.seek(SeekFrom::Start(offset)).map(drop)?,
        }
        let head = Head {
            hash: u64::from_le_bytes(read_array(reader)?),
            id: read_piece(reader)?,
            label: read_piece(reader)?,
        };
        self.position = offset + (3 * size_of::<u64>() + head.id.len() + head.label.len()) as u64;
        Ok(head)
    }
}
