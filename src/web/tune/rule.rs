//! A rule's card: what it says, where and when it does something, and ways to change it.

use std::collections::BTreeMap;

use maud::{Markup, PreEscaped, html};

use super::catalog::Catalog;
use super::desk::{Desk, Rules, Snapshot};
use super::documents::named;
use super::draft::compiled;
use super::frame::{Page, counted, thousands, told};
use super::pairs::link;
use super::request::{Request, Response};
use super::rules::state;
use super::why::place;
use crate::rules::edit::{add_to_pack, rule_text, set_severity};
use crate::rules::{Apply, Rule, RuleIndex};
use crate::text::day;

/// Outlets that are listed.
const SOURCES: usize = 15;
/// Bars of the history at most; more days than these become months.
const BARS: usize = 36;

/// The rule of an id.
pub(super) fn find<'a>(id: Option<&str>, rules: &'a Rules) -> Option<(RuleIndex, &'a Rule)> {
    rules.set().rules.iter().enumerate().find(|(_, rule)| Some(&*rule.id) == id)
}

/// The card.
pub(super) fn answer(request: &Request, desk: &impl Desk) -> Response {
    let snapshot = desk.snapshot();
    let Some((_, rule)) = find(request.query.get("id"), &snapshot.rules) else {
        return told(404, "No such rule", "no rule in use has this id", request, &snapshot);
    };
    let body = html! {
        nav.steps aria-label="Rules" { a data-up href="/rules" { "All rules" } }
        h1 { (rule.id) }
        @if request.query.get("saved").is_some() { p.good role="status" { "Saved in " code { (rule.place.source.path) } "." } }
        (facts(rule, &snapshot))
        div.card {
            div {
                (source(rule))
                (actions(rule, &snapshot))
                div data-load=(link("/rule/detail", &[("id", &rule.id)])) {
                    noscript { a href=(link("/rule/detail", &[("id", &rule.id)])) { "What it takes, line by line" } }
                }
            }
            aside aria-label="Where and when" {
                (sources(rule, &snapshot.catalog))
                (history(rule, &snapshot.catalog))
            }
        }
    };
    Page { title: &rule.id, way: "/rules", body }.answer(request, &snapshot)
}

fn facts(rule: &Rule, snapshot: &Snapshot) -> Markup {
    let total = snapshot.catalog.total_of(&rule.id);
    let documents = snapshot.catalog.documents_of(&rule.id).len() as u64;
    let held = if rule.scope.is_everything() { String::new() } else { format!("for {}", rule.scope) };
    html! {
        @if !rule.why.is_empty() { p.why { (rule.why) } }
        ul.facts {
            li { (rule.kind) " " (state(rule)) }
            li { "holds " (place(snapshot.rules.set(), rule)) }
            @if !held.is_empty() { li { (held) } }
            li { (rule.confidence.as_str()) " confidence" }
            li { a href=(link("/", &[("rule", &rule.id)])) { (counted(documents, "document")) } }
            li { (counted(u64::from(total.lines), "line")) }
            @if total.on_trial > 0 { li { (counted(u64::from(total.on_trial), "line")) " on trial" } }
            li { (thousands(total.bytes)) " bytes" }
            li { code { (rule.place) } }
        }
    }
}

fn source(rule: &Rule) -> Markup {
    html! {
        @if let Some(text) = rule_text(&rule.place.source.text, &rule.id) {
            pre.rule-text tabindex="0" aria-label="The rule as it is written" { (text) }
        }
    }
}

fn actions(rule: &Rule, snapshot: &Snapshot) -> Markup {
    let own = snapshot.rules.packs.iter().find(|pack| pack.path == rule.place.source.path && pack.writable);
    let target = own.or(snapshot.rules.writable().next());
    let switch = |to: &str, label: &str| {
        html! { button name="to" value=(to) { (label) } }
    };
    html! {
        @if let Some(pack) = target {
            form.actions method="post" action="/switch" {
                a.button data-edit href=(link("/edit", &[("id", &rule.id)])) {
                    @if own.is_some() { "Edit " } @else { "Restate in my pack " } kbd { "e" }
                }
                input type="hidden" name="id" value=(rule.id);
                input type="hidden" name="pack" value=(pack.name);
                @if rule.apply != Apply::Off { (switch("off", "Switch off")) }
                @if own.is_some() {
                    @if rule.apply != Apply::Mark { (switch("mark", "Put on trial")) }
                    @if matches!(rule.apply, Apply::Mark | Apply::Off) { (switch("drop", "Let it remove")) }
                }
                span.hint { "in " code { (pack.path) } }
            }
        }
    }
}

/// Switches a rule off, on, or to trial.
pub(super) fn switch(request: &Request, desk: &impl Desk) -> Response {
    let snapshot = desk.snapshot();
    let form = request.form();
    let wrong = |status: u16, what: &str| told(status, "Not changed", what, request, &snapshot);
    let Some((_, rule)) = find(form.get("id"), &snapshot.rules) else {
        return wrong(404, "no rule in use has this id");
    };
    let Some(pack) = snapshot.rules.writable().find(|pack| form.get("pack") == Some(&pack.name)) else {
        return wrong(403, "this pack cannot be written");
    };
    let own = pack.path == rule.place.source.path;
    let edited = match form.get("to") {
        // A pack may switch off what it extends.
        Some("off") if !own => add_to_pack(&pack.text, "extends", &rule.place.source.path)
            .and_then(|text| add_to_pack(&text, "disable", &rule.id)),
        Some("off") => set_severity(&pack.text, &rule.id, Apply::Off),
        Some("mark") if own => set_severity(&pack.text, &rule.id, Apply::Mark),
        Some("drop") if own => set_severity(&pack.text, &rule.id, Apply::Drop),
        _ => return wrong(400, "a rule is switched off, on trial, or to removing"),
    };
    let text = match edited {
        Ok(text) => text,
        Err(error) => return wrong(409, &error.to_string()),
    };
    let (set, problems) = compiled(&snapshot.rules, &pack.path, &text);
    if set.is_none() {
        let why = problems.first().map(ToString::to_string).unwrap_or_default();
        return wrong(422, &why);
    }
    match desk.save(pack, &text) {
        Ok(()) => Response::see_other(&link("/rule", &[("id", &rule.id), ("saved", "1")])),
        Err(why) => wrong(409, &why),
    }
}

fn sources(rule: &Rule, catalog: &Catalog) -> Markup {
    let mut counts: BTreeMap<u32, u64> = BTreeMap::new();
    for document in catalog.documents_of(&rule.id) {
        *counts.entry(catalog.entries[*document as usize].source).or_default() += 1;
    }
    let mut counts: Vec<(u64, &str)> =
        counts.into_iter().map(|(source, count)| (count, named(&catalog.sources[source as usize]))).collect();
    counts.sort_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(other.1)));
    html! {
        h2 { "Outlets" }
        @if counts.is_empty() { p.hint { "It does nothing in this corpus." } }
        table.small {
            @for (count, source) in counts.iter().take(SOURCES) {
                tr { td { a.quiet dir="auto" href=(link("/", &[("rule", &rule.id), ("source", source)])) { (source) } } td.number { (thousands(*count)) } }
            }
        }
        @if counts.len() > SOURCES { p.hint { "and " (counted((counts.len() - SOURCES) as u64, "more outlet")) } }
    }
}

/// Documents with a hit by day or month of publication, before all documents of that time.
fn history(rule: &Rule, catalog: &Catalog) -> Markup {
    let hits = catalog.documents_of(&rule.id);
    let bucket = |length: usize, at: u32| {
        let created = catalog.entries[at as usize].created?;
        Some(day(created).get(..length)?.to_owned())
    };
    let days: std::collections::BTreeSet<String> = hits.iter().filter_map(|at| bucket(10, *at)).collect();
    let length = if days.len() <= BARS { 10 } else { 7 };
    let mut bars: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for at in 0..u32::try_from(catalog.entries.len()).unwrap_or(u32::MAX) {
        if let Some(time) = bucket(length, at) {
            bars.entry(time).or_default().1 += 1;
        }
    }
    for time in hits.iter().filter_map(|at| bucket(length, *at)) {
        bars.entry(time).or_default().0 += 1;
    }
    let dated: u64 = bars.values().map(|(hits, _)| hits).sum();
    let bars: Vec<(String, (u64, u64))> = bars.into_iter().rev().take(BARS).collect();
    html! {
        @if dated > 0 {
            h2 { "By " @if length == 10 { "day" } @else { "month" } }
            table.small.history {
                caption.visually-hidden { "Share of the documents of a time in which the rule did something" }
                @for (time, (hits, all)) in bars { tr {
                    td.date { (time) }
                    td { (bar(hits, all)) }
                    td.number { (thousands(hits)) " of " (thousands(all)) }
                } }
            }
        }
    }
}

fn bar(part: u64, whole: u64) -> Markup {
    let width = (part * 100).checked_div(whole).unwrap_or_default().min(100);
    PreEscaped(format!(
        "<svg class=\"bar\" width=\"100\" height=\"8\" aria-hidden=\"true\"><rect class=\"all\" width=\"100\" height=\"8\" rx=\"2\"/>\
         <rect class=\"part\" width=\"{width}\" height=\"8\" rx=\"2\"/></svg>"
    ))
}
