//! All that is known of one line: what the inspector beside a document shows.

use maud::{Markup, html};

use super::desk::{Desk, Snapshot};
use super::document::{Shown, context};
use super::frame::told;
use super::request::{Request, Response};
use super::verse::{Verse, label_mark, rule_link};
use super::why::{place, verdict, won};
use crate::clean::{Finding, Verdict};
use crate::rules::RuleSet;

/// Reasons of a score that are shown.
const REASONS: usize = 6;

/// The inspector for a line.
pub(super) fn answer(number: u32, line: usize, request: &Request, desk: &impl Desk) -> Response {
    let snapshot = desk.snapshot();
    let shown = match Shown::of(number, request, desk, &snapshot) {
        Ok(shown) => shown,
        Err(response) => return response,
    };
    let verses = Verse::all(&snapshot.rules.cleaner, &shown);
    match verses.get(line) {
        Some(verse) => Response::html(inspected(verse, &shown, &snapshot, request)),
        None => told(404, "No such line", "the document has no line of this number", request, &snapshot),
    }
}

/// What is known of a line.
pub(super) fn inspected(verse: &Verse<'_>, shown: &Shown, snapshot: &Snapshot, request: &Request) -> Markup {
    let set = snapshot.rules.set();
    let applied = |finding: &&Finding| {
        matches!(
            finding.verdict,
            Verdict::Removed | Verdict::Captured | Verdict::Keeps | Verdict::Marked
        )
    };
    let (did, tried): (Vec<&Finding>, Vec<&Finding>) = verse.findings.iter().partition(applied);
    html! {
        h2 { "Line " (verse.number + 1) ": " (fate(verse)) }
        @for finding in &did { (found(set, finding, shown)) }
        (scored(verse, shown, snapshot))
        @if !tried.is_empty() {
            h3 { "Nearly" }
            @for finding in &tried { (found(set, finding, shown)) }
        }
        @if verse.findings.is_empty() && verse.fate.rule.is_none() { p.hint { "No rule matches this line." } }
        (labelling(verse, shown, snapshot, request))
    }
}

fn fate(verse: &Verse<'_>) -> &'static str {
    match (verse.fate.is_removed(), verse.fate.gone) {
        (true, _) => "removed",
        (false, 0) => "stays",
        (false, _) => "a part is removed",
    }
}

fn found(set: &RuleSet, finding: &Finding, shown: &Shown) -> Markup {
    let rule = &set.rules[finding.rule];
    let won = if finding.verdict == Verdict::Removed { won(set, &shown.marked.marking, finding) } else { String::new() };
    let held = if rule.scope.is_everything() { String::new() } else { format!("; for {}", rule.scope) };
    html! {
        div.finding {
            p { a.rule data-edit href=(rule_link(&rule.id)) { (rule.id) } " " span.kind { (rule.kind) } }
            @if !finding.whole_line {
                p.part dir="auto" { (finding.span.of(shown.text()).chars().take(200).collect::<String>()) }
            }
            p { (verdict(set, finding)) @if !won.is_empty() { "; " (won) } }
            @if !rule.why.is_empty() { p.why { (rule.why) } }
            p.place { "holds " (place(set, rule)) (held) }
        }
    }
}

/// Why a line went by score.
fn scored(verse: &Verse<'_>, shown: &Shown, snapshot: &Snapshot) -> Markup {
    let page = &shown.marked.marking.page;
    let Ok(at) = page.lines.binary_search_by_key(&verse.number, |line| line.line) else {
        return html! {};
    };
    let reasons = snapshot.rules.cleaner.reasons(shown.text(), &shown.marked.marking);
    let against = reasons.get(at).into_iter().flatten().filter(|reason| reason.points < 0).take(REASONS);
    html! {
        div.finding {
            p { a.rule href=(rule_link(crate::clean::SCORE)) { (crate::clean::SCORE) } " " span.kind { "page" } }
            p { "removed by score, " (page.lines[at].points) " points. What spoke against it:" }
            ul.reasons { @for reason in against { li { (reason.feature.meaning()) span.points { (reason.points) } } } }
        }
    }
}

/// The label of a line, and the ways to change it.
fn labelling(verse: &Verse<'_>, shown: &Shown, snapshot: &Snapshot, request: &Request) -> Markup {
    let label = shown.gold.as_ref().and_then(|gold| verse.label(gold));
    let removed = verse.fate.is_removed();
    let (right, wrong) = if removed { ("0", "1") } else { ("1", "0") };
    html! {
        @if let Some(label) = label { p { (label_mark(label, (label == '0') != removed)) } }
        @if snapshot.labels {
            form.labels method="post" action="/label" data-label {
                input type="hidden" name="document" value=(shown.number);
                input type="hidden" name="line" value=(verse.number);
                @for (name, value) in context(&request.query).0 { input type="hidden" name=(name) value=(value); }
                button name="label" value=(right) data-accept { "Right " kbd { "a" } }
                button name="label" value=(wrong) data-reject {
                    @if removed { "Wrong: it is article " } @else { "Wrong: it is chrome " } kbd { "r" }
                }
                @if label.is_some() { button name="label" value="?" { "Take the label back" } }
            }
        }
    }
}
