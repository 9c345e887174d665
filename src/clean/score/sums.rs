//! Running sums over the lines of a page, for windows of any size.

use std::ops::Range;

use super::measure::SENTENCE_END;
use super::model::Model;
use super::page::{Page, SHORT};
use super::shared::Shared;

/// No line counts for more than this in windows.
const WIDE: i32 = 1000;

/// Running sums over the lines, for windows of any size.
pub(super) struct Sums(Vec<i64>);

impl Sums {
    pub(super) fn of(lines: usize, value: impl Fn(usize) -> i32) -> Sums {
        let mut sums = Vec::with_capacity(lines + 1);
        let mut sum = 0;
        sums.push(0);
        for line in 0..lines {
            sum += i64::from(value(line));
            sums.push(sum);
        }
        Sums(sums)
    }

    /// The sum over the lines `from..to`, as far as there are any.
    pub(super) fn over(&self, from: i64, to: i64) -> i64 {
        let last = self.0.len() as i64 - 1;
        let (from, to) = (from.clamp(0, last), to.clamp(0, last));
        if to > from { self.0[to as usize] - self.0[from as usize] } else { 0 }
    }

    pub(super) fn around(&self, line: usize, reach: i64) -> i64 {
        self.over(line as i64 - reach, line as i64 + reach + 1)
    }

    pub(super) fn of_range(&self, range: &Range<usize>) -> i64 {
        self.over(range.start as i64, range.end as i64)
    }

    pub(super) fn total(&self) -> i64 {
        self.over(0, i64::MAX)
    }
}

/// All sums that features are made of.
pub(super) struct AllSums {
    pub(super) width: Sums,
    pub(super) prose: Sums,
    pub(super) short: Sums,
    pub(super) ends: Sums,
    pub(super) stops: Sums,
    pub(super) words: Sums,
    pub(super) cased: Sums,
    pub(super) capped: Sums,
    pub(super) digits: Sums,
    pub(super) stamps: Sums,
    pub(super) repeats: Sums,
    pub(super) removed: Sums,
    pub(super) cue_points: Sums,
    pub(super) cue_words: Sums,
    pub(super) shared: Sums,
    pub(super) content: Sums,
}

impl AllSums {
    pub(super) fn of(
        page: &Page,
        prose: &[bool],
        repeats: &[i32],
        shared: &Shared,
        model: &Model,
    ) -> AllSums {
        let lines = page.len();
        let m = &page.measures;
        let width = |line: usize| m[line].width.min(WIDE);
        AllSums {
            width: Sums::of(lines, width),
            prose: Sums::of(lines, |line| if prose[line] { width(line) } else { 0 }),
            short: Sums::of(lines, |line| i32::from(m[line].width < SHORT)),
            ends: Sums::of(lines, |line| i32::from(m[line].end >= SENTENCE_END && m[line].width > 25)),
            stops: Sums::of(lines, |line| m[line].stops),
            words: Sums::of(lines, |line| m[line].words),
            cased: Sums::of(lines, |line| m[line].cased),
            capped: Sums::of(lines, |line| m[line].capped),
            digits: Sums::of(lines, |line| m[line].digits),
            stamps: Sums::of(lines, |line| i32::from(m[line].digits >= 2 && m[line].width < 60)),
            repeats: Sums::of(lines, |line| i32::from(repeats[line] > 1)),
            removed: Sums::of(lines, |line| i32::from(page.touches[line].gone)),
            cue_points: Sums::of(lines, |line| model.cues.points(page.words(line))),
            cue_words: Sums::of(lines, |line| page.words(line).len() as i32),
            shared: Sums::of(lines, |line| shared.shared[line]),
            content: Sums::of(lines, |line| shared.content[line]),
        }
    }
}
