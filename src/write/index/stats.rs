//! What an index holds, and how what is old leaves it.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Serialize;

use super::{EarlierBatch, Index, read_all};
use crate::monitor::Monitor;
use crate::write::WriteError;

/// What an index holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct IndexStats {
    /// Batches that were added and still have documents.
    pub batches: u64,
    /// Bytes on disk of all sketches.
    pub bytes: u64,
    /// Documents.
    pub documents: u64,
    /// When the oldest was published, in seconds since 1970; `None` where no document has a date.
    pub first: Option<i64>,
    /// When the newest was.
    pub last: Option<i64>,
    /// Outlets.
    pub sources: u64,
    /// Documents without a date: no `expire` removes them.
    pub undated: u64,
}

/// Reads a whole index, holding each file to its checksum.
///
/// # Errors
/// [`WriteError::NoIndex`] where there is none; damage; a failing disk; an interruption.
pub fn stats(path: &Path, monitor: &dyn Monitor) -> Result<IndexStats, WriteError> {
    let index = Index::existing(path)?;
    let batches = index.catalog.batches.values();
    let mut stats = IndexStats {
        batches: batches.len() as u64,
        bytes: batches.map(|facts| facts.bytes).sum(),
        ..IndexStats::default()
    };
    let mut sources = BTreeSet::new();
    read_all(&index, monitor, |_, document| {
        stats.documents += 1;
        match document.created {
            None => stats.undated += 1,
            Some(created) => {
                stats.first = Some(stats.first.map_or(created, |first| first.min(created)));
                stats.last = Some(stats.last.map_or(created, |last| last.max(created)));
            }
        }
        sources.extend(document.source);
        Ok(())
    })?;
    stats.sources = sources.len() as u64;
    Ok(stats)
}

/// Removes all documents published before `before`, in seconds since 1970; how many. Those without a date
/// stay. Batches that lose documents are written anew; either all of it is done or nothing.
///
/// # Errors
/// As [`stats`]; a full disk.
pub fn expire(path: &Path, before: i64, monitor: &dyn Monitor) -> Result<u64, WriteError> {
    let mut index = Index::existing(path)?;
    let is_old = |created: Option<i64>| created.is_some_and(|created| created < before);
    let mut touched = BTreeSet::new();
    let mut removed = 0;
    read_all(&index, monitor, |name, document| {
        if is_old(document.created) {
            touched.insert(name.to_owned());
            removed += 1;
        }
        Ok(())
    })?;
    let mut files = Vec::new();
    for name in touched {
        let mut kept = index.anew(&name)?;
        let Some(facts) = index.catalog.batches.remove(&name) else { continue };
        let mut batch = EarlierBatch::new(&index.path, &name, &facts).open()?;
        while let Some(document) = batch.next_document()? {
            if !is_old(document.created) {
                kept.push(document.key(), &document.label, &document.sketch)?;
            }
        }
        let (facts, sealed) = kept.seal()?;
        if facts.documents > 0 {
            index.catalog.batches.insert(name, facts);
            files.push(sealed);
        }
    }
    index.replace(files)?;
    Ok(removed)
}
