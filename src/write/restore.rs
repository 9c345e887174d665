//! Gives the input of a run back from its output.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::accounting::{Findings, read_report};
use super::group_index::GroupIndex;
use super::manifest::Manifest;
use super::names::{Taken, make_parents, safe_path};
use super::report_file::Keep;
use super::rows::RowReader;
use super::schema::{
    DOCUMENTS, INPUTS, InputKind, InputRow, ORIGINALS, OriginalRow, RejectRow, RemovalRow, json,
};
use super::walk::{Restored, Visit, walk};
use super::{Finding, WriteError};
use crate::document::Flag;
use crate::monitor::Monitor;
use crate::text::encode;

/// What has been restored, and what could not be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RestoreSummary {
    /// Documents that are back.
    pub documents: u64,
    /// Files they are in.
    pub files: u64,
    /// Bytes of these.
    pub bytes: u64,
    /// Documents the run did not keep. They are not back.
    pub not_kept: u64,
    /// Records and inputs the run rejected. They are not back.
    pub rejected: u64,
}

/// Writes the input of the run in `folder` to `back`, which must be absent or empty: texts as the files
/// they were, records as JSON lines `{"id": …, "text": …}`, both without compression.
///
/// # Errors
/// [`WriteError::Damaged`] at the first damage, [`WriteError::UnsafeName`] before anything is written
/// where an input's name leads out of `back`, [`WriteError::Refused`] where `back` holds something,
/// [`WriteError::Interrupted`] where the monitor says so; a full or failing disk.
pub fn restore(folder: &Path, back: &Path, monitor: &dyn Monitor) -> Result<RestoreSummary, WriteError> {
    Manifest::read(folder)?;
    let report = read_report(folder, &mut Findings::default())?;
    let groups = match report.keep {
        Keep::All => GroupIndex::default(),
        Keep::Representatives => GroupIndex::read(folder)?,
    };
    let taken = read_names(folder)?;
    make_empty(back)?;
    monitor.stage("restore", Some(report.bytes.read));
    let mut restorer = Restorer { back, groups, taken, open: None, summary: RestoreSummary::default() };
    walk(folder, &mut restorer, monitor)?;
    Ok(restorer.summary)
}

/// The names of all inputs, each of them safe.
fn read_names(folder: &Path) -> Result<Taken, WriteError> {
    let mut taken = Taken::default();
    let mut inputs = RowReader::<InputRow>::open(folder, INPUTS)?;
    while let Some(input) = inputs.take()? {
        safe_path(&input.value.name)?;
        taken.add(&input.value.name);
    }
    Ok(taken)
}

fn make_empty(back: &Path) -> Result<(), WriteError> {
    std::fs::create_dir_all(back).map_err(|source| WriteError::io("create", back, source))?;
    let mut entries = std::fs::read_dir(back).map_err(|source| WriteError::io("list", back, source))?;
    match entries.next() {
        None => Ok(()),
        Some(_) => Err(WriteError::refused(back, "is not empty")),
    }
}

struct Restorer<'a> {
    back: &'a Path,
    /// Empty where all documents are kept.
    groups: GroupIndex,
    taken: Taken,
    open: Option<OpenFile>,
    summary: RestoreSummary,
}

struct OpenFile {
    path: PathBuf,
    file: BufWriter<File>,
    bytes: u64,
}

impl OpenFile {
    fn write(&mut self, bytes: &[u8]) -> Result<(), WriteError> {
        self.bytes += bytes.len() as u64;
        let written = self.file.write_all(bytes);
        written.map_err(|source| WriteError::filling(&self.path, self.bytes, source))
    }
}

impl Restorer<'_> {
    fn file(&mut self, input: &InputRow) -> Result<&mut OpenFile, WriteError> {
        let relative = safe_path(self.taken.restored(&input.name))?;
        make_parents(self.back, &relative)?;
        let path = self.back.join(relative);
        let file = File::options()
            .write(true)
            .create_new(true)
            .open(&path)
            .map_err(|source| WriteError::io("create", &path, source))?;
        self.summary.files += 1;
        Ok(self.open.insert(OpenFile { path, file: BufWriter::new(file), bytes: 0 }))
    }
}

impl Visit for Restorer<'_> {
    fn is_not_kept(&self, id: &str) -> bool {
        self.groups.is_represented(id)
    }

    fn input(&mut self, input: &InputRow) -> Result<(), WriteError> {
        // An input that is nothing but a reject does not come back as an empty file.
        if input.kind == InputKind::Records && (input.documents > 0 || input.rejected == 0) {
            self.file(input)?;
        }
        Ok(())
    }

    fn document(&mut self, input: &InputRow, document: Restored) -> Result<(), WriteError> {
        let bytes = match input.kind {
            InputKind::Text => file_bytes(&document)?,
            InputKind::Records => record_line(&document)?,
        };
        let file = match &mut self.open {
            Some(file) => file,
            None => self.file(input)?,
        };
        file.write(&bytes)?;
        self.summary.documents += 1;
        Ok(())
    }

    fn not_kept(&mut self, _: &[RemovalRow]) -> Result<(), WriteError> {
        Ok(())
    }

    fn reject(&mut self, _: &RejectRow) -> Result<(), WriteError> {
        self.summary.rejected += 1;
        Ok(())
    }

    fn input_end(&mut self, input: &InputRow) -> Result<(), WriteError> {
        self.summary.not_kept += input.documents.saturating_sub(input.written);
        if let Some(OpenFile { path, mut file, bytes }) = self.open.take() {
            file.flush().map_err(|source| WriteError::filling(&path, bytes, source))?;
            self.summary.bytes += bytes;
        }
        Ok(())
    }
}

/// The original bytes, where they were kept.
fn raw(document: &Restored) -> Result<Option<Vec<u8>>, Finding> {
    let raw = document.original.as_ref().and_then(|original| original.raw.as_ref());
    let decoded = raw.map(|raw| BASE64.decode(raw)).transpose();
    decoded.map_err(|error| Finding::new(ORIGINALS, format!("the bytes of `{}`: {error}", document.row.id)))
}

/// A text file as it was.
fn file_bytes(document: &Restored) -> Result<Vec<u8>, Finding> {
    if let Some(raw) = raw(document)? {
        return Ok(raw);
    }
    let flags = &document.row.flags;
    let encoding = flags.iter().find_map(|flag| flag.strip_prefix("decoded:")).unwrap_or("utf-8");
    let bom = flags.iter().any(|flag| *flag == Flag::ByteOrderMark.to_string());
    encode(&document.text, encoding, bom).ok_or_else(|| {
        let id = &document.row.id;
        Finding::new(DOCUMENTS, format!("`{id}` cannot be put back into `{encoding}`"))
    })
}

/// A record as a JSON line; without an id where the record had none.
fn record_line(document: &Restored) -> Result<Vec<u8>, Finding> {
    let text = raw(document)?.unwrap_or_else(|| json(&document.text));
    let id = match &document.original {
        Some(OriginalRow { id_json: Some(id), .. }) => Some(id.clone().into_bytes()),
        _ if document.row.flags.contains(&Flag::IdAssigned.to_string()) => None,
        _ => Some(json(&document.row.id)),
    };
    Ok(match id {
        Some(id) => [&b"{\"id\":"[..], &id, b",\"text\":", &text, b"}\n"].concat(),
        None => [&b"{\"text\":"[..], &text, b"}\n"].concat(),
    })
}
