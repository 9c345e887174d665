//! Passages by whole runs over invented stories: what is found, where, and what `verify` makes of changes.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::grouping::Random;
use crate::program::{copydesk, ran, run_command};
use crate::write::damage::{findings, forge_manifest, put};
use crate::write::{assert_sound, tree};

const QUAY: &str = "The harbour authority of Port Elsby said three of its five cranes won't run before May, and that \
    “no ship will be turned away” while engineers from Marlow & Dane replace the gears.";
const TOLL: &str = "Repairs are put at 2,450,000 crowns, of which the county pays a third, according to papers that \
    the council's treasurer read out on Tuesday night to a hall that was all but empty.";
const QUOTE: &str = "We were told in autumn that the gears were sound, and nobody who stood under them that winter \
    believed a word of it, said Oda Fenn, who drove the second crane for nineteen years.";
const FOOTER: &str = "Harbour Notes is put together each morning by volunteers of the reading room in Quay Lane and \
    is free to all who ask for it at the desk.";

/// Sentences that stand nowhere else.
fn filler(random: &mut Random, sentences: usize) -> String {
    let sentence = |random: &mut Random| random.words(17).join(" ") + ". ";
    (0..sentences).map(|_| sentence(random)).collect()
}

/// A wire story, its copy, a local story with half of it in other typography, a letter that quotes a driver
/// as the local story does, and forty notes with one footer.
fn stories() -> Vec<(String, String)> {
    let random = &mut Random(41);
    let wire = format!("{QUAY} {}\n{TOLL} {}", filler(random, 9), filler(random, 9));
    let typeset = QUAY.to_uppercase().replace('\'', "’").replace("THREE OF", "THREE\u{a0}OF");
    let local =
        format!("{}{typeset} {}\n{}{QUOTE}", filler(random, 14), filler(random, 8), filler(random, 8));
    let letter = format!(
        "Été à Elsby — {}“{}” {}",
        filler(random, 3),
        QUOTE.replace("sound", "so\u{ad}und"),
        filler(random, 6)
    );
    let mut all = vec![
        ("local".to_owned(), local),
        ("wire".to_owned(), wire.clone()),
        ("wire-copy".to_owned(), wire),
        ("letter".to_owned(), letter),
    ];
    all.extend((0..40).map(|note| (format!("note-{note:02}"), filler(random, 5) + FOOTER)));
    all
}

fn records(stories: &[(String, String)]) -> String {
    stories.iter().map(|(id, text)| json!({"id": id, "text": text}).to_string() + "\n").collect()
}

/// Runs over these stories with these options, and gives the output folder.
fn run(desk: &Path, name: &str, stories: &[(String, String)], options: &[&str]) -> PathBuf {
    let (feed, out) = (desk.join(format!("{name}.jsonl")), desk.join(name));
    fs::write(&feed, records(stories)).unwrap();
    ran(&mut run_command(&[feed], &out, &[&["--no-builtin", "--no-learn"], options].concat())).expect(0);
    out
}

fn rows(out: &Path) -> Vec<Value> {
    let text = fs::read_to_string(out.join("passages.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn report(out: &Path) -> Value {
    serde_json::from_slice(&fs::read(out.join("report.json")).unwrap()).unwrap()
}

fn texts(row: &Value, stories: &[(String, String)]) -> [String; 2] {
    ["a", "b"].map(|side| {
        let id = row[side].as_str().unwrap();
        let text = &stories.iter().find(|(name, _)| name == id).unwrap().1;
        let at = |end: &str| usize::try_from(row[format!("{side}_{end}")].as_u64().unwrap()).unwrap();
        text[at("start")..at("end")].to_owned()
    })
}

#[test]
fn wire_copy_and_quotations_are_found_where_they_stand_and_stay_ungrouped() {
    let desk = tempfile::tempdir().unwrap();
    let stories = stories();
    let out = run(desk.path(), "out", &stories, &["--passages"]);
    assert_sound(&out);
    let found = rows(&out);
    let pairs: Vec<_> =
        found.iter().map(|row| (row["a"].as_str().unwrap(), row["b"].as_str().unwrap())).collect();
    assert_eq!(pairs, [("local", "wire"), ("local", "letter")], "the copy is in the group of its wire story");
    let [in_local, in_wire] = texts(&found[0], &stories);
    assert_eq!(in_wire, QUAY.trim_end_matches('.'));
    assert!(in_local.starts_with("THE HARBOUR") && in_local.contains("WON’T") && in_local.contains('\u{a0}'));
    assert_eq!((found[0]["words"].as_u64(), &found[0]["text"]), (Some(32), &json!(in_local)));
    assert!(texts(&found[1], &stories)[1].contains("so\u{ad}und"));
    let report = report(&out);
    assert_eq!(report["groups"], 1);
    let passages = &report["passages"];
    assert_eq!((&passages["least_words"], &passages["found"]), (&json!(12), &json!(2)));
    assert!(passages["capped"].as_u64() >= Some(1), "{passages}");
    let capped = &passages["most_capped"][0];
    assert_eq!((&capped["id"], &capped["documents"]), (&json!("note-00"), &json!(40)));
    let note = &stories[4].1;
    let at = |end: &str| usize::try_from(capped[end].as_u64().unwrap()).unwrap();
    assert!(FOOTER.contains(note[at("start")..at("end")].trim()), "{capped}");
}

#[test]
fn the_length_of_a_passage_can_be_chosen_and_nothing_is_written_without_the_flag() {
    let desk = tempfile::tempdir().unwrap();
    let stories = stories();
    let longest = run(desk.path(), "long", &stories, &["--passages=35"]);
    assert_eq!(rows(&longest).len(), 0);
    assert_eq!(rows(&run(desk.path(), "just", &stories, &["--passages=33"])).len(), 1);
    let none = run(desk.path(), "none", &stories, &[]);
    assert!(!none.join("passages.jsonl").exists() && report(&none).get("passages").is_none());
    let manifest = fs::read_to_string(none.join("manifest.json")).unwrap();
    assert!(!manifest.contains("passages"));
    let out = desk.path().join("few");
    let few = ran(&mut run_command(&[desk.path().join("long.jsonl")], &out, &["--passages=5"]));
    few.expect(2);
    assert!(few.err.contains("5 is not in 6..=1000"), "{}", few.err);
}

#[test]
fn threads_memory_and_form_change_no_byte() {
    let desk = tempfile::tempdir().unwrap();
    let stories = stories();
    let expected = tree(&run(desk.path(), "x", &stories, &["--passages", "--threads", "1"]));
    for (name, options) in [
        ("threads", ["--passages", "--threads", "4", "--max-memory", "2G"]),
        ("memory", ["--passages=12", "--threads", "2", "--max-memory", "1"]),
    ] {
        fs::create_dir(desk.path().join(name)).unwrap();
        let found = tree(&run(&desk.path().join(name), "x", &stories, &options));
        assert!(found == expected, "{name}: {:?}", found.keys());
    }
    let options = ["--passages", "--keep", "representatives", "--format", "jsonl-zst"];
    let kept = run(desk.path(), "kept", &stories, &options);
    assert_sound(&kept);
    assert_eq!(tree(&kept)["passages.jsonl"], expected["passages.jsonl"]);
    let (feed, out) = (desk.path().join("x.jsonl"), desk.path().join("grouped"));
    let mut group = copydesk(&["group", "--passages", "--quiet", "--output"]);
    ran(group.args([&out, &feed])).expect(0);
    assert_sound(&out);
    assert_eq!(tree(&out)["passages.jsonl"], expected["passages.jsonl"], "texts that are clean already");
}

#[test]
fn the_order_of_documents_decides_which_comes_first_and_nothing_else() {
    let desk = tempfile::tempdir().unwrap();
    let mut stories = stories();
    let ends = |out: &Path| -> BTreeSet<BTreeSet<String>> {
        let end = |row: &Value, side: &str| {
            let of = |name: &str| row[format!("{side}{name}")].to_string();
            [of(""), of("_start"), of("_end"), of("_share"), row["words"].to_string()].join(" ")
        };
        rows(out).iter().map(|row| BTreeSet::from([end(row, "a"), end(row, "b")])).collect()
    };
    let expected = ends(&run(desk.path(), "0", &stories, &["--passages"]));
    assert_eq!(expected.len(), 2);
    let random = &mut Random(5);
    for name in ["1", "2", "3"] {
        for end in (1..stories.len()).rev() {
            stories.swap(end, random.below(end + 1));
        }
        assert_eq!(ends(&run(desk.path(), name, &stories, &["--passages"])), expected);
    }
}

/// Changes a field of the first row.
fn change(rows: &str, field: &str, change: impl Fn(&Value) -> Value) -> String {
    let (first, rest) = rows.split_once('\n').unwrap();
    let mut row: serde_json::Map<String, Value> = serde_json::from_str(first).unwrap();
    let value = change(&row[field]);
    row.insert(field.to_owned(), value);
    Value::Object(row).to_string() + "\n" + rest
}

#[test]
fn whatever_is_changed_in_a_passage_is_found_without_the_checksums() {
    let desk = tempfile::tempdir().unwrap();
    let out = run(desk.path(), "out", &stories(), &["--passages"]);
    forge_manifest(&out);
    assert_eq!(findings(&out), [""; 0], "the forger is good at it");
    let path = out.join("passages.jsonl");
    let sound = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = sound.split_inclusive('\n').collect();
    let plus = |by: i64| move |value: &Value| json!(value.as_i64().unwrap() + by);
    let to = |id: &'static str| move |_: &Value| json!(id);
    let mut damaged = vec![
        lines[1..].concat(),
        [lines[0], &sound].concat(),
        [lines[1], lines[0]].concat(),
        String::new(),
        change(&sound, "words", plus(1)),
        change(&sound, "a_share", |_| json!(0.5)),
        change(&sound, "b_share", |_| json!(1.001)),
        change(&sound, "text", to("Another text")),
        change(&sound, "b", to("wire-copy")),
        change(&sound, "b", to("letter")),
        change(&sound, "a", to("nobody")),
    ];
    for field in ["a_start", "a_end", "b_start", "b_end"] {
        damaged.extend([-300, -6, 6, 1_000_000].map(|by| change(&sound, field, plus(by))));
    }
    for damaged in damaged {
        put(&path, &damaged).unwrap();
        forge_manifest(&out);
        assert!(!findings(&out).is_empty(), "{damaged}");
    }
    put(&path, &sound).unwrap();
    let path = out.join("documents.jsonl");
    let documents = fs::read_to_string(&path).unwrap();
    put(&path, documents.replacen("THE HARBOUR AUTHORITY", "THE HARBOUR AUTHORITI", 1)).unwrap();
    forge_manifest(&out);
    assert!(!findings(&out).is_empty());
}
