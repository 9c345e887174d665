//! Floor files: the lowest figures a build accepts.
//!
//! ```toml
//! [gold]                 # the set of `gold.jsonl`, of `eval clean`
//! token-f1 = 0.91        # at least
//! lost = 0.015           # at most
//!
//! [wire]                 # of `eval group`
//! ari = 0.98
//! merged.related = 0     # of this label or relation, at most so many (of a positive label, at least)
//!
//! [mended]
//! token-f1 = 0.9
//! reason = "the labels of two pages were mended"   # why a floor was lowered
//! ```

use std::path::Path;

use anyhow::Result;
use toml::{Table, Value as Toml};

use super::super::status::Usage;
use super::super::terminal::tell;
use crate::eval::{Bound, Figure, Floor, FloorCheck, GroupFigure, Share, Value};
use crate::rules::did_you_mean;

/// Why a floor was lowered: told by whoever lowers it, to whoever reads the file.
const REASON: &str = "reason";

/// The table of labels within a set, and the first part of the names of their floors.
pub(super) const MERGED: &str = "merged";

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
                match floors_of(set, key, value) {
                    Ok(found) => floors.extend(found),
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

    /// Sets with floors of the figures that `knows` knows that are not among these. One with floors must be
    /// here, or nothing would be checked.
    fn missing(&self, sets: &[&str], knows: fn(&str) -> bool) -> Result<Vec<String>> {
        let here = |name: &&String| sets.contains(&name.as_str());
        if self.sets.iter().any(|name| here(&name)) {
            let ours = |name: &&String| self.of(name).all(|floor| knows(&floor.figure));
            return Ok(self.sets.iter().filter(|name| !here(name) && ours(name)).cloned().collect());
        }
        let (file, names) = (&self.file, sets.join("`, `"));
        let known = match self.sets.is_empty() {
            true => "it has none at all".to_owned(),
            false => format!("it has some for `{}`", self.sets.join("`, `")),
        };
        Err(Usage(format!("`{file}` has no floor for `{names}`\nhint: {known}")).into())
    }

    /// Checks that there is something to check, and gives what to say of floors that have no GOLD here.
    pub(super) fn unchecked(&self, sets: &[&str], knows: fn(&str) -> bool) -> Result<Option<String>> {
        let missing = self.missing(sets, knows)?.join("`, `");
        let told = format!("copydesk: floors not checked, for they have no GOLD here: `{missing}`");
        Ok((!missing.is_empty()).then_some(told))
    }
}

/// Tells of floors that are not reached; whether there are any.
pub(super) fn tell_missed(checks: &[FloorCheck], file: &str) -> bool {
    let missed: Vec<&FloorCheck> = checks.iter().filter(|check| !check.holds()).collect();
    for check in &missed {
        let Floor { set, figure, bound, wanted } = &check.floor;
        let found = check.found.map_or_else(|| "not measured".to_owned(), |found| found.to_string());
        tell(&format!(
            "copydesk: floor not reached: `{figure}` of `{set}` is {found}, wanted {bound} {wanted} (`{file}`)"
        ));
    }
    !missed.is_empty()
}

/// Whether a figure counts, and on which side of a floor it is good; `None` for a name that is none.
fn known(name: &str) -> Option<(bool, Bound)> {
    let of_pages = Figure::named(name).map(|figure| (figure.is_count(), figure.bound()));
    of_pages.or_else(|| GroupFigure::named(name).map(|figure| (figure.is_count(), figure.bound())))
}

fn names() -> Vec<&'static str> {
    let of_groups = GroupFigure::ALL.into_iter().filter(|figure| Figure::named(figure.name()).is_none());
    Figure::ALL.into_iter().map(Figure::name).chain(of_groups.map(GroupFigure::name)).collect()
}

fn floors_of(set: &str, key: &str, value: &Toml) -> Result<Vec<Floor>, String> {
    if key == REASON {
        let given = value.as_str().is_some_and(|reason| !reason.trim().is_empty());
        return if given { Ok(Vec::new()) } else { Err(format!("`{REASON}` must say why, found {value}")) };
    }
    if key == MERGED {
        let Toml::Table(labels) = value else {
            return Err(format!("`{MERGED}` must name a label, as in `{MERGED}.related = 0`"));
        };
        return labels.iter().map(|(label, value)| merged(set, label, value)).collect();
    }
    let Some((is_count, bound)) = known(key) else {
        let names = names();
        let hint = did_you_mean(key, names.iter().copied().chain([REASON, MERGED]));
        let hint = hint.unwrap_or_else(|| format!("figures are {}", names.join(", ")));
        return Err(format!("unknown figure `{key}`\nhint: {hint}"));
    };
    let wanted = match (is_count, value) {
        (true, _) => count(value),
        (false, Toml::Float(share)) => parts(*share),
        (false, Toml::Integer(share @ 0..=1)) => parts(*share as f64),
        _ => None,
    };
    let expected = if is_count { "a number of documents" } else { "a share from 0 to 1, such as 0.91" };
    match wanted {
        Some(wanted) => Ok(vec![Floor { set: set.to_owned(), figure: key.to_owned(), bound, wanted }]),
        None => Err(format!("`{key}` must be {expected}, found {value}")),
    }
}

/// At most so many; whoever knows that it is a positive label takes it for a floor proper.
fn merged(set: &str, label: &str, value: &Toml) -> Result<Floor, String> {
    let figure = format!("{MERGED}.{label}");
    match count(value) {
        Some(wanted) => Ok(Floor { set: set.to_owned(), figure, bound: Bound::AtMost, wanted }),
        None => Err(format!("`{figure}` must be a number, found {value}")),
    }
}

fn count(value: &Toml) -> Option<Value> {
    value.as_integer().and_then(|count| u64::try_from(count).ok()).map(Value::Count)
}

/// A share of four places.
fn parts(share: f64) -> Option<Value> {
    (0.0..=1.0).contains(&share).then(|| Value::Share(Share((share * 10_000.0).round() as i32)))
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
            floors.of("a").map(|floor| (floor.figure.as_str(), floor.wanted)).collect();
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
                 must-lost, must-not-gone, pair-precision, pair-recall, pair-f1, ari, b3-precision, b3-recall, \
                 b3-f1",
                "`f.toml`: `x` must be a table\nhint: write [x]",
            ]
        );
        assert!(Floors::parse("[a", "f.toml").unwrap_err()[0].starts_with("`f.toml`: TOML parse error"));
    }

    #[test]
    fn floors_that_check_nothing_are_refused() {
        let floors = Floors::parse("[a]\nharmed = 3\n[b]\n", "f.toml").unwrap();
        let is_count = |name: &str| name == "harmed";
        assert_eq!(floors.missing(&["b", "c"], is_count).unwrap(), ["a"]);
        assert_eq!(floors.missing(&["b", "c"], |_| false).unwrap(), [""; 0], "another command's");
        let told = floors.missing(&["c", "d"], is_count).unwrap_err().to_string();
        assert_eq!(told, "`f.toml` has no floor for `c`, `d`\nhint: it has some for `a`, `b`");
    }

    #[test]
    fn labels_have_floors_too() {
        let floors = Floors::parse("[a]\nari = 0.98\nmerged.V = 60\nmerged.N = 0\n", "f.toml").unwrap();
        let found: Vec<String> = floors
            .of("a")
            .map(|floor| format!("{} {} {}", floor.figure, floor.bound, floor.wanted))
            .collect();
        assert_eq!(found, ["ari at least 0.9800", "merged.N at most 0", "merged.V at most 60"]);
        let wrong = Floors::parse("[a]\nmerged = 3\n[b]\nmerged.V = 0.5\n", "f.toml").unwrap_err();
        assert_eq!(
            wrong,
            [
                "`f.toml`: in [a]: `merged` must name a label, as in `merged.related = 0`",
                "`f.toml`: in [b]: `merged.V` must be a number, found 0.5",
            ]
        );
    }
}
