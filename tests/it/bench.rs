//! `copydesk bench`: the table, the figures, comparing, the page; never how fast anything is.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::program::{Ran, copydesk, ran};

const STAGES: [&str; 9] = ["read", "decode", "scan", "mark", "cut", "learn", "fingerprint", "group", "write"];

/// A folder to write to, and a measurement that is as short as can be.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Desk {
        Desk(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn bench(&self, options: &[&str]) -> Ran {
        let tiny = ["bench", "--size", "4K", "--repeats", "1", "--threads", "1", "--no-builtin"];
        ran(copydesk(&tiny).args(options).current_dir(self.0.path()))
    }

    fn figures(&self, options: &[&str]) -> Value {
        serde_json::from_str(&self.bench(&[&["--json", "--quiet"], options].concat()).expect(0)).unwrap()
    }

    /// Figures that were saved, changed by `edit`.
    fn saved(&self, edit: impl FnOnce(&mut Value)) {
        self.bench(&["--save", "saved.json"]).expect(0);
        let path = self.path("saved.json");
        let mut saved: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        edit(&mut saved);
        fs::write(&path, saved.to_string()).unwrap();
    }

    /// What comparing with the saved figures says, which must be wrong usage.
    fn refused(&self, options: &[&str]) -> String {
        let ran = self.bench(&[&["--against", "saved.json"], options].concat());
        ran.expect(2);
        ran.err
    }
}

/// Makes every time of the stages so many times as short.
fn faster(saved: &mut Value, times: u64) {
    for stage in saved["stages"].as_array_mut().unwrap() {
        for end in ["median", "min", "max"] {
            stage["time"][end] = (stage["time"][end].as_u64().unwrap() / times).into();
        }
    }
}

fn names(rows: &Value, name: &str) -> Vec<String> {
    rows.as_array().unwrap().iter().map(|row| row[name].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_table_has_every_part() {
    let desk = Desk::new();
    let ran = desk.bench(&[]);
    let table = ran.expect(0);
    for stage in STAGES {
        assert!(table.lines().any(|line| line.starts_with(stage)), "{stage}:\n{table}");
    }
    for part in ["ceiling", "memory copy", "zstd", "pages", "scripts", "efficiency", "peak memory"] {
        assert!(table.contains(part), "{part}:\n{table}");
    }
    assert!(table.lines().all(|line| line.trim_end() == line));
}

#[test]
fn the_figures_have_all_stages_shapes_and_ceilings() {
    let figures = Desk::new().figures(&["--threads", "2"]);
    assert_eq!(names(&figures["stages"], "stage"), STAGES);
    assert_eq!(names(&figures["shapes"], "shape"), ["wires", "features", "huge", "tiny", "pages", "scripts"]);
    assert_eq!(figures["ceilings"].as_array().unwrap().len(), 5);
    let threads: Vec<u64> =
        figures["scaling"].as_array().unwrap().iter().map(|row| row["threads"].as_u64().unwrap()).collect();
    assert_eq!(threads, [1, 2, 1, 2]);
    assert_eq!(figures["against"], Value::Null);
    assert_eq!(figures["corpus"]["rejected"], 0);
    let documents: u64 =
        figures["shapes"].as_array().unwrap().iter().map(|shape| shape["documents"].as_u64().unwrap()).sum();
    assert_eq!(figures["corpus"]["documents"], documents);
}

#[test]
fn one_seed_is_one_corpus() {
    let desk = Desk::new();
    let corpus = |seed: &str| desk.figures(&["--shape", "wires", "--seed", seed])["corpus"].clone();
    assert_eq!(corpus("1"), corpus("1"));
    assert_ne!(corpus("1")["checksum"], corpus("2")["checksum"]);
}

#[test]
fn the_rules_that_take_time_are_named() {
    let desk = Desk::new();
    let ran =
        ran(copydesk(&["bench", "--size", "8K", "--repeats", "1", "--threads", "1", "--shape", "pages"])
            .args(["--json", "--quiet"])
            .current_dir(desk.0.path()));
    let figures: Value = serde_json::from_str(&ran.expect(0)).unwrap();
    let rules = figures["rules"].as_array().unwrap();
    assert_eq!(rules.len(), 10);
    assert!(rules.iter().map(|rule| rule["time"].as_u64().unwrap()).is_sorted_by(|one, two| one >= two));
}

#[test]
fn own_inputs_are_measured_and_left_alone() {
    let desk = Desk::new();
    let rows = "{\"id\":\"a\",\"text\":\"A ferry sank.\"}\n{\"id\":\"b\",\"text\":\"A bridge stands.\"}\nno record\n";
    fs::write(desk.path("feed.jsonl"), rows).unwrap();
    let ran = desk.bench(&["feed.jsonl", "--json"]);
    let figures: Value = serde_json::from_str(&ran.expect(3)).unwrap();
    assert_eq!((&figures["corpus"]["documents"], &figures["corpus"]["rejected"]), (&2.into(), &1.into()));
    assert_eq!(figures["corpus"]["seed"], Value::Null);
    assert_eq!(fs::read_to_string(desk.path("feed.jsonl")).unwrap(), rows);
    assert_eq!(fs::read_dir(desk.0.path()).unwrap().count(), 1);
}

#[test]
fn against_itself_nothing_is_slower() {
    let desk = Desk::new();
    desk.saved(|_| {});
    let table = desk.bench(&["--against", "saved.json", "--tolerance", "100000"]).expect(0);
    assert!(table.contains("nothing is slower than before"), "{table}");
}

#[test]
fn against_far_faster_figures_the_status_is_1() {
    let desk = Desk::new();
    desk.saved(|saved| faster(saved, 1000));
    let table = desk.bench(&["--against", "saved.json"]).expect(1);
    assert!(table.contains("slower than before by more than 10.0 %: read; decode; scan"), "{table}");
    let printed = desk.bench(&["--against", "saved.json", "--json"]).expect(1);
    let printed: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(printed["against"]["rows"][0]["slower"], true);
    assert_eq!(printed["against"]["rows"].as_array().unwrap().len(), STAGES.len() + 2);
}

#[test]
fn figures_that_cannot_be_compared_are_told() {
    let desk = Desk::new();
    let gone = desk.refused(&[]);
    assert!(gone.contains("cannot read the figures `saved.json`") && gone.contains("hint: "), "{gone}");
    for (text, told) in [
        ("", "holds no figures"),
        ("[1]", "its `kind` is not"),
        (
            "{\"kind\":\"copydesk bench\",\"format\":99,\"tool\":\"copydesk 9\"}",
            "of format 99, written by copydesk 9",
        ),
        ("{\"kind\":\"copydesk bench\",\"format\":1}", "is damaged: missing field"),
    ] {
        fs::write(desk.path("saved.json"), text).unwrap();
        let err = desk.refused(&[]);
        assert!(err.contains(told) && err.contains("hint: "), "{text}: {err}");
    }
    fs::remove_file(desk.path("saved.json")).unwrap();
    desk.saved(|_| {});
    let other = desk.refused(&["--shape", "tiny", "--seed", "3"]);
    assert!(other.contains("another corpus: shapes wires") && other.contains("shapes tiny"), "{other}");
}

#[test]
fn the_page_runs_nothing_and_names_nothing_outside_itself() {
    let desk = Desk::new();
    desk.saved(|saved| faster(saved, 1000));
    desk.bench(&["--html", "bench.html", "--against", "saved.json"]).expect(1);
    let page = fs::read_to_string(desk.path("bench.html")).unwrap();
    for outside in ["<script", "http:", "https:", "src=", " style=", "url(", "@import", "onclick"] {
        assert!(!page.contains(outside), "{outside}");
    }
    for inside in ["Content-Security-Policy", "default-src 'none'", "<svg", "fingerprint", "Against earlier"]
    {
        assert!(page.contains(inside), "{inside}");
    }
    desk.bench(&["--html", "bench.html"]).expect(0);
}

#[test]
fn files_of_others_are_not_replaced() {
    let desk = Desk::new();
    fs::write(desk.path("notes.txt"), "mine").unwrap();
    for option in ["--save", "--html"] {
        let ran = desk.bench(&[option, "notes.txt"]);
        ran.expect(2);
        assert!(ran.err.contains("is no file of this command") && ran.err.contains(option), "{}", ran.err);
    }
    assert_eq!(fs::read_to_string(desk.path("notes.txt")).unwrap(), "mine");
}

#[test]
fn what_cannot_be_measured_is_wrong_usage() {
    let desk = Desk::new();
    fs::write(desk.path("large.txt"), "a".repeat(5000)).unwrap();
    for (options, told) in [
        (&["-"][..], "a stream can be read once"),
        (&["large.txt"], "at most 4.0 KB are measured"),
        (&["--tolerance", "5"], "--against"),
        (&["--shape", "ponds"], "wires"),
        (&["large.txt", "--seed", "2"], "cannot be used with"),
    ] {
        let ran = desk.bench(options);
        ran.expect(2);
        assert!(ran.err.contains(told), "{options:?}: {}", ran.err);
    }
    assert!(Path::new(&desk.path("large.txt")).exists());
}
