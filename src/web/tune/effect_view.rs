//! The effect of a draft as a piece of a page.

use maud::{Markup, html};

use super::documents::named;
use super::draft::{Drafted, Remark};
use super::effect::{Case, Effect, Lines};
use super::frame::{counted, thousands};
use super::verse::rule_link;
use crate::eval::Label;
use crate::web::look::printable;

/// Outlets that are listed.
const SOURCES: usize = 12;

/// Problems, then the effect.
pub(super) fn looked_over(drafted: &Drafted, effect: Option<&Effect>) -> Markup {
    let errors = drafted.remarks.iter().any(|remark| remark.is_error);
    html! {
        section.remarks aria-label="Problems" {
            @if drafted.remarks.is_empty() {
                p.good { "No problems." }
            } @else {
                ul { @for remark in &drafted.remarks { (one(remark)) } }
            }
        }
        @match effect {
            Some(effect) => { (shown(effect)) }
            None if errors => p.hint { "What it does to the corpus is shown when it compiles." },
            None => {}
        }
    }
}

fn one(remark: &Remark) -> Markup {
    html! {
        li .problem[remark.is_error] .warning[!remark.is_error] {
            @if let Some(line) = remark.line { span.at { "line " (line) } " " }
            span dir="auto" { (remark.what) }
            @if !remark.hint.is_empty() { " " span.hint dir="auto" { (remark.hint) } }
        }
    }
}

/// Counts and lines.
pub(super) fn shown(effect: &Effect) -> Markup {
    html! {
        section.effect aria-label="Effect" {
            @if effect.same { p.count { "It makes no difference to the rules in use." } }
            @else { p.count {
                "It concerns " (counted(effect.concerned as u64, "document")) " of " (thousands(effect.all as u64)) "."
                @if effect.compared < effect.concerned {
                    " The first " (thousands(effect.compared as u64)) " were cleaned both ways; the counts are of these."
                }
            } }
            div.tallies {
                (tally("newly removed", &effect.removed))
                (tally("newly kept", &effect.kept))
                (tally("matched, nothing done", &effect.idle))
                div.tally { b { (thousands(effect.moved)) } span { "go by another rule" } }
            }
            @if !effect.sources.is_empty() {
                ul.sources aria-label="Outlets" {
                    @for (source, removed, kept) in effect.sources.iter().take(SOURCES) {
                        li { span dir="auto" { (named(source)) } " "
                            @if *removed > 0 { span.minus { "−" (thousands(*removed)) } } " "
                            @if *kept > 0 { span.plus { "+" (thousands(*kept)) } } }
                    }
                    @if effect.sources.len() > SOURCES { li { "and " (effect.sources.len() - SOURCES) " more" } }
                }
            }
            (cases("Newly removed", &effect.removed, Sort::Removed))
            (cases("Newly kept", &effect.kept, Sort::Kept))
            (cases("Matched, but nothing done", &effect.idle, Sort::Idle))
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Removed,
    Kept,
    Idle,
}

fn tally(what: &str, lines: &Lines) -> Markup {
    html! {
        div.tally {
            b { (thousands(lines.count)) } span { (what) }
            @if lines.story > 0 { span.problem { (thousands(lines.story)) " read as sentences of a story" } }
            @if lines.article > 0 { span.problem { (thousands(lines.article)) " labelled article" } }
            @if lines.boilerplate > 0 { span.good { (thousands(lines.boilerplate)) " labelled chrome" } }
        }
    }
}

fn cases(title: &str, lines: &Lines, sort: Sort) -> Markup {
    html! {
        @if !lines.cases.is_empty() {
            h3 { (title) }
            ol.cases { @for case in &lines.cases { (shown_case(case, sort)) } }
            @if lines.count > lines.cases.len() as u64 {
                p.hint { "and " (counted(lines.count - lines.cases.len() as u64, "more line")) }
            }
        }
    }
}

fn shown_case(case: &Case, sort: Sort) -> Markup {
    let target = format!("/doc/{}?from={}#L{}", case.document, case.line + 1, case.line + 1);
    html! {
        li data-row .risky[case.is_story || case.label == Label::Article] {
            @if !case.above.is_empty() { p.near dir="auto" { (printable(&case.above)) } }
            p.hit dir="auto" { (pieces(case, sort)) }
            @if !case.below.is_empty() { p.near dir="auto" { (printable(&case.below)) } }
            p.where {
                a data-open href=(target) { span dir="auto" { (named(&case.source)) } ", line " (case.line + 1) }
                @if sort == Sort::Idle { " · " (case.by) } @else if !case.by.is_empty() { " · " a href=(rule_link(&case.by)) { (case.by) } }
                @if case.is_story { " · " span.problem { "reads as a sentence of the story" } }
                @match case.label {
                    Label::Article => { " · " span.label .wrong[sort == Sort::Removed] { "label: article" } }
                    Label::Boilerplate => { " · " span.label .wrong[sort == Sort::Kept] { "label: chrome" } }
                    Label::Unscored => {}
                }
            }
        }
    }
}

/// The line with the part that is meant set off.
#[allow(clippy::let_unit_value, reason = "a template has no other way to step on")]
fn pieces(case: &Case, sort: Sort) -> Markup {
    let mut at = 0;
    html! {
        @for span in &case.gone {
            @let from = span.start.max(at);
            @if from > at { (printable(case.text.get(at..from).unwrap_or_default())) }
            @let part = printable(case.text.get(from..span.end.max(from)).unwrap_or_default());
            @match sort {
                Sort::Removed => del.newly { (part) },
                Sort::Kept => ins.newly { (part) },
                Sort::Idle => mark { (part) },
            }
            @let _ = at = span.end.max(from);
        }
        (printable(case.text.get(at..).unwrap_or_default()))
    }
}
