//! Where rules hold, and why one goes before another, in words.

use crate::clean::{Finding, Marking, Verdict};
use crate::rules::{Rule, RuleIndex, RuleSet};

/// Where a rule holds; `anywhere` where it holds everywhere.
pub(super) fn place(set: &RuleSet, rule: &Rule) -> String {
    let mut place = vec![rule.zone.to_string()];
    place.extend(rule.zone.after.map(|index| format!("after {}", set.rules[index].id)));
    place.extend(rule.zone.before.map(|index| format!("before {}", set.rules[index].id)));
    place.retain(|part| !part.is_empty());
    if place.is_empty() { "anywhere".into() } else { place.join(", ") }
}

/// Why a rule that removed something won against the rules that wanted the same; empty where none did.
pub(super) fn won(set: &RuleSet, marking: &Marking, winner: &Finding) -> String {
    let beaten = |finding: &&Finding| {
        finding.line == winner.line && finding.verdict == Verdict::Overridden(winner.rule)
    };
    let reasons: Vec<String> = marking
        .findings
        .iter()
        .filter(beaten)
        .map(|loser| {
            let reason = precedence(set, winner.rule, loser.rule);
            format!("won against {}: {reason}", set.rules[loser.rule].id)
        })
        .collect();
    reasons.join("; ")
}

/// Why one rule goes before another.
pub(super) fn precedence(set: &RuleSet, winner: RuleIndex, loser: RuleIndex) -> String {
    let (first, second) = (set.rules[winner].priority, set.rules[loser].priority);
    if first == second {
        "a whole line before a part of one, else the rule that stands first".into()
    } else {
        format!("priority {first} before {second}")
    }
}
