//! The points that features give: a sum of small votes, each of which asks three questions.

use super::ballot::{ROUND, SURE, Votes};
use super::cues::Cues;
use super::cutoff::Scale;
use super::feature::{Feature, Values};

/// Questions of one vote.
pub(super) const ASKS: usize = 3;

/// A vote: a table of points over the answers to three questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vote {
    /// Whether the feature's value is at least the number.
    pub asks: [(Feature, i16); ASKS],
    /// Thousandths of a logit; the answer to the question at place `k` adds `2^k` to the index.
    pub points: [i32; 1 << ASKS],
}

impl Vote {
    /// The points that this vote gives a line.
    pub(super) fn points_of(&self, values: &Values) -> i32 {
        let answer = |at: usize| {
            let (feature, least) = self.asks[at];
            usize::from(values[feature.index()] >= least) << at
        };
        self.points[answer(0) | answer(1) | answer(2)]
    }
}

/// All that scoring knows. Points are thousandths of a logit: +1000 makes an article line 2.7 times
/// as likely.
#[derive(Debug, Clone)]
pub struct Model {
    /// The points every line begins with.
    pub bias: i32,
    /// How points become chances, and what an article line that is lost weighs.
    pub(super) scale: Scale,
    /// What a line is spared for each doubling of its width beyond 120 columns.
    pub wide_bonus: i32,
    /// What it takes to go from article to chrome and back between two lines.
    pub switch_cost: i32,
    /// Word points, which the `cue` features average.
    pub(super) cues: Cues,
    /// The votes.
    pub(super) votes: Votes,
}

impl Model {
    /// The points of lines.
    pub(super) fn scores(&self, rows: &[Values]) -> Vec<i64> {
        self.votes.count(self.bias, rows)
    }

    /// How many votes it takes to know the points of a line. Most lines of a page are menus beyond doubt: they are
    /// not asked all the questions.
    fn asked(&self, values: &Values) -> usize {
        let (mut points, mut asked) = (i64::from(self.bias), 0);
        for votes in self.votes.list.chunks(ROUND) {
            points += votes.iter().map(|vote| i64::from(vote.points_of(values))).sum::<i64>();
            asked += votes.len();
            if points <= SURE {
                break;
            }
        }
        asked
    }

    /// What each feature contributed to a line's points, largest first: the points of a vote are
    /// shared equally by the features it asks about.
    pub(super) fn contributions(&self, values: &Values) -> Vec<(Feature, i64)> {
        let mut sums: Vec<(Feature, i64)> = Feature::all().map(|feature| (feature, 0)).collect();
        for vote in &self.votes.list[..self.asked(values)] {
            let points = i64::from(vote.points_of(values));
            for (feature, _) in vote.asks {
                sums[feature.index()].1 += points;
            }
        }
        for (_, sum) in &mut sums {
            *sum /= ASKS as i64;
        }
        sums.retain(|(_, sum)| *sum != 0);
        sums.sort_by_key(|(feature, sum)| (-sum.abs(), *feature));
        sums
    }
}
