//! The words of texts whose characters fold one by one: one table instead of normal forms and word breaks.

use unicode_segmentation::UnicodeSegmentation;

use super::words::{KINDS, Kind, alike, words_of_kinds};
use super::{Case, Form, Paged, Space, Span, fold_char, normalize};

/// A text whose characters fold one by one, whatever stands beside them: most of what is written in Latin, Greek,
/// Cyrillic, Arabic or Hangul. It needs no normal form and no table of word breaks.
#[derive(Default)]
pub(super) struct Simple {
    /// Folded as [`plain`] folds.
    pub(super) text: String,
    kinds: Vec<Kind>,
    /// Where each character of `text` starts, and the end.
    starts: Vec<usize>,
}

impl Simple {
    /// Takes in another text; whether it is simple.
    pub(super) fn fold(&mut self, text: &str) -> bool {
        self.text.clear();
        self.kinds.clear();
        self.starts.clear();
        for c in text.chars() {
            let Some((folded, kind)) = SIMPLE.get(c) else {
                return false;
            };
            self.starts.push(self.text.len());
            self.kinds.push(kind);
            self.text.push(folded);
        }
        self.starts.push(self.text.len());
        true
    }

    /// Calls `each` with the place in `text` of every word.
    pub(super) fn words(&self, each: &mut impl FnMut(Span)) {
        let kind = |at: usize| self.kinds.get(at).copied().unwrap_or(Kind::Other);
        words_of_kinds(self.kinds.len(), kind, |start, end| {
            each(Span::new(self.starts[start], self.starts[end]));
        });
    }
}

/// What a character folds to, and what that is; `None` where its neighbours may have a say.
static SIMPLE: Paged<Option<(char, Kind)>> = Paged::new(|c| {
    let folded = fold_char(alike(c), Case::Fold);
    let stands_alone = |c: char| {
        let text = c.to_string();
        has_simple_neighbours(c) && normalize(&text, Form { space: Space::Exact, ..Form::default() }) == text
    };
    match c {
        '\0'..='\x7f' => Some((c.to_ascii_lowercase(), KINDS[c as usize])),
        c if c.is_whitespace() => Some((' ', Kind::Other)),
        c if !stands_alone(c) => None,
        _ if folded.is_ascii() => Some((folded, KINDS[folded as usize])),
        _ if !stands_alone(folded) => None,
        _ => kind(folded).map(|kind| (folded, kind)),
    }
});

/// Letters, digits and signs that compose with nothing before them, and are not marks that do (Unicode 16, by block).
fn has_simple_neighbours(c: char) -> bool {
    matches!(c,
        '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{24f}'          // Latin
        | '\u{370}'..='\u{482}' | '\u{48a}'..='\u{587}'     // Greek, Cyrillic, Armenian
        | '\u{60c}'..='\u{60f}' | '\u{61b}' | '\u{61d}'..='\u{64a}' // Arabic
        | '\u{660}'..='\u{66f}' | '\u{671}'..='\u{6d5}' | '\u{6ee}'..='\u{6ff}'
        | '\u{10a0}'..='\u{10ff}'                           // Georgian
        | '\u{1e00}'..='\u{1fff}'                           // Latin, Greek
        | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{20a0}'..='\u{20cf}' | '\u{2100}'..='\u{27bf}'
        | '\u{ac00}'..='\u{d7a3}') // Hangul
}

/// What UAX 29 calls a character: found by what it does among letters and digits. `None` for what is none of these.
fn kind(c: char) -> Option<Kind> {
    let is_word = |text: String| text.unicode_words().next().is_some_and(|word| word == text);
    let (letters, digits) = (is_word(format!("a{c}a")), is_word(format!("1{c}1")));
    match (c.is_alphanumeric(), letters, digits) {
        (true, true, true) if is_word(format!("a:{c}")) => Some(Kind::Letter),
        (true, true, true) if is_word(format!("1,{c}")) => Some(Kind::Digit),
        (false, true, true) if !is_word(format!("a{c}1")) => Some(Kind::Mid),
        (false, true, false) => Some(Kind::MidLetter),
        (false, false, true) => Some(Kind::MidNumber),
        (false, false, false) => Some(Kind::Other),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::words::{plain, plain_words};
    use super::*;

    /// The words of a text by the table, where it is simple, and by its normal form.
    fn both_ways(simple: &mut Simple, text: &str) -> Option<(Vec<String>, Vec<String>)> {
        let text = text.to_ascii_lowercase();
        if !simple.fold(&text) {
            return None;
        }
        let (mut found, mut expected) = (Vec::new(), Vec::new());
        simple.words(&mut |span| found.push(span.of(&simple.text).to_owned()));
        let plain = plain(normalize(&text, Form::default()));
        plain_words(&plain, &mut |span| expected.push(span.of(&plain).to_owned()));
        Some((found, expected))
    }

    #[test]
    fn every_simple_character_has_the_words_of_its_normal_form() {
        let mut simple = Simple::default();
        let mut count = 0;
        for c in ('\0'..=char::MAX).filter(|c| !c.is_ascii_whitespace()) {
            for text in
                [format!("a{c}b"), format!("1{c}2"), format!("x{c}1"), format!("Я{c}{c}"), format!("{c}")]
            {
                if let Some((found, expected)) = both_ways(&mut simple, &text) {
                    assert_eq!(found, expected, "{text:?}");
                    count += 1;
                }
            }
        }
        assert!(count > 60_000, "{count}");
    }

    proptest! {
        #[test]
        fn simple_texts_have_the_words_of_their_normal_forms(
            text in "([a-cIS1 .,:;'_’“–¡-žΆ-ώἀ-ᾳА-ўԱ-ֆ،-۹ა-ჰ‐-‧\u{20a0}-\u{2bff}가-꾀]|[a-c1]{1,2}[.,:·‿٫،]){1,12}"
        ) {
            if let Some((found, expected)) = both_ways(&mut Simple::default(), &text) {
                prop_assert_eq!(found, expected);
            }
        }
    }
}
