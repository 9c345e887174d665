//! One match of a rule: the span it points at and the fields it captures.

use super::marking::Finding;
use crate::rules::{Capture, CaptureValue, PatternIndex, Rule, RuleSet};
use crate::text::{Form, Span, normalize, normalize_mapped, parse_date};

/// A finding that has not been settled, with its captures.
#[derive(Debug)]
pub(super) struct Spot {
    pub(super) finding: Finding,
    pub(super) captures: Vec<(String, String)>,
    /// The line whose place and neighbours decide about it.
    pub(super) judged_at: usize,
}

/// A match of an in-line pattern.
#[derive(Debug)]
pub(super) struct InlineSpot {
    /// Bytes of the line.
    pub(super) span: Span,
    /// What is to stand in its place.
    pub(super) replacement: String,
    pub(super) captures: Vec<(String, String)>,
}

/// An in-line rule takes at most this many matches from a line: searching on after each match is
/// quadratic in the worst case.
const INLINE_MATCHES: usize = 256;

/// The captures of a whole line.
pub(super) fn line_spot(
    set: &RuleSet,
    rule: &Rule,
    pattern: PatternIndex,
    line: &str,
) -> Vec<(String, String)> {
    if rule.captures.is_empty() {
        return Vec::new();
    }
    let normal = normalize(line, set.patterns.list[pattern].form);
    let Some(found) = set.patterns.regex(pattern).and_then(|regex| regex.captures(&normal)) else {
        return Vec::new();
    };
    captured(&rule.captures, &found)
}

/// The matches of an in-line pattern in a line.
pub(super) fn inline_spots(
    set: &RuleSet,
    rule: &Rule,
    pattern: PatternIndex,
    replace: &str,
    line: &str,
) -> Vec<InlineSpot> {
    let Some(regex) = set.patterns.regex(pattern) else {
        return Vec::new();
    };
    let form: Form = set.patterns.list[pattern].form;
    let normal = normalize_mapped(line, form);
    let mut spots = Vec::new();
    for found in regex.captures_iter(&normal.text).take(INLINE_MATCHES) {
        let Some(all) = found.get(0).filter(|all| !all.is_empty()) else {
            continue;
        };
        let span = Span::new(normal.original(all.start()), normal.original(all.end()));
        if span.is_empty() {
            continue;
        }
        let mut replacement = String::new();
        found.expand(replace, &mut replacement);
        spots.push(InlineSpot { span, replacement, captures: captured(&rule.captures, &found) });
    }
    spots
}

fn captured(captures: &[Capture], found: &crate::rules::Captures<'_>) -> Vec<(String, String)> {
    let value = |capture: &Capture| {
        let text = found.name(&capture.name)?.as_str().trim();
        (!text.is_empty()).then(|| (capture.name.clone(), read(&capture.value, text)))
    };
    captures.iter().filter_map(value).collect()
}

/// A captured text in its type; as it stands where it cannot be read so.
fn read(kind: &CaptureValue, text: &str) -> String {
    let read = match kind {
        CaptureValue::Text => None,
        CaptureValue::Date(format) => parse_date(text, format),
        CaptureValue::Number => {
            let separators = [',', '.', ' ', '\u{a0}', '\u{202f}', '\'', '’'];
            Some(text.replace(separators, "")).filter(|digits| digits.chars().all(|c| c.is_ascii_digit()))
        }
        CaptureValue::Time => {
            let (hour, minute) = text.split_once([':', '.']).unwrap_or((text, ""));
            match (hour.parse::<u8>(), minute.parse::<u8>()) {
                (Ok(hour), Ok(minute)) if hour < 24 && minute < 60 => Some(format!("{hour:02}:{minute:02}")),
                _ => None,
            }
        }
    };
    read.unwrap_or_else(|| text.to_owned())
}
