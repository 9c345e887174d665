//! `report.json`: what a run did, in numbers that add up.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::report::{EarlierCount, Loss, PassageCount, RuleCount, RunReport, SourceCount};

/// Which documents have a row of their own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Keep {
    /// All.
    #[default]
    All,
    /// Of each group the representative alone, and what is in no group.
    Representatives,
}

/// A bucket of candidates that was cut short because too many documents fell into it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CappedBucket {
    /// Which one.
    pub bucket: String,
    /// How many documents fell into it.
    pub documents: u64,
}

/// Wording that so many documents share that it is no passage, where it first stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CappedPassage {
    pub(super) id: String,
    pub(super) start: u64,
    pub(super) end: u64,
    pub(super) documents: u64,
}

/// The shared passages of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PassagesRow {
    /// Words that a passage has at least.
    pub(super) least_words: u32,
    /// Rows of `passages.jsonl`.
    pub(super) found: u64,
    /// Pairs of documents that share some.
    pub(super) pairs: u64,
    /// Documents that share some.
    pub(super) documents: u64,
    /// Words of all passages.
    pub(super) words: u64,
    /// Passages that are left out because too many documents share them.
    pub(super) capped: u64,
    /// Of these, those that most documents share; no other file knows.
    pub(super) most_capped: Vec<CappedPassage>,
}

impl From<&PassageCount> for PassagesRow {
    fn from(count: &PassageCount) -> Self {
        let PassageCount { least_words, found, pairs, documents, words, capped } = *count;
        PassagesRow { least_words, found, pairs, documents, words, capped, most_capped: Vec::new() }
    }
}

/// What was known from earlier batches.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EarlierRow {
    /// Documents in the index. No other file knows.
    pub(super) documents: u64,
    /// Of these, the members of groups.
    pub(super) grouped: u64,
}

/// `report.json`: a [`RunReport`] as users see it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReportFile {
    pub(super) keep: Keep,
    pub(super) inputs: u64,
    pub(super) documents: u64,
    pub(super) written: u64,
    pub(super) not_kept: u64,
    pub(super) rejected: u64,
    pub(super) bytes: BytesRow,
    pub(super) rules: BTreeMap<String, RuleRow>,
    /// Rules on trial: what they would have removed. No other file knows.
    pub(super) marked: BTreeMap<String, RuleRow>,
    pub(super) kinds: BTreeMap<String, u64>,
    pub(super) sources: BTreeMap<String, SourceRow>,
    pub(super) accepted_losses: Vec<LossRow>,
    pub(super) flags: BTreeMap<String, u64>,
    pub(super) reject_reasons: BTreeMap<String, u64>,
    pub(super) groups: u64,
    pub(super) grouped: u64,
    pub(super) roles: BTreeMap<String, u64>,
    pub(super) capped_buckets: Vec<CappedBucket>,
    /// Where there is an index.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) earlier: Option<EarlierRow>,
    /// Where passages were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) passages: Option<PassagesRow>,
}

/// Bytes of text as UTF-8. `in` = `kept` + `removed`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BytesRow {
    #[serde(rename = "in")]
    pub(super) read: u64,
    pub(super) kept: u64,
    pub(super) removed: u64,
    pub(super) inserted: u64,
    /// Of [`read`](Self::read), those of documents that are not kept.
    pub(super) not_kept: u64,
    pub(super) rejected: u64,
}

/// What one rule did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleRow {
    pub(super) documents: u64,
    pub(super) removals: u64,
    pub(super) bytes: u64,
}

impl From<&RuleCount> for RuleRow {
    fn from(count: &RuleCount) -> Self {
        RuleRow { documents: count.documents, removals: count.removals, bytes: count.bytes }
    }
}

/// What happened to one outlet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SourceRow {
    pub(super) documents: u64,
    pub(super) bytes_in: u64,
    pub(super) bytes_removed: u64,
    /// Documents that had story lines, and none is left.
    pub(super) emptied: u64,
}

/// A loss that would have stopped the run, had the user not accepted it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LossRow {
    pub(super) source: String,
    /// `null` where documents are counted, not bytes.
    pub(super) rule: Option<String>,
    pub(super) taken: u64,
    pub(super) of: u64,
}

impl From<&Loss> for LossRow {
    fn from(loss: &Loss) -> Self {
        LossRow { source: loss.source.clone(), rule: loss.rule.clone(), taken: loss.taken, of: loss.of }
    }
}

impl From<&SourceCount> for SourceRow {
    fn from(count: &SourceCount) -> Self {
        let SourceCount { documents, bytes_in, bytes_removed, emptied } = *count;
        SourceRow { documents, bytes_in, bytes_removed, emptied }
    }
}

impl ReportFile {
    /// The numbers of the report; so many bytes of text are not kept.
    pub(super) fn of(report: &RunReport, not_kept_bytes: u64) -> Self {
        ReportFile {
            documents: report.documents,
            written: report.written,
            not_kept: report.not_kept,
            rejected: report.rejected,
            bytes: BytesRow {
                read: report.bytes_in,
                kept: report.bytes_in.saturating_sub(report.bytes_removed),
                removed: report.bytes_removed,
                inserted: report.bytes_inserted,
                not_kept: not_kept_bytes,
                rejected: report.bytes_rejected,
            },
            rules: report.rules.iter().map(|(rule, count)| (rule.clone(), count.into())).collect(),
            marked: report.marked.iter().map(|(rule, count)| (rule.clone(), count.into())).collect(),
            kinds: strings(&report.kinds),
            sources: report.sources.iter().map(|(source, count)| (source.clone(), count.into())).collect(),
            accepted_losses: report.accepted.iter().map(LossRow::from).collect(),
            flags: report.flags.clone(),
            reject_reasons: report.reject_reasons.clone(),
            groups: report.groups,
            grouped: report.grouped,
            roles: strings(&report.roles),
            earlier: report
                .earlier
                .map(|EarlierCount { documents, grouped }| EarlierRow { documents, grouped }),
            passages: report.passages.as_ref().map(PassagesRow::from),
            ..ReportFile::default()
        }
    }

    /// Adds what is listed of the passages that were left out.
    pub(super) fn list_capped(&mut self, most_capped: Vec<CappedPassage>) {
        if let Some(passages) = &mut self.passages {
            passages.most_capped = most_capped;
        }
    }

    /// The one form it is written in.
    pub(super) fn print(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self).map(|text| text + "\n")
    }
}

fn strings(counts: &BTreeMap<&'static str, u64>) -> BTreeMap<String, u64> {
    counts.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect()
}
