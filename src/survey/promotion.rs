//! Whether a rule on trial has shown itself fit to drop.

use super::corpus::Survey;
use super::tally::RuleTally;
use super::verdicts::{LABELLED, greedy};
use crate::eval::Share;
use crate::rules::{Apply, RuleIndex, RuleSet};

/// What a rule on trial must reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thresholds {
    /// Documents with a hit at least.
    pub documents: u64,
    /// Sources with a hit at least.
    pub sources: u64,
    /// Precision against labels at least, where ten hits and more have one.
    pub precision: Share,
}

impl Default for Thresholds {
    fn default() -> Self {
        Thresholds { documents: 10, sources: 1, precision: Share(9_900) }
    }
}

/// Why a rule on trial must stay on trial, in words; nothing where it may drop what it matches. Rules that are
/// not on trial have nothing to show.
pub fn held_back(rules: &RuleSet, survey: &Survey, rule: RuleIndex, least: Thresholds) -> Vec<String> {
    let (own, Some(tally)) = (&rules.rules[rule], survey.of(rule)) else {
        return vec!["it was not counted".to_owned()];
    };
    if own.apply != Apply::Mark {
        return vec!["it is not on trial".to_owned()];
    }
    let mut reasons = Vec::new();
    for (found, least, what) in [
        (tally.documents, least.documents, "documents"),
        (tally.sources.len() as u64, least.sources, "sources"),
    ] {
        if found < least {
            reasons.push(format!("{found} {what} with a hit, at least {least} are wanted"));
        }
    }
    if own.keep.is_some() {
        return reasons;
    }
    reasons.extend(wrong(tally, least));
    reasons.extend(greedy(survey, tally));
    if tally.documents > 0 && tally.unique == 0 {
        reasons.push("it would take nothing that other rules leave".to_owned());
    }
    reasons
}

/// What labels say; without them, where its lines stand.
fn wrong(tally: &RuleTally, least: Thresholds) -> Option<String> {
    let (labelled, wrong) = (tally.labelled(), tally.wrong);
    if labelled >= LABELLED {
        let precision = Share::of(tally.right, labelled);
        return (precision < least.precision)
            .then(|| format!("precision {precision}: {wrong} of {labelled} labelled lines are article"));
    }
    if wrong > 0 {
        return Some(format!("{wrong} of {labelled} labelled lines are article"));
    }
    let (sentences, lines) = (tally.sentences, tally.lines);
    (sentences > 0)
        .then(|| format!("{sentences} of its {lines} lines are long sentences from the middle of stories"))
}
