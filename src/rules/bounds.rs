//! What a rule file may not be, whatever it says: too deep, or too much. Told before anything is parsed, since a
//! parser takes hundreds of bytes for each bracket that it is given.

use std::ops::Range;

/// Arrays and tables within each other. Rules need four.
const DEEPEST: usize = 80;
/// Signs of structure: line ends, `=`, commas, dots and brackets. Ten thousand rules have 300,000.
const MOST_SIGNS: usize = 3_000_000;

/// What is too much in a text, and where that begins.
pub(super) fn too_much(text: &str) -> Option<(Range<usize>, String)> {
    let bytes = text.as_bytes();
    let (mut at, mut depth, mut signs) = (0, 0_usize, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'#' => at = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |end| at + end) - 1,
            b'"' | b'\'' => at = string_end(bytes, at) - 1,
            b'[' | b'{' => {
                depth += 1;
                signs += 1;
            }
            b']' | b'}' => {
                depth = depth.saturating_sub(1);
                signs += 1;
            }
            b'\n' | b'=' | b',' | b'.' => signs += 1,
            _ => {}
        }
        if depth > DEEPEST {
            return Some((at..at + 1, format!("arrays and tables more than {DEEPEST} deep")));
        }
        if signs > MOST_SIGNS {
            return Some((at..at + 1, format!("more than {MOST_SIGNS} lines, keys and values up to here")));
        }
        at += 1;
    }
    None
}

/// One past the end of the string that begins at `start`; one on one line ends with the line, if not before.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let quote = bytes[start];
    let escapes = quote == b'"';
    let long = bytes[start..].starts_with(&[quote; 3]);
    let mut at = start + if long { 3 } else { 1 };
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if escapes => at += 1,
            b'\n' if !long => return at,
            byte if byte == quote && !long => return at + 1,
            byte if byte == quote && bytes[at..].starts_with(&[quote; 3]) => {
                // Up to two quotes of the text may stand before the three that end it.
                let more = bytes[at..].iter().take(5).take_while(|byte| **byte == quote).count();
                return at + more;
            }
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn depth_is_counted_outside_of_strings_and_comments() {
        let deep = "[".repeat(200);
        for text in [
            format!("# {deep}\n"),
            format!("a = '{deep}'"),
            format!("a = \"\\\"{deep}\""),
            format!("a = '''\n'{deep}\n'''"),
            format!("a = \"\"\"\"{deep}\"\"\"\"\"\nb = 1"),
            "a = [[]]\n".repeat(200),
            format!("a = 'open\nb = 1 # {deep}"),
            String::new(),
            "'".to_owned(),
        ] {
            assert_eq!(too_much(&text), None, "{text}");
        }
        let (place, what) = too_much(&format!("a = ''\nb = {deep}")).unwrap();
        assert_eq!((place.start, what.as_str()), (7 + 4 + 80, "arrays and tables more than 80 deep"));
        assert!(too_much(&format!("a = '''x''''{deep}")).is_some());
    }

    #[test]
    fn signs_are_counted() {
        assert_eq!(too_much(&"a = 1\n".repeat(MOST_SIGNS / 2)), None);
        assert!(too_much(&"a = 1\n".repeat(MOST_SIGNS / 2 + 1)).unwrap().1.starts_with("more than 3000000"));
    }
}
