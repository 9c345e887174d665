//! What each rule took, with samples of it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::best::Top;
use super::{RULE_SAMPLES, RULES, SAMPLE, Text};
use crate::report::RuleCount;

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFigure {
    /// `pack/rule`.
    pub rule: String,
    /// The kind of what it took; empty for a rule on trial, which took nothing.
    pub kind: &'static str,
    /// Documents, removals, bytes.
    pub count: RuleCount,
    /// Outlets that it took something from.
    pub outlets: u64,
    /// Different texts that it took, the first ones.
    pub samples: Vec<Sample>,
}

/// Something that was removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// The document's id.
    pub id: Text,
    /// What was removed.
    pub text: Text,
}

/// The rules that are shown: those that took most.
#[derive(Debug)]
pub(super) struct Rules {
    shown: HashMap<String, Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    kind: &'static str,
    outlets: BTreeSet<usize>,
    samples: Vec<Sample>,
}

impl Rules {
    pub(super) fn new(counts: &BTreeMap<String, RuleCount>) -> Rules {
        let shown = by_bytes(counts).into_iter().take(RULES);
        Rules { shown: shown.map(|(rule, _)| (rule.clone(), Seen::default())).collect() }
    }

    pub(super) fn removed(&mut self, rule: &str, kind: &'static str, text: &str, id: &str, outlet: usize) {
        let Some(seen) = self.shown.get_mut(rule) else { return };
        seen.kind = kind;
        seen.outlets.insert(outlet);
        if seen.samples.len() < RULE_SAMPLES {
            let text = Text::cut(text, SAMPLE);
            if seen.samples.iter().all(|sample| sample.text != text) {
                seen.samples.push(Sample { id: Text::cut(id, super::NAME), text });
            }
        }
    }

    pub(super) fn top(mut self, counts: &BTreeMap<String, RuleCount>) -> Top<RuleFigure> {
        let figure = |(rule, count): (&String, &RuleCount)| {
            let seen = self.shown.remove(rule).unwrap_or_default();
            RuleFigure {
                rule: rule.clone(),
                kind: seen.kind,
                count: *count,
                outlets: seen.outlets.len() as u64,
                samples: seen.samples,
            }
        };
        Top::of(by_bytes(counts), RULES).map(figure)
    }
}

/// Rules on trial, which have counts and no samples.
pub(super) fn on_trial(counts: &BTreeMap<String, RuleCount>) -> Top<RuleFigure> {
    Top::of(by_bytes(counts), RULES).map(|(rule, count)| RuleFigure {
        rule: rule.clone(),
        kind: "",
        count: *count,
        outlets: 0,
        samples: Vec::new(),
    })
}

fn by_bytes(counts: &BTreeMap<String, RuleCount>) -> Vec<(&String, &RuleCount)> {
    let mut rules: Vec<_> = counts.iter().collect();
    rules.sort_by_key(|(rule, count)| (Reverse(count.bytes), *rule));
    rules
}
