//! Which documents of an outlet are one story: those that share passages of their running text.
//!
//! Only used for counting, so mistakes lean to one side: documents that may be one story count as one, and
//! less is learnt. Passages that stand in many stories are the outlet's own (a footer in whole sentences)
//! and join nothing.

use std::collections::BTreeMap;

use hashbrown::HashMap;

use super::Anchor;

/// Stories that may share an anchor before it is taken for the outlet's own.
const COMMON: usize = 6;

/// So many tenths of the anchors of the shorter text make two texts one story.
const SHARED: u32 = 3;

/// A document without running text: it is no evidence of anything.
pub const NO_STORY: u32 = u32::MAX;

/// Takes anchors sorted by outlet and document, and tells which story each document is.
#[derive(Debug, Default)]
pub struct StoryTeller {
    stories: Vec<u32>,
    counts: BTreeMap<u64, u32>,
    outlet: Outlet,
    document: Option<(u64, u32)>,
    anchors: Vec<u32>,
}

/// The stories of one outlet so far.
#[derive(Debug, Default)]
struct Outlet {
    hash: u64,
    /// The stories that have an anchor, by a document of each.
    postings: HashMap<u32, Vec<u32>>,
    /// Documents and what they were joined with.
    parents: HashMap<u32, u32>,
    /// Anchors of the longest document of a story, by its root.
    sizes: HashMap<u32, u32>,
}

impl StoryTeller {
    /// For so many documents.
    pub fn new(documents: usize) -> StoryTeller {
        StoryTeller { stories: vec![NO_STORY; documents], ..StoryTeller::default() }
    }

    /// Takes the next anchor.
    pub fn add(&mut self, anchor: Anchor) {
        if self.document != Some((anchor.outlet, anchor.document)) {
            self.end_document();
            if self.outlet.hash != anchor.outlet {
                self.end_outlet();
                self.outlet.hash = anchor.outlet;
            }
            self.document = Some((anchor.outlet, anchor.document));
        }
        self.anchors.push(anchor.anchor);
    }

    /// The story of each document, [`NO_STORY`] for some, and how many stories each outlet has.
    pub fn finish(mut self) -> (Vec<u32>, BTreeMap<u64, u32>) {
        self.end_document();
        self.end_outlet();
        (self.stories, self.counts)
    }

    fn end_document(&mut self) {
        if let Some((_, document)) = self.document.take() {
            self.outlet.join(document, &self.anchors);
            self.anchors.clear();
        }
    }

    fn end_outlet(&mut self) {
        let mut outlet = std::mem::take(&mut self.outlet);
        let documents: Vec<u32> = outlet.parents.keys().copied().collect();
        let mut count = 0;
        for document in documents {
            let root = outlet.root(document);
            count += u32::from(root == document);
            if let Some(story) = self.stories.get_mut(document as usize) {
                *story = root;
            }
        }
        if count > 0 {
            self.counts.insert(outlet.hash, count);
        }
    }
}

impl Outlet {
    /// Adds a document to the stories it shares enough with, which are one then.
    fn join(&mut self, document: u32, anchors: &[u32]) {
        self.parents.insert(document, document);
        let mut shared: BTreeMap<u32, u32> = BTreeMap::new();
        let mut own = 0;
        for anchor in anchors {
            let mut roots = self.roots(*anchor);
            if roots.len() < COMMON {
                own += 1;
                roots.drain(..).for_each(|root| *shared.entry(root).or_default() += 1);
            }
        }
        let mut root = document;
        let mut size = own;
        for (other, shared) in shared {
            let other_size = self.sizes.get(&other).copied().unwrap_or(0);
            if shared * 10 >= own.min(other_size) * SHARED {
                size = size.max(other_size);
                // The earliest document stands for a story.
                let (first, second) = (root.min(other), root.max(other));
                self.parents.insert(second, first);
                root = first;
            }
        }
        self.sizes.insert(root, size);
        for &anchor in anchors {
            let roots = self.roots(anchor);
            if roots.len() < COMMON && !roots.contains(&root) {
                self.postings.entry(anchor).or_default().push(document);
            }
        }
    }

    /// The stories that have an anchor.
    fn roots(&mut self, anchor: u32) -> Vec<u32> {
        let Some(documents) = self.postings.get(&anchor) else {
            return Vec::new();
        };
        let mut roots = documents.clone();
        roots.iter_mut().for_each(|document| *document = self.root(*document));
        roots.sort_unstable();
        roots.dedup();
        roots
    }

    fn root(&mut self, document: u32) -> u32 {
        let mut root = document;
        while let Some(&parent) = self.parents.get(&root).filter(|&&parent| parent != root) {
            root = parent;
        }
        let mut at = document;
        while at != root {
            at = self.parents.insert(at, root).unwrap_or(root);
        }
        root
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The stories of documents of one outlet, each given by its anchors.
    fn stories(documents: &[&[u32]]) -> (Vec<u32>, u32) {
        let mut teller = StoryTeller::new(documents.len());
        for (document, anchors) in (0..).zip(documents) {
            anchors.iter().for_each(|&anchor| teller.add(Anchor { outlet: 7, document, anchor }));
        }
        let (stories, counts) = teller.finish();
        (stories, counts.get(&7).copied().unwrap_or(0))
    }

    #[test]
    fn editions_and_cuts_are_one_story() {
        let documents: [&[u32]; 4] = [&[1, 2, 3, 4, 5, 6], &[10, 11, 12, 13], &[2, 3, 99], &[10, 11, 12, 14]];
        assert_eq!(stories(&documents), (vec![0, 1, 0, 1], 2));
    }

    #[test]
    fn two_cuts_are_joined_by_the_whole() {
        assert_eq!(stories(&[&[1, 2, 3], &[4, 5, 6], &[1, 2, 3, 4, 5, 6]]), (vec![0, 0, 0], 1));
    }

    #[test]
    fn a_footer_in_sentences_joins_a_few_at_most() {
        let footer = [900, 901, 902];
        let texts: Vec<Vec<u32>> = (0..30).map(|n| (n * 10..n * 10 + 9).chain(footer).collect()).collect();
        let documents: Vec<&[u32]> = texts.iter().map(Vec::as_slice).collect();
        assert_eq!(stories(&documents).1, 30);
    }

    #[test]
    fn a_document_without_running_text_is_no_story() {
        assert_eq!(stories(&[&[1, 2], &[], &[3]]), (vec![0, NO_STORY, 2], 2));
    }
}
