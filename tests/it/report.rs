//! `copydesk report`: figures that add up, a page that is whole, and files that are left alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::program::{Ran, copydesk, expect, ran, run_command, sample};
use crate::write::damage::{forge_manifest, put};
use crate::write::tree;

/// A run over the sample, with everything that a page can show.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new(options: &[&str]) -> Desk {
        let desk = Desk { folder: tempfile::tempdir().unwrap() };
        let inputs = [sample().join("pages"), sample().join("feeds")];
        ran(&mut run_command(&inputs, &desk.path("out"), options)).expect(0);
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn report(&self, options: &[&str]) -> Ran {
        ran(copydesk(&["report"]).arg(self.path("out")).args(options).current_dir(self.folder.path()))
    }

    fn figures(&self) -> Value {
        serde_json::from_str(&self.report(&["--json"]).expect(0)).unwrap()
    }

    fn stored(&self) -> Value {
        serde_json::from_slice(&fs::read(self.path("out/report.json")).unwrap()).unwrap()
    }
}

fn sum<'a>(rows: impl IntoIterator<Item = &'a Value>, name: &str) -> u64 {
    rows.into_iter().map(|row| row[name].as_u64().unwrap()).sum()
}

/// What a script in Python makes of a file; it says nothing where all is well.
fn python(script: &str, file: &Path) -> String {
    let out = Command::new("python3").arg("-c").arg(script).arg(file).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

#[test]
fn the_figures_are_those_of_the_report_and_add_up() {
    let desk = Desk::new(&["--passages"]);
    let (figures, stored) = (desk.figures(), desk.stored());
    for name in
        ["documents", "written", "not_kept", "rejected", "bytes", "kinds", "roles", "groups", "grouped"]
    {
        assert_eq!(figures[name], stored[name], "{name}");
    }
    let sources = figures["sources"]["rows"].as_array().unwrap();
    assert_eq!(sources.len(), stored["sources"].as_object().unwrap().len());
    assert_eq!(sum(sources, "documents"), stored["documents"].as_u64().unwrap());
    assert_eq!(sum(sources, "bytes_removed"), stored["bytes"]["removed"].as_u64().unwrap());
    assert_eq!(sum(sources, "stands_for"), stored["groups"].as_u64().unwrap());
    assert_eq!(sum(sources, "stands_for") + sum(sources, "copies"), stored["grouped"].as_u64().unwrap());
    // What the rows of the removals come to is what the report counted.
    let kinds = sources.iter().flat_map(|source| source["kinds"].as_object().unwrap().values());
    assert_eq!(
        kinds.map(|bytes| bytes.as_u64().unwrap()).sum::<u64>(),
        stored["bytes"]["removed"].as_u64().unwrap()
    );
    let rules = figures["rules"]["rows"].as_array().unwrap();
    assert_eq!(rules.len(), stored["rules"].as_object().unwrap().len());
    assert!(rules.iter().all(|rule| !rule["samples"].as_array().unwrap().is_empty() && rule["sources"].as_u64() > Some(0)));
    let exchange = &figures["exchange"];
    let copies =
        ["across", "within", "unknown"].map(|name| exchange[name].as_u64().unwrap()).iter().sum::<u64>();
    assert_eq!(copies, stored["grouped"].as_u64().unwrap() - stored["groups"].as_u64().unwrap());
    assert_eq!(sum(exchange["sizes"].as_array().unwrap(), "groups"), stored["groups"].as_u64().unwrap());
    let time = &figures["time"];
    let dated = sum(time["columns"].as_array().unwrap(), "documents");
    assert_eq!(dated + time["undated"].as_u64().unwrap(), stored["documents"].as_u64().unwrap());
    let lost: u64 = figures["documents_by_tenth_removed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|count| count.as_u64().unwrap())
        .sum();
    assert_eq!(lost, stored["documents"].as_u64().unwrap());
    assert_eq!(figures["passages"]["found"], stored["passages"]["found"]);
    assert_eq!(figures["passages"]["longest"]["rows"].as_array().unwrap().len(), 9);
}

#[test]
fn documents_that_are_not_kept_are_counted_under_their_outlets() {
    let (all, kept) = (Desk::new(&[]), Desk::new(&["--keep", "representatives"]));
    let (all, few) = (all.figures(), kept.figures());
    assert!(few["not_kept"].as_u64() > Some(0));
    let of = |figures: &Value, name: &str| -> Vec<Value> {
        figures["sources"]["rows"].as_array().unwrap().iter().map(|source| source[name].clone()).collect()
    };
    for name in ["source", "documents", "bytes_removed", "kinds", "copies", "days"] {
        assert_eq!(of(&all, name), of(&few, name), "{name}");
    }
    kept.report(&[]).expect(0);
}

#[test]
fn the_page_is_whole_and_names_nothing_outside_itself() {
    let desk = Desk::new(&["--passages"]);
    desk.report(&["--title", "Spring <corpus>"]).expect(0);
    let told = python(
        r#"
import html.parser, sys, re
page = open(sys.argv[1], encoding="utf-8").read()
void = {"meta", "input", "br"}
class Reader(html.parser.HTMLParser):
    open, ids, links, text = [], [], [], []
    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag not in void: self.open.append(tag)
        if "id" in attributes: self.ids.append(attributes["id"])
        if tag == "a": self.links.append(attributes["href"])
        for name in attributes:
            if name in ("src", "srcset", "style", "action") or name.startswith("on"): print("attribute", name)
    def handle_startendtag(self, tag, attributes): print("self-closing", tag)
    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag: print("closes", tag, self.getpos())
    def handle_data(self, data): self.text.append(data)
reader = Reader(); reader.feed(page); reader.close()
if reader.open: print("open", reader.open)
if len(set(reader.ids)) != len(reader.ids): print("ids", reader.ids)
if [link[1:] for link in reader.links] != reader.ids: print("contents", reader.links, reader.ids)
text = "".join(reader.text)
for wanted in ("Spring <corpus>", "Who runs whose copy", "9 passages", "copydesk 0."):
    if wanted not in text: print("lacks", wanted)
if re.search(r"https?://(?!\S*example)", re.sub(r"(?s)<bdi.*?</bdi>", "", page)): print("an address")
"#,
        &desk.path("out.html"),
    );
    assert_eq!(told, "");
}

/// A style sheet or script that was changed needs its hash in `src/web/report/mod.rs` changed too.
#[test]
fn the_policy_allows_the_styles_and_the_script_of_the_page_and_nothing_else() {
    let desk = Desk::new(&[]);
    desk.report(&[]).expect(0);
    let told = python(
        r#"
import base64, hashlib, re, sys
page = open(sys.argv[1], encoding="utf-8", newline="").read()
policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page).group(1)
inline = re.findall(r"(?s)<style>(.*?)</style>", page) + re.findall(r"(?s)<script>(.*?)</script>", page)
hashes = ["'sha256-" + base64.b64encode(hashlib.sha256(part.encode()).digest()).decode() + "'" for part in inline]
look, report, tables = hashes
wanted = f"default-src 'none'; style-src {look} {report}; script-src {tables}; base-uri 'none'; form-action 'none'"
if policy != wanted: print(f"is    {policy}\nmust be {wanted}")
"#,
        &desk.path("out.html"),
    );
    assert_eq!(told, "", "HASHES in src/web/report/mod.rs");
}

#[test]
fn the_page_is_the_same_for_any_number_of_threads_and_leaves_the_folder_alone() {
    let (one, three) = (Desk::new(&["--threads", "1"]), Desk::new(&["--threads", "3"]));
    let before = tree(&one.path("out"));
    let pages = [&one, &three].map(|desk| {
        desk.report(&["--output", "page.html"]).expect(0);
        fs::read(desk.path("page.html")).unwrap()
    });
    assert!(pages[0] == pages[1]);
    assert_eq!(one.report(&["--output", "-"]).out, pages[0]);
    assert_eq!(tree(&one.path("out")), before);
    expect(0, &[Path::new("verify"), &one.path("out")]);
}

#[test]
fn times_stand_beside_the_folder_and_change_no_byte_of_it() {
    let plain = Desk::new(&[]);
    let folder = tempfile::tempdir().unwrap();
    let times = folder.path().join("times.json");
    let timed = Desk::new(&["--timings", times.to_str().unwrap()]);
    assert_eq!(tree(&plain.path("out")), tree(&timed.path("out")));
    let figures: Value =
        serde_json::from_str(&timed.report(&["--json", "--timings", times.to_str().unwrap()]).expect(0))
            .unwrap();
    let stages = figures["milliseconds"].as_object().unwrap();
    assert!(stages.contains_key("clean") && stages.contains_key("group"), "{stages:?}");
    let inside = timed.path("out/times.json");
    let inputs = [sample().join("pages")];
    let refused =
        ran(&mut run_command(&inputs, &timed.path("out"), &["--timings", inside.to_str().unwrap()]));
    refused.expect(2);
    put(&times, "{\"stages\":7}").unwrap();
    let refused = timed.report(&["--timings", times.to_str().unwrap()]);
    refused.expect(2);
    assert!(refused.err.contains("has no times of a run"), "{}", refused.err);
}

#[test]
fn a_file_that_is_no_page_is_left_alone_and_so_is_the_folder() {
    let desk = Desk::new(&[]);
    put(desk.path("out.html"), "<p>my own notes</p>").unwrap();
    let refused = desk.report(&[]);
    refused.expect(2);
    assert!(refused.err.contains("is there, and is no page of this command\nhint: "), "{}", refused.err);
    assert_eq!(fs::read(desk.path("out.html")).unwrap(), b"<p>my own notes</p>");
    for inside in ["out/report.html", "out/../out/report.html", "out"] {
        desk.report(&["--output", inside]).expect(2);
    }
    fs::remove_file(desk.path("out.html")).unwrap();
    desk.report(&[]).expect(0);
    desk.report(&["--title", "Again"]).expect(0);
    assert!(fs::read_to_string(desk.path("out.html")).unwrap().contains("<title>Again</title>"));
    desk.report(&["--json", "--output", "-"]).expect(2);
}

/// What is done to a folder, how, and what is told of it.
type Damage<'a> = (&'a str, &'a dyn Fn(&Path), &'a str);

#[test]
fn a_damaged_folder_is_named_with_its_file() {
    let damages: [Damage<'_>; 6] = [
        ("no manifest", &|out| fs::remove_file(out.join("manifest.json")).unwrap(), "holds no finished run"),
        (
            "a missing file",
            &|out| fs::remove_file(out.join("groups.jsonl")).unwrap(),
            "`groups.jsonl`: cannot be read",
        ),
        (
            "a file cut short",
            &|out| put(out.join("removals.jsonl"), "{}\n").unwrap(),
            "`removals.jsonl`: has 3 bytes",
        ),
        (
            "a row that is none",
            &|out| forged(out, "groups.jsonl", |_| "{\"group\":1}\n".into()),
            "`groups.jsonl`: line 1: is not a row",
        ),
        (
            "a removal of nobody",
            &|out| forged(out, "removals.jsonl", |rows| rows.replacen("dda:3101", "nobody", 1)),
            "`removals.jsonl`: line 1: a removal of no document",
        ),
        (
            "a kind that is none",
            &|out| forged(out, "report.json", |report| report.replacen("\"share\":", "\"horoscope\":", 1)),
            "`report.json`: has the kind `horoscope`",
        ),
    ];
    for (what, damage, told) in damages {
        let desk = Desk::new(&["--no-learn"]);
        damage(&desk.path("out"));
        let refused = desk.report(&[]);
        refused.expect(4);
        assert!(refused.err.contains(told), "{what}: {}", refused.err);
        assert!(!desk.path("out.html").exists(), "{what}");
    }
    let folder = tempfile::tempdir().unwrap();
    let refused = ran(copydesk(&["report", "nowhere"]).current_dir(folder.path()));
    refused.expect(4);
    assert!(refused.err.contains("`nowhere` is no folder"), "{}", refused.err);
}

/// Changes a file, and the manifest so that it vouches for it.
fn forged(out: &Path, name: &str, change: impl Fn(&str) -> String) {
    let content = fs::read_to_string(out.join(name)).unwrap();
    let changed = change(&content);
    assert_ne!(changed, content);
    put(out.join(name), changed).unwrap();
    forge_manifest(out);
}

#[test]
fn a_run_of_nothing_has_a_page() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("empty.jsonl");
    put(&input, "").unwrap();
    let out = folder.path().join("out");
    ran(&mut run_command(&[&input], &out, &[])).expect(0);
    expect(0, &[Path::new("report"), &out]);
    let page = fs::read_to_string(folder.path().join("out.html")).unwrap();
    assert!(page.contains("0 documents") && page.contains("Nothing was removed."), "{page}");
}
