//! Bytes to text and back: which encoding a text is in, and whether it can be put back exactly.
//!
//! UTF-8 is tried first, then a byte order mark, then the pattern of zero bytes that UTF-16 and UTF-32
//! leave, then `chardetng` guesses. Pure: the same bytes always give the same answer.

use std::ops::Range;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};

use super::wide::{Wide, wide_encoding};

const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";

/// How much the detector sees, from the first byte that is not ASCII on. It reads 16 MB/s, and its
/// guess rarely changes after the first kilobytes.
const DETECTION_WINDOW: usize = 64 << 10;

/// The legacy encodings of the WHATWG Encoding Standard, in lower case, for names that live forever.
const NAMES: [&str; 36] = [
    "big5",
    "euc-jp",
    "euc-kr",
    "gb18030",
    "gbk",
    "ibm866",
    "iso-2022-jp",
    "iso-8859-10",
    "iso-8859-13",
    "iso-8859-14",
    "iso-8859-15",
    "iso-8859-16",
    "iso-8859-2",
    "iso-8859-3",
    "iso-8859-4",
    "iso-8859-5",
    "iso-8859-6",
    "iso-8859-7",
    "iso-8859-8",
    "iso-8859-8-i",
    "koi8-r",
    "koi8-u",
    "macintosh",
    "shift_jis",
    "windows-1250",
    "windows-1251",
    "windows-1252",
    "windows-1253",
    "windows-1254",
    "windows-1255",
    "windows-1256",
    "windows-1257",
    "windows-1258",
    "windows-874",
    "x-mac-cyrillic",
    "x-user-defined",
];

/// A text, and what had to be decided to read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text without its byte order mark.
    pub text: String,
    /// WHATWG name in lower case (`utf-8`, `windows-1251`), or `utf-32le`, `utf-32be`.
    pub encoding: &'static str,
    /// A byte order mark stood at the start.
    pub byte_order_mark: bool,
    /// Some bytes are not text in this encoding; each such place is U+FFFD now.
    pub invalid: bool,
    /// [`encode`] with the same encoding and mark gives exactly the bytes back.
    pub exact: bool,
}

/// Decodes a whole file or line of unknown encoding. Never fails: what cannot be text becomes U+FFFD.
pub fn decode(bytes: &[u8]) -> Decoded {
    if let Some(wide) = wide_encoding(bytes) {
        return decode_wide(bytes, wide);
    }
    let body = bytes.strip_prefix(UTF8_MARK);
    if body.is_some() || is_mostly_utf8(bytes) {
        return decode_utf8(bytes);
    }
    decode_legacy(bytes, detect(bytes))
}

/// Whether the bytes are UTF-8.
pub fn is_utf8(bytes: &[u8]) -> bool {
    simdutf8::basic::from_utf8(bytes).is_ok()
}

/// Decodes as UTF-8 with or without a byte order mark, whatever the bytes look like.
pub fn decode_utf8(bytes: &[u8]) -> Decoded {
    let stripped = bytes.strip_prefix(UTF8_MARK);
    let body = stripped.unwrap_or(bytes);
    let (text, invalid) = match simdutf8::basic::from_utf8(body) {
        Ok(text) => (text.to_owned(), false),
        Err(_) => (String::from_utf8_lossy(body).into_owned(), true),
    };
    Decoded { text, encoding: "utf-8", byte_order_mark: stripped.is_some(), invalid, exact: !invalid }
}

/// The bytes of `text` in the named encoding, after a byte order mark where one is asked for. `None`
/// for an unknown name, a character the encoding lacks, or a mark in an encoding that has none.
pub fn encode(text: &str, encoding: &str, byte_order_mark: bool) -> Option<Vec<u8>> {
    if let Some(wide) = Wide::named(encoding) {
        return Some(wide.encode(text, byte_order_mark));
    }
    let encoding = Encoding::for_label(encoding.as_bytes())?;
    if encoding == UTF_8 {
        let mark = if byte_order_mark { UTF8_MARK } else { b"" };
        return Some([mark, text.as_bytes()].concat());
    }
    // encoding_rs encodes to UTF-8 what it cannot encode to, and says so in `used`.
    let (bytes, used, unmappable) = encoding.encode(text);
    (!byte_order_mark && !unmappable && used == encoding).then(|| bytes.into_owned())
}

/// The bytes that gave `range` of the text which [`decode`] made of `bytes`. Where one replacement
/// character reaches over an end of the range, its bytes are included. Not for UTF-16 and UTF-32.
pub fn encoded_range(bytes: &[u8], encoding: &str, range: Range<usize>) -> Range<usize> {
    let encoding = Encoding::for_label(encoding.as_bytes()).unwrap_or(UTF_8);
    let skipped = if bytes.starts_with(UTF8_MARK) { UTF8_MARK.len() } else { 0 };
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut scratch = [0; 32];
    let (mut start, mut written) = (skipped, 0);
    for at in skipped..bytes.len() {
        if written >= range.end {
            return start..at;
        }
        let (_, _, out, _) = decoder.decode_to_utf8(&bytes[at..=at], &mut scratch, false);
        written += out;
        if out > 0 && written <= range.start {
            start = at + 1;
        }
    }
    start..bytes.len()
}

fn decode_wide(bytes: &[u8], wide: Wide) -> Decoded {
    let body = bytes.strip_prefix(wide.mark());
    let mut text = Vec::with_capacity(bytes.len());
    let mut invalid = false;
    wide.decode(body.unwrap_or(bytes), true, &mut text, |_, out| {
        invalid = true;
        out.extend_from_slice("\u{FFFD}".as_bytes());
    });
    Decoded {
        text: String::from_utf8_lossy(&text).into_owned(),
        encoding: wide.name(),
        byte_order_mark: body.is_some(),
        invalid,
        exact: !invalid,
    }
}

fn decode_legacy(bytes: &[u8], encoding: &'static Encoding) -> Decoded {
    let (text, invalid) = encoding.decode_without_bom_handling(bytes);
    let text = text.into_owned();
    let name = static_name(encoding);
    // A few decoders take several byte sequences for one character; then only the bytes tell.
    let exact = !invalid && encode(&text, name, false).as_deref() == Some(bytes);
    Decoded { text, encoding: name, byte_order_mark: false, invalid, exact }
}

fn detect(bytes: &[u8]) -> &'static Encoding {
    let first = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0);
    let start = first.saturating_sub(32);
    let end = bytes.len().min(start + DETECTION_WINDOW);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes[start..end], end == bytes.len());
    detector.guess(None, Utf8Detection::Deny)
}

fn static_name(encoding: &'static Encoding) -> &'static str {
    let same = |name: &&str| name.eq_ignore_ascii_case(encoding.name());
    NAMES.into_iter().find(same).unwrap_or(encoding.name())
}

/// Whether at least nine in ten of the bytes outside ASCII stand in valid sequences: a few broken
/// bytes in a UTF-8 text must not turn it into a text of Latin letters.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    if simdutf8::basic::from_utf8(bytes).is_ok() {
        return true;
    }
    let (mut valid, mut invalid) = (0_u64, 0_u64);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().bytes().filter(|byte| !byte.is_ascii()).count() as u64;
        invalid += chunk.invalid().len() as u64;
    }
    valid >= 9 * invalid
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;
    use proptest::prelude::*;

    const RUSSIAN: &str = "Сегодня в Москве состоялась встреча министров. Подробности сообщаются.";
    const TURKISH: &str =
        "Türkiye'de İstanbul şehrinde düzenlenen toplantıya çok sayıda kişi katıldı, ağaç dikildi.";
    const FRENCH: &str = "Le café était fermé; « à bientôt », dit-elle, très fâchée. Où est l’été?";
    const CHINESE: &str = "今天上午,市政府召开了新闻发布会,介绍了有关情况。记者从会上获悉。";
    const JAPANESE: &str = "東京で今日、新しい会議が開かれました。参加者はとても多かったです。";

    #[track_caller]
    fn check(text: &str, encoding: &str, mark: bool) {
        let bytes = encode(text, encoding, mark).unwrap();
        let decoded = decode(&bytes);
        assert_eq!(decoded.text, text, "{encoding}");
        assert_eq!(decoded.encoding, encoding);
        assert_eq!(decoded.byte_order_mark, mark);
        assert!(decoded.exact && !decoded.invalid, "{encoding}");
    }

    #[test]
    fn legacy_encodings_are_found_and_put_back() {
        check(RUSSIAN, "windows-1251", false);
        check(RUSSIAN, "koi8-u", false);
        check(FRENCH, "windows-1252", false);
        check(TURKISH, "windows-1254", false);
        check(CHINESE, "gbk", false);
        check(JAPANESE, "shift_jis", false);
        check(JAPANESE, "euc-jp", false);
    }

    #[test]
    fn unicode_encodings_are_found_with_and_without_a_mark() {
        for text in [RUSSIAN, TURKISH, "plain ASCII, two lines\nof it\n", "𝄞 and 🎉 in a row of words"] {
            for encoding in ["utf-8", "utf-16le", "utf-16be", "utf-32le", "utf-32be"] {
                check(text, encoding, true);
                check(text, encoding, false);
            }
        }
        check("", "utf-8", false);
        check("", "utf-8", true);
        check("", "utf-16le", true);
    }

    #[test]
    fn nul_bytes_alone_do_not_make_utf_16() {
        for text in ["a\0", "\0", "\0\0\0\0\0\0\0\0", "one\0two\0three", "Привет\0мир"] {
            check(text, "utf-8", false);
        }
    }

    #[test]
    fn a_few_broken_bytes_leave_utf_8_alone() {
        let mut bytes = RUSSIAN.as_bytes().to_vec();
        bytes.insert(0, 0xFF);
        bytes.pop();
        bytes.push(0xD0);
        let decoded = decode(&bytes);
        assert_eq!(decoded.encoding, "utf-8");
        assert!(decoded.invalid && !decoded.exact);
        assert!(decoded.text.starts_with("\u{FFFD}Сегодня") && decoded.text.ends_with('\u{FFFD}'));
    }

    #[test]
    fn one_latin_byte_is_windows_1252() {
        let decoded = decode(b"caf\xE9 au lait");
        assert_eq!((decoded.text.as_str(), decoded.encoding), ("café au lait", "windows-1252"));
        assert!(decoded.exact);
    }

    #[test]
    fn a_lone_surrogate_in_utf_16_is_marked() {
        let decoded = decode(b"\xFF\xFEa\0\x00\xD8b\0c\0");
        assert_eq!((decoded.text.as_str(), decoded.encoding), ("a\u{FFFD}bc", "utf-16le"));
        assert!(decoded.invalid && !decoded.exact && decoded.byte_order_mark);
        let odd = decode(b"\xFF\xFEa\0b");
        assert_eq!(odd.text, "a\u{FFFD}");
    }

    #[test]
    fn encoding_says_no_rather_than_lose_a_character() {
        assert_eq!(encode("Привет", "windows-1252", false), None);
        assert_eq!(encode("a", "no-such-encoding", false), None);
        assert_eq!(encode("a", "windows-1252", true), None);
        assert_eq!(encode("a", "replacement", false), None);
    }

    #[test]
    fn every_legacy_name_is_a_known_encoding_by_its_own_name() {
        for name in NAMES {
            let encoding = Encoding::for_label(name.as_bytes()).unwrap();
            assert_eq!(static_name(encoding), name);
        }
    }

    #[test]
    fn the_bytes_behind_a_part_of_the_text_are_found() {
        let bytes = "ж\u{FFFD}ж".replace('\u{FFFD}', "#").into_bytes();
        let bytes: Vec<u8> = bytes.into_iter().map(|b| if b == b'#' { 0xFF } else { b }).collect();
        let text = String::from_utf8_lossy(&bytes);
        assert_eq!(text.len(), 7);
        assert_eq!(encoded_range(&bytes, "utf-8", 0..2), 0..2);
        assert_eq!(encoded_range(&bytes, "utf-8", 2..5), 2..3);
        assert_eq!(encoded_range(&bytes, "utf-8", 5..7), 3..5);
        assert_eq!(encoded_range(b"\xEF\xBB\xBFab", "utf-8", 1..2), 4..5);
    }

    proptest! {
        #[test]
        fn any_bytes_decode_and_what_is_called_exact_is(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let decoded = decode(&bytes);
            let back = encode(&decoded.text, decoded.encoding, decoded.byte_order_mark);
            if decoded.exact {
                prop_assert_eq!(back, Some(bytes));
            } else {
                prop_assert_ne!(back, Some(bytes));
            }
        }

        #[test]
        fn any_text_survives_as_utf_8(text in any::<String>()) {
            let decoded = decode_utf8(text.as_bytes());
            let mark = if decoded.byte_order_mark { "\u{FEFF}" } else { "" };
            prop_assert_eq!(format!("{mark}{}", decoded.text), text);
        }

        #[test]
        fn wide_encodings_with_a_mark_are_exact(text in any::<String>(), which in 0..4_usize) {
            let name = ["utf-16le", "utf-16be", "utf-32le", "utf-32be"][which];
            let decoded = decode(&encode(&text, name, true).unwrap());
            // U+0000 after a little-endian mark of UTF-16 reads like the mark of UTF-32.
            prop_assume!(!text.starts_with('\0'));
            prop_assert_eq!(decoded.text, text);
            prop_assert!(decoded.exact);
        }
    }
}
