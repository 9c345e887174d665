//! Which fingerprint, how it is made in two steps, and how far two of them are apart.

use std::fmt;
use std::str::FromStr;

use super::{Features, Weights, simhash64, simhash64_crate, simhash128};

/// The fingerprint of one text. Two compare only if they are of one kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint {
    bits: u128,
    width: u8,
}

impl Fingerprint {
    /// One of 64 bits.
    pub const fn of_64(bits: u64) -> Fingerprint {
        Fingerprint { bits: bits as u128, width: 64 }
    }

    /// One of 128 bits.
    pub const fn of_128(bits: u128) -> Fingerprint {
        Fingerprint { bits, width: 128 }
    }

    /// The bits, in the low 64 for a narrow one.
    pub const fn bits(self) -> u128 {
        self.bits
    }

    /// How many bits it has: 64 or 128.
    pub const fn width(self) -> u32 {
        self.width as u32
    }

    /// The Hamming distance: bits in which the two differ.
    pub const fn distance(self, other: Fingerprint) -> u32 {
        (self.bits ^ other.bits).count_ones()
    }
}

/// 16 or 32 lower-case hexadecimal digits.
impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:0digits$x}", self.bits, digits = usize::from(self.width) / 4)
    }
}

/// How fingerprints are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum FingerprintKind {
    /// 64 bits over the weighted words: the low half of `Simhash128`.
    Simhash64,
    /// 128 bits over the weighted words. Edited copies need them: 64 bits do not part copies from strangers.
    #[default]
    Simhash128,
    /// Exactly the value of the `simhash` crate 0.3: white-space tokens, none weighing more than another.
    Simhash64Crate,
}

impl FingerprintKind {
    /// All kinds.
    pub const ALL: [FingerprintKind; 3] =
        [FingerprintKind::Simhash64, FingerprintKind::Simhash128, FingerprintKind::Simhash64Crate];

    /// The name in options and outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            FingerprintKind::Simhash64 => "simhash64",
            FingerprintKind::Simhash128 => "simhash128",
            FingerprintKind::Simhash64Crate => "simhash64-crate",
        }
    }

    /// The first step, while the text is at hand.
    pub fn sketch(self, text: &str) -> Sketch {
        let of_text =
            (self == FingerprintKind::Simhash64Crate).then(|| Fingerprint::of_64(simhash64_crate(text)));
        Sketch { features: Features::of(text), of_text }
    }

    /// The second step, when the weights of the corpus are known.
    pub fn fingerprint(self, sketch: &Sketch, weights: &Weights) -> Fingerprint {
        sketch.of_text.unwrap_or_else(|| self.of_words(sketch.features.words.iter().copied(), weights))
    }

    /// The second step for a sketch of which the words alone are left ([`Sketch::of_text`] being `None`).
    pub fn of_words(self, words: impl IntoIterator<Item = u32>, weights: &Weights) -> Fingerprint {
        let words = words.into_iter().map(|word| (word, weights.of(word)));
        match self {
            FingerprintKind::Simhash128 => Fingerprint::of_128(simhash128(words)),
            _ => Fingerprint::of_64(simhash64(words)),
        }
    }
}

/// Names one of the kinds.
impl FromStr for FingerprintKind {
    type Err = UnknownKind;

    fn from_str(name: &str) -> Result<Self, UnknownKind> {
        let found = FingerprintKind::ALL.into_iter().find(|kind| kind.as_str() == name);
        found.ok_or_else(|| UnknownKind(name.to_owned()))
    }
}

/// A name that is no fingerprint's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownKind(pub String);

impl fmt::Display for UnknownKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown fingerprint `{}`; use one of", self.0)?;
        FingerprintKind::ALL.iter().try_for_each(|kind| write!(f, " `{}`", kind.as_str()))
    }
}

impl std::error::Error for UnknownKind {}

/// A text between the two steps: what its fingerprint and its group need to know of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sketch {
    /// Its words and shingles.
    pub features: Features,
    /// The fingerprint, where it needs nothing but the text.
    pub of_text: Option<Fingerprint>,
}

/// The fingerprints of many texts, all of one kind: 16 bytes for each that has a word.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fingerprints {
    bits: Vec<u128>,
    width: u8,
    blanks: Option<Blanks>,
}

/// Texts between others that have no word, and so all the same fingerprint.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Blanks {
    /// The numbers of the other texts, sorted.
    others: Vec<u32>,
    /// Of both together.
    count: usize,
    fingerprint: Fingerprint,
}

impl Fingerprints {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.blanks.as_ref().map_or(self.bits.len(), |blanks| blanks.count)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// That of one text by its number.
    pub fn get(&self, text: usize) -> Fingerprint {
        let place = match &self.blanks {
            None => text,
            Some(Blanks { others, fingerprint, .. }) => {
                match others.binary_search_by_key(&text, |&other| other as usize) {
                    Ok(place) => place,
                    Err(_) => return *fingerprint,
                }
            }
        };
        Fingerprint { bits: self.bits[place], width: self.width }
    }

    /// The same under the numbers of `texts`, which are sorted, among `count` texts, of which all others have the
    /// fingerprint `blank`.
    pub fn among(self, texts: Vec<u32>, count: usize, blank: Fingerprint) -> Fingerprints {
        debug_assert_eq!(texts.len(), self.bits.len());
        Fingerprints { blanks: Some(Blanks { others: texts, count, fingerprint: blank }), ..self }
    }
}

impl Extend<Fingerprint> for Fingerprints {
    fn extend<I: IntoIterator<Item = Fingerprint>>(&mut self, fingerprints: I) {
        for Fingerprint { bits, width } in fingerprints {
            self.width = width;
            self.bits.push(bits);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn fingerprints_show_as_hexadecimal_of_their_width() {
        assert_eq!(Fingerprint::of_64(0xab).to_string(), "00000000000000ab");
        assert_eq!(Fingerprint::of_128(0xab << 64).to_string(), "00000000000000ab0000000000000000");
    }

    #[test]
    fn blank_texts_between_others_have_one_fingerprint() {
        let mut all = Fingerprints::default();
        all.extend([1, 2].map(Fingerprint::of_64));
        let all = all.among(vec![1, 4], 6, Fingerprint::of_64(9));
        let bits: Vec<u128> = (0..all.len()).map(|text| all.get(text).bits()).collect();
        assert_eq!(bits, [9, 1, 9, 9, 2, 9]);
    }

    #[test]
    fn kinds_are_named_and_parsed() {
        for kind in FingerprintKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
        let problem = "minhash".parse::<FingerprintKind>().unwrap_err().to_string();
        assert_eq!(
            problem,
            "unknown fingerprint `minhash`; use one of `simhash64` `simhash128` `simhash64-crate`"
        );
    }

    #[test]
    fn edited_copies_are_near_and_strangers_far() {
        let story: String = (0..200).map(|i| format!("word{} ", i * 7 % 211)).collect();
        let edited = story.replace("word14 ", "verb ").replace("word77 ", "");
        let stranger: String = (0..200).map(|i| format!("term{i} ")).collect();
        let weights = Weights::default();
        let of = |text: &str| {
            let kind = FingerprintKind::Simhash128;
            kind.fingerprint(&kind.sketch(text), &weights)
        };
        assert!(of(&story).distance(of(&edited)) <= 12);
        assert!(of(&story).distance(of(&stranger)) >= 40);
        assert_eq!(of(&story), of(&story.to_uppercase()));
    }

    #[test]
    fn the_crate_s_kind_is_known_without_weights() {
        let kind = FingerprintKind::Simhash64Crate;
        let sketch = kind.sketch("The cat sat on the mat");
        assert_eq!(kind.fingerprint(&sketch, &Weights::default()).bits(), 2_595_200_813_813_010_837);
    }
}
