//! The votes of a model, counted for many lines side by side.
//!
//! Of a line at a time, four thousand votes were a seventh of the time of a run. Here a vote is asked of a register
//! full of lines at once: its questions become masks, and its points a sum over the questions that are answered with yes,
//! so that nothing is looked up and the compiler can use vector instructions.

use pulp::{Arch, Simd, WithSimd};

use super::feature::{COUNT, Values};
use super::model::{ASKS, Vote};

/// The points of a vote lie within ±this, so that those of [`SUMMED`] votes fit into 16 bits.
pub(super) const MOST_POINTS: i32 = 4095;
const SUMMED: usize = 8;

/// After each round of so many votes, a line with this many points or fewer is done. The first
/// votes are the strongest; the rest would not turn it.
pub(super) const ROUND: usize = 100;
pub(super) const SURE: i64 = -8000;

/// Rounds after which the lines that are not done move together.
const GATHERED: [usize; 5] = [1, 2, 4, 8, 16];

/// Votes, and the same as sums.
#[derive(Debug, Clone, Default)]
pub(super) struct Votes {
    pub(super) list: Vec<Vote>,
    sums: Vec<Sum>,
}

/// A vote as a sum: the term of a set of questions counts where all of them are answered with yes. It is the
/// Möbius transform of the table of points over the subsets of questions.
#[derive(Debug, Clone, Copy)]
struct Sum {
    features: [usize; ASKS],
    least: [i16; ASKS],
    terms: [i16; 1 << ASKS],
}

/// The values of as many lines, feature by feature.
type Columns<const LANES: usize> = [[i16; LANES]; COUNT];

impl Sum {
    fn of(vote: &Vote) -> Sum {
        let mut terms = vote.points;
        for ask in 0..ASKS {
            for answers in 0..terms.len() {
                if answers & (1 << ask) != 0 {
                    terms[answers] -= terms[answers ^ (1 << ask)];
                }
            }
        }
        Sum {
            features: vote.asks.map(|(feature, _)| feature.index()),
            least: vote.asks.map(|(_, least)| least),
            // Whole sums fit into 16 bits; what a term loses of its upper ones, others restore.
            terms: terms.map(|term| term as i16),
        }
    }
}

impl Votes {
    pub(super) fn new(list: Vec<Vote>) -> Votes {
        let sums = list.iter().map(Sum::of).collect();
        Votes { list, sums }
    }

    /// The points of each line, begun with `bias`.
    pub(super) fn count(&self, bias: i32, rows: &[Values]) -> Vec<i64> {
        Arch::new().dispatch(Count { sums: &self.sums, bias, rows })
    }
}

/// What is to be counted. All of it is inlined into one function for each width of vectors, of which the widest that
/// the machine has is run.
struct Count<'a> {
    sums: &'a [Sum],
    bias: i32,
    rows: &'a [Values],
}

impl WithSimd for Count<'_> {
    type Output = Vec<i64>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> Vec<i64> {
        // A register of AVX-512, one of AVX2, two of SSE2. Lines side by side that are not done keep those that are:
        // 32 are slower than 16 without the wide registers, and take two thirds of the time with them.
        if S::U32_LANES >= 16 { self.side_by_side::<32>() } else { self.side_by_side::<16>() }
    }
}

impl Count<'_> {
    #[inline(always)]
    fn side_by_side<const LANES: usize>(self) -> Vec<i64> {
        let mut points = vec![i64::from(self.bias); self.rows.len()];
        let mut open: Vec<usize> = (0..self.rows.len()).collect();
        let mut rest = self.sums;
        let mut from = 0;
        for to in GATHERED.into_iter().chain([usize::MAX]) {
            let some = rest.len().min((to - from).saturating_mul(ROUND));
            let (now, later) = rest.split_at(some);
            for lines in open.chunks(LANES) {
                block::<LANES>(now, self.rows, lines, &mut points);
            }
            open.retain(|&line| points[line] > SURE);
            (rest, from) = (later, to);
        }
        points
    }
}

/// Counts votes for up to `LANES` lines.
#[inline(always)]
fn block<const LANES: usize>(sums: &[Sum], rows: &[Values], lines: &[usize], points: &mut [i64]) {
    let mut columns: Columns<LANES> = [[0; LANES]; COUNT];
    for (lane, &line) in lines.iter().enumerate() {
        for (column, value) in columns.iter_mut().zip(&rows[line]) {
            column[lane] = *value;
        }
    }
    for round in sums.chunks(ROUND) {
        let gained = tally(&columns, round);
        let mut all_done = true;
        for (lane, &line) in lines.iter().enumerate() {
            if points[line] > SURE {
                points[line] += i64::from(gained[lane]);
                all_done &= points[line] <= SURE;
            }
        }
        if all_done {
            break;
        }
    }
}

/// What a round of votes gives each lane. Plain loops over lanes: they become vector instructions.
#[allow(clippy::needless_range_loop)]
#[inline(always)]
fn tally<const LANES: usize>(columns: &Columns<LANES>, round: &[Sum]) -> [i32; LANES] {
    let mut total = [0_i32; LANES];
    for few in round.chunks(SUMMED) {
        let mut sum = [0_i16; LANES];
        for vote in few {
            let [a, b, c] = vote.features;
            let (a, b, c) = (&columns[a], &columns[b], &columns[c]);
            let ([la, lb, lc], t) = (vote.least, vote.terms);
            for lane in 0..LANES {
                let (a, b, c) = (yes(a[lane], la), yes(b[lane], lb), yes(c[lane], lc));
                let one = t[0].wrapping_add(a & t[1]).wrapping_add(b & t[2]).wrapping_add(c & t[4]);
                let two = (a & b & t[3]).wrapping_add(a & c & t[5]).wrapping_add(b & c & t[6]);
                let points = one.wrapping_add(two).wrapping_add(a & b & c & t[7]);
                sum[lane] = sum[lane].wrapping_add(points);
            }
        }
        for lane in 0..LANES {
            total[lane] += i32::from(sum[lane]);
        }
    }
    total
}

/// All ones where the answer is yes.
#[inline(always)]
fn yes(value: i16, least: i16) -> i16 {
    -i16::from(value >= least)
}

#[cfg(test)]
mod tests {
    use super::super::feature::Feature;
    use super::*;
    use crate::text::hash64;

    /// Numbers that are the same on every machine.
    fn drawn(seed: u64, at: u64, below: u64) -> u64 {
        hash64(&[seed.to_le_bytes(), at.to_le_bytes()].concat()) % below
    }

    /// One line and one vote at a time, as a model is explained.
    fn plain(votes: &[Vote], bias: i32, row: &Values) -> i64 {
        let mut points = i64::from(bias);
        for round in votes.chunks(ROUND) {
            points += round.iter().map(|vote| i64::from(vote.points_of(row))).sum::<i64>();
            if points <= SURE {
                break;
            }
        }
        points
    }

    #[test]
    fn many_lines_at_once_have_the_points_of_each_alone() {
        let features: Vec<Feature> = Feature::all().collect();
        for (seed, votes, lines) in [(1, 0, 3), (2, 7, 1), (3, 100, 16), (4, 450, 33), (5, 2600, 70)] {
            let vote = |at: u64| Vote {
                asks: [0, 1, 2].map(|ask| {
                    let feature = features[drawn(seed, at * 8 + ask, COUNT as u64) as usize];
                    (feature, drawn(seed, at * 8 + ask + 3, 40) as i16 - 4)
                }),
                points: std::array::from_fn(|place| {
                    let most = u64::from(MOST_POINTS.unsigned_abs()) * 2 + 1;
                    let points = drawn(seed + 100, at * 8 + place as u64, most) as i32 - MOST_POINTS;
                    if at.is_multiple_of(3) { points } else { points / 40 - 30 }
                }),
            };
            let list: Vec<Vote> = (0..votes).map(vote).collect();
            let row = |line: u64| -> Values {
                std::array::from_fn(|at| drawn(seed + 200, line * COUNT as u64 + at as u64, 36) as i16)
            };
            let rows: Vec<Values> = (0..lines).map(row).collect();
            let alone: Vec<i64> = rows.iter().map(|row| plain(&list, -1200, row)).collect();
            assert_eq!(Votes::new(list).count(-1200, &rows), alone, "{votes} votes, {lines} lines");
        }
    }
}
