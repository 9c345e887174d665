//! A finished run to be looked at: its numbers, and its rows one after the other.
//!
//! Sizes and numbers of rows are held against the manifest, so that a folder that was cut short does not
//! pass for whole; checksums are left to [`verify`](super::verify()).

use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::finish::Progress;
use super::manifest::Manifest;
use super::rows::RowReader;
use super::schema::{GROUPS, PASSAGES, REJECTS, REMOVALS};
use super::stored_report::StoredReport;
use super::stored_rows::{StoredDocument, StoredGroup, StoredPassage, StoredReject, StoredRemoval};
use super::walk::documents_name;
use super::{Finding, WriteError};
use crate::monitor::Monitor;

/// The output folder of a finished run, opened for reading. Memory does not grow with its rows.
#[derive(Debug)]
pub struct StoredRun {
    folder: PathBuf,
    manifest: Manifest,
    report: StoredReport,
}

impl StoredRun {
    /// Reads the manifest and the numbers.
    ///
    /// # Errors
    /// [`WriteError::Damaged`] where the folder holds no finished run, or a file is missing or has another
    /// size than the manifest says.
    pub fn open(folder: &Path) -> Result<StoredRun, WriteError> {
        let manifest = Manifest::read(folder)?;
        for (name, facts) in &manifest.files {
            let metadata = std::fs::metadata(folder.join(name))
                .map_err(|error| Finding::new(name, format!("cannot be read: {error}")))?;
            if metadata.len() != facts.bytes {
                let (found, listed) = (metadata.len(), facts.bytes);
                let what = format!("has {found} bytes, and had {listed} when it was written");
                return Err(Finding::new(name, what).into());
            }
        }
        Ok(StoredRun { folder: folder.to_owned(), manifest, report: StoredReport::read(folder)? })
    }

    /// What the run counted.
    pub fn report(&self) -> &StoredReport {
        &self.report
    }

    /// Name and version of the program that made it.
    pub fn tool(&self) -> &str {
        self.manifest.tool()
    }

    /// The options that shaped it.
    pub fn options(&self) -> &Map<String, Value> {
        self.manifest.options()
    }

    /// How many rule packs it used.
    pub fn packs(&self) -> usize {
        self.manifest.packs()
    }

    /// Bytes of the documents and the removals as stored: what [`Self::documents`] reads.
    pub fn document_bytes(&self) -> u64 {
        let files = [documents_name(&self.folder), REMOVALS];
        files.iter().filter_map(|name| Some(self.manifest.files.get(*name)?.bytes)).sum()
    }

    /// Every group, in the order of the representatives.
    ///
    /// # Errors
    /// [`WriteError::Damaged`] at the first row that is none.
    pub fn groups(&self, mut sink: impl FnMut(StoredGroup)) -> Result<(), WriteError> {
        self.each(GROUPS, |row| {
            sink(row);
            Ok(())
        })
    }

    /// Every shared passage; none where they were not looked for.
    ///
    /// # Errors
    /// [`WriteError::Damaged`] at the first row that is none.
    pub fn passages(&self, mut sink: impl FnMut(StoredPassage)) -> Result<(), WriteError> {
        if !self.manifest.files.contains_key(PASSAGES) {
            return Ok(());
        }
        self.each(PASSAGES, |row| {
            sink(row);
            Ok(())
        })
    }

    /// Every reject.
    ///
    /// # Errors
    /// [`WriteError::Damaged`] at the first row that is none.
    pub fn rejects(&self, mut sink: impl FnMut(StoredReject)) -> Result<(), WriteError> {
        self.each(REJECTS, |row| {
            sink(row);
            Ok(())
        })
    }

    /// Every document, in the order of the input, each followed by its removals. The removals of documents
    /// without a row of their own (those that `is_not_kept` knows) come without a document.
    ///
    /// # Errors
    /// [`WriteError::Damaged`] at the first place where the files are not in step,
    /// [`WriteError::Interrupted`] where the monitor says so.
    pub fn documents(
        &self,
        is_not_kept: impl Fn(&str) -> bool,
        mut sink: impl FnMut(Option<&StoredDocument>, Vec<StoredRemoval>),
        monitor: &dyn Monitor,
    ) -> Result<(), WriteError> {
        let mut removals = RowReader::<StoredRemoval>::open(&self.folder, REMOVALS)?;
        let mut progress = Progress::new(monitor);
        self.each(documents_name(&self.folder), |document: StoredDocument| {
            while removals.peek().is_some_and(|row| row.id != document.id && is_not_kept(&row.id)) {
                let id = removals.peek().map(|row| row.id.clone()).unwrap_or_default();
                sink(None, of_one(&mut removals, &id)?);
            }
            sink(Some(&document), of_one(&mut removals, &document.id)?);
            progress.add(document.text.len() as u64 + document.bytes_removed)
        })?;
        while let Some(id) = removals.peek().map(|row| row.id.clone()).filter(|id| is_not_kept(id)) {
            sink(None, of_one(&mut removals, &id)?);
        }
        Ok(removals.end("a removal of no document, or out of order")?)
    }

    /// Every row of a file, which must be as many as the manifest says.
    fn each<T: DeserializeOwned>(
        &self,
        file: &str,
        mut sink: impl FnMut(T) -> Result<(), WriteError>,
    ) -> Result<(), WriteError> {
        let mut rows = RowReader::<T>::open(&self.folder, file)?;
        let mut count = 0;
        while let Some(row) = rows.take()? {
            count += 1;
            sink(row.value)?;
        }
        match self.manifest.files.get(file).map(|facts| facts.records) {
            Some(Some(listed)) if listed != count => {
                let what = format!("has {count} rows, and had {listed} when it was written");
                Err(Finding::new(file, what).into())
            }
            Some(_) => Ok(()),
            None => Err(Finding::new(file, "is not listed in the manifest").into()),
        }
    }
}

/// The removals of one document, which are next.
fn of_one(removals: &mut RowReader<StoredRemoval>, id: &str) -> Result<Vec<StoredRemoval>, Finding> {
    let mut found = Vec::new();
    while let Some(removal) = removals.take_if(|removal| removal.id == id)? {
        found.push(removal.value);
    }
    Ok(found)
}
