//! Every command and flag, with its help.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use super::bench::BenchArgs;
use super::eval::EvalCommand;
use super::report::ReportArgs;
use super::rules::{
    CheckArgs, DiffArgs, FmtArgs, MissedArgs, PromoteArgs, SCHEMA_HELP, StatsArgs, SuggestArgs, TestArgs,
    WatchArgs,
};
use super::run::{GroupArgs, RunArgs};
use super::tune::TuneArgs;
use crate::rules::Kind;

/// Turns scraped news text into clean, grouped, explainable data.
#[derive(Debug, Parser)]
#[command(
    name = "copydesk",
    version,
    max_term_width = 100,
    arg_required_else_help = true,
    args_override_self = true
)]
#[command(
    after_help = "Example:\n  copydesk run articles/ --output out\n\n`copydesk help COMMAND` tells all about one command."
)]
#[command(after_long_help = AFTER)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

const AFTER: &str = "\
Examples:
  copydesk run articles/ --output out              clean and group a folder of texts
  copydesk run feed.jsonl.zst --text-field body --output out
  copydesk group clean.jsonl --output out          group texts that are clean already
  cat feed.jsonl | copydesk clean > clean.jsonl    clean a stream
  copydesk rules explain article.txt:12            why a line goes, or stays
  copydesk eval clean gold.jsonl                   how good cleaning is, against labels
  copydesk eval group clusters.jsonl               and grouping
  copydesk report out                              one page about a run: out.html
  copydesk verify out && copydesk restore out --output back

Options can stand in copydesk.toml in the present folder, in a table named after the command:
  [run]
  text-field = \"body\"

Exit status:
  0 done   1 slower, see bench --against   2 wrong usage or rules   3 done, but some input was rejected
  4 reading or writing failed; run it again   5 a guard stopped it, see run --accept-loss
  130, 143 interrupted";

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Clean and group documents into an output folder
    Run(Box<RunArgs>),
    /// Group documents whose text is clean already; no byte of it is changed
    Group(GroupArgs),
    /// Clean a stream: JSON lines in, JSON lines out, or text with --text
    Clean(CleanArgs),
    /// Look after rule packs
    #[command(subcommand)]
    Rules(RulesCommand),
    /// Tune rules on a local page: see what goes and why, try, suggest, edit, label
    Tune(Box<TuneArgs>),
    /// Measure against labels
    #[command(subcommand)]
    Eval(EvalCommand),
    /// Check an output folder against its manifest
    Verify(VerifyArgs),
    /// Give the input back, byte for byte, from an output folder
    Restore(RestoreArgs),
    /// Write one page about a run, to be opened in a browser or printed
    Report(ReportArgs),
    /// Measure throughput by stage, beside what this machine can do at most
    Bench(Box<BenchArgs>),
    /// Look after an index of earlier batches, as `run --index` makes it
    #[command(subcommand)]
    Index(IndexCommand),
    /// Print a completion script for a shell
    Completions(CompletionsArgs),
    /// Print the manual page (roff)
    #[command(after_long_help = "Example:\n  copydesk man | man -l -")]
    Man,
}

#[derive(Debug, Subcommand)]
#[command(after_long_help = "\
Examples:
  copydesk rules check my-rules/ && copydesk rules test my-rules/
  copydesk rules explain article.txt:12            why a line goes, or stays
  copydesk rules missed feed.jsonl                 what outlets repeat and no rules touch
  copydesk rules suggest feed.jsonl --output suggested/     rules for it
  copydesk rules stats feed.jsonl                  what each rule does, and which to look at
  copydesk rules diff builtin builtin,my-rules/ feed.jsonl     the lines that my-rules changes
  copydesk rules watch my-rules/ --corpus pages/   all of that on every save")]
pub(super) enum RulesCommand {
    /// Compile and lint rule packs
    Check(CheckArgs),
    /// Run the examples that stand inside rules
    Test(TestArgs),
    /// List rules
    List(ListArgs),
    /// Lay out rule packs: order of keys, blanks and lines; comments stay
    Fmt(FmtArgs),
    /// Print the JSON Schema of rule files, with which editors check and complete them
    #[command(after_long_help = SCHEMA_HELP)]
    Schema,
    /// Show for each line of a text which rules matched, which won, and why the others did not
    Explain(Box<ExplainArgs>),
    /// List repeated text that no rules touch, the most worth a rule first
    Missed(Box<MissedArgs>),
    /// Propose rules for repeated text that no rules touch
    Suggest(Box<SuggestArgs>),
    /// Count what each rule does to a corpus, and say which rules to look at
    Stats(Box<StatsArgs>),
    /// Show the lines of a corpus of which two rule sets make something else
    Diff(Box<DiffArgs>),
    /// Let rules on trial drop what they match, once they have shown themselves
    Promote(Box<PromoteArgs>),
    /// Check, test and compare rule packs on every save
    Watch(Box<WatchArgs>),
}

#[derive(Debug, Subcommand)]
#[command(after_long_help = "\
Examples:
  copydesk run monday.jsonl --index seen --output monday
  copydesk run tuesday.jsonl --index seen --output tuesday     finds Monday's stories again
  copydesk index stats seen
  copydesk index expire seen --before 2024-03-01

An index holds what grouping needs of each document, about as many bytes as its text, and no text.
A batch is added when its run ends. Running the same batch again changes nothing.")]
pub(super) enum IndexCommand {
    /// Say what an index holds, and check every byte of it
    #[command(after_long_help = "Example:\n  copydesk index stats seen --json")]
    Stats(IndexStatsArgs),
    /// Remove the documents published before a date; those without a date stay
    #[command(after_long_help = "Example:\n  copydesk index expire seen --before 2024-03-01")]
    Expire(IndexExpireArgs),
}

#[derive(Debug, Args)]
pub(super) struct IndexStatsArgs {
    /// Folder of the index
    #[arg(value_name = "DIR")]
    pub(super) index: PathBuf,
    /// One JSON object
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct IndexExpireArgs {
    /// Folder of the index
    #[arg(value_name = "DIR")]
    pub(super) index: PathBuf,
    /// A date, or a time in RFC 3339
    #[arg(long, value_name = "DATE")]
    pub(super) before: String,
    /// One JSON object
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  zstdcat feed.jsonl.zst | copydesk clean > clean.jsonl
  copydesk clean --text < article.txt
  copydesk clean feed.jsonl --rules my-rules/ > clean.jsonl
  copydesk clean feed.jsonl --learned out/learned > clean.jsonl

A record comes out as it went in, with its text cleaned. Rejected records are told on stderr, and
the exit status is 3.")]
pub(super) struct CleanArgs {
    /// Files, folders, globs, @list; stdin where none is given
    #[arg(value_name = "INPUT")]
    pub(super) inputs: Vec<String>,
    /// The input is one text, and so is the output
    #[arg(long)]
    pub(super) text: bool,
    #[command(flatten)]
    pub(super) rules: RuleArgs,
    #[command(flatten)]
    pub(super) fields: FieldArgs,
    #[command(flatten)]
    pub(super) work: WorkArgs,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Cleaning")]
pub(super) struct RuleArgs {
    /// Add rule packs: files, folders, or builtin:NAME (repeatable)
    #[arg(long, value_name = "PACK")]
    pub(super) rules: Vec<PathBuf>,
    /// Leave the built-in packs out
    #[arg(long)]
    pub(super) no_builtin: bool,
    /// Add what runs have learnt: packs, `learned` folders, or output folders (repeatable)
    #[arg(long, value_name = "PACK")]
    pub(super) learned: Vec<PathBuf>,
    /// Leave whole-page dumps to the rules: no line goes by score
    #[arg(long)]
    pub(super) no_score: bool,
    /// Score whole-page dumps with the weights in this file, as `eval clean --fit` writes it
    #[arg(long, value_name = "FILE", conflicts_with = "no_score")]
    pub(super) weights: Option<PathBuf>,
}

#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Fields of records")]
pub(super) struct FieldArgs {
    /// Field with the text
    #[arg(long, value_name = "NAME", default_value = "text")]
    pub(super) text_field: String,
    /// Field with the id
    #[arg(long, value_name = "NAME", default_value = "id")]
    pub(super) id_field: String,
    /// Field with the outlet
    #[arg(long, value_name = "NAME", default_value = "source")]
    pub(super) source_field: String,
    /// Field with the address of the page
    #[arg(long, value_name = "NAME", default_value = "url")]
    pub(super) url_field: String,
    /// Field with the time of publication
    #[arg(long, value_name = "NAME", default_value = "created")]
    pub(super) date_field: String,
    /// Field with the language code
    #[arg(long, value_name = "NAME", default_value = "lang")]
    pub(super) lang_field: String,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Work")]
pub(super) struct WorkArgs {
    /// Worker threads [default: one for each core]
    #[arg(long, value_name = "N")]
    pub(super) threads: Option<std::num::NonZeroUsize>,
    /// Say nothing on stderr but errors
    #[arg(short, long)]
    pub(super) quiet: bool,
}

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  copydesk rules list --kind share                 all rules about share bars
  copydesk rules list builtin:share my-rules/      those of two packs")]
pub(super) struct ListArgs {
    /// Packs to list: files, folders, builtin:NAME [default: the built-in packs]
    #[arg(value_name = "PACK")]
    pub(super) packs: Vec<PathBuf>,
    /// Only rules of this kind
    #[arg(long, value_parser = clap::builder::PossibleValuesParser::new(Kind::ALL.map(Kind::as_str)))]
    pub(super) kind: Option<String>,
    /// One JSON line a rule
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  copydesk rules explain article.txt               every line, with the rules that matched it
  copydesk rules explain article.txt:12            one line, with all that was tried near it
  copydesk rules explain feed.jsonl#a17            the record with this id
  copydesk rules explain a17:12 --corpus feed.jsonl --corpus pages/

Of one line it tells the rules too that would match but do not try: for other outlets or languages,
off, or for shorter lines.")]
pub(super) struct ExplainArgs {
    /// A text file, FILE:LINE, or RECORDS#ID; with --corpus, a document's ID or ID:LINE
    #[arg(value_name = "FILE[:LINE]")]
    pub(super) target: String,
    /// Find the document by its id in a file, folder, glob, @list, or - (repeatable)
    #[arg(long, value_name = "INPUT")]
    pub(super) corpus: Vec<String>,
    #[command(flatten)]
    pub(super) rules: RuleArgs,
    #[command(flatten)]
    pub(super) fields: FieldArgs,
    /// The outlet, for rules that are for some outlets only
    #[arg(long)]
    pub(super) source: Option<String>,
    /// The language, for rules that are for some languages only
    #[arg(long)]
    pub(super) lang: Option<String>,
    /// One JSON line a line of the text
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
#[command(after_long_help = "\
Example:
  copydesk verify out

Every byte is checked against the manifest, and every count against the rows. A damaged folder is
status 4.")]
pub(super) struct VerifyArgs {
    /// Output folder of a run
    #[arg(value_name = "DIR")]
    pub(super) folder: PathBuf,
    /// One JSON line a finding
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
#[command(after_long_help = "\
Example:
  copydesk restore out --output back

Text files come back byte for byte under their names (unpacked, if they were compressed). Records
come back as JSON lines with their id and their text, in a file of the input's name.")]
pub(super) struct RestoreArgs {
    /// Output folder of a run
    #[arg(value_name = "DIR")]
    pub(super) folder: PathBuf,
    /// Folder to write; must be new or empty
    #[arg(short, long, value_name = "BACK")]
    pub(super) output: PathBuf,
}

#[derive(Debug, Args)]
#[command(after_long_help = "\
Example:
  copydesk completions bash > ~/.local/share/bash-completion/completions/copydesk")]
pub(super) struct CompletionsArgs {
    /// The shell
    pub(super) shell: clap_complete::Shell,
}
