//! Buckets with too many texts to compare all with all: work in proportion to their size.

use super::candidates::{Bucket, CappedBucket, Pairs};
use super::texts::Texts;
use crate::fingerprint::{Fingerprint, majority};

/// Fingerprints so many of 128 bits apart may be of one story. Strangers differ in 64 on average, with
/// 5.7 as the standard deviation; of true pairs in edited wire copy four in five differ in fewer.
const NEAR: u32 = 40;

/// Sort orders of the fingerprints. Near ones are neighbours only if they agree in the leading bits;
/// each order leads with other bits.
const ORDERS: usize = 4;

/// The fingerprints of all texts, and where each stands when they are sorted.
pub(super) struct Hot {
    pub(super) fingerprints: Vec<Fingerprint>,
    places: [Vec<u32>; ORDERS],
}

impl Hot {
    pub(super) fn of(texts: &Texts<'_>) -> Hot {
        let fingerprints: Vec<Fingerprint> = (0..texts.len()).map(|text| texts.fingerprint(text)).collect();
        let places = std::array::from_fn(|order| places(&fingerprints, order as u32));
        Hot { fingerprints, places }
    }

    /// Links neighbours in the order of the fingerprints and, where most of the bucket is alike, every
    /// text with the one at its centre.
    pub(super) fn link(&self, anchor: u32, bucket: &[u32], pairs: &mut Pairs) -> CappedBucket {
        let centre = self.centre(bucket);
        let alike = bucket.iter().filter(|&&text| self.is_near(text, centre)).count();
        let story = 2 * alike >= bucket.len();
        // Another order for each bucket: a text has other neighbours in each.
        let order = anchor.wrapping_mul(0x9e37_79b9) as usize >> 30;
        let mut linked = self.link_neighbours(order, bucket, pairs, |a, b| story || self.is_near(a, b));
        if story {
            bucket.iter().for_each(|&text| pairs.add(text, centre));
            linked += bucket.len() - 1;
        }
        let kind = if story {
            Bucket::Story(anchor)
        } else {
            Bucket::Phrase(anchor)
        };
        CappedBucket {
            bucket: kind,
            texts: bucket.len(),
            pairs: linked,
        }
    }

    /// Links those neighbours that `wanted` holds for; how many.
    pub(super) fn link_neighbours(
        &self,
        order: usize,
        bucket: &[u32],
        pairs: &mut Pairs,
        wanted: impl Fn(u32, u32) -> bool,
    ) -> usize {
        let places = &self.places[order % ORDERS];
        let mut sorted = bucket.to_vec();
        sorted.sort_unstable_by_key(|&text| places[text as usize]);
        let near = sorted.windows(2).filter(|pair| wanted(pair[0], pair[1]));
        near.map(|pair| pairs.add(pair[0], pair[1])).count()
    }

    /// The text nearest to the majority of all fingerprints in the bucket; the most preferred of several.
    fn centre(&self, bucket: &[u32]) -> u32 {
        let of = |&text: &u32| self.fingerprints[text as usize];
        let middle = majority(bucket.iter().map(of));
        let nearest = bucket
            .iter()
            .min_by_key(|&text| (of(text).distance(middle), *text));
        nearest.copied().unwrap_or_default()
    }

    fn is_near(&self, a: u32, b: u32) -> bool {
        let (a, b) = (self.fingerprints[a as usize], self.fingerprints[b as usize]);
        a.distance(b) * 128 <= NEAR * a.width()
    }
}

/// The place of each text when fingerprints are sorted from bit `order * width / ORDERS` on.
fn places(fingerprints: &[Fingerprint], order: u32) -> Vec<u32> {
    let turned = |text: u32| {
        let fingerprint = fingerprints[text as usize];
        let shift = order * fingerprint.width() / ORDERS as u32;
        let bits = fingerprint.bits();
        match fingerprint.width() {
            64 => u128::from((bits as u64).rotate_left(shift)),
            _ => bits.rotate_left(shift),
        }
    };
    let mut sorted: Vec<u32> = (0..fingerprints.len() as u32).collect();
    sorted.sort_by_cached_key(|&text| (turned(text), text));
    let mut places = vec![0; sorted.len()];
    for (place, text) in sorted.into_iter().enumerate() {
        places[text as usize] = place as u32;
    }
    places
}
