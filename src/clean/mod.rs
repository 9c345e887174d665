//! Deciding what goes, then cutting it: the room between rules and clean text.
//!
//! ```text
//!  text ─▶ mark: hits ─▶ spots ─▶ settle, score ─▶ Marking ─▶ removals (healed) ─▶ cut ─▶ clean text
//! ```
//! `mark` only points, `cut` only cuts. Explanations, diffs, scores and the removals file are all views
//! of the same removals, so they cannot disagree.

mod around;
mod cleaner;
mod cut;
mod examples;
mod guard;
mod heal;
mod language;
mod layout;
mod mark;
mod marking;
mod pieces;
mod removal;
pub mod repeated;
mod runs;
pub mod score;
mod settle;
mod spot;
mod surround;
mod touched;

pub use cleaner::{Cleaner, SCORE, SEAM};
pub use cut::cut;
pub use examples::{ExampleReport, Failure, Outcome, test_examples};
pub use language::detect as detect_language;
pub use layout::is_story_line;
pub use marking::{Finding, Marking, Verdict};
pub use pieces::{Piece, pieces};
pub use removal::{Action, Cleaned, Removal};
