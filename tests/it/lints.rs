//! What `rules check` finds is documented, all of it and nothing else.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use copydesk::rules::{codes, explain_code};

use crate::program::{copydesk, expect, ran};

/// The sources of the rules room, without their tests.
fn sources(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") && !path.ends_with("tests.rs") {
            let source = fs::read_to_string(&path).unwrap();
            found.push(source.split("#[cfg(test)]").next().unwrap().to_owned());
        }
    }
}

/// Every code that a problem is made with. A code is written out where the problem is made, or is a constant of its
/// file.
fn emitted() -> BTreeSet<String> {
    let mut all = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules"), &mut all);
    let made = regex::Regex::new(r#"Problem::(?:error|warning)\(\s*([^,\s]+),"#).unwrap();
    let constant = regex::Regex::new(r#"const [A-Z]+: &str = "([a-z]+(?:-[a-z0-9]+)*)";"#).unwrap();
    let mut codes = BTreeSet::new();
    for source in &all {
        for found in made.captures_iter(source) {
            let code = &found[1];
            match code.strip_prefix('"').and_then(|code| code.strip_suffix('"')) {
                Some(code) => drop(codes.insert(code.to_owned())),
                None if code == "code:" => {}
                None => {
                    assert_eq!(code, "code", "a problem is made with neither a code nor a constant");
                    codes.extend(constant.captures_iter(source).map(|found| found[1].to_owned()));
                }
            }
        }
    }
    codes
}

#[test]
fn every_code_is_documented_and_every_documented_code_is_one() {
    let documented: BTreeSet<String> = codes().into_iter().map(str::to_owned).collect();
    assert_eq!(documented.len(), codes().len(), "a code has two sections");
    assert_eq!(emitted(), documented);
    for code in codes() {
        let text = explain_code(code).unwrap();
        let (meaning, cure) = text.split_once("**Cure:**").unwrap_or_else(|| panic!("`{code}` has no cure"));
        assert!(meaning.len() > 15 && cure.len() > 10, "{code}: {text}");
        assert!(text.lines().all(|line| line.chars().count() <= 120), "{code}: {text}");
    }
    assert_eq!(explain_code("nonsense"), None);
}

#[test]
fn a_finding_is_explained_by_its_code() {
    let told = expect(0, &["rules", "check", "--explain", "shadowed"]);
    assert!(told.starts_with("shadowed\nWarning. Every line") && told.contains("**Cure:**"), "{told}");
    let told = ran(&mut copydesk(&["rules", "check", "--explain", "shadow"]));
    told.expect(2);
    assert!(told.err.contains("hint: did you mean `shadowed`?"), "{}", told.err);
    let all = expect(0, &["rules", "check", "--explain", "all", "--json"]);
    assert_eq!(all.lines().count(), codes().len());
    let first: serde_json::Value = serde_json::from_str(all.lines().next().unwrap()).unwrap();
    assert_eq!(first["code"], "no-example");
}

#[test]
fn hosts_that_nobody_has_are_told_with_a_list_of_those_there_are() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let rule = |id: &str, host: &str| {
        format!(
            "[[rule]]\nid = '{id}'\nexact = 'Tide {id}'\nscope = {{ host = [{host}] }}\nmatch = 'Tide {id}'\n"
        )
    };
    write("p.toml", &(rule("a", "'elsby.example', '*.elsby.example'") + &rule("b", "'skarne.exmple'")));
    write("hosts.txt", "# ours\n\nhttps://www.Elsby.example/news\nskarne.example\n");
    let check = |options: &[&str]| {
        let mut command = copydesk(&[&["rules", "check", "p.toml", "--json", "--strict"], options].concat());
        ran(command.current_dir(folder.path()))
    };
    check(&[]).expect(0);
    let told = check(&["--hosts", "hosts.txt"]).expect(2);
    assert_eq!(told.lines().count(), 1, "{told}");
    assert!(told.contains("\"code\":\"unknown-host\"") && told.contains("skarne.exmple"), "{told}");
    write("none.txt", "# none\n");
    assert!(check(&["--hosts", "none.txt"]).err.contains("no host in"));
    check(&["--hosts", "nowhere.txt"]).expect(2);
}

#[test]
fn the_built_in_packs_have_nothing_to_be_found() {
    let told = expect(0, &["rules", "check", "--strict", "--json"]);
    assert_eq!(told, "");
}
