//! The flags of `copydesk eval group`, with their help.

use std::path::PathBuf;

use clap::Args;

use super::super::super::args::{RuleArgs, WorkArgs};
use super::super::super::run::GroupingArgs;

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  copydesk eval group clusters.jsonl.zst           a table; --json for one JSON object
  copydesk eval group clusters.jsonl --clean-text --field body
  copydesk eval group news.jsonl --pairs news.pairs.jsonl --positive P --ignore G
  copydesk eval group clusters.jsonl --sweep && copydesk run … --threshold 0.45

GOLD is JSON lines, plain, gzip or zstd; each file is a set, named after the file. It is cleaned and
grouped as `run` would do it. A record has:
  id, text              the document's name (each once) and its text
  cluster               documents of one cluster are one story; a word or a number
  relation              what the document is to its story, such as copy or related: for each is told
                        how many documents were merged with another story
  ops, kind             how it was edited, a list and a word: for each is told which share of the pairs
                        with the rest of the cluster was found
  host, source, url …   as in `run`; host goes before source

PAIRS is JSON lines with a, b (ids) and label, for the GOLD of the same name (or for the one there is);
that GOLD then needs no clusters. Labels are counted by name. All that are neither positive nor ignored
are of pairs that must stay apart.

pair P, R, F1 are over pairs of documents; ARI is the adjusted Rand index; B³ is the mean over documents.

--sweep groups once for each setting and proposes the one with the best ARI (F1 for pairs), mean over
sets; --short-threshold is swept with the --threshold that was found best. Where a setting is less than
a thousandth better than the present one, the present one is proposed.

A floor file has a table for each set, and in it the least a figure may be. Of documents of a relation,
or pairs with a label, at most so many may be merged (at least so many with a positive label). Where one
is not reached, the status is 5:
  [clusters]
  ari = 0.98
  merged.related = 0

Cost: the sets are held in memory, and cleaned once.")]
pub(in crate::cli) struct EvalGroupArgs {
    /// Files, folders, globs, @list, or -
    #[arg(required = true, value_name = "GOLD")]
    pub(in crate::cli) gold: Vec<String>,
    /// Labelled pairs of the documents in GOLD (repeatable)
    #[arg(long, value_name = "PAIRS")]
    pub(in crate::cli) pairs: Vec<String>,
    /// Label of pairs that are one story (repeatable)
    #[arg(long, value_name = "LABEL", default_value = "P", requires = "pairs")]
    pub(in crate::cli) positive: Vec<String>,
    /// Label of pairs that are counted by name alone (repeatable)
    #[arg(long, value_name = "LABEL", default_value = "?", requires = "pairs")]
    pub(in crate::cli) ignore: Vec<String>,
    /// The texts are clean: group them as they are
    #[arg(long, conflicts_with_all = ["no_learn", "rules", "no_builtin", "learned", "no_score", "weights"])]
    pub(in crate::cli) clean_text: bool,
    /// Try other thresholds, and propose a setting
    #[arg(long)]
    pub(in crate::cli) sweep: bool,
    /// Fail (status 5) where a figure is below its floor in this file
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) floor: Option<PathBuf>,
    /// How many merges, splits and wrong pairs to show, the worst first
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(in crate::cli) worst: usize,
    /// Print one JSON object
    #[arg(long)]
    pub(in crate::cli) json: bool,
    /// Do not learn the lines that the outlets of a set repeat
    #[arg(long, help_heading = "Cleaning")]
    pub(in crate::cli) no_learn: bool,
    #[command(flatten)]
    pub(in crate::cli) rules: RuleArgs,
    #[command(flatten)]
    pub(in crate::cli) grouping: GroupingArgs,
    /// Field with the text
    #[arg(long, value_name = "NAME", default_value = "text", help_heading = "Fields of records")]
    pub(in crate::cli) field: String,
    /// Field with the cluster
    #[arg(long, value_name = "NAME", default_value = "cluster", help_heading = "Fields of records")]
    pub(in crate::cli) cluster_field: String,
    #[command(flatten)]
    pub(in crate::cli) work: WorkArgs,
}
