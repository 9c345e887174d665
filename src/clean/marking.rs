//! What rules pointed at in one text, and what came of each.

use super::score::Decision;
use crate::document::Flag;
use crate::rules::{PatternIndex, RuleIndex};
use crate::text::Span;

/// A rule's match on a line, or a part of one, with its fate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: RuleIndex,
    /// Which of its patterns.
    pub pattern: PatternIndex,
    /// The line, counted from 0.
    pub line: usize,
    /// What would go: bytes of the text.
    pub span: Span,
    /// Whether the span is the line as a whole.
    pub whole_line: bool,
    /// What would stand in its place.
    pub replacement: String,
    /// What came of it.
    pub verdict: Verdict,
}

/// What came of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It goes.
    Removed,
    /// The captures were taken, the text stays.
    Captured,
    /// The rule keeps the line.
    Keeps,
    /// The rule is on trial.
    Marked,
    /// The line is outside of the rule's head, tail, `after` or `before`.
    OutsideZone,
    /// The rule it requires did not match (near enough).
    Unmet,
    /// The section has no end within its limit, or the block is not complete.
    Incomplete,
    /// Together with the rule's other matches it is more than `max-share` of the text.
    OverShare,
    /// The document would lose too much, and the rule is not of high confidence.
    Withdrawn,
    /// A `[[keep]]` rule protects the line.
    Protected(RuleIndex),
    /// Another rule took the line, or an overlapping part of it, first.
    Overridden(RuleIndex),
}

/// All that rules said of one text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marking {
    /// Every match, by line, then by rule.
    pub findings: Vec<Finding>,
    /// Captured fields, sorted by name; where several rules capture one, the one that wins the line.
    pub captures: Vec<(String, String)>,
    /// Decisions that count: a cap that was reached, a page that was scored.
    pub flags: Vec<Flag>,
    /// First and last line of the story, as zones see it; `None` where there is none.
    pub story: Option<(usize, usize)>,
    /// What scoring decided of the lines that rules left.
    pub page: Decision,
}
