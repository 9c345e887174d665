//! The distinct texts of a corpus, in the order of preference.

use hashbrown::HashMap;
use rayon::slice::ParallelSliceMut;

use super::{Corpus, Scope, Wording};
use crate::fingerprint::{Features, Fingerprint};

/// The distinct texts of a corpus by number, the most preferred first. Copies that differ in no word are
/// one text, so that a flood of them costs no more than reading it; where the scope may part them, only
/// those of one time and one outlet.
pub(super) struct Texts<'a> {
    pub(super) corpus: &'a dyn Corpus,
    scope: Scope,
    /// The documents of each text, the most preferred first, text by text.
    documents: Vec<usize>,
    /// Where the documents of each text start, and the end.
    starts: Vec<usize>,
    /// The number of the outlet that all documents of a text are known to be of; 0 for none.
    outlets: Vec<u32>,
}

impl<'a> Texts<'a> {
    /// `order` holds the documents, the most preferred first.
    pub(super) fn of(corpus: &'a dyn Corpus, order: &[usize], scope: Scope) -> Texts<'a> {
        let firsts = firsts(corpus, order, scope);
        let mut sizes = vec![0usize; firsts.len()];
        firsts.iter().flatten().for_each(|&first| sizes[first as usize] += 1);
        // From the place of a text's first document to where its next document goes.
        let mut next = vec![0usize; firsts.len()];
        let mut starts = vec![0];
        for (place, &size) in sizes.iter().enumerate().filter(|&(_, &size)| size > 0) {
            next[place] = starts.last().copied().unwrap_or(0);
            starts.push(next[place] + size);
        }
        drop(sizes);
        let mut documents = vec![0; starts.last().copied().unwrap_or(0)];
        for (&document, first) in order.iter().zip(&firsts) {
            if let Some(first) = *first {
                documents[next[first as usize]] = document;
                next[first as usize] += 1;
            }
        }
        let outlets = outlets(corpus, &documents, &starts);
        Texts { corpus, scope, documents, starts, outlets }
    }

    /// Whether the scope lets the two be one story.
    pub(super) fn in_scope(&self, a: usize, b: usize) -> bool {
        let key = |text: usize| self.corpus.key(self.documents[self.starts[text]]);
        self.scope.is_open() || self.scope.allows(&key(a), &key(b))
    }

    /// Whether all documents of both texts are known to be of one outlet.
    pub(super) fn of_one_outlet(&self, a: usize, b: usize) -> bool {
        self.outlets[a] != 0 && self.outlets[a] == self.outlets[b]
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// The documents with this text, the most preferred first.
    pub(super) fn documents(&self, text: usize) -> &[usize] {
        &self.documents[self.starts[text]..self.starts[text + 1]]
    }

    pub(super) fn fingerprint(&self, text: usize) -> Fingerprint {
        self.corpus.fingerprint(self.documents[self.starts[text]])
    }

    /// The features of a text, kept or put into `room`.
    pub(super) fn features<'r>(&'r self, text: usize, room: &'r mut Features) -> &'r Features {
        self.corpus.features(self.documents[self.starts[text]], room)
    }

    /// All texts with the document that each is read from, in the order of these.
    pub(super) fn in_order_of_documents(&self) -> Vec<(usize, u32)> {
        let mut found: Vec<(usize, u32)> =
            self.starts[..self.len()].iter().map(|&start| self.documents[start]).zip(0..).collect();
        found.par_sort_unstable();
        found
    }
}

/// For each place in the order of preference the first place with the same text; `None` for documents
/// without words.
fn firsts(corpus: &dyn Corpus, order: &[usize], scope: Scope) -> Vec<Option<u32>> {
    let mut wordings: Vec<(Wording, u32)> =
        order.iter().map(|&document| corpus.wording(document)).zip(0..).collect();
    wordings.retain(|(wording, _)| !wording.is_empty());
    wordings.par_sort_unstable();
    let mut firsts = vec![None; order.len()];
    for same in wordings.chunk_by(|a, b| a.0 == b.0) {
        let mut known = HashMap::new();
        for &(_, place) in same {
            let key = corpus.key(order[place as usize]);
            let apart = (!scope.is_open()).then_some((key.created, key.source));
            firsts[place as usize] = Some(*known.entry(apart).or_insert(place));
        }
    }
    firsts
}

/// The number of the outlet of each text; 0 where there are several, or one is not known.
fn outlets(corpus: &dyn Corpus, documents: &[usize], starts: &[usize]) -> Vec<u32> {
    let mut numbers = HashMap::new();
    let mut of = |document: &usize| {
        let source = corpus.key(*document).source?;
        let next = numbers.len() as u32 + 1;
        Some(*numbers.entry(source).or_insert(next))
    };
    let of_text = |bounds: &[usize]| {
        let mut all = documents[bounds[0]..bounds[1]].iter().map(&mut of);
        let first = all.next().flatten()?;
        all.all(|other| other == Some(first)).then_some(first)
    };
    starts.windows(2).map(of_text).map(Option::unwrap_or_default).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Entry;
    use super::*;

    #[test]
    fn copies_are_one_text_and_empty_documents_none() {
        let entry = |text_hash, shingle| Entry {
            features: Features {
                text_hash,
                shingles: vec![shingle],
                tokens: u32::from(text_hash > 0),
                ..Features::default()
            },
            ..Entry::default()
        };
        let entries = vec![entry(7, 1), entry(0, 0), entry(9, 2), entry(7, 1), entry(7, 5), entry(9, 2)];
        let texts = Texts::of(&entries, &[5, 4, 3, 2, 1, 0], Scope::default());
        let found: Vec<&[usize]> = (0..texts.len()).map(|text| texts.documents(text)).collect();
        assert_eq!(found, [&[5, 2][..], &[4], &[3, 0]], "one with the hash of others stays by itself");
        assert_eq!(texts.in_order_of_documents(), [(3, 2), (4, 1), (5, 0)]);
        assert_eq!(Texts::of(&entries, &[], Scope::default()).len(), 0);
    }
}
