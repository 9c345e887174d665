//! The labels file: JSON lines that are kept as they stand but for the one that is changed.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::Result;
use serde::Deserialize;
use serde::de::{MapAccess, Visitor};
use serde_json::value::{RawValue, to_raw_value};

use super::super::status::Usage;
use crate::document::Document;
use crate::eval::{Gold, Page};
use crate::read::{gold_page, labelled_page};
use crate::write::write_file;

/// The field with the article, as `eval clean` looks for it.
const ARTICLE: &str = "gold_text";

/// A labels file and what stands in it.
pub(super) struct Labels {
    path: PathBuf,
    lines: Vec<String>,
    /// The last row of each id.
    by_id: HashMap<String, usize>,
    seen: Option<(SystemTime, u64)>,
}

impl Labels {
    /// Reads the file; one that is not there yet is made at the first label.
    pub(super) fn open(path: PathBuf) -> Result<Labels> {
        // A rename would replace a link, not what it leads to.
        let path = std::fs::canonicalize(&path).unwrap_or(path);
        let mut labels = Labels { path, lines: Vec::new(), by_id: HashMap::new(), seen: None };
        labels.read().map_err(Usage)?;
        Ok(labels)
    }

    fn read(&mut self) -> Result<(), String> {
        let shown = self.path.display();
        let now = stamp(&self.path);
        let text = match std::fs::read_to_string(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(format!("cannot read the labels `{shown}`: {error}")),
        };
        self.lines = text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect();
        self.by_id.clear();
        for (number, line) in self.lines.iter().enumerate() {
            let row =
                Row::parse(line).map_err(|why| format!("labels `{shown}`, record {}: {why}", number + 1))?;
            self.by_id.insert(row.id()?, number);
        }
        self.seen = now;
        Ok(())
    }

    /// Reads the file again where somebody else has changed it.
    fn refresh(&mut self) -> Result<(), String> {
        if stamp(&self.path) == self.seen { Ok(()) } else { self.read() }
    }

    /// What the file says of a document; `None` where it says nothing, or is of another text.
    pub(super) fn gold(&mut self, document: &Document) -> Option<Gold> {
        self.refresh().ok()?;
        let row = Row::parse(&self.lines[*self.by_id.get(&document.id)?]).ok()?;
        page(labelled_page(row.record()?, document.clone(), ARTICLE))
    }

    /// Writes what is known of a document.
    pub(super) fn set(&mut self, document: &Document, gold: &Gold) -> Result<(), String> {
        self.refresh()?;
        let at = self.by_id.get(&document.id).copied();
        let mut row = match at {
            Some(at) => Row::parse(&self.lines[at])?,
            None => Row::of(&document.id)?,
        };
        let known = row.record().is_some_and(|record| !record.text.is_empty());
        if known && labelled_page(row.record().unwrap_or_default(), document.clone(), ARTICLE).is_err() {
            return Err("the labels of this id are of another text".into());
        }
        row.set("line_labels", &gold.labels)?;
        for (name, snippets) in [("must", &gold.must), ("must_not", &gold.must_not)] {
            row.0.retain(|(known, _)| known != name || !snippets.is_empty());
            if !snippets.is_empty() {
                row.set(name, snippets)?;
            }
        }
        let mut lines = self.lines.clone();
        match at {
            Some(at) => lines[at] = row.print(),
            None => lines.push(row.print()),
        }
        let text: String = lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect();
        write_file(&self.path, text.as_bytes()).map_err(|error| error.to_string())?;
        self.read()
    }
}

/// The labels that stand in a document's own record.
pub(super) fn recorded(document: &Document) -> Option<Gold> {
    document.metadata.iter().any(|(name, _)| name == "line_labels").then_some(())?;
    page(gold_page(document.clone(), ARTICLE))
}

fn page(found: Result<Option<Page>, String>) -> Option<Gold> {
    found.ok().flatten().map(|page| page.gold)
}

fn stamp(path: &Path) -> Option<(SystemTime, u64)> {
    let found = std::fs::metadata(path).ok()?;
    Some((found.modified().ok()?, found.len()))
}

/// A JSON object whose fields stand in their order, as they are written.
struct Row(Vec<(String, Box<RawValue>)>);

impl Row {
    fn parse(line: &str) -> Result<Row, String> {
        serde_json::from_str(line).map_err(|error| format!("no JSON object: {error}"))
    }

    fn of(id: &str) -> Result<Row, String> {
        let mut row = Row(Vec::new());
        row.set("id", &id)?;
        Ok(row)
    }

    fn set(&mut self, name: &str, value: &impl serde::Serialize) -> Result<(), String> {
        let raw = to_raw_value(value).map_err(|error| error.to_string())?;
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => *known = raw,
            None => self.0.push((name.to_owned(), raw)),
        }
        Ok(())
    }

    fn text(&self, name: &str) -> Option<String> {
        let (_, raw) = self.0.iter().find(|(known, _)| known == name)?;
        serde_json::from_str(raw.get()).ok()
    }

    /// A string, or a number as it is written.
    fn id(&self) -> Result<String, String> {
        let (_, raw) = self.0.iter().find(|(known, _)| known == "id").ok_or("it has no `id`")?;
        Ok(self.text("id").unwrap_or_else(|| raw.get().to_owned()))
    }

    /// The row as a record whose text is its labels.
    fn record(&self) -> Option<Document> {
        let others = self.0.iter().filter(|(name, _)| name != "id" && name != "line_labels");
        Some(Document {
            id: self.id().ok()?,
            text: self.text("line_labels").unwrap_or_default(),
            metadata: others.map(|(name, raw)| (name.clone(), raw.get().to_owned())).collect(),
            ..Document::default()
        })
    }

    fn print(&self) -> String {
        let fields: Vec<String> = self
            .0
            .iter()
            .map(|(name, raw)| format!("{}: {}", serde_json::Value::from(name.as_str()), raw.get()))
            .collect();
        format!("{{{}}}", fields.join(", "))
    }
}

impl<'de> Deserialize<'de> for Row {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Row, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Row;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Row, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Row(fields))
            }
        }
        from.deserialize_map(Fields)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn document(id: &str) -> Document {
        Document { id: id.into(), text: "Menu\nStory.".into(), ..Document::default() }
    }

    #[test]
    fn only_the_row_that_changes_is_written_anew() {
        let folder = tempfile_folder();
        let path = folder.join("labels.jsonl");
        let others = "{ \"id\":7, \"line_labels\": \"1\" , \"n\": 1e400}\n";
        std::fs::write(
            &path,
            format!("{others}{{\"cluster\": [1], \"id\": \"a\", \"line_labels\": \"?1\"}}\n"),
        )
        .unwrap();
        let mut labels = Labels::open(path.clone()).unwrap();
        let mut gold = labels.gold(&document("a")).unwrap();
        assert_eq!(gold.labels, "?1");
        gold.labels = "01".into();
        gold.must_not = vec!["Menu".into()];
        labels.set(&document("a"), &gold).unwrap();
        labels.set(&document("b\n"), &Gold { labels: "?0".into(), ..Gold::default() }).unwrap();
        let changed =
            "{\"cluster\": [1], \"id\": \"a\", \"line_labels\": \"01\", \"must_not\": [\"Menu\"]}\n";
        let added = "{\"id\": \"b\\n\", \"line_labels\": \"?0\"}\n";
        assert_eq!(std::fs::read_to_string(&path).unwrap(), format!("{others}{changed}{added}"));
        assert_eq!(labels.gold(&document("b\n")).unwrap().labels, "?0");
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn labels_of_another_text_are_not_touched() {
        let folder = tempfile_folder();
        let path = folder.join("labels.jsonl");
        let row = "{\"id\": \"a\", \"line_labels\": \"011\"}\n";
        std::fs::write(&path, row).unwrap();
        let mut labels = Labels::open(path.clone()).unwrap();
        assert_eq!(labels.gold(&document("a")), None);
        assert!(labels.set(&document("a"), &Gold { labels: "01".into(), ..Gold::default() }).is_err());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), row);
        std::fs::remove_dir_all(folder).unwrap();
    }

    fn tempfile_folder() -> PathBuf {
        let mut bytes = [0; 8];
        getrandom::fill(&mut bytes).unwrap();
        let folder = std::env::temp_dir().join(format!("copydesk-labels-{}", u64::from_le_bytes(bytes)));
        std::fs::create_dir(&folder).unwrap();
        folder
    }
}
