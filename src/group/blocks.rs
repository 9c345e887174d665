//! All pairs of fingerprints a few bits apart, by block tables.
//!
//! Cut into k + 1 blocks, two fingerprints that differ in at most k bits agree in one block at least
//! (Manku, Jain, Das Sarma, WWW 2007). This finds what has too few shingles in common to share an anchor.

use super::candidates::{Bucket, CappedBucket, Pairs};
use super::hot::Hot;
use crate::fingerprint::Fingerprint;

/// Texts that agree in one block and are still compared all with all. More than chance puts together
/// even in a corpus of millions.
const MAX_BLOCK: usize = 64;

/// Bits in which near fingerprints may differ: 3 of 64, as Manku et al. found for web pages; 5 of 128,
/// which leaves blocks of 21 bits, enough to part a few million texts.
const fn max_distance(width: u32) -> u32 {
    match width {
        64 => 3,
        _ => 5,
    }
}

/// Adds all pairs of near fingerprints to `pairs`, and the blocks that too many share to `capped`.
pub(super) fn near_fingerprints(hot: &Hot, pairs: &mut Pairs, capped: &mut Vec<CappedBucket>) {
    let Some(width) = hot.fingerprints.first().map(|first| first.width()) else {
        return;
    };
    let distance = max_distance(width);
    let near =
        |a: u32, b: u32| hot.fingerprints[a as usize].distance(hot.fingerprints[b as usize]) <= distance;
    for number in 0..=distance {
        let mut table: Vec<(u128, u32)> =
            hot.fingerprints.iter().map(|&f| block(f, number)).zip(0..).collect();
        table.sort_unstable();
        for run in table.chunk_by(|a, b| a.0 == b.0) {
            let bucket: Vec<u32> = run.iter().map(|&(_, text)| text).collect();
            if bucket.len() <= MAX_BLOCK {
                link_all(&bucket, pairs, near);
            } else {
                let linked = hot.link_neighbours(number as usize + 1, &bucket, pairs, near);
                capped.push(CappedBucket {
                    bucket: Bucket::Block(number, run[0].0),
                    texts: run.len(),
                    pairs: linked,
                });
            }
        }
    }
}

fn link_all(bucket: &[u32], pairs: &mut Pairs, near: impl Fn(u32, u32) -> bool) {
    for (place, &a) in bucket.iter().enumerate() {
        for &b in bucket[place + 1..].iter().filter(|&&b| near(a, b)) {
            pairs.add(a, b);
        }
    }
}

/// Block `number` of a fingerprint. Blocks cover all bits and are as equal as may be.
fn block(fingerprint: Fingerprint, number: u32) -> u128 {
    let width = fingerprint.width();
    let blocks = max_distance(width) + 1;
    let (start, end) = (number * width / blocks, (number + 1) * width / blocks);
    fingerprint.bits() >> start & ((1 << (end - start)) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn near_fingerprints_agree_in_a_block(
            bits in proptest::bits::u128::ANY, flips in proptest::collection::vec(0u32..128, 0..6)
        ) {
            for (one, width) in [(Fingerprint::of_128(bits), 128), (Fingerprint::of_64(bits as u64), 64)] {
                let flips = &flips[..flips.len().min(max_distance(width) as usize)];
                let other = flips.iter().fold(one.bits(), |bits, flip| bits ^ 1 << (flip % width));
                let other = if width == 64 { Fingerprint::of_64(other as u64) } else { Fingerprint::of_128(other) };
                prop_assert!((0..=max_distance(width)).any(|number| block(one, number) == block(other, number)));
            }
        }

        #[test]
        fn blocks_cover_every_bit(bit in 0u32..64) {
            let blocks = 0..=max_distance(64);
            prop_assert_eq!(blocks.map(|number| block(Fingerprint::of_64(1 << bit), number).count_ones()).sum::<u32>(), 1);
        }
    }
}
