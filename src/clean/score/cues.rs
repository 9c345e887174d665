//! Cue words: words that stand far more often in articles than around them, or the other way round.

use hashbrown::HashMap;

use super::measure::{Word, word_hash};

/// Words with their points.
#[derive(Debug, Clone, Default)]
pub(super) struct Cues {
    /// As written, sorted by word.
    pub(super) words: Vec<(String, i32)>,
    /// By hash, behind a bit map that turns most other words away at once.
    hashes: HashMap<u64, i32>,
    bits: Vec<u64>,
}

/// Cells of the bit map, in words of 64.
const CELLS: u64 = 1024;

impl Cues {
    pub(super) fn new(mut words: Vec<(String, i32)>) -> Cues {
        words.sort();
        let hashes: HashMap<u64, i32> =
            words.iter().map(|(word, points)| (word_hash(word), *points)).collect();
        let mut bits = vec![0; CELLS as usize];
        for hash in hashes.keys() {
            bits[(hash >> 6 & (CELLS - 1)) as usize] |= 1 << (hash & 63);
        }
        Cues { words, hashes, bits }
    }

    /// The points of all cue words among `words`.
    pub(super) fn points(&self, words: &[Word]) -> i32 {
        if self.hashes.is_empty() { 0 } else { words.iter().map(|word| self.of(word.hash)).sum() }
    }

    fn of(&self, hash: u64) -> i32 {
        if self.bits[(hash >> 6 & (CELLS - 1)) as usize] >> (hash & 63) & 1 == 0 {
            return 0;
        }
        self.hashes.get(&hash).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::measure::measure;
    use super::*;

    #[test]
    fn cue_words_count_wherever_they_stand() {
        let cues = Cues::new(vec![("reply".into(), -900), ("said".into(), 400)]);
        let points = |line: &str| {
            let mut words = Vec::new();
            measure(line, &mut words);
            cues.points(&words)
        };
        assert_eq!(points("Reply"), -900);
        assert_eq!(points("“No reply,” he said."), -500);
        assert_eq!(points("Nothing here"), 0);
    }
}
