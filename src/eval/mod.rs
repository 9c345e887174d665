//! How good cleaning and grouping are, measured against labels.
//!
//! ```text
//!  Page: Document, Gold ─▶ clean ─▶ Cleaned ─▶ score ─▶ PageScore ─▶ tallies: all, by rule, source, language
//!                                                                      └─▶ Figure ─▶ Floor
//!  ClusterGold, GoldPair ─▶ group ─▶ score_clusters, score_pairs ─▶ GroupScore ─▶ GroupFigure ─▶ Floor
//! ```
//! Counts and billionths add up in any order; what is shown and compared are parts of ten thousand.

mod bag;
mod cover;
mod figure;
mod floor;
mod gold;
mod grouping;
mod label;
mod learn;
mod score;
mod share;
mod snippets;
mod tally;
mod views;

pub use figure::{Bound, Figure, Value};
pub use floor::{Floor, FloorCheck};
pub use gold::{Gold, Page};
pub use grouping::{
    ClusterGold, EditCount, GoldPair, GroupFigure, GroupScore, GroupTally, Labelled, Merge, Merged,
    PairLabels, SLACK, Split, grid, score_clusters, score_pairs, suggested,
};
pub use label::{Label, set_label};
pub use learn::{FOLDS, fold_of_page, lesson};
pub use score::{PageScore, RuleScore, score};
pub use share::Share;
pub use tally::Tally;
pub use views::{RuleRow, by, kinds, rules, total, worst};
