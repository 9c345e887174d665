//! Where the lines of a text stand: head, tail, and the story between them.

use crate::rules::LinePlace;
use crate::text::Line;

/// The lines of a text with what zones need to know of them.
#[derive(Debug)]
pub(super) struct Layout<'a> {
    pub(super) lines: &'a [Line],
    /// Non-blank lines above each line.
    above: Vec<u32>,
    non_blank: u32,
    /// First and last story line; `None` until asked for, or where there is none.
    story: Option<Option<(usize, usize)>>,
}

/// A story line has at least this weight; characters of scripts that write a word in one or two
/// characters weigh three.
const STORY_WEIGHT: usize = 80;

/// A shorter line with a full stop is a label or an initial as often as a sentence.
const SENTENCE_WEIGHT: usize = 25;

impl<'a> Layout<'a> {
    pub(super) fn of(text: &str, lines: &'a [Line]) -> Layout<'a> {
        let mut above = Vec::with_capacity(lines.len());
        let mut non_blank = 0;
        for line in lines {
            above.push(non_blank);
            non_blank += u32::from(!is_blank(line.span.of(text)));
        }
        Layout { lines, above, non_blank, story: None }
    }

    /// Whether [`Layout::find_story`] has been asked.
    pub(super) fn knows_story(&self) -> bool {
        self.story.is_some()
    }

    /// Finds the first and last story line. `chrome` are the lines, sorted, that rules have pointed at
    /// already: a long donation appeal is no story line.
    pub(super) fn find_story(&mut self, text: &str, chrome: &[usize]) {
        let lines = self.lines;
        let is_story =
            |&at: &usize| is_story_line(lines[at].span.of(text)) && chrome.binary_search(&at).is_err();
        let first = (0..lines.len()).find(is_story);
        let last = (0..lines.len()).rev().find(is_story);
        self.story = Some(first.zip(last));
    }

    /// First and last story line, where they were looked for and found.
    pub(super) fn story(&self) -> Option<(usize, usize)> {
        self.story.flatten()
    }

    /// The place of a line that is not blank. Without a story found, head and tail are the whole text.
    pub(super) fn place(&self, line: usize) -> LinePlace {
        let story = self.story.flatten();
        let above = self.above[line] as usize;
        LinePlace {
            above,
            below: (self.non_blank as usize).saturating_sub(above + 1),
            story_above: story.is_some_and(|(first, _)| first < line),
            story_from_here: story.is_some_and(|(_, last)| last >= line),
            to_story: story.map_or(0, |(first, _)| (self.above[first] as usize).saturating_sub(above)),
        }
    }

    /// Non-blank lines above a line.
    pub(super) fn ordinal(&self, line: usize) -> usize {
        self.above[line] as usize
    }

    /// The next line after `line` that is not blank.
    pub(super) fn next_non_blank(&self, text: &str, line: usize) -> Option<usize> {
        (line + 1..self.lines.len()).find(|&at| !is_blank(self.lines[at].span.of(text)))
    }
}

/// Whether a line shows nothing.
pub(super) fn is_blank(line: &str) -> bool {
    line.chars().all(is_space)
}

/// White space, and the invisible characters that scraped blank lines consist of.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

/// A long line that ends as a sentence ends.
pub fn is_story_line(line: &str) -> bool {
    is_long_sentence(line, STORY_WEIGHT)
}

/// A line of at least this width that ends as a sentence ends.
pub(super) fn is_long_sentence(line: &str, least: usize) -> bool {
    line.len() >= least && ends_sentence(line) && is_wide(line, least)
}

/// A line that reads as a sentence: it ends as one, and is no exclamation, question or teaser, which
/// headlines are too; or it is a story line; or a quotation.
pub(super) fn is_sentence(line: &str) -> bool {
    let trimmed = line.trim_matches(is_space);
    let quoted =
        trimmed.starts_with(['“', '«', '„', '「', '"']) && trimmed.ends_with(['”', '»', '“', '」', '"']);
    let plain = !line.trim_end_matches(is_closing).ends_with(['!', '?', '…', '！', '？', '؟']);
    let ends = ends_sentence(line) && !trimmed.ends_with("...");
    is_story_line(line) || is_wide(trimmed, SENTENCE_WEIGHT) && (quoted || ends && plain)
}

/// Columns of a line, where a character of a script that writes a word in one or two counts three.
pub(super) fn width(line: &str) -> usize {
    columns(line.trim_matches(is_space).as_bytes())
}

/// Whether [`width`] is so many or more: of a long line the beginning tells.
fn is_wide(line: &str, least: usize) -> bool {
    let line = line.trim_matches(is_space).as_bytes();
    // As many bytes as this have the columns, whatever they say; where they end does not matter.
    const BYTES: usize = 4;
    columns(&line[..line.len().min(least * BYTES + BYTES)]) >= least
}

/// One for each character, three from U+2E80 to U+FAFF. Told from the first byte of a character (and the second, where
/// a block ends within the first), in a loop that becomes vector instructions.
fn columns(text: &[u8]) -> usize {
    /// So many counts of up to 3 fit into a byte.
    const CHUNK: usize = 64;
    if text.is_ascii() {
        return text.len();
    }
    let count = |first: u8, second: u8| {
        let begins = u8::from(first & 0xc0 != 0x80);
        let wide = (0xe3..=0xee).contains(&first)
            | ((first == 0xe2) & (second >= 0xba))
            | ((first == 0xef) & (second < 0xac));
        begins + 2 * u8::from(wide)
    };
    let (firsts, seconds) = (text.chunks(CHUNK), text[1..].chunks(CHUNK));
    let of_chunk = |(firsts, seconds): (&[u8], &[u8])| {
        usize::from(firsts.iter().zip(seconds).fold(0, |sum, (&first, &second)| sum + count(first, second)))
    };
    // The last byte has none behind it, and begins no wide character.
    firsts.zip(seconds).map(of_chunk).sum::<usize>()
        + text.last().map_or(0, |&last| usize::from(count(last, 0)))
}

fn is_closing(c: char) -> bool {
    is_space(c) || "\"'”’»)]」』）】›“".contains(c)
}

fn ends_sentence(line: &str) -> bool {
    line.trim_end_matches(is_closing)
        .ends_with(['.', '!', '?', '…', '。', '！', '？', '؟', '۔', '।', '။', '።'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::lines;

    #[test]
    fn a_line_is_as_wide_as_its_width() {
        for line in ["", " Read more ", "«Да», сказал он.", "新しい連絡船", "\u{a0}a\u{200b}"]
        {
            assert!(is_wide(line, width(line)) && !is_wide(line, width(line) + 1), "{line}");
        }
    }

    #[test]
    fn columns_are_those_of_characters() {
        for c in ('\0'..=char::MAX).step_by(7).chain("\u{2e7f}\u{2e80}\u{faff}\u{fb00}\u{ffff}".chars()) {
            let expected = if ('\u{2e80}'..'\u{fb00}').contains(&c) { 3 } else { 1 };
            assert_eq!(columns(c.to_string().as_bytes()), expected, "U+{:04X}", u32::from(c));
        }
    }

    #[test]
    fn the_story_begins_and_ends_with_long_sentences() {
        let long = "The ferry will leave the harbour at seven in the morning from Monday, the operator said on Friday.";
        let text = format!("Home\n\nMenu\n{long}\nSub-head\n{long}\nShare\n\u{a0}\n");
        let lines = lines(&text);
        let mut layout = Layout::of(&text, &lines);
        layout.find_story(&text, &[]);
        let place = layout.place(2);
        assert_eq!((place.above, place.below, place.story_above), (1, 4, false));
        assert!(layout.place(4).story_above);
        assert!(!layout.place(6).story_from_here);
    }

    #[test]
    fn story_lines_of_other_scripts_are_known() {
        assert!(is_story_line("新しい連絡船は月曜日の朝七時に港を出発すると運航会社が金曜日に発表した。"));
        assert!(is_sentence("The ferry leaves on Monday.") && is_sentence("“We leave on Monday morning”"));
        for title in ["Why the ferry leaves on Monday?", "Ferry leaves on Monday", "Harbour Ltd."] {
            assert!(!is_sentence(title), "{title}");
        }
        assert!(!is_story_line(
            "Menu Home Sport Weather Opinion Video Photos Newsletters Shop Jobs Contact About us"
        ));
    }
}
