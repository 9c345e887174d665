//! Which pairs of texts are worth comparing: those that share anchors, or nearly all fingerprint bits.

use super::GroupOptions;
use super::anchors::Postings;
use super::blocks::near_fingerprints;
use super::hot::Hot;
use super::texts::Texts;
use crate::monitor::Monitor;

/// Anchors that two texts must share: one alone is too often a phrase.
const SHARED: u32 = 2;

/// A text of so few anchors may share one alone.
const FEW: u32 = 16;

/// A bucket that was too full to compare all with all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CappedBucket {
    /// What the texts in it share.
    pub bucket: Bucket,
    /// How many distinct texts are in it.
    pub texts: usize,
    /// How many pairs were looked at instead of all.
    pub pairs: usize,
}

/// What the texts of a bucket share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bucket {
    /// A shingle, by its hash, and most of them are alike: a story that many ran.
    Story(u32),
    /// A shingle, by its hash, but little else: boilerplate or a common phrase.
    Phrase(u32),
    /// One block of the fingerprint: its number, and the bits in it.
    Block(u32, u128),
}

/// Candidate pairs of texts, the more preferred first; sorted, without repeats. And the buckets in which
/// not every pair was looked at.
pub(super) fn candidates(
    texts: &Texts<'_>,
    options: &GroupOptions,
    monitor: &dyn Monitor,
) -> (Vec<(u32, u32)>, Vec<CappedBucket>) {
    let mut pairs = Pairs::default();
    let mut capped = Vec::new();
    let postings = Postings::of(texts);
    let enough = |a: u32, b: u32| match postings.counts[a as usize].min(postings.counts[b as usize]) <= FEW {
        true => 1,
        false => SHARED,
    };
    postings.count_shared(options.max_bucket, |text, met| {
        let close = met.iter().filter(|&&(other, count)| count >= enough(text, other));
        close.for_each(|&(other, _)| pairs.add(text, other));
    });
    let hot = Hot::of(texts);
    for (anchor, bucket) in postings.buckets().filter(|(_, bucket)| bucket.len() > options.max_bucket) {
        if monitor.interrupted() {
            break;
        }
        capped.push(hot.link(anchor, bucket, &mut pairs));
    }
    near_fingerprints(&hot, &mut pairs, &mut capped);
    capped.sort_unstable();
    (pairs.finish(), capped)
}

/// Collects pairs and drops repeats before they can pile up.
#[derive(Default)]
pub(super) struct Pairs {
    found: Vec<(u32, u32)>,
    /// Length after the last clearing.
    distinct: usize,
}

/// Below so many pairs repeats do no harm.
const REPEATS: usize = 1 << 20;

impl Pairs {
    pub(super) fn add(&mut self, a: u32, b: u32) {
        if a == b {
            return;
        }
        if self.found.len() >= REPEATS.max(2 * self.distinct) {
            self.clear_repeats();
        }
        self.found.push((a.min(b), a.max(b)));
    }

    fn clear_repeats(&mut self) {
        self.found.sort_unstable();
        self.found.dedup();
        self.distinct = self.found.len();
    }

    pub(super) fn finish(mut self) -> Vec<(u32, u32)> {
        self.clear_repeats();
        self.found
    }
}
