//! `copydesk rules`: one file for each command; here stands `list`.

mod check;
mod diff;
mod doc_tests;
mod explain;
mod fmt;
mod missed;
mod promote;
mod schema;
mod stats;
mod suggest;
mod sweep;
mod test;
mod watch;

use std::io::Write;

use anyhow::Result;
use serde_json::json;

use super::args::ListArgs;
use super::packs::{count, named_or_builtin, print_problems, resolve};
use super::status::{Status, Usage};
use super::terminal::safe;
use crate::rules::{Apply, PackText, Rule, RuleSet, Severity, compile};
pub(super) use check::{CheckArgs, check};
pub(super) use diff::{DiffArgs, diff};
pub(super) use explain::explain;
pub(super) use fmt::{FmtArgs, fmt};
pub(super) use missed::{MissedArgs, missed};
pub(super) use promote::{PromoteArgs, promote};
pub(super) use schema::{SCHEMA_HELP, schema};
pub(super) use stats::{StatsArgs, dearest, stats};
pub(super) use suggest::{SuggestArgs, suggest};
pub(super) use test::{TestArgs, test};
pub(super) use watch::{WatchArgs, watch};

/// Compiles packs for a command that looks into them.
fn compiled(packs: &[PackText]) -> Result<RuleSet> {
    let (set, problems) = compile(packs, &resolve);
    set.ok_or_else(|| {
        print_problems(problems.iter().filter(|problem| problem.severity == Severity::Error));
        Usage(format!("{} in the rules", count(&problems))).into()
    })
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
