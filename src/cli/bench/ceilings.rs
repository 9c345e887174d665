//! What this machine can do at most, on the same texts: no stage can be faster than what it cannot do without.

use std::hint::black_box;

use super::meter::measured;
use crate::text::{hash64, is_utf8, lines, words};
use crate::write::compressed;

/// More text than this tells nothing more.
const ENOUGH: usize = 16 << 20;

/// Something that any program of this kind has to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ceiling {
    Copy,
    Utf8,
    Lines,
    Words,
    Zstd,
}

impl Ceiling {
    pub(super) const ALL: [Ceiling; 5] =
        [Ceiling::Copy, Ceiling::Utf8, Ceiling::Lines, Ceiling::Words, Ceiling::Zstd];

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Ceiling::Copy => "memory copy",
            Ceiling::Utf8 => "UTF-8 check",
            Ceiling::Lines => "line split",
            Ceiling::Words => "word hash",
            Ceiling::Zstd => "zstd",
        }
    }

    /// Nanoseconds of this over the text.
    pub(super) fn time(self, text: &str) -> u64 {
        let mut copy = vec![1; if self == Ceiling::Copy { text.len() } else { 0 }];
        let sample = match self {
            Ceiling::Copy => measured(|| black_box(&mut copy).copy_from_slice(black_box(text).as_bytes())).1,
            Ceiling::Utf8 => measured(|| black_box(is_utf8(black_box(text).as_bytes()))).1,
            Ceiling::Lines => measured(|| black_box(lines(black_box(text)).len())).1,
            Ceiling::Words => {
                measured(|| {
                    let mut all = 0;
                    words(black_box(text), |word| all ^= hash64(word.as_bytes()));
                    black_box(all)
                })
                .1
            }
            Ceiling::Zstd => measured(|| black_box(compressed(text.as_bytes()).map(|packed| packed.len()))).1,
        };
        sample.nanoseconds
    }
}

/// The texts as one, up to what is enough.
pub(super) fn sample<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let mut all = String::new();
    for text in texts {
        if all.len() >= ENOUGH {
            break;
        }
        let end = text.floor_char_boundary(ENOUGH - all.len());
        all.push_str(&text[..end]);
        all.push('\n');
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_whole_characters_and_every_ceiling_can_be_timed() {
        let text = sample(["é\n".repeat(3).as_str(), "word"].into_iter());
        assert_eq!(text, "é\né\né\n\nword\n");
        for ceiling in Ceiling::ALL {
            assert!(ceiling.time(&text) < 1_000_000_000, "{ceiling:?}");
        }
    }
}
