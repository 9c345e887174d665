//! The figures that are told and that floors are set for.

use super::bag::WHOLE;
use super::share::Share;
use super::tally::Tally;

/// A figure of a [`Tally`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Figure {
    /// Pages that were scored.
    Documents,
    /// Of the lines that went, the share that is boilerplate.
    LinePrecision,
    /// Of the boilerplate lines, the share that went.
    LineRecall,
    /// The harmonic mean of both.
    LineF1,
    /// Of the tokens that are left, the share that is of the article; mean over pages.
    TokenPrecision,
    /// Of the article's tokens, the share that is left; mean over pages.
    TokenRecall,
    /// The harmonic mean of both; mean over pages.
    TokenF1,
    /// Of the characters of article lines, the share that went.
    Lost,
    /// Pages that lost more than a quarter of their article.
    Harmed,
    /// Those of them whose flags say nothing of it.
    Unflagged,
    /// Of the snippets that must stay, the share that went.
    MustLost,
    /// Of the snippets that must go, the share that went.
    MustNotGone,
}

/// What a figure came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// A number of pages.
    Count(u64),
    /// A share.
    Share(Share),
}

/// On which side of a floor a figure is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// More is better.
    AtLeast,
    /// Less is better.
    AtMost,
}

impl Figure {
    /// Every figure, in the order of reports.
    pub const ALL: [Figure; 12] = [
        Figure::Documents,
        Figure::LinePrecision,
        Figure::LineRecall,
        Figure::LineF1,
        Figure::TokenPrecision,
        Figure::TokenRecall,
        Figure::TokenF1,
        Figure::Lost,
        Figure::Harmed,
        Figure::Unflagged,
        Figure::MustLost,
        Figure::MustNotGone,
    ];

    /// The name in reports and floor files.
    pub const fn name(self) -> &'static str {
        match self {
            Figure::Documents => "documents",
            Figure::LinePrecision => "line-precision",
            Figure::LineRecall => "line-recall",
            Figure::LineF1 => "line-f1",
            Figure::TokenPrecision => "token-precision",
            Figure::TokenRecall => "token-recall",
            Figure::TokenF1 => "token-f1",
            Figure::Lost => "lost",
            Figure::Harmed => "harmed",
            Figure::Unflagged => "unflagged",
            Figure::MustLost => "must-lost",
            Figure::MustNotGone => "must-not-gone",
        }
    }

    /// The figure of this name.
    pub fn named(name: &str) -> Option<Figure> {
        Figure::ALL.into_iter().find(|figure| figure.name() == name)
    }

    /// Whether more or less of it is good.
    pub const fn bound(self) -> Bound {
        match self {
            Figure::Lost | Figure::Harmed | Figure::Unflagged | Figure::MustLost => Bound::AtMost,
            _ => Bound::AtLeast,
        }
    }

    /// Whether it counts pages; else it is a share.
    pub const fn is_count(self) -> bool {
        matches!(self, Figure::Documents | Figure::Harmed | Figure::Unflagged)
    }

    /// What it comes to; `None` where the pages have no labels or snippets to measure it by.
    pub fn of(self, tally: &Tally) -> Option<Value> {
        let share = |part, whole| (tally.labelled > 0).then(|| Value::Share(Share::of(part, whole)));
        let whole = |value: Value| (tally.whole > 0).then_some(value);
        let mean = |sum| whole(Value::Share(Share::of(sum, tally.whole.saturating_mul(WHOLE))));
        let snippets = |part, whole| (whole > 0).then(|| Value::Share(Share::of(part, whole)));
        match self {
            Figure::Documents => Some(Value::Count(tally.documents)),
            Figure::LinePrecision => share(tally.right, tally.right + tally.wrong),
            Figure::LineRecall => share(tally.right, tally.right + tally.missed),
            Figure::LineF1 => share(2 * tally.right, 2 * tally.right + tally.wrong + tally.missed),
            Figure::TokenPrecision => mean(tally.token_precision),
            Figure::TokenRecall => mean(tally.token_recall),
            Figure::TokenF1 => mean(tally.token_f1),
            Figure::Lost => share(tally.lost_characters, tally.article_characters),
            Figure::Harmed => whole(Value::Count(tally.harmed)),
            Figure::Unflagged => whole(Value::Count(tally.unflagged)),
            Figure::MustLost => snippets(tally.must_lost, tally.must),
            Figure::MustNotGone => snippets(tally.must_not_gone, tally.must_not),
        }
    }
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Value::Count(count) => count.fmt(f),
            Value::Share(share) => share.fmt(f),
        }
    }
}

impl std::fmt::Display for Bound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if *self == Bound::AtLeast { "at least" } else { "at most" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_what_their_names_say() {
        let tally = Tally {
            documents: 3,
            labelled: 2,
            whole: 2,
            right: 6,
            wrong: 2,
            missed: 3,
            kept: 9,
            article_characters: 400,
            lost_characters: 30,
            token_precision: WHOLE,
            token_recall: 2 * WHOLE,
            token_f1: WHOLE / 2 * 3,
            harmed: 1,
            unflagged: 1,
            must: 4,
            must_lost: 1,
            must_not: 0,
            must_not_gone: 0,
        };
        for (figure, expected) in [
            ("documents", Some("3")),
            ("line-precision", Some("0.7500")),
            ("line-recall", Some("0.6667")),
            ("line-f1", Some("0.7059")),
            ("token-precision", Some("0.5000")),
            ("token-recall", Some("1.0000")),
            ("token-f1", Some("0.7500")),
            ("lost", Some("0.0750")),
            ("harmed", Some("1")),
            ("unflagged", Some("1")),
            ("must-lost", Some("0.2500")),
            ("must-not-gone", None),
        ] {
            let found = Figure::named(figure).and_then(|figure| figure.of(&tally));
            assert_eq!(found.map(|value| value.to_string()).as_deref(), expected, "{figure}");
        }
        assert_eq!(Figure::TokenF1.of(&Tally { documents: 1, ..Tally::default() }), None);
        let partly = Tally { whole: 0, ..tally };
        for (figure, known) in
            [(Figure::TokenF1, false), (Figure::Harmed, false), (Figure::LineF1, true), (Figure::Lost, true)]
        {
            assert_eq!(
                figure.of(&partly).is_some(),
                known,
                "{figure:?} where no article is known as a whole"
            );
        }
        assert_eq!(Figure::named("token"), None);
    }
}
