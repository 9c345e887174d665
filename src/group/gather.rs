//! From linked pairs to stories, each gathered round the text that stands for it.
//!
//! Following links alone would chain: A like B, B like C, and so on to a text that has nothing of A, the
//! more often the larger the corpus. So the most preferred text that is still free stands for a story,
//! and takes in what links lead to only while it is itself like it. The rest is free for the next.

use super::GroupOptions;
use super::links::{Link, stories};
use super::texts::Texts;
use super::verify::{Centre, Evidence};
use crate::fingerprint::Features;
use crate::monitor::Monitor;

/// A text that stands for a story, and the others of it.
pub(super) struct Story {
    pub(super) representative: usize,
    pub(super) others: Vec<Gathered>,
}

/// A text of a story.
pub(super) struct Gathered {
    pub(super) text: usize,
    /// The text whose link led to it.
    pub(super) matched: usize,
    /// Compared with the representative.
    pub(super) evidence: Evidence,
}

/// The stories of two documents and more, in the order of preference of the representatives: no text is in two. A text
/// is compared at most three times for each of its links, so that chains cost no more than other links.
pub(super) fn gather(
    texts: &Texts<'_>,
    links: &[Link],
    options: &GroupOptions,
    monitor: &dyn Monitor,
) -> Vec<Story> {
    let linked = Linked::new(texts.len(), links);
    let mut taken = vec![false; texts.len()];
    let mut stories = Vec::new();
    for representative in 0..texts.len() {
        let alone = linked.to(representative).is_empty() && texts.documents(representative).len() == 1;
        if !alone && !taken[representative] && !monitor.interrupted() {
            stories.push(round(texts, representative, &linked, &mut taken, options));
        }
    }
    stories.retain(|story| texts.documents(story.representative).len() + story.others.len() > 1);
    stories
}

/// Takes in what links lead to, nearest links first.
fn round(
    texts: &Texts<'_>,
    representative: usize,
    linked: &Linked,
    taken: &mut [bool],
    options: &GroupOptions,
) -> Story {
    taken[representative] = true;
    let mut room = Features::default();
    let mut centre = Centre::of(representative, texts.features(representative, &mut room));
    let mut others: Vec<Gathered> = Vec::new();
    let mut refused = hashbrown::HashSet::new();
    let mut next = 0;
    let mut from = representative;
    loop {
        for &(text, known) in linked.to(from) {
            let text = text as usize;
            if taken[text] || refused.contains(&text) {
                continue;
            }
            let pair = (from.min(text) as u32, from.max(text) as u32);
            if !known && stories(texts, &[pair], options).is_empty() {
                continue;
            }
            let thresholds = &options.thresholds;
            let evidence = centre.evidence(texts, text, thresholds, thresholds.linked);
            let evidence = evidence
                .filter(|evidence| evidence.is_linked_story(thresholds))
                .filter(|_| texts.in_scope(representative, text));
            match evidence {
                Some(evidence) => {
                    taken[text] = true;
                    others.push(Gathered { text, matched: from, evidence });
                }
                None => {
                    refused.insert(text);
                }
            }
        }
        let Some(reached) = others.get(next) else { break };
        from = reached.text;
        next += 1;
    }
    Story { representative, others }
}

/// The links of each text.
struct Linked {
    /// The other text, and whether the two were compared.
    texts: Vec<(u32, bool)>,
    starts: Vec<usize>,
}

impl Linked {
    /// `links` are sorted, so that each text's links are sorted too.
    fn new(texts: usize, links: &[Link]) -> Linked {
        let both_ways = |&Link { texts: (a, b), known }: &Link| [(a, b, known), (b, a, known)];
        let mut both: Vec<(u32, u32, bool)> = links.iter().flat_map(both_ways).collect();
        both.sort_unstable();
        let mut starts = vec![0usize; texts + 1];
        both.iter().for_each(|&(a, ..)| starts[a as usize + 1] += 1);
        for text in 1..starts.len() {
            starts[text] += starts[text - 1];
        }
        Linked { texts: both.into_iter().map(|(_, b, known)| (b, known)).collect(), starts }
    }

    fn to(&self, text: usize) -> &[(u32, bool)] {
        &self.texts[self.starts[text]..self.starts[text + 1]]
    }
}
