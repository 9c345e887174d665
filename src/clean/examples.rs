//! Runs the examples that stand inside rules.

use super::Cleaner;
use super::cut::cut;
use super::mark::{mark, mark_alone};
use super::marking::{Marking, Verdict};
use crate::rules::{Apply, Example, ExampleCase, Place, Rule, RuleIndex, RuleSet, Subject};
use crate::text::lines;

/// What is wrong with an example, in the words of ast-grep's rule tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// A rule matches what it must not.
    Noisy,
    /// A rule does not match what it must.
    Missing,
    /// A rule matches, but something else comes out.
    Wrong,
}

impl Outcome {
    /// The name in outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Outcome::Noisy => "Noisy",
            Outcome::Missing => "Missing",
            Outcome::Wrong => "Wrong",
        }
    }
}

/// An example that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What is wrong.
    pub outcome: Outcome,
    /// The rule that is to blame.
    pub rule: RuleIndex,
    /// The example's text.
    pub text: String,
    /// What was expected and what came, in words.
    pub detail: String,
    /// Where the example stands (in another rule, where that rule's must-not-match line is hit).
    pub place: Place,
}

/// What a test run over all examples found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExampleReport {
    /// Rules with at least one example.
    pub rules: usize,
    /// Examples tried, other rules' must-not-match lines among them.
    pub tried: usize,
    /// Those that failed, by rule.
    pub failures: Vec<Failure>,
}

/// Tests every rule against its own examples, and every rule that holds anywhere in a text against the
/// must-not-match lines of all others.
pub fn test_examples(cleaner: &Cleaner) -> ExampleReport {
    let set = cleaner.rules();
    let mut report = ExampleReport::default();
    for (index, rule) in set.rules.iter().enumerate().filter(|(_, rule)| rule.apply != Apply::Off) {
        let mut tester = Tester { cleaner, set, index, rule, report: &mut report };
        tester.own();
        report.rules += usize::from(!rule.examples.is_empty());
    }
    others(set, &mut report);
    report.failures.sort_by_key(|failure| (failure.rule, failure.place.span.start));
    report
}

struct Tester<'a> {
    cleaner: &'a Cleaner,
    set: &'a RuleSet,
    index: RuleIndex,
    rule: &'a Rule,
    report: &'a mut ExampleReport,
}

impl Tester<'_> {
    fn own(&mut self) {
        let examples = &self.rule.examples;
        for example in examples.lines.iter().chain(&examples.blocks) {
            let hit = self.touches(&example.text);
            self.check(hit, Outcome::Missing, example, "must match, does not");
        }
        for example in examples.not_lines.iter().chain(&examples.not_blocks) {
            let hit = self.touches(&example.text);
            self.check(!hit, Outcome::Noisy, example, "must not match, does");
        }
        for case in &examples.cases {
            self.case(case);
        }
    }

    /// A rule without a pattern needs the others, which show it what is chrome.
    fn touches(&self, text: &str) -> bool {
        if !self.rule.shape.is_patternless() {
            return touches(&mark_alone(self.set, self.index, text));
        }
        let (subject, lines) = (Subject::default(), lines(text));
        let hits = self.set.scan(&mut self.set.scratch(), &subject, text, &lines);
        let mut marking = mark(self.set, &subject, text, &lines, &hits, true);
        marking.findings.retain(|finding| finding.rule == self.index);
        touches(&marking)
    }

    fn check(&mut self, good: bool, outcome: Outcome, example: &Example, detail: &str) {
        self.report.tried += 1;
        if !good {
            self.fail(outcome, &example.text, detail.to_owned(), &example.place);
        }
    }

    fn fail(&mut self, outcome: Outcome, text: &str, detail: String, place: &Place) {
        let failure =
            Failure { outcome, rule: self.index, text: text.to_owned(), detail, place: place.clone() };
        self.report.failures.push(failure);
    }

    fn case(&mut self, case: &ExampleCase) {
        self.report.tried += 1;
        let marking = mark_alone(self.set, self.index, &case.input);
        if !touches(&marking) {
            return self.fail(Outcome::Missing, &case.input, "must match, does not".into(), &case.place);
        }
        let output = cut(&case.input, &self.cleaner.removals(&case.input, &lines(&case.input), &marking));
        if let Some(expected) = case.output.as_ref().filter(|expected| **expected != output) {
            let detail = format!("must become `{expected}`, becomes `{output}`");
            self.fail(Outcome::Wrong, &case.input, detail, &case.place);
        }
        for (name, expected) in &case.captures {
            let found =
                marking.captures.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
            if found != Some(expected) {
                let found = found.unwrap_or("nothing");
                let detail = format!("must capture {name} = `{expected}`, captures `{found}`");
                self.fail(Outcome::Wrong, &case.input, detail, &case.place);
            }
        }
    }
}

/// Every must-not-match line against all rules but its own. A rule that has the line among its own
/// matches means it, and a rule that holds only in some place cannot be judged without one.
fn others(set: &RuleSet, report: &mut ExampleReport) {
    let judged = |rule: &Rule| {
        !matches!(rule.apply, Apply::Off | Apply::CaptureKeep | Apply::Mark)
            && rule.keep.is_none()
            && rule.zone == crate::rules::Zone::default()
            && rule.requires.is_none()
            && rule.scope.is_everything()
    };
    let mut scratch = set.scratch();
    for (owner, rule) in set.rules.iter().enumerate() {
        for example in &rule.examples.not_lines {
            let lines = crate::text::lines(&example.text);
            let hits = set.scan(&mut scratch, &crate::rules::Subject::default(), &example.text, &lines);
            let mut hit: Vec<RuleIndex> =
                hits.iter().map(|hit| set.patterns.list[hit.pattern].rule).collect();
            hit.dedup();
            report.tried += 1;
            for other in hit.into_iter().filter(|&other| other != owner && judged(&set.rules[other])) {
                let means_it = set.rules[other].examples.lines.iter().any(|line| line.text == example.text);
                if !means_it && touches(&mark_alone(set, other, &example.text)) {
                    let detail = format!("must not match by `{}`, does", rule.id);
                    let (text, place) = (example.text.clone(), example.place.clone());
                    report.failures.push(Failure {
                        outcome: Outcome::Noisy,
                        rule: other,
                        text,
                        detail,
                        place,
                    });
                }
            }
        }
    }
}

/// Whether a rule did anything to a text.
fn touches(marking: &Marking) -> bool {
    let does = |verdict: Verdict| {
        matches!(verdict, Verdict::Removed | Verdict::Captured | Verdict::Keeps | Verdict::Marked)
    };
    marking.findings.iter().any(|finding| does(finding.verdict))
}
