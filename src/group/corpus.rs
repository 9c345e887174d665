//! What grouping needs to know of documents, wherever they are kept.

use crate::fingerprint::{Features, Fingerprint};

/// Documents by index, `0..len`; at most 2³² of them.
///
/// [`Corpus::features`] may read from a disk, so grouping asks for each document's once, in the order of the
/// documents, and then only for those that it compares. All else is asked for often and should be in memory.
pub trait Corpus: Sync {
    /// How many there are.
    fn len(&self) -> usize;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The fingerprint of one; all are of one kind.
    fn fingerprint(&self, document: usize) -> Fingerprint;

    /// What tells the wording of one from others.
    fn wording(&self, document: usize) -> Wording;

    /// The features of one, kept or put into `room`. [`Features::words`] are not looked at and may be left empty.
    ///
    /// Features that cannot be read are those of an empty text. Whoever keeps them knows that this happened,
    /// and does not use the groups.
    fn features<'a>(&'a self, document: usize, room: &'a mut Features) -> &'a Features;

    /// What decides which of a group stands for it.
    fn key(&self, document: usize) -> DocumentKey<'_>;
}

/// Equal for texts that differ in no word; for others only if two hashes agree by accident, 96 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Wording {
    hash: u64,
    shingles: u32,
    tokens: u32,
}

impl Wording {
    /// Of these features.
    pub fn of(features: &Features) -> Wording {
        let fold = |all: u32, shingle: &u32| all.rotate_left(5) ^ shingle.wrapping_mul(0x9e37_79b1);
        Wording {
            hash: features.text_hash,
            shingles: features.shingles.iter().fold(0, fold),
            tokens: features.tokens,
        }
    }

    /// Whether the text has no word.
    pub fn is_empty(self) -> bool {
        self.tokens == 0
    }
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

    fn wording(&self, document: usize) -> Wording {
        Wording::of(&self[document].features)
    }

    fn features<'a>(&'a self, document: usize, _room: &'a mut Features) -> &'a Features {
        &self[document].features
    }

    fn key(&self, document: usize) -> DocumentKey<'_> {
        let Entry { created, length, source, id, .. } = &self[document];
        DocumentKey { created: *created, length: *length, source: source.as_deref(), id }
    }
}
