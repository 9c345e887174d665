//! Decides which spans of a text go. Never cuts.

use std::collections::BTreeMap;

use super::layout::Layout;
use super::marking::{Finding, Marking, Verdict};
use super::settle::settle;
use super::spot::{Spot, inline_spots, line_spot};
use crate::document::Flag;
use crate::rules::{Apply, Hit, PatternIndex, Rule, RuleIndex, RuleSet, Shape, Subject};
use crate::text::{Line, Span, lines};

/// A text with more matches than this (a page of a million bare list numbers) is left as it is, and
/// flagged: each match takes some hundred bytes until the text is done.
const MOST_HITS: usize = 1 << 20;

/// Marks a text: what came of every match. `hits` are sorted by pattern and line, as a scan gives them.
/// `captures` says whether anybody asks for the fields that whole lines are captured into.
pub(super) fn mark(
    set: &RuleSet,
    subject: &Subject<'_>,
    text: &str,
    lines: &[Line],
    hits: &[Hit],
    captures: bool,
) -> Marking {
    if hits.len() > MOST_HITS {
        return Marking { flags: vec![Flag::TooManyMatches], ..Marking::default() };
    }
    let layout = Layout::of(text, lines);
    let mut marker = Marker { captures, ..Marker::new(set, text, layout, hits) };
    let mut rules = marker.rules_hit();
    rules.extend(set.patternless(subject));
    rules.sort_unstable_by_key(|&rule| set.rank(rule));
    for rule in rules {
        marker.judge(rule);
    }
    marker.know_story();
    Marking { story: marker.layout.story(), ..settle(set, marker.spots, marker.flags) }
}

/// Marks a text with one rule alone, wherever it stands: no zone, requirement, scope or share counts.
/// This is how a rule's examples are tested.
pub(super) fn mark_alone(set: &RuleSet, rule: RuleIndex, text: &str) -> Marking {
    let lines = lines(text);
    let mut hits = Vec::new();
    for pattern in set.patterns_of(rule) {
        for (line, place) in lines.iter().enumerate() {
            if set.patterns.tries(pattern, place.span.of(text)) {
                hits.push(Hit { pattern, line });
            }
        }
    }
    let layout = Layout::of(text, &lines);
    let mut marker = Marker { conditions: false, ..Marker::new(set, text, layout, &hits) };
    marker.judge(rule);
    settle(set, marker.spots, marker.flags)
}

pub(super) struct Marker<'a> {
    pub(super) set: &'a RuleSet,
    pub(super) text: &'a str,
    pub(super) layout: Layout<'a>,
    /// Sorted by pattern, so that a rule's hits stand together.
    hits: &'a [Hit],
    /// Whether zones, requirements and shares count.
    conditions: bool,
    /// Whether fields are captured from whole lines.
    captures: bool,
    /// What was found so far.
    pub(super) spots: Vec<Spot>,
    /// Lines on which rules matched that others ask about, sorted.
    fired: BTreeMap<RuleIndex, Vec<usize>>,
    flags: Vec<Flag>,
}

impl<'a> Marker<'a> {
    fn new(set: &'a RuleSet, text: &'a str, layout: Layout<'a>, hits: &'a [Hit]) -> Marker<'a> {
        let (spots, fired, flags) = (Vec::new(), BTreeMap::new(), Vec::new());
        Marker { set, text, layout, hits, conditions: true, captures: true, spots, fired, flags }
    }

    /// The rules with a hit, in the order in which they can be judged.
    fn rules_hit(&self) -> Vec<RuleIndex> {
        let mut rules: Vec<RuleIndex> =
            self.hits.iter().map(|hit| self.set.patterns.list[hit.pattern].rule).collect();
        rules.dedup();
        rules.sort_unstable_by_key(|&rule| self.set.rank(rule));
        rules.dedup();
        rules
    }

    fn hits_of(&self, rule: RuleIndex) -> &'a [Hit] {
        let range = self.set.patterns_of(rule);
        let start = self.hits.partition_point(|hit| hit.pattern < range.start);
        let end = self.hits.partition_point(|hit| hit.pattern < range.end);
        &self.hits[start..end]
    }

    /// Adds the rule's spots with what its own conditions say of them.
    fn judge(&mut self, index: RuleIndex) {
        let rule = &self.set.rules[index];
        let hits = self.hits_of(index);
        let mut spots = match &rule.shape {
            Shape::Line | Shape::Repeated => self.line_spots(rule, hits),
            Shape::Inline { replace } => self.inline_spots(rule, replace, hits),
            Shape::Section { end, max_lines } => self.section_spots(hits, *end, *max_lines),
            Shape::Block { lines } => self.block_spots(rule, hits, *lines),
            Shape::List(list) => self.list_spots(hits, *list),
            Shape::Between(between) => self.fill_spots(between),
            Shape::Edge(edge) => self.edge_spots(*edge),
            Shape::Repeat(_) => Vec::new(),
        };
        for spot in &mut spots {
            spot.finding.rule = index;
            if self.conditions && spot.finding.verdict == Verdict::Removed {
                spot.finding.verdict = self.conditions(rule, spot.judged_at);
            }
        }
        self.cap(rule, &mut spots);
        if self.set.is_asked_about(index) {
            let held = spots.iter().filter(|spot| spot.finding.verdict == Verdict::Removed);
            let mut lines: Vec<usize> = held.map(|spot| spot.finding.line).collect();
            lines.sort_unstable();
            self.fired.insert(index, lines);
        }
        self.spots.extend(spots);
    }

    /// Zone and requirement; `Removed` where both hold.
    fn conditions(&mut self, rule: &Rule, line: usize) -> Verdict {
        let zone = rule.zone;
        if zone.head.is_some() || zone.tail.is_some() {
            if zone.asks_for_story() {
                self.know_story();
            }
            if !zone.holds(self.layout.place(line)) {
                return Verdict::OutsideZone;
            }
        }
        let fired = |other: RuleIndex| self.fired.get(&other).map_or(&[][..], Vec::as_slice);
        if zone.after.is_some_and(|other| fired(other).first().is_none_or(|&first| first >= line))
            || zone.before.is_some_and(|other| fired(other).last().is_none_or(|&last| last <= line))
        {
            return Verdict::OutsideZone;
        }
        match rule.requires {
            None => Verdict::Removed,
            Some(requires) => {
                let lines = fired(requires.rule);
                // Only the nearest on either side can be near enough.
                let next = lines.partition_point(|&at| at < line);
                let near = |&at: &usize| {
                    let distance = self.layout.ordinal(at).abs_diff(self.layout.ordinal(line));
                    requires.within_lines.is_none_or(|reach| distance <= reach)
                };
                let met = match requires.within_lines {
                    None => !lines.is_empty(),
                    Some(_) => lines[next.saturating_sub(1)..].iter().take(2).any(near),
                };
                if met { Verdict::Removed } else { Verdict::Unmet }
            }
        }
    }

    /// Finds where the story begins and ends, once.
    pub(super) fn know_story(&mut self) {
        if !self.layout.knows_story() {
            self.layout.find_story(self.text, &self.chrome());
        }
    }

    /// Lines that rules have shown to be chrome so far. Rules that ask where the story is cannot say, nor can
    /// repeated lines: where the story is decides what is learnt of them.
    fn chrome(&self) -> Vec<usize> {
        let counts = |spot: &&Spot| {
            let rule = &self.set.rules[spot.finding.rule];
            spot.finding.whole_line
                && spot.finding.verdict == Verdict::Removed
                && !rule.zone.asks_for_story()
                && !rule.is_repeated()
                && rule.keep.is_none()
                && matches!(rule.apply, Apply::Drop | Apply::CaptureDrop)
        };
        let mut lines: Vec<usize> = self.spots.iter().filter(counts).map(|spot| spot.finding.line).collect();
        lines.sort_unstable();
        lines
    }

    fn cap(&mut self, rule: &Rule, spots: &mut [Spot]) {
        let Some(share) = rule.max_share.filter(|_| self.conditions) else {
            return;
        };
        let held = |spot: &Spot| spot.finding.verdict == Verdict::Removed;
        let bytes: usize = spots.iter().filter(|spot| held(spot)).map(|spot| spot.finding.span.len()).sum();
        if bytes * 1000 > self.text.len() * share as usize {
            self.flags.push(Flag::CapReached);
            for spot in spots.iter_mut().filter(|spot| held(spot)) {
                spot.finding.verdict = Verdict::OverShare;
            }
        }
    }

    pub(super) fn whole_line(&self, pattern: PatternIndex, line: usize) -> Spot {
        Spot {
            finding: Finding {
                rule: 0,
                pattern,
                line,
                span: self.layout.lines[line].span,
                whole_line: true,
                replacement: String::new(),
                verdict: Verdict::Removed,
            },
            captures: Vec::new(),
            judged_at: line,
        }
    }

    /// One spot a line, whichever of the rule's patterns found it.
    fn line_spots(&self, rule: &Rule, hits: &[Hit]) -> Vec<Spot> {
        let mut hits = hits.to_vec();
        hits.sort_unstable_by_key(|hit| (hit.line, hit.pattern));
        hits.dedup_by_key(|hit| hit.line);
        hits.iter()
            .map(|hit| {
                let mut spot = self.whole_line(hit.pattern, hit.line);
                if self.captures && !rule.captures.is_empty() {
                    spot.captures = line_spot(self.set, rule, hit.pattern, spot.finding.span.of(self.text));
                }
                spot
            })
            .collect()
    }

    fn inline_spots(&self, rule: &Rule, replace: &str, hits: &[Hit]) -> Vec<Spot> {
        let mut spots = Vec::new();
        for hit in hits {
            let line = self.layout.lines[hit.line].span;
            for found in inline_spots(self.set, rule, hit.pattern, replace, line.of(self.text)) {
                let mut spot = self.whole_line(hit.pattern, hit.line);
                spot.finding.span = Span::new(line.start + found.span.start, line.start + found.span.end);
                spot.finding.whole_line = false;
                spot.finding.replacement = found.replacement;
                spot.captures = found.captures;
                spots.push(spot);
            }
        }
        spots
    }
}
