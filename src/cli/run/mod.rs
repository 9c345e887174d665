//! `copydesk run`: reads, learns, cleans, groups, writes. `copydesk group`: the same without cleaning.
//!
//! ```text
//!  inputs ─▶ learn: rules scan, outlets' lines are counted ─▶ rules and what was learnt, hits
//!  inputs ─▶ produce: the same hits and what was learnt ─▶ clean texts ─▶ groups ─▶ the output folder
//! ```
//! Inputs are read twice and scanned once. Where nothing can be learnt there is no first sweep; where
//! nothing is to be cleaned the texts go on as they are.

mod args;
mod earlier;
mod hits;
mod learn;
mod produce;

use std::io::Write;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use anyhow::{Context, Result};

use super::fields::{read_options, threads};
use super::packs;
use super::plan::{Cleaning, facts, key, refuse_inside, refuse_overlap};
use super::progress::Progress;
use super::report::write_timings;
use super::signals::Signals;
use super::status::{Status, Usage};
use super::summary;
use super::terminal::tell;
use crate::clean::Cleaner;
use crate::fingerprint::FingerprintKind;
use crate::group::GroupOptions;
use crate::group::passages::PassageOptions;
use crate::monitor::Monitor;
use crate::pipeline::Workers;
use crate::read::{self, Inputs, ReadOptions};
use crate::write::{self, ManifestFacts, Opened, RunFolder, RunKey, Summary, WriteOptions};
pub(super) use args::{GroupArgs, GroupingArgs, JobArgs, RunArgs};

/// The main job.
pub(super) fn run(arguments: &RunArgs, out: &mut dyn Write) -> Result<Status> {
    let signals = Signals::listen()?;
    let workers = workers(&arguments.job)?;
    let cleaner = workers.within(|| packs::cleaner(&arguments.rules))?;
    let learn = !arguments.no_learn && cleaner.rules().repeats().next().is_some();
    let cleaning = Cleaning { cleaner: &cleaner, learn };
    let job =
        Job { accept_loss: arguments.accept_loss, ..Job::plan(&arguments.job, Some(&cleaning), workers)? };
    job.run(&arguments.job, &signals, out)
}

/// The main job over texts that are clean already.
pub(super) fn group(arguments: &GroupArgs, out: &mut dyn Write) -> Result<Status> {
    let signals = Signals::listen()?;
    Job::plan(&arguments.job, None, workers(&arguments.job)?)?.run(&arguments.job, &signals, out)
}

/// The main job without a word: what `bench` measures. No guard stops it.
pub(super) fn silent(arguments: &JobArgs, cleaner: &Cleaner, monitor: &dyn Monitor) -> Result<()> {
    let learn = cleaner.rules().repeats().next().is_some();
    let cleaning = Cleaning { cleaner, learn };
    let job = Job { accept_loss: true, ..Job::plan(arguments, Some(&cleaning), workers(arguments)?)? };
    if let Opened::Ready(folder) = RunFolder::open(&arguments.output, &job.key)? {
        job.work(folder, monitor)?;
    }
    Ok(())
}

fn workers(arguments: &JobArgs) -> Result<Workers> {
    Workers::new(threads(arguments.work.threads)).map_err(anyhow::Error::msg)
}

fn finished(arguments: &JobArgs, out: &mut dyn Write, rejected: u64) -> Result<Status> {
    if arguments.json {
        out.write_all(&write::report_json(&arguments.output)?)?;
    }
    Ok(if rejected > 0 { Status::Rejected } else { Status::Done })
}

/// Everything that is settled before the first document is read.
struct Job {
    /// `None`: texts go on as they are.
    cleaner: Option<Cleaner>,
    found: Inputs,
    read: ReadOptions,
    write: WriteOptions,
    fingerprint: FingerprintKind,
    group: GroupOptions,
    passages: Option<PassageOptions>,
    workers: Workers,
    facts: ManifestFacts,
    key: RunKey,
    learn: bool,
    accept_loss: bool,
    /// Where earlier batches are known, and this one is to be.
    index: Option<PathBuf>,
    /// In bytes.
    max_memory: u64,
}

/// What is left of the memory of a run for what is counted, in bytes. The rules and the lines that were scanned lately
/// take some, and each worker takes some for the states of its automata and the documents in flight.
fn for_counting(max_memory: u64, threads: NonZeroUsize) -> u64 {
    const PROGRAM: u64 = 80 << 20;
    const WORKER: u64 = 12 << 20;
    max_memory.saturating_sub(PROGRAM + WORKER * threads.get() as u64).max(max_memory / 4)
}

impl Job {
    fn plan(arguments: &JobArgs, cleaning: Option<&Cleaning<'_>>, workers: Workers) -> Result<Job> {
        let group = arguments.grouping.options()?;
        let found = read::expand(&arguments.inputs).map_err(|error| Usage(error.to_string()))?;
        refuse_overlap(&found, &arguments.output, "--output")?;
        if let Some(index) = &arguments.index {
            refuse_overlap(&found, index, "--index")?;
        }
        if let Some(file) = &arguments.timings {
            refuse_inside(file, &arguments.output, "--timings")?;
        }
        let facts = facts(arguments, cleaning);
        let threads = threads(arguments.work.threads);
        Ok(Job {
            key: key(&facts, &found),
            workers,
            write: arguments.write_options(),
            fingerprint: arguments.grouping.kind(),
            cleaner: cleaning.map(|cleaning| cleaning.cleaner.clone()),
            found,
            read: read_options(&arguments.fields),
            group,
            passages: arguments.grouping.passages.options(),
            facts,
            learn: cleaning.is_some_and(|cleaning| cleaning.learn),
            accept_loss: false,
            index: arguments.index.clone(),
            max_memory: for_counting(arguments.max_memory.0, threads),
        })
    }

    /// From the folder to the exit status.
    fn run(&self, arguments: &JobArgs, signals: &Signals, out: &mut dyn Write) -> Result<Status> {
        let progress = Progress::new(arguments.work.quiet, signals.clone());
        let folder = match RunFolder::open(&arguments.output, &self.key)? {
            Opened::Ready(folder) => folder,
            Opened::AlreadyDone => return self.already_done(arguments, out, &progress),
        };
        let summary = match self.work(folder, &progress) {
            Err(_) if signals.received().is_some() => None,
            result => result?,
        };
        let times = progress.finish();
        let Some(summary) = summary else {
            tell("copydesk: interrupted; nothing was written. The same command starts again");
            return Ok(Status::Interrupted(signals.received().unwrap_or(130)));
        };
        if let Some(file) = &arguments.timings {
            write_timings(file, &times)?;
        }
        if !arguments.work.quiet {
            summary::print(&summary, &times, &arguments.output);
        }
        finished(arguments, out, summary.report.rejected)
    }

    /// The folder holds this run. The same names and sizes are not yet the same inputs: their bytes are
    /// compared before the run is called done.
    fn already_done(
        &self,
        arguments: &JobArgs,
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
        let Some(cleaner) = self.cleaner.as_ref().filter(|_| self.learn) else {
            return self.produce(folder, &self.found.inputs, None, monitor);
        };
        let Some(twice) = self.read_twice(&folder, monitor)? else {
            return Ok(None);
        };
        match self.learn(cleaner, &folder, &twice.inputs, monitor)? {
            Some(lesson) => self.produce(folder, &twice.inputs, Some(lesson), monitor),
            None => Ok(None),
        }
    }
}
