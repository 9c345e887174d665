//! Which pairs of texts are worth comparing: those that share anchors, or nearly all fingerprint bits.

use hashbrown::HashMap;

use super::GroupOptions;
use super::anchors::Postings;
use super::blocks::near_fingerprints;
use super::hot::Hot;
use super::pairs::Pairs;
use super::sorting::Sorting;
use super::texts::Texts;
use crate::monitor::Monitor;

/// Anchors that two texts must share: one alone is too often a phrase.
const SHARED: u32 = 2;

/// A text of so few anchors may share one alone.
const FEW: u32 = 16;

/// Of the anchors of the text with fewer, those in full buckets left out, the two must share one in so many:
/// anchors are a sample of the shingles, and texts that share a twelfth of them are no story.
const PART: u32 = 12;

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

/// Candidate pairs of texts, and the buckets in which not every pair was looked at.
pub(super) fn candidates<'s>(
    texts: &Texts<'_>,
    options: &GroupOptions,
    sorting: &'s dyn Sorting,
    monitor: &dyn Monitor,
) -> (Pairs<'s>, Vec<CappedBucket>) {
    let mut pairs = Pairs::new(sorting);
    let hot = Hot::of(texts);
    // What is known of anchors goes before fingerprints are sorted: there need not be room for both.
    let postings = Postings::of(texts, sorting, monitor);
    let mut capped = sharing_anchors(&postings, &hot, options, &mut pairs, monitor);
    drop(postings);
    near_fingerprints(&hot, &mut pairs, &mut capped);
    capped.sort_unstable();
    (pairs, capped)
}

/// Adds the pairs that share enough anchors to `pairs`; the anchors that too many share.
fn sharing_anchors(
    postings: &Postings,
    hot: &Hot<'_>,
    options: &GroupOptions,
    pairs: &mut Pairs<'_>,
    monitor: &dyn Monitor,
) -> Vec<CappedBucket> {
    let telling = postings.outside_full_buckets(options.max_bucket);
    let enough = |a: u32, b: u32, shared: u32| {
        let fewer = postings.counts[a as usize].min(postings.counts[b as usize]);
        let telling = telling[a as usize].min(telling[b as usize]);
        shared >= if fewer <= FEW { 1 } else { SHARED.max(telling / PART) }
    };
    postings.shared(options.max_bucket, enough, |found| pairs.extend(found), monitor);
    let mut capped = Vec::new();
    // A flood of one text with small differences has all its texts in every bucket, time after time.
    let mut done = HashMap::new();
    for (anchor, bucket) in postings.buckets().filter(|(_, bucket)| bucket.len() > options.max_bucket) {
        if monitor.interrupted() {
            break;
        }
        let order = Hot::order_for(anchor);
        let linked = done.entry((order, bucket)).or_insert_with(|| hot.link(order, bucket, pairs));
        let kind = if linked.story { Bucket::Story(anchor) } else { Bucket::Phrase(anchor) };
        capped.push(CappedBucket { bucket: kind, texts: bucket.len(), pairs: linked.pairs });
    }
    capped
}

#[cfg(test)]
mod tests {
    use super::super::Entry;
    use super::super::links::stories;
    use super::super::representative::by_preference;
    use super::super::sorting::InMemory;
    use super::*;
    use crate::fingerprint::{FingerprintKind, Sketch, Weights};
    use crate::monitor::Silent;

    /// Knuth's MMIX generator.
    struct Random(u64);

    impl Random {
        fn below(&mut self, end: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) as usize % end
        }

        fn words(&mut self, count: usize) -> Vec<String> {
            (0..count).map(|_| format!("w{}", self.below(3000))).collect()
        }

        /// Up to 200 texts: stories of 3 to 300 words and editions of them, cut, begun late, joined, with
        /// words and figures changed.
        fn texts(&mut self) -> Vec<String> {
            let mut texts: Vec<Vec<String>> = (0..4 + self.below(26))
                .map(|_| {
                    let count = 3 + self.below(298);
                    self.words(count)
                })
                .collect();
            for _ in 0..self.below(170) {
                let mut words = texts[self.below(texts.len())].clone();
                for _ in 0..self.below(1 + words.len() / 6) {
                    let at = self.below(words.len());
                    words[at] = format!("e{}", self.below(9000));
                }
                match self.below(6) {
                    0 => words.truncate(words.len().div_ceil(2)),
                    1 => drop(words.drain(..words.len() / 3)),
                    2 => words.extend(texts[self.below(texts.len())].iter().take(40).cloned()),
                    3 => words.extend((0..self.below(6)).map(|_| self.below(50).to_string())),
                    _ => {}
                }
                texts.push(words);
            }
            texts.iter().map(|words| words.join(" ")).collect()
        }
    }

    fn entries(texts: &[String]) -> Vec<Entry> {
        let kind = FingerprintKind::default();
        let sketches: Vec<Sketch> = texts.iter().map(|text| kind.sketch(text)).collect();
        let weights = Weights::of_corpus(&sketches);
        let entry = |(number, sketch): (usize, Sketch)| Entry {
            fingerprint: kind.fingerprint(&sketch, &weights),
            features: sketch.features,
            length: texts[number].len() as u64,
            id: number.to_string(),
            ..Entry::default()
        };
        sketches.into_iter().enumerate().map(entry).collect()
    }

    #[test]
    fn of_the_pairs_that_are_one_story_candidates_miss_less_than_one_in_a_thousand() {
        let options = GroupOptions::default();
        let (mut of_all, mut of_candidates, mut looked_at) = (0, 0, 0);
        for seed in 0..150 {
            let corpus = entries(&Random(seed).texts());
            let texts = Texts::of(&corpus, &by_preference(&corpus, &options.prefer), options.scope);
            let all = (0..texts.len() as u32).flat_map(|a| (a + 1..texts.len() as u32).map(move |b| (a, b)));
            let (pairs, capped) = candidates(&texts, &options, &InMemory, &Silent);
            let pairs: Vec<(u32, u32)> = pairs.sorted().collect();
            if !capped.is_empty() {
                continue; // In a full bucket not all pairs are meant to be found.
            }
            looked_at += pairs.len();
            let expected = stories(&texts, &all.collect::<Vec<_>>(), &options);
            let found = stories(&texts, &pairs, &options);
            assert!(found.iter().all(|pair| expected.binary_search(pair).is_ok()));
            of_all += expected.len();
            of_candidates += found.len();
            assert!(corpus.as_slice().len() <= 200);
        }
        assert!(of_all > 10_000, "only {of_all} pairs");
        assert!(of_candidates * 1000 >= of_all * 999, "{of_candidates} of {of_all}");
        assert!(looked_at < 8 * of_all, "{looked_at} pairs for {of_all}");
    }
}
