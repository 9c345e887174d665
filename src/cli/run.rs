//! `copydesk run`: reads, cleans, groups, writes.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::args::{FingerprintArg, FormatArg, Keep, RunArgs};
use super::fields::{read_options, threads};
use super::packs;
use super::progress::Progress;
use super::signals::Signals;
use super::status::{Status, Usage};
use super::summary;
use crate::clean::Cleaner;
use crate::document::Reject;
use crate::fingerprint::{Fingerprint, FingerprintKind, Frequencies, Sketch, Weights};
use crate::group::{Bucket, CappedBucket, Entry, GroupOptions, Prefer, group};
use crate::monitor::Monitor;
use crate::pipeline::{End, Workers};
use crate::read::{self, Inputs, Item, Place, ReadOptions, Reader};
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
        eprintln!("copydesk: interrupted; nothing was written. The same command starts again");
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
            eprintln!("`{}` holds this run already, nothing to do", arguments.output.display());
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
                    let cleaned = self.cleaner.clean(scratch, document);
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

/// What the manifest says of the run: all that shapes its output.
fn facts(arguments: &RunArgs, cleaner: &Cleaner) -> ManifestFacts {
    let fields = &arguments.fields;
    let name = |value: &dyn std::fmt::Debug| format!("{value:?}").to_lowercase();
    let options = serde_json::json!({
        "text-field": fields.text_field, "id-field": fields.id_field, "source-field": fields.source_field,
        "url-field": fields.url_field, "date-field": fields.date_field, "lang-field": fields.lang_field,
        "keep": name(&arguments.keep), "prefer": arguments.prefer, "format": name(&arguments.format),
        "fingerprint": name(&arguments.fingerprint), "score": cleaner.model_hash(),
    });
    ManifestFacts {
        tool: concat!("copydesk ", env!("CARGO_PKG_VERSION")).to_owned(),
        options: options.as_object().cloned().unwrap_or_default(),
        rules: cleaner.rules().packs.iter().map(|pack| (pack.name.clone(), pack.hash.clone())).collect(),
    }
}

/// Two runs with one key have the same output: version, options, rules, and the inputs by name and size.
fn key(facts: &ManifestFacts, found: &Inputs) -> RunKey {
    let options = serde_json::Value::Object(facts.options.clone()).to_string();
    let rules = facts.rules.iter().flat_map(|(name, hash)| [name.clone(), hash.clone()]);
    let size = |input: &read::Input| match &input.place {
        Place::Path(path) => std::fs::metadata(path).map_or(0, |metadata| metadata.len()),
        Place::Stdin => 0,
    };
    let inputs = found.inputs.iter().flat_map(|input| [input.name.clone(), size(input).to_string()]);
    let parts: Vec<String> = [facts.tool.clone(), options].into_iter().chain(rules).chain(inputs).collect();
    RunKey::of(parts.iter().map(String::as_str))
}

/// An output folder among the inputs would be read by the next run, or by this one.
fn refuse_overlap(found: &Inputs, output: &Path) -> Result<()> {
    let absolute = |path: &Path| path.canonicalize().or_else(|_| std::path::absolute(path));
    let output: PathBuf = absolute(output).context("cannot tell where the output folder is")?;
    for input in &found.inputs {
        if let Place::Path(path) = &input.place
            && absolute(path).is_ok_and(|path| path.starts_with(&output))
        {
            let what =
                format!("the input `{}` lies in the output folder\nhint: give another --output", input.name);
            return Err(Usage(what).into());
        }
    }
    Ok(())
}
