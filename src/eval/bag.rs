//! Two texts compared as bags of tokens.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

/// How many tokens two texts have, and share.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Overlap {
    pub(super) found: u64,
    pub(super) wanted: u64,
    pub(super) shared: u64,
}

/// Shares are added up in parts of so many, so that the order of pages does not matter.
pub(super) const WHOLE: u64 = 1_000_000_000;

impl Overlap {
    /// Compares what was found with what was wanted. A token is a run of letters, digits and `_` in lower
    /// case; each counts as often as it stands in both.
    pub(super) fn of(found: &str, wanted: &str) -> Overlap {
        let (found, wanted) = (found.to_lowercase(), wanted.to_lowercase());
        let mut counts: HashMap<&str, u64> = HashMap::new();
        let mut overlap = Overlap::default();
        for token in tokens(&wanted) {
            overlap.wanted += 1;
            *counts.entry(token).or_default() += 1;
        }
        for token in tokens(&found) {
            overlap.found += 1;
            if let Some(left) = counts.get_mut(token).filter(|left| **left > 0) {
                *left -= 1;
                overlap.shared += 1;
            }
        }
        overlap
    }

    /// Billionths.
    pub(super) fn precision(self) -> u64 {
        self.shared * WHOLE / self.found.max(1)
    }

    /// Billionths.
    pub(super) fn recall(self) -> u64 {
        self.shared * WHOLE / self.wanted.max(1)
    }

    /// Billionths: the harmonic mean of precision and recall.
    pub(super) fn f1(self) -> u64 {
        2 * self.shared * WHOLE / (self.found + self.wanted).max(1)
    }
}

fn tokens(text: &str) -> impl Iterator<Item = &str> {
    // Vowel signs and circled letters part tokens, as they do in the tools that others score with
    // (Python's `\w`); `char::is_alphanumeric` and the `\w` of this crate take them for letters.
    static TOKEN: LazyLock<Result<Regex, regex::Error>> = LazyLock::new(|| Regex::new(r"[\p{L}\p{N}_]+"));
    TOKEN.as_ref().into_iter().flat_map(|token| token.find_iter(text)).map(|found| found.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_count_as_often_as_they_stand_in_both() {
        let overlap = Overlap::of("The ferry, the FERRY; menu_2", "the ferry sails. The end");
        assert_eq!(overlap, Overlap { found: 5, wanted: 5, shared: 3 });
        assert_eq!(
            (overlap.precision(), overlap.recall(), overlap.f1()),
            (600_000_000, 600_000_000, 600_000_000)
        );
        assert_eq!(Overlap::of("", "a").f1(), 0);
        assert_eq!(Overlap::of("", "").f1(), 0);
        assert_eq!(Overlap::of("ΛΌΓΟΣ", "λόγος").shared, 1);
        assert_eq!(Overlap::of("ⓒDesk 港口", "قَلَم").found, 2);
        assert_eq!(Overlap::of("", "قَلَم").wanted, 3, "vowel signs part tokens");
    }
}
