//! Hashes of words and lines, and eight ASCII characters at a time.
//!
//! Folded and hashed byte by byte, with two multiplications each, words were a twentieth of the time of a run.

/// What every hash begins with.
pub(super) const SEED: u64 = 0x517c_c1b7_2722_0a95;

/// Characters that are looked at together.
const PIECE: usize = 8;

/// One step of a hash: both halves of a product of 128 bits. It never leaves the process, and collisions cost nothing.
#[inline]
pub(super) fn step(hash: u64, piece: u64) -> u64 {
    let product = u128::from(hash ^ piece) * 0x9e37_79b9_7f4a_7c15;
    product as u64 ^ (product >> 64) as u64
}

/// The hash by which a word in lower case is known: over its bytes, in pieces of eight.
pub(super) fn word_hash(word: &str) -> u64 {
    let mut hash = WordHash::default();
    word.chars().for_each(|c| hash.push(c));
    hash.end()
}

/// The hash of a word that comes character by character.
#[derive(Debug, Clone, Copy)]
pub(super) struct WordHash {
    hash: u64,
    piece: u64,
    filled: usize,
}

impl Default for WordHash {
    #[inline]
    fn default() -> Self {
        WordHash { hash: SEED, piece: 0, filled: 0 }
    }
}

impl WordHash {
    #[inline]
    pub(super) fn push(&mut self, c: char) {
        let mut bytes = [0; 4];
        let length = c.encode_utf8(&mut bytes).len();
        let bytes = u64::from(u32::from_le_bytes(bytes));
        self.piece |= bytes << (8 * self.filled);
        self.filled += length;
        if self.filled >= PIECE {
            let left = self.filled - PIECE;
            // What is left of the character begins the next piece.
            let next = bytes >> (8 * (length - left));
            *self = WordHash { hash: step(self.hash, self.piece), piece: next, filled: left };
        }
    }

    #[inline]
    pub(super) fn end(self) -> u64 {
        if self.filled > 0 { step(self.hash, self.piece) } else { self.hash }
    }
}

/// A word of ASCII letters and digits.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct AsciiWord {
    /// Bytes of it; 0 where the text begins with no letter and no digit.
    pub(super) length: usize,
    pub(super) upper: i32,
    pub(super) digits: i32,
    pub(super) hash: u64,
    /// With `0` for each digit.
    pub(super) masked: u64,
}

impl AsciiWord {
    /// The word that ASCII text begins with.
    #[inline]
    pub(super) fn at_start_of(text: &[u8]) -> AsciiWord {
        let mut word = AsciiWord { length: 0, upper: 0, digits: 0, hash: SEED, masked: SEED };
        loop {
            let piece = Piece::of(&text[word.length..]);
            if piece.length > 0 {
                word.length += piece.length;
                word.upper += piece.upper.count_ones() as i32;
                word.digits += piece.digits.count_ones() as i32;
                // Without a digit so far the two are the same.
                let masked = if word.digits > 0 { Some(step(word.masked, piece.masked())) } else { None };
                word.hash = step(word.hash, piece.folded());
                word.masked = masked.unwrap_or(word.hash);
            }
            if piece.length < PIECE {
                return word;
            }
        }
    }
}

/// The letters and digits that ASCII text begins with, up to eight.
struct Piece {
    length: usize,
    /// They themselves, zero behind them.
    bytes: u64,
    /// The highest bit of each byte that is an upper-case letter.
    upper: u64,
    /// The same for digits.
    digits: u64,
}

/// A byte in all eight.
const fn all(byte: u8) -> u64 {
    u64::from_le_bytes([byte; PIECE])
}

/// The highest bit of each byte that is `byte` or more. All are ASCII: no sum carries into the next.
const fn at_least(bytes: u64, byte: u8) -> u64 {
    (bytes + all(0x80 - byte)) & all(0x80)
}

/// The highest bit of each byte from `first` to `last`.
const fn within(bytes: u64, first: u8, last: u8) -> u64 {
    at_least(bytes, first) & !at_least(bytes, last + 1)
}

impl Piece {
    #[inline]
    fn of(text: &[u8]) -> Piece {
        let bytes = u64::from_le_bytes(match text.first_chunk() {
            Some(bytes) => *bytes,
            None => std::array::from_fn(|at| text.get(at).copied().unwrap_or(0)),
        });
        let digits = within(bytes, b'0', b'9');
        let letters = within(bytes | all(0x20), b'a', b'z');
        let length = (!(digits | letters) & all(0x80)).trailing_zeros() as usize / 8;
        let own = if length == PIECE { u64::MAX } else { (1 << (8 * length)) - 1 };
        let upper = within(bytes, b'A', b'Z');
        Piece { length, bytes: bytes & own, upper: upper & own, digits: digits & own }
    }

    /// In lower case.
    fn folded(&self) -> u64 {
        self.bytes | self.upper >> 2
    }

    /// In lower case, and `0` for each digit.
    fn masked(&self) -> u64 {
        self.folded() & !((self.digits >> 7) * 0x0f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn eight_at_a_time_are_one_by_one(text in "[a-cA-CzZ0-9@\\[`{/:_ é]{0,30}|[A-Z0-9]{0,30}") {
            let ascii: Vec<u8> = text.bytes().filter(u8::is_ascii).collect();
            let length = ascii.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
            let word = String::from_utf8_lossy(&ascii[..length]).to_ascii_lowercase();
            let of = |what: fn(&u8) -> bool| ascii[..length].iter().filter(|byte| what(byte)).count() as i32;
            let expected = AsciiWord {
                length,
                upper: of(u8::is_ascii_uppercase),
                digits: of(u8::is_ascii_digit),
                hash: word_hash(&word),
                masked: word_hash(&word.replace(|c: char| c.is_ascii_digit(), "0")),
            };
            prop_assert_eq!(AsciiWord::at_start_of(&ascii), expected);
        }
    }
}
