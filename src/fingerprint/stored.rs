//! Features as bytes, for where there are too many to keep them as lists.

use super::Features;

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
        bytes.extend(shingles.iter().flat_map(|shingle| shingle.to_le_bytes()));
        bytes.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
        bytes.extend_from_slice(places);
    }

    /// The features that [`Features::write`] has written, without words; `None` for any other bytes.
    pub fn read(bytes: &[u8]) -> Option<Features> {
        let (head, lists) = bytes.split_first_chunk::<HEAD>()?;
        let number =
            |at: usize| head[at..at + 4].iter().rev().fold(0, |all, &byte| all << 8 | u32::from(byte));
        let (shingles, rest) = lists.split_at_checked(number(0) as usize * 4)?;
        let (numbers, places) = rest.split_at_checked(number(4) as usize * 4)?;
        (places.len() == number(0) as usize).then(|| Features {
            words: Vec::new(),
            shingles: list(shingles),
            places: places.to_vec(),
            numbers: list(numbers),
            tokens: number(8),
            text_hash: u64::from(number(16)) << 32 | u64::from(number(12)),
        })
    }
}

/// Hashes of four bytes each.
pub(super) fn list(bytes: &[u8]) -> Vec<u32> {
    let (hashes, _) = bytes.as_chunks::<4>();
    hashes.iter().map(|&hash| u32::from_le_bytes(hash)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
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
