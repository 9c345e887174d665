//! From seeds of two texts to the runs of words that they share.

use hashbrown::HashMap;

use super::{CommonGrams, PassageOptions, Seed, Token, same_words};
use crate::text::Span;

/// A run of equal words in two texts, as long as it can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Passage {
    /// Where it stands in the first text.
    pub a: Span,
    /// Where it stands in the second.
    pub b: Span,
    /// How many words it has.
    pub words: u32,
}

/// The runs that hold one of the seeds and are long enough; sorted, each once. Seeds are sorted, and of these
/// two texts. What is left out: runs that would be too short without the wording that is common, and spans
/// that, read alone, have other words than in their text.
pub fn shared_runs(
    a: (&str, &[Token]),
    b: (&str, &[Token]),
    seeds: &[Seed],
    common: &CommonGrams,
    options: PassageOptions,
) -> Vec<Passage> {
    let mut found = Vec::new();
    // For each shift of one text against the other, where its last run ended in the second.
    let mut ends: HashMap<i64, usize> = HashMap::new();
    for seed in seeds {
        let (at_a, at_b) = (seed.at_a as usize, seed.at_b as usize);
        let end = ends.entry(i64::from(seed.at_b) - i64::from(seed.at_a)).or_default();
        if at_b < *end || at_a >= a.1.len() || at_b >= b.1.len() {
            continue;
        }
        let (before, after) = reach(a.1, b.1, at_a, at_b);
        *end = at_b + after.max(1);
        let words = before + after;
        let least = options.words as usize;
        if words < least || common.own_words(&a.1[at_a - before..at_a + after], options) < least {
            continue;
        }
        let span = |tokens: &[Token], at: usize| tokens[at - before].to(tokens[at + after - 1]);
        let passage = Passage { a: span(a.1, at_a), b: span(b.1, at_b), words: words as u32 };
        let parts = (a.0.get(passage.a.start..passage.a.end), b.0.get(passage.b.start..passage.b.end));
        if let (Some(in_a), Some(in_b)) = parts
            && same_words(in_a, in_b) == Some(passage.words)
        {
            found.push(passage);
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// How many words before two places are equal, and how many from these places on.
fn reach(a: &[Token], b: &[Token], at_a: usize, at_b: usize) -> (usize, usize) {
    let same = |(x, y): &(&Token, &Token)| x.hash == y.hash;
    let before = a[..at_a].iter().rev().zip(b[..at_b].iter().rev()).take_while(same).count();
    let after = a[at_a..].iter().zip(&b[at_b..]).take_while(same).count();
    (before, after)
}
