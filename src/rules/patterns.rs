//! All patterns of a rule set, and what each of them means.

use std::sync::{Arc, OnceLock};

use regex::Regex;

use super::matcher::Matcher;
use super::pattern::{Find, Pattern, PatternIndex, Translated};
use crate::text::{fold, line_key, normalize};

/// All patterns of a rule set, with their regular expressions compiled when first needed.
#[derive(Debug, Default, Clone)]
pub struct Patterns {
    /// The patterns.
    pub list: Vec<Pattern>,
    matchers: Vec<Arc<OnceLock<Matcher>>>,
}

impl Patterns {
    pub(super) fn new(list: Vec<Pattern>) -> Patterns {
        let matchers = list.iter().map(|_| Arc::default()).collect();
        Patterns { list, matchers }
    }

    /// The same with more patterns behind them.
    pub(super) fn with(&self, more: impl IntoIterator<Item = Pattern>) -> Patterns {
        let mut all = self.clone();
        all.list.extend(more);
        all.matchers.resize_with(all.list.len(), Arc::default);
        all
    }

    /// The regular expression of a pattern; `None` for exact and repeated lines.
    pub fn regex(&self, pattern: PatternIndex) -> Option<&Regex> {
        match &self.list[pattern].find {
            Find::Regex(translated) => self.matcher(pattern, translated).regex(),
            Find::Exact(_) | Find::Repeated(_) => None,
        }
    }

    fn matcher(&self, pattern: PatternIndex, translated: &Translated) -> &Matcher {
        self.matchers[pattern].get_or_init(|| Matcher::new(&translated.regex))
    }

    /// Whether the pattern matches a line as it stands in a text.
    pub fn tries(&self, pattern: PatternIndex, line: &str) -> bool {
        let normal = normalize(line, self.list[pattern].form);
        let fits = normal.len() <= self.list[pattern].max_len || self.list[pattern].is_plain();
        !normal.is_empty() && fits && self.matches(pattern, &normal)
    }

    /// Whether the pattern matches a line in its normal form, length aside: the meaning that every
    /// machine of the engine must agree with.
    pub fn matches(&self, pattern: PatternIndex, normal: &str) -> bool {
        match &self.list[pattern].find {
            Find::Exact(lines) => {
                let folded = fold(normal, self.list[pattern].case);
                lines.iter().any(|line| *line == folded)
            }
            Find::Repeated(line) => line_key(normal, &mut String::new()) == Some(line.key),
            Find::Regex(translated) => self.matcher(pattern, translated).matches(normal),
        }
    }
}
