//! `report.json` read back into the numbers that it was written from.

use std::collections::BTreeMap;
use std::path::Path;

use super::report_file::{CappedBucket, Keep, LossRow, ReportFile, RuleRow, SourceRow};
use super::schema::REPORT;
use super::{Finding, WriteError};
use crate::group::Role;
use crate::report::{EarlierCount, Loss, PassageCount, RuleCount, RunReport, SourceCount};
use crate::rules::Kind;

/// The numbers of a finished run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredReport {
    /// The counts; `source_rules` is empty, since no file has it.
    pub report: RunReport,
    /// Which documents have a row of their own.
    pub keep: Keep,
    /// How many inputs there were.
    pub inputs: u64,
    /// Bytes of the texts that are not kept.
    pub bytes_not_kept: u64,
    /// Buckets of candidates that were too full to compare all with all.
    pub capped_buckets: Vec<CappedBucket>,
    /// Wording that too many documents share to be a passage; those that most documents share.
    pub capped_wording: Vec<CappedWording>,
}

/// Wording that too many documents share to be a passage, where it first stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CappedWording {
    /// Id of the document.
    pub id: String,
    /// First byte in its clean text.
    pub start: u64,
    /// The byte behind the last.
    pub end: u64,
    /// How many documents share it.
    pub documents: u64,
}

impl StoredReport {
    pub(super) fn read(folder: &Path) -> Result<StoredReport, WriteError> {
        let found = |what: String| Finding::new(REPORT, what);
        let bytes =
            std::fs::read(folder.join(REPORT)).map_err(|error| found(format!("cannot be read: {error}")))?;
        let file: ReportFile = serde_json::from_slice(&bytes)
            .map_err(|error| found(format!("is not the report of a run: {error}")))?;
        Ok(StoredReport::of(file).map_err(found)?)
    }

    fn of(file: ReportFile) -> Result<StoredReport, String> {
        let report = RunReport {
            documents: file.documents,
            rejected: file.rejected,
            written: file.written,
            not_kept: file.not_kept,
            bytes_in: file.bytes.read,
            bytes_removed: file.bytes.removed,
            bytes_inserted: file.bytes.inserted,
            bytes_rejected: file.bytes.rejected,
            rules: file.rules.into_iter().map(|(rule, row)| (rule, row.into())).collect(),
            marked: file.marked.into_iter().map(|(rule, row)| (rule, row.into())).collect(),
            kinds: known(file.kinds, "kind", &Kind::ALL.map(Kind::as_str))?,
            sources: file.sources.into_iter().map(|(source, row)| (source, row.into())).collect(),
            source_rules: BTreeMap::new(),
            accepted: file.accepted_losses.into_iter().map(Loss::from).collect(),
            flags: file.flags,
            reject_reasons: file.reject_reasons,
            groups: file.groups,
            grouped: file.grouped,
            roles: known(file.roles, "role", &Role::ALL.map(Role::as_str))?,
            earlier: file.earlier.map(|row| EarlierCount { documents: row.documents, grouped: row.grouped }),
            passages: file.passages.as_ref().map(|row| PassageCount {
                least_words: row.least_words,
                found: row.found,
                pairs: row.pairs,
                documents: row.documents,
                words: row.words,
                capped: row.capped,
            }),
        };
        let listed = file.passages.map(|passages| passages.most_capped).unwrap_or_default();
        let capped_wording = listed.into_iter().map(|row| CappedWording {
            id: row.id,
            start: row.start,
            end: row.end,
            documents: row.documents,
        });
        Ok(StoredReport {
            report,
            keep: file.keep,
            inputs: file.inputs,
            bytes_not_kept: file.bytes.not_kept,
            capped_buckets: file.capped_buckets,
            capped_wording: capped_wording.collect(),
        })
    }
}

/// The counts under the names that this version has.
fn known(
    counts: BTreeMap<String, u64>,
    what: &str,
    names: &[&'static str],
) -> Result<BTreeMap<&'static str, u64>, String> {
    let find = |(name, count): (String, u64)| match names.iter().find(|known| **known == name) {
        Some(known) => Ok((*known, count)),
        None => Err(format!("has the {what} `{name}`, which this version does not know")),
    };
    counts.into_iter().map(find).collect()
}

impl From<RuleRow> for RuleCount {
    fn from(row: RuleRow) -> Self {
        RuleCount { documents: row.documents, removals: row.removals, bytes: row.bytes }
    }
}

impl From<SourceRow> for SourceCount {
    fn from(row: SourceRow) -> Self {
        let SourceRow { documents, bytes_in, bytes_removed, emptied } = row;
        SourceCount { documents, bytes_in, bytes_removed, emptied }
    }
}

impl From<LossRow> for Loss {
    fn from(row: LossRow) -> Self {
        Loss { source: row.source, rule: row.rule, taken: row.taken, of: row.of }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_comes_back_as_it_was_written() {
        let mut report = RunReport { documents: 3, bytes_in: 90, bytes_removed: 12, ..RunReport::default() };
        report.kinds.insert("share", 12);
        report.roles.insert("trimmed", 1);
        report.rules.insert("p/a".into(), RuleCount { documents: 2, removals: 3, bytes: 12 });
        report
            .sources
            .insert(String::new(), SourceCount { documents: 3, bytes_in: 90, ..SourceCount::default() });
        report.accepted.push(Loss { source: "a.example".into(), rule: None, taken: 2, of: 3 });
        report.passages = Some(PassageCount { least_words: 12, found: 1, ..PassageCount::default() });
        let stored = StoredReport::of(ReportFile::of(&report, 7)).unwrap_or_else(|what| panic!("{what}"));
        assert_eq!((stored.report, stored.bytes_not_kept), (report, 7));
    }

    #[test]
    fn a_kind_of_another_version_is_told() {
        let file = ReportFile { kinds: BTreeMap::from([("horoscope".into(), 1)]), ..ReportFile::default() };
        let told = StoredReport::of(file).err();
        assert_eq!(told.as_deref(), Some("has the kind `horoscope`, which this version does not know"));
    }
}
