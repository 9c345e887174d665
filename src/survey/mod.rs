//! What a rule set does to a corpus: the counts, changes and proposals that authors of rules look at.
//!
//! ```text
//!  Document ─▶ Marked::of ─▶ Marked ─┬▶ counts that add up, in any order
//!                                    └▶ views of one document
//! ```
//! Everything here is a view of the same marking that a run cuts by, so that what an author is told is what
//! a run would do.

mod marked;
pub mod overview;

pub use marked::{LineFate, Marked};
