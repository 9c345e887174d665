//! What is safe to show: article text is hostile and never reaches a terminal as it stands.

use std::io::Write;

pub(super) use crate::text::{bytes, counted, percent, thousands, visible as safe};

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_short_and_safe() {
        assert_eq!(excerpt(" abcdef ", 3), "abc…");
        assert_eq!(excerpt("a\u{1b}", 3), "a\\u{1b}");
    }
}
