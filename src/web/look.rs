//! What all pages share: the style sheet, the sorting of tables, and hostile text made fit to be shown.

use std::borrow::Cow;

use maud::{Markup, html};

/// Colours for light and dark, tables, charts. It names no file, font or address outside the page.
pub const STYLE: &str = include_str!("look.css");

/// Makes tables of the class `sortable` sort at a click, gives those with `data-find` a box to find rows, and
/// shows of those with `data-first` so many rows until all are asked for.
/// Without it the page reads the same.
pub const TABLES: &str = include_str!("tables.js");

/// A line of text from a run, safe in any place where an element may stand: what it says cannot become
/// markup, and its direction ends where it ends.
pub fn said(text: &str) -> Markup {
    html! { bdi dir="auto" { (printable(text)) } }
}

/// A name, cut to so many characters.
pub fn name(text: &str, characters: usize) -> Markup {
    match text.char_indices().nth(characters) {
        Some((end, _)) => html! { (said(&text[..end])) "…" },
        None => said(text),
    }
}

/// The text without characters that a page cannot show or that change what stands around them: these are
/// written out as `\u{…}`. Marks that a right-to-left text needs stay; line ends and tabs too.
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_hidden(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// Controls, embeddings and overrides of direction, separators, tags and what is no character.
fn is_hidden(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}' | '\u{fdd0}'..='\u{fdef}')
        || (c as u32) & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_never_becomes_markup() {
        let shown = said("<b>\"x\" & y</b>\0").into_string();
        assert_eq!(shown, "<bdi dir=\"auto\">&lt;b&gt;&quot;x&quot; &amp; y&lt;/b&gt;\\u{0}</bdi>");
    }

    #[test]
    fn what_turns_the_text_around_it_is_written_out_and_what_spelling_needs_stays() {
        assert_eq!(printable("a\u{202e}b\u{7f}\u{ffff}"), "a\\u{202e}b\\u{7f}\\u{ffff}");
        assert_eq!(printable("می\u{200c}شود\u{200f}\n"), "می\u{200c}شود\u{200f}\n");
    }

    #[test]
    fn names_are_cut_between_characters() {
        assert_eq!(name("äöü", 2).into_string(), "<bdi dir=\"auto\">äö</bdi>…");
        assert_eq!(name("äö", 2).into_string(), "<bdi dir=\"auto\">äö</bdi>");
    }

    #[test]
    fn the_shared_files_name_nothing_outside_the_page() {
        for file in [STYLE, TABLES] {
            for outside in ["url(", "@import", "http:", "https:", "fetch(", "</"] {
                assert!(!file.contains(outside), "{outside}");
            }
        }
    }
}
