//! Rule packs to a rule set: extensions, overrides, references, and every problem at once.

use std::sync::Arc;

use glob::Pattern as Glob;
use hashbrown::{HashMap, HashSet};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::compile_rule::compile_rule;
use super::file::PackFile;
use super::file_rule::RuleEntry;
use super::pattern::Pattern;
use super::problem::{Place, Problem, Severity, did_you_mean};
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
/// along either way. All problems of all packs are returned together, in the order of the packs.
pub fn compile(packs: &[PackText], resolve: Resolve<'_>) -> (Option<RuleSet>, Vec<Problem>) {
    let mut loader = Loader::new(resolve);
    for pack in packs {
        loader.load(pack, None);
    }
    let Loader { files, extended, mut problems, .. } = loader;
    refuse_one_name(&files, &mut problems);
    let mut builder = Builder::new(&mut problems);
    builder.collect(&files, &extended);
    builder.disable(&files);
    builder.link();
    let order = builder.order();
    let Builder { rules, patterns, .. } = builder;
    warn_unused_vocab(&files, &mut problems);
    let place = |problem: &Problem| {
        let file = files.iter().position(|file| Arc::ptr_eq(&file.source, &problem.place.source));
        (file, problem.place.span.start)
    };
    problems.sort_by_key(place);
    let set = if problems.iter().any(|problem| problem.severity == Severity::Error) {
        None
    } else {
        let packs = files.iter().map(pack_info).collect();
        let mut set = RuleSet::new(rules, patterns, packs, order);
        set.doc_tests = files.iter().flat_map(|file| file.doc_tests.clone()).collect();
        Some(set)
    };
    (set, problems)
}

/// Two packs of one name would have one row in the manifest, and rules nobody could tell apart.
fn refuse_one_name(files: &[PackFile], problems: &mut Vec<Problem>) {
    for (position, file) in files.iter().enumerate() {
        if let Some(first) = files[..position].iter().find(|other| other.name == file.name) {
            let what = format!("`{}` is the name of the pack `{}` too", file.name, first.source.path);
            let place = Place { source: Arc::clone(&file.source), span: 0..0 };
            let problem = Problem::error("duplicate-pack", place, what);
            problems.push(problem.hint("give it another `name` in [pack]"));
        }
    }
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
    /// For each file, the paths of all packs it extends, near and far.
    extended: Vec<HashSet<String>>,
    above: Vec<String>,
    seen: HashMap<String, HashSet<String>>,
    problems: Vec<Problem>,
}

impl<'a> Loader<'a> {
    fn new(resolve: Resolve<'a>) -> Loader<'a> {
        let (files, extended, above, problems) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Loader { resolve, files, extended, above, seen: HashMap::new(), problems }
    }

    /// Loads a pack and returns the paths of it and of all it extends.
    fn load(&mut self, pack: &PackText, named_at: Option<&Placed<String>>) -> HashSet<String> {
        if self.above.contains(&pack.path) {
            if let Some(name) = named_at {
                let what = format!("`{}` extends itself: {}", pack.path, self.above.join(" -> "));
                self.problems.push(Problem::error("extends-cycle", name.place.clone(), what));
            }
            return HashSet::new();
        }
        if let Some(known) = self.seen.get(&pack.path) {
            return known.clone();
        }
        let (file, problems) = PackFile::parse(&pack.path, &pack.text);
        self.problems.extend(problems);
        self.above.push(pack.path.clone());
        let mut extended = HashSet::new();
        for name in &file.extends {
            match (self.resolve)(&name.value, &pack.path) {
                Ok(other) => extended.extend(self.load(&other, Some(name))),
                Err(reason) => {
                    let what = format!("cannot extend `{}`: {reason}", name.value);
                    self.problems.push(Problem::error("extends", name.place.clone(), what));
                }
            }
        }
        self.above.pop();
        self.files.push(file);
        self.extended.push(extended.clone());
        extended.insert(pack.path.clone());
        self.seen.insert(pack.path.clone(), extended.clone());
        extended
    }
}

struct Builder<'a, 'f> {
    problems: &'a mut Vec<Problem>,
    rules: Vec<Rule>,
    patterns: Vec<Pattern>,
    entries: Vec<&'f RuleEntry>,
    /// Rules that a pack which extends theirs has given again, and what stands for them.
    restated: HashMap<RuleIndex, RuleIndex>,
}

impl<'a, 'f> Builder<'a, 'f> {
    fn new(problems: &'a mut Vec<Problem>) -> Builder<'a, 'f> {
        let (rules, patterns, entries) = (Vec::new(), Vec::new(), Vec::new());
        Builder { problems, rules, patterns, entries, restated: HashMap::new() }
    }

    /// Compiles every rule. A pack that extends another restates a rule by giving its bare id again.
    fn collect(&mut self, files: &'f [PackFile], extended: &[HashSet<String>]) {
        let mut places: HashMap<String, RuleIndex> = HashMap::new();
        let mut by_bare_id: HashMap<&str, Vec<RuleIndex>> = HashMap::new();
        // Nearly all of the time goes into the expressions of the rules, each by itself.
        let written: Vec<(&PackFile, &RuleEntry)> =
            files.iter().flat_map(|file| file.rules.iter().map(move |entry| (file, entry))).collect();
        let compiled: Vec<(Rule, Vec<Pattern>, Vec<Problem>)> =
            written.par_iter().map(|(file, entry)| compile_rule(file, entry)).collect();
        let mut compiled = compiled.into_iter();
        for (file, extended) in files.iter().zip(extended) {
            for (entry, (rule, mut patterns, problems)) in file.rules.iter().zip(&mut compiled) {
                let id = format!("{}/{}", file.name, entry.id.value);
                let index = self.rules.len();
                patterns.iter_mut().for_each(|pattern| pattern.rule = index);
                self.problems.extend(problems);
                if let Some(&first) = places.get(&id) {
                    let what = format!("duplicate id `{id}`, first given at {}", self.rules[first].place);
                    self.problems.push(Problem::error("duplicate-id", entry.id.place.clone(), what));
                    continue;
                }
                let same = by_bare_id.entry(&entry.id.value).or_default();
                for &other in same.iter() {
                    if extended.contains(&self.rules[other].place.source.path) {
                        self.rules[other].apply = Apply::Off;
                        self.restated.insert(other, index);
                    }
                }
                same.push(index);
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
            let pack = self.rules[at].id.rsplit_once('/').map_or("", |(pack, _)| pack).to_owned();
            let mut find = |name: &Placed<String>| {
                let full = if name.value.contains('/') {
                    name.value.clone()
                } else {
                    format!("{pack}/{}", name.value)
                };
                let mut found = index.get(full.as_str()).copied();
                while let Some(&again) = found.and_then(|found| self.restated.get(&found)) {
                    found = Some(again);
                }
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
        // Proposals look at every rule: not for each of thousands of problems.
        let few = self.problems.len() < 100;
        let hint = did_you_mean(full, self.rules.iter().filter(|_| few).map(|rule| &*rule.id));
        let problem = Problem::error("unknown-rule", name.place.clone(), what);
        problem.hint(hint.unwrap_or_else(|| "`copydesk rules list` names them all".into()))
    }

    /// The rules in an order in which each comes after those it asks about.
    fn order(&mut self) -> Vec<RuleIndex> {
        let mut order = Vec::with_capacity(self.rules.len());
        let mut state = vec![Visit::New; self.rules.len()];
        // Rules that ask where the story is come after those that help to find it; those that look at what
        // others removed come after them; learnt lines, which were learnt without one another, come last.
        let mut turns: Vec<RuleIndex> = (0..self.rules.len()).collect();
        turns.sort_by_key(|&at| {
            let rule = &self.rules[at];
            (rule.is_repeated(), rule.shape.turn(), rule.zone.asks_for_story())
        });
        for start in turns {
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

fn warn_unused_vocab(files: &[PackFile], problems: &mut Vec<Problem>) {
    for file in files {
        let after = file.source.text.split("{{").skip(1);
        let used: HashSet<&str> = after.filter_map(|rest| Some(rest.split_once("}}")?.0.trim())).collect();
        for (name, _) in file.vocab.iter().filter(|(name, _)| !used.contains(name.value.as_str())) {
            let what = format!("vocabulary `{}` is not used", name.value);
            problems.push(Problem::warning("unused-vocab", name.place.clone(), what));
        }
    }
}
