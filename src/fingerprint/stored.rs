//! Features as bytes, for where there are too many to keep them as lists.

use super::{Features, Fingerprint, Sketch};

/// Bytes before the lists: two lengths, the tokens, the hash of the text.
const HEAD: usize = 20;

impl Features {
    /// Adds the features to `bytes`, all but the words: five bytes for a shingle, four for a number and
    /// twenty more, little-endian.
    pub fn write(&self, bytes: &mut Vec<u8>) {
        let Features { words: _, shingles, places, numbers, tokens, text_hash } = self;
        bytes.extend_from_slice(&(shingles.len() as u32).to_le_bytes());
        bytes.extend_from_slice(&(numbers.len() as u32).to_le_bytes());
        bytes.extend_from_slice(&tokens.to_le_bytes());
        bytes.extend_from_slice(&text_hash.to_le_bytes());
        write_hashes(bytes, shingles);
        write_hashes(bytes, numbers);
        bytes.extend_from_slice(places);
    }

    /// The features that [`Features::write`] has written, without words; `None` for any other bytes.
    pub fn read(bytes: &[u8]) -> Option<Features> {
        let mut features = Features::default();
        features.read_into(bytes).then_some(features)
    }

    /// The same into the room of other features, so that reading a million of them allocates hardly anything;
    /// whether the bytes are features. If not, what is left in the room are none.
    pub fn read_into(&mut self, bytes: &[u8]) -> bool {
        self.clear();
        self.fill(bytes).is_some()
    }

    fn clear(&mut self) {
        let Features { words, shingles, places, numbers, tokens, text_hash } = self;
        (*tokens, *text_hash) = (0, 0);
        places.clear();
        [words, shingles, numbers].into_iter().for_each(Vec::clear);
    }

    fn fill(&mut self, bytes: &[u8]) -> Option<()> {
        let (head, lists) = bytes.split_first_chunk::<HEAD>()?;
        let number =
            |at: usize| head[at..at + 4].iter().rev().fold(0, |all, &byte| all << 8 | u32::from(byte));
        let (shingles, rest) = lists.split_at_checked(number(0) as usize * 4)?;
        let (numbers, places) = rest.split_at_checked(number(4) as usize * 4)?;
        if places.len() != number(0) as usize {
            return None;
        }
        self.shingles.extend(hashes(shingles));
        self.numbers.extend(hashes(numbers));
        self.places.extend_from_slice(places);
        self.tokens = number(8);
        self.text_hash = u64::from(number(16)) << 32 | u64::from(number(12));
        Some(())
    }
}

impl Sketch {
    /// Adds the sketch to `bytes`, words and all, little-endian.
    pub fn write(&self, bytes: &mut Vec<u8>) {
        let words = &self.features.words;
        bytes.push(u8::from(self.of_text.is_some()));
        bytes.extend_from_slice(&(self.of_text.unwrap_or_default().bits() as u64).to_le_bytes());
        bytes.extend_from_slice(&(words.len() as u32).to_le_bytes());
        write_hashes(bytes, words);
        self.features.write(bytes);
    }

    /// The sketch that [`Sketch::write`] has written; `None` for any other bytes.
    pub fn read(bytes: &[u8]) -> Option<Sketch> {
        let (&[known], rest) = bytes.split_first_chunk()?;
        let (print, rest) = rest.split_first_chunk()?;
        let (count, rest) = rest.split_first_chunk()?;
        let (words, rest) = rest.split_at_checked(u32::from_le_bytes(*count) as usize * 4)?;
        let features = Features { words: hashes(words).collect(), ..Features::read(rest)? };
        let of_text = (known != 0).then(|| Fingerprint::of_64(u64::from_le_bytes(*print)));
        Some(Sketch { features, of_text })
    }
}

/// Adds hashes to `bytes`, four bytes each, little-endian.
pub fn write_hashes(bytes: &mut Vec<u8>, hashes: &[u32]) {
    let start = bytes.len();
    // Whole rooms of four bytes, so that it is a copy and no loop.
    bytes.resize(start + size_of_val(hashes), 0);
    let (rooms, _) = bytes[start..].as_chunks_mut::<4>();
    rooms.iter_mut().zip(hashes).for_each(|(room, hash)| *room = hash.to_le_bytes());
}

/// Hashes of four bytes each.
fn hashes(bytes: &[u8]) -> impl Iterator<Item = u32> {
    let (hashes, _) = bytes.as_chunks::<4>();
    hashes.iter().map(|&hash| u32::from_le_bytes(hash))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sketches_come_back_whole(text in "([a-c]{1,2}[ 0-9]){0,40}", cut in 1usize..9) {
            for kind in crate::fingerprint::FingerprintKind::ALL {
                let sketch = kind.sketch(&text);
                let mut bytes = Vec::new();
                sketch.write(&mut bytes);
                prop_assert_eq!(Sketch::read(&bytes[..bytes.len() - cut]), None);
                prop_assert_eq!(Sketch::read(&bytes), Some(sketch));
            }
        }

        #[test]
        fn features_come_back_without_words_and_only_whole(text in "([a-c]{1,2}[ 0-9]){0,80}", cut in 1usize..9) {
            let features = Features::of(&text);
            let mut bytes = Vec::new();
            features.write(&mut bytes);
            let expected = Features { words: Vec::new(), ..features };
            prop_assert_eq!(bytes.len(), HEAD + 5 * expected.shingles.len() + 4 * expected.numbers.len());
            prop_assert_eq!(Features::read(&bytes[..bytes.len() - cut]), None);
            prop_assert_eq!(Features::read(&bytes), Some(expected));
        }
    }
}
