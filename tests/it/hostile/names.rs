//! Names of files that are no text, look like options, or differ in what no eye can see.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;

use super::{restored, sound};
use crate::program::{copydesk, expect, ran, run_command};
use crate::write::tree;

#[test]
fn files_come_back_under_their_names() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("in");
    let long = "x".repeat(251) + ".txt";
    let deep = "d/".repeat(100) + "a.txt";
    let names = [
        "-rf",
        "--output",
        "-",
        "CON",
        "nul.txt",
        "a\nb.txt",
        "a\rb.txt",
        " ",
        "a b.txt",
        "a..txt",
        "…",
        "caf\u{e9}.txt",
        "cafe\u{301}.txt",
        "CAFE.txt",
        "cafe.txt",
        "@list",
        "*.txt",
        "[a].txt",
        "~",
        "$HOME",
        "\u{202e}txt.exe",
        "\u{1b}[2J.txt",
        "a'b\".txt",
        "x.gz/a.txt",
        "C:\\x.txt",
        "a:1",
        "a#2",
        "a",
        &long,
        &deep,
    ];
    for name in names {
        let path = input.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, format!("The story of {name:?}")).unwrap();
    }
    let out = folder.path().join("out");
    ran(&mut run_command(&[&input], &out, &["--no-builtin"])).expect(0);
    let output = sound(&out);
    assert_eq!(output.documents.len(), names.len());
    let back = tree(&restored(&out, &output));
    assert_eq!(back.len(), names.len());
    for name in names {
        // Spelt so that no two names are one.
        let spelt = match name {
            "-" => "\\x2D".to_owned(),
            name => name.replace('\\', "\\x5C"),
        };
        assert_eq!(back[&spelt], format!("The story of {name:?}").as_bytes(), "{name:?}");
    }
}

#[test]
fn bytes_that_are_no_name_are_spelt_out() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("in");
    fs::create_dir(&input).unwrap();
    for name in [&b"a\xFF.txt"[..], b"a\\xFF.txt", b"\xC3.txt", b"\xED\xA0\x80.txt"] {
        fs::write(input.join(OsStr::from_bytes(name)), name).unwrap();
    }
    let out = folder.path().join("out");
    ran(&mut run_command(&[&input], &out, &["--no-builtin"])).expect(0);
    let output = sound(&out);
    let back = tree(&restored(&out, &output));
    let names: Vec<&str> = back.keys().map(String::as_str).collect();
    assert_eq!(names, ["\\xC3.txt", "\\xED\\xA0\\x80.txt", "a\\x5CxFF.txt", "a\\xFF.txt"]);
    assert_eq!(back["a\\xFF.txt"], b"a\xFF.txt");
    let documents: Vec<&str> = output.documents.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(documents, names);
}

#[test]
fn a_name_that_looks_like_an_option_can_be_given() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("-rf"), "A story.").unwrap();
    let mut command = copydesk(&["run", "--no-builtin", "--quiet", "--output", "out", "--", "-rf"]);
    ran(command.current_dir(folder.path())).expect(0);
    assert_eq!(sound(&folder.path().join("out")).documents[0].id, "-rf");
}

#[test]
fn names_with_controls_reach_no_terminal_as_they_stand() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("in");
    fs::create_dir(&input).unwrap();
    fs::write(input.join("\u{1b}]0;owned\u{7}\u{202e}.jsonl"), "{\"\\u001b[31m\":1}\n").unwrap();
    let mut command = copydesk(&["run", "--no-builtin", "--output"]);
    let told = ran(command.arg(folder.path().join("out")).arg(&input));
    told.expect(3);
    assert!(
        told.err.contains("no text field") && told.err.contains("\\u{1b}]0;owned\\u{7}\\u{202e}"),
        "{}",
        told.err
    );
    let shown = |c: char| c == '\n' || !c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}');
    assert!(told.err.chars().all(shown), "{:?}", told.err);
    let wrong = ran(&mut copydesk(&["run", "\u{1b}[31mnowhere", "--output", "x"]));
    wrong.expect(2);
    assert!(wrong.err.chars().all(shown), "{:?}", wrong.err);
    let wrong = ran(&mut copydesk(&["verify", "\u{1b}[31mnowhere"]));
    wrong.expect(4);
    assert!(wrong.err.chars().all(shown), "{:?}", wrong.err);
    expect(2, &["run", "--output", "x"]);
}
