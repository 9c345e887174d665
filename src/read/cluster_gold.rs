//! Records of documents with clusters, and of labelled pairs: what is known beside the text.

use serde_json::Value;

use crate::document::Document;
use crate::eval::{ClusterGold, GoldPair};

/// What the record of a document says of its story: `cluster` under the name that is asked for, `relation`,
/// and its edits, which are the list `ops`, the word `kind`, or both. The outlet becomes `host`, where it
/// has one.
///
/// # Errors
/// Says so where there is no cluster and `needed` says there must be one.
pub fn cluster_gold(record: &mut Document, cluster_field: &str, needed: bool) -> Result<ClusterGold, String> {
    let fields = std::mem::take(&mut record.metadata);
    let field = |name: &str| {
        let raw = fields.iter().find(|(known, _)| known == name).map(|(_, raw)| raw);
        raw.and_then(|raw| serde_json::from_str(raw).ok()).unwrap_or(Value::Null)
    };
    let host = word(&field("host")).filter(|host| !host.trim().is_empty());
    record.source = host.or(record.source.take());
    let cluster = word(&field(cluster_field));
    if cluster.is_none() && needed {
        return Err(format!("no cluster: `{cluster_field}` is missing; name it with --cluster-field"));
    }
    let mut edits: Vec<String> = match field("ops") {
        Value::Array(edits) => edits.iter().filter_map(word).collect(),
        edit => word(&edit).into_iter().collect(),
    };
    edits.extend(word(&field("kind")));
    edits.sort_unstable();
    edits.dedup();
    Ok(ClusterGold { cluster: cluster.unwrap_or_default(), relation: word(&field("relation")), edits })
}

/// The pair of a record that was read with its label for a text.
///
/// # Errors
/// Says which of `a` and `b` is missing.
pub fn gold_pair(record: &Document) -> Result<GoldPair, String> {
    let id = |name: &str| {
        let raw = record.metadata.iter().find(|(known, _)| known == name).map(|(_, raw)| raw.as_str());
        let id = raw.and_then(|raw| serde_json::from_str(raw).ok()).and_then(|value: Value| word(&value));
        id.ok_or_else(|| format!("no pair: `{name}` must be the id of a document"))
    };
    Ok(GoldPair { label: record.text.clone(), a: id("a")?, b: id("b")? })
}

/// A string as it is, a number or a truth value as it is written.
fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(word) => Some(word.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn record(text: &str, fields: &[(&str, &str)]) -> Document {
        let field = |(name, raw): &(&str, &str)| ((*name).to_owned(), (*raw).to_owned());
        Document {
            text: text.into(),
            source: Some("folder".into()),
            metadata: fields.iter().map(field).collect(),
            ..Document::default()
        }
    }

    #[test]
    fn clusters_relations_and_edits_come_from_their_fields() {
        let fields = [
            ("cluster", "\"c1\""),
            ("story", "17"),
            ("relation", "\"copy\""),
            ("ops", "[\"cut\", \"lede\"]"),
            ("kind", "\"cut\""),
            ("host", "\"h.example\""),
        ];
        let gold = |name| cluster_gold(&mut record("A", &fields), name, true).unwrap();
        let (by_name, by_number) = (gold("cluster"), gold("story"));
        assert_eq!((by_name.cluster.as_str(), by_number.cluster.as_str()), ("c1", "17"));
        assert_eq!(
            (by_name.relation.as_deref(), by_name.edits),
            (Some("copy"), vec!["cut".into(), "lede".into()])
        );
        let mut taken = record("A", &fields);
        cluster_gold(&mut taken, "cluster", true).unwrap();
        assert_eq!((taken.source.as_deref(), taken.metadata.len()), (Some("h.example"), 0));
        let mut plain = record("A", &[("cluster", "null"), ("host", "\" \"")]);
        assert_eq!(cluster_gold(&mut plain, "cluster", false), Ok(ClusterGold::default()));
        assert_eq!(plain.source.as_deref(), Some("folder"));
        assert_eq!(
            cluster_gold(&mut plain, "cluster", true).unwrap_err(),
            "no cluster: `cluster` is missing; name it with --cluster-field"
        );
    }

    #[test]
    fn a_pair_has_a_label_and_two_ids() {
        let pair = gold_pair(&record("P", &[("a", "\"x\""), ("b", "7"), ("la", "3")])).unwrap();
        assert_eq!(pair, GoldPair { label: "P".into(), a: "x".into(), b: "7".into() });
        let told = gold_pair(&record("P", &[("a", "\"x\"")])).unwrap_err();
        assert_eq!(told, "no pair: `b` must be the id of a document");
    }
}
