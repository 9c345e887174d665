//! A text as the hashes of its words and where they stand.

use crate::text::{Span, hash64, word_spans, words};

/// One word of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// XXH3-64 of the comparison form.
    pub hash: u64,
    /// Its first byte in the text.
    pub start: u32,
    /// One past its last.
    pub end: u32,
}

impl Token {
    /// The bytes from this word to the end of `last`.
    pub fn to(self, last: Token) -> Span {
        Span::new(self.start as usize, last.end as usize)
    }
}

/// The words of a text; none of a text beyond 4 GiB, which no news story is.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    if u32::try_from(text.len()).is_ok() {
        word_spans(text, |word, span| {
            let (start, end) = (span.start as u32, span.end as u32);
            found.push(Token { hash: hash64(word.as_bytes()), start, end });
        });
    }
    found
}

/// How many words `a` has, where `b` has the same and no others.
pub fn same_words(a: &str, b: &str) -> Option<u32> {
    // One behind the other in one buffer: no allocation for each word.
    let joined = |text: &str| {
        let (mut all, mut count) = (String::with_capacity(text.len()), 0);
        words(text, |word| {
            all.push_str(word);
            all.push('\n');
            count += 1;
        });
        (all, count)
    };
    let (a, b) = (joined(a), joined(b));
    (a == b).then_some(a.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_the_same_whatever_their_typography() {
        assert_eq!(same_words("“Don’t,” he SAID", "don't he — said"), Some(3));
        assert_eq!(same_words("to day", "today"), None);
        assert_eq!(same_words("a b", "a b c"), None);
    }

    #[test]
    fn a_text_is_cut_from_one_word_to_another() {
        let text = "Mr. Élan’s “co\u{ad}op” sold.";
        let tokens = tokens(text);
        assert_eq!(tokens[1].to(tokens[2]).of(text), "Élan’s “co\u{ad}op");
    }
}
