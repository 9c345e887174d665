//! Pairs of documents with the seeds they share, and the rows that come of them.

use std::sync::Arc;

use super::super::WriteError;
use super::super::schema::{PassageFields, json};
use super::super::sorter::Sorted;
use super::standing::{Held, Store};
use crate::group::Permille;
use crate::group::passages::{CommonGrams, Passage, PassageOptions, Seed, Token, shared_runs};

/// Pairs go to the workers in lots of so many seeds, or so many bytes of text.
const LOT_SEEDS: usize = 1 << 12;
const LOT_BYTES: usize = 1 << 20;

/// Two documents, and where they have the same grams.
pub(super) struct Pair {
    a: Arc<Held>,
    b: Arc<Held>,
    seeds: Vec<Seed>,
}

/// Reads seeds, which are sorted by pair, and the texts of each pair.
pub(super) struct Pairs<'s, 'e> {
    seeds: Sorted<{ Seed::SIZE }>,
    next: Option<Seed>,
    store: &'s mut Store<'e>,
    begun: bool,
    ended: bool,
}

impl<'s, 'e> Pairs<'s, 'e> {
    pub(super) fn new(seeds: Sorted<{ Seed::SIZE }>, store: &'s mut Store<'e>) -> Pairs<'s, 'e> {
        Pairs { seeds, next: None, store, begun: false, ended: false }
    }

    fn advance(&mut self) -> Result<(), WriteError> {
        self.begun = true;
        self.next = self.seeds.next_record()?.map(Seed::from_bytes);
        Ok(())
    }

    fn pair(&mut self) -> Result<Option<Pair>, WriteError> {
        if !self.begun {
            self.advance()?;
        }
        let Some(first) = self.next else { return Ok(None) };
        let mut seeds = Vec::new();
        while let Some(seed) = self.next.filter(|seed| (seed.a, seed.b) == (first.a, first.b)) {
            seeds.push(seed);
            self.advance()?;
        }
        Ok(Some(Pair { a: self.store.text(first.a)?, b: self.store.text(first.b)?, seeds }))
    }

    fn lot(&mut self) -> Result<Vec<Pair>, WriteError> {
        let (mut lot, mut seeds, mut bytes) = (Vec::new(), 0, 0);
        while seeds < LOT_SEEDS && bytes < LOT_BYTES {
            let Some(pair) = self.pair()? else { break };
            seeds += pair.seeds.len();
            bytes += pair.b.text.len();
            lot.push(pair);
        }
        Ok(lot)
    }
}

impl Iterator for Pairs<'_, '_> {
    type Item = Result<Vec<Pair>, WriteError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let lot = self.lot();
        self.ended = lot.is_err();
        Some(lot).filter(|lot| !lot.as_ref().is_ok_and(Vec::is_empty))
    }
}

/// The rows of a pair, but for the ids, with the number of words of each.
pub(super) struct FoundPair {
    pub(super) a: u32,
    pub(super) b: u32,
    pub(super) rows: Vec<(u32, Vec<u8>)>,
}

/// A worker's part: the passages of these pairs. Pairs without any are left out.
pub(super) fn shared(pairs: &[Pair], common: &CommonGrams, options: PassageOptions) -> Vec<FoundPair> {
    let mut found = Vec::new();
    for Pair { a, b, seeds } in pairs {
        let (in_a, in_b) = (a.tokens(), b.tokens());
        let runs = shared_runs((&a.text, in_a), (&b.text, in_b), seeds, common, options);
        if let Some(first) = seeds.first().filter(|_| !runs.is_empty()) {
            let rows = runs.iter().map(|run| (run.words, row(run, a, (in_a, in_b)))).collect();
            found.push(FoundPair { a: first.a, b: first.b, rows });
        }
    }
    found
}

fn row(run: &Passage, a: &Held, (in_a, in_b): (&[Token], &[Token])) -> Vec<u8> {
    let share = |of: &[Token]| Permille::of(u64::from(run.words), of.len() as u64);
    json(&PassageFields {
        a_start: run.a.start,
        a_end: run.a.end,
        a_share: share(in_a),
        b_start: run.b.start,
        b_end: run.b.end,
        b_share: share(in_b),
        words: run.words,
        text: run.a.of(&a.text),
    })
}
