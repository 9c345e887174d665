//! Sampled shingles and the texts that have them.

use super::texts::Texts;
use crate::fingerprint::Features;

/// One shingle in eight is an anchor, chosen by its own hash, so that a passage has the same anchors in
/// every text (sampling "modulo m", Manber 1994; Broder 1997). With all shingles as anchors the groups
/// were the same.
const SAMPLE: u32 = 8;

/// In the lede it is one in four: where a brief of one paragraph was cut from a long story, the lede is
/// what the two share.
const LEDE_SAMPLE: u32 = 4;

/// The smallest hashes are anchors whatever they are, so that no text is without.
const SMALLEST: usize = 4;

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
    pub(super) fn of(texts: &Texts<'_>) -> Postings {
        let mut all: Vec<u64> = Vec::new();
        let mut counts = Vec::with_capacity(texts.len());
        for text in 0..texts.len() {
            let anchors = anchors(&texts.features(text));
            counts.push(anchors.len() as u32);
            all.extend(anchors.iter().map(|&anchor| u64::from(anchor) << 32 | text as u64));
        }
        all.sort_unstable();
        let mut postings = Postings { texts: Vec::new(), starts: vec![0], anchors: Vec::new(), counts };
        for run in all.chunk_by(|a, b| a >> 32 == b >> 32).filter(|run| run.len() > 1) {
            postings.texts.extend(run.iter().map(|&posting| posting as u32));
            postings.starts.push(postings.texts.len());
            postings.anchors.push((run[0] >> 32) as u32);
        }
        postings
    }

    /// Each anchor with its texts, by number.
    pub(super) fn buckets(&self) -> impl Iterator<Item = (u32, &[u32])> {
        self.anchors.iter().enumerate().map(|(bucket, &anchor)| (anchor, self.bucket(bucket)))
    }

    fn bucket(&self, bucket: usize) -> &[u32] {
        &self.texts[self.starts[bucket]..self.starts[bucket + 1]]
    }

    /// Calls `each` with every text and, for each earlier text it meets in a bucket of at most
    /// `max_bucket`, that text and the number of such buckets; unsorted. Never holds more than the
    /// neighbours of one text.
    pub(super) fn count_shared(&self, max_bucket: usize, mut each: impl FnMut(u32, &[(u32, u32)])) {
        let (places, starts) = self.buckets_by_text(max_bucket);
        let mut counts = vec![0u32; starts.len() - 1];
        let mut met: Vec<(u32, u32)> = Vec::new();
        for text in 0..counts.len() {
            for &bucket in &places[starts[text]..starts[text + 1]] {
                let earlier =
                    self.bucket(bucket as usize).iter().take_while(|&&other| (other as usize) < text);
                for &other in earlier {
                    if counts[other as usize] == 0 {
                        met.push((other, 0));
                    }
                    counts[other as usize] += 1;
                }
            }
            for (other, count) in &mut met {
                *count = std::mem::take(&mut counts[*other as usize]);
            }
            each(text as u32, &met);
            met.clear();
        }
    }

    /// The buckets of at most `max_bucket` texts that each text is in, and where each text's begin.
    fn buckets_by_text(&self, max_bucket: usize) -> (Vec<u32>, Vec<usize>) {
        let small = |bucket: &usize| self.bucket(*bucket).len() <= max_bucket;
        let mut starts = vec![0usize; self.counts.len() + 1];
        for bucket in (0..self.anchors.len()).filter(small) {
            self.bucket(bucket).iter().for_each(|&text| starts[text as usize + 1] += 1);
        }
        for text in 1..starts.len() {
            starts[text] += starts[text - 1];
        }
        let mut places = vec![0u32; starts.last().copied().unwrap_or(0)];
        let mut next = starts.clone();
        for bucket in (0..self.anchors.len()).filter(small) {
            for &text in self.bucket(bucket) {
                places[next[text as usize]] = bucket as u32;
                next[text as usize] += 1;
            }
        }
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
}
