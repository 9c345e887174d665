//! Whether a candidate pair is one story, by whole numbers alone.

use rayon::iter::ParallelIterator;
use rayon::slice::ParallelSlice;

use super::texts::Texts;
use super::{Permille, Thresholds};
use crate::fingerprint::{Features, Fingerprint};
use crate::monitor::Monitor;

/// What two texts have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Evidence {
    pub(super) hamming: u32,
    pub(super) jaccard: Permille,
    pub(super) containment: Permille,
    /// Shingles of the text with fewer.
    smaller: u64,
    /// Whether the figures of both are largely the same.
    pub(super) figures: Figures,
}

/// How the numbers of two texts compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Figures {
    /// Largely the same, or too few to say.
    Agree,
    Disagree,
}

/// Numbers that both texts must have before they say anything: one is most often the date alone.
const FIGURES: usize = 2;

/// Compares two texts.
pub(super) fn compare(
    a: (&Features, Fingerprint),
    b: (&Features, Fingerprint),
    thresholds: &Thresholds,
) -> Evidence {
    // Texts that are one shingle each and differ share it only by accident: it has 32 bits.
    let accident = a.0.is_one_shingle() && b.0.is_one_shingle() && a.0.text_hash != b.0.text_hash;
    let shared = if accident { 0 } else { shared(&a.0.shingles, &b.0.shingles) };
    let (m, n) = (a.0.shingles.len() as u64, b.0.shingles.len() as u64);
    Evidence {
        hamming: a.1.distance(b.1),
        jaccard: Permille::of(shared, m + n - shared),
        containment: Permille::of(shared, m.min(n)),
        smaller: m.min(n),
        figures: figures(&a.0.numbers, &b.0.numbers, thresholds),
    }
}

fn figures(a: &[u32], b: &[u32], thresholds: &Thresholds) -> Figures {
    let fewer = a.len().min(b.len());
    if fewer < FIGURES || Permille::of(shared(a, b), fewer as u64) >= thresholds.figures {
        Figures::Agree
    } else {
        Figures::Disagree
    }
}

impl Evidence {
    /// Whether the two are one story by themselves.
    pub(super) fn is_story(&self, thresholds: &Thresholds) -> bool {
        u64::from(self.alike(thresholds).0) >= self.needed(thresholds)
    }

    /// Whether a member and its representative are one story, given that others link the two.
    pub(super) fn is_linked_story(&self, thresholds: &Thresholds) -> bool {
        u64::from(self.alike(thresholds).0 + thresholds.linked.0) >= self.needed(thresholds)
    }

    /// How much of their wording the two share.
    fn alike(&self, thresholds: &Thresholds) -> Permille {
        if self.smaller < u64::from(thresholds.scrap) { self.jaccard } else { self.containment }
    }

    /// The share that texts of this length and these figures need; never more than all of it.
    fn needed(&self, thresholds: &Thresholds) -> u64 {
        let (long, short) = (u64::from(thresholds.long.0), u64::from(thresholds.short.0));
        let length = u64::from(thresholds.length).max(1);
        let missing = length.saturating_sub(self.smaller);
        let disagreement = match self.figures {
            Figures::Agree => 0,
            Figures::Disagree => u64::from(thresholds.disagreement.0),
        };
        (long + short.saturating_sub(long) * missing / length + disagreement).min(1000)
    }
}

/// Pairs that are looked at before the monitor is asked, and by one thread.
const AT_ONCE: (usize, usize) = (1 << 18, 1 << 12);

/// The candidate pairs that are one story; sorted as they came.
pub(super) fn accepted(
    texts: &Texts<'_>,
    mut pairs: impl Iterator<Item = (u32, u32)>,
    thresholds: &Thresholds,
    monitor: &dyn Monitor,
) -> Vec<(u32, u32)> {
    let of_one_thread = |pairs: &[(u32, u32)]| {
        let mut links = Vec::new();
        for same_first in pairs.chunk_by(|one, next| one.0 == next.0) {
            let a = same_first[0].0 as usize;
            let (features, fingerprint) = (texts.features(a), texts.fingerprint(a));
            let is_story = |&&(_, b): &&(u32, u32)| {
                let other = (&*texts.features(b as usize), texts.fingerprint(b as usize));
                compare((&features, fingerprint), other, thresholds).is_story(thresholds)
            };
            links.extend(same_first.iter().filter(is_story).copied());
        }
        links
    };
    let mut links = Vec::new();
    while !monitor.interrupted() {
        let some: Vec<(u32, u32)> = pairs.by_ref().take(AT_ONCE.0).collect();
        if some.is_empty() {
            break;
        }
        let found: Vec<Vec<(u32, u32)>> = some.par_chunks(AT_ONCE.1).map(of_one_thread).collect();
        links.extend(found.into_iter().flatten());
    }
    links
}

/// One list is so many times longer before it pays to jump in it.
const LOPSIDED: usize = 16;

/// How many numbers two sorted sets share.
pub(super) fn shared(a: &[u32], b: &[u32]) -> u64 {
    let (few, many) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if few.len() * LOPSIDED < many.len() { gallop(few, many) } else { merge(few, many) }
}

/// Walks both lists at once, without a branch that cannot be foreseen.
fn merge(a: &[u32], b: &[u32]) -> u64 {
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        let (x, y) = (a[i], b[j]);
        shared += u64::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    shared
}

/// Looks each of the few up in the many, in steps that double (Bentley and Yao 1976).
fn gallop(few: &[u32], mut many: &[u32]) -> u64 {
    let mut shared = 0;
    for wanted in few {
        let mut step = 1;
        while step < many.len() && many[step] < *wanted {
            step *= 2;
        }
        let end = (step + 1).min(many.len());
        let at = step / 2 + many[step / 2..end.max(step / 2)].partition_point(|x| x < wanted);
        many = &many[at.min(many.len())..];
        shared += u64::from(many.first() == Some(wanted));
    }
    shared
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn evidence(shared: u64, a: u64, b: u64, figures: Figures) -> Evidence {
        Evidence {
            hamming: 0,
            jaccard: Permille::of(shared, a + b - shared),
            containment: Permille::of(shared, a.min(b)),
            smaller: a.min(b),
            figures,
        }
    }

    #[test]
    fn the_shorter_a_text_the_more_of_it_must_be_shared() {
        let thresholds = Thresholds::default();
        for (shared, a, b, figures, expected) in [
            (250, 500, 500, Figures::Agree, true),
            (249, 500, 500, Figures::Agree, false),
            (250, 500, 9000, Figures::Agree, true),
            (299, 500, 500, Figures::Disagree, false),
            (300, 500, 500, Figures::Disagree, true),
            (77, 110, 110, Figures::Agree, true),
            (76, 110, 110, Figures::Agree, false),
            (77, 110, 110, Figures::Disagree, false),
            (10, 10, 10, Figures::Disagree, true),
            (10, 10, 300, Figures::Agree, false),
            (30, 30, 300, Figures::Agree, true),
            (8, 10, 10, Figures::Agree, false),
            (0, 0, 0, Figures::Agree, false),
        ] {
            let evidence = evidence(shared, a, b, figures);
            assert_eq!(evidence.is_story(&thresholds), expected, "{shared} of {a} and {b}, {figures:?}");
        }
    }

    #[test]
    fn texts_with_other_figures_disagree() {
        let thresholds = Thresholds::default();
        assert_eq!(figures(&[1, 2, 3], &[1, 2, 9], &thresholds), Figures::Disagree);
        assert_eq!(figures(&[1, 2, 3, 4], &[1, 2, 3, 9], &thresholds), Figures::Agree);
        assert_eq!(
            figures(&[1, 2], &[1, 2, 7, 8, 9], &thresholds),
            Figures::Agree,
            "a shorter cut has fewer"
        );
        assert_eq!(figures(&[1], &[9, 8], &thresholds), Figures::Agree, "too few to say");
    }

    #[test]
    fn short_texts_whose_one_shingle_agrees_by_accident_are_two() {
        let text = |shingle, text_hash, tokens| Features {
            shingles: vec![shingle],
            text_hash,
            tokens,
            ..Features::default()
        };
        let thresholds = Thresholds::default();
        let print = Fingerprint::of_64(0);
        let compared = |a: &Features, b: &Features| compare((a, print), (b, print), &thresholds);
        let evidence = compared(&text(7, 1, 1), &text(7, 2, 3));
        assert_eq!((evidence.jaccard, evidence.containment), (Permille(0), Permille(0)));
        assert!(!evidence.is_story(&thresholds) && !evidence.is_linked_story(&thresholds));
        let repeats = compared(&text(7, 1, 3), &text(7, 2, 4));
        assert_eq!(repeats.jaccard, Permille(1000), "`a a a` and `a a a a`");
    }

    proptest! {
        #[test]
        fn both_ways_of_intersecting_agree_with_sets(
            a in proptest::collection::btree_set(0u32..400, 0..20),
            b in proptest::collection::btree_set(0u32..400, 0..200),
        ) {
            let expected = a.intersection(&b).count() as u64;
            let list = |set: &BTreeSet<u32>| set.iter().copied().collect::<Vec<u32>>();
            let (a, b) = (list(&a), list(&b));
            prop_assert_eq!(merge(&a, &b), expected);
            prop_assert_eq!(gallop(&a, &b), expected);
            prop_assert_eq!(shared(&b, &a), expected);
        }
    }
}
