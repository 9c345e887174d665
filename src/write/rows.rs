//! Reads the rows of an output file one after the other, with a look at the next.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use serde::de::DeserializeOwned;

use super::Finding;
use super::atomic::BUFFER;

/// A row with the line it stood on.
#[derive(Debug)]
pub(super) struct Row<T> {
    pub(super) value: T,
    /// Without its line feed.
    pub(super) line: Vec<u8>,
}

/// The rows of a file, plain or `.zst`. What cannot be read is a [`Finding`] with the line's number.
pub(super) struct RowReader<T> {
    reader: Box<dyn BufRead>,
    file: String,
    number: u64,
    next: Option<Row<T>>,
}

impl<T: DeserializeOwned> RowReader<T> {
    pub(super) fn open(folder: &Path, file: &str) -> Result<Self, Finding> {
        let failed = |error: std::io::Error| Finding::new(file, format!("cannot be read: {error}"));
        let plain = File::open(folder.join(file)).map_err(failed)?;
        let reader: Box<dyn BufRead> = if Path::new(file).extension().is_some_and(|ending| ending == "zst") {
            Box::new(BufReader::with_capacity(BUFFER, zstd::Decoder::new(plain).map_err(failed)?))
        } else {
            Box::new(BufReader::with_capacity(BUFFER, plain))
        };
        let mut rows = RowReader { reader, file: file.to_owned(), number: 0, next: None };
        rows.advance()?;
        Ok(rows)
    }

    /// The next row, left where it is.
    pub(super) fn peek(&self) -> Option<&T> {
        self.next.as_ref().map(|row| &row.value)
    }

    /// The next row.
    pub(super) fn take(&mut self) -> Result<Option<Row<T>>, Finding> {
        let row = self.next.take();
        if row.is_some() {
            self.advance()?;
        }
        Ok(row)
    }

    /// The next row, if it is of the kind asked for.
    pub(super) fn take_if(&mut self, wanted: impl FnOnce(&T) -> bool) -> Result<Option<Row<T>>, Finding> {
        if self.peek().is_some_and(wanted) { self.take() } else { Ok(None) }
    }

    /// A finding about the row that is next.
    pub(super) fn finding(&self, what: impl std::fmt::Display) -> Finding {
        Finding::new(&self.file, format!("line {}: {what}", self.number))
    }

    /// An error if a row is left.
    pub(super) fn end(&self, why: &str) -> Result<(), Finding> {
        match self.next {
            None => Ok(()),
            Some(_) => Err(self.finding(why)),
        }
    }

    fn advance(&mut self) -> Result<(), Finding> {
        let mut line = Vec::new();
        self.number += 1;
        let length = self.reader.read_until(b'\n', &mut line);
        let length = length.map_err(|error| self.finding(format!("cannot be read: {error}")))?;
        if length == 0 {
            return Ok(());
        }
        if line.pop() != Some(b'\n') {
            return Err(self.finding("is cut short"));
        }
        let value = serde_json::from_slice(&line)
            .map_err(|error| self.finding(format!("is not a row of this file: {error}")))?;
        self.next = Some(Row { value, line });
        Ok(())
    }
}
