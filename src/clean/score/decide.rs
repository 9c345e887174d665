//! Which lines of a text go: guard, score, smoothing, protection.

use super::context::Context;
use super::cutoff::cutoff;
use super::feature::{Feature, Values};
use super::model::Model;
use super::page::{Page, SHORT, Touch, may_be_dump};
use crate::text::Line;

/// What scoring came to in one text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decision {
    /// Whether the lines below go.
    pub guard: Guard,
    /// The lines to remove, in order; none unless the guard says so.
    pub lines: Vec<ScoredLine>,
}

/// Whether scoring decides in a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Guard {
    /// The text is mostly story: scoring keeps out of it.
    #[default]
    Story,
    /// The text looks like a page: lines were scored.
    Page,
    /// It looks like a page, but hardly anything would be left: nothing is removed.
    NoArticle,
}

/// A line that goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScoredLine {
    /// Counted from 0, among all lines of the text.
    pub line: usize,
    /// Its points, in thousandths of a logit.
    pub points: i64,
}

/// A feature's part in a line's points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reason {
    /// The feature.
    pub feature: Feature,
    /// The line's value of it.
    pub value: i16,
    /// Thousandths of a logit.
    pub points: i64,
}

/// A line with fewer points is chrome beyond doubt, and a page has at least so many of them. Menus and
/// footers of real pages pass this nineteen times of twenty; bodies of stories, agency wires and lists
/// of figures do not.
const PLAIN_CHROME: i64 = -3000;
const PLAIN_LINES: usize = 14;

/// Lines whose values are in memory at once.
const BLOCK: usize = 1024;

/// An article has at least this many columns.
const ARTICLE: i64 = 200;

/// What is given to all lines in turn, until an article is left: a page of a short one, or of lists.
const GIVES: [i64; 4] = [0, 1000, 2000, 3000];

/// Lines up to this width get no bonus.
const WIDE_FROM: i32 = 120;

impl Model {
    /// Decides a text whose lines rules have touched as `touches` says (one for each line).
    pub fn decide(&self, text: &str, lines: &[Line], touches: &[Touch]) -> Decision {
        if !may_be_dump(text, lines) {
            return Decision::default();
        }
        let page = Page::of(text, lines, touches);
        let context = Context::of(&page, self);
        // Lines that rules have taken count as chrome of a page, but most pages have enough without them.
        let (open, gone): (Vec<usize>, Vec<usize>) =
            (0..page.len()).partition(|&line| !page.touches[line].gone);
        let scores = |some: &[usize]| {
            let blocks = some.chunks(BLOCK);
            let rows = |lines: &[usize]| lines.iter().map(|&line| context.values(line)).collect::<Vec<_>>();
            blocks.flat_map(|lines| self.scores(&rows(lines))).collect::<Vec<i64>>()
        };
        let plain = |scores: &[i64]| scores.iter().filter(|&&points| points < PLAIN_CHROME).count();
        let of_open = scores(&open);
        let found = plain(&of_open);
        if found < PLAIN_LINES && found + plain(&scores(&gone)) < PLAIN_LINES {
            return Decision::default();
        }
        self.settle(&page, &open, &of_open)
    }

    /// The features that decided each line of a decision, largest part first.
    pub fn reasons(
        &self,
        text: &str,
        lines: &[Line],
        touches: &[Touch],
        decision: &Decision,
    ) -> Vec<Vec<Reason>> {
        let page = Page::of(text, lines, touches);
        let context = Context::of(&page, self);
        let of_line = |line: &ScoredLine| {
            let values: Values = page.at.binary_search(&line.line).map(|at| context.values(at)).ok()?;
            let reason = |(feature, points): (Feature, i64)| Reason {
                feature,
                value: values[feature.index()],
                points,
            };
            Some(self.contributions(&values).into_iter().map(reason).collect())
        };
        decision.lines.iter().map(|line| of_line(line).unwrap_or_default()).collect()
    }

    /// From the scores of the lines that are open to those that go.
    fn settle(&self, page: &Page, open: &[usize], scores: &[i64]) -> Decision {
        let width = |at: usize| i64::from(page.measures[open[at]].width);
        let from = cutoff((0..open.len()).map(|at| (scores[at], width(at))), self.scale);
        let article = |kept: &[bool], give: i64| {
            // What is kept by grace must not be a menu.
            let counts = |&at: &usize| kept[at] && (give == 0 || width(at) >= i64::from(SHORT));
            (0..open.len()).filter(counts).map(width).sum::<i64>()
        };
        let kept = |give: i64| {
            let margin = |at: usize| scores[at] + self.bonus(page, open[at]) - from + give;
            smooth(&(0..open.len()).map(margin).collect::<Vec<i64>>(), i64::from(self.switch_cost))
        };
        let found =
            GIVES.iter().map(|&give| (kept(give), give)).find(|(kept, give)| article(kept, *give) >= ARTICLE);
        let Some((kept, _)) = found else {
            return Decision { guard: Guard::NoArticle, lines: Vec::new() };
        };
        let lines = (0..open.len())
            .filter(|&at| !kept[at] && !page.touches[open[at]].held)
            .map(|at| ScoredLine { line: page.at[open[at]], points: scores[at] })
            .collect();
        Decision { guard: Guard::Page, lines }
    }

    /// What a wide line is spared: it costs most where it is lost in error.
    fn bonus(&self, page: &Page, line: usize) -> i64 {
        let width = page.measures[line].width;
        let doublings =
            super::feature::size_class(width.into()) - super::feature::size_class(WIDE_FROM.into());
        i64::from(doublings.max(0) * self.wide_bonus / 4)
    }
}

/// The best sequence of two states, article and chrome: the sum of margins over article lines, less
/// `cost` for each change (Viterbi 1967). Of equals, the one that keeps.
fn smooth(margins: &[i64], cost: i64) -> Vec<bool> {
    let (mut keep, mut drop) = (0, 0);
    let mut from = Vec::with_capacity(margins.len());
    for margin in margins {
        let keep_stays = keep >= drop - cost;
        let drop_comes = keep - cost >= drop;
        let best_keep = if keep_stays { keep } else { drop - cost } + margin;
        drop = if drop_comes { keep - cost } else { drop };
        keep = best_keep;
        from.push((keep_stays, drop_comes));
    }
    let mut kept = vec![false; margins.len()];
    let mut state = keep >= drop;
    for at in (0..margins.len()).rev() {
        kept[at] = state;
        state = if state { from[at].0 } else { from[at].1 };
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_cost_each_line_decides_for_itself() {
        assert_eq!(smooth(&[5, -5, 0, -1, 3], 0), [true, false, true, false, true]);
        assert!(smooth(&[], 10).is_empty());
    }

    #[test]
    fn a_doubtful_line_goes_with_its_neighbours() {
        assert_eq!(smooth(&[900, -100, 900], 200), [true, true, true]);
        assert_eq!(smooth(&[-900, 100, -900], 200), [false, false, false]);
        assert_eq!(smooth(&[900, -500, 900], 200), [true, false, true]);
    }
}
