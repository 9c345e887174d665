//! What changed over a corpus, in counts by rule with a few of the lines.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::changes::{LineChange, LineFateChange};

/// Changes of lines, added up in the order of the corpus.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChangeTally {
    /// Documents that were looked at.
    pub documents: u64,
    /// Documents in which a rule that differs has a hit.
    pub concerned: u64,
    /// Documents with a line that changed.
    pub changed: u64,
    /// Lines by what changed.
    pub lines: BTreeMap<LineFateChange, u64>,
    /// By the rule that is the reason: the one that takes more, or the one that took what is kept.
    pub rules: BTreeMap<Arc<str>, RuleChanges>,
    /// Lines that go by another rule: by the rule before, and the rule after.
    pub attributed: BTreeMap<(Arc<str>, Arc<str>), u64>,
}

/// Lines that changed by one rule.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleChanges {
    /// Documents.
    pub documents: u64,
    /// Lines of which more goes.
    pub removed: u64,
    /// Lines of which less goes.
    pub kept: u64,
    /// Lines of which something else goes.
    pub altered: u64,
    /// The first of the lines, with their documents' ids.
    pub samples: Vec<(String, LineChange)>,
}

impl LineChange {
    /// The rule that is the reason for the change; a change of attribution has two.
    pub fn reason(&self) -> Option<&Arc<str>> {
        match self.change {
            LineFateChange::Kept => self.before.as_ref().or(self.after.as_ref()),
            _ => self.after.as_ref().or(self.before.as_ref()),
        }
    }
}

impl ChangeTally {
    /// Adds a document; `None` where no rule that differs concerns it. Of each rule `samples` lines are kept.
    pub fn add(&mut self, id: &str, changes: Option<&[LineChange]>, samples: usize) {
        self.documents += 1;
        let Some(changes) = changes else { return };
        self.concerned += 1;
        self.changed += u64::from(!changes.is_empty());
        let mut seen: Vec<&Arc<str>> = Vec::new();
        for change in changes {
            *self.lines.entry(change.change).or_default() += 1;
            if change.change == LineFateChange::Attributed {
                if let (Some(before), Some(after)) = (&change.before, &change.after) {
                    *self.attributed.entry((Arc::clone(before), Arc::clone(after))).or_default() += 1;
                }
                continue;
            }
            let Some(reason) = change.reason() else { continue };
            let rule = self.rules.entry(Arc::clone(reason)).or_default();
            match change.change {
                LineFateChange::Removed => rule.removed += 1,
                LineFateChange::Kept => rule.kept += 1,
                _ => rule.altered += 1,
            }
            rule.documents += u64::from(!seen.contains(&reason));
            seen.push(reason);
            if rule.samples.len() < samples {
                rule.samples.push((id.to_owned(), change.clone()));
            }
        }
    }

    /// Lines with this change.
    pub fn count(&self, change: LineFateChange) -> u64 {
        self.lines.get(&change).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    #[test]
    fn a_line_counts_for_the_rule_that_is_the_reason() {
        let change = |change, before: Option<&str>, after: Option<&str>| LineChange {
            change,
            line: 0,
            span: Span::new(0, 1),
            text: "x".into(),
            before: before.map(Into::into),
            after: after.map(Into::into),
            gone_before: Vec::new(),
            gone_after: Vec::new(),
        };
        let mut tally = ChangeTally::default();
        let changes = [
            change(LineFateChange::Kept, Some("p/a"), None),
            change(LineFateChange::Kept, Some("p/a"), None),
            change(LineFateChange::Removed, None, Some("p/b")),
            change(LineFateChange::Altered, Some("p/a"), Some("p/b")),
            change(LineFateChange::Attributed, Some("p/a"), Some("p/b")),
        ];
        tally.add("one", Some(&changes), 1);
        tally.add("two", Some(&[]), 1);
        tally.add("three", None, 1);
        assert_eq!((tally.documents, tally.concerned, tally.changed), (3, 2, 1));
        let row = |rule: &str| {
            let found = &tally.rules[rule];
            (found.documents, found.removed, found.kept, found.altered, found.samples.len())
        };
        assert_eq!((row("p/a"), row("p/b")), ((1, 0, 2, 0, 1), (1, 1, 0, 1, 1)));
        assert_eq!(tally.attributed[&("p/a".into(), "p/b".into())], 1);
        assert_eq!(tally.count(LineFateChange::Kept), 2);
    }
}
