//! The folder of a run: whose it is, and whether a run may be written to it.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::WriteError;
use super::atomic::{self, Compression, PartialFile, Sealed, is_working_name};
use super::manifest::Manifest;
use super::schema::{
    DOCUMENTS, DOCUMENTS_ZST, FORMAT_VERSION, GROUPS, INPUTS, LEARNED, MANIFEST, ORIGINALS, PASSAGES,
    REJECTS, REMOVALS, REPORT,
};
use super::sealed::{seal, unseal};
use crate::text::Checksum;

/// Says that a run has begun, and which one. Gone when it is finished.
pub(super) const RUN: &str = ".run.json";
/// Held by the process that writes; the lock is the system's, so it does not outlive the process.
pub(super) const LOCK: &str = ".lock";

/// Names that an interrupted run may have left behind.
const OUTPUTS: [&str; 9] =
    [DOCUMENTS, DOCUMENTS_ZST, GROUPS, PASSAGES, REMOVALS, REJECTS, INPUTS, ORIGINALS, REPORT];

/// All that decides the output of a run; two runs of one key have the same bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunKey(pub(super) String);

impl RunKey {
    /// The key of the parts in this order: the version, the options, each rule pack's hash, each
    /// input's name, size and checksum.
    pub fn of<'a>(parts: impl IntoIterator<Item = &'a str>) -> RunKey {
        let mut checksum = Checksum::default();
        for part in parts {
            checksum.update(&(part.len() as u64).to_le_bytes());
            checksum.update(part.as_bytes());
        }
        RunKey(checksum.hex())
    }
}

/// What opening a folder comes to.
#[derive(Debug)]
pub enum Opened {
    /// The folder is this run's, locked and empty but for its working state.
    Ready(RunFolder),
    /// It holds this very run, finished.
    AlreadyDone,
}

/// A folder that a run may write to. Locked until dropped.
#[derive(Debug)]
pub struct RunFolder {
    path: PathBuf,
    key: RunKey,
    _lock: File,
}

/// What a folder holds.
enum State {
    /// Nothing, or what was left before a run had begun.
    Empty,
    /// A run that was begun and not finished.
    Interrupted { key: String },
    /// A finished run.
    Finished { key: String },
    /// Something else; the rest of a sentence about the folder.
    Foreign(String),
}

impl RunFolder {
    /// Opens `path` for the run of this key.
    ///
    /// An absent or empty folder is made ready; a finished run of this key is left as it is; leftovers
    /// of an interrupted run of this key are removed.
    ///
    /// # Errors
    /// [`WriteError::Refused`] for a folder that holds anything else, [`WriteError::Busy`] while another
    /// process writes to it, [`WriteError::Io`] where the system refuses.
    pub fn open(path: &Path, key: &RunKey) -> Result<Opened, WriteError> {
        // Looked at before anything is made: a lock file has no business in a foreign folder.
        match inspect(path)? {
            State::Empty | State::Interrupted { .. } => {}
            State::Finished { key: found } => return already_done(path, key, &found),
            State::Foreign(found) => return Err(WriteError::refused(path, found)),
        }
        fs::create_dir_all(path).map_err(|source| WriteError::io("create", path, source))?;
        let lock = lock(path)?;
        // And again, since the run that held the lock may have gone on meanwhile.
        match inspect(path)? {
            State::Empty => {}
            State::Interrupted { key: found } if found == key.0 => {}
            State::Interrupted { .. } => {
                return Err(WriteError::refused(
                    path,
                    "holds an interrupted run with other inputs, options, rules or of another version",
                ));
            }
            State::Finished { key: found } => return already_done(path, key, &found),
            State::Foreign(found) => return Err(WriteError::refused(path, found)),
        }
        let folder = RunFolder { path: path.to_owned(), key: key.clone(), _lock: lock };
        // A run that can go on from a checkpoint would keep here what the checkpoint vouches for.
        folder.clear_leftovers()?;
        folder.begin()?;
        Ok(Opened::Ready(folder))
    }

    pub(super) fn key(&self) -> &str {
        &self.key.0
    }

    /// A new file of the run.
    pub(super) fn file(&self, name: &str, compression: Compression) -> Result<PartialFile, WriteError> {
        PartialFile::create(&self.path, name, compression)
    }

    /// Gives the files their names, the manifest last, and ends the run.
    pub(super) fn commit(self, files: Vec<Sealed>, manifest: Sealed) -> Result<(), WriteError> {
        atomic::commit(&self.path, files, manifest)?;
        tidy_up(&self.path)?;
        atomic::sync_folder(&self.path)
    }

    fn clear_leftovers(&self) -> Result<(), WriteError> {
        for name in entries(&self.path)? {
            let path = self.path.join(&name);
            if name == LEARNED {
                clear_learned(&path)?;
            } else if name != LOCK {
                remove(&path)?;
            }
        }
        Ok(())
    }

    fn begin(&self) -> Result<(), WriteError> {
        let mut fields = Map::new();
        fields.insert("format".to_owned(), FORMAT_VERSION.into());
        fields.insert("key".to_owned(), self.key.0.clone().into());
        let mut file = self.file(RUN, Compression::Plain)?;
        file.write(seal(&fields).as_bytes())?;
        atomic::commit(&self.path, Vec::new(), file.seal()?)
    }
}

fn already_done(path: &Path, key: &RunKey, found: &str) -> Result<Opened, WriteError> {
    if found != key.0 {
        let found = "holds a finished run with other inputs, options, rules or of another version";
        return Err(WriteError::refused(path, found));
    }
    tidy_up(path)?;
    Ok(Opened::AlreadyDone)
}

/// Removes the working state, which may be left where a run died between its last two steps.
fn tidy_up(path: &Path) -> Result<(), WriteError> {
    remove(&path.join(RUN))?;
    remove(&path.join(LOCK))
}

fn remove(path: &Path) -> Result<(), WriteError> {
    match fs::remove_file(path) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => {
            Err(WriteError::io("remove", path, source))
        }
        _ => Ok(()),
    }
}

fn clear_learned(path: &Path) -> Result<(), WriteError> {
    if !path.symlink_metadata().is_ok_and(|metadata| metadata.is_dir()) {
        return remove(path);
    }
    for name in entries(path)? {
        remove(&path.join(name))?;
    }
    fs::remove_dir(path).map_err(|source| WriteError::io("remove", path, source))
}

/// The names in a folder, sorted; none where it is absent.
pub(super) fn entries(path: &Path) -> Result<Vec<String>, WriteError> {
    let failed = |source| WriteError::io("list", path, source);
    let listing = match fs::read_dir(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        listing => listing.map_err(failed)?,
    };
    let mut names = Vec::new();
    for entry in listing {
        names.push(entry.map_err(failed)?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

fn inspect(path: &Path) -> Result<State, WriteError> {
    if path.exists() && !path.is_dir() {
        return Ok(State::Foreign("is not a folder".to_owned()));
    }
    let names = entries(path)?;
    let holds = |name: &str| names.iter().any(|found| found == name);
    if holds(MANIFEST) {
        return Ok(finished(path));
    }
    let foreign = |names: &[String], known: &dyn Fn(&str) -> bool| {
        let unknown = names.iter().find(|name| !known(name))?;
        Some(State::Foreign(format!("holds `{unknown}`, which is not of an interrupted run")))
    };
    if !holds(RUN) {
        let known = |name: &str| name == LOCK || is_working_name(name);
        return Ok(foreign(&names, &known).unwrap_or(State::Empty));
    }
    let known =
        |name: &str| [RUN, LOCK, LEARNED].contains(&name) || OUTPUTS.contains(&name) || is_working_name(name);
    Ok(foreign(&names, &known).unwrap_or_else(|| interrupted(path)))
}

fn finished(path: &Path) -> State {
    let manifest = match Manifest::read(path) {
        Ok(manifest) => manifest,
        Err(finding) => return State::Foreign(format!("holds a `{MANIFEST}` that {}", finding.what)),
    };
    let changed = manifest.files.iter().find(|(name, facts)| {
        let length = path.join(name).metadata().map(|metadata| metadata.len());
        length.ok() != Some(facts.bytes)
    });
    match changed {
        Some((name, _)) => State::Foreign(format!("holds a finished run whose `{name}` is lost or changed")),
        None => State::Finished { key: manifest.key },
    }
}

fn interrupted(path: &Path) -> State {
    let damaged = || State::Foreign(format!("holds a run whose `{RUN}` is damaged"));
    let Ok(bytes) = fs::read(path.join(RUN)) else {
        return damaged();
    };
    match unseal(&bytes) {
        Ok(fields) => match (fields.get("key"), fields.get("format").and_then(Value::as_u64)) {
            (Some(Value::String(key)), Some(format)) if format == u64::from(FORMAT_VERSION) => {
                State::Interrupted { key: key.clone() }
            }
            _ => damaged(),
        },
        Err(_) => damaged(),
    }
}

/// Takes the lock of a folder. A lock file that is there already is one that a killed run left.
pub(super) fn lock(folder: &Path) -> Result<File, WriteError> {
    let path = folder.join(LOCK);
    let failed = |source| WriteError::io("lock", &path, source);
    let mut options = File::options();
    options.read(true).write(true);
    let file = match options.clone().create_new(true).open(&path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            if !path.symlink_metadata().map_err(failed)?.is_file() {
                return Err(WriteError::refused(folder, format!("holds a `{LOCK}` that is no file")));
            }
            options.open(&path)
        }
        file => file,
    };
    let file = file.map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(WriteError::Busy { path: folder.to_owned() }),
        Err(TryLockError::Error(source)) => Err(failed(source)),
    }
}
