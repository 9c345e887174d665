//! The one hash that is ever written to disk: XXH3 (Collet, xxHash specification 0.1.1).
//!
//! It finds accidents, not forgers. `xxhsum -H2` prints the same 128-bit value.

use xxhash_rust::xxh3;

/// XXH3-64 with seed 0.
pub fn hash64(bytes: &[u8]) -> u64 {
    xxh3::xxh3_64(bytes)
}

/// XXH3-128 with seed 0.
pub fn hash128(bytes: &[u8]) -> u128 {
    xxh3::xxh3_128(bytes)
}

/// XXH3-128 of bytes that come in pieces.
#[derive(Clone, Default)]
pub struct Checksum(xxh3::Xxh3);

impl Checksum {
    /// Adds the next piece.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// 32 lower-case hexadecimal digits.
    pub fn hex(&self) -> String {
        format!("{:032x}", self.0.digest128())
    }
}

impl std::fmt::Debug for Checksum {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Checksum({})", self.hex())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_hash_like_the_whole() {
        let mut checksum = Checksum::default();
        checksum.update(b"copy");
        checksum.update(b"desk");
        assert_eq!(checksum.hex(), format!("{:032x}", hash128(b"copydesk")));
        assert_eq!(hash64(b""), 0x2d06_8005_38d3_94c2, "the specification's value for no bytes");
    }
}
