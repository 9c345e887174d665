//! `copydesk run`: reads, cleans, groups, writes.

use std::io::Write;

use anyhow::{Context, Result};

use super::args::{FingerprintArg, FormatArg, Keep, RunArgs};
use super::fields::{read_options, threads};
use super::packs;
use super::plan::{facts, key, refuse_overlap};
use super::progress::Progress;
use super::signals::Signals;
use super::status::{Status, Usage};
use super::summary;
use super::terminal::tell;
use super::wipe_out;
use crate::clean::Cleaner;
use crate::document::Reject;
use crate::fingerprint::{Fingerprint, FingerprintKind, Frequencies, Sketch, Weights};
use crate::group::{Bucket, CappedBucket, Entry, GroupOptions, Prefer, group};
use crate::monitor::Monitor;
use crate::pipeline::{End, Workers};
use crate::read::{self, Inputs, Item, ReadOptions, Reader};
use crate::report::RunReport;
use crate::text::{Checksum, epoch_seconds};
use crate::write::{
    self, ManifestFacts, Opened, Outcome, Rendered, RunFolder, RunKey, RunWriter, Summary, WriteOptions,
    render,
};

/// The main job.
pub(super) fn run(arguments: &RunArgs, out: &mut dyn Write) -> Result<Status> {
    let signals = Signals::listen()?;
    let job = Job::plan(arguments)?;
    let progress = Progress::new(arguments.work.quiet, signals.clone());
    let folder = match RunFolder::open(&arguments.output, &job.key)? {
        Opened::Ready(folder) => folder,
        Opened::AlreadyDone => return job.already_done(arguments, out, &progress),
    };
    let summary = match job.work(folder, &progress) {
        Err(_) if signals.received().is_some() => None,
        result => result?,
    };
    let times = progress.finish();
    let Some(summary) = summary else {
        tell("copydesk: interrupted; nothing was written. The same command starts again");
        return Ok(Status::Interrupted(signals.received().unwrap_or(130)));
    };
    if !arguments.work.quiet {
        summary::print(&summary, &times, &arguments.output);
    }
    finished(arguments, out, summary.report.rejected)
}

fn finished(arguments: &RunArgs, out: &mut dyn Write, rejected: u64) -> Result<Status> {
    if arguments.json {
        out.write_all(&write::report_json(&arguments.output)?)?;
    }
    Ok(if rejected > 0 { Status::Rejected } else { Status::Done })
}

/// Everything that is settled before the first document is read.
struct Job {
    cleaner: Cleaner,
    found: Inputs,
    read: ReadOptions,
    write: WriteOptions,
    fingerprint: FingerprintKind,
    group: GroupOptions,
    accept_loss: bool,
    workers: Workers,
    facts: ManifestFacts,
    key: RunKey,
}

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

/// What stays of the documents while the run goes on.
#[derive(Default)]
struct Corpus {
    sketches: Vec<Sketch>,
    entries: Vec<Entry>,
    frequencies: Frequencies,
}

impl Job {
    fn plan(arguments: &RunArgs) -> Result<Job> {
        let cleaner = packs::cleaner(&arguments.rules)?;
        let group = GroupOptions {
            prefer: Prefer::list(&arguments.prefer).map_err(|error| Usage(error.to_string()))?,
            ..GroupOptions::default()
        };
        let found = read::expand(&arguments.inputs).map_err(|error| Usage(error.to_string()))?;
        refuse_overlap(&found, &arguments.output)?;
        let facts = facts(arguments, &cleaner);
        Ok(Job {
            key: key(&facts, &found),
            workers: Workers::new(threads(arguments.work.threads)).map_err(anyhow::Error::msg)?,
            write: WriteOptions {
                format: match arguments.format {
                    FormatArg::Jsonl => write::Format::Jsonl,
                    FormatArg::JsonlZst => write::Format::JsonlZst,
                },
                keep: match arguments.keep {
                    Keep::All => write::Keep::All,
                    Keep::Representatives => write::Keep::Representatives,
                },
            },
            fingerprint: match arguments.fingerprint {
                FingerprintArg::Simhash64 => FingerprintKind::Simhash64,
                FingerprintArg::Simhash128 => FingerprintKind::Simhash128,
                FingerprintArg::Simhash64Crate => FingerprintKind::Simhash64Crate,
            },
            cleaner,
            found,
            read: read_options(&arguments.fields),
            group,
            accept_loss: arguments.accept_loss,
            facts,
        })
    }

    /// The folder holds this run. The same names and sizes are not yet the same inputs: their bytes are
    /// compared before the run is called done.
    fn already_done(
        &self,
        arguments: &RunArgs,
        out: &mut dyn Write,
        monitor: &dyn Monitor,
    ) -> Result<Status> {
        let known = write::finished_run(&arguments.output, monitor)?;
        for input in &self.found.inputs {
            let checksum = read::checksum(input).with_context(|| format!("cannot read `{}`", input.name))?;
            if known.inputs.get(&input.name) != Some(&checksum) {
                let (output, name) = (arguments.output.display(), &input.name);
                let what = format!(
                    "`{output}` holds a run over another `{name}`\nhint: give another --output, or remove it"
                );
                return Err(Usage(what).into());
            }
        }
        if !arguments.work.quiet {
            tell(&format!("`{}` holds this run already, nothing to do", arguments.output.display()));
        }
        finished(arguments, out, known.rejected)
    }

    /// Does it all; `None` where the run was interrupted before the last step.
    fn work(&self, folder: RunFolder, monitor: &dyn Monitor) -> Result<Option<Summary>> {
        let mut writer = RunWriter::begin(folder, self.write)?;
        let mut report = RunReport::default();
        let mut corpus = Corpus::default();
        monitor.stage("clean", read::total_bytes(&self.found.inputs));
        let end = self.workers.ordered(
            Reader::new(&self.found.inputs, &self.read),
            || self.cleaner.scratch(),
            |scratch, batch| self.clean(scratch, batch),
            |batch| self.take(batch, &mut writer, &mut corpus, &mut report, monitor),
            monitor,
        )?;
        if end == End::Interrupted {
            return Ok(None);
        }
        wipe_out::check(&mut report, self.accept_loss)?;
        self.reject_unreadable(&mut writer, &mut report, monitor)?;
        let fingerprints = self.fingerprints(&mut corpus, monitor);
        let grouping = group(&corpus.entries, &self.group, monitor);
        if monitor.interrupted() {
            return Ok(None);
        }
        drop(corpus);
        let outcome = Outcome {
            groups: &grouping.groups,
            fingerprints: &fingerprints,
            report,
            capped: grouping.capped.iter().map(capped).collect(),
            facts: self.facts.clone(),
        };
        Ok(Some(writer.finish(outcome, monitor)?))
    }

    /// A worker's part: everything that needs one document only.
    fn clean(&self, scratch: &mut crate::rules::RuleScratch, batch: read::Batch) -> Batch {
        let read = batch.documents(&self.found.inputs, &self.read);
        let mut done = Batch {
            steps: Vec::with_capacity(read.items.len()),
            report: RunReport::default(),
            bytes: read.bytes,
        };
        for item in read.items {
            done.steps.push(match item {
                Item::Document(document) => {
                    let cleaned = self.cleaner.clean(scratch, *document);
                    done.report += RunReport::of(&cleaned);
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

    /// The writer's part, in input order.
    fn take(
        &self,
        batch: Batch,
        writer: &mut RunWriter,
        corpus: &mut Corpus,
        report: &mut RunReport,
        monitor: &dyn Monitor,
    ) -> Result<()> {
        monitor.advanced(batch.report.documents, batch.bytes);
        *report += batch.report;
        for step in batch.steps {
            match step {
                Step::Document(document) => {
                    let id = writer.push(document.rendered)?;
                    corpus.frequencies.add(&document.sketch.features);
                    corpus.sketches.push(document.sketch);
                    let (created, length, source) = (document.created, document.length, document.source);
                    corpus.entries.push(Entry { created, length, source, id, ..Entry::default() });
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

    /// Fingerprints of all documents, whose words weigh by how rare they are among them.
    fn fingerprints(&self, corpus: &mut Corpus, monitor: &dyn Monitor) -> Vec<Fingerprint> {
        monitor.stage("fingerprint", None);
        let weights = Weights::new(&corpus.frequencies);
        let sketches = std::mem::take(&mut corpus.sketches);
        let fingerprints =
            self.workers.map(&sketches, |sketch| self.fingerprint.fingerprint(sketch, &weights));
        for ((entry, sketch), fingerprint) in corpus.entries.iter_mut().zip(sketches).zip(&fingerprints) {
            entry.fingerprint = *fingerprint;
            entry.features = sketch.features;
        }
        fingerprints
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
