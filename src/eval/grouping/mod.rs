//! How good grouping is, measured against clusters or labelled pairs.
//!
//! ```text
//!  ids, clusters, groups found ─▶ score_clusters ─┬▶ GroupScore: GroupTally ─▶ GroupFigure ─▶ Floor
//!  labelled pairs, groups found ─▶ score_pairs ───┘
//! ```
//! All counts are whole numbers; figures are rounded once, to parts of ten thousand.

mod clusters;
mod figure;
mod gold;
mod pairs;
mod score;
mod sweep;

pub use clusters::score_clusters;
pub use figure::GroupFigure;
pub use gold::{ClusterGold, GoldPair};
pub use pairs::{PairLabels, score_pairs};
pub use score::{EditCount, GroupScore, GroupTally, Labelled, Merge, Merged, Split};
pub use sweep::{SLACK, grid, suggested};

/// Pairs among so many.
pub(super) const fn pairs_of(count: u64) -> u64 {
    count * count.saturating_sub(1) / 2
}
