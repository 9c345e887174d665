//! From prints, sorted by hash, to pairs of places with the same gram.

use super::{Common, PassageOptions, Print};

/// The same gram in two documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seed {
    /// The earlier document, by index.
    pub a: u32,
    /// The later one.
    pub b: u32,
    /// First word of the gram in the earlier document.
    pub at_a: u32,
    /// First word of the gram in the later one.
    pub at_b: u32,
}

impl Seed {
    /// Bytes of a seed.
    pub const SIZE: usize = 16;

    /// Bytes that sort as seeds do: by pair of documents, then by place.
    pub fn to_bytes(self) -> [u8; Self::SIZE] {
        let [a, b, at_a, at_b] = [self.a, self.b, self.at_a, self.at_b].map(u128::from);
        (a << 96 | b << 64 | at_a << 32 | at_b).to_be_bytes()
    }

    /// The way back.
    pub fn from_bytes(bytes: [u8; Self::SIZE]) -> Seed {
        let all = u128::from_be_bytes(bytes);
        Seed { a: (all >> 96) as u32, b: (all >> 64) as u32, at_a: (all >> 32) as u32, at_b: all as u32 }
    }
}

/// Takes prints in their order and makes seeds of those with one hash.
#[derive(Debug)]
pub struct Seeds {
    options: PassageOptions,
    /// Prints of one hash; of more places than are allowed, the first alone.
    bucket: Vec<Print>,
    /// Places and documents of the bucket.
    places: usize,
    documents: u32,
    last: u32,
    common: Vec<Common>,
}

impl Seeds {
    /// No print has been seen.
    pub fn new(options: PassageOptions) -> Seeds {
        Seeds { options, bucket: Vec::new(), places: 0, documents: 0, last: 0, common: Vec::new() }
    }

    /// Takes the next print. Where it is the first of another hash, the seeds of the hash before come out.
    ///
    /// # Errors
    /// What `each` says.
    pub fn add<E>(&mut self, print: Print, each: impl FnMut(Seed) -> Result<(), E>) -> Result<(), E> {
        if self.bucket.first().is_some_and(|first| first.hash != print.hash) {
            self.empty(each)?;
        }
        self.documents += u32::from(self.places == 0 || self.last != print.document);
        self.last = print.document;
        self.places += 1;
        if self.places <= self.options.max_places {
            self.bucket.push(print);
        }
        Ok(())
    }

    /// The seeds of the last hash, and what was left out as common, sorted.
    ///
    /// # Errors
    /// What `each` says.
    pub fn finish<E>(mut self, each: impl FnMut(Seed) -> Result<(), E>) -> Result<Vec<Common>, E> {
        self.empty(each)?;
        self.common.sort_unstable();
        Ok(self.common)
    }

    fn empty<E>(&mut self, mut each: impl FnMut(Seed) -> Result<(), E>) -> Result<(), E> {
        let (places, documents) = (std::mem::take(&mut self.places), std::mem::take(&mut self.documents));
        if documents > 1 && places > self.options.max_places {
            let (words, first) = (self.options.gram() as u32, self.bucket.first());
            self.common.extend(first.map(|first| Common {
                document: first.document,
                position: first.position,
                hash: first.hash,
                words,
                documents,
            }));
        } else if documents > 1 {
            for (number, b) in self.bucket.iter().enumerate() {
                for a in self.bucket[..number].iter().filter(|a| a.document < b.document) {
                    each(Seed { a: a.document, b: b.document, at_a: a.position, at_b: b.position })?;
                }
            }
        }
        self.bucket.clear();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::convert::Infallible;

    use super::*;
    use proptest::prelude::*;

    fn of(prints: &[(u64, u32, u32)], max_places: usize) -> (Vec<Seed>, Vec<Common>) {
        let mut found = Vec::new();
        let mut seeds = Seeds::new(PassageOptions { words: 20, max_places });
        let mut take = |seed| -> Result<(), Infallible> {
            found.push(seed);
            Ok(())
        };
        for &(hash, document, position) in prints {
            seeds.add(Print { hash, document, position }, &mut take).unwrap();
        }
        let common = seeds.finish(&mut take).unwrap();
        (found, common)
    }

    fn seed(a: u32, b: u32, at_a: u32, at_b: u32) -> Seed {
        Seed { a, b, at_a, at_b }
    }

    #[test]
    fn every_two_places_of_different_documents_are_a_seed() {
        let (seeds, common) = of(&[(1, 0, 5), (2, 0, 9), (2, 3, 4), (2, 3, 40), (3, 3, 0), (3, 3, 1)], 3);
        assert_eq!(seeds, [seed(0, 3, 9, 4), seed(0, 3, 9, 40)]);
        assert!(common.is_empty(), "what one document repeats is shared by nobody");
    }

    #[test]
    fn what_stands_in_too_many_places_is_told_and_left_out() {
        let prints = [(1, 2, 5), (1, 4, 6), (1, 4, 9), (1, 7, 0), (2, 2, 0), (2, 4, 0)];
        let (seeds, common) = of(&prints, 3);
        assert_eq!(seeds, [seed(2, 4, 0, 0)]);
        assert_eq!(common, [Common { document: 2, position: 5, hash: 1, words: 10, documents: 3 }]);
        assert_eq!(of(&prints[..4], 4).0.len(), 5);
    }

    proptest! {
        #[test]
        fn bytes_sort_as_seeds_do(x: [u32; 4], y: [u32; 4]) {
            let (x, y) = (seed(x[0], x[1], x[2], x[3]), seed(y[0], y[1], y[2], y[3]));
            prop_assert_eq!(x.to_bytes().cmp(&y.to_bytes()), x.cmp(&y));
            prop_assert_eq!(Seed::from_bytes(x.to_bytes()), x);
        }
    }
}
