//! `copydesk rules diff`: the lines of which two rule sets make something else.

pub(super) mod show;

use std::io::Write;

use anyhow::Result;
use clap::Args;

use super::super::corpus::{Corpus, CorpusArgs};
use super::super::packs::{self, ScoreArgs};
use super::super::progress::{Progress, watched};
use super::super::status::Status;
use crate::clean::Cleaner;
use crate::document::Document;
use crate::rules::RuleScratch;
use crate::survey::{ChangeTally, LineChange, Marked, Touched, changes};

#[derive(Debug, Args)]
#[command(
    mut_arg("labels", |argument| argument.hide(true)),
    after_long_help = "\
Examples:
  copydesk rules diff builtin builtin,my-rules/ feed.jsonl     what my-rules changes
  copydesk rules diff builtin,old/ builtin,new/ pages/ --summary
  copydesk rules diff old.toml new.toml feed.jsonl --json | jq -r .text

OLD and NEW are each `builtin`, builtin:NAME, a pack, a folder of packs, or a list of these with
commas between. Built-in packs are in use only where they are named.

  removed   more of the line goes than before
  kept      less of it goes than before
  altered   as much of it goes, but another part; or something else stands in its place
  another rule: the same goes, by another rule; these lines are counted, and listed with --json

Both sides score whole pages alike, with the same weights, on what their rules leave: a line of
score/body changed because a rule near it did (--no-score: rules alone). Neither side learns the
lines that outlets repeat. White space at seams does not count.

Cost: every document is scanned with the rules that differ; only those with a hit are cleaned,
twice. The status is 0 whether or not anything differs."
)]
pub(in crate::cli) struct DiffArgs {
    /// The rules before
    #[arg(value_name = "OLD")]
    pub(in crate::cli) old: String,
    /// The rules after
    #[arg(value_name = "NEW")]
    pub(in crate::cli) new: String,
    #[command(flatten)]
    pub(in crate::cli) corpus: CorpusArgs,
    #[command(flatten)]
    pub(in crate::cli) score: ScoreArgs,
    /// Lines to show of each rule; 0 for all
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(in crate::cli) lines: usize,
    /// Counts by rule, no lines
    #[arg(long)]
    pub(in crate::cli) summary: bool,
    /// One JSON line a line that changed; with --summary, one a rule
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

/// Compares two rule sets over a corpus.
pub(in crate::cli) fn diff(arguments: &DiffArgs, out: &mut dyn Write) -> Result<Status> {
    watched(arguments.corpus.work.quiet, |progress| compare(arguments, progress, out))
}

fn compare(arguments: &DiffArgs, progress: &Progress, out: &mut dyn Write) -> Result<Status> {
    let old = arguments.score.cleaner(packs::listed(&arguments.old)?)?;
    let new = old.with_rules(packs::listed(&arguments.new)?);
    let pair = Pair::of(old, new);
    let corpus = Corpus::open(&arguments.corpus, progress)?;
    let samples = match arguments.lines {
        _ if arguments.summary || arguments.json => 0,
        0 => usize::MAX,
        lines => lines,
    };
    let mut tally = ChangeTally::default();
    let rejected = pair.over(&corpus, |id, changes| {
        tally.add(&id, changes.as_deref(), samples);
        if arguments.json && !arguments.summary {
            changes.iter().flatten().try_for_each(|change| writeln!(out, "{}", show::line(&id, change)))?;
        }
        Ok(())
    })?;
    progress.finish();
    match (arguments.json, arguments.summary) {
        (true, false) => {}
        (true, true) => show::summary_rows(&pair.touched, &tally, out)?,
        (false, _) => show::table(&pair.touched, &tally, arguments.summary, out)?,
    }
    Ok(if rejected > 0 { Status::Rejected } else { Status::Done })
}

/// Two cleaners, and which documents they can clean differently.
pub(super) struct Pair {
    pub(super) old: Cleaner,
    pub(super) new: Cleaner,
    pub(super) touched: Touched,
}

/// What a worker needs to compare two markings.
struct PairScratch {
    probe: RuleScratch,
    old: RuleScratch,
    new: RuleScratch,
}

impl Pair {
    pub(super) fn of(old: Cleaner, new: Cleaner) -> Pair {
        Pair { touched: Touched::between(old.rules(), new.rules()), old, new }
    }

    /// The id of each document with its lines that changed, in the order of the corpus; `None` for one that no
    /// rule that differs concerns. The number of rejects is returned.
    pub(super) fn over(
        &self,
        corpus: &Corpus<'_>,
        mut sink: impl FnMut(String, Option<Vec<LineChange>>) -> Result<()>,
    ) -> Result<u64> {
        corpus.each(
            "compare",
            || PairScratch {
                probe: self.touched.scratch(),
                old: self.old.scratch(),
                new: self.new.scratch(),
            },
            |scratch, document| (document.id.clone(), self.changes(scratch, document)),
            |(id, changes)| sink(id, changes),
        )
    }

    fn changes(&self, scratch: &mut PairScratch, document: Document) -> Option<Vec<LineChange>> {
        if !self.touched.concerns(&mut scratch.probe, &document) {
            return None;
        }
        let before = Marked::of(&self.old, &mut scratch.old, document.clone());
        let after = Marked::of(&self.new, &mut scratch.new, document);
        Some(changes(&before, &after))
    }
}
