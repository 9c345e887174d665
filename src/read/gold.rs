//! Records of pages with labels: what is known of a page beside its text.

use serde::de::DeserializeOwned;

use crate::document::Document;
use crate::eval::{Gold, Page};

/// Pages whose gold text was found for a smaller share of their labelled lines are not fit to score.
const LEAST_COVERAGE: f64 = 0.8;

/// The page of a record that was read with its text; `None` for a page that is not fit to score: its
/// `gold_coverage` is below 0.8, or it is blank. The outlet is `host`, else the source, else the host of
/// the address. The language is no part of the document, so that cleaning gets no help from labels.
///
/// # Errors
/// Says what is wrong with the labels, or that there are none.
pub fn gold_page(mut record: Document, gold_field: &str) -> Result<Option<Page>, String> {
    let fields = Fields(std::mem::take(&mut record.metadata));
    record.source = fields.get("host")?.filter(|host: &String| !host.trim().is_empty()).or(record.source);
    let language = record.lang.take();
    let labels = fields.get("line_labels")?;
    fields.page(record, language, labels, gold_field)
}

/// The page of a record whose text is its labels, and of the document they are of, which is cleaned as
/// it is; else as [`gold_page`].
///
/// # Errors
/// As [`gold_page`].
pub fn labelled_page(
    mut record: Document,
    document: Document,
    gold_field: &str,
) -> Result<Option<Page>, String> {
    let fields = Fields(std::mem::take(&mut record.metadata));
    let language = document.lang.clone().or(record.lang);
    fields.page(document, language, Some(record.text), gold_field)
}

/// Names and raw JSON values.
struct Fields(Vec<(String, String)>);

impl Fields {
    /// A missing field and `null` are alike.
    fn get<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, String> {
        let Some((_, raw)) = self.0.iter().find(|(known, _)| known == name) else {
            return Ok(None);
        };
        serde_json::from_str(raw).map_err(|error| {
            let error = error.to_string();
            let what = error.split(" at line").next().unwrap_or_default();
            format!("wrong field: `{name}`: {what}")
        })
    }

    fn page(
        &self,
        document: Document,
        language: Option<String>,
        labels: Option<String>,
        gold_field: &str,
    ) -> Result<Option<Page>, String> {
        let coverage: Option<f64> = self.get("gold_coverage")?;
        if coverage.is_some_and(|coverage| coverage < LEAST_COVERAGE) || document.text.trim().is_empty() {
            return Ok(None);
        }
        let (must, must_not): (Option<Vec<String>>, Option<Vec<String>>) =
            (self.get("must")?, self.get("must_not")?);
        if labels.is_none() && must.is_none() && must_not.is_none() {
            return Err("no labels: the record has none of `line_labels`, `must`, `must_not`".to_owned());
        }
        let labels = labels.unwrap_or_default();
        let mut article = None;
        if !labels.is_empty() {
            Gold::check_labels(&labels, &document.text)?;
            article = self.get(gold_field)?;
        }
        let gold = Gold {
            language,
            labels,
            article,
            must: must.unwrap_or_default(),
            must_not: must_not.unwrap_or_default(),
        };
        Ok(Some(Page { document, gold }))
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
            source: Some("from-url.example".into()),
            lang: Some("de".into()),
            metadata: fields.iter().map(field).collect(),
            ..Document::default()
        }
    }

    fn page(text: &str, fields: &[(&str, &str)]) -> Result<Option<Page>, String> {
        gold_page(record(text, fields), "gold_text")
    }

    #[test]
    fn labels_and_article_come_from_their_fields() {
        let fields = [("host", "\"h.example\""), ("line_labels", "\"0H\""), ("gold_text", "\"Story.\"")];
        let found = page("Menu\nStory.", &fields).unwrap().unwrap();
        assert_eq!(found.document.source.as_deref(), Some("h.example"));
        assert_eq!((found.document.lang, found.gold.language.as_deref()), (None, Some("de")));
        assert_eq!((found.gold.labels.as_str(), found.gold.article.as_deref()), ("0H", Some("Story.")));
        assert!(found.document.metadata.is_empty());
        let found = page("Menu\nA.\nB.", &[("line_labels", "\"011\""), ("host", "null")]).unwrap().unwrap();
        assert_eq!(found.document.source.as_deref(), Some("from-url.example"));
        assert_eq!(found.gold.article, None, "labels say what the article is where nothing else does");
        let found = page("Menu", &[("must_not", "[\"Menu\"]")]).unwrap().unwrap();
        assert_eq!((found.gold.must_not, found.gold.labels.as_str()), (vec!["Menu".to_owned()], ""));
    }

    #[test]
    fn pages_that_are_not_fit_are_left_out() {
        let labels = ("line_labels", "\"1\"");
        assert_eq!(page("A", &[labels, ("gold_coverage", "0.79")]), Ok(None));
        assert_eq!(page(" ", &[labels]), Ok(None));
        assert!(page("A", &[labels, ("gold_coverage", "0.8")]).unwrap().is_some());
        assert!(page("A", &[labels, ("gold_coverage", "null")]).unwrap().is_some());
    }

    #[test]
    fn what_cannot_be_scored_says_why() {
        let reason = |text, fields: &[(&str, &str)]| page(text, fields).unwrap_err();
        assert_eq!(
            reason("A", &[("gold_text", "\"A\"")]),
            "no labels: the record has none of `line_labels`, `must`, `must_not`"
        );
        assert_eq!(reason("A\nB", &[("line_labels", "\"1\"")]), "wrong labels: 1 for a text of 2 lines");
        assert_eq!(
            reason("A", &[("must", "\"A\"")]),
            "wrong field: `must`: invalid type: string \"A\", expected a sequence"
        );
        assert_eq!(
            reason("A", &[("line_labels", "5")]),
            "wrong field: `line_labels`: invalid type: integer `5`, expected a string"
        );
    }

    #[test]
    fn labels_may_be_of_a_text_that_stands_elsewhere() {
        let document = Document { text: "Menu\nA.".into(), lang: Some("en".into()), ..Document::default() };
        let found = labelled_page(record("01", &[]), document.clone(), "gold_text").unwrap().unwrap();
        assert_eq!(found.document, document);
        assert_eq!((found.gold.labels.as_str(), found.gold.language.as_deref()), ("01", Some("en")));
        assert!(labelled_page(record("0", &[]), document, "gold_text").is_err());
    }
}
