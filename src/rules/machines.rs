//! The machines that patterns run in: hash tables of lines, of beginnings and endings, and a gate of literals.

use std::cell::OnceCell;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use hashbrown::HashMap;

use super::head::{End, HEAD, Head, loosened};
use super::lane::Lane;
use super::pattern::{Find, PatternIndex, Translated};
use super::patterns::Patterns;
use crate::text::{Case, fold};

#[derive(Debug)]
pub(super) struct ExactTable {
    case: Case,
    /// Bytes of the longest line in it, with room for folding that changes lengths.
    max_len: usize,
    lines: HashMap<Box<str>, Vec<PatternIndex>>,
}

/// A line that is being scanned.
pub(super) struct Subject<'a> {
    patterns: &'a Patterns,
    pub(super) normal: &'a str,
    loosened: OnceCell<String>,
}

/// Beginnings (or endings) of lines, and the patterns that have them.
#[derive(Debug)]
pub(super) struct EdgeTable {
    end: End,
    /// Those of one byte, of two, and so on.
    by_length: [HashMap<u64, Vec<PatternIndex>>; HEAD],
    max_len: usize,
}

#[derive(Debug)]
pub(super) struct Gate {
    literals: AhoCorasick,
    /// The patterns that each literal opens the gate for.
    behind: Vec<Vec<PatternIndex>>,
    max_len: usize,
}

impl<'a> Subject<'a> {
    pub(super) fn new(patterns: &'a Patterns, normal: &'a str) -> Subject<'a> {
        Subject { patterns, normal, loosened: OnceCell::new() }
    }

    /// Made when first asked for: most paragraphs are too long for every rule.
    fn loosened(&self) -> &str {
        self.loosened.get_or_init(|| loosened(self.normal))
    }

    /// Whether a pattern matches it.
    pub(super) fn matches(&self, pattern: PatternIndex) -> bool {
        self.normal.len() <= self.patterns.list[pattern].max_len
            && self.patterns.matches(pattern, self.normal)
    }
}

impl ExactTable {
    pub(super) fn build(patterns: &Patterns, active: &[PatternIndex]) -> Vec<ExactTable> {
        let mut tables: Vec<ExactTable> = Vec::new();
        for &index in active {
            let pattern = &patterns.list[index];
            let Find::Exact(lines) = &pattern.find else {
                continue;
            };
            let at = tables.iter().position(|table| table.case == pattern.case).unwrap_or_else(|| {
                tables.push(ExactTable { case: pattern.case, max_len: 0, lines: HashMap::new() });
                tables.len() - 1
            });
            for line in lines {
                // Folding may change a character's length: at most 2 bytes become 3 or 3 become 2.
                tables[at].max_len = tables[at].max_len.max(line.len() * 3 / 2 + 3);
                tables[at].lines.entry(line.as_str().into()).or_default().push(index);
            }
        }
        tables
    }

    pub(super) fn scan(&self, normal: &str, mut found: impl FnMut(PatternIndex)) {
        if normal.len() <= self.max_len
            && let Some(patterns) = self.lines.get(fold(normal, self.case).as_ref())
        {
            patterns.iter().copied().for_each(&mut found);
        }
    }
}

impl EdgeTable {
    pub(super) fn build(patterns: &Patterns, active: &[PatternIndex], end: End) -> Option<EdgeTable> {
        let mut table = EdgeTable { end, by_length: Default::default(), max_len: 0 };
        for &index in active {
            let pattern = &patterns.list[index];
            let Find::Regex(Translated { lane: Lane::Edge(heads), .. }) = &pattern.find else {
                continue;
            };
            if heads.end != end {
                continue;
            }
            table.max_len = table.max_len.max(pattern.max_len);
            for head in &heads.list {
                table.by_length[head.len() - 1].entry(head.key()).or_default().push(index);
            }
        }
        table.by_length.iter().any(|heads| !heads.is_empty()).then_some(table)
    }

    /// No pattern comes twice: of its heads none begins another.
    pub(super) fn scan(&self, line: &Subject<'_>, mut found: impl FnMut(PatternIndex)) {
        if line.normal.len() > self.max_len {
            return;
        }
        for (head, patterns) in Head::of_line(line.loosened(), self.end).zip(&self.by_length) {
            if !patterns.is_empty()
                && let Some(patterns) = patterns.get(&head.key())
            {
                patterns.iter().copied().filter(|&pattern| line.matches(pattern)).for_each(&mut found);
            }
        }
    }
}

impl Gate {
    pub(super) fn build(patterns: &Patterns, active: &[PatternIndex]) -> Option<Gate> {
        let mut places: HashMap<&str, usize> = HashMap::new();
        let mut literals: Vec<&str> = Vec::new();
        let mut behind: Vec<Vec<PatternIndex>> = Vec::new();
        for &pattern in active {
            let Find::Regex(translated) = &patterns.list[pattern].find else {
                continue;
            };
            let Lane::Gated { literals: wanted, .. } = &translated.lane else {
                continue;
            };
            for literal in wanted {
                let place = *places.entry(literal).or_insert_with(|| {
                    literals.push(literal);
                    behind.push(Vec::new());
                    literals.len() - 1
                });
                behind[place].push(pattern);
            }
        }
        if literals.is_empty() {
            return None;
        }
        let max_len = active.iter().map(|&pattern| patterns.list[pattern].max_len).max().unwrap_or(0);
        // A DFA: one look-up for each byte of every short line.
        let literals = AhoCorasick::builder().kind(Some(AhoCorasickKind::DFA)).build(&literals).ok()?;
        Some(Gate { literals, behind, max_len })
    }

    pub(super) fn scan(&self, line: &Subject<'_>, mut found: impl FnMut(PatternIndex)) {
        if line.normal.len() > self.max_len {
            return;
        }
        let mut tried: Vec<PatternIndex> = Vec::new();
        for literal in self.literals.find_overlapping_iter(line.loosened()) {
            for &pattern in &self.behind[literal.pattern().as_usize()] {
                // A literal may stand on a line a thousand times; its patterns are tried once.
                if tried.contains(&pattern) {
                    continue;
                }
                tried.push(pattern);
                if line.matches(pattern) {
                    found(pattern);
                }
            }
        }
    }
}
