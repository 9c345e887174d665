//! Rules that take lines of stories.

use hashbrown::{HashMap, HashSet};

use super::super::builtin::builtin;
use super::super::file::PackFile;
use super::super::problem::Problem;
use super::super::rule::RuleIndex;
use super::desk::{Desk, takes_anywhere};

/// Headlines, paragraphs, rows and sentences of the invented stories in `tests/sample`, in twelve languages, each
/// once.
pub(super) const BODIES: &str = include_str!("bodies.txt");

/// A rule may take one of so many lines of stories.
const ONE_IN: usize = 2000;

pub(super) fn lint(desk: &Desk<'_>, problems: &mut Vec<Problem>) {
    let mut alone = desk.alone();
    lint_bodies(&mut alone, problems);
    lint_must_nots(&mut alone, problems);
}

fn lint_bodies(desk: &mut Desk<'_>, problems: &mut Vec<Problem>) {
    let mut taken: HashMap<RuleIndex, (usize, &str)> = HashMap::new();
    for line in BODIES.lines() {
        for rule in desk.matched(line) {
            taken.entry(rule).or_insert((0, line)).0 += 1;
        }
    }
    let all = BODIES.lines().count();
    for index in desk.subjects() {
        let rule = &desk.set.rules[index];
        let Some(&(lines, line)) = taken.get(&index).filter(|(lines, _)| lines * ONE_IN > all) else {
            continue;
        };
        if takes_anywhere(rule) {
            let what =
                format!("`{}` takes {lines} of {all} lines of stories, such as `{}`", rule.id, cut(line));
            problems.push(Problem::warning("over-broad", rule.place.clone(), what).hint(HINT));
        }
    }
}

const HINT: &str = "say more of the line, or hold the rule to a place: `where = { tail = \"story\" }`";

/// The must-not-match lines of all other rules, the built-in ones among them. A rule that has the line among its
/// own matches means it.
fn lint_must_nots(desk: &mut Desk<'_>, problems: &mut Vec<Problem>) {
    let set = desk.set;
    let mut seen: HashSet<(RuleIndex, String)> = HashSet::new();
    for (owner, line) in must_nots(desk) {
        for index in desk.matched(&line) {
            let rule = &set.rules[index];
            let means_it = rule.examples.lines.iter().any(|example| example.text == line);
            if *rule.id == owner || means_it || !takes_anywhere(rule) || !rule.scope.is_everything() {
                continue;
            }
            if seen.insert((index, owner.clone())) {
                let what = format!("`{}` takes `{}`, which `{owner}` must not match", rule.id, cut(&line));
                problems.push(Problem::warning("over-broad", rule.place.clone(), what).hint(HINT));
            }
        }
    }
}

/// Rules by id with the lines that they must not match.
fn must_nots(desk: &Desk<'_>) -> Vec<(String, String)> {
    let set = desk.set;
    let mut lines: Vec<(String, String)> = Vec::new();
    for rule in &set.rules {
        lines.extend(rule.examples.not_lines.iter().map(|line| (rule.id.to_string(), line.text.clone())));
    }
    let known: HashSet<&str> = set.packs.iter().map(|pack| pack.path.as_str()).collect();
    for pack in builtin().iter().filter(|pack| !known.contains(pack.path.as_str())) {
        let (file, _) = PackFile::parse(&pack.path, &pack.text);
        for entry in &file.rules {
            let id = format!("{}/{}", file.name, entry.id.value);
            lines.extend(entry.examples.not_lines.iter().map(|line| (id.clone(), line.text.clone())));
        }
    }
    lines
}

/// A line short enough for a message.
fn cut(line: &str) -> String {
    const SHOWN: usize = 80;
    let mut cut: String = line.chars().take(SHOWN).collect();
    if cut.len() < line.len() {
        cut.push('…');
    }
    cut
}
