//! `copydesk index`: what an index of earlier batches holds, and how what is old leaves it.

use std::io::Write;

use anyhow::Result;
use serde_json::json;

use super::args::{IndexCommand, IndexExpireArgs, IndexStatsArgs};
use super::progress::Progress;
use super::signals::Signals;
use super::status::{Status, Usage};
use super::terminal::{bytes, counted, thousands};
use crate::text::{day, epoch_seconds};
use crate::write::{self, WriteError};

pub(super) fn index(command: &IndexCommand, out: &mut dyn Write) -> Result<Status> {
    match command {
        IndexCommand::Stats(arguments) => stats(arguments, out),
        IndexCommand::Expire(arguments) => expire(arguments, out),
    }
}

fn stats(arguments: &IndexStatsArgs, out: &mut dyn Write) -> Result<Status> {
    let signals = Signals::listen()?;
    let progress = Progress::new(arguments.json, signals.clone());
    let found = write::stats(&arguments.index, &progress);
    progress.finish();
    let Some(stats) = unless_interrupted(found, &signals)? else {
        return Ok(Status::Interrupted(signals.received().unwrap_or(130)));
    };
    if arguments.json {
        writeln!(out, "{}", json!(stats))?;
        return Ok(Status::Done);
    }
    let (batches, sources) = (plural(stats.batches, "batch", "batches"), counted(stats.sources, "outlet"));
    writeln!(
        out,
        "{} in {batches}, {sources}, {}",
        counted(stats.documents, "document"),
        bytes(stats.bytes)
    )?;
    if let (Some(first), Some(last)) = (stats.first, stats.last) {
        writeln!(out, "published from {} to {}", day(first), day(last))?;
    }
    if stats.undated > 0 {
        writeln!(out, "{} without a date", thousands(stats.undated))?;
    }
    Ok(Status::Done)
}

fn expire(arguments: &IndexExpireArgs, out: &mut dyn Write) -> Result<Status> {
    let before = epoch_seconds(&arguments.before).ok_or_else(|| {
        let found = &arguments.before;
        Usage(format!("`{found}` is no date; write --before 2024-03-01 or 2024-03-01T12:00:00Z"))
    })?;
    let signals = Signals::listen()?;
    let progress = Progress::new(arguments.json, signals.clone());
    let removed = write::expire(&arguments.index, before, &progress);
    progress.finish();
    let Some(removed) = unless_interrupted(removed, &signals)? else {
        return Ok(Status::Interrupted(signals.received().unwrap_or(130)));
    };
    if arguments.json {
        writeln!(out, "{}", json!({ "removed": removed }))?;
    } else {
        writeln!(out, "{} removed", counted(removed, "document"))?;
    }
    Ok(Status::Done)
}

/// `None` where the user has stopped it: the index is as it was.
fn unless_interrupted<T>(result: Result<T, WriteError>, signals: &Signals) -> Result<Option<T>> {
    match result {
        Err(_) if signals.received().is_some() => Ok(None),
        result => Ok(Some(result?)),
    }
}

fn plural(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", thousands(count), if count == 1 { one } else { many })
}
