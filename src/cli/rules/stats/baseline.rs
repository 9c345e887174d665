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
    let text = to_text(baseline)?;
    write_file(path, text.as_bytes())
        .with_context(|| format!("cannot save hit rates to `{}`", path.display()))
}

fn to_text(baseline: &Baseline) -> Result<String> {
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
    Ok(text)
}

/// What to do about a file that is none of ours.
const HINT: &str = "hint: `copydesk rules stats CORPUS --save FILE` writes such a file";

/// Reads a baseline.
pub(super) fn read(path: &Path) -> Result<Baseline> {
    let shown = path.display();
    let text = fs::read_to_string(path)
        .map_err(|error| Usage(format!("cannot read the baseline `{shown}`: {error}\n{HINT}")))?;
    Ok(parse(&text).map_err(|what| Usage(format!("baseline `{shown}`: {what}\n{HINT}")))?)
}

fn parse(text: &str) -> Result<Baseline, String> {
    let mut baseline = Baseline::default();
    let mut headed = false;
    for (number, line) in text.lines().enumerate() {
        let wrong = |_| format!("line {}: not a row of hit rates", number + 1);
        match serde_json::from_str(line).map_err(wrong)? {
            Row::Head { copydesk_rates: FORMAT } => headed = true,
            Row::Head { copydesk_rates } => {
                return Err(format!("it has format {copydesk_rates}, this version reads {FORMAT}"));
            }
            Row::Source { source, documents } => {
                baseline.sources.insert(source, documents);
            }
            Row::Rule { rule, hits } => {
                baseline.rules.insert(rule, hits);
            }
        }
    }
    if headed { Ok(baseline) } else { Err("it has no head".to_owned()) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_baseline_is_read_as_it_was_written() {
        let hits = BTreeMap::from([(String::new(), 3), ("a \"b\"".to_owned(), 4)]);
        let baseline = Baseline {
            sources: hits.clone(),
            rules: BTreeMap::from([("p/a".to_owned(), hits), ("p/dead".to_owned(), BTreeMap::new())]),
        };
        assert_eq!(parse(&to_text(&baseline).unwrap()), Ok(baseline));
        for (text, told) in [
            ("{\"source\":\"a\",\"documents\":1}\n", "it has no head"),
            ("{\"copydesk_rates\":1}\n{\"source\":1}\n", "line 2: not a row of hit rates"),
            ("{\"copydesk_rates\":2}\n", "it has format 2, this version reads 1"),
        ] {
            assert_eq!(parse(text), Err(told.to_owned()));
        }
    }
}
