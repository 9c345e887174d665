//! How much a word weighs: rare ones much, those in most documents nothing.

use hashbrown::HashMap;

use super::Features;

/// Below so many documents frequencies say little, and every word weighs one.
const SMALL: u64 = 100;

/// What a word adds to a simhash. Inverse document frequency (Spärck Jones 1972), in natural logarithms,
/// rounded down to a power of two: that keeps the counting to shifts and loses next to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// One: idf from 1 to 2, in at most 37 % of all documents.
    One,
    /// Two: idf from 2 to 4, in at most 13.5 %.
    Two,
    /// Four: idf of 4 and more, in at most 1.8 %.
    Four,
}

impl Weight {
    /// The weight as a shift: 0, 1 or 2.
    pub const fn shift(self) -> u32 {
        self as u32
    }

    /// Of a word in `in_documents` of `all` documents; `None` for one that is too common to count.
    /// Whole numbers throughout: e⁻¹, e⁻² and e⁻⁴ in thousandths.
    const fn of(in_documents: u64, all: u64) -> Option<Weight> {
        match in_documents * 1000 {
            share if share > all * 368 => None,
            share if share > all * 135 => Some(Weight::One),
            share if share > all * 18 => Some(Weight::Two),
            _ => Some(Weight::Four),
        }
    }
}

/// In how many documents each word occurs.
#[derive(Debug, Clone, Default)]
pub struct Frequencies {
    documents: u64,
    of: HashMap<u32, u32>,
}

impl Frequencies {
    /// Counts one more document.
    pub fn add(&mut self, features: &Features) {
        self.documents += 1;
        for &word in &features.words {
            *self.of.entry(word).or_insert(0) += 1;
        }
    }
}

impl std::ops::AddAssign for Frequencies {
    fn add_assign(&mut self, other: Frequencies) {
        self.documents += other.documents;
        for (word, count) in other.of {
            *self.of.entry(word).or_insert(0) += count;
        }
    }
}

/// The weight of every word of a corpus.
#[derive(Debug, Clone)]
pub struct Weights {
    /// Words that weigh less than the heaviest; `None` weighs nothing. A few thousand in any corpus, so
    /// that looking up stays in the cache.
    common: HashMap<u32, Option<Weight>>,
    rare: Weight,
}

impl Weights {
    /// From the frequencies of a corpus. Under 100 documents every word weighs one.
    pub fn new(frequencies: &Frequencies) -> Weights {
        let all = frequencies.documents;
        if all < SMALL {
            return Weights::uniform();
        }
        let weigh = |(&word, &count): (&u32, &u32)| (word, Weight::of(u64::from(count), all));
        Weights {
            common: frequencies
                .of
                .iter()
                .map(weigh)
                .filter(|(_, weight)| *weight != Some(Weight::Four))
                .collect(),
            rare: Weight::Four,
        }
    }

    /// Every word weighs one.
    pub fn uniform() -> Weights {
        Weights {
            common: HashMap::new(),
            rare: Weight::One,
        }
    }

    /// The weight of a word by its hash; `None` where it is too common to count.
    pub fn of(&self, word: u32) -> Option<Weight> {
        self.common.get(&word).copied().unwrap_or(Some(self.rare))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn features(words: &[u32]) -> Features {
        Features {
            words: words.to_vec(),
            ..Features::default()
        }
    }

    #[test]
    fn classes_begin_at_an_idf_of_one_two_and_four() {
        for (in_documents, expected) in [
            (1000, None),
            (369, None),
            (368, Some(Weight::One)),
            (136, Some(Weight::One)),
            (135, Some(Weight::Two)),
            (19, Some(Weight::Two)),
            (18, Some(Weight::Four)),
            (1, Some(Weight::Four)),
        ] {
            assert_eq!(Weight::of(in_documents, 1000), expected, "{in_documents} of 1000");
        }
    }

    #[test]
    fn words_of_a_corpus_weigh_by_their_rarity() {
        let mut frequencies = Frequencies::default();
        for document in 0..1000u32 {
            let mut words = vec![1, 100 + document];
            if document % 4 == 0 {
                words.push(2);
            }
            if document % 10 == 0 {
                words.push(3);
            }
            frequencies.add(&features(&words));
        }
        let weights = Weights::new(&frequencies);
        assert_eq!(
            [1, 2, 3, 100, 99].map(|word| weights.of(word)),
            [
                None,
                Some(Weight::One),
                Some(Weight::Two),
                Some(Weight::Four),
                Some(Weight::Four)
            ]
        );
    }

    #[test]
    fn in_a_small_corpus_every_word_weighs_one() {
        let mut frequencies = Frequencies::default();
        (0..99).for_each(|_| frequencies.add(&features(&[1, 2])));
        let weights = Weights::new(&frequencies);
        assert_eq!([1, 2, 3].map(|word| weights.of(word)), [Some(Weight::One); 3]);
    }

    #[test]
    fn counting_in_parts_is_counting_the_whole() {
        let lists: Vec<Features> = (0..300u32).map(|i| features(&[i % 2, i % 7, i])).collect();
        let mut whole = Frequencies::default();
        lists.iter().for_each(|list| whole.add(list));
        let mut parts = Frequencies::default();
        for half in lists.chunks(101) {
            let mut part = Frequencies::default();
            half.iter().for_each(|list| part.add(list));
            parts += part;
        }
        assert_eq!((whole.documents, whole.of), (parts.documents, parts.of));
    }
}
