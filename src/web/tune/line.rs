//! All that is known of one line: what the inspector beside a document shows.

use maud::{Markup, html};

use super::desk::{Desk, Snapshot};
use super::document::{Shown, context};
use super::frame::{piece, told};
use super::pairs::link;
use super::request::{Request, Response};
use super::verse::{Verse, label_mark, rule_link};
use super::why::{place, precedence, won};
use crate::clean::{Finding, Verdict};
use crate::rules::RuleIndex;
use crate::survey::{NearMiss, Stopped, near_misses, reason};
use crate::web::look::printable;

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
        Some(verse) => {
            let known = inspected(verse, &shown, &snapshot, request);
            let alone = html! {
                nav.steps aria-label="Document" { a data-up href=(format!("/doc/{number}#L{}", line + 1)) { "The document" } }
                p.hit dir="auto" { (printable(&verse.fate.span.of(shown.text()).chars().take(2000).collect::<String>())) }
                (known)
            };
            let body = if request.wants_fragment() { known } else { alone };
            piece("A line", "/", body, request, &snapshot)
        }
        None => told(404, "No such line", "the document has no line of this number", request, &snapshot),
    }
}

/// What is known of a line.
pub(super) fn inspected(verse: &Verse<'_>, shown: &Shown, snapshot: &Snapshot, request: &Request) -> Markup {
    let cleaner = &snapshot.rules.cleaner;
    let applied = |finding: &&Finding| {
        matches!(finding.verdict, Verdict::Removed | Verdict::Captured | Verdict::Keeps | Verdict::Marked)
    };
    let did: Vec<&Finding> = verse.findings.iter().filter(applied).collect();
    let on_trial = |miss: &NearMiss| miss.stopped == Stopped::Verdict(Verdict::Marked);
    let mut near = near_misses(cleaner, &shown.marked, verse.number);
    near.retain(|miss| !on_trial(miss));
    html! {
        h2 { "Line " (verse.number + 1) ": " (fate(verse)) }
        @for finding in &did { (found(finding, shown, snapshot)) }
        (scored(verse, shown, snapshot))
        @if !near.is_empty() {
            h3 { @if verse.fate.gone > 0 { "Also matched" } @else { "Nearly matched" } }
            @for miss in &near { (missed(miss, shown, snapshot)) }
        }
        (onward(verse, shown))
        @if verse.findings.is_empty() && near.is_empty() && verse.fate.rule.is_none() { p.hint { "No rule matches this line." } }
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

fn found(finding: &Finding, shown: &Shown, snapshot: &Snapshot) -> Markup {
    let cleaner = &snapshot.rules.cleaner;
    let miss =
        NearMiss { rule: finding.rule, span: finding.span, stopped: Stopped::Verdict(finding.verdict) };
    let said = match finding.verdict {
        Verdict::Removed if !finding.replacement.is_empty() => {
            format!("replaced by “{}”", finding.replacement)
        }
        _ => reason(cleaner, &miss),
    };
    let won = match finding.verdict {
        Verdict::Removed => won(cleaner.rules(), &shown.marked.marking, finding),
        _ => String::new(),
    };
    html! {
        div.finding {
            (headed(finding.rule, snapshot))
            @if !finding.whole_line { (part(finding.span.of(shown.text()))) }
            p { (said) @if !won.is_empty() { "; " (won) } }
            (described(finding.rule, snapshot))
        }
    }
}

/// A rule that did nothing, and why.
fn missed(miss: &NearMiss, shown: &Shown, snapshot: &Snapshot) -> Markup {
    let cleaner = &snapshot.rules.cleaner;
    let set = cleaner.rules();
    let whole = shown.marked.lines().iter().any(|line| line.span == miss.span);
    html! {
        div.finding.near {
            (headed(miss.rule, snapshot))
            @if !whole { (part(miss.span.of(shown.text()))) }
            p {
                (reason(cleaner, miss))
                @if let Stopped::Verdict(Verdict::Overridden(winner)) = miss.stopped {
                    ": " (precedence(set, winner, miss.rule))
                }
            }
            (described(miss.rule, snapshot))
        }
    }
}

fn headed(rule: RuleIndex, snapshot: &Snapshot) -> Markup {
    let rule = &snapshot.rules.set().rules[rule];
    html! {
        p {
            a.rule href=(rule_link(&rule.id)) { (rule.id) } " " span.kind { (rule.kind) }
            a.edit data-edit href=(link("/edit", &[("id", &rule.id)])) { "edit" }
        }
    }
}

fn part(text: &str) -> Markup {
    html! { p.part dir="auto" { (printable(&text.chars().take(200).collect::<String>())) } }
}

fn described(rule: RuleIndex, snapshot: &Snapshot) -> Markup {
    let set = snapshot.rules.set();
    let rule = &set.rules[rule];
    html! {
        @if !rule.why.is_empty() { p.why { (rule.why) } }
        p.place {
            "holds " (place(set, rule))
            @if !rule.scope.is_everything() { "; for " (rule.scope) }
        }
    }
}

/// The way from a line to a rule about it.
fn onward(verse: &Verse<'_>, shown: &Shown) -> Markup {
    let text = verse.fate.span.of(shown.text());
    let line = text[..text.floor_char_boundary(2000)].trim();
    let source = shown.marked.document.source.as_deref().unwrap_or_default();
    html! {
        p.onward { a data-try href=(link("/try", &[("shape", "exact"), ("pattern", line), ("source", source)])) { "Try a pattern on lines like this " kbd { "t" } } }
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
    let (right, wrong) = match (removed, verse.fate.gone) {
        (true, _) => (("chrome", "Right "), vec![("article", "Wrong: it is article ")]),
        (false, 0) => (("article", "Right "), vec![("chrome", "Wrong: it is chrome ")]),
        (false, _) => {
            let others =
                vec![("part-stays", "Wrong: the part is article "), ("chrome", "All of it is chrome ")];
            (("part-goes", "Right "), others)
        }
    };
    html! {
        @if let Some(label) = label { p { (label_mark(label, (label == '0') != removed)) } }
        @if snapshot.labels {
            form.labels method="post" action="/label" data-label {
                input type="hidden" name="document" value=(shown.number);
                input type="hidden" name="line" value=(verse.number);
                @for (name, value) in context(&request.query).0 { input type="hidden" name=(name) value=(value); }
                button name="label" value=(right.0) data-accept { (right.1) kbd { "a" } }
                @for (at, (value, says)) in wrong.into_iter().enumerate() {
                    button name="label" value=(value) data-reject[at == 0] { (says) @if at == 0 { kbd { "r" } } }
                }
                @if label.is_some() { button name="label" value="nothing" { "Take the label back" } }
            }
        }
    }
}
