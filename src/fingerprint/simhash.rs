//! Simhash: one hash that is close for texts that share most of their weight.
//!
//! M. Charikar, "Similarity estimation techniques from rounding algorithms", STOC 2002; G. Manku, A. Jain,
//! A. Das Sarma, "Detecting near-duplicates for web crawling", WWW 2007. Bit i of the result is set where
//! the features whose hash has bit i set outweigh the others; a tie gives 0.

use super::counters::Counters;
use super::{Fingerprint, Weight};
use crate::text::hash128;

/// The 128-bit simhash of words, given by their hashes and weights.
pub fn simhash128(words: impl IntoIterator<Item = (u32, Weight)>) -> u128 {
    let mut counters = Counters::<2>::new();
    for (word, weight) in words {
        let hash = hash128(&word.to_le_bytes());
        counters.add([hash as u64, (hash >> 64) as u64], weight.shift());
    }
    let [low, high] = counters.bits();
    u128::from(high) << 64 | u128::from(low)
}

/// The 64-bit simhash of words: the low half of [`simhash128`].
pub fn simhash64(words: impl IntoIterator<Item = (u32, Weight)>) -> u64 {
    let mut counters = Counters::<1>::new();
    for (word, weight) in words {
        counters.add([hash128(&word.to_le_bytes()) as u64], weight.shift());
    }
    let [bits] = counters.bits();
    bits
}

/// The fingerprint whose every bit is that of most of the given ones: the middle of a cluster. All are
/// of one width; none at all gives zero.
pub fn majority(fingerprints: impl IntoIterator<Item = Fingerprint>) -> Fingerprint {
    let mut counters = Counters::<2>::new();
    let mut width = 128;
    for fingerprint in fingerprints {
        width = fingerprint.width();
        counters.add([fingerprint.bits() as u64, (fingerprint.bits() >> 64) as u64], 0);
    }
    let [low, high] = counters.bits();
    match width {
        64 => Fingerprint::of_64(low),
        _ => Fingerprint::of_128(u128::from(high) << 64 | u128::from(low)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_majority_decides_bit_by_bit() {
        let of = Fingerprint::of_128;
        assert_eq!(majority([of(0b110), of(0b100), of(0b001)]), of(0b100));
        assert_eq!(majority([Fingerprint::of_64(6), Fingerprint::of_64(6)]), Fingerprint::of_64(6));
        assert_eq!(majority([]), of(0));
    }

    proptest! {
        #[test]
        fn the_narrow_simhash_is_the_low_half_of_the_wide_one(words in proptest::collection::vec(0u32..5000, 0..300)) {
            let weigh = |&word: &u32| (word, if word % 3 == 0 { Weight::Four } else { Weight::One });
            prop_assert_eq!(simhash64(words.iter().map(weigh)), simhash128(words.iter().map(weigh)) as u64);
        }
    }
}
