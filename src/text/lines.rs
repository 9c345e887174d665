//! Splits a text into lines.

use super::Span;

/// One line of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// The line without its terminator.
    pub span: Span,
    /// One past the terminator; equal to `span.end` for a last line without one.
    pub end: usize,
}

/// The lines of `text`, with `\n`, `\r\n`, `\r`, U+0085, U+2028 and U+2029 as terminators (Unicode
/// Standard 5.8, without form feed and vertical tab, which occur inside lines of scraped text).
/// The lines cover the text without gaps; an empty text has none.
pub fn lines(text: &str) -> Vec<Line> {
    let bytes = text.as_bytes();
    let plain = memchr::memchr(b'\r', bytes).is_none() && !has_rare_terminator(bytes);
    let mut found = Vec::new();
    let mut start = 0;
    while start < bytes.len() {
        let (end, next) = if plain {
            match memchr::memchr(b'\n', &bytes[start..]) {
                Some(at) => (start + at, start + at + 1),
                None => (bytes.len(), bytes.len()),
            }
        } else {
            terminator(bytes, start)
        };
        found.push(Line { span: Span::new(start, end), end: next });
        start = next;
    }
    found
}

/// U+0085 is C2 85, U+2028 and U+2029 are E2 80 A8 and E2 80 A9.
fn has_rare_terminator(bytes: &[u8]) -> bool {
    memchr::memmem::find(bytes, b"\xC2\x85").is_some()
        || memchr::memmem::find(bytes, b"\xE2\x80\xA8").is_some()
        || memchr::memmem::find(bytes, b"\xE2\x80\xA9").is_some()
}

/// Start and end of the first terminator at or after `from`.
fn terminator(bytes: &[u8], from: usize) -> (usize, usize) {
    for at in from..bytes.len() {
        match bytes[at..] {
            [b'\r', b'\n', ..] | [0xC2, 0x85, ..] => return (at, at + 2),
            [b'\n' | b'\r', ..] => return (at, at + 1),
            [0xE2, 0x80, 0xA8 | 0xA9, ..] => return (at, at + 3),
            _ => {}
        }
    }
    (bytes.len(), bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        let found = lines(text);
        let covered: usize = found.iter().map(|line| line.end - line.span.start).sum();
        assert_eq!(covered, text.len());
        found.iter().map(|line| line.span.of(text)).collect()
    }

    #[test]
    fn every_terminator_ends_a_line() {
        assert_eq!(split("a\nb\r\nc\rd\u{85}e\u{2028}f\u{2029}g"), ["a", "b", "c", "d", "e", "f", "g"]);
        assert_eq!(split("a\n\n“b”\n"), ["a", "", "“b”"]);
        assert_eq!(split("\r\n\r\n"), ["", ""]);
        assert!(split("").is_empty());
    }
}
