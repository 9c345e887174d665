//! The words that a line shares with the body of its text.

use std::ops::Range;

use super::feature::percent;
use super::page::Page;

/// How many content words each line shares with the block and with the lines just above it.
pub(super) struct Shared {
    /// Of each line: content words that the block has elsewhere, and all of them.
    pub(super) shared: Vec<i32>,
    pub(super) content: Vec<i32>,
    /// Per cent of them that short lines above the block share with it; -1 without any.
    pub(super) headline: Vec<i32>,
}

/// Words are counted in this many cells; a collision costs a little accuracy and nothing else.
const CELLS: usize = 1 << 14;

/// This many lines above the block may hold the headline.
const HEAD_LINES: usize = 12;

impl Shared {
    pub(super) fn of(page: &Page, prose: &[bool], block: &Range<usize>) -> Shared {
        let cell = |hash: u64| (hash >> 20) as usize % CELLS;
        let content = |line: usize| {
            page.words(line).iter().filter(|word| word.content).map(move |word| cell(word.hash))
        };
        let mut counts = vec![0_u16; CELLS];
        let in_block = |line: usize| prose[line] && block.contains(&line);
        for line in block.clone().filter(|&line| prose[line]) {
            content(line).for_each(|cell| counts[cell] = counts[cell].saturating_add(1));
        }
        let mut head = vec![false; CELLS];
        for line in block.start.saturating_sub(HEAD_LINES)..block.start {
            if (20..160).contains(&page.measures[line].width) {
                content(line).for_each(|cell| head[cell] |= counts[cell] > 0);
            }
        }
        let mut found = Shared { shared: Vec::new(), content: Vec::new(), headline: Vec::new() };
        for line in 0..page.len() {
            let own = u16::from(in_block(line));
            content(line).for_each(|cell| counts[cell] = counts[cell].saturating_sub(own));
            let all = content(line).count();
            found.shared.push(content(line).filter(|&cell| counts[cell] > 0).count() as i32);
            found.content.push(all as i32);
            let heads = content(line).filter(|&cell| head[cell]).count();
            found.headline.push(if all == 0 { -1 } else { percent(heads as i64, all as i64) });
            content(line).for_each(|cell| counts[cell] += own);
        }
        found
    }
}
