//! The JSON Schema of rule files, held to the parser: they know the same tables, keys and words.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use copydesk::rules::{Problem, SCHEMA, builtin, builtin_pack, compile};
use serde_json::Value;

use crate::program::{copydesk, expect, ran};

/// No key and no word of the format is near this.
const NONSENSE: &str = "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schema")
}

fn everything() -> toml::Table {
    fs::read_to_string(folder().join("everything.toml")).unwrap().parse().unwrap()
}

fn problems(pack: &toml::Table) -> Vec<Problem> {
    let resolve = |name: &str, _: &str| builtin_pack(name).ok_or_else(String::new);
    let text = pack.to_string();
    compile(&[copydesk::rules::PackText { path: "everything.toml".into(), text }], &resolve).1
}

/// A table of the format: where it stands, and the keys that the schema gives it.
#[derive(Default, Debug)]
struct Known {
    keys: BTreeSet<String>,
    words: BTreeMap<String, BTreeSet<String>>,
}

/// Follows a reference.
fn at<'s>(schema: &'s Value, node: &'s Value) -> &'s Value {
    match node["$ref"].as_str() {
        Some(path) => schema.pointer(path.strip_prefix('#').unwrap()).unwrap(),
        None => node,
    }
}

/// All tables that the schema knows, by the name that the parser has for them.
fn tables<'s>(schema: &'s Value, name: &str, node: &'s Value, found: &mut BTreeMap<String, Known>) {
    let node = at(schema, node);
    if let Some(properties) = node["properties"].as_object() {
        assert_eq!(node["additionalProperties"], false, "{name}");
        for (key, property) in properties {
            let known = found.entry(name.to_owned()).or_default();
            known.keys.insert(key.clone());
            if let Some(words) = at(schema, property)["enum"].as_array() {
                let words = words.iter().filter_map(Value::as_str).map(str::to_owned);
                known.words.entry(key.clone()).or_default().extend(words);
            }
            assert!(at(schema, property)["description"].is_string(), "{name}.{key} says nothing");
            tables(schema, key, property, found);
        }
    }
    for inner in [&node["items"], &node["additionalProperties"]].into_iter().filter(|inner| inner.is_object())
    {
        tables(schema, name, inner, found);
    }
    for inner in node["oneOf"].as_array().into_iter().flatten() {
        tables(schema, name, inner, found);
    }
}

fn known_to_the_schema() -> BTreeMap<String, Known> {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let mut found = BTreeMap::new();
    tables(&schema, "a rule file", &schema, &mut found);
    found
}

/// Puts a key of no meaning into every table, or a word of no meaning under every key.
fn confuse(table: &mut toml::Table, free: bool, words: bool) {
    for (key, value) in table.iter_mut() {
        let inner: Vec<&mut toml::Value> = match value {
            toml::Value::Array(items) => items.iter_mut().collect(),
            value => vec![value],
        };
        for value in inner {
            match value {
                toml::Value::Table(table) => {
                    confuse(table, matches!(key.as_str(), "vocab" | "capture" | "captures"), words);
                }
                toml::Value::String(text)
                    if words && !["id", "rule", "after", "before"].contains(&key.as_str()) =>
                {
                    NONSENSE.clone_into(text);
                }
                _ => {}
            }
        }
    }
    if !free && !words {
        table.insert(NONSENSE.to_owned(), 1.into());
    }
}

/// The names in a list such as `a, b, c`.
fn names(list: &str) -> BTreeSet<String> {
    list.split(", ").map(str::to_owned).collect()
}

#[test]
fn every_key_of_the_format_stands_in_the_example_of_everything() {
    assert_eq!(problems(&everything()), []);
    let mut shown: BTreeSet<String> = BTreeSet::new();
    fn collect(table: &toml::Table, shown: &mut BTreeSet<String>) {
        for (key, value) in table {
            shown.insert(key.clone());
            let inner = value.as_array().map_or_else(|| std::slice::from_ref(value), Vec::as_slice);
            inner.iter().filter_map(toml::Value::as_table).for_each(|table| collect(table, shown));
        }
    }
    collect(&everything(), &mut shown);
    for (table, known) in known_to_the_schema() {
        for key in known.keys {
            assert!(shown.contains(&key), "`{key}` of `{table}` is not in tests/schema/everything.toml");
        }
    }
}

#[test]
fn parser_and_schema_know_the_same_keys() {
    let mut pack = everything();
    // Which keys belong to which matcher is the same for both.
    let rules = pack["rule"].as_array().unwrap().clone();
    pack["keep"].as_array_mut().unwrap().extend(rules);
    confuse(&mut pack, false, false);
    let mut parser: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for problem in problems(&pack).iter().filter(|problem| problem.code == "unknown-key") {
        assert!(problem.what.contains(NONSENSE), "{problem}");
        let (table, keys) = problem.hint.split_once(" knows ").unwrap();
        parser.entry(table.trim_matches('`').to_owned()).or_default().extend(names(keys));
    }
    let schema: BTreeMap<String, BTreeSet<String>> =
        known_to_the_schema().into_iter().map(|(table, known)| (table, known.keys)).collect();
    assert_eq!(parser, schema);
}

#[test]
fn parser_and_schema_know_the_same_words() {
    let mut pack = everything();
    confuse(&mut pack, false, true);
    let mut parser: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for problem in problems(&pack).iter().filter(|problem| problem.code == "unknown-value") {
        let key = problem.what.split('`').nth(1).unwrap();
        let words = names(problem.hint.strip_prefix("it is one of ").unwrap());
        let known = parser.entry(key.to_owned()).or_insert_with(|| words.clone());
        assert_eq!(*known, words, "`{key}` in two tables");
    }
    let mut schema: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (key, words) in known_to_the_schema().into_values().flat_map(|known| known.words) {
        schema.insert(key, words);
    }
    // No string, so none of its words.
    schema.remove("format").filter(BTreeSet::is_empty).unwrap();
    // The format of a date is any.
    assert_eq!(parser, schema);
    // What is a list of kinds, or the type of a captured field, is told in other words.
    let told: Vec<Problem> = problems(&pack);
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let words = |pointer: &str| schema.pointer(pointer).unwrap().as_array().unwrap().clone();
    let kinds = told.iter().find(|problem| problem.code == "bad-kind").unwrap();
    let mut between: Vec<Value> = names(&kinds.hint).into_iter().map(Value::from).collect();
    between.push("any".into());
    let mut listed = words("/definitions/between/oneOf/0/enum");
    assert_eq!(words("/definitions/between/oneOf/1/items/enum"), listed);
    listed.sort_by_key(ToString::to_string);
    between.sort_by_key(ToString::to_string);
    assert_eq!(listed, between);
    let captured = told.iter().find(|problem| problem.what.starts_with("`n` must be")).unwrap();
    for word in words("/definitions/capture/additionalProperties/oneOf/0/enum") {
        assert!(captured.what.contains(&word.to_string()), "{word} in {captured}");
    }
    assert_eq!(captured.what.matches('"').count(), 2 * 5, "three types, a date and its format: {captured}");
}

#[test]
fn what_editors_refuse_the_parser_refuses() {
    let mut tried = 0;
    for entry in fs::read_dir(folder().join("mistakes")).unwrap() {
        let path = entry.unwrap().path();
        let told = ran(&mut copydesk(&["rules".as_ref(), "check".as_ref(), path.as_os_str()]));
        assert_eq!(told.status.code(), Some(2), "{}: {}", path.display(), told.err);
        tried += 1;
    }
    assert!(tried >= 20, "{tried}");
}

#[test]
fn the_schema_is_printed_and_the_packs_say_where_it_is() {
    assert_eq!(expect(0, &["rules", "schema"]), SCHEMA);
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
    for pack in builtin() {
        let name = pack.path.strip_prefix("builtin:").unwrap();
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules").join(format!("{name}.toml"));
        let place =
            pack.text.lines().next().unwrap().strip_prefix("#:schema ").unwrap_or_else(|| panic!("{name}"));
        let named = file.parent().unwrap().join(place).canonicalize().unwrap();
        assert!(named.ends_with("rules/pack.schema.json"), "{name}: {place}");
    }
}
