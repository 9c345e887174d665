//! Inputs of an extreme shape: one huge document, one endless line, a hundred thousand of nothing.

use std::fs;

use super::{check, file, restored, sound, story};
use crate::program::{ran, run_command};

const LIMIT: usize = 64 << 20;

/// Prose of exactly so many bytes.
fn prose(length: usize) -> String {
    let mut text = story("The bridge opens on Monday");
    let line = "The council said the work would take until spring and cost less than was feared.\n";
    text.push_str(&line.repeat((length - text.len()) / line.len()));
    text.push_str(&"x".repeat(length - text.len()));
    text
}

/// A record as `restore` writes it. The text needs no escapes but for its line feeds.
fn record(id: &str, text: &str) -> String {
    format!("{{\"id\":\"{id}\",\"text\":\"{}\"}}\n", text.replace('\n', "\\n"))
}

#[test]
fn a_document_may_have_64_mib() {
    check(0, &[file("text", "a.txt", prose(LIMIT))]);
    check(0, &[file("record", "a.jsonl", record("1", &prose(LIMIT)))]);
}

#[test]
fn a_larger_one_is_rejected_alone() {
    let good = record("1", "a") + &record("2", "b");
    let around = |line: &str| record("1", "a") + line + &record("2", "b");
    let large = around(&record("3", &"x".repeat(LIMIT + 1)));
    let larger = around(&record("3", &"x".repeat(2 * LIMIT)));
    check(
        3,
        &[
            file("text", "a.txt", "x ".repeat(LIMIT / 2 + 1)).rejects(0, ["too large: document"]).gone(),
            file("record", "a.jsonl", large).rejects(2, ["too large: document"]).back(good.clone()),
            file("line", "a.jsonl", larger).rejects(2, ["too large: record"]).back(good),
        ],
    );
}

#[test]
fn one_line_may_have_40_mb() {
    let words = "rain fell on the quay and the market closed early ";
    check(
        0,
        &[
            file("words", "a.txt", words.repeat(20_000_000 / words.len())),
            file("one-word", "a.txt", "ab".repeat(10_000_000)),
            file("line-feeds", "a.txt", "\n".repeat(1_000_000)).flags(["empty"]),
            file("one-line-again", "a.txt", "Share this story\n".repeat(200_000)).flags(["heavy-loss"]),
        ],
    );
}

#[test]
fn a_hundred_thousand_of_nothing_are_a_hundred_thousand_documents() {
    let many = |text: fn(usize) -> String| -> String {
        (0..100_000).map(|n| record(&n.to_string(), &text(n))).collect()
    };
    let folder = tempfile::tempdir().unwrap();
    for (name, content, flags, grouped) in
        [("empty", many(|_| String::new()), "empty", false), ("token", many(|n| format!("w{n}")), "", false)]
    {
        let [input, out] = ["in.jsonl", "out"].map(|end| folder.path().join(name).join(end));
        fs::create_dir_all(input.parent().unwrap()).unwrap();
        fs::write(&input, &content).unwrap();
        ran(&mut run_command(&[&input], &out, &["--no-builtin"])).expect(0);
        let output = sound(&out);
        assert_eq!(output.documents.len(), 100_000);
        assert_eq!(output.groups.is_empty(), !grouped, "{name}");
        assert!(output.documents.iter().all(|row| row.flags.concat() == flags), "{name}");
        let back = restored(&out, &output);
        assert!(fs::read_to_string(back.join("in.jsonl")).unwrap() == content, "{name}");
    }
}
