//! `copydesk rules check`: every problem of a pack at once, each with its place.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use serde_json::json;

use crate::cli::packs::{count, named_or_builtin, print_problems, resolve};
use crate::cli::status::Status;
use crate::cli::terminal::counted;
use crate::rules::{Problem, Severity, compile, lint};

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  copydesk rules check my-rules/                   all mistakes, each with its place
  copydesk rules check my-rules/ --strict          for a build: warnings fail too")]
pub(in crate::cli) struct CheckArgs {
    /// Packs to check: files, folders, builtin:NAME [default: the built-in packs]
    #[arg(value_name = "PACK")]
    pub(in crate::cli) packs: Vec<PathBuf>,
    /// Take warnings for errors
    #[arg(long)]
    pub(in crate::cli) strict: bool,
    /// One JSON line a problem
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

/// Compiles and lints packs.
pub(in crate::cli) fn check(arguments: &CheckArgs, out: &mut dyn Write) -> Result<Status> {
    let packs = named_or_builtin(&arguments.packs)?;
    let (set, mut problems) = compile(&packs, &resolve);
    if let Some(set) = &set {
        problems.extend(lint(set, &crate::cli::clock::today()));
    }
    if arguments.json {
        for problem in &problems {
            writeln!(out, "{}", problem_json(problem))?;
        }
    } else {
        print_problems(&problems);
        if let Some(set) = &set {
            writeln!(
                out,
                "{}, {}, {}",
                counted(set.packs.len() as u64, "pack"),
                counted(set.rules.len() as u64, "rule"),
                counted(set.patterns.list.len() as u64, "pattern")
            )?;
        }
        writeln!(out, "{}", count(&problems))?;
    }
    let errors = problems.iter().any(|problem| problem.severity == Severity::Error);
    let fails = errors || (arguments.strict && !problems.is_empty());
    Ok(if fails { Status::Wrong } else { Status::Done })
}

/// A problem as `--json` tells it.
pub(super) fn problem_json(problem: &Problem) -> serde_json::Value {
    let (line, column) = problem.place.line_column();
    let severity = if problem.severity == Severity::Error { "error" } else { "warning" };
    json!({
        "severity": severity, "code": problem.code, "file": problem.place.source.path,
        "line": line, "column": column, "what": problem.what, "hint": problem.hint,
    })
}
