//! Rule packs with mistakes in them: all are told at once, each with its place.

use super::Desk;
use crate::program::{expect, ran};

const BAD: &str = r#"[pack]
format = 1
name = "bad"

[[rule]]
id = "one"
kind = "comments"
lien = 'x'
line = '('

[[rule]]
id = "two"
exact = ["a"]
requires = { rule = "nowhere" }
match = ["a"]

[[rule]]
id = "two"
line = 'b'
match = ["b"]

[[rule]]
id = "three"
kind = "coments"
line = '{{mnth}} [0-9]+'
match = ["May 7"]
"#;

const TOLD: [(&str, &str); 6] = [
    ("error[unknown-key]: unknown key `lien`", "bad.toml:8:1"),
    ("error[bad-regex]: ", "bad.toml:9:9"),
    ("error[unknown-rule]: no rule `bad/nowhere`", "bad.toml:14:21"),
    ("error[duplicate-id]: duplicate id `bad/two`", "bad.toml:18:6"),
    ("`coments`", "bad.toml:24:8"),
    ("`{{mnth}}`", "bad.toml:25:8"),
];

#[test]
fn all_mistakes_are_told_at_once_with_their_places() {
    let desk = Desk::with(8);
    desk.write("bad.toml", BAD);
    let run = ["run", "news.jsonl", "--rules", "bad.toml", "--no-builtin", "--output", "out"];
    for arguments in [
        &["rules", "check", "bad.toml"][..],
        &["rules", "test", "bad.toml"],
        &["rules", "list", "bad.toml"],
        &run,
    ] {
        let told = ran(&mut desk.copydesk(arguments));
        assert_eq!(told.status.code(), Some(2), "{arguments:?}: {}", told.err);
        for (what, place) in TOLD {
            assert!(
                told.err.contains(what) && told.err.contains(place),
                "{arguments:?}: {what} {place} in\n{}",
                told.err
            );
        }
    }
    assert!(!desk.path("out").exists());
    let told = ran(&mut desk.copydesk(&["rules", "check", "bad.toml", "--json"])).expect(2);
    let rows: Vec<serde_json::Value> = told.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let places: Vec<(u64, u64)> = rows
        .iter()
        .filter(|row| row["severity"] == "error")
        .map(|row| (row["line"].as_u64().unwrap(), row["column"].as_u64().unwrap()))
        .collect();
    for place in [(8, 1), (9, 9), (14, 21), (18, 6), (24, 8)] {
        assert!(places.contains(&place), "{place:?} in {places:?}");
    }
}

#[test]
fn packs_that_are_no_packs_are_refused_with_their_place() {
    let desk = Desk::with(8);
    for (name, content, expected) in [
        ("not-toml", &b"[pack\n"[..], "not-toml.toml:1:6"),
        ("not-utf8", b"[pack]\nname = \"\xFF\"", "is not UTF-8 at byte 15"),
        ("json", b"{\"pack\":1}", "json.toml:1:1"),
    ] {
        desk.write(&format!("{name}.toml"), content);
        let told = ran(&mut desk.copydesk(&["rules", "check", &format!("{name}.toml")]));
        assert_eq!(told.status.code(), Some(2), "{name}: {}", told.err);
        assert!(told.err.contains(expected), "{name}: {}", told.err);
    }
}

#[test]
fn warnings_do_not_stop_anyone_but_the_strict() {
    let desk = Desk::with(8);
    desk.write("shy.toml", "[pack]\nformat = 1\nname = \"shy\"\n\n[[rule]]\nid = \"a\"\nexact = [\"Ad\"]\n");
    let told = ran(&mut desk.copydesk(&["rules", "check", "shy.toml"]));
    told.expect(0);
    assert!(told.err.contains("warning[no-example]: `shy/a` has no example"), "{}", told.err);
    ran(&mut desk.copydesk(&["rules", "check", "shy.toml", "--strict"])).expect(2);
    ran(&mut desk.run("out", &["--rules", "shy.toml"])).expect(0);
}

#[test]
fn failed_examples_are_named_noisy_missing_and_wrong() {
    let desk = Desk::with(0);
    let pack = r#"[pack]
format = 1
name = "tested"

[[rule]]
id = "counter"
line = 'read [0-9]+ times.*'
match = ["read seven times"]
not-match = ["read 7 times by all"]

[[rule]]
id = "minutes"
inline = '[0-9]+ min$'
cases = [{ in = "News 4 min", out = "New" }]
"#;
    desk.write("tested.toml", pack);
    let told = ran(&mut desk.copydesk(&["rules", "test", "tested.toml"])).expect(2);
    assert!(told.contains("Missing tested/counter (tested.toml:8:"), "{told}");
    assert!(told.contains("Noisy tested/counter (tested.toml:9:"), "{told}");
    assert!(told.contains("Wrong tested/minutes (tested.toml:14:"), "{told}");
    assert!(told.contains("must become `New`, becomes `News`"), "{told}");
    assert!(told.ends_with("4 examples of 2 rules: 1 passed, 3 failed\n"), "{told}");
    assert!(!expect(0, &["rules", "list", "builtin:share"]).is_empty());
}
