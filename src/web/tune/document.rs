//! One document as text, with what goes from it tinted by kind.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::desk::{Desk, Snapshot};
use super::documents::{chosen, flag_chip, named, titled};
use super::filter::Filter;
use super::frame::{Page, counted, percent, share_bar, thousands, told};
use super::pairs::{Pairs, link};
use super::request::{Request, Response};
use super::verse::Verse;
use crate::clean::SEAM;
use crate::document::Document;
use crate::eval::Gold;
use crate::survey::Marked;
use crate::text::day;
use crate::web::family::Family;
use crate::web::look::printable;

/// Lines on a page; a text of a million lines is shown in parts.
pub(super) const LINES: usize = 1000;

/// A document as the pages show it.
pub(super) struct Shown {
    pub(super) number: u32,
    pub(super) marked: Marked,
    pub(super) gold: Option<Gold>,
}

impl Shown {
    /// Reads and marks a document.
    ///
    /// # Errors
    /// The answer that says why not.
    pub(super) fn of(
        number: u32,
        request: &Request,
        desk: &impl Desk,
        snapshot: &Snapshot,
    ) -> Result<Shown, Response> {
        if number as usize >= snapshot.catalog.entries.len() {
            return Err(told(
                404,
                "No such document",
                "the corpus has no document of this number",
                request,
                snapshot,
            ));
        }
        let document: Document =
            desk.document(number).map_err(|why| told(500, "It cannot be read", &why, request, snapshot))?;
        let gold = desk.gold(&document);
        let cleaner = &snapshot.rules.cleaner;
        let marked = Marked::of(cleaner, &mut cleaner.scratch(), document);
        Ok(Shown { number, marked, gold })
    }

    /// The text.
    pub(super) fn text(&self) -> &str {
        &self.marked.document.text
    }
}

/// The page of a document.
pub(super) fn answer(number: u32, request: &Request, desk: &impl Desk) -> Response {
    let snapshot = desk.snapshot();
    let shown = match Shown::of(number, request, desk, &snapshot) {
        Ok(shown) => shown,
        Err(response) => return response,
    };
    let filter = Filter::of(&request.query);
    let near = chosen(desk, &snapshot, &filter).unwrap_or_default();
    let entry = &snapshot.catalog.entries[number as usize];
    let body = html! {
        (steps(number, &near, &filter))
        h1 dir="auto" { (printable(titled(entry))) }
        (facts(&shown))
        div.reading {
            div.sheet {
                (legend(&shown))
                (text(&shown, &snapshot, request.query.number("from").unwrap_or(1), &filter))
            }
            aside.inspector aria-label="The line in focus" {
                div #inspector tabindex="-1" aria-live="polite" { (first_word(&shown, &snapshot)) }
            }
        }
    };
    Page { title: titled(entry), way: "/", body }.answer(request, &snapshot)
}

/// Ways to the list and to the documents beside this one in it.
fn steps(number: u32, near: &[u32], filter: &Filter) -> Markup {
    let at = near.iter().position(|other| *other == number);
    let to = |document: u32| filter.query().after(&format!("/doc/{document}"));
    let before = at.and_then(|at| at.checked_sub(1)).and_then(|at| near.get(at));
    let after = at.and_then(|at| near.get(at + 1));
    let page = at.map_or(1, |at| at / super::documents::PAGE + 1);
    let list = filter.query().with("page", (page > 1).then(|| page.to_string()).as_deref()).after("/");
    html! {
        nav.steps aria-label="Documents" {
            a data-up href=(list) { @if filter == &Filter::default() { "All documents" } @else { "The list" } }
            @if let Some(at) = at { span.here { (thousands(at as u64 + 1)) " of " (thousands(near.len() as u64)) } }
            @if let Some(before) = before { a rel="prev" href=(to(*before)) { "Previous" } }
            @if let Some(after) = after { a rel="next" href=(to(*after)) { "Next" } }
        }
    }
}

fn facts(shown: &Shown) -> Markup {
    let (document, marking) = (&shown.marked.document, &shown.marked.marking);
    let source = named(document.source.as_deref().unwrap_or_default());
    let mut flags: Vec<String> =
        document.flags.iter().chain(&marking.flags).map(ToString::to_string).collect();
    flags.sort();
    flags.dedup();
    html! {
        ul.facts {
            li { span.id dir="auto" { (document.id) } }
            li { a.quiet href=(link("/", &[("source", source)])) dir="auto" { (source) } }
            @if let Some(created) = &document.created {
                li { (crate::text::epoch_seconds(created).map_or_else(|| created.clone(), day)) }
            }
            @if let Some(lang) = &document.lang { li { (lang) } }
            li { (share_bar(shown.marked.bytes_removed(), document.text.len() as u64)) " of " (thousands(document.text.len() as u64)) " bytes removed" }
            li { a.quiet href=(format!("/group/{}", shown.number)) { "copies of it" } }
            @for flag in &flags { li { (flag_chip(flag)) } }
            @for (name, value) in &marking.captures {
                li.capture { span { (name) } " = " b dir="auto" { (value.chars().take(80).collect::<String>()) } }
            }
        }
    }
}

/// The tints of this document, with how much each family took.
fn legend(shown: &Shown) -> Markup {
    let mut families: BTreeMap<Family, u64> = BTreeMap::new();
    for removal in shown.marked.removals.iter().filter(|removal| *removal.rule != *SEAM) {
        *families.entry(Family::of(removal.kind)).or_default() += removal.span.len() as u64;
    }
    let all = shown.text().len() as u64;
    html! {
        ul.legend aria-label="What the tints mean" {
            @for (family, bytes) in &families {
                li { span.swatch .(family.class()) {} (family.label()) span.part { (percent(*bytes, all)) } }
            }
            @if families.is_empty() { li { "Nothing is removed from this document." } }
        }
    }
}

fn text(shown: &Shown, snapshot: &Snapshot, from: usize, filter: &Filter) -> Markup {
    let verses = Verse::all(&snapshot.rules.cleaner, shown);
    let first = (from.max(1) - 1).min(verses.len().saturating_sub(1)) / LINES * LINES;
    let page = &verses[first..verses.len().min(first + LINES)];
    // One line is reached by the Tab key; from there on the keys of the page lead.
    let entry = page.iter().find(|verse| !verse.is_blank(shown)).map(|verse| verse.number);
    let part = |from: usize| {
        let from = (from > 0).then(|| (from + 1).to_string());
        filter.query().with("from", from.as_deref()).after(&format!("/doc/{}", shown.number))
    };
    let parts = html! {
        @if verses.len() > LINES {
            nav.pager aria-label="Parts of the text" {
                @if first > 0 { a href=(part(first - LINES)) { "Lines before" } }
                span.here { "lines " (thousands(first as u64 + 1)) " to " (thousands((first + page.len()) as u64)) " of " (thousands(verses.len() as u64)) }
                @if first + LINES < verses.len() { a href=(part(first + LINES)) { "Lines after" } }
            }
        }
    };
    html! {
        (parts)
        @if verses.is_empty() { p.empty { "The text is empty." } }
        ol.text data-document=(shown.number) { @for verse in page { (verse.markup(shown, Some(verse.number) == entry)) } }
        (parts)
    }
}

/// What the inspector says before a line is in focus.
fn first_word(shown: &Shown, snapshot: &Snapshot) -> Markup {
    let wrong = shown.gold.as_ref().map(|gold| {
        Verse::all(&snapshot.rules.cleaner, shown).iter().filter(|verse| verse.is_wrong(gold)).count()
    });
    html! {
        p.hint { "Point at a line, or move with " kbd { "j" } " and " kbd { "k" } ", to see which rules looked at it and why it goes or stays." }
        @match wrong {
            Some(0) => p { "Labelled: every labelled line is as its label says." },
            Some(wrong) => p.problem { "Labelled: " (counted(wrong as u64, "line")) " not as the label says." },
            None if snapshot.labels => p.hint { "Not labelled yet. " kbd { "a" } " says that what became of a line is right, " kbd { "r" } " that it is wrong." },
            None => {}
        }
    }
}

/// The query of a document's page, of which a line is a part.
pub(super) fn context(query: &Pairs) -> Pairs {
    Filter::of(query).query()
}
