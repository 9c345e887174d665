//! The page about a measurement: one file with bars, that needs nothing beside it and runs no script.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::chart::{Part, bar, strip};
use super::look::{STYLE, name, printable, said};
use super::report::{HASHES, REPORT_STYLE};

/// Stands near the beginning of every such page, so that one can be told from other files.
pub const MARK: &str = "<meta name=\"generator\" content=\"copydesk bench\">";

/// Characters of a name that a row has room for.
const NAME: usize = 120;

/// What the page shows; figures come as a person reads them.
#[derive(Debug)]
pub struct BenchPage<'a> {
    /// Name and version of the program that was measured.
    pub tool: &'a str,
    /// The heading.
    pub title: String,
    /// What was measured, in a sentence.
    pub lead: String,
    /// Why the figures are not to be relied on, if they are not.
    pub noise: Option<String>,
    /// What comparing with earlier figures came to.
    pub verdict: Option<String>,
    /// Of the process; `None` where the system does not tell.
    pub peak_memory: Option<String>,
    /// In the order of a document's way.
    pub stages: &'a [StageRow<'a>],
    /// What the machine can do at most, in bytes a second.
    pub ceilings: &'a [Bar],
    /// One row each.
    pub shapes: &'a [ShapeRow<'a>],
    /// Whole commands by number of threads.
    pub scaling: &'a [ScalingRow<'a>],
    /// The dearest first, in nanoseconds.
    pub rules: &'a [Bar],
    /// Empty where nothing was compared.
    pub against: &'a [AgainstRow<'a>],
}

/// A stage on one core.
#[derive(Debug)]
pub struct StageRow<'a> {
    /// Its name.
    pub name: &'a str,
    /// In MB a second, the median.
    pub speed: String,
    /// In MB a second, the slowest and the fastest repeat.
    pub range: String,
    /// The median.
    pub nanoseconds: u64,
    /// Of the time of all stages.
    pub share: String,
    /// What it is held against.
    pub ceiling: &'a str,
    /// Of the speed of its ceiling, in thousandths.
    pub reached: u64,
    /// How many it makes.
    pub allocations: String,
}

/// A bar with a name.
#[derive(Debug)]
pub struct Bar {
    /// What it is of.
    pub name: String,
    /// Its length, in a unit that all bars beside it share.
    pub value: u64,
    /// The value as a person reads it.
    pub shown: String,
}

/// The stages over one shape of documents.
#[derive(Debug)]
pub struct ShapeRow<'a> {
    /// Its name.
    pub name: &'a str,
    /// How many there are.
    pub documents: String,
    /// In MB a second, in the order of the stages.
    pub speeds: Vec<String>,
}

/// A whole command.
#[derive(Debug)]
pub struct ScalingRow<'a> {
    /// Its name.
    pub command: &'a str,
    /// How many worked.
    pub threads: u64,
    /// In MB a second, the median.
    pub speed: String,
    /// In MB a second, the slowest and the fastest repeat.
    pub range: String,
    /// Its speed in thousandths of the fastest row's.
    pub of_fastest: u64,
    /// Of so many times the speed of one thread.
    pub efficiency: String,
}

/// A figure beside an earlier one.
#[derive(Debug)]
pub struct AgainstRow<'a> {
    /// What it is of.
    pub name: &'a str,
    /// Before and now in MB a second; raw and normalised ratio of time, and its range.
    pub cells: [String; 5],
    /// Whether it is slower by more than is let pass.
    pub slower: bool,
}

/// The whole page.
pub fn page(bench: &BenchPage<'_>) -> String {
    let [look, report, _] = HASHES;
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{look}' 'sha256-{report}'; base-uri 'none'; form-action 'none'"
    );
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                (PreEscaped(MARK))
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                title { (printable(&bench.title)) }
                style { (PreEscaped(STYLE)) }
                style { (PreEscaped(REPORT_STYLE)) }
            }
            body {
                header.page {
                    p.kicker { "copydesk · throughput" }
                    h1 { (said(&bench.title)) }
                    p.lead { (said(&bench.lead)) }
                    @if let Some(noise) = &bench.noise { div.alarm { p { (said(noise)) } } }
                }
                main {
                    @if !bench.against.is_empty() { section id="against" { h2 { "Against earlier figures" } (against(bench)) } }
                    section id="stages" { h2 { "Stages" } (stages(bench)) }
                    section id="ceilings" { h2 { "What the machine can do" } p { "On the same texts, on one core. No stage can be faster than what it cannot do without." } (bars(bench.ceilings, "f-credit")) }
                    section id="shapes" { h2 { "Shapes" } (shapes(bench)) }
                    section id="threads" { h2 { "Threads" } (scaling(bench)) }
                    section id="rules" { h2 { "The dearest rules" } (rules(bench)) }
                }
                footer.page { "Made by " (said(bench.tool)) " and " code { "copydesk bench --html" } ". Peak memory: " (bench.peak_memory.as_deref().unwrap_or("not available on this system")) "." }
            }
        }
    }
    .into_string()
}

/// Colours that stages beside each other can be told by.
const COLOURS: [&str; 9] = [
    "f-furniture",
    "f-reader",
    "t-main",
    "f-appeal",
    "f-credit",
    "f-related",
    "f-repeated",
    "f-score",
    "f-other",
];

fn stages(bench: &BenchPage<'_>) -> Markup {
    let total: u64 = bench.stages.iter().map(|stage| stage.nanoseconds).sum();
    let parts: Vec<Part> = bench
        .stages
        .iter()
        .zip(COLOURS.iter().cycle())
        .map(|(stage, class)| Part {
            class,
            value: stage.nanoseconds,
            tip: format!("{}: {}", stage.name, stage.share),
        })
        .collect();
    html! {
        p { "Each by itself on one core; in the bar, its share of the time of all." }
        figure.whole { (strip(&parts, total, "Share of time by stage")) }
        div.scroll { table {
            thead { tr {
                th { "Stage" } th.n { "MB/s a core" } th.n { "Least–most" } th.n { "Time" } th { "Of its ceiling" } th.wide {} th.n { "Allocations" }
            } }
            tbody { @for (stage, class) in bench.stages.iter().zip(COLOURS.iter().cycle()) { tr {
                td.kind { span.swatch.(class) {} (said(stage.name)) }
                td.n { (stage.speed) } td.n { (stage.range) } td.n { (stage.share) }
                td.kind { (crate::text::percent(stage.reached, 1000)) " of " (said(stage.ceiling)) }
                td.wide { (bar(class, stage.reached.min(1000), 1000)) }
                td.n { (stage.allocations) }
            } } }
        } }
    }
}

fn bars(bars: &[Bar], class: &'static str) -> Markup {
    let most = bars.iter().map(|bar| bar.value).max().unwrap_or(0);
    html! {
        div.scroll { table { tbody { @for row in bars { tr {
            td { (name(&row.name, NAME)) } td.n { (row.shown) } td.wide { (bar(class, row.value, most)) }
        } } } } }
    }
}

fn shapes(bench: &BenchPage<'_>) -> Markup {
    html! {
        p { "MB a second on one core." }
        div.scroll { table {
            thead { tr { th { "Shape" } th.n { "Documents" } @for stage in bench.stages { th.n { (said(stage.name)) } } } }
            tbody { @for shape in bench.shapes { tr {
                td { (said(shape.name)) } td.n { (shape.documents) } @for speed in &shape.speeds { td.n { (speed) } }
            } } }
        } }
    }
}

fn scaling(bench: &BenchPage<'_>) -> Markup {
    html! {
        p { "Whole commands. Efficiency is the speed beside so many times that of one thread." }
        div.scroll { table {
            thead { tr { th { "Command" } th.n { "Threads" } th.n { "MB/s" } th.n { "Least–most" } th.n { "Efficiency" } th.wide {} } }
            tbody { @for row in bench.scaling { tr {
                td { (said(row.command)) } td.n { (row.threads) } td.n { (row.speed) } td.n { (row.range) } td.n { (row.efficiency) }
                td.wide { (bar("t-main", row.of_fastest, 1000)) }
            } } }
        } }
    }
}

fn rules(bench: &BenchPage<'_>) -> Markup {
    html! {
        @if bench.rules.is_empty() { p { "No rule takes time of its own." } } @else {
            p { "Estimated time on the whole corpus, on one core. What all rules share is no rule's time." }
            (bars(bench.rules, "f-reader"))
        }
    }
}

fn against(bench: &BenchPage<'_>) -> Markup {
    html! {
        @if let Some(verdict) = &bench.verdict { p { (said(verdict)) "." } }
        div.scroll { table {
            thead { tr { th { "Figure" } th.n { "Before, MB/s" } th.n { "Now, MB/s" } th.n { "Time, raw" } th.n { "Normalised" } th.n { "Least–most" } th {} } }
            tbody { @for row in bench.against { tr {
                td { (said(row.name)) } @for cell in &row.cells { td.n { (cell) } } td { @if row.slower { b { "slower" } } }
            } } }
        } }
        p.note { "Ratios of time: above 1 is slower. Normalised is less what the machine's own figures have changed by." }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_named_by_others_never_becomes_markup() {
        let hostile = "<script>alert(1)</script>";
        let rules = [Bar { name: hostile.into(), value: 1, shown: "1 ms".into() }];
        let shown = page(&BenchPage {
            tool: hostile,
            title: hostile.into(),
            lead: hostile.into(),
            noise: Some(hostile.into()),
            verdict: Some(hostile.into()),
            peak_memory: None,
            stages: &[],
            ceilings: &[],
            shapes: &[],
            scaling: &[],
            rules: &rules,
            against: &[AgainstRow { name: hostile, cells: Default::default(), slower: true }],
        });
        assert!(!shown.contains("<script") && shown.contains("&lt;script&gt;"));
        assert!(shown.contains(MARK) && shown.contains("not available on this system"));
    }
}
