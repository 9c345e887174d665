//! Folders full of what is no file, links that lead nowhere or in circles, and folders within each other.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{restored, sound};
use crate::output::Output;
use crate::program::{Ran, copydesk, finished, ran, run_command};
use crate::write::tree;

struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    /// With one good file in `in`.
    fn new() -> Desk {
        let desk = Desk { folder: tempfile::tempdir().unwrap() };
        desk.write("in/good.txt", "A good story.");
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, content: &str) {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), content).unwrap();
    }

    fn pipe(&self, name: &str) {
        assert!(Command::new("mkfifo").arg(self.path(name)).status().unwrap().success());
    }

    /// The program with these arguments after `run`, at work in the folder.
    fn run(&self, arguments: &[&str]) -> Ran {
        let mut command = copydesk(&["run", "--no-builtin", "--quiet"]);
        ran(command.args(arguments).current_dir(self.folder.path()))
    }

    /// Runs over `in`: the good file is read, and these are rejected.
    #[track_caller]
    fn rejects(&self, expected: &[(&str, &str)]) {
        self.run(&["in", "--output", "out"]).expect(3);
        let output = sound(&self.path("out"));
        assert_eq!(output.of("good.txt").0[0].text, "A good story.");
        assert_told(&output, expected);
        let back = restored(&self.path("out"), &output);
        assert_eq!(fs::read(back.join("good.txt")).unwrap(), b"A good story.");
    }
}

#[track_caller]
fn assert_told(output: &Output, expected: &[(&str, &str)]) {
    let told: Vec<(&str, &str)> =
        output.rejects.iter().map(|r| (r.path.as_str(), r.reason.as_str())).collect();
    let same = told.len() == expected.len()
        && told
            .iter()
            .zip(expected)
            .all(|(found, wanted)| found.0 == wanted.0 && found.1.starts_with(wanted.1));
    assert!(same, "{told:?}, not {expected:?}");
}

#[test]
fn what_is_no_file_is_named_and_the_rest_read() {
    let desk = Desk::new();
    fs::create_dir_all(desk.path("in/empty.jsonl")).unwrap();
    desk.pipe("in/pipe.txt");
    let _socket = UnixListener::bind(desk.path("in/socket")).unwrap();
    desk.write("in/full.jsonl/part-0.txt", "A part.");
    desk.write("in/.hidden.txt", "Not read.");
    desk.write("in/.hidden/a.txt", "Not read.");
    desk.rejects(&[
        ("empty.jsonl", "not a file: an empty folder"),
        ("pipe.txt", "not a file: a pipe"),
        ("socket", "not a file: a pipe, socket"),
    ]);
    let output = Output::read(&desk.path("out"));
    assert_eq!(output.documents.len(), 2);
    assert_eq!(output.of("full.jsonl/").0[0].text, "A part.");
}

#[test]
fn links_that_lead_nowhere_or_in_circles_are_named() {
    let desk = Desk::new();
    fs::create_dir(desk.path("in/sub")).unwrap();
    symlink(".", desk.path("in/self")).unwrap();
    symlink("..", desk.path("in/sub/up")).unwrap();
    symlink("nowhere", desk.path("in/dangling.txt")).unwrap();
    symlink("nowhere", desk.path("in/.dangling")).unwrap();
    symlink("b", desk.path("in/a")).unwrap();
    symlink("a", desk.path("in/b")).unwrap();
    symlink("good.txt", desk.path("in/link-00")).unwrap();
    for number in 1..=50 {
        symlink(format!("link-{:02}", number - 1), desk.path(&format!("in/link-{number:02}"))).unwrap();
    }
    desk.run(&["in", "--output", "out"]).expect(3);
    let output = sound(&desk.path("out"));
    // The system follows forty links, and no more.
    let (links, _) = output.of("link-");
    assert!(links.len() >= 20 && links.iter().all(|row| row.text == "A good story."), "{}", links.len());
    let reason =
        |name: &str| output.of(name).1.first().map(|reject| reject.reason.as_str()).unwrap_or_default();
    assert!(reason("self").starts_with("symlink loop: "), "{}", reason("self"));
    assert!(reason("sub/up").starts_with("symlink loop: "), "{}", reason("sub/up"));
    for name in ["dangling.txt", "a", "b", "link-50"] {
        assert!(reason(name).starts_with("unreadable: "), "{name}: {}", reason(name));
    }
    assert_eq!(links.len() + output.of("link-").1.len(), 51);
    assert_eq!(output.rejects.len(), 5 + 51 - links.len());
}

/// A command that may not read what its owner has closed: root reads everything.
fn as_another(command: &Command) -> Option<Command> {
    if !nix_root() {
        let mut same = Command::new(command.get_program());
        same.args(command.get_args());
        return Some(same);
    }
    let mut other = Command::new("setpriv");
    other.args(["--reuid=65534", "--regid=65534", "--clear-groups", "--"]);
    other.arg(command.get_program()).args(command.get_args());
    let mut trial = Command::new("setpriv");
    trial.args(["--reuid=65534", "--regid=65534", "--clear-groups", "--"]);
    let works = trial.arg(command.get_program()).arg("--version").output();
    works.is_ok_and(|output| output.status.success()).then_some(other)
}

fn nix_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout.trim_ascii() == b"0"
}

#[test]
fn what_may_not_be_read_is_named_and_the_rest_read() {
    let desk = Desk::new();
    desk.write("in/closed.txt", "Mine.");
    desk.write("in/closed/a.txt", "Mine.");
    let mode =
        |name: &str, mode| fs::set_permissions(desk.path(name), fs::Permissions::from_mode(mode)).unwrap();
    mode("", 0o777);
    mode("in/closed.txt", 0);
    mode("in/closed", 0);
    let out = desk.path("out");
    let command = run_command(&[desk.path("in")], &out, &["--no-builtin"]);
    let Some(mut other) = as_another(&command) else {
        eprintln!("SKIPPED: files that may not be read: no `setpriv` to become another user with");
        return;
    };
    let ended = other.env_clear().output().unwrap();
    mode("in/closed", 0o777);
    assert_eq!(ended.status.code(), Some(3), "{}", String::from_utf8_lossy(&ended.stderr));
    let output = sound(&out);
    assert_told(&output, &[("closed.txt", "unreadable: Permission denied"), ("closed", "unreadable: ")]);
    assert_eq!(output.of("good.txt").0[0].text, "A good story.");
}

#[test]
fn a_file_that_vanishes_while_others_are_read_is_named() {
    let desk = Desk::new();
    desk.pipe("a.txt");
    desk.write("b.txt", "Soon gone.");
    desk.write("c.txt", "Still here.");
    let mut command =
        copydesk(&["run", "--no-builtin", "--quiet", "a.txt", "b.txt", "c.txt", "--output", "out"]);
    let child = command.current_dir(desk.folder.path()).spawn().unwrap();
    // Opens once the program reads from the other end: by then it has looked at all its arguments.
    let mut pipe = fs::File::options().write(true).open(desk.path("a.txt")).unwrap();
    fs::remove_file(desk.path("b.txt")).unwrap();
    pipe.write_all(b"From a pipe.").unwrap();
    drop(pipe);
    finished(child).expect(3);
    let output = sound(&desk.path("out"));
    assert_told(&output, &[("b.txt", "unreadable: No such file")]);
    let texts: Vec<&str> = output.documents.iter().map(|row| row.text.as_str()).collect();
    assert_eq!(texts, ["From a pipe.", "Still here."]);
}

#[test]
fn an_argument_that_names_nothing_stops_the_run_before_it_begins() {
    let desk = Desk::new();
    desk.write("list", "in/good.txt\n\nin/gone.txt\r\n");
    for (argument, expected) in [
        ("nowhere.txt", "`nowhere.txt` is no file"),
        ("*.gone", "matches nothing here"),
        ("@list", "`in/gone.txt` is no file, folder or pattern that matches one, in line 3 of `@list`"),
        ("@gone", "the list `@gone` cannot be read"),
        ("/dev/zero", "neither a file nor a folder"),
        ("", "is no file"),
    ] {
        let told = desk.run(&[argument, "in", "--output", "out"]);
        told.expect(2);
        assert!(told.err.contains(expected), "{argument}: {}", told.err);
        assert!(!desk.path("out").exists(), "{argument}");
    }
}

#[test]
fn a_folder_within_the_other_is_refused() {
    let desk = Desk::new();
    desk.write("out/in/a.txt", "A story.");
    for (input, output) in
        [("in", "in/out"), ("in", "in"), ("out/in", "out"), ("in/../in", "in/sub/out"), (".", "new")]
    {
        let before = tree(desk.folder.path());
        let told = desk.run(&[input, "--output", output]);
        told.expect(2);
        assert!(told.err.contains("hint: give another --output"), "{}", told.err);
        assert_eq!(tree(desk.folder.path()), before, "{input} {output}");
    }
    symlink("in", desk.path("link")).unwrap();
    desk.run(&["link", "--output", "in/out"]).expect(2);
    desk.run(&["in", "--output", "link/out"]).expect(2);
    // A file beside the output is no folder that holds it.
    desk.run(&["in/good.txt", "--output", "in/out"]).expect(0);
}

#[test]
fn a_planted_link_is_not_followed() {
    for name in [
        ".documents.jsonl.partial",
        "documents.jsonl",
        ".run.json",
        ".lock",
        "manifest.json",
        ".heads.spill.partial",
    ] {
        let desk = Desk::new();
        desk.write("victim", "mine");
        fs::create_dir(desk.path("out")).unwrap();
        symlink("../victim", desk.path("out").join(name)).unwrap();
        let ended = desk.run(&["in", "--output", "out"]);
        assert_eq!(fs::read(desk.path("victim")).unwrap(), b"mine", "{name}");
        match ended.status.code() {
            Some(0) => {
                sound(&desk.path("out"));
            }
            code => assert_eq!(code, Some(2), "{name}: {}", ended.err),
        }
    }
}

#[test]
fn an_output_that_is_a_file_or_leads_to_one_is_refused() {
    let desk = Desk::new();
    desk.write("file", "mine");
    symlink("file", desk.path("link")).unwrap();
    for output in ["file", "link", "file/out"] {
        let code = desk.run(&["in", "--output", output]).status.code();
        assert!(matches!(code, Some(2 | 4)), "{output}: {code:?}");
        assert_eq!(fs::read(desk.path("file")).unwrap(), b"mine");
    }
    let target = Path::new("elsewhere");
    fs::create_dir(desk.path("elsewhere")).unwrap();
    symlink(target, desk.path("folder")).unwrap();
    desk.run(&["in", "--output", "folder"]).expect(0);
    sound(&desk.path("elsewhere"));
}
