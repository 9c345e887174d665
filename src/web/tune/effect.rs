//! What a draft would do to the corpus: the lines that it would remove and those that it would let stay.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::desk::{Desk, Halt, Snapshot, Work};
use crate::clean::{Verdict, is_story_line};
use crate::eval::Label;
use crate::rules::{RuleIndex, RuleSet};
use crate::survey::{LineChange, LineFateChange, Marked, NearMiss, Stopped, Touched, changes, reason};
use crate::text::Span;

/// Documents that are cleaned both ways; where more are concerned, the first of them.
pub(super) const COMPARED: usize = 2000;
/// Lines shown of each sort.
const SHOWN: usize = 40;
/// Bytes of a line that are shown.
const LONGEST: usize = 400;

/// The difference that a draft makes.
#[derive(Debug, Default)]
pub(super) struct Effect {
    /// Whether the rules mean what they did before.
    pub(super) same: bool,
    /// Documents in all, those that the draft concerns, and those of them that were cleaned both ways.
    pub(super) all: usize,
    pub(super) concerned: usize,
    pub(super) compared: usize,
    /// Documents in which a line changed.
    pub(super) changed: u64,
    /// Lines, by what became of them.
    pub(super) removed: Lines,
    pub(super) kept: Lines,
    /// The same goes by another rule, or as much of it.
    pub(super) moved: u64,
    /// Lines that the draft's rules match, and do nothing to.
    pub(super) idle: Lines,
    /// By outlet, newly removed and newly kept.
    pub(super) sources: Vec<(String, u64, u64)>,
}

/// Lines of one sort.
#[derive(Debug, Default)]
pub(super) struct Lines {
    pub(super) count: u64,
    /// Those that read as sentences of a story.
    pub(super) story: u64,
    /// Those that are labelled article, and boilerplate.
    pub(super) article: u64,
    pub(super) boilerplate: u64,
    pub(super) cases: Vec<Case>,
}

/// A line with what stands round it.
#[derive(Debug, Clone)]
pub(super) struct Case {
    pub(super) document: u32,
    pub(super) source: String,
    /// Counted from 0.
    pub(super) line: usize,
    pub(super) text: String,
    /// What goes of it, or went.
    pub(super) gone: Vec<Span>,
    /// The lines above and below that are not blank.
    pub(super) above: String,
    pub(super) below: String,
    /// The rule that has it now, or had it; or why nothing was done.
    pub(super) by: String,
    pub(super) is_story: bool,
    pub(super) label: Label,
}

/// What became of one document.
#[derive(Default)]
struct Part {
    source: String,
    removed: Vec<Case>,
    kept: Vec<Case>,
    moved: u64,
    idle: Vec<Case>,
}

/// Cleans the documents that a draft concerns with the present rules and with `new`. `drafted` are the draft's
/// rules in `new`.
pub(super) fn effect(
    desk: &impl Desk,
    snapshot: &Snapshot,
    new: &Arc<RuleSet>,
    drafted: &[RuleIndex],
    work: Work,
) -> Result<Effect, Halt> {
    let old = &snapshot.rules.cleaner;
    let new = old.with_rules(Arc::clone(new));
    let touched = Touched::between(old.rules(), new.rules());
    let numbers: Vec<u32> = (0..u32::try_from(snapshot.catalog.entries.len()).unwrap_or(u32::MAX)).collect();
    let mut effect = Effect { all: numbers.len(), ..Effect::default() };
    if touched.is_empty() {
        effect.same = true;
        return Ok(effect);
    }
    let concerns = desk.sweep(
        work,
        &numbers,
        || touched.scratch(),
        |scratch, number, document| touched.concerns(scratch, &document).then_some(number),
    )?;
    let concerned: Vec<u32> = concerns.into_iter().flatten().collect();
    effect.concerned = concerned.len();
    let compared = &concerned[..concerned.len().min(COMPARED)];
    effect.compared = compared.len();
    let parts = desk.sweep(
        work,
        compared,
        || (old.scratch(), new.scratch()),
        |(before, after), number, document| {
            let before = Marked::of(old, before, document.clone());
            let after = Marked::of(&new, after, document);
            part(desk, number, &before, &after, &new, drafted)
        },
    )?;
    let mut sources: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for part in parts {
        effect.changed += u64::from(!part.removed.is_empty() || !part.kept.is_empty());
        if !part.removed.is_empty() || !part.kept.is_empty() {
            let counts = sources.entry(part.source).or_default();
            *counts = (counts.0 + part.removed.len() as u64, counts.1 + part.kept.len() as u64);
        }
        effect.moved += part.moved;
        effect.removed.add(part.removed);
        effect.kept.add(part.kept);
        effect.idle.add(part.idle);
    }
    effect.sources = sources.into_iter().map(|(source, (removed, kept))| (source, removed, kept)).collect();
    effect.sources.sort_by_key(|(_, removed, kept)| std::cmp::Reverse(removed + kept));
    for lines in [&mut effect.removed, &mut effect.kept, &mut effect.idle] {
        lines.spread();
    }
    Ok(effect)
}

impl Lines {
    fn add(&mut self, cases: Vec<Case>) {
        self.count += cases.len() as u64;
        for case in cases {
            self.story += u64::from(case.is_story);
            self.article += u64::from(case.label == Label::Article);
            self.boilerplate += u64::from(case.label == Label::Boilerplate);
            if self.cases.len() < SHOWN * 20 {
                self.cases.push(case);
            }
        }
    }

    /// Keeps what is worth a look first: lines of stories, then a few of each outlet.
    fn spread(&mut self) {
        let mut of_source: BTreeMap<String, usize> = BTreeMap::new();
        let mut ranked: Vec<(bool, usize, Case)> = Vec::new();
        for case in std::mem::take(&mut self.cases) {
            let rank = of_source.entry(case.source.clone()).or_default();
            *rank += 1;
            let risky = case.label == Label::Article || case.is_story;
            ranked.push((!risky, *rank, case));
        }
        ranked.sort_by_key(|(calm, rank, _)| (*calm, *rank));
        self.cases = ranked.into_iter().take(SHOWN).map(|(_, _, case)| case).collect();
    }
}

fn part(
    desk: &impl Desk,
    number: u32,
    before: &Marked,
    after: &Marked,
    new: &crate::clean::Cleaner,
    drafted: &[RuleIndex],
) -> Part {
    let document = &after.document;
    let mut part = Part { source: document.source.clone().unwrap_or_default(), ..Part::default() };
    let found = changes(before, after);
    let idle = || {
        let mine = after.marking.findings.iter().filter(|finding| drafted.contains(&finding.rule));
        mine.filter(|finding| {
            !matches!(finding.verdict, Verdict::Removed | Verdict::Captured | Verdict::Keeps)
        })
    };
    if found.is_empty() && idle().next().is_none() {
        return part;
    }
    let gold = desk.gold(document);
    let lines = after.lines();
    let labels = gold.map(|gold| gold.labels_of(&document.text, &lines)).unwrap_or_default();
    // A line that now goes is no part of the story as it is now.
    let stories = [before.marking.story, after.marking.story];
    let shown = |line: usize, gone: &[Span], by: String| {
        let label = labels.get(line).copied().unwrap_or(Label::Unscored);
        let within = |(first, last): &(usize, usize)| *first <= line && line <= *last;
        let case = case(number, after, line, gone, by, label);
        Case { is_story: case.is_story && stories.iter().flatten().any(within), ..case }
    };
    let by = |change: &LineChange, after: bool| {
        let rule = if after { &change.after } else { &change.before };
        rule.as_deref().unwrap_or_default().to_owned()
    };
    for change in &found {
        match change.change {
            LineFateChange::Removed => {
                part.removed.push(shown(change.line, &change.gone_after, by(change, true)));
            }
            LineFateChange::Kept => {
                part.kept.push(shown(change.line, &change.gone_before, by(change, false)));
            }
            LineFateChange::Altered | LineFateChange::Attributed => part.moved += 1,
        }
    }
    for finding in idle() {
        let miss =
            NearMiss { rule: finding.rule, span: finding.span, stopped: Stopped::Verdict(finding.verdict) };
        part.idle.push(shown(finding.line, &[finding.span], reason(new, &miss)));
    }
    part
}

fn case(document: u32, marked: &Marked, line: usize, gone: &[Span], by: String, label: Label) -> Case {
    let text = &marked.document.text;
    let lines = marked.lines();
    let said = |at: usize| lines[at].span.of(text);
    let solid = |at: &usize| !said(*at).trim().is_empty();
    let near = |at: Option<usize>| at.map(|at| cut(said(at)).to_owned()).unwrap_or_default();
    let span = lines.get(line).map_or(Span::new(0, 0), |line| line.span);
    let shown = cut(span.of(text));
    let end = span.start + shown.len();
    let part = |part: &Span| {
        let (from, to) = (part.start.clamp(span.start, end), part.end.clamp(span.start, end));
        Span::new(from - span.start, to - span.start)
    };
    Case {
        document,
        source: marked.document.source.clone().unwrap_or_default(),
        line,
        text: shown.to_owned(),
        gone: gone.iter().map(part).collect(),
        above: near((0..line.min(lines.len())).rev().find(solid)),
        below: near((line + 1..lines.len()).find(solid)),
        by,
        is_story: is_story_line(span.of(text)),
        label,
    }
}

fn cut(line: &str) -> &str {
    &line[..line.floor_char_boundary(LONGEST)]
}
