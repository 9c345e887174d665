//! Checks an output folder: every byte against the manifest, and every count against the rows.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::accounting::{Accounting, Findings};
use super::atomic::BUFFER;
use super::manifest::{FileFacts, Manifest};
use super::schema::{GROUPS, INPUTS, MANIFEST, ORIGINALS, REJECTS, REMOVALS, REPORT};
use super::walk::{documents_name, walk};
use super::{Finding, WriteError};
use crate::monitor::Monitor;
use crate::text::Checksum;

/// What a check has found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyReport {
    /// What is damaged, sorted by file; empty for a sound folder.
    pub findings: Vec<Finding>,
    /// Findings beyond the hundred that are listed.
    pub unlisted: u64,
    /// Files the manifest lists.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
}

impl VerifyReport {
    /// Whether nothing was found.
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty()
    }
}

/// Checks the output folder of a finished run. Damage is a finding, never an error.
///
/// # Errors
/// [`WriteError::Io`] where there is no such folder, [`WriteError::Interrupted`] where the monitor says so.
pub fn verify(folder: &Path, monitor: &dyn Monitor) -> Result<VerifyReport, WriteError> {
    let present = list(folder)?;
    let mut findings = Findings::default();
    let mut report = VerifyReport { findings: Vec::new(), unlisted: 0, files: 0, bytes: 0 };
    match Manifest::read(folder) {
        Err(finding) => findings.push(finding),
        Ok(manifest) => {
            report.files = manifest.files.len() as u64;
            report.bytes = manifest.files.values().map(|facts| facts.bytes).sum();
            check_names(folder, &manifest, &present, &mut findings);
            monitor.stage("checksums", Some(report.bytes));
            for (name, facts) in &manifest.files {
                check_file(folder, name, facts, &mut findings, monitor)?;
            }
        }
    }
    monitor.stage("accounts", None);
    for finding in account(folder, &mut findings, monitor)? {
        findings.push(finding);
    }
    report.findings = findings.listed;
    report.findings.sort();
    report.findings.dedup();
    report.unlisted = findings.unlisted;
    Ok(report)
}

/// The names of all files in the folder, `learned/…` among them.
fn list(folder: &Path) -> Result<BTreeSet<String>, WriteError> {
    let mut names = BTreeSet::new();
    let mut folders = vec![(folder.to_owned(), String::new())];
    while let Some((path, before)) = folders.pop() {
        let failed = |source| WriteError::io("list", &path, source);
        for entry in std::fs::read_dir(&path).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let name = before.clone() + &entry.file_name().to_string_lossy();
            if entry.file_type().map_err(failed)?.is_dir() {
                folders.push((entry.path(), name + "/"));
            } else {
                names.insert(name);
            }
        }
    }
    Ok(names)
}

fn check_names(folder: &Path, manifest: &Manifest, present: &BTreeSet<String>, findings: &mut Findings) {
    for name in manifest.files.keys().filter(|name| !present.contains(*name)) {
        findings.push(Finding::new(name, "is missing"));
    }
    for name in present.iter().filter(|name| *name != MANIFEST && !manifest.files.contains_key(*name)) {
        findings.push(Finding::new(name, format!("is not listed in `{MANIFEST}`")));
    }
    for name in [documents_name(folder), GROUPS, REMOVALS, REJECTS, INPUTS, ORIGINALS, REPORT] {
        if !manifest.files.contains_key(name) {
            findings.push(Finding::new(MANIFEST, format!("does not list `{name}`")));
        }
    }
}

fn check_file(
    folder: &Path,
    name: &str,
    facts: &FileFacts,
    findings: &mut Findings,
    monitor: &dyn Monitor,
) -> Result<(), WriteError> {
    let Ok(mut file) = File::open(folder.join(name)) else {
        findings.push(Finding::new(name, "cannot be opened"));
        return Ok(());
    };
    let mut checksum = Checksum::default();
    let (mut bytes, mut lines) = (0, 0);
    let mut buffer = vec![0; BUFFER];
    loop {
        if monitor.interrupted() {
            return Err(WriteError::Interrupted);
        }
        match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(length) => {
                let piece = &buffer[..length];
                checksum.update(piece);
                bytes += length as u64;
                lines += piece.iter().filter(|byte| **byte == b'\n').count() as u64;
                monitor.advanced(0, length as u64);
            }
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => {
                findings.push(Finding::new(name, format!("cannot be read: {error}")));
                return Ok(());
            }
        }
    }
    if bytes != facts.bytes {
        let listed = facts.bytes;
        findings.push(Finding::new(name, format!("has {bytes} bytes, and had {listed} when it was written")));
    } else if checksum.hex() != facts.xxh3_128 {
        findings.push(Finding::new(name, "does not fit its checksum: it has been changed"));
    }
    let rows = facts.records.filter(|_| Path::new(name).extension().is_some_and(|ending| ending == "jsonl"));
    if let Some(rows) = rows.filter(|rows| *rows != lines) {
        findings.push(Finding::new(name, format!("has {lines} rows, and had {rows} when it was written")));
    }
    Ok(())
}

/// Counts the run again. Damage that keeps the files from being read in step ends the count.
fn account(
    folder: &Path,
    findings: &mut Findings,
    monitor: &dyn Monitor,
) -> Result<Vec<Finding>, WriteError> {
    let mut accounting = match Accounting::begin(folder) {
        Ok(accounting) => accounting,
        Err(finding) => return Ok(vec![finding]),
    };
    match walk(folder, &mut accounting, monitor) {
        Ok(()) => {
            let found = accounting.end();
            findings.unlisted += found.unlisted;
            Ok(found.listed)
        }
        Err(WriteError::Damaged(finding)) => {
            let mut found = accounting.findings.listed;
            found.push(finding);
            Ok(found)
        }
        Err(error) => Err(error),
    }
}
