//! Lines that an outlet repeats from story to story, learnt by counting stories, not documents.
//!
//! ```text
//!  a document ─▶ observe ─┬▶ anchors ─▶ stories: which documents of an outlet are one story
//!                         └▶ sightings, sorted by outlet and line ─▶ Learner ─▶ LearntSource ─▶ RuleSet
//! ```
//!
//! A story that an outlet ran ten times has each of its lines in ten documents: counting documents takes the
//! story for a template. So documents that share passages of their running text count as one. What is learnt
//! are rules; the limits from which on a line is learnt are rules too (`repeat = { … }`).

mod anchors;
mod learn;
mod memory;
mod observe;
mod sighting;
mod stories;

pub use learn::{Learner, Outlet};
pub use memory::{learn, learn_observed};
pub use observe::{Left, Observed, Story, is_sentence, left_in, observe, place};
pub use sighting::{Anchor, Sighting};
pub use stories::{NO_STORY, StoryTeller};
