//! The same thing to look for, given twice for the same documents and places: one of them never wins.

use hashbrown::HashMap;

use super::super::pattern::{Find, Part, PatternIndex};
use super::super::problem::Problem;
use super::super::rule::{Apply, Shape};
use super::super::rule_set::RuleSet;
use crate::text::{Case, Form};

const LINE: &str = "duplicate-line";
const PATTERN: &str = "duplicate-pattern";

pub(super) fn lint(set: &RuleSet, problems: &mut Vec<Problem>) {
    let mut lines: HashMap<(&str, Case, Form, String), PatternIndex> = HashMap::new();
    let mut expressions: HashMap<(&str, Form, bool, String), PatternIndex> = HashMap::new();
    for (index, pattern) in set.patterns.list.iter().enumerate() {
        let rule = &set.rules[pattern.rule];
        let alone = matches!(rule.shape, Shape::Line | Shape::Inline { .. }) && pattern.part == Part::Whole;
        if !alone || rule.apply == Apply::Off || rule.keep.is_some() {
            continue;
        }
        match &pattern.find {
            Find::Exact(exact) => {
                for line in exact {
                    let key = (line.as_str(), pattern.case, pattern.form, rule.scope.to_string());
                    let first = *lines.entry(key).or_insert(index);
                    report(set, first, index, LINE, &format!("has the line `{line}`"), problems);
                }
            }
            Find::Regex(translated) => {
                let inline = matches!(rule.shape, Shape::Inline { .. });
                let key = (translated.regex.as_str(), pattern.form, inline, rule.scope.to_string());
                let first = *expressions.entry(key).or_insert(index);
                report(set, first, index, PATTERN, "has an expression", problems);
            }
            Find::Repeated(_) => {}
        }
    }
}

/// Tells of a pattern that another rule with the same conditions has too.
fn report(
    set: &RuleSet,
    first: PatternIndex,
    index: PatternIndex,
    code: &'static str,
    what: &str,
    problems: &mut Vec<Problem>,
) {
    let (one, other) = (set.patterns.list[first].rule, set.patterns.list[index].rule);
    let (first, rule) = (&set.rules[one], &set.rules[other]);
    if one == other || first.zone != rule.zone || first.requires != rule.requires {
        return;
    }
    let what = format!("`{}` {what} that `{}` has too", rule.id, first.id);
    problems.push(Problem::warning(code, rule.place.clone(), what).hint("keep it in one of them"));
}
