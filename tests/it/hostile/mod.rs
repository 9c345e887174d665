//! Hostile bytes through the whole program: nothing panics, nothing is lost, all of it comes back.

mod archives;
mod names;
mod places;
mod records;
mod shapes;
mod texts;

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::path::Path;

use crate::output::Output;
use crate::program::{expect, ran, run_command};
use crate::write::check_output;

pub(crate) use archives::{gzip, zstd};

/// Something is removed from a text in each of three ways.
const RULES: &str = r#"
[pack]
format = 1
name = "hostile"

[[rule]]
id = "closed"
kind = "comments"
exact = ["Comments are closed."]
match = ["Comments are closed."]

[[rule]]
id = "share"
kind = "share"
line = 'share this( story)?'
match = ["Share this story"]

[[rule]]
id = "minutes"
kind = "reading-time"
inline = '[0-9]+ minute read$'
replace = "(read)"
match = ["The bridge opens 4 minute read"]
"#;

/// What `restore` makes of a fixture's first file.
#[derive(Debug)]
enum Back {
    /// The bytes it had.
    Same,
    /// These bytes.
    Bytes(Vec<u8>),
    /// No file.
    Nothing,
}

/// One kind of hostile input.
#[derive(Debug)]
struct Fixture {
    name: String,
    files: Vec<(&'static str, Vec<u8>)>,
    documents: usize,
    /// How the reasons begin, in order.
    rejects: Vec<&'static str>,
    /// All that is flagged, sorted.
    flags: Vec<&'static str>,
    /// The text of the first document before anything was removed, where it matters.
    reads: Option<String>,
    back: Back,
}

/// One file that is one document and comes back.
fn file(name: impl Into<String>, path: &'static str, bytes: impl Into<Vec<u8>>) -> Fixture {
    Fixture {
        name: name.into(),
        files: vec![(path, bytes.into())],
        documents: 1,
        rejects: Vec::new(),
        flags: Vec::new(),
        reads: None,
        back: Back::Same,
    }
}

impl Fixture {
    fn documents(mut self, documents: usize) -> Fixture {
        self.documents = documents;
        self
    }

    /// So many documents, and these rejects.
    fn rejects<const N: usize>(mut self, documents: usize, reasons: [&'static str; N]) -> Fixture {
        self.documents = documents;
        self.rejects = reasons.to_vec();
        self
    }

    fn flags<const N: usize>(mut self, flags: [&'static str; N]) -> Fixture {
        self.flags = flags.to_vec();
        self
    }

    fn reads(mut self, text: impl Into<String>) -> Fixture {
        self.reads = Some(text.into());
        self
    }

    fn back(mut self, bytes: impl Into<Vec<u8>>) -> Fixture {
        self.back = Back::Bytes(bytes.into());
        self
    }

    fn gone(mut self) -> Fixture {
        self.back = Back::Nothing;
        self
    }

    fn write(&self, folder: &Path) {
        fs::create_dir_all(folder).unwrap();
        for (path, bytes) in &self.files {
            fs::write(folder.join(path), bytes).unwrap();
        }
    }

    fn check(&self, output: &Output, back: &Path) {
        let name = &self.name;
        let (documents, rejects) = output.of(&format!("{name}/"));
        let reasons: Vec<&str> = rejects.iter().map(|reject| reject.reason.as_str()).collect();
        assert_eq!(documents.len(), self.documents, "{name}: {reasons:.200?}");
        let told = reasons.len() == self.rejects.len()
            && reasons.iter().zip(&self.rejects).all(|(found, begin)| found.starts_with(begin));
        assert!(told, "{name}: {reasons:.300?}, not {:?}", self.rejects);
        // The fixtures of a run share ids; what scoring makes of noise is not what they are about.
        let flags = documents.iter().flat_map(|row| &row.flags).map(String::as_str);
        let flags: BTreeSet<&str> =
            flags.filter(|flag| !["id-renamed", "scored", "no-article"].contains(flag)).collect();
        assert_eq!(flags.into_iter().collect::<Vec<_>>(), self.flags, "{name}");
        if let Some(text) = &self.reads {
            assert!(output.original(documents[0]) == *text, "{name}: {:.200}", documents[0].text);
        }
        self.check_back(&back.join(name));
    }

    fn check_back(&self, back: &Path) {
        let (path, bytes) = &self.files[0];
        let plain = path.strip_suffix(".gz").or_else(|| path.strip_suffix(".zst")).unwrap_or(path);
        let found = fs::read(back.join(plain)).ok();
        let expected = match &self.back {
            Back::Same => Some(bytes),
            Back::Bytes(bytes) => Some(bytes),
            Back::Nothing => None,
        };
        let shown = |bytes: &[u8]| String::from_utf8_lossy(&bytes[..bytes.len().min(300)]).into_owned();
        assert!(
            found.as_ref() == expected,
            "{}: came back as {:?}",
            self.name,
            found.map(|bytes| shown(&bytes))
        );
    }
}

/// All checks of an output folder, and the folder that its input was restored to.
#[track_caller]
fn sound(out: &Path) -> Output {
    expect(0, &[Path::new("verify"), out]);
    check_output(out).unwrap_or_else(|problems| panic!("{problems:.2000}"));
    let output = Output::read(out);
    output.assert_accounts();
    output
}

/// Restores next to `out`; what the run rejected cannot come back, and the exit status says so.
#[track_caller]
fn restored(out: &Path, output: &Output) -> std::path::PathBuf {
    let back = out.with_file_name("back");
    let code = if output.rejects.is_empty() { 0 } else { 3 };
    expect(code, &[Path::new("restore"), out, Path::new("--output"), &back]);
    back
}

/// Runs all fixtures together; where they are to be rejected, each alone too.
fn check(code: i32, fixtures: &[Fixture]) {
    let names: HashSet<&str> = fixtures.iter().map(|fixture| fixture.name.as_str()).collect();
    assert_eq!(names.len(), fixtures.len(), "each has its own name");
    let folder = tempfile::tempdir().unwrap();
    let [input, out, rules] = ["in", "out", "hostile.toml"].map(|name| folder.path().join(name));
    fs::write(&rules, RULES).unwrap();
    for fixture in fixtures {
        fixture.write(&input.join(&fixture.name));
    }
    let options = ["--no-builtin", "--rules", rules.to_str().unwrap()];
    ran(&mut run_command(&[&input], &out, &options)).expect(code);
    let output = sound(&out);
    let back = restored(&out, &output);
    fixtures.iter().for_each(|fixture| fixture.check(&output, &back));
    for fixture in fixtures.iter().filter(|_| code != 0) {
        let out = folder.path().join(format!("out-{}", fixture.name));
        let one = run_command(&[input.join(&fixture.name)], &out, &["--no-builtin"]).output().unwrap();
        assert_eq!(one.status.code(), Some(code), "{}", fixture.name);
    }
}

/// A short story with chrome around it, so that removals are in play.
fn story(headline: &str) -> String {
    format!(
        "{headline}\n4 minute read\n\nShare this story\nThe river fell by a hand. {headline}\n\nComments are closed.\n"
    )
}
