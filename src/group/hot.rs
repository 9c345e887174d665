//! Buckets with too many texts to compare all with all: work in proportion to their size.

use std::sync::OnceLock;

use rayon::prelude::*;

use super::pairs::Pairs;
use super::texts::Texts;
use crate::fingerprint::{Fingerprint, majority};

/// Fingerprints so many of 128 bits apart may be of one story. Strangers differ in 64 on average, with
/// 5.7 as the standard deviation; of true pairs in edited wire copy four in five differ in fewer.
const NEAR: u32 = 40;

/// Sort orders of the fingerprints. Near ones are neighbours only if they agree in the leading bits;
/// each order leads with other bits.
const ORDERS: usize = 4;

/// The fingerprints of all texts, and the texts in the orders of these.
pub(super) struct Hot<'a> {
    texts: &'a Texts<'a>,
    /// Made for the first bucket that is too full: most corpora of strangers have none.
    orders: OnceLock<[Order; ORDERS]>,
}

/// All texts, sorted by their turned fingerprints.
struct Order {
    texts: Vec<u32>,
    /// Where each text stands in `texts`.
    places: Vec<u32>,
}

/// What linking a bucket came to.
pub(super) struct Linked {
    /// Whether most of it is alike.
    pub(super) story: bool,
    /// How many pairs were added.
    pub(super) pairs: usize,
}

impl<'a> Hot<'a> {
    pub(super) fn of(texts: &'a Texts<'a>) -> Hot<'a> {
        Hot { texts, orders: OnceLock::new() }
    }

    /// How many texts there are.
    pub(super) fn len(&self) -> usize {
        self.texts.len()
    }

    pub(super) fn fingerprint(&self, text: u32) -> Fingerprint {
        self.texts.fingerprint(text as usize)
    }

    /// Another order for each bucket: a text has other neighbours in each.
    pub(super) fn order_for(anchor: u32) -> usize {
        anchor.wrapping_mul(0x9e37_79b9) as usize >> 30
    }

    /// Links neighbours in the order of the fingerprints and, where most of the bucket is alike, every
    /// text with the one at its centre.
    pub(super) fn link(&self, order: usize, bucket: &[u32], pairs: &mut Pairs<'_>) -> Linked {
        let centre = self.centre(bucket);
        let alike = bucket.iter().filter(|&&text| self.is_near(text, centre)).count();
        let story = 2 * alike >= bucket.len();
        let mut linked = self.link_neighbours(order, bucket, pairs, |a, b| story || self.is_near(a, b));
        if story {
            bucket.iter().for_each(|&text| pairs.add(text, centre));
            linked += bucket.len() - 1;
        }
        Linked { story, pairs: linked }
    }

    /// Links those neighbours that `wanted` holds for; how many.
    pub(super) fn link_neighbours(
        &self,
        order: usize,
        bucket: &[u32],
        pairs: &mut Pairs<'_>,
        wanted: impl Fn(u32, u32) -> bool,
    ) -> usize {
        let orders = self.orders.get_or_init(|| self.all_orders());
        let Order { texts, places } = &orders[order % ORDERS];
        let mut sorted: Vec<u32> = bucket.iter().map(|&text| places[text as usize]).collect();
        sorted.par_sort_unstable();
        sorted.iter_mut().for_each(|place| *place = texts[*place as usize]);
        let near = sorted.windows(2).filter(|pair| wanted(pair[0], pair[1]));
        near.map(|pair| pairs.add(pair[0], pair[1])).count()
    }

    /// The most preferred text near the majority of all fingerprints in the bucket, which is likely to
    /// stand for the story in the end, and is the same in most of a story's buckets.
    fn centre(&self, bucket: &[u32]) -> u32 {
        let middle = majority(bucket.iter().map(|&text| self.fingerprint(text)));
        let near = bucket.iter().copied().find(|&text| is_near(self.fingerprint(text), middle));
        near.or(bucket.first().copied()).unwrap_or_default()
    }

    fn is_near(&self, a: u32, b: u32) -> bool {
        is_near(self.fingerprint(a), self.fingerprint(b))
    }

    fn all_orders(&self) -> [Order; ORDERS] {
        std::array::from_fn(|number| {
            let of = |text: u32| (leading(self.fingerprint(text), number as u32), text);
            Order::of((0..self.texts.len() as u32).map(of).collect())
        })
    }
}

fn is_near(a: Fingerprint, b: Fingerprint) -> bool {
    a.distance(b) * 128 <= NEAR * a.width()
}

/// The first 64 bits of a fingerprint from bit `number * width / ORDERS` on. What differs behind them is near enough.
fn leading(fingerprint: Fingerprint, number: u32) -> u64 {
    let shift = number * fingerprint.width() / ORDERS as u32;
    match fingerprint.width() {
        64 => (fingerprint.bits() as u64).rotate_left(shift),
        _ => (fingerprint.bits().rotate_left(shift) >> 64) as u64,
    }
}

impl Order {
    /// Of the texts with the leading bits of each.
    fn of(mut leading: Vec<(u64, u32)>) -> Order {
        leading.par_sort_unstable();
        let texts: Vec<u32> = leading.into_iter().map(|(_, text)| text).collect();
        let mut places = vec![0; texts.len()];
        for (place, &text) in texts.iter().enumerate() {
            places[text as usize] = place as u32;
        }
        Order { texts, places }
    }
}
