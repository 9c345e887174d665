//! Why a line goes or stays, in words.

use crate::clean::{Finding, Marking, Verdict};
use crate::rules::{Rule, RuleIndex, RuleSet};

/// What came of a finding, and why.
pub(super) fn verdict(set: &RuleSet, finding: &Finding) -> String {
    let rule = &set.rules[finding.rule];
    let other = |index: RuleIndex| &set.rules[index].id;
    match finding.verdict {
        Verdict::Removed if finding.replacement.is_empty() => "removed".into(),
        Verdict::Removed => format!("replaced by `{}`", finding.replacement),
        Verdict::Captured => "read into a field; the text stays".into(),
        Verdict::Keeps => "keeps the line".into(),
        Verdict::Marked => "would go, but the rule is on trial (severity = \"mark\")".into(),
        Verdict::OutsideZone => format!("matches, but not in its place ({})", place(set, rule)),
        Verdict::Unmet => {
            let required = rule.requires.map_or("another rule", |requires| &**other(requires.rule));
            format!("matches, but {required}, which it requires, does not")
        }
        Verdict::Incomplete => "begins here, but is not complete".into(),
        Verdict::OverShare => "matches, but would take more than its max-share of the text".into(),
        Verdict::Withdrawn => {
            let sure = rule.confidence.as_str();
            format!("matches, but the document would lose too much, and the rule's confidence is {sure}")
        }
        Verdict::Protected(keep) => format!("matches, but {} keeps the line", other(keep)),
        Verdict::Overridden(winner) => {
            format!("matches, but {} wins: {}", other(winner), precedence(set, winner, finding.rule))
        }
    }
}

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

fn precedence(set: &RuleSet, winner: RuleIndex, loser: RuleIndex) -> String {
    let (first, second) = (set.rules[winner].priority, set.rules[loser].priority);
    if first == second {
        "a whole line before a part of one, else the rule that stands first".into()
    } else {
        format!("priority {first} before {second}")
    }
}
