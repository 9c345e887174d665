//! What an author should look at in rules that compile.

use hashbrown::HashMap;

use super::lane::Lane;
use super::pattern::Find;
use super::problem::{Problem, Severity};
use super::rule::{Apply, Rule, RuleIndex, Shape};
use super::rule_set::RuleSet;

/// Warnings about rules: no example, a line that another rule has too, slow, expired. `today` is
/// `YYYY-MM-DD`. In built-in packs a rule without examples both ways is an error.
pub fn lint(set: &RuleSet, today: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    for rule in set.rules.iter().filter(|rule| rule.apply != Apply::Off) {
        lint_examples(rule, &mut problems);
        lint_expiry(rule, today, &mut problems);
        lint_idle(set, rule, &mut problems);
    }
    lint_duplicates(set, &mut problems);
    lint_speed(set, &mut problems);
    problems
}

fn lint_examples(rule: &Rule, problems: &mut Vec<Problem>) {
    // A repeated line is its own example, and what repeats is seen in a corpus only.
    if matches!(rule.shape, Shape::Repeat(_)) || rule.is_repeated() {
        return;
    }
    let builtin = rule.place.source.path.starts_with("builtin:");
    let severity = if builtin { Severity::Error } else { Severity::Warning };
    if rule.examples.is_empty() {
        let what = format!("`{}` has no example", rule.id);
        let problem = Problem::warning("no-example", rule.place.clone(), what);
        problems.push(Problem { severity, ..problem.hint("add `match = [\"a line it is for\"]`") });
    }
    let negatives = rule.examples.not_lines.len() + rule.examples.not_blocks.len();
    if builtin && negatives == 0 {
        let what = format!("`{}` has no example that must not match", rule.id);
        let problem = Problem::error("no-example", rule.place.clone(), what);
        problems.push(problem.hint("add `not-match = [\"a line of a story that looks like it\"]`"));
    }
}

fn lint_expiry(rule: &Rule, today: &str, problems: &mut Vec<Problem>) {
    if let Some(expires) = rule.expires.as_deref().filter(|&expires| expires < today) {
        let what = format!("`{}` expired on {expires}", rule.id);
        let problem = Problem::warning("expired", rule.place.clone(), what);
        problems.push(
            problem.hint("see whether its outlet still prints the line, then move the date or delete it"),
        );
    }
}

/// Rules that can do nothing as things are.
fn lint_idle(set: &RuleSet, rule: &Rule, problems: &mut Vec<Problem>) {
    if let Some(other) = rule.asks().find(|&other| set.rules[other].apply == Apply::Off) {
        let what = format!("`{}` waits for `{}`, which is off", rule.id, set.rules[other].id);
        problems.push(Problem::warning("idle", rule.place.clone(), what));
    }
}

/// The same exact line in two rules of the same scope: one of them never wins.
fn lint_duplicates(set: &RuleSet, problems: &mut Vec<Problem>) {
    let mut first: HashMap<(&str, String), RuleIndex> = HashMap::new();
    for pattern in &set.patterns.list {
        let rule = &set.rules[pattern.rule];
        let Find::Exact(lines) = &pattern.find else {
            continue;
        };
        if rule.apply == Apply::Off || rule.keep.is_some() {
            continue;
        }
        for line in lines {
            let other = *first.entry((line, rule.scope.to_string())).or_insert(pattern.rule);
            let same_zone = set.rules[other].zone == rule.zone;
            if other != pattern.rule && same_zone {
                let what =
                    format!("`{}` has the line `{line}`, which `{}` has too", rule.id, set.rules[other].id);
                problems.push(
                    Problem::warning("duplicate-line", rule.place.clone(), what)
                        .hint("keep it in one of them"),
                );
            }
        }
    }
}

/// A floating rule needs a literal of this many bytes to be found by; shorter ones stand on too many
/// lines and are tried in vain.
const LONG_LITERAL: usize = 8;

fn lint_speed(set: &RuleSet, problems: &mut Vec<Problem>) {
    for pattern in &set.patterns.list {
        let rule = &set.rules[pattern.rule];
        let Find::Regex(translated) = &pattern.find else {
            continue;
        };
        let short = match &translated.lane {
            Lane::Floating => "without a literal to look for".to_owned(),
            Lane::Gated { literals, dies_early: false } => {
                match literals.iter().min_by_key(|literal| literal.len()) {
                    Some(literal) if literal.len() < LONG_LITERAL => {
                        format!("on the short literal `{literal}` alone")
                    }
                    _ => continue,
                }
            }
            _ => continue,
        };
        if rule.apply != Apply::Off {
            let what = format!("`{}` floats {short}: it is tried on many lines in vain", rule.id);
            let hint = "begin or end it with plain text, or give it a literal of 8 bytes or more";
            problems.push(Problem::warning("slow", rule.place.clone(), what).hint(hint));
        }
    }
}
