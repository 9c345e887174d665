//! Ids of every sort stay unique, and come back as they were.

use std::fs;

use copydesk::document::Flag;
use copydesk::monitor::Silent;
use copydesk::write::restore;

use super::{TestRun, assert_sound, cleaned, records, tree};

#[test]
fn hostile_ids_stay_in_their_rows() {
    let folder = tempfile::tempdir().unwrap();
    let [out, back] = ["out", "back"].map(|name| folder.path().join(name));
    let long = "long ".repeat(200_000);
    let ids = [
        "../../x",
        "/abs",
        "a\0b",
        "new\nline",
        "\u{2028}",
        "C:\\x",
        "-rf",
        "",
        "=1+1",
        "x#2",
        "x",
        "x",
        &long,
        &long,
    ];
    let documents = ids.iter().map(|id| cleaned(id, "One. Two.", &[(0, 5, "")])).collect();
    let run = TestRun { inputs: vec![records("in.jsonl", documents)], ..TestRun::default() };
    let summary = run.write(&out).unwrap();
    assert_eq!(summary.report.flags["id-renamed"], 2);
    assert_sound(&out);
    restore(&out, &back, &Silent).unwrap();
    let restored = fs::read_to_string(back.join("in.jsonl")).unwrap();
    let expected: String = ids
        .iter()
        .map(|id| format!("{{\"id\":{},\"text\":\"One. Two.\"}}\n", serde_json::to_string(id).unwrap()))
        .collect();
    assert!(restored == expected);
    assert!(tree(folder.path()).keys().all(|name| name.starts_with("out/") || name.starts_with("back/")));
}

#[test]
fn an_id_that_was_made_up_does_not_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let [out, back] = ["out", "back"].map(|name| folder.path().join(name));
    let mut made_up = cleaned("in.jsonl:1", "One", &[]);
    made_up.document.flags = vec![Flag::IdAssigned];
    let named = cleaned("in.jsonl:1", "Two", &[]);
    let run = TestRun {
        inputs: vec![records("in.jsonl", vec![made_up.clone(), named, made_up])],
        ..TestRun::default()
    };
    run.write(&out).unwrap();
    assert_sound(&out);
    restore(&out, &back, &Silent).unwrap();
    assert_eq!(
        fs::read_to_string(back.join("in.jsonl")).unwrap(),
        "{\"text\":\"One\"}\n{\"id\":\"in.jsonl:1\",\"text\":\"Two\"}\n{\"text\":\"One\"}\n"
    );
}
