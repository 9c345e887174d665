//! The distinct texts of a corpus, in the order of preference.

use std::borrow::Cow;

use hashbrown::HashMap;

use super::Corpus;
use crate::fingerprint::{Features, Fingerprint};

/// The distinct texts of a corpus by number, the most preferred first. Copies that differ in no word are
/// one text, so that a flood of them costs no more than reading it.
pub(super) struct Texts<'a> {
    pub(super) corpus: &'a dyn Corpus,
    /// The documents of each text, the most preferred first.
    documents: Vec<Vec<usize>>,
}

impl<'a> Texts<'a> {
    /// `order` holds the documents, the most preferred first.
    pub(super) fn of(corpus: &'a dyn Corpus, order: &[usize]) -> Texts<'a> {
        let mut known: HashMap<(u64, u32), usize> = HashMap::new();
        let mut documents: Vec<Vec<usize>> = Vec::new();
        for &document in order {
            let features = corpus.features(document);
            if features.is_empty() {
                continue;
            }
            let text = *known.entry((features.text_hash, features.tokens)).or_insert(documents.len());
            match documents.get_mut(text) {
                Some(copies) if same(&features, &corpus.features(copies[0])) => copies.push(document),
                _ => documents.push(vec![document]),
            }
        }
        Texts { corpus, documents }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.documents.len()
    }

    /// The documents with this text, the most preferred first.
    pub(super) fn documents(&self, text: usize) -> &[usize] {
        &self.documents[text]
    }

    pub(super) fn fingerprint(&self, text: usize) -> Fingerprint {
        self.corpus.fingerprint(self.documents[text][0])
    }

    pub(super) fn features(&self, text: usize) -> Cow<'a, Features> {
        self.corpus.features(self.documents[text][0])
    }
}

/// Guards against texts that share a hash by accident.
fn same(a: &Features, b: &Features) -> bool {
    a.shingles == b.shingles && a.places == b.places
}
