//! Rules that do not show what they are for.

use super::super::problem::{Problem, Severity};
use super::super::rule::{Rule, Shape};

pub(super) fn lint(rule: &Rule, problems: &mut Vec<Problem>) {
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
