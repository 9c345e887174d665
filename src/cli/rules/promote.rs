//! `copydesk rules promote`: rules on trial that have shown themselves drop what they match from now on.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use clap::Args;
use serde_json::json;

use super::super::args::{FieldArgs, WorkArgs};
use super::super::corpus::Corpus;
use super::super::packs::{self, ScoreArgs};
use super::super::progress::{Progress, watched};
use super::super::status::{Status, Usage};
use super::super::terminal::{counted, excerpt, thousands};
use super::sweep;
use crate::clean::{Cleaner, test_examples};
use crate::eval::Share;
use crate::rules::{Apply, PackText, RuleIndex, RuleSet, compile, edit};
use crate::survey::{Survey, Thresholds, held_back};
use crate::write::write_file;

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  copydesk rules promote my-rules/ --corpus feed.jsonl --dry-run
  copydesk rules promote suggested/ --corpus monday/ --corpus tuesday/ --labels labels.jsonl

A rule with severity = \"mark\" becomes one that drops, in its file, where its hits on the corpus
hold all of these; the file keeps its comments, and all else in it, byte for byte:
  - documents and sources enough
  - where ten hits and more have a label, the precision; with fewer labels, none of them article,
    and no long sentence from the middle of a story
  - less than 30 % of the text of every source (of twenty documents and more)
  - some line that no other rule takes
  - the examples of all rules still pass

The built-in packs are in use beside PACK, as in a run (--no-builtin: they are not).")]
pub(in crate::cli) struct PromoteArgs {
    /// Packs: files and folders
    #[arg(value_name = "PACK", required = true)]
    pub(in crate::cli) packs: Vec<PathBuf>,
    /// What the rules are tried on: a file, a folder, a glob, @list, or - (repeatable)
    #[arg(long, value_name = "INPUT", required = true)]
    pub(in crate::cli) corpus: Vec<String>,
    /// Labels by id, as `tune --labels` writes them; else those in the records
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) labels: Option<PathBuf>,
    /// Documents with a hit at least
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(in crate::cli) min_documents: u64,
    /// Sources with a hit at least
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(in crate::cli) min_sources: u64,
    /// Precision against labels at least, from 0 to 1
    #[arg(long, value_name = "SHARE", default_value = "0.99", value_parser = share)]
    pub(in crate::cli) min_precision: Share,
    /// Say what would be done, and change nothing
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
    /// One JSON line a rule on trial
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

/// Four decimal places, as shares are told.
fn share(text: &str) -> Result<Share, String> {
    let wrong = || "a number from 0 to 1, with at most four decimal places".to_owned();
    let (whole, places) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() != 1 || !digits(whole) || places.len() > 4 || !digits(places) {
        return Err(wrong());
    }
    let parts: i32 = format!("{whole}{places:0<4}").parse().map_err(|_| wrong())?;
    if parts <= Share::ONE.0 { Ok(Share(parts)) } else { Err(wrong()) }
}

/// Promotes rules.
pub(in crate::cli) fn promote(arguments: &PromoteArgs, out: &mut dyn Write) -> Result<Status> {
    watched(arguments.work.quiet, |progress| judge(arguments, progress, out))
}

fn judge(arguments: &PromoteArgs, progress: &Progress, out: &mut dyn Write) -> Result<Status> {
    let packs = Packs::read(arguments)?;
    let cleaner = arguments.score.cleaner(Arc::clone(&packs.set))?;
    let work = (&arguments.fields, &arguments.work);
    let corpus = Corpus::of(&arguments.corpus, arguments.labels.as_deref(), work, progress)?;
    let (survey, rejected) = sweep::survey(&corpus, &cleaner)?;
    progress.finish();
    let least = Thresholds {
        documents: arguments.min_documents,
        sources: arguments.min_sources,
        precision: arguments.min_precision,
    };
    let mut trials: Vec<Trial> = packs
        .on_trial()
        .map(|rule| Trial { rule, held: held_back(&packs.set, &survey, rule, least) })
        .collect();
    packs.test(&mut trials)?;
    for trial in &trials {
        told(&packs.set, &survey, trial, arguments.json, out)?;
    }
    let edited = packs.edited(&trials)?;
    if !arguments.dry_run {
        for (path, text) in &edited {
            write_file(Path::new(path), text.as_bytes())
                .with_context(|| format!("cannot write `{path}`; packs before it are written"))?;
        }
    }
    if !arguments.json {
        let promoted = trials.iter().filter(|trial| trial.held.is_empty()).count() as u64;
        let files = edited.len() as u64;
        let done = if arguments.dry_run { "would be promoted" } else { "promoted" };
        writeln!(
            out,
            "{} on trial, {} {done}, in {}",
            counted(trials.len() as u64, "rule"),
            thousands(promoted),
            counted(files, "file")
        )?;
    }
    Ok(if rejected > 0 { Status::Rejected } else { Status::Done })
}

/// A rule on trial, and why it stays so.
struct Trial {
    rule: RuleIndex,
    held: Vec<String>,
}

/// The packs whose rules are looked at, in the set that they are part of.
struct Packs {
    own: Vec<PackText>,
    all: Vec<PackText>,
    set: Arc<RuleSet>,
}

impl Packs {
    fn read(arguments: &PromoteArgs) -> Result<Packs> {
        if let Some(pack) = arguments.packs.iter().find(|pack| pack.to_string_lossy().starts_with("builtin:"))
        {
            let what = format!("`{}` cannot be changed", pack.display());
            return Err(Usage(format!("{what}\nhint: restate its rule in a pack of your own")).into());
        }
        let own = packs::read_packs(&arguments.packs)?;
        let mut all = if arguments.no_builtin { Vec::new() } else { crate::rules::builtin() };
        all.extend(own.iter().cloned());
        let set = packs::usable(&all)?;
        Ok(Packs { own, all, set })
    }

    /// Rules on trial that stand in the packs themselves.
    fn on_trial(&self) -> impl Iterator<Item = RuleIndex> {
        let is_own = |path: &str| self.own.iter().any(|pack| pack.path == path);
        let rules = self.set.rules.iter().enumerate();
        rules
            .filter(move |(_, rule)| rule.apply == Apply::Mark && is_own(&rule.place.source.path))
            .map(|(index, _)| index)
    }

    /// The new text of each pack in which something changes.
    fn edited(&self, trials: &[Trial]) -> Result<BTreeMap<String, String>> {
        let mut edited: BTreeMap<String, String> = BTreeMap::new();
        for trial in trials.iter().filter(|trial| trial.held.is_empty()) {
            let rule = &self.set.rules[trial.rule];
            let path = &rule.place.source.path;
            let Some(pack) = self.own.iter().find(|pack| pack.path == *path) else { continue };
            let text = edited.get(path).unwrap_or(&pack.text);
            let text = edit::set_severity(text, &rule.id, Apply::Drop)
                .map_err(|error| Usage(format!("`{path}`: {error}")))?;
            edited.insert(path.clone(), text);
        }
        for path in edited.keys() {
            let before = self.own.iter().find(|pack| pack.path == *path).map(|pack| &pack.text);
            let now = fs::read_to_string(path).ok();
            if now.as_ref() != before {
                let what = format!("`{path}` was changed meanwhile; nothing was written");
                return Err(Usage(format!("{what}\nhint: run it again")).into());
            }
        }
        Ok(edited)
    }

    /// Holds back rules that fail an example once they drop.
    fn test(&self, trials: &mut [Trial]) -> Result<()> {
        let edited = self.edited(trials)?;
        let mut packs = self.all.clone();
        for pack in &mut packs {
            if let Some(text) = edited.get(&pack.path) {
                pack.text.clone_from(text);
            }
        }
        let (set, _) = compile(&packs, &packs::resolve);
        let Some(set) = set.map(Arc::new) else {
            return Err(
                Usage("the packs cannot be used once they are edited; nothing was written".into()).into()
            );
        };
        let report = test_examples(&Cleaner::new(Arc::clone(&set)));
        for trial in trials.iter_mut().filter(|trial| trial.held.is_empty()) {
            let id = &self.set.rules[trial.rule].id;
            let failures = report.failures.iter().filter(|failure| set.rules[failure.rule].id == *id);
            trial.held.extend(failures.take(1).map(|failure| {
                format!("an example fails: {} ({})", failure.detail, excerpt(&failure.text, 60))
            }));
        }
        Ok(())
    }
}

fn told(set: &RuleSet, survey: &Survey, trial: &Trial, json: bool, out: &mut dyn Write) -> Result<()> {
    let (rule, tally) = (&set.rules[trial.rule], &survey.rules[trial.rule]);
    let promoted = trial.held.is_empty();
    if json {
        let precision = (tally.labelled() > 0).then(|| Share::of(tally.right, tally.labelled()).as_f64());
        let row = json!({
            "rule": &*rule.id, "promoted": promoted, "reasons": trial.held, "documents": tally.documents,
            "sources": tally.sources.len(), "lines": tally.lines, "right": tally.right, "wrong": tally.wrong,
            "precision": precision, "file": rule.place.source.path, "line": rule.place.line_column().0,
        });
        writeln!(out, "{row}")?;
        return Ok(());
    }
    let hits = format!(
        "{} in {} of {}",
        counted(tally.lines, "line"),
        counted(tally.documents, "document"),
        counted(tally.sources.len() as u64, "source")
    );
    let what = if promoted { "drop" } else { "mark" };
    writeln!(out, "{what}  {} ({})  {hits}", excerpt(&rule.id, 60), rule.place)?;
    for reason in &trial.held {
        writeln!(out, "      {}", excerpt(reason, 200))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_have_at_most_four_places() {
        for (text, expected) in
            [("0.99", Some(9900)), ("1", Some(10_000)), ("0", Some(0)), ("0.9999", Some(9999)), (".9", None)]
        {
            assert_eq!(share(text).ok(), expected.map(Share), "{text}");
        }
        for text in ["1.1", "0.99999", "99%", "-0.1", "", "0,9"] {
            assert!(share(text).is_err(), "{text}");
        }
    }
}
