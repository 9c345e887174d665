//! What a run did, in numbers.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::AddAssign;
use std::sync::Arc;

use crate::clean::{Action, Cleaned, Removal};
use crate::document::{Flag, Reject};
use crate::rules::Kind;

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
    /// Bytes that each rule took from each outlet. Scores are left out: what surrounds the article of a
    /// page is rightly most of it.
    pub source_rules: BTreeMap<String, BTreeMap<Arc<str>, u64>>,
    /// Losses that stop a run, which the user accepted.
    pub accepted: Vec<Loss>,
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
    /// What was known from earlier batches, where there is an index. Only the whole run has it.
    pub earlier: Option<EarlierCount>,
    /// Shared passages, where they were looked for. Only the whole run has them.
    pub passages: Option<PassageCount>,
}

/// Documents of earlier batches.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EarlierCount {
    /// How many the index has.
    pub documents: u64,
    /// How many of them are in groups with documents of the run.
    pub grouped: u64,
}

/// What documents of different stories share.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PassageCount {
    /// Words that a passage has at least.
    pub least_words: u32,
    /// Passages.
    pub found: u64,
    /// Pairs of documents that share some.
    pub pairs: u64,
    /// Documents that share some.
    pub documents: u64,
    /// Words of all passages.
    pub words: u64,
    /// Passages left out because too many documents share them.
    pub capped: u64,
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
    /// Documents that had story lines, and none is left.
    pub emptied: u64,
}

/// What the rules took of an outlet, where it is too much.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// The outlet; `""` where it is unknown.
    pub source: String,
    /// The rule (`pack/rule`) that takes too many of its bytes; `None` where too many of its documents
    /// have no story line left.
    pub rule: Option<String>,
    /// Bytes that the rule takes, or documents.
    pub taken: u64,
    /// Of so many.
    pub of: u64,
}

/// Outlets with fewer documents are not judged: one long notice is much of a few short texts.
const JUDGED_FROM: u64 = 20;

impl RunReport {
    /// Counts a cleaned document.
    pub fn count(&mut self, cleaned: &Cleaned) {
        let document = &cleaned.document;
        let (bytes_in, bytes_removed) = (document.text.len() as u64, cleaned.bytes_removed());
        let emptied = u64::from(document.flags.contains(&Flag::Emptied));
        self.documents += 1;
        self.bytes_in += bytes_in;
        self.bytes_removed += bytes_removed;
        let source = document.source.as_deref().unwrap_or_default();
        *entry(&mut self.sources, source) += SourceCount { documents: 1, bytes_in, bytes_removed, emptied };
        for flag in &document.flags {
            *entry(&mut self.flags, &flag.to_string()) += 1;
        }
        for removal in &cleaned.removals {
            *self.kinds.entry(removal.kind.as_str()).or_default() += removal.span.len() as u64;
            self.bytes_inserted += removal.replacement.len() as u64;
        }
        let of_source = entry(&mut self.source_rules, source);
        let by_rules = cleaned.removals.iter().filter(|removal| removal.action != Action::Heal);
        let mut removals: Vec<&Removal> = by_rules.collect();
        // Of most lines of a page it is one and the same rule.
        let by_name = |one: &&Removal, next: &&Removal| match Arc::ptr_eq(&one.rule, &next.rule) {
            true => Ordering::Equal,
            false => one.rule.cmp(&next.rule),
        };
        removals.sort_by(by_name);
        for of_rule in removals.chunk_by(|one, next| one.rule == next.rule) {
            let (mut count, mut unscored) = (RuleCount { documents: 1, ..RuleCount::default() }, 0);
            for removal in of_rule {
                let bytes = removal.span.len() as u64;
                count += RuleCount { documents: 0, removals: 1, bytes };
                let scored = matches!(removal.kind, Kind::Page | Kind::Whitespace);
                unscored += if scored { 0 } else { bytes };
            }
            let rule = &of_rule[0].rule;
            *entry(&mut self.rules, rule) += count;
            if unscored > 0 {
                *of_source.entry(Arc::clone(rule)).or_default() += unscored;
            }
        }
        let mut known = BTreeSet::new();
        for (rule, bytes) in &cleaned.marked {
            let documents = u64::from(known.insert(rule));
            *entry(&mut self.marked, rule) += RuleCount { documents, removals: 1, bytes: *bytes };
        }
    }

    /// The counts of one cleaned document.
    pub fn of(cleaned: &Cleaned) -> RunReport {
        let mut report = RunReport::default();
        report.count(cleaned);
        report
    }

    /// Where the rules take too much of an outlet of twenty documents or more: one rule more than 30 % of
    /// its bytes, or all together the story of more than half of its documents. By outlet, then rule.
    pub fn losses(&self) -> Vec<Loss> {
        let mut losses = Vec::new();
        for (source, count) in self.sources.iter().filter(|(_, count)| count.documents >= JUDGED_FROM) {
            if count.emptied * 2 > count.documents {
                let (taken, of) = (count.emptied, count.documents);
                losses.push(Loss { source: source.clone(), rule: None, taken, of });
            }
            let rules = self.source_rules.get(source).into_iter().flatten();
            losses.extend(rules.filter(|(_, bytes)| **bytes * 10 > count.bytes_in * 3).map(
                |(rule, &taken)| Loss {
                    source: source.clone(),
                    rule: Some(rule.to_string()),
                    taken,
                    of: count.bytes_in,
                },
            ));
        }
        losses
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
        self.emptied += other.emptied;
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
        for (source, rules) in other.source_rules {
            add(self.source_rules.entry(source).or_default(), rules);
        }
        self.accepted.extend(other.accepted);
        add(&mut self.flags, other.flags);
        add(&mut self.reject_reasons, other.reject_reasons);
        add(&mut self.roles, other.roles);
        self.earlier = self.earlier.or(other.earlier);
        self.passages = self.passages.or(other.passages);
    }
}

/// The value of a key, which is copied only where it is new.
fn entry<'m, V: Default>(map: &'m mut BTreeMap<String, V>, key: &str) -> &'m mut V {
    if !map.contains_key(key) {
        map.insert(key.to_owned(), V::default());
    }
    // It is there now.
    map.get_mut(key).unwrap_or_else(|| unreachable!("a key that was put in"))
}

fn add<K: Ord, V: AddAssign + Default>(into: &mut BTreeMap<K, V>, from: BTreeMap<K, V>) {
    for (key, value) in from {
        *into.entry(key).or_default() += value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(documents: u64, bytes_in: u64, emptied: u64, taken: u64) -> RunReport {
        let mut report = RunReport::default();
        let count = SourceCount { documents, bytes_in, emptied, ..SourceCount::default() };
        report.sources.insert("courier.example".into(), count);
        report.source_rules.insert("courier.example".into(), BTreeMap::from([("own/all".into(), taken)]));
        report
    }

    #[test]
    fn a_rule_that_takes_much_of_an_outlet_and_an_outlet_that_is_emptied_are_losses() {
        let cases = [
            (report(20, 1000, 0, 300), vec![]),
            (report(20, 1000, 0, 301), vec![(Some("own/all"), 301, 1000)]),
            (report(19, 1000, 19, 1000), vec![]),
            (report(20, 1000, 10, 0), vec![]),
            (report(20, 1000, 11, 400), vec![(None, 11, 20), (Some("own/all"), 400, 1000)]),
        ];
        for (report, expected) in cases {
            let losses = report.losses();
            let found: Vec<_> =
                losses.iter().map(|loss| (loss.rule.as_deref(), loss.taken, loss.of)).collect();
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn parts_of_a_run_are_judged_together() {
        let mut sum = report(10, 500, 0, 100);
        assert!(sum.losses().is_empty());
        sum += report(10, 500, 0, 250);
        assert_eq!(sum.losses().len(), 1);
    }
}
