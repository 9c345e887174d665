//! What grouping came to on one set.

use std::collections::BTreeMap;

/// What was counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GroupScore {
    /// What figures are made of.
    pub tally: GroupTally,
    /// By label of pairs, or by relation of documents: how many were merged, and of how many.
    pub merged: BTreeMap<String, Merged>,
    /// By kind of edit.
    pub edits: BTreeMap<String, EditCount>,
    /// Groups that hold more than one cluster, those with most false pairs first.
    pub merges: Vec<Merge>,
    /// Clusters in more than one group, those with most missed pairs first.
    pub splits: Vec<Split>,
    /// Labelled pairs that were merged and must not be, or must be and were not; sorted.
    pub wrong: Vec<super::GoldPair>,
}

/// Counts over pairs of documents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct GroupTally {
    /// Documents.
    pub documents: u64,
    /// Pairs that are one story and in one group.
    pub right: u64,
    /// Pairs that are one story.
    pub wanted: u64,
    /// Pairs in one group; of labelled pairs, those that count.
    pub made: u64,
    /// Where every document has a cluster, precision and recall of each in billionths, added up (B³).
    pub bcubed: Option<(u64, u64)>,
}

/// Of so many, how many were merged with what they must not be merged with; of a positive label, with what
/// they must be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Merged {
    /// Merged ones.
    pub merged: u64,
    /// All.
    pub of: u64,
    /// Whether it is good to be merged.
    pub positive: bool,
}

/// How documents with one kind of edit fared that have others in their cluster.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EditCount {
    /// Documents.
    pub documents: u64,
    /// Those in a group with none of their cluster.
    pub alone: u64,
    /// Pairs they make with the rest of their clusters.
    pub wanted: u64,
    /// Those of them in one group.
    pub right: u64,
}

/// Some documents under a name, by their ids.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Labelled {
    /// The cluster.
    pub cluster: String,
    /// Ids, sorted.
    pub ids: Vec<String>,
}

/// A group that holds more than one cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// Pairs of its documents that are not one story.
    pub pairs: u64,
    /// What it holds of each cluster, most first.
    pub parts: Vec<Labelled>,
}

/// A cluster in more than one group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// Pairs of its documents that are in different groups.
    pub pairs: u64,
    /// The cluster.
    pub cluster: String,
    /// Ids of each group, sorted; the largest part first.
    pub parts: Vec<Vec<String>>,
}
