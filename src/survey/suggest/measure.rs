//! What proposed rules take of the pages that they were made from.

use super::super::missed::Missed;
use super::super::missed_page::Fate;
use super::trial::hits;
use super::zone::Place;
use crate::rules::RuleSet;

/// What a rule takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) hits: u64,
    pub(super) documents: u64,
    /// Lines that go by score already.
    pub(super) scored: u64,
}

/// What each rule takes in its place.
pub(super) fn measure(missed: &Missed, set: &RuleSet, places: &[Place]) -> Vec<Count> {
    let mut counts = vec![Count::default(); places.len()];
    let mut scratch = set.scratch();
    for page in missed.pages(None) {
        let mut last = None;
        for (rule, at) in hits(set, &mut scratch, page) {
            let line = &page.lines[at];
            let (Some(count), Some(place)) = (counts.get_mut(rule), places.get(rule)) else {
                continue;
            };
            if place.holds(line.places) {
                count.hits += 1;
                count.scored += u64::from(line.fate == Fate::Scored);
                count.documents += u64::from(last != Some(rule));
                last = Some(rule);
            }
        }
    }
    counts
}
