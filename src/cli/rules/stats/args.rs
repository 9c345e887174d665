//! The flags of `rules stats`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::super::super::args::RuleArgs;
use super::super::super::corpus::CorpusArgs;
use crate::survey::RuleVerdict;

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  copydesk rules stats feed.jsonl                  what each rule does, and which to look at
  copydesk rules stats feed.jsonl --rules my-rules/ --verdict shadowed
  copydesk rules stats pages/ --rule my-rules/tide-table      one rule: samples, sources, overlaps
  copydesk rules stats monday/ --save rates.jsonl
  copydesk rules stats tuesday/ --baseline rates.jsonl --verdict drifting

  docs, lines   documents and lines that the rule took something of (or captured from, or kept;
                on trial: that it would take)
  bytes         what it took
  unique        lines that no other rule would have taken
  last          when the last document with a hit was published (--json and --rule: the first too)
  right, wrong  labelled lines and snippets that it took: boilerplate, article
  cpu ms        an estimate: trying the rule on 4,096 lines drawn by lot, for as many lines as the
                corpus has; what all rules share is no rule's cost

Verdicts:
  risky     precision below 0.98 on 10 labelled lines and more; with fewer labels, long sentences
            from the middle of stories, or documents that lose too much; or 30 % of a source
  drifting  with --baseline: under a quarter of the documents that were to be expected, or more
            than four times as many (ten at least)
  shadowed  takes no line that others leave, and one rule matches 95 % of its lines
  slow      reads a fifth of all text in vain
  dead      no hit

Lines that a run would learn to be repeated are among neither, but for packs given by --learned.
Cost: the corpus is read once; counts are held by rule and source, no text but a few lines.")]
pub(in crate::cli) struct StatsArgs {
    #[command(flatten)]
    pub(in crate::cli) corpus: CorpusArgs,
    #[command(flatten)]
    pub(in crate::cli) rules: RuleArgs,
    /// Compare hit rates with those in this file, as --save writes it
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) baseline: Option<PathBuf>,
    /// Write hit rates by rule and source into this file
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) save: Option<PathBuf>,
    /// Only rules with this verdict
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) verdict: Option<Verdict>,
    /// Only this rule, with samples, sources and overlaps
    #[arg(long, value_name = "ID")]
    pub(in crate::cli) rule: Option<String>,
    /// What stands first
    #[arg(long, value_name = "KEY", default_value = "lines")]
    pub(in crate::cli) sort: Sort,
    /// Rules in the table; 0 for all
    #[arg(long, value_name = "N", default_value_t = 40)]
    pub(in crate::cli) top: usize,
    /// Leave the estimates of time out, so that the same input gives the same output
    #[arg(long)]
    pub(in crate::cli) no_time: bool,
    /// One JSON line for the corpus, then one for each rule
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

/// By what rules are sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Sort {
    /// Most lines
    Lines,
    /// Most documents
    #[value(name = "docs")]
    Documents,
    /// Most bytes
    Bytes,
    /// Most lines that no other rule would have taken
    Unique,
    /// Most sources
    Sources,
    /// The longest without a hit
    Last,
    /// Most labelled article
    Wrong,
    /// Most time; without it, most bytes read in vain
    Cpu,
    /// By name
    Rule,
}

/// A verdict that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Verdict {
    /// It took article, or looks as if it did
    Risky,
    /// It hits a source much more or less often than it did
    Drifting,
    /// All that it takes another rule takes
    Shadowed,
    /// It reads much text in vain
    Slow,
    /// It hits nothing
    Dead,
}

impl From<Verdict> for RuleVerdict {
    fn from(verdict: Verdict) -> RuleVerdict {
        match verdict {
            Verdict::Risky => RuleVerdict::Risky,
            Verdict::Drifting => RuleVerdict::Drifting,
            Verdict::Shadowed => RuleVerdict::Shadowed,
            Verdict::Slow => RuleVerdict::Slow,
            Verdict::Dead => RuleVerdict::Dead,
        }
    }
}
