//! What the documents of a run leave behind for counting: records of a fixed size that sort as they are.

/// One line in one document of an outlet. Records sort by outlet, then line, then document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sighting {
    /// XXH3-64 of the outlet's name.
    pub outlet: u64,
    /// The line's key.
    pub key: u64,
    /// The document's number within the run.
    pub document: u32,
    /// Above the story, within, below: [`Sighting::HEAD`] and so on, added up.
    pub places: u8,
    /// It ends as a sentence ends.
    pub sentence: bool,
    /// It stands in a block that the document has twice below its story.
    pub twice: bool,
    /// Characters, as far as they fit.
    pub chars: u16,
}

impl Sighting {
    /// Above the story.
    pub const HEAD: u8 = 1;
    /// Above it and where headlines stand; comes with [`Sighting::HEAD`].
    pub const NEAR: u8 = 8;
    /// Within.
    pub const MIDDLE: u8 = 2;
    /// Below.
    pub const TAIL: u8 = 4;

    /// Bytes of a record.
    pub const SIZE: usize = 24;

    /// The record; records sort as sightings do.
    pub fn to_bytes(self) -> [u8; Sighting::SIZE] {
        let mut bytes = [0; Sighting::SIZE];
        bytes[..8].copy_from_slice(&self.outlet.to_be_bytes());
        bytes[8..16].copy_from_slice(&self.key.to_be_bytes());
        bytes[16..20].copy_from_slice(&self.document.to_be_bytes());
        bytes[20] = self.places;
        bytes[21] = u8::from(self.sentence) | u8::from(self.twice) << 1;
        bytes[22..].copy_from_slice(&self.chars.to_be_bytes());
        bytes
    }

    /// What [`Sighting::to_bytes`] has written.
    pub fn from_bytes(bytes: [u8; Sighting::SIZE]) -> Sighting {
        Sighting {
            outlet: number(&bytes[..8]),
            key: number(&bytes[8..16]),
            document: number(&bytes[16..20]) as u32,
            places: bytes[20],
            sentence: bytes[21] & 1 != 0,
            twice: bytes[21] & 2 != 0,
            chars: number(&bytes[22..]) as u16,
        }
    }
}

/// One anchor of one document. Records sort by outlet, then document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Anchor {
    /// XXH3-64 of the outlet's name.
    pub outlet: u64,
    /// The document's number within the run.
    pub document: u32,
    /// Part of the hash of a passage.
    pub anchor: u32,
}

impl Anchor {
    /// Bytes of a record.
    pub const SIZE: usize = 16;

    /// The record; records sort as anchors do.
    pub fn to_bytes(self) -> [u8; Anchor::SIZE] {
        let mut bytes = [0; Anchor::SIZE];
        bytes[..8].copy_from_slice(&self.outlet.to_be_bytes());
        bytes[8..12].copy_from_slice(&self.document.to_be_bytes());
        bytes[12..].copy_from_slice(&self.anchor.to_be_bytes());
        bytes
    }

    /// What [`Anchor::to_bytes`] has written.
    pub fn from_bytes(bytes: [u8; Anchor::SIZE]) -> Anchor {
        Anchor {
            outlet: number(&bytes[..8]),
            document: number(&bytes[8..12]) as u32,
            anchor: number(&bytes[12..]) as u32,
        }
    }
}

/// Big-endian bytes as a number.
fn number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, &byte| number << 8 | u64::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sightings() -> impl Strategy<Value = Sighting> {
        let numbers = (0u64..3, any::<u64>(), any::<u32>(), 0u8..16, any::<u16>());
        (numbers, any::<bool>(), any::<bool>()).prop_map(
            |((outlet, key, document, places, chars), sentence, twice)| Sighting {
                outlet,
                key,
                document,
                places,
                sentence,
                twice,
                chars,
            },
        )
    }

    proptest! {
        #[test]
        fn records_come_back_and_sort_as_they_are(one in sightings(), other in sightings()) {
            prop_assert_eq!(Sighting::from_bytes(one.to_bytes()), one);
            let key = |sighting: Sighting| (sighting.outlet, sighting.key, sighting.document);
            if key(one) != key(other) {
                prop_assert_eq!(one.to_bytes().cmp(&other.to_bytes()), key(one).cmp(&key(other)));
            }
            let anchor = Anchor { outlet: one.key, document: one.document, anchor: other.document };
            prop_assert_eq!(Anchor::from_bytes(anchor.to_bytes()), anchor);
        }
    }
}
