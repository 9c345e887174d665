//! `copydesk rules test`: the examples inside the rules.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use serde_json::json;

use super::compiled;
use super::doc_tests::{self, DocFailure};
use crate::clean::{Cleaner, Failure, test_examples};
use crate::cli::packs::named_or_builtin;
use crate::cli::status::Status;
use crate::cli::terminal::{excerpt, safe};
use crate::rules::{Rule, RuleSet, Shape};

#[derive(Debug, Args)]
#[command(after_long_help = "\
Example:
  copydesk rules test my-rules/

A failure is Missing (a rule does not match its example), Noisy (it matches what it must not) or
Wrong (something else comes out).")]
pub(in crate::cli) struct TestArgs {
    /// Packs to test: files, folders, builtin:NAME [default: the built-in packs]
    #[arg(value_name = "PACK")]
    pub(in crate::cli) packs: Vec<PathBuf>,
    /// One JSON line a failure
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

/// Runs all examples.
pub(in crate::cli) fn test(arguments: &TestArgs, out: &mut dyn Write) -> Result<Status> {
    let set = std::sync::Arc::new(compiled(&named_or_builtin(&arguments.packs)?)?);
    let cleaner = Cleaner::new(std::sync::Arc::clone(&set));
    let report = test_examples(&cleaner);
    for failure in &report.failures {
        print_failure(&set, failure, arguments.json, out)?;
    }
    let documents = doc_tests::run(&cleaner);
    for failure in &documents {
        print_doc_failure(failure, arguments.json, out)?;
    }
    let failed = report.failures.len() + documents.len();
    let tried = report.tried + set.doc_tests.len();
    if !arguments.json {
        let untested =
            set.rules.iter().filter(|rule| wants_example(rule) && rule.examples.is_empty()).count();
        writeln!(
            out,
            "{} examples of {} rules: {} passed, {failed} failed",
            tried,
            report.rules,
            tried - failed
        )?;
        if untested > 0 {
            writeln!(out, "{untested} rules have no example")?;
        }
    }
    Ok(if failed == 0 { Status::Done } else { Status::Wrong })
}

/// A repeated line is its own example, and what repeats is seen in a corpus only.
fn wants_example(rule: &Rule) -> bool {
    !rule.is_repeated() && !matches!(rule.shape, Shape::Repeat(_))
}

fn print_doc_failure(failure: &DocFailure<'_>, json: bool, out: &mut dyn Write) -> Result<()> {
    let (test, line) = (failure.test, failure.line);
    if json {
        let row = json!({
            "outcome": "Wrong", "document": test.file, "file": test.place.source.path, "line": line,
            "expected": failure.expected, "found": failure.found,
        });
        writeln!(out, "{row}")?;
    } else {
        writeln!(out, "Wrong {} ({}): line {line} must be, and is", safe(&test.file), test.place)?;
        writeln!(out, "    {}\n    {}", excerpt(&failure.expected, 160), excerpt(&failure.found, 160))?;
    }
    Ok(())
}

fn print_failure(set: &RuleSet, failure: &Failure, json: bool, out: &mut dyn Write) -> Result<()> {
    let rule = &set.rules[failure.rule].id;
    if json {
        let (line, column) = failure.place.line_column();
        let row = json!({
            "outcome": failure.outcome.as_str(), "rule": &**rule, "file": failure.place.source.path,
            "line": line, "column": column, "text": failure.text, "detail": failure.detail,
        });
        writeln!(out, "{row}")?;
    } else {
        writeln!(out, "{} {rule} ({}): {}", failure.outcome.as_str(), failure.place, safe(&failure.detail))?;
        writeln!(out, "    {}", excerpt(&failure.text, 160))?;
    }
    Ok(())
}
