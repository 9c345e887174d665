//! Hit rates in a file: JSON lines, one for each source, then one for each rule.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use super::super::super::status::Usage;
use crate::survey::Baseline;
use crate::write::write_file;

/// A row of the file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum Row {
    Head { copydesk_rates: u32 },
    Source { source: String, documents: u64 },
    Rule { rule: String, hits: BTreeMap<String, u64> },
}

const FORMAT: u32 = 1;

/// Writes a baseline, whole or not at all.
pub(super) fn write(path: &Path, baseline: &Baseline) -> Result<()> {
    let Baseline { sources, rules } = baseline;
    let head = Row::Head { copydesk_rates: FORMAT };
    let sources =
        sources.iter().map(|(source, &documents)| Row::Source { source: source.clone(), documents });
    let rules = rules.iter().map(|(rule, hits)| Row::Rule { rule: rule.clone(), hits: hits.clone() });
    let mut text = String::new();
    for row in [head].into_iter().chain(sources).chain(rules) {
        text.push_str(&serde_json::to_string(&row)?);
        text.push('\n');
    }
    write_file(path, text.as_bytes())
        .with_context(|| format!("cannot save hit rates to `{}`", path.display()))
}

/// Reads a baseline.
pub(super) fn read(path: &Path) -> Result<Baseline> {
    let shown = path.display();
    let hint = "`copydesk rules stats CORPUS --save FILE` writes such a file";
    let text = fs::read_to_string(path)
        .map_err(|error| Usage(format!("cannot read the baseline `{shown}`: {error}\nhint: {hint}")))?;
    let mut baseline = Baseline::default();
    let mut headed = false;
    for (number, line) in text.lines().enumerate() {
        let wrong = || {
            Usage(format!("baseline `{shown}`, line {}: not a row of hit rates\nhint: {hint}", number + 1))
        };
        match serde_json::from_str(line).map_err(|_| wrong())? {
            Row::Head { copydesk_rates: FORMAT } => headed = true,
            Row::Head { copydesk_rates } => {
                let what =
                    format!("baseline `{shown}` has format {copydesk_rates}, this version reads {FORMAT}");
                return Err(Usage(what).into());
            }
            Row::Source { source, documents } => {
                baseline.sources.insert(source, documents);
            }
            Row::Rule { rule, hits } => {
                baseline.rules.insert(rule, hits);
            }
        }
    }
    match headed {
        true => Ok(baseline),
        false => Err(Usage(format!("`{shown}` is no baseline: it has no head\nhint: {hint}")).into()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_baseline_is_read_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rates.jsonl");
        let hits = BTreeMap::from([(String::new(), 3), ("a \"b\"".to_owned(), 4)]);
        let baseline = Baseline {
            sources: hits.clone(),
            rules: BTreeMap::from([("p/a".to_owned(), hits), ("p/dead".to_owned(), BTreeMap::new())]),
        };
        write(&path, &baseline).unwrap();
        assert_eq!(read(&path).unwrap(), baseline);
        fs::write(&path, "{\"source\":\"a\",\"documents\":1}\n").unwrap();
        assert!(read(&path).unwrap_err().to_string().contains("it has no head"));
        fs::write(&path, "{\"copydesk_rates\":1}\n{\"source\":1}\n").unwrap();
        assert!(read(&path).unwrap_err().to_string().contains("line 2"));
        fs::write(&path, "{\"copydesk_rates\":2}\n").unwrap();
        assert!(read(&path).unwrap_err().to_string().contains("format 2"));
    }
}
