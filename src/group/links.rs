//! Which candidate pairs are one story.
//!
//! Of a story that k outlets ran, k²/2 pairs are candidates, but it is enough to know which texts are linked to the
//! most preferred one: a pair of two texts that are both linked to a third, more preferred one is not compared until
//! somebody asks, and hardly ever does anybody.

use rayon::iter::ParallelIterator;
use rayon::slice::ParallelSlice;

use super::texts::Texts;
use super::verify::Centre;
use super::{GroupOptions, Permille};
use crate::fingerprint::Features;
use crate::monitor::Monitor;

/// Two texts, the more preferred first.
type Pair = (u32, u32);

/// A candidate pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Link {
    pub(super) texts: Pair,
    /// Whether the two were compared, and are one story; else nobody knows yet.
    pub(super) known: bool,
}

/// Pairs that are looked at before what was found tells which of the next to leave, and by one thread at a time.
const AT_ONCE: (usize, usize) = (1 << 13, 1 << 8);

/// The candidate pairs that are one story or may be; sorted as they came.
pub(super) fn links(
    texts: &Texts<'_>,
    mut pairs: impl Iterator<Item = Pair>,
    options: &GroupOptions,
    monitor: &dyn Monitor,
) -> Vec<Link> {
    // The most preferred text that each is linked to.
    let mut nearest: Vec<Option<u32>> = vec![None; texts.len()];
    let mut links = Vec::new();
    while !monitor.interrupted() {
        let some: Vec<Pair> = pairs.by_ref().take(AT_ONCE.0).collect();
        if some.is_empty() {
            break;
        }
        let of_one =
            |&(a, b): &Pair| nearest[a as usize].is_some() && nearest[a as usize] == nearest[b as usize];
        let (left, open): (Vec<Pair>, Vec<Pair>) = some.into_iter().partition(of_one);
        let found = stories(texts, &open, options);
        for &(a, b) in &found {
            nearest[b as usize].get_or_insert(a);
        }
        let start = links.len();
        links.extend(found.into_iter().map(|texts| Link { texts, known: true }));
        links.extend(left.into_iter().map(|texts| Link { texts, known: false }));
        links[start..].sort_unstable();
    }
    links
}

/// The pairs that are one story, sorted as they come.
pub(super) fn stories(texts: &Texts<'_>, pairs: &[Pair], options: &GroupOptions) -> Vec<Pair> {
    let of_some = |pairs: &[Pair]| -> Vec<Pair> {
        let by_first = pairs.chunk_by(|one, next| one.0 == next.0);
        by_first.flat_map(|some| same_first(texts, some, options)).collect()
    };
    let found: Vec<Vec<Pair>> = pairs.par_chunks(AT_ONCE.1).map(of_some).collect();
    found.concat()
}

/// Those of some pairs with the same first text that are one story.
fn same_first(texts: &Texts<'_>, pairs: &[Pair], options: &GroupOptions) -> Vec<Pair> {
    let a = pairs[0].0 as usize;
    let mut room = Features::default();
    let mut centre = Centre::of(a, texts.features(a, &mut room));
    let is_story = |&&(_, b): &&Pair| {
        let b = b as usize;
        texts.in_scope(a, b)
            && centre
                .evidence(texts, b, &options.thresholds, Permille(0))
                .is_some_and(|evidence| evidence.is_story(&options.thresholds))
    };
    pairs.iter().filter(is_story).copied().collect()
}
