//! Cells in columns, for people.

use std::io::{Result, Write};

use super::super::terminal::excerpt;
use crate::eval::FloorCheck;

/// Names longer than this are cut.
pub(in crate::cli) const NAME: usize = 48;

/// Cells in columns.
pub(in crate::cli) struct Table {
    rows: Vec<Vec<String>>,
    /// Columns that are aligned to the left.
    pub(in crate::cli) left: Vec<usize>,
}

impl Table {
    pub(in crate::cli) fn new(heads: &[&str]) -> Table {
        Table { rows: vec![heads.iter().map(|head| (*head).to_owned()).collect()], left: vec![0] }
    }

    pub(in crate::cli) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// Adds a column with a cell for each row that is there.
    pub(in crate::cli) fn column(&mut self, head: &str, cells: impl Iterator<Item = String>) {
        let cells = [head.to_owned()].into_iter().chain(cells);
        self.rows.iter_mut().zip(cells).for_each(|(row, cell)| row.push(cell));
    }

    /// Prints the table under a title that says how many of all rows it has; nothing if it has none.
    pub(in crate::cli) fn section(
        mut self,
        title: &str,
        all: usize,
        most: usize,
        out: &mut dyn Write,
    ) -> Result<()> {
        if self.rows.len() < 2 {
            return Ok(());
        }
        self.rows[0][0] = if all > most { format!("{title} ({most} of {all})") } else { title.to_owned() };
        writeln!(out)?;
        self.print(out)
    }

    pub(in crate::cli) fn print(&self, out: &mut dyn Write) -> Result<()> {
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

/// Which floors are reached.
pub(super) fn floors(checks: &[FloorCheck], out: &mut dyn Write) -> Result<()> {
    let mut table = Table::new(&["", "figure", "found", "", "floor", ""]);
    table.left = vec![0, 1, 3, 5];
    for check in checks {
        let floor = &check.floor;
        table.row(vec![
            excerpt(&floor.set, NAME),
            excerpt(&floor.figure, NAME),
            check.found.map_or("-".into(), |found| found.to_string()),
            floor.bound.to_string(),
            floor.wanted.to_string(),
            if check.holds() { "reached" } else { "NOT REACHED" }.to_owned(),
        ]);
    }
    table.section("floors", checks.len(), usize::MAX, out)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

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
