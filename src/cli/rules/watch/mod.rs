//! `copydesk rules watch`: checks, tests and compares rule packs each time one of them is saved.

mod eyes;
mod round;

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;

use super::super::args::{FieldArgs, WorkArgs};
use super::super::corpus::Corpus;
use super::super::packs::ScoreArgs;
use super::super::progress::{Progress, watched};
use super::super::status::{Status, Usage};
use super::super::terminal::tell;
use crate::monitor::Monitor;
use eyes::Eyes;
use round::Desk;

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  copydesk rules watch my-rules/                   check and test on every save
  copydesk rules watch my-rules/ --corpus pages/   and show which lines change
  copydesk rules watch my.toml --corpus feed.jsonl --json | jq -c .diff

Each round tells the problems in the packs, the examples that fail, and, with --corpus, the lines
newly removed and newly kept since the last round without an error. The first round compares with
the rules without PACK. The built-in packs are in use beside PACK (--no-builtin: they are not).

Ctrl-C ends it, with status 130. Where the system does not tell of changes, the files are looked
at twice a second (--poll: always so, for network drives).")]
pub(in crate::cli) struct WatchArgs {
    /// Packs: files and folders
    #[arg(value_name = "PACK", required = true)]
    pub(in crate::cli) packs: Vec<PathBuf>,
    /// Compare what the rules do to a file, a folder, a glob, or @list (repeatable)
    #[arg(long, value_name = "INPUT")]
    pub(in crate::cli) corpus: Vec<String>,
    /// Lines to show of each rule in a round; 0 for all
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(in crate::cli) lines: usize,
    /// Look at the files twice a second instead of waiting for the system to tell
    #[arg(long)]
    pub(in crate::cli) poll: bool,
    /// One JSON line a round
    #[arg(long)]
    pub(in crate::cli) json: bool,
    /// Leave the built-in packs out
    #[arg(long)]
    pub(in crate::cli) no_builtin: bool,
    #[command(flatten)]
    pub(in crate::cli) score: ScoreArgs,
    #[command(flatten)]
    pub(in crate::cli) fields: FieldArgs,
    #[command(flatten)]
    pub(in crate::cli) work: WorkArgs,
}

/// Watches until it is interrupted.
pub(in crate::cli) fn watch(arguments: &WatchArgs, out: &mut dyn Write) -> Result<Status> {
    if arguments.corpus.iter().any(|input| input == "-") {
        let what = "stdin can be read once only, and each round reads the corpus";
        return Err(Usage(format!("{what}\nhint: put it into a file")).into());
    }
    watched(arguments.work.quiet, |progress| rounds(arguments, progress, out))
}

fn rounds(arguments: &WatchArgs, progress: &Progress, out: &mut dyn Write) -> Result<Status> {
    let mut desk = Desk::of(arguments)?;
    let mut eyes = Eyes::open(&arguments.packs, arguments.poll);
    if eyes.polls && !arguments.poll && !arguments.work.quiet {
        tell("the system does not tell of changes here: the files are looked at twice a second");
    }
    loop {
        // The inputs are found anew in each round: a corpus may grow.
        let corpus = match arguments.corpus.is_empty() {
            true => None,
            false => {
                Some(Corpus::of(&arguments.corpus, None, (&arguments.fields, &arguments.work), progress)?)
            }
        };
        let round = desk.round(corpus.as_ref(), arguments.lines)?;
        progress.finish();
        if let Some(round) = round {
            round.print(arguments.json, out)?;
            out.flush()?;
        }
        eyes.look_at(desk.files().iter().map(Path::new));
        if !eyes.wait(|| progress.interrupted()) {
            return Ok(Status::Done);
        }
    }
}
