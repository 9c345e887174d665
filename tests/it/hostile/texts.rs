//! Text files in every encoding and with every kind of character.

use encoding_rs::{Encoding, GBK, SHIFT_JIS, WINDOWS_1251, WINDOWS_1252, WINDOWS_1254};

use super::{Fixture, check, file, story};

fn text(name: &'static str, bytes: impl Into<Vec<u8>>) -> Fixture {
    file(name, "a.txt", bytes)
}

/// Valid UTF-8: it must read as it stands.
fn plain(name: &'static str, content: impl Into<String>) -> Fixture {
    let content = content.into();
    text(name, content.clone()).reads(content)
}

fn encoded(name: &'static str, encoding: &'static Encoding, content: &str) -> Fixture {
    let (bytes, _, lossy) = encoding.encode(content);
    assert!(!lossy, "{name}");
    text(name, bytes.into_owned()).reads(content)
}

fn wide<const N: usize>(mark: bool, content: &str, bytes: impl Fn(char) -> Vec<[u8; N]>) -> Vec<u8> {
    let mark = mark.then_some('\u{feff}');
    mark.into_iter().chain(content.chars()).flat_map(|c| bytes(c).concat()).collect()
}

fn utf16(mark: bool, content: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    wide(mark, content, |c| c.encode_utf16(&mut [0; 2]).iter().map(|unit| bytes(*unit)).collect())
}

fn utf32(mark: bool, content: &str, bytes: fn(u32) -> [u8; 4]) -> Vec<u8> {
    wide(mark, content, |c| vec![bytes(c as u32)])
}

fn around(before: &str, bytes: &[u8], after: &str) -> Vec<u8> {
    [before.as_bytes(), bytes, after.as_bytes()].concat()
}

/// Bytes that are not UTF-8 within a text that otherwise is.
fn broken_utf8() -> Vec<Fixture> {
    let (before, after) = (story("Żółta łódź wróciła do portu, ćma śpi"), story(&"Gęślą jaźń. ".repeat(20)));
    let within = |name, bytes: &[u8]| text(name, around(&before, bytes, &after)).flags(["invalid-bytes"]);
    vec![
        within("overlong-two", b"\xC0\x80 \xC0\xAF"),
        within("overlong-three", b"\xE0\x80\xAF"),
        within("overlong-four", b"\xF0\x80\x80\xAF"),
        within("surrogate-bytes", b"\xED\xA0\x80\xED\xB0\x80"),
        within("beyond-unicode", b"\xF4\x90\x80\x80 \xF8\x88\x80\x80\x80"),
        within("lone-continuation", b"\x80\xBF"),
        within("never-utf8", b"\xFE\xFF"),
        text("cut-tail-two", around(&before, b"\xC5", "")).flags(["invalid-bytes"]),
        text("cut-tail-four", around(&before, b"\xF0\x9F\x98", "")).flags(["invalid-bytes"]),
    ]
}

fn encodings() -> Vec<Fixture> {
    let (ru, fr) =
        (story("Министры обсудили план на год"), story("L’été sera très sec à Valmorte, dit la météo"));
    let (tr, zh) = (
        story("Şehirde su kesintisi bugün sona erdi, ışıklar yandı"),
        story("市政府宣布大桥将于星期一重新开放，居民表示欢迎"),
    );
    let ja = story("市は月曜日に橋を再び開くと発表しました。住民は喜んでいます");
    let units = |mark, le| {
        if le { utf16(mark, &ru, u16::to_le_bytes) } else { utf16(mark, &ru, u16::to_be_bytes) }
    };
    let wides = |mark, le| {
        if le { utf32(mark, &ru, u32::to_le_bytes) } else { utf32(mark, &ru, u32::to_be_bytes) }
    };
    let mut half = units(true, true);
    half.extend_from_slice(b"\x3D\xD8A\0");
    let mut odd = units(true, true);
    odd.push(b'x');
    let mut outside = utf32(true, &ru.repeat(50), u32::to_le_bytes);
    outside.extend_from_slice(b"\xFF\xFF\xFF\x7F");
    let le16 = "decoded:utf-16le";
    let le32 = "decoded:utf-32le";
    vec![
        text("utf-16le", units(true, true)).reads(&ru).flags(["byte-order-mark", le16]),
        text("utf-16be", units(true, false)).reads(&ru).flags(["byte-order-mark", "decoded:utf-16be"]),
        text("utf-16le-no-mark", units(false, true)).reads(&ru).flags([le16]),
        text("utf-16be-no-mark", units(false, false)).reads(&ru).flags(["decoded:utf-16be"]),
        text("utf-16-half-pair", half).flags(["byte-order-mark", le16, "invalid-bytes"]),
        text("utf-16-odd", odd).flags(["byte-order-mark", le16, "invalid-bytes"]),
        text("utf-32le", wides(true, true)).reads(&ru).flags(["byte-order-mark", le32]),
        text("utf-32be", wides(true, false)).reads(&ru).flags(["byte-order-mark", "decoded:utf-32be"]),
        text("utf-32le-no-mark", wides(false, true)).reads(&ru).flags([le32]),
        text("utf-32-outside", outside).flags(["byte-order-mark", le32, "invalid-bytes"]),
        encoded("windows-1251", WINDOWS_1251, &ru).flags(["decoded:windows-1251"]),
        encoded("windows-1252", WINDOWS_1252, &fr).flags(["decoded:windows-1252"]),
        encoded("windows-1254", WINDOWS_1254, &tr).flags(["decoded:windows-1254"]),
        encoded("gbk", GBK, &zh).flags(["decoded:gbk"]),
        encoded("shift-jis", SHIFT_JIS, &ja).flags(["decoded:shift_jis"]),
    ]
}

fn marks_and_lines() -> Vec<Fixture> {
    let (one, two) = (story("Rain in the north"), story("Snow in the south"));
    let lines = |end: &str| format!("{one}{two}").replace('\n', end);
    vec![
        text("mark", format!("\u{feff}{one}")).reads(&one).flags(["byte-order-mark"]),
        text("two-marks", format!("\u{feff}\u{feff}{one}")).flags(["byte-order-mark"]),
        plain("mark-mid-file", format!("{one}\u{feff}{two}\u{feff}")),
        plain("nul", format!("{one}\0\0{two}\0")),
        plain("cr", lines("\r")),
        plain("crlf", lines("\r\n")),
        plain("mixed-ends", format!("{}{}{}\n\r\r\n", lines("\r\n"), lines("\r"), one)),
        plain("nel", lines("\u{85}")),
        plain("line-separator", lines("\u{2028}")),
        plain("paragraph-separator", lines("\u{2029}")),
        plain("no-last-end", one.trim_end()),
        plain("vertical-and-form-feed", lines("\u{b}\u{c}")),
        plain("controls", format!("{one}\u{1b}]0;title\u{7}\u{1b}[2J\u{7f}\u{9b}31m{two}")),
        plain("noncharacters", format!("{one}\u{fffe}\u{ffff}\u{10ffff}\u{fdd0}{two}")),
        plain("replacement", format!("{one}\u{fffd}{two}")),
        plain("looks-like-json", "{\"id\":\"1\",\"text\":\"a\"}\n".repeat(3)),
    ]
}

fn invisible() -> Vec<Fixture> {
    let one = story("Rain in the north");
    let sprinkled = |c: char| -> String { one.chars().flat_map(|letter| [letter, c]).collect() };
    let tags: String = ('\u{e0020}'..='\u{e007f}').collect();
    vec![
        plain("bidi", format!("\u{202e}{one}\u{202c}\u{2066}Share this story\u{2069}\n\u{200f}{one}\u{61c}")),
        plain("zero-width-space", sprinkled('\u{200b}')),
        plain("zero-width-joiner", sprinkled('\u{200d}')),
        plain("soft-hyphen", sprinkled('\u{ad}')),
        plain("tags", format!("{tags}{one}{tags}")),
        plain("combining-marks", format!("{one}e{}\n{one}", "\u{301}".repeat(100_000))),
        plain("decomposed", format!("Cafe\u{301} {one}")),
        plain("invisible-alone", "\u{200b}\u{200d}\u{ad}\n"),
        plain("private-use", format!("{one}\u{e000}\u{f8ff}\u{10fffd}")),
    ]
}

fn hardly_any() -> Vec<Fixture> {
    let every: Vec<u8> = (0..=255).collect();
    let noise = |seed: u64| -> Vec<u8> {
        let mut random = crate::grouping::Random(seed);
        (0..65_536).map(|_| random.below(256) as u8).collect()
    };
    vec![
        plain("empty", "").flags(["empty"]),
        plain("blank", " \t \n\n\u{a0}\u{3000}\r\n").flags(["empty"]),
        plain("one-line-feed", "\n").flags(["empty"]),
        plain("one-letter", "x"),
        plain("chrome-alone", "Share this\nComments are closed.\nShare this story").flags(["heavy-loss"]),
        file("no-ending", "LICENSE", "{not json\n"),
        text("every-byte", every).flags(["decoded:windows-1252"]),
        text("noise", noise(7)).flags(["decoded:windows-1252"]),
    ]
}

#[test]
fn no_text_is_lost_or_changed() {
    let mut fixtures = broken_utf8();
    fixtures.extend(encodings());
    fixtures.extend(marks_and_lines());
    fixtures.extend(invisible());
    fixtures.extend(hardly_any());
    assert!(fixtures.len() > 50);
    check(0, &fixtures);
}
