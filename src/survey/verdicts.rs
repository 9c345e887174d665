//! Which rules an author should look at, and why.

use super::baseline::{Baseline, Change};
use super::corpus::Survey;
use super::cost::RuleCost;
use super::tally::{RuleTally, SourceHits};
use crate::eval::Share;
use crate::rules::{Apply, Rule, RuleIndex, RuleSet, Shape};
use crate::text::day;

/// What is the matter with a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RuleVerdict {
    /// It took article, or it looks as if it did.
    Risky,
    /// It hits a source much more or less often than it did.
    Drifting,
    /// All that it takes another rule takes.
    Shadowed,
    /// It reads much text in vain.
    Slow,
    /// It hits nothing.
    Dead,
}

impl RuleVerdict {
    /// Every verdict, the gravest first.
    pub const ALL: [RuleVerdict; 5] = [
        RuleVerdict::Risky,
        RuleVerdict::Drifting,
        RuleVerdict::Shadowed,
        RuleVerdict::Slow,
        RuleVerdict::Dead,
    ];

    /// The name in outputs and flags.
    pub const fn as_str(self) -> &'static str {
        match self {
            RuleVerdict::Risky => "risky",
            RuleVerdict::Drifting => "drifting",
            RuleVerdict::Shadowed => "shadowed",
            RuleVerdict::Slow => "slow",
            RuleVerdict::Dead => "dead",
        }
    }
}

/// A verdict on one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The rule.
    pub rule: RuleIndex,
    /// What is the matter.
    pub verdict: RuleVerdict,
    /// Why, in words. Names of sources stand in it as they are.
    pub reason: String,
}

/// Labelled lines from which on labels alone decide whether a rule is risky.
pub const LABELLED: u64 = 10;

/// Documents of a source from which on shares of it say something: as the guard of a run has it.
const SOURCE: u64 = 20;

/// A rule that one other rule matches on so many of a hundred lines is shadowed by it, if it takes nothing
/// else.
const SHADOW: u64 = 95;

/// Different long sentences from the middle of stories from which on they are no accident.
const SENTENCES: usize = 3;

/// What is the matter with the rules: by rule, the gravest first. `costs` are those of the survey's sample;
/// none for rules whose cost is not asked about.
pub fn verdicts(
    rules: &RuleSet,
    survey: &Survey,
    costs: &[RuleCost],
    baseline: Option<&Baseline>,
) -> Vec<Judgement> {
    let mut found = Vec::new();
    let mut add = |rule, verdict, reason| found.push(Judgement { rule, verdict, reason });
    let judge = Judge { rules, survey };
    for (index, rule) in rules.rules.iter().enumerate() {
        if !is_in_use(rule) {
            continue;
        }
        let Some(tally) = survey.of(index) else { continue };
        if let Some(reason) = judge.dead(index, tally) {
            add(index, RuleVerdict::Dead, reason);
        }
        if let Some(reason) = judge.shadowed(index, tally) {
            add(index, RuleVerdict::Shadowed, reason);
        }
        if let Some(reason) = judge.risky(rule, tally) {
            add(index, RuleVerdict::Risky, reason);
        }
        if let Some(reason) = costs.get(index).and_then(|cost| judge.slow(*cost)) {
            add(index, RuleVerdict::Slow, reason);
        }
    }
    for drift in baseline.into_iter().flat_map(|baseline| baseline.drifts(rules, survey)) {
        let since = match (drift.since, drift.change) {
            (Some(time), Change::Vanished | Change::Fell) => format!(", the last on {}", day(time)),
            (Some(time), Change::Appeared | Change::Rose) => format!(", the first on {}", day(time)),
            (None, _) => String::new(),
        };
        let source = named(&drift.source);
        let (change, found, expected) = (drift.change.as_str(), drift.found, drift.expected);
        let reason = format!("{change} in {source}: {found} documents, {expected} expected{since}");
        add(drift.rule, RuleVerdict::Drifting, reason);
    }
    found.sort_by_key(|found| (found.rule, found.verdict));
    found
}

/// Whether a rule can hit anything: not one that is off, nor the limits for repeated lines.
pub fn is_in_use(rule: &Rule) -> bool {
    rule.apply != Apply::Off && !matches!(rule.shape, Shape::Repeat(_))
}

fn named(source: &str) -> &str {
    if source.is_empty() { "documents without a source" } else { source }
}

struct Judge<'a> {
    rules: &'a RuleSet,
    survey: &'a Survey,
}

impl Judge<'_> {
    fn dead(&self, index: RuleIndex, tally: &RuleTally) -> Option<String> {
        if tally.documents > 0 || tally.outcomes.overridden > 0 {
            return None;
        }
        if !self.survey.is_in_scope(self.rules, index) {
            return Some(format!("no document is in its scope ({})", self.rules.rules[index].scope));
        }
        let stopped: Vec<String> = tally
            .outcomes
            .named()
            .iter()
            .filter(|(_, lines)| *lines > 0)
            .map(|(name, lines)| format!("{name} {lines}"))
            .collect();
        Some(match stopped.is_empty() {
            true => "no line matched".to_owned(),
            false => format!("every match was stopped: {}", stopped.join(", ")),
        })
    }

    fn shadowed(&self, index: RuleIndex, tally: &RuleTally) -> Option<String> {
        let wanted = tally.wanted();
        if wanted == 0 || tally.unique > 0 {
            return None;
        }
        let covers = |of: &RuleTally, by: RuleIndex| {
            let lines = of.overlaps.get(&by).copied().unwrap_or_default();
            lines * 100 >= of.wanted() * SHADOW
        };
        // Of two rules that cover each other, the one that takes fewer lines is shadowed: not both can go.
        let yields = |other: RuleIndex| {
            let theirs = &self.survey.rules[other];
            let rank = |tally: &RuleTally, index: RuleIndex| {
                let on_trial = self.rules.rules[index].apply == Apply::Mark;
                (on_trial, std::cmp::Reverse(tally.outcomes.removed), index)
            };
            !covers(theirs, index) || theirs.unique > 0 || rank(theirs, other) < rank(tally, index)
        };
        let of_these = |other: &&RuleIndex| covers(tally, **other) && yields(**other);
        let most = |other: &&RuleIndex| (tally.overlaps[*other], std::cmp::Reverse(**other));
        let by = tally.overlaps.keys().filter(of_these).max_by_key(most)?;
        let (lines, by) = (tally.overlaps[by], &self.rules.rules[*by].id);
        Some(format!("`{by}` matches {lines} of its {wanted} lines, and it takes none that others leave"))
    }

    fn risky(&self, rule: &Rule, tally: &RuleTally) -> Option<String> {
        let takes = rule.keep.is_none() && tally.outcomes.removed + tally.outcomes.marked > 0;
        if !takes {
            return None;
        }
        let mut reasons = Vec::new();
        if tally.labelled() >= LABELLED {
            if tally.wrong * 50 > tally.labelled() {
                let precision = Share::of(tally.right, tally.labelled());
                reasons.push(format!(
                    "precision {precision}: {} of {} labelled lines are article",
                    tally.wrong,
                    tally.labelled()
                ));
            }
        } else {
            reasons.extend(looks(tally));
        }
        reasons.extend(greedy(self.survey, tally));
        (!reasons.is_empty()).then(|| reasons.join("; "))
    }

    fn slow(&self, cost: RuleCost) -> Option<String> {
        let bytes = self.survey.sample.bytes();
        // One byte in five, which no other rule reads.
        (cost.bytes_in_vain * 5 > bytes).then(|| {
            let share = Share::of(cost.bytes_in_vain.min(bytes), bytes);
            format!("reads {share} of all bytes in vain: {} of {} tries", cost.in_vain, cost.tried)
        })
    }
}

/// The source of which a rule takes the largest share, if that is too large.
pub(super) fn greedy(survey: &Survey, tally: &RuleTally) -> Option<String> {
    let share = |source: &str, hits: &SourceHits| {
        let all = survey.sources.get(source).copied().unwrap_or_default();
        (all.documents >= SOURCE && hits.bytes * 10 > all.bytes * 3).then(|| Share::of(hits.bytes, all.bytes))
    };
    let shares = tally.sources.iter().filter_map(|(source, hits)| Some((share(source, hits)?, source)));
    let (share, source) = shares.max_by_key(|(share, source)| (*share, std::cmp::Reverse(*source)))?;
    Some(format!("takes {share} of the text of {}", named(source)))
}

/// What a rule looks like where labels do not say.
fn looks(tally: &RuleTally) -> Vec<String> {
    let lines = tally.lines.max(1);
    let mut reasons = Vec::new();
    if tally.different.len() >= SENTENCES && tally.sentences * 50 > lines {
        let (sentences, lines) = (tally.sentences, tally.lines);
        reasons
            .push(format!("{sentences} of its {lines} lines are long sentences from the middle of stories"));
    }
    let documents = tally.documents + tally.fallbacks;
    for (count, what) in [
        (tally.fallbacks, "documents would have lost too much with it"),
        (tally.heavy, "documents lose more than their cap, most of it to this rule"),
    ] {
        if count >= SENTENCES as u64 && count * 50 > documents {
            reasons.push(format!("{count} of {documents} {what}"));
        }
    }
    reasons
}
