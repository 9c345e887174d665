//! Winnowing: the grams of a text that stand for it.

use std::collections::VecDeque;

use super::{PassageOptions, Token};
use crate::text::hash64;

/// A gram that was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Print {
    /// Of the words of the gram.
    pub hash: u64,
    /// The document, by index.
    pub document: u32,
    /// Its first word, counted from the start of the text.
    pub position: u32,
}

impl Print {
    /// Bytes of a print.
    pub const SIZE: usize = 16;

    /// Bytes that sort as prints do: by hash, document, position.
    pub fn to_bytes(self) -> [u8; Self::SIZE] {
        let all = u128::from(self.hash) << 64 | u128::from(self.document) << 32 | u128::from(self.position);
        all.to_be_bytes()
    }

    /// The way back.
    pub fn from_bytes(bytes: [u8; Self::SIZE]) -> Print {
        let all = u128::from_be_bytes(bytes);
        Print { hash: (all >> 64) as u64, document: (all >> 32) as u32, position: all as u32 }
    }
}

/// The prints of a document, in order. Of each window of grams the smallest is one, and the last of equals:
/// so the choice goes by the words of the window alone, and two texts that share them choose the same place.
/// A text with fewer words than a passage has none.
pub fn prints(document: u32, tokens: &[Token], options: PassageOptions) -> Vec<Print> {
    let window = options.window();
    let mut prints: Vec<Print> = Vec::new();
    // Grams of the window that no later one undercuts: rising from the first, which is the smallest.
    let mut rising: VecDeque<(u64, usize)> = VecDeque::new();
    for (at, hash) in gram_hashes(tokens, options).enumerate() {
        while rising.back().is_some_and(|&(last, _)| last >= hash) {
            rising.pop_back();
        }
        rising.push_back((hash, at));
        if rising.front().is_some_and(|&(_, first)| first + window <= at) {
            rising.pop_front();
        }
        let Some(&(hash, smallest)) = rising.front().filter(|_| at + 1 >= window) else { continue };
        let print = Print { hash, document, position: smallest as u32 };
        if prints.last() != Some(&print) {
            prints.push(print);
        }
    }
    prints
}

/// The hash of every gram, in order.
pub(super) fn gram_hashes(tokens: &[Token], options: PassageOptions) -> impl Iterator<Item = u64> {
    const WORD: usize = size_of::<u64>();
    let sequence: Vec<u8> = tokens.iter().flat_map(|token| token.hash.to_le_bytes()).collect();
    let gram = options.gram() * WORD;
    let grams = (sequence.len() / WORD + 1).saturating_sub(options.gram());
    (0..grams).map(move |at| hash64(&sequence[at * WORD..at * WORD + gram]))
}

#[cfg(test)]
mod tests {
    use super::super::tokens;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_window_has_its_smallest_gram_and_no_other_is_chosen(
            text in "([a-c] ){0,60}", words in 6u32..12,
        ) {
            let options = PassageOptions { words, ..PassageOptions::default() };
            let tokens = tokens(&text);
            let gram = |at: usize| {
                let bytes = tokens[at..at + options.gram()].iter().flat_map(|token| token.hash.to_le_bytes());
                hash64(&bytes.collect::<Vec<u8>>())
            };
            let windows = (tokens.len() + 1).saturating_sub(words as usize);
            let mut expected: Vec<(u64, u32)> = (0..windows)
                .filter_map(|from| (from..from + options.window()).map(|at| (gram(at), at as u32)).rev().min_by_key(|x| x.0))
                .collect();
            expected.dedup();
            let found = prints(7, &tokens, options);
            prop_assert_eq!(found.iter().map(|print| (print.hash, print.position)).collect::<Vec<_>>(), expected);
        }

        #[test]
        fn bytes_sort_as_prints_do(a: (u64, u32, u32), b: (u64, u32, u32)) {
            let print = |(hash, document, position)| Print { hash, document, position };
            let (a, b) = (print(a), print(b));
            prop_assert_eq!(a.to_bytes().cmp(&b.to_bytes()), a.cmp(&b));
            prop_assert_eq!(Print::from_bytes(a.to_bytes()), a);
        }
    }
}
