//! Rules, or parts of them, that no line of any document can meet.

use super::super::pattern::{Find, Pattern};
use super::super::problem::Problem;
use super::super::rule::{Rule, RuleIndex, Shape};
use super::desk::Desk;
use super::probe::{Prober, Shortest, Texts};
use crate::text::{Space, fold, normalize};

pub(super) fn lint(desk: &Desk<'_>, problems: &mut Vec<Problem>) {
    let mut prober = Prober::default();
    for index in desk.subjects() {
        lint_conditions(desk, index, problems);
        lint_patterns(desk, &mut prober, index, problems);
    }
}

fn told(rule: &Rule, what: String, hint: &str) -> Problem {
    Problem::warning("unsatisfiable", rule.place.clone(), what).hint(hint)
}

fn lint_conditions(desk: &Desk<'_>, index: RuleIndex, problems: &mut Vec<Problem>) {
    let rule = &desk.set.rules[index];
    if rule.scope.is_nothing() {
        let what = format!("`{}` is for no document: all in its scope is among the exceptions", rule.id);
        problems.push(told(rule, what, "take the exception out"));
    }
    for other in rule.asks() {
        let other = &desk.set.rules[other];
        if rule.scope.excludes(&other.scope) {
            let what = format!("`{}` waits for `{}`, which is for other documents", rule.id, other.id);
            problems.push(told(rule, what, "give both the same `scope`"));
        }
    }
    if let Shape::Repeat(repeat) = &rule.shape
        && repeat.min_chars > repeat.max_chars
    {
        let what = format!(
            "`{}`: `min-chars` ({}) is more than `max-chars` ({})",
            rule.id, repeat.min_chars, repeat.max_chars
        );
        problems.push(told(rule, what, "exchange them"));
    }
}

fn lint_patterns(desk: &Desk<'_>, prober: &mut Prober, index: RuleIndex, problems: &mut Vec<Problem>) {
    let set = desk.set;
    let rule = &set.rules[index];
    let range = set.patterns_of(index);
    let several = range.len() > 1;
    for at in range {
        let pattern = &set.patterns.list[at];
        let why = match &pattern.find {
            Find::Regex(translated) => {
                // What an example matches needs no search.
                let shown = |line: &str| set.patterns.tries(at, line);
                if rule.examples.all_lines().any(shown) {
                    continue;
                }
                let whole = !matches!(rule.shape, Shape::Inline { .. });
                why_never(prober, &translated.regex, whole, pattern)
                    .map(|why| (excerpt(&translated.regex, whole), why))
            }
            Find::Exact(lines) => {
                let broken = lines.iter().find(|line| !can_be(line, pattern));
                broken.map(|line| (format!("`{}`", line.escape_debug()), "it is more than a line".to_owned()))
            }
            Find::Repeated(_) => None,
        };
        if let Some((which, why)) = why {
            let part = if several { format!(" by {which}") } else { String::new() };
            let what = format!("`{}` can match no line{part}: {why}", rule.id);
            problems.push(told(rule, what, "see what it was to match, and add that as an example"));
        }
    }
}

/// Whether an exact line is a line.
fn can_be(line: &str, pattern: &Pattern) -> bool {
    let normal = normalize(line, pattern.form);
    fold(&normal, pattern.case) == line && !line.contains(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'])
}

/// Why no line matches an expression; `None` where one does, or nobody knows.
fn why_never(prober: &mut Prober, regex: &str, whole: bool, pattern: &Pattern) -> Option<String> {
    match prober.shortest(regex, whole, Texts::Lines(pattern.form)) {
        Shortest::Line(line) if line.len() > pattern.max_len => {
            Some(format!("a match has {} bytes or more, `max-len` is {}", line.len(), pattern.max_len))
        }
        Shortest::Line(_) | Shortest::Unknown => None,
        Shortest::None => Some(match prober.shortest(regex, whole, Texts::All) {
            Shortest::None => "its parts exclude each other, as an anchor does in the middle".to_owned(),
            Shortest::Line(text) => why_no_line(&text, pattern),
            Shortest::Unknown => "its matches are no lines in their normal form".to_owned(),
        }),
    }
}

/// What keeps a text that matches from being a line in its normal form.
fn why_no_line(text: &str, pattern: &Pattern) -> String {
    let odd = text
        .chars()
        .find(|&c| c != ' ' && (c.is_whitespace() || normalize(&c.to_string(), pattern.form).is_empty()));
    match odd {
        Some(c) if pattern.form.space == Space::Norm && !matches!(c, '\n' | '\r') => {
            format!("lines are compared without `{}`: any white space is one blank", c.escape_unicode())
        }
        Some(c) => format!("a line does not hold `{}`", c.escape_debug()),
        None if text.contains("  ") => "it asks for two blanks, which are compared as one".to_owned(),
        None => "it asks for a blank at an end of the line, where none is compared".to_owned(),
    }
}

/// An expression as the author knows it, or nearly.
fn excerpt(regex: &str, whole: bool) -> String {
    const SHOWN: usize = 60;
    let inner = if whole { regex.trim_start_matches(r"\A(?:").trim_end_matches(r")\z") } else { regex };
    let inner = inner.strip_prefix("(?i:").and_then(|inner| inner.strip_suffix(')')).unwrap_or(inner);
    let mut shown: String = inner.chars().take(SHOWN).collect();
    if shown.len() < inner.len() {
        shown.push('…');
    }
    format!("`{shown}`")
}
