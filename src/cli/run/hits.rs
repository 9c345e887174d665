//! The hits of a batch's documents as bytes, so that the second sweep need not scan again.

use crate::rules::Hit;
use crate::text::hash64;

/// Adds the hits of a document with this text. Hits are sorted by pattern and line.
pub(super) fn write(piece: &mut Vec<u8>, text: &str, hits: &[Hit]) {
    piece.extend_from_slice(&hash64(text.as_bytes()).to_le_bytes());
    number(piece, hits.len() as u64);
    let mut last = 0;
    for hit in hits {
        number(piece, (hit.pattern - last) as u64);
        number(piece, hit.line as u64);
        last = hit.pattern;
    }
}

/// Reads the hits of a batch's documents one after the other.
pub(super) struct HitReader<'a>(&'a [u8]);

impl<'a> HitReader<'a> {
    pub(super) fn new(piece: &'a [u8]) -> HitReader<'a> {
        HitReader(piece)
    }

    /// The hits of the next document; `None` where that is not the document with this text. A reader that
    /// has failed once does not find the next document either.
    pub(super) fn next(&mut self, text: &str) -> Option<Vec<Hit>> {
        let read = self.read(text);
        if read.is_none() {
            self.0 = &[];
        }
        read
    }

    fn read(&mut self, text: &str) -> Option<Vec<Hit>> {
        let (hash, rest) = self.0.split_first_chunk::<8>()?;
        if u64::from_le_bytes(*hash) != hash64(text.as_bytes()) {
            return None;
        }
        self.0 = rest;
        let count = self.number()?;
        let mut hits = Vec::new();
        let mut pattern = 0;
        for _ in 0..count {
            pattern += usize::try_from(self.number()?).ok()?;
            hits.push(Hit { pattern, line: usize::try_from(self.number()?).ok()? });
        }
        Some(hits)
    }

    /// LEB128.
    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }
}

/// LEB128: seven bits a byte, the lowest first, the highest bit set on all but the last.
fn number(piece: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        piece.push(number as u8 | 0x80);
        number >>= 7;
    }
    piece.push(number as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hits_come_back_for_the_same_text_alone() {
        let hits = |pairs: &[(usize, usize)]| -> Vec<Hit> {
            pairs.iter().map(|&(pattern, line)| Hit { pattern, line }).collect()
        };
        let (one, two) = (hits(&[(3, 0), (3, 700), (90_000, 5)]), hits(&[]));
        let mut piece = Vec::new();
        write(&mut piece, "one", &one);
        write(&mut piece, "two", &two);
        let mut reader = HitReader::new(&piece);
        assert_eq!(
            (reader.next("one"), reader.next("two"), reader.next("two")),
            (Some(one), Some(two), None)
        );
        let mut reader = HitReader::new(&piece);
        assert_eq!((reader.next("other"), reader.next("two")), (None, None));
        assert_eq!(HitReader::new(&piece[..9]).next("one"), None);
    }
}
