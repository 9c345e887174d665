//! What grouping needs to know of documents, wherever they are kept.

use std::borrow::Cow;

use crate::fingerprint::{Features, Fingerprint};

/// Documents by index, `0..len`.
pub trait Corpus {
    /// How many there are.
    fn len(&self) -> usize;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The fingerprint of one; all are of one kind.
    fn fingerprint(&self, document: usize) -> Fingerprint;

    /// The features of one. [`Features::words`] are not looked at and may be left empty.
    fn features(&self, document: usize) -> Cow<'_, Features>;

    /// What decides which of a group stands for it.
    fn key(&self, document: usize) -> DocumentKey<'_>;
}

/// By what documents are preferred to one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DocumentKey<'a> {
    /// When it was published, in seconds since 1970.
    pub created: Option<i64>,
    /// Bytes of clean text.
    pub length: u64,
    /// The outlet.
    pub source: Option<&'a str>,
    /// Unique in the corpus.
    pub id: &'a str,
}

/// One document in memory. A `Vec<Entry>` is a [`Corpus`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// Of its clean text.
    pub fingerprint: Fingerprint,
    /// Of its clean text.
    pub features: Features,
    /// When it was published, in seconds since 1970.
    pub created: Option<i64>,
    /// Bytes of clean text.
    pub length: u64,
    /// The outlet.
    pub source: Option<String>,
    /// Unique in the corpus.
    pub id: String,
}

impl Corpus for Vec<Entry> {
    fn len(&self) -> usize {
        self.as_slice().len()
    }

    fn fingerprint(&self, document: usize) -> Fingerprint {
        self[document].fingerprint
    }

    fn features(&self, document: usize) -> Cow<'_, Features> {
        Cow::Borrowed(&self[document].features)
    }

    fn key(&self, document: usize) -> DocumentKey<'_> {
        let Entry { created, length, source, id, .. } = &self[document];
        DocumentKey { created: *created, length: *length, source: source.as_deref(), id }
    }
}
