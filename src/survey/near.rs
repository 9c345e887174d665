//! Rules that nearly took a line: they match it, and something else stopped them.

use std::borrow::Cow;

use super::marked::Marked;
use crate::clean::{Cleaner, Verdict};
use crate::rules::{Apply, RuleIndex, Subject};
use crate::text::{Form, Span, normalize};

/// A rule that did not take what it matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearMiss {
    /// The rule.
    pub rule: RuleIndex,
    /// The part of the text that it matches, where that is known; else the line.
    pub span: Span,
    /// What stopped it.
    pub stopped: Stopped,
}

/// What kept a rule from a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// It was tried, and this came of it.
    Verdict(Verdict),
    /// It is off.
    Off,
    /// The document is not in its scope.
    Scope,
    /// The line has so many bytes in its normal form, and the rule tries none of more than so many.
    TooLong(usize, usize),
}

/// The rules that match the line (counted from 0) or a part of it and did nothing to it, by rule. Matches of
/// sections, blocks and lists count by their lines.
pub fn near_misses(cleaner: &Cleaner, marked: &Marked, line: usize) -> Vec<NearMiss> {
    let Some(span) = marked.lines().get(line).map(|line| line.span) else {
        return Vec::new();
    };
    let mut found: Vec<NearMiss> = Vec::new();
    for finding in marked.findings(line).iter().filter(|finding| !acts(finding.verdict)) {
        let stopped = Stopped::Verdict(finding.verdict);
        found.push(NearMiss { rule: finding.rule, span: finding.span, stopped });
    }
    found.extend(barred(cleaner, marked, span));
    found.sort_by_key(|miss| (miss.rule, miss.span));
    found.dedup_by_key(|miss| miss.rule);
    found
}

/// Whether the rule has done something to its line. A rule on trial has done all that it can.
fn acts(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Removed | Verdict::Captured | Verdict::Keeps)
}

/// Rules that would match a line if they were allowed to try.
fn barred(cleaner: &Cleaner, marked: &Marked, span: Span) -> Vec<NearMiss> {
    let (set, document) = (cleaner.rules(), &marked.document);
    let subject = Subject::of(document, document.lang.as_deref());
    let line = span.of(&document.text);
    let mut forms: Vec<(Form, Cow<'_, str>)> = Vec::new();
    let mut found: Vec<NearMiss> = Vec::new();
    for (index, pattern) in set.patterns.list.iter().enumerate() {
        if found.last().is_some_and(|last| last.rule == pattern.rule) {
            continue;
        }
        let at = forms.iter().position(|(form, _)| *form == pattern.form).unwrap_or_else(|| {
            forms.push((pattern.form, normalize(line, pattern.form)));
            forms.len() - 1
        });
        let (rule, normal) = (&set.rules[pattern.rule], &forms[at].1);
        let stopped = if rule.apply == Apply::Off {
            Stopped::Off
        } else if normal.len() > pattern.max_len && !pattern.is_plain() {
            Stopped::TooLong(normal.len(), pattern.max_len)
        } else if !rule.scope.holds(&subject) {
            Stopped::Scope
        } else {
            continue;
        };
        if !normal.is_empty() && set.patterns.matches(index, normal) {
            found.push(NearMiss { rule: pattern.rule, span, stopped });
        }
    }
    found
}

/// Why a rule did not take what it matches, in words that begin with a verb or with "it".
pub fn reason(cleaner: &Cleaner, miss: &NearMiss) -> String {
    let set = cleaner.rules();
    let rule = &set.rules[miss.rule];
    let id = |other: RuleIndex| &set.rules[other].id;
    match miss.stopped {
        Stopped::Off => "would match, but it is off".to_owned(),
        Stopped::Scope => format!("would match, but it is for {} only", rule.scope),
        Stopped::TooLong(bytes, most) => {
            format!("would match, but the line has {bytes} bytes, its max-len is {most}")
        }
        Stopped::Verdict(verdict) => match verdict {
            Verdict::Removed => "removed".to_owned(),
            Verdict::Captured => "captured, stays".to_owned(),
            Verdict::Keeps => "keeps the line".to_owned(),
            Verdict::Marked => "matches, but the rule is on trial (severity = \"mark\")".to_owned(),
            Verdict::OutsideZone => {
                let mut place = vec![rule.zone.to_string()];
                place.extend(rule.zone.after.map(|index| format!("after {}", id(index))));
                place.extend(rule.zone.before.map(|index| format!("before {}", id(index))));
                place.retain(|part| !part.is_empty());
                format!("matches, but not in its place ({})", place.join(", "))
            }
            Verdict::Unmet => {
                let required = rule.requires.map_or("another rule", |requires| &**id(requires.rule));
                format!("matches, but `{required}`, which it requires, does not")
            }
            Verdict::Incomplete => "begins here, but is not complete".to_owned(),
            Verdict::OverShare => "matches, but would take more than its max-share of the text".to_owned(),
            Verdict::Withdrawn => format!(
                "matches, but the document would lose too much, and the rule's confidence is {}",
                rule.confidence.as_str()
            ),
            Verdict::Protected(keep) => format!("matches, but `{}` keeps the line", id(keep)),
            Verdict::Overridden(winner) => format!("matches, but `{}` wins", id(winner)),
        },
    }
}
