//! `copydesk group`: the same folder as a run's, and no byte of a text changed.

use serde_json::json;

use super::Desk;
use crate::determinism::news;
use crate::output::Output;
use crate::program::{fed, ran};
use crate::write::tree;

/// A text that every sort of cleaning would like to touch.
const UNTIDY: &str = "Home\r\nNews\r\n\r\n\r\n\r\nShare this article\n  The bridge over the Sele opens\u{a0}on Monday. \
    \u{2028}Comments are closed.\n\n\n\t\nRead more: rain is due\n\u{feff}\n";

impl Desk {
    fn group(&self, inputs: &[&str], out: &str, options: &[&str]) -> crate::program::Ran {
        ran(self.copydesk(&["group", "--quiet", "--output", out]).args(options).args(inputs))
    }
}

#[test]
fn texts_go_out_as_they_came_in() {
    let desk = Desk::with(0);
    desk.write("in/a.txt", UNTIDY);
    desk.write("in/b.jsonl", format!("{}\n", json!({"id": "b", "text": UNTIDY, "source": "x.example"})));
    desk.write("in/empty.txt", "");
    desk.group(&["in"], "out", &[]).expect(0);
    let output = Output::read(&desk.path("out"));
    output.assert_accounts();
    let texts: Vec<(&str, &str)> =
        output.documents.iter().map(|row| (row.id.as_str(), row.text.as_str())).collect();
    assert_eq!(texts, [("a.txt", UNTIDY), ("b", UNTIDY), ("empty.txt", "")]);
    assert_eq!((output.groups.len(), output.groups[0].members[1].role.as_str()), (1, "identical"));
    assert!(tree(&desk.path("out"))["removals.jsonl"].is_empty());
    ran(&mut desk.copydesk(&["verify", "out"])).expect(0);
    ran(&mut desk.copydesk(&["restore", "out", "--output", "back"])).expect(0);
    assert_eq!(tree(&desk.path("back"))["a.txt"], UNTIDY.as_bytes());
}

#[test]
fn groups_are_those_of_a_run_that_removes_nothing() {
    let desk = Desk::with(300);
    desk.group(&["news.jsonl"], "grouped", &["--threads", "2"]).expect(0);
    let options = ["--no-builtin", "--no-learn", "--no-score", "--quiet", "--output", "run"];
    ran(desk.copydesk(&["run", "news.jsonl"]).args(options)).expect(0);
    let (mut grouped, mut run) = (tree(&desk.path("grouped")), tree(&desk.path("run")));
    assert!(grouped.remove("manifest.json") != run.remove("manifest.json"), "they are different jobs");
    assert!(!grouped["groups.jsonl"].is_empty() && grouped == run);
}

#[test]
fn what_is_cleaned_first_and_grouped_then_has_the_groups_of_one_run() {
    let desk = Desk::with(0);
    desk.write("in.jsonl", news(300).concat());
    let options = ["--no-builtin", "--rules", "news.toml", "--no-learn"];
    ran(desk.copydesk(&["run", "in.jsonl", "--quiet", "--output", "run"]).args(options)).expect(0);
    desk.group(&["run/documents.jsonl"], "grouped", &[]).expect(0);
    let (run, grouped) = (tree(&desk.path("run")), tree(&desk.path("grouped")));
    assert!(run["groups.jsonl"] == grouped["groups.jsonl"]);
}

#[test]
fn a_folder_of_another_job_is_refused_and_the_same_job_is_not_done_twice() {
    let desk = Desk::with(60);
    let again = |options: &[&str]| {
        let told = ran(desk.copydesk(&["group", "news.jsonl", "--output", "out"]).args(options));
        (told.status.code(), told.err)
    };
    assert_eq!(again(&[]).0, Some(0));
    let before = tree(&desk.path("out"));
    let (code, told) = again(&["--threads", "2", "--threshold", "0.5"]);
    assert!(code == Some(0) && told.contains("holds this run already"), "{told}");
    for options in [&["--threshold", "0.6"][..], &["--prefer", "id"], &["--short-threshold", "0.8"]] {
        let (code, told) = again(options);
        assert!(code == Some(2) && told.contains("hint: give another --output"), "{told}");
    }
    let run = ["run", "news.jsonl", "--no-builtin", "--no-learn", "--no-score", "--output", "out"];
    ran(&mut desk.copydesk(&run)).expect(2);
    assert!(tree(&desk.path("out")) == before);
    let report = ran(&mut desk.copydesk(&["group", "news.jsonl", "--output", "out", "--json", "--quiet"]));
    assert_eq!(report.expect(0).as_bytes(), before["report.json"]);
}

#[test]
fn a_lower_threshold_joins_what_a_higher_one_parts() {
    let desk = Desk::with(0);
    let word = |number: usize| (0..4).map(|at| char::from(b'a' + (number >> (4 * at) & 15) as u8)).collect();
    let words: Vec<String> = (0..400).map(|number| word(number * 7919)).collect();
    let other: Vec<String> = (400..560).map(|number| word(number * 7919)).collect();
    // Three fifths of the second are in the first, its lede among them.
    let second = [&words[..240], &other[..]].concat();
    let rows = [("a", words.join(" ")), ("b", second.join(" "))];
    desk.write("in.jsonl", rows.map(|(id, text)| format!("{}\n", json!({"id": id, "text": text}))).concat());
    for (threshold, groups) in [("0.5", 1), ("0.7", 1), ("0.8", 0), ("1", 0)] {
        desk.group(&["in.jsonl"], threshold, &["--threshold", threshold]).expect(0);
        assert_eq!(Output::read(&desk.path(threshold)).groups.len(), groups, "{threshold}");
    }
    let told = desk.group(&["in.jsonl"], "out", &["--threshold", "50"]);
    told.expect(2);
    assert!(told.err.contains("write a share above 0 and up to 1"), "{}", told.err);
}

#[test]
fn options_can_stand_in_the_file_and_standard_input_is_an_input() {
    let desk = Desk::with(0);
    desk.write("copydesk.toml", "[group]\ntext-field = \"body\"\nthreshold = 0.6\nquiet = true\n");
    let told = fed(
        &mut desk.copydesk(&["group", "-", "--output", "out"]),
        b"{\"id\":\"x\",\"body\":\"a\"}\n{\"n\":1}\n",
    );
    told.expect(3);
    assert_eq!(told.err, "");
    let output = Output::read(&desk.path("out"));
    assert_eq!((output.documents.len(), output.rejects.len()), (1, 1));
    assert!(String::from_utf8_lossy(&tree(&desk.path("out"))["manifest.json"]).contains("\"0.600\""));
}

#[test]
fn a_window_and_other_outlets_limit_what_is_grouped() {
    let desk = Desk::with(0);
    let story =
        "The bridge over the Sele opens on Monday after three years of work, the city said. ".repeat(3);
    let row = |id: &str, source: &str, created: &str| {
        format!("{}\n", json!({"id": id, "text": story, "source": source, "created": created}))
    };
    let rows = [
        row("a", "x.example", "2024-03-01"),
        row("b", "x.example", "2024-03-02"),
        row("c", "y.example", "2024-03-09"),
    ];
    desk.write("in.jsonl", rows.concat());
    let groups = |out: &str, options: &[&str]| -> Vec<Vec<String>> {
        desk.group(&["in.jsonl"], out, options).expect(0);
        let groups = Output::read(&desk.path(out)).groups;
        groups.iter().map(|group| group.members.iter().map(|member| member.id.clone()).collect()).collect()
    };
    assert_eq!(groups("all", &[]), [["a", "b", "c"]]);
    assert_eq!(groups("near", &["--window", "3d"]), [["a", "b"]]);
    assert_eq!(groups("across", &["--across-sources"]), [["a", "c"]]);
    assert!(groups("both", &["--across-sources", "--window", "3d"]).is_empty());
    let told = desk.group(&["in.jsonl"], "wrong", &["--window", "3 weeks"]);
    told.expect(2);
    assert!(told.err.contains("is no span of time"), "{}", told.err);
}
