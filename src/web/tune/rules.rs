//! The list of rules, with what each does to the corpus.

use std::cmp::Reverse;

use maud::{Markup, html};

use super::catalog::{Catalog, Hits};
use super::desk::{Desk, Snapshot};
use super::frame::{Page, counted, pager, thousands};
use super::pairs::{Pairs, link};
use super::request::{Request, Response};
use super::why::place;
use crate::rules::{Apply, Kind, Rule, RuleSet, Shape};

/// Rules on a page.
const PAGE: usize = 100;

/// Which rules are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    All,
    Hitting,
    Idle,
    OnTrial,
    Own,
    Off,
}

const WHICH: [(Which, &str, &str); 6] = [
    (Which::All, "", "all"),
    (Which::Hitting, "hitting", "with hits here"),
    (Which::Idle, "idle", "without a hit here"),
    (Which::OnTrial, "trial", "on trial"),
    (Which::Own, "own", "in my packs"),
    (Which::Off, "off", "switched off"),
];

struct Asked {
    which: Which,
    kind: Option<String>,
    search: Option<String>,
}

impl Asked {
    fn of(query: &Pairs) -> Asked {
        let which = WHICH.iter().find(|(_, name, _)| query.get("which") == Some(name));
        Asked {
            which: which.map_or(Which::All, |(which, ..)| *which),
            kind: query.get("kind").map(str::to_owned),
            search: query.get("q").map(|words| words.trim().to_lowercase()),
        }
    }

    fn passes(&self, rule: &Rule, hits: &Hits) -> bool {
        let hitting = hits.lines + hits.on_trial > 0;
        let is_of_which = match self.which {
            Which::All => true,
            Which::Hitting => hitting,
            Which::Idle => !hitting && rule.apply != Apply::Off && !matches!(rule.shape, Shape::Repeat(_)),
            Which::OnTrial => rule.apply == Apply::Mark,
            Which::Own => !rule.place.source.path.starts_with("builtin:"),
            Which::Off => rule.apply == Apply::Off,
        };
        is_of_which
            && self.kind.as_deref().is_none_or(|kind| rule.kind.as_str() == kind)
            && self.search.as_ref().is_none_or(|words| {
                rule.id.to_lowercase().contains(words) || rule.why.to_lowercase().contains(words)
            })
    }
}

/// The list of rules, those in most documents first.
pub(super) fn answer(request: &Request, desk: &impl Desk) -> Response {
    let snapshot = desk.snapshot();
    let (set, catalog) = (snapshot.rules.set(), &snapshot.catalog);
    let asked = Asked::of(&request.query);
    let mut chosen: Vec<(&Rule, Hits, usize)> = set
        .rules
        .iter()
        .map(|rule| (rule, catalog.total_of(&rule.id), catalog.documents_of(&rule.id).len()))
        .filter(|(rule, hits, _)| asked.passes(rule, hits))
        .collect();
    chosen.sort_by_key(|(rule, hits, documents)| (Reverse(*documents), Reverse(hits.lines), &rule.id));
    let pages = chosen.len().div_ceil(PAGE).max(1);
    let page = request.query.number("page").unwrap_or(1).clamp(1, pages);
    let shown = &chosen[(page - 1) * PAGE..chosen.len().min(page * PAGE)];
    let body = html! {
        h1 { "Rules" }
        (filters(&asked, &request.query))
        p.count role="status" { (counted(chosen.len() as u64, "rule")) }
        (table(shown, set, catalog))
        (pager("/rules", &request.query.with("page", None), page, pages))
        (packs(&snapshot))
    };
    Page { title: "Rules", way: "/rules", body }.answer(request, &snapshot)
}

fn filters(asked: &Asked, query: &Pairs) -> Markup {
    html! {
        form.filters action="/rules" method="get" role="search" data-live-form {
            label.wide { "Search" input type="search" name="q" value=(query.get("q").unwrap_or_default()) placeholder="a part of an id, or of why a rule is there" data-search; }
            label { "Which" select name="which" {
                @for (which, name, label) in WHICH { option value=(name) selected[which == asked.which] { (label) } }
            } }
            label { "Kind" select name="kind" {
                option value="" { "any" }
                @for kind in Kind::ALL { option value=(kind) selected[asked.kind.as_deref() == Some(kind.as_str())] { (kind) } }
            } }
            button { "Show" }
        }
    }
}

fn table(shown: &[(&Rule, Hits, usize)], set: &RuleSet, catalog: &Catalog) -> Markup {
    html! {
        @if shown.is_empty() {
            p.empty { "No rule is like this. " a href="/rules" { "Show all" } }
        } @else {
            div.scroll { table.list {
                caption.visually-hidden { "Rules" }
                thead { tr {
                    th scope="col" { "Rule" } th scope="col" { "Kind" } th scope="col" { "Holds" }
                    th.number scope="col" { "Documents" } th.number scope="col" { "Lines" } th.number scope="col" { "Bytes" }
                } }
                tbody { @for (rule, hits, documents) in shown { (row(rule, hits, *documents, set, catalog)) } }
            } }
        }
    }
}

fn row(rule: &Rule, hits: &Hits, documents: usize, set: &RuleSet, catalog: &Catalog) -> Markup {
    html! {
        tr data-row {
            td.title {
                a data-open href=(link("/rule", &[("id", &rule.id)])) { (rule.id) }
                a.visually-hidden data-edit tabindex="-1" href=(link("/edit", &[("id", &rule.id)])) { "Edit" }
                div.why { (rule.why) }
            }
            td { (rule.kind) " " (state(rule)) }
            td.place { (place(set, rule)) @if !rule.scope.is_everything() { div { (rule.scope) } } }
            td.number {
                @if catalog.rule(&rule.id).is_some() {
                    a href=(link("/", &[("rule", &rule.id)])) { (thousands(documents as u64)) }
                } @else { "0" }
            }
            td.number { (thousands(u64::from(hits.lines + hits.on_trial))) }
            td.number { (thousands(hits.bytes)) }
        }
    }
}

/// What sets a rule apart from others: on trial, off, keeping.
pub(super) fn state(rule: &Rule) -> Markup {
    html! {
        @if rule.keep.is_some() { span.chip { "keeps" } }
        @match rule.apply {
            Apply::Mark => span.chip { "on trial" },
            Apply::Off => span.chip { "off" },
            Apply::CaptureKeep | Apply::CaptureDrop => span.chip { "reads fields" },
            Apply::Drop => {},
        }
    }
}

/// The packs that can be written, and how to come by one.
fn packs(snapshot: &Snapshot) -> Markup {
    let own: Vec<&str> = snapshot.rules.writable().map(|pack| pack.path.as_str()).collect();
    html! {
        p.hint {
            @if own.is_empty() {
                "Rules are only looked at: start with " code { "--rules DIR" } " to write some."
            } @else {
                "Rules are written to " @for (at, path) in own.iter().enumerate() { @if at > 0 { ", " } code { (path) } } "."
            }
        }
    }
}
