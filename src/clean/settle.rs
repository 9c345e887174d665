//! Which of several rules gets a line: precedence, protection, and who only captures.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::marking::{Finding, Marking, Verdict};
use super::score::Decision;
use super::spot::Spot;
use crate::document::Flag;
use crate::rules::{Apply, Protects, RuleIndex, RuleSet};
use crate::text::Span;

/// Settles all spots of a text. Precedence: a `[[keep]]` rule over all others; then higher priority;
/// then whole lines over parts of lines; then the rule that stands first in its file and pack.
pub(super) fn settle(set: &RuleSet, mut spots: Vec<Spot>, mut flags: Vec<Flag>) -> Marking {
    let protected = protect(set, &mut spots);
    let rank = |finding: &Finding| {
        let priority = set.rules[finding.rule].priority;
        (Reverse(priority), !finding.whole_line, finding.rule, finding.line, finding.span)
    };
    let mut order: Vec<usize> =
        (0..spots.len()).filter(|&at| spots[at].finding.verdict == Verdict::Removed).collect();
    // Each line is a contest of its own.
    order.sort_by_key(|&at| (spots[at].finding.line, rank(&spots[at].finding)));
    let mut taken: Vec<(Span, RuleIndex)> = Vec::new();
    let mut captured = Vec::new();
    let mut before = None;
    for at in order {
        let spot = &mut spots[at];
        let (line, span, rule) = (spot.finding.line, spot.finding.span, spot.finding.rule);
        if before.replace(line) != Some(line) {
            taken.clear();
        }
        let apply = set.rules[rule].apply;
        let keeper =
            protected.get(&line).and_then(|keepers| keepers.iter().find(|&&keep| protects(set, keep, rule)));
        let winner = taken.iter().find(|(other, _)| other.overlaps(span));
        spot.finding.verdict = match (apply, keeper, winner) {
            (Apply::Mark, ..) => Verdict::Marked,
            (Apply::CaptureKeep, _, None) => Verdict::Captured,
            (_, Some(&keep), _) => Verdict::Protected(keep),
            (_, None, Some((_, other))) => Verdict::Overridden(*other),
            (_, None, None) => {
                taken.push((span, rule));
                Verdict::Removed
            }
        };
        if matches!(spot.finding.verdict, Verdict::Removed | Verdict::Captured) && !spot.captures.is_empty() {
            captured.push((rank(&spot.finding), std::mem::take(&mut spot.captures)));
        }
    }
    captured.sort_by_key(|(rank, _)| *rank);
    let mut captures: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in captured.into_iter().flat_map(|(_, fields)| fields) {
        captures.entry(name).or_insert(value);
    }
    flags.sort_unstable();
    flags.dedup();
    let mut findings: Vec<_> = spots.into_iter().map(|spot| spot.finding).collect();
    findings.sort_by_key(|finding| (finding.line, finding.rule, finding.span));
    Marking {
        findings,
        captures: captures.into_iter().collect(),
        flags,
        story: None,
        page: Decision::default(),
    }
}

/// Takes the keep rules out of the contest and returns the lines they protect.
fn protect(set: &RuleSet, spots: &mut [Spot]) -> BTreeMap<usize, Vec<RuleIndex>> {
    let mut protected: BTreeMap<usize, Vec<RuleIndex>> = BTreeMap::new();
    for spot in spots {
        let finding = &mut spot.finding;
        let rule = &set.rules[finding.rule];
        // A keep rule on trial protects nothing.
        if rule.keep.is_some() && rule.apply == Apply::Drop && finding.verdict == Verdict::Removed {
            finding.verdict = Verdict::Keeps;
            protected.entry(finding.line).or_default().push(finding.rule);
        }
    }
    protected
}

fn protects(set: &RuleSet, keep: RuleIndex, against: RuleIndex) -> bool {
    match &set.rules[keep].keep {
        Some(Protects::Everything) => true,
        Some(Protects::Against(rules)) => rules.contains(&against),
        None => false,
    }
}
