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

/// The fingerprints of all texts, and the texts in the orders of these.
pub(super) struct Hot {
    pub(super) fingerprints: Vec<Fingerprint>,
    orders: [Order; ORDERS],
}

/// All texts, sorted by their turned fingerprints.
struct Order {
    texts: Vec<u32>,
    /// Where each text stands in `texts`.
    places: Vec<u32>,
}

impl Hot {
    pub(super) fn of(texts: &Texts<'_>) -> Hot {
        let fingerprints: Vec<Fingerprint> = (0..texts.len()).map(|text| texts.fingerprint(text)).collect();
        let orders = std::array::from_fn(|number| Order::of(&fingerprints, number as u32));
        Hot { fingerprints, orders }
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
        let kind = if story { Bucket::Story(anchor) } else { Bucket::Phrase(anchor) };
        CappedBucket { bucket: kind, texts: bucket.len(), pairs: linked }
    }

    /// Links those neighbours that `wanted` holds for; how many.
    pub(super) fn link_neighbours(
        &self,
        order: usize,
        bucket: &[u32],
        pairs: &mut Pairs,
        wanted: impl Fn(u32, u32) -> bool,
    ) -> usize {
        let Order { texts, places } = &self.orders[order % ORDERS];
        let mut sorted: Vec<u32> = bucket.iter().map(|&text| places[text as usize]).collect();
        sorted.sort_unstable();
        sorted.iter_mut().for_each(|place| *place = texts[*place as usize]);
        let near = sorted.windows(2).filter(|pair| wanted(pair[0], pair[1]));
        near.map(|pair| pairs.add(pair[0], pair[1])).count()
    }

    /// The most preferred text near the majority of all fingerprints in the bucket, which is likely to
    /// stand for the story in the end, and is the same in most of a story's buckets.
    fn centre(&self, bucket: &[u32]) -> u32 {
        let of = |text: u32| self.fingerprints[text as usize];
        let middle = majority(bucket.iter().map(|&text| of(text)));
        let near = bucket.iter().copied().find(|&text| is_near(of(text), middle));
        near.or(bucket.first().copied()).unwrap_or_default()
    }

    fn is_near(&self, a: u32, b: u32) -> bool {
        is_near(self.fingerprints[a as usize], self.fingerprints[b as usize])
    }
}

fn is_near(a: Fingerprint, b: Fingerprint) -> bool {
    a.distance(b) * 128 <= NEAR * a.width()
}

impl Order {
    /// Sorts the fingerprints from bit `number * width / ORDERS` on.
    fn of(fingerprints: &[Fingerprint], number: u32) -> Order {
        let turned = |fingerprint: Fingerprint| {
            let shift = number * fingerprint.width() / ORDERS as u32;
            match fingerprint.width() {
                64 => u128::from((fingerprint.bits() as u64).rotate_left(shift)),
                _ => fingerprint.bits().rotate_left(shift),
            }
        };
        let mut sorted: Vec<(u128, u32)> =
            fingerprints.iter().map(|&fingerprint| turned(fingerprint)).zip(0..).collect();
        sorted.sort_unstable();
        let mut places = vec![0; sorted.len()];
        for (place, &(_, text)) in sorted.iter().enumerate() {
            places[text as usize] = place as u32;
        }
        Order { texts: sorted.into_iter().map(|(_, text)| text).collect(), places }
    }
}
