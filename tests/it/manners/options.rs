//! What the options of `run` do.

use std::fs;

use serde_json::Value;

use super::Desk;
use crate::determinism::news;
use crate::hostile::{gzip, zstd};
use crate::output::Output;
use crate::program::{fed, ran};
use crate::write::tree;

impl Desk {
    #[track_caller]
    fn output(&self, out: &str) -> Output {
        ran(&mut self.copydesk(&["verify", out])).expect(0);
        let output = Output::read(&self.path(out));
        output.assert_accounts();
        output
    }

    /// The texts of a run's documents, by name of its input or id.
    #[track_caller]
    fn texts(&self, arguments: &[&str]) -> Vec<(String, String)> {
        let out = tempfile::tempdir_in(self.folder.path()).unwrap();
        let path = out.path().join("out");
        let mut command = self.copydesk(&["run", "--no-builtin", "--quiet"]);
        ran(command.args(arguments).arg("--output").arg(&path)).expect(0);
        let output = self.output(path.to_str().unwrap());
        output.documents.into_iter().map(|row| (row.id, row.text)).collect()
    }
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(id, text)| ((*id).to_owned(), (*text).to_owned())).collect()
}

#[test]
fn inputs_are_files_folders_patterns_and_lists() {
    let desk = Desk::with(0);
    for name in ["in/a.txt", "in/b.txt", "in/sub/c.txt", "in/d.md"] {
        desk.write(name, name);
    }
    desk.write("list", "in/a.txt\r\n\nin/sub\n");
    desk.write("@odd.txt", "odd");
    let all = pairs(&[
        ("a.txt", "in/a.txt"),
        ("b.txt", "in/b.txt"),
        ("d.md", "in/d.md"),
        ("sub/c.txt", "in/sub/c.txt"),
    ]);
    assert_eq!(desk.texts(&["in"]), all);
    assert_eq!(desk.texts(&["in/sub", "in/d.md", "in/*.txt", "in/b.txt"]), all);
    assert_eq!(desk.texts(&["in/**/*.txt"]), [all[0].clone(), all[1].clone(), all[3].clone()]);
    assert_eq!(desk.texts(&["@list"]), [all[0].clone(), all[3].clone()]);
    assert_eq!(desk.texts(&["./@odd.txt"]), pairs(&[("@odd.txt", "odd")]));
}

#[test]
fn standard_input_is_an_input_too() {
    let desk = Desk::with(0);
    let told = fed(&mut desk.run_over("-", "records", &[]), b"{\"id\":\"x\",\"text\":\"a\"}\n");
    told.expect(0);
    assert_eq!(desk.output("records").documents[0].id, "x");
    fed(&mut desk.run_over("-", "text", &[]), b"A story.\nComments are closed.\n").expect(0);
    let output = desk.output("text");
    assert_eq!((output.documents[0].id.as_str(), output.documents[0].text.as_str()), ("-", "A story."));
    ran(&mut desk.copydesk(&["restore", "text", "--output", "back"])).expect(0);
    assert_eq!(fs::read(desk.path("back/-")).unwrap(), b"A story.\nComments are closed.\n");
}

#[test]
fn fields_can_be_named() {
    let desk = Desk::with(0);
    let record = r#"{"key":"k7","article":{"body":"Rain."},"outlet":"a.example","when":"2031-01-01","link":"https://b.example/x","tongue":"en","text":5}"#;
    desk.write("in.jsonl", record);
    let mut command =
        desk.run_over("in.jsonl", "out", &["--text-field", "article.body", "--id-field", "key"]);
    command.args([
        "--source-field",
        "outlet",
        "--date-field",
        "when",
        "--url-field",
        "link",
        "--lang-field",
        "tongue",
    ]);
    ran(&mut command).expect(0);
    let text = fs::read_to_string(desk.path("out/documents.jsonl")).unwrap();
    let row: Value = serde_json::from_str(&text).unwrap();
    for (name, expected) in [
        ("id", "k7"),
        ("text", "Rain."),
        ("source", "a.example"),
        ("created", "2031-01-01"),
        ("url", "https://b.example/x"),
        ("lang", "en"),
    ] {
        assert_eq!(row[name], expected, "{name}");
    }
    assert_eq!(row["metadata"].to_string(), r#"{"article":{},"text":5}"#);
    let told = ran(&mut desk.run_over("in.jsonl", "other", &["--text-field", "body"]));
    told.expect(3);
}

#[test]
fn compressed_inputs_are_read_as_what_is_in_them() {
    let desk = Desk::with(0);
    let records = news(40).concat();
    desk.write("plain/a.jsonl", &records);
    desk.write("gz/a.jsonl.gz", gzip(records.as_bytes()));
    desk.write("zst/a.jsonl.zst", zstd(records.as_bytes()));
    let plain = desk.texts(&["plain"]);
    assert_eq!(plain.len(), 40);
    assert_eq!(desk.texts(&["gz"]), plain);
    assert_eq!(desk.texts(&["zst"]), plain);
}

#[test]
fn representatives_alone_can_be_kept() {
    let desk = Desk::with(200);
    ran(&mut desk.run("all", &[])).expect(0);
    ran(&mut desk.run("kept", &["--keep", "representatives"])).expect(0);
    let (all, kept) = (desk.output("all"), desk.output("kept"));
    let stands = |row: &&crate::output::Row| row.role.as_deref().is_none_or(|role| role == "representative");
    let expected: Vec<&str> = all.documents.iter().filter(stands).map(|row| row.id.as_str()).collect();
    let found: Vec<&str> = kept.documents.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(found, expected);
    assert!(found.len() < 100, "{}", found.len());
    let (all, kept) = (tree(&desk.path("all")), tree(&desk.path("kept")));
    assert!(all["groups.jsonl"] == kept["groups.jsonl"], "who was left out stands in the groups");
    let told = ran(&mut desk.copydesk(&["restore", "kept", "--output", "back"]));
    told.expect(3);
    assert!(told.err.contains("not back: 150 not kept by the run"), "{}", told.err);
}

#[test]
fn who_stands_for_a_group_can_be_chosen() {
    let desk = Desk::with(0);
    let text = "The bridge over the Sele opens on Monday after nine months of work, the council said in the \
        evening. Two lanes will be free for cars and one for carts, and the toll stays as it was. Shops on the \
        quay hope for the trade they lost. The old ferry goes back to the lake, where it was built.";
    let record = |id: &str, source: &str, created: &str, more: &str| {
        serde_json::json!({"id": id, "source": source, "created": created, "text": format!("{text}{more}")})
            .to_string()
            + "\n"
    };
    desk.write(
        "in.jsonl",
        record("b", "x.example", "2031-01-02", "")
            + &record("c", "y.example", "2031-01-01", " Rain is due.")
            + &record("a", "z.example", "2031-01-03", ""),
    );
    for (prefer, expected) in [
        ("earliest", "c"),
        ("newest", "a"),
        ("longest", "c"),
        ("id", "a"),
        ("source:x.example", "b"),
        ("source:q.example|z.example,id", "a"),
    ] {
        let out = format!("out-{}", prefer.replace([':', '|', ','], "-"));
        ran(&mut desk.run_over("in.jsonl", &out, &["--prefer", prefer])).expect(0);
        let groups = desk.output(&out).groups;
        assert_eq!((groups.len(), groups[0].representative.as_str()), (1, expected), "{prefer}");
    }
}

#[test]
fn documents_can_be_written_compressed() {
    let desk = Desk::with(100);
    ran(&mut desk.run("plain", &[])).expect(0);
    ran(&mut desk.run("packed", &["--format", "jsonl-zst"])).expect(0);
    let (plain, packed) = (tree(&desk.path("plain")), tree(&desk.path("packed")));
    assert!(!packed.contains_key("documents.jsonl"));
    let unpacked = zstd::stream::decode_all(&packed["documents.jsonl.zst"][..]).unwrap();
    assert!(unpacked == plain["documents.jsonl"]);
    ran(&mut desk.copydesk(&["verify", "packed"])).expect(0);
    ran(&mut desk.copydesk(&["restore", "packed", "--output", "back"])).expect(0);
    ran(&mut desk.copydesk(&["restore", "plain", "--output", "back-plain"])).expect(0);
    assert!(tree(&desk.path("back")) == tree(&desk.path("back-plain")));
}

#[test]
fn fingerprints_are_what_they_say() {
    let desk = Desk::with(60);
    ran(&mut desk.run("crate", &["--fingerprint", "simhash64-crate"])).expect(0);
    for row in desk.output("crate").documents {
        assert_eq!(row.fingerprint, format!("{:016x}", simhash::simhash(&row.text)), "{}", row.id);
    }
    for (name, digits) in [("simhash64", 16), ("simhash128", 32)] {
        ran(&mut desk.run(name, &["--fingerprint", name])).expect(0);
        let prints: Vec<String> =
            desk.output(name).documents.into_iter().map(|row| row.fingerprint).collect();
        assert!(
            prints.iter().all(|print| print.len() == digits && print.chars().all(|c| c.is_ascii_hexdigit()))
        );
    }
}

#[test]
fn more_documents_than_memory_has_room_for_are_told() {
    let desk = Desk::with(80);
    let told = |memory: &str| {
        let done = ["run", "news.jsonl", "--no-builtin", "--output", memory, "--max-memory", memory];
        let done = ran(&mut desk.copydesk(&done));
        done.expect(0);
        done.err.contains("more than --max-memory has room for; the run goes on")
    };
    assert_eq!(["1", "2G"].map(told), [true, false]);
}
