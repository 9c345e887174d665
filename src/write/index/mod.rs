//! What earlier batches leave for later ones: a folder with the sketches of all documents so far.
//!
//! ```text
//!  index.json            which batches there are, with sizes and checksums; replaced in one step
//!  <batch>-<n>.sketches  the documents of one batch, in its order: key, label, sketch
//! ```
//! Grouping a new batch reads all earlier sketches and groups everything anew, which takes no text, no
//! rule and a fraction of the time that cleaning took: so the groups are those of one run over everything,
//! whatever came first. A batch is known by the key of its run. When that run is repeated, because it was
//! killed after the batch had been added and before its output was in place, it replaces the batch.
//!
//! A batch is written under a working name, synced and renamed before `index.json` names it, and `index.json`
//! is replaced by a rename: a process that is killed leaves the old state or the new one.

mod batch;
mod catalog;
mod stats;

use std::fs::{self, File};
use std::path::{Path, PathBuf};

pub use batch::{BatchWriter, EarlierBatch, EarlierDocument};
pub use stats::{IndexStats, expire, stats};

use super::atomic::{Compression, PartialFile, Sealed, commit, is_working_name, write_file};
use super::run_folder::{LOCK, entries, lock};
use super::{Finding, RunKey, WriteError};
use crate::fingerprint::FingerprintKind;
use crate::monitor::Monitor;
use catalog::Catalog;

/// The file that says what an index holds.
pub(super) const CATALOG: &str = "index.json";

/// How the files of batches end.
const BATCH: &str = ".sketches";

/// An index, locked until dropped.
#[derive(Debug)]
pub struct Index {
    path: PathBuf,
    catalog: Catalog,
    _lock: File,
}

impl Index {
    /// Opens the index in `path`, or begins one where the folder is absent or empty.
    ///
    /// # Errors
    /// [`WriteError::NoIndex`] for a folder that holds something else, and for an index of another version of
    /// the algorithm or of another kind of fingerprint, each by its name; [`WriteError::Busy`] while another
    /// process uses it; what the system refuses.
    pub fn open(path: &Path, kind: FingerprintKind) -> Result<Index, WriteError> {
        // Before anything is made: a lock file has no business in a foreign folder.
        look(path)?;
        fs::create_dir_all(path).map_err(|source| WriteError::io("create", path, source))?;
        let lock = lock(path)?;
        // And again: the process that held the lock may have gone on meanwhile.
        let catalog = match look(path)? {
            None => Catalog::new(kind),
            Some(found) => found,
        };
        catalog.fits(path, kind)?;
        let index = Index { path: path.to_owned(), catalog, _lock: lock };
        index.clear_leftovers()?;
        Ok(index)
    }

    /// Opens an index that must be there, whatever its kind of fingerprint.
    fn existing(path: &Path) -> Result<Index, WriteError> {
        match look(path)? {
            Some(catalog) => Index::open(path, catalog.kind()),
            None => Err(WriteError::no_index(path, "holds no index")),
        }
    }

    /// The batches in the order of their names, all but that of the run of this key.
    pub fn earlier(&self, key: &RunKey) -> impl Iterator<Item = EarlierBatch> {
        let others = self.catalog.batches.iter().filter(|(name, _)| **name != key.0);
        others.map(|(name, facts)| EarlierBatch::new(&self.path, name, facts))
    }

    /// Begins the batch of the run of this key.
    ///
    /// # Errors
    /// A working file that cannot be made.
    pub fn begin(&self, key: &RunKey) -> Result<BatchWriter, WriteError> {
        self.anew(&key.0)
    }

    /// Begins a batch of this name. Its file has another name than the one that the catalog knows.
    fn anew(&self, name: &str) -> Result<BatchWriter, WriteError> {
        let generation = self.catalog.batches.get(name).map_or(1, |facts| facts.generation + 1);
        let file = PartialFile::create(&self.path, &file_name(name, generation), Compression::Plain)?;
        Ok(BatchWriter::new(file, generation))
    }

    /// Adds a batch for good, in place of one with the same key.
    ///
    /// # Errors
    /// A full or failing disk; the index is as it was then.
    pub fn add(mut self, key: &RunKey, batch: BatchWriter) -> Result<(), WriteError> {
        let (facts, sealed) = batch.seal()?;
        self.catalog.batches.insert(key.0.clone(), facts);
        self.replace(Vec::from([sealed]))
    }

    /// Puts files in place, and then the catalog that names them.
    fn replace(&self, files: Vec<Sealed>) -> Result<(), WriteError> {
        for file in files {
            commit(&self.path, Vec::new(), file)?;
        }
        write_file(&self.path.join(CATALOG), self.catalog.print()?.as_bytes())?;
        self.clear_leftovers()
    }

    /// Removes what no catalog names: a killed process had not come to that.
    fn clear_leftovers(&self) -> Result<(), WriteError> {
        for name in entries(&self.path)? {
            let unknown = name.ends_with(BATCH) && !self.catalog.files().any(|known| known == name);
            if unknown || is_working_name(&name) {
                let path = self.path.join(&name);
                fs::remove_file(&path).map_err(|source| WriteError::io("remove", &path, source))?;
            }
        }
        Ok(())
    }
}

/// The name of the file of a batch. The number tells a file from the one it replaces.
fn file_name(batch: &str, generation: u64) -> String {
    format!("{batch}-{generation}{BATCH}")
}

/// The catalog of a folder; `None` where it is absent or holds nothing but what a killed process left that
/// had begun an index.
fn look(path: &Path) -> Result<Option<Catalog>, WriteError> {
    if path.exists() && !path.is_dir() {
        return Err(WriteError::no_index(path, "is not a folder"));
    }
    let names = entries(path)?;
    if names.iter().any(|name| name == CATALOG) {
        return Catalog::read(path).map(Some);
    }
    match names.iter().find(|name| *name != LOCK && !name.ends_with(BATCH) && !is_working_name(name)) {
        Some(name) => {
            Err(WriteError::no_index(path, format!("holds `{name}` and no `{CATALOG}`: it is no index")))
        }
        None => Ok(None),
    }
}

/// Reads every document of an index.
///
/// # Errors
/// Damage in one of its files, a failing disk, or an interruption.
fn read_all(
    index: &Index,
    monitor: &dyn Monitor,
    mut each: impl FnMut(&str, EarlierDocument) -> Result<(), WriteError>,
) -> Result<(), WriteError> {
    for (name, facts) in &index.catalog.batches {
        let mut batch = EarlierBatch::new(&index.path, name, facts).open()?;
        while let Some(document) = batch.next_document()? {
            if monitor.interrupted() {
                return Err(WriteError::Interrupted);
            }
            each(name, document)?;
        }
    }
    Ok(())
}

/// Damage in a file of an index.
fn damage(file: &str, what: impl Into<String>) -> WriteError {
    Finding::new(file, what).into()
}

#[cfg(test)]
mod tests;
