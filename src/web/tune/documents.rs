//! The list of documents: what went from each, its flags, filters and search.

use std::collections::BTreeMap;
use std::sync::Arc;

use maud::{Markup, html};

use super::catalog::{Catalog, Entry};
use super::desk::{Desk, Halt, Snapshot};
use super::filter::{Filter, Order, UNKNOWN};
use super::frame::{Page, counted, pager, percent, share_bar, thousands, told};
use super::pairs::link;
use super::request::{Request, Response};
use crate::text::day;
use crate::web::look::{name, printable};

/// Documents on a page.
pub(super) const PAGE: usize = 50;
/// Names that a field proposes.
const PROPOSED: usize = 400;

/// The list.
pub(super) fn answer(request: &Request, desk: &impl Desk) -> Response {
    let snapshot = desk.snapshot();
    let filter = Filter::of(&request.query);
    let chosen = match chosen(desk, &snapshot, &filter) {
        Ok(chosen) => chosen,
        Err(halt) => return halted(&halt, request, &snapshot),
    };
    let pages = chosen.len().div_ceil(PAGE).max(1);
    let page = request.query.number("page").unwrap_or(1).clamp(1, pages);
    let shown = &chosen[(page - 1) * PAGE..chosen.len().min(page * PAGE)];
    let catalog = &snapshot.catalog;
    let body = html! {
        h1 { "Documents" }
        (filters(&filter, catalog))
        p.count role="status" { (found(&chosen, catalog)) }
        (table(shown, &filter, catalog))
        (pager("/", &filter.query(), page, pages))
    };
    Page { title: "Documents", way: "/", body }.answer(request, &snapshot)
}

/// The documents that a filter lets through.
pub(super) fn chosen(desk: &impl Desk, snapshot: &Snapshot, filter: &Filter) -> Result<Vec<u32>, Halt> {
    let found: Option<Arc<Vec<u32>>> =
        filter.search.as_deref().map(|words| desk.search(words)).transpose()?;
    Ok(filter.select(&snapshot.catalog, found.as_ref().map(|found| found.as_slice())))
}

/// The answer where work came to no end.
pub(super) fn halted(halt: &Halt, request: &Request, snapshot: &Snapshot) -> Response {
    match halt {
        Halt::Superseded => {
            told(409, "Not finished", "a newer request took the place of this one", request, snapshot)
        }
        Halt::Failed(why) => told(500, "It failed", why, request, snapshot),
    }
}

fn found(chosen: &[u32], catalog: &Catalog) -> String {
    let all = catalog.entries.len();
    let entries = chosen.iter().filter_map(|number| catalog.entries.get(*number as usize));
    let (removed, bytes) =
        entries.fold((0, 0), |(removed, bytes), entry| (removed + entry.removed, bytes + entry.bytes));
    let of = if chosen.len() == all { String::new() } else { format!(" of {}", thousands(all as u64)) };
    format!(
        "{}{of}; {} of their bytes are removed",
        counted(chosen.len() as u64, "document"),
        percent(removed, bytes)
    )
}

fn filters(filter: &Filter, catalog: &Catalog) -> Markup {
    let value = |value: &Option<String>| value.clone().unwrap_or_default();
    let mut flags: BTreeMap<String, u64> = BTreeMap::new();
    for flag in catalog.entries.iter().flat_map(|entry| entry.flags.iter()) {
        *flags.entry(flag.to_string()).or_default() += 1;
    }
    let mut rules: Vec<&Arc<str>> = catalog.rules.iter().collect();
    rules.sort_by_key(|rule| (std::cmp::Reverse(catalog.documents_of(rule).len()), *rule));
    let mut sources: Vec<&str> = catalog.sources.iter().map(|source| named(source)).collect();
    sources.sort_unstable();
    html! {
        form.filters action="/" method="get" role="search" data-live-form {
            label.wide { "Search" input type="search" name="q" value=(value(&filter.search)) placeholder="words in the text, or an id" data-search; }
            label { "Source" input name="source" list="sources" value=(value(&filter.source)) placeholder="any"; }
            label { "Rule" input name="rule" list="rules" value=(value(&filter.rule)) placeholder="any"; }
            label { "Flag" select name="flag" {
                option value="" { "any" }
                @for (flag, documents) in &flags {
                    option value=(flag) selected[filter.flag.as_deref() == Some(flag)] { (flag) " (" (thousands(*documents)) ")" }
                }
            } }
            label { "Order" select name="order" {
                @for (order, name, label) in Order::ALL { option value=(name) selected[order == filter.order] { (label) } }
            } }
            button { "Show" }
            @if *filter != Filter::default() { a.clear href="/" { "Clear" } }
            datalist #sources { @for source in sources.iter().take(PROPOSED) { option value=(source) {} } }
            datalist #rules { @for rule in rules.iter().take(PROPOSED) { option value=(rule) {} } }
        }
    }
}

/// An outlet in addresses and lists.
pub(super) fn named(source: &str) -> &str {
    if source.is_empty() { UNKNOWN } else { source }
}

fn table(shown: &[u32], filter: &Filter, catalog: &Catalog) -> Markup {
    html! {
        @if shown.is_empty() {
            p.empty { "No document is like this. " a href="/" { "Show all" } }
        } @else {
            div.scroll { table.list {
                caption.visually-hidden { "Documents" }
                thead { tr {
                    th scope="col" { "Document" } th scope="col" { "Source" } th scope="col" { "Date" }
                    th scope="col" { "Removed" } th.number scope="col" { "Bytes" } th scope="col" { "Flags" }
                } }
                tbody { @for number in shown { (row(*number, filter, catalog)) } }
            } }
        }
    }
}

fn row(number: u32, filter: &Filter, catalog: &Catalog) -> Markup {
    let entry: &Entry = &catalog.entries[number as usize];
    let source = named(catalog.source_of(entry));
    html! {
        tr data-row {
            td.title {
                a data-open href=(filter.query().after(&format!("/doc/{number}"))) dir="auto" { (printable(titled(entry))) }
                div.id dir="auto" { (name(&entry.id, 160)) }
            }
            td { a.quiet href=(link("/", &[("source", source)])) dir="auto" { (source) } }
            td.date { (entry.created.map(day).unwrap_or_default()) }
            td { (share_bar(entry.removed, entry.bytes)) }
            td.number { (thousands(entry.bytes)) }
            td.flags { @for flag in &entry.flags { (flag_chip(&flag.to_string())) } }
        }
    }
}

/// The title of a document, or what stands for it.
pub(super) fn titled(entry: &Entry) -> &str {
    if entry.title.is_empty() { "(empty)" } else { &entry.title }
}

/// A flag that leads to the documents that have it.
pub(super) fn flag_chip(flag: &str) -> Markup {
    html! { a.chip href=(link("/", &[("flag", flag)])) { (flag) } }
}
