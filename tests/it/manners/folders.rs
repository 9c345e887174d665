//! Whose folder it is: a run does not overwrite what it has not written, and does nothing twice.

use std::fs;
use std::time::SystemTime;

use super::Desk;
use crate::program::{fed, ran};
use crate::write::tree;

#[test]
fn a_folder_of_someone_else_is_refused_and_not_touched() {
    let desk = Desk::with(8);
    for (name, content) in [
        ("thesis.docx", "precious"),
        ("documents.jsonl", "{}\n"),
        ("manifest.json", "{\"name\":\"web app\"}"),
        (".git/config", "[core]"),
    ] {
        let folder = format!("of-{}", name.replace('/', "-"));
        desk.write(&format!("{folder}/{name}"), content);
        let before = tree(&desk.path(&folder));
        let told = ran(&mut desk.run(&folder, &[]));
        told.expect(2);
        assert!(told.err.contains("hint: give another --output"), "{}", told.err);
        assert_eq!(tree(&desk.path(&folder)), before);
    }
    ran(&mut desk.run("out", &[])).expect(0);
    for back in ["of-thesis.docx", "out"] {
        ran(&mut desk.copydesk(&["restore", "out", "--output", back])).expect(2);
    }
    ran(&mut desk.copydesk(&["verify", "of-thesis.docx"])).expect(4);
    ran(&mut desk.copydesk(&["restore", "of-thesis.docx", "--output", "new"])).expect(4);
    assert!(!desk.path("new").exists());
}

#[test]
fn the_same_command_again_changes_nothing() {
    let desk = Desk::with(80);
    ran(&mut desk.run("out", &[])).expect(0);
    let before = tree(&desk.path("out"));
    let times = || -> Vec<SystemTime> {
        before
            .keys()
            .map(|name| fs::metadata(desk.path("out").join(name)).unwrap().modified().unwrap())
            .collect()
    };
    let written = times();
    let mut again = desk.copydesk(&[
        "run",
        "news.jsonl",
        "--no-builtin",
        "--rules",
        "news.toml",
        "--output",
        "out",
        "--threads",
        "2",
    ]);
    let told = ran(&mut again);
    told.expect(0);
    assert!(told.err.contains("holds this run already, nothing to do"), "{}", told.err);
    assert_eq!((tree(&desk.path("out")) == before, times()), (true, written));
    let report = ran(&mut desk.run("out", &["--json"])).expect(0);
    assert_eq!(report.as_bytes(), before["report.json"], "the report is told again");
}

#[test]
fn another_run_is_refused_whatever_differs() {
    let desk = Desk::with(80);
    ran(&mut desk.run("out", &[])).expect(0);
    let before = tree(&desk.path("out"));
    let content = fs::read_to_string(desk.path("news.jsonl")).unwrap();
    let refused = |what: &str, command: &mut std::process::Command| {
        let told = ran(command);
        assert_eq!(told.status.code(), Some(2), "{what}: {}", told.err);
        assert!(told.err.contains("hint: give another --output"), "{what}: {}", told.err);
        assert!(tree(&desk.path("out")) == before, "{what}");
    };
    refused("an option", &mut desk.run("out", &["--keep", "representatives"]));
    refused("a field", &mut desk.run("out", &["--text-field", "body"]));
    desk.write("news.jsonl", content.replacen("n0", "n9", 1));
    refused("a byte of an input", &mut desk.run("out", &[]));
    desk.write("news.jsonl", format!("{content}\n"));
    refused("a longer input", &mut desk.run("out", &[]));
    desk.write("news.jsonl", &content);
    desk.write("more/other.jsonl", &content);
    refused("another input", &mut desk.run_over("more", "out", &[]));
    desk.write("news.toml", super::RULES.replace("closed.\"]", "closed.\", \"Ad\"]"));
    refused("a rule", &mut desk.run("out", &[]));
}

#[test]
fn a_stream_is_compared_by_its_bytes() {
    let desk = Desk::with(0);
    let run = |input: &str| fed(&mut desk.run_over("-", "out", &[]), input.as_bytes());
    run("{\"id\":\"1\",\"text\":\"a\"}\n").expect(0);
    let before = tree(&desk.path("out"));
    run("{\"id\":\"1\",\"text\":\"a\"}\n").expect(0);
    let told = run("{\"id\":\"1\",\"text\":\"b\"}\n");
    told.expect(2);
    assert!(told.err.contains("holds a run over another `-`"), "{}", told.err);
    assert_eq!(tree(&desk.path("out")), before);
}
