//! Labels of lines: what they say, where they stand, and how one is set.

use super::gold::Gold;
use crate::text::Line;

/// What is known of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Label {
    /// It is of the article: `1`, or `H` for its headline.
    Article,
    /// It is not, and is right to go: `0`.
    Boilerplate,
    /// Nothing is known, or nothing is asked: `?`.
    Unscored,
}

impl Label {
    /// The label of this character; what is none says nothing.
    pub fn of(character: char) -> Label {
        match character {
            '1' | 'H' => Label::Article,
            '0' => Label::Boilerplate,
            _ => Label::Unscored,
        }
    }

    /// The character in `line_labels`.
    pub const fn as_char(self) -> char {
        match self {
            Label::Article => '1',
            Label::Boilerplate => '0',
            Label::Unscored => '?',
        }
    }
}

impl Gold {
    /// The label of each of the `lines` of `text`. Labels are of lines split at `\n`; of several lines that
    /// rarer line ends make of one, each has its label.
    pub fn labels_of(&self, text: &str, lines: &[Line]) -> Vec<Label> {
        let labels: Vec<Label> = self.labels.chars().map(Label::of).collect();
        let (mut number, mut counted) = (0, 0);
        lines
            .iter()
            .map(|line| {
                number += ends(&text[counted..line.span.start]);
                counted = line.span.start;
                labels.get(number).copied().unwrap_or(Label::Unscored)
            })
            .collect()
    }
}

/// `labels` of `text` with that of the line at byte `at` set. Empty labels say nothing of any line.
///
/// # Errors
/// Says what is wrong with the labels: they are not of this text.
pub fn set_label(labels: &str, text: &str, at: usize, label: Label) -> Result<String, String> {
    let mut set: Vec<char> = match labels {
        "" => vec![Label::Unscored.as_char(); ends(text) + 1],
        labels => {
            Gold::check_labels(labels, text)?;
            labels.chars().collect()
        }
    };
    let number = ends(&text[..text.floor_char_boundary(at)]);
    if let Some(place) = set.get_mut(number) {
        *place = label.as_char();
    }
    Ok(set.into_iter().collect())
}

fn ends(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::text::lines;

    #[test]
    fn labels_are_found_by_the_line_feeds_above_a_line() {
        let text = "Menu\r\nOne\u{2028}Two\rThree\n\nEnd\n";
        let gold = Gold { labels: "01?H?".into(), ..Gold::default() };
        let found: String = gold.labels_of(text, &lines(text)).into_iter().map(Label::as_char).collect();
        assert_eq!(found, "0111?1");
    }

    #[test]
    fn one_label_is_set_and_the_others_stay() {
        let text = "Menu\nOne\n\nEnd";
        let first = set_label("", text, 6, Label::Article).unwrap();
        assert_eq!(first, "?1??");
        assert_eq!(set_label(&first, text, 0, Label::Boilerplate).unwrap(), "01??");
        assert_eq!(set_label("H100", text, 999, Label::Unscored).unwrap(), "H10?");
        assert!(set_label("01", text, 0, Label::Article).is_err());
    }
}
