//! One rule in memory.

use std::sync::Arc;

use super::repeated::Tally;
use super::scope::Scope;
use super::surround::{Between, Edge, List};
use super::zone::Zone;
use super::{Kind, Place};

/// Index of a rule in its [`super::RuleSet`].
pub type RuleIndex = usize;

/// A compiled rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// `pack/id`.
    pub id: Arc<str>,
    /// Why the rule is there, in the author's words; may be empty.
    pub why: String,
    /// What sort of left-over it is about.
    pub kind: Kind,
    /// How its matches become removals.
    pub shape: Shape,
    /// Which documents it is for.
    pub scope: Scope,
    /// Where in a text it holds.
    pub zone: Zone,
    /// Bytes; longer lines are not tried.
    pub max_len: usize,
    /// At most this share (in thousandths) of a text goes to this rule; else none of it.
    pub max_share: Option<u32>,
    /// How sure it is that what it takes is chrome.
    pub confidence: Confidence,
    /// What happens where it matches.
    pub apply: Apply,
    /// Captured fields.
    pub captures: Vec<Capture>,
    /// Another rule that must have matched in the text.
    pub requires: Option<Requires>,
    /// Higher wins; ties go to the rule that stands first.
    pub priority: i64,
    /// Day from which on the rule is thought dead (`YYYY-MM-DD`), if any.
    pub expires: Option<String>,
    /// For a `[[keep]]` rule: the rules it protects against (`None`: all). `None` for other rules.
    pub keep: Option<Protects>,
    /// For a learnt line: how often it was seen.
    pub tally: Option<Tally>,
    /// The author's examples.
    pub examples: Examples,
    /// Where it stands.
    pub place: Place,
}

impl Rule {
    /// Whether the rule is a repeated line.
    pub fn is_repeated(&self) -> bool {
        self.shape == Shape::Repeated
    }

    /// The rules whose matches decide about this one.
    pub fn asks(&self) -> impl Iterator<Item = RuleIndex> + use<> {
        let required = self.requires.map(|requires| requires.rule);
        [required, self.zone.after, self.zone.before].into_iter().flatten()
    }
}

/// How the matches of a rule's patterns become removals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// Every line that matches goes whole.
    Line,
    /// From a line that matches the start to one that matches the end.
    Section {
        /// What happens to the last line.
        end: SectionEnd,
        /// Non-blank lines at most, the two ends counted.
        max_lines: usize,
    },
    /// Lines that follow each other, blank lines skipped, each matching the pattern in its place.
    Block {
        /// How many lines.
        lines: usize,
    },
    /// The matched part of a line.
    Inline {
        /// What stands in its place, with `$1` and `${name}` for groups.
        replace: String,
    },
    /// A line that its outlet repeats: looked up, not searched for; every such line goes whole.
    Repeated,
    /// What makes a line one that its outlet repeats: needs counts over a corpus, not a pattern.
    Repeat(Repeat),
    /// A header and the short lines that follow it.
    List(List),
    /// Short lines between lines that other rules removed.
    Between(Between),
    /// Short lines at the edges of a page dump.
    Edge(Edge),
}

impl Shape {
    /// Whether the rule has no pattern, and goes by what other rules removed alone.
    pub fn is_patternless(&self) -> bool {
        matches!(self, Shape::Between(_) | Shape::Edge(_))
    }

    /// When the rule is judged: those that look at what others removed come after them.
    pub(super) fn turn(&self) -> usize {
        match self {
            Shape::List(_) => 1,
            Shape::Between(_) => 2,
            Shape::Edge(_) => 3,
            _ => 0,
        }
    }
}

/// Whether a section's last line belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SectionEnd {
    /// The line that matches the end goes too.
    Inclusive,
    /// It stays.
    Exclusive,
    /// As inclusive; without such a line the section runs to the end of the text.
    Eof,
}

/// From when on an outlet is taken to repeat a line. The rule's zone says where in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repeat {
    /// Stories at least; a story in ten editions is one.
    pub min_docs: usize,
    /// Share of the outlet's stories at least, in thousandths.
    pub min_share: u32,
    /// Characters at least.
    pub min_chars: usize,
    /// Characters at most.
    pub max_chars: usize,
    /// Only lines that end as sentences end, or only others.
    pub sentence: Option<bool>,
}

/// How sure a rule is. Where a document would lose too much, only rules of high confidence hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// A guess that is right more often than not.
    Low,
    /// It goes by what stands around a line.
    Normal,
    /// It goes by what a line says.
    High,
}

impl Confidence {
    /// The name in rule files and listings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Confidence::Low => "low",
            Confidence::Normal => "normal",
            Confidence::High => "high",
        }
    }
}

/// What happens where a rule matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Apply {
    /// The match goes.
    Drop,
    /// The captures are taken and the match goes.
    CaptureDrop,
    /// The captures are taken and the match stays.
    CaptureKeep,
    /// Reported, nothing else: a rule on trial.
    Mark,
    /// Not even compiled into the engine.
    Off,
}

impl Apply {
    /// The name in listings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Apply::Drop => "drop",
            Apply::CaptureDrop => "capture-drop",
            Apply::CaptureKeep => "capture-keep",
            Apply::Mark => "mark",
            Apply::Off => "off",
        }
    }
}

/// Which characters `\d`, `\w`, `\s` and `\b` know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Classes {
    /// ASCII only: smaller and faster automata.
    Ascii,
    /// All of Unicode.
    Unicode,
}

/// A field that a rule takes from the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capture {
    /// The named group, and the field's name.
    pub name: String,
    /// How its text is read.
    pub value: CaptureValue,
}

/// How a captured text is read. A text that cannot be read so is kept as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaptureValue {
    /// As it stands, trimmed.
    Text,
    /// Digits and separators only; thousands separators are taken out.
    Number,
    /// `HH:MM`.
    Time,
    /// A date in this format (see [`crate::text::parse_date`]); becomes ISO 8601.
    Date(String),
}

/// Another rule that must have matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Requires {
    /// The other rule.
    pub rule: RuleIndex,
    /// At most this many non-blank lines away.
    pub within_lines: Option<usize>,
}

/// What a `[[keep]]` rule protects its lines against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Protects {
    /// Every rule.
    Everything,
    /// Only these.
    Against(Vec<RuleIndex>),
}

/// Examples inside a rule.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Examples {
    /// Lines that must match.
    pub lines: Vec<Example>,
    /// Lines that must not.
    pub not_lines: Vec<Example>,
    /// Texts from which something must go.
    pub blocks: Vec<Example>,
    /// Texts from which nothing may go.
    pub not_blocks: Vec<Example>,
    /// Lines with what must become of them.
    pub cases: Vec<ExampleCase>,
}

impl Examples {
    /// All lines that must match, those of blocks and cases among them. Not every line of a block does.
    pub fn all_lines(&self) -> impl Iterator<Item = &str> {
        let lines = self.lines.iter().map(|example| example.text.as_str());
        let blocks = self.blocks.iter().flat_map(|example| example.text.lines());
        let cases = self.cases.iter().flat_map(|case| case.input.lines());
        lines.chain(blocks).chain(cases)
    }

    /// Whether there is no example that must match.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.blocks.is_empty() && self.cases.is_empty()
    }
}

/// An example text and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The text.
    pub text: String,
    /// Where.
    pub place: Place,
}

/// An example of an in-line or capture rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExampleCase {
    /// The line.
    pub input: String,
    /// What is left of it; `None` where only captures are tested.
    pub output: Option<String>,
    /// Captured fields.
    pub captures: Vec<(String, String)>,
    /// Where.
    pub place: Place,
}
