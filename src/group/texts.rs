//! The distinct texts of a corpus, in the order of preference.

use std::borrow::Cow;

use hashbrown::HashMap;

use super::{Corpus, Scope};
use crate::fingerprint::{Features, Fingerprint};

/// The distinct texts of a corpus by number, the most preferred first. Copies that differ in no word are
/// one text, so that a flood of them costs no more than reading it; where the scope may part them, only
/// those of one time and one outlet.
pub(super) struct Texts<'a> {
    pub(super) corpus: &'a dyn Corpus,
    scope: Scope,
    /// The documents of each text, the most preferred first.
    documents: Vec<Vec<usize>>,
    /// Whether its documents are of several outlets.
    widespread: Vec<bool>,
}

impl<'a> Texts<'a> {
    /// `order` holds the documents, the most preferred first.
    pub(super) fn of(corpus: &'a dyn Corpus, order: &[usize], scope: Scope) -> Texts<'a> {
        let mut texts = Texts { corpus, scope, documents: Vec::new(), widespread: Vec::new() };
        let mut known: HashMap<Identity<'_>, usize> = HashMap::new();
        for &document in order {
            let features = corpus.features(document);
            if features.is_empty() {
                continue;
            }
            let key = corpus.key(document);
            let apart = (!scope.is_open()).then_some((key.created, key.source));
            let identity = (features.text_hash, features.tokens, apart);
            let text = *known.entry(identity).or_insert(texts.documents.len());
            match texts.documents.get_mut(text) {
                Some(copies) if same(&features, &corpus.features(copies[0])) => {
                    texts.widespread[text] |= key.source != corpus.key(copies[0]).source;
                    copies.push(document);
                }
                _ => {
                    texts.documents.push(vec![document]);
                    texts.widespread.push(false);
                }
            }
        }
        texts
    }

    /// Whether the scope lets the two be one story.
    pub(super) fn in_scope(&self, a: usize, b: usize) -> bool {
        let key = |text: usize| self.corpus.key(self.documents[text][0]);
        self.scope.is_open() || self.scope.allows(&key(a), &key(b))
    }

    /// Whether all documents of both texts are known to be of one outlet.
    pub(super) fn of_one_outlet(&self, a: usize, b: usize) -> bool {
        let source = |text: usize| self.corpus.key(self.documents[text][0]).source;
        !self.widespread[a] && !self.widespread[b] && source(a).is_some() && source(a) == source(b)
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

/// What copies have in common; the last part where the scope may part them.
type Identity<'a> = (u64, u32, Option<(Option<i64>, Option<&'a str>)>);

/// Guards against texts that share a hash by accident.
fn same(a: &Features, b: &Features) -> bool {
    a.shingles == b.shingles && a.places == b.places
}
