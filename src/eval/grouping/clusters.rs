//! Scores groups against clusters.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::pairs_of;
use super::{ClusterGold, EditCount, GroupScore, GroupTally, Labelled, Merge, Split};

/// One in billionths.
const BILLION: u128 = 1_000_000_000;

/// Documents of each cluster in each group, by index, with the sizes of both.
struct Cells {
    cells: BTreeMap<(usize, usize), Vec<usize>>,
    clusters: BTreeMap<usize, u64>,
    groups: BTreeMap<usize, u64>,
}

/// Scores the groups of documents that all have a cluster: `ids`, `golds` and `groups` go by document. Two
/// documents with one number among `groups` are in one group.
pub fn score_clusters(ids: &[&str], golds: &[&ClusterGold], groups: &[usize]) -> GroupScore {
    let names: BTreeSet<&str> = golds.iter().map(|gold| gold.cluster.as_str()).collect();
    let names: Vec<&str> = names.into_iter().collect();
    let number = |gold: &&ClusterGold| names.binary_search(&gold.cluster.as_str()).unwrap_or_default();
    let clusters: Vec<usize> = golds.iter().map(number).collect();
    let cells = Cells::of(&clusters, groups);
    let mut score = GroupScore { tally: cells.tally(), ..GroupScore::default() };
    for (document, gold) in golds.iter().enumerate() {
        let (cluster, group) = (clusters[document], groups[document]);
        let (all, in_group) = (cells.clusters[&cluster], cells.groups[&group]);
        let together = cells.cells[&(cluster, group)].len() as u64;
        if let Some(relation) = &gold.relation {
            let merged = score.merged.entry(relation.clone()).or_default();
            merged.of += 1;
            merged.merged += u64::from(in_group > together);
        }
        for edit in gold.edits.iter().filter(|_| all > 1) {
            let count = score.edits.entry(edit.clone()).or_default();
            *count = EditCount {
                documents: count.documents + 1,
                alone: count.alone + u64::from(together == 1),
                wanted: count.wanted + all - 1,
                right: count.right + together - 1,
            };
        }
    }
    score.merges = cells.merges(ids, &names);
    score.splits = cells.splits(ids, &names);
    score
}

impl Cells {
    fn of(clusters: &[usize], groups: &[usize]) -> Cells {
        let mut cells = Cells { cells: BTreeMap::new(), clusters: BTreeMap::new(), groups: BTreeMap::new() };
        for (document, (&cluster, &group)) in clusters.iter().zip(groups).enumerate() {
            cells.cells.entry((cluster, group)).or_default().push(document);
            *cells.clusters.entry(cluster).or_default() += 1;
            *cells.groups.entry(group).or_default() += 1;
        }
        cells
    }

    fn tally(&self) -> GroupTally {
        let pairs = |sizes: &BTreeMap<usize, u64>| sizes.values().map(|&size| pairs_of(size)).sum();
        let (mut precision, mut recall, mut right) = (0, 0, 0);
        for ((cluster, group), documents) in &self.cells {
            let size = documents.len() as u64;
            let square = u128::from(size) * u128::from(size) * BILLION;
            right += pairs_of(size);
            // At most a billion for each document.
            precision += (square / u128::from(self.groups[group])) as u64;
            recall += (square / u128::from(self.clusters[cluster])) as u64;
        }
        GroupTally {
            documents: self.clusters.values().sum(),
            right,
            wanted: pairs(&self.clusters),
            made: pairs(&self.groups),
            bcubed: Some((precision, recall)),
        }
    }

    fn merges(&self, ids: &[&str], names: &[&str]) -> Vec<Merge> {
        let mut parts: BTreeMap<usize, Vec<Labelled>> = BTreeMap::new();
        for ((cluster, group), documents) in &self.cells {
            let part = Labelled { cluster: names[*cluster].to_owned(), ids: sorted(documents, ids) };
            parts.entry(*group).or_default().push(part);
        }
        let mut merges: Vec<Merge> = parts
            .into_iter()
            .filter(|(_, parts)| parts.len() > 1)
            .map(|(group, mut parts)| {
                parts.sort_by(|a, b| (Reverse(a.ids.len()), a).cmp(&(Reverse(b.ids.len()), b)));
                let right: u64 = parts.iter().map(|part| pairs_of(part.ids.len() as u64)).sum();
                Merge { pairs: pairs_of(self.groups[&group]) - right, parts }
            })
            .collect();
        merges.sort_by(|a, b| (Reverse(a.pairs), &a.parts).cmp(&(Reverse(b.pairs), &b.parts)));
        merges
    }

    fn splits(&self, ids: &[&str], names: &[&str]) -> Vec<Split> {
        let mut parts: BTreeMap<usize, Vec<Vec<String>>> = BTreeMap::new();
        for ((cluster, _), documents) in &self.cells {
            parts.entry(*cluster).or_default().push(sorted(documents, ids));
        }
        let mut splits: Vec<Split> = parts
            .into_iter()
            .filter(|(_, parts)| parts.len() > 1)
            .map(|(cluster, mut parts)| {
                parts.sort_by(|a, b| (Reverse(a.len()), a).cmp(&(Reverse(b.len()), b)));
                let right: u64 = parts.iter().map(|part| pairs_of(part.len() as u64)).sum();
                let pairs = pairs_of(self.clusters[&cluster]) - right;
                Split { pairs, cluster: names[cluster].to_owned(), parts }
            })
            .collect();
        splits.sort_by(|a, b| (Reverse(a.pairs), &a.cluster).cmp(&(Reverse(b.pairs), &b.cluster)));
        splits
    }
}

fn sorted(documents: &[usize], ids: &[&str]) -> Vec<String> {
    let mut ids: Vec<String> = documents.iter().map(|&document| ids[document].to_owned()).collect();
    ids.sort_unstable();
    ids
}

#[cfg(test)]
mod tests {
    use super::super::{GroupFigure, Merged};
    use super::*;

    fn gold(cluster: &str, relation: &str, edits: &[&str]) -> ClusterGold {
        ClusterGold {
            cluster: cluster.into(),
            relation: (!relation.is_empty()).then(|| relation.into()),
            edits: edits.iter().map(|edit| (*edit).to_owned()).collect(),
        }
    }

    fn score(rows: &[(&str, ClusterGold, usize)]) -> GroupScore {
        let ids: Vec<&str> = rows.iter().map(|row| row.0).collect();
        let golds: Vec<&ClusterGold> = rows.iter().map(|row| &row.1).collect();
        let groups: Vec<usize> = rows.iter().map(|row| row.2).collect();
        score_clusters(&ids, &golds, &groups)
    }

    /// x: 4 documents in groups of 3 and 1; y: 2, the second alone, the first in the group of x; z: 1.
    fn mixed() -> GroupScore {
        score(&[
            ("a", gold("x", "copy", &["cut"]), 1),
            ("b", gold("x", "copy", &["cut", "lede"]), 1),
            ("c", gold("x", "copy", &["lede"]), 1),
            ("d", gold("x", "copy", &["lede"]), 2),
            ("e", gold("y", "copy", &[]), 1),
            ("f", gold("y", "related", &["cut"]), 3),
            ("g", gold("z", "related", &["cut"]), 4),
        ])
    }

    #[test]
    fn pairs_are_counted_and_figures_are_what_a_hand_computes() {
        let score = mixed();
        // Found: a group of 4, which is 6 pairs, 3 of them right; wanted: 6 and 1.
        let GroupTally { documents, right, wanted, made, .. } = score.tally;
        assert_eq!((documents, right, wanted, made), (7, 3, 7, 6));
        for (figure, expected) in [
            ("documents", "7"),
            ("pair-precision", "0.5000"),
            ("pair-recall", "0.4286"),
            ("pair-f1", "0.4615"),
            // By chance 7 · 6 / 21 = 2; (3 - 2) / (6.5 - 2).
            ("ari", "0.2222"),
            // Precision (3·3/4 + 1 + 1/4 + 1 + 1) / 7 = 5.5/7; recall (9/4 + 1/4 + 1/2 + 1/2 + 1) / 7 = 4.5/7.
            ("b3-precision", "0.7857"),
            ("b3-recall", "0.6429"),
            ("b3-f1", "0.7071"),
        ] {
            let found = GroupFigure::named(figure).and_then(|figure| figure.of(&score.tally));
            assert_eq!(found.map(|value| value.to_string()).as_deref(), Some(expected), "{figure}");
        }
    }

    #[test]
    fn relations_and_edits_tell_who_was_merged_and_who_was_missed() {
        let score = mixed();
        let merged = |merged, of| Merged { merged, of, positive: false };
        assert_eq!((score.merged["copy"], score.merged["related"]), (merged(4, 5), merged(0, 2)));
        let count = |documents, alone, wanted, right| EditCount { documents, alone, wanted, right };
        assert_eq!(score.edits["cut"], count(3, 1, 7, 4), "a document alone in its cluster does not count");
        assert_eq!(score.edits["lede"], count(3, 1, 9, 4));
    }

    #[test]
    fn what_is_merged_and_what_is_split_is_named() {
        let score = mixed();
        let part = |cluster: &str, ids: &[&str]| Labelled {
            cluster: cluster.into(),
            ids: ids.iter().map(|id| (*id).to_owned()).collect(),
        };
        assert_eq!(
            score.merges,
            [Merge { pairs: 3, parts: vec![part("x", &["a", "b", "c"]), part("y", &["e"])] }]
        );
        let names: Vec<(&str, u64, usize)> = score
            .splits
            .iter()
            .map(|split| (split.cluster.as_str(), split.pairs, split.parts.len()))
            .collect();
        assert_eq!(names, [("x", 3, 2), ("y", 1, 2)]);
        assert_eq!(score.splits[0].parts, [vec!["a", "b", "c"], vec!["d"]]);
    }

    #[test]
    fn the_ends_of_the_scale_are_exact() {
        let figures = |rows: &[(&str, ClusterGold, usize)]| -> Vec<String> {
            let tally = score(rows).tally;
            let of = |figure: GroupFigure| figure.of(&tally).map_or("-".into(), |value| value.to_string());
            [GroupFigure::PairPrecision, GroupFigure::PairRecall, GroupFigure::Ari, GroupFigure::B3F1]
                .map(of)
                .into()
        };
        let (x, y) = (gold("x", "", &[]), gold("y", "", &[]));
        let same = [("a", x.clone(), 7), ("b", x.clone(), 7), ("c", y.clone(), 1)];
        assert_eq!(figures(&same), ["1.0000", "1.0000", "1.0000", "1.0000"]);
        let alone = [("a", x.clone(), 1), ("b", y.clone(), 2)];
        assert_eq!(
            figures(&alone),
            ["1.0000", "1.0000", "1.0000", "1.0000"],
            "nothing to find, nothing found"
        );
        let nothing = [("a", x.clone(), 1), ("b", x.clone(), 2), ("c", y.clone(), 3)];
        assert_eq!(figures(&nothing), ["1.0000", "0.0000", "0.0000", "0.8000"]);
        let crossed = [("a", x.clone(), 1), ("b", x, 2), ("c", y.clone(), 1), ("d", y, 2)];
        assert_eq!(figures(&crossed), ["0.0000", "0.0000", "-0.5000", "0.5000"], "worse than chance");
        assert_eq!(figures(&[]), ["1.0000", "1.0000", "1.0000", "0.0000"]);
    }
}
