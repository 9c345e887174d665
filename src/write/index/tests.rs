//! An index through its own doors: what comes back, what is refused, what damage is found.

#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use super::*;
use crate::monitor::Silent;

const KIND: FingerprintKind = FingerprintKind::Simhash128;

fn document(id: &str, created: Option<i64>, text: &str) -> EarlierDocument {
    EarlierDocument {
        id: format!("\"{id}\""),
        label: format!("\"source\":null,\"created\":{created:?}").into_bytes(),
        created,
        length: text.len() as u64,
        source: created.map(|_| "gazette.example".to_owned()),
        sketch: KIND.sketch(text),
    }
}

fn key(name: &str) -> RunKey {
    RunKey::of([name])
}

fn add(path: &Path, name: &str, documents: &[EarlierDocument]) {
    let index = Index::open(path, KIND).unwrap();
    let mut batch = index.begin(&key(name)).unwrap();
    for document in documents {
        batch.push(document.key(), &document.label, &document.sketch).unwrap();
    }
    index.add(&key(name), batch).unwrap();
}

/// What a run of this key sees.
fn seen(path: &Path, name: &str) -> Result<Vec<EarlierDocument>, WriteError> {
    let mut found = Vec::new();
    for batch in Index::open(path, KIND)?.earlier(&key(name)) {
        let mut reader = batch.open()?;
        while let Some(document) = reader.next_document()? {
            found.push(document);
        }
    }
    found.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(found)
}

fn three() -> [EarlierDocument; 3] {
    let story = "The Sele rose over its banks on Monday, the council said, and 12 roads were closed.";
    [document("a", Some(100), story), document("b", None, "Correction"), document("c", Some(-5), "")]
}

#[test]
fn batches_come_back_to_all_but_their_own_run() {
    let root = tempfile::tempdir().unwrap();
    let [a, b, c] = three();
    add(root.path(), "monday", &[a.clone(), b.clone()]);
    add(root.path(), "tuesday", std::slice::from_ref(&c));
    assert_eq!(seen(root.path(), "wednesday").unwrap(), [a.clone(), b.clone(), c.clone()]);
    assert_eq!(seen(root.path(), "tuesday").unwrap(), [a, b.clone()]);
    add(root.path(), "monday", std::slice::from_ref(&b));
    assert_eq!(seen(root.path(), "wednesday").unwrap(), [b, c], "a run that is repeated replaces its batch");
    let files = entries(root.path()).unwrap().iter().filter(|name| name.ends_with(BATCH)).count();
    assert_eq!(files, 2);
}

#[test]
fn what_is_old_expires_and_what_has_no_date_stays() {
    let root = tempfile::tempdir().unwrap();
    add(root.path(), "monday", &three()[..2]);
    add(root.path(), "tuesday", &three()[2..]);
    let expected = IndexStats {
        batches: 2,
        documents: 3,
        first: Some(-5),
        last: Some(100),
        sources: 1,
        undated: 1,
        ..IndexStats::default()
    };
    let found = stats(root.path(), &Silent).unwrap();
    assert_eq!(IndexStats { bytes: 0, ..found }, expected);
    assert_eq!(expire(root.path(), 100, &Silent).unwrap(), 1);
    assert_eq!(seen(root.path(), "x").unwrap(), three()[..2]);
    assert_eq!(expire(root.path(), 101, &Silent).unwrap(), 1);
    assert_eq!(seen(root.path(), "x").unwrap(), three()[1..2]);
    assert_eq!(expire(root.path(), i64::MAX, &Silent).unwrap(), 0);
    assert_eq!(stats(root.path(), &Silent).unwrap().batches, 1);
}

#[test]
fn another_version_another_kind_and_another_folder_are_refused_by_name() {
    let root = tempfile::tempdir().unwrap();
    add(root.path(), "monday", &three());
    let told = |result: Result<Index, WriteError>| result.unwrap_err().to_string();
    let kind = told(Index::open(root.path(), FingerprintKind::Simhash64Crate));
    assert!(kind.contains("an index of simhash128, and --fingerprint is simhash64-crate"), "{kind}");
    let path = root.path().join(CATALOG);
    let text = std::fs::read_to_string(&path).unwrap();
    let fields: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&text).unwrap();
    for (name, expected) in [("features", "of features version 99"), ("format", "of format 99")] {
        let mut other = fields.clone();
        other.remove("xxh3_128");
        other.insert(name.to_owned(), 99.into());
        std::fs::write(&path, crate::write::sealed::seal(&other)).unwrap();
        let told = told(Index::open(root.path(), KIND));
        assert!(told.contains(expected), "{told}");
    }
    let foreign = tempfile::tempdir().unwrap();
    std::fs::write(foreign.path().join("notes.txt"), "x").unwrap();
    assert!(told(Index::open(foreign.path(), KIND)).contains("holds `notes.txt` and no `index.json`"));
    assert!(stats(&foreign.path().join("none"), &Silent).unwrap_err().to_string().contains("holds no index"));
}

#[test]
fn any_flipped_byte_and_any_cut_is_found() {
    let root = tempfile::tempdir().unwrap();
    add(root.path(), "monday", &three());
    let name = entries(root.path()).unwrap().into_iter().find(|name| name.ends_with(BATCH)).unwrap();
    for file in [root.path().join(name), root.path().join(CATALOG)] {
        let whole = std::fs::read(&file).unwrap();
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x41;
            std::fs::write(&file, &damaged).unwrap();
            assert!(seen(root.path(), "x").is_err(), "byte {at} of {}", file.display());
            std::fs::write(&file, &whole[..at]).unwrap();
            assert!(seen(root.path(), "x").is_err(), "cut at {at}");
        }
        std::fs::write(&file, &whole).unwrap();
    }
    assert_eq!(seen(root.path(), "x").unwrap().len(), 3);
}

#[test]
fn what_a_killed_process_left_is_cleared_and_one_index_has_one_user() {
    let root = tempfile::tempdir().unwrap();
    add(root.path(), "monday", &three());
    std::fs::write(root.path().join(file_name(&key("killed").0, 1)), "half").unwrap();
    std::fs::write(root.path().join(".x-1.sketches.partial"), "half").unwrap();
    let index = Index::open(root.path(), KIND).unwrap();
    assert!(matches!(Index::open(root.path(), KIND), Err(WriteError::Busy { .. })));
    drop(index);
    assert_eq!(seen(root.path(), "x").unwrap(), three());
    let left = entries(root.path()).unwrap();
    assert_eq!(left.len(), 3, "the lock, the catalog and one batch: {left:?}");
}
