//! `copydesk rules`: one file for each command; here stand `check`, `test` and `list`.

mod diff;
mod doc_tests;
mod explain;
mod promote;
mod stats;
mod sweep;
mod watch;

use std::io::Write;

use anyhow::Result;
use serde_json::json;

use super::args::{CheckArgs, ListArgs, TestArgs};
use super::packs::{count, named_or_builtin, print_problems, resolve};
use super::status::{Status, Usage};
use super::terminal::{counted, excerpt, safe};
use crate::clean::{Cleaner, Failure, test_examples};
use crate::rules::{Apply, PackText, Problem, Rule, RuleSet, Severity, Shape, compile, lint};
pub(super) use diff::{DiffArgs, diff};
use doc_tests::DocFailure;
pub(super) use explain::explain;
pub(super) use promote::{PromoteArgs, promote};
pub(super) use stats::{StatsArgs, stats};
pub(super) use watch::{WatchArgs, watch};

/// Compiles and lints packs.
pub(super) fn check(arguments: &CheckArgs, out: &mut dyn Write) -> Result<Status> {
    let packs = named_or_builtin(&arguments.packs)?;
    let (set, mut problems) = compile(&packs, &resolve);
    if let Some(set) = &set {
        problems.extend(lint(set, &super::clock::today()));
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

fn problem_json(problem: &Problem) -> serde_json::Value {
    let (line, column) = problem.place.line_column();
    let severity = if problem.severity == Severity::Error { "error" } else { "warning" };
    json!({
        "severity": severity, "code": problem.code, "file": problem.place.source.path,
        "line": line, "column": column, "what": problem.what, "hint": problem.hint,
    })
}

/// Compiles packs for a command that looks into them.
fn compiled(packs: &[PackText]) -> Result<RuleSet> {
    let (set, problems) = compile(packs, &resolve);
    set.ok_or_else(|| {
        print_problems(problems.iter().filter(|problem| problem.severity == Severity::Error));
        Usage(format!("{} in the rules", count(&problems))).into()
    })
}

/// Runs all examples.
pub(super) fn test(arguments: &TestArgs, out: &mut dyn Write) -> Result<Status> {
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

/// Lists rules.
pub(super) fn list(arguments: &ListArgs, out: &mut dyn Write) -> Result<Status> {
    let set = compiled(&named_or_builtin(&arguments.packs)?)?;
    let wanted = |rule: &&Rule| arguments.kind.as_deref().is_none_or(|kind| rule.kind.as_str() == kind);
    for rule in set.rules.iter().filter(wanted) {
        if arguments.json {
            let (line, _) = rule.place.line_column();
            let row = json!({
                "rule": &*rule.id, "kind": rule.kind.as_str(), "apply": rule.apply.as_str(),
                "keep": rule.keep.is_some(), "scope": rule.scope.to_string(), "where": rule.zone.to_string(),
                "confidence": rule.confidence.as_str(), "priority": rule.priority, "max_len": rule.max_len, "why": rule.why,
                "file": rule.place.source.path, "line": line,
            });
            writeln!(out, "{row}")?;
        } else {
            writeln!(out, "{}", list_row(rule))?;
        }
    }
    Ok(Status::Done)
}

fn list_row(rule: &Rule) -> String {
    let apply = if rule.keep.is_some() { "keep" } else { rule.apply.as_str() };
    let apply = if rule.apply == Apply::Off { "off" } else { apply };
    let mut place: Vec<String> = Vec::new();
    for part in [rule.zone.to_string(), rule.scope.to_string()] {
        if !part.is_empty() {
            place.push(part);
        }
    }
    format!("{:<44} {:<14} {apply:<12} {:<24} {}", rule.id, rule.kind, place.join("; "), safe(&rule.why))
        .trim_end()
        .to_owned()
}
