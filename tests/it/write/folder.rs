//! Whose folder it is, and what is in it after a run that ended or did not.

use std::fs;

use copydesk::monitor::{Monitor, Silent};
use copydesk::write::{Format, Keep, Opened, RunFolder, RunKey, RunWriter, WriteError, WriteOptions, verify};

use super::{assert_sound, group, sample, tree};

fn refusal(result: Result<Opened, WriteError>) -> String {
    match result {
        Err(error @ WriteError::Refused { .. }) => error.to_string(),
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn the_same_run_gives_the_same_bytes_wherever_it_is_written() {
    let folder = tempfile::tempdir().unwrap();
    for format in [Format::Jsonl, Format::JsonlZst] {
        let [one, two] = ["one", "deep/two"].map(|name| folder.path().join(format!("{format:?}")).join(name));
        let summary = sample().stored_as(format).write(&one).unwrap();
        sample().stored_as(format).write(&two).unwrap();
        assert_eq!(tree(&one), tree(&two));
        assert_eq!(summary.files, tree(&one).len());
        assert_eq!(summary.bytes, tree(&one).values().map(|bytes| bytes.len() as u64).sum::<u64>());
        assert_sound(&one);
    }
}

#[test]
fn the_folder_holds_what_the_contract_says() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    sample().write(&out).unwrap();
    let tree = tree(&out);
    let names: Vec<&str> = tree.keys().map(String::as_str).collect();
    let expected = [
        "documents.jsonl",
        "groups.jsonl",
        "inputs.jsonl",
        "learned/wire.example.toml",
        "manifest.json",
        "originals.jsonl",
        "rejects.jsonl",
        "removals.jsonl",
        "report.json",
    ];
    assert_eq!(names, expected);
    let lines = |name: &str| -> Vec<String> {
        String::from_utf8(tree[name].clone()).unwrap().lines().map(str::to_owned).collect()
    };
    let documents = lines("documents.jsonl");
    let name = |line: &str| {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        row["group"].as_str().unwrap().to_owned()
    };
    assert_eq!(
        documents[1],
        format!(
            "{}{}{}",
            r#"{"id":"7","source":null,"url":null,"created":"2024-05-01","lang":null,"text":"The ferry opens on Monday.","captures":{"byline":"Ada \"Q\" Marsh"},"fingerprint":"15cb25fd52c91ea6","group":""#,
            name(&documents[1]),
            r#"","role":"trimmed","representative":"b/2.txt","bytes_in":27,"bytes_removed":6,"flags":[],"metadata":{"n":[1.50]}}"#
        )
        .replace("15cb25fd52c91ea6", &format!("{:016x}", copydesk::text::hash64(b"The ferry opens on Monday.")))
    );
    assert!(documents[4].starts_with(r#"{"id":"x#2","#), "{}", documents[4]);
    assert!(documents[4].contains(r#""flags":["id-renamed"]"#), "{}", documents[4]);
    assert!(documents[5].contains(r#""group":null,"role":null,"representative":null"#), "{}", documents[5]);
    assert_eq!(
        lines("removals.jsonl")[2],
        r#"{"id":"7","start":4,"end":10,"rule":"news/share","kind":"share","action":"replace","text":"bridge","replacement":"ferry"}"#
    );
    assert_eq!(
        lines("originals.jsonl"),
        [
            r#"{"id":"7","id_json":"7"}"#,
            r#"{"id":"9","raw":"IkNhZlx1ZDgzZCBwcmljZXMi"}"#,
            r#"{"id":"x#2","id_json":"\"x\""}"#
        ]
    );
    assert_eq!(
        lines("groups.jsonl")[0],
        format!(
            "{}{}{}",
            r#"{"group":""#,
            name(&documents[0]),
            r#"","size":2,"representative":"b/2.txt","members":[{"id":"b/2.txt","source":"harbour.example","created":null,"role":"representative","hamming":2,"jaccard":0.871,"containment":1.000,"matched":"b/2.txt"},{"id":"7","source":null,"created":"2024-05-01","role":"trimmed","hamming":2,"jaccard":0.871,"containment":1.000,"matched":"b/2.txt"}]}"#
        )
    );
    assert_eq!(
        lines("rejects.jsonl")[2],
        r#"{"path":"b/3.jsonl.gz","record":null,"reason":"broke off","bytes":12}"#
    );
}

#[test]
fn a_finished_run_is_left_alone_and_another_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    sample().write(&out).unwrap();
    let before = tree(&out);
    assert!(matches!(RunFolder::open(&out, &sample().key()), Ok(Opened::AlreadyDone)));
    let other = refusal(RunFolder::open(&out, &RunKey::of(["test", "2"])));
    assert!(other.contains("finished run with other inputs") && other.contains("hint: "), "{other}");
    assert_eq!(tree(&out), before);

    // A run that died between its last two steps.
    fs::write(out.join(".lock"), "").unwrap();
    fs::write(out.join(".run.json"), "{}").unwrap();
    assert!(matches!(RunFolder::open(&out, &sample().key()), Ok(Opened::AlreadyDone)));
    assert_eq!(tree(&out), before);

    fs::write(out.join("groups.jsonl"), "").unwrap();
    let lost = refusal(RunFolder::open(&out, &sample().key()));
    assert!(lost.contains("`groups.jsonl` is lost or changed"), "{lost}");
}

#[test]
fn a_folder_that_is_not_ours_is_refused_and_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let cases: [(&str, &str); 4] = [
        ("thesis.docx", "precious"),
        ("documents.jsonl", "{}"),
        ("manifest.json", "{\"name\": \"web app\"}"),
        (".run.json", "{\"key\": \"x\"}"),
    ];
    for (name, content) in cases {
        let out = folder.path().join(format!("of {name}"));
        fs::create_dir(&out).unwrap();
        fs::write(out.join(name), content).unwrap();
        let error = refusal(RunFolder::open(&out, &sample().key()));
        assert!(error.contains(name), "{error}");
        assert!(tree(&out)[name] == content.as_bytes(), "{name}");
    }
    let file = folder.path().join("file");
    fs::write(&file, "x").unwrap();
    assert!(refusal(RunFolder::open(&file, &sample().key())).contains("is not a folder"));
}

#[test]
fn an_empty_folder_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    sample().write(folder.path()).unwrap();
    assert_sound(folder.path());
}

#[test]
fn leftovers_of_a_killed_run_are_cleared_for_the_same_run_only() {
    let folder = tempfile::tempdir().unwrap();
    let [whole, out] = ["whole", "out"].map(|name| folder.path().join(name));
    sample().write(&whole).unwrap();
    // A run that was killed within its commit: some files have their names, some do not.
    drop(sample().open(&out).unwrap());
    assert!(out.join(".run.json").exists());
    for name in ["documents.jsonl", ".removals.jsonl.partial", ".documents.spill.partial", ".lock"] {
        fs::write(out.join(name), "half").unwrap();
    }
    fs::create_dir(out.join("learned")).unwrap();
    fs::write(out.join("learned/a.toml"), "half").unwrap();

    let other = refusal(RunFolder::open(&out, &RunKey::of(["test", "2"])));
    assert!(other.contains("interrupted run with other inputs"), "{other}");
    fs::write(out.join("notes.txt"), "mine").unwrap();
    let foreign = refusal(RunFolder::open(&out, &sample().key()));
    assert!(foreign.contains("`notes.txt`"), "{foreign}");
    fs::remove_file(out.join("notes.txt")).unwrap();

    sample().write(&out).unwrap();
    assert_eq!(tree(&out), tree(&whole));
}

#[cfg(unix)]
#[test]
fn planted_symlinks_are_removed_and_never_followed() {
    let folder = tempfile::tempdir().unwrap();
    let [out, victim, elsewhere] = ["out", "victim", "elsewhere"].map(|name| folder.path().join(name));
    fs::write(&victim, "mine").unwrap();
    fs::create_dir(&elsewhere).unwrap();
    fs::write(elsewhere.join("a.toml"), "mine").unwrap();
    drop(sample().open(&out).unwrap());
    for name in [".documents.jsonl.partial", "documents.jsonl", ".documents.spill.partial"] {
        std::os::unix::fs::symlink(&victim, out.join(name)).unwrap();
    }
    std::os::unix::fs::symlink(&elsewhere, out.join("learned")).unwrap();
    sample().write(&out).unwrap();
    assert_eq!(fs::read_to_string(&victim).unwrap(), "mine");
    assert_eq!(tree(&elsewhere).len(), 1);
    assert_sound(&out);

    let locked = folder.path().join("locked");
    fs::create_dir(&locked).unwrap();
    std::os::unix::fs::symlink(&victim, locked.join(".lock")).unwrap();
    assert!(refusal(RunFolder::open(&locked, &sample().key())).contains("`.lock` that is no file"));
}

#[test]
fn two_runs_cannot_write_to_one_folder() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let first = sample().open(&out).unwrap();
    let second = RunFolder::open(&out, &sample().key());
    assert!(matches!(second, Err(WriteError::Busy { .. })), "{second:?}");
    drop(first);
    sample().write(&out).unwrap();
}

#[test]
fn a_writer_that_is_dropped_or_fails_leaves_no_output() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let run = sample();
    let state = [".lock", ".run.json"];
    drop(run.push(run.open(&out).unwrap()).unwrap());
    assert!(tree(&out).keys().eq(state));

    let (writer, mut report, fingerprints) = run.push(run.open(&out).unwrap()).unwrap();
    report.bytes_removed += 1;
    let error = writer.finish(run.outcome(report, &fingerprints), &Silent).unwrap_err();
    assert_eq!(error.to_string(), "the report says 47 bytes removed, but 46 went to the output");
    assert!(tree(&out).keys().eq(state));

    let mut wrong = sample();
    wrong.groups = vec![group(&[0, 77])];
    assert!(matches!(wrong.write(&out), Err(WriteError::Group { .. })));
    assert!(tree(&out).keys().eq(state));

    struct Stop;
    impl Monitor for Stop {
        fn interrupted(&self) -> bool {
            true
        }
    }
    let mut many = sample();
    let document = super::cleaned("y", "text", &[]);
    many.inputs.push(super::records("d", vec![document; 2000]));
    let (writer, report, fingerprints) = many.push(many.open(&out).unwrap()).unwrap();
    let stopped = writer.finish(many.outcome(report, &fingerprints), &Stop);
    assert!(matches!(stopped, Err(WriteError::Interrupted)));
    assert!(tree(&out).keys().eq(state));
    sample().write(&out).unwrap();
    assert_sound(&out);
}

#[test]
fn a_document_of_another_input_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let opened = sample().open(&folder.path().join("out")).unwrap();
    let mut writer = RunWriter::begin(opened, WriteOptions::default()).unwrap();
    let mut document = super::cleaned("a", "text", &[]);
    document.document.origin.input = 1;
    let error = writer.push(copydesk::write::render(&document)).unwrap_err();
    assert_eq!(error.to_string(), "document `a` of input 1 came while input 0 was being written");
    for name in ["", "../a.toml", "a/b", ".a", "a%2Fb"] {
        assert!(matches!(writer.learned(name, ""), Err(WriteError::UnsafeName { .. })), "{name}");
    }
}

#[test]
fn representatives_alone_have_rows_and_all_is_accounted_for() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let summary = sample().keeping(Keep::Representatives).write(&out).unwrap();
    assert_eq!((summary.report.written, summary.report.not_kept), (4, 2));
    let tree = tree(&out);
    assert_eq!(String::from_utf8_lossy(&tree["documents.jsonl"]).lines().count(), 4);
    assert_eq!(String::from_utf8_lossy(&tree["groups.jsonl"]).lines().count(), 2);
    assert_sound(&out);
    let report: serde_json::Value = serde_json::from_slice(&tree["report.json"]).unwrap();
    assert_eq!(report["bytes"]["not_kept"], 27 + 20);
}

#[test]
fn a_run_of_nothing_is_a_run() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    super::TestRun::default().write(&out).unwrap();
    assert_sound(&out);
    assert_eq!(verify(&out, &Silent).unwrap().files, 8);
}
