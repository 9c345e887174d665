//! Text from a run, cut so that one document cannot fill a page.

/// The first characters of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Text {
    /// As it stands in the run: it may hold anything.
    pub shown: String,
    /// How many characters are left out.
    pub more: u64,
}

impl Text {
    /// At most so many characters, without white space at the ends.
    pub fn cut(text: &str, characters: usize) -> Text {
        let text = text.trim();
        let end = text.char_indices().nth(characters).map_or(text.len(), |(at, _)| at);
        let more = text[end..].chars().count() as u64;
        Text { shown: text[..end].to_owned(), more }
    }

    /// Its first line that is not empty.
    pub(super) fn first_line(text: &str, characters: usize) -> Text {
        Text::cut(text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default(), characters)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_between_characters_and_say_what_is_missing() {
        assert_eq!(Text::cut(" äöü ", 2), Text { shown: "äö".into(), more: 1 });
        assert_eq!(Text::cut("ab", 2), Text { shown: "ab".into(), more: 0 });
        assert_eq!(Text::first_line("\n \nab\ncd", 9).shown, "ab");
    }
}
