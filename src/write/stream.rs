//! A cleaned record as one JSON line: what a filter writes.

use super::schema::json;
use crate::clean::Cleaned;

/// The record's line as it came, with its text cleaned and nothing else touched. A line feed ends it.
/// Without a frame (the reader was not asked to keep it) the line holds the id and the text.
pub fn stream_row(cleaned: &Cleaned) -> Vec<u8> {
    let text = json(&cleaned.text);
    match &cleaned.document.origin.frame {
        Some(frame) => [frame.before.as_bytes(), &text, frame.after.as_bytes(), b"\n"].concat(),
        None => [b"{\"id\":", &*json(&cleaned.document.id), b",\"text\":", &text, b"}\n"].concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::document;
    use super::*;
    use crate::document::Frame;

    #[test]
    fn only_the_text_of_a_line_changes() {
        let mut cleaned = document("a", "x", &[]);
        let frame = Frame { before: r#"{ "n": 1e400, "t":"#.into(), after: r#", "z":[]}"#.into() };
        cleaned.document.origin.frame = Some(frame);
        let row = String::from_utf8_lossy(&stream_row(&cleaned)).into_owned();
        assert_eq!(row, "{ \"n\": 1e400, \"t\":\"x\", \"z\":[]}\n");
    }
}
