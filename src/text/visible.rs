//! Text that is safe to show: article text is hostile and never reaches a terminal as it stands.

use std::borrow::Cow;

/// The text with control, direction and other invisible characters written out as `\u{…}`. Line feeds
/// are written out too: the caller decides where lines end.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_hidden(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// The text with the same characters replaced, and line feeds and tabs as they are. It has as many bytes, so
/// that places in the one are places in the other.
pub fn veiled(text: &str) -> Cow<'_, str> {
    let hides = |c: char| is_hidden(c) && c != '\n' && c != '\t';
    if !text.chars().any(hides) {
        return Cow::Borrowed(text);
    }
    let veil = |c: char| {
        if hides(c) { ["?", "·", "\u{fffd}", "··"][c.len_utf8() - 1].to_owned() } else { c.to_string() }
    };
    Cow::Owned(text.chars().map(veil).collect())
}

/// Whether a character is written out where text is shown: C0 and C1 controls, DEL, direction marks and overrides, zero-width characters that are not needed to
/// spell, tags, line and paragraph separators.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_moves_the_cursor_gets_through() {
        assert_eq!(visible("a\u{1b}[2Jb\u{9b}\u{202e}c"), "a\\u{1b}[2Jb\\u{9b}\\u{202e}c");
        assert_eq!(visible("می\u{200c}شود é 中"), "می\u{200c}شود é 中");
    }

    #[test]
    fn a_veil_is_as_long_as_what_it_covers() {
        for text in ["a\u{1b}[2J\n\tb", "\u{9b}31m é", "\u{202e}x\u{200b}", "\u{e0041}中", "plain"] {
            let veiled = veiled(text);
            assert_eq!(veiled.len(), text.len());
            assert_eq!(visible(&veiled.replace(['\n', '\t'], "")), veiled.replace(['\n', '\t'], ""));
        }
        assert_eq!(veiled("é\u{9b}\u{1b}\n"), "é·?\n");
    }
}
