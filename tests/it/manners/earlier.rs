//! `--index`: batch after batch is grouped as one run over everything would be.

use std::collections::BTreeMap;
use std::thread::sleep;
use std::time::Instant;

use serde_json::{Value, json};

use super::Desk;
use crate::determinism::news;
use crate::grouping::Random;
use crate::program::ran;
use crate::write::tree;

/// Each document's group and role, by the latest output that tells of it.
type Groups = BTreeMap<String, (String, String)>;

fn learn(groups: &mut Groups, out: &BTreeMap<String, Vec<u8>>) {
    for line in String::from_utf8(out["groups.jsonl"].clone()).unwrap().lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        for member in row["members"].as_array().unwrap() {
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            groups.insert(text(&member["id"]), (text(&row["group"]), text(&member["role"])));
        }
    }
}

impl Desk {
    /// Groups `input` into `out`, with the index `seen`.
    fn daily(&self, input: &str, out: &str, options: &[&str]) -> std::process::Command {
        let mut command = self.copydesk(&["group", input, "--quiet", "--index", "seen", "--output", out]);
        command.args(options);
        command
    }

    fn index_stats(&self) -> Value {
        let told = ran(&mut self.copydesk(&["index", "stats", "seen", "--json"])).expect(0);
        serde_json::from_str(&told).unwrap()
    }
}

/// A desk with `news.jsonl`, and the same records shuffled into `day0.jsonl` to `day4.jsonl`.
fn five_days(documents: usize) -> Desk {
    let desk = Desk::with(0);
    let mut records = news(documents);
    desk.write("news.jsonl", records.concat());
    let mut random = Random(5);
    for end in (1..records.len()).rev() {
        records.swap(end, random.below(end + 1));
    }
    for (day, part) in records.chunks(documents.div_ceil(5)).enumerate() {
        desk.write(&format!("day{day}.jsonl"), part.concat());
    }
    desk
}

#[test]
fn five_batches_have_the_groups_of_one_run() {
    let desk = five_days(400);
    ran(desk.copydesk(&["group", "news.jsonl", "--quiet", "--output", "whole"]).args([""; 0])).expect(0);
    let (mut expected, mut found) = (Groups::new(), Groups::new());
    learn(&mut expected, &tree(&desk.path("whole")));
    for day in 0..5 {
        let out = format!("out{day}");
        ran(&mut desk.daily(&format!("day{day}.jsonl"), &out, &[])).expect(0);
        ran(&mut desk.copydesk(&["verify", &out])).expect(0);
        learn(&mut found, &tree(&desk.path(&out)));
    }
    assert_eq!(found, expected);
    let stats = desk.index_stats();
    assert_eq!((&stats["batches"], &stats["documents"]), (&json!(5), &json!(400)));
}

#[test]
fn a_batch_that_is_run_again_changes_nothing() {
    let desk = five_days(100);
    for day in 0..2 {
        ran(&mut desk.daily(&format!("day{day}.jsonl"), &format!("out{day}"), &[])).expect(0);
    }
    let (out, index) = (tree(&desk.path("out1")), desk.index_stats());
    ran(&mut desk.daily("day1.jsonl", "out1", &[])).expect(0);
    std::fs::remove_dir_all(desk.path("out1")).unwrap();
    ran(&mut desk.daily("day1.jsonl", "out1", &["--threads", "1"])).expect(0);
    assert!(tree(&desk.path("out1")) == out);
    assert_eq!(desk.index_stats(), index);
}

#[test]
fn earlier_documents_are_told_apart_and_stand_for_later_ones() {
    let desk = Desk::with(0);
    let story =
        "The bridge over the Sele opens on Monday after three years of work, the city said. ".repeat(3);
    let row = |id: &str, created: &str| {
        format!("{}\n", json!({"id": id, "text": story, "source": "x.example", "created": created}))
    };
    desk.write("one.jsonl", row("a", "2024-03-01"));
    desk.write("two.jsonl", row("b", "2024-03-02") + &row("a", "2024-03-03"));
    ran(&mut desk.daily("one.jsonl", "one", &[])).expect(0);
    ran(&mut desk.daily("two.jsonl", "two", &["--keep", "representatives"])).expect(0);
    ran(&mut desk.copydesk(&["verify", "two"])).expect(0);
    let out = tree(&desk.path("two"));
    assert!(out["documents.jsonl"].is_empty(), "an earlier document stands for both");
    let groups: Value = serde_json::from_slice(&out["groups.jsonl"]).unwrap();
    assert_eq!(groups["representative"], "a");
    let members: Vec<(&str, bool)> = groups["members"]
        .as_array()
        .unwrap()
        .iter()
        .map(|member| (member["id"].as_str().unwrap(), member["earlier"].as_bool().unwrap_or(false)))
        .collect();
    assert_eq!(members, [("a", true), ("b", false), ("a#2", false)]);
    let report: Value = serde_json::from_slice(&out["report.json"]).unwrap();
    assert_eq!((&report["earlier"], &report["grouped"]), (&json!({"documents": 1, "grouped": 1}), &json!(2)));

    let text = String::from_utf8(out["groups.jsonl"].clone()).unwrap();
    desk.write("two/groups.jsonl", text.replace(",\"earlier\":true", ""));
    ran(&mut desk.copydesk(&["verify", "two"])).expect(4);
}

#[test]
fn a_killed_batch_leaves_the_old_index_or_the_new_one() {
    let desk = five_days(3_000);
    let started = Instant::now();
    ran(&mut desk.daily("day0.jsonl", "out0", &[])).expect(0);
    ran(&mut desk.daily("day1.jsonl", "whole", &[])).expect(0);
    let full = started.elapsed();
    let (whole, added) = (tree(&desk.path("whole")), desk.index_stats());
    std::fs::remove_dir_all(desk.path("seen")).unwrap();
    std::fs::remove_dir_all(desk.path("out0")).unwrap();
    ran(&mut desk.daily("day0.jsonl", "out0", &[])).expect(0);
    let before = desk.index_stats();
    for turn in 0..8 {
        let mut child = desk.daily("day1.jsonl", "out1", &[]).spawn().unwrap();
        sleep(full * (turn * 12 + 2) / 100);
        child.kill().unwrap();
        child.wait().unwrap();
        let stats = desk.index_stats();
        assert!(stats == before || stats == added, "turn {turn}: {stats}");
    }
    ran(&mut desk.daily("day1.jsonl", "out1", &[])).expect(0);
    assert!(tree(&desk.path("out1")) == whole);
    assert_eq!(desk.index_stats(), added);
}

#[test]
fn what_is_old_expires_and_mistakes_are_told() {
    let desk = five_days(100);
    ran(&mut desk.daily("news.jsonl", "out", &[])).expect(0);
    let told = ran(&mut desk.copydesk(&["index", "stats", "seen"])).expect(0);
    assert!(told.starts_with("100 documents in 1 batch, 5 outlets, "), "{told}");
    assert!(told.contains("published from 2031-01-1"), "{told}");
    let told = ran(&mut desk.copydesk(&["index", "expire", "seen", "--before", "2031-04-01"])).expect(0);
    assert_eq!(told, "44 documents removed\n");
    assert_eq!(desk.index_stats()["documents"], 56);
    let wrong = |arguments: &[&str], expected: &str| {
        let told = ran(&mut desk.copydesk(arguments));
        assert!(told.status.code() == Some(2) && told.err.contains(expected), "{arguments:?}: {}", told.err);
    };
    wrong(&["index", "expire", "seen", "--before", "last week"], "`last week` is no date");
    wrong(&["index", "stats", "out"], "it is no index");
    let other = ["group", "day1.jsonl", "--index", "seen", "--output", "o", "--fingerprint", "simhash64"];
    wrong(&other, "an index of simhash128, and --fingerprint is simhash64");
    wrong(&["group", "day1.jsonl", "--index", ".", "--output", "o"], "lies in the folder of --index");
}
