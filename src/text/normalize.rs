//! Comparison copies of a line: white space, NFC and case folded away.
//!
//! Most lines are their own normal form; finding that out is one pass over the bytes. The original is
//! never changed: [`normalize_mapped`] leads every byte of the copy back to where it came from.

use std::borrow::Cow;

use icu_casemap::{CaseMapper, CaseMapperBorrowed};
use icu_normalizer::{ComposingNormalizer, ComposingNormalizerBorrowed};
use unicode_segmentation::UnicodeSegmentation;

use super::Paged;

const NFC: ComposingNormalizerBorrowed<'static> = ComposingNormalizer::new_nfc();
const CASE: CaseMapperBorrowed<'static> = CaseMapper::new();

/// Unicode's simple case folding.
static FOLDED: Paged<char> = Paged::new(|c| CASE.simple_fold(c));

/// How white space is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Space {
    /// Runs of white space (tabs, NBSP, U+3000 …) are one space, ends are trimmed, and invisible
    /// characters (BOM, ZWSP, soft hyphen, direction marks) are dropped. ZWNJ and ZWJ stay: Persian
    /// and many Indic scripts spell with them.
    #[default]
    Norm,
    /// As it stands.
    Exact,
}

/// How characters are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Unicode {
    /// Unicode Normalization Form C (UAX 15).
    #[default]
    Nfc,
    /// As they stand.
    Exact,
}

/// How letter case is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Case {
    /// Unicode simple case folding, one character to one: what the regex crate's `(?i)` does.
    #[default]
    Fold,
    /// Simple folding in which `I`, `ı` and `İ`, `i` are pairs: Turkish and Azeri.
    Turkic,
    /// Only A-Z and a-z are alike.
    Ascii,
    /// As it stands.
    Exact,
}

/// Which normal form a line is brought into before patterns see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Form {
    /// White space.
    pub space: Space,
    /// Characters.
    pub unicode: Unicode,
}

/// A comparison copy that knows where each of its bytes came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapped<'a> {
    /// The copy.
    pub text: Cow<'a, str>,
    /// For each byte of `text`, and one past its end, the byte in the original; empty when the copy
    /// is the original.
    offsets: Vec<u32>,
}

impl Mapped<'_> {
    /// The byte of the original line that byte `at` of the copy came from.
    pub fn original(&self, at: usize) -> usize {
        if self.offsets.is_empty() { at } else { self.offsets[at] as usize }
    }
}

/// The comparison copy of `line`; borrowed where it is the line itself.
pub fn normalize(line: &str, form: Form) -> Cow<'_, str> {
    if is_normal(line, form) {
        return Cow::Borrowed(line);
    }
    let spaced = match form.space {
        Space::Exact => Cow::Borrowed(line),
        Space::Norm => Cow::Owned(fold_space(line, |_, _| {})),
    };
    match form.unicode {
        Unicode::Exact => spaced,
        Unicode::Nfc => Cow::Owned(NFC.normalize(&spaced).into_owned()),
    }
}

/// The comparison copy of `line` with the way back to the original bytes.
pub fn normalize_mapped(line: &str, form: Form) -> Mapped<'_> {
    if is_normal(line, form) {
        return Mapped { text: Cow::Borrowed(line), offsets: Vec::new() };
    }
    let mut offsets: Vec<u32> = Vec::with_capacity(line.len() + 1);
    let spaced = match form.space {
        Space::Exact => {
            offsets.extend(0..line.len() as u32);
            line.to_owned()
        }
        Space::Norm => fold_space(line, |at, bytes| {
            offsets.extend((0..bytes).map(|i| (at + i) as u32));
        }),
    };
    // The end of the copy leads to the end of what its last character came from, so that white
    // space trimmed from the line's end stays outside of every match.
    let end = offsets.last().map_or(0, |&last| char_end(line, last as usize));
    offsets.push(end as u32);
    match form.unicode {
        Unicode::Nfc if !NFC.is_normalized(&spaced) => compose(&spaced, &offsets),
        _ => Mapped { text: Cow::Owned(spaced), offsets },
    }
}

/// The text with letter case folded away; borrowed where nothing changes.
pub fn fold(text: &str, case: Case) -> Cow<'_, str> {
    let same = |c: char| fold_char(c, case) == c;
    match case {
        Case::Exact => Cow::Borrowed(text),
        _ if text.chars().all(same) => Cow::Borrowed(text),
        _ if text.is_ascii() && case != Case::Turkic => Cow::Owned(text.to_ascii_lowercase()),
        _ => {
            let mut folded = String::with_capacity(text.len());
            folded.extend(text.chars().map(|c| fold_char(c, case)));
            Cow::Owned(folded)
        }
    }
}

/// A character with its case folded away.
pub fn fold_char(c: char, case: Case) -> char {
    match (case, c) {
        (Case::Exact, _) => c,
        (Case::Turkic, 'I') => 'ı',
        (Case::Turkic, 'İ') => 'i',
        (_, '\0'..='\x7f') => c.to_ascii_lowercase(),
        (Case::Ascii, _) => c,
        (Case::Fold | Case::Turkic, _) => FOLDED.get(c),
    }
}

fn is_normal(line: &str, form: Form) -> bool {
    (form.space == Space::Exact || has_plain_space(line))
        && (form.unicode == Unicode::Exact || line.is_ascii() || NFC.is_normalized(line))
}

/// Whether [`fold_space`] would leave the line as it is.
fn has_plain_space(line: &str) -> bool {
    let bytes = line.as_bytes();
    let mut before = b' ';
    for &byte in bytes {
        if (byte == b' ' && before == b' ') || matches!(byte, b'\t'..=b'\r' | 0x1c..=0x1f) {
            return false;
        }
        before = byte;
    }
    if before == b' ' && !bytes.is_empty() {
        return false;
    }
    line.is_ascii() || !line.chars().any(|c| c >= '\u{80}' && (c.is_whitespace() || is_invisible(c)))
}

/// Characters that show nothing and are dropped in comparisons.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Runs of white space to one space, ends trimmed, invisible characters dropped. `kept` hears of
/// every character that is written: where it stood, and how many bytes it takes in the copy.
fn fold_space(line: &str, mut kept: impl FnMut(usize, usize)) -> String {
    let mut copy = String::with_capacity(line.len());
    let mut gap: Option<usize> = None;
    for (at, c) in line.char_indices() {
        if is_invisible(c) {
            continue;
        }
        if c.is_whitespace() || matches!(c, '\x1c'..='\x1f') {
            gap.get_or_insert(at);
            continue;
        }
        if let Some(space) = gap.take()
            && !copy.is_empty()
        {
            copy.push(' ');
            kept(space, 1);
        }
        copy.push(c);
        kept(at, c.len_utf8());
    }
    copy
}

/// NFC with offsets. Nothing composes over the bounds of grapheme clusters (UAX 29), so the text is cut
/// there; a cluster that changes leads back to the cluster as a whole.
fn compose(spaced: &str, offsets: &[u32]) -> Mapped<'static> {
    let mut text = String::with_capacity(spaced.len());
    let mut composed: Vec<u32> = Vec::with_capacity(offsets.len());
    for (start, cluster) in spaced.grapheme_indices(true) {
        let normal = NFC.normalize(cluster);
        if normal == cluster {
            composed.extend_from_slice(&offsets[start..start + cluster.len()]);
        } else {
            composed.extend(std::iter::repeat_n(offsets[start], normal.len()));
        }
        text.push_str(&normal);
    }
    composed.push(offsets[spaced.len()]);
    Mapped { text: Cow::Owned(text), offsets: composed }
}

/// One past the character that byte `at` belongs to.
fn char_end(text: &str, at: usize) -> usize {
    (at + 1..=text.len()).find(|&end| text.is_char_boundary(end)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use proptest::prelude::*;

    #[test]
    fn white_space_and_invisible_characters_fold_away() {
        let form = Form::default();
        assert_eq!(normalize("\u{a0} Donate \t Here\u{200b}", form), "Donate Here");
        assert_eq!(normalize("می\u{200c}شود", form), "می\u{200c}شود", "ZWNJ spells Persian");
        assert_eq!(normalize("cafe\u{301}", form), "café");
        assert!(matches!(normalize("plain “text”", form), Cow::Borrowed(_)));
    }

    #[test]
    fn offsets_lead_back_to_the_original() {
        let line = "\u{a0} a\u{a0}\u{a0}cafe\u{301} x ";
        let mapped = normalize_mapped(line, Form::default());
        assert_eq!(mapped.text, "a café x");
        let at = mapped.text.find('c').unwrap();
        assert_eq!(&line[mapped.original(at)..][..4], "cafe");
        assert_eq!(mapped.original(mapped.text.len()), line.len() - 1, "the space at the end is outside");
    }

    #[test]
    fn case_folds_as_asked() {
        assert_eq!(fold("ΛΌΓΟΣ Straße", Case::Fold), fold("λόγος straße", Case::Fold));
        assert_eq!(fold("IŞIK İLE", Case::Turkic), "ışık ile");
        assert_eq!(fold("ÄB", Case::Ascii), "Äb");
    }

    proptest! {
        #[test]
        fn mapped_and_plain_copies_agree(line in "[ \\t\u{a0}a-zé\u{301}\u{200b}А-я中\u{ad}\u{1100}\u{1161}]{0,24}") {
            for form in [Form::default(), Form { space: Space::Exact, unicode: Unicode::Nfc }] {
                let mapped = normalize_mapped(&line, form);
                prop_assert_eq!(&mapped.text, &normalize(&line, form));
                let back: Vec<usize> = (0..=mapped.text.len()).map(|at| mapped.original(at)).collect();
                prop_assert!(back.is_sorted());
                prop_assert!(mapped.text.char_indices().all(|(at, _)| line.is_char_boundary(back[at])));
                prop_assert!(back[mapped.text.len()] <= line.len());
            }
        }

        #[test]
        fn normalizing_twice_is_once(line in "\\PC{0,24}") {
            let once = normalize(&line, Form::default()).into_owned();
            prop_assert_eq!(normalize(&once, Form::default()).into_owned(), once);
        }
    }
}
