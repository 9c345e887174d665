//! The words and shingles of one text, as hashes.

use crate::text::{Paged, hash64, words};

static NUMERIC: Paged<bool> = Paged::new(char::is_numeric);

/// Words in a shingle. Three are the usual compromise for news: two recur by chance, four break at every edit.
const SHINGLE: usize = 3;

/// Shingles that count as the lede: about a headline and a first sentence.
const LEDE: usize = 38;

/// The hash of one word, little-endian.
type WordHash = [u8; 8];

/// A word has some more bytes, with the blank behind it, in most languages: what is set aside for words is enough.
const WORD_BYTES: usize = 5;

/// Version of [`Features`]: what is hashed, and how. Features of two versions do not compare. It is raised
/// with any change that gives any text other features.
pub const FEATURES_VERSION: u32 = 1;

/// One text as sets of hashes. All lists are sorted and without repeats; a word's hash is the low half of
/// the XXH3-64 of its comparison form ([`words`]).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Features {
    /// The words.
    pub words: Vec<u32>,
    /// Three words in a row. A text of one or two words has one shingle: all of it.
    pub shingles: Vec<u32>,
    /// Where in the text each shingle first stands, in 256ths of it; as many as there are shingles.
    pub places: Vec<u8>,
    /// The words that hold a digit.
    pub numbers: Vec<u32>,
    /// How many words the text has, repeats counted.
    pub tokens: u32,
    /// XXH3-64 of the word hashes in order: equal for texts that differ in no word.
    pub text_hash: u64,
}

impl Features {
    /// The features of `text`; empty lists for a text without a word.
    pub fn of(text: &str) -> Features {
        let mut sequence: Vec<WordHash> = Vec::with_capacity(text.len() / WORD_BYTES);
        let mut numbers = Vec::new();
        words(text, |word| {
            let hash = hash64(word.as_bytes());
            sequence.push(hash.to_le_bytes());
            if has_digit(word) {
                numbers.push(hash as u32);
            }
        });
        let (shingles, places) = shingles(&sequence);
        Features {
            words: set(sequence.iter().map(low_half).collect()),
            shingles,
            places,
            numbers: set(numbers),
            tokens: u32::try_from(sequence.len()).unwrap_or(u32::MAX),
            text_hash: hash64(sequence.as_flattened()),
        }
    }

    /// The shingles of the lede, about forty words, sorted.
    pub fn lede(&self) -> impl Iterator<Item = u32> {
        self.shingles.iter().zip(self.in_lede()).filter(|&(_, in_lede)| in_lede).map(|(&shingle, _)| shingle)
    }

    /// For each shingle whether it is in the lede.
    fn in_lede(&self) -> impl Iterator<Item = bool> {
        let end = self.lede_end();
        self.places.iter().map(move |&place| usize::from(place) < end)
    }

    /// The first of [`Features::places`] that is behind the lede.
    pub fn lede_end(&self) -> usize {
        (LEDE * 256).div_ceil(self.positions())
    }

    /// How many shingles the text has, repeats counted.
    fn positions(&self) -> usize {
        (self.tokens as usize + 1).saturating_sub(SHINGLE).max(1)
    }

    /// Whether the whole text is one shingle.
    pub fn is_one_shingle(&self) -> bool {
        (1..=SHINGLE).contains(&(self.tokens as usize))
    }

    /// Whether the text had no word at all.
    pub fn is_empty(&self) -> bool {
        self.tokens == 0
    }
}

fn has_digit(word: &str) -> bool {
    if word.is_ascii() {
        word.bytes().any(|byte| byte.is_ascii_digit())
    } else {
        word.chars().any(|c| NUMERIC.get(c))
    }
}

/// The hashes of every three words in a row of a sequence of word hashes, and where each first stands.
fn shingles(sequence: &[WordHash]) -> (Vec<u32>, Vec<u8>) {
    if sequence.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let windows = sequence.windows(SHINGLE.min(sequence.len()));
    let all = windows.len();
    let place = |position: usize| (position * 256 / all) as u8;
    // In one number, so that sorting puts the first of each shingle first.
    let hashed = windows
        .enumerate()
        .map(|(at, three)| (hash64(three.as_flattened()) & 0xffff_ffff) << 8 | u64::from(place(at)));
    let mut found: Vec<u64> = hashed.collect();
    found.sort_unstable();
    found.dedup_by_key(|found| *found >> 8);
    found.iter().map(|&found| ((found >> 8) as u32, found as u8)).unzip()
}

/// The low four of a word hash's little-endian bytes.
fn low_half(&[a, b, c, d, ..]: &WordHash) -> u32 {
    u32::from_le_bytes([a, b, c, d])
}

fn set(mut hashes: Vec<u32>) -> Vec<u32> {
    hashes.sort_unstable();
    hashes.dedup();
    hashes.shrink_to_fit();
    hashes
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_shingles_and_numbers_are_sets_of_hashes() {
        let features = Features::of("The mayor said the mayor said 12 times");
        assert_eq!(features.tokens, 8);
        assert_eq!(features.words.len(), 5);
        assert_eq!(features.shingles.len(), 5, "`the mayor said` stands twice");
        assert_eq!(features.numbers, [hash64(b"12") as u32]);
        assert!(features.words.contains(&(hash64(b"mayor") as u32)));
    }

    #[test]
    fn short_texts_have_one_shingle_and_empty_ones_none() {
        assert_eq!(Features::of("Correction").shingles.len(), 1);
        assert_eq!(Features::of("Correction follows").shingles.len(), 1);
        assert_ne!(Features::of("Correction").shingles, Features::of("Correction follows").shingles);
        assert!(Features::of(" …\n").is_empty());
        assert!(Features::of("").shingles.is_empty());
    }

    #[test]
    fn texts_that_differ_in_no_word_have_equal_features() {
        assert_eq!(Features::of("“Yes” – he SAID."), Features::of("\"Yes\" he\nsaid"));
        assert_ne!(Features::of("he said yes").text_hash, Features::of("yes he said").text_hash);
    }

    #[test]
    fn shingles_know_their_place_and_the_lede_is_the_first_forty_words() {
        let words: Vec<String> = (0..400).map(|i| format!("word{i}")).collect();
        let features = Features::of(&words.join(" "));
        let place = |shingle: &str| {
            let hash = hash64(&words_of(shingle)) as u32;
            features.places[features.shingles.binary_search(&hash).unwrap()]
        };
        assert_eq!(place("word0 word1 word2"), 0);
        assert_eq!(place("word199 word200 word201"), 128);
        assert_eq!(place("word397 word398 word399"), 255);
        assert!((38..=39).contains(&features.lede().count()));
        let start = Features::of(&words[..41].join(" "));
        assert!(features.lede().all(|shingle| start.shingles.contains(&shingle)));
        assert_eq!(Features::of("Correction follows").lede().count(), 1);
    }

    #[test]
    fn features_are_those_of_their_version() {
        let text = "Rain is due in Sele, the mayor’s office said on 3 May: 12.5 mm. 新华社北京 Ελλάδα ที่นี่";
        let mut bytes = Vec::new();
        let features = Features::of(text);
        features.write(&mut bytes);
        bytes.extend(features.words.iter().flat_map(|word| word.to_le_bytes()));
        assert_eq!(
            (FEATURES_VERSION, hash64(&bytes)),
            (1, 11_213_881_929_503_998_213),
            "raise the version where the hash has changed"
        );
    }

    /// The word hashes of a text, as shingles are made of them.
    fn words_of(text: &str) -> Vec<u8> {
        text.split(' ').flat_map(|word| hash64(word.as_bytes()).to_le_bytes()).collect()
    }

    proptest! {
        #[test]
        fn lists_are_sorted_sets_and_the_lede_is_part_of_the_whole(text in "([a-c]{1,2}[ 0-9]){0,80}") {
            let features = Features::of(&text);
            for list in [&features.words, &features.shingles, &features.numbers] {
                prop_assert!(list.is_sorted_by(|a, b| a < b));
            }
            prop_assert_eq!(features.places.len(), features.shingles.len());
            prop_assert!(features.numbers.iter().all(|n| features.words.contains(n)));
        }
    }
}
