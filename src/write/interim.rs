//! What a run keeps on disk between its two sweeps: pieces of bytes in order, and standard input.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};

use super::WriteError;
use super::atomic::{BUFFER, Compression, PartialFile};
use super::run_folder::RunFolder;

/// Takes pieces of bytes, gives them back in order.
#[derive(Debug)]
pub struct Pieces(PartialFile);

impl Pieces {
    /// A working file in `folder`; `name` is not used by another one.
    ///
    /// # Errors
    /// A failing disk.
    pub fn create(folder: &RunFolder, name: &str) -> Result<Pieces, WriteError> {
        folder.file(name, Compression::Plain).map(Pieces)
    }

    /// Adds a piece.
    ///
    /// # Errors
    /// A full or failing disk.
    pub fn push(&mut self, piece: &[u8]) -> Result<(), WriteError> {
        self.0.write(&(piece.len() as u64).to_le_bytes())?;
        self.0.write(piece)
    }

    /// Turns round: no more goes in, all of it comes out.
    ///
    /// # Errors
    /// A full or failing disk.
    pub fn reread(self) -> Result<PieceReader, WriteError> {
        Ok(PieceReader(self.0.reread(BUFFER)?))
    }
}

/// Pieces, as they went in.
#[derive(Debug)]
pub struct PieceReader(BufReader<NamedTempFile<File>>);

impl Iterator for PieceReader {
    type Item = io::Result<Vec<u8>>;

    fn next(&mut self) -> Option<io::Result<Vec<u8>>> {
        let mut length = [0; 8];
        match self.0.read_exact(&mut length) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return None,
            Err(error) => return Some(Err(error)),
            Ok(()) => {}
        }
        let length = u64::from_le_bytes(length);
        let mut piece = Vec::new();
        Some(match (&mut self.0).take(length).read_to_end(&mut piece) {
            Ok(read) if read as u64 == length => Ok(piece),
            Ok(_) => Err(io::ErrorKind::UnexpectedEof.into()),
            Err(error) => Err(error),
        })
    }
}

/// A stream that was copied to disk; gone when dropped.
#[derive(Debug)]
pub struct Spool(TempPath);

impl Spool {
    /// Copies `source` to a working file in `folder`. `go_on` is asked now and then; `None` where it says no.
    ///
    /// # Errors
    /// A full or failing disk, or a source that cannot be read.
    pub fn fill(
        folder: &RunFolder,
        name: &str,
        source: &mut dyn Read,
        go_on: &dyn Fn() -> bool,
    ) -> Result<Option<Spool>, WriteError> {
        let mut file = folder.file(name, Compression::Plain)?;
        let mut buffer = vec![0; BUFFER];
        loop {
            if !go_on() {
                return Ok(None);
            }
            match source.read(&mut buffer) {
                Ok(0) => break,
                Ok(read) => file.write(&buffer[..read])?,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(WriteError::io("read", Path::new("standard input"), error)),
            }
        }
        Ok(Some(Spool(file.reread(BUFFER)?.into_inner().into_temp_path())))
    }

    /// Where it is.
    pub fn path(&self) -> PathBuf {
        self.0.to_path_buf()
    }
}
