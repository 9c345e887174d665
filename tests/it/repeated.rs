//! Lines that outlets repeat, learnt by whole runs over invented outlets.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::grouping::Random;
use crate::program::{copydesk, fed, ran, run_command};
use crate::write::tree;

const HOSTS: [&str; 3] = ["harbourcourier.example", "saltmarshpost.example", "The Upland Bee"];
const HEAD: [&str; 3] = ["Front page | Harbours | Weather", "Tide tables for day {n}", "Your account"];
const TAIL: [&str; 4] = [
    "Most read this hour",
    "Write to the night desk",
    "Printed on recycled nets since 1931",
    "Back to the quay {n}",
];

/// One record with the lines of its article that must stay.
struct Page {
    record: String,
    article: Vec<String>,
}

/// Words of letters: digits would be masked.
fn words(random: &mut Random, count: usize) -> String {
    let syllables =
        ["ba", "den", "fo", "gri", "hul", "kam", "lo", "mer", "nis", "po", "rak", "sul", "tev", "vin", "zo"];
    let mut word = || (0..3).map(|_| syllables[random.below(syllables.len())]).collect::<String>();
    (0..count).map(|_| word()).collect::<Vec<_>>().join(" ")
}

pub(crate) fn sentence(random: &mut Random) -> String {
    words(random, 16) + "."
}

/// Every outlet prints `stories` stories in ten editions each: shortened, with another first line, or as they were.
fn pages(seed: u64, stories: usize) -> Vec<Page> {
    let mut random = Random(seed);
    let mut pages = Vec::new();
    for (host, story) in HOSTS.iter().flat_map(|host| (0..stories).map(move |story| (host, story))) {
        let headline = words(&mut random, 6);
        let mut body: Vec<String> = (0..14).map(|_| sentence(&mut random)).collect();
        // Lines as articles have them: a sub-head that some stories share, a quote, a score.
        let shared = ["What happened", "Yes, always.", "Harbour 2, Upland 1"][story % 3];
        body.insert(5, shared.to_owned());
        for edition in 0..10 {
            let mut article = vec![headline.clone()];
            match edition {
                3..=5 => article.extend(body[..7 + edition].iter().cloned()),
                6 | 7 => article.extend([sentence(&mut random)].into_iter().chain(body[1..].iter().cloned())),
                8 => article.extend(body[4..].iter().cloned()),
                _ => article.extend(body.iter().cloned()),
            }
            let number = (story * 10 + edition).to_string();
            let chrome = |lines: &[&str]| lines.iter().map(|line| line.replace("{n}", &number)).collect();
            let (head, tail): (Vec<String>, Vec<String>) = (chrome(&HEAD), chrome(&TAIL));
            let text = [head, article.clone(), tail].concat().join("\n");
            let id = format!("{}-{seed}-{story}-{edition}", &host[..5]);
            let record = serde_json::json!({"id": id, "source": host, "text": text}).to_string();
            pages.push(Page { record, article });
        }
    }
    pages
}

struct Desk(tempfile::TempDir);

impl Desk {
    fn with(pages: &[Page]) -> Desk {
        let desk = Desk(tempfile::tempdir().unwrap());
        desk.write("feed.jsonl", pages);
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, pages: &[Page]) -> PathBuf {
        let records: String = pages.iter().map(|page| page.record.clone() + "\n").collect();
        fs::write(self.path(name), records).unwrap();
        self.path(name)
    }

    /// A run with the limits alone.
    fn run(&self, out: &str, input: &str, options: &[&str]) -> BTreeMap<String, Vec<u8>> {
        let options = [&["--no-builtin", "--rules", "builtin:repeated"], options].concat();
        let mut command = run_command(&[&self.path(input)], &self.path(out), &options);
        ran(command.current_dir(self.0.path())).expect(0);
        tree(&self.path(out))
    }
}

fn rows(bytes: &[u8]) -> Vec<Value> {
    std::str::from_utf8(bytes).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn texts(rows: &[Value]) -> BTreeMap<String, String> {
    let text = |row: &Value, key: &str| row[key].as_str().unwrap().to_owned();
    rows.iter().map(|row| (text(row, "id"), text(row, "text"))).collect()
}

fn learned(tree: &BTreeMap<String, Vec<u8>>) -> BTreeMap<&String, &Vec<u8>> {
    tree.iter().filter(|(name, _)| name.starts_with("learned/")).collect()
}

#[test]
fn stories_in_ten_editions_each_are_not_taken_for_templates() {
    let pages = pages(3, 6);
    let desk = Desk::with(&pages);
    let out = desk.run("out", "feed.jsonl", &[]);
    let texts = texts(&rows(&out["documents.jsonl"]));
    let (mut lost, mut all, mut chrome) = (0, 0, 0);
    for page in &pages {
        let record: Value = serde_json::from_str(&page.record).unwrap();
        let clean: Vec<&str> = texts[record["id"].as_str().unwrap()].lines().collect();
        for line in &page.article {
            all += line.len();
            lost += if clean.contains(&line.as_str()) { 0 } else { line.len() };
        }
        chrome += clean.len() - page.article.iter().filter(|line| clean.contains(&line.as_str())).count();
    }
    assert!(lost * 1000 <= all * 2, "{lost} of {all} bytes of articles are lost");
    let printed = pages.len() * (HEAD.len() + TAIL.len());
    assert!(chrome * 20 <= printed, "{chrome} of {printed} repeated lines are left");
    assert_eq!(learned(&out).len(), HOSTS.len());
    let back = desk.path("back");
    ran(copydesk(&["restore", "out", "--output", "back"]).current_dir(desk.0.path())).expect(0);
    let restored = texts_of(&back.join("feed.jsonl"));
    let given: Vec<Value> = pages.iter().map(|page| serde_json::from_str(&page.record).unwrap()).collect();
    assert!(restored == self::texts(&given), "restore gives every text back");
}

fn texts_of(path: &Path) -> BTreeMap<String, String> {
    texts(&rows(&fs::read(path).unwrap()))
}

#[test]
fn a_stream_with_what_a_run_has_learnt_is_cleaned_as_the_run_was() {
    let desk = Desk::with(&pages(5, 4));
    let out = desk.run("out", "feed.jsonl", &[]);
    let learned_folder = desk.path("out/learned");
    let options = ["clean", "--no-builtin", "--learned", learned_folder.to_str().unwrap()];
    let streamed = fed(&mut copydesk(&options), &fs::read(desk.path("feed.jsonl")).unwrap()).expect(0);
    let documents = texts(&rows(&out["documents.jsonl"]));
    assert!(texts(&rows(streamed.as_bytes())) == documents);
    let again =
        desk.run("again", "feed.jsonl", &["--no-learn", "--learned", learned_folder.to_str().unwrap()]);
    assert!(texts(&rows(&again["documents.jsonl"])) == documents);
    assert_eq!(learned(&again), learned(&out), "packs come through a run that learns nothing");
    assert!(learned(&desk.run("plain", "feed.jsonl", &["--no-learn"])).is_empty());
}

#[test]
fn threads_order_and_memory_do_not_matter() {
    let all = pages(7, 3);
    let desk = Desk::with(&all);
    fs::create_dir(desk.path("feeds")).unwrap();
    let (first, second) = all.split_at(40);
    let one = desk.write("feeds/a.jsonl", first);
    let two = desk.write("feeds/b.jsonl", second);
    let plain = desk.run("plain", "feeds", &["--threads", "1"]);
    assert!(!learned(&plain).is_empty());
    for (out, options) in [
        ("threads", &["--threads", "5"][..]),
        ("tiny", &["--max-memory", "1", "--threads", "2"]),
        ("large", &["--max-memory", "8G"]),
    ] {
        assert!(desk.run(out, "feeds", options) == plain, "{out}");
    }
    let options = ["--no-builtin", "--rules", "builtin:repeated"];
    ran(&mut run_command(&[&two, &one], &desk.path("swapped"), &options)).expect(0);
    assert!(tree(&desk.path("swapped")) == plain, "inputs the other way round");
}

#[test]
fn standard_input_is_read_twice_too() {
    let desk = Desk::with(&pages(11, 3));
    let file = desk.run("file", "feed.jsonl", &[]);
    let options = ["--no-builtin", "--rules", "builtin:repeated"];
    let mut command = run_command(&[Path::new("-")], &desk.path("stream"), &options);
    fed(&mut command, &fs::read(desk.path("feed.jsonl")).unwrap()).expect(0);
    let stream = tree(&desk.path("stream"));
    assert_eq!(learned(&stream), learned(&file));
    assert_eq!(stream["documents.jsonl"], file["documents.jsonl"]);
}

#[test]
fn a_keep_rule_and_a_line_that_is_off_stay() {
    let desk = Desk::with(&pages(13, 3));
    let keep = "[pack]\nformat = 1\nname = \"mine\"\n[[keep]]\nid = \"desk\"\nexact = [\"Write to the night desk\"]\n";
    fs::write(desk.path("mine.toml"), keep).unwrap();
    let kept = desk.run("kept", "feed.jsonl", &["--rules", "mine.toml"]);
    let has = |out: &BTreeMap<String, Vec<u8>>, line: &str| {
        texts(&rows(&out["documents.jsonl"])).values().all(|text| text.contains(line))
    };
    assert!(has(&kept, "Write to the night desk"));
    assert!(!has(&kept, "Most read this hour"));
    let plain = desk.run("plain", "feed.jsonl", &[]);
    assert!(!has(&plain, "Write to the night desk"));
    for (name, pack) in learned(&plain) {
        let pack = std::str::from_utf8(pack).unwrap();
        let off =
            pack.replace("repeated = \"Your account\"", "severity = \"off\"\nrepeated = \"Your account\"");
        assert_ne!(off, pack, "{name}");
        fs::write(desk.path(name.trim_start_matches("learned/")), off).unwrap();
    }
    let packs: Vec<String> =
        learned(&plain).keys().map(|name| name.trim_start_matches("learned/").to_owned()).collect();
    let options: Vec<&str> = packs.iter().flat_map(|pack| ["--learned", pack.as_str()]).collect();
    let off = desk.run("off", "feed.jsonl", &options);
    assert!(has(&off, "Your account") && !has(&off, "Most read this hour"));
    assert!(
        learned(&off).values().all(|pack| std::str::from_utf8(pack).unwrap().contains("severity = \"off\""))
    );
}

#[test]
fn days_add_up() {
    let desk = Desk::with(&pages(17, 3));
    desk.write("tomorrow.jsonl", &pages(19, 2));
    desk.run("one", "feed.jsonl", &[]);
    let two = desk.run("two", "tomorrow.jsonl", &["--learned", "one"]);
    for (name, pack) in learned(&two) {
        let pack = std::str::from_utf8(pack).unwrap();
        let line = pack.split("[[rule]]").find(|rule| rule.contains("Most read this hour")).unwrap();
        assert!(line.contains("stories = 5, of = 5, documents = 50"), "{name}: {line}");
    }
    assert_eq!(learned(&two).len(), HOSTS.len());
    let checked = ran(&mut copydesk(&["rules", "check", desk.path("two/learned").to_str().unwrap()]));
    assert!(checked.expect(0).contains("0 errors"), "{}", checked.err);
    let explained = ran(copydesk(&[
        "rules",
        "explain",
        "tomorrow.jsonl#harbo-19-0-0",
        "--no-builtin",
        "--learned",
        "two",
    ])
    .current_dir(desk.0.path()));
    let explained = explained.expect(0);
    assert!(explained.contains("learned/harbourcourier.example/"), "{explained}");
    let report = fs::read_to_string(desk.path("two/report.json")).unwrap();
    assert!(report.contains("\"repeated\""), "{report}");
}

#[test]
fn a_block_that_stands_twice_below_its_story_goes() {
    let mut random = Random(23);
    let body: Vec<String> = (0..6).map(|_| sentence(&mut random)).collect();
    let block = "Keep the lamp burning\nOil costs money, and the lamp has no owner but you";
    let text = format!("{}\n{block}\nWrite to us\n{block}\n", body.join("\n"));
    let desk = Desk(tempfile::tempdir().unwrap());
    let record = serde_json::json!({"id": "lamp", "source": "lamp.example", "text": text}).to_string();
    desk.write("feed.jsonl", &[Page { record, article: body.clone() }]);
    let out = desk.run("out", "feed.jsonl", &[]);
    let clean = &texts(&rows(&out["documents.jsonl"]))["lamp"];
    assert_eq!(clean.trim(), body.join("\n") + "\nWrite to us");
}
