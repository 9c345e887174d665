//! What all lints look with: one engine over every rule that is on, whatever its scope.

use std::sync::Arc;

use super::super::engine::Engine;
use super::super::pattern::{Part, PatternIndex};
use super::super::rule::{Apply, Rule, RuleIndex, Shape};
use super::super::rule_set::RuleSet;
use crate::text::lines;

/// The rules with an engine that knows no scopes.
pub(super) struct Desk<'s> {
    pub(super) set: &'s RuleSet,
    /// Those that are looked at; the others are what they are held against.
    subjects: &'s [RuleIndex],
    engine: Arc<Engine>,
}

impl<'s> Desk<'s> {
    pub(super) fn new(set: &'s RuleSet, subjects: &'s [RuleIndex]) -> Desk<'s> {
        let patterns = on(set).flat_map(|rule| set.patterns_of(rule));
        let engine = Arc::new(Engine::build(&set.patterns, patterns));
        Desk { set, subjects, engine }
    }

    /// The same with an engine over nothing but the rules that are looked at.
    pub(super) fn alone(&self) -> Desk<'s> {
        let set = self.set;
        let engine = if self.subjects.len() == on(set).count() {
            Arc::clone(&self.engine)
        } else {
            let patterns = self.subjects().flat_map(|rule| set.patterns_of(rule));
            Arc::new(Engine::build(&set.patterns, patterns))
        };
        Desk { engine, ..*self }
    }

    /// The rules that are looked at.
    pub(super) fn subjects(&self) -> impl Iterator<Item = RuleIndex> + use<'s> {
        self.subjects.iter().copied()
    }

    /// The line and in-line rules with a pattern that matches some line of a text, wherever they hold.
    pub(super) fn matched(&self, text: &str) -> Vec<RuleIndex> {
        let mut found = Vec::new();
        for line in lines(text) {
            self.engine.scan_line(&self.set.patterns, line.span.of(text), &mut found);
        }
        let set = self.set;
        let whole = |pattern: PatternIndex| {
            let pattern = &set.patterns.list[pattern];
            let alone = matches!(set.rules[pattern.rule].shape, Shape::Line | Shape::Inline { .. });
            (alone && pattern.part == Part::Whole).then_some(pattern.rule)
        };
        let mut rules: Vec<RuleIndex> = found.into_iter().filter_map(whole).collect();
        rules.sort_unstable();
        rules.dedup();
        rules
    }
}

/// The rules that are on.
pub(super) fn on(set: &RuleSet) -> impl Iterator<Item = RuleIndex> + '_ {
    (0..set.rules.len()).filter(|&rule| set.rules[rule].apply != Apply::Off)
}

/// Whether a rule removes what it matches, wherever that stands.
pub(super) fn takes_anywhere(rule: &Rule) -> bool {
    matches!(rule.apply, Apply::Drop | Apply::CaptureDrop)
        && rule.keep.is_none()
        && rule.zone == super::super::Zone::default()
        && rule.requires.is_none()
}
