//! Two documents side by side, line against line, with the words that differ.

use std::collections::BTreeSet;

use maud::{Markup, html};
use similar::{ChangeTag, DiffTag, TextDiff, capture_diff_slices};

use super::desk::{Desk, Snapshot};
use super::document::Shown;
use super::documents::{named, titled};
use super::frame::{Page, counted, told};
use super::request::{Request, Response};
use crate::clean::cut;

/// Lines of a text that are compared; a diff of much longer ones takes longer than a page may.
const LINES: usize = 1500;
/// Bytes of a line that are compared word by word.
const LONGEST: usize = 20_000;

/// The page.
pub(super) fn answer(request: &Request, desk: &impl Desk) -> Response {
    let snapshot = desk.snapshot();
    let number = |name| request.query.number(name).and_then(|number| u32::try_from(number).ok());
    let (Some(one), Some(other)) = (number("a"), number("b")) else {
        return told(400, "Nothing to compare", "two documents are named by a and b", request, &snapshot);
    };
    let shown = |number| Shown::of(number, request, desk, &snapshot);
    let (one, other) = match (shown(one), shown(other)) {
        (Ok(one), Ok(other)) => (one, other),
        (Err(response), _) | (_, Err(response)) => return response,
    };
    let (left, right) = (clean(&one), clean(&other));
    let rows = rows(&left, &right);
    let differing = rows.iter().filter(|row| !row.is_same()).count();
    let body = html! {
        nav.steps aria-label="Groups" { a data-up href=(format!("/group/{}", one.number)) { "The group" } }
        h1 { "Two documents of one story" }
        p.count { (counted(differing as u64, "line")) " differ. The texts are as rules leave them, blank lines left out." }
        table.compare {
            thead { tr { th scope="col" { (head(&one, &snapshot)) } th scope="col" { (head(&other, &snapshot)) } } }
            tbody { @for row in &rows { (row.markup()) } }
        }
    };
    Page { title: "Two documents of one story", way: "/groups", body }.answer(request, &snapshot)
}

/// The lines that stay.
fn clean(shown: &Shown) -> Vec<String> {
    let text = cut(shown.text(), &shown.marked.removals);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.take(LINES).map(|line| line[..line.floor_char_boundary(LONGEST)].to_owned()).collect()
}

fn head(shown: &Shown, snapshot: &Snapshot) -> Markup {
    let entry = &snapshot.catalog.entries[shown.number as usize];
    html! {
        a dir="auto" href=(format!("/doc/{}", shown.number)) { (titled(entry)) }
        div.id dir="auto" { (named(snapshot.catalog.source_of(entry))) " · " (entry.id) }
    }
}

/// A line of the one beside a line of the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Row<'a> {
    left: Option<&'a str>,
    right: Option<&'a str>,
}

/// Lines that are the same stand beside each other; between them, changed ones in their order.
fn rows<'a>(left: &'a [String], right: &'a [String]) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    for operation in capture_diff_slices(similar::Algorithm::Myers, left, right) {
        let (tag, one, other) = operation.as_tag_tuple();
        let (one, other) = (&left[one], &right[other]);
        let side = |lines: &'a [String], at: usize| lines.get(at).map(String::as_str);
        if tag == DiffTag::Replace {
            rows.extend(paired(one, other));
        } else {
            let length = one.len().max(other.len());
            rows.extend((0..length).map(|at| Row { left: side(one, at), right: side(other, at) }));
        }
    }
    rows
}

/// Pairs of lines that are held against each other, at most: in longer stretches everything differs.
const PAIRS: usize = 40_000;
/// Words of two lines that must be common, in thousandths of all their words, for one to be made of the other.
const ALIKE: usize = 300;

/// Changed lines beside those they were made of: the pairs, in order, that have most words in common.
fn paired<'a>(one: &'a [String], other: &'a [String]) -> Vec<Row<'a>> {
    let (left, right): (Vec<_>, Vec<_>) =
        (one.iter().map(|line| word_set(line)).collect(), other.iter().map(|line| word_set(line)).collect());
    let (rows, columns) = (one.len(), other.len());
    let likeness = |at: usize, beside: usize| {
        if rows * columns > PAIRS {
            return 0;
        }
        let common = left[at].intersection(&right[beside]).count();
        let all = left[at].len() + right[beside].len() - common;
        Some(common * 1000 / all.max(1)).filter(|share| *share >= ALIKE).unwrap_or_default()
    };
    // best[at][beside]: the most that lines from there on can have in common.
    let mut best = vec![vec![0; columns + 1]; rows + 1];
    for at in (0..rows).rev() {
        for beside in (0..columns).rev() {
            let pair = match likeness(at, beside) {
                0 => 0,
                alike => alike + best[at + 1][beside + 1],
            };
            best[at][beside] = pair.max(best[at + 1][beside]).max(best[at][beside + 1]);
        }
    }
    let (mut at, mut beside, mut found) = (0, 0, Vec::new());
    while at < rows || beside < columns {
        let (mut left, mut right) = (None, None);
        let alike = if at < rows && beside < columns { likeness(at, beside) } else { 0 };
        if alike > 0 && best[at][beside] == alike + best[at + 1][beside + 1] {
            (left, right) = (Some(one[at].as_str()), Some(other[beside].as_str()));
        } else if at < rows && (beside == columns || best[at][beside] == best[at + 1][beside]) {
            left = Some(one[at].as_str());
        } else {
            right = Some(other[beside].as_str());
        }
        at += usize::from(left.is_some());
        beside += usize::from(right.is_some());
        found.push(Row { left, right });
    }
    found
}

fn word_set(line: &str) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    crate::text::words(line, |word| {
        words.insert(word.to_lowercase());
    });
    words
}

/// A line in stretches that are in the other too, or not; white space between two that are not is of them.
fn stretches(diff: &TextDiff<'_, '_, str>, own: ChangeTag) -> Vec<(bool, String)> {
    let mut found: Vec<(bool, String)> = Vec::new();
    for change in diff.iter_all_changes().filter(|change| [ChangeTag::Equal, own].contains(&change.tag())) {
        let differs = change.tag() == own;
        match found.last_mut() {
            Some((last, text)) if *last == differs => text.push_str(change.value()),
            _ => found.push((differs, change.value().to_owned())),
        }
    }
    let mut calm: Vec<(bool, String)> = Vec::new();
    for at in 0..found.len() {
        let between = at > 0 && at + 1 < found.len() && found[at].1.trim().is_empty();
        let differs = found[at].0 || between;
        match calm.last_mut() {
            Some((last, text)) if *last == differs => text.push_str(&found[at].1),
            _ => calm.push((differs, found[at].1.clone())),
        }
    }
    calm
}

impl Row<'_> {
    fn is_same(&self) -> bool {
        self.left == self.right
    }

    fn markup(&self) -> Markup {
        match (self.left, self.right) {
            (Some(left), Some(right)) if left == right => {
                html! { tr.same { td dir="auto" { (left) } td dir="auto" { (right) } } }
            }
            (Some(left), Some(right)) => {
                let diff = TextDiff::from_unicode_words(left, right);
                html! {
                    tr.changed data-row tabindex="-1" {
                        td dir="auto" { @for (differs, text) in stretches(&diff, ChangeTag::Delete) {
                            @if differs { del.newly { (text) } } @else { (text) }
                        } }
                        td dir="auto" { @for (differs, text) in stretches(&diff, ChangeTag::Insert) {
                            @if differs { ins.newly { (text) } } @else { (text) }
                        } }
                    }
                }
            }
            (left, right) => html! {
                tr.changed data-row tabindex="-1" {
                    td dir="auto" { @if let Some(left) = left { del.newly { (left) } } }
                    td dir="auto" { @if let Some(right) = right { ins.newly { (right) } } }
                }
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(lines: &[&str]) -> Vec<String> {
        lines.iter().map(|line| (*line).to_owned()).collect()
    }

    #[test]
    fn lines_stand_beside_what_they_were_made_of() {
        let left = lines(&["Title", "The ferry sails at nine.", "It rains.", "End"]);
        let right = lines(&["Title", "New lede here", "The ferry sails at ten.", "End"]);
        let found: Vec<(Option<&str>, Option<&str>)> =
            rows(&left, &right).iter().map(|row| (row.left, row.right)).collect();
        assert_eq!(
            found,
            [
                (Some("Title"), Some("Title")),
                (None, Some("New lede here")),
                (Some("The ferry sails at nine."), Some("The ferry sails at ten.")),
                (Some("It rains."), None),
                (Some("End"), Some("End")),
            ]
        );
    }

    #[test]
    fn only_differing_words_are_set_off() {
        let row = Row { left: Some("sails at nine <b>"), right: Some("sails at ten <b>") };
        let markup = row.markup().into_string();
        assert!(markup.contains("sails at <del class=\"newly\">nine</del> &lt;b&gt;"), "{markup}");
        assert!(markup.contains("sails at <ins class=\"newly\">ten</ins> &lt;b&gt;"), "{markup}");
    }
}
