//! One text file, one document.

use super::banner::banner;
use crate::document::{Document, Flag, Origin};
use crate::text::{Decoded, decode};

/// The document of a file with this name and content.
pub(super) fn document(input: usize, name: &str, bytes: &[u8]) -> Document {
    let decoded = decode(bytes);
    let raw = (!decoded.exact).then(|| bytes.to_vec());
    let flags = flags(&decoded);
    Document {
        id: name.to_owned(),
        source: folder(name).or_else(|| banner(&decoded.text)),
        flags,
        origin: Origin { input, record: 1, id_json: None, raw, frame: None },
        text: decoded.text,
        ..Document::default()
    }
}

/// What had to be decided to decode a text, in order.
fn flags(decoded: &Decoded) -> Vec<Flag> {
    let mut flags = decoding_flags(decoded);
    if decoded.text.trim().is_empty() {
        flags.push(Flag::Empty);
    }
    flags.sort_unstable();
    flags
}

/// The same without a look at the text.
pub(super) fn decoding_flags(decoded: &Decoded) -> Vec<Flag> {
    let mut flags = Vec::new();
    if decoded.byte_order_mark {
        flags.push(Flag::ByteOrderMark);
    }
    if decoded.encoding != "utf-8" {
        flags.push(Flag::Decoded(decoded.encoding));
    }
    if decoded.invalid {
        flags.push(Flag::InvalidBytes);
    }
    flags
}

/// The last folder on the way to the file: people keep one for each outlet.
fn folder(name: &str) -> Option<String> {
    let (folders, _) = name.rsplit_once('/')?;
    folders.rsplit('/').next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::encode;

    #[test]
    fn the_folder_is_the_source() {
        assert_eq!(folder("a.txt"), None);
        assert_eq!(folder("courier.example/a.txt"), Some("courier.example".into()));
        assert_eq!(folder("2024/courier.example/a.txt"), Some("courier.example".into()));
    }

    #[test]
    fn decisions_are_flagged_and_bytes_kept_where_needed() {
        let russian = "Министры встретились в столице и обсудили план на год.";
        let windows = encode(russian, "windows-1251", false).unwrap_or_default();
        for (bytes, text, flags, raw) in [
            (&b"plain\r\n"[..], "plain\r\n", vec![], false),
            (b"", "", vec![Flag::Empty], false),
            (b" \n\t", " \n\t", vec![Flag::Empty], false),
            (b"\xEF\xBB\xBFa", "a", vec![Flag::ByteOrderMark], false),
            (&windows, russian, vec![Flag::Decoded("windows-1251")], false),
            ("зима \u{FFFD}".as_bytes(), "зима \u{FFFD}", vec![], false),
            (
                b"\xD0\xB6\xD0\xB6\xD0\xB6\xD0\xB6\xD0\xB6\xFF",
                "жжжжж\u{FFFD}",
                vec![Flag::InvalidBytes],
                true,
            ),
        ] {
            let document = document(3, "a/b.txt", bytes);
            assert_eq!(document.text, text);
            assert_eq!(document.flags, flags, "{text}");
            assert_eq!(document.origin.raw.is_some(), raw, "{text}");
            assert_eq!((document.origin.input, document.origin.record), (3, 1));
            assert_eq!(document.id, "a/b.txt");
        }
    }
}
