//! How much a word weighs in a simhash: rare ones much, common ones little.

use hashbrown::HashMap;

use super::{Features, Sketch};

/// What a word adds to a simhash. Inverse document frequency (Spärck Jones 1972) in natural logarithms,
/// rounded down to a power of two, at least one and at most four: that keeps the counting to shifts and
/// loses next to nothing.
///
/// Common words are not dropped: where a corpus is mostly copies of one story, the words of the story
/// *are* the common ones, and fingerprints would be made of what little differs. Among 160 other words
/// a few dozen of weight one take a bit off the distance between strangers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// One: idf below 2, in more than 13.5 % of all documents.
    One,
    /// Two: idf from 2 to 4.
    Two,
    /// Four: idf of 4 and more, in at most 1.8 %.
    Four,
}

impl Weight {
    /// The weight as a shift: 0, 1 or 2.
    pub const fn shift(self) -> u32 {
        self as u32
    }

    /// Of a word in `in_documents` of `all` documents. Whole numbers throughout: e⁻² and e⁻⁴ in thousandths.
    const fn of(in_documents: u64, all: u64) -> Weight {
        match in_documents * 1000 {
            share if share > all * 135 => Weight::One,
            share if share > all * 18 => Weight::Two,
            _ => Weight::Four,
        }
    }
}

/// Bits of a word's hash that tell it from others while documents are counted: four million places, 16 MiB, however many
/// words there are. A rare word weighs less than it should where it falls on the place of a common one, of which a
/// large corpus has a few thousand: one word in a thousand. Rare words on one place are rare together too.
const BITS: u32 = 22;

/// Where the documents of a word are counted.
const fn place(word: u32) -> u32 {
    word >> (u32::BITS - BITS)
}

/// In how many documents each word occurs.
#[derive(Debug, Clone, Default)]
pub struct Frequencies {
    documents: u64,
    /// By the [`place`] of the word; empty before the first document.
    counts: Vec<u32>,
}

impl Frequencies {
    /// Counts one more document.
    pub fn add(&mut self, features: &Features) {
        self.documents += 1;
        self.counts.resize(1 << BITS, 0);
        for &word in &features.words {
            self.counts[place(word) as usize] += 1;
        }
    }
}

impl std::ops::AddAssign for Frequencies {
    fn add_assign(&mut self, other: Frequencies) {
        self.documents += other.documents;
        self.counts.resize(self.counts.len().max(other.counts.len()), 0);
        self.counts.iter_mut().zip(other.counts).for_each(|(count, more)| *count += more);
    }
}

/// The weight of every word of a corpus. The default gives all words the same.
#[derive(Debug, Clone, Default)]
pub struct Weights {
    /// The places of words that weigh less than four. A few thousand in any large corpus, so that looking up stays in
    /// the cache.
    common: HashMap<u32, Weight>,
}

impl Weights {
    /// From the frequencies of a corpus. In a small one few words or none are rare, and all weigh alike.
    pub fn new(frequencies: &Frequencies) -> Weights {
        let weigh = |&count: &u32| Weight::of(u64::from(count), frequencies.documents);
        let weights = (0..).zip(frequencies.counts.iter().map(weigh));
        let common = weights.filter(|&(_, weight)| weight < Weight::Four);
        Weights { common: common.collect() }
    }

    /// From the sketches of a whole corpus.
    pub fn of_corpus<'s>(sketches: impl IntoIterator<Item = &'s Sketch>) -> Weights {
        let mut frequencies = Frequencies::default();
        sketches.into_iter().for_each(|sketch| frequencies.add(&sketch.features));
        Weights::new(&frequencies)
    }

    /// The weight of a word by its hash.
    pub fn of(&self, word: u32) -> Weight {
        self.common.get(&place(word)).copied().unwrap_or(Weight::Four)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The hash of an invented word, apart from those of others.
    fn word(number: u32) -> u32 {
        number << (u32::BITS - BITS)
    }

    fn features(words: &[u32]) -> Features {
        Features { words: words.iter().map(|&number| word(number)).collect(), ..Features::default() }
    }

    #[test]
    fn classes_begin_at_an_idf_of_two_and_four() {
        for (in_documents, expected) in [
            (1000, Weight::One),
            (136, Weight::One),
            (135, Weight::Two),
            (19, Weight::Two),
            (18, Weight::Four),
            (1, Weight::Four),
        ] {
            assert_eq!(Weight::of(in_documents, 1000), expected, "{in_documents} of 1000");
        }
    }

    #[test]
    fn words_of_a_corpus_weigh_by_their_rarity() {
        let mut frequencies = Frequencies::default();
        for document in 0..1000u32 {
            let mut words = vec![1, 100 + document];
            if document % 10 == 0 {
                words.push(2);
            }
            frequencies.add(&features(&words));
        }
        let weights = Weights::new(&frequencies);
        let expected = [Weight::One, Weight::Two, Weight::Four, Weight::Four];
        assert_eq!([1, 2, 100, 99].map(|number| weights.of(word(number))), expected);
    }

    #[test]
    fn in_a_tiny_corpus_all_words_weigh_alike() {
        let mut frequencies = Frequencies::default();
        (0..7).for_each(|document| frequencies.add(&features(&[1, 10 + document])));
        let weights = Weights::new(&frequencies);
        assert_eq!([1, 10, 16].map(|number| weights.of(word(number))), [Weight::One; 3]);
        assert_eq!(Weights::default().of(1), Weights::default().of(2));
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
        assert_eq!((whole.documents, whole.counts), (parts.documents, parts.counts));
    }
}
