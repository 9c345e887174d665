//! What is taken from a text, and the text that is left.

use std::sync::Arc;

use crate::document::Document;
use crate::rules::Kind;
use crate::text::Span;

/// One stretch of the original text that is not in the clean text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removal {
    /// Bytes of the original text.
    pub span: Span,
    /// `pack/rule`.
    pub rule: Arc<str>,
    /// What sort of left-over it is.
    pub kind: Kind,
    /// Why it went.
    pub action: Action,
    /// What stands in its place; empty but for [`Action::Replace`].
    pub replacement: String,
}

/// Why a removal was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// The rule drops it.
    Drop,
    /// An in-line rule puts something else in its place.
    Replace,
    /// It became a captured field.
    Capture,
    /// White space at a seam between other removals.
    Heal,
}

impl Action {
    /// The name in outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Action::Drop => "drop",
            Action::Replace => "replace",
            Action::Capture => "capture",
            Action::Heal => "heal",
        }
    }
}

/// A document after cleaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleaned {
    /// The document as read, with flags added.
    pub document: Document,
    /// Sorted by place, disjoint.
    pub removals: Vec<Removal>,
    /// The original text without the removals, with their replacements.
    pub text: String,
    /// Matches of rules on trial: the rule, and the bytes it would have taken.
    pub marked: Vec<(Arc<str>, u64)>,
    /// Fields that rules took from the text, `(name, value)` sorted by name, each name once.
    pub captures: Vec<(String, String)>,
}

impl Cleaned {
    /// A document whose text is clean already.
    pub fn untouched(document: Document) -> Cleaned {
        let text = document.text.clone();
        Cleaned { document, removals: Vec::new(), text, marked: Vec::new(), captures: Vec::new() }
    }

    /// Bytes of the original text that were removed.
    pub fn bytes_removed(&self) -> u64 {
        self.removals.iter().map(|removal| removal.span.len() as u64).sum()
    }
}
