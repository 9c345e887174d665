//! Finds which patterns match which lines, for thousands of patterns at the speed of a few.
//!
//! Each pattern runs in the cheapest machine that can hold it:
//!
//! | lane | machine | cost on a line without a match |
//! |---|---|---|
//! | exact lines | hash table | one hash |
//! | a cheap beginning | one lazy DFA over all of them, anchored, then the pattern alone | a few bytes |
//! | a cheap ending | the same from the back | a few bytes |
//! | a required literal | Aho-Corasick over all literals, then the pattern alone | one pass, short lines only |
//! | anchored, but to letters | the pattern alone, on every short line | a word each |
//! | nothing of these | the pattern alone, on every short line | one pass each |
//!
//! All matches are collected, not the leftmost or first: which rule wins is decided later, and the
//! statistics come free. `tests/it/engine.rs` holds the engine to a plain loop over the patterns.

use regex_automata::PatternSet;
use regex_automata::hybrid::dfa::Cache;

use super::lane::Lane;
use super::machines::{Automaton, ExactTable, Gate};
use super::pattern::{Find, PatternIndex};
use super::patterns::Patterns;
use crate::text::{Form, normalize};

/// A pattern matched a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// Which pattern.
    pub pattern: PatternIndex,
    /// Which line, counted from 0.
    pub line: usize,
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
    /// Patterns behind the gate that were tried on the present line.
    tried: Vec<PatternIndex>,
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
            forms: by_form.into_iter().map(|(form, list)| FormEngine::build(patterns, form, &list)).collect(),
        }
    }

    /// Fresh scratch for one worker.
    pub(super) fn scratch(&self) -> EngineScratch {
        EngineScratch { forms: self.forms.iter().map(FormEngine::scratch).collect() }
    }

    /// Adds to `found` every pattern that matches the line, in no particular order; some more than once.
    pub(super) fn scan_line(
        &self,
        patterns: &Patterns,
        scratch: &mut EngineScratch,
        line: &str,
        found: &mut Vec<PatternIndex>,
    ) {
        for (engine, scratch) in self.forms.iter().zip(&mut scratch.forms) {
            let normal = normalize(line, engine.form);
            if !normal.is_empty() {
                engine.scan_line(patterns, scratch, &normal, found);
            }
        }
    }
}

impl FormEngine {
    fn build(patterns: &Patterns, form: Form, active: &[PatternIndex]) -> FormEngine {
        let lane = |wanted: fn(&Lane) -> bool| -> Vec<PatternIndex> {
            let in_lane = |&&pattern: &&PatternIndex| match &patterns.list[pattern].find {
                Find::Regex(translated) => wanted(&translated.lane),
                Find::Exact(_) | Find::Repeated(_) => false,
            };
            active.iter().filter(in_lane).copied().collect()
        };
        let forward = lane(|lane| matches!(lane, Lane::Forward(_)));
        let reverse = lane(|lane| matches!(lane, Lane::Reverse(_)));
        let gated = lane(|lane| matches!(lane, Lane::Gated { .. }));
        let mut floating = lane(|lane| matches!(lane, Lane::Anchored | Lane::Floating));
        let forward_dfa = Automaton::build(patterns, &forward, false);
        let reverse_dfa = Automaton::build(patterns, &reverse, true);
        let gate = Gate::build(patterns, &gated);
        // A machine that cannot be built (too many states for its cache) leaves its patterns to the
        // plain loop: slower, never wrong.
        for (list, built) in
            [(forward, forward_dfa.is_some()), (reverse, reverse_dfa.is_some()), (gated, gate.is_some())]
        {
            if !built {
                floating.extend(list);
            }
        }
        let tables = ExactTable::build(patterns, active);
        FormEngine { form, tables, forward: forward_dfa, reverse: reverse_dfa, gate, floating }
    }

    fn scratch(&self) -> FormScratch {
        FormScratch {
            forward: self
                .forward
                .as_ref()
                .map(|automaton| (automaton.dfa.create_cache(), PatternSet::new(automaton.patterns.len()))),
            reverse: self.reverse.as_ref().map(|automaton| automaton.dfa.create_cache()),
            tried: Vec::new(),
        }
    }

    fn scan_line(
        &self,
        patterns: &Patterns,
        scratch: &mut FormScratch,
        normal: &str,
        found: &mut Vec<PatternIndex>,
    ) {
        for table in &self.tables {
            table.scan(normal, |pattern| found.push(pattern));
        }
        if let (Some(automaton), Some((cache, set))) = (&self.forward, &mut scratch.forward) {
            automaton.scan_forward(patterns, cache, set, normal, |pattern| found.push(pattern));
        }
        if let (Some(automaton), Some(cache)) = (&self.reverse, &mut scratch.reverse) {
            automaton.scan_reverse(patterns, cache, normal, |pattern| found.push(pattern));
        }
        if let Some(gate) = &self.gate {
            gate.scan(patterns, &mut scratch.tried, normal, |pattern| found.push(pattern));
        }
        for &pattern in &self.floating {
            if normal.len() <= patterns.list[pattern].max_len && patterns.matches(pattern, normal) {
                found.push(pattern);
            }
        }
    }
}
