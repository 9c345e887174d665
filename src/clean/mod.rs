//! Deciding what goes, then cutting it: the room between rules and clean text.
//!
//! ```text
//!  text ─▶ mark: hits ─▶ spots ─▶ settle ─▶ Marking ─▶ removals (healed) ─▶ cut ─▶ clean text
//! ```
//! `mark` only points, `cut` only cuts. Explanations, diffs, scores and the removals file are all views
//! of the same removals, so they cannot disagree.

mod cleaner;
mod cut;
mod examples;
mod heal;
mod language;
mod layout;
mod mark;
mod marking;
mod pieces;
mod removal;
mod settle;
mod spot;

pub use cleaner::{Cleaner, SEAM};
pub use cut::cut;
pub use examples::{ExampleReport, Failure, Outcome, test_examples};
pub use marking::{Finding, Marking, Verdict};
pub use pieces::{Piece, pieces};
pub use removal::{Action, Cleaned, Removal};
