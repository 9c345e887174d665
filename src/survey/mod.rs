//! What a rule set does to a corpus: the counts, changes and proposals that authors of rules look at.
//!
//! ```text
//!  Document ─▶ Marked::of ─▶ Marked ─┬▶ PageTally ─▶ Survey ─▶ verdicts, Baseline (counts that add up)
//!                                    ├▶ changes (two markings of one document, where Touched concerns it)
//!                                    └▶ fates, near misses (views of one document)
//! ```
//! Everything here is a view of the same marking that a run cuts by, so that what an author is told is what
//! a run would do.

mod baseline;
mod calendar;
mod changes;
mod corpus;
mod cost;
mod diff;
mod known;
mod lot;
mod marked;
mod missed;
mod missed_line;
mod missed_page;
mod missed_slots;
mod near;
pub mod overview;
mod page;
mod promotion;
mod suggest;
mod tally;
mod template;
mod touched;
mod verdicts;

#[cfg(test)]
mod tests;

pub use baseline::{Baseline, Change, Drift};
pub use changes::{LineChange, LineFateChange, changes};
pub use corpus::Survey;
pub use cost::{RuleCost, Trials, costs, costs_of, trials};
pub use diff::{ChangeTally, RuleChanges};
pub use lot::LineSample;
pub use marked::{LineFate, Marked};
pub use missed::{Missed, MissedLimits};
pub use missed_line::{MissedLine, Sample, Standing};
pub use missed_page::MissedPage;
pub use near::{NearMiss, Stopped, near_misses, reason};
pub use page::PageTally;
pub use promotion::{Thresholds, held_back};
pub use suggest::{SuggestOptions, SuggestedPack, Suggestion, suggest};
pub use tally::{Outcomes, Period, RuleTally, SampleLine, SourceHits, SourceTally};
pub use template::Template;
pub use touched::{RuleChange, Touched};
pub use verdicts::{Judgement, LABELLED, RuleVerdict, is_in_use, verdicts};
