//! How many documents were published when.

use std::collections::BTreeMap;

use crate::text::{day, epoch_seconds};

/// Columns that a chart has at most.
const COLUMNS: i64 = 92;

const DAY: i64 = 86_400;

/// Years 0 to 9999, as days from 1970; another number in a record is no date.
const YEARS: std::ops::Range<i64> = -719_528..2_932_897;

/// What one column stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A day in UTC.
    Day,
    /// A month.
    Month,
    /// A year.
    Year,
}

impl Step {
    /// `day`, `month`, `year`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Step::Day => "day",
            Step::Month => "month",
            Step::Year => "year",
        }
    }
}

/// The documents of one day, month or year.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Column {
    /// `2024-03-01`, `2024-03`, `2024`.
    pub label: String,
    /// Documents.
    pub documents: u64,
    /// Of these, those that another document stands for.
    pub copies: u64,
    /// Bytes of their texts as read, of those with a row of their own.
    pub bytes_in: u64,
    /// Of these, the bytes removed.
    pub bytes_removed: u64,
}

/// What is counted of each document.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Issue<'a> {
    pub(super) created: Option<&'a str>,
    pub(super) is_copy: bool,
    pub(super) bytes_in: u64,
    pub(super) bytes_removed: u64,
}

#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    documents: u64,
    copies: u64,
    bytes_in: u64,
    bytes_removed: u64,
}

/// Documents over time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// What one column stands for: the finest that the time between the first and the last column allows.
    pub step: Step,
    /// Without gaps, the oldest first.
    pub columns: Vec<Column>,
    /// Documents with a date before the first column: one in a thousand, and what no chart has room for.
    pub before: u64,
    /// Documents with a date behind the last column.
    pub after: u64,
    /// Documents without a date that can be read.
    pub undated: u64,
    /// The first and the last day of all.
    pub range: Option<(String, String)>,
}

/// Counts days: one entry for each day that has documents.
#[derive(Debug, Default)]
pub(super) struct Days {
    days: BTreeMap<i64, Sum>,
    undated: u64,
}

impl Days {
    /// One more document; returns its day, counted from 1970.
    pub(super) fn add(&mut self, issue: Issue<'_>) -> Option<i64> {
        let day = issue.created.and_then(epoch_seconds).map(|seconds| seconds.div_euclid(DAY));
        let Some(day) = day.filter(|day| YEARS.contains(day)) else {
            self.undated += 1;
            return None;
        };
        let sum = self.days.entry(day).or_default();
        sum.documents += 1;
        sum.copies += u64::from(issue.is_copy);
        sum.bytes_in += issue.bytes_in;
        sum.bytes_removed += issue.bytes_removed;
        Some(day)
    }

    pub(super) fn calendar(&self) -> Calendar {
        let mut calendar = Calendar {
            step: Step::Day,
            columns: Vec::new(),
            before: 0,
            after: 0,
            undated: self.undated,
            range: None,
        };
        let (Some((&oldest, _)), Some((&newest, _))) =
            (self.days.first_key_value(), self.days.last_key_value())
        else {
            return calendar;
        };
        calendar.range = Some((name(oldest), name(newest)));
        let (first, last) = self.middle(oldest, newest);
        let steps = [Step::Day, Step::Month, Step::Year];
        let fits = |step: &&Step| column(**step, last) - column(**step, first) < COLUMNS;
        calendar.step = steps.iter().find(fits).copied().unwrap_or(Step::Year);
        let end = column(calendar.step, last);
        let start = column(calendar.step, first).max(end - COLUMNS + 1);
        calendar.columns = (start..=end).map(|place| Column::of(calendar.step, place)).collect();
        for (&day, sum) in &self.days {
            let place = column(calendar.step, day);
            if place < start {
                calendar.before += sum.documents;
            } else if place > end {
                calendar.after += sum.documents;
            } else if let Some(column) = calendar.columns.get_mut((place - start) as usize) {
                column.documents += sum.documents;
                column.copies += sum.copies;
                column.bytes_in += sum.bytes_in;
                column.bytes_removed += sum.bytes_removed;
            }
        }
        calendar
    }

    /// The first and the last day without the outermost thousandth of the documents on each side: a date of
    /// 1970 or 2099 among many would leave the chart empty.
    fn middle(&self, oldest: i64, newest: i64) -> (i64, i64) {
        let all: u64 = self.days.values().map(|sum| sum.documents).sum();
        let first = behind_strays(self.days.iter(), all).unwrap_or(oldest);
        let last = behind_strays(self.days.iter().rev(), all).unwrap_or(newest);
        (first.min(last), last.max(first))
    }
}

/// The first day beyond a thousandth of all documents.
fn behind_strays<'a>(days: impl Iterator<Item = (&'a i64, &'a Sum)>, all: u64) -> Option<i64> {
    let mut passed = 0;
    for (&day, sum) in days {
        passed += sum.documents;
        if passed > all / 1000 {
            return Some(day);
        }
    }
    None
}

impl Column {
    fn of(step: Step, place: i64) -> Column {
        let label = match step {
            Step::Day => name(place),
            Step::Month => format!("{:04}-{:02}", place.div_euclid(12), place.rem_euclid(12) + 1),
            Step::Year => format!("{place:04}"),
        };
        Column { label, ..Column::default() }
    }
}

/// `2024-03-01` of a day counted from 1970.
pub fn name(days: i64) -> String {
    day(days * DAY)
}

/// In which day, month or year of all a day falls.
fn column(step: Step, days: i64) -> i64 {
    if step == Step::Day {
        return days;
    }
    let label = name(days);
    let mut parts = label.rsplitn(3, '-').map(|part| part.parse::<i64>().unwrap_or(0));
    let (_, month, year) = (parts.next(), parts.next().unwrap_or(1), parts.next().unwrap_or(0));
    if step == Step::Year { year } else { year * 12 + month - 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issue(created: Option<&str>) -> Issue<'_> {
        Issue { created, ..Issue::default() }
    }

    fn calendar(dates: &[&str]) -> Calendar {
        let mut days = Days::default();
        for date in dates {
            days.add(issue(Some(date)));
        }
        days.calendar()
    }

    #[test]
    fn the_step_is_the_finest_that_fits() {
        let cases: [(&[&str], Step, &str, usize); 5] = [
            (&["2024-02-28", "2024-03-01T23:00:00-02:00"], Step::Day, "2024-02-28", 4),
            (&["2024-02-28"], Step::Day, "2024-02-28", 1),
            (&["2023-12-31", "2024-06-01"], Step::Month, "2023-12", 7),
            (&["2001-05-05", "2024-06-01"], Step::Year, "2001", 24),
            (&["1500-01-01", "2024-06-01"], Step::Year, "1933", 92),
        ];
        for (dates, step, label, columns) in cases {
            let found = calendar(dates);
            assert_eq!(
                (found.step, found.columns[0].label.as_str(), found.columns.len()),
                (step, label, columns)
            );
            let counted: u64 = found.columns.iter().map(|column| column.documents).sum();
            assert_eq!(counted + found.before + found.after, dates.len() as u64);
        }
    }

    #[test]
    fn a_stray_date_among_many_does_not_stretch_the_chart() {
        let mut dates = vec!["2024-03-01"; 1999];
        dates.extend(["2024-03-03", "1970-01-02"]);
        let found = calendar(&dates);
        assert_eq!((found.columns.len(), found.before, found.after), (1, 1, 1));
        assert_eq!(found.range, Some(("1970-01-02".into(), "2024-03-03".into())));
    }

    #[test]
    fn what_is_no_date_is_counted() {
        let mut days = Days::default();
        assert_eq!(days.add(issue(None)), None);
        assert_eq!(days.add(Issue { is_copy: true, ..issue(Some("last Tuesday")) }), None);
        assert_eq!(days.add(Issue { is_copy: true, ..issue(Some("9223372036854775807")) }), None);
        assert_eq!(days.add(Issue { is_copy: true, ..issue(Some("1970-01-02")) }), Some(1));
        let found = days.calendar();
        assert_eq!((found.undated, found.columns[0].copies), (3, 1));
        assert_eq!(Days::default().calendar().columns, []);
    }
}
