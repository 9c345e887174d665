//! `copydesk rules check`: every problem of a pack at once, each with its place.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;
use serde_json::json;

use crate::cli::packs::{count, named_or_builtin, print_problems, resolve};
use crate::cli::status::{Status, Usage};
use crate::cli::terminal::counted;
use crate::rules::{
    Problem, Severity, codes, compile, did_you_mean, explain_code, host_of, lint, lint_hosts,
};

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  copydesk rules check my-rules/                   all mistakes, each with its place
  copydesk rules check my-rules/ --strict          for a build: warnings fail too
  copydesk rules check --explain shadowed          what a finding means, and what to do
  copydesk rules check my-rules/ --hosts hosts.txt scopes that name none of these hosts")]
pub(in crate::cli) struct CheckArgs {
    /// Packs to check: files, folders, builtin:NAME [default: the built-in packs]
    #[arg(value_name = "PACK")]
    pub(in crate::cli) packs: Vec<PathBuf>,
    /// Take warnings for errors
    #[arg(long)]
    pub(in crate::cli) strict: bool,
    /// Say what a finding means and what to do about it; `all` for every one
    #[arg(long, value_name = "CODE", conflicts_with_all = ["packs", "strict", "hosts"])]
    pub(in crate::cli) explain: Option<String>,
    /// Your outlets' hosts, one a line: tell which scopes name none of them
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) hosts: Option<PathBuf>,
    /// One JSON line a problem
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

/// Compiles and lints packs.
pub(in crate::cli) fn check(arguments: &CheckArgs, out: &mut dyn Write) -> Result<Status> {
    if let Some(code) = &arguments.explain {
        return explain(code, arguments.json, out);
    }
    let hosts = arguments.hosts.as_deref().map(read_hosts).transpose()?;
    let packs = named_or_builtin(&arguments.packs)?;
    let (set, mut problems) = compile(&packs, &resolve);
    if let Some(set) = &set {
        problems.extend(lint(set, &crate::cli::clock::today()));
        problems.extend(hosts.iter().flat_map(|hosts| lint_hosts(set, hosts)));
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

/// Prints what a code means, or what all of them do.
fn explain(code: &str, json: bool, out: &mut dyn Write) -> Result<Status> {
    let known = codes();
    let asked: Vec<&str> = known.iter().copied().filter(|known| code == "all" || code == *known).collect();
    if asked.is_empty() {
        let near = did_you_mean(code, known).unwrap_or_else(|| "`--explain all` prints every one".to_owned());
        return Err(Usage(format!("no finding has the code `{code}`\nhint: {near}")).into());
    }
    for (place, code) in asked.iter().enumerate() {
        let text = explain_code(code).unwrap_or_default();
        if json {
            writeln!(out, "{}", json!({ "code": code, "text": text }))?;
        } else {
            let gap = if place > 0 { "\n" } else { "" };
            writeln!(out, "{gap}{code}\n{text}")?;
        }
    }
    Ok(Status::Done)
}

/// Hosts as scopes see them. Addresses are taken too, blank lines and comments left out.
fn read_hosts(path: &Path) -> Result<Vec<String>> {
    let shown = path.display();
    let text = fs::read_to_string(path)
        .map_err(|error| Usage(format!("cannot read the hosts `{shown}`: {error}")))?;
    let hosts: Vec<String> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(host_of)
        .collect();
    if hosts.is_empty() {
        return Err(Usage(format!("no host in `{shown}`\nhint: one a line, such as elsby.example")).into());
    }
    Ok(hosts)
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
