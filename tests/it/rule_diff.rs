//! What a change of rules does to a corpus, against runs with either set of rules.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::program::{copydesk, expect, ran, run_command, sample};

/// Bytes of documents that went, by document, with the rule that took each.
type Gone = BTreeMap<(String, u64), String>;

/// What a run over the sample takes. Healed white space does not count.
fn removed(folder: &Path, name: &str, options: &[&str]) -> Gone {
    let out = folder.join(name);
    let inputs = [sample().join("pages"), sample().join("feeds")];
    ran(&mut run_command(&inputs, &out, &[&["--no-learn"], options].concat())).expect(0);
    let mut gone = Gone::new();
    for line in fs::read_to_string(out.join("removals.jsonl")).unwrap().lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        if row["action"] != "heal" {
            for byte in row["start"].as_u64().unwrap()..row["end"].as_u64().unwrap() {
                let id = row["id"].as_str().unwrap().to_owned();
                gone.insert((id, byte), row["rule"].as_str().unwrap().to_owned());
            }
        }
    }
    gone
}

fn diff(old: &str, new: &str, options: &[&str]) -> Vec<Value> {
    let (pages, feeds) = (sample().join("pages"), sample().join("feeds"));
    let inputs = [pages.to_str().unwrap(), feeds.to_str().unwrap()];
    let command = [&["rules", "diff", old, new, "--quiet", "--json"], &inputs[..], options].concat();
    expect(0, &command).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn bytes(row: &Value, field: &str) -> BTreeSet<(String, u64)> {
    let id = row["document"].as_str().unwrap();
    let spans = row[field].as_array().unwrap().iter();
    spans
        .flat_map(|span| span[0].as_u64().unwrap()..span[1].as_u64().unwrap())
        .map(|byte| (id.to_owned(), byte))
        .collect()
}

/// A pack that switches a built-in rule off.
fn without(folder: &Path, rule: &str) -> String {
    let path = folder.join("off.toml");
    fs::write(&path, format!("[pack]\nformat = 1\nname = \"off\"\ndisable = [\"{rule}\"]\n")).unwrap();
    path.to_str().unwrap().to_owned()
}

/// Compares `rules diff` between the built-in packs and the same without `rule` with two runs, byte by byte.
fn agrees(folder: &Path, before: &Gone, rule: &str, options: &[&str]) -> Vec<Value> {
    let off = without(folder, rule);
    let after = removed(folder, &rule.replace('/', "-"), &[&["--rules", off.as_str()], options].concat());
    let rows = diff("builtin", &format!("builtin,{off}"), options);
    let keys = |gone: &Gone| -> BTreeSet<(String, u64)> { gone.keys().cloned().collect() };
    let (old, new) = (keys(before), keys(&after));
    let told = |more: &str, less: &str| -> BTreeSet<(String, u64)> {
        rows.iter().flat_map(|row| &bytes(row, more) - &bytes(row, less)).collect()
    };
    assert_eq!(told("gone_before", "gone_after"), &old - &new, "newly kept without {rule}");
    assert_eq!(told("gone_after", "gone_before"), &new - &old, "newly removed without {rule}");
    // Every line of a changed byte is told, and no other; so are the rules before and after.
    for row in &rows {
        let (gone_before, gone_after) = (bytes(row, "gone_before"), bytes(row, "gone_after"));
        for (field, gone, all) in [("before", &gone_before, before), ("after", &gone_after, &after)] {
            let rules: BTreeSet<&String> = gone.iter().map(|byte| &all[byte]).collect();
            if let Some(named) = row[field].as_str() {
                assert!(rules.iter().any(|rule| *rule == named), "{row}");
            }
        }
        match row["change"].as_str().unwrap() {
            "removed" => assert!(gone_after.len() > gone_before.len(), "{row}"),
            "kept" => assert!(gone_after.len() < gone_before.len(), "{row}"),
            _ => assert_eq!(gone_after.len(), gone_before.len(), "{row}"),
        }
    }
    rows
}

#[test]
fn without_one_rule_exactly_the_lines_that_it_alone_removes_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let options = ["--no-score"];
    let before = removed(folder.path(), "all", &options);
    for (rule, lines) in [
        ("comments/closed", 10),
        ("share/share-this-story-title", 10),
        ("reading/reading-time-glued", 11),
        ("donation/account-line", 21),
        ("edges/fill", 0),
    ] {
        let rows = agrees(folder.path(), &before, rule, &options);
        let kept: Vec<&Value> = rows.iter().filter(|row| row["change"] == "kept").collect();
        assert_eq!(kept.len(), lines, "{rule}");
        assert!(kept.iter().all(|row| row["before"] == rule && row["after"].is_null()), "{rule}: {kept:?}");
        assert!(rows.iter().all(|row| row["change"] != "removed"), "{rule}: {rows:?}");
    }
}

#[test]
fn scores_of_both_sides_are_those_of_runs() {
    let folder = tempfile::tempdir().unwrap();
    let before = removed(folder.path(), "all", &[]);
    for rule in ["lists/related-languages", "copyright/copyright-line"] {
        assert!(!agrees(folder.path(), &before, rule, &[]).is_empty(), "{rule}");
    }
}

#[test]
fn a_copy_of_the_built_in_packs_is_no_change() {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    assert_eq!(diff("builtin", rules.to_str().unwrap(), &[]), Vec::<Value>::new());
}

#[test]
fn a_diff_does_not_depend_on_threads() {
    let folder = tempfile::tempdir().unwrap();
    let new = format!("builtin,{}", without(folder.path(), "share/*"));
    let (pages, feeds) = (sample().join("pages"), sample().join("feeds"));
    for form in [&["--json"][..], &["--lines", "0"], &["--summary"], &["--summary", "--json"]] {
        let diff = |threads: &str| {
            let inputs = [pages.to_str().unwrap(), feeds.to_str().unwrap()];
            let command = ["rules", "diff", "builtin", &new, "--quiet", "--threads", threads];
            expect(0, &[&command, &inputs[..], form].concat())
        };
        let one = diff("1");
        assert!(one.contains("share/"), "{one}");
        assert_eq!(one, diff("4"));
    }
}

#[test]
fn packs_that_cannot_be_read_are_told() {
    let told = ran(&mut copydesk(&["rules", "diff", "builtin", "nowhere.toml", "-"]));
    told.expect(2);
    assert!(told.err.contains("nowhere.toml"), "{}", told.err);
}
