//! A compiled rule set: immutable, shared by all workers.

use std::sync::Arc;

use hashbrown::HashMap;

use super::engine::{Engine, Hit};
use super::file::DocTest;
use super::memo::{EnginesKey, Memo, MemoKey};
use super::pattern::{Pattern, PatternIndex};
use super::patterns::Patterns;
use super::repeated::RepeatedLines;
use super::rule::{Apply, Repeat, Rule, RuleIndex, Shape};
use super::scope::Subject;
use crate::text::Line;

/// Where a pack came from, for the manifest and the listings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackInfo {
    /// The pack's name.
    pub name: String,
    /// The author's version.
    pub version: String,
    /// What it is for.
    pub description: String,
    /// The path as given, or `builtin:NAME`.
    pub path: String,
    /// XXH3-128 of its text, 32 hexadecimal digits.
    pub hash: String,
}

/// All rules, and the engine that finds their matches.
#[derive(Debug, Clone)]
pub struct RuleSet {
    /// The rules; their indices are used throughout.
    pub rules: Vec<Rule>,
    /// The patterns of all rules.
    pub patterns: Patterns,
    /// The packs, in the order in which they were read.
    pub packs: Vec<PackInfo>,
    /// Rule indices, each after the rules it asks about.
    pub order: Vec<RuleIndex>,
    /// Whole documents with what must become of them.
    pub doc_tests: Vec<DocTest>,
    /// Whether some rule's conditions look at this rule's matches.
    asked_about: Vec<bool>,
    /// The place of each rule in `order`.
    ranks: Vec<usize>,
    /// The patterns of each rule, which stand side by side.
    ranges: Vec<std::ops::Range<PatternIndex>>,
    /// Rules that hold for every document.
    base: Arc<Engine>,
    /// Lines that were scanned lately.
    memo: Arc<Memo>,
    /// Rules that hold for some.
    scoped: Vec<RuleIndex>,
    /// Rules without a pattern that are in use, in the order in which they are judged.
    patternless: Vec<RuleIndex>,
    /// Lines that are looked up, not searched for.
    pub(super) repeated: RepeatedLines,
}

/// What one worker needs to scan texts: small engines for the scopes it met last.
#[derive(Debug, Default)]
pub struct RuleScratch {
    scopes: ScopeEngines,
    /// Patterns found on the present line.
    found: Vec<PatternIndex>,
}

#[derive(Debug, Default)]
struct ScopeEngines {
    /// The scoped rules that are for each subject that was met, by a hash of all that scopes look at: globs are
    /// compared once for each outlet, not for each document.
    known: HashMap<u128, Vec<RuleIndex>>,
    list: Vec<ScopeEngine>,
    clock: u64,
}

#[derive(Debug)]
struct ScopeEngine {
    rules: Vec<RuleIndex>,
    key: EnginesKey,
    engine: Engine,
    used: u64,
}

/// Subjects that are remembered by each worker.
const SUBJECTS: usize = 1 << 12;

/// Engines for this many different sets of scoped rules are kept by each worker.
const SCOPE_ENGINES: usize = 64;

impl RuleSet {
    /// A set without a rule.
    pub fn empty() -> RuleSet {
        RuleSet::new(Vec::new(), Vec::new(), Vec::new(), Vec::new())
    }

    /// The patterns must be sorted by rule.
    pub(super) fn new(
        rules: Vec<Rule>,
        patterns: Vec<Pattern>,
        packs: Vec<PackInfo>,
        order: Vec<RuleIndex>,
    ) -> RuleSet {
        let mut ranges = vec![0..0; rules.len()];
        for (index, pattern) in patterns.iter().enumerate() {
            let range = &mut ranges[pattern.rule];
            *range = if range.end == 0 { index..index + 1 } else { range.start..index + 1 };
        }
        let patterns = Patterns::new(patterns);
        let active = |&at: &RuleIndex| {
            let rule: &Rule = &rules[at];
            rule.apply != Apply::Off && !matches!(rule.shape, Shape::Repeat(_) | Shape::Repeated)
        };
        let (everywhere, scoped): (Vec<RuleIndex>, Vec<RuleIndex>) =
            (0..rules.len()).filter(active).partition(|&at| rules[at].scope.is_everything());
        let base = Arc::new(Engine::build(&patterns, everywhere.iter().flat_map(|&at| ranges[at].clone())));
        let mut repeated = RepeatedLines::default();
        repeated.add(&rules, &patterns, 0);
        let mut asked_about = vec![false; rules.len()];
        rules.iter().flat_map(Rule::asks).for_each(|other| asked_about[other] = true);
        let mut ranks = vec![0; rules.len()];
        order.iter().enumerate().for_each(|(rank, &rule)| ranks[rule] = rank);
        let patternless =
            order.iter().copied().filter(|at| active(at) && rules[*at].shape.is_patternless()).collect();
        RuleSet {
            rules,
            patterns,
            packs,
            order,
            doc_tests: Vec::new(),
            asked_about,
            ranks,
            ranges,
            base,
            memo: Arc::default(),
            scoped,
            patternless,
            repeated,
        }
    }

    /// The set with rules of one pattern each behind its own; `known` of the patterns are its own.
    pub(super) fn extended(&self, rules: Vec<Rule>, more: Vec<Pattern>, known: PatternIndex) -> RuleSet {
        let mut set = RuleSet { rules, patterns: self.patterns.with(more), ..self.clone() };
        for at in known..set.patterns.list.len() {
            set.order.push(set.patterns.list[at].rule);
            set.ranks.push(set.ranks.len());
            set.ranges.push(at..at + 1);
            set.asked_about.push(false);
        }
        set.repeated.add(&set.rules, &set.patterns, known);
        set
    }

    /// The limits by which lines are taken to be repeated: `repeat` rules that are on.
    pub fn repeats(&self) -> impl Iterator<Item = (&Rule, Repeat)> {
        self.rules.iter().filter_map(|rule| match rule.shape {
            Shape::Repeat(repeat) if matches!(rule.apply, Apply::Drop | Apply::Mark) => Some((rule, repeat)),
            _ => None,
        })
    }

    /// Adds to the hits of a scan those of repeated lines that have been learnt since.
    pub fn scan_repeated(&self, subject: &Subject<'_>, text: &str, lines: &[Line], hits: &mut Vec<Hit>) {
        self.repeated.scan((&self.rules, &self.patterns), subject, text, lines, hits);
        hits.sort_unstable();
        hits.dedup();
    }

    /// The patterns of a rule.
    pub fn patterns_of(&self, rule: RuleIndex) -> std::ops::Range<PatternIndex> {
        self.ranges[rule].clone()
    }

    /// Whether some rule's conditions look at this rule's matches.
    pub fn is_asked_about(&self, rule: RuleIndex) -> bool {
        self.asked_about[rule]
    }

    /// The place of a rule in the order in which rules are judged.
    pub fn rank(&self, rule: RuleIndex) -> usize {
        self.ranks[rule]
    }

    /// Whether some rule's scope asks for a language.
    pub fn needs_language(&self) -> bool {
        self.scoped.iter().any(|&at| self.rules[at].scope.needs_language())
    }

    /// Scoped rules that are for this document.
    pub fn in_scope(&self, subject: &Subject<'_>) -> Vec<RuleIndex> {
        self.scoped.iter().copied().filter(|&at| self.rules[at].scope.holds(subject)).collect()
    }

    /// Rules without a pattern that are for this document, in the order in which they are judged.
    pub fn patternless(&self, subject: &Subject<'_>) -> Vec<RuleIndex> {
        self.patternless.iter().copied().filter(|&at| self.rules[at].scope.holds(subject)).collect()
    }

    /// Fresh scratch for one worker.
    pub fn scratch(&self) -> RuleScratch {
        RuleScratch::default()
    }

    /// Every pattern in scope that matches a line, sorted by pattern and line.
    pub fn scan(
        &self,
        scratch: &mut RuleScratch,
        subject: &Subject<'_>,
        text: &str,
        lines: &[Line],
    ) -> Vec<Hit> {
        let mut hits = Vec::new();
        let RuleScratch { scopes, found } = scratch;
        let rules = self.rules_for(scopes, subject);
        let mut scope = if rules.is_empty() { None } else { Some(self.scope_engine(scopes, rules)) };
        let engines = scope.as_ref().map_or(EnginesKey::default(), |scope| scope.key);
        for (number, line) in lines.iter().enumerate() {
            let (shown, hit) = (line.span.of(text), |pattern| Hit { pattern, line: number });
            let key = MemoKey::of(engines, shown);
            if self.memo.recall(key, |pattern| hits.push(hit(pattern))) {
                continue;
            }
            found.clear();
            self.base.scan_line(&self.patterns, shown, found);
            if let Some(scope) = &mut scope {
                scope.engine.scan_line(&self.patterns, shown, found);
            }
            // Several machines or literals may find the same pattern.
            found.sort_unstable();
            found.dedup();
            hits.extend(found.iter().copied().map(hit));
            self.memo.keep(key, found);
        }
        self.scan_repeated(subject, text, lines, &mut hits);
        hits
    }

    /// [`RuleSet::in_scope`], remembered.
    fn rules_for(&self, scopes: &mut ScopeEngines, subject: &Subject<'_>) -> Vec<RuleIndex> {
        let key = subject.key();
        if let Some(rules) = scopes.known.get(&key) {
            return rules.clone();
        }
        if scopes.known.len() >= SUBJECTS {
            scopes.known.clear();
        }
        let rules = self.in_scope(subject);
        scopes.known.insert(key, rules.clone());
        rules
    }

    /// The engine for these scoped rules: a kept one, or a new one in place of the longest unused.
    fn scope_engine<'s>(&self, scopes: &'s mut ScopeEngines, rules: Vec<RuleIndex>) -> &'s mut ScopeEngine {
        scopes.clock += 1;
        let ScopeEngines { list, clock, .. } = scopes;
        let at = list.iter().position(|scope| scope.rules == rules).unwrap_or_else(|| {
            let engine =
                Engine::build(&self.patterns, rules.iter().flat_map(|&rule| self.ranges[rule].clone()));
            let new = ScopeEngine { key: EnginesKey::of(&rules), rules, engine, used: 0 };
            let oldest = (0..list.len()).min_by_key(|&at| list[at].used);
            match oldest.filter(|_| list.len() >= SCOPE_ENGINES) {
                Some(oldest) => {
                    list[oldest] = new;
                    oldest
                }
                None => {
                    list.push(new);
                    list.len() - 1
                }
            }
        });
        list[at].used = *clock;
        &mut list[at]
    }
}
