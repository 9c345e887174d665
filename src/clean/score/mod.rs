//! Tells the article of a whole-page dump from what stands around it, by weighted features of its lines.
//!
//! ```text
//!  lines ─▶ Measure ─▶ Page: guard, context ─▶ Feature values ─▶ Model: votes ─▶ smooth ─▶ lines to remove
//! ```
//! It decides only the lines that rules have left, and only where a text looks like a page. Every number
//! in a decision is an integer; floating point occurs in fitting alone.

mod ballot;
mod boost;
mod character;
mod context;
mod cues;
mod cutoff;
mod decide;
mod feature;
mod fit;
mod measure;
mod model;
mod model_file;
mod page;
mod regions;
mod shared;
mod stop_words;
mod sums;

pub use decide::{Decision, Guard, Reason, ScoredLine};
pub use feature::Feature;
pub use fit::{FitOptions, Gold, fit, fold_of};
pub use model::{Model, Vote};
pub use model_file::ModelError;
pub use page::Touch;
