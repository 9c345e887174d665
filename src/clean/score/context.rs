//! What stands around each line: windows, the block of prose, clusters, hints of rules.

use std::ops::Range;

use super::feature::{COUNT, Values, percent, size_class};
use super::model::Model;
use super::page::Page;
use super::regions::{backwards, clusters, densest, largest_before, nearest, runs, since};
use super::shared::Shared;
use super::sums::{AllSums, Sums};
use crate::rules::Kind;

/// Everything that lines need to know of their text.
pub(super) struct Context<'a> {
    page: &'a Page,
    repeats: Vec<i32>,
    /// The densest stretch of prose.
    block: Range<usize>,
    clusters: Vec<Range<usize>>,
    /// The largest cluster before each cluster, in prose columns.
    largest_before: Vec<i64>,
    headline: Vec<i32>,
    above_far: Vec<i32>,
    below_far: Vec<i32>,
    removed_up: Vec<i32>,
    removed_down: Vec<i32>,
    tail_hint: Vec<i32>,
    comment_hint: Vec<i32>,
    run: Vec<i32>,
    sums: AllSums,
}

impl<'a> Context<'a> {
    pub(super) fn of(page: &'a Page, model: &Model) -> Context<'a> {
        let lines = page.len();
        let repeats = page.repeats();
        let prose: Vec<bool> = (0..lines)
            .map(|line| repeats[line] == 1 && !page.touches[line].gone && page.measures[line].is_prose())
            .collect();
        let block = densest(page, &prose);
        let shared = Shared::of(page, &prose, &block);
        let sums = AllSums::of(page, &prose, &repeats, &shared, model);
        let clusters = clusters(&prose);
        let tails = [
            Kind::Share,
            Kind::Follow,
            Kind::Newsletter,
            Kind::Related,
            Kind::Copyright,
            Kind::Cookies,
            Kind::Tags,
        ];
        let hint = |kinds: &[Kind]| {
            let held = |line: usize| {
                sums.prose.over(0, line as i64) > 200
                    && page.touches[line].kind.is_some_and(|kind| kinds.contains(&kind))
            };
            since(lines, held)
        };
        let removed = |line: usize| page.touches[line].gone;
        Context {
            tail_hint: hint(&tails),
            comment_hint: hint(&[Kind::Comments]),
            above_far: nearest(lines, |line| prose[line]),
            below_far: backwards(nearest(lines, |line| prose[lines - 1 - line])),
            removed_up: since(lines, removed),
            removed_down: backwards(since(lines, |line| removed(lines - 1 - line))),
            run: runs(page),
            largest_before: largest_before(&clusters, &sums.prose),
            headline: shared.headline,
            page,
            repeats,
            block,
            clusters,
            sums,
        }
    }

    /// The values of a line.
    pub(super) fn values(&self, line: usize) -> Values {
        let mut put = Put { values: [0; COUNT], next: 0 };
        self.own(line, &mut put);
        self.cues(line, &mut put);
        self.places(line, &mut put);
        self.shares(line, &mut put);
        self.neighbours(line, &mut put);
        self.windows(line, &mut put);
        self.regions(line, &mut put);
        debug_assert_eq!(put.next, COUNT);
        put.values
    }

    fn own(&self, line: usize, put: &mut Put) {
        let m = &self.page.measures[line];
        put.push(size_class(m.width.into()));
        put.push(size_class(m.words.into()));
        put.push((m.width * 4 / m.words.max(1)).min(100));
        put.push(m.end);
        put.push(m.start);
        put.push(self.capped(line));
        put.push(percent(m.upper.into(), m.letters.into()));
        put.push(percent(m.digits.into(), m.width.into()));
        put.push((m.commas * 400 / m.width.max(1)).min(100));
        put.push(percent(m.stops.into(), m.words.into()));
        put.push(m.stops.min(30));
        put.push(m.separators.min(20));
        put.push(m.inner_ends.min(12));
        put.push(self.repeats[line].min(10));
    }

    fn cues(&self, line: usize, put: &mut Put) {
        let sums = &self.sums;
        let at = line as i64;
        for (from, to) in [
            (at, at + 1),
            (at - 1, at + 2),
            (at - 3, at + 4),
            (at - 8, at + 9),
            (at - 8, at),
            (at + 1, at + 9),
        ] {
            let words = sums.cue_words.over(from, to);
            put.push((sums.cue_points.over(from, to) / words.max(1)) as i32);
        }
    }

    fn places(&self, line: usize, put: &mut Put) {
        let sums = &self.sums;
        let prose = sums.prose.total();
        put.push(size_class(line as i64));
        put.push(size_class((self.page.len() - line) as i64));
        put.push(percent(sums.width.over(0, line as i64), sums.width.total()));
        put.push(percent(sums.prose.over(0, line as i64), prose));
        put.push(percent(sums.prose.over(line as i64 + 1, i64::MAX), prose));
        put.push(self.above_far[line]);
        put.push(self.below_far[line]);
        put.push(self.run[line].min(60));
    }

    fn shares(&self, line: usize, put: &mut Put) {
        let share = |from: i64, to: i64| match self.sums.content.over(from, to) {
            0 => -1,
            content => percent(self.sums.shared.over(from, to), content),
        };
        let at = line as i64;
        put.push(share(at, at + 1));
        put.push(share(at - 1, at));
        put.push(share(at + 1, at + 2));
        put.push(share(at - 3, at + 4));
        put.push(share(at - 8, at + 9));
        put.push(self.headline[line]);
    }

    fn neighbours(&self, line: usize, put: &mut Put) {
        let measures = &self.page.measures;
        let width = |m: usize| size_class(measures[m].width.into());
        for neighbour in [line.checked_sub(1), Some(line + 1)] {
            match neighbour.filter(|&other| other < measures.len()) {
                None => (0..4).for_each(|_| put.push(-1)),
                Some(other) => {
                    put.push(width(other));
                    put.push(measures[other].end);
                    put.push(self.capped(other));
                    put.push(percent(measures[other].digits.into(), measures[other].width.into()));
                }
            }
        }
        for neighbour in [line.checked_sub(2), Some(line + 2)] {
            put.push(neighbour.filter(|&other| other < measures.len()).map_or(-1, width));
        }
    }

    fn windows(&self, line: usize, put: &mut Put) {
        let sums = &self.sums;
        let share =
            |part: &Sums, whole: &Sums, reach| percent(part.around(line, reach), whole.around(line, reach));
        put.push(share(&sums.prose, &sums.width, 3));
        put.push(size_class(sums.width.around(line, 3)));
        put.push(sums.ends.around(line, 3) as i32);
        put.push(share(&sums.stops, &sums.words, 3));
        put.push(share(&sums.prose, &sums.width, 8));
        put.push(size_class(sums.width.around(line, 8)));
        put.push(sums.short.around(line, 8) as i32);
        put.push(share(&sums.capped, &sums.cased, 8));
        put.push(share(&sums.digits, &sums.width, 8));
        put.push(sums.repeats.around(line, 8) as i32);
        put.push(share(&sums.stops, &sums.words, 8));
        put.push(sums.stamps.around(line, 8) as i32);
        put.push(share(&sums.prose, &sums.width, 20));
        put.push(size_class(sums.width.around(line, 20)));
        put.push(sums.ends.around(line, 20) as i32);
    }

    fn regions(&self, line: usize, put: &mut Put) {
        let (sums, all) = (&self.sums, self.sums.prose.total());
        put.push(sums.removed.around(line, 8) as i32);
        put.push(self.removed_up[line]);
        put.push(self.removed_down[line]);
        put.push(self.tail_hint[line]);
        put.push(self.comment_hint[line]);
        let block = &self.block;
        put.push(if block.is_empty() {
            0
        } else if line < block.start {
            -((block.start - line).min(60) as i32)
        } else {
            (line + 1).saturating_sub(block.end).min(60) as i32
        });
        put.push(percent(sums.prose.of_range(block), all));
        let passed = self.clusters.partition_point(|cluster| cluster.end <= line);
        let own = self.clusters.get(passed).filter(|cluster| cluster.contains(&line));
        put.push(own.map_or(-1, |own| percent(sums.prose.of_range(own), all)));
        put.push(if passed == 0 { -1 } else { percent(self.largest_before[passed - 1], all) });
        put.push(percent(all, sums.width.total()));
        put.push(size_class(self.page.len() as i64));
        put.push(size_class(sums.width.total()));
    }

    /// Per cent of words that begin in upper case; 50 where the script has no case.
    fn capped(&self, line: usize) -> i32 {
        let m = &self.page.measures[line];
        if m.cased == 0 { 50 } else { m.capped * 100 / m.cased }
    }
}

struct Put {
    values: Values,
    next: usize,
}

impl Put {
    fn push(&mut self, value: i32) {
        self.values[self.next] = value.clamp(-30_000, 30_000) as i16;
        self.next += 1;
    }
}
