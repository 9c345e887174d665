//! How often rules hit, held against how often they did.

use std::collections::BTreeMap;

use super::corpus::Survey;
use super::tally::SourceHits;
use crate::rules::{Apply, RuleIndex, RuleSet};

/// How often each rule hit each source, to be kept and compared with later.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    /// Documents by source.
    pub sources: BTreeMap<String, u64>,
    /// By rule (`pack/id`), the documents of each source with a hit. Rules without a hit stand here too, so
    /// that what is new is told from what was dead.
    pub rules: BTreeMap<String, BTreeMap<String, u64>>,
}

/// So many documents with a hit must have been expected, or found, before a change counts.
const EXPECTED: u64 = 10;

/// How a rule's hits in one source changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// None is left where at least ten documents were to be expected.
    Vanished,
    /// Less than a quarter of what was to be expected.
    Fell,
    /// At least ten where there was none.
    Appeared,
    /// More than four times what was to be expected.
    Rose,
}

impl Change {
    /// The name in outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Change::Vanished => "vanished",
            Change::Fell => "fell",
            Change::Appeared => "appeared",
            Change::Rose => "rose",
        }
    }
}

/// A rule that hits a source much more or less often than it did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// The rule.
    pub rule: RuleIndex,
    /// The source, `""` where it is unknown.
    pub source: String,
    /// What happened.
    pub change: Change,
    /// Documents with a hit as the baseline has them, for as many documents as there are now, rounded down.
    pub expected: u64,
    /// Documents with a hit.
    pub found: u64,
    /// Where hits became fewer, the time of the last one; where they became more, of the first.
    pub since: Option<i64>,
}

impl Baseline {
    /// What a survey found.
    pub fn of(rules: &RuleSet, survey: &Survey) -> Baseline {
        let hits = |rule: RuleIndex| {
            let sources = survey.of(rule).into_iter().flat_map(|tally| &tally.sources);
            sources.map(|(source, hits)| (source.clone(), hits.documents)).collect()
        };
        let active = (0..rules.rules.len()).filter(|&rule| rules.rules[rule].apply != Apply::Off);
        Baseline {
            sources: survey
                .sources
                .iter()
                .map(|(source, counts)| (source.clone(), counts.documents))
                .collect(),
            rules: active.map(|rule| (rules.rules[rule].id.to_string(), hits(rule))).collect(),
        }
    }

    /// Rules whose hits changed, by rule, then by source. Rules and sources that the baseline does not know
    /// cannot have.
    pub fn drifts(&self, rules: &RuleSet, survey: &Survey) -> Vec<Drift> {
        let mut drifts = Vec::new();
        for (rule, tally) in survey.rules.iter().enumerate() {
            let Some(before) = self.rules.get(&*rules.rules[rule].id) else { continue };
            if rules.rules[rule].apply == Apply::Off {
                continue;
            }
            for (source, &documents) in &self.sources {
                let Some(now) = survey.sources.get(source).filter(|now| now.documents > 0) else { continue };
                let hits = tally.sources.get(source).copied().unwrap_or_default();
                let hit = before.get(source).copied().unwrap_or_default();
                let rate = Rate { hit, of: documents.max(1), documents: now.documents };
                drifts.extend(rate.change(hits).map(|(change, since)| Drift {
                    rule,
                    source: source.clone(),
                    change,
                    expected: rate.expected(),
                    found: hits.documents,
                    since,
                }));
            }
        }
        drifts
    }
}

/// What was hit before, and how many documents there are now.
struct Rate {
    hit: u64,
    of: u64,
    documents: u64,
}

impl Rate {
    fn expected(&self) -> u64 {
        u64::try_from(self.times(1) / u128::from(self.of)).unwrap_or(u64::MAX)
    }

    /// `factor` times what is expected, in parts of the documents that were there before.
    fn times(&self, factor: u64) -> u128 {
        u128::from(self.hit) * u128::from(self.documents) * u128::from(factor)
    }

    fn change(&self, hits: SourceHits) -> Option<(Change, Option<i64>)> {
        let (found, of) = (u128::from(hits.documents), u128::from(self.of));
        let least = u128::from(EXPECTED);
        if self.times(1) >= least * of && found * of * 4 < self.times(1) {
            let change = if found == 0 { Change::Vanished } else { Change::Fell };
            return Some((change, hits.period.last));
        }
        if found >= least && found * of > self.times(4) {
            let change = if self.hit == 0 { Change::Appeared } else { Change::Rose };
            return Some((change, hits.period.first));
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::tally::Period;
    use super::*;

    #[test]
    fn a_change_needs_enough_that_was_expected() {
        let day = Some(86_400);
        for (hit, of, documents, found, expected) in [
            (50, 100, 40, 4, Some(Change::Fell)),
            (50, 100, 40, 5, None),
            (50, 100, 20, 0, Some(Change::Vanished)),
            (50, 100, 19, 0, None),
            (0, 100, 100, 10, Some(Change::Appeared)),
            (0, 100, 100, 9, None),
            (3, 100, 100, 13, Some(Change::Rose)),
            (3, 100, 100, 12, None),
            (u64::MAX, 1, 1, u64::MAX, None),
        ] {
            let hits = SourceHits { documents: found, period: Period::of(day), ..SourceHits::default() };
            let change = Rate { hit, of, documents }.change(hits);
            assert_eq!(change, expected.map(|change| (change, day)), "{hit} of {of}, {found} of {documents}");
        }
    }
}
