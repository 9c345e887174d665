//! Rule by rule, with samples of what each took.

use maud::{Markup, html};

use super::RunPage;
use super::parts::{cut_id, more, text};
use crate::survey::overview::{RuleFigure, Sample};
use crate::text::{bytes, counted, thousands};
use crate::web::chart::bar;
use crate::web::family::Family;
use crate::web::look::name;

/// Rules whose samples are open.
const OPEN: usize = 12;

pub(super) fn section(run: &RunPage<'_>) -> Markup {
    let (rules, trial) = (&run.overview.rules, &run.overview.on_trial);
    let most = rules.rows.first().map_or(0, |rule| rule.count.bytes);
    html! {
        p {
            @if rules.rows.is_empty() { "No rule removed anything." } @else {
                (counted(rules.count(), "rule")) " removed something. Samples are what they took, word for word. A rule of the pack "
                code { "learned" } " stands for a line that its outlet repeats from story to story."
            }
        }
        @if !rules.rows.is_empty() {
            div.scroll { table.sortable data-first="30" data-find="Find a rule, or words that it took" {
                thead { tr {
                    th { "Rule" } th { "Kind" } th.n { "Documents" } th.n { "Times" } th.n { "Outlets" }
                    th.n data-sort="descending" { "Bytes" } th.wide data-sort="no" {}
                } }
                tbody { @for (number, rule) in rules.rows.iter().enumerate() { (line(rule, most, number < OPEN)) } }
            } }
        }
        (more(rules, "rules, each of which took less"))
        @if !trial.rows.is_empty() {
            h3 { "On trial" }
            p.note { "These rules mark and remove nothing. So much they would have taken." }
            div.scroll { table.sortable {
                thead { tr { th { "Rule" } th.n { "Documents" } th.n { "Times" } th.n data-sort="descending" { "Bytes" } } }
                tbody { @for rule in &trial.rows { tr {
                    td { (rule_id(&rule.rule)) }
                    (figures(rule))
                    td.n data-v=(rule.count.bytes) { (bytes(rule.count.bytes)) }
                } } }
            } }
            (more(trial, "rules on trial"))
        }
    }
}

fn line(rule: &RuleFigure, most: u64, open: bool) -> Markup {
    let class = Family::named(rule.kind).class();
    html! { tr {
        td.rule {
            (rule_id(&rule.rule))
            @if open { (samples(&rule.samples)) } @else if !rule.samples.is_empty() {
                details { summary { "samples" } (samples(&rule.samples)) }
            }
        }
        td.kind { span.swatch.(class) {} (rule.kind) }
        (figures(rule))
        td.n data-v=(rule.outlets) { (thousands(rule.outlets)) }
        td.n data-v=(rule.count.bytes) { (bytes(rule.count.bytes)) }
        td.wide { (bar(class, rule.count.bytes, most)) }
    } }
}

fn figures(rule: &RuleFigure) -> Markup {
    html! {
        td.n data-v=(rule.count.documents) { (thousands(rule.count.documents)) }
        td.n data-v=(rule.count.removals) { (thousands(rule.count.removals)) }
    }
}

fn rule_id(rule: &str) -> Markup {
    html! { span.id { (name(rule, 160)) } }
}

fn samples(samples: &[Sample]) -> Markup {
    html! {
        @for sample in samples {
            div.sample { (text(&sample.text)) div.by { (cut_id(&sample.id)) } }
        }
    }
}
