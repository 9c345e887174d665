//! How a run was made: options, and how long each stage took.

use maud::{Markup, html};

use super::RunPage;
use super::troubles::pairs;
use crate::text::{bytes, counted, percent};
use crate::web::chart::bar;
use crate::web::look::said;

pub(super) fn section(run: &RunPage<'_>) -> Markup {
    html! {
        p { "By " (said(run.tool)) " with " (counted(run.packs as u64, "rule pack")) "; " code { "manifest.json" } " has their hashes." }
        div.pair {
            div { h3 { "Options" } (pairs(run.options)) }
            div { h3 { "Time" } (timings(run)) }
        }
    }
}

fn timings(run: &RunPage<'_>) -> Markup {
    let Some(stages) = run.timings else {
        return html! { p.note {
            "The run's folder has no times: it is the same, byte for byte, however long it took. " code { "run --timings FILE" }
            " writes them to a file of their own, and " code { "report --timings FILE" } " shows them here."
        } };
    };
    let total: u64 = stages.iter().map(|(_, time)| time).sum();
    let most = stages.iter().map(|(_, time)| *time).max().unwrap_or(0);
    let rate = u128::from(run.overview.report.bytes_in) * 1000 / u128::from(total.max(1));
    html! {
        div.scroll { table {
            tbody { @for (stage, time) in stages { tr {
                td { (said(stage)) } td.n { (seconds(*time)) } td.n { (percent(*time, total)) } td.wide { (bar("t-main", *time, most)) }
            } } }
        } }
        p.note { (seconds(total)) " in all, " (bytes(u64::try_from(rate).unwrap_or(u64::MAX))) " of text a second." }
    }
}

fn seconds(milliseconds: u64) -> String {
    format!("{}.{:02} s", milliseconds / 1000, milliseconds % 1000 / 10)
}
