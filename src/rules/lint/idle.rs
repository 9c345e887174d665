//! Rules that do nothing any more, or nothing as things are.

use super::super::problem::Problem;
use super::super::rule::{Apply, RuleIndex};
use super::super::rule_set::RuleSet;

pub(super) fn lint(set: &RuleSet, index: RuleIndex, today: &str, problems: &mut Vec<Problem>) {
    let rule = &set.rules[index];
    if let Some(expires) = rule.expires.as_deref().filter(|&expires| expires < today) {
        let what = format!("`{}` expired on {expires}", rule.id);
        let problem = Problem::warning("expired", rule.place.clone(), what);
        problems.push(
            problem.hint("see whether its outlet still prints the line, then move the date or delete it"),
        );
    }
    if let Some(other) = rule.asks().find(|&other| set.rules[other].apply == Apply::Off) {
        let what = format!("`{}` waits for `{}`, which is off", rule.id, set.rules[other].id);
        problems
            .push(Problem::warning("idle", rule.place.clone(), what).hint("switch that one on, or this off"));
    }
}
