//! A JSON object as names and raw values, so that nothing in it has to be understood to be kept.
//!
//! serde_json checks the grammar; a raw value may be nested without end, hold numbers no float can, or
//! half a surrogate pair, which its own strings refuse.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// One member of an object.
#[derive(Debug, Clone)]
pub(super) struct Field<'a> {
    /// With its quotes and escapes.
    raw_name: &'a str,
    pub(super) name: Cow<'a, str>,
    /// Raw JSON.
    pub(super) value: Cow<'a, str>,
}

struct Members<'a>(Vec<(&'a RawValue, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::with_capacity(16);
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

/// The members of the object that `json` is, in their order.
pub(super) fn fields(json: &str) -> Result<Vec<Field<'_>>, serde_json::Error> {
    let Members(members) = serde_json::from_str(json)?;
    let field = |(name, value)| Field::new(RawValue::get(name), RawValue::get(value));
    Ok(members.into_iter().map(field).collect())
}

impl<'a> Field<'a> {
    fn new(raw_name: &'a str, value: &'a str) -> Self {
        let name = match string(raw_name) {
            Some(name) => name.text,
            None => Cow::Borrowed(raw_name),
        };
        Field { raw_name, name, value: Cow::Borrowed(value) }
    }
}

/// Leaves the last of the fields that share a name; whether there were any.
pub(super) fn keep_last(fields: &mut Vec<Field<'_>>) -> bool {
    let mut order: Vec<usize> = (0..fields.len()).collect();
    order.sort_unstable_by(|a, b| fields[*a].name.cmp(&fields[*b].name).then(a.cmp(b)));
    let mut lost: Vec<usize> = Vec::new();
    for pair in order.windows(2) {
        if fields[pair[0]].name == fields[pair[1]].name {
            lost.push(pair[0]);
        }
    }
    lost.sort_unstable();
    let mut index = 0;
    fields.retain(|_| {
        index += 1;
        lost.binary_search(&(index - 1)).is_err()
    });
    !lost.is_empty()
}

/// Takes the field at `path` out where `accept` makes something of its raw value. A path with dots leads
/// into objects, unless a field has that very name; what remains of an object stays.
pub(super) fn take<T>(
    fields: &mut Vec<Field<'_>>,
    path: &str,
    accept: impl FnOnce(&str) -> Option<T>,
) -> Option<T> {
    if let Some(at) = fields.iter().rposition(|field| field.name == path) {
        let taken = accept(&fields[at].value)?;
        fields.remove(at);
        return Some(taken);
    }
    let (outer, inner) = path.split_once('.')?;
    let field = fields.iter_mut().rfind(|field| field.name == outer)?;
    let held = field.value.clone();
    let mut nested = self::fields(&held).ok()?;
    let taken = take(&mut nested, inner, accept)?;
    field.value = Cow::Owned(object(&nested));
    Some(taken)
}

fn object(fields: &[Field<'_>]) -> String {
    let members: Vec<String> =
        fields.iter().map(|field| format!("{}:{}", field.raw_name, field.value)).collect();
    format!("{{{}}}", members.join(","))
}

/// A JSON string, read.
pub(super) struct Unescaped<'a> {
    pub(super) text: Cow<'a, str>,
    /// Half a surrogate pair became U+FFFD.
    pub(super) lone_surrogate: bool,
}

/// The string that the raw value `token` is; `None` for other values. The token must be valid JSON.
pub(super) fn string(token: &str) -> Option<Unescaped<'_>> {
    let mut rest = token.strip_prefix('"')?.strip_suffix('"')?;
    let mut lone_surrogate = false;
    let mut text = String::new();
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        if text.is_empty() {
            text.reserve(rest.len());
        }
        text.push_str(&rest[..at]);
        let (c, used) = escape(&rest[at..]);
        lone_surrogate |= c.is_none();
        text.push(c.unwrap_or('\u{FFFD}'));
        rest = &rest[at + used..];
    }
    let text = if text.is_empty() {
        Cow::Borrowed(rest)
    } else {
        text.push_str(rest);
        Cow::Owned(text)
    };
    Some(Unescaped { text, lone_surrogate })
}

/// The character that the escape at the start of `text` means, `None` for half a surrogate pair, and how
/// many bytes it takes (RFC 8259, 7).
fn escape(text: &str) -> (Option<char>, usize) {
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u32::from_str_radix(digits, 16).ok()
    };
    let c = match text.as_bytes().get(1) {
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{C}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => {
            let high = unit(0).unwrap_or(0xFFFD);
            let is_high = (0xD800..0xDC00).contains(&high);
            let low = unit(6).filter(|low| is_high && (0xDC00..0xE000).contains(low));
            return match low {
                Some(low) => (char::from_u32(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)), 12),
                None => (char::from_u32(high), 6.min(text.len())),
            };
        }
        Some(byte) if byte.is_ascii() => char::from(*byte),
        _ => return (Some('\\'), 1),
    };
    (Some(c), 2)
}

/// What kind of value a raw value is, for messages.
pub(super) fn kind(raw: &str) -> &'static str {
    match raw.as_bytes().first() {
        Some(b'"') => "a string",
        Some(b'{') => "an object",
        Some(b'[') => "an array",
        Some(b'n') => "null",
        Some(b't' | b'f') => "a boolean",
        _ => "a number",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;
    use proptest::prelude::*;

    fn names_and_values(json: &str) -> Vec<(String, String)> {
        let split = |field: Field<'_>| (field.name.into_owned(), field.value.into_owned());
        fields(json).unwrap().into_iter().map(split).collect()
    }

    #[test]
    fn raw_values_take_what_typed_ones_refuse() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let long = format!("\"{}\"", "x".repeat(10 << 20));
        for value in [
            &deep,
            &long,
            "1e400",
            "-0.0",
            "123456789012345678901234567890",
            r#""\ud83d""#,
            r#""\ude00\ud83d""#,
        ] {
            let json = format!("{{\"a\" : {value} ,\"b\":1}}");
            assert_eq!(names_and_values(&json), [("a".into(), value.to_string()), ("b".into(), "1".into())]);
        }
    }

    #[test]
    fn names_are_unescaped_even_with_half_a_pair() {
        assert_eq!(names_and_values(r#"{"te\u0078t":1,"\ud83d":2}"#)[0].0, "text");
        assert_eq!(names_and_values(r#"{"te\u0078t":1,"\ud83d":2}"#)[1].0, "\u{FFFD}");
    }

    #[test]
    fn what_is_no_object_is_an_error() {
        for json in [
            "",
            "1",
            "[]",
            "null",
            "{",
            "{\"a\":1",
            "{\"a\":1}x",
            "{'a':1}",
            "{\"a\":01}",
            "{a:1}",
            "{\"a\":\"\t\"}",
        ] {
            assert!(fields(json).is_err(), "{json}");
        }
    }

    #[test]
    fn the_last_of_a_repeated_name_stays() {
        let json = r#"{"a":1,"b":2,"a":3,"c":4,"\u0061":5}"#;
        let mut fields = fields(json).unwrap();
        assert!(keep_last(&mut fields));
        let left: Vec<&str> = fields.iter().map(|field| field.value.as_ref()).collect();
        assert_eq!(left, ["2", "4", "5"]);
        assert!(!keep_last(&mut fields));
    }

    #[test]
    fn dots_lead_into_objects_and_leave_the_rest() {
        let mut found = fields(r#"{"a":{"b":{"c":"x","d":1},"e":2},"f.g":"y"}"#).unwrap();
        let text = |raw: &str| string(raw).map(|read| read.text.into_owned());
        assert_eq!(take(&mut found, "a.b.c", text), Some("x".into()));
        assert_eq!(found[0].value, r#"{"b":{"d":1},"e":2}"#);
        assert_eq!(take(&mut found, "f.g", text), Some("y".into()));
        assert_eq!(take(&mut found, "a.b.d", text), None);
        assert_eq!(take(&mut found, "a.x.y", text), None);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].value, r#"{"b":{"d":1},"e":2}"#);
    }

    #[test]
    fn surrogates_need_their_partner() {
        for (token, expected, lone) in [
            (r#""\ud83d\ude00""#, "😀", false),
            (r#""\uD83D\uDE00!""#, "😀!", false),
            (r#""a\ud83db""#, "a\u{FFFD}b", true),
            (r#""\ude00\ud83d""#, "\u{FFFD}\u{FFFD}", true),
            (r#""\ud83d\ud83d\ude00""#, "\u{FFFD}😀", true),
            (r#""\ud83d\u0041""#, "\u{FFFD}A", true),
            (r#""\ud83d\n""#, "\u{FFFD}\n", true),
            (r#""\ud83dжжж""#, "\u{FFFD}жжж", true),
            (r#""""#, "", false),
            (r#""\\ud83d""#, "\\ud83d", false),
        ] {
            let read = string(token).unwrap();
            assert_eq!((read.text.as_ref(), read.lone_surrogate), (expected, lone), "{token}");
        }
        assert!(string("1").is_none() && string("\"").is_none());
    }

    proptest! {
        #[test]
        fn strings_are_read_as_serde_json_reads_them(text in any::<String>(), ascii in any::<bool>()) {
            let mut token = serde_json::to_string(&text).unwrap();
            if ascii {
                token = token.chars().map(|c| {
                    let mut units = [0; 2];
                    let escaped = c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04X}"));
                    if c.is_ascii() { c.to_string() } else { escaped.collect() }
                }).collect();
            }
            let read = string(&token).unwrap();
            prop_assert_eq!(read.text.as_ref(), text.as_str());
            prop_assert!(!read.lone_surrogate);
            prop_assert_eq!(serde_json::from_str::<String>(&token).unwrap(), text);
        }

        #[test]
        fn any_text_is_an_object_or_an_error(text in r#"[{}\[\]":,\\ud83a0-9 ж]{0,40}"#) {
            if let Ok(mut fields) = fields(&text) {
                keep_last(&mut fields);
                for field in &fields {
                    string(&field.value);
                }
            }
        }
    }
}
