//! What one document may lose: the cap with its fall-back, and protection from scores.

use super::layout::{is_sentence, is_story_line, width};
use super::marking::{Finding, Marking, Verdict};
use super::score::{Decision, Guard, Touch};
use crate::document::Flag;
use crate::rules::{Confidence, RuleSet};
use crate::text::Line;

/// Rules may take this share, in thousandths, of a text's story lines.
const CAP: usize = 250;

/// Of a text without a story line, this share of all lines.
const PLAIN_CAP: usize = 500;

/// Scores by which this share of what is left and goes, in thousandths, may be article are told. Chosen
/// on four labelled corpora with an earlier model, so it fits them better than other text: with the
/// present one it tells a quarter of their pages, and nine of the eleven that lose a quarter of their
/// article are told by it or another flag.
const DOUBT: i64 = 25;

/// Where the half of it may be article, scores decide nothing.
const NO_USE: i64 = 500;

/// A line, as far as guards ask.
#[derive(Debug, Clone, Copy)]
struct Shape {
    /// Columns of a story line; 0 for others.
    story: usize,
    width: usize,
    blank: bool,
    /// A quotation or a sentence.
    speaks: bool,
}

/// The lines of a text, measured once for all guards.
pub(super) struct Guarded {
    shapes: Vec<Shape>,
    /// Columns of all story lines.
    story: usize,
}

impl Guarded {
    pub(super) fn of(text: &str, lines: &[Line]) -> Guarded {
        let shape = |line: &Line| {
            let line = line.span.of(text);
            let (width, is_story) = (width(line), is_story_line(line));
            let story = if is_story { width } else { 0 };
            Shape { story, width, blank: width == 0, speaks: is_story || is_sentence(line) }
        };
        let shapes: Vec<Shape> = lines.iter().map(shape).collect();
        Guarded { story: shapes.iter().map(|shape| shape.story).sum(), shapes }
    }

    /// What a line counts towards the cap: its story columns; in a text without a story line, all.
    fn counted(&self, line: usize) -> usize {
        let shape = &self.shapes[line];
        if self.story > 0 { shape.story } else { shape.width }
    }

    fn over_cap(&self, touches: &[Touch]) -> bool {
        let cap = if self.story > 0 { CAP } else { PLAIN_CAP };
        let lines = 0..self.shapes.len();
        let lost: usize = lines.clone().filter(|&at| touches[at].gone).map(|at| self.counted(at)).sum();
        lost * 1000 > lines.map(|at| self.counted(at)).sum::<usize>() * cap
    }

    /// Holds rules to their cap: over it, those of less than high confidence take nothing. Returns what
    /// is left of the touches.
    pub(super) fn cap(
        &self,
        rules: &RuleSet,
        marking: &mut Marking,
        touch: impl Fn(&Marking) -> Vec<Touch>,
    ) -> Vec<Touch> {
        let touches = touch(marking);
        if !self.over_cap(&touches) {
            return touches;
        }
        let unsure = |finding: &&mut Finding| {
            finding.verdict == Verdict::Removed && rules.rules[finding.rule].confidence < Confidence::High
        };
        let at_fault: Vec<&mut Finding> = marking.findings.iter_mut().filter(unsure).collect();
        // Where they take no story line, it is not they who are over the cap.
        let withdrawn = at_fault.iter().any(|finding| self.counted(finding.line) > 0);
        if withdrawn {
            at_fault.into_iter().for_each(|finding| finding.verdict = Verdict::Withdrawn);
        }
        let touches = if withdrawn { touch(marking) } else { touches };
        marking.flags.extend(withdrawn.then_some(Flag::CapFallback));
        marking.flags.extend(self.over_cap(&touches).then_some(Flag::HeavyLoss));
        touches
    }

    /// Takes out of a decision what stands alone between two story lines that stay (a sub-head) and
    /// quotations and sentences there; and all of it where scores are of no use.
    pub(super) fn protect(&self, touches: &[Touch], decision: &mut Decision, flags: &mut Vec<Flag>) {
        let mut scored = vec![false; self.shapes.len()];
        decision.lines.iter().for_each(|line| scored[line.line] = true);
        let spared = self.spared(touches, &scored);
        decision.lines.retain(|line| spared.binary_search(&line.line).is_err());
        let doubt = self.doubt(touches, decision);
        if doubt >= NO_USE {
            *decision = Decision { guard: Guard::NoArticle, lines: Vec::new() };
            flags.push(Flag::CapFallback);
        } else if doubt >= DOUBT {
            flags.push(Flag::Doubtful);
        }
    }

    /// Scored lines in the middle of a story, sorted.
    fn spared(&self, touches: &[Touch], scored: &[bool]) -> Vec<usize> {
        /// A quotation or two stand between paragraphs; a longer run is something else.
        const RUN: usize = 2;
        let lines: Vec<usize> = (0..self.shapes.len()).filter(|&at| !self.shapes[at].blank).collect();
        let story = |at: usize| self.shapes[at].story > 0 && !touches[at].gone && !scored[at];
        let mut spared = Vec::new();
        let mut from = 0;
        while let Some(next) = lines[from..].iter().position(|&at| scored[at]) {
            let start = from + next;
            let length = lines[start..].iter().take_while(|&&at| scored[at]).count();
            from = start + length;
            let inside = start > 0 && story(lines[start - 1]) && lines.get(from).is_some_and(|&at| story(at));
            let run = &lines[start..from];
            if inside && (length == 1 || length <= RUN && run.iter().all(|&at| self.shapes[at].speaks)) {
                spared.extend(run);
            }
        }
        spared
    }

    /// Thousandths of what is left and what goes by score that are article by the scores' own word.
    fn doubt(&self, touches: &[Touch], decision: &Decision) -> i64 {
        let columns = |at: usize| i64::try_from(self.shapes[at].width).unwrap_or(i64::MAX);
        let left: i64 = (0..self.shapes.len()).filter(|&at| !touches[at].gone).map(columns).sum::<i64>()
            - decision.lines.iter().map(|line| columns(line.line)).sum::<i64>();
        let article: i64 =
            decision.lines.iter().map(|line| columns(line.line) * chance(line.points)).sum::<i64>() / 1000;
        article * 1000 / (article + left).max(1)
    }

    /// Whether the text had story lines, and none is left.
    pub(super) fn emptied(&self, touches: &[Touch], decision: &Decision) -> bool {
        let scored = |at: usize| decision.lines.binary_search_by_key(&at, |line| line.line).is_ok();
        let left = |at: &usize| self.shapes[*at].story > 0 && !touches[*at].gone && !scored(*at);
        self.story > 0 && !(0..self.shapes.len()).any(|at| left(&at))
    }
}

/// The chance in thousandths that a line with so many points is article: the logistic function at steps
/// of half a logit from -6. A line with more than 0 went for its neighbours' sake.
fn chance(points: i64) -> i64 {
    const STEPS: [i64; 13] = [2, 4, 7, 11, 18, 29, 47, 76, 119, 182, 269, 378, 500];
    let step = (points + 6250).div_euclid(500).clamp(0, 12);
    usize::try_from(step).ok().and_then(|step| STEPS.get(step)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::score::ScoredLine;
    use super::*;
    use crate::text::lines;

    const STORY: &str =
        "The harbour board said on Friday that the ferry would leave an hour later from Monday on.";

    fn decision(lines: &[(usize, i64)]) -> Decision {
        let lines = lines.iter().map(|&(line, points)| ScoredLine { line, points }).collect();
        Decision { guard: Guard::Page, lines }
    }

    fn protected(text: &str, scored: &[(usize, i64)]) -> (Vec<usize>, Vec<Flag>) {
        let lines = lines(text);
        let (mut decision, mut flags) = (decision(scored), Vec::new());
        Guarded::of(text, &lines).protect(&vec![Touch::default(); lines.len()], &mut decision, &mut flags);
        (decision.lines.iter().map(|line| line.line).collect(), flags)
    }

    #[test]
    fn sub_heads_and_quotations_between_story_lines_stay() {
        let sure = -9000;
        let text = format!(
            "{STORY}\n\nNew times\n{STORY}\nMenu\nHome\n{STORY}\n“We leave at eight o'clock”\n“And we come back at nine”\n{STORY}\nMenu"
        );
        let scored: Vec<(usize, i64)> = [2, 4, 5, 7, 8, 10].map(|line| (line, sure)).to_vec();
        assert_eq!(protected(&text, &scored), (vec![4, 5, 10], vec![]));
    }

    #[test]
    fn doubtful_scores_are_told_and_useless_ones_dropped() {
        let text = format!("{STORY}\nMenu\n{STORY}\n{STORY}");
        assert_eq!(protected(&text, &[(0, -9000), (1, -9000)]).1, []);
        assert_eq!(protected(&text, &[(0, -1000), (1, -9000)]), (vec![0, 1], vec![Flag::Doubtful]));
        assert_eq!(protected(&text, &[(0, 0), (2, 0), (3, 0)]), (vec![], vec![Flag::CapFallback]));
    }

    #[test]
    fn the_chance_is_the_logistic_function() {
        assert_eq!([-90_000, -6000, -2000, -1, 0, 700].map(chance), [2, 2, 119, 500, 500, 500]);
    }
}
