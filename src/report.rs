//! What a run did, in numbers.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use crate::clean::{Action, Cleaned};
use crate::document::Reject;

/// Counts of a run. Reports of parts of a run add up with `+=` in any order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunReport {
    /// Documents read.
    pub documents: u64,
    /// Records or inputs that did not become documents.
    pub rejected: u64,
    /// Documents written.
    pub written: u64,
    /// Documents left out because another stands for them.
    pub not_kept: u64,
    /// Bytes of all texts read, as UTF-8.
    pub bytes_in: u64,
    /// Bytes removed from them; `bytes_in` less these are kept.
    pub bytes_removed: u64,
    /// Bytes that replacements put in.
    pub bytes_inserted: u64,
    /// Bytes of input given up in rejects.
    pub bytes_rejected: u64,
    /// Removals by rule (`pack/rule`).
    pub rules: BTreeMap<String, RuleCount>,
    /// Matches of rules on trial, by rule: what they would have removed.
    pub marked: BTreeMap<String, RuleCount>,
    /// Bytes removed by kind.
    pub kinds: BTreeMap<&'static str, u64>,
    /// By outlet; `""` where it is unknown.
    pub sources: BTreeMap<String, SourceCount>,
    /// Decisions made while reading and cleaning, by name.
    pub flags: BTreeMap<String, u64>,
    /// Reject reasons, by the words before the first colon.
    pub reject_reasons: BTreeMap<String, u64>,
    /// Groups of two and more.
    pub groups: u64,
    /// Documents in them.
    pub grouped: u64,
    /// Members by role.
    pub roles: BTreeMap<&'static str, u64>,
}

/// What one rule did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RuleCount {
    /// Documents it removed something from.
    pub documents: u64,
    /// Removals.
    pub removals: u64,
    /// Bytes.
    pub bytes: u64,
}

/// What happened to one outlet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SourceCount {
    /// Documents read.
    pub documents: u64,
    /// Bytes of their texts.
    pub bytes_in: u64,
    /// Bytes removed from them.
    pub bytes_removed: u64,
}

impl RunReport {
    /// The counts of one cleaned document.
    pub fn of(cleaned: &Cleaned) -> RunReport {
        let mut report = RunReport::default();
        let document = &cleaned.document;
        let bytes_in = document.text.len() as u64;
        let bytes_removed = cleaned.bytes_removed();
        report.documents = 1;
        report.bytes_in = bytes_in;
        report.bytes_removed = bytes_removed;
        let source = document.source.clone().unwrap_or_default();
        report.sources.insert(source, SourceCount { documents: 1, bytes_in, bytes_removed });
        for flag in &document.flags {
            report.flags.insert(flag.to_string(), 1);
        }
        for removal in &cleaned.removals {
            let bytes = removal.span.len() as u64;
            *report.kinds.entry(removal.kind.as_str()).or_default() += bytes;
            report.bytes_inserted += removal.replacement.len() as u64;
            if removal.action != Action::Heal {
                let rule = report.rules.entry(removal.rule.to_string()).or_default();
                *rule += RuleCount { documents: u64::from(rule.removals == 0), removals: 1, bytes };
            }
        }
        for (rule, bytes) in &cleaned.marked {
            let count = report.marked.entry(rule.to_string()).or_default();
            *count += RuleCount { documents: u64::from(count.removals == 0), removals: 1, bytes: *bytes };
        }
        report
    }

    /// Counts one reject.
    pub fn reject(&mut self, reject: &Reject) {
        self.rejected += 1;
        self.bytes_rejected += reject.bytes;
        let reason = reject.reason.split(':').next().unwrap_or_default();
        *self.reject_reasons.entry(reason.to_owned()).or_default() += 1;
    }
}

impl AddAssign for RuleCount {
    fn add_assign(&mut self, other: Self) {
        self.documents += other.documents;
        self.removals += other.removals;
        self.bytes += other.bytes;
    }
}

impl AddAssign for SourceCount {
    fn add_assign(&mut self, other: Self) {
        self.documents += other.documents;
        self.bytes_in += other.bytes_in;
        self.bytes_removed += other.bytes_removed;
    }
}

impl AddAssign for RunReport {
    fn add_assign(&mut self, other: Self) {
        self.documents += other.documents;
        self.rejected += other.rejected;
        self.written += other.written;
        self.not_kept += other.not_kept;
        self.bytes_in += other.bytes_in;
        self.bytes_removed += other.bytes_removed;
        self.bytes_inserted += other.bytes_inserted;
        self.bytes_rejected += other.bytes_rejected;
        self.groups += other.groups;
        self.grouped += other.grouped;
        add(&mut self.rules, other.rules);
        add(&mut self.marked, other.marked);
        add(&mut self.kinds, other.kinds);
        add(&mut self.sources, other.sources);
        add(&mut self.flags, other.flags);
        add(&mut self.reject_reasons, other.reject_reasons);
        add(&mut self.roles, other.roles);
    }
}

fn add<K: Ord, V: AddAssign + Default>(into: &mut BTreeMap<K, V>, from: BTreeMap<K, V>) {
    for (key, value) in from {
        *into.entry(key).or_default() += value;
    }
}
