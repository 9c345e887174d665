//! `rules missed` and `rules suggest`: packs that load as they are, and files that are not overwritten.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::grouping::Random;
use crate::program::{copydesk, expect, fed, ran, run_command, sample};
use crate::repeated::sentence;

fn inputs() -> [PathBuf; 2] {
    [sample().join("pages"), sample().join("feeds")]
}

/// `rules COMMAND` over the sample without built-in rules.
fn over_sample(command: &str, options: &[&str]) -> String {
    let mut program = copydesk(&["rules", command]);
    ran(program.args(inputs()).args(["--no-builtin", "--quiet"]).args(options)).expect(0)
}

fn suggest_to(folder: &Path, options: &[&str]) {
    let output = ["--output", folder.to_str().unwrap()];
    over_sample("suggest", &[&output[..], options].concat());
}

/// The figures of `eval clean` over the sample's labels.
fn figures(options: &[&str]) -> Value {
    let gold = sample().join("gold.jsonl");
    let mut command = copydesk(&["eval", "clean"]);
    command.arg(gold).args(["--json", "--quiet", "--no-builtin", "--no-learn", "--no-score"]).args(options);
    for input in inputs() {
        command.arg("--texts").arg(input);
    }
    let report: Value = serde_json::from_str(&ran(&mut command).expect(0)).unwrap();
    report["sets"][0].clone()
}

#[test]
fn packs_of_the_sample_load_as_they_are_and_take_no_article() {
    let desk = tempfile::tempdir().unwrap();
    let packs = desk.path().join("packs");
    let folder = packs.to_str().unwrap();
    suggest_to(&packs, &["--severity", "drop"]);
    assert!(fs::read_dir(&packs).unwrap().count() > 10);
    assert!(expect(0, &["rules", "check", folder, "--strict"]).contains("0 errors"));
    assert!(expect(0, &["rules", "test", folder]).contains(" 0 failed"));
    let with = figures(&["--rules", folder]);
    let figure = |name: &str| with[name].as_f64().unwrap();
    assert!(figure("line_precision") >= 0.99, "{with}");
    assert!(figure("line_recall") >= 0.5, "{with}");
    assert!(figure("lost") <= 0.002, "{with}");
}

#[test]
fn packs_on_trial_remove_nothing_and_are_counted() {
    let desk = tempfile::tempdir().unwrap();
    let packs = desk.path().join("packs");
    suggest_to(&packs, &[]);
    let run = |name: &str, options: &[&str]| {
        let out = desk.path().join(name);
        let options = [&["--no-builtin", "--no-learn", "--no-score"][..], options].concat();
        ran(&mut run_command(&inputs(), &out, &options)).expect(0);
        let report: Value = serde_json::from_slice(&fs::read(out.join("report.json")).unwrap()).unwrap();
        (fs::read(out.join("documents.jsonl")).unwrap(), report)
    };
    let (plain, _) = run("plain", &[]);
    let (tried, report) = run("tried", &["--rules", packs.to_str().unwrap()]);
    assert!(plain == tried);
    assert!(report["marked"].as_object().unwrap().len() > 30, "{}", report["marked"]);
}

#[test]
fn neither_threads_nor_the_order_of_inputs_show() {
    for command in ["missed", "suggest"] {
        let plain = over_sample(command, &["--json"]);
        assert!(plain.lines().count() > 50, "{plain}");
        assert!(over_sample(command, &["--json", "--threads", "3"]) == plain);
        let [pages, feeds] = inputs();
        let mut turned = copydesk(&["rules", command]);
        turned.args([feeds, pages]).args(["--no-builtin", "--quiet", "--json"]);
        assert!(ran(&mut turned).expect(0) == plain, "{command}");
    }
}

#[test]
fn a_row_has_the_line_its_counts_and_where_it_stands() {
    let text = over_sample("missed", &["--json", "--source", "Lanternpost.example"]);
    let rows: Vec<Value> = text.lines().map(|row| serde_json::from_str(row).unwrap()).collect();
    assert!(rows.iter().all(|row| row["source"] == "lanternpost.example"));
    let row = rows.iter().find(|row| row["template"] == "Comments are closed.").unwrap();
    assert_eq!((&row["stories"], &row["of"], &row["tail"]), (&10.into(), &10.into(), &10.into()));
    let example = &row["examples"][0];
    let file = sample().join(example["document"].as_str().unwrap());
    let line = example["line"].as_u64().unwrap() as usize;
    assert_eq!(
        fs::read_to_string(file).unwrap().lines().nth(line - 1).unwrap().trim(),
        "Comments are closed."
    );
}

#[test]
fn a_file_that_differs_is_left_alone_unless_forced() {
    let desk = tempfile::tempdir().unwrap();
    let packs = desk.path().join("packs");
    suggest_to(&packs, &[]);
    suggest_to(&packs, &[]);
    let mine = packs.join("suggested-lanternpost.example.toml");
    let written = fs::read_to_string(&mine).unwrap();
    fs::write(&mine, "# mine\n").unwrap();
    fs::remove_file(packs.join("suggested-nordwire.example.toml")).unwrap();
    let mut again = copydesk(&["rules", "suggest"]);
    let told = ran(again.args(inputs()).args(["--no-builtin", "--quiet", "--output"]).arg(&packs));
    told.expect(2);
    assert!(
        told.err.contains("suggested-lanternpost.example.toml") && told.err.contains("--force"),
        "{}",
        told.err
    );
    assert_eq!(fs::read_to_string(&mine).unwrap(), "# mine\n");
    assert!(!packs.join("suggested-nordwire.example.toml").exists(), "nothing is written where one differs");
    suggest_to(&packs, &["--force"]);
    assert_eq!(fs::read_to_string(&mine).unwrap(), written);
    assert!(packs.join("suggested-nordwire.example.toml").exists());
}

#[test]
fn outlets_of_any_name_and_lines_of_any_kind_make_packs_that_load() {
    let mut random = Random(29);
    let chrome = [
        "'''",
        "\"\"\"",
        "\\d+ [a-z",
        "{{month}}",
        "]]>",
        "# = [[rule]]",
        "\u{202e}evil\u{1b}[31m",
        "评论 (3)",
    ];
    let mut feed = String::new();
    for outlet in ["../../etc", "A \"B\" [C]*?", "CON", "нов.example"] {
        for story in 0..4 {
            let mut lines: Vec<String> = chrome.iter().map(|line| (*line).to_owned()).collect();
            lines.extend((0..7).map(|_| sentence(&mut random)));
            lines.extend(chrome.iter().map(|line| (*line).to_owned()));
            let id = format!("{outlet}-{story}");
            feed += &serde_json::json!({"id": id, "source": outlet, "text": lines.join("\n")}).to_string();
            feed.push('\n');
        }
    }
    let desk = tempfile::tempdir().unwrap();
    let packs = desk.path().join("packs");
    let options =
        ["rules", "suggest", "-", "--no-builtin", "--severity", "drop", "--output", packs.to_str().unwrap()];
    fed(&mut copydesk(&options), feed.as_bytes()).expect(0);
    let files: Vec<PathBuf> = fs::read_dir(&packs).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(!files.is_empty());
    expect(0, &["rules", "check", packs.to_str().unwrap(), "--strict"]);
    expect(0, &["rules", "test", packs.to_str().unwrap()]);
    assert_eq!(fs::read_dir(desk.path()).unwrap().count(), 1, "no file beside the folder");
    let printed = fed(&mut copydesk(&["rules", "missed", "-", "--no-builtin"]), feed.as_bytes()).expect(0);
    assert!(!printed.contains(['\u{1b}', '\u{202e}']), "{printed}");
}
