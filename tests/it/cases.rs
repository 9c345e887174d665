//! What a user sees, word for word: the commands of `tests/cases` and what they print.
//!
//! `TRYCMD=overwrite cargo test --test it cases` writes what they print now; look at the difference.

use std::path::Path;

use crate::program::{expect, ran, run_command};
use crate::write::tree;

#[test]
fn commands_print_what_their_cases_say() {
    let cases = trycmd::TestCases::new();
    cases.register_bin("sed", Path::new("/bin/sed"));
    cases.env("NO_COLOR", "1");
    cases.case("tests/cases/*.md");
}

/// What `run.md` writes and gives back, byte for byte: `trycmd` turns each `\n` in a file into `/n`.
#[test]
fn the_rows_of_the_run_case_are_what_they_were() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let rules = cases.join("run.in/rules.toml");
    let options = ["--no-builtin", "--rules", rules.to_str().unwrap()];
    ran(&mut run_command(&[cases.join("run.in/pages")], &out, &options)).expect(3);
    let back = folder.path().join("back");
    expect(3, &[Path::new("restore"), &out, Path::new("--output"), &back]);
    let (written, restored) = (tree(&out), tree(&back));
    let rows = tree(&cases.join("run.rows"));
    assert_eq!(rows.len(), 6);
    for (name, expected) in rows {
        let found = match name.strip_prefix("restored-") {
            Some(name) => &restored[name],
            None => &written[&name],
        };
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        assert_eq!(text(found), text(&expected), "{name}");
    }
}
