//! Accepting and rejecting what became of a line: what an author knows goes to the labels file.

use super::desk::{Desk, LabelChange, Snapshot};
use super::document::{Shown, context};
use super::frame::told;
use super::line::inspected;
use super::request::{Request, Response};
use super::verse::Verse;
use crate::eval::Label;
use crate::text::Span;

/// What can be said of a line: of the whole of it, and of the part that goes from it.
pub(super) const SAYINGS: [(&str, Label, Option<Label>); 5] = [
    ("article", Label::Article, None),
    ("chrome", Label::Boilerplate, None),
    ("part-goes", Label::Article, Some(Label::Boilerplate)),
    ("part-stays", Label::Article, Some(Label::Article)),
    ("nothing", Label::Unscored, Some(Label::Unscored)),
];

/// Writes a label and shows the line again.
pub(super) fn answer(request: &Request, desk: &impl Desk) -> Response {
    let snapshot = desk.snapshot();
    let form = request.form();
    let wrong = |what: &str| told(400, "Not labelled", what, request, &snapshot);
    let number = form.number("document").and_then(|number| u32::try_from(number).ok());
    let saying = SAYINGS.iter().find(|(name, ..)| form.get("label") == Some(name));
    let (Some(number), Some(line), Some((_, whole, part))) = (number, form.number("line"), saying) else {
        return wrong("a label needs a document, a line, and one of the things that can be said");
    };
    let shown = match Shown::of(number, request, desk, &snapshot) {
        Ok(shown) => shown,
        Err(response) => return response,
    };
    let verses = Verse::all(&snapshot.rules.cleaner, &shown);
    let Some(verse) = verses.get(line) else {
        return told(404, "Not labelled", "the document has no such line", request, &snapshot);
    };
    match desk.label(&shown.marked.document, &changes(verse, &shown, *whole, *part)) {
        Ok(()) => shown_again(number, line, request, desk, &snapshot),
        Err(why) => told(409, "Not labelled", &why, request, &snapshot),
    }
}

/// The label of the line, and of each part of it that goes.
fn changes(verse: &Verse<'_>, shown: &Shown, whole: Label, part: Option<Label>) -> Vec<LabelChange> {
    let text = shown.text();
    let parts = verse.removals.iter().filter_map(|removal| {
        let said = removal.span.of(text);
        let start = removal.span.start + said.len() - said.trim_start().len();
        let span = Span::new(start, start + said.trim().len());
        let within = span.start >= verse.fate.span.start && span.end <= verse.fate.span.end;
        Some(LabelChange::Part(span, part?)).filter(|_| within && !said.trim().is_empty())
    });
    std::iter::once(LabelChange::Line(verse.fate.span.start, whole)).chain(parts).collect()
}

/// For the script the line anew, else the page.
fn shown_again(
    number: u32,
    line: usize,
    request: &Request,
    desk: &impl Desk,
    snapshot: &Snapshot,
) -> Response {
    if !request.wants_fragment() {
        let target = context(&request.form()).after(&format!("/doc/{number}"));
        return Response::see_other(&format!("{target}#L{}", line + 1));
    }
    match Shown::of(number, request, desk, snapshot) {
        Ok(shown) => {
            let verses = Verse::all(&snapshot.rules.cleaner, &shown);
            let row = verses.get(line).map(|verse| verse.markup(&shown, true));
            let inspector = verses.get(line).map(|verse| inspected(verse, &shown, snapshot, request));
            Response::html(maud::html! {
                template data-for="row" { (row.unwrap_or_default()) }
                (inspector.unwrap_or_default())
            })
        }
        Err(response) => response,
    }
}
