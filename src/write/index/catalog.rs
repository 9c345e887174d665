//! `index.json`: the batches of an index, and what made them.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{CATALOG, damage, file_name};
use crate::fingerprint::{FEATURES_VERSION, FingerprintKind};
use crate::write::WriteError;
use crate::write::sealed::{seal, unseal};

/// Version of the folder and of the records in it.
const FORMAT: u32 = 1;

/// The whole file.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Catalog {
    /// By the key of the run that added it.
    pub(super) batches: BTreeMap<String, BatchFacts>,
    /// Version of what is hashed and how: [`FEATURES_VERSION`].
    features: u32,
    fingerprint: String,
    format: u32,
}

/// What the file of a batch must be, and what is in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BatchFacts {
    pub(super) bytes: u64,
    pub(super) documents: u64,
    /// How often the batch has been written.
    pub(super) generation: u64,
    pub(super) xxh3_128: String,
}

impl Catalog {
    pub(super) fn new(kind: FingerprintKind) -> Catalog {
        Catalog {
            batches: BTreeMap::new(),
            features: FEATURES_VERSION,
            fingerprint: kind.as_str().to_owned(),
            format: FORMAT,
        }
    }

    /// The files of all batches.
    pub(super) fn files(&self) -> impl Iterator<Item = String> {
        self.batches.iter().map(|(name, facts)| file_name(name, facts.generation))
    }

    pub(super) fn kind(&self) -> FingerprintKind {
        self.fingerprint.parse().unwrap_or_default()
    }

    /// Refuses an index that other code or other options have made: its hashes would compare with nothing.
    pub(super) fn fits(&self, path: &Path, kind: FingerprintKind) -> Result<(), WriteError> {
        let refused = |found: String| Err(WriteError::no_index(path, found));
        if self.format != FORMAT {
            return refused(format!(
                "holds an index of format {}, and this version reads {FORMAT}",
                self.format
            ));
        }
        if self.features != FEATURES_VERSION {
            let found = self.features;
            return refused(format!(
                "holds an index of features version {found}, and this version makes {FEATURES_VERSION}"
            ));
        }
        if self.fingerprint != kind.as_str() {
            let found = &self.fingerprint;
            return refused(format!("holds an index of {found}, and --fingerprint is {}", kind.as_str()));
        }
        Ok(())
    }

    pub(super) fn print(&self) -> Result<String, WriteError> {
        match serde_json::to_value(self) {
            Ok(Value::Object(fields)) => Ok(seal(&fields)),
            _ => Err(damage(CATALOG, "cannot be written as JSON")),
        }
    }

    pub(super) fn read(folder: &Path) -> Result<Catalog, WriteError> {
        let path = folder.join(CATALOG);
        let bytes = std::fs::read(&path).map_err(|source| WriteError::io("read", &path, source))?;
        let fields = unseal(&bytes).map_err(|what| damage(CATALOG, what))?;
        let catalog: Catalog = serde_json::from_value(Value::Object(fields))
            .map_err(|error| damage(CATALOG, format!("is not one of a copydesk index: {error}")))?;
        match catalog.batches.keys().find(|name| !is_key(name)) {
            Some(name) => Err(damage(CATALOG, format!("names a batch `{name}`, which is no key"))),
            None => Ok(catalog),
        }
    }
}

/// Keys become file names: nothing but what [`crate::write::RunKey`] gives out may.
fn is_key(name: &str) -> bool {
    name.len() == 32 && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
