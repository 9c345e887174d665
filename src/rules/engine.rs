//! Finds which patterns match which lines, for thousands of patterns at the speed of a few.
//!
//! Each pattern runs in the cheapest machine that can hold it:
//!
//! | lane | machine | cost on a line without a match |
//! |---|---|---|
//! | exact lines | hash table | one hash |
//! | narrow beginning | one lazy DFA over all of them, anchored | a few bytes |
//! | narrow ending | one lazy DFA from the back, anchored | a few bytes |
//! | a required literal | Aho-Corasick over all literals, then the pattern alone | one pass, short lines only |
//! | nothing of these | the pattern alone, on every short line | one pass each |
//!
//! All matches are collected, not the leftmost or first: which rule wins is decided later, and the
//! statistics come free. `tests/it/properties.rs` holds the engine to a plain loop over the patterns.

use std::sync::OnceLock;

use aho_corasick::AhoCorasick;
use hashbrown::HashMap;
use regex::Regex;
use regex_automata::hybrid::dfa::{Cache, DFA, OverlappingState};
use regex_automata::nfa::thompson;
use regex_automata::{Anchored, Input, MatchKind, PatternSet};

use super::pattern::{Find, Lane, Pattern, PatternIndex};
use crate::text::{Case, Form, Line, fold, normalize};

/// A pattern matched a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// Which pattern.
    pub pattern: PatternIndex,
    /// Which line, counted from 0.
    pub line: usize,
}

/// All patterns of a rule set, with their regular expressions compiled when first needed.
#[derive(Debug, Default)]
pub struct Patterns {
    /// The patterns.
    pub list: Vec<Pattern>,
    regexes: Vec<OnceLock<Option<Regex>>>,
}

impl Patterns {
    pub(super) fn new(list: Vec<Pattern>) -> Patterns {
        let regexes = list.iter().map(|_| OnceLock::new()).collect();
        Patterns { list, regexes }
    }

    /// The regular expression of a pattern; `None` for exact lines.
    pub fn regex(&self, pattern: PatternIndex) -> Option<&Regex> {
        let compile = || match &self.list[pattern].find {
            // The size was checked when the rule was compiled; this bound is for the other engines
            // that the crate builds beside the one that was measured.
            Find::Regex(translated) => regex::RegexBuilder::new(&translated.regex)
                .size_limit(64 << 20)
                .build()
                .ok(),
            Find::Exact(_) => None,
        };
        self.regexes[pattern].get_or_init(compile).as_ref()
    }

    /// Whether the pattern matches a line as it stands in a text.
    pub fn tries(&self, pattern: PatternIndex, line: &str) -> bool {
        let normal = normalize(line, self.list[pattern].form);
        let fits =
            normal.len() <= self.list[pattern].max_len || matches!(self.list[pattern].find, Find::Exact(_));
        !normal.is_empty() && fits && self.matches(pattern, &normal)
    }

    /// Whether the pattern matches a line in its normal form, length aside: the meaning that every
    /// machine of the engine must agree with.
    pub fn matches(&self, pattern: PatternIndex, normal: &str) -> bool {
        match &self.list[pattern].find {
            Find::Exact(lines) => {
                let folded = fold(normal, self.list[pattern].case);
                lines.iter().any(|line| *line == folded)
            }
            Find::Regex(_) => self.regex(pattern).is_some_and(|regex| regex.is_match(normal)),
        }
    }
}

/// The machines for a set of patterns. Immutable; shared by all workers.
#[derive(Debug, Default)]
pub(super) struct Engine {
    forms: Vec<FormEngine>,
}

/// What one worker needs to run an [`Engine`]: grows while it runs, belongs to one engine.
#[derive(Debug)]
pub(super) struct EngineScratch {
    forms: Vec<FormScratch>,
}

/// The machines for patterns that want their lines in the same normal form.
#[derive(Debug)]
struct FormEngine {
    form: Form,
    tables: Vec<ExactTable>,
    forward: Option<Automaton>,
    reverse: Option<Automaton>,
    gate: Option<Gate>,
    floating: Vec<PatternIndex>,
}

#[derive(Debug)]
struct FormScratch {
    forward: Option<(Cache, PatternSet)>,
    reverse: Option<Cache>,
}

#[derive(Debug)]
struct ExactTable {
    case: Case,
    /// Bytes of the longest line in it, with room for folding that changes lengths.
    max_len: usize,
    lines: HashMap<Box<str>, Vec<PatternIndex>>,
}

#[derive(Debug)]
struct Automaton {
    dfa: DFA,
    patterns: Vec<PatternIndex>,
    max_len: usize,
}

#[derive(Debug)]
struct Gate {
    literals: AhoCorasick,
    /// The patterns that each literal opens the gate for.
    behind: Vec<Vec<PatternIndex>>,
    max_len: usize,
}

impl Engine {
    /// Builds the machines for the patterns named.
    pub(super) fn build(patterns: &Patterns, active: impl Iterator<Item = PatternIndex>) -> Engine {
        let mut by_form: Vec<(Form, Vec<PatternIndex>)> = Vec::new();
        for pattern in active {
            let form = patterns.list[pattern].form;
            match by_form.iter_mut().find(|(known, _)| *known == form) {
                Some((_, list)) => list.push(pattern),
                None => by_form.push((form, vec![pattern])),
            }
        }
        Engine {
            forms: by_form
                .into_iter()
                .map(|(form, list)| FormEngine::build(patterns, form, &list))
                .collect(),
        }
    }

    /// Fresh scratch for one worker.
    pub(super) fn scratch(&self) -> EngineScratch {
        EngineScratch {
            forms: self.forms.iter().map(FormEngine::scratch).collect(),
        }
    }

    /// Adds to `hits` every pattern that matches a line of `text`, in no particular order, each once
    /// a line.
    pub(super) fn scan(
        &self,
        patterns: &Patterns,
        scratch: &mut EngineScratch,
        text: &str,
        lines: &[Line],
        hits: &mut Vec<Hit>,
    ) {
        for (engine, scratch) in self.forms.iter().zip(&mut scratch.forms) {
            for (number, line) in lines.iter().enumerate() {
                let normal = normalize(line.span.of(text), engine.form);
                if !normal.is_empty() {
                    engine.scan_line(patterns, scratch, &normal, number, hits);
                }
            }
        }
    }
}

impl FormEngine {
    fn build(patterns: &Patterns, form: Form, active: &[PatternIndex]) -> FormEngine {
        let lane = |wanted: fn(&Lane) -> bool| -> Vec<PatternIndex> {
            let in_lane = |&&pattern: &&PatternIndex| match &patterns.list[pattern].find {
                Find::Regex(translated) => wanted(&translated.lane),
                Find::Exact(_) => false,
            };
            active.iter().filter(in_lane).copied().collect()
        };
        let forward = lane(|lane| *lane == Lane::Forward);
        let reverse = lane(|lane| *lane == Lane::Reverse);
        let gated = lane(|lane| matches!(lane, Lane::Gated(_)));
        let mut floating = lane(|lane| *lane == Lane::Floating);
        let forward_dfa = Automaton::build(patterns, &forward, false);
        let reverse_dfa = Automaton::build(patterns, &reverse, true);
        let gate = Gate::build(patterns, &gated);
        // A machine that cannot be built (too many states for its cache) leaves its patterns to the
        // plain loop: slower, never wrong.
        for (list, built) in [
            (forward, forward_dfa.is_some()),
            (reverse, reverse_dfa.is_some()),
            (gated, gate.is_some()),
        ] {
            if !built {
                floating.extend(list);
            }
        }
        let tables = ExactTable::build(patterns, active);
        FormEngine {
            form,
            tables,
            forward: forward_dfa,
            reverse: reverse_dfa,
            gate,
            floating,
        }
    }

    fn scratch(&self) -> FormScratch {
        FormScratch {
            forward: self.forward.as_ref().map(|automaton| {
                (
                    automaton.dfa.create_cache(),
                    PatternSet::new(automaton.patterns.len()),
                )
            }),
            reverse: self
                .reverse
                .as_ref()
                .map(|automaton| automaton.dfa.create_cache()),
        }
    }

    fn scan_line(
        &self,
        patterns: &Patterns,
        scratch: &mut FormScratch,
        normal: &str,
        line: usize,
        hits: &mut Vec<Hit>,
    ) {
        let first = hits.len();
        for table in &self.tables {
            table.scan(normal, |pattern| hits.push(Hit { pattern, line }));
        }
        if let (Some(automaton), Some((cache, set))) = (&self.forward, &mut scratch.forward) {
            automaton.scan_forward(patterns, cache, set, normal, |pattern| {
                hits.push(Hit { pattern, line })
            });
        }
        if let (Some(automaton), Some(cache)) = (&self.reverse, &mut scratch.reverse) {
            automaton.scan_reverse(patterns, cache, normal, |pattern| {
                hits.push(Hit { pattern, line })
            });
        }
        if let Some(gate) = &self.gate {
            gate.scan(patterns, normal, |pattern| hits.push(Hit { pattern, line }));
        }
        for &pattern in &self.floating {
            if normal.len() <= patterns.list[pattern].max_len && patterns.matches(pattern, normal) {
                hits.push(Hit { pattern, line });
            }
        }
        if hits.len() > first + 1 {
            // Several machines or literals may find the same pattern.
            hits[first..].sort_unstable();
            let mut kept = first;
            for at in first..hits.len() {
                if at == first || hits[at] != hits[kept - 1] {
                    hits[kept] = hits[at];
                    kept += 1;
                }
            }
            hits.truncate(kept);
        }
    }
}

impl ExactTable {
    fn build(patterns: &Patterns, active: &[PatternIndex]) -> Vec<ExactTable> {
        let mut tables: Vec<ExactTable> = Vec::new();
        for &index in active {
            let pattern = &patterns.list[index];
            let Find::Exact(lines) = &pattern.find else {
                continue;
            };
            let at = tables
                .iter()
                .position(|table| table.case == pattern.case)
                .unwrap_or_else(|| {
                    tables.push(ExactTable {
                        case: pattern.case,
                        max_len: 0,
                        lines: HashMap::new(),
                    });
                    tables.len() - 1
                });
            for line in lines {
                // Folding may change a character's length: at most 2 bytes become 3 or 3 become 2.
                tables[at].max_len = tables[at].max_len.max(line.len() * 3 / 2 + 3);
                tables[at]
                    .lines
                    .entry(line.as_str().into())
                    .or_default()
                    .push(index);
            }
        }
        tables
    }

    fn scan(&self, normal: &str, mut found: impl FnMut(PatternIndex)) {
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
    fn build(patterns: &Patterns, active: &[PatternIndex], reverse: bool) -> Option<Automaton> {
        if active.is_empty() {
            return None;
        }
        let expressions: Vec<String> = active
            .iter()
            .filter_map(|&pattern| match &patterns.list[pattern].find {
                Find::Regex(translated) => Some(translated.regex.clone()),
                Find::Exact(_) => None,
            })
            .collect();
        let dfa = DFA::builder()
            .configure(
                DFA::config()
                    .match_kind(MatchKind::All)
                    .cache_capacity(CACHE_BYTES)
                    .skip_cache_capacity_check(true),
            )
            .thompson(
                thompson::Config::new()
                    .reverse(reverse)
                    .which_captures(thompson::WhichCaptures::None),
            )
            .build_many(&expressions)
            .ok()?;
        let max_len = active
            .iter()
            .map(|&pattern| patterns.list[pattern].max_len)
            .max()
            .unwrap_or(0);
        Some(Automaton {
            dfa,
            patterns: active.to_vec(),
            max_len,
        })
    }

    fn scan_forward(
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
            Ok(()) => set
                .iter()
                .for_each(|place| self.found(patterns, place.as_usize(), normal, &mut found)),
            Err(_) => self.scan_plain(patterns, normal, found),
        }
    }

    fn scan_reverse(
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
        if normal.len() <= patterns.list[pattern].max_len {
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
    fn build(patterns: &Patterns, active: &[PatternIndex]) -> Option<Gate> {
        let mut places: HashMap<&str, usize> = HashMap::new();
        let mut literals: Vec<&str> = Vec::new();
        let mut behind: Vec<Vec<PatternIndex>> = Vec::new();
        for &pattern in active {
            let Find::Regex(translated) = &patterns.list[pattern].find else {
                continue;
            };
            let Lane::Gated(wanted) = &translated.lane else {
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
        let max_len = active
            .iter()
            .map(|&pattern| patterns.list[pattern].max_len)
            .max()
            .unwrap_or(0);
        Some(Gate {
            literals: AhoCorasick::new(&literals).ok()?,
            behind,
            max_len,
        })
    }

    fn scan(&self, patterns: &Patterns, normal: &str, mut found: impl FnMut(PatternIndex)) {
        if normal.len() > self.max_len {
            return;
        }
        let folded = fold(normal, Case::Fold);
        for literal in self.literals.find_overlapping_iter(folded.as_ref()) {
            for &pattern in &self.behind[literal.pattern().as_usize()] {
                if normal.len() <= patterns.list[pattern].max_len && patterns.matches(pattern, normal) {
                    found(pattern);
                }
            }
        }
    }
}
