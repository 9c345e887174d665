//! Counts over pages that add up in any order.

use std::ops::AddAssign;

/// What cleaning came to over some pages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Pages.
    pub documents: u64,
    /// Pages with labels.
    pub labelled: u64,
    /// Those of them whose whole article is known.
    pub whole: u64,
    /// Boilerplate lines that went.
    pub right: u64,
    /// Article lines that went.
    pub wrong: u64,
    /// Boilerplate lines that stayed.
    pub missed: u64,
    /// Article lines that stayed.
    pub kept: u64,
    /// Characters of article lines.
    pub article_characters: u64,
    /// Characters of article lines that went.
    pub lost_characters: u64,
    /// Token precision of pages whose whole article is known, in billionths, added up.
    pub token_precision: u64,
    /// Token recall, likewise.
    pub token_recall: u64,
    /// Token F1, likewise.
    pub token_f1: u64,
    /// Pages of these that lost more than a quarter of their article.
    pub harmed: u64,
    /// Those of them whose flags say nothing of it.
    pub unflagged: u64,
    /// Snippets that must stay and stood in the page.
    pub must: u64,
    /// Those of them that are gone.
    pub must_lost: u64,
    /// Snippets that must go and stood in the page.
    pub must_not: u64,
    /// Those of them that are gone.
    pub must_not_gone: u64,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.documents += other.documents;
        self.labelled += other.labelled;
        self.whole += other.whole;
        self.right += other.right;
        self.wrong += other.wrong;
        self.missed += other.missed;
        self.kept += other.kept;
        self.article_characters += other.article_characters;
        self.lost_characters += other.lost_characters;
        self.token_precision += other.token_precision;
        self.token_recall += other.token_recall;
        self.token_f1 += other.token_f1;
        self.harmed += other.harmed;
        self.unflagged += other.unflagged;
        self.must += other.must;
        self.must_lost += other.must_lost;
        self.must_not += other.must_not;
        self.must_not_gone += other.must_not_gone;
    }
}

impl std::iter::Sum for Tally {
    fn sum<I: Iterator<Item = Tally>>(tallies: I) -> Tally {
        tallies.fold(Tally::default(), |mut sum, tally| {
            sum += tally;
            sum
        })
    }
}
