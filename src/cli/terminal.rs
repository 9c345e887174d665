//! What is safe to show: article text is hostile and never reaches a terminal as it stands.

use std::io::Write;

pub(super) use crate::text::visible as safe;

/// Says something on stderr. Nobody may be listening, or the disk behind it be full: that is no reason
/// to fail.
pub(super) fn tell(message: &str) {
    let mut lines = String::with_capacity(message.len() + 1);
    for line in message.lines() {
        lines.push_str(&safe(line));
        lines.push('\n');
    }
    let _ = std::io::stderr().write_all(lines.as_bytes());
}

/// Says something on stderr that is safe already, and may be styled.
pub(super) fn show(styled: &str) {
    let _ = write!(anstream::stderr(), "{styled}");
}

/// [`safe`], cut to so many characters.
pub(super) fn excerpt(text: &str, characters: usize) -> String {
    let mut shown: String = text.trim().chars().take(characters).collect();
    if shown.len() < text.trim().len() {
        shown.push('…');
    }
    safe(&shown).into_owned()
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
    fn an_excerpt_is_short_and_safe() {
        assert_eq!(excerpt(" abcdef ", 3), "abc…");
        assert_eq!(excerpt("a\u{1b}", 3), "a\\u{1b}");
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
