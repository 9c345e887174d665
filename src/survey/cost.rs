//! What rules cost: the lines on which they are tried, and how many of these in vain.

use super::lot::LineSample;
use crate::rules::{
    Apply, End, Find, HEAD, Heads, Lane, Pattern, PatternIndex, RuleSet, Side, Translated, loosened,
};
use crate::text::{Form, normalize};

/// What one rule is tried on, among the lines of a sample.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RuleCost {
    /// Lines on which some pattern of it is tried by itself. What all patterns share (looking up whole lines,
    /// telling how lines begin and end, looking for literals) is no rule's cost.
    pub tried: u64,
    /// Those of them that none of its patterns matched.
    pub in_vain: u64,
    /// Bytes of these that are read, once for each pattern that was tried.
    pub bytes_in_vain: u64,
}

/// What each rule is tried on, by its index. Scopes are left out: every line counts for every rule.
pub fn costs(rules: &RuleSet, sample: &LineSample) -> Vec<RuleCost> {
    costs_of(rules, &trials(rules, &sample.lines()))
}

/// The same where the trials are known.
pub fn costs_of(rules: &RuleSet, trials: &[Trials<'_>]) -> Vec<RuleCost> {
    let mut costs = vec![RuleCost::default(); rules.rules.len()];
    for trials in trials {
        let rule = rules.patterns.list[trials.pattern].rule;
        let cost = &mut costs[rule];
        for line in &trials.lines {
            cost.tried += 1;
            if !rules.patterns.matches(trials.pattern, line) {
                cost.in_vain += 1;
                cost.bytes_in_vain += read_bytes(rules, trials.pattern, line) as u64;
            }
        }
    }
    costs
}

/// A pattern, and the lines in normal form on which an engine tries it by itself.
#[derive(Debug, Clone)]
pub struct Trials<'a> {
    /// The pattern.
    pub pattern: PatternIndex,
    /// The lines.
    pub lines: Vec<std::borrow::Cow<'a, str>>,
}

/// The patterns that are tried by themselves on some of the lines, sorted.
pub fn trials<'a>(rules: &RuleSet, lines: &[&'a str]) -> Vec<Trials<'a>> {
    let mut forms: Vec<(Form, Vec<Normal<'a>>)> = Vec::new();
    let mut found = Vec::new();
    for (index, pattern) in rules.patterns.list.iter().enumerate() {
        if rules.rules[pattern.rule].apply == Apply::Off {
            continue;
        }
        let Find::Regex(translated) = &pattern.find else { continue };
        let at = forms.iter().position(|(form, _)| *form == pattern.form).unwrap_or_else(|| {
            forms.push((pattern.form, lines.iter().map(|line| Normal::of(line, pattern.form)).collect()));
            forms.len() - 1
        });
        let tried = forms[at].1.iter().filter(|line| is_tried(pattern, &translated.lane, line));
        let lines: Vec<_> = tried.map(|line| line.text.clone()).collect();
        if !lines.is_empty() {
            found.push(Trials { pattern: index, lines });
        }
    }
    found
}

/// Bytes of a line that a try in vain reads, near enough: where most tries end within a word, the first one; those of
/// a beginning that is another rule's, too.
fn read_bytes(rules: &RuleSet, pattern: PatternIndex, line: &str) -> usize {
    match &rules.patterns.list[pattern].find {
        Find::Regex(Translated { lane, .. }) => match lane {
            Lane::Anchored | Lane::Gated { dies_early: true, .. } => line.find(' ').unwrap_or(line.len()),
            Lane::Edge(Heads { end: End { side: Side::Front, .. }, .. }) => line.len().min(HEAD),
            _ => line.len(),
        },
        _ => line.len(),
    }
}

struct Normal<'a> {
    text: std::borrow::Cow<'a, str>,
    loosened: String,
}

impl<'a> Normal<'a> {
    fn of(line: &'a str, form: Form) -> Normal<'a> {
        let text = normalize(line, form);
        Normal { loosened: loosened(&text), text }
    }
}

fn is_tried(pattern: &Pattern, lane: &Lane, line: &Normal<'_>) -> bool {
    if line.text.is_empty() || line.text.len() > pattern.max_len {
        return false;
    }
    lane.lets(&line.loosened)
}

#[cfg(test)]
mod tests {
    use super::super::lot::Lot;
    use super::*;
    use crate::rules::testing;
    use crate::text::lines;

    #[test]
    fn only_tries_that_a_rule_causes_itself_are_its_cost() {
        let rules = testing::rules(
            "[[rule]]\nid = \"plain\"\nexact = [\"Share\"]\n\
             [[rule]]\nid = \"front\"\nline = 'Share .*'\n\
             [[rule]]\nid = \"gated\"\nline = '.*harbour.* ferry.*'\n\
             [[rule]]\nid = \"floating\"\nline = '.*\\w{3}e.*'\nmax-len = 20\n\
             [[rule]]\nid = \"off\"\nline = '.*\\w{4}!'\nseverity = \"off\"\n",
        );
        let text = "Share\nShare it\nThe harbour has a ferry\nThe harbour has none\nStop!!!\nAhoy!";
        let mut sample = LineSample::default();
        sample.add(Lot::draw("a", text, &lines(text)));
        assert_eq!((sample.lines().len(), sample.bytes()), (6, text.len() as u64 - 5));
        let found: Vec<(u64, u64)> =
            costs(&rules, &sample).iter().map(|cost| (cost.tried, cost.in_vain)).collect();
        // Floating: `Share`, `Share it`, `Stop!!!`, `Ahoy!`, and the harbour line of 20 bytes.
        assert_eq!(found, [(0, 0), (1, 0), (2, 1), (5, 2), (0, 0)]);
    }
}
