//! Measuring against labels: figures, floors, fitted weights.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::program::{Ran, copydesk, expect, ran, sample};

/// The sample's labels are apart from its texts.
fn sample_gold() -> Vec<String> {
    let path = |name: &str| sample().join(name).to_str().unwrap().to_owned();
    vec![
        "eval".into(),
        "clean".into(),
        path("gold.jsonl"),
        "--texts".into(),
        path("pages"),
        "--texts".into(),
        path("feeds"),
    ]
}

fn with(mut arguments: Vec<String>, more: &[&str]) -> Vec<String> {
    arguments.extend(more.iter().map(|argument| (*argument).to_owned()));
    arguments
}

#[test]
fn the_sample_reaches_its_floors() {
    let floors = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/floors.toml");
    let arguments = with(sample_gold(), &["--floor", floors.to_str().unwrap(), "--json"]);
    let report: Value = serde_json::from_str(&expect(0, &arguments)).unwrap();
    assert_eq!(report["all"]["documents"], 99);
    let floors = report["floors"].as_array().unwrap();
    assert!(floors.len() >= 5 && floors.iter().all(|floor| floor["holds"] == true), "{floors:?}");
}

#[test]
fn a_report_does_not_depend_on_threads() {
    for form in [&["--json"][..], &["--worst", "30"]] {
        let report =
            |threads: &str| expect(0, &with(sample_gold(), &[form, &["--threads", threads]].concat()));
        let one = report("1");
        assert!(one.len() > 3000);
        assert_eq!(one, report("2"));
        assert_eq!(one, report("7"));
    }
}

/// A folder with gold to work on.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Desk {
        Desk(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn gold(&self, name: &str, rows: &[Value]) {
        let lines: Vec<String> = rows.iter().map(|row| format!("{row}\n")).collect();
        fs::write(self.path(name), lines.concat()).unwrap();
    }

    fn eval(&self, arguments: &[&str]) -> Ran {
        ran(copydesk(&[&["eval", "clean"], arguments].concat()).current_dir(self.0.path()))
    }
}

/// Whole pages of many outlets: a menu, a story, a footer.
fn pages() -> Vec<Value> {
    let menu = [
        "Home", "News", "Local", "Business", "Sport", "Weather", "Opinion", "Culture", "Travel", "Video",
        "Jobs", "Cars", "Log in", "Search",
    ];
    let page = |number: usize| {
        let story = |part: usize| {
            format!(
                "The ferry number {number} will sail from pier {part} in the morning, and the board said that it \
                 would be on time, as it was in the week before, when the rain had not yet begun."
            )
        };
        let stories: Vec<String> = (0..2 + number % 3).map(story).collect();
        let footer = menu.map(|line| format!("{line} of outlet {number}"));
        let text = [menu.join("\n"), stories.join("\n"), footer.join("\n")].join("\n");
        let labels: String = text.split('\n').map(|line| if line.len() > 60 { '1' } else { '0' }).collect();
        json!({"id": format!("p{number}"), "host": format!("h{number}.example"), "raw_text": text, "line_labels": labels})
    };
    (0..7).map(page).collect()
}

#[test]
fn a_fit_is_the_same_for_any_number_of_threads_and_holds_what_it_says() {
    let desk = Desk::new();
    desk.gold("gold.jsonl", &pages());
    let fit = |out: &str, threads: &str| {
        let told = desk.eval(&["gold.jsonl", "--no-builtin", "--fit", out, "--json", "--threads", threads]);
        (told.expect(0), fs::read_to_string(desk.path(out)).unwrap())
    };
    fs::create_dir(desk.path("other")).unwrap();
    let (report, weights) = fit("weights.toml", "1");
    assert_eq!((report.clone(), weights.clone()), fit("other/weights.toml", "3"), "names, no paths");
    assert!(weights.contains("#   copydesk eval clean gold.jsonl --fit weights.toml\n"), "{weights:.2000}");
    assert!(
        weights.contains("# to 7 pages of 7 outlets") && weights.contains("#   gold.jsonl 7 pages xxh3-128 ")
    );
    let report: Value = serde_json::from_str(&report).unwrap();
    let folds = report["fit"]["folds"].as_array().unwrap();
    let sum = |key: &str| folds.iter().map(|fold| fold[key].as_u64().unwrap()).sum::<u64>();
    assert!(folds.len() >= 2 && sum("documents") == 7 && sum("outlets") == 7, "{folds:?}");
    let told = desk.eval(&["gold.jsonl", "--no-builtin", "--weights", "weights.toml", "--json"]).expect(0);
    let again: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(again["all"], report["all"]);
    assert_eq!(report["fit"]["sets"][0]["seen"]["token_f1"], again["all"]["token_f1"]);
    assert!(again["all"]["line_recall"].as_f64() > Some(0.9), "{again}");
    // The same weights in the filter.
    let text = pages()[0]["raw_text"].as_str().unwrap().to_owned();
    fs::write(desk.path("page.txt"), &text).unwrap();
    let clean = |options: &[&str]| {
        let arguments = [&["clean", "page.txt", "--text", "--no-builtin"], options].concat();
        ran(copydesk(&arguments).current_dir(desk.0.path())).expect(0)
    };
    assert_eq!(clean(&["--no-score"]), text);
    let cleaned = clean(&["--weights", "weights.toml"]);
    assert!(
        cleaned.len() < text.len() / 2 + 200 && cleaned.contains("The ferry number 0 will sail"),
        "{cleaned}"
    );
}

#[test]
fn sets_may_be_packed_and_the_order_of_arguments_does_not_matter() {
    let desk = Desk::new();
    desk.gold("b.jsonl", &pages()[..3]);
    desk.gold("a.jsonl", &pages()[3..]);
    let packed = crate::hostile::zstd(&fs::read(desk.path("b.jsonl")).unwrap());
    fs::create_dir(desk.path("packed")).unwrap();
    fs::write(desk.path("packed/b.jsonl.zst"), packed).unwrap();
    let plain = desk.eval(&["b.jsonl", "a.jsonl"]).expect(0);
    assert_eq!(plain, desk.eval(&["a.jsonl", "packed/b.jsonl.zst"]).expect(0));
    let names: Vec<&str> =
        plain.lines().skip(1).take(3).map(|line| line.split(' ').next().unwrap()).collect();
    assert_eq!(names, ["a", "b", "all"]);
    let told = desk.eval(&["b.jsonl", "packed/b.jsonl.zst"]);
    told.expect(2);
    assert!(told.err.contains("two sets are named `b`"), "{}", told.err);
}

#[test]
fn what_cannot_be_scored_is_told_and_counted() {
    let desk = Desk::new();
    let text = "Rain.\nSnow.";
    let mut rows = vec![
        json!({"id": "fine", "raw_text": text, "line_labels": "10"}),
        json!({"id": "short", "raw_text": text, "line_labels": "1"}),
        json!({"id": "odd", "raw_text": text, "line_labels": "1x"}),
        json!({"id": "bare", "raw_text": text}),
        json!({"id": "textless", "line_labels": "1"}),
        json!({"id": "number", "raw_text": text, "line_labels": 10}),
    ];
    desk.gold("gold.jsonl", &rows);
    let told = desk.eval(&["gold.jsonl", "--json"]);
    let report: Value = serde_json::from_str(&told.expect(3)).unwrap();
    assert_eq!((&report["all"]["documents"], &report["all"]["rejected"]), (&json!(1), &json!(5)));
    for expected in [
        "gold.jsonl:2: wrong labels: 1 for a text of 2 lines (id `short`)",
        "gold.jsonl:3: wrong labels: `x` for line 2, known are 1, H, 0 and ? (id `odd`)",
        "gold.jsonl:4: no labels: the record has none of `line_labels`, `must`, `must_not` (id `bare`)",
        "gold.jsonl:5: no text field: `raw_text` is missing",
        "gold.jsonl:6: wrong field: `line_labels`: invalid type: integer `10`, expected a string",
    ] {
        assert!(told.err.contains(expected), "{expected}\n{}", told.err);
    }
    rows.truncate(1);
    rows.push(json!({"id": "page.txt", "line_labels": "10"}));
    rows.remove(0);
    desk.gold("labels.jsonl", &rows);
    fs::write(desk.path("page.txt"), text).unwrap();
    desk.eval(&["labels.jsonl", "--texts", "page.txt"]).expect(0);
    rows.push(json!({"id": "other.txt", "line_labels": "10"}));
    desk.gold("labels.jsonl", &rows);
    let told = desk.eval(&["labels.jsonl", "--texts", "page.txt"]);
    told.expect(3);
    assert!(told.err.contains("no text: none of --texts has the id `other.txt`"), "{}", told.err);
}

#[test]
fn a_floor_that_is_not_reached_is_status_5() {
    let desk = Desk::new();
    desk.gold("gold.jsonl", &pages());
    let floor = |floors: &str| {
        fs::write(desk.path("floors.toml"), floors).unwrap();
        desk.eval(&["gold.jsonl", "--no-score", "--no-builtin", "--floor", "floors.toml"])
    };
    floor("[gold]\nlost = 0\ndocuments = 7\n").expect(0);
    let told = floor("[gold]\nlost = 0\ndocuments = 8\nline-recall = 0.5\n");
    let table = told.expect(5);
    assert!(table.contains("NOT REACHED"), "{table}");
    assert_eq!(
        told.err,
        "copydesk: floor not reached: `documents` of `gold` is 7, wanted at least 8 (`floors.toml`)\n\
         copydesk: floor not reached: `line-recall` of `gold` is 0.0000, wanted at least 0.5000 (`floors.toml`)\n"
    );
    let told = floor("[gild]\nlost = 0\n");
    told.expect(2);
    assert!(told.err.contains("no floor for `gold`\nhint: it has some for `gild`"), "{}", told.err);
}

#[test]
fn grouping_is_scored_as_a_run_groups() {
    let desk = Desk::new();
    let records = crate::determinism::news(240).concat();
    fs::write(desk.path("news.jsonl"), &records).unwrap();
    fs::write(desk.path("news.toml"), crate::determinism::RULES).unwrap();
    let cleaning = ["--no-builtin", "--rules", "news.toml"];
    let run = [&["run", "news.jsonl", "--quiet", "--output", "out"], &cleaning[..]].concat();
    ran(copydesk(&run).current_dir(desk.0.path())).expect(0);
    let documents = fs::read_to_string(desk.path("out/documents.jsonl")).unwrap();
    let groups: Vec<Value> = documents.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let clusters = |part: &dyn Fn(usize, &Value) -> Value| -> Vec<Value> {
        let gold = |(number, line): (usize, &str)| {
            let mut record: Value = serde_json::from_str(line).unwrap();
            let row = groups.iter().find(|row| row["id"] == record["id"]).unwrap();
            record["cluster"] = part(number, row);
            record
        };
        records.lines().enumerate().map(gold).collect()
    };
    let eval = |name: &str, threads: &str| -> Value {
        let command = ["eval", "group", name, "--json", "--worst", "3", "--threads", threads];
        let command = [&command[..], &cleaning].concat();
        serde_json::from_str(&ran(copydesk(&command).current_dir(desk.0.path())).expect(0)).unwrap()
    };
    // What the run found as gold: nothing can be wrong.
    let of_group =
        |_, row: &Value| if row["group"].is_null() { row["id"].clone() } else { row["group"].clone() };
    desk.gold("same.jsonl", &clusters(&of_group));
    let same = &eval("same.jsonl", "1")["sets"][0];
    assert!(same["pairs"]["wanted"].as_u64() > Some(100), "{same}");
    for figure in ["pair_precision", "pair_recall", "pair_f1", "ari", "b3_f1"] {
        assert_eq!(same[figure], 1.0, "{figure}");
    }
    assert_eq!((&same["merges"], &same["splits"]), (&json!([]), &json!([])));
    // Every fifth document torn from its story.
    desk.gold(
        "torn.jsonl",
        &clusters(&|number, row| match number % 5 {
            0 => json!(number),
            _ => of_group(number, row),
        }),
    );
    let torn = eval("torn.jsonl", "1");
    assert_eq!(torn, eval("torn.jsonl", "3"));
    let torn = &torn["sets"][0];
    assert!(torn["pair_precision"].as_f64() < Some(0.9) && torn["pair_recall"] == 1.0, "{torn}");
    assert_eq!(torn["merges"].as_array().unwrap().len(), 3);
}
