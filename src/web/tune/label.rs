//! Accepting and rejecting what became of a line: what an author knows goes to the labels file.

use super::desk::{Desk, Snapshot};
use super::document::{Shown, context};
use super::frame::told;
use super::line::inspected;
use super::request::{Request, Response};
use super::verse::Verse;
use crate::document::Document;
use crate::eval::{Gold, Label, set_label};

/// Writes a label and shows the line again.
pub(super) fn answer(request: &Request, desk: &impl Desk) -> Response {
    let snapshot = desk.snapshot();
    let form = request.form();
    let wrong = |what: &str| told(400, "Not labelled", what, request, &snapshot);
    let number = form.number("document").and_then(|number| u32::try_from(number).ok());
    let (Some(number), Some(line), Some(label)) = (number, form.number("line"), form.get("label")) else {
        return wrong("a label needs a document, a line and one of 1, 0 and ?");
    };
    let labels = [Label::Article, Label::Boilerplate, Label::Unscored];
    let Some(label) = labels.into_iter().find(|known| known.as_char().to_string() == label) else {
        return wrong("a label is one of 1, 0 and ?");
    };
    let shown = match Shown::of(number, request, desk, &snapshot) {
        Ok(shown) => shown,
        Err(response) => return response,
    };
    match written(&shown, line, label, desk, &snapshot) {
        Ok(()) => shown_again(number, line, request, desk, &snapshot),
        Err(why) => told(409, "Not labelled", &why, request, &snapshot),
    }
}

fn written(
    shown: &Shown,
    line: usize,
    label: Label,
    desk: &impl Desk,
    snapshot: &Snapshot,
) -> Result<(), String> {
    let verses = Verse::all(&snapshot.rules.cleaner, shown);
    let verse = verses.get(line).ok_or("the document has no such line")?;
    let document = &shown.marked.document;
    let mut gold = shown.gold.clone().unwrap_or_default();
    gold.labels = set_label(&gold.labels, &document.text, verse.fate.span.start, label)?;
    snippets(&mut gold, document, verse, label, shown);
    desk.label(document, &gold)
}

/// A line that lost only a part is labelled as a whole by its label, and its part by a snippet: it must
/// go if that was right, and stay if not.
fn snippets(gold: &mut Gold, document: &Document, verse: &Verse<'_>, label: Label, shown: &Shown) {
    if verse.fate.gone == 0 || verse.fate.is_removed() {
        return;
    }
    let removed = shown.marked.removals.iter().filter(|removal| {
        removal.span.start >= verse.fate.span.start && removal.span.end <= verse.fate.span.end
    });
    for part in removed.map(|removal| removal.span.of(&document.text).trim().to_owned()) {
        gold.must.retain(|known| *known != part);
        gold.must_not.retain(|known| *known != part);
        match label {
            _ if part.is_empty() => {}
            Label::Article => gold.must_not.push(part),
            Label::Boilerplate => gold.must.push(part),
            Label::Unscored => {}
        }
    }
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
            Response::html(
                maud::html! { template data-for="row" { (row.unwrap_or_default()) } (inspector.unwrap_or_default()) },
            )
        }
        Err(response) => response,
    }
}
