//! A file of labels that is read, changed and written again: what `eval clean GOLD --texts` reads.
//!
//! A row is a document: `{"id":…,"line_labels":"??0?1","must":[…],"must_not":[…]}`. What is not changed stays
//! as it was, byte for byte, fields that are not known here among it.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::document::Document;
use crate::eval::{Gold, Label, set_label};
use crate::text::Span;

const LABELS: &str = "line_labels";

/// Labels of documents, by their ids.
#[derive(Debug, Clone, Default)]
pub struct LabelFile {
    rows: Vec<Row>,
    /// Of several rows with one id, the last.
    by_id: HashMap<String, usize>,
}

#[derive(Debug, Clone)]
struct Row {
    /// The line as it stands in the file, empty for a row that is gone.
    text: String,
    fields: Map<String, Value>,
}

impl LabelFile {
    /// Reads the text of a file; an empty one has no labels.
    ///
    /// # Errors
    /// Says which line is no JSON object with an `id`.
    pub fn parse(text: &str) -> Result<LabelFile, String> {
        let mut file = LabelFile::default();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let fields: Map<String, Value> = serde_json::from_str(line)
                .map_err(|_| format!("line {}: a row of labels is a JSON object", number + 1))?;
            let id = id_of(&fields).ok_or_else(|| format!("line {}: the row has no `id`", number + 1))?;
            file.by_id.insert(id, file.rows.len());
            file.rows.push(Row { text: line.to_owned(), fields });
        }
        Ok(file)
    }

    /// The file's text, a row a line.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for row in self.rows.iter().filter(|row| !row.text.is_empty()) {
            text.push_str(&row.text);
            text.push('\n');
        }
        text
    }

    /// What is known of a document; `None` where the file has no row for it.
    ///
    /// # Errors
    /// Says in what way the labels are not of this text.
    pub fn gold(&self, document: &Document) -> Result<Option<Gold>, String> {
        let Some(row) = self.by_id.get(&document.id).map(|&at| &self.rows[at]) else {
            return Ok(None);
        };
        let labels = row.labels()?.to_owned();
        if !labels.is_empty() {
            Gold::check_labels(&labels, &document.text)?;
        }
        let (must, must_not) = (row.snippets("must")?, row.snippets("must_not")?);
        Ok(Some(Gold { labels, must, must_not, ..Gold::default() }))
    }

    /// Sets the label of the line at byte `at` of the document's text.
    ///
    /// # Errors
    /// As [`LabelFile::gold`].
    pub fn set_line(&mut self, document: &Document, at: usize, label: Label) -> Result<(), String> {
        let row = self.row(&document.id);
        let labels = set_label(row.labels()?, &document.text, at, label)?;
        row.fields.insert(LABELS.to_owned(), Value::String(labels));
        row.changed(&document.text);
        Ok(())
    }

    /// Says of a part of the document's text that it must stay, must go, or neither.
    ///
    /// # Errors
    /// As [`LabelFile::gold`].
    pub fn set_part(&mut self, document: &Document, part: Span, label: Label) -> Result<(), String> {
        let snippet = part.of(&document.text);
        let row = self.row(&document.id);
        for (name, of) in [("must", Label::Article), ("must_not", Label::Boilerplate)] {
            let mut snippets = row.snippets(name)?;
            snippets.retain(|known| known != snippet);
            if label == of {
                snippets.push(snippet.to_owned());
            }
            match snippets.is_empty() {
                true => row.fields.remove(name),
                false => row.fields.insert(name.to_owned(), snippets.into()),
            };
        }
        row.changed(&document.text);
        Ok(())
    }

    fn row(&mut self, id: &str) -> &mut Row {
        let at = *self.by_id.entry(id.to_owned()).or_insert_with(|| {
            let fields = Map::from_iter([("id".to_owned(), Value::from(id))]);
            self.rows.push(Row { text: String::new(), fields });
            self.rows.len() - 1
        });
        &mut self.rows[at]
    }
}

impl Row {
    fn labels(&self) -> Result<&str, String> {
        match self.fields.get(LABELS) {
            None | Some(Value::Null) => Ok(""),
            Some(Value::String(labels)) => Ok(labels),
            Some(_) => Err(format!("wrong field: `{LABELS}` is not a string")),
        }
    }

    fn snippets(&self, name: &str) -> Result<Vec<String>, String> {
        match self.fields.get(name) {
            None | Some(Value::Null) => Ok(Vec::new()),
            Some(list) => serde_json::from_value(list.clone())
                .map_err(|_| format!("wrong field: `{name}` is not a list of strings")),
        }
    }

    /// Writes the row anew. One that says nothing any more goes; one without line labels has them all open, as
    /// `eval clean --texts` asks for them.
    fn changed(&mut self, text: &str) {
        let open =
            |labels: &Value| labels.as_str().is_some_and(|labels| labels.chars().all(|label| label == '?'));
        let says_nothing = |(name, value): (&String, &Value)| name == "id" || name == LABELS && open(value);
        if self.fields.iter().all(says_nothing) {
            self.text.clear();
            return;
        }
        let all_open = || Value::from("?".repeat(text.split('\n').count()));
        self.fields.entry(LABELS).or_insert_with(all_open);
        self.text = serde_json::to_string(&self.fields).unwrap_or_default();
    }
}

/// A number is an id as it is written, as in records.
fn id_of(fields: &Map<String, Value>) -> Option<String> {
    match fields.get("id")? {
        Value::String(id) => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn document(id: &str, text: &str) -> Document {
        Document { id: id.into(), text: text.into(), ..Document::default() }
    }

    #[test]
    fn a_label_is_set_and_all_else_stays_as_it_was() {
        let before =
            "{ \"id\": \"a\", \"note\": 1.50, \"line_labels\": \"01\" }\n{\"id\":7,\"line_labels\":\"?\"}\n";
        let mut file = LabelFile::parse(before).unwrap();
        assert_eq!(file.to_text(), before);
        file.set_line(&document("b", "Menu\nOne\n"), 5, Label::Article).unwrap();
        file.set_line(&document("7", "Share"), 0, Label::Boilerplate).unwrap();
        let expected = "{ \"id\": \"a\", \"note\": 1.50, \"line_labels\": \"01\" }\n\
                        {\"id\":7,\"line_labels\":\"0\"}\n{\"id\":\"b\",\"line_labels\":\"?1?\"}\n";
        assert_eq!(file.to_text(), expected);
        assert_eq!(LabelFile::parse(expected).unwrap().to_text(), expected);
        file.set_line(&document("b", "Menu\nOne\n"), 5, Label::Unscored).unwrap();
        assert!(!file.to_text().contains("\"b\""), "a row that says nothing goes");
        file.set_line(&document("b", "Menu\nOne\n"), 0, Label::Boilerplate).unwrap();
        assert!(file.to_text().ends_with("{\"id\":\"b\",\"line_labels\":\"0??\"}\n"));
    }

    #[test]
    fn parts_of_lines_are_snippets() {
        let page = document("a", "One | Print");
        let mut file = LabelFile::default();
        file.set_part(&page, Span::new(3, 11), Label::Boilerplate).unwrap();
        assert_eq!(file.to_text(), "{\"id\":\"a\",\"line_labels\":\"?\",\"must_not\":[\" | Print\"]}\n");
        assert_eq!(file.gold(&page).unwrap().unwrap().must_not, [" | Print"]);
        file.set_part(&page, Span::new(3, 11), Label::Article).unwrap();
        assert_eq!(file.to_text(), "{\"id\":\"a\",\"line_labels\":\"?\",\"must\":[\" | Print\"]}\n");
        file.set_part(&page, Span::new(3, 11), Label::Unscored).unwrap();
        assert_eq!(file.to_text(), "");
    }

    #[test]
    fn what_cannot_be_read_says_where_and_why() {
        let error = |text: &str| LabelFile::parse(text).unwrap_err();
        assert_eq!(error("{\"id\":\"a\"}\n\n[1]\n"), "line 3: a row of labels is a JSON object");
        assert_eq!(error("{\"name\":\"a\"}"), "line 1: the row has no `id`");
        let mut file = LabelFile::parse("{\"id\":\"a\",\"line_labels\":\"01\"}").unwrap();
        let told = file.set_line(&document("a", "One line"), 0, Label::Article).unwrap_err();
        assert_eq!(told, "wrong labels: 2 for a text of 1 lines");
        assert!(file.gold(&document("a", "One line")).is_err());
        assert_eq!(file.gold(&document("b", "One line")), Ok(None));
    }
}
