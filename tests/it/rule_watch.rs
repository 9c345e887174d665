//! Rule packs that are watched while they are edited.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

use crate::program::{copydesk, ended_within, ran};

/// A save is noticed within a second or so, on a busy machine later.
const PATIENCE: Duration = Duration::from_secs(60);

struct Watched {
    folder: tempfile::TempDir,
    child: Child,
    rounds: Receiver<Value>,
}

impl Watched {
    fn begin(options: &[&str]) -> Watched {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("packs")).unwrap();
        let record = |number: usize| json!({"id": format!("d{number}"), "text": "The ferry sails\nTides today: 04:12"});
        let feed: String = (0..3).map(|number| format!("{}\n", record(number))).collect();
        fs::write(folder.path().join("feed.jsonl"), feed).unwrap();
        let pack = pack(folder.path().join("packs/desk.toml"), "'Never'", "Never");
        assert!(pack.exists());
        let own = ["rules", "watch", "packs", "--corpus", "feed.jsonl", "--no-builtin", "--json", "--quiet"];
        let mut child = copydesk(&[&own, options].concat()).current_dir(folder.path()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (sender, rounds) = channel();
        std::thread::spawn(move || {
            for line in out.lines() {
                let _ = sender.send(serde_json::from_str(&line.unwrap()).unwrap());
            }
        });
        Watched { folder, child, rounds }
    }

    #[track_caller]
    fn round(&self) -> Value {
        self.rounds.recv_timeout(PATIENCE).expect("no round")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    #[track_caller]
    fn end(mut self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        assert_eq!(ended_within(&mut self.child, PATIENCE).code(), Some(130));
    }
}

/// Writes a pack with one rule as editors do: beside it, then renamed.
fn pack(path: PathBuf, line: &str, example: &str) -> PathBuf {
    let text = format!(
        "[pack]\nformat = 1\nname = \"desk\"\n[defaults]\nkind = \"navigation\"\n\
         [[rule]]\nid = \"tides\"\nline = {line}\nmatch = [\"{example}\"]\n"
    );
    let aside = path.with_extension("swp");
    fs::write(&aside, text).unwrap();
    fs::rename(&aside, &path).unwrap();
    path
}

fn follows_saves(options: &[&str]) {
    let watched = Watched::begin(options);
    let first = watched.round();
    assert_eq!(
        (&first["round"], &first["errors"], &first["examples"]["failed"]),
        (&json!(1), &json!(0), &json!(0))
    );
    assert_eq!((&first["diff"]["documents"], &first["diff"]["removed"]), (&json!(3), &json!(0)));
    pack(watched.path("packs/desk.toml"), "'Tides today: .*'", "Tides today: 16:40");
    let second = watched.round();
    assert_eq!((&second["diff"]["removed"], &second["diff"]["kept"]), (&json!(3), &json!(0)), "{second}");
    assert_eq!(second["diff"]["lines"][0]["text"], "Tides today: 04:12");
    pack(watched.path("packs/desk.toml"), "'Tides ('", "Tides today: 16:40");
    let broken = watched.round();
    assert_eq!(
        (&broken["problems"][0]["code"], &broken["diff"]),
        (&json!("bad-regex"), &Value::Null),
        "{broken}"
    );
    // A new pack in the folder counts, and the comparison is with the last rules that were good.
    pack(watched.path("packs/desk.toml"), "'Tide'", "Tides today: 16:40");
    let narrowed = watched.round();
    assert_eq!(
        (&narrowed["failures"][0]["outcome"], &narrowed["diff"]["kept"]),
        (&json!("Missing"), &json!(3))
    );
    watched.end();
}

#[test]
fn each_save_is_checked_tested_and_compared() {
    follows_saves(&[]);
}

#[test]
fn files_are_polled_where_the_system_does_not_tell() {
    follows_saves(&["--poll"]);
}

#[test]
fn a_corpus_that_can_be_read_once_only_is_refused() {
    let told = ran(&mut copydesk(&["rules", "watch", "packs", "--corpus", "-"]));
    told.expect(2);
    assert!(told.err.contains("stdin can be read once only"), "{}", told.err);
}
