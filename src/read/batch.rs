//! Raw bytes of some records and files, and the documents that are in them.

use std::ops::Range;
use std::sync::mpsc::Sender;

use super::jsonl::{self, Line};
use super::{Input, InputKind, ReadOptions, text_file};
use crate::document::{Document, Flag, Reject};
use crate::text::Wide;

/// So many small files or rejects fill a batch, however few bytes they are.
const MAX_PIECES: usize = 1024;

/// The room of a batch is used again up to so many times what a batch should hold.
const KEPT: usize = 4;

/// Part of the input, in its order. Made by the reader; turned into documents by any thread.
#[derive(Debug, Default)]
pub struct Batch {
    pub(super) bytes: Vec<u8>,
    pieces: Vec<Piece>,
    /// Bytes of the input as stored that were read for it.
    pub(super) stored: u64,
    /// Where `bytes` go when the documents are out of them, to be filled again.
    emptied: Option<Sender<Vec<u8>>>,
}

#[derive(Debug)]
enum Piece {
    Text { input: usize, range: Range<usize> },
    Records(Records),
    Reject(Reject),
    End(InputEnd),
}

/// Whole lines of one input.
#[derive(Debug, Clone)]
pub(super) struct Records {
    pub(super) input: usize,
    /// The part of the batch's bytes they are.
    pub(super) range: Range<usize>,
    /// The one-based number of the first.
    pub(super) first: u64,
    pub(super) wide: Option<Wide>,
    /// The input breaks off after them.
    pub(super) truncated: bool,
}

/// What a batch holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct BatchDocuments {
    /// In input order.
    pub items: Vec<Item>,
    /// Bytes of the input, as stored, that this batch stands for. Over all batches they add up to the
    /// inputs' sizes.
    pub bytes: u64,
}

/// One thing that was read.
#[derive(Debug, PartialEq, Eq)]
pub enum Item {
    /// A document.
    Document(Box<Document>),
    /// What did not become one.
    Reject(Reject),
    /// An input is read to its end; the items of the next one follow.
    End(InputEnd),
}

/// What is known of an input once it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputEnd {
    /// Index into the inputs.
    pub input: usize,
    /// What it held.
    pub kind: InputKind,
    /// Its size as stored.
    pub bytes: u64,
    /// XXH3-128 of its bytes as stored, 32 hexadecimal digits.
    pub checksum: String,
}

impl Batch {
    /// An empty one with the room of an earlier one.
    pub(super) fn within(bytes: Vec<u8>, emptied: Sender<Vec<u8>>) -> Batch {
        Batch { bytes, emptied: Some(emptied), ..Batch::default() }
    }

    pub(super) fn is_full(&self, batch_bytes: usize) -> bool {
        self.bytes.len() >= batch_bytes.max(1) || self.pieces.len() >= MAX_PIECES
    }

    pub(super) fn is_empty(&self) -> bool {
        self.pieces.is_empty() && self.stored == 0
    }

    pub(super) fn push_text(&mut self, input: usize, range: Range<usize>) {
        self.pieces.push(Piece::Text { input, range });
    }

    pub(super) fn push_records(&mut self, records: Records) {
        self.pieces.push(Piece::Records(records));
    }

    pub(super) fn push_reject(&mut self, reject: Reject) {
        self.pieces.push(Piece::Reject(reject));
    }

    pub(super) fn push_end(&mut self, end: InputEnd) {
        self.pieces.push(Piece::End(end));
    }

    /// Decodes and parses. Pure: the same batch gives the same documents on any thread. `inputs` and
    /// `options` are those the reader was made with.
    pub fn documents(mut self, inputs: &[Input], options: &ReadOptions) -> BatchDocuments {
        let mut documents = BatchDocuments { bytes: self.stored, ..BatchDocuments::default() };
        let name = |input: usize| inputs.get(input).map_or("", |input| input.name.as_str());
        for piece in self.pieces {
            match piece {
                Piece::Text { input, range } => {
                    let document = text_file::document(input, name(input), &self.bytes[range]);
                    documents.items.push(Item::Document(Box::new(document)));
                }
                Piece::Records(records) => {
                    let bytes = &self.bytes[records.range.clone()];
                    push_documents(&mut documents.items, &records, bytes, name(records.input), options);
                }
                Piece::Reject(reject) => documents.items.push(Item::Reject(reject)),
                Piece::End(end) => documents.items.push(Item::End(end)),
            }
        }
        // The room of a document that is much larger than others goes back to the system.
        self.bytes.clear();
        if let Some(emptied) = self.emptied.filter(|_| self.bytes.capacity() <= options.batch_bytes * KEPT) {
            // Where the reader is through with its inputs, nobody takes it.
            let _ = emptied.send(self.bytes);
        }
        documents
    }
}

fn push_documents(items: &mut Vec<Item>, records: &Records, bytes: &[u8], name: &str, options: &ReadOptions) {
    let text = simdutf8::basic::from_utf8(bytes).ok();
    let body = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let ends = memchr::memchr_iter(b'\n', body).chain([body.len()]);
    let mut start = 0;
    for (record, end) in (records.first..).zip(ends) {
        let line = Line {
            bytes: &body[start..end],
            text: text.and_then(|text| text.get(start..end)),
            input: records.input,
            name,
            record,
            wide: records.wide,
        };
        start = end + 1;
        let item = jsonl::document(line, options);
        items.extend(item.map(|item| match item {
            Ok(document) => Item::Document(Box::new(flagged(document, records.truncated))),
            Err(reject) => Item::Reject(reject),
        }));
    }
}

fn flagged(mut document: Document, truncated: bool) -> Document {
    if truncated {
        document.flags.push(Flag::InputTruncated);
        document.flags.sort_unstable();
    }
    document
}
