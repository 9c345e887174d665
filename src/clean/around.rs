//! Spots of rules that go by what other rules removed.

use super::mark::Marker;
use super::marking::Verdict;
use super::spot::Spot;
use super::surround::{Ground, ListHits, Run, Surroundings};
use crate::rules::{Apply, Between, Confidence, Edge, Hit, List, Part, PatternIndex, Protects};

/// Rules without a pattern have none to name.
const NO_PATTERN: PatternIndex = PatternIndex::MAX;

impl Marker<'_> {
    /// A list rule's headers with their entries.
    pub(super) fn list_spots(&self, hits: &[Hit], list: List) -> Vec<Spot> {
        let part = |wanted: Part| {
            let of_part = hits.iter().filter(|hit| self.set.patterns.list[hit.pattern].part == wanted);
            let mut found: Vec<(usize, PatternIndex)> = of_part.map(|hit| (hit.line, hit.pattern)).collect();
            found.sort_unstable();
            found.dedup_by_key(|(line, _)| *line);
            found
        };
        let hits =
            ListHits { headers: part(Part::Start), entries: part(Part::Entry), stops: part(Part::End) };
        let ground = self.ground();
        let runs = self.surroundings(&ground).lists(list, &hits);
        runs.iter().flat_map(|run| self.run_spots(run)).collect()
    }

    /// A list is judged as one, where it begins.
    fn run_spots(&self, run: &Run) -> Vec<Spot> {
        let lines = std::iter::once(run.header).chain(run.entries.iter().copied());
        let mut spots: Vec<Spot> =
            lines.map(|at| Spot { judged_at: run.header, ..self.whole_line(run.pattern, at) }).collect();
        if let (true, Some(header)) = (run.entries.is_empty(), spots.first_mut()) {
            header.finding.verdict = Verdict::Incomplete;
        }
        spots
    }

    /// Short lines between removed ones.
    pub(super) fn fill_spots(&self, between: &Between) -> Vec<Spot> {
        let ground = self.ground();
        self.lines_of(&self.surroundings(&ground).fill(between))
    }

    /// What stands at the edges of a page.
    pub(super) fn edge_spots(&mut self, edge: Edge) -> Vec<Spot> {
        self.know_story();
        let ground = self.ground();
        self.lines_of(&self.surroundings(&ground).edges(edge))
    }

    fn lines_of(&self, lines: &[usize]) -> Vec<Spot> {
        lines.iter().map(|&line| self.whole_line(NO_PATTERN, line)).collect()
    }

    fn surroundings<'g>(&'g self, ground: &'g Ground) -> Surroundings<'g> {
        Surroundings { text: self.text, layout: &self.layout, ground }
    }

    /// What rules did to each line so far. A line that a keep rule holds is not taken.
    fn ground(&self) -> Ground {
        let mut ground = Ground::of(self.layout.lines);
        for spot in self.spots.iter().filter(|spot| spot.finding.verdict == Verdict::Removed) {
            let rule = &self.set.rules[spot.finding.rule];
            let line = spot.finding.line;
            match (&rule.keep, rule.apply) {
                (Some(Protects::Everything), Apply::Drop) => ground.held[line] = true,
                (None, Apply::Drop | Apply::CaptureDrop)
                    if spot.finding.whole_line && rule.confidence == Confidence::High =>
                {
                    ground.taken[line] = Some(rule.kind);
                }
                _ => {}
            }
        }
        let held = ground.held.iter().zip(&mut ground.taken);
        held.filter(|(held, _)| **held).for_each(|(_, taken)| *taken = None);
        ground
    }
}
