//! Outlet by outlet.

use maud::{Markup, html};

use super::RunPage;
use super::parts::{family_legend, family_parts, more, outlet};
use crate::survey::overview::{Outlet, day_name};
use crate::text::{bytes, percent, thousands};
use crate::web::chart::strip;

pub(super) fn section(run: &RunPage<'_>) -> Markup {
    let outlets = &run.overview.outlets;
    let most = outlets.rows.iter().map(share).max().unwrap_or(0);
    html! {
        p {
            "What each outlet's texts lost, and whose stories they are: " i { "stands for" } " counts stories that one of its "
            "documents stands for, " i { "copies" } " its documents that another one stands for. The bars are as long as the "
            "share removed; the longest is " (tenths(most)) "."
        }
        (family_legend())
        div.scroll { table.sortable data-first="40" data-find="Find an outlet" {
            thead { tr {
                th { "Outlet" } th.n data-sort="descending" { "Documents" } th.n { "Text" } th.n { "Removed" }
                th.wide data-sort="no" { "What went" } th.n { "Stands for" } th.n { "Copies" } th.n { "Flagged" } th { "Published" }
            } }
            tbody { @for row in &outlets.rows { (line(row, most)) } }
        } }
        (more(outlets, "outlets"))
    }
}

/// In thousandths.
fn share(row: &Outlet) -> u64 {
    (u128::from(row.count.bytes_removed) * 1000 / u128::from(row.count.bytes_in.max(1))) as u64
}

fn tenths(thousandths: u64) -> String {
    percent(thousandths, 1000)
}

fn line(row: &Outlet, most: u64) -> Markup {
    let count = &row.count;
    let tell = |value| format!("{}, {} of its text", bytes(value), percent(value, count.bytes_in));
    let parts = family_parts(&row.kinds, tell);
    let told: Vec<String> = parts.iter().map(|part| part.tip.clone()).collect();
    // As long as the share removed is of the largest one.
    let whole = (u128::from(count.bytes_in) * u128::from(most.max(1)) / 1000).max(1);
    let whole = u64::try_from(whole).unwrap_or(u64::MAX).max(count.bytes_removed);
    html! { tr {
        td.outlet {
            (outlet(&row.source))
            @if count.emptied > 0 { div.by { (thousands(count.emptied)) " lost every line of their story" } }
        }
        td.n data-v=(count.documents) { (thousands(count.documents)) }
        td.n data-v=(count.bytes_in) { (bytes(count.bytes_in)) }
        td.n data-v=(share(row)) { (percent(count.bytes_removed, count.bytes_in)) }
        td.wide { (strip(&parts, whole, &told.join("; "))) }
        td.n data-v=(row.stands) { (thousands(row.stands)) }
        td.n data-v=(row.copies) { (thousands(row.copies)) }
        td.n data-v=(row.flagged) { (thousands(row.flagged)) }
        td.date { @if let Some((first, last)) = row.days {
            (day_name(first)) @if last > first { " –" br; (day_name(last)) }
        } }
    } }
}
