//! Every command that talks to a person, with text in every field that would like to talk to the terminal.

use std::path::Path;

use serde_json::{Value, json};

use super::Desk;
use super::terminals::assert_harmless;
use crate::program::{Ran, copydesk, ran};

/// What moves the cursor, colours, sets titles and clipboards, links, turns, hides.
const PAYLOADS: [&str; 24] = [
    "\u{1b}[31mred\u{1b}[0m",
    "\u{1b}[2J\u{1b}[1;1H",
    "\u{1b}[?25l\u{1b}[?1049h",
    "\u{1b}]0;owned\u{7}",
    "\u{1b}]52;c;cHduZWQ=\u{7}",
    "\u{1b}]8;;http://evil.example\u{1b}\\click\u{1b}]8;;\u{1b}\\",
    "\u{1b}P+q544e\u{1b}\\",
    "\u{1b}_Gi=1\u{1b}\\",
    "\u{1b}^private\u{1b}\\",
    "\u{1b}c",
    "\u{9b}31m\u{9d}0;owned\u{9c}",
    "\u{90}q\u{9c}\u{85}",
    "seen\rhidden",
    "gone\u{8}\u{8}\u{8}\u{8}",
    "bell\u{7}\u{5}",
    "\u{b}\u{c}\u{e}\u{f}",
    "nul\0\u{1}\u{7f}",
    "\u{202e}gnp.exe\u{202c}",
    "\u{2066}x\u{2069}\u{2067}\u{2068}",
    "\u{200e}\u{200f}\u{61c}",
    "\u{200b}\u{feff}\u{2060}",
    "\u{2028}\u{2029}",
    "\u{e0001}\u{e0041}\u{e007f}",
    "\u{206a}\u{fff9}\u{fffb}",
];

/// Runs to its end, whatever that is, and looks at what a person sees.
#[track_caller]
fn look(desk: &Desk, arguments: &[&str]) -> Ran {
    let told = ran(&mut desk.copydesk(arguments));
    assert_harmless(&told.err);
    assert_harmless(&String::from_utf8(told.out.clone()).unwrap());
    told
}

fn lines(records: impl Iterator<Item = Value>) -> String {
    records.map(|record| record.to_string() + "\n").collect()
}

/// Two outlets' records, each with a payload in every field, its lines repeated from story to story.
fn corpus() -> String {
    lines(PAYLOADS.iter().enumerate().flat_map(|(number, payload)| {
        let (ferry, moved) = (number * 7, number * 13);
        let text = format!(
            "{payload}\nThe ferry {ferry} left pier {moved} at {number} with {payload} salt and {ferry} crates of apples.\n\
             This story has been read {number} times\n{payload} Comments are closed."
        );
        ["", "second "].map(|edition| {
            json!({
                "id": format!("{edition}{payload}"), "text": text, "title": payload, "url": payload, "lang": payload,
                "source": format!("{edition}{payload}"), "created": payload, payload.to_owned(): payload,
            })
        })
    }))
}

#[test]
fn no_payload_speaks_to_the_terminal_through_a_run_or_what_looks_at_it() {
    let desk = Desk::with(0);
    desk.write(
        "feed.jsonl",
        corpus() + &lines(PAYLOADS.iter().map(|payload| json!({ payload.to_owned(): 1 }))),
    );
    let rules = ["--rules", "news.toml", "--no-builtin"];
    look(
        &desk,
        &[&["run", "feed.jsonl", "--output", "out", "--passages", "--index", "seen"], &rules[..]].concat(),
    )
    .expect(3);
    look(&desk, &["run", "feed.jsonl", "--output", "whole"]).expect(3);
    look(&desk, &["group", "feed.jsonl", "--output", "grouped"]).expect(3);
    look(&desk, &["verify", "out"]).expect(0);
    look(&desk, &["restore", "out", "--output", "back"]).expect(3);
    look(&desk, &["report", "out", "--title", PAYLOADS[0]]).expect(0);
    look(&desk, &["index", "stats", "seen"]).expect(0);
    look(&desk, &["index", "expire", "seen", "--before", "2024-01-01"]).expect(0);
    for payload in PAYLOADS.iter().filter(|payload| !payload.contains('\0')) {
        let target = format!("feed.jsonl#{payload}");
        look(&desk, &[&["rules", "explain", target.as_str()], &rules[..]].concat());
    }
    // A damaged folder names documents.
    let rows = std::fs::read_to_string(desk.path("out/removals.jsonl")).unwrap();
    let (_, rest) = rows.split_once('\n').unwrap();
    desk.write("out/removals.jsonl", rest);
    look(&desk, &["verify", "out"]).expect(4);
    look(&desk, &["restore", "out", "--output", "again"]).expect(4);
    look(&desk, &["report", "out"]).expect(4);
}

#[test]
fn none_speaks_through_what_rules_do_to_a_corpus() {
    let desk = Desk::with(0);
    // Lines that repeat in an outlet, and hits of rules in every document.
    let records = (0..20).flat_map(|day| {
        PAYLOADS.iter().map(move |payload| {
            let text = format!(
                "{payload} Evening edition of the harbour\nThe ferry of day {day} left with {payload} and salt.\n\
                 Comments are closed.\n{payload} read more on page {day}"
            );
            json!({ "id": format!("{day}{payload}"), "source": payload, "created": "2024-01-01", "text": text })
        })
    });
    desk.write("feed.jsonl", lines(records));
    let shown: Vec<String> = PAYLOADS
        .iter()
        .map(|payload| payload.chars().map(|c| format!("\\U{:08x}", c as u32)).collect())
        .collect();
    let quoted = shown.iter().map(|payload| format!("\"{payload} Evening edition of the harbour\""));
    desk.write(
        "trial.toml",
        format!(
            "[pack]\nformat = 1\nname = \"trial\"\n\n[[rule]]\nid = \"edition\"\nwhy = \"{}\"\nseverity = \"mark\"\n\
             exact = [{}]\nmatch = [\"{} Evening edition of the harbour\"]\n",
            shown.concat(),
            quoted.collect::<Vec<_>>().join(", "),
            shown[0],
        ),
    );
    let fine = |told: Ran| assert!(told.status.code().is_some_and(|code| code <= 1), "{told:?}");
    for arguments in [
        &["rules", "stats", "feed.jsonl", "--rules", "trial.toml"][..],
        &["rules", "missed", "feed.jsonl"],
        &["rules", "suggest", "feed.jsonl"],
        &["rules", "suggest", "feed.jsonl", "--output", "packs"],
        &[
            "rules",
            "explain",
            &format!("3{}", PAYLOADS[0]),
            "--corpus",
            "feed.jsonl",
            "--rules",
            "trial.toml",
        ],
        &["rules", "diff", "news.toml", "trial.toml", "feed.jsonl"],
        &["rules", "promote", "trial.toml", "--corpus", "feed.jsonl"],
        &["rules", "fmt", "trial.toml"],
    ] {
        fine(look(&desk, arguments));
    }
}

#[test]
fn none_speaks_through_labels_and_rule_packs() {
    let desk = Desk::with(0);
    let page = |payload: &&str| {
        json!({
            "id": payload, "host": payload, "url": payload, "lang": payload,
            "raw_text": format!("{payload}\nThe harbour opens {payload} again today.\nComments are closed."),
            "line_labels": "010",
        })
    };
    desk.write("gold.jsonl", lines(PAYLOADS.iter().map(page)));
    look(&desk, &["eval", "clean", "gold.jsonl", "--worst", "30"]);
    let cluster = |(number, payload): (usize, &&str)| {
        let text =
            format!("The council met on day {number} and {payload} voted for the wall of {number} stones.");
        json!({ "id": payload, "text": text, "cluster": payload, "relation": payload, "kind": payload })
    };
    desk.write("clusters.jsonl", lines(PAYLOADS.iter().enumerate().map(cluster)));
    look(&desk, &["eval", "group", "clusters.jsonl", "--worst", "30"]);
    for (number, payload) in PAYLOADS.iter().enumerate() {
        let name = format!("pack{number}.toml");
        let shown: String = payload.chars().map(|c| format!("\\U{:08x}", c as u32)).collect();
        let rule = |id: &str, example: &str| {
            format!(
                "[pack]\nformat = 1\nname = \"p\"\n\n[[rule]]\nid = \"{id}\"\nwhy = \"{shown}\"\nexact = [\"{shown} b\"]\nmatch = [\"{example}\"]\nnot-match = [\"{shown} b\"]\n"
            )
        };
        desk.write(&name, rule("r", &format!("{shown} no")));
        look(&desk, &["rules", "test", &name]).expect(2);
        look(&desk, &["rules", "check", &name]);
        look(&desk, &["rules", "list", &name]).expect(0);
        // As a name, a key, a value, an expression: refused, and drawn with the line.
        desk.write(&name, rule(&shown, "x"));
        look(&desk, &["rules", "check", &name]);
        desk.write(&name, format!("[pack]\nformat = 1\nname = \"{shown}\"\n\"{shown}\" = \"{shown}\"\n"));
        look(&desk, &["rules", "check", &name]).expect(2);
        desk.write(&name, format!("[pack]\nformat = 1\nname = \"p\"\n[[rule]]\nid = \"a\"\nline = \"({shown}\"\nkind = \"{shown}\"\n"));
        look(&desk, &["rules", "check", &name]).expect(2);
        // As it stands in the file, which TOML may refuse.
        desk.write(
            &name,
            format!("[pack]\nformat = 1\nname = \"p\" # {payload}\n[[rule]]\nid = 'a'\nwhy = '{payload}'\n"),
        );
        look(&desk, &["rules", "check", &name]);
    }
}

#[test]
fn none_speaks_through_an_argument() {
    let desk = Desk::with(3);
    // All in one: an argument cannot hold NUL.
    let all = PAYLOADS.concat().replace('\0', "");
    for payload in [all.as_str(), PAYLOADS[0]] {
        for command in [
            &["run", "--output", "x"][..],
            &["group", "--output", "x"],
            &["clean"],
            &["verify"],
            &["restore", "--output", "x"],
            &["report"],
            &["rules", "check"],
            &["rules", "test"],
            &["rules", "list"],
            &["rules", "explain"],
            &["rules", "stats"],
            &["rules", "missed"],
            &["rules", "suggest"],
            &["rules", "diff", "news.toml", "news.toml"],
            &["rules", "promote", "news.toml", "--corpus"],
            &["rules", "fmt"],
            &["rules", "check", "--explain"],
            &["tune", "news.jsonl", "--rules"],
            &["eval", "clean"],
            &["eval", "group"],
            &["index", "stats"],
            &["index", "expire", "--before", "2024-01-01"],
            &["index", "expire", "seen", "--before"],
            &["run", "news.jsonl", "--prefer", "id", "--output", "o", "--text-field"],
            &["run", "news.jsonl", "--output", "o", "--prefer"],
            &["run", "news.jsonl", "--output", "o", "--window"],
            &["report", "o", "--timings"],
            &["report", "o", "--output"],
            &["completions"],
            &["no-such-command"],
        ] {
            look(&desk, &[command, &[payload]].concat());
        }
    }
    let mut run = copydesk(&["run", "news.jsonl", "--no-builtin", "--quiet", "--output"]);
    let told = ran(run.arg(Path::new("\u{1b}[31mout")).current_dir(desk.folder.path()));
    assert_harmless(&told.err);
    look(&desk, &["report", "\u{1b}[31mout"]).expect(0);
}
