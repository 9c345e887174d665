//! `copydesk run`: reads, learns, cleans, groups, writes.
//!
//! ```text
//!  inputs ─▶ learn: rules scan, outlets' lines are counted ─▶ rules and what was learnt, hits
//!  inputs ─▶ produce: the same hits and what was learnt ─▶ clean texts ─▶ groups ─▶ the output folder
//! ```
//! Inputs are read twice and scanned once. Where nothing can be learnt there is no first sweep.

mod hits;
mod learn;
mod produce;

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
use crate::clean::Cleaner;
use crate::fingerprint::FingerprintKind;
use crate::group::passages::PassageOptions;
use crate::group::{GroupOptions, Prefer};
use crate::monitor::Monitor;
use crate::pipeline::Workers;
use crate::read::{self, Inputs, ReadOptions};
use crate::write::{self, ManifestFacts, Opened, RunFolder, RunKey, Summary, WriteOptions};

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
    passages: Option<PassageOptions>,
    workers: Workers,
    facts: ManifestFacts,
    key: RunKey,
    learn: bool,
    accept_loss: bool,
    /// In bytes.
    max_memory: u64,
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
        let learn = !arguments.no_learn && cleaner.rules().repeats().next().is_some();
        let facts = facts(arguments, &cleaner, learn);
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
            passages: arguments.passages.options(),
            facts,
            learn,
            accept_loss: arguments.accept_loss,
            max_memory: arguments.max_memory.0,
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
        if !self.learn {
            return self.produce(folder, &self.found.inputs, None, monitor);
        }
        let Some(twice) = self.read_twice(&folder, monitor)? else {
            return Ok(None);
        };
        match self.learn(&folder, &twice.inputs, monitor)? {
            Some(lesson) => self.produce(folder, &twice.inputs, Some(lesson), monitor),
            None => Ok(None),
        }
    }
}
