//! Applies a rule set to documents.

use std::sync::Arc;

use super::cut::cut;
use super::heal::heal;
use super::mark::mark;
use super::marking::{Marking, Verdict};
use super::removal::{Action, Cleaned, Removal};
use crate::document::Document;
use crate::rules::{Apply, Kind, RuleIndex, RuleScratch, RuleSet, Subject};
use crate::text::Span;

/// The id under which healed white space is recorded.
pub const SEAM: &str = "copydesk/seam";

/// Cleans documents with one rule set. Shared by all workers; each brings its own scratch.
#[derive(Debug, Clone)]
pub struct Cleaner {
    rules: Arc<RuleSet>,
    seam: Arc<str>,
}

impl Cleaner {
    /// A cleaner for a rule set.
    pub fn new(rules: Arc<RuleSet>) -> Cleaner {
        Cleaner { rules, seam: SEAM.into() }
    }

    /// The rule set.
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// Fresh scratch for one worker.
    pub fn scratch(&self) -> RuleScratch {
        self.rules.scratch()
    }

    /// The language by which scopes are decided: as declared, else detected where some rule asks.
    pub fn language<'a>(&self, document: &'a Document) -> Option<&'a str> {
        match &document.lang {
            Some(lang) => Some(lang),
            None if self.rules.needs_language() => super::language::detect(&document.text),
            None => None,
        }
    }

    /// Every match of every rule in the document, with what came of it. Decides, cuts nothing.
    pub fn mark(&self, scratch: &mut RuleScratch, document: &Document) -> Marking {
        let lang = self.language(document);
        mark(&self.rules, scratch, &Subject::of(document, lang), &document.text)
    }

    /// The removals that a marking stands for, healed seams among them: sorted, disjoint.
    pub fn removals(&self, text: &str, marking: &Marking) -> Vec<Removal> {
        let mut removals: Vec<Removal> = marking
            .findings
            .iter()
            .filter(|finding| finding.verdict == Verdict::Removed && !finding.span.is_empty())
            .map(|finding| self.removal(finding.rule, finding.span, &finding.replacement))
            .collect();
        removals.sort_by_key(|removal| removal.span);
        let cuts: Vec<(Span, bool)> =
            removals.iter().map(|removal| (removal.span, !removal.replacement.is_empty())).collect();
        removals.extend(heal(text, &cuts).into_iter().map(|span| Removal {
            span,
            rule: Arc::clone(&self.seam),
            kind: Kind::Whitespace,
            action: Action::Heal,
            replacement: String::new(),
        }));
        removals.sort_by_key(|removal| removal.span);
        removals
    }

    fn removal(&self, rule: RuleIndex, span: Span, replacement: &str) -> Removal {
        let rule = &self.rules.rules[rule];
        let action = match rule.apply {
            Apply::CaptureDrop => Action::Capture,
            _ if replacement.is_empty() => Action::Drop,
            _ => Action::Replace,
        };
        Removal {
            span,
            rule: Arc::clone(&rule.id),
            kind: rule.kind,
            action,
            replacement: replacement.to_owned(),
        }
    }

    /// Cleans a document.
    pub fn clean(&self, scratch: &mut RuleScratch, mut document: Document) -> Cleaned {
        let marking = self.mark(scratch, &document);
        let removals = self.removals(&document.text, &marking);
        let text = cut(&document.text, &removals);
        document.flags.extend(marking.flags);
        document.flags.sort_unstable();
        document.flags.dedup();
        let on_trial = marking.findings.iter().filter(|finding| finding.verdict == Verdict::Marked);
        let marked = on_trial
            .map(|finding| (Arc::clone(&self.rules.rules[finding.rule].id), finding.span.len() as u64))
            .collect();
        Cleaned { document, removals, text, marked, captures: marking.captures }
    }
}
