//! The page about a finished run: one file that opens from disk, needs nothing beside it, and prints.
//!
//! All text of a run is hostile: it goes through [`look`](super::look) and is escaped by `maud`. A policy in the
//! page's head allows the style sheets and the script that stand in it, by their hashes, and nothing else.

mod flow;
mod made;
mod outlets;
mod parts;
mod removed;
mod rules;
mod stories;
mod troubles;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::look::{STYLE, TABLES, said};
use crate::survey::overview::Overview;
use crate::text::{bytes, counted, percent, thousands};

pub(super) const REPORT_STYLE: &str = include_str!("report.css");

/// SHA-256 of [`STYLE`], [`REPORT_STYLE`] and [`TABLES`]; `tests/it/report.rs` tells what they must be.
pub(super) const HASHES: [&str; 3] = [
    "qsKaaZ414K5C9w0sl7LLBjkGGmPrKl/b7Xk2CjEL2j4=",
    "5QlhbxdddhUn3ePVHt37Cp6Jg44paSoXLET2Vf0VHOc=",
    "vb4f9g/HzgtYcEMwts+0oWVv3edc6RfJQ0TrN+MK0r4=",
];

/// Stands near the beginning of every such page, so that one can be told from other files.
pub const MARK: &str = "<meta name=\"generator\" content=\"copydesk report\">";

/// What the page is about.
#[derive(Debug)]
pub struct RunPage<'a> {
    /// A heading, in place of the run's main figures.
    pub title: Option<&'a str>,
    /// The figures.
    pub overview: &'a Overview,
    /// How many inputs there were.
    pub inputs: u64,
    /// Bytes of the texts that have no row of their own.
    pub bytes_not_kept: u64,
    /// Buckets of candidates that were too full to compare all with all, with their documents.
    pub capped_buckets: &'a [(String, u64)],
    /// Name and version of the program that made the run.
    pub tool: &'a str,
    /// How many rule packs it used.
    pub packs: usize,
    /// The options that shaped it, with their values.
    pub options: &'a [(String, String)],
    /// How long each stage took, in milliseconds, where that is known.
    pub timings: Option<&'a [(String, u64)]>,
}

/// The whole page.
pub fn page(run: &RunPage<'_>) -> String {
    let sections = [
        ("removed", "What was removed", removed::section(run)),
        ("outlets", "Outlets", outlets::section(run)),
        ("time", "Over time", flow::section(run)),
        ("rules", "Rules", rules::section(run)),
        ("stories", "Stories", stories::section(run)),
        ("exchange", "Who runs whose copy", stories::exchange(run)),
        ("versions", "Stories that went on", stories::versions(run)),
        ("passages", "Shared passages", troubles::passages(run)),
        ("guards", "Guards and flags", troubles::guards(run)),
        ("rejects", "Rejects", troubles::rejects(run)),
        ("made", "How it was made", made::section(run)),
    ];
    let title = heading(run);
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                (PreEscaped(MARK))
                meta http-equiv="Content-Security-Policy" content=(policy());
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                title { (super::look::printable(&title)) }
                style { (PreEscaped(STYLE)) }
                style { (PreEscaped(REPORT_STYLE)) }
            }
            body {
                header.page {
                    p.kicker { "copydesk · report of a run" }
                    h1 { (said(&title)) }
                    p.lead { (lead(run)) }
                    nav.contents aria-label="Contents" {
                        @for (id, name, _) in &sections { a href={ "#" (id) } { (name) } }
                    }
                    (tiles(run))
                }
                main {
                    @for (id, name, section) in &sections {
                        section id=(id) { h2 { (name) } (section) }
                    }
                }
                footer.page {
                    "Made by " (said(run.tool)) " and " code { "copydesk report" } " from the run's own files. "
                    "Lists that are cut say how much is left out; the files have all of it."
                }
                script { (PreEscaped(TABLES)) }
            }
        }
    }
    .into_string()
}

fn policy() -> String {
    let [look, report, tables] = HASHES;
    format!(
        "default-src 'none'; style-src 'sha256-{look}' 'sha256-{report}'; script-src 'sha256-{tables}'; \
         base-uri 'none'; form-action 'none'"
    )
}

fn heading(run: &RunPage<'_>) -> String {
    let report = &run.overview.report;
    match run.title {
        Some(title) => title.to_owned(),
        None if report.groups > 0 => {
            let documents = counted(report.documents, "document");
            let stories = if report.groups == 1 { "story" } else { "stories" };
            format!("{documents}, {} {stories} told more than once", thousands(report.groups))
        }
        None => format!("{}, no two of them one story", counted(report.documents, "document")),
    }
}

/// The run in two sentences.
fn lead(run: &RunPage<'_>) -> Markup {
    let report = &run.overview.report;
    let copies = report.grouped.saturating_sub(report.groups);
    let outlets = report.sources.keys().filter(|source| !source.is_empty()).count() as u64;
    html! {
        "Of " (bytes(report.bytes_in)) " of text from " (counted(outlets, "outlet")) ", "
        (bytes(report.bytes_removed)) " (" (percent(report.bytes_removed, report.bytes_in)) ") were not part of the story and "
        "were removed. "
        @if report.groups > 0 {
            (counted(report.grouped, "document")) " tell " (thousands(report.groups)) " "
            (if report.groups == 1 { "story" } else { "stories" }) " between them: "
            (thousands(copies)) " could be left out without losing one."
        } @else {
            "No document is a copy of another."
        }
    }
}

fn tiles(run: &RunPage<'_>) -> Markup {
    let report = &run.overview.report;
    let flagged: u64 = report.flags.values().sum();
    let stories = report.documents.saturating_sub(report.grouped) + report.groups;
    let tile = |name: &str, big: String, small: String| {
        html! { div { dt { (name) } dd { div.big { (big) } div.small { (small) } } } }
    };
    html! {
        dl.tiles {
            (tile("Documents", thousands(report.documents), format!("from {}", counted(run.inputs, "input"))))
            (tile("Text removed", percent(report.bytes_removed, report.bytes_in), format!("{} of {}", bytes(report.bytes_removed), bytes(report.bytes_in))))
            (tile("Different stories", thousands(stories), format!("{} told more than once", thousands(report.groups))))
            (tile("Rules at work", thousands(report.rules.len() as u64), format!("{} removals", thousands(report.rules.values().map(|count| count.removals).sum()))))
            (tile("Flags", thousands(flagged), counted(report.flags.len() as u64, "sort")))
            (tile("Rejected", thousands(report.rejected), if report.rejected == 0 { "everything could be read".into() } else { format!("{} given up", bytes(report.bytes_rejected)) }))
        }
    }
}

#[cfg(test)]
mod tests;
