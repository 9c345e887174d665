//! What an author should look at in rules that compile: one file for each family of findings.
//!
//! `rules/LINTS.md` says of every code what it means and what to do. Nothing here measures time: what is slow is
//! counted in bytes.

mod broad;
mod desk;
mod duplicates;
mod examples;
mod hosts;
mod idle;
mod probe;
mod shadowed;
mod speed;
mod unsatisfiable;

use super::problem::Problem;
use super::rule::RuleIndex;
use super::rule_set::RuleSet;
use desk::Desk;

/// The page on all codes.
const HELP: &str = include_str!("../../../rules/LINTS.md");

/// Warnings about rules. `today` is `YYYY-MM-DD`. In built-in packs a rule without examples both ways is an error.
/// In the order of packs and places.
pub fn lint(set: &RuleSet, today: &str) -> Vec<Problem> {
    lint_rules(set, &desk::on(set).collect::<Vec<_>>(), today)
}

/// The same of some rules, which must be on; of a rule that is being written, at each key. What is told of all at
/// once, such as duplicates, is told of the others too.
pub fn lint_rules(set: &RuleSet, rules: &[RuleIndex], today: &str) -> Vec<Problem> {
    let mut desk = Desk::new(set, rules);
    let mut problems = Vec::new();
    for rule in desk.subjects() {
        examples::lint(&set.rules[rule], &mut problems);
        idle::lint(set, rule, today, &mut problems);
    }
    duplicates::lint(set, &mut problems);
    shadowed::lint(&mut desk, &mut problems);
    broad::lint(&desk, &mut problems);
    unsatisfiable::lint(&desk, &mut problems);
    speed::lint(&desk, &mut problems);
    hosts::lint(set, &mut problems);
    sorted(set, problems)
}

/// Warnings about hosts in scopes that are none of these (see [`super::Subject`] for how hosts are compared).
pub fn lint_hosts(set: &RuleSet, known: &[String]) -> Vec<Problem> {
    let mut problems = Vec::new();
    hosts::lint_known(set, known, &mut problems);
    sorted(set, problems)
}

/// What a code means and what to do about it: its section of `rules/LINTS.md`, without the heading.
pub fn explain_code(code: &str) -> Option<&'static str> {
    let sections = HELP.split("\n### ").skip(1);
    let found = sections.filter_map(|section| section.split_once('\n')).find(|(name, _)| *name == code);
    found.map(|(_, text)| text.split("\n## ").next().unwrap_or(text).trim())
}

/// All codes that are explained, in the order of the page.
pub fn codes() -> Vec<&'static str> {
    HELP.split("\n### ").skip(1).filter_map(|section| section.lines().next()).collect()
}

fn sorted(set: &RuleSet, mut problems: Vec<Problem>) -> Vec<Problem> {
    let pack = |path: &str| set.packs.iter().position(|pack| pack.path == path);
    problems.sort_by_cached_key(|problem| (pack(&problem.place.source.path), problem.place.span.start));
    problems
}

#[cfg(test)]
mod tests;
