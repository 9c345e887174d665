//! A run that is whole, from before it has its name.

use super::WriteError;
use super::atomic::Sealed;
use super::run_folder::RunFolder;
use crate::monitor::Monitor;
use crate::report::RunReport;

/// What has been written.
#[derive(Debug)]
pub struct Summary {
    /// The report, complete.
    pub report: RunReport,
    /// Files in the folder, the manifest among them.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
}

/// A run that is whole, and waits for its name.
#[derive(Debug)]
pub struct Prepared {
    pub(super) files: Vec<Sealed>,
    pub(super) manifest: Sealed,
    pub(super) summary: Summary,
    /// Last, so that the lock outlives the working files.
    pub(super) folder: RunFolder,
}

impl Prepared {
    /// Gives all files their names, the manifest last.
    ///
    /// # Errors
    /// A failing disk. The folder has none of the files then.
    pub fn commit(self, monitor: &dyn Monitor) -> Result<Summary, WriteError> {
        monitor.committing();
        self.folder.commit(self.files, self.manifest)?;
        Ok(self.summary)
    }
}
