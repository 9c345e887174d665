//! A line of a document as it is shown: its pieces, its tint, and the rule beside it.

use maud::{Markup, html};

use super::document::Shown;
use super::pairs::link;
use crate::clean::{Action, Cleaner, Finding, Removal, SCORE, Verdict};
use crate::eval::Gold;
use crate::rules::Kind;
use crate::survey::LineFate;
use crate::text::{Form, Span, normalize};
use crate::web::family::Family;
use crate::web::look::printable;

/// Bytes of a line that are shown; a text of a gigabyte may be one line.
const LONGEST: usize = 20_000;

/// A line with all that is known of it.
pub(super) struct Verse<'a> {
    /// Counted from 0.
    pub(super) number: usize,
    pub(super) fate: LineFate,
    /// What rules found on it.
    pub(super) findings: &'a [Finding],
    /// What goes from it.
    pub(super) removals: &'a [Removal],
    /// Which of the text's lines at `\n` it is, as labels count them.
    pub(super) label_at: usize,
    /// Whether the line before it went by the same rule, so that the rule need not be told again.
    goes_on: bool,
    /// Whether a rule that found it is on trial, keeps it, or reads from it.
    beside: Option<(&'static str, String)>,
}

impl<'a> Verse<'a> {
    /// Every line of a document.
    pub(super) fn all(cleaner: &Cleaner, shown: &'a Shown) -> Vec<Verse<'a>> {
        let text = shown.text();
        let mut verses: Vec<Verse<'a>> = Vec::new();
        let (mut label_at, mut counted_to) = (0, 0);
        let mut last_rule = None;
        for (number, fate) in shown.marked.fates().into_iter().enumerate() {
            label_at += text[counted_to..fate.span.start].matches('\n').count();
            counted_to = fate.span.start;
            let findings = of_line(&shown.marked.marking.findings, number);
            let goes_on = fate.rule.is_some() && fate.rule == last_rule;
            if !fate.span.of(text).trim().is_empty() {
                last_rule = fate.rule.clone();
            }
            let removals = within(&shown.marked.removals, fate.span);
            let beside = beside(cleaner, findings);
            verses.push(Verse { number, fate, findings, removals, label_at, goes_on, beside });
        }
        verses
    }

    /// The label of the line, where it has one.
    pub(super) fn label(&self, gold: &Gold) -> Option<char> {
        gold.labels.chars().nth(self.label_at).filter(|label| *label != '?')
    }

    /// Whether a label says otherwise than what became of the line.
    pub(super) fn is_wrong(&self, gold: &Gold) -> bool {
        self.label(gold).is_some_and(|label| (label == '0') != self.fate.is_removed())
    }

    /// Whether nothing of the line can be seen.
    pub(super) fn is_blank(&self, shown: &Shown) -> bool {
        normalize(self.fate.span.of(shown.text()), Form::default()).is_empty()
    }

    /// The line in the text.
    pub(super) fn markup(&self, shown: &Shown, first: bool) -> Markup {
        let text = shown.text();
        if self.is_blank(shown) {
            return html! { li.blank aria-hidden="true" { br; } };
        }
        let number = self.number + 1;
        let anchor = format!("L{number}");
        html! {
            li.line .gone[self.fate.is_removed()] .(self.tint()) .run[self.goes_on] id=(anchor) data-row data-line=(self.number) tabindex=(if first { "0" } else { "-1" }) {
                a.no href=(format!("/doc/{}/line/{}", shown.number, self.number)) tabindex="-1" { (number) }
                span.said dir="auto" { (self.pieces(text)) }
                span.by {
                    @if let Some((rule, _)) = self.taken() {
                        @if !self.goes_on { a href=(rule_link(rule)) tabindex="-1" { (rule) } }
                    } @else if let Some((what, rule)) = &self.beside {
                        span.beside { (what) } " " a href=(rule_link(rule)) tabindex="-1" { (rule) }
                    }
                    @if let Some(label) = shown.gold.as_ref().and_then(|gold| self.label(gold)) {
                        (label_mark(label, (label == '0') != self.fate.is_removed()))
                    }
                }
            }
        }
    }

    /// The rule that took most of the line, and its kind.
    pub(super) fn taken(&self) -> Option<(&str, Kind)> {
        let rule = self.fate.rule.as_ref()?;
        let removal = self.removals.iter().find(|removal| removal.rule == *rule)?;
        Some((rule, removal.kind))
    }

    fn tint(&self) -> &'static str {
        self.taken().map_or("stays", |(_, kind)| Family::of(kind).class())
    }

    /// The line in pieces, in order: what stays as text, what goes as deletions.
    #[allow(clippy::let_unit_value, reason = "a template has no other way to step on")]
    fn pieces(&self, text: &str) -> Markup {
        let Span { start, end } = self.fate.span;
        let shown_end = text.floor_char_boundary(end.min(start + LONGEST));
        let mut at = start;
        html! {
            @for removal in self.removals.iter().filter(|removal| removal.span.start < shown_end) {
                @let (from, to) = (removal.span.start.max(at), removal.span.end.min(shown_end));
                @if from > at { (printable(&text[at..from])) }
                @if to > from {
                    del.(Family::of(removal.kind).class()) .seam[removal.action == Action::Heal] { (printable(&text[from..to])) }
                    @if !removal.replacement.is_empty() && removal.span.end <= shown_end { ins { (printable(&removal.replacement)) } }
                }
                @let _ = at = at.max(to);
            }
            @if at < shown_end { (printable(&text[at..shown_end])) }
            @if shown_end < end { span.cut { " … " (end - shown_end) " more bytes" } }
        }
    }
}

/// Whether a finding says something of a line that stays.
fn beside(cleaner: &Cleaner, findings: &[Finding]) -> Option<(&'static str, String)> {
    let said = findings.iter().find_map(|finding| {
        let what = match finding.verdict {
            Verdict::Keeps => "kept by",
            Verdict::Marked => "on trial:",
            Verdict::Captured => "field:",
            _ => return None,
        };
        Some((what, finding.rule))
    });
    let (what, rule) = said?;
    Some((what, cleaner.rules().rules[rule].id.to_string()))
}

/// A label, and whether the cleaning is otherwise.
pub(super) fn label_mark(label: char, wrong: bool) -> Markup {
    let says = if label == '0' { "chrome" } else { "article" };
    html! { span.label .wrong[wrong] { "label: " (says) @if wrong { ", wrong" } } }
}

/// The findings of a line; they are sorted by line.
fn of_line(all: &[Finding], number: usize) -> &[Finding] {
    let start = all.partition_point(|finding| finding.line < number);
    let end = all.partition_point(|finding| finding.line <= number);
    &all[start..end]
}

/// The removals that touch a line; they are sorted and disjoint.
fn within(all: &[Removal], span: Span) -> &[Removal] {
    let start = all.partition_point(|removal| removal.span.end <= span.start);
    let end = all.partition_point(|removal| removal.span.start < span.end);
    all.get(start..end).unwrap_or_default()
}

/// The card of a rule; what goes by score has none, but a list of documents.
pub(super) fn rule_link(rule: &str) -> String {
    if rule == SCORE { link("/", &[("rule", rule)]) } else { link("/rule", &[("id", rule)]) }
}
