//! Turns a cleaned document into the bytes of its rows: the costly part, and pure, so that workers do it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::digest::text_hash;
use super::schema::{LabelFields, MetadataFields, Pairs, RawPairs, TextFields, inside, json, json_into};
use crate::clean::{Action, Cleaned, Removal};
use crate::document::Flag;

/// A row of removals is about so long without its id and its text.
const ROW_BYTES: usize = 112;

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
    /// Rows of removals, with the id that the document came with.
    pub(super) removals: Vec<u8>,
    pub(super) removal_count: u64,
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
        text: text_fields(cleaned),
        metadata: fields(&MetadataFields { metadata: RawPairs(&document.metadata) }),
        removal_count: cleaned.removals.len() as u64,
        removals: removal_rows(&document.id, &cleaned.removals, &document.text),
    }
}

fn text_fields(cleaned: &Cleaned) -> Vec<u8> {
    let document = &cleaned.document;
    let mut object = Vec::with_capacity(cleaned.text.len() * 9 / 8 + ROW_BYTES);
    json_into(
        &mut object,
        &TextFields {
            source: document.source.as_deref(),
            url: document.url.as_deref(),
            created: document.created.as_deref(),
            lang: document.lang.as_deref(),
            title: document.title.as_deref(),
            text: &cleaned.text,
            captures: Pairs(&cleaned.captures),
        },
    );
    without_braces(object)
}

fn fields<T: serde::Serialize>(value: &T) -> Vec<u8> {
    without_braces(json(value))
}

fn without_braces(mut object: Vec<u8>) -> Vec<u8> {
    let length = inside(&object).len();
    object.copy_within(1.., 0);
    object.truncate(length);
    object
}

/// What the rows of a document's removals begin with.
fn row_start(id: &str) -> Vec<u8> {
    [b"{\"id\":", &*json(id)].concat()
}

fn removal_rows(id: &str, removals: &[Removal], text: &str) -> Vec<u8> {
    if removals.is_empty() {
        return Vec::new();
    }
    let start = row_start(id);
    let removed: usize = removals.iter().map(|removal| removal.span.len()).sum();
    let mut rows = Vec::with_capacity(removed * 9 / 8 + removals.len() * (start.len() + ROW_BYTES));
    for removal in removals {
        rows.extend_from_slice(&start);
        removal_fields(&mut rows, removal, text);
        rows.extend_from_slice(b"}\n");
    }
    rows
}

/// The fields of a [`RemovalRow`](super::schema::RemovalRow) behind its id. There are a hundred of them in a page,
/// and a serializer puts each together from many small pieces.
fn removal_fields(row: &mut Vec<u8>, removal: &Removal, text: &str) {
    let Removal { span, rule, kind, action, replacement } = removal;
    row.extend_from_slice(b",\"start\":");
    json_into(row, &span.start);
    row.extend_from_slice(b",\"end\":");
    json_into(row, &span.end);
    row.extend_from_slice(b",\"rule\":");
    json_into(row, &**rule);
    // Their names are words of letters.
    for piece in [",\"kind\":\"", kind.as_str(), "\",\"action\":\"", action.as_str(), "\",\"text\":"] {
        row.extend_from_slice(piece.as_bytes());
    }
    json_into(row, span.of(text));
    if *action == Action::Replace {
        row.extend_from_slice(b",\"replacement\":");
        json_into(row, replacement);
    }
}

/// Rows of removals under another id.
pub(super) fn renamed(rows: &[u8], from: &str, to: &str) -> Vec<u8> {
    let (from, to) = (row_start(from), row_start(to));
    let mut renamed = Vec::with_capacity(rows.len());
    for row in rows.split_inclusive(|byte| *byte == b'\n') {
        renamed.extend_from_slice(&to);
        renamed.extend_from_slice(&row[from.len()..]);
    }
    renamed
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
