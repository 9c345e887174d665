//! Stories that several documents tell, and what each copy is to the one that stands for it.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use super::catalog::{Catalog, Entry};
use super::desk::{Desk, Snapshot};
use super::documents::{named, titled};
use super::frame::{Page, counted, pager, thousands, told};
use super::missed::working;
use super::pairs::{Pairs, link};
use super::request::{Request, Response};
use super::study::{Copied, GroupStudy, Story, Study};
use crate::text::day;

/// Groups on a page.
const PAGE: usize = 50;
/// Members on a page.
const MEMBERS: usize = 100;

/// The list of groups, the largest first.
pub(super) fn answer(request: &Request, desk: &impl Desk) -> Response {
    let snapshot = desk.snapshot();
    let body = html! {
        h1 { "Groups" }
        @match desk.groups() {
            Study::Ready(study) => (list(&study, request, &snapshot.catalog)),
            Study::Working(done, all) => (working(done, all, "Grouping what tells one story, as a run would")),
            Study::Failed(why) => p.problem { (why) },
        }
    };
    Page { title: "Groups", way: "/groups", body }.answer(request, &snapshot)
}

fn list(study: &GroupStudy, request: &Request, catalog: &Catalog) -> Markup {
    let pages = study.groups.len().div_ceil(PAGE).max(1);
    let page = request.query.number("page").unwrap_or(1).clamp(1, pages);
    let shown = &study.groups[(page - 1) * PAGE..study.groups.len().min(page * PAGE)];
    let members: usize = study.groups.iter().map(|group| group.members.len()).sum();
    html! {
        p.count { (counted(study.groups.len() as u64, "group")) " of " (counted(members as u64, "document")) }
        @if shown.is_empty() {
            p.empty { "No two documents tell one story." }
        } @else {
            div.scroll { table.list {
                caption.visually-hidden { "Groups" }
                thead { tr { th scope="col" { "Story" } th.number scope="col" { "Documents" } th.number scope="col" { "Outlets" } th scope="col" { "Copies" } } }
                tbody { @for story in shown { (row(story, catalog)) } }
            } }
        }
        (pager("/groups", &Pairs::default(), page, pages))
    }
}

fn entry(catalog: &Catalog, document: u32) -> Option<&Entry> {
    catalog.entries.get(document as usize)
}

fn row(story: &Story, catalog: &Catalog) -> Markup {
    let entries = || story.members.iter().filter_map(|member| entry(catalog, member.document));
    let outlets: BTreeSet<u32> = entries().map(|entry| entry.source).collect();
    let mut roles: BTreeMap<&str, u64> = BTreeMap::new();
    for member in story.members.iter().skip(1) {
        *roles.entry(member.role.as_str()).or_default() += 1;
    }
    html! {
        tr data-row {
            td.title {
                a data-open dir="auto" href=(format!("/group/{}", story.representative)) {
                    (entry(catalog, story.representative).map_or("", titled))
                }
            }
            td.number { (thousands(story.members.len() as u64)) }
            td.number { (thousands(outlets.len() as u64)) }
            td { @for (role, count) in roles { span.chip { (thousands(count)) " " (role) } } }
        }
    }
}

/// One group by the document that stands for it.
pub(super) fn group(representative: u32, request: &Request, desk: &impl Desk) -> Response {
    let snapshot = desk.snapshot();
    let study = match desk.groups() {
        Study::Ready(study) => study,
        Study::Working(done, all) => {
            let body = html! { h1 { "Group" } (working(done, all, "Grouping what tells one story")) };
            return Page { title: "Group", way: "/groups", body }.answer(request, &snapshot);
        }
        Study::Failed(why) => return told(500, "Not grouped", &why, request, &snapshot),
    };
    let place = study.of.get(representative as usize).copied().flatten();
    let Some(story) = place.and_then(|place| study.groups.get(place as usize)) else {
        return told(404, "No such group", "this document is in no group", request, &snapshot);
    };
    let title = entry(&snapshot.catalog, story.representative).map_or("", titled);
    let pages = story.members.len().div_ceil(MEMBERS).max(1);
    let page = request.query.number("page").unwrap_or(1).clamp(1, pages);
    let shown = &story.members[(page - 1) * MEMBERS..story.members.len().min(page * MEMBERS)];
    let body = html! {
        nav.steps aria-label="Groups" { a data-up href="/groups" { "All groups" } }
        h1 dir="auto" { (title) }
        p.count { (counted(story.members.len() as u64, "document")) " tell this story. Each is held against the first." }
        div.scroll { table.list {
            caption.visually-hidden { "Members" }
            thead { tr {
                th scope="col" { "Document" } th scope="col" { "Outlet" } th scope="col" { "Date" } th scope="col" { "Role" }
                th.number scope="col" { "Alike" } th.number scope="col" { "Contained" } th scope="col" { "" }
            } }
            tbody { @for member in shown { (member_row(member, story, &snapshot)) } }
        } }
        (pager(&format!("/group/{}", story.representative), &Pairs::default(), page, pages))
    };
    Page { title, way: "/groups", body }.answer(request, &snapshot)
}

fn member_row(member: &Copied, story: &Story, snapshot: &Snapshot) -> Markup {
    let catalog = &snapshot.catalog;
    let Some(entry) = entry(catalog, member.document) else {
        return html! {};
    };
    let source = named(catalog.source_of(entry));
    let (one, other) = (story.representative.to_string(), member.document.to_string());
    let first = member.document == story.representative;
    let compare = link("/compare", &[("a", &one), ("b", &other)]);
    html! {
        tr data-row {
            td.title {
                @if first { a data-open dir="auto" href=(format!("/doc/{}", member.document)) { (titled(entry)) } }
                @else { a data-open dir="auto" href=(compare) { (titled(entry)) } }
                div.id dir="auto" { (entry.id) }
            }
            td dir="auto" { (source) }
            td.date { (entry.created.map(day).unwrap_or_default()) }
            td { span.chip { (member.role.as_str()) } }
            td.number { @if !first { (member.jaccard) } }
            td.number { @if !first { (member.containment) } }
            td { a href=(format!("/doc/{}", member.document)) { "text" } @if !first { " · " a href=(compare) { "compare" } } }
        }
    }
}
