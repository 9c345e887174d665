//! What rules did, in counts that add up: by rule, by source, in all.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::AddAssign;

use crate::clean::Verdict;
use crate::rules::RuleIndex;

/// Lines that a rule shows of its hits.
pub(super) const SAMPLES: usize = 5;

/// Different long sentences that are told apart; more are as bad as so many.
const SENTENCES: usize = 16;

/// First and last time, in seconds since 1970. Documents without a date that can be read do not count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Period {
    /// The earliest.
    pub first: Option<i64>,
    /// The latest.
    pub last: Option<i64>,
}

impl Period {
    /// A single time, where it is known.
    pub fn of(time: Option<i64>) -> Period {
        Period { first: time, last: time }
    }
}

impl AddAssign for Period {
    fn add_assign(&mut self, other: Period) {
        self.first = self.first.into_iter().chain(other.first).min();
        self.last = self.last.max(other.last);
    }
}

/// Lines on which a rule's pattern matched, by what came of it. A line may stand under several.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outcomes {
    /// It went, or part of it.
    pub removed: u64,
    /// Fields were taken, the text stays.
    pub captured: u64,
    /// A `[[keep]]` rule held it.
    pub keeps: u64,
    /// The rule is on trial.
    pub marked: u64,
    /// Not in the rule's place.
    pub outside_zone: u64,
    /// The rule that it requires was not there.
    pub unmet: u64,
    /// A section without its end, a list without an entry.
    pub incomplete: u64,
    /// More than the rule's `max-share`.
    pub over_share: u64,
    /// Withdrawn: the document would have lost too much.
    pub withdrawn: u64,
    /// A `[[keep]]` rule protects it.
    pub protected: u64,
    /// Another rule took it.
    pub overridden: u64,
}

impl Outcomes {
    /// The count of lines with this verdict.
    pub(super) fn of(&mut self, verdict: Verdict) -> &mut u64 {
        match verdict {
            Verdict::Removed => &mut self.removed,
            Verdict::Captured => &mut self.captured,
            Verdict::Keeps => &mut self.keeps,
            Verdict::Marked => &mut self.marked,
            Verdict::OutsideZone => &mut self.outside_zone,
            Verdict::Unmet => &mut self.unmet,
            Verdict::Incomplete => &mut self.incomplete,
            Verdict::OverShare => &mut self.over_share,
            Verdict::Withdrawn => &mut self.withdrawn,
            Verdict::Protected(_) => &mut self.protected,
            Verdict::Overridden(_) => &mut self.overridden,
        }
    }

    /// The counts with their names, in the order of reports.
    pub fn named(&self) -> [(&'static str, u64); 11] {
        [
            ("removed", self.removed),
            ("captured", self.captured),
            ("keeps", self.keeps),
            ("marked", self.marked),
            ("outside-zone", self.outside_zone),
            ("unmet", self.unmet),
            ("incomplete", self.incomplete),
            ("over-share", self.over_share),
            ("withdrawn", self.withdrawn),
            ("protected", self.protected),
            ("overridden", self.overridden),
        ]
    }
}

impl AddAssign for Outcomes {
    fn add_assign(&mut self, other: Outcomes) {
        self.removed += other.removed;
        self.captured += other.captured;
        self.keeps += other.keeps;
        self.marked += other.marked;
        self.outside_zone += other.outside_zone;
        self.unmet += other.unmet;
        self.incomplete += other.incomplete;
        self.over_share += other.over_share;
        self.withdrawn += other.withdrawn;
        self.protected += other.protected;
        self.overridden += other.overridden;
    }
}

/// A line that a rule hit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SampleLine {
    /// The document's id.
    pub document: String,
    /// The line, counted from 0.
    pub line: usize,
    /// Its text, cut to some hundred bytes.
    pub text: String,
}

/// What a rule did to one source.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SourceHits {
    /// Documents with a hit.
    pub documents: u64,
    /// Lines hit.
    pub lines: u64,
    /// Bytes taken.
    pub bytes: u64,
    /// When the documents with a hit were published.
    pub period: Period,
}

impl AddAssign for SourceHits {
    fn add_assign(&mut self, other: SourceHits) {
        self.documents += other.documents;
        self.lines += other.lines;
        self.bytes += other.bytes;
        self.period += other.period;
    }
}

/// What a rule did. A hit is a line that it took, or part of one; that it captured from; that it kept; or,
/// for a rule on trial, that it would take.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleTally {
    /// Documents with a hit.
    pub documents: u64,
    /// Lines hit.
    pub lines: u64,
    /// Bytes taken; of a rule on trial, those it would take.
    pub bytes: u64,
    /// Lines of which no other rule would have taken what this one takes.
    pub unique: u64,
    /// Lines and snippets it took that are labelled boilerplate.
    pub right: u64,
    /// Those labelled article.
    pub wrong: u64,
    /// Lines by what came of the match.
    pub outcomes: Outcomes,
    /// By source, `""` where it is unknown.
    pub sources: BTreeMap<String, SourceHits>,
    /// When the documents with a hit were published.
    pub period: Period,
    /// For each other rule, the lines on which it matched most of what this one takes or lost.
    pub overlaps: BTreeMap<RuleIndex, u64>,
    /// Long sentences between the first and the last of a story.
    pub sentences: u64,
    /// Keys of the different ones among them, the smallest 16.
    pub different: BTreeSet<u64>,
    /// Documents that would have lost too much, where it is a reason why.
    pub fallbacks: u64,
    /// Documents that lose much, where it takes most.
    pub heavy: u64,
    /// Its first lines in the order of the corpus.
    pub samples: Vec<SampleLine>,
}

impl RuleTally {
    /// Lines and snippets with a label.
    pub fn labelled(&self) -> u64 {
        self.right + self.wrong
    }

    /// Lines that it took or would have taken if no other rule had.
    pub fn wanted(&self) -> u64 {
        self.outcomes.removed + self.outcomes.marked + self.outcomes.overridden
    }

    pub(super) fn keep_different(&mut self) {
        while self.different.len() > SENTENCES {
            self.different.pop_last();
        }
    }
}

impl AddAssign for RuleTally {
    /// `other` is of documents that stand behind these.
    fn add_assign(&mut self, other: RuleTally) {
        self.documents += other.documents;
        self.lines += other.lines;
        self.bytes += other.bytes;
        self.unique += other.unique;
        self.right += other.right;
        self.wrong += other.wrong;
        self.outcomes += other.outcomes;
        self.period += other.period;
        for (source, hits) in other.sources {
            *self.sources.entry(source).or_default() += hits;
        }
        for (rule, lines) in other.overlaps {
            *self.overlaps.entry(rule).or_default() += lines;
        }
        self.sentences += other.sentences;
        self.different.extend(other.different);
        self.keep_different();
        self.fallbacks += other.fallbacks;
        self.heavy += other.heavy;
        let room = SAMPLES.saturating_sub(self.samples.len());
        self.samples.extend(other.samples.into_iter().take(room));
    }
}

/// What a source has, and lost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SourceTally {
    /// Documents.
    pub documents: u64,
    /// Lines that show something.
    pub lines: u64,
    /// Bytes of the texts.
    pub bytes: u64,
    /// Bytes that went, healed white space among them.
    pub removed: u64,
    /// When its documents were published.
    pub period: Period,
}

impl AddAssign for SourceTally {
    fn add_assign(&mut self, other: SourceTally) {
        self.documents += other.documents;
        self.lines += other.lines;
        self.bytes += other.bytes;
        self.removed += other.removed;
        self.period += other.period;
    }
}
