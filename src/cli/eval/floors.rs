//! Floor files: the lowest figures a build accepts.
//!
//! ```toml
//! [gold]                 # the set of `gold.jsonl`
//! token-f1 = 0.91        # at least
//! lost = 0.015           # at most
//! reason = "the labels of two pages were mended"   # why a floor was lowered
//! ```

use std::path::Path;

use anyhow::Result;
use toml::{Table, Value as Toml};

use super::super::status::Usage;
use super::sets::Set;
use crate::eval::{Figure, Floor, Share, Value};
use crate::rules::did_you_mean;

/// Why a floor was lowered: told by whoever lowers it, to whoever reads the file.
const REASON: &str = "reason";

/// The floors of a file.
#[derive(Debug)]
pub(super) struct Floors {
    /// As it was given.
    pub(super) file: String,
    floors: Vec<Floor>,
    sets: Vec<String>,
}

impl Floors {
    pub(super) fn read(path: &Path) -> Result<Floors> {
        let file = path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|error| Usage(format!("cannot read the floors `{file}`: {error}")))?;
        Ok(Floors::parse(&text, &file).map_err(|problems| Usage(problems.join("\n")))?)
    }

    /// All problems at once.
    fn parse(text: &str, file: &str) -> Result<Floors, Vec<String>> {
        let tables: Table = toml::from_str(text)
            .map_err(|error| vec![format!("`{file}`: {}", error.to_string().trim_end())])?;
        let mut floors = Vec::new();
        let mut problems = Vec::new();
        for (set, table) in &tables {
            let Toml::Table(table) = table else {
                problems.push(format!("`{file}`: `{set}` must be a table\nhint: write [{set}]"));
                continue;
            };
            for (key, value) in table {
                match floor(set, key, value) {
                    Ok(floor) => floors.extend(floor),
                    Err(problem) => problems.push(format!("`{file}`: in [{set}]: {problem}")),
                }
            }
        }
        let sets = tables.keys().cloned().collect();
        if problems.is_empty() { Ok(Floors { file: file.to_owned(), floors, sets }) } else { Err(problems) }
    }

    /// The floors of a set.
    pub(super) fn of(&self, set: &str) -> impl Iterator<Item = &Floor> {
        self.floors.iter().filter(move |floor| floor.set == set)
    }

    /// Sets with floors that are not among these. One of them must be, or nothing would be checked.
    pub(super) fn missing(&self, sets: &[Set]) -> Result<Vec<String>> {
        let here = |name: &String| sets.iter().any(|set| set.name == *name);
        if self.sets.iter().any(here) {
            return Ok(self.sets.iter().filter(|name| !here(name)).cloned().collect());
        }
        let names: Vec<&str> = sets.iter().map(|set| set.name.as_str()).collect();
        let (file, names) = (&self.file, names.join("`, `"));
        let known = match self.sets.is_empty() {
            true => "it has none at all".to_owned(),
            false => format!("it has some for `{}`", self.sets.join("`, `")),
        };
        Err(Usage(format!("`{file}` has no floor for `{names}`\nhint: {known}")).into())
    }
}

fn floor(set: &str, key: &str, value: &Toml) -> Result<Option<Floor>, String> {
    if key == REASON {
        let given = value.as_str().is_some_and(|reason| !reason.trim().is_empty());
        return if given { Ok(None) } else { Err(format!("`{REASON}` must say why, found {value}")) };
    }
    let Some(figure) = Figure::named(key) else {
        let names = Figure::ALL.map(Figure::name);
        let hint = did_you_mean(key, names.into_iter().chain([REASON]));
        let hint = hint.unwrap_or_else(|| format!("figures are {}", names.join(", ")));
        return Err(format!("unknown figure `{key}`\nhint: {hint}"));
    };
    let wanted = match (figure.is_count(), value) {
        (true, Toml::Integer(count)) => u64::try_from(*count).ok().map(Value::Count),
        (false, Toml::Float(share)) => parts(*share),
        (false, Toml::Integer(share @ 0..=1)) => parts(*share as f64),
        _ => None,
    };
    let expected =
        if figure.is_count() { "a number of documents" } else { "a share from 0 to 1, such as 0.91" };
    match wanted {
        Some(wanted) => Ok(Some(Floor { set: set.to_owned(), figure, wanted })),
        None => Err(format!("`{key}` must be {expected}, found {value}")),
    }
}

/// A share of four places.
fn parts(share: f64) -> Option<Value> {
    (0.0..=1.0).contains(&share).then(|| Value::Share(Share((share * 10_000.0).round() as u32)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn floors_are_read_by_set_and_figure() {
        let text =
            "[a]\ntoken-f1 = 0.9153\nharmed = 3\nlost = 0\nreason = \"mended\"\n[b]\nmust-lost = 1.0\n";
        let floors = Floors::parse(text, "f.toml").unwrap();
        let found: Vec<(&str, Value)> =
            floors.of("a").map(|floor| (floor.figure.name(), floor.wanted)).collect();
        let share = |parts| Value::Share(Share(parts));
        assert_eq!(found, [("harmed", Value::Count(3)), ("lost", share(0)), ("token-f1", share(9153))]);
        assert_eq!(floors.of("b").next().unwrap().wanted, share(10_000));
    }

    #[test]
    fn all_mistakes_are_told_at_once() {
        let text = "x = 1\n[a]\ntoken_f1 = 0.9\nwhatever = 1\nlost = 1.5\nharmed = 0.5\nreason = \" \"\n";
        assert_eq!(
            Floors::parse(text, "f.toml").unwrap_err(),
            [
                "`f.toml`: in [a]: `harmed` must be a number of documents, found 0.5",
                "`f.toml`: in [a]: `lost` must be a share from 0 to 1, such as 0.91, found 1.5",
                "`f.toml`: in [a]: `reason` must say why, found \" \"",
                "`f.toml`: in [a]: unknown figure `token_f1`\nhint: did you mean `token-f1`?",
                "`f.toml`: in [a]: unknown figure `whatever`\nhint: figures are documents, line-precision, \
                 line-recall, line-f1, token-precision, token-recall, token-f1, lost, harmed, unflagged, \
                 must-lost, must-not-gone",
                "`f.toml`: `x` must be a table\nhint: write [x]",
            ]
        );
        assert!(Floors::parse("[a", "f.toml").unwrap_err()[0].starts_with("`f.toml`: TOML parse error"));
    }

    #[test]
    fn floors_that_check_nothing_are_refused() {
        let floors = Floors::parse("[a]\nharmed = 3\n[b]\n", "f.toml").unwrap();
        let set = |name: &str| Set::named(&format!("{name}.jsonl"));
        assert_eq!(floors.missing(&[set("b"), set("c")]).unwrap(), ["a"]);
        let told = floors.missing(&[set("c"), set("d")]).unwrap_err().to_string();
        assert_eq!(told, "`f.toml` has no floor for `c`, `d`\nhint: it has some for `a`, `b`");
    }
}
