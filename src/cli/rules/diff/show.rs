//! Changes as rows and tables.

use std::cmp::Reverse;
use std::io::{Result, Write};

use serde_json::{Value, json};

use super::super::super::terminal::{counted, excerpt, thousands};
use crate::survey::{ChangeTally, LineChange, LineFateChange, RuleChanges, Touched};
use crate::text::Span;

/// Rules that differ, named one by one.
const NAMED: usize = 12;

/// A line that changed.
pub(in super::super) fn line(id: &str, change: &LineChange) -> Value {
    let spans = |spans: &[Span]| spans.iter().map(|span| json!([span.start, span.end])).collect::<Vec<_>>();
    json!({
        "document": id, "line": change.line + 1, "change": change.change.as_str(), "before": change.before.as_deref(),
        "after": change.after.as_deref(), "start": change.span.start, "end": change.span.end, "text": change.text,
        "gone_before": spans(&change.gone_before), "gone_after": spans(&change.gone_after),
    })
}

/// Counts: a row for the corpus, one for each rule that differs, and one for each other rule with a line that
/// changed.
pub(super) fn summary_rows(touched: &Touched, tally: &ChangeTally, out: &mut dyn Write) -> Result<()> {
    let count = |change| tally.count(change);
    let row = json!({
        "corpus": {
            "documents": tally.documents, "concerned": tally.concerned, "changed": tally.changed,
            "removed": count(LineFateChange::Removed), "kept": count(LineFateChange::Kept),
            "altered": count(LineFateChange::Altered), "attributed": count(LineFateChange::Attributed),
        }
    });
    writeln!(out, "{row}")?;
    let none = RuleChanges::default();
    let differ = touched.rules.iter().map(|(rule, change)| (rule, Some(change.as_str())));
    let others = tally.rules.keys().filter(|rule| !touched.rules.iter().any(|(known, _)| known == *rule));
    for (rule, differs) in differ.chain(others.map(|rule| (rule, None))) {
        let found = tally.rules.get(rule).unwrap_or(&none);
        let row = json!({
            "rule": &**rule, "differs": differs, "documents": found.documents, "removed": found.removed,
            "kept": found.kept, "altered": found.altered,
        });
        writeln!(out, "{row}")?;
    }
    for ((before, after), lines) in &tally.attributed {
        writeln!(out, "{}", json!({"before": &**before, "after": &**after, "attributed": lines}))?;
    }
    Ok(())
}

/// What differs, then the lines of each rule.
pub(super) fn table(
    touched: &Touched,
    tally: &ChangeTally,
    summary: bool,
    out: &mut dyn Write,
) -> Result<()> {
    differing(touched, out)?;
    let count = |change: LineFateChange| thousands(tally.count(change));
    writeln!(
        out,
        "{}, {} concerned, {} changed: {} lines newly removed, {} newly kept, {} altered, {} by another rule",
        counted(tally.documents, "document"),
        thousands(tally.concerned),
        thousands(tally.changed),
        count(LineFateChange::Removed),
        count(LineFateChange::Kept),
        count(LineFateChange::Altered),
        count(LineFateChange::Attributed),
    )?;
    let mut rules: Vec<_> = tally.rules.iter().collect();
    rules.sort_by_key(|(rule, found)| (Reverse(found.removed + found.kept + found.altered), *rule));
    if summary && !rules.is_empty() {
        writeln!(out)?;
    }
    for (rule, found) in rules {
        let title = excerpt(rule, 60);
        writeln!(out, "{}{title}: {}", if summary { "" } else { "\n" }, counts(found))?;
        for (id, change) in &found.samples {
            writeln!(out, "  {}", told(id, change))?;
        }
    }
    attributed(tally, out)
}

fn differing(touched: &Touched, out: &mut dyn Write) -> Result<()> {
    if touched.is_empty() {
        return writeln!(out, "no rule differs");
    }
    let named: Vec<String> = touched
        .rules
        .iter()
        .take(NAMED)
        .map(|(rule, change)| format!("{} {}", excerpt(rule, 60), change.as_str()))
        .collect();
    let more = touched.rules.len() - named.len();
    let more = if more > 0 { format!(", and {more} more") } else { String::new() };
    let differ = if touched.rules.len() == 1 { "differs" } else { "differ" };
    writeln!(out, "{} {differ}: {}{more}", counted(touched.rules.len() as u64, "rule"), named.join(", "))
}

fn counts(found: &RuleChanges) -> String {
    let parts = [(found.removed, "newly removed"), (found.kept, "newly kept"), (found.altered, "altered")];
    let told: Vec<String> = parts
        .into_iter()
        .filter(|(lines, _)| *lines > 0)
        .map(|(lines, what)| format!("{} {what}", thousands(lines)))
        .collect();
    format!("{} in {}", told.join(", "), counted(found.documents, "document"))
}

/// `kept     pages/a.txt:12: Share this story`.
pub(in super::super) fn told(id: &str, change: &LineChange) -> String {
    let (kind, line) = (change.change.as_str(), change.line + 1);
    format!("{kind:<8} {}:{line}: {}", excerpt(id, 60), excerpt(&change.text, 120))
}

fn attributed(tally: &ChangeTally, out: &mut dyn Write) -> Result<()> {
    if !tally.attributed.is_empty() {
        writeln!(out, "\nby another rule")?;
    }
    let mut pairs: Vec<_> = tally.attributed.iter().collect();
    pairs.sort_by_key(|(pair, lines)| (Reverse(**lines), *pair));
    for ((before, after), lines) in pairs {
        let (before, after) = (excerpt(before, 60), excerpt(after, 60));
        writeln!(out, "  {}: {before}, now {after}", counted(*lines, "line"))?;
    }
    Ok(())
}
