//! Whole-document tests of rule packs: a file, and the file it must become.

use std::path::{Path, PathBuf};

use crate::clean::Cleaner;
use crate::document::Document;
use crate::rules::DocTest;
use crate::text::decode;

/// A document test that failed: the line from which the two differ, 0 where a file cannot be read.
pub(super) struct DocFailure<'a> {
    pub(super) test: &'a DocTest,
    pub(super) line: usize,
    pub(super) expected: String,
    pub(super) found: String,
}

/// Runs all document tests of the rule set.
pub(super) fn run(cleaner: &Cleaner) -> Vec<DocFailure<'_>> {
    let mut failures = Vec::new();
    for test in &cleaner.rules().doc_tests {
        let (text, expected) = match (read(test, &test.file), read(test, &test.expect)) {
            (Ok(text), Ok(expected)) => (text, expected),
            (Err(found), _) | (_, Err(found)) => {
                failures.push(DocFailure { test, line: 0, expected: "a readable file".into(), found });
                continue;
            }
        };
        let document = Document {
            id: test.file.clone(),
            text,
            url: test.host.as_ref().map(|host| format!("https://{host}/")),
            source: test.source.clone(),
            lang: test.lang.clone(),
            ..Document::default()
        };
        let clean = cleaner.clean(&mut cleaner.scratch(), document).text;
        failures.extend(difference(test, &expected, &clean));
    }
    failures
}

fn read(test: &DocTest, file: &str) -> Result<String, String> {
    let pack = Path::new(&test.place.source.path);
    let path: PathBuf = pack.parent().unwrap_or(Path::new("")).join(file);
    let bytes = std::fs::read(&path).map_err(|error| format!("`{}`: {error}", path.display()))?;
    Ok(decode(&bytes).text)
}

/// The first line in which two texts differ; a line end at the very end does not count.
fn difference<'a>(test: &'a DocTest, expected: &str, found: &str) -> Option<DocFailure<'a>> {
    let (expected, found) = (expected.trim_end_matches('\n'), found.trim_end_matches('\n'));
    if expected == found {
        return None;
    }
    let (mut left, mut right) = (expected.lines(), found.lines());
    let mut line = 1;
    loop {
        match (left.next(), right.next()) {
            (Some(a), Some(b)) if a == b => line += 1,
            (a, b) => {
                let shown = |line: Option<&str>| line.unwrap_or("the end").to_owned();
                return Some(DocFailure { test, line, expected: shown(a), found: shown(b) });
            }
        }
    }
}
