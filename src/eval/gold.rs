//! A page, and what is known of it.

use crate::clean::is_story_line;
use crate::document::Document;

/// A page to score.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// The page as it is cleaned.
    pub document: Document,
    /// What is known of it.
    pub gold: Gold,
}

/// What is known of a page: labels of its lines, snippets, or both.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gold {
    /// The language as the record says; the one that is reported, not the one that is cleaned by.
    pub language: Option<String>,
    /// One character for each line of the text, split at `\n`: `1` or `H` article, `0` boilerplate, `?`
    /// not scored. Empty where there are none.
    pub labels: String,
    /// The article, where something but labels says what it is; else it is the lines labelled so.
    pub article: Option<String>,
    /// Snippets that must stay.
    pub must: Vec<String>,
    /// Snippets that must go.
    pub must_not: Vec<String>,
}

impl Gold {
    /// Checks `labels` against the text they are of.
    ///
    /// # Errors
    /// Says what is wrong: their number, or a character that is no label.
    pub fn check_labels(labels: &str, text: &str) -> Result<(), String> {
        let (found, lines) = (labels.chars().count(), text.split('\n').count());
        if found != lines {
            return Err(format!("wrong labels: {found} for a text of {lines} lines"));
        }
        match labels.chars().position(|label| !['0', '1', 'H', '?'].contains(&label)) {
            Some(at) => {
                let label = labels.chars().nth(at).unwrap_or_default();
                Err(format!("wrong labels: `{label}` for line {}, known are 1, H, 0 and ?", at + 1))
            }
            None => Ok(()),
        }
    }

    /// Whether the labels tell the whole article of `text`, and not some lines of it: something else says what
    /// it is, or what is not scored are less than half of the lines, and no long sentence.
    pub fn knows_the_article(&self, text: &str) -> bool {
        let lines = || text.split('\n').zip(self.labels.chars()).filter(|(line, _)| !line.trim().is_empty());
        let unscored = || lines().filter(|(_, label)| *label == '?');
        self.article.is_some()
            || unscored().count() * 2 < lines().count() && !unscored().any(|(line, _)| is_story_line(line))
    }

    /// The lines of `text` that `labels` call article.
    pub fn article_of(labels: &str, text: &str) -> String {
        let lines = text.split('\n').zip(labels.chars());
        let article: Vec<&str> =
            lines.filter(|(_, label)| is_article(*label)).map(|(line, _)| line).collect();
        article.join("\n")
    }
}

/// Whether a label says article.
pub(super) fn is_article(label: char) -> bool {
    matches!(label, '1' | 'H')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_one_for_each_line() {
        assert_eq!(Gold::check_labels("H1?0", "a\nb\n\nc"), Ok(()));
        let wrong = |labels, text| Gold::check_labels(labels, text).err();
        assert_eq!(wrong("101", "a\nb\n\nc").as_deref(), Some("wrong labels: 3 for a text of 4 lines"));
        assert_eq!(
            wrong("1x", "a\nb").as_deref(),
            Some("wrong labels: `x` for line 2, known are 1, H, 0 and ?")
        );
    }

    #[test]
    fn the_article_is_what_labels_say() {
        assert_eq!(Gold::article_of("H01?", "a\nb\nc\nd"), "a\nc");
    }
}
