//! Rules that never get a line: all that they say they match goes to others.

use hashbrown::HashSet;

use super::super::pattern::Find;
use super::super::problem::Problem;
use super::super::rule::{Apply, Protects, Rule, RuleIndex, Shape};
use super::super::rule_set::RuleSet;
use super::desk::Desk;

pub(super) fn lint(desk: &mut Desk<'_>, problems: &mut Vec<Problem>) {
    // Of a rule that looks for the same as another one, that has been said.
    let place = |path: &str, start: usize| (path.to_owned(), start);
    let twins: HashSet<(String, usize)> = problems
        .iter()
        .filter(|problem| problem.code.starts_with("duplicate"))
        .map(|problem| place(&problem.place.source.path, problem.place.span.start))
        .collect();
    for index in desk.subjects() {
        let set = desk.set;
        let rule = &set.rules[index];
        if twins.contains(&place(&rule.place.source.path, rule.place.span.start)) {
            continue;
        }
        let takes = matches!(rule.apply, Apply::Drop | Apply::CaptureDrop | Apply::CaptureKeep);
        if !takes || rule.keep.is_some() || !matches!(rule.shape, Shape::Line | Shape::Inline { .. }) {
            continue;
        }
        let Some(winners) = winners(desk, index) else {
            continue;
        };
        let names: Vec<String> = winners.iter().map(|&other| format!("`{}`", set.rules[other].id)).collect();
        let what = format!("`{}` never gets a line: all that it shows goes to {}", rule.id, names.join(", "));
        let hint = "show a line that it alone takes, raise its `priority`, or delete it";
        problems.push(Problem::warning("shadowed", rule.place.clone(), what).hint(hint));
    }
}

/// The rules that win the lines that a rule shows, by the number of lines; `None` where it keeps one, or shows none.
fn winners(desk: &mut Desk<'_>, index: RuleIndex) -> Option<Vec<RuleIndex>> {
    let set = desk.set;
    let mut won: Vec<(RuleIndex, usize)> = Vec::new();
    for line in shown(set, index) {
        let winner = desk.matched(&line).into_iter().find(|&other| wins(set, other, index))?;
        match won.iter_mut().find(|(known, _)| *known == winner) {
            Some((_, lines)) => *lines += 1,
            None => won.push((winner, 1)),
        }
    }
    won.sort_by_key(|&(rule, lines)| (std::cmp::Reverse(lines), rule));
    (!won.is_empty()).then(|| won.into_iter().map(|(rule, _)| rule).collect())
}

/// The lines that a rule says it matches: its exact lines, its examples, its cases.
fn shown(set: &RuleSet, index: RuleIndex) -> Vec<String> {
    let examples = &set.rules[index].examples;
    let exact = set.patterns_of(index).flat_map(|pattern| match &set.patterns.list[pattern].find {
        Find::Exact(lines) => lines.as_slice(),
        _ => &[],
    });
    let lines = examples.lines.iter().map(|example| example.text.clone());
    let cases = examples.cases.iter().map(|case| case.input.clone());
    exact.cloned().chain(lines).chain(cases).collect()
}

/// Whether `other` has a line of `index` wherever both match one.
fn wins(set: &RuleSet, other: RuleIndex, index: RuleIndex) -> bool {
    if other == index {
        return false;
    }
    let (winner, loser) = (&set.rules[other], &set.rules[index]);
    let holds = winner.shape == Shape::Line
        && winner.requires.is_none()
        && winner.max_share.is_none()
        && winner.scope.covers(&loser.scope)
        && winner.zone.covers(&loser.zone);
    if !holds {
        return false;
    }
    match &winner.keep {
        Some(protects) => winner.apply == Apply::Drop && is_against(protects, index),
        None => {
            matches!(winner.apply, Apply::Drop | Apply::CaptureDrop)
                && winner.confidence >= loser.confidence
                && stands_before(winner, other, loser, index)
        }
    }
}

fn is_against(protects: &Protects, index: RuleIndex) -> bool {
    match protects {
        Protects::Everything => true,
        Protects::Against(rules) => rules.contains(&index),
    }
}

/// Higher priority, then whole lines, then the one that stands first.
fn stands_before(winner: &Rule, at: RuleIndex, loser: &Rule, index: RuleIndex) -> bool {
    let key = |rule: &Rule, at: RuleIndex| (std::cmp::Reverse(rule.priority), rule.shape != Shape::Line, at);
    key(winner, at) < key(loser, index)
}
