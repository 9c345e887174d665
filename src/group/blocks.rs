//! All pairs of fingerprints a few bits apart, by block tables.
//!
//! Cut into k + 1 blocks, two fingerprints that differ in at most k bits agree in one block at least
//! (Manku, Jain, Das Sarma, WWW 2007). This finds what has too few shingles in common to share an anchor.

use rayon::slice::ParallelSliceMut;

use super::candidates::{Bucket, CappedBucket};
use super::hot::Hot;
use super::pairs::Pairs;
use super::sorting::{joined, parted};
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
pub(super) fn near_fingerprints(hot: &Hot<'_>, pairs: &mut Pairs<'_>, capped: &mut Vec<CappedBucket>) {
    if hot.len() == 0 {
        return;
    }
    let distance = max_distance(hot.fingerprint(0).width());
    let near = |a: u32, b: u32| hot.fingerprint(a).distance(hot.fingerprint(b)) <= distance;
    let (mut table, mut bucket) = (Vec::with_capacity(hot.len()), Vec::new());
    for number in 0..=distance {
        table.clear();
        table.extend((0..hot.len() as u32).map(|text| joined(block(hot.fingerprint(text), number), text)));
        table.par_sort_unstable();
        for run in table.chunk_by(|&a, &b| parted(a).0 == parted(b).0).filter(|run| run.len() > 1) {
            bucket.clear();
            bucket.extend(run.iter().map(|&entry| parted(entry).1));
            if bucket.len() <= MAX_BLOCK {
                link_all(&bucket, pairs, near);
            } else {
                let linked = hot.link_neighbours(number as usize + 1, &bucket, pairs, near);
                let shared = Bucket::Block(number, u128::from(parted(run[0]).0));
                capped.push(CappedBucket { bucket: shared, texts: run.len(), pairs: linked });
            }
        }
    }
}

fn link_all(bucket: &[u32], pairs: &mut Pairs<'_>, near: impl Fn(u32, u32) -> bool) {
    for (place, &a) in bucket.iter().enumerate() {
        for &b in bucket[place + 1..].iter().filter(|&&b| near(a, b)) {
            pairs.add(a, b);
        }
    }
}

/// Block `number` of a fingerprint, 16 to 22 bits. Blocks cover all bits and are as equal as may be.
fn block(fingerprint: Fingerprint, number: u32) -> u32 {
    let width = fingerprint.width();
    let blocks = max_distance(width) + 1;
    let (start, end) = (number * width / blocks, (number + 1) * width / blocks);
    (fingerprint.bits() >> start & ((1 << (end - start)) - 1)) as u32
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
