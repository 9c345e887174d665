//! An output folder read and recounted from its files alone, with no code of the program.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;

/// A row of `documents.jsonl`.
#[derive(Debug, Deserialize)]
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) text: String,
    pub(crate) fingerprint: String,
    pub(crate) group: Option<String>,
    pub(crate) role: Option<String>,
    pub(crate) representative: Option<String>,
    pub(crate) bytes_in: u64,
    pub(crate) bytes_removed: u64,
    pub(crate) flags: Vec<String>,
}

/// A row of `removals.jsonl`.
#[derive(Debug, Deserialize)]
pub(crate) struct Removal {
    pub(crate) id: String,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) text: String,
    #[serde(default)]
    pub(crate) replacement: String,
}

/// A row of `groups.jsonl`.
#[derive(Debug, Deserialize)]
pub(crate) struct Group {
    pub(crate) representative: String,
    pub(crate) members: Vec<Member>,
}

/// A member of a group.
#[derive(Debug, Deserialize)]
pub(crate) struct Member {
    pub(crate) id: String,
    pub(crate) role: String,
}

/// A row of `rejects.jsonl`.
#[derive(Debug, Deserialize)]
pub(crate) struct Reject {
    pub(crate) path: String,
    pub(crate) reason: String,
    pub(crate) bytes: u64,
}

/// A row of `inputs.jsonl`.
#[derive(Debug, Deserialize)]
pub(crate) struct Input {
    pub(crate) name: String,
    pub(crate) documents: usize,
    pub(crate) written: usize,
    pub(crate) rejected: usize,
}

#[derive(Debug, Deserialize)]
struct Bytes {
    #[serde(rename = "in")]
    read: u64,
    kept: u64,
    removed: u64,
    inserted: u64,
    not_kept: u64,
    rejected: u64,
}

#[derive(Debug, Deserialize)]
struct Report {
    documents: usize,
    written: usize,
    not_kept: usize,
    rejected: usize,
    bytes: Bytes,
}

/// All rows of a folder.
#[derive(Debug)]
pub(crate) struct Output {
    pub(crate) documents: Vec<Row>,
    pub(crate) removals: HashMap<String, Vec<Removal>>,
    pub(crate) groups: Vec<Group>,
    pub(crate) rejects: Vec<Reject>,
    pub(crate) inputs: Vec<Input>,
    report: Report,
}

fn rows<T: DeserializeOwned>(path: &Path) -> Vec<T> {
    let text = String::from_utf8(fs::read(path).unwrap()).unwrap();
    assert!(text.is_empty() || text.ends_with('\n'), "{}", path.display());
    let row = |line: &str| {
        let shown: String = line.chars().take(200).collect();
        serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {shown}"))
    };
    text.lines().map(row).collect()
}

impl Output {
    /// Reads a folder whose documents are not compressed.
    pub(crate) fn read(out: &Path) -> Output {
        let mut removals: HashMap<String, Vec<Removal>> = HashMap::new();
        for removal in rows::<Removal>(&out.join("removals.jsonl")) {
            removals.entry(removal.id.clone()).or_default().push(removal);
        }
        Output {
            documents: rows(&out.join("documents.jsonl")),
            removals,
            groups: rows(&out.join("groups.jsonl")),
            rejects: rows(&out.join("rejects.jsonl")),
            inputs: rows(&out.join("inputs.jsonl")),
            report: serde_json::from_slice(&fs::read(out.join("report.json")).unwrap()).unwrap(),
        }
    }

    fn removals_of(&self, id: &str) -> &[Removal] {
        self.removals.get(id).map_or(&[], Vec::as_slice)
    }

    /// The text a document was made from: its removals put back.
    pub(crate) fn original(&self, document: &Row) -> String {
        let mut original = String::new();
        let mut rest = document.text.as_str();
        for removal in self.removals_of(&document.id) {
            let (kept, after) = rest.split_at(removal.start - original.len());
            original.push_str(kept);
            original.push_str(&removal.text);
            assert_eq!(removal.end, original.len(), "{}", document.id);
            rest = after.strip_prefix(removal.replacement.as_str()).unwrap();
        }
        original + rest
    }

    /// `documents in = written + not kept + rejected` and `bytes in = kept + removed`, as told and as
    /// counted.
    #[track_caller]
    pub(crate) fn assert_accounts(&self) {
        let report = &self.report;
        let read: usize = self.inputs.iter().map(|input| input.documents).sum();
        let written: usize = self.inputs.iter().map(|input| input.written).sum();
        let rejected: usize = self.inputs.iter().map(|input| input.rejected).sum();
        assert_eq!((read, written), (report.documents, report.written));
        assert_eq!((written, rejected), (self.documents.len(), self.rejects.len()));
        assert_eq!(report.documents, report.written + report.not_kept);
        assert_eq!(rejected, report.rejected);
        let told: u64 = self.rejects.iter().map(|reject| reject.bytes).sum();
        assert_eq!(told, report.bytes.rejected);
        self.assert_bytes();
    }

    fn assert_bytes(&self) {
        let bytes = &self.report.bytes;
        let size = |text: &str| text.len() as u64;
        let (mut read, mut kept) = (bytes.not_kept, 0);
        for document in &self.documents {
            let own = self.removals_of(&document.id);
            let removed: u64 = own.iter().map(|removal| size(&removal.text)).sum();
            let inserted: u64 = own.iter().map(|removal| size(&removal.replacement)).sum();
            assert_eq!(removed, document.bytes_removed, "{}", document.id);
            assert_eq!(size(&self.original(document)), document.bytes_in, "{}", document.id);
            let left = size(&document.text) - inserted;
            assert_eq!(document.bytes_in, left + removed, "{}", document.id);
            read += document.bytes_in;
            kept += left;
        }
        let all = || self.removals.values().flatten();
        assert_eq!(read, bytes.read);
        assert_eq!(all().map(|removal| size(&removal.text)).sum::<u64>(), bytes.removed);
        let inserted: u64 = all().map(|removal| size(&removal.replacement)).sum();
        assert_eq!(inserted, bytes.inserted);
        assert_eq!(bytes.read, bytes.kept + bytes.removed);
        if bytes.not_kept == 0 {
            assert_eq!(kept, bytes.kept);
        }
    }

    /// Documents and rejects of the inputs whose name begins so.
    pub(crate) fn of(&self, prefix: &str) -> (Vec<&Row>, Vec<&Reject>) {
        let (mut documents, mut rejects) = (Vec::new(), Vec::new());
        let (mut row, mut reject) = (0, 0);
        for input in &self.inputs {
            if input.name.starts_with(prefix) {
                documents.extend(&self.documents[row..row + input.written]);
                rejects.extend(&self.rejects[reject..reject + input.rejected]);
            }
            row += input.written;
            reject += input.rejected;
        }
        (documents, rejects)
    }
}
