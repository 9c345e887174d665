//! The machines that patterns run in: a hash table, lazy DFAs from both ends, and a gate of literals.

use aho_corasick::AhoCorasick;
use hashbrown::HashMap;
use regex_automata::hybrid::dfa::{Cache, DFA, OverlappingState};
use regex_automata::nfa::thompson;
use regex_automata::{Anchored, Input, MatchKind, PatternSet};
use regex_syntax::hir::Hir;

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

#[derive(Debug)]
pub(super) struct Automaton {
    pub(super) dfa: DFA,
    pub(super) patterns: Vec<PatternIndex>,
    max_len: usize,
}

#[derive(Debug)]
pub(super) struct Gate {
    literals: AhoCorasick,
    /// The patterns that each literal opens the gate for.
    behind: Vec<Vec<PatternIndex>>,
    max_len: usize,
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

/// Bytes of lazily built states per automaton and worker; enough for some ten thousand states.
const CACHE_BYTES: usize = 32 << 20;

impl Automaton {
    pub(super) fn build(patterns: &Patterns, active: &[PatternIndex], reverse: bool) -> Option<Automaton> {
        if active.is_empty() {
            return None;
        }
        let heads: Vec<Hir> = active
            .iter()
            .filter_map(|&pattern| match &patterns.list[pattern].find {
                Find::Regex(Translated { lane: Lane::Forward(head) | Lane::Reverse(head), .. }) => {
                    Some(head.clone())
                }
                _ => None,
            })
            .collect();
        let config = thompson::Config::new().reverse(reverse).which_captures(thompson::WhichCaptures::None);
        let nfa = thompson::Compiler::new().configure(config).build_many_from_hir(&heads).ok()?;
        let config = DFA::config()
            .match_kind(MatchKind::All)
            .cache_capacity(CACHE_BYTES)
            .skip_cache_capacity_check(true);
        let dfa = DFA::builder().configure(config).build_from_nfa(nfa).ok()?;
        let max_len = active.iter().map(|&pattern| patterns.list[pattern].max_len).max().unwrap_or(0);
        Some(Automaton { dfa, patterns: active.to_vec(), max_len })
    }

    pub(super) fn scan_forward(
        &self,
        patterns: &Patterns,
        cache: &mut Cache,
        set: &mut PatternSet,
        normal: &str,
        mut found: impl FnMut(PatternIndex),
    ) {
        if normal.len() > self.max_len {
            return;
        }
        set.clear();
        let input = Input::new(normal).anchored(Anchored::Yes);
        match self.dfa.try_which_overlapping_matches(cache, &input, set) {
            // Most lines have no match: a look at each of 1,545 places was a twenty-fifth of cleaning.
            Ok(()) if set.is_empty() => {}
            Ok(()) => set.iter().for_each(|place| self.found(patterns, place.as_usize(), normal, &mut found)),
            Err(_) => self.scan_plain(patterns, normal, found),
        }
    }

    pub(super) fn scan_reverse(
        &self,
        patterns: &Patterns,
        cache: &mut Cache,
        normal: &str,
        mut found: impl FnMut(PatternIndex),
    ) {
        if normal.len() > self.max_len {
            return;
        }
        let input = Input::new(normal).anchored(Anchored::Yes);
        let mut state = OverlappingState::start();
        loop {
            match self.dfa.try_search_overlapping_rev(cache, &input, &mut state) {
                Ok(()) => match state.get_match() {
                    Some(half) => self.found(patterns, half.pattern().as_usize(), normal, &mut found),
                    None => return,
                },
                Err(_) => return self.scan_plain(patterns, normal, found),
            }
        }
    }

    fn found(&self, patterns: &Patterns, place: usize, normal: &str, found: &mut impl FnMut(PatternIndex)) {
        let pattern = self.patterns[place];
        if normal.len() <= patterns.list[pattern].max_len && patterns.matches(pattern, normal) {
            found(pattern);
        }
    }

    /// For the rare line on which a lazy DFA gives up (its cache is full, or a Unicode word boundary
    /// meets a character outside ASCII).
    fn scan_plain(&self, patterns: &Patterns, normal: &str, mut found: impl FnMut(PatternIndex)) {
        for &pattern in &self.patterns {
            if normal.len() <= patterns.list[pattern].max_len && patterns.matches(pattern, normal) {
                found(pattern);
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
        Some(Gate { literals: AhoCorasick::new(&literals).ok()?, behind, max_len })
    }

    pub(super) fn scan(
        &self,
        patterns: &Patterns,
        tried: &mut Vec<PatternIndex>,
        normal: &str,
        mut found: impl FnMut(PatternIndex),
    ) {
        if normal.len() > self.max_len {
            return;
        }
        let folded = fold(normal, Case::Fold);
        tried.clear();
        for literal in self.literals.find_overlapping_iter(folded.as_ref()) {
            for &pattern in &self.behind[literal.pattern().as_usize()] {
                // A literal may stand on a line a thousand times; its patterns are tried once.
                if tried.contains(&pattern) {
                    continue;
                }
                tried.push(pattern);
                if normal.len() <= patterns.list[pattern].max_len && patterns.matches(pattern, normal) {
                    found(pattern);
                }
            }
        }
    }
}
