//! Which rules of two sets differ, and which documents that can concern.

use std::collections::HashMap;
use std::sync::Arc;

use crate::clean::detect_language;
use crate::document::Document;
use crate::rules::{Apply, RuleIndex, RuleScratch, RuleSet, Subject};
use crate::text::lines;

/// What became of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RuleChange {
    /// It is new.
    Added,
    /// It is gone.
    Gone,
    /// It means something else.
    Changed,
    /// It stands before or behind others, which decides where rules of one priority match one line.
    Moved,
}

impl RuleChange {
    /// The name in outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            RuleChange::Added => "added",
            RuleChange::Gone => "gone",
            RuleChange::Changed => "changed",
            RuleChange::Moved => "moved",
        }
    }
}

/// The difference of two rule sets. A document in which none of the touched rules has a hit, in its old or in
/// its new meaning, is cleaned alike by both: what else decides about it is the same.
#[derive(Debug, Clone)]
pub struct Touched {
    /// By id, sorted. Rules that are off in both are none.
    pub rules: Vec<(Arc<str>, RuleChange)>,
    /// Only the touched rules, old and new.
    probe: RuleSet,
}

impl Touched {
    /// What is different. Rules are known by their ids, and compared by what they mean.
    pub fn between(old: &RuleSet, new: &RuleSet) -> Touched {
        let places = |set: &RuleSet| -> HashMap<Arc<str>, RuleIndex> {
            set.rules.iter().enumerate().map(|(at, rule)| (Arc::clone(&rule.id), at)).collect()
        };
        let (in_old, in_new) = (places(old), places(new));
        let is_on = |set: &RuleSet, at: RuleIndex| set.rules[at].apply != Apply::Off;
        let mut rules = Vec::new();
        let mut common = Vec::new();
        for (at, rule) in old.rules.iter().enumerate() {
            match in_new.get(&rule.id) {
                Some(&other) if is_on(old, at) || is_on(new, other) => {
                    if old.meaning(at) != new.meaning(other) {
                        rules.push((Arc::clone(&rule.id), RuleChange::Changed));
                    } else {
                        common.push((at, other));
                    }
                }
                None if is_on(old, at) => rules.push((Arc::clone(&rule.id), RuleChange::Gone)),
                _ => {}
            }
        }
        for (at, rule) in new.rules.iter().enumerate() {
            if is_on(new, at) && !in_old.contains_key(&rule.id) {
                rules.push((Arc::clone(&rule.id), RuleChange::Added));
            }
        }
        // Which rule wins a line goes by their places, what each finds decided by their ranks.
        let mut moved = out_of_order(&common);
        moved.extend(out_of_order(
            &common.iter().map(|&(at, other)| (old.rank(at), new.rank(other))).collect::<Vec<_>>(),
        ));
        rules.extend(
            moved.into_iter().map(|place| (Arc::clone(&old.rules[common[place].0].id), RuleChange::Moved)),
        );
        rules.sort();
        rules.dedup();
        let found = |places: &HashMap<Arc<str>, RuleIndex>| -> Vec<RuleIndex> {
            rules.iter().filter_map(|(id, _)| places.get(id).copied()).collect()
        };
        let (before, after) = (found(&in_old), found(&in_new));
        let parts = before.into_iter().map(|at| (old, at)).chain(after.into_iter().map(|at| (new, at)));
        Touched { probe: RuleSet::probe(parts), rules }
    }

    /// Whether nothing is different.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// Fresh scratch for one worker.
    pub fn scratch(&self) -> RuleScratch {
        self.probe.scratch()
    }

    /// Whether the two sets can make something else of the document. Where they cannot, this is nearly free.
    pub fn concerns(&self, scratch: &mut RuleScratch, document: &Document) -> bool {
        let detected = match &document.lang {
            None if self.probe.needs_language() => detect_language(&document.text),
            _ => None,
        };
        let subject = Subject::of(document, document.lang.as_deref().or(detected));
        !self.probe.patternless(&subject).is_empty()
            || !self.probe.scan(scratch, &subject, &document.text, &lines(&document.text)).is_empty()
    }
}

/// The places of pairs that have to be taken out for both sides of the others to be in one order.
fn out_of_order(pairs: &[(usize, usize)]) -> Vec<usize> {
    let mut places: Vec<usize> = (0..pairs.len()).collect();
    places.sort_by_key(|&place| pairs[place].0);
    let in_order = longest_rising(&places.iter().map(|&place| pairs[place].1).collect::<Vec<_>>());
    let mut stays = vec![false; pairs.len()];
    in_order.into_iter().for_each(|at| stays[places[at]] = true);
    (0..pairs.len()).filter(|&place| !stays[place]).collect()
}

/// The places of one longest rising subsequence of different numbers, sorted (patience sorting, Fredman 1975).
fn longest_rising(numbers: &[usize]) -> Vec<usize> {
    // The place with the smallest last number of a rising sequence of each length.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(numbers.len());
    for (place, number) in numbers.iter().enumerate() {
        let length = ends.partition_point(|&end| numbers[end] < *number);
        before.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        match ends.get_mut(length) {
            Some(end) => *end = place,
            None => ends.push(place),
        }
    }
    let mut places = Vec::with_capacity(ends.len());
    let mut at = ends.last().copied();
    while let Some(place) = at {
        places.push(place);
        at = before[place];
    }
    places.reverse();
    places
}
