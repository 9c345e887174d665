//! What reaches a terminal: colours where they are wanted, and never what an article holds.

use std::process::Command;

use super::Desk;
use crate::program::ran;

/// An article that would like to own the terminal.
const HOSTILE: &str = "\u{1b}]0;owned\u{7}Rain\u{1b}[2J\u{1b}[31m in the north\n\
    \u{1b}]52;c;cm0gLXJm\u{1b}\\Comments are closed.\n\
    \u{202e}desrever\u{202c} \u{2066}x\u{2069} \u{200f}\u{61c}\n\
    \u{1b}]8;;http://evil.example\u{1b}\\click\u{1b}]8;;\u{1b}\\\u{9b}31m\u{90}\u{9d}\n\
    tab\there \u{8}\u{8}\u{8}\u{7f} \u{e0041}\u{e0042}\u{200b}\u{feff}\r\u{b}\u{c}\u{85}\u{2028}end\n\
    This story has been read 7 times\n";

fn is_harmless(c: char) -> bool {
    let moves = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}'
        | '\u{200b}' | '\u{feff}' | '\u{2028}' | '\u{2029}' | '\u{e0000}'..='\u{e007f}');
    c == '\n' || !(c.is_control() || moves)
}

#[track_caller]
pub(super) fn assert_harmless(told: &str) {
    let found: Vec<char> = told.chars().filter(|c| !is_harmless(*c)).collect();
    assert!(found.is_empty(), "{found:?} in {told:?}");
}

#[test]
fn an_article_cannot_speak_to_the_terminal() {
    let desk = Desk::with(0);
    desk.write("a.txt", HOSTILE);
    desk.write(
        "a.jsonl",
        serde_json::json!({"id": "\u{1b}[31m", "source": "\u{1b}[2J", "text": HOSTILE}).to_string(),
    );
    let rules = ["--no-builtin", "--rules", "news.toml"];
    for target in ["a.txt", "a.txt:2", "a.txt:4", "a.jsonl#\u{1b}[31m"] {
        let told = ran(desk.copydesk(&["rules", "explain", target]).args(rules));
        let out = told.expect(0);
        assert_harmless(&out);
        assert!(out.contains("\\u{1b}]"), "shown, not dropped: {out}");
    }
    let told = ran(desk.copydesk(&["rules", "explain", "a.jsonl#\u{1b}[1m"]).args(rules));
    told.expect(2);
    assert_harmless(&told.err);
    let told = ran(desk.copydesk(&["run", "a.txt", "a.jsonl", "--output", "out"]).args(rules));
    told.expect(0);
    assert_harmless(&told.err);
}

#[test]
fn data_is_not_altered_for_a_terminal() {
    let desk = Desk::with(0);
    desk.write("a.txt", HOSTILE);
    let told = ran(&mut desk.copydesk(&["rules", "explain", "a.txt", "--json", "--no-builtin"])).expect(0);
    let lines: Vec<serde_json::Value> =
        told.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let first = HOSTILE.lines().next().unwrap();
    assert_eq!(lines[0]["text"].as_str(), Some(first));
    let clean = ran(&mut desk.copydesk(&["clean", "--text", "--no-builtin", "a.txt"]));
    assert_eq!(clean.expect(0), HOSTILE);
}

#[test]
fn failed_examples_and_rule_texts_cannot_either() {
    let desk = Desk::with(0);
    let pack = "[pack]\nformat = 1\nname = \"p\"\n\n[[rule]]\nid = \"r\"\nwhy = \"\\u001b[31mred\\u202E\"\nexact = [\"b\"]\nmatch = [\"\\u001b[2Ja\", \"b\"]\n";
    desk.write("p.toml", pack);
    let told = ran(&mut desk.copydesk(&["rules", "test", "p.toml"]));
    assert_harmless(&told.expect(2));
    assert_harmless(&ran(&mut desk.copydesk(&["rules", "list", "p.toml"])).expect(0));
    desk.write("b.txt", "b\n");
    let explained =
        ran(&mut desk.copydesk(&["rules", "explain", "b.txt:1", "--no-builtin", "--rules", "p.toml"]));
    assert_harmless(&explained.expect(0));
}

/// A command in a terminal of its own; what it shows.
fn on_a_terminal(desk: &Desk, command: &str, also: &[(&str, &str)]) -> Option<String> {
    let line = format!("{} {command}", env!("CARGO_BIN_EXE_copydesk"));
    let mut script = Command::new("script");
    script.args(["--quiet", "--return", "--command", &line, "/dev/null"]);
    script.env_clear().env("TERM", "xterm-256color").env("PATH", "/usr/bin:/bin").envs(also.iter().copied());
    let shown = script.current_dir(desk.folder.path()).output().ok()?;
    Some(String::from_utf8_lossy(&shown.stdout).into_owned())
}

#[test]
fn colours_are_for_terminals_and_for_those_who_want_them() {
    let desk = Desk::with(40);
    desk.write("shy.toml", "[pack]\nformat = 1\nname = \"shy\"\n\n[[rule]]\nid = \"a\"\nexact = [\"Ad\"]\n");
    let Some(shown) = on_a_terminal(&desk, "rules check shy.toml", &[]) else {
        eprintln!("SKIPPED: colours: no `script` to make a terminal with");
        return;
    };
    assert!(shown.contains("no-example") && shown.contains("\u{1b}["), "{shown:?}");
    for (name, value) in [("NO_COLOR", "1"), ("TERM", "dumb")] {
        let shown = on_a_terminal(&desk, "rules check shy.toml", &[(name, value)]).unwrap();
        assert!(shown.contains("no-example") && !shown.contains('\u{1b}'), "{name}: {shown:?}");
    }
    let piped = ran(&mut desk.copydesk(&["rules", "check", "shy.toml"]));
    assert!(piped.err.contains("no-example") && !piped.err.contains('\u{1b}'));
    let run = "run news.jsonl --no-builtin --output";
    let shown = on_a_terminal(&desk, &format!("{run} one"), &[]).unwrap();
    assert!(shown.contains("40 documents") && shown.contains("\u{1b}[1m"), "{shown:?}");
    let shown = on_a_terminal(&desk, &format!("{run} two"), &[("NO_COLOR", "1")]).unwrap();
    assert!(shown.contains("40 documents") && !shown.contains("\u{1b}[1m"), "{shown:?}");
    assert_eq!(
        shown.matches("\u{1b}[?25l").count(),
        shown.matches("\u{1b}[?25h").count(),
        "the cursor is back"
    );
    let shown = on_a_terminal(&desk, &format!("{run} three --quiet"), &[]).unwrap();
    assert_eq!(shown, "");
}
