//! The same input and options give the same bytes, whoever runs them, where, when and in what order.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::grouping::Random;
use crate::program::{expect, ran, run_command, sample};
use crate::write::tree;

/// A rule for each way to remove something from [`news`].
pub(crate) const RULES: &str = r#"
[pack]
format = 1
name = "news"

[[rule]]
id = "closed"
kind = "comments"
exact = ["Comments are closed."]
match = ["Comments are closed."]

[[rule]]
id = "counter"
kind = "counter"
line = 'This story has been read [0-9]+ times'
match = ["This story has been read 7 times"]

[[rule]]
id = "support"
kind = "donation"
start = 'Support our newsroom'
end = 'Give now'
match-block = ["Support our newsroom\nGive now"]
"#;

/// Records of a made-up wire: every story in four editions, of which one is cut and one is newer.
pub(crate) fn news(documents: usize) -> Vec<String> {
    let mut random = Random(41);
    let mut story = String::new();
    let mut edition = |number: usize| {
        if number.is_multiple_of(4) {
            let lines: Vec<String> = (0..6).map(|_| random.words(14).join(" ") + ".").collect();
            story = lines.join("\n");
        }
        let text = match number % 4 {
            0 => format!("{story}\nComments are closed."),
            1 => format!("Support our newsroom\nWe live on gifts.\nGive now\n{story}"),
            2 => story.lines().take(4).collect::<Vec<_>>().join("\n"),
            _ => format!("{}.\n{story}\nThis story has been read {number} times", random.words(9).join(" ")),
        };
        let (id, source) = (format!("n{}", number * 7919 % 1_000_003), format!("s{}.example", number % 5));
        let created = format!("2031-0{}-1{}", 1 + number % 7, number % 10);
        serde_json::json!({"id": id, "source": source, "created": created, "n": number, "text": text})
            .to_string()
    };
    (0..documents).map(|number| edition(number) + "\n").collect()
}

/// A folder with a rule pack and the sample, or news, to run over.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Desk {
        let desk = Desk { folder: tempfile::tempdir().unwrap() };
        fs::write(desk.path("news.toml"), RULES).unwrap();
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The output of a run with our pack alone.
    fn run(&self, out: &str, inputs: &[&Path], options: &[&str]) -> BTreeMap<String, Vec<u8>> {
        let rules = self.path("news.toml");
        let options = [&["--no-builtin", "--rules", rules.to_str().unwrap()], options].concat();
        self.run_with(out, inputs, &options, |_| {})
    }

    fn run_with(
        &self,
        out: &str,
        inputs: &[&Path],
        options: &[&str],
        also: impl FnOnce(&mut Command),
    ) -> BTreeMap<String, Vec<u8>> {
        let mut command = run_command(inputs, &self.path(out), options);
        command.current_dir(self.folder.path());
        also(&mut command);
        ran(&mut command).expect(0);
        tree(&self.path(out))
    }
}

#[track_caller]
fn assert_same(what: &str, one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>) {
    assert!(one.keys().eq(other.keys()), "{what}: {:?} and {:?}", one.keys(), other.keys());
    for (name, bytes) in one {
        assert!(other[name] == *bytes, "{what}: `{name}` differs");
    }
}

#[test]
fn the_sample_gives_one_output_folder() {
    let desk = Desk::new();
    let (pages, feeds) = (sample().join("pages"), sample().join("feeds"));
    let plain = desk.run_with("plain", &[&feeds, &pages], &["--threads", "1"], |_| {});
    assert!(plain["removals.jsonl"].len() > 10_000 && plain["groups.jsonl"].len() > 1000);
    let single: Vec<PathBuf> = fs::read_dir(&feeds).unwrap().map(|entry| entry.unwrap().path()).collect();
    let mixed: Vec<&Path> =
        [pages.as_path()].into_iter().chain(single.iter().rev().map(PathBuf::as_path)).collect();
    assert_same(
        "feeds one by one, twice",
        &plain,
        &desk.run_with("mixed", &[&mixed[..], &[&feeds]].concat(), &[], |_| {}),
    );
    let elsewhere =
        desk.run_with("elsewhere", &[Path::new("pages"), Path::new("./feeds/../feeds")], &[], |command| {
            command.current_dir(sample());
        });
    assert_same("from another folder", &plain, &elsewhere);
    for (zone, locale, threads) in
        [("Pacific/Kiritimati", "tr_TR.UTF-8", "2"), ("America/Anchorage", "zh_CN.GB18030", "7")]
    {
        let there = desk.run_with(locale, &[&pages, &feeds], &["--threads", threads], |command| {
            command.envs([("TZ", zone), ("LC_ALL", locale), ("LANG", locale)]);
            command.envs([("TMPDIR", "/var/tmp"), ("COLUMNS", "20")]);
        });
        assert_same(locale, &plain, &there);
    }
}

#[test]
fn records_give_one_output_folder_for_any_number_of_threads() {
    let desk = Desk::new();
    let lines = news(6000);
    for (name, part) in
        [("a.jsonl", &lines[..1500]), ("b.jsonl", &lines[1500..1501]), ("c.jsonl", &lines[1501..])]
    {
        fs::create_dir_all(desk.path("in")).unwrap();
        fs::write(desk.path("in").join(name), part.concat()).unwrap();
    }
    let [a, b, c] = ["a", "b", "c"].map(|name| desk.path("in").join(name).with_extension("jsonl"));
    for format in ["jsonl", "jsonl-zst"] {
        let run = |name: &str, inputs: &[&Path], threads| {
            desk.run(&format!("{format}-{name}"), inputs, &["--threads", threads, "--format", format])
        };
        let one = run("one", &[&a, &b, &c], "1");
        assert!(one["groups.jsonl"].len() > 100_000);
        assert_same("2 threads", &one, &run("two", &[&c, &a, &b], "2"));
        assert_same("7 threads", &one, &run("seven", &[&b, &c, &a], "7"));
        assert_same("a folder", &one, &run("folder", &[Path::new("in")], "5"));
    }
}

/// What became of each document, by id.
fn by_id(tree: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Value> {
    let rows = |name: &str| -> Vec<Value> {
        let text = std::str::from_utf8(&tree[name]).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let id = |row: &Value| row["id"].as_str().unwrap().to_owned();
    let mut found: BTreeMap<String, Value> =
        rows("documents.jsonl").into_iter().map(|row| (id(&row), row)).collect();
    for group in rows("groups.jsonl") {
        for member in group["members"].as_array().unwrap() {
            found.get_mut(&id(member)).unwrap()["evidence"] = member.clone();
        }
    }
    for removal in rows("removals.jsonl") {
        let row = found.get_mut(&id(&removal)).unwrap();
        match row["removals"].as_array_mut() {
            Some(list) => list.push(removal),
            None => row["removals"] = Value::Array(vec![removal]),
        }
    }
    found
}

fn shuffled(lines: &[String], random: &mut Random) -> Vec<String> {
    let mut lines = lines.to_vec();
    for at in (1..lines.len()).rev() {
        lines.swap(at, random.below(at + 1));
    }
    lines
}

#[test]
fn what_becomes_of_a_document_does_not_depend_on_its_place() {
    let desk = Desk::new();
    let lines = news(400);
    let mut random = Random(3);
    let mut expected = None;
    for turn in 0..21 {
        let (order, parts) = match turn {
            0 => (lines.clone(), 1),
            1 => (lines.iter().rev().cloned().collect(), 1),
            _ => (shuffled(&lines, &mut random), [1, 7, 400][turn % 3]),
        };
        let input = desk.path(&format!("in-{turn}"));
        fs::create_dir(&input).unwrap();
        for (number, part) in order.chunks(order.len().div_ceil(parts)).enumerate() {
            fs::write(input.join(format!("{}.jsonl", number * 31 % parts)), part.concat()).unwrap();
        }
        let found = by_id(&desk.run(&format!("out-{turn}"), &[&input], &[]));
        assert_eq!(found.len(), 400);
        let grouped = found.values().filter(|row| row["role"] != Value::Null).count();
        assert!(grouped > 300, "{grouped}");
        let first = expected.get_or_insert_with(|| found.clone());
        for (id, row) in &found {
            assert_eq!(*row, first[id], "in turn {turn}");
        }
    }
}

/// Records of a story in so many editions, of a report that comes with another number each time, and of
/// stories of one outlet's form.
fn floods(each: usize) -> Vec<String> {
    let mut random = Random(43);
    let (story, report, form) = (random.words(150), random.words(40).join(" "), random.words(20).join(" "));
    let mut texts = Vec::new();
    for number in 0..each {
        let mut edition = story.clone();
        edition.truncate(90 + random.below(60));
        (0..4).for_each(|_| edition[random.below(90)] = format!("e{}", random.below(900)));
        texts.push(edition.join(" "));
        texts.push(format!("{report} {number}"));
        texts.push(format!("{form} {}", random.words(50).join(" ")));
    }
    let record = |(number, text): (usize, &String)| format!("{{\"id\":\"f{number}\",\"text\":\"{text}\"}}\n");
    texts.iter().enumerate().map(record).collect()
}

#[test]
fn neither_order_nor_memory_nor_threads_change_a_flood_s_groups() {
    let desk = Desk::new();
    let lines = floods(120);
    let mut random = Random(5);
    let mut expected = None;
    for turn in 0..12 {
        let order = if turn == 0 { lines.clone() } else { shuffled(&lines, &mut random) };
        let input = desk.path(&format!("flood-{turn}"));
        fs::create_dir(&input).unwrap();
        for (number, part) in order.chunks(order.len().div_ceil(1 + turn)).enumerate() {
            fs::write(input.join(format!("{number}.jsonl")), part.concat()).unwrap();
        }
        let memory = ["2G", "1K", "100K"][turn % 3];
        let threads = ["1", "2", "5"][turn / 3 % 3];
        let options = ["--no-learn", "--max-memory", memory, "--threads", threads];
        let found = by_id(&desk.run(&format!("out-{turn}"), &[&input], &options));
        let first = expected.get_or_insert_with(|| found.clone());
        assert_eq!(found.len(), lines.len());
        for (id, row) in &found {
            assert_eq!(*row, first[id], "in turn {turn}");
        }
    }
    let roles = expected.unwrap().into_values().filter(|row| row["role"] == "representative").count();
    assert_eq!(roles, 2, "the story and the report");
}

#[test]
fn a_tiny_budget_gives_the_bytes_of_a_large_one() {
    let desk = Desk::new();
    let input = desk.path("in.jsonl");
    fs::write(&input, [news(200), floods(100)].concat().concat()).unwrap();
    let run = |memory: &str| {
        let mut tree = desk.run(memory, &[&input], &["--max-memory", memory]);
        assert!(tree.remove("manifest.json").is_some(), "it names the options");
        tree
    };
    let large = run("2G");
    assert!(String::from_utf8_lossy(&large["report.json"]).contains("story "), "some buckets are too full");
    assert_same("a budget of a thousand bytes", &large, &run("1K"));
}

#[test]
fn nothing_tells_who_ran_it_where() {
    let desk = Desk::new();
    let input = desk.path("in");
    fs::create_dir(&input).unwrap();
    let mut content = news(40).concat();
    content.push_str("{\"no\":\"text\"}\n");
    fs::write(input.join("a.jsonl"), content).unwrap();
    fs::write(input.join("b.txt"), b"Caf\xC3\xA9 closes. \xC3").unwrap();
    let out = desk.path("out");
    let rules = desk.path("news.toml");
    let mut command = run_command(&[&input], &out, &["--rules", rules.to_str().unwrap()]);
    command.envs([
        ("USER", "marguerite-q"),
        ("LOGNAME", "marguerite-q"),
        ("HOME", "/home/marguerite-q"),
        ("HOSTNAME", "desk-17"),
    ]);
    ran(&mut command).expect(3);
    expect(0, &[Path::new("verify"), &out]);
    let host = Command::new("uname").arg("-n").output().unwrap();
    let host = String::from_utf8(host.stdout).unwrap().trim().to_owned();
    let known = [
        desk.folder.path().to_str().unwrap(),
        env!("CARGO_MANIFEST_DIR"),
        "marguerite-q",
        "desk-17",
        host.as_str(),
        "/tmp/",
        "/home/",
    ];
    let year = Command::new("date").arg("+%Y-%m").output().unwrap();
    let year = String::from_utf8(year.stdout).unwrap().trim().to_owned();
    for (name, bytes) in tree(&out) {
        let text = String::from_utf8(bytes).unwrap();
        for word in known.iter().filter(|word| word.len() > 3) {
            assert!(!text.contains(word), "`{name}` holds `{word}`");
        }
        assert!(!text.contains(&year), "`{name}` holds the date");
    }
}
