//! `copydesk report`: one page about a finished run.

mod json;
mod timings;

use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;

use super::plan::refuse_inside;
use super::progress::watched;
use super::status::{Status, Usage};
use super::terminal::{bytes, tell};
use crate::monitor::Monitor;
use crate::survey::overview::{
    Overview, Overviewer, Place, SeenDocument, SeenGroup, SeenMember, SeenPassage, SeenReject, SeenRemoval,
};
use crate::web::report::{MARK, RunPage, page};
use crate::write::{self, StoredDocument, StoredGroup, StoredRemoval, StoredRun};

pub(super) use timings::write_timings;

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  copydesk report out                              writes out.html beside the folder
  copydesk report out --output spring.html --title 'Spring corpus'
  copydesk report out --output - | less
  copydesk report out --json                       the same figures for a program
  copydesk run articles/ --output out --timings out.times.json
  copydesk report out --timings out.times.json     with the time that each stage took

The page is one file: it opens from disk, asks for nothing beside it, and prints. It shows what
was removed, by kind, outlet, rule and time; which outlet runs whose copy; how stories went on;
flags, guards and rejects. Long lists are cut, and say how much is left out.

The folder is read, not changed. Sizes and rows are held against its manifest; `verify` checks
every byte. A damaged folder is status 4. An older page is replaced, any other file is not.

Cost: one pass over documents.jsonl and removals.jsonl.")]
pub(super) struct ReportArgs {
    /// Output folder of a run
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// File to write, or - for stdout [default: DIR.html]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Heading of the page
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// How long each stage took, as `run --timings` writes it
    #[arg(long, value_name = "FILE")]
    timings: Option<PathBuf>,
    /// Print the figures as one JSON object; a page is written only with --output
    #[arg(long)]
    json: bool,
}

pub(super) fn report(arguments: &ReportArgs, out: &mut dyn Write) -> Result<Status> {
    let output = match &arguments.output {
        Some(output) => Some(output.clone()),
        None if arguments.json => None,
        None => Some(beside(&arguments.folder)?),
    };
    let to_stdout = output.as_deref() == Some(Path::new("-"));
    if arguments.json && to_stdout {
        return Err(Usage("--json and --output - would both go to stdout\nhint: give a file".into()).into());
    }
    if let Some(output) = output.as_deref().filter(|_| !to_stdout) {
        refuse(output, &arguments.folder)?;
    }
    let timings = arguments.timings.as_deref().map(timings::read).transpose()?;
    watched(arguments.json, |progress| {
        let run = open(&arguments.folder)?;
        let overview = overview(&run, progress)?;
        let figures = Figures::of(&run, &overview, arguments.title.as_deref(), timings.as_deref());
        if arguments.json {
            writeln!(out, "{}", json::figures(&figures.page()))?;
        }
        if to_stdout {
            out.write_all(page(&figures.page()).as_bytes())?;
        } else if let Some(output) = &output {
            let html = page(&figures.page());
            write::write_file(output, html.as_bytes())?;
            if !arguments.json {
                tell(&format!("wrote `{}`, {}", output.display(), bytes(html.len() as u64)));
            }
        }
        Ok(Status::Done)
    })
}

/// `out.html` for the folder `out`.
fn beside(folder: &Path) -> Result<PathBuf> {
    let named =
        if folder.file_name().is_some() { Some(folder.to_owned()) } else { folder.canonicalize().ok() };
    let place = named.and_then(|folder| {
        let mut name = folder.file_name()?.to_owned();
        name.push(".html");
        Some(folder.with_file_name(name))
    });
    place.ok_or_else(|| {
        Usage("this folder has no name\nhint: say where the page goes with --output".into()).into()
    })
}

/// The folder vouches for every file in it, and a file that is no page of this command is somebody's work.
fn refuse(output: &Path, folder: &Path) -> Result<()> {
    let shown = output.display();
    refuse_inside(output, folder, "--output")?;
    match std::fs::File::open(output) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error).with_context(|| format!("cannot look at `{shown}`")),
        Ok(file) => {
            let mut head = Vec::new();
            let is_page = !output.is_dir()
                && file.take(1024).read_to_end(&mut head).is_ok()
                && head.windows(MARK.len()).any(|window| window == MARK.as_bytes());
            if is_page {
                return Ok(());
            }
            let what = format!("`{shown}` is there, and is no page of this command");
            Err(Usage(format!("{what}\nhint: give another --output, or remove it")).into())
        }
    }
}

fn open(folder: &Path) -> Result<StoredRun> {
    if !folder.join("manifest.json").exists() {
        let shown = folder.display();
        let what = if folder.is_dir() { "holds no finished run" } else { "is no folder" };
        bail!("`{shown}` {what}\nhint: give the folder that `run` or `group` wrote with --output");
    }
    Ok(StoredRun::open(folder)?)
}

/// Reads the run once, and keeps what a page has room for.
fn overview(run: &StoredRun, monitor: &dyn Monitor) -> Result<Overview> {
    let stored = run.report();
    let capped = stored.capped_wording.iter().map(|wording| Place {
        id: wording.id.clone(),
        start: wording.start,
        end: wording.end,
        documents: wording.documents,
    });
    let mut seen = Overviewer::new(stored.report.clone(), capped.collect());
    monitor.stage("groups", None);
    run.groups(|group| see_group(&group, &mut seen))?;
    run.passages(|row| {
        seen.passage(&SeenPassage { a: &row.a, b: &row.b, words: row.words, text: &row.text });
    })?;
    run.rejects(|row| {
        let (path, reason) = (row.path.as_str(), row.reason.as_str());
        seen.reject(&SeenReject { path, record: row.record, reason, bytes: row.bytes });
    })?;
    seen.documents_follow();
    monitor.stage("documents", Some(stored.report.bytes_in));
    let seen = std::cell::RefCell::new(seen);
    run.documents(
        |id| seen.borrow().is_not_kept(id),
        |document, removals| see_document(document, &removals, &mut seen.borrow_mut()),
        monitor,
    )?;
    Ok(seen.into_inner().finish())
}

fn see_group(group: &StoredGroup, seen: &mut Overviewer) {
    let members = group.members.iter().map(|member| SeenMember {
        id: &member.id,
        source: member.source.as_deref(),
        created: member.created.as_deref(),
        role: &member.role,
        earlier: member.earlier,
    });
    let members: Vec<SeenMember<'_>> = members.collect();
    let versions: Vec<&str> = group.versions.iter().map(String::as_str).collect();
    seen.group(&SeenGroup { representative: &group.representative, members: &members, versions: &versions });
}

fn see_document(document: Option<&StoredDocument>, removals: &[StoredRemoval], seen: &mut Overviewer) {
    let rows = removals.iter().map(|row| SeenRemoval { rule: &row.rule, kind: &row.kind, text: &row.text });
    let Some(document) = document else {
        if let Some(first) = removals.first() {
            seen.not_kept(&first.id, rows);
        }
        return;
    };
    let flags: Vec<&str> = document.flags.iter().map(String::as_str).collect();
    let row = SeenDocument {
        id: &document.id,
        source: document.source.as_deref(),
        created: document.created.as_deref(),
        title: document.title.as_deref(),
        text: &document.text,
        role: document.role.as_deref(),
        bytes_in: document.bytes_in,
        bytes_removed: document.bytes_removed,
        flags: &flags,
    };
    seen.document(&row, rows);
}

/// What the page and the JSON object are made of.
struct Figures<'a> {
    run: &'a StoredRun,
    overview: &'a Overview,
    title: Option<&'a str>,
    timings: Option<&'a [(String, u64)]>,
    buckets: Vec<(String, u64)>,
    options: Vec<(String, String)>,
}

impl<'a> Figures<'a> {
    fn of(
        run: &'a StoredRun,
        overview: &'a Overview,
        title: Option<&'a str>,
        timings: Option<&'a [(String, u64)]>,
    ) -> Figures<'a> {
        let mut buckets: Vec<(String, u64)> =
            run.report().capped_buckets.iter().map(|row| (row.bucket.clone(), row.documents)).collect();
        buckets.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let plain = |value: &serde_json::Value| match value {
            serde_json::Value::String(text) => text.clone(),
            serde_json::Value::Null => "none".to_owned(),
            value => value.to_string(),
        };
        let options = run.options().iter().map(|(name, value)| (name.clone(), plain(value))).collect();
        Figures { run, overview, title, timings, buckets, options }
    }

    fn page(&self) -> RunPage<'_> {
        let stored = self.run.report();
        RunPage {
            title: self.title,
            overview: self.overview,
            inputs: stored.inputs,
            bytes_not_kept: stored.bytes_not_kept,
            capped_buckets: &self.buckets,
            tool: self.run.tool(),
            packs: self.run.packs(),
            options: &self.options,
            timings: self.timings,
        }
    }
}
