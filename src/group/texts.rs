//! The distinct texts of a corpus, in the order of preference.

use hashbrown::HashMap;
use rayon::slice::ParallelSliceMut;

use super::{Corpus, Scope};
use crate::fingerprint::{Features, Fingerprint};

/// The distinct texts of a corpus by number, the most preferred first. Copies that differ in no word are
/// one text, so that a flood of them costs no more than reading it; where the scope may part them, only
/// those of one time and one outlet.
pub(super) struct Texts<'a> {
    pub(super) corpus: &'a dyn Corpus,
    scope: Scope,
    /// The documents of each text, the most preferred first, text by text.
    documents: Vec<u32>,
    /// Where the documents of each text start, and the end.
    starts: Vec<u32>,
    /// The number of the outlet that all documents of a text are known to be of; 0 for none.
    outlets: Vec<u32>,
}

impl<'a> Texts<'a> {
    /// `order` holds the documents, the most preferred first.
    pub(super) fn of(corpus: &'a dyn Corpus, order: &[u32], scope: Scope) -> Texts<'a> {
        let mut places = firsts(corpus, order, scope);
        // From the text of each place to the texts in the order of preference, each with its places together.
        places.par_sort_unstable();
        let starts_anew = |place: usize| place == 0 || places[place - 1].0 != places[place].0;
        let starts = (0..places.len()).filter(|&place| starts_anew(place)).map(|place| place as u32);
        let starts: Vec<u32> = starts.chain([places.len() as u32]).collect();
        let documents: Vec<u32> = places.into_iter().map(|(_, place)| order[place as usize]).collect();
        let outlets = outlets(corpus, &documents, &starts);
        Texts { corpus, scope, documents, starts, outlets }
    }

    /// Whether the scope lets the two be one story.
    pub(super) fn in_scope(&self, a: usize, b: usize) -> bool {
        let key = |text: usize| self.corpus.key(self.first(text));
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
    pub(super) fn documents(&self, text: usize) -> &[u32] {
        &self.documents[self.starts[text] as usize..self.starts[text + 1] as usize]
    }

    /// The most preferred of them, which the text is read from.
    pub(super) fn first(&self, text: usize) -> usize {
        self.documents[self.starts[text] as usize] as usize
    }

    pub(super) fn fingerprint(&self, text: usize) -> Fingerprint {
        self.corpus.fingerprint(self.first(text))
    }

    /// The features of a text, kept or put into `room`.
    pub(super) fn features<'r>(&'r self, text: usize, room: &'r mut Features) -> &'r Features {
        self.corpus.features(self.first(text), room)
    }

    /// All texts in the order of the documents that they are read from.
    pub(super) fn in_order_of_documents(&self) -> Vec<u32> {
        let mut found: Vec<u32> = (0..self.len() as u32).collect();
        found.par_sort_unstable_by_key(|&text| self.first(text as usize));
        found
    }
}

/// The places in the order of preference, each behind the first place with the same text; none for documents
/// without words.
fn firsts(corpus: &dyn Corpus, order: &[u32], scope: Scope) -> Vec<(u32, u32)> {
    let wording = |place: u32| corpus.wording(order[place as usize] as usize);
    let mut places: Vec<u32> = (0..order.len() as u32).filter(|&place| !wording(place).is_empty()).collect();
    places.par_sort_unstable_by_key(|&place| (wording(place), place));
    let mut firsts = Vec::with_capacity(places.len());
    for same in places.chunk_by(|&a, &b| wording(a) == wording(b)) {
        let mut known = HashMap::new();
        for &place in same {
            let key = corpus.key(order[place as usize] as usize);
            let apart = (!scope.is_open()).then_some((key.created, key.source));
            firsts.push((*known.entry(apart).or_insert(place), place));
        }
    }
    firsts
}

/// The number of the outlet of each text; 0 where there are several, or one is not known.
fn outlets(corpus: &dyn Corpus, documents: &[u32], starts: &[u32]) -> Vec<u32> {
    let mut numbers = HashMap::new();
    let mut of = |document: &u32| {
        let source = corpus.key(*document as usize).source?;
        let next = numbers.len() as u32 + 1;
        Some(*numbers.entry(source).or_insert(next))
    };
    let of_text = |bounds: &[u32]| {
        let mut all = documents[bounds[0] as usize..bounds[1] as usize].iter().map(&mut of);
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
        let found: Vec<&[u32]> = (0..texts.len()).map(|text| texts.documents(text)).collect();
        assert_eq!(found, [&[5, 2][..], &[4], &[3, 0]], "one with the hash of others stays by itself");
        assert_eq!(texts.in_order_of_documents(), [2, 1, 0]);
        assert_eq!(Texts::of(&entries, &[], Scope::default()).len(), 0);
    }
}
