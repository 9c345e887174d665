//! How good cleaning is, measured against labels.
//!
//! ```text
//!  Page: Document, Gold ─▶ clean ─▶ Cleaned ─▶ score ─▶ PageScore ─▶ tallies: all, by rule, source, language
//!                                                                      └─▶ Figure ─▶ Floor
//! ```
//! Counts and billionths add up in any order; what is shown and compared are parts of ten thousand.

mod bag;
mod cover;
mod figure;
mod floor;
mod gold;
mod learn;
mod score;
mod share;
mod snippets;
mod tally;
mod views;

pub use figure::{Bound, Figure, Value};
pub use floor::{Floor, FloorCheck};
pub use gold::{Gold, Page};
pub use learn::{FOLDS, fold_of_page, lesson};
pub use score::{PageScore, RuleScore, score};
pub use share::Share;
pub use tally::Tally;
pub use views::{RuleRow, by, kinds, rules, total, worst};
