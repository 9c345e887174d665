//! Closed pipes, closed descriptors and full devices.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use super::{Desk, final_names};
use crate::program::{fed, finished, ran};
use crate::write::tree;

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let desk = Desk::with(4000);
    let jsonl = format!("--rules={}", desk.path("news.toml").display());
    for arguments in [
        &["rules", "list"][..],
        &["rules", "list", "--json"],
        &["man"],
        &["completions", "bash"],
        &["clean", "--no-builtin", &jsonl, "news.jsonl"],
    ] {
        let mut child = desk.copydesk(arguments).spawn().unwrap();
        let mut line = String::new();
        // Reads one line, then drops its end of the pipe.
        BufReader::with_capacity(16, child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ended = finished(child);
        assert_eq!(ended.status.code(), Some(0), "{arguments:?}: {}", ended.err);
        assert!(!line.is_empty() && ended.err.is_empty(), "{arguments:?}: {}", ended.err);
    }
}

#[test]
fn nor_is_one_of_stderr() {
    let desk = Desk::with(8);
    let mut bad = "[1]\n".repeat(20);
    bad.push_str("{\"text\":\"a\"}\n");
    desk.write("bad.jsonl", bad);
    for (script, expected) in [
        ("\"$0\" run news.jsonl --output one 2>&1 >/dev/null | true; \"$0\" verify one", "sound: "),
        ("\"$0\" run bad.jsonl --no-builtin --output two 2>/dev/full; echo \"rc $?\"", "rc 3"),
        (
            "(sleep .2; exec \"$0\" run bad.jsonl --no-builtin --output three; ) 2>&1 >/dev/null | true; \"$0\" verify three",
            "sound: ",
        ),
        ("\"$0\" rules check news.toml 2>/dev/full; echo \"rc $?\"", "rc 0"),
        ("\"$0\" verify nowhere 2>/dev/full; echo \"rc $?\"", "rc 4"),
        ("\"$0\" clean --no-builtin bad.jsonl 2>/dev/full >/dev/null; echo \"rc $?\"", "rc 3"),
    ] {
        let told = ran(&mut desk.shell(script));
        let out = String::from_utf8_lossy(&told.out).into_owned();
        assert!(out.contains(expected), "{script}: {out} {}", told.err);
    }
}

#[test]
fn closed_descriptors_are_no_files_of_ours() {
    let desk = Desk::with(40);
    ran(&mut desk.run("whole", &[])).expect(0);
    let whole = tree(&desk.path("whole"));
    let run = "\"$0\" run news.jsonl --no-builtin --rules news.toml --json --output";
    for (name, closed) in [("no-out", ">&-"), ("no-err", "2>&-"), ("no-in", "<&-"), ("none", "<&- >&- 2>&-")]
    {
        let told = ran(&mut desk.shell(&format!("exec {run} {name} {closed}")));
        assert_eq!(told.status.code(), Some(0), "{closed}: {}", told.err);
        assert!(tree(&desk.path(name)) == whole, "{closed}");
    }
}

#[test]
fn a_full_device_is_an_error_that_says_so() {
    let desk = Desk::with(400);
    for (script, code) in [
        ("exec \"$0\" rules list >/dev/full", 4),
        ("exec \"$0\" clean --no-builtin news.jsonl >/dev/full", 4),
        ("exec \"$0\" rules explain news.jsonl:1 --no-builtin >/dev/full", 4),
        ("exec \"$0\" run news.jsonl --no-builtin --quiet --json --output out >/dev/full", 4),
    ] {
        let told = ran(&mut desk.shell(script));
        assert_eq!(told.status.code(), Some(code), "{script}: {}", told.err);
        assert!(told.err.contains("No space left on device"), "{script}: {}", told.err);
        assert!(told.err.contains("stdout"), "it says what is full: {script}: {}", told.err);
    }
    // The folder was whole before stdout failed.
    ran(&mut desk.copydesk(&["verify", "out"])).expect(0);
    assert!(final_names(&desk.path("out")).contains(&"manifest.json".to_owned()));
}

#[test]
fn a_stream_can_be_cleaned_and_its_records_stay_as_they_are() {
    let desk = Desk::with(0);
    let input =
        "{\"n\": 1.50, \"text\": \"Rain.\\nComments are closed.\" , \"z\":[1, 2]}\r\n\n{\"text\":\"Snow.\"}";
    let arguments = ["clean", "--no-builtin", "--rules", "news.toml"];
    let told = fed(&mut desk.copydesk(&arguments), input.as_bytes());
    assert_eq!(told.expect(0), "{\"n\": 1.50, \"text\": \"Rain.\" , \"z\":[1, 2]}\n{\"text\":\"Snow.\"}\n");
    let told = fed(desk.copydesk(&arguments).arg("--text"), b"Rain.\nComments are closed.\n");
    assert_eq!(told.expect(0), "Rain.");
    let told = fed(&mut desk.copydesk(&arguments), b"{\"text\":\"a\"}\n{\"x\":1}\n{\"text\":\"b\"}\n");
    assert_eq!(told.expect(3), "{\"text\":\"a\"}\n{\"text\":\"b\"}\n");
    assert!(told.err.starts_with("copydesk: rejected -:2: no text field"), "{}", told.err);
}

#[test]
fn a_stream_is_cleaned_in_its_order_for_any_number_of_threads() {
    let desk = Desk::with(3000);
    let clean = |threads| {
        let arguments = ["clean", "--no-builtin", "--rules", "news.toml", "--threads", threads, "news.jsonl"];
        ran(&mut desk.copydesk(&arguments)).expect(0)
    };
    let one = clean("1");
    assert_eq!(one.lines().count(), 3000);
    assert!(!one.contains("Comments are closed."));
    assert!(clean("2") == one && clean("7") == one);
}

#[test]
fn what_is_cleaned_can_be_read_while_more_is_to_come() {
    let desk = Desk::with(0);
    let mut command = desk.copydesk(&["clean", "--no-builtin", "--text", "--quiet"]);
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    drop(child.stdin.take());
    finished(child).expect(0);
}
