//! Whatever is changed in an output folder, `verify` finds it.

use std::fs;
use std::io::Write;
use std::path::Path;

use copydesk::monitor::Silent;
use copydesk::text::hash128;
use copydesk::write::{Format, Keep, verify};
use serde_json::Value;

use super::{TestRun, check_output, sample, tree};

pub(crate) fn findings(out: &Path) -> Vec<String> {
    let report = verify(out, &Silent).unwrap();
    report.findings.iter().map(ToString::to_string).collect()
}

fn written(out: &Path, run: &TestRun) {
    run.write(out).unwrap();
    assert_eq!(findings(out), [""; 0]);
}

/// Writes over what is there. Truncating to nothing first makes ext4 flush each time the file is closed.
pub(crate) fn put(path: impl AsRef<Path>, content: impl AsRef<[u8]>) -> std::io::Result<()> {
    let mut file = fs::File::options().create(true).truncate(false).write(true).open(path)?;
    file.write_all(content.as_ref())?;
    file.set_len(content.as_ref().len() as u64)
}

/// Brings sizes, rows and checksums in the manifest up to what the files are now, as a forger would.
pub(crate) fn forge_manifest(out: &Path) {
    let path = out.join("manifest.json");
    let text = fs::read_to_string(&path).unwrap();
    let mut manifest: Value = serde_json::from_str(&text).unwrap();
    manifest.as_object_mut().unwrap().remove("xxh3_128");
    for (name, facts) in manifest["files"].as_object_mut().unwrap() {
        let bytes = fs::read(out.join(name)).unwrap();
        facts["bytes"] = bytes.len().into();
        facts["xxh3_128"] = format!("{:032x}", hash128(&bytes)).into();
        if facts.get("records").is_some() {
            facts["records"] = bytes.iter().filter(|byte| **byte == b'\n').count().into();
        }
    }
    let body = format!("{manifest:#}");
    let head = format!("{},\n", body.strip_suffix("\n}").unwrap());
    put(&path, format!("{head}  \"xxh3_128\": \"{:032x}\"\n}}\n", hash128(head.as_bytes()))).unwrap();
}

#[test]
fn every_byte_of_every_file_counts() {
    for format in [Format::Jsonl, Format::JsonlZst] {
        let folder = tempfile::tempdir().unwrap();
        written(folder.path(), &sample().stored_as(format));
        for (name, bytes) in tree(folder.path()) {
            let path = folder.path().join(&name);
            for at in 0..bytes.len() {
                let mut damaged = bytes.clone();
                damaged[at] ^= 1 << (at % 8);
                put(&path, &damaged).unwrap();
                let found = findings(folder.path());
                let named = found.iter().any(|finding| finding.starts_with(&format!("`{name}`: ")));
                assert!(named, "byte {at} of {name}: {found:?}");
            }
            put(&path, &bytes).unwrap();
        }
        assert_eq!(findings(folder.path()), [""; 0]);
    }
}

#[test]
fn files_that_are_missing_cut_short_or_added_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path();
    written(out, &sample());
    for (name, bytes) in tree(out) {
        let path = out.join(&name);
        fs::remove_file(&path).unwrap();
        let found = findings(out);
        assert!(found.iter().any(|finding| finding.starts_with(&format!("`{name}`: "))), "{name}: {found:?}");
        if !bytes.is_empty() {
            put(&path, &bytes[..bytes.len() - 1]).unwrap();
            let found = findings(out);
            assert!(
                found.iter().any(|finding| finding.starts_with(&format!("`{name}`: "))),
                "{name}: {found:?}"
            );
        }
        put(&path, &bytes).unwrap();
    }
    put(out.join("learned/b.toml"), "").unwrap();
    assert_eq!(findings(out), ["`learned/b.toml`: is not listed in `manifest.json`"]);
    assert!(verify(&out.join("absent"), &Silent).is_err());
}

/// Every way to delete a line, or to write it twice.
fn lost_and_doubled(lines: &[String]) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for at in 0..lines.len() {
        found.push([&lines[..at], &lines[at + 1..]].concat());
        found.push([&lines[..=at], &lines[at..]].concat());
    }
    found
}

/// Every way to swap two lines.
fn swapped(lines: &[String]) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for at in 0..lines.len() {
        for other in at + 1..lines.len() {
            let mut swapped = lines.to_vec();
            swapped.swap(at, other);
            found.push(swapped);
        }
    }
    found.retain(|swapped| swapped != lines);
    found
}

type Edits = fn(&[String]) -> Vec<Vec<String>>;

fn assert_edits_are_found(run: &TestRun, names: &[&str], edits: Edits) {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path();
    written(out, run);
    forge_manifest(out);
    assert_eq!(findings(out), [""; 0], "the forger is good at it");
    let manifest = fs::read(out.join("manifest.json")).unwrap();
    for name in names {
        let path = out.join(name);
        let content = fs::read_to_string(&path).unwrap();
        let lines: Vec<String> = content.lines().map(|line| format!("{line}\n")).collect();
        for lines in edits(&lines) {
            put(&path, lines.concat()).unwrap();
            forge_manifest(out);
            assert!(!findings(out).is_empty(), "{name}:\n{}", lines.concat());
        }
        put(&path, content).unwrap();
        put(out.join("manifest.json"), &manifest).unwrap();
    }
}

const ROWS: [&str; 7] = [
    "documents.jsonl",
    "groups.jsonl",
    "removals.jsonl",
    "rejects.jsonl",
    "inputs.jsonl",
    "originals.jsonl",
    "report.json",
];

#[test]
fn lines_that_are_lost_doubled_or_swapped_are_found_without_the_checksums() {
    assert_edits_are_found(&sample(), &ROWS, lost_and_doubled);
    assert_edits_are_found(&sample(), &ROWS, swapped);
}

#[test]
fn so_they_are_where_representatives_alone_are_kept() {
    let run = sample().keeping(Keep::Representatives);
    assert_edits_are_found(&run, &ROWS, lost_and_doubled);
    // But for the order of removals of documents that have no row themselves, and for which source
    // the bytes of these are: no file tells.
    let untold = ["removals.jsonl", "report.json"];
    let told: Vec<&str> = ROWS.into_iter().filter(|name| !untold.contains(name)).collect();
    assert_edits_are_found(&run, &told, swapped);
}

#[test]
fn the_independent_check_finds_edits_too() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path();
    written(out, &sample());
    check_output(out).unwrap();
    let cases = [
        ("documents.jsonl", r#""bytes_in":27"#, r#""bytes_in":28"#, "bytes_in"),
        ("documents.jsonl", "The ferry opens", "The ferries open", "7"),
        ("removals.jsonl", r#""start":4,"#, r#""start":3,"#, "7"),
        ("groups.jsonl", r#""id":"7""#, r#""id":"8""#, "8"),
        ("groups.jsonl", r#""size":2"#, r#""size":3"#, "size"),
        ("report.json", r#""rejected": 3"#, r#""rejected": 2"#, "rejected"),
        ("report.json", r#""copyright": "#, r#""copyright": 1"#, "kinds"),
        ("inputs.jsonl", r#""documents":5"#, r#""documents":6"#, "documents"),
    ];
    for (name, from, to, expected) in cases {
        let path = out.join(name);
        let content = fs::read_to_string(&path).unwrap();
        assert!(content.contains(from), "{name}: {from}");
        put(&path, content.replacen(from, to, 1)).unwrap();
        let message = check_output(out).unwrap_err();
        assert!(message.contains(expected), "{name}: {message}");
        put(&path, content).unwrap();
    }
}
