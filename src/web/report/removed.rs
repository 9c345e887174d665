//! What was removed: the accounts, by kind, and how much of each document.

use maud::{Markup, html};

use super::RunPage;
use super::parts::{cut_id, cut_outlet, family_legend, family_parts};
use crate::survey::overview::{Flagged, Overview};
use crate::text::{bytes, counted, percent, thousands};
use crate::web::chart::{Part, Stack, Width, bar, columns, strip};
use crate::web::family::Family;

pub(super) fn section(run: &RunPage<'_>) -> Markup {
    let overview = run.overview;
    html! {
        (whole(overview))
        (kinds(overview))
        (losses(overview))
        (accounts(run))
    }
}

/// One bar for all text: what stayed, and what went by family.
fn whole(overview: &Overview) -> Markup {
    let report = &overview.report;
    let kept = report.bytes_in.saturating_sub(report.bytes_removed);
    let tell = |value| format!("{}, {}", bytes(value), percent(value, report.bytes_in));
    let mut parts = family_parts(&overview.kinds, tell);
    parts.insert(0, Part { class: "t-kept", value: kept, tip: format!("kept: {}", tell(kept)) });
    let told: Vec<String> = parts.iter().map(|part| part.tip.clone()).collect();
    html! {
        figure.whole {
            figcaption { "All text " span { "— the pale part was kept" } }
            (strip(&parts, report.bytes_in, &told.join("; ")))
            (family_legend())
        }
    }
}

fn kinds(overview: &Overview) -> Markup {
    let report = &overview.report;
    let most = overview.kinds.first().map_or(0, |(_, bytes)| *bytes);
    html! {
        h3 { "By kind" }
        @if overview.kinds.is_empty() { p { "Nothing was removed." } } @else {
            div.scroll { table.sortable {
                thead { tr {
                    th { "Kind" } th.wide data-sort="no" {} th.n data-sort="descending" { "Bytes" }
                    th.n { "Of what was removed" } th.n { "Of all text" }
                } }
                tbody { @for (kind, removed) in &overview.kinds { tr {
                    td.kind { span.swatch.(Family::named(kind).class()) {} (kind) }
                    td.wide { (bar(Family::named(kind).class(), *removed, most)) }
                    td.n data-v=(removed) { (bytes(*removed)) }
                    td.n data-v=(removed) { (percent(*removed, report.bytes_removed)) }
                    td.n data-v=(removed) { (percent(*removed, report.bytes_in)) }
                } } }
            } }
        }
    }
}

fn losses(overview: &Overview) -> Markup {
    let label = |tenth: usize| match tenth {
        0 => "0".to_owned(),
        tenth => format!("{tenth}0 %"),
    };
    let stacks: Vec<Stack> = overview
        .losses
        .iter()
        .enumerate()
        .map(|(tenth, count)| Stack {
            label: label(tenth),
            parts: vec![Part {
                class: if tenth == 10 { "f-appeal" } else { "t-main" },
                value: *count,
                tip: match tenth {
                    0 => format!("{} lost nothing", counted(*count, "document")),
                    tenth => format!("{} lost up to {tenth}0 %", counted(*count, "document")),
                },
            }],
        })
        .collect();
    let told: Vec<String> =
        stacks.iter().flat_map(|stack| &stack.parts).map(|part| part.tip.clone()).collect();
    html! {
        div.pair {
            figure {
                figcaption { "How much documents lost " span { "— documents by the share of their text, up to so much" } }
                (columns(&stacks, Width::Half, &told.join("; ")))
            }
            @if !overview.losers.is_empty() {
                div { h3 { "Documents that lost most" } (losers(&overview.losers)) }
            }
        }
    }
}

/// Documents with what they lost.
pub(super) fn losers(documents: &[Flagged]) -> Markup {
    html! {
        div.scroll { table {
            thead { tr { th { "Document" } th.n { "Removed" } th.n { "Of" } th.n { "Share" } } }
            tbody { @for document in documents { tr {
                td { (cut_id(&document.id)) div.by { (cut_outlet(&document.source)) } }
                td.n { (bytes(document.bytes_removed)) }
                td.n { (bytes(document.bytes_in)) }
                td.n { (percent(document.bytes_removed, document.bytes_in)) }
            } } }
        } }
    }
}

/// What went in and what came out, which must be the same.
fn accounts(run: &RunPage<'_>) -> Markup {
    let report = &run.overview.report;
    let kept = report.bytes_in.saturating_sub(report.bytes_removed);
    let row = |what: &str, documents: Option<u64>, size: Option<u64>| {
        html! { tr {
            td { (what) }
            td.n { @if let Some(documents) = documents { (thousands(documents)) } }
            td.n { @if let Some(size) = size { (thousands(size)) } }
        } }
    };
    html! {
        h3 { "The accounts" }
        div.scroll { table.narrow {
            thead { tr { th { "" } th.n { "Documents" } th.n { "Bytes" } } }
            tbody {
                (row("read", Some(report.documents), Some(report.bytes_in)))
                (row("of these, written", Some(report.written), Some(report.bytes_in.saturating_sub(run.bytes_not_kept))))
                (row("of these, not kept: another stands for them", Some(report.not_kept), Some(run.bytes_not_kept)))
                (row("kept of the text", None, Some(kept)))
                (row("removed from it", None, Some(report.bytes_removed)))
                @if report.bytes_inserted > 0 { (row("put in its place by rules that replace", None, Some(report.bytes_inserted))) }
                (row("rejected: could not be read", Some(report.rejected), Some(report.bytes_rejected)))
            }
        } }
    }
}
