//! Counts a run again from its files alone, and compares that with its report.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use serde_json::Value;

use super::group_index::GroupIndex;
use super::passage_index::PassageIndex;
use super::report_file::{EarlierRow, Keep, ReportFile, SourceRow};
use super::schema::{
    DOCUMENTS, GROUPS, INPUTS, InputKind, InputRow, PASSAGES, REMOVALS, REPORT, RejectRow, RemovalRow,
};
use super::walk::{Restored, Visit};
use super::{Finding, WriteError};
use crate::clean::Action;
use crate::document::Flag;
use crate::rules::Kind;
use crate::text::hash64;

/// Findings beyond these are counted and not listed: one lost row may be followed by a million.
const LISTED: usize = 100;

/// What has been found so far.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) listed: Vec<Finding>,
    pub(super) unlisted: u64,
}

impl Findings {
    pub(super) fn push(&mut self, finding: Finding) {
        if self.listed.len() < LISTED {
            self.listed.push(finding);
        } else {
            self.unlisted += 1;
        }
    }

    fn add(&mut self, file: &str, what: impl Into<String>) {
        self.push(Finding::new(file, what));
    }
}

/// The count of a run as its files have it.
pub(super) struct Accounting {
    stored: ReportFile,
    counted: ReportFile,
    groups: GroupIndex,
    passages: PassageIndex,
    ids: HashSet<u64>,
    /// Sum over the inputs.
    input_documents: u64,
    pub(super) findings: Findings,
}

impl Accounting {
    /// Reads the report and the groups.
    pub(super) fn begin(folder: &Path) -> Result<Accounting, Finding> {
        let mut findings = Findings::default();
        let stored = read_report(folder, &mut findings)?;
        let groups = GroupIndex::read(folder)?;
        let passages = match &stored.passages {
            Some(passages) => PassageIndex::read(folder, passages)?,
            None => {
                if folder.join(PASSAGES).exists() {
                    findings.add(PASSAGES, format!("`{REPORT}` does not tell of it"));
                }
                PassageIndex::default()
            }
        };
        let counted = ReportFile {
            keep: stored.keep,
            groups: groups.groups,
            grouped: groups.grouped(),
            roles: groups.roles.clone(),
            earlier: stored.earlier.as_ref().map(|stored| EarlierRow {
                documents: stored.documents.max(groups.earlier),
                grouped: groups.earlier,
            }),
            capped_buckets: stored.capped_buckets.clone(),
            marked: stored.marked.clone(),
            accepted_losses: stored.accepted_losses.clone(),
            passages: stored.passages.as_ref().map(|stored| passages.counted(stored)),
            ..ReportFile::default()
        };
        Ok(Accounting {
            stored,
            counted,
            groups,
            passages,
            ids: HashSet::new(),
            input_documents: 0,
            findings,
        })
    }

    /// Compares, when the walk has come to its end.
    pub(super) fn end(mut self) -> Findings {
        let unseen = self.groups.unseen(self.stored.keep);
        if unseen > 0 {
            self.findings.add(GROUPS, format!("{unseen} members have no row in `{DOCUMENTS}`"));
        }
        let (ids, groups) = (&self.ids, &self.groups);
        let strangers =
            groups.matched.iter().filter(|hash| !ids.contains(*hash) && !groups.has(**hash)).count();
        if strangers > 0 {
            self.findings.add(GROUPS, format!("{strangers} members were matched with unknown documents"));
        }
        std::mem::take(&mut self.passages).end(&mut self.findings);
        self.complete();
        if self.input_documents != self.counted.documents {
            let (inputs, documents) = (self.input_documents, self.counted.documents);
            self.findings
                .add(INPUTS, format!("its inputs have {inputs} documents, the other files {documents}"));
        }
        let pair = (serde_json::to_value(&self.stored), serde_json::to_value(&self.counted));
        if let (Ok(stored), Ok(counted)) = pair {
            compare("", &stored, &counted, &mut self.findings);
        }
        self.findings
    }

    /// Fills in the totals. Of documents that are not kept no file has the length or the flags: there
    /// the report's own parts are held to their sums.
    fn complete(&mut self) {
        let (stored, counted) = (&self.stored, &mut self.counted);
        if stored.keep == Keep::Representatives {
            counted.not_kept = counted.grouped - self.groups.represented;
            counted.bytes.not_kept = stored.bytes.not_kept;
            counted.bytes.read += stored.bytes.not_kept;
            let emptied = Flag::Emptied.to_string();
            let sum = |of: fn(&SourceRow) -> u64| stored.sources.values().map(of).sum::<u64>();
            let sums = [
                (sum(|source| source.documents), stored.documents),
                (sum(|source| source.bytes_in), stored.bytes.read),
                (sum(|source| source.bytes_removed), stored.bytes.removed),
                (sum(|source| source.emptied), stored.flags.get(&emptied).copied().unwrap_or_default()),
            ];
            let sources_fit = sums.iter().all(|(sum, total)| sum == total)
                && counted.sources.iter().all(|(name, source)| {
                    stored.sources.get(name).is_some_and(|stored| {
                        stored.documents >= source.documents
                            && stored.bytes_in >= source.bytes_in
                            && stored.bytes_removed >= source.bytes_removed
                            && stored.emptied >= source.emptied
                    })
                });
            if sources_fit {
                counted.sources.clone_from(&stored.sources);
            }
            let flags_fit = |(name, count): (&String, &u64)| stored.flags.get(name) >= Some(count);
            if counted.flags.iter().all(flags_fit) {
                counted.flags.clone_from(&stored.flags);
            }
        }
        counted.documents = counted.written + counted.not_kept;
        counted.bytes.kept = counted.bytes.read.saturating_sub(counted.bytes.removed);
    }

    fn removals(&mut self, removals: &[RemovalRow]) {
        let mut rules: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
        for removal in removals {
            let bytes = removal.text.len() as u64;
            *self.counted.kinds.entry(removal.kind.clone()).or_default() += bytes;
            self.counted.bytes.removed += bytes;
            self.counted.bytes.inserted += removal.replacement.len() as u64;
            if removal.action != Action::Heal.as_str() {
                let rule = rules.entry(&removal.rule).or_default();
                rule.0 += 1;
                rule.1 += bytes;
            }
            if !Kind::ALL.iter().any(|kind| kind.as_str() == removal.kind) {
                self.findings.add(REMOVALS, format!("`{}` is no kind of removal", removal.kind));
            }
        }
        for (rule, (removals, bytes)) in rules {
            let row = self.counted.rules.entry(rule.to_owned()).or_default();
            row.documents += 1;
            row.removals += removals;
            row.bytes += bytes;
        }
    }
}

impl Visit for Accounting {
    fn is_not_kept(&self, id: &str) -> bool {
        self.stored.keep == Keep::Representatives && self.groups.is_represented(id)
    }

    fn input(&mut self, input: &InputRow) -> Result<(), WriteError> {
        self.input_documents += input.documents;
        self.counted.inputs += 1;
        let all = self.stored.keep == Keep::All;
        if input.written > input.documents || (all && input.written < input.documents) {
            let (name, written, read) = (&input.name, input.written, input.documents);
            self.findings
                .add(INPUTS, format!("of `{name}` {read} documents were read and {written} written"));
        }
        if input.kind == InputKind::Text && input.documents > 1 {
            self.findings
                .add(INPUTS, format!("`{}` is one text and has {} documents", input.name, input.documents));
        }
        Ok(())
    }

    fn document(&mut self, _: &InputRow, document: Restored) -> Result<(), WriteError> {
        let row = &document.row;
        if !self.ids.insert(hash64(row.id.as_bytes())) {
            self.findings.add(DOCUMENTS, format!("the id `{}` stands twice", row.id));
        }
        if self.is_not_kept(&row.id) {
            self.findings.add(DOCUMENTS, format!("`{}` has a row, and is not to be kept", row.id));
        }
        if ![16, 32].contains(&row.fingerprint.len()) || u128::from_str_radix(&row.fingerprint, 16).is_err() {
            self.findings.add(DOCUMENTS, format!("the fingerprint of `{}` is none", row.id));
        }
        if let Err(what) = self.groups.document(row) {
            self.findings.add(GROUPS, what);
        }
        self.passages.document(row, !self.groups.is_represented(&row.id));
        self.counted.written += 1;
        self.counted.bytes.read += row.bytes_in;
        let source = self.counted.sources.entry(row.source.clone().unwrap_or_default()).or_default();
        source.documents += 1;
        source.bytes_in += row.bytes_in;
        source.bytes_removed += row.bytes_removed;
        source.emptied += u64::from(row.flags.iter().any(|flag| *flag == Flag::Emptied.to_string()));
        for flag in &row.flags {
            *self.counted.flags.entry(flag.clone()).or_default() += 1;
        }
        self.removals(&document.removals);
        Ok(())
    }

    fn not_kept(&mut self, removals: &[RemovalRow]) -> Result<(), WriteError> {
        let Some(first) = removals.first() else {
            return Ok(());
        };
        if self.groups.see(&first.id) {
            self.findings.add(REMOVALS, format!("those of document `{}` are not together", first.id));
        }
        if removals.windows(2).any(|pair| pair[1].start < pair[0].end)
            || removals.iter().any(|row| row.end.checked_sub(row.start) != Some(row.text.len()))
        {
            self.findings.add(REMOVALS, format!("those of document `{}` do not fit together", first.id));
        }
        self.removals(removals);
        Ok(())
    }

    fn reject(&mut self, reject: &RejectRow) -> Result<(), WriteError> {
        self.counted.rejected += 1;
        self.counted.bytes.rejected += reject.bytes;
        let reason = reject.reason.split(':').next().unwrap_or_default();
        *self.counted.reject_reasons.entry(reason.to_owned()).or_default() += 1;
        Ok(())
    }

    fn input_end(&mut self, _: &InputRow) -> Result<(), WriteError> {
        Ok(())
    }
}

/// Reads `report.json`, which has one form only.
pub(super) fn read_report(folder: &Path, findings: &mut Findings) -> Result<ReportFile, Finding> {
    let text = std::fs::read_to_string(folder.join(REPORT))
        .map_err(|error| Finding::new(REPORT, format!("cannot be read: {error}")))?;
    let report: ReportFile = serde_json::from_str(&text)
        .map_err(|error| Finding::new(REPORT, format!("is not a report: {error}")))?;
    if report.print().ok().as_ref() != Some(&text) {
        findings.add(REPORT, "is not in the form it was written in");
    }
    Ok(report)
}

/// Notes every leaf in which the two differ.
fn compare(path: &str, stored: &Value, counted: &Value, findings: &mut Findings) {
    if let (Value::Object(stored), Value::Object(counted)) = (stored, counted) {
        let mut names: Vec<&String> = stored.keys().chain(counted.keys()).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            let [stored, counted] = [stored, counted].map(|map| map.get(name).unwrap_or(&Value::Null));
            compare(&format!("{path}/{name}"), stored, counted, findings);
        }
    } else if stored != counted {
        findings.add(REPORT, format!("says {stored} at `{path}`, and the files have {counted}"));
    }
}
