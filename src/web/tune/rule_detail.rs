//! What is known of a rule only by cleaning its documents once more: samples, precision, what others would take.

use std::ops::Range;
use std::sync::Arc;

use maud::{Markup, html};

use super::desk::{Desk, Snapshot, Work};
use super::documents::{halted, named};
use super::frame::{counted, percent, piece, thousands, told};
use super::request::{Request, Response};
use super::rule::find;
use super::verse::rule_link;
use crate::clean::{Cleaner, test_examples};
use crate::rules::edit::rule_text;
use crate::rules::{PackText, Rule, RuleIndex, compile};
use crate::survey::{Marked, PageTally, RuleTally, Survey};
use crate::web::look::printable;

/// Documents that are cleaned.
const LOOKED: usize = 1000;
/// Lines that are shown.
const SAMPLES: usize = 20;

/// What is known only by cleaning the documents once more: samples, precision, what other rules would take.
pub(super) fn answer(request: &Request, desk: &impl Desk) -> Response {
    let snapshot = desk.snapshot();
    let Some((index, rule)) = find(request.query.get("id"), &snapshot.rules) else {
        return told(404, "No such rule", "no rule in use has this id", request, &snapshot);
    };
    let hits = snapshot.catalog.documents_of(&rule.id);
    let numbers = &hits[..hits.len().min(LOOKED)];
    let cleaner = &snapshot.rules.cleaner;
    let swept = desk.sweep(
        Work::Page,
        numbers,
        || cleaner.scratch(),
        |scratch, number, document| {
            let gold = desk.gold(&document);
            let marked = Marked::of(cleaner, scratch, document);
            (PageTally::of(&marked, gold.as_ref()), sample(number, index, &marked))
        },
    );
    let pages = match swept {
        Ok(pages) => pages,
        Err(halt) => return halted(&halt, request, &snapshot),
    };
    let mut survey = Survey::new(cleaner.rules());
    let mut samples = Vec::new();
    for (page, sample) in pages {
        survey += page;
        samples.extend(sample);
    }
    let tally = survey.of(index).cloned().unwrap_or_default();
    let body = html! {
        (examples(rule, &snapshot))
        (figures(&tally, numbers.len(), hits.len(), &snapshot))
        (shown(&samples))
    };
    piece(&rule.id, "/rules", body, request, &snapshot)
}

/// A line that the rule did something to.
struct Sample {
    document: u32,
    line: usize,
    source: String,
    text: String,
    part: Range<usize>,
}

fn sample(document: u32, rule: RuleIndex, marked: &Marked) -> Option<Sample> {
    use crate::clean::Verdict::{Captured, Keeps, Marked as OnTrial, Removed};
    let did = |verdict| matches!(verdict, Removed | Captured | Keeps | OnTrial);
    let finding =
        marked.marking.findings.iter().find(|finding| finding.rule == rule && did(finding.verdict))?;
    let span = marked.lines().get(finding.line)?.span;
    let text = span.of(&marked.document.text);
    let text = text[..text.floor_char_boundary(400)].to_owned();
    let from = finding.span.start.saturating_sub(span.start).min(text.len());
    let to = finding.span.end.saturating_sub(span.start).clamp(from, text.len());
    let source = marked.document.source.clone().unwrap_or_default();
    Some(Sample { document, line: finding.line, source, text, part: from..to })
}

/// Whether the examples inside the rule hold.
fn examples(rule: &Rule, snapshot: &Snapshot) -> Markup {
    let source = &rule.place.source;
    let pack = PackText { path: source.path.clone(), text: source.text.clone() };
    let known = |name: &str| {
        snapshot.rules.packs.iter().find(|pack| pack.path == name || format!("builtin:{}", pack.name) == name)
    };
    let resolve = |name: &str, _: &str| {
        let pack = known(name).ok_or_else(String::new)?;
        Ok(PackText { path: pack.path.clone(), text: pack.text.clone() })
    };
    let (set, _) = compile(&[pack], &resolve);
    let failures = set.map(|set| {
        let report = test_examples(&Cleaner::new(Arc::new(set)).with_model(None));
        let text = rule_text(&source.text, &rule.id).unwrap_or_default();
        let from = source.text.find(text).unwrap_or_default();
        let own = report.failures.into_iter().filter(|failure| {
            failure.place.source.path == source.path
                && (from..from + text.len()).contains(&failure.place.span.start)
        });
        own.map(|failure| {
            format!("{}: “{}” {}", failure.outcome.as_str(), failure.text.trim(), failure.detail)
        })
        .collect::<Vec<_>>()
    });
    let given = &rule.examples;
    let count = given.lines.len()
        + given.not_lines.len()
        + given.blocks.len()
        + given.not_blocks.len()
        + given.cases.len();
    html! {
        @match failures {
            Some(failures) if failures.is_empty() && count > 0 => p.good { (counted(count as u64, "example")) " tested, all hold." },
            Some(failures) if count > 0 => ul.remarks { @for failure in failures { li.problem dir="auto" { (failure) } } },
            _ => p.hint { "The rule has no example." },
        }
    }
}

fn figures(tally: &RuleTally, looked: usize, all: usize, snapshot: &Snapshot) -> Markup {
    let set = snapshot.rules.set();
    let mut overlaps: Vec<(u64, RuleIndex)> =
        tally.overlaps.iter().map(|(rule, lines)| (*lines, *rule)).collect();
    overlaps.sort_by_key(|(lines, rule)| (std::cmp::Reverse(*lines), *rule));
    html! {
        @if looked > 0 {
            @if looked < all { p.hint { "Of the first " (thousands(looked as u64)) " documents with a hit:" } }
            div.tallies {
                div.tally { b { (thousands(tally.unique)) } span { "lines that no other rule would take" } }
                div.tally {
                    b { @if tally.labelled() > 0 { (percent(tally.right, tally.labelled())) } @else { "–" } }
                    span { "precision, " (counted(tally.labelled(), "label")) }
                    @if tally.wrong > 0 { span.problem { (thousands(tally.wrong)) " labelled article" } }
                }
                div.tally { b { (thousands(tally.sentences)) } span { "long sentences within a story" } }
            }
            @if !overlaps.is_empty() {
                p { "Also wanted by "
                    @for (at, (lines, rule)) in overlaps.iter().take(6).enumerate() {
                        @if at > 0 { ", " } a href=(rule_link(&set.rules[*rule].id)) { (set.rules[*rule].id) } " (" (thousands(*lines)) ")"
                    }
                    "."
                }
            }
        }
    }
}

fn shown(samples: &[Sample]) -> Markup {
    let every = (samples.len() / SAMPLES).max(1);
    html! {
        @if !samples.is_empty() {
            h2 { "Samples" }
            ol.cases {
                @for sample in samples.iter().step_by(every).take(SAMPLES) {
                    li data-row {
                        p.hit dir="auto" {
                            (printable(&sample.text[..sample.part.start])) mark { (printable(&sample.text[sample.part.clone()])) } (printable(&sample.text[sample.part.end..]))
                        }
                        p.where { a data-open href=(format!("/doc/{}?from={}#L{}", sample.document, sample.line + 1, sample.line + 1)) {
                            span dir="auto" { (named(&sample.source)) } ", line " (sample.line + 1)
                        } }
                    }
                }
            }
        }
    }
}
