//! What can go wrong while an output folder is written, checked or restored.

use std::io;
use std::path::{Path, PathBuf};

/// Damage in an output folder: which file, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Name of the file within the folder.
    pub file: String,
    /// What is wrong, with the place and what was found.
    pub what: String,
}

impl Finding {
    pub(super) fn new(file: &str, what: impl Into<String>) -> Finding {
        Finding { file: file.to_owned(), what: what.into() }
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}`: {}", self.file, self.what)
    }
}

/// Why an output folder could not be written, checked or restored.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The system refused something.
    #[error("cannot {what} `{}`: {source}", path.display())]
    Io {
        /// What was tried: `create`, `rename` …
        what: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// The system's answer.
        source: io::Error,
    },
    /// The disk is full, or a quota is used up.
    #[error("no space left for `{}`: it needs at least {needed} bytes\nhint: free some space and run again, or give another --output", path.display())]
    Full {
        /// The file that did not fit.
        path: PathBuf,
        /// Bytes this file had come to when space ran out.
        needed: u64,
        /// The system's answer.
        source: io::Error,
    },
    /// The system took the bytes and the file is shorter or longer.
    #[error("`{}` has {found} bytes after {written} were written", path.display())]
    Length {
        /// The file.
        path: PathBuf,
        /// Bytes written.
        written: u64,
        /// Bytes found.
        found: u64,
    },
    /// The folder holds something that must not be overwritten.
    #[error("`{}` {found}\nhint: give another --output, or remove the folder", path.display())]
    Refused {
        /// The folder.
        path: PathBuf,
        /// What was found in it, as the rest of a sentence about the folder.
        found: String,
    },
    /// The folder is no index that this version and these options can use.
    #[error("`{}` {found}\nhint: give another folder; an empty one begins a new index", path.display())]
    NoIndex {
        /// The folder.
        path: PathBuf,
        /// What was found in it, as the rest of a sentence about the folder.
        found: String,
    },
    /// Another process writes to the folder.
    #[error("`{}` is in use by another run\nhint: wait for it to end, or give another folder", path.display())]
    Busy {
        /// The folder.
        path: PathBuf,
    },
    /// A name would lead out of the folder, or is none.
    #[error("`{name}` cannot be a file name here: {why}")]
    UnsafeName {
        /// The name.
        name: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A total of the report is not what went through the writer. Nothing is written then.
    #[error("the report says {reported} {what}, but {written} went to the output")]
    Unbalanced {
        /// What was counted.
        what: &'static str,
        /// By the report.
        reported: u64,
        /// By the writer.
        written: u64,
    },
    /// A document came while another input was being written.
    #[error("document `{id}` of input {input} came while input {expected} was being written")]
    OutOfOrder {
        /// The document.
        id: String,
        /// Index of its input.
        input: usize,
        /// Index of the input whose turn it was.
        expected: usize,
    },
    /// A group that cannot be: a member twice, none, or an index beyond the documents.
    #[error("the group of document {representative} cannot be written: {why}")]
    Group {
        /// Index of its representative.
        representative: usize,
        /// What is wrong with it.
        why: &'static str,
    },
    /// The folder to be restored is damaged.
    #[error("{0}\nhint: `copydesk verify` lists all that is damaged")]
    Damaged(Finding),
    /// The run was asked to stop.
    #[error("interrupted")]
    Interrupted,
}

impl WriteError {
    pub(super) fn io(what: &'static str, path: &Path, source: io::Error) -> WriteError {
        WriteError::Io { what, path: path.to_owned(), source }
    }

    /// An error while `path` was being filled, with the bytes it had come to.
    pub(super) fn filling(path: &Path, needed: u64, source: io::Error) -> WriteError {
        use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
        match source.kind() {
            StorageFull | QuotaExceeded | FileTooLarge => {
                WriteError::Full { path: path.to_owned(), needed, source }
            }
            _ => WriteError::io("write", path, source),
        }
    }

    pub(super) fn no_index(path: &Path, found: impl Into<String>) -> WriteError {
        WriteError::NoIndex { path: path.to_owned(), found: found.into() }
    }

    pub(super) fn refused(path: &Path, found: impl Into<String>) -> WriteError {
        WriteError::Refused { path: path.to_owned(), found: found.into() }
    }
}

impl From<Finding> for WriteError {
    fn from(finding: Finding) -> WriteError {
        WriteError::Damaged(finding)
    }
}
