//! Finds which patterns match which lines, for thousands of patterns at the speed of a few.
//!
//! Each pattern runs in the cheapest machine that can hold it:
//!
//! | lane | machine | cost on a line without a match |
//! |---|---|---|
//! | exact lines | hash table | one hash |
//! | few beginnings | a table of them, then the pattern alone | eight look-ups |
//! | few endings | the same from the back | eight look-ups |
//! | a required literal | Aho-Corasick over all literals, then the pattern alone | one pass, short lines only |
//! | anchored, but to letters | the pattern alone, on every short line | eight bytes |
//! | nothing of these | the pattern alone, on every short line | one pass each |
//!
//! All matches are collected, not the leftmost or first: which rule wins is decided later, and the
//! statistics come free. `tests/it/engine.rs` holds the engine to a plain loop over the patterns.

use super::head::End;
use super::lane::Lane;
use super::machines::{EdgeTable, ExactTable, Gate, Subject};
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

/// The machines for patterns that want their lines in the same normal form.
#[derive(Debug)]
struct FormEngine {
    form: Form,
    tables: Vec<ExactTable>,
    edges: Vec<EdgeTable>,
    gate: Option<Gate>,
    others: Vec<PatternIndex>,
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

    /// Adds to `found` every pattern that matches the line, in no particular order; some more than once.
    pub(super) fn scan_line(&self, patterns: &Patterns, line: &str, found: &mut Vec<PatternIndex>) {
        for engine in &self.forms {
            let normal = normalize(line, engine.form);
            if !normal.is_empty() {
                engine.scan_line(&Subject::new(patterns, &normal), found);
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
        let gated = lane(|lane| matches!(lane, Lane::Gated { .. }));
        let mut others = lane(|lane| matches!(lane, Lane::Anchored | Lane::Floating));
        let gate = Gate::build(patterns, &gated);
        // A gate that cannot be built leaves its patterns to be tried on every line: slower, never wrong.
        if gate.is_none() {
            others.extend(gated);
        }
        let edges = End::ALL.map(|end| EdgeTable::build(patterns, active, end));
        FormEngine {
            form,
            tables: ExactTable::build(patterns, active),
            edges: edges.into_iter().flatten().collect(),
            gate,
            others,
        }
    }

    fn scan_line(&self, line: &Subject<'_>, found: &mut Vec<PatternIndex>) {
        for table in &self.tables {
            table.scan(line.normal, |pattern| found.push(pattern));
        }
        for table in &self.edges {
            table.scan(line, |pattern| found.push(pattern));
        }
        if let Some(gate) = &self.gate {
            gate.scan(line, |pattern| found.push(pattern));
        }
        found.extend(self.others.iter().copied().filter(|&pattern| line.matches(pattern)));
    }
}
