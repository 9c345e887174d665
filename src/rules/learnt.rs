//! What a run learns of its outlets, as rules behind those of a set, and as packs to be written.

use std::sync::Arc;

use super::Kind;
use super::pattern::{Find, Part, Pattern};
use super::problem::{Place, RuleSource};
use super::repeated::{RepeatedLine, Tally};
use super::rule::{Apply, Confidence, Examples, Rule, RuleIndex, Shape};
use super::rule_set::RuleSet;
use super::scope::Scope;
use super::zone::{Reach, Zone};
use crate::text::{Case, Form, hash64};

/// Other rules win over repeated lines.
pub(super) const PRIORITY: i64 = -100;

/// The names of learnt packs begin so, and no others: an outlet may have a pack of its own too.
pub(super) const LEARNT: &str = "learned/";

/// What was learnt of one outlet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LearntSource {
    /// Its name in lower case; empty where it is unknown.
    pub source: String,
    /// Its stories in this run.
    pub stories: u32,
    /// Its lines, by key.
    pub lines: Vec<LearntLine>,
}

/// One line that an outlet repeats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LearntLine {
    /// XXH3-64 of its masked form.
    pub key: u64,
    /// How often it was seen, and where.
    pub tally: Tally,
    /// Where it may be taken.
    pub zone: Zone,
    /// `Drop`, or `Mark` where it is learnt on trial. `None`: a line that is known already, counted again.
    pub apply: Option<Apply>,
}

/// A pack as text, with the name of its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LearntPack {
    /// `skarneherald.example.toml`.
    pub file: String,
    /// The TOML.
    pub text: String,
}

impl RuleSet {
    /// The set with what was learnt behind its own rules, whose indices stay. The engine is not built again.
    /// Lines the set knows already are counted on.
    pub fn with_learnt(&self, learnt: &[LearntSource]) -> RuleSet {
        let mut rules = self.rules.clone();
        let mut patterns: Vec<Pattern> = Vec::new();
        let known = self.patterns.list.len();
        for source in learnt {
            self.count_on(source, &mut rules);
            let place = place(&source.source);
            let scope = Scope::of_source(&source.source);
            for line in &source.lines {
                if let (None, Some(apply)) = (self.repeated.of_outlet(&source.source, line.key), line.apply) {
                    patterns.push(pattern(rules.len(), line.key));
                    rules.push(rule(source, line, apply, scope.clone(), place.clone()));
                }
            }
        }
        self.extended(rules, patterns, known)
    }

    /// Whether this line of an outlet (see [`super::outlet`]) is a rule already, on or off.
    pub fn knows_line(&self, outlet: &str, key: u64) -> bool {
        self.repeated.of_outlet(outlet, key).is_some()
    }

    /// Adds this run's counts to the lines known before.
    fn count_on(&self, source: &LearntSource, rules: &mut [Rule]) {
        for pattern in self.repeated.all_of(&source.source) {
            let Find::Repeated(line) = &self.patterns.list[pattern].find else {
                continue;
            };
            let seen = source.lines.binary_search_by_key(&line.key, |line| line.key);
            let unseen = Tally { of: source.stories, ..Tally::default() };
            if let Some(tally) = &mut rules[self.patterns.list[pattern].rule].tally {
                *tally += seen.map_or(unseen, |at| source.lines[at].tally);
            }
        }
    }

    /// The lines of learnt packs, those that are off too, as packs: one for each outlet, sorted by file name.
    /// Lines that were learnt and never met are left out; there are none after a whole run.
    pub fn learnt_packs(&self) -> Vec<LearntPack> {
        let mut by_source: std::collections::BTreeMap<String, Vec<(&RepeatedLine, &Rule)>> =
            std::collections::BTreeMap::new();
        for pattern in &self.patterns.list {
            let rule = &self.rules[pattern.rule];
            if let (Find::Repeated(line), true) = (&pattern.find, rule.id.starts_with(LEARNT)) {
                for source in rule.scope.sources_alone().into_iter().flatten() {
                    by_source.entry(source).or_default().push((line, rule));
                }
            }
        }
        let mut packs: Vec<LearntPack> = by_source
            .into_iter()
            .map(|(source, mut lines)| {
                lines.sort_by_key(|(line, _)| line.key);
                LearntPack { file: format!("{}.toml", file_stem(&source)), text: print(&source, &lines) }
            })
            .collect();
        packs.sort_by(|a, b| a.file.cmp(&b.file));
        packs
    }
}

fn place(source: &str) -> Place {
    let path = format!("{}.toml", pack_name(source));
    Place { source: Arc::new(RuleSource::new(path, String::new())), span: 0..0 }
}

fn pattern(rule: RuleIndex, key: u64) -> Pattern {
    Pattern {
        rule,
        part: Part::Whole,
        form: Form::default(),
        case: Case::Exact,
        max_len: usize::MAX,
        find: Find::Repeated(RepeatedLine::of_key(key)),
    }
}

fn rule(source: &LearntSource, line: &LearntLine, apply: Apply, scope: Scope, place: Place) -> Rule {
    Rule {
        id: format!("{}/{:016x}", pack_name(&source.source), line.key).into(),
        why: why(&line.tally),
        kind: Kind::Repeated,
        confidence: confidence(&line.tally),
        shape: Shape::Repeated,
        scope,
        zone: line.zone,
        max_len: usize::MAX,
        max_share: None,
        apply,
        captures: Vec::new(),
        requires: None,
        priority: PRIORITY,
        expires: None,
        keep: None,
        tally: Some(line.tally),
        examples: Examples::default(),
        place,
    }
}

/// A line of so many stories is chrome beyond doubt: no story is run so often without being known for one.
const SURE: u64 = 5;

/// How sure a learnt line is.
pub(super) fn confidence(tally: &Tally) -> Confidence {
    if u64::from(tally.stories) >= SURE { Confidence::High } else { Confidence::Normal }
}

fn why(tally: &Tally) -> String {
    let places = [("above", tally.head), ("within", tally.middle), ("below", tally.tail)];
    let named: Vec<&str> = places.iter().filter(|(_, stories)| *stories > 0).map(|(name, _)| *name).collect();
    format!("in {} of {} stories, {} the text", tally.stories, tally.of, named.join(" and "))
}

/// `learned/skarneherald.example`.
fn pack_name(source: &str) -> String {
    format!("{LEARNT}{}", file_stem(source))
}

/// A file name for an outlet, and a name for its pack: its own where that is plain, else what is plain of
/// it and a hash.
pub fn file_stem(source: &str) -> String {
    const LONGEST: usize = 100;
    if source.is_empty() {
        return "unknown".to_owned();
    }
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let is_plain = source.chars().all(plain) && !source.starts_with('.') && source != "unknown";
    if is_plain && source.len() <= LONGEST {
        return source.to_owned();
    }
    let kept: String = source.chars().map(|c| if plain(c) { c } else { '-' }).take(LONGEST / 4).collect();
    format!("{}-{:08x}", kept.trim_matches(['.', '-']), hash64(source.as_bytes()) as u32)
}

fn print(source: &str, lines: &[(&RepeatedLine, &Rule)]) -> String {
    let quoted = |text: &str| toml::Value::from(text).to_string();
    let mut text = format!(
        "# Lines that this outlet repeats. A line that must stay: severity = \"off\".\n\
         [pack]\nformat = 1\nname = {}\n\n[defaults]\nkind = \"repeated\"\nscope = {{ source = [{}] }}\n",
        quoted(&pack_name(source)),
        quoted(&Scope::literal_source(source)),
    );
    for (line, rule) in lines {
        let Some(line_text) = line.text() else {
            continue;
        };
        let tally = rule.tally.unwrap_or_default();
        text.push_str(&format!(
            "\n[[rule]]\nid = \"{:016x}\"\nrepeated = {}\nwhy = {}\n",
            line.key,
            quoted(line_text),
            quoted(&why(&tally))
        ));
        match rule.apply {
            Apply::Mark => text.push_str("severity = \"mark\"\n"),
            Apply::Off => text.push_str("severity = \"off\"\n"),
            _ => {}
        }
        let reach = |reach: Option<Reach>, name| match reach? {
            Reach::Story => Some(format!("{name} = \"story\"")),
            Reach::Banner => Some(format!("{name} = \"banner\"")),
            Reach::Lines(_) | Reach::Percent(_) => None,
        };
        let zone: Vec<String> =
            [reach(rule.zone.head, "head"), reach(rule.zone.tail, "tail")].into_iter().flatten().collect();
        if !zone.is_empty() {
            text.push_str(&format!("where = {{ {} }}\n", zone.join(", ")));
        }
        let counts = [
            ("stories", tally.stories),
            ("of", tally.of),
            ("documents", tally.documents),
            ("head", tally.head),
            ("near", tally.near),
            ("middle", tally.middle),
            ("tail", tally.tail),
        ];
        let seen: Vec<String> = counts
            .iter()
            .filter(|(_, count)| *count > 0)
            .map(|(name, count)| format!("{name} = {count}"))
            .collect();
        if !seen.is_empty() {
            text.push_str(&format!("seen = {{ {} }}\n", seen.join(", ")));
        }
    }
    text
}
