//! Records that are hard to parse, and some that cannot be.

use std::fs;

use encoding_rs::WINDOWS_1251;

use super::{Fixture, check, file, restored, sound, story};
use crate::program::{ran, run_command};

fn records(name: &'static str, bytes: impl Into<Vec<u8>>) -> Fixture {
    file(name, "a.jsonl", bytes)
}

/// A record as `restore` writes it.
fn record(id: &str, text: &str) -> String {
    format!("{{\"id\":{},\"text\":{}}}\n", json(id), json(text))
}

fn json(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

fn utf16(content: &str) -> Vec<u8> {
    "\u{feff}".encode_utf16().chain(content.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

fn hard_to_parse() -> Vec<Fixture> {
    let text = story("Rain in the north");
    let good = record("1", &text);
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let long_id = "x".repeat(10 << 20);
    let many: String = (0..10_000).map(|n| format!(",\"f{n}\":{n}")).collect();
    let digits = "9".repeat(4000);
    vec![
        records("good", good.clone()).reads(&text),
        records("lone-surrogate", "{\"id\":\"1\",\"text\":\"a\\ud83db\"}\n")
            .reads("a\u{fffd}b")
            .flags(["lone-surrogate"]),
        records("reversed-pair", "{\"id\":\"1\",\"text\":\"\\ude00\\ud83d\"}\n").flags(["lone-surrogate"]),
        records("pair", "{\"id\":\"1\",\"text\":\"\\ud83d\\ude00\"}\n").reads("😀").back(record("1", "😀")),
        records("lone-surrogate-id", "{\"id\":\"\\ud83d\",\"text\":\"a\"}\n").flags(["lone-surrogate"]),
        records(
            "lone-surrogate-elsewhere",
            "{\"id\":\"1\",\"title\":\"\\udfff\",\"x\":\"\\ud800\",\"text\":\"a\"}",
        )
        .back(record("1", "a")),
        records(
            "repeated-keys",
            "{\"id\":\"0\",\"text\":\"old\",\"text\":\"new\",\"id\":\"1\",\"x\":1,\"x\":2}",
        )
        .reads("new")
        .flags(["repeated-key"])
        .back(record("1", "new")),
        records("escaped-keys", "{\"\\u0069d\":\"1\",\"t\\u0065xt\":\"a\\u0041\"}")
            .reads("aA")
            .back(record("1", "aA")),
        records("deep", format!("{{\"id\":\"1\",\"text\":\"a\",\"deep\":{deep}}}\n")).back(record("1", "a")),
        records("huge-numbers", "{\"id\":\"1\",\"n\":1e400,\"m\":-1e-400,\"text\":\"a\"}")
            .back(record("1", "a")),
        records("long-number", format!("{{\"id\":\"1\",\"n\":{digits},\"text\":\"a\"}}"))
            .back(record("1", "a")),
        records("long-id", record(&long_id, "a")),
        records("many-fields", format!("{{\"id\":\"1\",\"text\":\"a\"{many}}}")).back(record("1", "a")),
        records("empty-key", "{\"\":1,\" \":2,\"id\":\"1\",\"text\":\"a\"}").back(record("1", "a")),
        records("spaced", " \t{ \"id\" : \"1\" , \"text\" : \"a\" } \t\r\n").back(record("1", "a")),
        records("nul", record("1", "a\0b")).reads("a\0b"),
        records("separators", "{\"id\":\"1\",\"text\":\"a\u{2028}b\u{2029}c\u{85}d\u{7f}\"}\n")
            .reads("a\u{2028}b\u{2029}c\u{85}d\u{7f}"),
        records("escapes", "{\"id\":\"1\",\"text\":\"\\/\\b\\f\\n\\r\\t\\\\\\\"\"}")
            .reads("/\u{8}\u{c}\n\r\t\\\"")
            .back(record("1", "/\u{8}\u{c}\n\r\t\\\"")),
        records("no-last-end", record("1", "a").trim_end()).back(record("1", "a")),
    ]
}

fn in_other_bytes() -> Vec<Fixture> {
    let ru = record("1", &story("Министры обсудили план на год"));
    let text = story("Министры обсудили план на год");
    let (windows, _, _) = WINDOWS_1251.encode(&ru);
    let mut broken = ru.replace("план", "#").into_bytes();
    let at = broken.iter().position(|byte| *byte == b'#').unwrap();
    broken[at] = 0xFF;
    let (one, two) = (record("1", "one"), record("2", "two"));
    vec![
        records("windows-1251", windows.into_owned())
            .reads(&text)
            .flags(["decoded:windows-1251"])
            .back(ru.clone()),
        records("utf-16", utf16(&ru)).reads(&text).flags(["decoded:utf-16le"]).back(ru),
        records("broken-utf-8", broken).flags(["invalid-bytes"]),
        records("marks", format!("\u{feff}{one}\u{feff}{two}"))
            .documents(2)
            .flags(["byte-order-mark"])
            .back(one.clone() + &two),
        records("crlf", format!("{one}{two}").replace('\n', "\r\n")).documents(2).back(one.clone() + &two),
        records("blank-lines", format!("\n \n{one}\n\t\r\n{two}\n\n")).documents(2).back(one + &two),
        records("empty", "").documents(0),
        records("blank", "\n \n\r\n\u{feff}\n").documents(0).back(""),
    ]
}

fn hostile_ids() -> Vec<Fixture> {
    let ids = [
        "../../x",
        "/abs",
        "C:\\x",
        "CON",
        "-rf",
        "a\0b",
        "a\nb",
        ".",
        "..",
        "\u{202e}",
        "caf\u{e9}",
        "cafe\u{301}",
        "CAFÉ",
        "'; --",
        "<b>",
        "=1+1",
    ];
    let all: String = ids.iter().map(|id| record(id, "a")).collect();
    let long = record(&"x".repeat(300), "a");
    let three = record("same", "one") + &record("same", "two") + &record("same#2", "three");
    vec![
        records("ids", all).documents(ids.len()),
        records("id-of-300-bytes", long),
        records("same-ids", three).documents(3),
        records("ids-of-other-types", "{\"id\":7,\"text\":\"a\"}\n{\"id\":1.50,\"text\":\"a\"}\n{\"id\":[1, 2],\"text\":\"a\"}\n{\"id\":true,\"text\":\"a\"}\n").documents(4),
        records("ids-that-are-none", "{\"id\":null,\"text\":\"a\"}\n{\"id\":\"\",\"text\":\"a\"}\n{\"text\":\"a\"}\n").documents(3).flags(["id-assigned"]),
        records("texts-that-are-none", record("1", "") + &record("2", " \n")).documents(2).flags(["empty"]),
    ]
}

#[test]
fn records_are_read_however_they_are_written() {
    let mut fixtures = hard_to_parse();
    fixtures.extend(in_other_bytes());
    check(0, &fixtures);
}

#[test]
fn ids_are_kept_and_told_apart() {
    check(0, &hostile_ids());
}

#[test]
fn documents_of_one_id_are_numbered_and_flagged() {
    let folder = tempfile::tempdir().unwrap();
    let [input, out] = ["in.jsonl", "out"].map(|name| folder.path().join(name));
    let lines =
        record("same", "one") + &record("same", "two") + &record("same#2", "three") + &record("x", "four");
    fs::write(&input, &lines).unwrap();
    ran(&mut run_command(&[&input], &out, &["--no-builtin"])).expect(0);
    let output = sound(&out);
    let told: Vec<(&str, bool)> =
        output.documents.iter().map(|row| (row.id.as_str(), row.flags == ["id-renamed"])).collect();
    assert_eq!(told, [("same", false), ("same#2", true), ("same#2#2", true), ("x", false)]);
    assert_eq!(fs::read_to_string(restored(&out, &output).join("in.jsonl")).unwrap(), lines);
}

#[test]
fn what_is_no_record_is_rejected_and_the_rest_kept() {
    let good = record("1", "a");
    let deep = "[".repeat(100_000);
    let between = |name, line: &str| records(name, format!("{good}{line}\n{}", record("2", "b")));
    let lost = |name, line: &str, reason| {
        between(name, line).rejects(2, [reason]).back(good.clone() + &record("2", "b"))
    };
    let not_json = "not a JSON object: ";
    let no_text = "no text field: ";
    check(
        3,
        &[
            lost("missing-text", "{\"id\":\"3\"}", "no text field: `text` is missing"),
            lost("null-text", "{\"text\":null}", "no text field: `text` is null"),
            lost("array-text", "{\"text\":[\"a\"]}", "no text field: `text` is an array"),
            lost("number-text", "{\"text\":1}", "no text field: `text` is a number"),
            lost("object-text", "{\"text\":{\"a\":\"b\"}}", "no text field: `text` is an object"),
            lost("last-text-counts", "{\"text\":\"a\",\"text\":null}", no_text),
            lost("array", "[1,2]", not_json),
            lost("string", "\"text\"", not_json),
            lost("cut-short", "{\"id\":\"3\",\"text\":\"a", not_json),
            lost("trailing", "{\"id\":\"3\",\"text\":\"a\"} x", not_json),
            lost("two-on-a-line", "{\"text\":\"a\"}{\"text\":\"b\"}", not_json),
            lost("raw-control", "{\"text\":\"a\tb\"}", not_json),
            lost("bad-escape", "{\"text\":\"\\x41\"}", not_json),
            lost("single-quotes", "{'text':'a'}", not_json),
            lost("not-a-number", "{\"text\":\"a\",\"n\":NaN}", not_json),
            lost("deep-and-open", &format!("{{\"text\":\"a\",\"x\":{deep}"), not_json),
            lost("csv", "id,text", not_json),
            file("pretty", "a.json", "{\n  \"id\": \"1\",\n  \"text\": \"a\"\n}\n")
                .rejects(0, [not_json; 4])
                .gone(),
        ],
    );
}
