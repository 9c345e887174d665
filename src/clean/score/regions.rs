//! Stretches of lines: the block of prose, clusters, runs of like lines, distances.

use std::ops::Range;

use super::feature::size_class;
use super::page::Page;
use super::sums::Sums;

/// Distances beyond this are alike.
const FAR: i32 = 99;

/// Lines of a cluster have at most this many other lines between them.
const CLUSTER_GAP: usize = 3;

/// The stretch of lines with the largest sum, where prose adds its width and other lines take a
/// little (Bentley 1984, maximum subarray; first of equals).
pub(super) fn densest(page: &Page, prose: &[bool]) -> Range<usize> {
    let (mut best, mut best_sum) = (0..0, 0);
    let (mut from, mut sum) = (0, 0);
    for (line, &is_prose) in prose.iter().enumerate() {
        if sum <= 0 {
            (from, sum) = (line, 0);
        }
        let width = page.measures[line].width;
        sum += if is_prose { i64::from(width.min(600)) } else { -i64::from(40 + width.min(60) / 4) };
        if sum > best_sum {
            (best, best_sum) = (from..line + 1, sum);
        }
    }
    best
}

/// Stretches of prose with few other lines between them.
pub(super) fn clusters(prose: &[bool]) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for line in (0..prose.len()).filter(|&line| prose[line]) {
        match found.last_mut() {
            Some(last) if line <= last.end + CLUSTER_GAP => last.end = line + 1,
            _ => found.push(line..line + 1),
        }
    }
    found
}

/// The prose of the largest cluster up to each cluster.
pub(super) fn largest_before(clusters: &[Range<usize>], prose: &Sums) -> Vec<i64> {
    let mut largest = 0;
    clusters
        .iter()
        .map(|cluster| {
            largest = largest.max(prose.of_range(cluster));
            largest
        })
        .collect()
}

/// Lines since the last one that holds, that one included: 0 on it.
pub(super) fn nearest(lines: usize, holds: impl Fn(usize) -> bool) -> Vec<i32> {
    let mut far = FAR;
    let step = |line| {
        far = if holds(line) { 0 } else { (far + 1).min(FAR) };
        far
    };
    (0..lines).map(step).collect()
}

/// Lines since the last one above that holds: 1 on the next.
pub(super) fn since(lines: usize, holds: impl Fn(usize) -> bool) -> Vec<i32> {
    let mut far = FAR;
    let step = |line| {
        let here = far;
        far = if holds(line) { 1 } else { (far + 1).min(FAR) };
        here
    };
    (0..lines).map(step).collect()
}

/// Values counted from the last line, in the order of lines.
pub(super) fn backwards(mut values: Vec<i32>) -> Vec<i32> {
    values.reverse();
    values
}

/// The length of the run of like lines that each line stands in: about as wide, begun and ended alike.
pub(super) fn runs(page: &Page) -> Vec<i32> {
    let shape = |line: usize| {
        let m = &page.measures[line];
        (size_class(m.width.into()) / 4, m.end == 9, m.start)
    };
    let mut runs = Vec::with_capacity(page.len());
    let mut from = 0;
    for line in 1..=page.len() {
        let goes_on = line < page.len() && {
            let (a, b) = (shape(line - 1), shape(line));
            (a.0 - b.0).abs() <= 1 && a.1 == b.1 && a.2 == b.2
        };
        if !goes_on {
            runs.resize(line, (line - from) as i32);
            from = line;
        }
    }
    runs
}
