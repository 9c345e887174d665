//! The flags of `copydesk run` and `copydesk group`, with their help.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use super::super::args::{FieldArgs, RuleArgs, WorkArgs};
use super::super::choices::{FingerprintArg, FormatArg, Keep};
use super::super::passages::PassageArgs;
use super::super::size::Size;
use super::super::status::Usage;
use crate::fingerprint::FingerprintKind;
use crate::group::{GroupOptions, Permille, Prefer, Scope, Thresholds, Window};
use crate::write::{self, WriteOptions};

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  copydesk run articles/ --output out
  copydesk run 'pages/*.txt' feed.jsonl.gz --rules my-rules/ --output out
  copydesk run @list.txt --prefer source:apnews.com,earliest --keep representatives --output out

INPUT is a file, a folder (all files below it), a glob, @FILE (one input a line), or - for stdin.
Order does not matter. Text files are one document each; .jsonl, .ndjson and .json hold one record
a line; other files are told apart by their content; gzip and zstd are unpacked.

Lines that an outlet repeats from story to story are learnt and removed. What was learnt stands in
`learned/`, a rule pack for each outlet; --learned takes it into the next run, which adds to it.

Cost: each document is read twice (once with --no-learn) and written twice (groups are known only at
the end). The output is the same, byte for byte, for any number of threads.")]
pub(in crate::cli) struct RunArgs {
    #[command(flatten)]
    pub(in crate::cli) job: JobArgs,
    #[command(flatten)]
    pub(in crate::cli) rules: RuleArgs,
    /// Learn nothing of the lines that outlets repeat; inputs are read once
    #[arg(long, help_heading = "Cleaning")]
    pub(in crate::cli) no_learn: bool,
    /// Go on where a rule takes over 30 % of an outlet, or over half of its stories are lost
    ///
    /// Without it such a run ends with status 5 before anything is written. Outlets with fewer than
    /// twenty documents are not judged. The report lists what was accepted.
    #[arg(long, help_heading = "Cleaning")]
    pub(in crate::cli) accept_loss: bool,
}

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  copydesk group clean.jsonl --output out
  copydesk group feed.jsonl.zst --text-field body --prefer longest --output out
  copydesk group articles/ --threshold 0.6 --keep representatives --output out

For texts that are clean already. They are grouped as `run` groups what it has cleaned, and go out
byte for byte as they came in: no rules, no learning, no scores. INPUT and the output folder are as
in `copydesk help run`; removals.jsonl is there, and empty. `verify` and `restore` take the folder.

Cost: each document is read once and written twice (groups are known only at the end). The output
is the same, byte for byte, for any number of threads.")]
pub(in crate::cli) struct GroupArgs {
    #[command(flatten)]
    pub(in crate::cli) job: JobArgs,
}

/// What all jobs need that write an output folder.
#[derive(Debug, Args)]
pub(in crate::cli) struct JobArgs {
    /// Files, folders, globs, @list, or -
    #[arg(required = true, value_name = "INPUT")]
    pub(in crate::cli) inputs: Vec<String>,
    /// Folder to write; must be new, or hold this same run
    #[arg(short, long, value_name = "DIR")]
    pub(in crate::cli) output: PathBuf,
    /// Which documents to write
    #[arg(long, value_enum, default_value_t = Keep::All)]
    pub(in crate::cli) keep: Keep,
    /// How documents are written
    #[arg(long, value_enum, default_value_t = FormatArg::Jsonl)]
    pub(in crate::cli) format: FormatArg,
    /// Memory to keep to; more waits on disk, but for 170 bytes a document
    #[arg(long, value_name = "SIZE", default_value = "2G")]
    pub(in crate::cli) max_memory: Size,
    /// Group with all earlier batches that this index knows, and add this one to it
    ///
    /// The groups are those of one run over everything. The folder is made where there is none.
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) index: Option<PathBuf>,
    /// Write how long each stage took to this file, for `report --timings`
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) timings: Option<PathBuf>,
    /// Print the report as JSON on stdout
    #[arg(long)]
    pub(in crate::cli) json: bool,
    #[command(flatten)]
    pub(in crate::cli) grouping: GroupingArgs,
    #[command(flatten)]
    pub(in crate::cli) fields: FieldArgs,
    #[command(flatten)]
    pub(in crate::cli) work: WorkArgs,
}

/// What decides which documents are one story, and which stands for it.
#[derive(Debug, Args)]
#[command(next_help_heading = "Grouping")]
pub(in crate::cli) struct GroupingArgs {
    /// Which member stands for its group: earliest, newest, longest, id, source:A|B, in order
    #[arg(long, value_name = "KEYS", default_value = "earliest,longest,id")]
    pub(in crate::cli) prefer: String,
    /// Fingerprint of the clean text
    #[arg(long, value_enum, default_value_t = FingerprintArg::Simhash128)]
    pub(in crate::cli) fingerprint: FingerprintArg,
    /// Share of its wording that a long text must have in common with another to be the same story
    ///
    /// Lower groups more, and errs more. `copydesk eval group GOLD --sweep` shows what each setting
    /// comes to on labelled documents.
    #[arg(long, value_name = "SHARE", value_parser = share, default_value_t = Thresholds::default().long)]
    pub(in crate::cli) threshold: Permille,
    /// The share for the shortest texts; those between are held to one in between
    #[arg(long, value_name = "SHARE", value_parser = share, default_value_t = Thresholds::default().short)]
    pub(in crate::cli) short_threshold: Permille,
    #[command(flatten)]
    pub(in crate::cli) passages: PassageArgs,
    /// Group only what was published within so much of its representative: 3d, 12h, 90m
    ///
    /// A document without a date is within every window.
    #[arg(long, value_name = "SPAN")]
    pub(in crate::cli) window: Option<Window>,
    /// Group a document only with one of another outlet: who runs whose copy
    #[arg(long)]
    pub(in crate::cli) across_sources: bool,
}

impl GroupingArgs {
    /// As options of grouping.
    pub(in crate::cli) fn options(&self) -> Result<GroupOptions> {
        Ok(GroupOptions {
            prefer: Prefer::list(&self.prefer).map_err(|error| Usage(error.to_string()))?,
            thresholds: Thresholds {
                long: self.threshold,
                short: self.short_threshold,
                ..Thresholds::default()
            },
            scope: Scope { window: self.window, across_sources: self.across_sources },
            ..GroupOptions::default()
        })
    }

    pub(in crate::cli) fn kind(&self) -> FingerprintKind {
        match self.fingerprint {
            FingerprintArg::Simhash64 => FingerprintKind::Simhash64,
            FingerprintArg::Simhash128 => FingerprintKind::Simhash128,
            FingerprintArg::Simhash64Crate => FingerprintKind::Simhash64Crate,
        }
    }
}

impl JobArgs {
    /// As options of writing.
    pub(super) fn write_options(&self) -> WriteOptions {
        WriteOptions {
            format: match self.format {
                FormatArg::Jsonl => write::Format::Jsonl,
                FormatArg::JsonlZst => write::Format::JsonlZst,
            },
            keep: match self.keep {
                Keep::All => write::Keep::All,
                Keep::Representatives => write::Keep::Representatives,
            },
        }
    }
}

/// A share in at most three places: `0.5`, `0.625`, `1`.
fn share(text: &str) -> Result<Permille, String> {
    let wrong = || "write a share above 0 and up to 1, in at most three places, as 0.5".to_owned();
    let (whole, places) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !["0", "1"].contains(&whole) || places.len() > 3 || !digits(places) {
        return Err(wrong());
    }
    let thousandths: u16 = format!("{whole}{places:0<3}").parse().map_err(|_| wrong())?;
    if (1..=1000).contains(&thousandths) { Ok(Permille(thousandths)) } else { Err(wrong()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_thousandths() {
        for (text, thousandths) in
            [("0.5", 500), ("0.500", 500), ("0.05", 50), ("0.001", 1), ("1", 1000), ("1.0", 1000)]
        {
            assert_eq!(share(text), Ok(Permille(thousandths)), "{text}");
            assert_eq!(share(&Permille(thousandths).to_string()), Ok(Permille(thousandths)));
        }
        for text in ["", "0", "0.0", ".5", "0.", "1.001", "2", "0.5005", "-0.5", "50%", "0.+5"] {
            assert!(share(text).is_err(), "{text}");
        }
    }
}
