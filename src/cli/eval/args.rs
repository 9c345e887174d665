//! The flags of `copydesk eval`, with their help.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::super::args::{RuleArgs, WorkArgs};
use super::group::EvalGroupArgs;

#[derive(Debug, Subcommand)]
#[command(after_long_help = "\
Examples:
  copydesk eval clean gold.jsonl                   how good cleaning is, against labels
  copydesk eval clean gold.jsonl --floor floors.toml   for a build: fails below a floor
  copydesk eval group clusters.jsonl --sweep       how good grouping is, and at which threshold")]
pub(in crate::cli) enum EvalCommand {
    /// Score cleaning: lines, tokens and snippets right, article characters lost, what each rule did
    Clean(Box<EvalCleanArgs>),
    /// Score grouping against clusters or labelled pairs: precision, recall, ARI, what was merged or split
    Group(Box<EvalGroupArgs>),
}

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  copydesk eval clean gold.jsonl.zst               a table; --json for one JSON object
  copydesk eval clean gold.jsonl --rules my-rules/ --floor floors.toml
  copydesk eval clean labels.jsonl --texts pages/ --texts feed.jsonl
  copydesk eval clean gold-*.jsonl --fit weights.toml && copydesk run … --weights weights.toml

GOLD is JSON lines, plain, gzip or zstd; each file is a set and is cleaned as `run` would clean it.
A record has:
  raw_text              the page, one line for each block
  line_labels           one character for each line of it: 1 or H article, 0 boilerplate, ? not
                        scored
  gold_text             the article, for tokens [default: the lines labelled 1 and H; then tokens
                        of lines that are not scored count on neither side]
  must, must_not        lists of snippets that must stay, and must go; with or without labels
  id, host, url, lang   the page's name, outlet, address, language (for the report alone)
  gold_coverage         below 0.8, the record is left out

A page may be labelled in part, as `tune --labels` does it: its labelled lines count. Token figures,
harmed and unflagged are of pages whose whole article is known: it has gold_text, or less than half
of its lines are not scored, and no long sentence among them.

A line is removed where more than half of it is, white space apart. Lines are counted over all
pages; token figures are means over pages; lost is the share of the characters of article lines
that were removed.

A floor file has a table for each set, named after its file, and in it the least a figure may be
(the most, for lost, harmed, unflagged and must-lost). Where one is not reached, the status is 5:
  [gold]
  token-f1 = 0.91
  lost = 0.015

Cost: the sets are held in memory. --fit takes a few minutes for a thousand pages; it fits one
model to all of them, and one for each fifth of the outlets to all others, which tells how the
weights do on outlets they were not fitted to. The result does not depend on threads.")]
pub(in crate::cli) struct EvalCleanArgs {
    /// Files, folders, globs, @list, or -
    #[arg(required = true, value_name = "GOLD")]
    pub(in crate::cli) gold: Vec<String>,
    /// Where the texts are, if GOLD has labels alone; an id is that of the record, or the file's name
    /// as in a run over these inputs (repeatable)
    #[arg(long, value_name = "INPUT")]
    pub(in crate::cli) texts: Vec<String>,
    /// Fail (status 5) where a figure is below its floor in this file
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) floor: Option<PathBuf>,
    /// Fit the weights of scoring to these sets, cross-validate by outlet, and write them
    #[arg(long, value_name = "OUT.toml", conflicts_with = "no_score")]
    pub(in crate::cli) fit: Option<PathBuf>,
    /// Do not learn the lines that the outlets of a set repeat
    #[arg(long)]
    pub(in crate::cli) no_learn: bool,
    /// How many documents, sources and rules to show, the worst first
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(in crate::cli) worst: usize,
    /// Print one JSON object
    #[arg(long)]
    pub(in crate::cli) json: bool,
    #[command(flatten)]
    pub(in crate::cli) rules: RuleArgs,
    /// Field with the page
    #[arg(long, value_name = "NAME", default_value = "raw_text", help_heading = "Fields of records")]
    pub(in crate::cli) text_field: String,
    /// Field with the article
    #[arg(long, value_name = "NAME", default_value = "gold_text", help_heading = "Fields of records")]
    pub(in crate::cli) gold_field: String,
    #[command(flatten)]
    pub(in crate::cli) work: WorkArgs,
}
