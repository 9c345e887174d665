//! What rules did to a whole corpus.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::AddAssign;

use super::lot::LineSample;
use super::marked::Marked;
use super::page::{PageRule, PageTally};
use super::tally::{RuleTally, SourceHits, SourceTally};
use crate::eval::Gold;
use crate::rules::{RuleIndex, RuleSet, Subject};

/// Counts over documents. What it holds grows with rules and sources, not with documents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Survey {
    /// By the rule's index in its set.
    pub rules: Vec<RuleTally>,
    /// What went by score.
    pub scored: RuleTally,
    /// All sources together.
    pub total: SourceTally,
    /// By source, `""` where it is unknown.
    pub sources: BTreeMap<String, SourceTally>,
    /// Lines with a label.
    pub labelled: u64,
    /// Documents by what cleaning had to decide.
    pub flags: BTreeMap<String, u64>,
    /// Some of the lines, for costs.
    pub sample: LineSample,
    /// What scopes looked at: host, source, language.
    subjects: BTreeSet<(String, String, String)>,
}

impl Survey {
    /// A survey of no document.
    pub fn new(rules: &RuleSet) -> Survey {
        Survey { rules: vec![RuleTally::default(); rules.rules.len()], ..Survey::default() }
    }

    /// Counts one document.
    pub fn add(&mut self, marked: &Marked, gold: Option<&Gold>) {
        *self += PageTally::of(marked, gold);
    }

    /// What a rule did.
    pub fn of(&self, rule: RuleIndex) -> Option<&RuleTally> {
        self.rules.get(rule)
    }

    /// Whether some document is in the rule's scope.
    pub fn is_in_scope(&self, rules: &RuleSet, rule: RuleIndex) -> bool {
        let scope = &rules.rules[rule].scope;
        let known = |part: &'_ String| Some(part.clone()).filter(|part| !part.is_empty());
        scope.is_everything()
            || self.subjects.iter().any(|(host, source, lang)| {
                let (host, source, lang) = (known(host), known(source), known(lang));
                scope.holds(&Subject { host, source: source.as_deref(), lang: lang.as_deref() })
            })
    }
}

impl AddAssign<PageTally> for Survey {
    /// Documents are added in the order of the corpus: the first lines of a rule are its samples.
    fn add_assign(&mut self, page: PageTally) {
        let PageTally { source, subject, counts, labelled, flags, rules, scored, overlaps, lots } = page;
        for (rule, of_page) in rules {
            if self.rules.len() <= rule {
                self.rules.resize_with(rule + 1, RuleTally::default);
            }
            self.rules[rule].add_page(of_page, &source, &counts);
        }
        for (rule, other) in overlaps {
            *self.rules[rule].overlaps.entry(other).or_default() += 1;
        }
        self.scored.add_page(scored, &source, &counts);
        self.total += counts;
        match self.sources.get_mut(&source) {
            Some(known) => *known += counts,
            None => {
                self.sources.insert(source, counts);
            }
        }
        self.labelled += labelled;
        for flag in flags {
            *self.flags.entry(flag.to_string()).or_default() += 1;
        }
        self.sample.add(lots);
        self.subjects.insert(subject);
    }
}

impl AddAssign for Survey {
    /// `other` is of documents that stand behind these.
    fn add_assign(&mut self, other: Survey) {
        if self.rules.len() < other.rules.len() {
            self.rules.resize_with(other.rules.len(), RuleTally::default);
        }
        for (own, other) in self.rules.iter_mut().zip(other.rules) {
            *own += other;
        }
        self.scored += other.scored;
        self.total += other.total;
        for (source, counts) in other.sources {
            *self.sources.entry(source).or_default() += counts;
        }
        self.labelled += other.labelled;
        for (flag, count) in other.flags {
            *self.flags.entry(flag).or_default() += count;
        }
        self.sample.merge(other.sample);
        self.subjects.extend(other.subjects);
    }
}

impl RuleTally {
    fn add_page(&mut self, page: PageRule, source: &str, counts: &SourceTally) {
        self.right += page.right;
        self.wrong += page.wrong;
        self.outcomes += page.outcomes;
        self.fallbacks += u64::from(page.fallback);
        if page.lines == 0 {
            return;
        }
        self.documents += 1;
        self.lines += page.lines;
        self.bytes += page.bytes;
        self.unique += page.unique;
        self.period += counts.period;
        let hits = SourceHits { documents: 1, lines: page.lines, bytes: page.bytes, period: counts.period };
        match self.sources.get_mut(source) {
            Some(known) => *known += hits,
            None => {
                self.sources.insert(source.to_owned(), hits);
            }
        }
        self.sentences += page.sentences.len() as u64;
        self.different.extend(page.sentences);
        self.keep_different();
        self.heavy += u64::from(page.heavy);
        let room = super::tally::SAMPLES.saturating_sub(self.samples.len());
        self.samples.extend(page.samples.into_iter().take(room));
    }
}
