//! What comes back is what went in.

use std::fs;
use std::path::Path;

use copydesk::clean::Cleaned;
use copydesk::document::Flag;
use copydesk::group::Group;
use copydesk::monitor::Silent;
use copydesk::write::{Format, Keep, RestoreSummary, WriteError, WriteOptions, restore, verify};
use proptest::prelude::*;

use super::{TestRun, assert_sound, cleaned, group, records, sample, text_file, tree};

#[test]
fn the_sample_comes_back_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    for format in [Format::Jsonl, Format::JsonlZst] {
        let [out, back] = ["out", "back"].map(|name| folder.path().join(format!("{format:?}-{name}")));
        sample().stored_as(format).write(&out).unwrap();
        let summary = restore(&out, &back, &Silent).unwrap();
        let tree = tree(&back);
        assert_eq!(
            summary,
            RestoreSummary {
                documents: 6,
                files: 3,
                bytes: tree.values().map(|bytes| bytes.len() as u64).sum(),
                not_kept: 0,
                rejected: 3,
            }
        );
        let text = "\u{feff}The bridge opens on Monday.\nShare this\n© Harbour Wire";
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(tree["b/2.txt"], utf16);
        assert_eq!(
            String::from_utf8_lossy(&tree["b/3.jsonl"]).lines().collect::<Vec<_>>(),
            [
                r#"{"id":7,"text":"The bridge opens on Monday."}"#,
                r#"{"id":"9","text":"Caf\ud83d prices"}"#,
                r#"{"id":"x","text":"Rain ends. Read more"}"#,
                r#"{"id":"x","text":"Rain ends"}"#,
                r#"{"id":"alone","text":"Nothing to cut"}"#,
            ]
        );
        assert_eq!(tree["c"], b"");
        assert_eq!(tree.len(), 3);
    }
}

#[test]
fn what_was_not_kept_is_counted() {
    let folder = tempfile::tempdir().unwrap();
    let [out, back] = ["out", "back"].map(|name| folder.path().join(name));
    sample().keeping(Keep::Representatives).write(&out).unwrap();
    let summary = restore(&out, &back, &Silent).unwrap();
    assert_eq!((summary.documents, summary.not_kept), (4, 2));
    assert_eq!(String::from_utf8_lossy(&tree(&back)["b/3.jsonl"]).lines().count(), 3);
}

fn restored(name: &str, document: Cleaned) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let [out, back] = ["out", "back"].map(|name| folder.path().join(name));
    let run = TestRun { inputs: vec![text_file(name, document)], ..TestRun::default() };
    run.write(&out).unwrap();
    restore(&out, &back, &Silent).unwrap();
    fs::read(back.join(name)).unwrap()
}

#[test]
fn a_text_goes_back_to_its_encoding() {
    let cases: [(&str, &[Flag], &[u8]); 4] = [
        ("Şehir", &[Flag::Decoded("windows-1254")], b"\xDEehir"),
        ("Мир", &[Flag::Decoded("windows-1251")], b"\xCC\xE8\xF0"),
        ("a", &[Flag::ByteOrderMark], b"\xEF\xBB\xBFa"),
        ("", &[Flag::Empty], b""),
    ];
    for (text, flags, expected) in cases {
        let mut document = cleaned("a.txt", text, &[]);
        document.document.flags = flags.to_vec();
        assert_eq!(restored("a.txt", document), expected);
    }
    let mut undecodable = cleaned("a.txt", "caf\u{fffd}", &[(0, 1, "")]);
    undecodable.document.origin.raw = Some(b"caf\xFF".to_vec());
    assert_eq!(restored("a.txt", undecodable), b"caf\xFF");
}

#[test]
fn a_name_that_leads_out_is_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    for (number, name) in ["../../x", "/tmp/x", "", "a/../../x", "a\0"].into_iter().enumerate() {
        let out = folder.path().join(format!("out{number}"));
        let back = folder.path().join(format!("back{number}"));
        let run = TestRun {
            inputs: vec![text_file("a", cleaned("a", "x", &[])), text_file(name, cleaned("b", "x", &[]))],
            ..TestRun::default()
        };
        run.write(&out).unwrap();
        let error = restore(&out, &back, &Silent).unwrap_err();
        assert!(matches!(error, WriteError::UnsafeName { .. }), "{name:?}: {error}");
        assert!(!back.exists(), "{name:?}");
    }
}

#[test]
fn nothing_is_restored_over_what_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let [out, back] = ["out", "back"].map(|name| folder.path().join(name));
    sample().write(&out).unwrap();
    fs::create_dir(&back).unwrap();
    fs::write(back.join("mine"), "mine").unwrap();
    assert!(matches!(restore(&out, &back, &Silent), Err(WriteError::Refused { .. })));
    assert_eq!(tree(&back).len(), 1);
}

#[test]
fn a_damaged_folder_is_not_restored_as_if_it_were_sound() {
    let folder = tempfile::tempdir().unwrap();
    let [out, back] = ["out", "back"].map(|name| folder.path().join(name));
    sample().write(&out).unwrap();
    let path = out.join("removals.jsonl");
    let damaged = fs::read_to_string(&path).unwrap().replace("bridge", "brydge");
    fs::write(&path, damaged).unwrap();
    let error = restore(&out, &back, &Silent).unwrap_err();
    assert!(error.to_string().contains("`b/3.jsonl.gz` would be restored to"), "{error}");
}

/// A text, cuts in it on character boundaries, and what stands in their place.
fn any_cleaned() -> impl Strategy<Value = (String, Cleaned)> {
    let cuts = prop::collection::vec((0..60usize, 0..12usize, "[a\"\n€]{0,3}"), 0..6);
    ("x{0,2}y?", "\\PC{0,40}[\\x00-\\x20é€😀]{0,20}", cuts).prop_map(|(id, text, cuts)| {
        let edge = |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap();
        let mut sorted = Vec::new();
        let mut from = 0;
        for (gap, length, replacement) in &cuts {
            let start = edge(from + gap % 9);
            let end = edge(start + length).max(start);
            if start >= from {
                sorted.push((start, end, replacement.as_str()));
                from = end;
            }
        }
        let cleaned = cleaned(&id, &text, &sorted);
        (text, cleaned)
    })
}

/// Pairs of neighbours, so that groups are disjoint.
fn some_groups(documents: usize, pattern: u32) -> Vec<Group> {
    (0..documents / 2)
        .filter(|pair| pattern >> pair & 1 == 1)
        .map(|pair| match pattern >> (pair + 16) & 1 {
            0 => group(&[2 * pair, 2 * pair + 1]),
            _ => group(&[2 * pair + 1, 2 * pair]),
        })
        .collect()
}

fn lines(path: &Path) -> Vec<String> {
    let content = fs::read_to_string(path).unwrap_or_default();
    content.lines().map(str::to_owned).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_run_verifies_and_comes_back(
        documents in prop::collection::vec(any_cleaned(), 0..12),
        pattern: u32,
        representatives: bool,
        split in 0..12usize,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let [out, back] = ["out", "back"].map(|name| folder.path().join(name));
        let all: Vec<Cleaned> = documents.iter().map(|(_, cleaned)| cleaned.clone()).collect();
        let (first, second) = all.split_at(split.min(all.len()));
        let groups = some_groups(all.len(), pattern);
        let keep = if representatives { Keep::Representatives } else { Keep::All };
        let left_out = |at: usize| representatives && groups.iter().any(|group| {
            group.representative != at && group.members.iter().any(|member| member.document == at)
        });
        let run = TestRun {
            inputs: vec![records("a", first.to_vec()), records("b", second.to_vec())],
            groups: groups.clone(),
            options: WriteOptions { keep, ..WriteOptions::default() },
        };
        run.write(&out).unwrap();
        let report = verify(&out, &Silent).unwrap();
        prop_assert!(report.is_sound(), "{:#?}", report.findings);
        let summary = restore(&out, &back, &Silent).unwrap();
        let expected: Vec<String> = documents
            .iter()
            .enumerate()
            .filter(|(at, _)| !left_out(*at))
            .map(|(_, (text, cleaned))| {
                let [id, text] = [&cleaned.document.id, text].map(|text| serde_json::to_string(text).unwrap());
                format!("{{\"id\":{id},\"text\":{text}}}")
            })
            .collect();
        prop_assert_eq!(summary.documents as usize, expected.len());
        prop_assert_eq!([lines(&back.join("a")), lines(&back.join("b"))].concat(), expected);
    }
}

#[test]
fn the_independent_check_agrees_on_a_larger_run() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let documents = (0..500)
        .map(|number| {
            let text = format!("Story {number} – “told” once.\nShare\n\n© Wire {number}");
            let notice = text.find('©').unwrap();
            cleaned(&format!("{}", number % 400), &text, &[(0, 5, "Tale"), (notice, text.len(), "")])
        })
        .collect();
    let run = TestRun {
        inputs: vec![records("a", documents)],
        groups: (0..100).map(|at| group(&[at * 5 + 2, at * 5, at * 5 + 1])).collect(),
        options: WriteOptions::default(),
    };
    run.write(&out).unwrap();
    assert_sound(&out);
}
