//! Drafts to packs: merged by kind and place, printed, compiled, tested, measured.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hashbrown::HashSet;

use super::super::missed::Missed;
use super::super::missed_line::{Sample, spread};
use super::draft::{Draft, Matcher};
use super::measure::{Count, measure};
use super::nearest::Stories;
use super::pack::{Header, Matchers, RuleText, print};
use super::zone::{Head, Place};
use super::{SuggestOptions, SuggestedPack, Suggestion};
use crate::clean::{Cleaner, Outcome, test_examples};
use crate::rules::{Kind, PackText, Problem, RuleSet, compile, file_stem, lint};

/// Examples of a rule, and lines of stories beside them.
const EXAMPLES: usize = 5;
const NEAREST: usize = 3;

/// Rounds of taking out what does not pass; the first is usually the last.
const ROUNDS: usize = 8;

/// A pack in the making.
struct Making<'a> {
    header: Header,
    rules: Vec<(RuleText, Vec<&'a Draft<'a>>)>,
    stories: Stories,
}

/// What the packs must not have.
#[derive(Debug, Default)]
struct Wanting {
    /// Rules that do not compile, or of which something is to be said, by pack and place.
    rules: BTreeSet<(usize, usize)>,
    /// Examples of what must not match, and does.
    lines: HashSet<Arc<str>>,
}

/// Packs of these drafts, one an outlet, sorted by name: compiled, and without a word of warning.
pub(super) fn packs(missed: &Missed, drafts: &[Draft<'_>], options: &SuggestOptions) -> Vec<SuggestedPack> {
    let mut by_source: BTreeMap<Option<&str>, Vec<&Draft<'_>>> = BTreeMap::new();
    for draft in drafts {
        by_source.entry(draft.line.source.as_deref()).or_default().push(draft);
    }
    let mut making: Vec<Making<'_>> =
        by_source.into_iter().map(|(source, drafts)| make(missed, source, &drafts, options)).collect();
    let mut refused = HashSet::new();
    for _ in 0..ROUNDS {
        making.iter_mut().for_each(|pack| pack.illustrate(&refused));
        let (set, wanting) = examine(&making);
        if let (Some(set), true, true) = (set, wanting.rules.is_empty(), wanting.lines.is_empty()) {
            return finished(missed, &making, &Arc::new(set));
        }
        refused.extend(wanting.lines);
        for (at, pack) in making.iter_mut().enumerate() {
            let mut rule = 0..;
            pack.rules.retain(|_| rule.next().is_none_or(|rule| !wanting.rules.contains(&(at, rule))));
        }
        making.retain(|pack| !pack.rules.is_empty());
    }
    Vec::new()
}

/// Drafts of one place, one kind and one sort of matcher become one rule.
type Merging = (Place, Kind, usize);

fn make<'a>(
    missed: &Missed,
    source: Option<&str>,
    drafts: &[&'a Draft<'a>],
    options: &SuggestOptions,
) -> Making<'a> {
    let (name, what) = match source {
        Some(source) => (file_stem(source), format!("of {source}")),
        None => ("many-outlets".to_owned(), "of several outlets".to_owned()),
    };
    let header = Header {
        name: format!("suggested-{name}"),
        description: format!("Repeated lines {what}, proposed by copydesk; to be looked through"),
        source: source.map(str::to_owned),
        drop: options.drop,
    };
    let mut groups: Vec<(Merging, Vec<&Draft<'_>>)> = Vec::new();
    for (at, draft) in drafts.iter().enumerate() {
        let own = match (&draft.matcher, draft.line.variants) {
            (Matcher::Exact(_), _) => usize::MAX,
            (Matcher::Line(_), 1) => usize::MAX - 1,
            _ => at,
        };
        let key = (draft.place, draft.kind, own);
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, group)) => group.push(draft),
            None => groups.push((key, vec![draft])),
        }
    }
    let mut ids = BTreeSet::new();
    let rules = groups.into_iter().map(|(_, group)| {
        let id = unique(&mut ids, &id(&group));
        (RuleText { why: why(&group), ..RuleText::of(&id, &group) }, group)
    });
    Making { rules: rules.collect(), header, stories: Stories::of(missed.pages(source)) }
}

impl Making<'_> {
    /// Gives the rules their examples.
    fn illustrate(&mut self, refused: &HashSet<Arc<str>>) {
        for (rule, drafts) in &mut self.rules {
            rule.examples = match &drafts[0].line.until {
                Some(until) => vec![until.block.clone()],
                None => examples(drafts),
            };
            let own: HashSet<&str> =
                drafts.iter().flat_map(|draft| &draft.line.examples).map(|sample| &*sample.text).collect();
            let texts: Vec<String> = match &rule.matchers {
                Matchers::Exact(lines) => lines.clone(),
                _ => rule.examples.iter().map(|sample| sample.text.to_string()).collect(),
            };
            let mut nearest = self.stories.nearest(texts.iter().map(String::as_str), NEAREST, refused);
            nearest.retain(|line| !own.contains(&**line));
            rule.nearest = nearest;
        }
    }

    fn print(&self) -> (PackText, Vec<usize>) {
        let rules: Vec<&RuleText> = self.rules.iter().map(|(rule, _)| rule).collect();
        let (text, starts) = print(&self.header, &rules);
        (PackText { path: format!("{}.toml", self.header.name), text }, starts)
    }
}

/// One line of each draft, then more of the same.
fn examples(drafts: &[&Draft<'_>]) -> Vec<Sample> {
    let firsts = drafts.iter().filter_map(|draft| draft.line.examples.first()).take(EXAMPLES);
    let mut samples: Vec<Sample> = firsts.cloned().collect();
    if samples.len() < EXAMPLES {
        samples.extend(drafts.iter().flat_map(|draft| draft.line.examples.iter().skip(1).cloned()));
    }
    let mut seen = HashSet::new();
    samples.retain(|sample| seen.insert(Arc::clone(&sample.text)));
    spread(&samples, EXAMPLES)
}

/// Compiles, lints and tests the packs as their author will.
fn examine(making: &[Making<'_>]) -> (Option<RuleSet>, Wanting) {
    let printed: Vec<(PackText, Vec<usize>)> = making.iter().map(Making::print).collect();
    let packs: Vec<PackText> = printed.iter().map(|(pack, _)| pack.clone()).collect();
    let mut wanting = Wanting::default();
    let (set, mut problems) = compile(&packs, &|_, _| Err(String::new()));
    if let Some(set) = &set {
        // No proposed rule expires.
        problems.extend(lint(set, "0000-01-01"));
    }
    let rule = |problem: &Problem| {
        let pack = packs.iter().position(|pack| pack.path == problem.place.source.path)?;
        let before = printed[pack].1.partition_point(|&start| start <= problem.place.span.start);
        Some((pack, before.checked_sub(1)?))
    };
    wanting.rules.extend(problems.iter().filter_map(rule));
    let Some(set) = set.filter(|_| wanting.rules.is_empty()) else {
        return (None, wanting);
    };
    let set = Arc::new(set);
    let report = test_examples(&Cleaner::new(Arc::clone(&set)).with_model(None));
    for failure in &report.failures {
        match failure.outcome {
            Outcome::Noisy => {
                wanting.lines.insert(failure.text.as_str().into());
            }
            Outcome::Missing | Outcome::Wrong => {
                let problem = Problem::error("example", failure.place.clone(), "");
                wanting.rules.extend(rule(&problem));
            }
        }
    }
    (Arc::try_unwrap(set).ok(), wanting)
}

fn finished(missed: &Missed, making: &[Making<'_>], set: &Arc<RuleSet>) -> Vec<SuggestedPack> {
    let places: Vec<Place> = making.iter().flat_map(|pack| &pack.rules).map(|(rule, _)| rule.place).collect();
    let mut counts = measure(missed, set, &places).into_iter();
    let pack = |pack: &Making<'_>| {
        let rules = pack.rules.iter().zip(counts.by_ref()).map(|((rule, drafts), count)| {
            let Count { hits, documents, scored } = match &drafts[0].line.until {
                Some(until) => Count { hits: until.hits, documents: until.documents, scored: until.scored },
                None => count,
            };
            let (examples, nearest) = (rule.examples.clone(), rule.nearest.clone());
            let (id, kind, toml) = (rule.id.clone(), rule.kind, rule.toml());
            Suggestion { id, kind, toml, hits, documents, scored, examples, nearest }
        });
        SuggestedPack {
            name: pack.header.name.clone(),
            source: pack.header.source.clone(),
            rules: rules.collect(),
            toml: pack.print().0.text,
        }
    };
    let mut packs: Vec<SuggestedPack> = making.iter().map(pack).collect();
    packs.sort_by(|a, b| a.name.cmp(&b.name));
    packs
}

fn why(drafts: &[&Draft<'_>]) -> String {
    let first = drafts.iter().map(|draft| draft.line.standing).max_by_key(|standing| standing.stories);
    let standing = first.unwrap_or_default();
    if let Some(until) = &drafts[0].line.until {
        let (hits, documents) = (until.hits, until.documents);
        return format!("a list that changes, {hits} lines in {documents} documents");
    }
    let lines = match drafts {
        [one] if one.line.variants > 1 => format!("{} different lines,", one.line.variants),
        [_] => "a line".to_owned(),
        more => format!("{} lines, the most frequent", more.len()),
    };
    let sources = match standing.sources {
        1 => String::new(),
        sources => format!(" of {sources} outlets"),
    };
    let places = standing.places().join(", ");
    format!("{lines} in {} of {} stories{sources}: {places}", standing.stories, standing.of)
}

/// `share-head`, or the words of a shape.
fn id(drafts: &[&Draft<'_>]) -> String {
    let place = match drafts[0].place {
        Place { anywhere: true, .. } => "",
        Place { head: Head::No, .. } => "-tail",
        Place { tail: false, .. } => "-head",
        _ => "-edges",
    };
    let numbers = if matches!(drafts[0].matcher, Matcher::Line(_)) { "-numbers" } else { "" };
    match drafts {
        [one] if one.line.variants > 1 || one.line.until.is_some() => {
            slug(&one.line.template.to_string()).unwrap_or_else(|| format!("{}-shape", one.kind))
        }
        _ => format!("{}{numbers}{place}", drafts[0].kind),
    }
}

/// The first words of a line as an id.
fn slug(line: &str) -> Option<String> {
    const LONGEST: usize = 40;
    let words = line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut slug = String::new();
    for word in words.filter(|word| *word != "n") {
        let word = word.to_lowercase();
        if slug.len() + word.len() >= LONGEST {
            break;
        }
        slug.push_str(if slug.is_empty() { "" } else { "-" });
        slug.push_str(&word);
    }
    (!slug.is_empty()).then_some(slug)
}

fn unique(known: &mut BTreeSet<String>, id: &str) -> String {
    let mut numbered = (2..).map(|number| format!("{id}-{number}"));
    let mut fresh = id.to_owned();
    while !known.insert(fresh.clone()) {
        fresh = numbered.next().unwrap_or_default();
    }
    fresh
}
