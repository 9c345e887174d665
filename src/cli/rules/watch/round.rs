//! One round: packs are read, checked, tested and compared.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;
use serde_json::{Value, json};

use super::super::super::corpus::Corpus;
use super::super::super::packs;
use super::super::super::terminal::{counted, excerpt, thousands};
use super::super::check::problem_json;
use super::super::diff::{Pair, show};
use super::WatchArgs;
use crate::clean::{Cleaner, Failure, test_examples};
use crate::rules::{PackText, Problem, Severity, builtin, compile, lint};
use crate::survey::{ChangeTally, LineChange, LineFateChange};
use crate::text::hash128;

/// What stays from round to round.
pub(super) struct Desk {
    paths: Vec<PathBuf>,
    builtin: Vec<PackText>,
    /// The packs as they were read last, and why they could not be.
    read: Option<Result<Vec<PackText>, String>>,
    /// The rules of the last round without an error; in the beginning, those without the packs.
    before: Cleaner,
    /// Files that the rules of the last round came from: the packs, and what they extend.
    files: Vec<String>,
    /// These as they were.
    stamps: Vec<Option<u128>>,
    number: u64,
}

/// What one round found.
pub(super) struct Round {
    number: u64,
    /// Why the packs cannot be read.
    unreadable: Option<String>,
    packs: usize,
    rules: usize,
    problems: Vec<Problem>,
    tried: usize,
    failures: Vec<(Arc<str>, Failure)>,
    /// Nothing without a corpus, or with errors.
    changes: Option<Changes>,
}

struct Changes {
    tally: ChangeTally,
    rejected: u64,
}

impl Desk {
    pub(super) fn of(arguments: &WatchArgs) -> Result<Desk> {
        let builtin = if arguments.no_builtin { Vec::new() } else { builtin() };
        let before = arguments.score.cleaner(packs::usable(&builtin)?)?;
        let paths = arguments.packs.clone();
        Ok(Desk { paths, builtin, read: None, before, files: Vec::new(), stamps: Vec::new(), number: 0 })
    }

    /// Files that a change in would make another round, as far as is known.
    pub(super) fn files(&self) -> &[String] {
        &self.files
    }

    /// Does a round; `None` where the packs are as they were.
    pub(super) fn round(&mut self, corpus: Option<&Corpus<'_>>, lines: usize) -> Result<Option<Round>> {
        let read = packs::read_packs(&self.paths).map_err(|error| error.to_string());
        if self.read.as_ref() == Some(&read) && self.stamps == stamps(&self.files) {
            return Ok(None);
        }
        let own = read.clone().unwrap_or_default();
        let all: Vec<PackText> = self.builtin.iter().cloned().chain(own.iter().cloned()).collect();
        let (set, problems) = compile(&all, &packs::resolve);
        self.number += 1;
        let mut round = Round {
            number: self.number,
            unreadable: read.as_ref().err().cloned(),
            packs: own.len(),
            rules: 0,
            problems,
            tried: 0,
            failures: Vec::new(),
            changes: None,
        };
        self.read = Some(read);
        if let Some(set) = set.filter(|_| round.unreadable.is_none()) {
            round.problems.extend(lint(&set, &super::super::super::clock::today()));
            self.files = set.packs.iter().map(|pack| pack.path.clone()).collect();
            self.files.retain(|path| !path.starts_with("builtin:"));
            let is_own = |path: &str| self.files.iter().any(|file| file == path);
            round.rules = set.rules.iter().filter(|rule| is_own(&rule.place.source.path)).count();
            round.problems.retain(|problem| is_own(&problem.place.source.path));
            round.test(&own);
            let pair = Pair::of(self.before.clone(), self.before.with_rules(Arc::new(set)));
            round.changes = corpus.map(|corpus| Changes::of(&pair, corpus, lines)).transpose()?;
            self.before = pair.new;
        }
        self.stamps = stamps(&self.files);
        Ok(Some(round))
    }
}

/// Hashes of files; nothing for one that cannot be read.
fn stamps(files: &[String]) -> Vec<Option<u128>> {
    files.iter().map(|file| std::fs::read(file).ok().map(|bytes| hash128(&bytes))).collect()
}

impl Changes {
    fn of(pair: &Pair, corpus: &Corpus<'_>, lines: usize) -> Result<Changes> {
        let samples = if lines == 0 { usize::MAX } else { lines };
        let mut tally = ChangeTally::default();
        let rejected = pair.over(corpus, |id, changes| {
            tally.add(&id, changes.as_deref(), samples);
            Ok(())
        })?;
        Ok(Changes { tally, rejected })
    }

    fn samples(&self) -> impl Iterator<Item = &(String, LineChange)> {
        self.tally.rules.values().flat_map(|found| &found.samples)
    }

    fn print(&self, out: &mut dyn Write) -> Result<()> {
        let count = |change: LineFateChange| thousands(self.tally.count(change));
        let rejected = match self.rejected {
            0 => String::new(),
            rejected => format!("; {} rejected", counted(rejected, "record")),
        };
        writeln!(
            out,
            "  {} lines newly removed, {} newly kept, {} altered, in {} of {}{rejected}",
            count(LineFateChange::Removed),
            count(LineFateChange::Kept),
            count(LineFateChange::Altered),
            thousands(self.tally.changed),
            counted(self.tally.documents, "document"),
        )?;
        for (rule, found) in &self.tally.rules {
            for (id, change) in &found.samples {
                writeln!(out, "    {}  ({})", show::told(id, change), excerpt(rule, 60))?;
            }
        }
        Ok(())
    }

    fn json(&self) -> Value {
        let count = |change| self.tally.count(change);
        let lines: Vec<Value> = self.samples().map(|(id, change)| show::line(id, change)).collect();
        json!({
            "documents": self.tally.documents, "changed": self.tally.changed, "rejected": self.rejected,
            "removed": count(LineFateChange::Removed), "kept": count(LineFateChange::Kept),
            "altered": count(LineFateChange::Altered), "attributed": count(LineFateChange::Attributed), "lines": lines,
        })
    }
}

impl Round {
    /// Runs the examples of the packs, as `rules test` would.
    fn test(&mut self, own: &[PackText]) {
        let (Some(set), _) = compile(own, &packs::resolve) else { return };
        let cleaner = Cleaner::new(Arc::new(set));
        let report = test_examples(&cleaner);
        let id = |failure: &Failure| Arc::clone(&cleaner.rules().rules[failure.rule].id);
        self.tried = report.tried;
        self.failures = report.failures.into_iter().map(|failure| (id(&failure), failure)).collect();
    }

    fn errors(&self) -> usize {
        self.problems.iter().filter(|problem| problem.severity == Severity::Error).count()
    }

    pub(super) fn print(&self, json: bool, out: &mut dyn Write) -> Result<()> {
        if json {
            writeln!(out, "{}", self.json())?;
            return Ok(());
        }
        let number = self.number;
        if let Some(reason) = &self.unreadable {
            writeln!(out, "round {number}: {}", excerpt(reason, 300))?;
            return Ok(());
        }
        let packs = counted(self.packs as u64, "pack");
        let told = packs::count(&self.problems);
        if self.errors() > 0 {
            writeln!(out, "round {number}: {packs}: {told}")?;
        } else {
            let (rules, failed) = (counted(self.rules as u64, "rule"), self.failures.len());
            let passed = self.tried - failed;
            writeln!(
                out,
                "round {number}: {packs}, {rules}: {told}; examples: {passed} passed, {failed} failed"
            )?;
        }
        for problem in &self.problems {
            let hint = if problem.hint.is_empty() { String::new() } else { format!(" ({})", problem.hint) };
            writeln!(out, "  {}", excerpt(&format!("{problem}{hint}"), 400))?;
        }
        for (rule, failure) in &self.failures {
            let (outcome, place) = (failure.outcome.as_str(), &failure.place);
            writeln!(out, "  {outcome} {rule} ({place}): {}", excerpt(&failure.detail, 200))?;
            writeln!(out, "    {}", excerpt(&failure.text, 160))?;
        }
        self.changes.as_ref().map_or(Ok(()), |changes| changes.print(out))
    }

    fn json(&self) -> Value {
        let failure = |(rule, failure): &(Arc<str>, Failure)| {
            let (line, column) = failure.place.line_column();
            json!({
                "outcome": failure.outcome.as_str(), "rule": &**rule, "file": failure.place.source.path,
                "line": line, "column": column, "text": failure.text, "detail": failure.detail,
            })
        };
        json!({
            "round": self.number, "unreadable": self.unreadable, "packs": self.packs, "rules": self.rules,
            "errors": self.errors(), "problems": self.problems.iter().map(problem_json).collect::<Vec<_>>(),
            "examples": {"passed": self.tried - self.failures.len(), "failed": self.failures.len()},
            "failures": self.failures.iter().map(failure).collect::<Vec<_>>(),
            "diff": self.changes.as_ref().map(Changes::json),
        })
    }
}
