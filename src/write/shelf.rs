//! Pieces of bytes in a working file without a name, each to be had again by its number.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use super::WriteError;
use super::atomic::BUFFER;

/// A shelf being filled. Its file has no name: it is gone with the process, however that ends.
#[derive(Debug)]
pub struct ShelfWriter {
    file: BufWriter<File>,
    ends: Vec<u64>,
}

impl ShelfWriter {
    /// A shelf in the system's folder for working files.
    ///
    /// # Errors
    /// What the system refuses.
    pub fn create() -> Result<ShelfWriter, WriteError> {
        let folder = std::env::temp_dir();
        let file = tempfile::tempfile().map_err(|source| WriteError::io("create in", &folder, source))?;
        Ok(ShelfWriter { file: BufWriter::with_capacity(BUFFER, file), ends: Vec::new() })
    }

    /// Puts the next piece on it.
    ///
    /// # Errors
    /// A full or failing disk.
    pub fn push(&mut self, piece: &[u8]) -> Result<(), WriteError> {
        let end = self.ends.last().copied().unwrap_or_default() + piece.len() as u64;
        let folder = std::env::temp_dir();
        self.file.write_all(piece).map_err(|source| WriteError::filling(&folder, end, source))?;
        self.ends.push(end);
        Ok(())
    }

    /// Nothing more goes on it.
    ///
    /// # Errors
    /// A full or failing disk.
    pub fn finish(self) -> Result<Shelf, WriteError> {
        let needed = self.ends.last().copied().unwrap_or_default();
        let failed = |source| WriteError::filling(&std::env::temp_dir(), needed, source);
        let file = self.file.into_inner().map_err(|error| failed(error.into_error()))?;
        Ok(Shelf { file: Mutex::new(file), ends: self.ends })
    }
}

/// A full shelf. Eight bytes of memory for each piece.
#[derive(Debug)]
pub struct Shelf {
    file: Mutex<File>,
    ends: Vec<u64>,
}

impl Shelf {
    /// How many pieces there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Bytes of so many pieces that stand side by side.
    pub fn bytes(&self, pieces: Range<usize>) -> u64 {
        let end = |piece: usize| self.ends.get(piece.wrapping_sub(1)).copied().unwrap_or_default();
        end(pieces.end.min(self.ends.len())).saturating_sub(end(pieces.start))
    }

    /// Pieces that stand side by side, in one reading.
    ///
    /// # Errors
    /// A failing disk, or pieces that are not there.
    pub fn read(&self, pieces: Range<usize>) -> io::Result<Vec<Vec<u8>>> {
        if pieces.end > self.ends.len() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let start = self.bytes(0..pieces.start);
        let mut bytes = vec![0; usize::try_from(self.bytes(pieces.clone())).unwrap_or(usize::MAX)];
        {
            let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
            file.seek(SeekFrom::Start(start))?;
            file.read_exact(&mut bytes)?;
        }
        let mut found = Vec::with_capacity(pieces.len());
        for piece in pieces.rev() {
            let length = usize::try_from(self.bytes(piece..piece + 1)).unwrap_or(usize::MAX);
            found.push(bytes.split_off(bytes.len() - length));
        }
        found.reverse();
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn pieces_come_back_by_their_number() {
        let mut writer = ShelfWriter::create().unwrap();
        for piece in ["one", "", "three", "4"] {
            writer.push(piece.as_bytes()).unwrap();
        }
        let shelf = writer.finish().unwrap();
        let read = |pieces| {
            let found = shelf.read(pieces).unwrap().into_iter();
            found.map(|piece| String::from_utf8(piece).unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(read(2..3), ["three"]);
        assert_eq!(read(0..4), ["one", "", "three", "4"]);
        assert_eq!(read(1..2), [""]);
        assert!(read(4..4).is_empty());
        assert!(shelf.read(3..5).is_err());
        assert_eq!((shelf.len(), shelf.bytes(1..4)), (4, 6));
    }
}
