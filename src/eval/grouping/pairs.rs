//! Scores groups against labelled pairs.

use std::collections::BTreeMap;

use super::{GoldPair, GroupScore, GroupTally};

/// What labels mean.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PairLabels {
    /// Labels of pairs that are one story.
    pub positive: Vec<String>,
    /// Labels that are counted by name and are in no figure. All others are of pairs that are not one story.
    pub ignored: Vec<String>,
}

/// Scores the groups of documents of which some pairs are labelled. `groups` has the group of each document
/// by its id; pairs with an id that is not there are left out.
pub fn score_pairs(pairs: &[GoldPair], groups: &BTreeMap<&str, usize>, labels: &PairLabels) -> GroupScore {
    let mut score = GroupScore {
        tally: GroupTally { documents: groups.len() as u64, ..GroupTally::default() },
        ..GroupScore::default()
    };
    for pair in pairs {
        let (Some(a), Some(b)) = (groups.get(pair.a.as_str()), groups.get(pair.b.as_str())) else {
            continue;
        };
        let (merged, positive) = (a == b, labels.positive.contains(&pair.label));
        let count = score.merged.entry(pair.label.clone()).or_default();
        (count.of, count.positive) = (count.of + 1, positive);
        count.merged += u64::from(merged);
        if !positive && labels.ignored.contains(&pair.label) {
            continue;
        }
        score.tally.right += u64::from(positive && merged);
        score.tally.wanted += u64::from(positive);
        score.tally.made += u64::from(merged);
        if merged != positive {
            score.wrong.push(pair.clone());
        }
    }
    score.wrong.sort_unstable();
    score
}

#[cfg(test)]
mod tests {
    use super::super::{GroupFigure, Merged};
    use super::*;

    #[test]
    fn labels_are_counted_by_name_and_ignored_ones_are_in_no_figure() {
        let groups = BTreeMap::from([("a", 1), ("b", 1), ("c", 2), ("d", 1), ("e", 3)]);
        let pair = |a: &str, b: &str, label: &str| GoldPair { a: a.into(), b: b.into(), label: label.into() };
        let pairs = [
            pair("a", "b", "P"),
            pair("a", "c", "P"),
            pair("b", "d", "V"),
            pair("c", "e", "V"),
            pair("a", "d", "G"),
            pair("a", "missing", "V"),
            pair("c", "d", "N"),
        ];
        let labels = PairLabels { positive: vec!["P".into()], ignored: vec!["G".into()] };
        let score = score_pairs(&pairs, &groups, &labels);
        let merged = |merged, of, positive| Merged { merged, of, positive };
        let expected =
            [("G", (1, 1, false)), ("N", (0, 1, false)), ("P", (1, 2, true)), ("V", (1, 2, false))];
        let expected: BTreeMap<String, Merged> =
            expected.map(|(label, (one, of, positive))| (label.to_owned(), merged(one, of, positive))).into();
        assert_eq!(score.merged, expected);
        let tally = score.tally;
        assert_eq!((tally.documents, tally.right, tally.wanted, tally.made), (5, 1, 2, 2));
        let figure = |figure: GroupFigure| figure.of(&tally).map(|value| value.to_string());
        assert_eq!(figure(GroupFigure::PairF1).as_deref(), Some("0.5000"));
        assert_eq!(
            (figure(GroupFigure::Ari), figure(GroupFigure::B3F1)),
            (None, None),
            "pairs are no partition"
        );
        assert_eq!(score.wrong, [pair("a", "c", "P"), pair("b", "d", "V")]);
    }
}
