//! Counts as tables for people.

use std::io::{Result, Write};

use super::super::super::eval::columns::Table;
use super::super::super::terminal::{bytes, counted, excerpt, percent, thousands};
use super::args::StatsArgs;
use super::{BY_SCORE, Stats};
use crate::rules::{Apply, RuleIndex};
use crate::survey::{Judgement, RuleTally, RuleVerdict, is_in_use};
use crate::text::day;

/// Columns of a rule's name.
const NAME: usize = 34;

/// Reasons shown of each verdict that is not asked for.
const REASONS: usize = 8;

pub(super) fn print(stats: &Stats<'_>, arguments: &StatsArgs, out: &mut dyn Write) -> Result<()> {
    head(stats, out)?;
    let rows = stats.rows(arguments);
    let hit: Vec<RuleIndex> = rows.iter().copied().filter(|&rule| stats.tally(rule).lines > 0).collect();
    let top = if arguments.top == 0 { usize::MAX } else { arguments.top };
    rules(stats, &hit, top, arguments.verdict.is_none(), out)?;
    match arguments.verdict {
        Some(verdict) => reasons(stats, verdict.into(), top, out),
        None => RuleVerdict::ALL.into_iter().try_for_each(|verdict| match verdict {
            RuleVerdict::Dead => dead(stats, out),
            verdict => reasons(stats, verdict, REASONS, out),
        }),
    }
}

fn head(stats: &Stats<'_>, out: &mut dyn Write) -> Result<()> {
    let (survey, total) = (stats.survey, &stats.survey.total);
    let in_use = |rule: &&RuleIndex| is_in_use(stats.rule(**rule));
    let all: Vec<RuleIndex> = (0..survey.rules.len()).collect();
    let (used, hit) = (
        all.iter().filter(in_use).count() as u64,
        all.iter().filter(in_use).filter(|&&rule| stats.tally(rule).lines > 0).count() as u64,
    );
    writeln!(
        out,
        "{}, {}, {} of {}; {} ({}) removed",
        counted(total.documents, "document"),
        counted(total.lines, "line"),
        bytes(total.bytes),
        counted(survey.sources.len() as u64, "source"),
        bytes(total.removed),
        percent(total.removed, total.bytes),
    )?;
    let labels = match survey.labelled {
        0 => String::new(),
        labelled => format!("; {} with a label", counted(labelled, "line")),
    };
    writeln!(out, "{} of {} in use hit something{labels}", thousands(hit), counted(used, "rule"))
}

fn rules(stats: &Stats<'_>, rows: &[RuleIndex], top: usize, scored: bool, out: &mut dyn Write) -> Result<()> {
    let labelled = stats.survey.labelled > 0;
    let mut heads = vec!["", "docs", "lines", "bytes", "unique", "sources", "last"];
    heads.extend(labelled.then_some(["right", "wrong"]).into_iter().flatten());
    heads.extend((!stats.times.is_empty()).then_some("cpu ms"));
    let mut table = Table::new(&heads);
    let scored = Some(&stats.survey.scored).filter(|tally| scored && tally.lines > 0);
    for &rule in rows.iter().take(top) {
        let trial = if stats.rule(rule).apply == Apply::Mark { " (trial)" } else { "" };
        let name = format!("{}{trial}", excerpt(&stats.rule(rule).id, NAME));
        let time = stats.times.get(rule).map(|&time| milliseconds(time));
        table.row(cells(name, stats.tally(rule), labelled, time));
    }
    if let Some(tally) = scored {
        let time = (!stats.times.is_empty()).then(|| "-".to_owned());
        table.row(cells(BY_SCORE.to_owned(), tally, labelled, time));
    }
    table.section("rules", rows.len(), top, out)
}

fn cells(name: String, tally: &RuleTally, labelled: bool, time: Option<String>) -> Vec<String> {
    let date = |time: Option<i64>| time.map_or_else(|| "-".to_owned(), day);
    let mut cells = vec![
        name,
        thousands(tally.documents),
        thousands(tally.lines),
        short(tally.bytes),
        thousands(tally.unique),
        thousands(tally.sources.len() as u64),
        date(tally.period.last),
    ];
    if labelled {
        cells.extend([tally.right, tally.wrong].map(thousands));
    }
    cells.extend(time);
    cells
}

/// Bytes in few columns: `1.3M`.
fn short(number: u64) -> String {
    let shown = bytes(number);
    match shown.rsplit_once(' ') {
        Some((digits, "bytes")) => digits.to_owned(),
        Some((digits, unit)) => format!("{digits}{}", unit.trim_end_matches('B')),
        None => shown,
    }
}

fn milliseconds(nanoseconds: u64) -> String {
    format!("{}.{}", thousands(nanoseconds / 1_000_000), nanoseconds / 100_000 % 10)
}

/// A verdict with the rules it is on, and why.
fn reasons(stats: &Stats<'_>, verdict: RuleVerdict, most: usize, out: &mut dyn Write) -> Result<()> {
    let found: Vec<&Judgement> = stats.judgements.iter().filter(|found| found.verdict == verdict).collect();
    if found.is_empty() {
        return Ok(());
    }
    let all = if found.len() > most { format!(" ({most} of {})", found.len()) } else { String::new() };
    writeln!(out, "\n{}{all}", verdict.as_str())?;
    for judgement in found.into_iter().take(most) {
        let (rule, reason) = (&stats.rule(judgement.rule).id, excerpt(&judgement.reason, 200));
        writeln!(out, "  {}: {reason}", excerpt(rule, 60))?;
    }
    Ok(())
}

/// Most packs are for more than one corpus has: of dead rules only the number is told.
fn dead(stats: &Stats<'_>, out: &mut dyn Write) -> Result<()> {
    let dead = || stats.judgements.iter().filter(|found| found.verdict == RuleVerdict::Dead);
    let of = |part: &str| dead().filter(|found| found.reason.starts_with(part)).count() as u64;
    let (all, unscoped, stopped) = (dead().count() as u64, of("no document"), of("every match"));
    if all == 0 {
        return Ok(());
    }
    writeln!(
        out,
        "\ndead: {}; {} without a document in scope, {} of which every match was stopped (--verdict dead)",
        counted(all, "rule"),
        thousands(unscoped),
        thousands(stopped)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_times_are_short() {
        assert_eq!([short(7), short(1_400_000), short(2048)], ["7", "1.3M", "2.0K"]);
        assert_eq!(milliseconds(1_234_567_890), "1,234.5");
    }
}
