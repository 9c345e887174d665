//! Walks through the files of an output folder in step, and puts each original text together again.

use std::path::Path;

use super::digest::{Digest, text_hash};
use super::finish::Progress;
use super::rows::RowReader;
use super::schema::{
    DOCUMENTS, DOCUMENTS_ZST, DocumentRow, INPUTS, InputRow, ORIGINALS, OriginalRow, REJECTS, REMOVALS,
    RejectRow, RemovalRow, json,
};
use super::{Finding, WriteError};
use crate::monitor::Monitor;

/// A document as it was read.
#[derive(Debug)]
pub(super) struct Restored {
    pub(super) row: DocumentRow,
    /// The original text.
    pub(super) text: String,
    pub(super) removals: Vec<RemovalRow>,
    pub(super) original: Option<OriginalRow>,
}

/// Is shown what a walk comes by.
pub(super) trait Visit {
    /// Whether this is the id of a document without a row of its own.
    fn is_not_kept(&self, id: &str) -> bool;
    /// An input begins.
    fn input(&mut self, input: &InputRow) -> Result<(), WriteError>;
    /// One of its documents.
    fn document(&mut self, input: &InputRow, document: Restored) -> Result<(), WriteError>;
    /// All removals of one document that is not kept.
    fn not_kept(&mut self, removals: &[RemovalRow]) -> Result<(), WriteError>;
    /// One of its rejects; they come after its documents.
    fn reject(&mut self, reject: &RejectRow) -> Result<(), WriteError>;
    /// It has ended.
    fn input_end(&mut self, input: &InputRow) -> Result<(), WriteError>;
}

/// The name of the documents file in this folder.
pub(super) fn documents_name(folder: &Path) -> &'static str {
    if folder.join(DOCUMENTS_ZST).exists() { DOCUMENTS_ZST } else { DOCUMENTS }
}

/// Walks from the first input to the last.
///
/// # Errors
/// [`WriteError::Damaged`] at the first place where the files are not in step; what the visitor says.
pub(super) fn walk(folder: &Path, visitor: &mut dyn Visit, monitor: &dyn Monitor) -> Result<(), WriteError> {
    let mut inputs = RowReader::<InputRow>::open(folder, INPUTS)?;
    let mut files = Files::open(folder)?;
    let mut number = 0;
    let mut unreported = Progress::new(monitor);
    while let Some(input) = inputs.take()? {
        let input = input.value;
        if input.input != number {
            let what = format!("`{}` is input {}, and {number} is next", input.name, input.input);
            return Err(Finding::new(INPUTS, what).into());
        }
        number += 1;
        visitor.input(&input)?;
        files.input(&input, visitor, &mut unreported)?;
        visitor.input_end(&input)?;
    }
    files.end(visitor)
}

/// The files that go in step.
struct Files {
    documents: RowReader<DocumentRow>,
    removals: RowReader<RemovalRow>,
    originals: RowReader<OriginalRow>,
    rejects: RowReader<RejectRow>,
}

impl Files {
    fn open(folder: &Path) -> Result<Self, Finding> {
        Ok(Files {
            documents: RowReader::open(folder, documents_name(folder))?,
            removals: RowReader::open(folder, REMOVALS)?,
            originals: RowReader::open(folder, ORIGINALS)?,
            rejects: RowReader::open(folder, REJECTS)?,
        })
    }

    fn input(
        &mut self,
        input: &InputRow,
        visitor: &mut dyn Visit,
        unreported: &mut Progress<'_>,
    ) -> Result<(), WriteError> {
        let mut digest = Digest::default();
        for _ in 0..input.written {
            let document = self.document(input, visitor, &mut digest)?;
            unreported.add(document.text.len() as u64)?;
            visitor.document(input, document)?;
        }
        if digest.hex() != input.digest {
            let what = format!("what `{}` would be restored to does not fit its digest", input.name);
            return Err(Finding::new(INPUTS, what).into());
        }
        let mut last = 0;
        for _ in 0..input.rejected {
            let record = self.reject(input, visitor)?;
            if record < last {
                let what = format!("the rejects of `{}` are not in order", input.name);
                return Err(Finding::new(REJECTS, what).into());
            }
            last = record;
        }
        Ok(())
    }

    fn document(
        &mut self,
        input: &InputRow,
        visitor: &mut dyn Visit,
        digest: &mut Digest,
    ) -> Result<Restored, WriteError> {
        let lost = || format!("a document of `{}` is missing", input.name);
        let row = self.documents.take()?.ok_or_else(|| self.documents.finding(lost()))?.value;
        self.skip_not_kept(Some(&row.id), visitor)?;
        let mut removals = Vec::new();
        while let Some(removal) = self.removals.take_if(|removal| removal.id == row.id)? {
            removals.push(removal.value);
        }
        let original = self.originals.take_if(|original| original.id == row.id)?;
        let of_document =
            |what: String| Finding::new(REMOVALS, format!("those of document `{}`: {what}", row.id));
        let text = put_back(&row.text, &removals).map_err(of_document)?;
        let removed: u64 = removals.iter().map(|removal| removal.text.len() as u64).sum();
        if (text.len() as u64, removed) != (row.bytes_in, row.bytes_removed) {
            let what = format!(
                "they make {} bytes, {removed} of them removed; its row says {} and {}",
                text.len(),
                row.bytes_in,
                row.bytes_removed
            );
            return Err(of_document(what).into());
        }
        let line = original.as_ref().map_or(&[][..], |original| &original.line);
        digest.add(&json(&row.id), text_hash(&text), line);
        Ok(Restored { row, text, removals, original: original.map(|original| original.value) })
    }

    /// Passes over the removals of documents that are not kept, up to those of the document `next`.
    fn skip_not_kept(&mut self, next: Option<&str>, visitor: &mut dyn Visit) -> Result<(), WriteError> {
        while let Some(removal) = self.removals.peek() {
            if Some(removal.id.as_str()) == next || !visitor.is_not_kept(&removal.id) {
                break;
            }
            let id = removal.id.clone();
            let mut removals = Vec::new();
            while let Some(removal) = self.removals.take_if(|removal| removal.id == id)? {
                removals.push(removal.value);
            }
            visitor.not_kept(&removals)?;
        }
        Ok(())
    }

    /// Where the reject was, for comparison: a whole input comes last.
    fn reject(&mut self, input: &InputRow, visitor: &mut dyn Visit) -> Result<u64, WriteError> {
        let lost = || format!("a reject of `{}` is missing", input.name);
        let reject = self
            .rejects
            .take_if(|reject| reject.path == input.name)?
            .ok_or_else(|| self.rejects.finding(lost()))?
            .value;
        visitor.reject(&reject)?;
        Ok(reject.record.unwrap_or(u64::MAX))
    }

    fn end(mut self, visitor: &mut dyn Visit) -> Result<(), WriteError> {
        self.skip_not_kept(None, visitor)?;
        self.documents.end("a document that no input accounts for")?;
        self.removals.end("a removal of no document, or out of order")?;
        self.originals.end("an original of no document, or out of order")?;
        self.rejects.end("a reject that no input accounts for")?;
        Ok(())
    }
}

/// The text before the removals were made. Since all pieces are strings, every span that fits lies on
/// character boundaries.
pub(super) fn put_back(clean: &str, removals: &[RemovalRow]) -> Result<String, String> {
    let mut text = String::with_capacity(clean.len());
    let mut rest = clean;
    for removal in removals {
        let place = format!("the span {}..{}", removal.start, removal.end);
        let gap = removal
            .start
            .checked_sub(text.len())
            .ok_or_else(|| format!("{place} begins before the one before it ends"))?;
        let (kept, behind) = rest
            .split_at_checked(gap)
            .ok_or_else(|| format!("{place} begins beyond the text or within a character"))?;
        if removal.end.checked_sub(removal.start) != Some(removal.text.len()) {
            return Err(format!("{place} does not have the {} bytes of its text", removal.text.len()));
        }
        text.push_str(kept);
        text.push_str(&removal.text);
        rest = behind
            .strip_prefix(removal.replacement.as_str())
            .ok_or_else(|| format!("{place} is not followed by its replacement"))?;
    }
    Ok(text + rest)
}
