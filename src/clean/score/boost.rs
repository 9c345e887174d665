//! Fits votes: gradient boosting of the logistic loss with trees that ask one question a level.
//!
//! Friedman (2001) for boosting, with second-order steps as in Chen and Guestrin (2016); trees that ask
//! the same question in all branches of a level as in Prokhorenkova et al. (2018), for these are tables
//! that one can read. All sums run in row order, so a fit is repeatable to the bit.

use super::ballot::MOST_POINTS;
use super::feature::{COUNT, Feature, Values};
use super::model::{ASKS, Vote};

/// Rows to fit on.
pub(super) struct Rows<'a> {
    pub(super) values: &'a [Values],
    /// Whether the row is an article line.
    pub(super) article: &'a [bool],
    /// With a mean of about 1.
    pub(super) weights: &'a [f64],
}

/// How to fit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Settings {
    pub(super) votes: usize,
    /// The part of each step that is taken.
    pub(super) rate: f64,
    /// L2 penalty on points.
    pub(super) ridge: f64,
}

/// At most so many bins for each feature.
const BINS: usize = 32;
const LEAVES: usize = 1 << ASKS;

/// Bias and votes, in thousandths of a logit.
pub(super) fn boost(rows: &Rows<'_>, settings: Settings) -> (i32, Vec<Vote>) {
    let bins = Bins::of(rows);
    let article: f64 =
        (0..rows.values.len()).filter(|&row| rows.article[row]).map(|row| rows.weights[row]).sum();
    let all: f64 = rows.weights.iter().sum();
    let mut bias = (1000.0 * (article / (all - article)).ln()).round();
    let mut logits = vec![bias / 1000.0; rows.values.len()];
    let mut votes = Vec::with_capacity(settings.votes);
    let mut slopes = vec![(0.0, 0.0); rows.values.len()];
    for round in 0..settings.votes {
        for (row, slope) in slopes.iter_mut().enumerate() {
            let chance = 1.0 / (1.0 + (-logits[row]).exp());
            let error = chance - f64::from(u8::from(rows.article[row]));
            *slope = (rows.weights[row] * error, rows.weights[row] * chance * (1.0 - chance));
        }
        let tree = grow(&bins, &slopes, round, settings);
        let mean = step(&tree, rows, &slopes, &mut logits, settings, &mut votes);
        bias += mean;
    }
    (bias as i32, votes)
}

/// Gives the leaves their points, takes the step, and returns the points that go to the bias so that
/// a vote's points are relative to the average line.
fn step(
    tree: &Tree,
    rows: &Rows<'_>,
    slopes: &[(f64, f64)],
    logits: &mut [f64],
    settings: Settings,
    votes: &mut Vec<Vote>,
) -> f64 {
    let mut sums = [(0.0, 0.0, 0.0); LEAVES];
    for (row, &leaf) in tree.leaves.iter().enumerate() {
        let sum = &mut sums[usize::from(leaf)];
        *sum = (sum.0 + slopes[row].0, sum.1 + slopes[row].1, sum.2 + rows.weights[row]);
    }
    let points =
        sums.map(|(slope, curve, _)| (-1000.0 * settings.rate * slope / (curve + settings.ridge)).round());
    for (logit, &leaf) in logits.iter_mut().zip(&tree.leaves) {
        *logit += points[usize::from(leaf)] / 1000.0;
    }
    let weight: f64 = sums.iter().map(|sum| sum.2).sum();
    let mean = (0..LEAVES).map(|leaf| points[leaf] * sums[leaf].2).sum::<f64>() / weight;
    let mean = mean.round();
    votes.push(Vote { asks: tree.asks, points: points.map(|points| within(points - mean)) });
    mean
}

/// Points as votes may give them: more than four logits from one vote are none the surer.
fn within(points: f64) -> i32 {
    (points as i32).clamp(-MOST_POINTS, MOST_POINTS)
}

struct Tree {
    asks: [(Feature, i16); ASKS],
    leaves: Vec<u8>,
}

/// A sum of slopes and curvatures for each bin of each leaf.
type Histogram = [[(f64, f64); BINS]; LEAVES];

fn grow(bins: &Bins, slopes: &[(f64, f64)], round: usize, settings: Settings) -> Tree {
    let rows = slopes.len();
    let drawn: Vec<u32> = (0..rows as u32).filter(|&row| draw(round as u64, u64::from(row), 2)).collect();
    let mut leaves = vec![0_u8; rows];
    let mut asks = Vec::with_capacity(ASKS);
    for level in 0..ASKS {
        let mut best = (f64::NEG_INFINITY, 0, 0);
        for feature in
            (0..COUNT).filter(|&feature| draw((round * ASKS + level) as u64 + 7919, feature as u64, 2))
        {
            let mut histogram: Histogram = [[(0.0, 0.0); BINS]; LEAVES];
            let column = &bins.columns[feature];
            for &row in &drawn {
                let row = row as usize;
                let cell = &mut histogram[usize::from(leaves[row])][usize::from(column[row])];
                cell.0 += slopes[row].0;
                cell.1 += slopes[row].1;
            }
            for cut in 1..=bins.cuts[feature].len() {
                let gain = gain(&histogram[..1 << level], cut, settings.ridge);
                if gain > best.0 {
                    best = (gain, feature, cut);
                }
            }
        }
        let (_, feature, cut) = best;
        let column = &bins.columns[feature];
        for (leaf, &bin) in leaves.iter_mut().zip(column) {
            *leaf |= u8::from(usize::from(bin) >= cut) << level;
        }
        let least = bins.cuts[feature].get(cut.wrapping_sub(1)).copied().unwrap_or(i16::MIN);
        asks.extend(Feature::all().nth(feature).map(|feature| (feature, least)));
    }
    Tree { asks: [asks[0], asks[1], asks[2]], leaves }
}

/// The drop in loss from cutting all leaves before bin `cut`.
fn gain(leaves: &[[(f64, f64); BINS]], cut: usize, ridge: f64) -> f64 {
    let side = |cells: &[(f64, f64)]| {
        let (slope, curve) = cells.iter().fold((0.0, 0.0), |sum, cell| (sum.0 + cell.0, sum.1 + cell.1));
        slope * slope / (curve + ridge)
    };
    leaves.iter().map(|cells| side(&cells[..cut]) + side(&cells[cut..])).sum()
}

/// One of `of` by lot, the same lot every time.
fn draw(round: u64, item: u64, of: u64) -> bool {
    let mixed = (round << 32 ^ item).wrapping_add(0x9e37_79b9_7f4a_7c15).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (mixed ^ mixed >> 29).wrapping_mul(0x94d0_49bb_1331_11eb) >> 33 & (of - 1) == 0
}

/// Features in bins of about equal weight.
struct Bins {
    /// The least value of each bin but the first.
    cuts: Vec<Vec<i16>>,
    columns: Vec<Vec<u8>>,
}

impl Bins {
    fn of(rows: &Rows<'_>) -> Bins {
        let mut found = Bins { cuts: Vec::new(), columns: Vec::new() };
        for feature in 0..COUNT {
            let cuts = cuts(rows, feature);
            let bin = |values: &Values| cuts.partition_point(|&cut| cut <= values[feature]) as u8;
            found.columns.push(rows.values.iter().map(bin).collect());
            found.cuts.push(cuts);
        }
        found
    }
}

/// Values at which the weight of the rows (half by number, half by weight) reaches another 1/32.
fn cuts(rows: &Rows<'_>, feature: usize) -> Vec<i16> {
    let mut values: Vec<(i16, f64)> = rows
        .values
        .iter()
        .zip(rows.weights)
        .map(|(values, weight)| (values[feature], weight + 1.0))
        .collect();
    values.sort_by_key(|(value, _)| *value);
    let all: f64 = values.iter().map(|(_, weight)| weight).sum();
    let mut cuts: Vec<i16> = Vec::new();
    let mut sum = 0.0;
    for pair in values.windows(2) {
        sum += pair[0].1;
        let due = (cuts.len() + 1) as f64 * all / BINS as f64;
        if pair[0].0 != pair[1].0 && sum >= due && cuts.len() + 1 < BINS {
            cuts.push(pair[1].0);
        }
    }
    cuts
}
