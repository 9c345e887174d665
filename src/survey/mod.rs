//! What a rule set does to a corpus: the counts, changes and proposals that authors of rules look at.
//!
//! ```text
//!  Document ─▶ Marked::of ─▶ Marked ─┬▶ counts that add up, in any order
//!                                    └▶ views of one document
//! ```
//! Everything here is a view of the same marking that a run cuts by, so that what an author is told is what
//! a run would do.

mod calendar;
mod marked;
mod missed;
mod missed_line;
mod missed_page;
mod missed_sections;
mod missed_slots;
mod suggest;
mod template;

pub use marked::{LineFate, Marked};
pub use missed::{Missed, MissedLimits};
pub use missed_line::{MissedLine, Sample, Standing, Until};
pub use missed_page::MissedPage;
pub use suggest::{SuggestOptions, SuggestedPack, Suggestion, suggest};
pub use template::Template;
