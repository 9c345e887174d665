//! One rule with all that is known of it.

use std::cmp::Reverse;
use std::io::{Result, Write};

use super::super::super::eval::columns::{NAME, Table};
use super::super::super::terminal::{bytes, counted, excerpt, safe, thousands};
use super::Stats;
use crate::eval::Share;
use crate::rules::RuleIndex;
use crate::survey::{RuleTally, SourceHits};
use crate::text::day;

/// Rows of each list.
const MOST: usize = 20;

pub(super) fn print(stats: &Stats<'_>, index: RuleIndex, out: &mut dyn Write) -> Result<()> {
    let (rule, tally) = (stats.rule(index), stats.tally(index));
    writeln!(out, "{} ({}, {}) at {}", rule.id, rule.kind, rule.apply.as_str(), rule.place)?;
    if !rule.why.is_empty() {
        writeln!(out, "  {}", excerpt(&rule.why, 300))?;
    }
    writeln!(
        out,
        "  {} in {}, {}; {} that no other rule would have taken",
        counted(tally.lines, "line"),
        counted(tally.documents, "document"),
        bytes(tally.bytes),
        thousands(tally.unique)
    )?;
    facts(stats, index, tally, out)?;
    for found in stats.judgements(index) {
        writeln!(out, "  {}: {}", found.verdict.as_str(), excerpt(&found.reason, 300))?;
    }
    samples(tally, out)?;
    sources(tally, out)?;
    overlaps(stats, tally, out)
}

fn facts(stats: &Stats<'_>, index: RuleIndex, tally: &RuleTally, out: &mut dyn Write) -> Result<()> {
    if let (Some(first), Some(last)) = (tally.period.first, tally.period.last) {
        writeln!(out, "  hits from {} to {}", day(first), day(last))?;
    }
    if tally.labelled() > 0 {
        let precision = Share::of(tally.right, tally.labelled());
        writeln!(out, "  labels: {} right, {} wrong, precision {precision}", tally.right, tally.wrong)?;
    }
    let outcomes: Vec<String> = tally
        .outcomes
        .named()
        .iter()
        .filter(|(_, lines)| *lines > 0)
        .map(|(name, lines)| format!("{name} {}", thousands(*lines)))
        .collect();
    if !outcomes.is_empty() {
        writeln!(out, "  lines by what came of the match: {}", outcomes.join(", "))?;
    }
    let cost = stats.costs[index];
    let time =
        stats.times.get(index).map_or(String::new(), |time| format!(", about {} µs in all", time / 1000));
    let (tried, in_vain, of) = (cost.tried, cost.in_vain, stats.survey.sample.lines().len());
    writeln!(out, "  tried {tried} times on {of} lines drawn by lot, {in_vain} times in vain{time}")
}

fn samples(tally: &RuleTally, out: &mut dyn Write) -> Result<()> {
    if !tally.samples.is_empty() {
        writeln!(out, "\nsamples")?;
    }
    for sample in &tally.samples {
        let (document, line) = (excerpt(&sample.document, 60), sample.line + 1);
        writeln!(out, "  {document}:{line}: {}", excerpt(&sample.text, 120))?;
    }
    Ok(())
}

fn sources(tally: &RuleTally, out: &mut dyn Write) -> Result<()> {
    let mut rows: Vec<(&String, &SourceHits)> = tally.sources.iter().collect();
    rows.sort_by_key(|(source, hits)| (Reverse(hits.documents), *source));
    let date = |time: Option<i64>| time.map_or_else(|| "-".to_owned(), day);
    let mut table = Table::new(&["", "docs", "lines", "bytes", "first", "last"]);
    for (source, hits) in rows.iter().take(MOST) {
        let name = if source.is_empty() { "unknown".to_owned() } else { excerpt(source, NAME) };
        let (first, last) = (date(hits.period.first), date(hits.period.last));
        table.row(vec![
            name,
            thousands(hits.documents),
            thousands(hits.lines),
            thousands(hits.bytes),
            first,
            last,
        ]);
    }
    table.section("sources", rows.len(), MOST, out)
}

fn overlaps(stats: &Stats<'_>, tally: &RuleTally, out: &mut dyn Write) -> Result<()> {
    let mut rows: Vec<(&str, u64)> =
        tally.overlaps.iter().map(|(other, lines)| (&*stats.rule(*other).id, *lines)).collect();
    rows.sort_by_key(|(other, lines)| (Reverse(*lines), *other));
    let mut table = Table::new(&["", "lines", "share"]);
    for (other, lines) in rows.iter().take(MOST) {
        let share = Share::of(*lines, tally.wanted()).to_string();
        table.row(vec![safe(other).into_owned(), thousands(*lines), share]);
    }
    table.section("other rules that match its lines", rows.len(), MOST, out)
}
