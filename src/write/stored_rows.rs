//! The rows of a finished run, as far as its readers need them. Other fields are passed over.

use serde::Deserialize;

/// A row of `documents.jsonl`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct StoredDocument {
    /// Unique within the run.
    pub id: String,
    /// The outlet, where it is known.
    pub source: Option<String>,
    /// When it was published, as the record says.
    pub created: Option<String>,
    /// The headline, where the record had one apart from the text.
    #[serde(default)]
    pub title: Option<String>,
    /// The clean text.
    pub text: String,
    /// What it is to the representative of its group; `None` where it is in none.
    pub role: Option<String>,
    /// Bytes of the text as read.
    pub bytes_in: u64,
    /// Of these, the bytes removed.
    pub bytes_removed: u64,
    /// What was decided about it.
    pub flags: Vec<String>,
}

/// A row of `removals.jsonl`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct StoredRemoval {
    /// The document's id.
    pub id: String,
    /// `pack/rule`.
    pub rule: String,
    /// What sort of left-over it is.
    pub kind: String,
    /// What was removed.
    pub text: String,
}

/// A row of `groups.jsonl`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct StoredGroup {
    /// Id of the member that stands for it.
    pub representative: String,
    /// All members, the representative among them.
    pub members: Vec<StoredMember>,
    /// Ids of the story's versions, the first one first; empty where there are no updates.
    #[serde(default)]
    pub versions: Vec<String>,
}

/// A member of a group.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct StoredMember {
    /// The document's id.
    pub id: String,
    /// Its outlet, where it is known.
    pub source: Option<String>,
    /// When it was published, as the record says.
    pub created: Option<String>,
    /// What it is to the representative.
    pub role: String,
    /// Whether it is of an earlier batch, and has no row in `documents.jsonl`.
    #[serde(default)]
    pub earlier: bool,
}

/// A row of `passages.jsonl`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct StoredPassage {
    /// Id of the document that stands first.
    pub a: String,
    /// Id of the other one.
    pub b: String,
    /// Words that they share.
    pub words: u64,
    /// The wording of `a`.
    pub text: String,
}

/// A row of `rejects.jsonl`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct StoredReject {
    /// The input's name.
    pub path: String,
    /// One-based number of the record; `None` where the whole input is meant.
    pub record: Option<u64>,
    /// What was wrong.
    pub reason: String,
    /// Bytes given up.
    pub bytes: u64,
}
