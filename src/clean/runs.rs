//! Sections and blocks: matches that are runs of lines.

use super::layout::is_blank;
use super::mark::Marker;
use super::marking::Verdict;
use super::spot::Spot;
use crate::rules::{Hit, Part, PatternIndex, Rule, SectionEnd};

impl Marker<'_> {
    /// From each start to the first end after it that is near enough, without overlap.
    pub(super) fn section_spots(&self, hits: &[Hit], end: SectionEnd, max_lines: usize) -> Vec<Spot> {
        let part = |wanted: Part| {
            let mut found: Vec<(usize, PatternIndex)> = hits
                .iter()
                .filter(|hit| self.set.patterns.list[hit.pattern].part == wanted)
                .map(|hit| (hit.line, hit.pattern))
                .collect();
            found.sort_unstable();
            found.dedup_by_key(|(line, _)| *line);
            found
        };
        let ends = part(Part::End);
        let mut spots = Vec::new();
        let mut from = 0;
        for (start, pattern) in part(Part::Start) {
            if start < from {
                continue;
            }
            match self.section_end(start, &ends, end, max_lines) {
                Some(last) => {
                    let lines =
                        (start..=last).filter(|&at| !is_blank(self.layout.lines[at].span.of(self.text)));
                    // A section is judged as one, where it begins.
                    spots.extend(lines.map(|at| Spot { judged_at: start, ..self.whole_line(pattern, at) }));
                    from = last + 1;
                }
                None => {
                    let mut spot = self.whole_line(pattern, start);
                    spot.finding.verdict = Verdict::Incomplete;
                    spots.push(spot);
                }
            }
        }
        spots
    }

    /// The last line of a section that begins at `start`.
    fn section_end(
        &self,
        start: usize,
        ends: &[(usize, PatternIndex)],
        kind: SectionEnd,
        max_lines: usize,
    ) -> Option<usize> {
        // A line that begins and ends a section is all of it; an excluded end must be another line.
        let from = if kind == SectionEnd::Exclusive { start + 1 } else { start };
        let found = ends.get(ends.partition_point(|(line, _)| *line < from)).map(|(line, _)| *line);
        let last = match (found, kind) {
            (Some(end), SectionEnd::Exclusive) => end - 1,
            (Some(end), _) => end,
            (None, SectionEnd::Eof) => self.layout.lines.len() - 1,
            (None, _) => return None,
        };
        let lines = self.layout.ordinal(last) + 1 - self.layout.ordinal(start);
        (lines <= max_lines).then_some(last)
    }

    /// Runs of lines in which each matches the pattern in its place.
    pub(super) fn block_spots(&self, rule: &Rule, hits: &[Hit], length: usize) -> Vec<Spot> {
        let tail_alone = rule.zone.tail.is_some() && rule.zone.head.is_none();
        // The lines of each place, sorted, since hits are sorted by pattern.
        let mut places: Vec<Vec<(usize, PatternIndex)>> = vec![Vec::new(); length];
        for hit in hits {
            if let Part::Block(place) = self.set.patterns.list[hit.pattern].part {
                places[place].push((hit.line, hit.pattern));
            }
        }
        places.iter_mut().for_each(|lines| lines.sort_unstable());
        let matches = |place: usize, line: usize| {
            let at = places[place].partition_point(|(other, _)| *other < line);
            places[place].get(at).filter(|(other, _)| *other == line).map(|(_, pattern)| *pattern)
        };
        let firsts: Vec<usize> =
            places.first().map_or(Vec::new(), |lines| lines.iter().map(|(line, _)| *line).collect());
        let mut spots = Vec::new();
        let mut from = 0;
        for first in firsts {
            if first < from {
                continue;
            }
            let mut run: Vec<Spot> = Vec::with_capacity(length);
            let mut line = Some(first);
            while let Some(at) = line.filter(|_| run.len() < length) {
                let Some(pattern) = matches(run.len(), at) else {
                    break;
                };
                run.push(self.whole_line(pattern, at));
                line = self.layout.next_non_blank(self.text, at);
            }
            if run.len() == length {
                let last = run.last().map_or(first, |spot| spot.finding.line);
                from = last + 1;
                // A block is judged as one: by its first line, in a tail alone by its last.
                let judged_at = if tail_alone { last } else { first };
                run.iter_mut().for_each(|spot| spot.judged_at = judged_at);
            } else {
                run.truncate(1);
                run.iter_mut().for_each(|spot| spot.finding.verdict = Verdict::Incomplete);
            }
            spots.extend(run);
        }
        spots
    }
}
