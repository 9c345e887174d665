//! What a run has from earlier batches, and leaves for later ones.

use std::path::Path;

use super::Job;
use crate::fingerprint::Sketch;
use crate::group::{DocumentKey, Group};
use crate::monitor::Monitor;
use crate::report::{EarlierCount, RunReport};
use crate::write::{BatchWriter, EarlierBatch, Index, RunWriter, SketchWriter, WriteError};

/// An index, and the batch that this run adds to it.
pub(super) struct Earlier {
    index: Index,
    batch: BatchWriter,
    /// Documents of earlier batches: the first ones of the corpus.
    documents: usize,
}

impl Job {
    /// Opens the index and lets all documents of earlier batches go before those of the run.
    pub(super) fn earlier(
        &self,
        path: &Path,
        writer: &mut RunWriter,
        sketches: &mut SketchWriter,
        monitor: &dyn Monitor,
    ) -> Result<Earlier, WriteError> {
        let index = Index::open(path, self.fingerprint)?;
        let batches: Vec<_> = index.earlier(&self.key).collect();
        monitor.stage("read index", Some(batches.iter().map(EarlierBatch::bytes).sum()));
        let mut documents = 0;
        for batch in batches {
            let bytes = batch.bytes();
            let (before, mut reader) = (documents, batch.open()?);
            while let Some(document) = reader.next_document()? {
                if monitor.interrupted() {
                    return Err(WriteError::Interrupted);
                }
                writer.earlier(&document)?;
                sketches.push(document.key(), &document.sketch)?;
                documents += 1;
            }
            monitor.advanced((documents - before) as u64, bytes);
        }
        Ok(Earlier { batch: index.begin(&self.key)?, index, documents })
    }
}

impl Earlier {
    /// Notes a document of the run; `label` is its source and date as fields of a row, as JSON.
    pub(super) fn push(
        &mut self,
        key: DocumentKey<'_>,
        label: &[u8],
        sketch: &Sketch,
    ) -> Result<(), WriteError> {
        self.batch.push(key, label, sketch)
    }

    /// Leaves the groups that a document of the run is in, and makes the report say what was known.
    pub(super) fn narrow(&self, groups: &mut Vec<Group>, report: &mut RunReport) {
        groups.retain(|group| group.members.iter().any(|member| member.document >= self.documents));
        report.earlier = Some(EarlierCount::default());
    }

    /// Adds the batch to the index for good.
    pub(super) fn add(self, job: &Job) -> Result<(), WriteError> {
        self.index.add(&job.key, self.batch)
    }
}
