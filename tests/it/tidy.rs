//! The architecture, held to what `src/lib.rs` and `Cargo.toml` say of it.

use std::fs;
use std::path::{Path, PathBuf};

/// Rooms by floor. A room may import from floors below its own, and from nowhere else.
const FLOORS: [&[&str]; 7] = [
    &["document", "text", "monitor"],
    &["rules", "fingerprint"],
    &["clean", "group"],
    &["report", "eval"],
    &["pipeline", "survey"],
    &["read", "write", "web"],
    &["cli"],
];

/// Each outside crate and the rooms that may name it.
const HOMES: &[(&str, &[&str])] = &[
    ("icu_casemap", &["text"]),
    ("icu_normalizer", &["text"]),
    ("unicode_segmentation", &["text"]),
    ("xxhash_rust", &["text"]),
    ("jiff", &["text", "cli"]),
    ("memchr", &["text", "rules", "read"]),
    ("regex", &["rules", "eval"]),
    ("regex_automata", &["rules"]),
    ("regex_syntax", &["rules"]),
    ("aho_corasick", &["rules"]),
    ("include_dir", &["rules"]),
    ("toml", &["rules", "clean", "survey", "cli"]),
    ("toml_edit", &["rules"]),
    ("annotate_snippets", &["rules"]),
    ("strsim", &["rules"]),
    ("glob", &["rules", "read"]),
    ("whatlang", &["clean"]),
    ("simhash", &["fingerprint"]),
    ("siphasher", &["fingerprint"]),
    ("pulp", &["clean"]),
    ("hashbrown", &["rules", "fingerprint", "group", "clean", "survey", "write"]),
    ("rayon", &["pipeline", "group", "rules"]),
    ("crossbeam_channel", &["pipeline"]),
    ("encoding_rs", &["text"]),
    ("chardetng", &["text"]),
    ("simdutf8", &["text", "read"]),
    ("walkdir", &["read"]),
    ("flate2", &["read"]),
    ("zstd", &["read", "write"]),
    ("serde", &["read", "write", "cli"]),
    ("serde_json", &["read", "write", "cli"]),
    ("maud", &["web"]),
    ("similar", &["web"]),
    ("httparse", &["cli"]),
    ("getrandom", &["cli"]),
    ("base64", &["write"]),
    ("tempfile", &["read", "write"]),
    ("thiserror", &["read", "write"]),
    ("maud", &["web"]),
    ("anyhow", &["cli"]),
    ("clap", &["cli"]),
    ("indicatif", &["cli"]),
    ("anstream", &["cli"]),
    ("anstyle", &["cli"]),
    ("signal_hook", &["cli"]),
    ("notify", &["cli"]),
    ("allocation_counter", &["cli"]),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.to_str().unwrap().ends_with(ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// `src/rules/compile.rs` belongs to `rules`, `src/document.rs` to `document`.
fn room(path: &Path) -> String {
    let inside = path.strip_prefix(root().join("src")).unwrap();
    let first = inside.components().next().unwrap().as_os_str().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

/// The rooms named after `crate::` in the source, in `use crate::{a::…, b}` too.
fn imports(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in source.match_indices("crate::") {
        if source[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
            continue;
        }
        let rest = &source[at + "crate::".len()..];
        if let Some(list) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut name = String::new();
            for c in list.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => found.push(std::mem::take(&mut name)),
                    c => name.push(c),
                }
            }
            found.push(name);
        } else {
            found.push(rest.to_owned());
        }
    }
    let word = |text: &String| {
        text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>()
    };
    found.iter().map(word).filter(|name| !name.is_empty()).collect()
}

#[test]
fn imports_are_read_from_lists_too() {
    let source = "use crate::{pipeline::{A, B}, read};\nuse crate::text::Span;\nlet x = crate::clean::cut();";
    assert_eq!(imports(source), ["pipeline", "read", "text", "clean"]);
}

#[test]
fn no_room_imports_from_its_own_floor_or_above() {
    let mut wrong = Vec::new();
    for path in files(&root().join("src"), ".rs") {
        let here = room(&path);
        if ["lib", "main"].contains(&here.as_str()) {
            continue;
        }
        let own = floor(&here).unwrap_or_else(|| panic!("`{here}` stands on no floor; add it to FLOORS"));
        for other in imports(&fs::read_to_string(&path).unwrap()) {
            match floor(&other) {
                Some(theirs) if theirs < own || other == here => {}
                _ => wrong.push(format!("{}: crate::{other}", path.display())),
            }
        }
    }
    assert!(wrong.is_empty(), "imports that do not lead down:\n{}", wrong.join("\n"));
}

#[test]
fn every_outside_crate_stays_in_its_home() {
    let mut wrong = Vec::new();
    for path in files(&root().join("src"), ".rs") {
        let here = room(&path);
        let source = fs::read_to_string(&path).unwrap();
        for line in source.lines().filter(|line| !line.trim_start().starts_with("//")) {
            for &(name, homes) in HOMES {
                let named = line.match_indices(&format!("{name}::")).any(|(at, _)| {
                    !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
                });
                if named && !homes.contains(&here.as_str()) {
                    wrong.push(format!("{}: {name}", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "crates outside their home:\n{}", wrong.join("\n"));
}

#[test]
fn every_dependency_has_a_home() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let section = manifest.split("[dependencies]").nth(1).unwrap().split("\n[").next().unwrap();
    for line in section.lines().filter(|line| line.contains('=') && !line.starts_with('#')) {
        let name = line.split(['=', ' ']).next().unwrap().replace('-', "_");
        let derived = ["clap_complete", "clap_mangen"].contains(&name.as_str());
        assert!(derived || HOMES.iter().any(|(home, _)| *home == name), "`{name}` has no home in HOMES");
    }
}

#[test]
fn every_file_says_what_it_is_for_and_fits() {
    let mut wrong = Vec::new();
    for folder in ["src", "tests/it", "benches"] {
        for path in files(&root().join(folder), ".rs") {
            let source = fs::read_to_string(&path).unwrap();
            let first = source.lines().next().unwrap_or_default();
            if !first.starts_with("//! ") || first.len() < 20 {
                wrong.push(format!("{}: the first line is not `//! ` and a sentence", path.display()));
            }
            let code = source.split("#[cfg(test)]").next().unwrap().lines().count();
            if code > 350 {
                wrong.push(format!("{}: {code} lines before its tests, at most 350", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
