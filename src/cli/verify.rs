//! `copydesk verify` and `copydesk restore`.

use std::io::Write;

use anyhow::Result;
use serde_json::json;

use super::args::{RestoreArgs, VerifyArgs};
use super::progress::Progress;
use super::signals::Signals;
use super::status::Status;
use super::terminal::{bytes, counted, safe, tell, thousands};
use crate::write;

/// Checks an output folder; says where it is damaged.
pub(super) fn verify(arguments: &VerifyArgs, out: &mut dyn Write) -> Result<Status> {
    let signals = Signals::listen()?;
    let progress = Progress::new(arguments.json, signals.clone());
    let checked = write::verify(&arguments.folder, &progress);
    progress.finish();
    if let Some(code) = signals.received() {
        return Ok(Status::Interrupted(code));
    }
    let report = checked?;
    for finding in &report.findings {
        if arguments.json {
            writeln!(out, "{}", json!({ "file": finding.file, "what": finding.what }))?;
        } else {
            writeln!(out, "{}", safe(&finding.to_string()))?;
        }
    }
    if !arguments.json {
        if report.unlisted > 0 {
            writeln!(out, "and {} more", thousands(report.unlisted))?;
        }
        let verdict = if report.is_sound() { "sound" } else { "damaged" };
        writeln!(out, "{verdict}: {} files, {}", thousands(report.files), bytes(report.bytes))?;
    }
    Ok(if report.is_sound() { Status::Done } else { Status::Fatal })
}

/// Gives the input back.
pub(super) fn restore(arguments: &RestoreArgs) -> Result<Status> {
    let signals = Signals::listen()?;
    let progress = Progress::new(false, signals.clone());
    let restored = write::restore(&arguments.folder, &arguments.output, &progress);
    progress.finish();
    if let Some(code) = signals.received() {
        return Ok(Status::Interrupted(code));
    }
    let summary = restored?;
    tell(&format!(
        "restored {} in {}, {}, to `{}`",
        counted(summary.documents, "document"),
        counted(summary.files, "file"),
        bytes(summary.bytes),
        arguments.output.display()
    ));
    let missing = [(summary.not_kept, "not kept by the run"), (summary.rejected, "rejected by the run")];
    for (count, why) in missing.into_iter().filter(|(count, _)| *count > 0) {
        tell(&format!("not back: {} {why}", thousands(count)));
    }
    Ok(if summary.not_kept + summary.rejected > 0 { Status::Rejected } else { Status::Done })
}
