//! A report as tables for people.

use std::cmp::Reverse;
use std::io::{Result, Write};

use super::super::terminal::{counted, excerpt, thousands};
use super::Report;
use super::columns::{NAME, Table, floors};
use super::fit::Fitted;
use crate::eval::{Figure, PageScore, RuleRow, Tally, by, kinds, rules, total, worst};

/// Figures of sets, sources and languages, with the heads of their columns.
const COLUMNS: [(Figure, &str); 12] = [
    (Figure::Documents, "docs"),
    (Figure::LinePrecision, "line P"),
    (Figure::LineRecall, "R"),
    (Figure::LineF1, "F1"),
    (Figure::TokenPrecision, "token P"),
    (Figure::TokenRecall, "R"),
    (Figure::TokenF1, "F1"),
    (Figure::Lost, "lost"),
    (Figure::Harmed, ">25%"),
    (Figure::Unflagged, "unfl."),
    (Figure::MustLost, "must lost"),
    (Figure::MustNotGone, "must-not gone"),
];

/// Prints the whole report.
pub(super) fn print(
    report: &Report<'_>,
    fitted: Option<&Fitted>,
    most: usize,
    out: &mut dyn Write,
) -> Result<()> {
    let scores: Vec<&PageScore> = report.scores.iter().flatten().collect();
    sets(report, &scores, out)?;
    aside(report, out)?;
    if let Some(fitted) = fitted {
        fit(fitted, report, out)?;
    }
    documents(&worst(&scores), most, out)?;
    tallies("sources, the worst first", &by(&scores, |page| &page.source), most, out)?;
    tallies("languages", &by(&scores, |page| &page.language), usize::MAX, out)?;
    rule_rows("kinds", &kinds(&scores), usize::MAX, out)?;
    let mut rows = rules(&scores);
    let harmful: Vec<RuleRow<'_>> = rows.iter().copied().filter(|row| row.wrong > 0).collect();
    rule_rows("rules that take article lines", &harmful, most, out)?;
    rows.sort_by_key(|row| (Reverse(row.right), row.name));
    rule_rows("rules that do most", &rows, most, out)?;
    floors(&report.floors, out)
}

fn sets(report: &Report<'_>, scores: &[&PageScore], out: &mut dyn Write) -> Result<()> {
    let mut rows: Vec<(&str, Tally)> = report
        .loaded
        .sets
        .iter()
        .zip(&report.scores)
        .map(|(set, scores)| (&*set.name, total(scores)))
        .collect();
    if rows.len() > 1 {
        rows.push(("all", total(scores.iter().copied())));
    }
    of_tallies("set", &rows).print(out)
}

/// What is not among the figures.
fn aside(report: &Report<'_>, out: &mut dyn Write) -> Result<()> {
    let left_out: u64 = report.loaded.sets.iter().map(|set| set.left_out).sum();
    for (number, noun, why) in [
        (left_out, "record", "left out: blank, or gold_coverage below 0.8"),
        (report.loaded.rejected(), "record", "rejected"),
        (report.loaded.unlabelled, "text", "without labels"),
    ] {
        if number > 0 {
            writeln!(out, "{} {why}", counted(number, noun))?;
        }
    }
    Ok(())
}

fn documents(pages: &[&PageScore], most: usize, out: &mut dyn Write) -> Result<()> {
    let mut table = Table::new(&["document", "lost", "F1", "flags"]);
    table.left = vec![0, 3];
    for page in pages.iter().take(most) {
        let figure = |figure: Figure| figure.of(&page.tally).map_or("-".into(), |value| value.to_string());
        let flags = page.flags.join(" ");
        table.row(vec![excerpt(&page.id, NAME), figure(Figure::Lost), figure(Figure::TokenF1), flags]);
    }
    table.section("worst documents", pages.len(), most, out)
}

fn tallies(title: &str, rows: &[(&str, Tally)], most: usize, out: &mut dyn Write) -> Result<()> {
    let shown = &rows[..most.min(rows.len())];
    of_tallies("", shown).section(title, rows.len(), most, out)
}

fn rule_rows(title: &str, rows: &[RuleRow<'_>], most: usize, out: &mut dyn Write) -> Result<()> {
    let mut table = Table::new(&["", "docs", "right", "wrong", "characters lost", "unique"]);
    for row in rows.iter().take(most) {
        let numbers = [row.documents, row.right, row.wrong, row.lost_characters, row.unique].map(thousands);
        table.row([excerpt(row.name, NAME)].into_iter().chain(numbers).collect());
    }
    table.section(title, rows.len(), most, out)
}

fn fit(fitted: &Fitted, report: &Report<'_>, out: &mut dyn Write) -> Result<()> {
    let figure =
        |tally: &Tally, figure: Figure| figure.of(tally).map_or("-".into(), |value| value.to_string());
    let mut table = Table::new(&["outlets not seen in fitting", "outlets", "docs", "token F1", "lost"]);
    for fold in &fitted.folds {
        let (f1, lost) = (figure(&fold.tally, Figure::TokenF1), figure(&fold.tally, Figure::Lost));
        let (outlets, pages) = (thousands(fold.outlets), thousands(fold.tally.documents));
        table.row(vec![format!("fold {}", fold.number), outlets, pages, f1, lost]);
    }
    writeln!(out)?;
    table.print(out)?;
    let mut table = Table::new(&["set", "token F1 not seen", "seen", "lost not seen", "seen"]);
    for (name, unseen, seen) in fitted.pairs(report) {
        let pair = |which: Figure| [figure(&unseen, which), figure(&seen, which)];
        let figures = [pair(Figure::TokenF1), pair(Figure::Lost)].concat();
        table.row([excerpt(&name, NAME)].into_iter().chain(figures).collect());
    }
    writeln!(out)?;
    table.print(out)
}

/// A row for each tally. Columns in which no row has a figure are left out.
fn of_tallies(head: &str, rows: &[(&str, Tally)]) -> Table {
    let known = |figure: Figure| rows.iter().any(|(_, tally)| figure.of(tally).is_some());
    let columns: Vec<(Figure, &str)> = COLUMNS.into_iter().filter(|(figure, _)| known(*figure)).collect();
    let heads: Vec<&str> = [head].into_iter().chain(columns.iter().map(|(_, head)| *head)).collect();
    let mut table = Table::new(&heads);
    for (name, tally) in rows {
        let name = if name.is_empty() { "unknown".to_owned() } else { excerpt(name, NAME) };
        let cells =
            columns.iter().map(|(figure, _)| figure.of(tally).map_or("-".into(), |value| value.to_string()));
        table.row([name].into_iter().chain(cells).collect());
    }
    table
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn columns_without_a_figure_are_left_out() {
        let tally = Tally { documents: 12, must: 4, must_lost: 1, ..Tally::default() };
        let mut out = Vec::new();
        of_tallies("set", &[("snippets", tally), ("", Tally::default())]).print(&mut out).unwrap();
        let expected = "set       docs  must lost\nsnippets    12     0.2500\nunknown      0          -\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
