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
use crate::clean::{Finding, Marking, SCORE, Verdict};
use crate::document::Document;
use crate::read::{self, Format, Item, Reader};
use crate::rules::{Apply, Rule, RuleIndex, RuleSet, Shape, Subject};
use crate::text::{Line, Span, lines, normalize};

/// Explains one document, or one line of it.
pub(in crate::cli) fn explain(arguments: &ExplainArgs, out: &mut dyn Write) -> Result<Status> {
    let target = Target::parse(&arguments.target);
    let cleaner = packs::cleaner(&arguments.rules)?;
    let mut document = find(&target, arguments)?;
    document.source = arguments.source.clone().or(document.source);
    document.lang = arguments.lang.clone().or(document.lang);
    document.lang = cleaner.language(&document).map(str::to_owned);
    let marking = cleaner.mark(&mut cleaner.scratch(), &document);
    let explained = Explained {
        set: cleaner.rules(),
        lines: lines(&document.text),
        document: &document,
        marking: &marking,
        reasons: cleaner.reasons(&document.text, &marking),
    };
    if let Some(line) = target.line
        && (line == 0 || line > explained.lines.len())
    {
        let what = format!("`{}` has {} lines, asked for line {line}", target.path, explained.lines.len());
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

struct Explained<'a> {
    set: &'a RuleSet,
    document: &'a Document,
    lines: Vec<Line>,
    marking: &'a Marking,
    /// Of each line that goes by score.
    reasons: Vec<Vec<Reason>>,
}

/// A rule that does not get to try a line it would match.
struct Barred {
    rule: RuleIndex,
    why: String,
}

impl Explained<'_> {
    fn text(&self, number: usize) -> &str {
        self.lines[number].span.of(&self.document.text)
    }

    /// The findings of a line; they are sorted by line.
    fn findings(&self, number: usize) -> &[Finding] {
        let all = &self.marking.findings;
        let start = all.partition_point(|finding| finding.line < number);
        let end = all.partition_point(|finding| finding.line <= number);
        &all[start..end]
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
        let at = self.marking.page.lines.binary_search_by_key(&number, |line| line.line).ok()?;
        Some((self.marking.page.lines[at].points, self.reasons.get(at).map_or(&[], Vec::as_slice)))
    }

    fn print(&self, number: usize, alone: bool, out: &mut dyn Write) -> Result<()> {
        let width = if alone { 2000 } else { 100 };
        writeln!(out, "{:>5} {} {}", number + 1, self.mark(number), excerpt(self.text(number), width))?;
        for finding in self.findings(number) {
            let rule = &self.set.rules[finding.rule];
            let part = if finding.whole_line {
                String::new()
            } else {
                format!(" `{}`", excerpt(finding.span.of(&self.document.text), 60))
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

    fn print_barred(&self, number: usize, out: &mut dyn Write) -> Result<()> {
        for barred in self.barred(number) {
            writeln!(out, "          {}: would match, but {}", self.set.rules[barred.rule].id, barred.why)?;
        }
        let subject = self.subject();
        let tries = |rule: &&Rule| {
            rule.apply != Apply::Off && !matches!(rule.shape, Shape::Repeat(_)) && rule.scope.holds(&subject)
        };
        let tried = self.set.rules.iter().filter(tries).count();
        writeln!(out, "      {tried} rules were tried, {} matched", self.findings(number).len())?;
        Ok(())
    }

    fn print_captures(&self, out: &mut dyn Write) -> Result<()> {
        for (name, value) in &self.marking.captures {
            writeln!(out, "captured {} = {}", safe(name), excerpt(value, 100))?;
        }
        Ok(())
    }

    fn reason(&self, finding: &Finding) -> String {
        let rule = &self.set.rules[finding.rule];
        let other = |index: RuleIndex| &self.set.rules[index].id;
        match finding.verdict {
            Verdict::Removed if finding.replacement.is_empty() => "removed".into(),
            Verdict::Removed => format!("replaced by `{}`", safe(&finding.replacement)),
            Verdict::Captured => "captured, stays".into(),
            Verdict::Keeps => "keeps the line".into(),
            Verdict::Marked => "matches, but the rule is on trial (severity = \"mark\")".into(),
            Verdict::OutsideZone => {
                let mut place = vec![rule.zone.to_string()];
                place.extend(rule.zone.after.map(|index| format!("after {}", other(index))));
                place.extend(rule.zone.before.map(|index| format!("before {}", other(index))));
                place.retain(|part| !part.is_empty());
                format!("matches, but not in its place ({})", place.join(", "))
            }
            Verdict::Unmet => {
                let required = rule.requires.map_or("another rule", |requires| &**other(requires.rule));
                format!("matches, but `{required}`, which it requires, does not")
            }
            Verdict::Incomplete => "begins here, but is not complete".into(),
            Verdict::OverShare => "matches, but would take more than its max-share of the text".into(),
            Verdict::Withdrawn => format!(
                "matches, but the document would lose too much, and the rule's confidence is {}",
                rule.confidence.as_str()
            ),
            Verdict::Protected(keep) => format!("matches, but `{}` keeps the line", other(keep)),
            Verdict::Overridden(winner) => format!("matches, but `{}` wins", other(winner)),
        }
    }

    fn subject(&self) -> Subject<'_> {
        Subject::of(self.document, self.document.lang.as_deref())
    }

    /// Rules that would match a line if they were allowed to try.
    fn barred(&self, number: usize) -> Vec<Barred> {
        let subject = self.subject();
        let mut found: Vec<Barred> = Vec::new();
        for (index, pattern) in self.set.patterns.list.iter().enumerate() {
            let rule = &self.set.rules[pattern.rule];
            let normal = normalize(self.text(number), pattern.form);
            let long = normal.len() > pattern.max_len && !pattern.is_plain();
            let why = if rule.apply == Apply::Off {
                "it is off".to_owned()
            } else if !rule.scope.holds(&subject) {
                format!("it is for {} only", rule.scope)
            } else if long {
                format!("the line has {} bytes, its max-len is {}", normal.len(), pattern.max_len)
            } else {
                continue;
            };
            let known = found.last().is_some_and(|last| last.rule == pattern.rule);
            if !known && self.set.patterns.matches(index, &normal) {
                found.push(Barred { rule: pattern.rule, why });
            }
        }
        found
    }

    fn json(&self, number: usize) -> serde_json::Value {
        let Span { start, end } = self.lines[number].span;
        let findings: Vec<serde_json::Value> = self
            .findings(number)
            .iter()
            .map(|finding| {
                let rule = &self.set.rules[finding.rule];
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
        json!({
            "line": number + 1, "start": start, "end": end, "mark": self.mark(number).to_string(),
            "text": self.text(number), "findings": findings, "score": scored,
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
