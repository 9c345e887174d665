//! The output folder: small runs built by hand, written, checked, damaged and restored.

pub(crate) mod damage;
mod folder;
mod ids;
mod restore;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use copydesk::clean::{Action, Cleaned, Removal};
use copydesk::document::{Document, Flag, Reject};
use copydesk::fingerprint::{Fingerprint, Fingerprints};
use copydesk::group::{Group, Member, Permille, Role};
use copydesk::monitor::Silent;
use copydesk::report::RunReport;
use copydesk::rules::Kind;
use copydesk::text::{Span, hash64};
use copydesk::write::{
    CappedBucket, Format, Input, InputKind, Keep, ManifestFacts, Opened, Outcome, RunFolder, RunKey,
    RunWriter, Summary, WriteError, WriteOptions, render, verify,
};

/// One input of a run that is put together by hand.
#[derive(Debug, Clone)]
pub(crate) struct TestInput {
    pub(crate) name: String,
    pub(crate) kind: InputKind,
    pub(crate) documents: Vec<Cleaned>,
    pub(crate) rejects: Vec<Reject>,
}

/// A run that is put together by hand.
#[derive(Debug, Clone, Default)]
pub(crate) struct TestRun {
    pub(crate) inputs: Vec<TestInput>,
    pub(crate) groups: Vec<Group>,
    pub(crate) options: WriteOptions,
}

/// A cut of a test document: the span, and what stands in its place.
pub(crate) type Cut<'a> = (usize, usize, &'a str);

/// Cleans by hand: `cuts` are sorted, disjoint and on character boundaries.
pub(crate) fn cleaned(id: &str, text: &str, cuts: &[Cut<'_>]) -> Cleaned {
    let mut clean = String::new();
    let mut from = 0;
    let mut removals = Vec::new();
    for (number, (start, end, replacement)) in cuts.iter().enumerate() {
        clean += &text[from..*start];
        clean += replacement;
        from = *end;
        removals.push(Removal {
            span: Span::new(*start, *end),
            rule: Arc::from(["news/share", "news/footer"][number % 2]),
            kind: [Kind::Share, Kind::Copyright, Kind::Whitespace][number % 3],
            action: match replacement.is_empty() {
                false => Action::Replace,
                true => [Action::Drop, Action::Capture, Action::Heal][number % 3],
            },
            replacement: (*replacement).to_owned(),
        });
    }
    clean += &text[from..];
    Cleaned {
        marked: Vec::new(),
        document: Document { id: id.to_owned(), text: text.to_owned(), ..Document::default() },
        removals,
        text: clean,
        captures: Vec::new(),
    }
}

pub(crate) fn records(name: &str, documents: Vec<Cleaned>) -> TestInput {
    TestInput { name: name.to_owned(), kind: InputKind::Records, documents, rejects: Vec::new() }
}

pub(crate) fn text_file(name: &str, document: Cleaned) -> TestInput {
    TestInput { name: name.to_owned(), kind: InputKind::Text, documents: vec![document], rejects: Vec::new() }
}

/// A group; the first document stands for it.
pub(crate) fn group(documents: &[usize]) -> Group {
    let representative = documents[0];
    let role = |document: usize| match document == representative {
        true => Role::Representative,
        false => Role::Trimmed,
    };
    Group {
        representative,
        members: documents
            .iter()
            .map(|document| Member {
                document: *document,
                role: role(*document),
                hamming: 2,
                jaccard: Permille(871),
                containment: Permille(1000),
                matched: representative,
            })
            .collect(),
        versions: Vec::new(),
    }
}

impl TestRun {
    pub(crate) fn key(&self) -> RunKey {
        RunKey::of(["test", "1"])
    }

    pub(crate) fn open(&self, out: &Path) -> Result<RunFolder, WriteError> {
        match RunFolder::open(out, &self.key())? {
            Opened::Ready(folder) => Ok(folder),
            Opened::AlreadyDone => panic!("`{}` is done already", out.display()),
        }
    }

    /// Pushes everything; the report is what the stages before would have counted.
    pub(crate) fn push(&self, folder: RunFolder) -> Result<(RunWriter, RunReport, Fingerprints), WriteError> {
        let mut writer = RunWriter::begin(folder, self.options)?;
        let mut report = RunReport::default();
        let mut fingerprints = Fingerprints::default();
        for (number, input) in self.inputs.iter().enumerate() {
            for document in &input.documents {
                let mut document = document.clone();
                document.document.origin.input = number;
                report += RunReport::of(&document);
                fingerprints.extend([Fingerprint::of_64(hash64(document.text.as_bytes()))]);
                writer.push(render(&document))?;
            }
            for reject in &input.rejects {
                report.reject(reject);
                writer.reject(reject)?;
            }
            writer.input_end(Input {
                name: input.name.clone(),
                kind: input.kind,
                bytes: 100,
                checksum: "00".repeat(16),
            })?;
        }
        writer.learned("wire.example.toml", "[pack]\nname = \"wire.example\"\n")?;
        Ok((writer, report, fingerprints))
    }

    pub(crate) fn outcome<'a>(&'a self, report: RunReport, fingerprints: &'a Fingerprints) -> Outcome<'a> {
        Outcome {
            groups: &self.groups,
            fingerprints,
            report,
            capped: vec![CappedBucket { bucket: "band 3".to_owned(), documents: 70_000 }],
            passages: None,
            facts: ManifestFacts {
                tool: "copydesk 0.1.0".to_owned(),
                options: serde_json::from_str(r#"{"max-memory": 512, "keep": "all"}"#).unwrap(),
                rules: BTreeMap::from([("news".to_owned(), "0123".to_owned())]),
            },
        }
    }

    pub(crate) fn write(&self, out: &Path) -> Result<Summary, WriteError> {
        let (writer, report, fingerprints) = self.push(self.open(out)?)?;
        writer.finish(self.outcome(report, &fingerprints), &Silent)
    }

    pub(crate) fn keeping(mut self, keep: Keep) -> TestRun {
        self.options.keep = keep;
        self
    }

    pub(crate) fn stored_as(mut self, format: Format) -> TestRun {
        self.options.format = format;
        self
    }
}

/// A run with a bit of everything: five documents with cuts, two groups, texts and records, an original
/// id, bytes that are no text, rejects, and an input without documents.
pub(crate) fn sample() -> TestRun {
    let footer = "The bridge opens on Monday.\nShare this\n© Harbour Wire";
    let mut wire = cleaned("b/2.txt", footer, &[(27, 38, ""), (38, footer.len(), "")]);
    wire.document.source = Some("harbour.example".to_owned());
    wire.document.flags = vec![Flag::ByteOrderMark, Flag::Decoded("utf-16le")];
    let mut copy = cleaned("7", "The bridge opens on Monday.", &[(4, 10, "ferry")]);
    copy.document.origin.id_json = Some("7".to_owned());
    copy.document.created = Some("2024-05-01".to_owned());
    copy.document.metadata = vec![("n".to_owned(), "[1.50]".to_owned())];
    copy.captures = vec![("byline".to_owned(), "Ada \"Q\" Marsh".to_owned())];
    let mut broken = cleaned("9", "Caf\u{fffd} prices", &[(0, 3, "")]);
    broken.document.flags = vec![Flag::LoneSurrogate];
    broken.document.origin.raw = Some(br#""Caf\ud83d prices""#.to_vec());
    let mut titled = cleaned("x", "Rain ends. Read more", &[(10, 20, "")]);
    titled.document.title = Some("Rain\nends".to_owned());
    let again = cleaned("x", "Rain ends", &[]);
    let alone = cleaned("alone", "Nothing to cut", &[]);
    let mut records = records("b/3.jsonl.gz", vec![copy, broken, titled, again, alone]);
    let reject = |record, reason: &str| Reject {
        path: "b/3.jsonl.gz".to_owned(),
        record,
        reason: reason.to_owned(),
        bytes: 12,
    };
    records.rejects = vec![
        reject(Some(4), "not JSON: found `{`"),
        reject(Some(9), "not JSON: found `]`"),
        reject(None, "broke off"),
    ];
    let nothing = TestInput {
        name: "c".to_owned(),
        kind: InputKind::Records,
        documents: Vec::new(),
        rejects: Vec::new(),
    };
    TestRun {
        inputs: vec![text_file("b/2.txt", wire), records, nothing],
        groups: vec![group(&[4, 3]), group(&[0, 1])],
        options: WriteOptions::default(),
    }
}

/// The names in a folder and below, sorted.
pub(crate) fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for path in files(folder) {
        let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
        found.insert(name, fs::read(path).unwrap());
    }
    found
}

fn files(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] })
        .collect()
}

/// Both checks, ours and the independent one, find nothing.
pub(crate) fn assert_sound(out: &Path) {
    let report = verify(out, &Silent).unwrap();
    assert!(report.is_sound(), "{:#?}", report.findings);
    if !out.join("documents.jsonl.zst").exists() {
        check_output(out).unwrap();
    }
}

/// Runs `tests/tools/check_output.py`, which shares no code with the program.
pub(crate) fn check_output(out: &Path) -> Result<(), String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tools/check_output.py");
    let output = Command::new("python3").arg(script).arg(out).output().unwrap();
    match output.status.code() {
        Some(0) => Ok(()),
        Some(1) => Err(String::from_utf8_lossy(&output.stdout).into_owned()),
        code => panic!("exit {code:?}: {}", String::from_utf8_lossy(&output.stderr)),
    }
}
