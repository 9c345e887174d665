//! Wording that so many texts share that it is nobody's news.

use hashbrown::HashSet;

use super::print::gram_hashes;
use super::{PassageOptions, Token};
use crate::text::Span;

/// A gram that stands in too many places to be part of anyone's passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Common {
    /// The first document that has it, by index.
    pub document: u32,
    /// Its first word there.
    pub position: u32,
    /// Its hash.
    pub hash: u64,
    /// How many words it has.
    pub words: u32,
    /// How many documents have it.
    pub documents: u32,
}

/// The hashes of such grams.
#[derive(Debug, Default)]
pub struct CommonGrams(HashSet<u64>);

impl CommonGrams {
    /// Of these.
    pub fn of(common: &[Common]) -> CommonGrams {
        CommonGrams(common.iter().map(|gram| gram.hash).collect())
    }

    /// How many words of a run stand in no such gram.
    pub(super) fn own_words(&self, run: &[Token], options: PassageOptions) -> usize {
        if self.0.is_empty() {
            return run.len();
        }
        let (mut own, mut end) = (run.len(), 0);
        for (at, _) in gram_hashes(run, options).enumerate().filter(|(_, hash)| self.0.contains(hash)) {
            let to = at + options.gram();
            own -= to - at.max(end);
            end = to;
        }
        own
    }
}

/// Prints of one run are at most a window apart, which leaves so many words between their grams.
const BETWEEN: usize = 2;

/// Such grams of one text that overlap or nearly touch, as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CommonPassage {
    /// Where it stands.
    pub span: Span,
    /// How many documents have the gram that most have.
    pub documents: u32,
}

/// Joins the grams of a text, which are sorted.
pub fn merged(grams: &[Common], tokens: &[Token]) -> Vec<CommonPassage> {
    let mut found: Vec<CommonPassage> = Vec::new();
    let mut end = 0;
    for gram in grams {
        let (from, to) = (gram.position as usize, gram.position as usize + gram.words as usize);
        let (Some(first), Some(last)) = (tokens.get(from), tokens.get(to.saturating_sub(1))) else {
            continue;
        };
        match found.last_mut().filter(|_| from <= end + BETWEEN) {
            Some(before) => {
                before.span.end = last.end as usize;
                before.documents = before.documents.max(gram.documents);
            }
            None => found.push(CommonPassage { span: first.to(*last), documents: gram.documents }),
        }
        end = to;
    }
    found
}
