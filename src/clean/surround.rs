//! List, fill and edge rules: lines that go for what stands around them.
//!
//! They are judged after the rules that go by what a line says, on lines that those have left. A line
//! that reads as a sentence, and one that a keep rule holds, ends whatever it stands in.

use super::layout::{Layout, is_blank, is_sentence, is_story_line, width};
use crate::rules::{Between, Edge, Kind, List, PatternIndex};
use crate::text::Line;

/// What the rules that were judged so far did to each line.
#[derive(Debug, Default)]
pub(super) struct Ground {
    /// The kind of the high-confidence rule that takes the line as a whole.
    pub(super) taken: Vec<Option<Kind>>,
    /// Whether a keep rule holds it against all others.
    pub(super) held: Vec<bool>,
}

/// Where the lines are that a rule's patterns matched, sorted.
#[derive(Debug, Default)]
pub(super) struct ListHits {
    pub(super) headers: Vec<(usize, PatternIndex)>,
    pub(super) entries: Vec<(usize, PatternIndex)>,
    pub(super) stops: Vec<(usize, PatternIndex)>,
}

/// A header with its entries; none where there are too few of them.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) header: usize,
    pub(super) pattern: PatternIndex,
    pub(super) entries: Vec<usize>,
}

/// A text, its lines, and what happened to them.
pub(super) struct Surroundings<'a> {
    pub(super) text: &'a str,
    pub(super) layout: &'a Layout<'a>,
    pub(super) ground: &'a Ground,
}

/// Whether `line` is among these, which are sorted.
fn has(lines: &[(usize, PatternIndex)], line: usize) -> bool {
    lines.binary_search_by_key(&line, |(at, _)| *at).is_ok()
}

impl Surroundings<'_> {
    fn line(&self, at: usize) -> &str {
        self.layout.lines[at].span.of(self.text)
    }

    fn taken(&self, at: usize) -> Option<Kind> {
        self.ground.taken.get(at).copied().flatten()
    }

    fn held(&self, at: usize) -> bool {
        self.ground.held.get(at).copied().unwrap_or_default()
    }

    /// A short line that nothing speaks for.
    fn is_short(&self, at: usize, max_width: usize) -> bool {
        !self.held(at) && width(self.line(at)) <= max_width && !is_sentence(self.line(at))
    }

    fn non_blank(&self) -> Vec<usize> {
        (0..self.layout.lines.len()).filter(|&at| !is_blank(self.line(at))).collect()
    }

    /// Each header with the short lines below it, without overlap.
    pub(super) fn lists(&self, list: List, hits: &ListHits) -> Vec<Run> {
        let mut runs = Vec::new();
        let mut from = 0;
        for &(header, pattern) in &hits.headers {
            if header < from {
                continue;
            }
            let mut entries = self.entries(header, list, hits);
            if entries.len() < list.min_lines {
                entries.clear();
            }
            from = entries.last().map_or(header, |last| last + 1);
            runs.push(Run { header, pattern, entries });
        }
        runs
    }

    fn entries(&self, header: usize, list: List, hits: &ListHits) -> Vec<usize> {
        let mut entries = Vec::new();
        for at in header + 1..self.layout.lines.len() {
            if is_blank(self.line(at)) {
                continue;
            }
            let ends = has(&hits.headers, at) || has(&hits.stops, at) || entries.len() == list.max_lines;
            if ends || self.held(at) {
                break;
            }
            if self.taken(at).is_some() {
                continue;
            }
            if list.entries && !has(&hits.entries, at) {
                break;
            }
            if !self.is_short(at, list.max_width) {
                // What stands right above a paragraph is its sub-head, unless the rule knows better.
                if !list.entries && is_story_line(self.line(at)) && self.above(at) == entries.last().copied()
                {
                    entries.pop();
                }
                break;
            }
            entries.push(at);
        }
        entries
    }

    /// The next line above that is not blank.
    fn above(&self, line: usize) -> Option<usize> {
        (0..line).rev().find(|&at| !is_blank(self.line(at)))
    }

    /// Short lines with removed lines of the right kinds directly above and below.
    pub(super) fn fill(&self, between: &Between) -> Vec<usize> {
        let lines = self.non_blank();
        let wall = |at: &usize| {
            self.taken(*at).is_some_and(|kind| between.kinds.is_empty() || between.kinds.contains(&kind))
        };
        let mut fill = Vec::new();
        let mut start = 0;
        while start < lines.len() {
            let end = start + lines[start..].iter().take_while(|at| self.taken(**at).is_none()).count();
            let walled = |side: &[usize]| side.len() == between.removed && side.iter().all(wall);
            let run = &lines[start..end];
            if (1..=between.max_lines).contains(&run.len())
                && walled(&lines[start.saturating_sub(between.removed)..start])
                && walled(&lines[end..lines.len().min(end + between.removed)])
                && run.iter().all(|&at| self.is_short(at, between.max_width))
            {
                fill.extend(run);
            }
            start = end.max(start) + 1;
        }
        fill
    }

    /// Short lines above the last removed line of the head, and below the first of the tail, where half
    /// of what stands there is gone already.
    pub(super) fn edges(&self, edge: Edge) -> Vec<usize> {
        let Some((first, last)) = self.layout.story() else {
            return Vec::new();
        };
        let lines = self.non_blank();
        let mut cut = Vec::new();
        if edge.head {
            let head = &lines[..lines.partition_point(|&at| at < first)];
            let end = head.iter().rposition(|&at| self.taken(at).is_some()).map_or(0, |at| at + 1);
            cut.extend(self.edge(&head[..end], edge));
        }
        if edge.tail {
            let tail = &lines[lines.partition_point(|&at| at <= last)..];
            let start = tail.iter().position(|&at| self.taken(at).is_some()).unwrap_or(tail.len());
            cut.extend(self.edge(&tail[start..], edge));
        }
        cut
    }

    fn edge(&self, region: &[usize], edge: Edge) -> Vec<usize> {
        let left: Vec<usize> = region.iter().copied().filter(|&at| self.taken(at).is_none()).collect();
        let removed = region.len() - left.len();
        if removed < edge.removed || removed < left.len() || left.len() > edge.max_lines {
            return Vec::new();
        }
        left.into_iter().filter(|&at| self.is_short(at, edge.max_width)).collect()
    }
}

impl Ground {
    pub(super) fn of(lines: &[Line]) -> Ground {
        Ground { taken: vec![None; lines.len()], held: vec![false; lines.len()] }
    }
}
