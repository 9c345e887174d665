//! The labels file of the page: read again where somebody else has changed it, written whole.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::Result;

use super::super::status::Usage;
use crate::document::Document;
use crate::eval::{Gold, Label};
use crate::read::{LabelFile, gold_page};
use crate::web::tune::LabelChange;
use crate::write::write_file;

/// A labels file and what stands in it.
pub(super) struct Labels {
    path: PathBuf,
    file: LabelFile,
    seen: Option<(SystemTime, u64)>,
}

impl Labels {
    /// Reads the file; one that is not there yet is made at the first label.
    pub(super) fn open(path: PathBuf) -> Result<Labels> {
        // A rename would replace a link, not what it leads to.
        let path = std::fs::canonicalize(&path).unwrap_or(path);
        let mut labels = Labels { path, file: LabelFile::default(), seen: None };
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
        self.file = LabelFile::parse(&text).map_err(|why| format!("labels `{shown}`: {why}"))?;
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
        self.file.gold(document).ok().flatten()
    }

    /// Changes what is known of a document, all of it or nothing.
    pub(super) fn change(&mut self, document: &Document, changes: &[LabelChange]) -> Result<(), String> {
        self.refresh()?;
        let mut file = self.file.clone();
        if file.gold(document)?.is_none() {
            for (at, label) in recorded(document).iter().flat_map(|gold| labelled(gold, &document.text)) {
                file.set_line(document, at, label)?;
            }
        }
        for change in changes {
            match *change {
                LabelChange::Line(at, label) => file.set_line(document, at, label)?,
                LabelChange::Part(span, label) => file.set_part(document, span, label)?,
            }
        }
        write_file(&self.path, file.to_text().as_bytes()).map_err(|error| error.to_string())?;
        self.read()
    }
}

/// The labels that stand in a document's own record.
pub(super) fn recorded(document: &Document) -> Option<Gold> {
    document.metadata.iter().any(|(name, _)| name == "line_labels").then_some(())?;
    gold_page(document.clone(), "gold_text").ok().flatten().map(|page| page.gold)
}

/// Where lines with a label begin.
fn labelled(gold: &Gold, text: &str) -> Vec<(usize, Label)> {
    let mut start = 0;
    let mut found = Vec::new();
    for (line, label) in text.split('\n').zip(gold.labels.chars().map(Label::of)) {
        if label != Label::Unscored {
            found.push((start, label));
        }
        start += line.len() + 1;
    }
    found
}

fn stamp(path: &Path) -> Option<(SystemTime, u64)> {
    let found = std::fs::metadata(path).ok()?;
    Some((found.modified().ok()?, found.len()))
}
