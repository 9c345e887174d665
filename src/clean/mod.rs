//! Deciding what goes, then cutting it: the room between rules and clean text.

mod removal;

pub use removal::{Action, Cleaned, Removal};
