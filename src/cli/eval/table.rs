//! A report as tables for people.

use std::cmp::Reverse;
use std::io::{Result, Write};

use super::super::terminal::{counted, excerpt, thousands};
use super::Report;
use super::fit::Fitted;
use crate::eval::{Figure, PageScore, RuleRow, Tally, by, kinds, rules, total, worst};

/// Names longer than this are cut.
const NAME: usize = 48;

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
    floors(report, out)
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
    Table::of_tallies("set", &rows).print(out)
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
    Table::of_tallies("", shown).section(title, rows.len(), most, out)
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

fn floors(report: &Report<'_>, out: &mut dyn Write) -> Result<()> {
    let mut table = Table::new(&["", "figure", "found", "", "floor", ""]);
    table.left = vec![0, 1, 3, 5];
    for check in &report.floors {
        let floor = &check.floor;
        table.row(vec![
            excerpt(&floor.set, NAME),
            floor.figure.name().to_owned(),
            check.found.map_or("-".into(), |found| found.to_string()),
            floor.figure.bound().to_string(),
            floor.wanted.to_string(),
            if check.holds() { "reached" } else { "NOT REACHED" }.to_owned(),
        ]);
    }
    table.section("floors", report.floors.len(), usize::MAX, out)
}

/// Cells in columns.
struct Table {
    rows: Vec<Vec<String>>,
    /// Columns that are aligned to the left.
    left: Vec<usize>,
}

impl Table {
    fn new(heads: &[&str]) -> Table {
        Table { rows: vec![heads.iter().map(|head| (*head).to_owned()).collect()], left: vec![0] }
    }

    /// A row for each tally. Columns in which no row has a figure are left out.
    fn of_tallies(head: &str, rows: &[(&str, Tally)]) -> Table {
        let known = |figure: Figure| rows.iter().any(|(_, tally)| figure.of(tally).is_some());
        let columns: Vec<(Figure, &str)> = COLUMNS.into_iter().filter(|(figure, _)| known(*figure)).collect();
        let heads: Vec<&str> = [head].into_iter().chain(columns.iter().map(|(_, head)| *head)).collect();
        let mut table = Table::new(&heads);
        for (name, tally) in rows {
            let name = if name.is_empty() { "unknown".to_owned() } else { excerpt(name, NAME) };
            let cells = columns
                .iter()
                .map(|(figure, _)| figure.of(tally).map_or("-".into(), |value| value.to_string()));
            table.row([name].into_iter().chain(cells).collect());
        }
        table
    }

    fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// Prints the table under a title that says how many of all rows it has; nothing if it has none.
    fn section(mut self, title: &str, all: usize, most: usize, out: &mut dyn Write) -> Result<()> {
        if self.rows.len() < 2 {
            return Ok(());
        }
        self.rows[0][0] = if all > most { format!("{title} ({most} of {all})") } else { title.to_owned() };
        writeln!(out)?;
        self.print(out)
    }

    fn print(&self, out: &mut dyn Write) -> Result<()> {
        let width =
            |column: usize| self.rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..self.rows[0].len()).map(width).collect();
        for row in &self.rows {
            let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, width))| {
                if self.left.contains(&column) {
                    format!("{cell:<width$}")
                } else {
                    format!("{cell:>width$}")
                }
            });
            writeln!(out, "{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn columns_without_a_figure_are_left_out() {
        let tally = Tally { documents: 12, must: 4, must_lost: 1, ..Tally::default() };
        let mut out = Vec::new();
        Table::of_tallies("set", &[("snippets", tally), ("", Tally::default())]).print(&mut out).unwrap();
        let expected = "set       docs  must lost\nsnippets    12     0.2500\nunknown      0          -\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn a_section_says_how_much_of_it_is_shown() {
        let mut table = Table::new(&["", "n"]);
        table.row(vec!["a".into(), "1".into()]);
        let mut out = Vec::new();
        table.section("things", 7, 1, &mut out).unwrap();
        Table::new(&[""]).section("nothing", 0, 1, &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "\nthings (1 of 7)  n\na                1\n");
    }
}
