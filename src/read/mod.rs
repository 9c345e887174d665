//! Bytes of files to documents: nothing lost, never a panic, every decision counted.
//!
//! ```text
//!  arguments ─▶ walk ─▶ Inputs ─▶ Reader ─▶ Batch ─▶ documents() ─▶ Document or Reject, in input order
//!                                   │
//!       stored (checksum) ─▶ archive (gzip, zstd) ─▶ stream (UTF-16) ─▶ cut at line ends
//! ```
//!
//! The reader only reads, unpacks and cuts; parsing and decoding happen in [`Batch::documents`], which is
//! pure, so that many threads can share the work. What is read does not depend on the size of batches or
//! of single reads.

mod archive;
mod banner;
mod batch;
mod cluster_gold;
mod format;
mod gold;
mod host;
mod json;
mod jsonl;
mod labels;
mod name;
mod reader;
mod records;
mod stored;
mod stream;
mod text_file;
mod walk;

use std::path::PathBuf;

pub use batch::{Batch, BatchDocuments, InputEnd, Item};
pub use cluster_gold::{cluster_gold, gold_pair};
pub use gold::{gold_page, labelled_page};
pub use labels::LabelFile;
pub use reader::{Reader, checksum, total_bytes};
pub use walk::{ReadError, expand};

use crate::document::Reject;

/// How inputs are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadOptions {
    /// The field of a record that holds the text. A dot leads into an object: `article.body`.
    pub text_field: String,
    /// The field that holds the id.
    pub id_field: String,
    /// The field that names the outlet.
    pub source_field: String,
    /// The field that holds the address of the page.
    pub url_field: String,
    /// The field that says when the article was published.
    pub date_field: String,
    /// The field that holds the language code.
    pub lang_field: String,
    /// The field that holds the headline.
    pub title_field: String,
    /// What inputs hold.
    pub format: Format,
    /// Larger documents are rejected, as are records of twice this size. In bytes.
    pub max_document_bytes: usize,
    /// Whether documents keep the line around their text, for writing the record back.
    pub keep_frames: bool,
    /// About how many bytes a batch holds; more where one record is larger.
    pub batch_bytes: usize,
}

impl Default for ReadOptions {
    fn default() -> Self {
        ReadOptions {
            text_field: "text".into(),
            id_field: "id".into(),
            source_field: "source".into(),
            url_field: "url".into(),
            date_field: "created".into(),
            lang_field: "lang".into(),
            title_field: "title".into(),
            format: Format::Auto,
            max_document_bytes: 64 << 20,
            keep_frames: false,
            batch_bytes: 1 << 16,
        }
    }
}

impl ReadOptions {
    /// A record holds more than its text, and escapes can double it.
    fn max_record_bytes(&self) -> usize {
        self.max_document_bytes.saturating_mul(2)
    }
}

/// What the inputs are said to hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Format {
    /// Each by its name, else by its content.
    #[default]
    Auto,
    /// One document each.
    Text,
    /// One JSON object a line.
    Records,
}

/// What one input holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputKind {
    /// One document.
    Text,
    /// One JSON object a line.
    Records,
}

/// One input of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Relative to the deepest folder that holds all inputs, with `/` between folders. A byte that is not
    /// UTF-8 is written `\xNN`, a backslash `\x5C`. Standard input is `-`.
    pub name: String,
    /// Where its bytes are.
    pub place: Place,
}

/// Where the bytes of an input are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A file, or a named pipe that was given by name.
    Path(PathBuf),
    /// Standard input.
    Stdin,
}

/// What the arguments of a run stand for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inputs {
    /// Sorted by the bytes of their names, each place once.
    pub inputs: Vec<Input>,
    /// What was found on the way but cannot be read, sorted by path.
    pub rejects: Vec<Reject>,
    /// Folders that were given, or that a pattern found, from the root and sorted.
    pub folders: Vec<PathBuf>,
}
