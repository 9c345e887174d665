//! A folder for working files that is gone with all in it when it is dropped.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::WriteError;

/// A new folder in the system's place for working files.
#[derive(Debug)]
pub struct WorkFolder(TempDir);

impl WorkFolder {
    /// Makes it.
    ///
    /// # Errors
    /// What the system refuses.
    pub fn create() -> Result<WorkFolder, WriteError> {
        let named = tempfile::Builder::new().prefix("copydesk-").tempdir();
        named.map(WorkFolder).map_err(|source| WriteError::io("create in", &std::env::temp_dir(), source))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file, and the folders above it; `name` is relative, with `/`.
    ///
    /// # Errors
    /// A full or failing disk.
    pub fn put(&self, name: &str, bytes: &[u8]) -> Result<PathBuf, WriteError> {
        let path = self.0.path().join(name);
        let folder = path.parent().unwrap_or(self.0.path());
        fs::create_dir_all(folder).map_err(|source| WriteError::io("create", folder, source))?;
        fs::write(&path, bytes).map_err(|source| WriteError::io("write", &path, source))?;
        Ok(path)
    }

    /// Removes a folder in it, if it is there.
    ///
    /// # Errors
    /// What the system refuses.
    pub fn clear(&self, name: &str) -> Result<(), WriteError> {
        let path = self.0.path().join(name);
        match fs::remove_dir_all(&path) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                Err(WriteError::io("remove", &path, source))
            }
            _ => Ok(()),
        }
    }
}
