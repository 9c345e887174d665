//! What two rule sets make of one document, line by line.

use std::sync::Arc;

use super::marked::Marked;
use crate::clean::{Action, Removal};
use crate::text::{Line, Span};

/// How the fate of a line changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LineFateChange {
    /// More of it goes than before.
    Removed,
    /// Less of it goes than before.
    Kept,
    /// As much of it goes, but another part; or something else stands in its place.
    Altered,
    /// The same goes, by another rule.
    Attributed,
}

impl LineFateChange {
    /// The name in outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            LineFateChange::Removed => "removed",
            LineFateChange::Kept => "kept",
            LineFateChange::Altered => "altered",
            LineFateChange::Attributed => "attributed",
        }
    }
}

/// A line of which two rule sets make something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineChange {
    /// How.
    pub change: LineFateChange,
    /// The line, counted from 0.
    pub line: usize,
    /// Where it stands.
    pub span: Span,
    /// Its text.
    pub text: String,
    /// The rule that had what changed: of several the one with most of it. Scores are [`crate::clean::SCORE`].
    pub before: Option<Arc<str>>,
    /// The rule that has it now.
    pub after: Option<Arc<str>>,
    /// Parts of the line that went, in bytes of the text, sorted.
    pub gone_before: Vec<Span>,
    /// Parts that go now.
    pub gone_after: Vec<Span>,
}

/// The lines of which `before` and `after`, markings of one document, make something else. White space that is
/// healed where removals meet does not count.
pub fn changes(before: &Marked, after: &Marked) -> Vec<LineChange> {
    if before.removals == after.removals {
        return Vec::new();
    }
    let mut found = Vec::new();
    let (mut old, mut new) = (Cursor::new(&before.removals), Cursor::new(&after.removals));
    for (number, line) in before.lines().into_iter().enumerate() {
        let (old, new) = (old.on(line), new.on(line));
        if old != new {
            found.extend(compared(number, line.span, &before.document.text, &old, &new));
        }
    }
    found
}

/// A part of a line that went, by which rule, and what stands in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Part<'a> {
    span: Span,
    rule: &'a Arc<str>,
    replacement: &'a str,
}

/// Removals, walked through line by line.
struct Cursor<'a> {
    removals: &'a [Removal],
}

impl<'a> Cursor<'a> {
    fn new(removals: &'a [Removal]) -> Cursor<'a> {
        Cursor { removals }
    }

    /// What went of a line; lines are asked for in their order.
    fn on(&mut self, line: Line) -> Vec<Part<'a>> {
        let past = self.removals.iter().take_while(|removal| removal.span.end <= line.span.start).count();
        self.removals = &self.removals[past..];
        let on_line = self.removals.iter().take_while(|removal| removal.span.start < line.span.end);
        on_line
            .filter(|removal| removal.action != Action::Heal)
            .map(|removal| Part {
                span: Span::new(removal.span.start.max(line.span.start), removal.span.end.min(line.span.end)),
                rule: &removal.rule,
                replacement: &removal.replacement,
            })
            .filter(|part| !part.span.is_empty())
            .collect()
    }
}

fn compared(number: usize, span: Span, text: &str, old: &[Part<'_>], new: &[Part<'_>]) -> Option<LineChange> {
    let mut cuts: Vec<usize> =
        old.iter().chain(new).flat_map(|part| [part.span.start, part.span.end]).collect();
    cuts.sort_unstable();
    cuts.dedup();
    let (mut added, mut left, mut moved) = (0, 0, 0);
    let (mut before, mut after) = (Weights::default(), Weights::default());
    for ends in cuts.windows(2) {
        let (at, bytes) = (ends[0], ends[1] - ends[0]);
        let (old, new) = (part_at(old, at), part_at(new, at));
        match (old, new) {
            (None, Some(_)) => added += bytes,
            (Some(_), None) => left += bytes,
            (Some(one), Some(other)) if one.rule != other.rule => moved += bytes,
            _ => continue,
        }
        before.add(old, bytes);
        after.add(new, bytes);
    }
    let replaced = |parts: &[Part<'_>]| -> Vec<String> {
        parts.iter().map(|part| part.replacement.to_owned()).filter(|text| !text.is_empty()).collect()
    };
    let change = match added.cmp(&left) {
        std::cmp::Ordering::Greater => LineFateChange::Removed,
        std::cmp::Ordering::Less => LineFateChange::Kept,
        std::cmp::Ordering::Equal if added > 0 || replaced(old) != replaced(new) => LineFateChange::Altered,
        std::cmp::Ordering::Equal if moved > 0 => LineFateChange::Attributed,
        // The same bytes by the same rules, cut elsewhere.
        std::cmp::Ordering::Equal => return None,
    };
    // What is replaced by something else has no byte that changed sides.
    let first = |parts: &[Part<'_>]| parts.first().map(|part| Arc::clone(part.rule));
    let known = added + left + moved > 0;
    let spans = |parts: &[Part<'_>]| parts.iter().map(|part| part.span).collect();
    Some(LineChange {
        change,
        line: number,
        span,
        text: span.of(text).to_owned(),
        before: if known { before.most() } else { first(old) },
        after: if known { after.most() } else { first(new) },
        gone_before: spans(old),
        gone_after: spans(new),
    })
}

fn part_at<'p, 'a>(parts: &'p [Part<'a>], at: usize) -> Option<&'p Part<'a>> {
    parts.iter().find(|part| part.span.start <= at && at < part.span.end)
}

/// Bytes by rule.
#[derive(Default)]
struct Weights<'a> {
    rules: Vec<(&'a Arc<str>, usize)>,
}

impl<'a> Weights<'a> {
    fn add(&mut self, part: Option<&Part<'a>>, bytes: usize) {
        let Some(part) = part else { return };
        match self.rules.iter_mut().find(|(rule, _)| *rule == part.rule) {
            Some((_, sum)) => *sum += bytes,
            None => self.rules.push((part.rule, bytes)),
        }
    }

    /// The rule with most bytes; of equals the first.
    fn most(&self) -> Option<Arc<str>> {
        let most = self.rules.iter().map(|(_, bytes)| *bytes).max()?;
        self.rules.iter().find(|(_, bytes)| *bytes == most).map(|(rule, _)| Arc::clone(rule))
    }
}
