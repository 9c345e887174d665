//! Lines that were scanned lately, and the patterns that match them: one table for all workers.
//!
//! Pages of one outlet share most of their lines, and copies of a story share theirs. Of 1.7 million lines of
//! generated pages, in random order, one in nine is new; a table for each worker that held an eighth as many was
//! missed by three in ten.

use std::sync::{Mutex, PoisonError};

use super::pattern::PatternIndex;
use crate::text::hash128;

/// Parts that are locked on their own, so that workers seldom meet.
const SHARDS: usize = 256;
/// Lines of a part. All together are a million, in 32 MB and what their patterns take.
const SLOTS: usize = 1 << 12;

/// A table with two places for each line: a later line takes the place of an earlier one, so that it never
/// grows, and nothing depends on what it holds but time. A line is known by XXH3-128 of its bytes.
#[derive(Debug)]
pub(super) struct Memo {
    shards: Vec<Mutex<Shard>>,
}

/// Two columns, empty until the first line is kept: memory that was never written to takes none.
#[derive(Debug, Default)]
struct Shard {
    keys: Vec<u128>,
    /// `None` where no pattern matches, as on most lines.
    found: Vec<Option<Box<[PatternIndex]>>>,
}

/// A line under the engines that scan it. None is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct MemoKey(u128);

/// Which engines scan a line: the hash of the rules that are for some documents only; 0 without any.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct EnginesKey(u128);

impl EnginesKey {
    pub(super) fn of(rules: &[usize]) -> EnginesKey {
        let bytes: Vec<u8> = rules.iter().flat_map(|rule| rule.to_le_bytes()).collect();
        EnginesKey(hash128(&bytes))
    }
}

impl MemoKey {
    pub(super) fn of(engines: EnginesKey, line: &str) -> MemoKey {
        MemoKey((hash128(line.as_bytes()) ^ engines.0).max(1))
    }

    fn shard(self) -> usize {
        self.0 as usize % SHARDS
    }

    /// The first of its places; the other is its neighbour.
    fn place(self) -> usize {
        (self.0 >> 64) as usize % SLOTS
    }
}

impl Default for Memo {
    fn default() -> Memo {
        Memo { shards: (0..SHARDS).map(|_| Mutex::default()).collect() }
    }
}

impl Memo {
    /// Calls `each` with the patterns that match the line, where they are known; whether they are.
    pub(super) fn recall(&self, line: MemoKey, each: impl FnMut(PatternIndex)) -> bool {
        let shard = self.shards[line.shard()].lock().unwrap_or_else(PoisonError::into_inner);
        let place = line.place();
        let Some(at) = [place, place ^ 1].into_iter().find(|&at| shard.keys.get(at) == Some(&line.0)) else {
            return false;
        };
        shard.found[at].iter().flatten().copied().for_each(each);
        true
    }

    /// Keeps what was found on a line. What stood in its first place moves to the second.
    pub(super) fn keep(&self, line: MemoKey, patterns: &[PatternIndex]) {
        let mut shard = self.shards[line.shard()].lock().unwrap_or_else(PoisonError::into_inner);
        if shard.keys.is_empty() {
            shard.keys = vec![0; SLOTS];
            shard.found = vec![None; SLOTS];
        }
        let place = line.place();
        shard.keys.swap(place, place ^ 1);
        shard.found.swap(place, place ^ 1);
        shard.keys[place] = line.0;
        shard.found[place] = (!patterns.is_empty()).then(|| patterns.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recalled(memo: &Memo, engines: EnginesKey, line: &str) -> Option<Vec<PatternIndex>> {
        let mut found = Vec::new();
        memo.recall(MemoKey::of(engines, line), |pattern| found.push(pattern)).then_some(found)
    }

    #[test]
    fn a_line_is_known_under_its_engines_alone() {
        let memo = Memo::default();
        let (one, other) = (EnginesKey::of(&[1]), EnginesKey::of(&[1, 2]));
        assert_eq!(recalled(&memo, one, "Share"), None);
        memo.keep(MemoKey::of(one, "Share"), &[3, 9]);
        memo.keep(MemoKey::of(EnginesKey::default(), "Share"), &[]);
        assert_eq!(recalled(&memo, one, "Share"), Some(vec![3, 9]));
        assert_eq!(recalled(&memo, EnginesKey::default(), "Share"), Some(vec![]));
        assert_eq!((recalled(&memo, other, "Share"), recalled(&memo, one, "share")), (None, None));
    }

    #[test]
    fn what_is_recalled_is_what_was_kept_however_much_there_is() {
        let memo = Memo::default();
        let engines = EnginesKey::default();
        let lines: Vec<String> = (0..3 * SLOTS).map(|number| format!("line {number}")).collect();
        for (number, line) in lines.iter().enumerate() {
            memo.keep(MemoKey::of(engines, line), &[number]);
        }
        let known = lines
            .iter()
            .enumerate()
            .filter_map(|(number, line)| Some((number, recalled(&memo, engines, line)?)));
        let known: Vec<_> = known.collect();
        assert!(known.iter().all(|(number, found)| *found == [*number]));
        assert!(known.len() > lines.len() * 9 / 10, "{} of {}", known.len(), lines.len());
    }
}
