//! What takes longer than a page may: studied behind the pages when it is first asked for.

use crate::group::{Permille, Role};
use crate::survey::{MissedLine, SuggestedPack};

/// How far a study is.
#[derive(Debug, Clone)]
pub enum Study<T> {
    /// Done, with the present rules or, where they have just changed, with those before them.
    Ready(T),
    /// So many documents of all are looked at.
    Working(u64, u64),
    /// It failed; why.
    Failed(String),
}

/// Repeated lines that no rule touches, and rules for them.
#[derive(Debug, Clone, Default)]
pub struct MissedStudy {
    /// Those most worth a rule first.
    pub lines: Vec<MissedLine>,
    /// One pack an outlet.
    pub packs: Vec<SuggestedPack>,
    /// Outlets of which a sample was looked at.
    pub sampled: usize,
}

/// Stories that several documents tell.
#[derive(Debug, Clone, Default)]
pub struct GroupStudy {
    /// The largest first.
    pub groups: Vec<Story>,
    /// For each document the place of its group in `groups`.
    pub of: Vec<Option<u32>>,
}

/// A group of documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    /// The number of the document that stands for it.
    pub representative: u32,
    /// All members, the representative first, then by document.
    pub members: Vec<Copied>,
}

/// A member of a group, against its representative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copied {
    /// The number of the document.
    pub document: u32,
    /// What it is.
    pub role: Role,
    /// Jaccard similarity of their shingles.
    pub jaccard: Permille,
    /// The larger share of one's shingles that are in the other.
    pub containment: Permille,
}
