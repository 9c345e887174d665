//! What a finished run says of itself, for a second run of the same command.

use std::collections::BTreeMap;
use std::path::Path;

use super::rows::RowReader;
use super::schema::{INPUTS, InputRow, REPORT};
use super::{WriteError, verify};
use crate::monitor::Monitor;

/// A finished run's inputs and report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FinishedRun {
    /// XXH3-128 of each input as stored, by name.
    pub inputs: BTreeMap<String, String>,
    /// How many records or inputs were rejected.
    pub rejected: u64,
}

/// Reads what a finished run is over, after checking that it is whole.
///
/// # Errors
/// [`WriteError::Damaged`] names the first finding; reading may fail.
pub fn finished_run(folder: &Path, monitor: &dyn Monitor) -> Result<FinishedRun, WriteError> {
    let checked = verify(folder, monitor)?;
    if let Some(finding) = checked.findings.into_iter().next() {
        return Err(finding.into());
    }
    let mut rows: RowReader<InputRow> = RowReader::open(folder, INPUTS)?;
    let mut run = FinishedRun { inputs: BTreeMap::new(), rejected: 0 };
    while let Some(row) = rows.take()? {
        run.rejected += row.value.rejected;
        run.inputs.insert(row.value.name, row.value.checksum);
    }
    Ok(run)
}

/// The bytes of a run's `report.json`.
///
/// # Errors
/// [`WriteError::Io`] where it cannot be read.
pub fn report_json(folder: &Path) -> Result<Vec<u8>, WriteError> {
    let path = folder.join(REPORT);
    std::fs::read(&path).map_err(|source| WriteError::io("read", &path, source))
}
