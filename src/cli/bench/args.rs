//! The flags of `copydesk bench`, with their help.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;

use super::super::args::{FieldArgs, RuleArgs, WorkArgs};
use super::super::size::Size;
use super::corpus::Shape;

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  copydesk bench                                   a generated corpus, under a minute
  copydesk bench --shape pages --size 16M
  copydesk bench feed.jsonl --rules my-rules/      your own texts, your own rules
  copydesk bench --save before.json
  copydesk bench --against before.json             status 1 where something is slower
  copydesk bench --html bench.html

Each stage runs by itself on one core and stands beside what the machine can do at most, measured in
the same run on the same texts. `clean` and `run` are measured whole with 1, 2, 4 … threads. Figures
are the median of the repeats; before them one round is done that is not counted. MB are of text.

--against prints the time of each figure as a ratio to the saved one, and the same less what the
machine's own figures have changed by. Only the second counts, and only where the repeats of both
runs lie wholly apart. The corpus must be the same.

Allocations are counted by a program built with `--features count-allocations`.

Cost: the corpus is held in memory several times over, and written to the system's folder for
working files.")]
pub(in crate::cli) struct BenchArgs {
    /// Files, folders, globs, @list; a generated corpus where none is given
    #[arg(value_name = "INPUT")]
    pub(super) inputs: Vec<String>,
    /// Shapes of the generated corpus (repeatable) [default: all]
    #[arg(long, value_enum, value_name = "NAME", conflicts_with = "inputs")]
    pub(super) shape: Vec<Shape>,
    /// Bytes of each generated shape, or at most so many of INPUT [default: 1M, 256M]
    #[arg(long)]
    pub(super) size: Option<Size>,
    /// The generated corpus is another one for each seed
    #[arg(long, value_name = "NUMBER", default_value_t = 1, conflicts_with = "inputs")]
    pub(super) seed: u64,
    /// How often each figure is measured
    #[arg(long, value_name = "N", default_value = "3")]
    pub(super) repeats: NonZeroUsize,
    /// Write the figures to this file, for --against
    #[arg(long, value_name = "FILE")]
    pub(super) save: Option<PathBuf>,
    /// Compare with figures that --save wrote
    #[arg(long, value_name = "FILE")]
    pub(super) against: Option<PathBuf>,
    /// From how much slower on the exit status is 1
    #[arg(long, value_name = "PERCENT", default_value_t = 10, requires = "against", value_parser = clap::value_parser!(u64).range(0..=100_000))]
    pub(super) tolerance: u64,
    /// Write a page with charts to this file
    #[arg(long, value_name = "FILE")]
    pub(super) html: Option<PathBuf>,
    /// One JSON object: times in nanoseconds, sizes in bytes, ratios in thousandths
    #[arg(long)]
    pub(super) json: bool,
    #[command(flatten)]
    pub(super) rules: RuleArgs,
    #[command(flatten)]
    pub(super) fields: FieldArgs,
    #[command(flatten)]
    pub(super) work: WorkArgs,
}
