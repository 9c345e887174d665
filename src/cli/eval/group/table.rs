//! A report as tables for people.

use std::io::{Result, Write};

use super::super::super::terminal::{counted, excerpt, thousands};
use super::super::columns::{NAME, Table, floors};
use super::Report;
use super::sweep::{Axis, Row};
use crate::eval::{GroupFigure, GroupScore, GroupTally, Merge, Share, Split};

/// Figures, with the heads of their columns.
const COLUMNS: [(GroupFigure, &str); 8] = [
    (GroupFigure::Documents, "docs"),
    (GroupFigure::PairPrecision, "pair P"),
    (GroupFigure::PairRecall, "R"),
    (GroupFigure::PairF1, "F1"),
    (GroupFigure::Ari, "ARI"),
    (GroupFigure::B3Precision, "B³ P"),
    (GroupFigure::B3Recall, "R"),
    (GroupFigure::B3F1, "F1"),
];

/// Ids and parts shown in one row.
const SHOWN: usize = 4;

/// Prints the whole report.
pub(super) fn print(report: &Report<'_>, most: usize, out: &mut dyn Write) -> Result<()> {
    let tallies: Vec<(String, &GroupTally)> =
        rows(report).map(|(name, score)| (name.to_owned(), &score.tally)).collect();
    figures("set", &tallies).print(out)?;
    if report.rejected > 0 {
        writeln!(out, "{} rejected", counted(report.rejected, "record"))?;
    }
    merged(report, out)?;
    edits(report, out)?;
    let merges = |score: &GroupScore| score.merges.iter().map(merge).collect();
    worst(
        report,
        ["groups of several stories", "wrong pairs", "documents of each story"],
        merges,
        most,
        out,
    )?;
    let splits = |score: &GroupScore| score.splits.iter().map(split).collect();
    worst(
        report,
        ["stories in several groups", "missed pairs", "documents of each group"],
        splits,
        most,
        out,
    )?;
    pairs(report, most, out)?;
    for axis in &report.axes {
        sweep(report, axis, out)?;
    }
    proposal(&report.axes, out)?;
    floors(&report.checks, out)
}

fn rows<'a>(report: &'a Report<'_>) -> impl Iterator<Item = (&'a str, &'a GroupScore)> {
    report.names.iter().copied().zip(&report.scores)
}

/// A row for each tally. Columns in which no row has a figure are left out.
fn figures(head: &str, rows: &[(String, &GroupTally)]) -> Table {
    let known = |figure: GroupFigure| rows.iter().any(|(_, tally)| figure.of(tally).is_some());
    let columns: Vec<(GroupFigure, &str)> =
        COLUMNS.into_iter().filter(|(figure, _)| known(*figure)).collect();
    let heads: Vec<&str> = [head].into_iter().chain(columns.iter().map(|(_, head)| *head)).collect();
    let mut table = Table::new(&heads);
    for (name, tally) in rows {
        let cells =
            columns.iter().map(|(figure, _)| figure.of(tally).map_or("-".into(), |value| value.to_string()));
        table.row([excerpt(name, NAME)].into_iter().chain(cells).collect());
    }
    table
}

fn merged(report: &Report<'_>, out: &mut dyn Write) -> Result<()> {
    let mut by_label = Table::new(&["", "label", "merged", "of", ""]);
    let mut by_relation = Table::new(&["", "relation", "merged", "of"]);
    (by_label.left, by_relation.left) = (vec![0, 1, 4], vec![0, 1]);
    for (name, score) in rows(report) {
        for (label, count) in &score.merged {
            let mut cells = vec![excerpt(name, NAME), excerpt(label, NAME)];
            cells.extend([count.merged, count.of].map(thousands));
            if score.tally.bcubed.is_some() {
                by_relation.row(cells);
            } else {
                cells.push(if count.positive { "one story" } else { "" }.to_owned());
                by_label.row(cells);
            }
        }
    }
    by_label.section("pairs merged, by label", 0, usize::MAX, out)?;
    by_relation.section("documents merged with another story", 0, usize::MAX, out)
}

fn edits(report: &Report<'_>, out: &mut dyn Write) -> Result<()> {
    let mut table = Table::new(&["", "edit", "docs", "pairs", "found", "R", "alone"]);
    table.left = vec![0, 1];
    for (name, score) in rows(report) {
        for (edit, count) in &score.edits {
            let [documents, wanted, right, alone] =
                [count.documents, count.wanted, count.right, count.alone].map(thousands);
            let recall = Share::of(count.right, count.wanted).to_string();
            table.row(vec![
                excerpt(name, NAME),
                excerpt(edit, NAME),
                documents,
                wanted,
                right,
                recall,
                alone,
            ]);
        }
    }
    table.section("kinds of edits", 0, usize::MAX, out)
}

/// The worst of each set: pairs, and what it is about.
fn worst(
    report: &Report<'_>,
    [title, pairs, what]: [&str; 3],
    of: impl Fn(&GroupScore) -> Vec<(u64, String)>,
    most: usize,
    out: &mut dyn Write,
) -> Result<()> {
    let mut found: Vec<(u64, &str, String)> = rows(report)
        .flat_map(|(name, score)| of(score).into_iter().map(move |(pairs, told)| (pairs, name, told)))
        .collect();
    found.sort_by_key(|row| std::cmp::Reverse(row.0));
    let mut table = Table::new(&["", pairs, what]);
    table.left = vec![0, 2];
    for (pairs, name, told) in found.iter().take(most) {
        table.row(vec![excerpt(name, NAME), thousands(*pairs), told.clone()]);
    }
    table.section(title, found.len(), most, out)
}

fn merge(merge: &Merge) -> (u64, String) {
    let part = |cluster: &str, ids: &[String]| format!("{}: {}", excerpt(cluster, NAME), listed(ids));
    let parts = merge.parts.iter().map(|part_of| part(&part_of.cluster, &part_of.ids)).collect();
    (merge.pairs, cut(parts, "; "))
}

fn split(split: &Split) -> (u64, String) {
    let parts = split.parts.iter().map(|ids| listed(ids)).collect();
    (split.pairs, format!("{}: {}", excerpt(&split.cluster, NAME), cut(parts, " | ")))
}

fn listed(ids: &[String]) -> String {
    cut(ids.iter().map(|id| excerpt(id, NAME)).collect(), " ")
}

/// The first few, and how many more there are.
fn cut(mut parts: Vec<String>, between: &str) -> String {
    let more = parts.len().saturating_sub(SHOWN);
    if more > 0 {
        parts.truncate(SHOWN);
        parts.push(format!("and {more} more"));
    }
    parts.join(between)
}

fn pairs(report: &Report<'_>, most: usize, out: &mut dyn Write) -> Result<()> {
    let wrong: Vec<_> = rows(report)
        .flat_map(|(name, score)| {
            score.wrong.iter().map(move |pair| (name, pair, score.merged[&pair.label].positive))
        })
        .collect();
    let mut table = Table::new(&["", "label", "", "pair"]);
    table.left = vec![0, 1, 2, 3];
    for (name, pair, positive) in wrong.iter().take(most) {
        let what = if *positive { "missed" } else { "merged" }.to_owned();
        let ids = format!("{} {}", excerpt(&pair.a, NAME), excerpt(&pair.b, NAME));
        table.row(vec![excerpt(name, NAME), excerpt(&pair.label, NAME), what, ids]);
    }
    table.section("wrong pairs", wrong.len(), most, out)
}

fn sweep(report: &Report<'_>, axis: &Axis, out: &mut dyn Write) -> Result<()> {
    let called = |row: &Row| match () {
        () if row.setting == axis.suggested && row.setting == axis.present => {
            format!("{} proposed, present", row.setting)
        }
        () if row.setting == axis.suggested => format!("{} proposed", row.setting),
        () if row.setting == axis.present => format!("{} present", row.setting),
        () => row.setting.to_string(),
    };
    for (number, name) in report.names.iter().enumerate() {
        let rows: Vec<(String, &GroupTally)> =
            axis.rows.iter().map(|row| (called(row), &row.scores[number].tally)).collect();
        let mut table = figures("", &rows);
        let labels = report.scores[number].merged.keys();
        labels.for_each(|label| {
            let of = |row: &Row| row.scores[number].merged.get(label).map_or(0, |merged| merged.merged);
            let cells = axis.rows.iter().map(|row| thousands(of(row)));
            table.column(&format!("{} merged", excerpt(label, NAME)), cells);
        });
        table.section(&format!("{} of {}", axis.flag, excerpt(name, NAME)), 0, usize::MAX, out)?;
    }
    Ok(())
}

fn proposal(axes: &[Axis], out: &mut dyn Write) -> Result<()> {
    let Some(last) = axes.last() else {
        return Ok(());
    };
    let mean = |axis: &Axis, setting| axis.rows.iter().find(|row| row.setting == setting).map(|row| row.mean);
    let found = mean(last, last.suggested).unwrap_or_default();
    let before = axes.first().and_then(|axis| mean(axis, axis.present)).unwrap_or_default();
    let flags: Vec<String> = axes.iter().map(|axis| format!("{} {}", axis.flag, axis.suggested)).collect();
    let kept = axes.iter().all(|axis| axis.suggested == axis.present);
    let told = if kept { "proposed, as at present" } else { "proposed, for `run` and `group`" };
    writeln!(out, "\n{told}: {}   (mean of what decides: {found}, at present {before})", flags.join(" "))
}
