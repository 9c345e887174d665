//! Simhash: one hash that is close for texts that share most of their weight.
//!
//! M. Charikar, "Similarity estimation techniques from rounding algorithms", STOC 2002; G. Manku, A. Jain,
//! A. Das Sarma, "Detecting near-duplicates for web crawling", WWW 2007. Bit i of the result is set where
//! the features whose hash has bit i set outweigh the others; a tie gives 0.
//!
//! Eight bits are counted at once in the bytes of a word, and the bytes are emptied into wide counters
//! before one can overflow. That is plain 64-bit arithmetic, the same on every machine.

use super::{Fingerprint, Weight};
use crate::text::hash128;

/// The lowest bit of each byte.
const ONES: u64 = 0x0101_0101_0101_0101;

/// Counts, for each of `64 * HALVES` bits, the weight of the hashes that have it set.
#[derive(Clone)]
pub(super) struct Counters<const HALVES: usize> {
    /// Byte `j` of lane `k` counts bit `8 j + k`.
    lanes: [[u64; 8]; HALVES],
    /// Weight in the lanes, at most 255.
    pending: u32,
    /// What the lanes held before.
    totals: [[u64; 64]; HALVES],
    /// All weight added and emptied.
    weight: u64,
}

impl<const HALVES: usize> Counters<HALVES> {
    pub(super) fn new() -> Self {
        Counters { lanes: [[0; 8]; HALVES], pending: 0, totals: [[0; 64]; HALVES], weight: 0 }
    }

    /// Adds a feature's hash with the weight `1 << shift`.
    #[inline]
    pub(super) fn add(&mut self, hash: [u64; HALVES], shift: u32) {
        if self.pending + (1 << shift) > u32::from(u8::MAX) {
            self.empty();
        }
        self.pending += 1 << shift;
        for (lanes, half) in self.lanes.iter_mut().zip(hash) {
            for (bit, lane) in lanes.iter_mut().enumerate() {
                *lane += ((half >> bit) & ONES) << shift;
            }
        }
    }

    fn empty(&mut self) {
        for (lanes, totals) in self.lanes.iter_mut().zip(&mut self.totals) {
            for (bit, lane) in lanes.iter_mut().enumerate() {
                for (byte, count) in lane.to_le_bytes().into_iter().enumerate() {
                    totals[8 * byte + bit] += u64::from(count);
                }
                *lane = 0;
            }
        }
        self.weight += u64::from(self.pending);
        self.pending = 0;
    }

    /// The bits whose features hold more than half of the weight, lowest half first.
    pub(super) fn bits(mut self) -> [u64; HALVES] {
        self.empty();
        self.totals.map(|totals| {
            let set = |bit: usize| u64::from(2 * totals[bit] > self.weight) << bit;
            (0..64).fold(0, |bits, bit| bits | set(bit))
        })
    }
}

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

    /// The textbook loop: one signed counter for each bit.
    fn oracle(features: &[(u64, u32)]) -> u64 {
        let mut counters = [0i64; 64];
        for &(hash, shift) in features {
            for (bit, counter) in counters.iter_mut().enumerate() {
                *counter += if hash >> bit & 1 == 1 { 1 << shift } else { -(1 << shift) };
            }
        }
        counters.iter().enumerate().fold(0, |bits, (bit, &counter)| bits | u64::from(counter > 0) << bit)
    }

    fn counted(features: &[(u64, u32)]) -> u64 {
        let mut counters = Counters::<1>::new();
        features.iter().for_each(|&(hash, shift)| counters.add([hash], shift));
        counters.bits()[0]
    }

    #[test]
    fn a_tie_gives_zero() {
        assert_eq!(counted(&[(0b11, 0), (0b01, 0)]), 0b01);
        assert_eq!(counted(&[(0b10, 1), (0b01, 0), (0b01, 0)]), 0, "two against one and one");
        assert_eq!(counted(&[]), 0);
    }

    #[test]
    fn counters_do_not_overflow() {
        let many = vec![(u64::MAX, 2); 5000];
        assert_eq!(counted(&many), u64::MAX);
    }

    #[test]
    fn a_majority_decides_bit_by_bit() {
        let of = Fingerprint::of_128;
        assert_eq!(majority([of(0b110), of(0b100), of(0b001)]), of(0b100));
        assert_eq!(majority([Fingerprint::of_64(6), Fingerprint::of_64(6)]), Fingerprint::of_64(6));
        assert_eq!(majority([]), of(0));
    }

    proptest! {
        #[test]
        fn byte_lanes_agree_with_one_counter_for_each_bit(
            features in proptest::collection::vec((proptest::bits::u64::ANY, 0u32..3), 0..700)
        ) {
            prop_assert_eq!(counted(&features), oracle(&features));
        }

        #[test]
        fn ties_agree_too(features in proptest::collection::vec((0u64..8, 0u32..3), 0..12)) {
            prop_assert_eq!(counted(&features), oracle(&features));
        }

        #[test]
        fn the_narrow_simhash_is_the_low_half_of_the_wide_one(words in proptest::collection::vec(0u32..5000, 0..300)) {
            let weigh = |&word: &u32| (word, if word % 3 == 0 { Weight::Four } else { Weight::One });
            prop_assert_eq!(simhash64(words.iter().map(weigh)), simhash128(words.iter().map(weigh)) as u64);
        }
    }
}
