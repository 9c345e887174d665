//! A rule that is being written: the pack as it would be with it, compiled and looked over.

use std::ops::Range;
use std::sync::Arc;

use super::desk::{Pack, Rules, Snapshot};
use crate::clean::{Cleaner, test_examples};
use crate::rules::edit::{EditError, add_rules, add_to_pack, replace_rule, rule_text};
use crate::rules::{
    Apply, PackText, Problem, RuleIndex, RuleSet, Severity, builtin_pack, compile, lint_rules,
};

/// A rule as it is written, and where it would stand.
pub(super) struct Draft<'a> {
    /// The pack it would be saved in.
    pub(super) pack: &'a Pack,
    /// The rule whose place it takes, by its full id.
    pub(super) instead_of: Option<&'a str>,
    /// One rule, or several where none is replaced.
    pub(super) text: &'a str,
}

/// Something wrong with a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Remark {
    /// Whether it cannot be saved so.
    pub(super) is_error: bool,
    /// The line of the draft, from 1.
    pub(super) line: Option<usize>,
    /// What is wrong.
    pub(super) what: String,
    /// How to mend it.
    pub(super) hint: String,
}

/// What a draft comes to.
pub(super) struct Drafted {
    /// The pack with it; `None` where it is no TOML.
    pub(super) text: Option<String>,
    /// All packs with it; `None` where they do not compile.
    pub(super) set: Option<Arc<RuleSet>>,
    /// The rules of the draft.
    pub(super) rules: Vec<RuleIndex>,
    pub(super) remarks: Vec<Remark>,
}

impl Draft<'_> {
    /// The pack's text with the draft in it. A rule of another pack is restated: the pack extends that one.
    fn merged(&self, rules: &Rules) -> Result<String, EditError> {
        let own = |id: &str| id.rsplit_once('/').is_some_and(|(pack, _)| pack == self.pack.name);
        match self.instead_of {
            Some(id) if own(id) => replace_rule(&self.pack.text, id, self.text),
            Some(id) => {
                let text = add_rules(&self.pack.text, &self.pack.name, self.text)?;
                let restated = rules.set().rules.iter().find(|rule| &*rule.id == id);
                match restated {
                    Some(rule) => add_to_pack(&text, "extends", &rule.place.source.path),
                    None => Ok(text),
                }
            }
            None => add_rules(&self.pack.text, &self.pack.name, self.text),
        }
    }

    /// Compiles all packs with the draft, and says what is wrong with it.
    pub(super) fn checked(&self, snapshot: &Snapshot) -> Drafted {
        let rules = &snapshot.rules;
        let text = match self.merged(rules) {
            Ok(text) => text,
            Err(error) => {
                let remarks = vec![told(&error)];
                return Drafted { text: None, set: None, rules: Vec::new(), remarks };
            }
        };
        let (set, mut problems) = compiled(rules, &self.pack.path, &text);
        let within = span_of(&text, self.text);
        let set = set.map(Arc::new);
        let drafted = set.as_ref().map_or_else(Vec::new, |set| {
            let stands = |(_, rule): &(usize, &crate::rules::Rule)| {
                rule.place.source.path == self.pack.path && within.contains(&rule.place.span.start)
            };
            set.rules.iter().enumerate().filter(stands).map(|(at, _)| at).collect()
        });
        if let Some(set) = &set {
            let on: Vec<RuleIndex> =
                drafted.iter().copied().filter(|&rule| set.rules[rule].apply != Apply::Off).collect();
            problems.extend(lint_rules(set, &on, &snapshot.today));
        }
        let of_pack = |problem: &&Problem| problem.place.source.path == self.pack.path;
        let concerns = |problem: &&Problem| {
            problem.severity == Severity::Error && set.is_none()
                || of_pack(problem) && within.contains(&problem.place.span.start)
        };
        let mut remarks: Vec<Remark> = problems
            .iter()
            .filter(concerns)
            .map(|problem| remark(problem, &within, &self.pack.path))
            .collect();
        remarks.extend(self.examples(rules, &text, &within));
        remarks.sort_by_key(|remark| (!remark.is_error, remark.line));
        remarks.dedup();
        Drafted { text: Some(text), set, rules: drafted, remarks }
    }

    /// Examples of the draft that fail.
    fn examples(&self, rules: &Rules, text: &str, within: &Range<usize>) -> Vec<Remark> {
        let pack = PackText { path: self.pack.path.clone(), text: text.to_owned() };
        let (set, _) = compile(&[pack], &|name, from| resolve(rules, name, from));
        let Some(set) = set else {
            return Vec::new();
        };
        let report = test_examples(&Cleaner::new(Arc::new(set)).with_model(None));
        let own = report.failures.iter().filter(|failure| {
            failure.place.source.path == self.pack.path && within.contains(&failure.place.span.start)
        });
        own.map(|failure| Remark {
            is_error: true,
            line: Some(line_in(text, within, failure.place.span.start)),
            what: format!(
                "{}: the example “{}” {}",
                failure.outcome.as_str(),
                failure.text.trim(),
                failure.detail
            ),
            hint: String::new(),
        })
        .collect()
    }
}

/// All packs, with `text` for the one at `path`.
pub(super) fn compiled(rules: &Rules, path: &str, text: &str) -> (Option<RuleSet>, Vec<Problem>) {
    let mut packs: Vec<PackText> = rules
        .packs
        .iter()
        .filter(|pack| pack.is_given && pack.is_there)
        .map(|pack| PackText { path: pack.path.clone(), text: pack.text.clone() })
        .collect();
    match packs.iter_mut().find(|pack| pack.path == path) {
        Some(pack) => text.clone_into(&mut pack.text),
        None => packs.push(PackText { path: path.to_owned(), text: text.to_owned() }),
    }
    compile(&packs, &|name, from| resolve(rules, name, from))
}

/// A pack that `extends` names: a built-in one, or one that is in use already. What a draft names is never
/// looked for on the disk.
fn resolve(rules: &Rules, name: &str, from: &str) -> Result<PackText, String> {
    if name.starts_with("builtin:") {
        return builtin_pack(name).ok_or_else(|| "no such built-in pack".to_owned());
    }
    let path = beside(from, name);
    let known = rules.packs.iter().find(|pack| pack.path == path && pack.is_there);
    let pack = known.map(|pack| PackText { path: pack.path.clone(), text: pack.text.clone() });
    pack.ok_or_else(|| "a draft extends packs that are in use already".to_owned())
}

/// The path of `name` as seen from the file `from`, without `.` and `folder/..`.
fn beside(from: &str, name: &str) -> String {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let joined =
        if name.starts_with('/') || folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    let mut parts: Vec<&str> = Vec::new();
    for part in joined.split('/') {
        match part {
            "." => {}
            ".." if parts.last().is_some_and(|last| !last.is_empty() && *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn told(error: &EditError) -> Remark {
    let (line, what) = match error {
        EditError::Syntax { line, what, .. } => (Some(*line), what.clone()),
        other => (None, other.to_string()),
    };
    let (what, hint) = what.split_once("\nhint: ").map_or((what.as_str(), ""), |(what, hint)| (what, hint));
    Remark { is_error: true, line, what: what.to_owned(), hint: hint.to_owned() }
}

fn remark(problem: &Problem, within: &Range<usize>, path: &str) -> Remark {
    let source = &problem.place.source;
    let here = source.path == path && within.contains(&problem.place.span.start);
    let what = if here { problem.what.clone() } else { format!("{}: {}", problem.place, problem.what) };
    Remark {
        is_error: problem.severity == Severity::Error,
        line: here.then(|| line_in(&source.text, within, problem.place.span.start)),
        what,
        hint: problem.hint.clone(),
    }
}

/// Where the draft stands in the pack; all of it where it was changed on the way in.
fn span_of(text: &str, draft: &str) -> Range<usize> {
    let draft = draft.trim();
    let first = draft.find("[[").map_or(draft, |at| &draft[at..]);
    let known = text.rfind(first).map(|at| at..at + first.len() + 1);
    // Inherited keys were written into it: from its last header to the end.
    known.or_else(|| text.rfind("[[").map(|at| at..text.len())).unwrap_or(0..text.len())
}

fn line_in(text: &str, within: &Range<usize>, at: usize) -> usize {
    let from = within.start.min(at);
    text.get(from..at).map_or(0, |before| before.matches('\n').count()) + 1
}

/// The text of a rule as it is edited: where it stands in a pack that cannot be written, with what it
/// inherits there written out.
pub(super) fn editable(rules: &Rules, id: &str) -> Option<String> {
    let rule = rules.set().rules.iter().find(|rule| &*rule.id == id)?;
    let source = &rule.place.source;
    let text = rule_text(&source.text, id)?;
    if rules.packs.iter().any(|pack| pack.path == source.path && pack.writable) {
        return Some(text.to_owned());
    }
    restated(&source.text, text)
}

/// A rule of a pack as it is written where nothing is inherited.
pub(super) fn restated(pack: &str, rule: &str) -> Option<String> {
    let first = pack.find("[[rule]]").into_iter().chain(pack.find("[[keep]]")).min()?;
    let defaults = pack[..first].find("[defaults]").map_or("", |at| &pack[at..first]);
    let alone = add_rules("", "alone", &format!("{}\n{rule}", head(defaults))).ok()?;
    alone.find("[[").map(|at| alone[at..].to_owned())
}

/// `[defaults]` without the tables that stand between it and the first rule.
fn head(defaults: &str) -> &str {
    defaults.get(1..).and_then(|rest| rest.find("\n[")).map_or(defaults, |at| &defaults[..at + 1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_packs_are_seen_from_the_pack_that_names_them() {
        for (from, name, path) in [
            ("rules/a.toml", "b.toml", "rules/b.toml"),
            ("rules/a.toml", "./x/../b.toml", "rules/b.toml"),
            ("rules/a.toml", "../b.toml", "b.toml"),
            ("a.toml", "b.toml", "b.toml"),
            ("../a.toml", "b.toml", "../b.toml"),
            ("rules/a.toml", "../../b.toml", "../b.toml"),
            ("rules/a.toml", "/etc/b.toml", "/etc/b.toml"),
        ] {
            assert_eq!(beside(from, name), path, "{from} {name}");
        }
    }
}
