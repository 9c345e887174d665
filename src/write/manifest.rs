//! `manifest.json`: what a run was made of, and the size and checksum of each of its files.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::atomic::Sealed;
use super::schema::{FORMAT_VERSION, MANIFEST};
use super::sealed::{seal, unseal};
use super::{Finding, WriteError};

/// What the caller says about a run.
#[derive(Debug, Clone, Default)]
pub struct ManifestFacts {
    /// Name and version of the program: `copydesk 0.1.0`.
    pub tool: String,
    /// The options that shape the output. No threads, no absolute paths.
    pub options: Map<String, Value>,
    /// Rule packs by name, with the hash of their text.
    pub rules: BTreeMap<String, String>,
}

/// The whole manifest.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    pub(super) files: BTreeMap<String, FileFacts>,
    format: u32,
    pub(super) key: String,
    options: Map<String, Value>,
    rules: BTreeMap<String, String>,
    tool: String,
}

/// What a file must be.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileFacts {
    pub(super) bytes: u64,
    /// Rows, in the files that have rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) records: Option<u64>,
    pub(super) xxh3_128: String,
}

impl FileFacts {
    fn of(file: &Sealed) -> FileFacts {
        FileFacts {
            bytes: file.bytes,
            records: file.name.contains(".jsonl").then_some(file.rows),
            xxh3_128: file.xxh3_128.clone(),
        }
    }
}

impl Manifest {
    pub(super) fn new(facts: &ManifestFacts, key: &str, files: &[Sealed]) -> Manifest {
        Manifest {
            files: files.iter().map(|file| (file.name.clone(), FileFacts::of(file))).collect(),
            format: FORMAT_VERSION,
            key: key.to_owned(),
            options: facts.options.clone(),
            rules: facts.rules.clone(),
            tool: facts.tool.clone(),
        }
    }

    pub(super) fn print(&self) -> Result<String, WriteError> {
        match serde_json::to_value(self) {
            Ok(Value::Object(fields)) => Ok(seal(&fields)),
            _ => Err(Finding::new(MANIFEST, "the options cannot be written as JSON").into()),
        }
    }

    pub(super) fn tool(&self) -> &str {
        &self.tool
    }

    pub(super) fn options(&self) -> &Map<String, Value> {
        &self.options
    }

    /// How many rule packs there were.
    pub(super) fn packs(&self) -> usize {
        self.rules.len()
    }

    /// Reads and checks the manifest of `folder`.
    pub(super) fn read(folder: &Path) -> Result<Manifest, Finding> {
        let found = |what: String| Finding::new(MANIFEST, what);
        let bytes = std::fs::read(folder.join(MANIFEST))
            .map_err(|error| found(format!("cannot be read: {error}")))?;
        let fields = unseal(&bytes).map_err(found)?;
        let manifest: Manifest = serde_json::from_value(Value::Object(fields))
            .map_err(|error| found(format!("is not one of a copydesk run: {error}")))?;
        if manifest.format != FORMAT_VERSION {
            return Err(found(format!(
                "is of format {}, and this version reads {FORMAT_VERSION}",
                manifest.format
            )));
        }
        Ok(manifest)
    }
}
