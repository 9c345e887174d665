//! The sample's accounts, recounted, and what becomes of them when a byte is changed.

use std::fs;
use std::path::Path;

use copydesk::monitor::Silent;
use copydesk::write::verify;

use crate::grouping::Random;
use crate::output::Output;
use crate::program::{expect, ran, run_command, sample};
use crate::write::{check_output, tree};

fn run_sample(out: &Path, options: &[&str]) {
    let inputs = [sample().join("pages"), sample().join("feeds")];
    ran(&mut run_command(&inputs, out, options)).expect(0);
}

#[test]
fn the_sample_adds_up() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    run_sample(&out, &[]);
    expect(0, &[Path::new("verify"), &out]);
    check_output(&out).unwrap();
    let output = Output::read(&out);
    output.assert_accounts();
    assert_eq!(output.documents.len(), 99);
    assert!(output.removals.len() > 50, "most pages have chrome");
    for group in &output.groups {
        for member in &group.members {
            let row = output.documents.iter().find(|row| row.id == member.id).unwrap();
            assert_eq!(row.role.as_deref(), Some(member.role.as_str()));
            assert_eq!(row.representative.as_deref(), Some(group.representative.as_str()));
        }
    }
    let known: usize = output.groups.iter().map(|group| group.members.len()).sum();
    assert_eq!(known, output.documents.iter().filter(|row| row.group.is_some()).count());
}

#[test]
fn so_it_does_where_copies_are_not_kept() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    run_sample(&out, &["--keep", "representatives"]);
    expect(0, &[Path::new("verify"), &out]);
    check_output(&out).unwrap();
    let output = Output::read(&out);
    output.assert_accounts();
    let copies: usize = output.groups.iter().map(|group| group.members.len() - 1).sum();
    assert!(copies > 20);
    assert_eq!(output.documents.len() + copies, 99);
    let stands = |row: &crate::output::Row| row.role.as_deref().is_none_or(|role| role == "representative");
    assert!(output.documents.iter().all(stands));
}

#[test]
fn the_sample_comes_back_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    let [out, back] = ["out", "back"].map(|name| folder.path().join(name));
    run_sample(&out, &[]);
    expect(0, &[Path::new("restore"), &out, Path::new("--output"), &back]);
    let (before, after) = (tree(sample()), tree(&back));
    let mut pages = 0;
    for (name, bytes) in before.iter().filter(|(name, _)| name.starts_with("pages/")) {
        assert!(after[name] == *bytes, "{name}");
        pages += 1;
    }
    assert!(pages > 80);
    for (name, bytes) in before.iter().filter(|(name, _)| name.starts_with("feeds/")) {
        let texts = |bytes: &[u8]| -> Vec<(String, String)> {
            let text = |row: &serde_json::Value, key: &str| row[key].as_str().unwrap().to_owned();
            let rows = serde_json::Deserializer::from_slice(bytes).into_iter::<serde_json::Value>();
            rows.map(|row| row.unwrap()).map(|row| (text(&row, "id"), text(&row, "text"))).collect()
        };
        assert_eq!(texts(&after[name]), texts(bytes), "{name}");
    }
}

#[test]
fn a_changed_byte_anywhere_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    run_sample(&out, &[]);
    let mut random = Random(19);
    let mut tried = 0;
    for (name, bytes) in tree(&out).iter().filter(|(_, bytes)| !bytes.is_empty()) {
        let places = (0..40).map(|_| random.below(bytes.len()));
        let places: Vec<usize> = [0, bytes.len() - 1].into_iter().chain(places).collect();
        for at in places {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1 << (at % 8);
            fs::write(out.join(name), damaged).unwrap();
            let found = verify(&out, &Silent).unwrap();
            assert!(found.findings.iter().any(|finding| finding.file == *name), "byte {at} of {name}");
            tried += 1;
        }
        let told = expect(4, &[Path::new("verify"), &out]);
        assert!(told.contains(&format!("`{name}`: ")) && told.contains("damaged: "), "{told}");
        fs::write(out.join(name), bytes).unwrap();
    }
    assert!(tried >= 42 * 6, "{tried}");
    expect(0, &[Path::new("verify"), &out]);
}
