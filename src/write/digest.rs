//! The checksum of what `restore` gives back of one input.

use crate::text::{Checksum, hash128};

/// XXH3-128 over the written documents of an input in their order: of each the id as JSON, a line
/// feed, XXH3-128 of the original text (16 bytes, big-endian), its line of
/// `originals.jsonl` if it has one, and a line feed.
///
/// With it a folder vouches for its own restoration: a row that was lost, doubled, moved or changed is
/// found even where every count still fits.
#[derive(Debug, Default)]
pub(super) struct Digest(Checksum);

impl Digest {
    /// Adds the next document.
    pub(super) fn add(&mut self, id_json: &[u8], text_hash: u128, original: &[u8]) {
        for piece in [id_json, b"\n", &text_hash.to_be_bytes(), original, b"\n"] {
            self.0.update(piece);
        }
    }

    /// 32 lower-case hexadecimal digits.
    pub(super) fn hex(&self) -> String {
        self.0.hex()
    }
}

/// The hash of an original text that [`Digest::add`] takes.
pub(super) fn text_hash(text: &str) -> u128 {
    hash128(text.as_bytes())
}
