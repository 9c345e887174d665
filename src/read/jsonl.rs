//! One line, one JSON object, one document.

use std::borrow::Cow;

use super::ReadOptions;
use super::banner::banner;
use super::host::host;
use super::json::{self, Field};
use super::text_file::decoding_flags;
use crate::document::{Document, Flag, Frame, Origin, Reject};
use crate::text::{Wide, decode, decode_utf8, encoded_range};

/// One line of an input, without its line feed.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) bytes: &'a [u8],
    /// Known to be UTF-8, because all lines around it are.
    pub(super) text: Option<&'a str>,
    pub(super) input: usize,
    /// The input's name.
    pub(super) name: &'a str,
    /// One-based.
    pub(super) record: u64,
    /// The encoding the input was in before it was turned into UTF-8.
    pub(super) wide: Option<Wide>,
}

/// A line as text, and what had to be decided for that.
struct Decoded<'a> {
    text: Cow<'a, str>,
    flags: Vec<Flag>,
    /// The encoding of the line, where its bytes cannot be had back from the text.
    inexact: Option<&'static str>,
}

/// Whether a line holds nothing, and is neither a document nor a loss.
pub(super) fn is_blank(line: &[u8]) -> bool {
    without_mark(line).trim_ascii().is_empty()
}

/// The document of a line, `None` for a blank one.
pub(super) fn document(line: Line<'_>, options: &ReadOptions) -> Option<Result<Document, Reject>> {
    if is_blank(line.bytes) {
        return None;
    }
    let limit = options.max_record_bytes();
    if line.bytes.len() > limit {
        return Some(Err(line.reject(too_large("record", limit))));
    }
    let read = read(line, options).and_then(|document| {
        let limit = options.max_document_bytes;
        if document.text.len() > limit { Err(too_large("document", limit)) } else { Ok(document) }
    });
    Some(read.map_err(|reason| line.reject(reason)))
}

/// Why a document, record or file beyond its limit is rejected.
pub(super) fn too_large(what: &str, limit: usize) -> String {
    format!("too large: {what} larger than {limit} bytes")
}

impl Line<'_> {
    fn reject(&self, reason: String) -> Reject {
        Reject {
            path: self.name.to_owned(),
            record: Some(self.record),
            reason,
            bytes: self.bytes.len() as u64,
        }
    }
}

fn read(line: Line<'_>, options: &ReadOptions) -> Result<Document, String> {
    let decoded = decoded(line);
    let json = decoded.text.trim_end_matches('\r');
    let mut fields = json::fields(json).map_err(|error| not_an_object(&error))?;
    let mut flags = decoded.flags.clone();
    if json::keep_last(&mut fields) {
        flags.push(Flag::RepeatedKey);
    }
    let text = match take_text(&mut fields, &options.text_field, json) {
        Ok(text) => text,
        // Feeds of several makers in one run: what is plainly the text is not given up.
        Err(reason) => match take_text(&mut fields, USUAL_TEXT_FIELD, json) {
            Ok(text) => {
                flags.push(Flag::OtherTextField);
                text
            }
            Err(_) => return Err(reason),
        },
    };
    let (id, id_json, id_flag) = take_id(&mut fields, options, line);
    let url = take_string(&mut fields, &options.url_field);
    let source = take_source(&mut fields, options)
        .or_else(|| url.as_deref().and_then(host))
        .or_else(|| banner(&text.value));
    let created = json::take(&mut fields, &options.date_field, string_or_number);
    let title = take_string(&mut fields, &options.title_field);
    let lang = take_string(&mut fields, &options.lang_field);
    flags.extend(id_flag);
    if text.lone_surrogate {
        flags.push(Flag::LoneSurrogate);
    }
    if text.value.trim().is_empty() {
        flags.push(Flag::Empty);
    }
    flags.sort_unstable();
    flags.dedup();
    Ok(Document {
        id,
        source,
        url,
        created,
        title,
        lang,
        metadata: metadata(fields),
        flags,
        origin: Origin {
            input: line.input,
            record: line.record,
            id_json,
            raw: raw_text(line, &decoded, &text, json),
            frame: options.keep_frames.then(|| Frame {
                before: json[..text.token.start].to_owned(),
                after: json[text.token.end..].to_owned(),
            }),
        },
        text: text.value,
    })
}

fn decoded(line: Line<'_>) -> Decoded<'_> {
    let mut decoded = match line.text {
        Some(text) => as_it_stands(text),
        None => match simdutf8::basic::from_utf8(line.bytes) {
            Ok(text) => as_it_stands(text),
            Err(_) => from_bytes(line),
        },
    };
    if let Some(wide) = line.wide {
        decoded.flags.push(Flag::Decoded(wide.name()));
    }
    decoded
}

/// A mark may stand at the start of any line: people join files.
fn as_it_stands(text: &str) -> Decoded<'_> {
    let body = text.strip_prefix('\u{FEFF}');
    Decoded {
        text: Cow::Borrowed(body.unwrap_or(text)),
        flags: body.map(|_| Flag::ByteOrderMark).into_iter().collect(),
        inexact: None,
    }
}

fn from_bytes(line: Line<'_>) -> Decoded<'static> {
    let decoded = match line.wide {
        Some(_) => decode_utf8(line.bytes),
        None => decode(line.bytes),
    };
    Decoded {
        flags: decoding_flags(&decoded),
        inexact: (!decoded.exact).then_some(decoded.encoding),
        text: Cow::Owned(decoded.text),
    }
}

fn without_mark(line: &[u8]) -> &[u8] {
    line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line)
}

/// serde_json counts lines too, but there is one only: the record.
fn not_an_object(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let what = message.rsplit_once(" at line ").map_or(message.as_str(), |(what, _)| what);
    format!("not a JSON object: {what}, at column {}", error.column())
}

/// The text of a record, and where its token stands.
struct Text {
    value: String,
    lone_surrogate: bool,
    token: std::ops::Range<usize>,
}

/// Where records keep their text unless someone says otherwise.
const USUAL_TEXT_FIELD: &str = "text";

fn take_text(fields: &mut Vec<Field<'_>>, text_field: &str, json: &str) -> Result<Text, String> {
    let mut found = None;
    let text = json::take(fields, text_field, |raw| {
        found = Some(json::kind(raw));
        let read = json::string(raw)?;
        // The token is a part of the line, so the difference of their addresses is its place.
        let start = (raw.as_ptr() as usize).wrapping_sub(json.as_ptr() as usize);
        Some(Text {
            value: read.text.into_owned(),
            lone_surrogate: read.lone_surrogate,
            token: start..start.saturating_add(raw.len()),
        })
    });
    text.ok_or_else(|| no_text(fields, text_field, found))
}

fn no_text(fields: &[Field<'_>], text_field: &str, found: Option<&str>) -> String {
    const SHOWN: usize = 8;
    let what = match found {
        Some(kind) => format!("`{text_field}` is {kind}"),
        None => format!("`{text_field}` is missing"),
    };
    let names: Vec<String> =
        fields.iter().take(SHOWN).map(|field| format!("`{}`", shown(&field.name))).collect();
    let more = match fields.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let there = if names.is_empty() { "no field".into() } else { names.join(", ") };
    format!("no text field: {what}, the record has {there}{more}; name it with --text-field")
}

/// A field's name, short and on one line.
fn shown(name: &str) -> String {
    let mut shown: String = name.chars().take(40).flat_map(char::escape_debug).collect();
    if name.chars().nth(40).is_some() {
        shown.push('…');
    }
    shown
}

/// The bytes of the text's token, where the text cannot be turned back into them.
fn raw_text(line: Line<'_>, decoded: &Decoded<'_>, text: &Text, json: &str) -> Option<Vec<u8>> {
    if let Some(encoding) = decoded.inexact {
        let inside = json.get(text.token.clone()).is_some();
        let whole = 0..line.bytes.len();
        let range = if inside { encoded_range(line.bytes, encoding, text.token.clone()) } else { whole };
        return line.bytes.get(range).map(<[u8]>::to_vec);
    }
    let token = json.get(text.token.clone()).filter(|_| text.lone_surrogate)?;
    Some(token.as_bytes().to_vec())
}

type Id = (String, Option<String>, Option<Flag>);

fn take_id(fields: &mut Vec<Field<'_>>, options: &ReadOptions, line: Line<'_>) -> Id {
    let assigned = || format!("{}:{}", line.name, line.record);
    let id = json::take(fields, &options.id_field, |raw| {
        Some(match json::string(raw) {
            Some(read) if read.text.is_empty() => (assigned(), Some(raw.to_owned()), Some(Flag::IdAssigned)),
            Some(read) if read.lone_surrogate => {
                (read.text.into_owned(), Some(raw.to_owned()), Some(Flag::LoneSurrogate))
            }
            Some(read) => (read.text.into_owned(), None, None),
            None if raw == "null" => (assigned(), Some(raw.to_owned()), Some(Flag::IdAssigned)),
            None => (raw.to_owned(), Some(raw.to_owned()), None),
        })
    });
    id.unwrap_or_else(|| (assigned(), None, Some(Flag::IdAssigned)))
}

fn take_string(fields: &mut Vec<Field<'_>>, path: &str) -> Option<String> {
    json::take(fields, path, sound_string)
}

/// A blank source names no outlet; it stays among the metadata.
fn take_source(fields: &mut Vec<Field<'_>>, options: &ReadOptions) -> Option<String> {
    let named = |raw: &str| sound_string(raw).filter(|source| !source.trim().is_empty());
    json::take(fields, &options.source_field, named)
}

/// A string with half a surrogate pair in it stays among the metadata, where it stays whole.
fn sound_string(raw: &str) -> Option<String> {
    let read = json::string(raw)?;
    (!read.lone_surrogate).then(|| read.text.into_owned())
}

fn string_or_number(raw: &str) -> Option<String> {
    let number = json::kind(raw) == "a number";
    if number { Some(raw.to_owned()) } else { sound_string(raw) }
}

fn metadata(fields: Vec<Field<'_>>) -> Vec<(String, String)> {
    let pair = |field: Field<'_>| (field.name.into_owned(), field.value.into_owned());
    fields.into_iter().map(pair).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;
    use crate::text::encode;

    fn read_bytes(bytes: &[u8]) -> Option<Result<Document, Reject>> {
        let line = Line { bytes, text: None, input: 2, name: "a.jsonl", record: 7, wide: None };
        document(line, &ReadOptions::default())
    }

    fn good(json: &str) -> Document {
        read_bytes(json.as_bytes()).unwrap().unwrap()
    }

    fn reason(json: &str) -> String {
        let reject = read_bytes(json.as_bytes()).unwrap().unwrap_err();
        assert_eq!((reject.path.as_str(), reject.record), ("a.jsonl", Some(7)));
        assert_eq!(reject.bytes, json.len() as u64);
        reject.reason
    }

    #[test]
    fn fields_go_where_they_belong() {
        let document = good(
            r#"{"x":[1, 2],"id":"n1","text":"a\tb","source":"courier.example","url":"https://www.other.example/1","created":"2031-02-03","lang":"en","title":"T","y":null}"#,
        );
        assert_eq!((document.id.as_str(), document.text.as_str()), ("n1", "a\tb"));
        assert_eq!(document.source.as_deref(), Some("courier.example"));
        assert_eq!(document.url.as_deref(), Some("https://www.other.example/1"));
        assert_eq!(document.created.as_deref(), Some("2031-02-03"));
        assert_eq!((document.lang.as_deref(), document.title.as_deref()), (Some("en"), Some("T")));
        let metadata = [("x".to_owned(), "[1, 2]".to_owned()), ("y".into(), "null".into())];
        assert_eq!(document.metadata, metadata);
        assert!(document.flags.is_empty());
        assert_eq!((document.origin.input, document.origin.record), (2, 7));
        assert_eq!((document.origin.id_json, document.origin.raw), (None, None));
    }

    #[test]
    fn values_of_other_types_stay_among_the_metadata() {
        let document =
            good(r#"{"text":"a","source":5,"url":null,"created":1700000000,"lang":["en"],"title":"\ud800"}"#);
        assert_eq!((document.source, document.url, document.lang, document.title), (None, None, None, None));
        assert_eq!(document.created.as_deref(), Some("1700000000"));
        let names: Vec<&str> = document.metadata.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["source", "url", "lang", "title"]);
        assert_eq!(document.metadata[3].1, r#""\ud800""#);
    }

    #[test]
    fn the_usual_text_field_stands_in_for_a_missing_one() {
        let options = ReadOptions { text_field: "body".into(), ..ReadOptions::default() };
        let line = |json: &'static str| Line {
            bytes: json.as_bytes(),
            text: Some(json),
            input: 0,
            name: "f",
            record: 1,
            wide: None,
        };
        let read = |json| document(line(json), &options).unwrap();
        let other = read(r#"{"id":"a","text":"x"}"#).unwrap();
        assert_eq!((other.text.as_str(), other.flags), ("x", vec![Flag::OtherTextField]));
        let named = read(r#"{"id":"a","text":"x","body":"y"}"#).unwrap();
        assert_eq!((named.text.as_str(), named.flags), ("y", Vec::new()));
        assert!(read(r#"{"id":"a"}"#).unwrap_err().reason.contains("`body` is missing"));
    }

    #[test]
    fn the_host_stands_in_for_a_missing_source() {
        let source = |json: &str| good(json).source;
        assert_eq!(
            source(r#"{"text":"a","url":"https://www.courier.example/1"}"#),
            Some("courier.example".into())
        );
        assert_eq!(source(r#"{"text":"a","source":" ","url":"http://b.example"}"#), Some("b.example".into()));
        assert_eq!(source(r#"{"text":"a","url":"nowhere"}"#), None);
    }

    #[test]
    fn ids_of_every_type_are_kept() {
        let assigned = [Flag::IdAssigned];
        let long = format!("\"{}\"", "x".repeat(10 << 20));
        for (id, expected, json, flags) in [
            (r#""é\n""#, "é\n", None, &[][..]),
            ("17", "17", Some("17"), &[]),
            ("1e400", "1e400", Some("1e400"), &[]),
            ("[1, 2]", "[1, 2]", Some("[1, 2]"), &[]),
            ("true", "true", Some("true"), &[]),
            ("null", "a.jsonl:7", Some("null"), &assigned),
            (r#""""#, "a.jsonl:7", Some(r#""""#), &assigned),
            (r#""\ud83d""#, "\u{FFFD}", Some(r#""\ud83d""#), &[Flag::LoneSurrogate]),
            (&long, &long[1..long.len() - 1], None, &[]),
        ] {
            let document = good(&format!("{{\"text\":\"a\",\"id\":{id}}}"));
            assert!(document.id == expected && document.origin.id_json.as_deref() == json, "{expected:.40}");
            assert_eq!(document.flags, flags);
        }
        let document = good(r#"{"text":"a"}"#);
        assert_eq!((document.id.as_str(), document.origin.id_json), ("a.jsonl:7", None));
        assert_eq!(document.flags, assigned);
    }

    #[test]
    fn hostile_json_is_no_loss() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let document = good(&format!(r#"{{"deep":{deep},"id":"1","text":"a","n":1e400,"s":"\udfff"}}"#));
        assert_eq!(document.metadata[0].1, deep);
        assert_eq!(document.metadata[1].1, "1e400");
        let document = good("{\"id\":\"1\",\"text\":\"a\\u0000b\u{2028}c\u{7f}\"}");
        assert_eq!(document.text, "a\0b\u{2028}c\u{7f}");
        let document = good(r#"{"id":"1","text":"old","text":"new","id":"2"}"#);
        assert_eq!((document.id.as_str(), document.text.as_str()), ("2", "new"));
        assert_eq!(document.flags, [Flag::RepeatedKey]);
        assert!(document.metadata.is_empty());
        let document = good("\u{FEFF}{\"id\":\"1\",\"text\":\" \"}\r");
        assert_eq!(document.flags, [Flag::ByteOrderMark, Flag::Empty]);
    }

    #[test]
    fn half_a_pair_in_the_text_is_marked_and_kept_raw() {
        let document = good(r#"{"id":"1","text":"a\ud83db","z":1}"#);
        assert_eq!(document.text, "a\u{FFFD}b");
        assert_eq!(document.flags, [Flag::LoneSurrogate]);
        assert_eq!(document.origin.raw.as_deref(), Some(&br#""a\ud83db""#[..]));
    }

    #[test]
    fn lines_in_other_encodings_are_decoded() {
        let text = "Министры встретились в столице и обсудили план на год";
        let json = format!("{{\"id\":\"1\",\"text\":\"{text}\"}}");
        let document = read_bytes(&encode(&json, "windows-1251", false).unwrap()).unwrap().unwrap();
        assert_eq!(document.text, text);
        assert_eq!(document.flags, [Flag::Decoded("windows-1251")]);
        assert_eq!(document.origin.raw, None);
    }

    #[test]
    fn broken_bytes_in_a_line_keep_the_token_raw() {
        for mark in ["", "\u{FEFF}"] {
            let json = format!("{mark}{{\"id\":\"жжжжжжж\",\"text\":\"жжжж#жжж\",\"x\":\"ж\"}}").into_bytes();
            let bytes: Vec<u8> = json.iter().map(|byte| if *byte == b'#' { 0xFF } else { *byte }).collect();
            let document = read_bytes(&bytes).unwrap().unwrap();
            assert_eq!(document.text, "жжжж\u{FFFD}жжж");
            assert!(document.flags.contains(&Flag::InvalidBytes));
            let expected = ["\"жжжж".as_bytes(), b"\xFF", "жжж\"".as_bytes()].concat();
            assert_eq!(document.origin.raw, Some(expected));
        }
    }

    #[test]
    fn rejects_say_what_is_wrong_and_how_to_mend_it() {
        for (json, expected) in [
            ("[1]", "not a JSON object: invalid type: sequence, expected an object, at column 0"),
            (r#"{"text":"a""#, "not a JSON object: EOF while parsing an object, at column 11"),
            (r#"{"text":"a"} x"#, "not a JSON object: trailing characters, at column 14"),
            (
                r#"{"id":1,"body":"a"}"#,
                "no text field: `text` is missing, the record has `id`, `body`; name it with --text-field",
            ),
            (
                r#"{"text":null}"#,
                "no text field: `text` is null, the record has `text`; name it with --text-field",
            ),
            (
                r#"{"text":["a"]}"#,
                "no text field: `text` is an array, the record has `text`; name it with --text-field",
            ),
            ("{}", "no text field: `text` is missing, the record has no field; name it with --text-field"),
        ] {
            assert_eq!(reason(json), expected);
        }
        let many: Vec<String> = (0..12).map(|n| format!("\"f{n}\\u001b\":1")).collect();
        let told = reason(&format!("{{{}}}", many.join(",")));
        assert!(told.contains("`f7\\u{1b}` and 4 more;"), "{told}");
        assert!(read_bytes(b" \r").is_none() && read_bytes(b"\xEF\xBB\xBF").is_none());
    }

    #[test]
    fn fields_can_be_named_and_nested() {
        let options = ReadOptions {
            text_field: "article.body".into(),
            id_field: "key".into(),
            title_field: "article.head".into(),
            ..ReadOptions::default()
        };
        let line = Line {
            bytes: br#"{"key":"k","article":{"body":"b\ud83d","head":"h","n":1},"text":"other"}"#,
            text: None,
            input: 0,
            name: "a.jsonl",
            record: 1,
            wide: None,
        };
        let document = document(line, &options).unwrap().unwrap();
        assert_eq!((document.text.as_str(), document.title.as_deref()), ("b\u{FFFD}", Some("h")));
        assert_eq!(document.metadata[0].1, r#"{"n":1}"#);
        assert_eq!(document.metadata[1], ("text".into(), "\"other\"".into()));
        assert_eq!(document.origin.raw.as_deref(), Some(&br#""b\ud83d""#[..]));
    }
}
