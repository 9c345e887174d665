//! What happened to each outlet.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::best::Top;
use crate::report::SourceCount;
use crate::rules::Kind;

/// One outlet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outlet {
    /// Its name; `""` where it is unknown.
    pub source: String,
    /// Documents and bytes.
    pub count: SourceCount,
    /// Bytes removed by kind, the largest first.
    pub kinds: Vec<(&'static str, u64)>,
    /// Groups that one of its documents stands for.
    pub stands: u64,
    /// Its documents that another one stands for.
    pub copies: u64,
    /// Its documents with flags.
    pub flagged: u64,
    /// First and last day of publication, counted from 1970.
    pub days: Option<(i64, i64)>,
}

/// Numbers for names, and what is counted of each.
#[derive(Debug, Default)]
pub(super) struct Outlets {
    numbers: HashMap<String, usize>,
    tallies: Vec<Tally>,
}

#[derive(Debug, Default)]
struct Tally {
    source: String,
    kinds: [u64; Kind::ALL.len()],
    stands: u64,
    copies: u64,
    flagged: u64,
    days: Option<(i64, i64)>,
}

impl Outlets {
    /// The number of an outlet, a new one for one that was not seen before.
    pub(super) fn number(&mut self, source: Option<&str>) -> usize {
        let source = source.unwrap_or_default();
        if let Some(&number) = self.numbers.get(source) {
            return number;
        }
        self.numbers.insert(source.to_owned(), self.tallies.len());
        self.tallies.push(Tally { source: source.to_owned(), ..Tally::default() });
        self.tallies.len() - 1
    }

    pub(super) fn name(&self, number: usize) -> &str {
        &self.tallies[number].source
    }

    pub(super) fn removed(&mut self, number: usize, kind: &str, bytes: u64) {
        if let Some(place) = Kind::ALL.iter().position(|known| known.as_str() == kind) {
            self.tallies[number].kinds[place] += bytes;
        }
    }

    pub(super) fn stands(&mut self, number: usize) {
        self.tallies[number].stands += 1;
    }

    pub(super) fn copy(&mut self, number: usize) {
        self.tallies[number].copies += 1;
    }

    pub(super) fn flagged(&mut self, number: usize) {
        self.tallies[number].flagged += 1;
    }

    pub(super) fn published(&mut self, number: usize, day: i64) {
        let days = &mut self.tallies[number].days;
        *days = Some(days.map_or((day, day), |(first, last)| (first.min(day), last.max(day))));
    }

    /// Those that have documents in the run, the one with most documents first.
    pub(super) fn top<'a>(
        self,
        counts: impl Iterator<Item = (&'a String, &'a SourceCount)>,
        limit: usize,
    ) -> Top<Outlet> {
        let mut tallies: Vec<Option<Tally>> = self.tallies.into_iter().map(Some).collect();
        let mut counts: Vec<_> = counts.collect();
        counts.sort_by_key(|(source, count)| (Reverse(count.documents), *source));
        let tally = |(source, count): (&String, &SourceCount)| {
            let tally = self.numbers.get(source).and_then(|&number| tallies[number].take());
            tally.unwrap_or_default().outlet(source, *count)
        };
        // All are made before they are cut: those behind are few bytes each.
        Top::of(counts.into_iter().map(tally), limit)
    }
}

impl Tally {
    fn outlet(self, source: &str, count: SourceCount) -> Outlet {
        let kinds = Kind::ALL.iter().zip(self.kinds).filter(|(_, bytes)| *bytes > 0);
        let mut kinds: Vec<_> = kinds.map(|(kind, bytes)| (kind.as_str(), bytes)).collect();
        kinds.sort_by_key(|(kind, bytes)| (Reverse(*bytes), *kind));
        Outlet {
            source: source.to_owned(),
            count,
            kinds,
            stands: self.stands,
            copies: self.copies,
            flagged: self.flagged,
            days: self.days,
        }
    }
}
