//! `copydesk rules missed`: repeated text that no rules touch.

use std::io::Write;

use anyhow::Result;
use clap::Args;
use serde_json::{Value, json};

use super::super::args::RuleArgs;
use super::super::corpus::{Corpus, CorpusArgs};
use super::super::packs;
use super::super::progress::watched;
use super::super::status::{Status, Usage};
use super::super::terminal::{counted, excerpt, tell, thousands};
use crate::survey::{Marked, Missed, MissedLimits, MissedLine, MissedPage, Sample, Until};

#[derive(Debug, Args)]
#[command(
    mut_arg("labels", |argument| argument.hide(true)),
    after_long_help = "\
Examples:
  copydesk rules missed feed.jsonl                 the lines most worth a rule
  copydesk rules missed feed.jsonl --source courier.example --top 200
  copydesk rules missed feed.jsonl --rules my-rules/ --json

A line is missed where no rule takes it, takes a part of it, would take it on trial, or keeps it.
A line that goes by score alone is missed too: scored says from how many documents. Lines are
counted over stories, not copies, and are one line where they differ in numbers and dates; lines
that differ in one stretch beyond that are told as one shape from three stories on.

  stories   stories that have it, of those of its outlet
  docs      documents that have it
  scored    documents from which it goes by score
  where     above the story, near the headline, within, below; the most frequent place first

Documents of no known outlet tell nothing. Up to 20,000 documents are held in memory, 5 to 10 kB
each; of a larger corpus a sample, the same for any order of the input."
)]
pub(in crate::cli) struct MissedArgs {
    #[command(flatten)]
    pub(in crate::cli) corpus: CorpusArgs,
    #[command(flatten)]
    pub(in crate::cli) rules: RuleArgs,
    #[command(flatten)]
    pub(in crate::cli) limits: LimitArgs,
    /// Lines to show; 0 for all [default: 50, with --json all]
    #[arg(long, value_name = "N")]
    pub(in crate::cli) top: Option<usize>,
    /// One JSON line a missed line
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

/// From when on a line is missed.
#[derive(Debug, Args)]
pub(in crate::cli) struct LimitArgs {
    /// Only this outlet
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) source: Option<String>,
    /// Stories that a line must stand in, two at least
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub(in crate::cli) min_stories: u32,
}

impl LimitArgs {
    pub(super) fn limits(&self) -> MissedLimits {
        MissedLimits { min_stories: self.min_stories, source: self.source.clone(), ..MissedLimits::default() }
    }
}

/// Lists missed lines.
pub(in crate::cli) fn missed(arguments: &MissedArgs, out: &mut dyn Write) -> Result<Status> {
    let (status, missed) = collect(&arguments.corpus, &arguments.rules)?;
    let Some(missed) = missed else {
        return Ok(status);
    };
    let lines = missed.finish(&arguments.limits.limits());
    let shown = |line: &&MissedLine| !line.shared || arguments.json || arguments.limits.source.is_some();
    let shown: Vec<&MissedLine> = lines.iter().filter(shown).collect();
    let top = match arguments.top {
        None if arguments.json => usize::MAX,
        None => 50,
        Some(0) => usize::MAX,
        Some(top) => top,
    };
    if arguments.json {
        for line in shown.iter().take(top) {
            writeln!(out, "{}", row(line))?;
        }
        return Ok(status);
    }
    if !shown.is_empty() {
        writeln!(
            out,
            "{:>9} {:>6} {:>6}  {:<13}  {:<22}  line",
            "stories", "docs", "scored", "where", "source"
        )?;
    }
    for line in shown.iter().take(top) {
        writeln!(out, "{}", table_row(line))?;
    }
    let more = shown.len().saturating_sub(top);
    writeln!(
        out,
        "{}{}",
        counted(shown.len() as u64, "missed line"),
        match more {
            0 => String::new(),
            more => format!(", {} of them not shown: --top {}", thousands(more as u64), shown.len()),
        }
    )?;
    Ok(status)
}

/// Reads the corpus; `None` where a signal has ended it.
pub(super) fn collect(corpus: &CorpusArgs, rules: &RuleArgs) -> Result<(Status, Option<Missed>)> {
    if corpus.labels.is_some() {
        return Err(
            Usage("this command does not use labels\nhint: `copydesk eval clean` measures".into()).into()
        );
    }
    let cleaner = packs::cleaner(rules)?;
    let mut missed = Missed::default();
    let status = watched(corpus.work.quiet, |progress| {
        let corpus = Corpus::open(corpus, progress)?;
        let rejected = corpus.each(
            "look",
            || cleaner.scratch(),
            |scratch, document| MissedPage::of(cleaner.rules(), &Marked::of(&cleaner, scratch, document)),
            |page| {
                missed.add_page(page);
                Ok(())
            },
        )?;
        Ok(if rejected > 0 { Status::Rejected } else { Status::Done })
    })?;
    if matches!(status, Status::Interrupted(_)) {
        return Ok((status, None));
    }
    let sampled = missed.sampled();
    if !(sampled.is_empty() || corpus.work.quiet) {
        tell(&format!(
            "too many documents to hold: a sample was looked at of {}",
            counted(sampled.len() as u64, "outlet")
        ));
    }
    Ok((status, Some(missed)))
}

fn table_row(line: &MissedLine) -> String {
    let standing = &line.standing;
    let source = match &line.source {
        Some(source) => excerpt(source, 21),
        None => counted(u64::from(standing.sources), "outlet"),
    };
    let stories = format!("{}/{}", standing.stories, standing.of);
    let place = standing.places().first().copied().unwrap_or_default();
    let list = if line.until.is_some() { " ⟨list⟩" } else { "" };
    let shown = excerpt(&(line.template.to_string() + list), 34);
    format!(
        "{stories:>9} {:>6} {:>6}  {place:<13}  {source:<22}  {shown}",
        standing.documents, standing.scored
    )
}

fn row(line: &MissedLine) -> Value {
    let standing = &line.standing;
    let ends = |until: &Until| until.ends.iter().map(ToString::to_string).collect::<Vec<_>>();
    let until = line.until.as_ref().map(ends);
    json!({
        "source": line.source, "template": line.template.to_string(), "stories": standing.stories,
        "of": standing.of, "documents": standing.documents, "lines": standing.lines, "sources": standing.sources,
        "head": standing.head, "near": standing.near, "middle": standing.middle, "tail": standing.tail,
        "scored": standing.scored, "until": until, "sentence": line.sentence, "shared": line.shared,
        "examples": line.examples.iter().map(sample).collect::<Vec<_>>(),
    })
}

/// An example, as rows have it.
pub(super) fn sample(sample: &Sample) -> Value {
    json!({ "document": &*sample.document, "line": sample.line, "text": &*sample.text })
}
