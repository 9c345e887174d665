//! The figures of grouping that are told and that floors are set for.

use super::super::figure::{Bound, Value};
use super::super::share::Share;
use super::{GroupTally, pairs_of};

/// A figure of a [`GroupTally`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum GroupFigure {
    /// Documents that were grouped.
    Documents,
    /// Of the pairs in one group, the share that is one story; 1 of none.
    PairPrecision,
    /// Of the pairs that are one story, the share in one group; 1 of none.
    PairRecall,
    /// The harmonic mean of both.
    PairF1,
    /// How much the groups agree with the clusters, 1 at most, 0 by chance (adjusted Rand index, Hubert and
    /// Arabie 1985).
    Ari,
    /// Of each document's group, the share that is of its cluster; mean over documents (B³, Bagga and
    /// Baldwin 1998).
    B3Precision,
    /// Of each document's cluster, the share in its group; mean over documents.
    B3Recall,
    /// The harmonic mean of both.
    B3F1,
}

impl GroupFigure {
    /// Every figure, in the order of reports.
    pub const ALL: [GroupFigure; 8] = [
        GroupFigure::Documents,
        GroupFigure::PairPrecision,
        GroupFigure::PairRecall,
        GroupFigure::PairF1,
        GroupFigure::Ari,
        GroupFigure::B3Precision,
        GroupFigure::B3Recall,
        GroupFigure::B3F1,
    ];

    /// The name in reports and floor files.
    pub const fn name(self) -> &'static str {
        match self {
            GroupFigure::Documents => "documents",
            GroupFigure::PairPrecision => "pair-precision",
            GroupFigure::PairRecall => "pair-recall",
            GroupFigure::PairF1 => "pair-f1",
            GroupFigure::Ari => "ari",
            GroupFigure::B3Precision => "b3-precision",
            GroupFigure::B3Recall => "b3-recall",
            GroupFigure::B3F1 => "b3-f1",
        }
    }

    /// The figure of this name.
    pub fn named(name: &str) -> Option<GroupFigure> {
        GroupFigure::ALL.into_iter().find(|figure| figure.name() == name)
    }

    /// More of each is better.
    pub const fn bound(self) -> Bound {
        Bound::AtLeast
    }

    /// Whether it counts documents; else it is a share.
    pub const fn is_count(self) -> bool {
        matches!(self, GroupFigure::Documents)
    }

    /// What it comes to; `None` where labels of pairs do not tell.
    pub fn of(self, tally: &GroupTally) -> Option<Value> {
        let share = |part, whole| if whole == 0 { Share::ONE } else { Share::of(part, whole) };
        let whole = tally.documents.saturating_mul(1_000_000_000);
        Some(Value::Share(match self {
            GroupFigure::Documents => return Some(Value::Count(tally.documents)),
            GroupFigure::PairPrecision => share(tally.right, tally.made),
            GroupFigure::PairRecall => share(tally.right, tally.wanted),
            GroupFigure::PairF1 => Share::of(2 * tally.right, tally.made + tally.wanted),
            GroupFigure::Ari => tally.bcubed.map(|_| ari(tally))?,
            GroupFigure::B3Precision => Share::of(tally.bcubed?.0, whole),
            GroupFigure::B3Recall => Share::of(tally.bcubed?.1, whole),
            GroupFigure::B3F1 => {
                let (precision, recall) = tally.bcubed.map(|(p, r)| (i128::from(p), i128::from(r)))?;
                Share::signed(2 * precision * recall, (precision + recall) * i128::from(whole))
            }
        }))
    }
}

/// `(right - chance) / ((wanted + made) / 2 - chance)`, where `chance` is `wanted · made / all`: both sides
/// are multiplied by `2 · all`. 1 where there is nothing to part.
fn ari(tally: &GroupTally) -> Share {
    let [all, right, wanted, made] =
        [pairs_of(tally.documents), tally.right, tally.wanted, tally.made].map(i128::from);
    let spread = (wanted + made) * all - 2 * wanted * made;
    if spread == 0 { Share::ONE } else { Share::signed(2 * (right * all - wanted * made), spread) }
}
