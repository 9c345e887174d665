//! What rules did to one document: the part of a survey that one document makes.

use std::collections::BTreeMap;

use super::known::Known;
use super::lot::Lot;
use super::marked::Marked;
use super::tally::{Outcomes, Period, SAMPLES, SampleLine, SourceTally};
use crate::clean::{Finding, SCORE, Verdict, is_story_line};
use crate::document::Flag;
use crate::eval::{Gold, Label};
use crate::rules::{RuleIndex, Subject};
use crate::text::{Line, Span, epoch_seconds, line_key};

/// Bytes of a sample line at most.
const SHOWN: usize = 300;

/// The counts of one document, for [`super::Survey::add`]. Made by many workers, added up by one.
#[derive(Debug, Clone, Default)]
pub struct PageTally {
    pub(super) source: String,
    pub(super) subject: (String, String, String),
    pub(super) counts: SourceTally,
    /// Lines that are labelled.
    pub(super) labelled: u64,
    pub(super) flags: Vec<Flag>,
    /// By rule.
    pub(super) rules: BTreeMap<RuleIndex, PageRule>,
    pub(super) scored: PageRule,
    /// A line on which two rules matched: whose share is meant, and whose match covers it.
    pub(super) overlaps: Vec<(RuleIndex, RuleIndex)>,
    pub(super) lots: Vec<Lot>,
}

/// What a rule did to one document.
#[derive(Debug, Clone, Default)]
pub(super) struct PageRule {
    pub(super) lines: u64,
    pub(super) bytes: u64,
    pub(super) unique: u64,
    pub(super) right: u64,
    pub(super) wrong: u64,
    pub(super) outcomes: Outcomes,
    pub(super) sentences: Vec<u64>,
    pub(super) samples: Vec<SampleLine>,
    pub(super) fallback: bool,
    pub(super) heavy: bool,
}

impl PageTally {
    /// Counts what the rules did to a document, and how much of it was right where labels say so.
    pub fn of(marked: &Marked, gold: Option<&Gold>) -> PageTally {
        let document = &marked.document;
        let lines = marked.lines();
        let subject = Subject::of(document, document.lang.as_deref());
        let text = |part: Option<&str>| part.unwrap_or_default().to_owned();
        let subject = (text(subject.host.as_deref()), text(subject.source), text(subject.lang));
        let shows = |line: &&Line| !line.span.of(&document.text).trim().is_empty();
        let mut counter = Counter {
            marked,
            known: Known::of(gold, &document.text, &lines),
            page: PageTally {
                source: text(document.source.as_deref()),
                subject,
                counts: SourceTally {
                    documents: 1,
                    lines: lines.iter().filter(shows).count() as u64,
                    bytes: document.text.len() as u64,
                    removed: marked.bytes_removed(),
                    period: Period::of(document.created.as_deref().and_then(epoch_seconds)),
                },
                flags: marked.marking.flags.clone(),
                lots: Lot::draw(&document.id, &document.text, &lines),
                ..PageTally::default()
            },
        };
        counter.page.labelled = counter.known.lines();
        counter.lines(&lines);
        counter.scored(&lines);
        counter.snippets();
        counter.blame();
        counter.page
    }
}

struct Counter<'a> {
    marked: &'a Marked,
    known: Known<'a>,
    page: PageTally,
}

/// Whether a rule has done something to its line.
fn is_hit(verdict: Verdict) -> bool {
    takes(verdict) || matches!(verdict, Verdict::Captured | Verdict::Keeps)
}

/// Whether the rule takes the span, or would if it were not on trial.
fn takes(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Removed | Verdict::Marked)
}

impl Counter<'_> {
    /// Findings are sorted by line, then by rule.
    fn lines(&mut self, lines: &[Line]) {
        let marked = self.marked;
        for on_line in marked.marking.findings.chunk_by(|one, other| one.line == other.line) {
            let Some(line) = lines.get(on_line[0].line) else { continue };
            let shared = on_line.iter().any(|finding| finding.rule != on_line[0].rule);
            for own in on_line.chunk_by(|one, other| one.rule == other.rule) {
                self.line(*line, own, on_line, shared);
            }
        }
    }

    /// Counts one rule's findings on one line.
    fn line(&mut self, line: Line, own: &[Finding], all: &[Finding], shared: bool) {
        let (rule, number) = (own[0].rule, own[0].line);
        let others = || all.iter().filter(|finding| finding.rule != rule);
        let rivalled =
            |mine: &Finding| others().any(|other| rivals(mine, other) && covers(other.span, mine.span));
        let taken: usize = own.iter().filter(|mine| takes(mine.verdict)).map(|mine| mine.span.len()).sum();
        let alone = !shared || own.iter().any(|mine| takes(mine.verdict) && !rivalled(mine));
        let label = if taken * 2 > line.span.len() { self.known.line(number) } else { Label::Unscored };
        if shared {
            self.overlap(rule, own, all);
        }
        let sentence = (taken > 0).then(|| self.sentence(line, number)).flatten();
        let sample = own.iter().any(|finding| is_hit(finding.verdict)).then(|| self.sample(line, number));
        let page = self.page.rules.entry(rule).or_default();
        for (at, finding) in own.iter().enumerate() {
            // A rule may match a line several times with one verdict: that is one line.
            let same = |other: &Finding| {
                std::mem::discriminant(&other.verdict) == std::mem::discriminant(&finding.verdict)
            };
            if !own[..at].iter().any(same) {
                *page.outcomes.of(finding.verdict) += 1;
            }
            page.fallback |= finding.verdict == Verdict::Withdrawn;
        }
        let Some(sample) = sample else { return };
        page.lines += 1;
        page.bytes += taken as u64;
        page.unique += u64::from(taken > 0 && alone);
        page.right += u64::from(label == Label::Boilerplate);
        page.wrong += u64::from(label == Label::Article);
        page.sentences.extend(sentence);
        if page.samples.len() < SAMPLES {
            page.samples.push(sample);
        }
    }

    /// Which other rules match most of what this one takes here, or lost.
    fn overlap(&mut self, rule: RuleIndex, own: &[Finding], all: &[Finding]) {
        let wants = |finding: &&Finding| wants(finding.verdict);
        let mut over: Vec<RuleIndex> = Vec::new();
        for mine in own.iter().filter(wants) {
            let theirs = all.iter().filter(|other| other.rule != rule).filter(wants);
            over.extend(theirs.filter(|other| covers(other.span, mine.span)).map(|other| other.rule));
        }
        over.sort_unstable();
        over.dedup();
        self.page.overlaps.extend(over.into_iter().map(|other| (rule, other)));
    }

    /// The key of a long sentence that stands within the story.
    fn sentence(&self, line: Line, number: usize) -> Option<u64> {
        let text = line.span.of(&self.marked.document.text);
        let within = self.marked.marking.story.is_some_and(|(first, last)| first < number && number < last);
        (within && is_story_line(text)).then(|| line_key(text, &mut String::new()).unwrap_or_default())
    }

    fn sample(&self, line: Line, number: usize) -> SampleLine {
        let text = line.span.of(&self.marked.document.text);
        let text = text[..text.floor_char_boundary(SHOWN)].to_owned();
        SampleLine { document: self.marked.document.id.clone(), line: number, text }
    }

    /// What went by score; it takes whole lines, or what rules left of them.
    fn scored(&mut self, lines: &[Line]) {
        let marked = self.marked;
        for scored in &marked.marking.page.lines {
            let Some(line) = lines.get(scored.line) else { continue };
            let label = self.known.line(scored.line);
            let sentence = self.sentence(*line, scored.line);
            let sample = self.sample(*line, scored.line);
            let page = &mut self.page.scored;
            page.lines += 1;
            page.unique += 1;
            page.outcomes.removed += 1;
            page.right += u64::from(label == Label::Boilerplate);
            page.wrong += u64::from(label == Label::Article);
            page.sentences.extend(sentence);
            if page.samples.len() < SAMPLES {
                page.samples.push(sample);
            }
        }
        let by_score = marked.removals.iter().filter(|removal| &*removal.rule == SCORE);
        self.page.scored.bytes = by_score.map(|removal| removal.span.len() as u64).sum();
    }

    /// Parts of lines that labels are about.
    fn snippets(&mut self) {
        let marked = self.marked;
        for (span, label) in self.known.snippets() {
            let touched = marked
                .marking
                .findings
                .iter()
                .filter(|finding| takes(finding.verdict) && finding.span.overlaps(span));
            let mut rules: Vec<RuleIndex> = touched.map(|finding| finding.rule).collect();
            rules.sort_unstable();
            rules.dedup();
            for rule in rules {
                let page = self.page.rules.entry(rule).or_default();
                page.right += u64::from(label == Label::Boilerplate);
                page.wrong += u64::from(label == Label::Article);
            }
        }
    }

    /// In a document that loses much, the rule that takes most of it.
    fn blame(&mut self) {
        if !self.page.flags.contains(&Flag::HeavyLoss) {
            return;
        }
        let removed = self.page.rules.iter_mut().filter(|(_, page)| page.outcomes.removed > 0);
        if let Some((_, page)) = removed.max_by_key(|(rule, page)| (page.bytes, std::cmp::Reverse(**rule))) {
            page.heavy = true;
        }
    }
}

/// Whether the rule takes the span, or would if no other rule did.
fn wants(verdict: Verdict) -> bool {
    takes(verdict) || matches!(verdict, Verdict::Overridden(_))
}

/// Whether `other` would take what `mine` takes. A rule on trial takes nothing from one that is not.
fn rivals(mine: &Finding, other: &Finding) -> bool {
    wants(other.verdict) && (mine.verdict == Verdict::Marked || other.verdict != Verdict::Marked)
}

/// Whether `over` is most of `span`.
fn covers(over: Span, span: Span) -> bool {
    let common = over.end.min(span.end).saturating_sub(over.start.max(span.start));
    common * 2 > span.len()
}
