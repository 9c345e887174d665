//! A text as lines that were measured, with what rules said of them, and the guard at its door.

use hashbrown::HashMap;

use super::super::layout::{is_blank, is_space};
use super::measure::{Measure, SENTENCE_END, Word, measure, width};
use crate::rules::Kind;
use crate::text::Line;

/// What rules did to a line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Touch {
    /// The kind of a rule that removed the line or a part of it.
    pub kind: Option<Kind>,
    /// Whether half of the line or more is gone.
    pub gone: bool,
    /// Whether a keep rule holds the line.
    pub held: bool,
}

/// The lines of a text that are not blank.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// Their places among all lines.
    pub(super) at: Vec<usize>,
    pub(super) measures: Vec<Measure>,
    pub(super) touches: Vec<Touch>,
    pub(super) words: Vec<Word>,
}

/// A line narrower than this is short.
pub(super) const SHORT: i32 = 40;

/// Fewer lines than this are no page.
const PAGE_LINES: usize = 20;

/// Whether a text may be the dump of a page: it has the lines for it, and short ones among them. Scores have the last
/// word. Most articles are told here, before anything is measured but the width of their lines.
pub(super) fn may_be_dump(text: &str, lines: &[Line]) -> bool {
    let shown = || lines.iter().map(|line| line.span.of(text)).filter(|line| !is_blank(line));
    // A character has four bytes at most.
    let short = |line: &&str| line.trim_matches(is_space).len() < 4 * SHORT as usize && width(line) < SHORT;
    shown().nth(PAGE_LINES - 1).is_some() && shown().filter(short).nth(PAGE_LINES / 2 - 1).is_some()
}

/// A word has some more bytes, with the blank behind it, in most languages: what is set aside for words is enough.
const WORD_BYTES: usize = 5;

impl Page {
    pub(super) fn of(text: &str, lines: &[Line], touches: &[Touch]) -> Page {
        let mut page = Page {
            at: Vec::with_capacity(lines.len()),
            measures: Vec::with_capacity(lines.len()),
            touches: Vec::with_capacity(lines.len()),
            words: Vec::with_capacity(text.len() / WORD_BYTES),
        };
        for (at, line) in lines.iter().enumerate() {
            let line = line.span.of(text);
            if is_blank(line) {
                continue;
            }
            page.at.push(at);
            page.measures.push(measure(line, &mut page.words));
            page.touches.push(touches.get(at).copied().unwrap_or_default());
        }
        page
    }

    pub(super) fn len(&self) -> usize {
        self.at.len()
    }

    /// How often each line stands in the text.
    pub(super) fn repeats(&self) -> Vec<i32> {
        let mut seen: HashMap<u64, i32> = HashMap::with_capacity(self.len());
        for line in &self.measures {
            *seen.entry(line.hash).or_default() += 1;
        }
        self.measures.iter().map(|line| seen[&line.hash]).collect()
    }

    /// The words of a line.
    pub(super) fn words(&self, line: usize) -> &[Word] {
        let (from, to) = self.measures[line].word_range;
        &self.words[from..to]
    }
}

impl Measure {
    /// Whether the line reads as running text: four points of seven for its end, length, stop words
    /// and inner sentences.
    pub(super) fn is_prose(&self) -> bool {
        let stops = self.stops * 100 / self.words.max(1);
        let points = 2 * i32::from(self.end >= SENTENCE_END)
            + 2 * i32::from(self.width >= 80)
            + i32::from(self.width >= 160)
            + i32::from(stops >= 10)
            + i32::from(stops >= 20)
            + i32::from(self.inner_ends > 0);
        self.width >= SHORT && points >= 4
    }
}
