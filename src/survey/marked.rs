//! One document with all that a rule set made of it.

use std::sync::Arc;

use crate::clean::{Action, Cleaner, Finding, Marking, Removal};
use crate::document::Document;
use crate::rules::RuleScratch;
use crate::text::{Line, Span, lines};

/// A document, what rules and scores said of it, and what goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marked {
    /// As it was read; its language is filled in where a rule asks for it.
    pub document: Document,
    /// Every match, with its fate.
    pub marking: Marking,
    /// What goes: sorted, disjoint, healed seams among them.
    pub removals: Vec<Removal>,
}

/// What became of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineFate {
    /// The line, without its end.
    pub span: Span,
    /// Bytes of it that went, healed white space aside.
    pub gone: usize,
    /// The rule that took most of it (of equals, the first), where any did.
    pub rule: Option<Arc<str>>,
}

impl LineFate {
    /// Whether more than half of the line's bytes went.
    pub fn is_removed(&self) -> bool {
        self.gone * 2 > self.span.len()
    }
}

impl Marked {
    /// Marks a document as `cleaner` would clean it.
    pub fn of(cleaner: &Cleaner, scratch: &mut RuleScratch, mut document: Document) -> Marked {
        document.lang = cleaner.language(&document).map(str::to_owned);
        let marking = cleaner.mark(scratch, &document);
        let removals = cleaner.removals(&document.text, &lines(&document.text), &marking);
        Marked { document, marking, removals }
    }

    /// The lines of the text.
    pub fn lines(&self) -> Vec<Line> {
        lines(&self.document.text)
    }

    /// What became of each line, in their order.
    pub fn fates(&self) -> Vec<LineFate> {
        let mut first = 0;
        let mut fates = Vec::new();
        for line in self.lines() {
            while self.removals.get(first).is_some_and(|removal| removal.span.end <= line.span.start) {
                first += 1;
            }
            fates.push(fate(line.span, &self.removals[first..]));
        }
        fates
    }

    /// What rules said of a line, counted from 0: findings are sorted by line.
    pub fn findings(&self, line: usize) -> &[Finding] {
        let all = &self.marking.findings;
        let start = all.partition_point(|finding| finding.line < line);
        let end = all.partition_point(|finding| finding.line <= line);
        &all[start..end]
    }

    /// Bytes that go, healed seams among them.
    pub fn bytes_removed(&self) -> u64 {
        self.removals.iter().map(|removal| removal.span.len() as u64).sum()
    }
}

fn fate(span: Span, removals: &[Removal]) -> LineFate {
    let mut shares: Vec<(&Arc<str>, usize)> = Vec::new();
    let on_line = removals.iter().take_while(|removal| removal.span.start < span.end);
    for removal in on_line.filter(|removal| removal.action != Action::Heal) {
        let bytes = removal.span.end.min(span.end) - removal.span.start.max(span.start);
        match shares.iter_mut().find(|(rule, _)| **rule == removal.rule) {
            Some((_, sum)) => *sum += bytes,
            None => shares.push((&removal.rule, bytes)),
        }
    }
    let most = shares.iter().map(|(_, bytes)| *bytes).max().unwrap_or_default();
    let rule = shares.iter().find(|(_, bytes)| most > 0 && *bytes == most);
    LineFate {
        span,
        gone: shares.iter().map(|(_, bytes)| bytes).sum(),
        rule: rule.map(|(rule, _)| Arc::clone(rule)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing;

    #[test]
    fn the_fate_of_a_line_names_the_rule_that_took_most_of_it() {
        let text =
            "[[rule]]\nid = \"bar\"\nexact = [\"Share\"]\n[[rule]]\nid = \"tail\"\ninline = ' \\| Print$'\n";
        let set = testing::rules(text);
        let cleaner = Cleaner::new(Arc::new(set)).with_model(None);
        let document = Document { text: "Share\nThe ferry sails | Print\nNo.".into(), ..Document::default() };
        let marked = Marked::of(&cleaner, &mut cleaner.scratch(), document);
        let fates: Vec<(Option<&str>, usize, bool)> = marked
            .fates()
            .iter()
            .map(|fate| {
                let rule = marked.removals.iter().find(|removal| Some(&removal.rule) == fate.rule.as_ref());
                (rule.map(|removal| &*removal.rule), fate.gone, fate.is_removed())
            })
            .collect();
        assert_eq!(fates, [(Some("p/bar"), 5, true), (Some("p/tail"), 8, false), (None, 0, false)]);
    }
}
