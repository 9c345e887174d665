//! Passages: runs of equal words in two texts that are not one story, such as wire copy inside a longer
//! local report, a quotation, a press release.
//!
//! ```text
//!  texts ─▶ tokens ─▶ prints ─▶ sorted by hash ─▶ seeds ─▶ sorted by pair ─▶ shared runs
//! ```
//!
//! Only texts that stand for a story are meant to come here: what two stories share is then one passage, and not
//! one for each two of their copies.
//!
//! Candidates are found by winnowing (Schleimer, Wilkerson and Aiken 2003): of the hashes of all grams of
//! `k` words, the smallest of every `w` neighbours is a print. A run of `k + w - 1` words holds a whole
//! window, and a window has the same smallest gram in every text, so no such run is missed. Prints are a
//! part of the words, about `2 / (w + 1)`, so that work is linear in the corpus. What a pair of prints
//! points at is then extended word by word.
//!
//! A passage is exact: its words are equal in their comparison form, each one. A changed word ends it. To
//! allow for some would join what an editor parted, but where a passage ends would then be a matter of
//! taste, and no reader could check it with a look at both texts.

mod common;
mod print;
mod run;
mod seed;
mod token;

pub use common::{Common, CommonGrams, CommonPassage, merged};
pub use print::{Print, prints};
pub use run::{Passage, shared_runs};
pub use seed::{Seed, Seeds};
pub use token::{Token, same_words, tokens};

/// What counts as a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PassageOptions {
    /// Equal words in a row, at least; no fewer than [`PassageOptions::FEWEST`].
    pub words: u32,
    /// Wording that stands in more places than these is nobody's news: a slogan, a disclaimer, the form of
    /// a table. It is counted and left out.
    pub max_places: usize,
}

impl PassageOptions {
    /// Below this length grams would be of a word or two, and every text would share some with every other.
    pub const FEWEST: u32 = 6;

    /// The default of [`PassageOptions::words`]. On a thousand generated wire stories, of which 42 take over
    /// paragraphs of another, 12 words find each of the 38 whose paragraphs came through the editing; 15 find
    /// 37, 20 find 35. Fewer words find none more, and fill up with names of offices and turns of phrase.
    pub const WORDS: u32 = 12;

    /// Words in a gram. With half of a passage grams are long enough to be rare, and prints few.
    fn gram(self) -> usize {
        self.words.max(Self::FEWEST) as usize / 2
    }

    /// Grams in a window.
    fn window(self) -> usize {
        self.words.max(Self::FEWEST) as usize - self.gram() + 1
    }
}

impl Default for PassageOptions {
    fn default() -> Self {
        PassageOptions { words: Self::WORDS, max_places: 30 }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::collections::BTreeSet;
    use std::convert::Infallible;

    use super::*;
    use proptest::prelude::*;

    /// A passage with its documents.
    type Found = (u32, u32, Passage);

    /// The whole way in memory, as the `write` room goes it on disk.
    fn found(texts: &[String], options: PassageOptions) -> (Vec<Found>, Vec<Common>) {
        let all: Vec<Vec<Token>> = texts.iter().map(|text| tokens(text)).collect();
        let mut sorted: Vec<Print> =
            (0..).zip(&all).flat_map(|(number, tokens)| prints(number, tokens, options)).collect();
        sorted.sort_unstable();
        let mut pairs: Vec<Seed> = Vec::new();
        let mut take = |seed| -> Result<(), Infallible> {
            pairs.push(seed);
            Ok(())
        };
        let mut seeds = Seeds::new(options);
        sorted.into_iter().for_each(|print| seeds.add(print, &mut take).unwrap());
        let common = seeds.finish(&mut take).unwrap();
        pairs.sort_unstable();
        let (mut found, grams) = (Vec::new(), CommonGrams::of(&common));
        for pair in pairs.chunk_by(|one, next| (one.a, one.b) == (next.a, next.b)) {
            let (a, b) = (pair[0].a as usize, pair[0].b as usize);
            let runs = shared_runs((&texts[a], &all[a]), (&texts[b], &all[b]), pair, &grams, options);
            found.extend(runs.into_iter().map(|run| (pair[0].a, pair[0].b, run)));
        }
        (found, common)
    }

    /// By the definition: every two places where a run begins and is long enough.
    fn brute_force(texts: &[String], least: usize) -> Vec<Found> {
        let all: Vec<Vec<Token>> = texts.iter().map(|text| tokens(text)).collect();
        let mut found = BTreeSet::new();
        for (a, b) in (0..all.len()).flat_map(|b| (0..b).map(move |a| (a, b))) {
            let same = |i: usize, j: usize| all[a][i].hash == all[b][j].hash;
            for (i, j) in (0..all[a].len()).flat_map(|i| (0..all[b].len()).map(move |j| (i, j))) {
                let begins = i == 0 || j == 0 || !same(i - 1, j - 1);
                let most = (all[a].len() - i).min(all[b].len() - j);
                let words = (0..most).take_while(|&n| same(i + n, j + n)).count();
                if begins && words >= least {
                    let span = |tokens: &[Token], at: usize| tokens[at].to(tokens[at + words - 1]);
                    let passage = Passage { a: span(&all[a], i), b: span(&all[b], j), words: words as u32 };
                    found.insert((a as u32, b as u32, passage));
                }
            }
        }
        found.into_iter().collect()
    }

    fn options(words: u32) -> PassageOptions {
        PassageOptions { words, max_places: usize::MAX }
    }

    #[test]
    fn wire_copy_is_found_in_a_local_story_whatever_its_typography() {
        let wire = "The harbour authority said “three of the five cranes” won’t run before May.";
        let texts = [
            format!("{wire} Repairs cost 2 million, the ministry said."),
            format!(
                "Our reporter went to see. {} Fishermen there shrugged.",
                wire.replace(['“', '”'], "\"").replace('’', "'").to_uppercase()
            ),
            "Nothing of the kind stands here, and nobody misses it at all in this town.".to_owned(),
        ];
        let (found, common) = found(&texts, options(12));
        let [(0, 1, passage)] = found[..] else { panic!("{found:?}") };
        assert_eq!(passage.a.of(&texts[0]), wire.trim_end_matches('.'));
        assert!(passage.b.of(&texts[1]).starts_with("THE HARBOUR") && passage.words == 13);
        assert!(common.is_empty());
    }

    #[test]
    fn wording_of_too_many_places_is_told_and_no_passage() {
        let slogan = "read more stories like this one every day on our pages and in our app";
        let mut texts: Vec<String> =
            (0..5).map(|n| format!("Story {n} of {n}s. {slogan}. End {n}.")).collect();
        let few = PassageOptions { words: 12, max_places: 4 };
        let (none, common) = found(&texts, few);
        assert!(none.is_empty());
        let told = merged(&common, &tokens(&texts[0]));
        let [CommonPassage { span, documents: 5 }] = told[..] else { panic!("{told:?}") };
        assert!(slogan.contains(span.of(&texts[0])) && span.len() > 20, "{:?}", span.of(&texts[0]));
        texts.pop();
        assert_eq!(found(&texts, few).0.len(), 6);
    }

    proptest! {
        #[test]
        fn every_shared_run_is_found_and_nothing_else(
            texts in proptest::collection::vec("([ab]{1,2}[ .,-]){0,70}", 2..5),
            words in PassageOptions::FEWEST..16,
        ) {
            prop_assert_eq!(found(&texts, options(words)).0, brute_force(&texts, words as usize));
        }

        #[test]
        fn what_is_copied_is_found_with_offsets_that_read_the_same(
            source in "([a-zé]{1,4}[ ’“.\u{a0}新-]){20,90}",
            (before, after) in ("([A-Zß]{1,3} ){0,9}", "( [A-Zß]{1,3}){0,9}"),
            from in 0usize..40, many in 9usize..60,
        ) {
            let all = tokens(&source);
            let to = (from + many).min(all.len());
            prop_assume!(from + 8 < to);
            let copied = all[from].to(all[to - 1]).of(&source);
            let texts = [source.clone(), format!("{before}{copied}{after}")];
            let (found, _) = found(&texts, options(8));
            prop_assert_eq!(&found, &brute_force(&texts, 8));
            prop_assert!(found.iter().any(|(.., passage)| passage.words as usize >= to - from));
            for (_, _, passage) in found {
                let same = same_words(passage.a.of(&texts[0]), passage.b.of(&texts[1]));
                prop_assert_eq!(same, Some(passage.words));
            }
        }
    }
}
