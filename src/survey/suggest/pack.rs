//! Proposed packs as TOML.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::super::calendar::CALENDARS;
use super::super::missed_line::Sample;
use super::super::template::vocabulary;
use super::draft::{Draft, Matcher};
use super::zone::Place;
use crate::rules::edit::toml_string;
use crate::rules::{Kind, Scope};

/// What stands above the rules of a pack.
#[derive(Debug, Clone)]
pub(super) struct Header {
    pub(super) name: String,
    pub(super) description: String,
    /// The outlet that all rules are for.
    pub(super) source: Option<String>,
    /// In force, not on trial.
    pub(super) drop: bool,
}

/// One rule, ready to be printed.
#[derive(Debug, Clone)]
pub(super) struct RuleText {
    pub(super) id: String,
    pub(super) kind: Kind,
    pub(super) why: String,
    pub(super) matchers: Matchers,
    pub(super) place: Place,
    pub(super) max_len: usize,
    /// The outlet, where the pack is for several.
    pub(super) source: Option<String>,
    pub(super) examples: Vec<Sample>,
    pub(super) nearest: Vec<Arc<str>>,
    pub(super) calendars: BTreeSet<(usize, bool)>,
}

/// What rules merged into one look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Matchers {
    Exact(Vec<String>),
    Affix(String, String),
    Line(Vec<String>),
    Section { start: String, ends: Vec<String>, most_lines: usize },
}

impl RuleText {
    /// A rule for drafts that can be merged: of one kind of matcher, one place and one kind.
    pub(super) fn of(id: &str, drafts: &[&Draft<'_>]) -> RuleText {
        let mut exact = Vec::new();
        let mut lines = Vec::new();
        let mut whole = None;
        for draft in drafts {
            match &draft.matcher {
                Matcher::Exact(line) => exact.push(line.clone()),
                Matcher::Line(regex) => lines.push(regex.clone()),
                Matcher::Affix(front, back) => {
                    whole = Some(Matchers::Affix(front.clone(), back.clone()));
                }
                Matcher::Section { start, ends, most_lines } => {
                    let (start, ends) = (start.clone(), ends.clone());
                    whole = Some(Matchers::Section { start, ends, most_lines: *most_lines });
                }
            }
        }
        let matchers = match whole {
            Some(matchers) => matchers,
            None if exact.is_empty() => Matchers::Line(sorted(lines)),
            None => Matchers::Exact(sorted(exact)),
        };
        let calendars = match matchers {
            Matchers::Line(_) | Matchers::Section { .. } => {
                drafts.iter().flat_map(|draft| draft.line.calendars()).collect()
            }
            _ => BTreeSet::new(),
        };
        RuleText {
            id: id.to_owned(),
            kind: drafts[0].kind,
            why: String::new(),
            matchers,
            place: drafts[0].place,
            max_len: drafts.iter().map(|draft| draft.max_len()).max().unwrap_or_default(),
            source: None,
            examples: Vec::new(),
            nearest: Vec::new(),
            calendars,
        }
    }

    /// The rule's table.
    pub(super) fn toml(&self) -> String {
        let mut text = format!("[[rule]]\nid = {}\nkind = \"{}\"\n", toml_string(&self.id), self.kind);
        if !self.why.is_empty() {
            text.push_str(&format!("why = {}\n", toml_string(&self.why)));
        }
        match &self.matchers {
            Matchers::Exact(lines) => text.push_str(&list("exact", lines.iter().map(String::as_str))),
            Matchers::Line(lines) => text.push_str(&list("line", lines.iter().map(String::as_str))),
            Matchers::Section { start, ends, most_lines } => {
                text.push_str(&format!("start = {}\n", toml_string(start)));
                text.push_str(&list("end", ends.iter().map(String::as_str)));
                text.push_str(&format!("end-kind = \"exclusive\"\nmax-lines = {most_lines}\n"));
            }
            Matchers::Affix(front, back) => {
                for (key, part) in [("prefix", front), ("suffix", back)] {
                    if !part.trim().is_empty() {
                        text.push_str(&format!("{key} = {}\n", toml_string(part)));
                    }
                }
            }
        }
        if self.max_len != 300 {
            text.push_str(&format!("max-len = {}\n", self.max_len));
        }
        text.extend(self.place.toml().map(|place| place + "\n"));
        text.extend(self.source.as_ref().map(|source| format!("scope = {{ {} }}\n", scope(source))));
        if !self.examples.is_empty() {
            let key = if let Matchers::Section { .. } = self.matchers { "match-block" } else { "match" };
            text.push_str(&list(key, self.examples.iter().map(|sample| &*sample.text)));
        }
        if !self.nearest.is_empty() {
            text.push_str(&list("not-match", self.nearest.iter().map(|line| &**line)));
        }
        text
    }
}

/// A pack, and where in it each rule begins, in bytes.
pub(super) fn print(header: &Header, rules: &[&RuleText]) -> (String, Vec<usize>) {
    let mut text = format!("[pack]\nformat = 1\nname = {}\n", toml_string(&header.name));
    if !header.description.is_empty() {
        text.push_str(&format!("description = {}\n", toml_string(&header.description)));
    }
    let calendars: BTreeSet<&(usize, bool)> = rules.iter().flat_map(|rule| &rule.calendars).collect();
    if !calendars.is_empty() {
        text.push_str("\n[vocab]\n");
    }
    for &&(calendar, day) in &calendars {
        let names = if day { CALENDARS[calendar].days } else { CALENDARS[calendar].months };
        text.push_str(&list(&vocabulary(calendar, day), names.iter().copied()));
    }
    text.push_str("\n[defaults]\ncase = \"exact\"\n");
    if !header.drop {
        text.push_str("severity = \"mark\"\n");
    }
    text.extend(header.source.as_ref().map(|source| format!("scope = {{ {} }}\n", scope(source))));
    let mut starts = Vec::with_capacity(rules.len());
    for rule in rules {
        text.push('\n');
        starts.push(text.len());
        text.push_str(&rule.toml());
    }
    (text, starts)
}

fn sorted(mut lines: Vec<String>) -> Vec<String> {
    lines.sort();
    lines.dedup();
    lines
}

fn scope(source: &str) -> String {
    format!("source = [{}]", toml_string(&Scope::literal_source(source)))
}

/// On one line where it fits.
fn list<'a>(key: &str, items: impl Iterator<Item = &'a str>) -> String {
    const WIDTH: usize = 100;
    let items: Vec<String> = items.map(toml_string).collect();
    let line = format!("{key} = [{}]\n", items.join(", "));
    if line.chars().count() <= WIDTH || items.len() == 1 {
        return line;
    }
    format!("{key} = [\n  {},\n]\n", items.join(",\n  "))
}
