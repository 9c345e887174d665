//! What rules do to a corpus: counts, labels, verdicts, drift.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::program::{Ran, copydesk, expect, ran, sample};

fn sample_stats(more: &[&str]) -> String {
    let (pages, feeds) = (sample().join("pages"), sample().join("feeds"));
    let inputs = [pages.to_str().unwrap(), feeds.to_str().unwrap()];
    expect(0, &[&["rules", "stats", "--quiet"], &inputs[..], more].concat())
}

fn rows(printed: &str) -> Vec<Value> {
    printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn counts_of_rules_are_those_of_a_run() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let inputs = [sample().join("pages"), sample().join("feeds")];
    ran(&mut crate::program::run_command(&inputs, &out, &["--no-learn"])).expect(0);
    let report: Value = serde_json::from_str(&fs::read_to_string(out.join("report.json")).unwrap()).unwrap();
    let rows = rows(&sample_stats(&["--json", "--no-time"]));
    assert_eq!(rows[0]["corpus"]["documents"], report["documents"]);
    assert_eq!(rows[0]["corpus"]["removed"], report["bytes"]["removed"]);
    let counted = report["rules"].as_object().unwrap();
    let mut compared = 0;
    for row in &rows[1..] {
        let Some(count) = counted.get(row["rule"].as_str().unwrap()) else {
            assert!(row["bytes"] == 0 || row["apply"] == "mark", "{row}");
            continue;
        };
        assert_eq!((&row["documents"], &row["bytes"]), (&count["documents"], &count["bytes"]), "{row}");
        compared += 1;
    }
    assert_eq!(compared, counted.len() - usize::from(counted.contains_key("copydesk/seam")));
    assert!(compared > 50, "{compared}");
}

#[test]
fn counts_do_not_depend_on_threads() {
    let labels = sample().join("gold.jsonl");
    let stats = |threads: &str| {
        sample_stats(&["--json", "--no-time", "--labels", labels.to_str().unwrap(), "--threads", threads])
    };
    let one = stats("1");
    assert!(one.len() > 10_000);
    assert_eq!(one, stats("2"));
    assert_eq!(one, stats("7"));
}

#[test]
fn labelled_lines_are_counted_as_eval_counts_them() {
    let labels = sample().join("gold.jsonl");
    let rows = rows(&sample_stats(&["--json", "--no-time", "--labels", labels.to_str().unwrap()]));
    let path = |name: &str| sample().join(name).to_str().unwrap().to_owned();
    let (gold, pages, feeds) = (path("gold.jsonl"), path("pages"), path("feeds"));
    let eval: Value = serde_json::from_str(&expect(
        0,
        &["eval", "clean", &gold, "--texts", &pages, "--texts", &feeds, "--no-learn", "--json"],
    ))
    .unwrap();
    let sum = |name: &str| -> u64 { rows[1..].iter().filter_map(|row| row[name].as_u64()).sum() };
    let lines = &eval["all"]["lines"];
    // What several rules take together is no one's line here; a rule on trial takes lines only here.
    let (right, wrong) = (lines["right"].as_u64().unwrap(), lines["wrong"].as_u64().unwrap());
    assert!(sum("right").abs_diff(right) * 50 <= right, "{} and {right}", sum("right"));
    assert_eq!(sum("wrong"), wrong);
}

/// A folder with a small feed and rules.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new(rules: &str) -> Desk {
        let desk = Desk(tempfile::tempdir().unwrap());
        let pack = format!("[pack]\nformat = 1\nname = \"desk\"\n[defaults]\nkind = \"navigation\"\n{rules}");
        fs::write(desk.path("desk.toml"), pack).unwrap();
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// `hits` of `documents` records have the tide table.
    fn feed(&self, name: &str, documents: usize, hits: usize) {
        let record = |number: usize| {
            let tides = if number < hits { "\nTides today: 04:12" } else { "" };
            let text =
                format!("The ferry number {number} leaves the harbour at seven from Monday on.{tides}");
            let created = format!("2031-05-{:02}", number % 28 + 1);
            json!({"id": format!("d{number}"), "source": "courier.example", "created": created, "text": text})
        };
        let lines: Vec<String> = (0..documents).map(|number| format!("{}\n", record(number))).collect();
        fs::write(self.path(name), lines.concat()).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        ran(copydesk(arguments).current_dir(self.0.path()))
    }

    fn stats(&self, arguments: &[&str]) -> Ran {
        let own = ["rules", "stats", "--no-builtin", "--rules", "desk.toml", "--quiet", "--no-time"];
        self.run(&[&own, arguments].concat())
    }
}

const TIDES: &str = "[[rule]]\nid = \"tides\"\nline = 'Tides today: .*'\n";

#[test]
fn a_rule_that_stopped_hitting_is_told_against_a_baseline() {
    let desk = Desk::new(TIDES);
    desk.feed("monday.jsonl", 40, 40);
    desk.feed("tuesday.jsonl", 40, 5);
    desk.stats(&["monday.jsonl", "--save", "rates.jsonl"]).expect(0);
    let told = desk.stats(&["tuesday.jsonl", "--baseline", "rates.jsonl", "--verdict", "drifting"]);
    let told = told.expect(0);
    let reason = "desk/tides: fell in courier.example: 5 documents, 40 expected, the last on 2031-05-05";
    assert!(told.contains(reason), "{told}");
    let same = desk.stats(&["monday.jsonl", "--baseline", "rates.jsonl", "--json"]).expect(0);
    assert_eq!(rows(&same)[1]["verdicts"], json!([]));
    fs::write(desk.path("rates.jsonl"), "{}\n").unwrap();
    let wrong = desk.stats(&["monday.jsonl", "--baseline", "rates.jsonl"]);
    wrong.expect(2);
    assert!(wrong.err.contains("line 1: not a row of hit rates\nhint: "), "{}", wrong.err);
}

#[test]
fn labels_decide_what_is_risky() {
    let desk = Desk::new(TIDES);
    desk.feed("feed.jsonl", 12, 12);
    let labels = |label: char| -> String {
        (0..12)
            .map(|number| {
                format!("{}\n", json!({"id": format!("d{number}"), "line_labels": format!("?{label}")}))
            })
            .collect()
    };
    let stats =
        || rows(&desk.stats(&["feed.jsonl", "--labels", "labels.jsonl", "--json"]).expect(0)).remove(1);
    fs::write(desk.path("labels.jsonl"), labels('0')).unwrap();
    let right = stats();
    assert_eq!(
        (&right["right"], &right["precision"], &right["verdicts"]),
        (&json!(12), &json!(1.0), &json!([]))
    );
    fs::write(desk.path("labels.jsonl"), labels('1')).unwrap();
    let wrong = stats();
    assert_eq!((&wrong["wrong"], &wrong["verdicts"][0]["verdict"]), (&json!(12), &json!("risky")));
    fs::write(desk.path("labels.jsonl"), "{\"id\":\"d0\",\"line_labels\":\"0\"}\n").unwrap();
    let told = desk.stats(&["feed.jsonl", "--labels", "labels.jsonl"]);
    told.expect(2);
    assert!(told.err.contains("the labels of `d0`: wrong labels: 1 for a text of 2 lines"), "{}", told.err);
}

#[test]
fn rules_on_trial_that_hold_become_rules_that_drop() {
    let trial = TIDES
        .replace("\n[[", "\n# Under every story.\n[[")
        .replace("line =", "severity = \"mark\" # since May\nline =");
    let greedy = "[[rule]]\nid = \"eats\"\nline = 'The ferry .*'\nseverity = \"mark\"\n";
    let desk = Desk::new(&format!("{trial}\n{greedy}"));
    desk.feed("feed.jsonl", 25, 25);
    let promote = |more: &[&str]| {
        let own = ["rules", "promote", "desk.toml", "--corpus", "feed.jsonl", "--no-builtin", "--quiet"];
        desk.run(&[&own, more].concat())
    };
    let before = fs::read_to_string(desk.path("desk.toml")).unwrap();
    let told = promote(&["--dry-run"]).expect(0);
    assert!(told.contains("drop  desk/tides") && told.contains("mark  desk/eats"), "{told}");
    assert!(told.contains("of the text of courier.example"), "{told}");
    assert_eq!(fs::read_to_string(desk.path("desk.toml")).unwrap(), before);
    promote(&["--min-documents", "26"]).expect(0);
    assert_eq!(fs::read_to_string(desk.path("desk.toml")).unwrap(), before);
    let rows = rows(&promote(&["--json"]).expect(0));
    assert_eq!((&rows[0]["promoted"], &rows[1]["promoted"]), (&json!(true), &json!(false)));
    let after = fs::read_to_string(desk.path("desk.toml")).unwrap();
    assert_eq!(after, before.replacen("severity = \"mark\" # since May", "# since May", 1));
    let stats = self::rows(&desk.stats(&["feed.jsonl", "--json"]).expect(0));
    assert!(stats.iter().any(|row| row["rule"] == "desk/tides" && row["apply"] == "drop"), "{stats:?}");
}

#[test]
fn a_rule_that_fails_an_example_once_it_drops_stays_on_trial() {
    let other = "[[rule]]\nid = \"other\"\nexact = [\"Low tide\"]\nnot-match = [\"Tides today: an essay\"]\n";
    let desk = Desk::new(&format!("{}{other}", TIDES.replace("line =", "severity = \"mark\"\nline =")));
    desk.feed("feed.jsonl", 12, 12);
    let told =
        desk.run(&["rules", "promote", "desk.toml", "--corpus", "feed.jsonl", "--no-builtin", "--quiet"]);
    let told = told.expect(0);
    assert!(told.contains("an example fails: must not match by `desk/other`, does"), "{told}");
    assert!(fs::read_to_string(desk.path("desk.toml")).unwrap().contains("severity = \"mark\""));
    let refused = desk.run(&["rules", "promote", "builtin:share", "--corpus", "feed.jsonl"]);
    refused.expect(2);
    assert!(refused.err.contains("`builtin:share` cannot be changed\nhint: "), "{}", refused.err);
}

#[test]
fn explain_finds_a_document_of_a_corpus_by_its_id() {
    let desk = Desk::new(TIDES);
    desk.feed("feed.jsonl", 3, 3);
    let extra = json!({"id": "d1:2", "text": "One line"});
    fs::write(desk.path("more.jsonl"), format!("{extra}\n")).unwrap();
    let explain = |target: &str, more: &[&str]| {
        let own =
            ["rules", "explain", target, "--no-builtin", "--rules", "desk.toml", "--corpus", "feed.jsonl"];
        desk.run(&[&own, more].concat())
    };
    let told = explain("d1:2", &[]).expect(0);
    assert!(
        told.starts_with("    2 - Tides today: 04:12\n          desk/tides (navigation): removed\n"),
        "{told}"
    );
    assert!(explain("d2", &[]).expect(0).contains("ferry number 2"));
    // An id that is all of the target goes first.
    assert!(explain("d1:2", &["--corpus", "more.jsonl"]).expect(0).contains("One line"));
    let told = explain("d1:9", &[]);
    told.expect(2);
    assert!(told.err.contains("`d1` has 2 lines, asked for line 9"), "{}", told.err);
    let told = explain("nobody", &[]);
    told.expect(2);
    assert!(told.err.contains("no document with the id `nobody` in the corpus"), "{}", told.err);
}

#[test]
fn labels_of_some_lines_do_not_make_figures_of_whole_articles() {
    let desk = Desk::new(TIDES);
    let long = "The harbour board said on Friday that the ferry would leave an hour later from Monday on.";
    let text = format!("Menu\n{long}\nTides today: 04:12\n{long}");
    fs::write(desk.path("page.jsonl"), format!("{}\n", json!({"id": "a", "text": text}))).unwrap();
    let eval = |labels: &str| -> Value {
        fs::write(desk.path("gold.jsonl"), format!("{}\n", json!({"id": "a", "line_labels": labels})))
            .unwrap();
        let command =
            ["eval", "clean", "gold.jsonl", "--texts", "page.jsonl", "--json", "--no-builtin", "--no-score"];
        let told = desk.run(&[&command[..], &["--rules", "desk.toml"]].concat());
        serde_json::from_str::<Value>(&told.expect(0)).unwrap()["all"].clone()
    };
    let part = eval("??0?");
    assert_eq!(part["lines"], json!({"right": 1, "wrong": 0, "missed": 0, "kept": 0}));
    assert_eq!(
        (&part["token_f1"], &part["harmed"], &part["lost"]),
        (&Value::Null, &Value::Null, &json!(0.0))
    );
    let whole = eval("0101");
    assert_eq!((&whole["token_recall"], &whole["harmed"]), (&json!(1.0), &json!(0)));
}

#[test]
fn hostile_names_and_texts_reach_a_terminal_only_as_they_are_spelled() {
    let desk = Desk::new(&TIDES.replace("line =", "severity = \"mark\"\nline ="));
    let now =
        TIDES.replace("[[rule]]", "[pack]\nformat = 1\nname = \"desk\"\n[[rule]]\nkind = \"navigation\"");
    fs::write(desk.path("now.toml"), now).unwrap();
    let record = |number: usize| {
        let text = format!("The ferry {number} sails\nTides today: \u{1b}[2J\u{9b}31m\u{202e}");
        json!({"id": format!("d{number}\u{1b}[31m"), "source": "\u{1b}]0;owned\u{7}", "text": text})
    };
    let feed: String = (0..30).map(|number| format!("{}\n", record(number))).collect();
    fs::write(desk.path("feed.jsonl"), feed).unwrap();
    let mut shown = Vec::new();
    for command in [
        &["stats", "feed.jsonl", "--no-builtin", "--rules", "desk.toml"][..],
        &["stats", "feed.jsonl", "--no-builtin", "--rules", "desk.toml", "--rule", "desk/tides"],
        &["diff", "desk.toml", "now.toml", "feed.jsonl"],
        &["promote", "desk.toml", "--corpus", "feed.jsonl", "--no-builtin", "--dry-run"],
        &["explain", "d3\u{1b}[31m:9", "--corpus", "feed.jsonl", "--no-builtin", "--rules", "desk.toml"],
    ] {
        let told = desk.run(&[&["rules"], command].concat());
        shown.push(String::from_utf8(told.out).unwrap() + &told.err);
    }
    assert!(shown[1].contains("d0\\u{1b}[31m:2: Tides today: \\u{1b}[2J"), "{}", shown[1]);
    assert!(shown[2].contains("30 newly removed in 30 documents"), "{}", shown[2]);
    for text in shown {
        assert!(text.len() > 40, "{text}");
        let wild = |c: &char| c.is_control() && *c != '\n' || *c == '\u{202e}';
        assert_eq!(text.chars().find(wild), None, "{text:?}");
    }
}
