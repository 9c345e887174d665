//! Documents over time.

use maud::{Markup, html};

use super::RunPage;
use crate::survey::overview::{Calendar, Column};
use crate::text::{counted, percent, thousands};
use crate::web::chart::{Part, Point, Stack, Width, columns, curve};

pub(super) fn section(run: &RunPage<'_>) -> Markup {
    let calendar = &run.overview.calendar;
    html! {
        @match &calendar.range {
            None => p { "No document has a date that could be read." },
            Some((first, last)) => {
                p {
                    "By date of publication (UTC), as the records have it: from " (first) " to " (last) "."
                    @if calendar.undated > 0 { " " (counted(calendar.undated, "document")) " without a date that could be read." }
                    @if calendar.before + calendar.after > 0 {
                        " Left out of the charts: " (thousands(calendar.before)) " before and "
                        (thousands(calendar.after)) " after."
                    }
                }
                (documents(calendar))
                @if calendar.columns.iter().any(|column| column.bytes_removed > 0) { (removed(calendar)) }
            }
        }
    }
}

fn documents(calendar: &Calendar) -> Markup {
    let step = calendar.step.as_str();
    let stack = |column: &Column| {
        let own = column.documents.saturating_sub(column.copies);
        let tip = |count, what: &str| format!("{}: {} {what}", column.label, thousands(count));
        let parts = vec![
            Part { class: "t-main", value: own, tip: tip(own, "on their own or standing for a story") },
            Part { class: "t-second", value: column.copies, tip: tip(column.copies, "copies") },
        ];
        Stack { label: column.label.clone(), parts }
    };
    let stacks: Vec<Stack> = calendar.columns.iter().map(stack).collect();
    html! {
        figure {
            figcaption { "Documents by " (step) }
            (columns(&stacks, Width::Page, &format!("Documents by {step}; {}", told(calendar))))
            ul.legend {
                li { span.swatch.t-main {} "on their own, or standing for a story" }
                li { span.swatch.t-second {} "copies that another document stands for" }
            }
        }
    }
}

fn removed(calendar: &Calendar) -> Markup {
    let step = calendar.step.as_str();
    let tenths = |column: &Column| {
        (column.bytes_in > 0)
            .then(|| (u128::from(column.bytes_removed) * 1000 / u128::from(column.bytes_in)) as u64)
    };
    let point = |column: &Column| -> Point {
        let tip = format!("{}: {}", column.label, percent(column.bytes_removed, column.bytes_in));
        (column.label.clone(), tenths(column), tip)
    };
    let points: Vec<Point> = calendar.columns.iter().map(point).collect();
    let most = points.iter().filter_map(|(_, value, _)| *value).max().unwrap_or(0);
    let tell = |value: u64| {
        if value.is_multiple_of(10) { format!("{} %", value / 10) } else { percent(value, 1000) }
    };
    html! {
        figure {
            figcaption {
                "Share of the text removed by " (step)
                span { " — a step may be a change of the outlet's pages that no rule knows yet" }
            }
            (curve(&points, most, Width::Page, &tell, &format!("Share of the text removed by {step}")))
        }
    }
}

/// The largest column, in words.
fn told(calendar: &Calendar) -> String {
    let largest = calendar.columns.iter().max_by_key(|column| column.documents);
    largest
        .map_or(String::new(), |column| format!("most on {}: {}", column.label, thousands(column.documents)))
}
