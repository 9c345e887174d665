//! Rule packs to a rule set: extensions, overrides, references, and every problem at once.

use std::sync::Arc;

use glob::Pattern as Glob;
use hashbrown::{HashMap, HashSet};

use super::compile_rule::compile_rule;
use super::file::PackFile;
use super::file_rule::RuleEntry;
use super::pattern::Pattern;
use super::problem::{Problem, Severity, did_you_mean};
use super::rule::{Apply, Protects, Requires, Rule, RuleIndex};
use super::rule_set::{PackInfo, RuleSet};
use super::toml_table::Placed;
use crate::text::hash128;

/// A rule pack before it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackText {
    /// The path as the user gave it, or `builtin:NAME`. Relative `extends` start from it.
    pub path: String,
    /// The TOML.
    pub text: String,
}

/// Finds the packs that `extends` names: takes the name and the path of the pack that names it.
pub type Resolve<'a> = &'a dyn Fn(&str, &str) -> Result<PackText, String>;

/// Compiles packs, in the order given, into one rule set. `None` where there are errors; warnings come
/// along either way. All problems of all packs are returned together, in the order of the packs and of
/// their lines.
pub fn compile(packs: &[PackText], resolve: Resolve<'_>) -> (Option<RuleSet>, Vec<Problem>) {
    let mut loader =
        Loader { resolve, files: Vec::new(), above: Vec::new(), seen: HashSet::new(), problems: Vec::new() };
    for pack in packs {
        loader.load(pack, None);
    }
    let Loader { files, mut problems, .. } = loader;
    let mut builder =
        Builder { problems: &mut problems, rules: Vec::new(), patterns: Vec::new(), entries: Vec::new() };
    builder.collect(&files);
    builder.disable(&files);
    builder.link();
    let order = builder.order();
    let Builder { rules, patterns, .. } = builder;
    warn_unused_vocab(&files, &mut problems);
    problems.sort_by_key(|problem| {
        let pack = files.iter().position(|file| file.source.path == problem.place.source.path);
        (pack, problem.place.span.start)
    });
    let set = if problems.iter().any(|problem| problem.severity == Severity::Error) {
        None
    } else {
        let packs = files.iter().map(pack_info).collect();
        let doc_tests = files.iter().flat_map(|file| file.doc_tests.clone()).collect();
        let mut set = RuleSet::new(rules, patterns, packs, order);
        set.doc_tests = doc_tests;
        Some(set)
    };
    (set, problems)
}

fn pack_info(file: &PackFile) -> PackInfo {
    PackInfo {
        name: file.name.clone(),
        version: file.version.clone(),
        description: file.description.clone(),
        path: file.source.path.clone(),
        hash: format!("{:032x}", hash128(file.source.text.as_bytes())),
    }
}

/// Reads packs and what they extend, extended packs first, each once.
struct Loader<'a> {
    resolve: Resolve<'a>,
    files: Vec<PackFile>,
    above: Vec<String>,
    seen: HashSet<String>,
    problems: Vec<Problem>,
}

impl Loader<'_> {
    fn load(&mut self, pack: &PackText, named_at: Option<&Placed<String>>) {
        if self.above.contains(&pack.path) {
            if let Some(name) = named_at {
                let what = format!("`{}` extends itself: {}", pack.path, self.above.join(" -> "));
                self.problems.push(Problem::error("extends-cycle", name.place.clone(), what));
            }
            return;
        }
        if !self.seen.insert(pack.path.clone()) {
            return;
        }
        let (file, problems) = PackFile::parse(&pack.path, &pack.text);
        self.problems.extend(problems);
        self.above.push(pack.path.clone());
        for name in &file.extends {
            match (self.resolve)(&name.value, &pack.path) {
                Ok(extended) => self.load(&extended, Some(name)),
                Err(reason) => {
                    let what = format!("cannot extend `{}`: {reason}", name.value);
                    self.problems.push(Problem::error("extends", name.place.clone(), what));
                }
            }
        }
        self.above.pop();
        self.files.push(file);
    }
}

struct Builder<'a, 'f> {
    problems: &'a mut Vec<Problem>,
    rules: Vec<Rule>,
    patterns: Vec<Pattern>,
    entries: Vec<&'f RuleEntry>,
}

impl<'f> Builder<'_, 'f> {
    /// Compiles every rule. A pack that extends another restates a rule by giving its bare id again.
    fn collect(&mut self, files: &'f [PackFile]) {
        let mut places: HashMap<String, RuleIndex> = HashMap::new();
        let restated = restated(files);
        for (position, file) in files.iter().enumerate() {
            for entry in &file.rules {
                let id = format!("{}/{}", file.name, entry.id.value);
                if let Some(&first) = places.get(&id) {
                    let what = format!("duplicate id `{id}`, first given at {}", self.rules[first].place);
                    self.problems.push(Problem::error("duplicate-id", entry.id.place.clone(), what));
                    continue;
                }
                let index = self.rules.len();
                let (mut rule, patterns) = compile_rule(file, entry, index, self.problems);
                if restated.contains(&(position, entry.id.value.as_str())) {
                    rule.apply = Apply::Off;
                }
                places.insert(id, index);
                self.patterns.extend(patterns);
                self.rules.push(rule);
                self.entries.push(entry);
            }
        }
    }

    fn disable(&mut self, files: &[PackFile]) {
        for name in files.iter().flat_map(|file| &file.disable) {
            let Ok(glob) = Glob::new(&name.value) else {
                let what = format!("`{}` is not a glob", name.value);
                self.problems.push(Problem::error("bad-glob", name.place.clone(), what));
                continue;
            };
            let mut hit = false;
            for rule in self.rules.iter_mut().filter(|rule| glob.matches(&rule.id)) {
                rule.apply = Apply::Off;
                hit = true;
            }
            if !hit {
                let problem = self.unknown_rule(name, &name.value);
                self.problems.push(problem);
            }
        }
    }

    /// Turns the names of other rules into indices.
    fn link(&mut self) {
        let index: HashMap<Arc<str>, RuleIndex> =
            self.rules.iter().enumerate().map(|(index, rule)| (Arc::clone(&rule.id), index)).collect();
        for at in 0..self.rules.len() {
            let entry = self.entries[at];
            let pack = self.rules[at].id.split('/').next().unwrap_or_default().to_owned();
            let mut find = |name: &Placed<String>| {
                let full = if name.value.contains('/') {
                    name.value.clone()
                } else {
                    format!("{pack}/{}", name.value)
                };
                let found = index.get(full.as_str()).copied();
                if found.is_none() {
                    let problem = self.unknown_rule(name, &full);
                    self.problems.push(problem);
                }
                found
            };
            let requires = entry.requires.as_ref().and_then(|(name, within_lines)| {
                find(name).map(|rule| Requires { rule, within_lines: *within_lines })
            });
            let after = entry.zone.after.as_ref().and_then(&mut find);
            let before = entry.zone.before.as_ref().and_then(&mut find);
            let against: Option<Vec<RuleIndex>> =
                entry.not_rules.as_ref().map(|names| names.iter().filter_map(&mut find).collect());
            let rule = &mut self.rules[at];
            rule.requires = requires;
            rule.zone.after = after;
            rule.zone.before = before;
            if let Some(against) = against {
                rule.keep = Some(Protects::Against(against));
            }
        }
    }

    fn unknown_rule(&self, name: &Placed<String>, full: &str) -> Problem {
        let what = format!("no rule `{full}`");
        let hint = did_you_mean(full, self.rules.iter().map(|rule| &*rule.id));
        let problem = Problem::error("unknown-rule", name.place.clone(), what);
        problem.hint(hint.unwrap_or_else(|| "`copydesk rules list` names them all".into()))
    }

    /// The rules in an order in which each comes after those it asks about.
    fn order(&mut self) -> Vec<RuleIndex> {
        let mut order = Vec::with_capacity(self.rules.len());
        let mut state = vec![Visit::New; self.rules.len()];
        // Rules that ask where the story is come after those that help to find it.
        let (asking, plain): (Vec<RuleIndex>, Vec<RuleIndex>) =
            (0..self.rules.len()).partition(|&at| self.rules[at].zone.asks_for_story());
        for start in plain.into_iter().chain(asking) {
            self.visit(start, &mut state, &mut order);
        }
        order
    }

    /// Depth first, with an explicit stack: a pack may chain ten thousand rules.
    fn visit(&mut self, start: RuleIndex, state: &mut [Visit], order: &mut Vec<RuleIndex>) {
        let mut stack = vec![start];
        while let Some(&at) = stack.last() {
            if state[at] == Visit::Done {
                stack.pop();
                continue;
            }
            state[at] = Visit::Open;
            let next = self.rules[at].asks().find(|&other| state[other] != Visit::Done);
            match next {
                Some(other) if state[other] == Visit::Open => {
                    let what = format!(
                        "`{}` waits for `{}`, which waits for it",
                        self.rules[at].id, self.rules[other].id
                    );
                    self.problems.push(Problem::error("rule-cycle", self.rules[at].place.clone(), what));
                    state[at] = Visit::Done;
                }
                Some(other) => stack.push(other),
                None => {
                    state[at] = Visit::Done;
                    order.push(at);
                }
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Visit {
    New,
    Open,
    Done,
}

/// Rules (by file and bare id) that a later file, which extends theirs, gives again.
fn restated(files: &[PackFile]) -> HashSet<(usize, &str)> {
    let mut found = HashSet::new();
    for (position, file) in files.iter().enumerate().filter(|(_, file)| !file.extends.is_empty()) {
        let stems: Vec<&str> = file.extends.iter().map(|name| stem(&name.value)).collect();
        for (earlier, other) in files[..position].iter().enumerate() {
            if stems.contains(&stem(&other.source.path)) {
                let own: HashSet<&str> = file.rules.iter().map(|entry| entry.id.value.as_str()).collect();
                let again =
                    other.rules.iter().map(|entry| entry.id.value.as_str()).filter(|id| own.contains(id));
                found.extend(again.map(|id| (earlier, id)));
            }
        }
    }
    found
}

fn stem(path: &str) -> &str {
    let name = path.rsplit(['/', '\\', ':']).next().unwrap_or(path);
    name.strip_suffix(".toml").unwrap_or(name)
}

fn warn_unused_vocab(files: &[PackFile], problems: &mut Vec<Problem>) {
    for file in files {
        for (name, _) in &file.vocab {
            if !file.source.text.contains(&format!("{{{{{}}}}}", name.value)) {
                let what = format!("vocabulary `{}` is not used", name.value);
                problems.push(Problem::warning("unused-vocab", name.place.clone(), what));
            }
        }
    }
}
