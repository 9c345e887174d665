//! Wording that different stories share, and wording that too many do.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::best::{Best, Top};
use super::{Named, PASSAGE, PASSAGES, Text, WORDINGS};

/// A passage as it was stored.
#[derive(Debug, Clone, Copy)]
pub struct SeenPassage<'a> {
    /// Id of the document that stands first.
    pub a: &'a str,
    /// Id of the other one.
    pub b: &'a str,
    /// Words that they share.
    pub words: u64,
    /// The wording.
    pub text: &'a str,
}

/// Wording that two documents of different stories share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// The document that stands first.
    pub a: Named,
    /// The other one.
    pub b: Named,
    /// Words.
    pub words: u64,
    /// The wording.
    pub text: Text,
}

/// Wording that too many documents share, by its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Id of the document where it first stands.
    pub id: String,
    /// First byte in its clean text.
    pub start: u64,
    /// The byte behind the last.
    pub end: u64,
    /// How many documents share it.
    pub documents: u64,
}

/// Wording that too many documents share to be a passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// How many documents share it.
    pub documents: u64,
    /// The wording; empty where its document has no row.
    pub text: Text,
}

/// The passages and wordings that are shown.
#[derive(Debug)]
pub(super) struct Shared {
    longest: Best<(Reverse<u64>, String, String, u64), Passage>,
    count: u64,
    /// By document.
    places: BTreeMap<String, Vec<usize>>,
    capped: Vec<(Place, Text)>,
    capped_more: u64,
}

impl Shared {
    pub(super) fn new(mut places: Vec<Place>) -> Shared {
        places.sort_by(|a, b| {
            (Reverse(a.documents), &a.id, a.start).cmp(&(Reverse(b.documents), &b.id, b.start))
        });
        let capped_more = places.len().saturating_sub(WORDINGS) as u64;
        places.truncate(WORDINGS);
        let mut by_document: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (number, place) in places.iter().enumerate() {
            by_document.entry(place.id.clone()).or_default().push(number);
        }
        let capped = places.into_iter().map(|place| (place, Text::default())).collect();
        Shared { longest: Best::new(PASSAGES), count: 0, places: by_document, capped, capped_more }
    }

    pub(super) fn add(&mut self, passage: &SeenPassage<'_>) {
        self.count += 1;
        let named = |id: &str| Named { id: Text { shown: id.to_owned(), more: 0 }, ..Named::default() };
        let key = (Reverse(passage.words), passage.a.to_owned(), passage.b.to_owned(), self.count);
        self.longest.add(key, || Passage {
            a: named(passage.a),
            b: named(passage.b),
            words: passage.words,
            text: Text::cut(passage.text, PASSAGE),
        });
    }

    /// The documents whose headlines are wanted.
    pub(super) fn wanted(&self) -> impl Iterator<Item = &Named> {
        self.longest.values().flat_map(|passage| [&passage.a, &passage.b])
    }

    /// Takes the wordings that first stand in this document.
    pub(super) fn document(&mut self, id: &str, text: &str) {
        for &number in self.places.get(id).into_iter().flatten() {
            let (place, wording) = &mut self.capped[number];
            let (Ok(start), Ok(end)) = (usize::try_from(place.start), usize::try_from(place.end)) else {
                continue;
            };
            *wording = Text::cut(text.get(start..end).unwrap_or_default(), PASSAGE);
        }
    }

    pub(super) fn figures(self, complete: impl Fn(&mut Named)) -> (Top<Passage>, Top<Wording>) {
        let mut passages = self.longest.top();
        for passage in &mut passages.rows {
            complete(&mut passage.a);
            complete(&mut passage.b);
        }
        let wording = |(place, text): (Place, Text)| Wording { documents: place.documents, text };
        let capped = Top { rows: self.capped.into_iter().map(wording).collect(), more: self.capped_more };
        (passages, capped)
    }
}
