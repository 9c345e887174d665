//! A document as it waits on the shelf: what marking and labels need of it.

use serde::{Deserialize, Serialize};

use crate::document::Document;

/// The fields before the text, as one line of JSON.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Head {
    id: String,
    source: Option<String>,
    url: Option<String>,
    created: Option<String>,
    title: Option<String>,
    lang: Option<String>,
    /// Names and raw JSON of fields with labels.
    labels: Vec<(String, String)>,
}

/// Fields that say what is known of a text.
const LABELS: [&str; 5] = ["line_labels", "must", "must_not", "gold_text", "gold_coverage"];

/// The bytes of a document.
pub(super) fn stored(document: &Document) -> Vec<u8> {
    let labels = document.metadata.iter().filter(|(name, _)| LABELS.contains(&name.as_str()));
    let head = Head {
        id: document.id.clone(),
        source: document.source.clone(),
        url: document.url.clone(),
        created: document.created.clone(),
        title: document.title.clone(),
        lang: document.lang.clone(),
        labels: labels.cloned().collect(),
    };
    // Strings alone, which JSON has for all of them.
    let mut bytes = serde_json::to_vec(&head).unwrap_or_default();
    bytes.push(b'\n');
    bytes.extend_from_slice(document.text.as_bytes());
    bytes
}

/// The document of such bytes.
///
/// # Errors
/// Bytes that are none, as a failing disk would give.
pub(super) fn document(bytes: Vec<u8>) -> Result<Document, String> {
    let damaged = || "the working file is damaged".to_owned();
    let end = bytes.iter().position(|byte| *byte == b'\n').ok_or_else(damaged)?;
    let head: Head = serde_json::from_slice(&bytes[..end]).map_err(|_| damaged())?;
    let mut text = String::from_utf8(bytes).map_err(|_| damaged())?;
    text.drain(..=end);
    Ok(Document {
        id: head.id,
        text,
        source: head.source,
        url: head.url,
        created: head.created,
        title: head.title,
        lang: head.lang,
        metadata: head.labels,
        ..Document::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_comes_back_with_its_labels_alone() {
        let kept = ("line_labels".to_owned(), "\"10\"".to_owned());
        let mut given = Document {
            id: "a\n\"1".into(),
            text: "One\r\ntwo — 二\n".into(),
            url: Some("https://a.example/1".into()),
            lang: Some("en".into()),
            metadata: vec![("tags".into(), "[]".into()), kept.clone()],
            ..Document::default()
        };
        let found = document(stored(&given));
        given.metadata = vec![kept];
        assert_eq!(found, Ok(given));
        assert!(document(b"{}".to_vec()).is_err() && document(b"x\ny".to_vec()).is_err());
    }
}
