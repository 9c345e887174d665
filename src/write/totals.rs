//! Totals of what went through the writer, against which the report is held.

use super::WriteError;
use super::run_writer::Outcome;
use crate::document::Flag;
use crate::group::Group;
use crate::report::{EarlierCount, RunReport};

/// Totals of what went through, against which the report is held.
#[derive(Debug, Default)]
pub(super) struct Totals {
    pub(super) documents: u64,
    pub(super) bytes_in: u64,
    pub(super) bytes_removed: u64,
    pub(super) bytes_inserted: u64,
    pub(super) rejected: u64,
    pub(super) bytes_rejected: u64,
    /// Documents that got the flag here.
    pub(super) renamed: u64,
}

impl Totals {
    /// Holds the report to what went through: a folder whose numbers do not add up is never written.
    pub(super) fn check(
        &self,
        outcome: &Outcome<'_>,
        documents: usize,
        unended: u64,
    ) -> Result<(), WriteError> {
        let report = &outcome.report;
        let pairs = [
            ("documents", report.documents, self.documents),
            ("bytes read", report.bytes_in, self.bytes_in),
            ("bytes removed", report.bytes_removed, self.bytes_removed),
            ("bytes inserted", report.bytes_inserted, self.bytes_inserted),
            ("rejects", report.rejected, self.rejected),
            ("bytes rejected", report.bytes_rejected, self.bytes_rejected),
            ("fingerprints", outcome.fingerprints.len() as u64, documents as u64),
            ("documents and rejects of inputs without an end", 0, unended),
        ];
        match pairs.into_iter().find(|(_, reported, written)| reported != written) {
            None => Ok(()),
            Some((what, reported, written)) => Err(WriteError::Unbalanced { what, reported, written }),
        }
    }

    /// The report with what only the end of a run knows.
    ///
    /// Members of the first `earlier` documents are counted apart: they are not this run's.
    pub(super) fn complete(
        &self,
        mut report: RunReport,
        groups: &[Group],
        earlier: usize,
        written: u64,
    ) -> RunReport {
        report.written = written;
        report.not_kept = self.documents - written;
        report.groups = groups.len() as u64;
        report.grouped = 0;
        report.roles.clear();
        let mut known = EarlierCount { documents: earlier as u64, grouped: 0 };
        for member in groups.iter().flat_map(|group| &group.members) {
            if member.document < earlier {
                known.grouped += 1;
            } else {
                report.grouped += 1;
                *report.roles.entry(member.role.as_str()).or_default() += 1;
            }
        }
        report.earlier = report.earlier.is_some().then_some(known);
        if self.renamed > 0 {
            *report.flags.entry(Flag::IdRenamed.to_string()).or_default() += self.renamed;
        }
        report
    }
}
