//! What needs a look: shared wording, guards, flags, rejects.

use maud::{Markup, html};

use super::RunPage;
use super::parts::{cut_id, document, id, more, outlet, short, text};
use super::removed::losers;
use crate::report::Loss;
use crate::survey::overview::FlagFigure;
use crate::text::{bytes, counted, percent, thousands};
use crate::web::look::{name, said};

pub(super) fn passages(run: &RunPage<'_>) -> Markup {
    let overview = run.overview;
    let Some(count) = overview.report.passages else {
        return html! { p {
            "Wording that different stories share was not looked for; " code { "run --passages" } " finds it."
        } };
    };
    let words = counted(count.least_words.into(), "word");
    html! {
        p {
            (counted(count.found, "passage")) " of " (words) " and more between "
            (counted(count.pairs, "pair")) " of documents that tell different stories: quotations, press releases, wire copy inside "
            "longer reports."
        }
        @for passage in &overview.passages.rows {
            article.passage {
                p.by { (counted(passage.words, "word")) }
                blockquote { (text(&passage.text)) }
                div.pair { div { (document(&passage.a)) } div { (document(&passage.b)) } }
            }
        }
        (more(&overview.passages, "passages, none of them longer"))
        @if count.capped > 0 {
            h3 { "Left out: too many documents share it" }
            p.note { "Wording that stands in so many places is nobody's news. No rule took it, though: " (counted(count.capped, "run")) " of words." }
            div.scroll { table {
                thead { tr { th.n { "Documents" } th { "Wording" } } }
                tbody { @for wording in &overview.wording.rows { tr {
                    td.n { (thousands(wording.documents)) }
                    td { @if wording.text.shown.is_empty() { i.soft { "in a document without a row" } } @else { (text(&wording.text)) } }
                } } }
            } }
            (more(&overview.wording, "that are listed in report.json"))
        }
    }
}

pub(super) fn guards(run: &RunPage<'_>) -> Markup {
    let overview = run.overview;
    html! {
        @for loss in overview.accepted() { (alarm(loss)) }
        @if overview.flags.rows.is_empty() { p { "No document has a flag." } } @else {
            p { "A flag is a decision that was made about a document. One document may have several." }
            div.scroll { table {
                thead { tr { th { "Flag" } th.n { "Documents" } th { "What it says" } } }
                tbody { @for flag in &overview.flags.rows { (flag_line(flag)) } }
            } }
            (more(&overview.flags, "flags"))
        }
        @if !run.capped_buckets.is_empty() {
            h3 { "Candidates that were too many" }
            p.note { "So many documents share a sample of words or bits that not all were compared with all. A copy may have been missed there." }
            div.scroll { table {
                thead { tr { th { "Bucket" } th.n { "Documents" } } }
                tbody { @for (bucket, documents) in run.capped_buckets.iter().take(BUCKETS) { tr {
                    td { (id(bucket)) } td.n { (thousands(*documents)) }
                } } }
            } }
            @if run.capped_buckets.len() > BUCKETS {
                p.note { "and " (thousands((run.capped_buckets.len() - BUCKETS) as u64)) " more, all in report.json" }
            }
        }
    }
}

/// Capped buckets that are shown.
const BUCKETS: usize = 20;

fn alarm(loss: &Loss) -> Markup {
    html! {
        div.alarm { p {
            b { "Accepted loss. " }
            @match &loss.rule {
                Some(rule) => {
                    "The rule " (id(rule)) " took " (percent(loss.taken, loss.of)) " of the text of " (outlet(&loss.source))
                    " (" (bytes(loss.taken)) " of " (bytes(loss.of)) ")."
                }
                None => {
                    (thousands(loss.taken)) " of " (counted(loss.of, "document")) " of " (outlet(&loss.source))
                    " lost every line of their story."
                }
            }
            " It would have stopped the run; " code { "--accept-loss" } " let it pass."
        } }
    }
}

fn flag_line(flag: &FlagFigure) -> Markup {
    html! { tr {
        td { (id(&flag.flag)) }
        td.n { (thousands(flag.documents)) }
        td {
            (meaning(&flag.flag))
            @if !flag.worst.is_empty() {
                details.print {
                    summary {
                        @if flag.documents > flag.worst.len() as u64 { (thousands(flag.worst.len() as u64)) " that lost most" }
                        @else { "which" }
                    }
                    (losers(&flag.worst))
                }
            }
        }
    } }
}

/// What a flag says, in a sentence.
fn meaning(flag: &str) -> &'static str {
    match flag.split(':').next().unwrap_or_default() {
        "byte-order-mark" => "A byte order mark stood at the start.",
        "decoded" => "It was not UTF-8, and was decoded from this encoding.",
        "empty" => "The text is empty.",
        "id-assigned" => "The record has no id; one was made.",
        "id-renamed" => "Another document had the same id; a number was added.",
        "invalid-bytes" => "Bytes that are no text became U+FFFD.",
        "lone-surrogate" => "Half a character in a JSON escape became U+FFFD.",
        "other-text-field" => "The named field is missing; the text is that of `text`.",
        "repeated-key" => "A key stands more than once in the record; the last one counts.",
        "input-truncated" => "The input broke off behind it.",
        "too-many-matches" => "Over a million matches; the text was left as it is.",
        "cap-reached" => "A rule would have taken more than its share of a document, and took nothing.",
        "cap-fallback" => {
            "Rules would have taken too much of the article: only those of high confidence hold."
        }
        "heavy-loss" => "Rules of high confidence take more than a quarter of its long sentences.",
        "doubtful" => "A whole page; what went by score may be article.",
        "emptied" => "It had story lines, and none is left.",
        "scored" => "A whole page; its lines were scored.",
        "no-article" => "It looks like a page without an article, so scores took nothing.",
        _ => "",
    }
}

pub(super) fn rejects(run: &RunPage<'_>) -> Markup {
    let (overview, report) = (run.overview, &run.overview.report);
    html! {
        @if report.rejected == 0 { p { "Everything could be read." } } @else {
            p { (counted(report.rejected, "record")) " or inputs could not be read: " (bytes(report.bytes_rejected)) ". All stand in " code { "rejects.jsonl" } "." }
            div.scroll { table {
                thead { tr { th.n { "Rejects" } th { "Reason, and where it was met first" } } }
                tbody { @for reason in &overview.reasons.rows { tr {
                    td.n { (thousands(reason.rejects)) }
                    td {
                        (name(&reason.reason, 200))
                        @for sample in &reason.samples { div.by {
                            (cut_id(&sample.path))
                            @if let Some(record) = sample.record { ", record " (thousands(record)) }
                            ", " (bytes(sample.bytes)) ": " (text(&sample.reason))
                        } }
                    }
                } } }
            } }
            (more(&overview.reasons, "reasons"))
            @if overview.reject_inputs.count() > 1 {
                h3 { "Inputs with most rejects" }
                div.scroll { table { tbody { @for (path, count) in &overview.reject_inputs.rows { tr {
                    td.id { (short(path)) } td.n { (thousands(*count)) }
                } } } } }
                (more(&overview.reject_inputs, "inputs"))
            }
        }
    }
}

/// Options and their values, and the like.
pub(super) fn pairs(rows: &[(String, String)]) -> Markup {
    html! { div.scroll { table { tbody { @for (name, value) in rows { tr {
        td { (said(name)) } td.id { (super::super::look::name(value, 200)) }
    } } } } } }
}
