//! Words that are looked for in texts, letter case folded.

use memchr::memmem::Finder;

use super::{Case, fold};

/// Words to find in texts that have been folded as [`Words::folded`] folds.
#[derive(Debug, Clone)]
pub struct Words(Finder<'static>);

impl Words {
    /// Looks for `words` as they stand, ends trimmed.
    pub fn new(words: &str) -> Words {
        Words(Finder::new(fold(words.trim(), Case::Fold).as_bytes()).into_owned())
    }

    /// A text as it is searched.
    pub fn folded(text: &str) -> std::borrow::Cow<'_, str> {
        fold(text, Case::Fold)
    }

    /// Whether they stand in a folded text.
    pub fn stand_in(&self, folded: &[u8]) -> bool {
        self.0.find(folded).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letter_case_does_not_matter() {
        let stands = |words, text| Words::new(words).stand_in(Words::folded(text).as_bytes());
        assert!(stands(" ФЕРРИ ", "Паром «Ферри» ушёл"));
        assert!(stands("ferry sails", "The FERRY Sails"));
        assert!(!stands("ferry  sails", "The ferry sails"));
    }
}
