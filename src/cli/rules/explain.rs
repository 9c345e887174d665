//! `copydesk rules explain`: for each line what matched, what won, and why the others did not.

use std::io::Write;
use std::path::Path;

use anyhow::Result;
use serde_json::json;

use super::super::args::ExplainArgs;
use super::super::fields::read_options;
use super::super::packs;
use super::super::status::{Status, Usage};
use super::super::terminal::{excerpt, safe};
use crate::clean::score::Reason;
use crate::clean::{Cleaner, Finding, SCORE, Verdict};
use crate::document::Document;
use crate::read::{self, Format, Item, Reader};
use crate::rules::{Rule, Subject};
use crate::survey::{Marked, NearMiss, Stopped, is_in_use, near_misses, reason};
use crate::text::{Line, Span};

/// Explains one document, or one line of it.
pub(in crate::cli) fn explain(arguments: &ExplainArgs, out: &mut dyn Write) -> Result<Status> {
    let cleaner = packs::cleaner(&arguments.rules)?;
    let (target, mut document) = match arguments.corpus.is_empty() {
        true => {
            let target = Target::parse(&arguments.target);
            let document = find(&target, arguments)?;
            (target, document)
        }
        false => find_by_id(arguments)?,
    };
    document.source = arguments.source.clone().or(document.source);
    document.lang = arguments.lang.clone().or(document.lang);
    let marked = Marked::of(&cleaner, &mut cleaner.scratch(), document);
    let explained = Explained {
        lines: marked.lines(),
        reasons: cleaner.reasons(&marked.document.text, &marked.marking),
        cleaner: &cleaner,
        marked: &marked,
    };
    if let Some(line) = target.line
        && (line == 0 || line > explained.lines.len())
    {
        let name = target.id.as_deref().filter(|_| !arguments.corpus.is_empty()).unwrap_or(&target.path);
        let what = format!("`{}` has {} lines, asked for line {line}", safe(name), explained.lines.len());
        return Err(Usage(what).into());
    }
    for number in 0..explained.lines.len() {
        if target.line.is_none_or(|line| line == number + 1) {
            if arguments.json {
                writeln!(out, "{}", explained.json(number))?;
            } else {
                explained.print(number, target.line.is_some(), out)?;
            }
        }
    }
    if !arguments.json && target.line.is_none() {
        explained.print_captures(out)?;
    }
    Ok(Status::Done)
}

/// `FILE`, `FILE:LINE`, `RECORDS#ID` or `RECORDS#ID:LINE`.
#[derive(Debug, PartialEq, Eq)]
struct Target {
    path: String,
    id: Option<String>,
    line: Option<usize>,
}

impl Target {
    fn parse(target: &str) -> Target {
        let (rest, line) = match target.rsplit_once(':') {
            Some((rest, line)) if !Path::new(target).exists() && line.parse::<usize>().is_ok() => {
                (rest, line.parse().ok())
            }
            _ => (target, None),
        };
        match rest.split_once('#') {
            Some((path, id)) if !Path::new(rest).exists() => {
                Target { path: path.to_owned(), id: Some(id.to_owned()), line }
            }
            _ => Target { path: rest.to_owned(), id: None, line },
        }
    }
}

/// The document that the target names.
fn find(target: &Target, arguments: &ExplainArgs) -> Result<Document> {
    let mut options = read_options(&arguments.fields);
    if target.id.is_none() {
        options.format = Format::Text;
    }
    let found = read::expand(&[&target.path]).map_err(|error| Usage(error.to_string()))?;
    for batch in Reader::new(&found.inputs, &options) {
        for item in batch.documents(&found.inputs, &options).items {
            match item {
                Item::Document(document) if target.id.as_ref().is_none_or(|id| *id == document.id) => {
                    return Ok(*document);
                }
                Item::Reject(reject) if target.id.is_none() => {
                    return Err(Usage(format!("`{}`: {}", target.path, reject.reason)).into());
                }
                _ => {}
            }
        }
    }
    let id = target.id.as_deref().unwrap_or_default();
    Err(Usage(format!("no record with the id `{}` in `{}`", safe(id), target.path)).into())
}

/// The document of the corpus with the id that the target names: `ID`, or `ID:LINE` where no document has all of
/// it for its id.
fn find_by_id(arguments: &ExplainArgs) -> Result<(Target, Document)> {
    let whole = &arguments.target;
    let split = whole.rsplit_once(':').and_then(|(id, line)| Some((id, line.parse().ok()?)));
    let target = |id: &str, line| Target { path: String::new(), id: Some(id.to_owned()), line };
    let mut options = read_options(&arguments.fields);
    options.keep_frames = false;
    let found = read::expand(&arguments.corpus).map_err(|error| Usage(error.to_string()))?;
    let mut second = None;
    for batch in Reader::new(&found.inputs, &options) {
        for item in batch.documents(&found.inputs, &options).items {
            let Item::Document(document) = item else { continue };
            if document.id == *whole {
                return Ok((target(whole, None), *document));
            }
            if let Some((id, line)) = split.filter(|(id, _)| second.is_none() && document.id == *id) {
                second = Some((target(id, Some(line)), *document));
            }
        }
    }
    second.ok_or_else(|| {
        let what = format!("no document with the id `{}` in the corpus", safe(whole));
        Usage(format!(
            "{what}\nhint: an id is that of the record, or the file's name as a run over the corpus gives it"
        ))
        .into()
    })
}

struct Explained<'a> {
    cleaner: &'a Cleaner,
    marked: &'a Marked,
    lines: Vec<Line>,
    /// Of each line that goes by score.
    reasons: Vec<Vec<Reason>>,
}

impl Explained<'_> {
    fn text(&self, number: usize) -> &str {
        self.lines[number].span.of(&self.marked.document.text)
    }

    fn findings(&self, number: usize) -> &[Finding] {
        self.marked.findings(number)
    }

    fn rule(&self, finding: &Finding) -> &Rule {
        &self.cleaner.rules().rules[finding.rule]
    }

    /// `-` the line goes, `~` part of it goes, `=` a keep rule holds it, `+` captured, blank: it stays.
    fn mark(&self, number: usize) -> char {
        let any = |wanted: fn(&Finding) -> bool| self.findings(number).iter().any(wanted);
        if any(|finding| finding.verdict == Verdict::Removed && finding.whole_line)
            || self.scored(number).is_some()
        {
            '-'
        } else if any(|finding| finding.verdict == Verdict::Removed) {
            '~'
        } else if any(|finding| finding.verdict == Verdict::Keeps) {
            '='
        } else if any(|finding| finding.verdict == Verdict::Captured) {
            '+'
        } else {
            ' '
        }
    }

    /// Points and reasons of a line that goes by score.
    fn scored(&self, number: usize) -> Option<(i64, &[Reason])> {
        let at = self.marked.marking.page.lines.binary_search_by_key(&number, |line| line.line).ok()?;
        Some((self.marked.marking.page.lines[at].points, self.reasons.get(at).map_or(&[], Vec::as_slice)))
    }

    fn print(&self, number: usize, alone: bool, out: &mut dyn Write) -> Result<()> {
        let width = if alone { 2000 } else { 100 };
        writeln!(out, "{:>5} {} {}", number + 1, self.mark(number), excerpt(self.text(number), width))?;
        for finding in self.findings(number) {
            let rule = self.rule(finding);
            let part = if finding.whole_line {
                String::new()
            } else {
                format!(" `{}`", excerpt(finding.span.of(&self.marked.document.text), 60))
            };
            writeln!(out, "          {}{part} ({}): {}", rule.id, rule.kind, self.reason(finding))?;
            if alone && !rule.why.is_empty() {
                writeln!(out, "              why: {}; at {}", safe(&rule.why), rule.place)?;
            }
        }
        if let Some((points, reasons)) = self.scored(number) {
            let shown = if alone { 12 } else { 3 };
            writeln!(out, "          {SCORE} (page): removed, {points} points: {}", because(reasons, shown))?;
            for reason in reasons.iter().take(if alone { shown } else { 0 }) {
                writeln!(out, "              {}: {}", reason.feature.name(), reason.feature.meaning())?;
            }
        }
        if alone {
            self.print_barred(number, out)?;
        }
        Ok(())
    }

    /// Rules that would match the line if they were allowed to try, and how many tried.
    fn print_barred(&self, number: usize, out: &mut dyn Write) -> Result<()> {
        let set = self.cleaner.rules();
        for miss in self.barred(number) {
            writeln!(out, "          {}: {}", set.rules[miss.rule].id, safe(&reason(self.cleaner, &miss)))?;
        }
        let subject = Subject::of(&self.marked.document, self.marked.document.lang.as_deref());
        let tries = |rule: &&Rule| is_in_use(rule) && rule.scope.holds(&subject);
        let tried = set.rules.iter().filter(tries).count();
        writeln!(out, "      {tried} rules were tried, {} matched", self.findings(number).len())?;
        Ok(())
    }

    fn barred(&self, number: usize) -> Vec<NearMiss> {
        let mut found = near_misses(self.cleaner, self.marked, number);
        found.retain(|miss| !matches!(miss.stopped, Stopped::Verdict(_)));
        found
    }

    fn print_captures(&self, out: &mut dyn Write) -> Result<()> {
        for (name, value) in &self.marked.marking.captures {
            writeln!(out, "captured {} = {}", safe(name), excerpt(value, 100))?;
        }
        Ok(())
    }

    fn reason(&self, finding: &Finding) -> String {
        match finding.verdict {
            Verdict::Removed if !finding.replacement.is_empty() => {
                format!("replaced by `{}`", safe(&finding.replacement))
            }
            verdict => {
                let stopped = Stopped::Verdict(verdict);
                reason(self.cleaner, &NearMiss { rule: finding.rule, span: finding.span, stopped })
            }
        }
    }

    fn json(&self, number: usize) -> serde_json::Value {
        let Span { start, end } = self.lines[number].span;
        let findings: Vec<serde_json::Value> = self
            .findings(number)
            .iter()
            .map(|finding| {
                let rule = self.rule(finding);
                json!({
                    "rule": &*rule.id, "kind": rule.kind.as_str(), "start": finding.span.start, "end": finding.span.end,
                    "removed": finding.verdict == Verdict::Removed, "reason": self.reason(finding),
                })
            })
            .collect();
        let scored = self.scored(number).map(|(points, reasons)| {
            let reason = |reason: &Reason| json!({"feature": reason.feature.name(), "value": reason.value, "points": reason.points});
            json!({"rule": SCORE, "points": points, "reasons": reasons.iter().map(reason).collect::<Vec<_>>()})
        });
        let near = |miss: &NearMiss| json!({"rule": &*self.cleaner.rules().rules[miss.rule].id, "reason": reason(self.cleaner, miss)});
        let barred: Vec<serde_json::Value> = self.barred(number).iter().map(near).collect();
        json!({
            "line": number + 1, "start": start, "end": end, "mark": self.mark(number).to_string(),
            "text": self.text(number), "findings": findings, "barred": barred, "score": scored,
        })
    }
}

/// The reasons that speak against a line, with the feature's value and points.
fn because(reasons: &[Reason], shown: usize) -> String {
    let against = reasons.iter().filter(|reason| reason.points < 0).take(shown);
    let parts: Vec<String> = against
        .map(|reason| format!("{} {} ({})", reason.feature.name(), reason.value, reason.points))
        .collect();
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_name_files_lines_and_records() {
        let target =
            |path: &str, id: Option<&str>, line| Target { path: path.into(), id: id.map(Into::into), line };
        assert_eq!(Target::parse("a.txt"), target("a.txt", None, None));
        assert_eq!(Target::parse("a.txt:12"), target("a.txt", None, Some(12)));
        assert_eq!(Target::parse("f.jsonl#x:1:3"), target("f.jsonl", Some("x:1"), Some(3)));
        assert_eq!(Target::parse("C:/a.txt"), target("C:/a.txt", None, None));
    }
}
