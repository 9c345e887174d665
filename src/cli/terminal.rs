//! What is safe to show: article text is hostile and never reaches a terminal as it stands.

use std::borrow::Cow;
use std::io::Write;

/// Says something on stderr. Whether anyone still listens there changes nothing of what is done.
pub(super) fn tell(message: &str) {
    let _ = writeln!(anstream::stderr(), "{message}");
}

/// The text with control, direction and other invisible characters written out as `\u{…}`. Line feeds
/// are written out too: the caller decides where lines end.
pub(super) fn safe(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_unsafe(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// [`safe`], cut to so many characters.
pub(super) fn excerpt(text: &str, characters: usize) -> String {
    let mut shown: String = text.trim().chars().take(characters).collect();
    if shown.len() < text.trim().len() {
        shown.push('…');
    }
    safe(&shown).into_owned()
}

/// C0 and C1 controls, DEL, direction marks and overrides, zero-width characters that are not needed to
/// spell, tags, line and paragraph separators.
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// `12,345`.
pub(super) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut shown = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// `1 file`, `2,000 files`.
pub(super) fn counted(number: u64, noun: &str) -> String {
    format!("{} {noun}{}", thousands(number), if number == 1 { "" } else { "s" })
}

/// Bytes as a person reads them: `1.3 MB`.
pub(super) fn bytes(number: u64) -> String {
    const UNITS: [(&str, u64); 4] = [("TB", 1 << 40), ("GB", 1 << 30), ("MB", 1 << 20), ("KB", 1 << 10)];
    for (unit, size) in UNITS {
        if number >= size {
            return format!("{}.{} {unit}", number / size, number % size * 10 / size);
        }
    }
    format!("{number} bytes")
}

/// `12.3 %` of a whole.
pub(super) fn percent(part: u64, whole: u64) -> String {
    let tenths = if whole == 0 { 0 } else { (u128::from(part) * 1000 / u128::from(whole)) as u64 };
    format!("{}.{} %", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_moves_the_cursor_gets_through() {
        assert_eq!(safe("a\u{1b}[2Jb\u{9b}\u{202e}c"), "a\\u{1b}[2Jb\\u{9b}\\u{202e}c");
        assert_eq!(safe("می\u{200c}شود é 中"), "می\u{200c}شود é 中");
        assert_eq!(excerpt(" abcdef ", 3), "abc…");
    }

    #[test]
    fn numbers_read_well() {
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(counted(1, "file"), "1 file");
        assert_eq!(counted(1000, "file"), "1,000 files");
        assert_eq!(bytes(1_400_000), "1.3 MB");
        assert_eq!(percent(1, 8), "12.5 %");
        assert_eq!(percent(0, 0), "0.0 %");
    }
}
