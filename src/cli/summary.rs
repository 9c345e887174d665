//! What a person wants to read when a run has ended.

use std::path::Path;
use std::time::Duration;

use anstyle::Style;

use super::terminal::{bytes, counted, excerpt, percent, safe, show, thousands};
use crate::report::RunReport;
use crate::write::Summary;

/// Rules and sources shown.
const TOP: usize = 8;

/// Prints the summary to stderr.
pub(super) fn print(summary: &Summary, times: &[(&'static str, Duration)], output: &Path) {
    show(&text(summary, times, output));
}

fn text(summary: &Summary, times: &[(&'static str, Duration)], output: &Path) -> String {
    let report = &summary.report;
    let bold = Style::new().bold();
    let mut lines = vec![format!(
        "{bold}{}{bold:#}, {} of text, {} ({}) removed",
        counted(report.documents, "document"),
        bytes(report.bytes_in),
        bytes(report.bytes_removed),
        percent(report.bytes_removed, report.bytes_in)
    )];
    removed_by_kind(report, &mut lines);
    top_rules(report, &mut lines);
    groups(report, &mut lines);
    passages(report, &mut lines);
    rejects(report, &mut lines);
    lines.push(timing(report, times));
    let output = output.display().to_string();
    let output = safe(&output);
    lines.push(format!("{bold}{output}{bold:#}: {} files, {}", summary.files, bytes(summary.bytes)));
    lines.push(format!("  copydesk verify {output}   checks them; restore gives the input back"));
    lines.join("\n") + "\n"
}

fn removed_by_kind(report: &RunReport, lines: &mut Vec<String>) {
    let mut kinds: Vec<(&str, u64)> = report.kinds.iter().map(|(kind, bytes)| (*kind, *bytes)).collect();
    kinds.sort_by_key(|(kind, bytes)| (std::cmp::Reverse(*bytes), *kind));
    let shown: Vec<String> =
        kinds.iter().map(|(kind, removed)| format!("{kind} {}", bytes(*removed))).collect();
    for (number, row) in shown.chunks(5).enumerate() {
        let label = if number == 0 { "removed" } else { "" };
        lines.push(format!("  {label:<10}{}", row.join(", ")));
    }
}

fn top_rules(report: &RunReport, lines: &mut Vec<String>) {
    let mut rules: Vec<_> = report.rules.iter().collect();
    rules.sort_by_key(|(id, count)| (std::cmp::Reverse(count.bytes), id.as_str()));
    for (number, (id, count)) in rules.iter().take(TOP).enumerate() {
        let label = if number == 0 { "rules" } else { "" };
        let removals = thousands(count.removals);
        lines.push(format!("  {label:<10}{id:<44} {removals:>9} times {:>12}", bytes(count.bytes)));
    }
    if rules.len() > TOP {
        lines.push(format!("  {:<10}and {} more", "", rules.len() - TOP));
    }
    if !report.marked.is_empty() {
        let removals: u64 = report.marked.values().map(|count| count.removals).sum();
        let (rules, removals) = (thousands(report.marked.len() as u64), thousands(removals));
        lines.push(format!("  {:<10}{rules} rules matched {removals} times and removed nothing", "on trial"));
    }
}

fn groups(report: &RunReport, lines: &mut Vec<String>) {
    let roles: Vec<String> = report
        .roles
        .iter()
        .filter(|(role, _)| **role != "representative")
        .map(|(role, count)| format!("{} {role}", thousands(*count)))
        .collect();
    let members = if roles.is_empty() { String::new() } else { format!(" ({})", roles.join(", ")) };
    let (groups, grouped) = (counted(report.groups, "group"), counted(report.grouped, "document"));
    lines.push(format!("  {:<10}{groups} of {grouped}{members}", "groups"));
    if let Some(earlier) = report.earlier {
        let (grouped, known) = (thousands(earlier.grouped), counted(earlier.documents, "document"));
        lines.push(format!("  {:<10}with {grouped} of {known} from earlier batches", ""));
    }
    if report.not_kept > 0 {
        let (written, not_kept) = (thousands(report.written), thousands(report.not_kept));
        lines.push(format!("  {:<10}{written} written, {not_kept} not kept: a copy stands for them", ""));
    }
}

fn passages(report: &RunReport, lines: &mut Vec<String>) {
    if let Some(count) = &report.passages {
        let capped = match count.capped {
            0 => String::new(),
            capped => format!("; {} left out, too many share them", thousands(capped)),
        };
        let (found, documents) = (counted(count.found, "passage"), counted(count.documents, "document"));
        let words = counted(count.least_words.into(), "word");
        lines.push(format!("  {:<10}{found} of {words} and more in {documents}{capped}", "passages"));
    }
}

fn rejects(report: &RunReport, lines: &mut Vec<String>) {
    if report.rejected > 0 {
        let reasons: Vec<String> = report
            .reject_reasons
            .iter()
            .map(|(reason, count)| format!("{} {}", thousands(*count), excerpt(reason, 60)))
            .collect();
        let (count, lost) = (thousands(report.rejected), bytes(report.bytes_rejected));
        lines.push(format!("  {:<10}{count}, {lost}, see rejects.jsonl: {}", "rejected", reasons.join(", ")));
    }
    let decisions: Vec<String> =
        report.flags.iter().map(|(flag, count)| format!("{} {flag}", thousands(*count))).collect();
    if !decisions.is_empty() {
        lines.push(format!("  {:<10}{}", "decided", decisions.join(", ")));
    }
}

fn timing(report: &RunReport, times: &[(&'static str, Duration)]) -> String {
    let seconds = |time: Duration| format!("{}.{:02} s", time.as_secs(), time.subsec_millis() / 10);
    let total: Duration = times.iter().map(|(_, time)| *time).sum();
    let rate = u128::from(report.bytes_in) * 1000 / total.as_millis().max(1);
    let stages: Vec<String> =
        times.iter().map(|(stage, time)| format!("{stage} {}", seconds(*time))).collect();
    let rate = bytes(u64::try_from(rate).unwrap_or(u64::MAX));
    format!("  {:<10}{} ({}), {rate}/s", "time", seconds(total), stages.join(", "))
}
