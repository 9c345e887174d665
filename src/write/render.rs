//! Turns a cleaned document into the bytes of its rows: the costly part, and pure, so that workers do it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::digest::text_hash;
use super::schema::{LabelFields, MetadataFields, Pairs, RawPairs, RemovalFields, TextFields, inside, json};
use crate::clean::{Action, Cleaned, Removal};
use crate::document::Flag;

/// The rows of one document, but for its id and its group, which are settled in order.
#[derive(Debug, Clone)]
pub struct Rendered {
    pub(super) id: String,
    pub(super) id_json: Option<String>,
    /// Base64 of the original bytes.
    pub(super) raw: Option<String>,
    pub(super) input: usize,
    pub(super) flags: Vec<Flag>,
    pub(super) bytes_in: u64,
    pub(super) bytes_removed: u64,
    pub(super) bytes_inserted: u64,
    /// Of the original text.
    pub(super) text_hash: u128,
    /// [`LabelFields`], [`TextFields`] and [`MetadataFields`], without their braces.
    pub(super) label: Vec<u8>,
    pub(super) text: Vec<u8>,
    pub(super) metadata: Vec<u8>,
    /// [`RemovalFields`] without their braces, one a line.
    pub(super) removals: Vec<u8>,
}

impl Rendered {
    /// Source and date, as fields of a row, as JSON.
    pub fn label(&self) -> &[u8] {
        &self.label
    }
}

/// Renders the rows of one document.
pub fn render(cleaned: &Cleaned) -> Rendered {
    let document = &cleaned.document;
    Rendered {
        id: document.id.clone(),
        id_json: document.origin.id_json.clone(),
        raw: document.origin.raw.as_ref().map(|raw| BASE64.encode(raw)),
        input: document.origin.input,
        flags: document.flags.clone(),
        bytes_in: document.text.len() as u64,
        bytes_removed: cleaned.bytes_removed(),
        bytes_inserted: cleaned.removals.iter().map(|removal| removal.replacement.len() as u64).sum(),
        text_hash: text_hash(&document.text),
        label: fields(&LabelFields {
            source: document.source.as_deref(),
            created: document.created.as_deref(),
        }),
        text: fields(&TextFields {
            source: document.source.as_deref(),
            url: document.url.as_deref(),
            created: document.created.as_deref(),
            lang: document.lang.as_deref(),
            title: document.title.as_deref(),
            text: &cleaned.text,
            captures: Pairs(&cleaned.captures),
        }),
        metadata: fields(&MetadataFields { metadata: RawPairs(&document.metadata) }),
        removals: removal_lines(&cleaned.removals, &document.text),
    }
}

fn fields<T: serde::Serialize>(value: &T) -> Vec<u8> {
    let mut object = json(value);
    let length = inside(&object).len();
    object.copy_within(1.., 0);
    object.truncate(length);
    object
}

fn removal_lines(removals: &[Removal], text: &str) -> Vec<u8> {
    let mut lines = Vec::new();
    for removal in removals {
        let row = json(&RemovalFields {
            start: removal.span.start,
            end: removal.span.end,
            rule: &removal.rule,
            kind: removal.kind.as_str(),
            action: removal.action.as_str(),
            text: removal.span.of(text),
            replacement: (removal.action == Action::Replace).then_some(removal.replacement.as_str()),
        });
        lines.extend_from_slice(inside(&row));
        lines.push(b'\n');
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::super::testing::document;
    use super::*;

    fn metadata(value: &str) -> String {
        let mut cleaned = document("a", "text", &[]);
        cleaned.document.metadata = vec![("k".to_owned(), value.to_owned())];
        String::from_utf8_lossy(&render(&cleaned).metadata).into_owned()
    }

    #[test]
    fn metadata_passes_through_as_it_is() {
        let cases = [
            (r#"{"b": 1.50, "a":[]}"#, r#""metadata":{"k":{"b": 1.50, "a":[]}}"#),
            (r#""\ud83d""#, r#""metadata":{"k":"\ud83d"}"#),
            ("1e400", r#""metadata":{"k":1e400}"#),
            ("[1,\r\n2]", r#""metadata":{"k":[1,  2]}"#),
            ("} not json", r#""metadata":{"k":"} not json"}"#),
        ];
        for (value, expected) in cases {
            assert_eq!(metadata(value), expected);
        }
        let deep = "[".repeat(100_000) + &"]".repeat(100_000);
        let as_text = format!(r#""metadata":{{"k":"{deep}"}}"#);
        assert_eq!(metadata(&deep), as_text, "no reader would take so deep a row");
    }

    #[test]
    fn a_title_is_there_only_if_the_record_has_one() {
        let mut cleaned = document("a", "x", &[]);
        let rows = |cleaned: &Cleaned| String::from_utf8_lossy(&render(cleaned).text).into_owned();
        assert_eq!(
            rows(&cleaned),
            r#""source":null,"url":null,"created":null,"lang":null,"text":"x","captures":{}"#
        );
        cleaned.document.title = Some("T".to_owned());
        assert!(rows(&cleaned).contains(r#""lang":null,"title":"T","text":"x""#));
    }
}
