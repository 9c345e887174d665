//! What is known of documents: their clusters, or which pairs of them are one story.

/// What is known of one document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClusterGold {
    /// Documents of one cluster are one story; empty where only pairs are labelled.
    pub cluster: String,
    /// What it is to its story: a copy, alone, or a hard negative. As the record says.
    pub relation: Option<String>,
    /// How it was edited, as the record says.
    pub edits: Vec<String>,
}

/// A labelled pair of documents.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct GoldPair {
    /// What the pair is.
    pub label: String,
    /// The id of one.
    pub a: String,
    /// The id of the other.
    pub b: String,
}
