//! Lines that outlets repeat: each is a rule that is looked up by the line's key, in its outlet's table.
//!
//! A million learnt lines cost one hash a line, and nothing for an outlet of which none is known.

use std::ops::AddAssign;
use std::sync::{Arc, OnceLock};

use hashbrown::HashMap;

use super::engine::Hit;
use super::pattern::{Find, PatternIndex};
use super::patterns::Patterns;
use super::rule::{Apply, Rule};
use super::scope::Subject;
use crate::text::{Line, line_key, masked};

/// A repeated line: known by its key, and by its words from when it is first met.
#[derive(Debug, Clone, Default)]
pub struct RepeatedLine {
    /// XXH3-64 of the masked form.
    pub key: u64,
    text: Arc<OnceLock<Box<str>>>,
}

impl RepeatedLine {
    /// A line of which only the key is known so far.
    pub fn of_key(key: u64) -> RepeatedLine {
        RepeatedLine { key, text: Arc::default() }
    }

    /// A line as written or as learnt; `None` where it shows nothing or is too long to be repeated.
    pub fn of_text(line: &str) -> Option<RepeatedLine> {
        let line_key = line_key(line, &mut String::new())?;
        let repeated = RepeatedLine::of_key(line_key);
        repeated.meet(line);
        Some(repeated)
    }

    /// The masked form, where the line has been met.
    pub fn text(&self) -> Option<&str> {
        self.text.get().map(AsRef::as_ref)
    }

    /// Keeps the masked form of a line that has this key.
    fn meet(&self, line: &str) {
        self.text.get_or_init(|| masked(line).unwrap_or_default().into_boxed_str());
    }
}

/// In how many stories of its outlet a line was seen, and where in them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Stories that have it. A story in ten editions is one.
    pub stories: u32,
    /// Stories of the outlet.
    pub of: u32,
    /// Documents that have it.
    pub documents: u32,
    /// Stories that have it above their text.
    pub head: u32,
    /// Of these, stories that have it where headlines stand (see [`super::HEADLINE`]).
    pub near: u32,
    /// Stories that have it within.
    pub middle: u32,
    /// Stories that have it below.
    pub tail: u32,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.stories = self.stories.saturating_add(other.stories);
        self.of = self.of.saturating_add(other.of);
        self.documents = self.documents.saturating_add(other.documents);
        self.head = self.head.saturating_add(other.head);
        self.near = self.near.saturating_add(other.near);
        self.middle = self.middle.saturating_add(other.middle);
        self.tail = self.tail.saturating_add(other.tail);
    }
}

/// Which repeated lines there are, by outlet.
#[derive(Debug, Clone, Default)]
pub(super) struct RepeatedLines {
    by_source: HashMap<String, HashMap<u64, PatternIndex>>,
    /// Lines whose scope is more than one outlet by name.
    anywhere: HashMap<u64, Vec<PatternIndex>>,
}

/// The name by which an outlet's lines are found: letter case does not matter; an unknown outlet is `""`.
pub fn outlet(source: Option<&str>) -> String {
    source.unwrap_or_default().to_lowercase()
}

impl RepeatedLines {
    /// Adds the patterns from `first` on.
    pub(super) fn add(&mut self, rules: &[Rule], patterns: &Patterns, first: PatternIndex) {
        for (index, pattern) in patterns.list.iter().enumerate().skip(first) {
            let rule = &rules[pattern.rule];
            let Find::Repeated(line) = &pattern.find else {
                continue;
            };
            match rule.scope.sources_alone() {
                Some(sources) => {
                    for source in sources {
                        self.by_source.entry(source).or_default().entry(line.key).or_insert(index);
                    }
                }
                None => self.anywhere.entry(line.key).or_default().push(index),
            }
        }
    }

    /// The line of an outlet with this key.
    pub(super) fn of_outlet(&self, outlet: &str, key: u64) -> Option<PatternIndex> {
        self.by_source.get(outlet)?.get(&key).copied()
    }

    /// All lines of an outlet, in no particular order.
    pub(super) fn all_of(&self, outlet: &str) -> impl Iterator<Item = PatternIndex> {
        self.by_source.get(outlet).into_iter().flat_map(|lines| lines.values().copied())
    }

    /// Adds a hit for every repeated line in the text.
    pub(super) fn scan(
        &self,
        (rules, patterns): (&[Rule], &Patterns),
        subject: &Subject<'_>,
        text: &str,
        lines: &[Line],
        hits: &mut Vec<Hit>,
    ) {
        let own = self.by_source.get(&outlet(subject.source));
        if own.is_none() && self.anywhere.is_empty() {
            return;
        }
        let mut buffer = String::new();
        for (number, line) in lines.iter().enumerate() {
            let shown = line.span.of(text);
            let Some(key) = line_key(shown, &mut buffer) else {
                continue;
            };
            let mut hit = |pattern: PatternIndex| {
                // What is off stays known: it is not to be learnt again.
                if rules[patterns.list[pattern].rule].apply == Apply::Off {
                    return;
                }
                if let Find::Repeated(line) = &patterns.list[pattern].find {
                    line.meet(shown);
                }
                hits.push(Hit { pattern, line: number });
            };
            own.and_then(|own| own.get(&key)).copied().into_iter().for_each(&mut hit);
            let others = self.anywhere.get(&key).into_iter().flatten().copied();
            others.filter(|&at| rules[patterns.list[at].rule].scope.holds(subject)).for_each(&mut hit);
        }
    }
}
