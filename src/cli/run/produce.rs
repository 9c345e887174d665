//! The second sweep: cleans (unless the texts are clean already), fingerprints, groups and writes.

use std::io;

use anyhow::{Context, Result};

use super::super::wipe_out;
use super::Job;
use super::earlier::Earlier;
use super::hits::HitReader;
use super::learn::Lesson;
use crate::clean::{Cleaned, Cleaner};
use crate::document::Reject;
use crate::fingerprint::{Fingerprints, Sketch};
use crate::group::{Bucket, CappedBucket, DocumentKey, Grouping, group};
use crate::monitor::Monitor;
use crate::pipeline::End;
use crate::read::{self, Input, Item, Reader};
use crate::report::RunReport;
use crate::rules::RuleScratch;
use crate::text::{Checksum, epoch_seconds, lines};
use crate::write::{
    self, DiskSorting, Outcome, PassageWork, PieceReader, Rendered, RunFolder, RunWriter, SketchWriter,
    Summary, render,
};

/// A document on its way from a worker to the writer.
struct Finished {
    rendered: Rendered,
    sketch: Sketch,
    created: Option<i64>,
    length: u64,
    source: Option<String>,
}

enum Step {
    Document(Box<Finished>),
    Reject(Reject),
    End(read::InputEnd),
}

struct Batch {
    steps: Vec<Step>,
    report: RunReport,
    bytes: u64,
}

/// Where documents go, one after the other.
struct Desk<'d> {
    writer: &'d mut RunWriter,
    sketches: &'d mut SketchWriter,
    earlier: Option<&'d mut Earlier>,
}

impl Job {
    /// Cleans, groups and writes; `None` where the run was interrupted before the last step.
    pub(super) fn produce(
        &self,
        folder: RunFolder,
        inputs: &[Input],
        lesson: Option<Lesson>,
        monitor: &dyn Monitor,
    ) -> Result<Option<Summary>> {
        let (cleaner, hits, checksums) = match lesson {
            Some(Lesson { rules, hits, checksums }) => {
                (self.cleaner.as_ref().map(|cleaner| cleaner.with_rules(rules)), Some(hits), checksums)
            }
            None => (self.cleaner.clone(), None, Vec::new()),
        };
        let mut writer = RunWriter::begin(folder, self.write)?;
        let mut report = RunReport::default();
        let mut sketches = SketchWriter::create(writer.folder(), self.fingerprint, self.max_memory / 2)?;
        let mut earlier = match &self.index {
            Some(path) => Some(self.earlier(path, &mut writer, &mut sketches, monitor)?),
            None => None,
        };
        monitor.stage(if cleaner.is_some() { "clean" } else { "read" }, read::total_bytes(inputs));
        let end = self.workers.ordered(
            with_hits(Reader::new(inputs, &self.read), hits),
            || cleaner.as_ref().map(|cleaner| (cleaner, cleaner.scratch())),
            |desk, (batch, hits)| Ok(self.clean(desk.as_mut(), batch, hits?.as_deref())),
            |batch: io::Result<Batch>| {
                let batch = batch.context("cannot read a working file back")?;
                self.compare(&batch, &checksums)?;
                let desk = Desk { writer: &mut writer, sketches: &mut sketches, earlier: earlier.as_mut() };
                self.take(batch, desk, &mut report, monitor)
            },
            monitor,
        )?;
        if end == End::Interrupted {
            return Ok(None);
        }
        wipe_out::check(&mut report, self.accept_loss)?;
        if sketches.held() as u64 > self.max_memory {
            monitor.beyond_memory(sketches.held() as u64);
        }
        self.reject_unreadable(&mut writer, &mut report, monitor)?;
        for pack in cleaner.iter().flat_map(|cleaner| cleaner.rules().learnt_packs()) {
            writer.learned(&pack.file, &pack.text)?;
        }
        let Some((mut grouping, fingerprints)) = self.grouped(sketches, writer.folder(), monitor)? else {
            return Ok(None);
        };
        if let Some(earlier) = &earlier {
            earlier.narrow(&mut grouping.groups, &mut report);
        }
        let outcome = Outcome {
            groups: &grouping.groups,
            fingerprints: &fingerprints,
            report,
            capped: grouping.capped.iter().map(capped).collect(),
            passages: self.passage_work(),
            facts: self.facts.clone(),
        };
        let prepared = writer.prepare(outcome, monitor)?;
        // First the index, then the output: a run that is killed between the two is repeated, and replaces
        // its batch. The other way round its batch would be missing for good.
        if let Some(earlier) = earlier {
            earlier.add(self)?;
        }
        Ok(Some(prepared.commit(monitor)?))
    }

    fn passage_work(&self) -> Option<PassageWork<'_>> {
        let (workers, max_memory) = (&self.workers, self.max_memory);
        self.passages.map(|options| PassageWork { options, workers, max_memory })
    }

    /// Fingerprints and groups; `None` where interrupted.
    fn grouped(
        &self,
        sketches: SketchWriter,
        folder: &RunFolder,
        monitor: &dyn Monitor,
    ) -> Result<Option<(Grouping, Fingerprints)>> {
        monitor.stage("fingerprint", None);
        let sketches = sketches.finish(&self.workers)?;
        let sorting = DiskSorting::new(folder, self.max_memory / 4);
        let mut grouping = self.workers.within(|| group(&sketches, &self.group, &sorting, monitor));
        if monitor.interrupted() {
            return Ok(None);
        }
        sorting.check()?;
        let fingerprints = sketches.settle(&mut grouping.groups)?;
        Ok(Some((grouping, fingerprints)))
    }

    /// A worker's part: everything that needs one document only.
    fn clean(
        &self,
        mut desk: Option<&mut (&Cleaner, RuleScratch)>,
        batch: read::Batch,
        hits: Option<&[u8]>,
    ) -> Batch {
        let mut hits = hits.map(HitReader::new);
        let read = batch.documents(&self.found.inputs, &self.read);
        let mut done = Batch {
            steps: Vec::with_capacity(read.items.len()),
            report: RunReport::default(),
            bytes: read.bytes,
        };
        for item in read.items {
            done.steps.push(match item {
                Item::Document(document) => {
                    let known = hits.as_mut().and_then(|hits| hits.next(&document.text));
                    let cleaned = match (&mut desk, known) {
                        (None, _) => Cleaned::untouched(*document),
                        (Some((cleaner, _)), Some(mut hits)) => {
                            let lines = lines(&document.text);
                            cleaner.add_repeated(&document, &lines, &mut hits);
                            cleaner.clean_hits(*document, &lines, &hits)
                        }
                        (Some((cleaner, scratch)), None) => cleaner.clean(scratch, *document),
                    };
                    done.report.count(&cleaned);
                    Step::Document(Box::new(Finished {
                        rendered: render(&cleaned),
                        sketch: self.fingerprint.sketch(&cleaned.text),
                        created: cleaned.document.created.as_deref().and_then(epoch_seconds),
                        length: cleaned.text.len() as u64,
                        source: cleaned.document.source,
                    }))
                }
                Item::Reject(reject) => {
                    done.report.reject(&reject);
                    Step::Reject(reject)
                }
                Item::End(end) => Step::End(end),
            });
        }
        done
    }

    /// An input must not change between the sweeps: what was learnt would be of another one.
    fn compare(&self, batch: &Batch, checksums: &[String]) -> Result<()> {
        let ends = batch.steps.iter().filter_map(|step| match step {
            Step::End(end) => Some(end),
            _ => None,
        });
        for end in ends {
            if checksums.get(end.input).is_some_and(|before| *before != end.checksum) {
                let name = &self.found.inputs[end.input].name;
                anyhow::bail!(
                    "`{name}` changed while it was read\nhint: run again when nothing writes to it any more"
                );
            }
        }
        Ok(())
    }

    /// The writer's part, in input order.
    fn take(
        &self,
        batch: Batch,
        Desk { writer, sketches, mut earlier }: Desk<'_>,
        report: &mut RunReport,
        monitor: &dyn Monitor,
    ) -> Result<()> {
        monitor.advanced(batch.report.documents, batch.bytes);
        *report += batch.report;
        for step in batch.steps {
            match step {
                Step::Document(document) => {
                    let Finished { rendered, sketch, created, length, source } = *document;
                    let label = earlier.as_ref().map(|_| rendered.label().to_vec());
                    let id = writer.push(rendered)?;
                    let key = DocumentKey { created, length, source: source.as_deref(), id: &id };
                    sketches.push(key, &sketch)?;
                    if let (Some(earlier), Some(label)) = (&mut earlier, label) {
                        earlier.push(key, &label, &sketch)?;
                    }
                }
                Step::Reject(reject) => {
                    monitor.rejected(&reject.path, reject.record, &reject.reason);
                    writer.reject(&reject)?;
                }
                Step::End(end) => writer.input_end(write::Input {
                    name: self.found.inputs[end.input].name.clone(),
                    kind: match end.kind {
                        read::InputKind::Text => write::InputKind::Text,
                        read::InputKind::Records => write::InputKind::Records,
                    },
                    bytes: end.bytes,
                    checksum: end.checksum,
                })?,
            }
        }
        Ok(())
    }

    /// What was found among the inputs and cannot be read: inputs that hold one reject and nothing else.
    fn reject_unreadable(
        &self,
        writer: &mut RunWriter,
        report: &mut RunReport,
        monitor: &dyn Monitor,
    ) -> Result<()> {
        for reject in &self.found.rejects {
            monitor.rejected(&reject.path, reject.record, &reject.reason);
            report.reject(reject);
            writer.reject(reject)?;
            let (name, checksum) = (reject.path.clone(), Checksum::default().hex());
            writer.input_end(write::Input { name, kind: write::InputKind::Text, bytes: 0, checksum })?;
        }
        Ok(())
    }
}

fn capped(bucket: &CappedBucket) -> write::CappedBucket {
    let name = match bucket.bucket {
        Bucket::Story(shingle) => format!("story {shingle:08x}"),
        Bucket::Phrase(shingle) => format!("phrase {shingle:08x}"),
        Bucket::Block(number, bits) => format!("block {number} {bits:x}"),
    };
    write::CappedBucket { bucket: name, documents: bucket.texts as u64 }
}

/// Batches with the hits that the first sweep has found in them, where there was one.
fn with_hits(
    batches: Reader,
    hits: Option<PieceReader>,
) -> impl Iterator<Item = (read::Batch, io::Result<Option<Vec<u8>>>)> {
    let mut hits = hits.into_iter().flatten();
    batches.map(move |batch| (batch, hits.next().transpose()))
}
