//! `copydesk rules suggest`: rules for repeated text that no rules touch.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::super::args::RuleArgs;
use super::super::corpus::CorpusArgs;
use super::super::status::{Status, Usage};
use super::super::terminal::{counted, tell};
use super::missed::{LimitArgs, collect, sample};
use crate::survey::{SuggestOptions, SuggestedPack, Suggestion, suggest as suggested};
use crate::write::write_file;

#[derive(Debug, Args)]
#[command(
    mut_arg("labels", |argument| argument.hide(true)),
    after_long_help = "\
Examples:
  copydesk rules suggest feed.jsonl > suggested.toml     with one outlet; else --output
  copydesk rules suggest feed.jsonl --output suggested/
  copydesk rules test suggested/ && copydesk run feed.jsonl --rules suggested/ --output out

Proposes rules for what `copydesk rules missed` lists: one pack for each outlet, and one for lines
of three outlets and more. Numbers, dates and names are left open; the lines that a rule takes and
the lines of stories that come nearest stand in it as examples. Each rule was tried on the documents
that are held, and takes no line of a story there but one in fifty of its hits.

The rules are on trial (severity = \"mark\"): they remove nothing, and `report.json` counts what they
would. Look through them, then write `drop`, or say --severity drop.

Scores help to tell chrome from stories where texts are whole pages: with --no-score, less is
proposed. Memory is as with `copydesk rules missed`."
)]
pub(in crate::cli) struct SuggestArgs {
    #[command(flatten)]
    pub(in crate::cli) corpus: CorpusArgs,
    #[command(flatten)]
    pub(in crate::cli) rules: RuleArgs,
    #[command(flatten)]
    pub(in crate::cli) limits: LimitArgs,
    /// On trial, or in force
    #[arg(long, value_enum, default_value_t = Severity::Mark)]
    pub(in crate::cli) severity: Severity,
    /// Folder for one file a pack; a file that differs is left alone
    #[arg(short, long, value_name = "DIR")]
    pub(in crate::cli) output: Option<PathBuf>,
    /// Overwrite files that differ
    #[arg(long, requires = "output")]
    pub(in crate::cli) force: bool,
    /// One JSON line a rule
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Severity {
    /// On trial: reported, nothing removed
    Mark,
    /// In force
    Drop,
}

/// Proposes rules.
pub(in crate::cli) fn suggest(arguments: &SuggestArgs, out: &mut dyn Write) -> Result<Status> {
    let (status, missed) = collect(&arguments.corpus, &arguments.rules)?;
    let Some(missed) = missed else {
        return Ok(status);
    };
    let lines = missed.finish(&arguments.limits.limits());
    let packs = suggested(&lines, &missed, &SuggestOptions { drop: arguments.severity == Severity::Drop });
    if let Some(folder) = &arguments.output {
        place(folder, &packs, arguments.force)?;
    }
    if arguments.json {
        for (pack, rule) in packs.iter().flat_map(|pack| pack.rules.iter().map(move |rule| (pack, rule))) {
            writeln!(out, "{}", row(pack, rule))?;
        }
    } else if arguments.output.is_none() {
        for (number, pack) in packs.iter().enumerate() {
            // The packs of several outlets are several files.
            let above = if packs.len() > 1 { format!("# {}.toml\n", pack.name) } else { String::new() };
            let between = if number > 0 { "\n" } else { "" };
            write!(out, "{between}{above}{}", pack.toml)?;
        }
    }
    if !arguments.corpus.work.quiet {
        tell(&summary(&packs));
    }
    Ok(status)
}

fn summary(packs: &[SuggestedPack]) -> String {
    let rules: Vec<&Suggestion> = packs.iter().flat_map(|pack| &pack.rules).collect();
    let hits = rules.iter().map(|rule| rule.hits).sum();
    let packs = counted(packs.len() as u64, "pack");
    format!(
        "{packs}, {}, which take {} of the corpus",
        counted(rules.len() as u64, "rule"),
        counted(hits, "line")
    )
}

fn row(pack: &SuggestedPack, rule: &Suggestion) -> Value {
    json!({
        "pack": pack.name, "source": pack.source, "rule": rule.id, "kind": rule.kind.as_str(),
        "toml": rule.toml, "hits": rule.hits, "documents": rule.documents, "scored": rule.scored,
        "examples": rule.examples.iter().map(sample).collect::<Vec<_>>(),
        "nearest": rule.nearest.iter().map(|line| &**line).collect::<Vec<_>>(),
    })
}

/// Writes the packs, all or none: nothing where a file of one's name says something else.
fn place(folder: &Path, packs: &[SuggestedPack], force: bool) -> Result<()> {
    let files: Vec<(PathBuf, &str)> =
        packs.iter().map(|pack| (folder.join(format!("{}.toml", pack.name)), pack.toml.as_str())).collect();
    let mut fresh = Vec::new();
    for (path, text) in files {
        match fs::read(&path) {
            Ok(found) if found == text.as_bytes() => continue,
            Ok(_) if !force => {
                let what = format!("`{}` is there and differs; nothing was written", path.display());
                return Err(Usage(format!("{what}\nhint: another --output, or --force")).into());
            }
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("cannot read `{}`", path.display()));
            }
            _ => fresh.push((path, text)),
        }
    }
    if !fresh.is_empty() {
        fs::create_dir_all(folder).with_context(|| format!("cannot create `{}`", folder.display()))?;
    }
    for (path, text) in fresh {
        write_file(&path, text.as_bytes())?;
    }
    Ok(())
}
