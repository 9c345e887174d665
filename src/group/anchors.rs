//! Sampled shingles and the texts that have them.

use rayon::prelude::*;

use super::sorting::{Sorting, joined, parted};
use super::texts::Texts;
use crate::fingerprint::Features;
use crate::monitor::Monitor;

/// One shingle in eight is an anchor, chosen by its own hash, so that a passage has the same anchors in
/// every text (sampling "modulo m", Manber 1994; Broder 1997). With all shingles as anchors the groups
/// were the same.
const SAMPLE: u32 = 8;

/// In the lede it is one in four: where a brief of one paragraph was cut from a long story, the lede is
/// what the two share.
const LEDE_SAMPLE: u32 = 4;

/// The smallest hashes are anchors whatever they are, so that no text is without.
const SMALLEST: usize = 4;

/// Texts whose anchors are looked up in one go.
const AT_ONCE: usize = 1 << 14;

/// Anchors and their texts: sorted, each text once for an anchor, anchors of one text alone left out.
pub(super) struct Postings {
    /// Texts, anchor by anchor.
    texts: Vec<u32>,
    /// Where the texts of each anchor start, and the end.
    starts: Vec<usize>,
    /// The anchors.
    anchors: Vec<u32>,
    /// How many anchors each text has, with those that no other has.
    pub(super) counts: Vec<u32>,
}

impl Postings {
    pub(super) fn of(texts: &Texts<'_>, sorting: &dyn Sorting, monitor: &dyn Monitor) -> Postings {
        let mut all = sorting.list("postings");
        let mut counts = vec![0; texts.len()];
        let of = |room: &mut Features, &text: &u32| (text, anchors(texts.features(text as usize, room)));
        for some in texts.in_order_of_documents().chunks(AT_ONCE) {
            if monitor.interrupted() {
                break;
            }
            let found: Vec<(u32, Vec<u32>)> = some.par_iter().map_init(Features::default, of).collect();
            let mut postings = Vec::new();
            for (text, anchors) in found {
                counts[text as usize] = anchors.len() as u32;
                postings.extend(anchors.iter().map(|&anchor| joined(anchor, text)));
            }
            all.extend(&postings);
        }
        Postings::from_sorted(all.sorted(), counts)
    }

    fn from_sorted(sorted: impl Iterator<Item = u64>, counts: Vec<u32>) -> Postings {
        let mut postings = Postings { texts: Vec::new(), starts: vec![0], anchors: Vec::new(), counts };
        let mut last = 0;
        for (anchor, text) in sorted.map(parted) {
            if anchor != last {
                postings.end_bucket(last);
                last = anchor;
            }
            postings.texts.push(text);
        }
        postings.end_bucket(last);
        postings
    }

    /// Ends the bucket of an anchor, and forgets one of a single text.
    fn end_bucket(&mut self, anchor: u32) {
        let start = self.starts.last().copied().unwrap_or(0);
        if self.texts.len() - start < 2 {
            self.texts.truncate(start);
            return;
        }
        self.starts.push(self.texts.len());
        self.anchors.push(anchor);
    }

    /// Each anchor with its texts, by number.
    pub(super) fn buckets(&self) -> impl Iterator<Item = (u32, &[u32])> {
        self.anchors.iter().enumerate().map(|(bucket, &anchor)| (anchor, self.bucket(bucket)))
    }

    fn bucket(&self, bucket: usize) -> &[u32] {
        &self.texts[self.starts[bucket]..self.starts[bucket + 1]]
    }

    /// How many anchors each text has that are in no bucket of more than `max_bucket` texts.
    pub(super) fn outside_full_buckets(&self, max_bucket: usize) -> Vec<u32> {
        let mut counts = self.counts.clone();
        for (_, bucket) in self.buckets().filter(|(_, bucket)| bucket.len() > max_bucket) {
            bucket.iter().for_each(|&text| counts[text as usize] -= 1);
        }
        counts
    }

    /// Calls `each` with the pairs of some texts at a time: those for which `enough` holds of a text, an
    /// earlier one, and the number of buckets of at most `max_bucket` texts that both are in.
    pub(super) fn shared(
        &self,
        max_bucket: usize,
        enough: impl Fn(u32, u32, u32) -> bool + Sync,
        mut each: impl FnMut(&[u64]),
        monitor: &dyn Monitor,
    ) {
        let (places, starts) = self.buckets_by_text(max_bucket);
        let texts = self.counts.len();
        for first in (0..texts).step_by(AT_ONCE).take_while(|_| !monitor.interrupted()) {
            let pairs_of = |met: &mut Vec<u32>, text: usize| {
                let buckets = &places[starts[text]..starts[text + 1]];
                self.earlier(text as u32, buckets, met);
                let shared = met.chunk_by(|a, b| a == b);
                let pairs = shared.filter(|same| enough(text as u32, same[0], same.len() as u32));
                pairs.map(|same| joined(same[0], text as u32)).collect::<Vec<u64>>()
            };
            let some = (first..texts.min(first + AT_ONCE)).into_par_iter();
            let found: Vec<Vec<u64>> = some.map_init(Vec::new, pairs_of).collect();
            found.iter().for_each(|pairs| each(pairs));
        }
    }

    /// The texts before `text` in these buckets, once for each bucket, sorted.
    fn earlier(&self, text: u32, buckets: &[u32], met: &mut Vec<u32>) {
        met.clear();
        for &bucket in buckets {
            met.extend(self.bucket(bucket as usize).iter().take_while(|&&other| other < text));
        }
        met.sort_unstable();
    }

    /// The buckets of at most `max_bucket` texts that each text is in, and where each text's begin.
    fn buckets_by_text(&self, max_bucket: usize) -> (Vec<u32>, Vec<usize>) {
        let small = |bucket: &usize| self.bucket(*bucket).len() <= max_bucket;
        // One place more than there will be: while they are filled, `starts[text + 1]` is where the next of a text goes,
        // which is where the next text starts in the end.
        let mut starts = vec![0usize; self.counts.len() + 2];
        for bucket in (0..self.anchors.len()).filter(small) {
            self.bucket(bucket).iter().for_each(|&text| starts[text as usize + 2] += 1);
        }
        for text in 1..starts.len() {
            starts[text] += starts[text - 1];
        }
        let mut places = vec![0u32; starts.last().copied().unwrap_or(0)];
        for bucket in (0..self.anchors.len()).filter(small) {
            for &text in self.bucket(bucket) {
                let next = &mut starts[text as usize + 1];
                places[*next] = bucket as u32;
                *next += 1;
            }
        }
        starts.pop();
        (places, starts)
    }
}

/// The anchors of a text, each once.
fn anchors(features: &Features) -> Vec<u32> {
    let smallest = features.shingles.iter().take(SMALLEST);
    let sampled = features.shingles.iter().filter(|&&shingle| shingle % SAMPLE == 0);
    let lede = features.lede().filter(|shingle| shingle % LEDE_SAMPLE == 0);
    let mut anchors: Vec<u32> = smallest.chain(sampled).copied().chain(lede).collect();
    anchors.sort_unstable();
    anchors.dedup();
    anchors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_without_anchors_and_ledes_have_more() {
        let of = |shingles: &[u32], lede: &[u32]| {
            let places =
                shingles.iter().map(|shingle| if lede.contains(shingle) { 0 } else { 128 }).collect();
            anchors(&Features { shingles: shingles.to_vec(), places, tokens: 100, ..Features::default() })
        };
        assert_eq!(of(&[1], &[1]), [1]);
        assert_eq!(of(&[1, 2, 3, 5, 7, 8, 9, 12, 16, 20], &[9, 20]), [1, 2, 3, 5, 8, 16, 20]);
        assert!(of(&[], &[]).is_empty());
    }

    #[test]
    fn anchors_of_one_text_alone_are_left_out() {
        let sorted = [(0, 4), (3, 1), (3, 2), (5, 0), (9, 0), (9, 1), (9, 4)];
        let sorted = sorted.into_iter().map(|(anchor, text)| joined(anchor, text));
        let postings = Postings::from_sorted(sorted, vec![2; 5]);
        let found: Vec<(u32, &[u32])> = postings.buckets().collect();
        assert_eq!(found, [(3, &[1, 2][..]), (9, &[0, 1, 4])]);
    }
}
