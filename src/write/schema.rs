//! The rows of the output files, apart from the inner types: what users' programs rely on.
//!
//! Rows are read back as the `…Row` structs and written from the `…Fields` structs, which are parts of
//! them: a document's group, for one, is known long after its text was rendered.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::group::{Member, Permille};

/// Raised when a row changes so that a reader of the old ones would misread it.
pub const FORMAT_VERSION: u32 = 1;

pub(super) const DOCUMENTS: &str = "documents.jsonl";
pub(super) const DOCUMENTS_ZST: &str = "documents.jsonl.zst";
pub(super) const GROUPS: &str = "groups.jsonl";
pub(super) const PASSAGES: &str = "passages.jsonl";
pub(super) const REMOVALS: &str = "removals.jsonl";
pub(super) const REJECTS: &str = "rejects.jsonl";
pub(super) const INPUTS: &str = "inputs.jsonl";
pub(super) const ORIGINALS: &str = "originals.jsonl";
pub(super) const REPORT: &str = "report.json";
pub(super) const MANIFEST: &str = "manifest.json";
/// Folder of the repeated lines, as rule packs.
pub(super) const LEARNED: &str = "learned";

/// What `serde_json` makes of a value of this room: strings, numbers and maps with string keys.
pub(super) fn json<T: Serialize + ?Sized>(value: &T) -> Vec<u8> {
    // Most rows fit: growing byte by byte was half of the allocations of a run over tiny records.
    let mut bytes = Vec::with_capacity(256);
    json_into(&mut bytes, value);
    bytes
}

/// The same behind what `bytes` hold.
pub(super) fn json_into<T: Serialize + ?Sized>(bytes: &mut Vec<u8>, value: &T) {
    if let Err(error) = serde_json::to_writer(bytes, value) {
        unreachable!("rows hold nothing that JSON cannot: {error}");
    }
}

/// The fields of a JSON object, without its braces.
pub(super) fn inside(object: &[u8]) -> &[u8] {
    object.strip_prefix(b"{").and_then(|rest| rest.strip_suffix(b"}")).unwrap_or(object)
}

/// First part of a documents row, behind the id.
#[derive(Serialize)]
pub(super) struct TextFields<'a> {
    pub(super) source: Option<&'a str>,
    pub(super) url: Option<&'a str>,
    pub(super) created: Option<&'a str>,
    pub(super) lang: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<&'a str>,
    pub(super) text: &'a str,
    pub(super) captures: Pairs<'a>,
}

/// Second part, known when grouping is done.
#[derive(Serialize)]
pub(super) struct GroupFields<'a> {
    pub(super) fingerprint: String,
    pub(super) group: Option<&'a str>,
    pub(super) role: Option<&'static str>,
    pub(super) representative: Option<&'a RawValue>,
}

/// Last part, known when the id is.
#[derive(Serialize)]
pub(super) struct CountFields {
    pub(super) bytes_in: u64,
    pub(super) bytes_removed: u64,
    pub(super) flags: Vec<String>,
}

/// Names and strings as an object, in their order.
pub(super) struct Pairs<'a>(pub(super) &'a [(String, String)]);

impl Serialize for Pairs<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// The fields `metadata` of a document: names and raw JSON values, passed through as they are; one that is
/// nested too deeply for other programs as a string.
#[derive(Serialize)]
pub(super) struct MetadataFields<'a> {
    pub(super) metadata: RawPairs<'a>,
}

/// Names and raw JSON values as an object, in their order.
pub(super) struct RawPairs<'a>(pub(super) &'a [(String, String)]);

impl Serialize for RawPairs<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, Raw(value))))
    }
}

struct Raw<'a>(&'a str);

/// JSON may be nested to any depth, but its readers give up: serde at 128, jq at 256, Python at about 1,000.
/// A document row adds two levels.
const MAX_DEPTH: usize = 100;

/// How deep arrays and objects stand in each other.
fn depth(json: &str) -> usize {
    let (mut depth, mut deepest, mut in_string, mut escaped) = (0_usize, 0, false, false);
    for byte in json.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = in_string,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

impl Serialize for Raw<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if depth(self.0) > MAX_DEPTH {
            return self.0.serialize(serializer);
        }
        match serde_json::from_str::<&RawValue>(self.0) {
            Ok(raw) if !self.0.contains(['\n', '\r']) => raw.serialize(serializer),
            // Between tokens a line end is white space, and inside strings JSON has none.
            Ok(raw) => match RawValue::from_string(raw.get().replace(['\n', '\r'], " ")) {
                Ok(raw) => raw.serialize(serializer),
                Err(_) => self.0.serialize(serializer),
            },
            // No JSON after all: kept as a string rather than lost or let loose in the row.
            Err(_) => self.0.serialize(serializer),
        }
    }
}

/// A row of `documents.jsonl`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DocumentRow {
    pub(super) id: String,
    pub(super) source: Option<String>,
    #[serde(rename = "url")]
    pub(super) _url: Option<String>,
    pub(super) created: Option<String>,
    #[serde(rename = "lang")]
    pub(super) _lang: Option<String>,
    #[serde(rename = "title")]
    pub(super) _title: Option<String>,
    pub(super) text: String,
    #[serde(rename = "captures")]
    pub(super) _captures: BTreeMap<String, String>,
    pub(super) fingerprint: String,
    pub(super) group: Option<String>,
    pub(super) role: Option<String>,
    pub(super) representative: Option<String>,
    pub(super) bytes_in: u64,
    pub(super) bytes_removed: u64,
    pub(super) flags: Vec<String>,
    #[serde(rename = "metadata")]
    pub(super) _metadata: Box<RawValue>,
}

/// A row of `removals.jsonl`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RemovalRow {
    pub(super) id: String,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) rule: String,
    pub(super) kind: String,
    pub(super) action: String,
    pub(super) text: String,
    #[serde(default)]
    pub(super) replacement: String,
}

/// A row of `originals.jsonl`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OriginalRow {
    pub(super) id: String,
    /// The id as raw JSON, in a string: it may be anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id_json: Option<String>,
    /// Base64 of the original bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) raw: Option<String>,
}

/// A row of `rejects.jsonl`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RejectRow {
    pub(super) path: String,
    pub(super) record: Option<u64>,
    pub(super) reason: String,
    pub(super) bytes: u64,
}

/// What an input's documents were.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum InputKind {
    /// The whole input is one text.
    Text,
    /// Records, one document each.
    Records,
}

/// A row of `inputs.jsonl`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InputRow {
    /// Index in the sorted list of inputs.
    pub(super) input: u64,
    pub(super) name: String,
    pub(super) kind: InputKind,
    pub(super) bytes: u64,
    pub(super) checksum: String,
    /// Read; those rejected are not among them.
    pub(super) documents: u64,
    pub(super) written: u64,
    pub(super) rejected: u64,
    /// Vouches for what `restore` gives back; see [`Digest`](super::digest::Digest).
    pub(super) digest: String,
}

/// First part of a member in `groups.jsonl`, behind the id.
#[derive(Serialize)]
pub(super) struct LabelFields<'a> {
    pub(super) source: Option<&'a str>,
    pub(super) created: Option<&'a str>,
}

/// Second part of a member.
#[derive(Serialize)]
pub(super) struct EvidenceFields {
    role: &'static str,
    hamming: u32,
    #[serde(serialize_with = "thousandths")]
    jaccard: Permille,
    #[serde(serialize_with = "thousandths")]
    containment: Permille,
}

impl From<&Member> for EvidenceFields {
    fn from(member: &Member) -> Self {
        EvidenceFields {
            role: member.role.as_str(),
            hamming: member.hamming,
            jaccard: member.jaccard,
            containment: member.containment,
        }
    }
}

/// A JSON number with three decimals, without a float on the way.
fn thousandths<S: Serializer>(share: &Permille, serializer: S) -> Result<S::Ok, S::Error> {
    RawValue::from_string(share.to_string()).map_err(serde::ser::Error::custom)?.serialize(serializer)
}

/// A row of `groups.jsonl`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupRow {
    pub(super) group: String,
    pub(super) size: u64,
    pub(super) representative: String,
    pub(super) members: Vec<MemberRow>,
    /// Where there are updates.
    #[serde(default)]
    pub(super) versions: Vec<String>,
}

/// A member in `groups.jsonl`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MemberRow {
    pub(super) id: String,
    pub(super) source: Option<String>,
    pub(super) created: Option<String>,
    pub(super) role: String,
    pub(super) hamming: u32,
    pub(super) jaccard: Box<RawValue>,
    pub(super) containment: Box<RawValue>,
    pub(super) matched: String,
    /// Whether it is of an earlier batch, and not in `documents`.
    #[serde(default)]
    pub(super) earlier: bool,
}

/// A row of `passages.jsonl`, behind the ids.
#[derive(Serialize)]
pub(super) struct PassageFields<'a> {
    pub(super) a_start: usize,
    pub(super) a_end: usize,
    #[serde(serialize_with = "thousandths")]
    pub(super) a_share: Permille,
    pub(super) b_start: usize,
    pub(super) b_end: usize,
    #[serde(serialize_with = "thousandths")]
    pub(super) b_share: Permille,
    pub(super) words: u32,
    pub(super) text: &'a str,
}

/// A row of `passages.jsonl`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PassageRow {
    pub(super) a: String,
    pub(super) b: String,
    pub(super) a_start: usize,
    pub(super) a_end: usize,
    pub(super) a_share: Box<RawValue>,
    pub(super) b_start: usize,
    pub(super) b_end: usize,
    pub(super) b_share: Box<RawValue>,
    pub(super) words: u32,
    pub(super) text: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passed_through(value: &str) -> String {
        let pairs = [("x".to_owned(), value.to_owned())];
        String::from_utf8_lossy(&json(&RawPairs(&pairs))).into_owned()
    }

    #[test]
    fn metadata_pass_through_unless_no_reader_could_take_them() {
        let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        for value in ["1.50", r#"{"a":["\"[",{}]}"#, &nested(MAX_DEPTH)] {
            assert_eq!(passed_through(value), format!("{{\"x\":{value}}}"));
        }
        let brackets = format!("\"{}\"", "[".repeat(300));
        assert_eq!(passed_through(&brackets), format!("{{\"x\":{brackets}}}"));
        let deep = nested(MAX_DEPTH + 1);
        assert_eq!(passed_through(&deep), format!("{{\"x\":\"{deep}\"}}"));
        assert_eq!(passed_through("[1,\n2]"), "{\"x\":[1, 2]}");
        assert_eq!(passed_through("no json"), "{\"x\":\"no json\"}");
    }
}
