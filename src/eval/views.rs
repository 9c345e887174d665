//! Sums over scored pages, and what stands out among them.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::score::{PageScore, RuleScore};
use super::tally::Tally;

/// What a rule or a kind of rules did, over all pages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RuleRow<'a> {
    /// The rule, or the kind.
    pub name: &'a str,
    /// What sort of left-over it is about.
    pub kind: &'a str,
    /// Pages of which it took a labelled line.
    pub documents: u64,
    /// Boilerplate lines it took.
    pub right: u64,
    /// Article lines it took.
    pub wrong: u64,
    /// Characters of these.
    pub lost_characters: u64,
    /// Lines that no other rule would have taken.
    pub unique: u64,
}

/// All pages together.
pub fn total<'a>(scores: impl IntoIterator<Item = &'a PageScore>) -> Tally {
    scores.into_iter().map(|score| score.tally).sum()
}

/// Sums by a key of the pages: those that lost most characters first, then those with the lowest mean
/// token F1, then by key.
pub fn by<'a>(scores: &[&'a PageScore], key: impl Fn(&'a PageScore) -> &'a str) -> Vec<(&'a str, Tally)> {
    let mut sums: BTreeMap<&str, Tally> = BTreeMap::new();
    for score in scores {
        *sums.entry(key(score)).or_default() += score.tally;
    }
    let mut rows: Vec<(&str, Tally)> = sums.into_iter().collect();
    rows.sort_by_key(|(key, tally)| {
        (Reverse(tally.lost_characters), tally.token_f1 / tally.whole.max(1), *key)
    });
    rows
}

/// Labelled pages: those that lost the largest share of their article first, then those with the lowest
/// token F1, then by id.
pub fn worst<'a>(scores: &[&'a PageScore]) -> Vec<&'a PageScore> {
    let mut worst: Vec<&PageScore> =
        scores.iter().copied().filter(|score| score.tally.labelled > 0).collect();
    let lost = |tally: &Tally| {
        u128::from(tally.lost_characters) * 1_000_000_000 / u128::from(tally.article_characters.max(1))
    };
    worst.sort_by_key(|score| (Reverse(lost(&score.tally)), score.tally.token_f1, &score.id));
    worst
}

/// Sums by rule, the most harmful first, then the most used.
pub fn rules<'a>(scores: &[&'a PageScore]) -> Vec<RuleRow<'a>> {
    sums(scores, |rule, _| rule)
}

/// Sums by kind of rule, in the same order.
pub fn kinds<'a>(scores: &[&'a PageScore]) -> Vec<RuleRow<'a>> {
    sums(scores, |_, score| score.kind.as_str())
}

fn sums<'a>(scores: &[&'a PageScore], key: impl Fn(&'a str, &'a RuleScore) -> &'a str) -> Vec<RuleRow<'a>> {
    let mut sums: BTreeMap<&str, RuleRow<'_>> = BTreeMap::new();
    for page in scores {
        let mut seen: Vec<&str> = Vec::new();
        for (rule, score) in &page.rules {
            let name = key(rule, score);
            let row = sums.entry(name).or_default();
            (row.name, row.kind) = (name, score.kind.as_str());
            row.documents += u64::from(!seen.contains(&name));
            row.right += score.right;
            row.wrong += score.wrong;
            row.lost_characters += score.lost_characters;
            row.unique += score.unique;
            seen.push(name);
        }
    }
    let mut rows: Vec<RuleRow<'_>> = sums.into_values().collect();
    rows.sort_by_key(|row| (Reverse((row.lost_characters, row.wrong, row.right)), row.name));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Kind;

    fn page(id: &str, source: &str, lost: u64, f1: u64, rules: &[(&str, Kind, u64, u64)]) -> PageScore {
        let rule = |(name, kind, right, lost_characters): &(&str, Kind, u64, u64)| {
            let (right, lost_characters) = (*right, *lost_characters);
            let wrong = u64::from(lost_characters > 0);
            ((*name).into(), RuleScore { kind: *kind, right, wrong, lost_characters, unique: 1 })
        };
        let tally = Tally {
            documents: 1,
            labelled: 1,
            whole: 1,
            article_characters: 100,
            lost_characters: lost,
            token_f1: f1,
            ..Tally::default()
        };
        PageScore {
            id: id.into(),
            source: source.into(),
            tally,
            rules: rules.iter().map(rule).collect(),
            ..PageScore::default()
        }
    }

    #[test]
    fn what_harms_stands_first() {
        let pages = [
            page("c", "x", 10, 900, &[("p/a", Kind::Share, 9, 0), ("p/b", Kind::Share, 1, 10)]),
            page("b", "y", 0, 800, &[("p/a", Kind::Share, 2, 0), ("p/c", Kind::Comments, 20, 0)]),
            page("a", "y", 10, 900, &[("p/b", Kind::Share, 0, 10)]),
            page("d", "z", 0, 700, &[]),
        ];
        let pages: Vec<&PageScore> = pages.iter().collect();
        let ids: Vec<&str> = worst(&pages).iter().map(|page| page.id.as_str()).collect();
        assert_eq!(ids, ["a", "c", "d", "b"]);
        let sources: Vec<(&str, u64)> = by(&pages, |page| &page.source)
            .iter()
            .map(|(source, tally)| (*source, tally.documents))
            .collect();
        assert_eq!(sources, [("y", 2), ("x", 1), ("z", 1)]);
        let rows = |rows: Vec<RuleRow<'_>>| -> Vec<(String, u64, u64, u64, u64)> {
            let row = |row: &RuleRow<'_>| {
                (row.name.to_owned(), row.documents, row.right, row.wrong, row.lost_characters)
            };
            rows.iter().map(row).collect()
        };
        assert_eq!(
            rows(rules(&pages)),
            [("p/b".into(), 2, 1, 2, 20), ("p/c".into(), 1, 20, 0, 0), ("p/a".into(), 2, 11, 0, 0)]
        );
        assert_eq!(rows(kinds(&pages)), [("share".into(), 3, 12, 2, 20), ("comments".into(), 1, 20, 0, 0)]);
        assert_eq!(total(pages.iter().copied()).lost_characters, 20);
    }
}
