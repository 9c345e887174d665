//! Rules that cost much on lines they do not match, counted in bytes.
//!
//! A rule is tried on hostile lines, built from its own words and from stock, as long as `max-len` lets them be. What
//! counts is how many bytes are scanned for each byte of a line, and whether the lazy automaton settles or builds
//! new states without end.

use hashbrown::HashSet;
use regex::Regex;
use regex_automata::hybrid::LazyStateID;
use regex_automata::{Input, MatchKind};
use regex_syntax::hir::{Class, Hir, HirKind};

use super::super::lane::Lane;
use super::super::pattern::{Find, Pattern, PatternIndex};
use super::super::problem::Problem;
use super::super::rule::{Rule, Shape};
use super::desk::Desk;
use super::probe::{Prober, Shortest, Steps, Texts};

/// A floating rule needs a literal of this many bytes to be found by; shorter ones stand on too many lines and are
/// tried in vain.
const LONG_LITERAL: usize = 8;
/// Bytes scanned for a byte of a line. An expression that is tried once scans one.
const MOST_SCANS: usize = 16;
/// New states on the last hostile lines, in per cent of their bytes, from which on the automaton does not settle.
const MOST_STATES: usize = 25;
/// Fewer bytes scanned of the last lines say nothing.
const LEAST: usize = 1000;
/// Lines of characters drawn at random. By the second half an automaton that settles has built its states.
const RANDOM: usize = 24;
/// Bytes of hostile line; a longer `max-len` is no worse.
const LONGEST: usize = 1 << 10;
/// A counted repeat below this cannot build many states.
const COUNTED: u32 = 10;

pub(super) fn lint(desk: &Desk<'_>, problems: &mut Vec<Problem>) {
    let set = desk.set;
    let mut prober = Prober::default();
    for rule in desk.subjects() {
        let patterns = set.patterns_of(rule);
        let rule = &set.rules[rule];
        // One finding of each code is enough to look at a rule.
        let floats = patterns.clone().find_map(|at| floats(&set.patterns.list[at]));
        if let Some(short) = floats {
            let what = format!("`{}` floats {short}: it is tried on many lines in vain", rule.id);
            let hint = "begin or end it with plain text, or give it a literal of 8 bytes or more";
            problems.push(Problem::warning("floating", rule.place.clone(), what).hint(hint));
        }
        if let Some(why) = patterns.into_iter().find_map(|at| slow(desk, &mut prober, rule, at)) {
            let what = format!("`{}` is slow: {why}", rule.id);
            let hint = "a smaller `max-len`, `+` for a counted repeat, or an anchor at one end";
            problems.push(Problem::warning("slow", rule.place.clone(), what).hint(hint));
        }
    }
}

/// What a floating expression is found by, where that is too little.
fn floats(pattern: &Pattern) -> Option<String> {
    let Find::Regex(translated) = &pattern.find else { return None };
    match &translated.lane {
        Lane::Floating => Some("without a literal to look for".to_owned()),
        Lane::Gated { literals, dies_early: false } => {
            let shortest = literals.iter().min_by_key(|literal| literal.len())?;
            let short = shortest.len() < LONG_LITERAL;
            short.then(|| format!("on the short literal `{shortest}` alone"))
        }
        _ => None,
    }
}

/// Why an expression is slow on hostile lines.
fn slow(desk: &Desk<'_>, prober: &mut Prober, rule: &Rule, at: PatternIndex) -> Option<String> {
    let pattern = &desk.set.patterns.list[at];
    let Find::Regex(translated) = &pattern.find else { return None };
    let inline = matches!(rule.shape, Shape::Inline { .. });
    let hir = regex_syntax::parse(&translated.regex).ok()?;
    if !inline && !counts_much(&hir) {
        return None;
    }
    let lines = hostile(prober, (&translated.regex, &hir), !inline, pattern, rule);
    let cost = Cost::of(&translated.regex, inline, &lines)?;
    if let Some((scanned, line)) = cost.worst.filter(|(scanned, line)| *scanned > line * MOST_SCANS) {
        return Some(format!("a line of {line} bytes is scanned {} times over", scanned / line));
    }
    let last = &cost.lines[lines.len() - RANDOM / 2..];
    let bytes: usize = last.iter().map(|(scanned, _)| scanned).sum();
    let states: usize = last.iter().map(|(_, states)| states).sum();
    let unsettled = bytes >= LEAST && states * 100 > bytes * MOST_STATES;
    unsettled.then(|| format!("its automaton goes on to build {states} states in {bytes} bytes"))
}

/// Whether something of several characters is repeated a counted number of times.
fn counts_much(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Repetition(repetition) => {
            let most = repetition.max.unwrap_or(repetition.min).max(repetition.min);
            most >= COUNTED || counts_much(&repetition.sub)
        }
        HirKind::Capture(capture) => counts_much(&capture.sub),
        HirKind::Concat(subs) | HirKind::Alternation(subs) => subs.iter().any(counts_much),
        _ => false,
    }
}

/// What hostile lines cost.
struct Cost {
    /// Bytes scanned, and bytes of the line, where that is worst.
    worst: Option<(usize, usize)>,
    /// For each line the bytes scanned, and the states of the automaton that it is the first to need.
    lines: Vec<(usize, usize)>,
}

impl Cost {
    /// `None` where the automaton cannot be stepped through.
    fn of(regex: &str, inline: bool, lines: &[String]) -> Option<Cost> {
        let mut steps = Steps::with(regex, MatchKind::LeftmostFirst)?;
        let finder = if inline { Regex::new(regex).ok() } else { None };
        let mut states: HashSet<LazyStateID> = HashSet::new();
        let mut worst: Option<(usize, usize)> = None;
        let mut each = Vec::with_capacity(lines.len());
        for line in lines {
            let known = states.len();
            let scanned = match &finder {
                Some(finder) => scan_all(&mut steps, finder, line, &mut states),
                None => scan(&mut steps, line, 0, &mut states),
            };
            let worse = |(bytes, length): (usize, usize)| scanned * length > bytes * line.len();
            if worst.is_none_or(worse) {
                worst = Some((scanned, line.len()));
            }
            each.push((scanned, states.len() - known));
        }
        Some(Cost { worst, lines: each })
    }
}

/// An in-line rule searches on after each match, and takes at most so many.
const MATCHES: usize = 256;

fn scan_all(steps: &mut Steps, finder: &Regex, line: &str, states: &mut HashSet<LazyStateID>) -> usize {
    let (mut scanned, mut at) = (0, 0);
    for _ in 0..MATCHES {
        scanned += scan(steps, line, at, states);
        let Some(found) = finder.find_at(line, at).filter(|found| !found.is_empty()) else { break };
        // Once more, from its end to its start.
        scanned += found.len();
        at = found.end();
    }
    scanned
}

/// Bytes from `at` until the automaton knows.
fn scan(steps: &mut Steps, line: &str, at: usize, states: &mut HashSet<LazyStateID>) -> usize {
    let input = Input::new(line).range(at..);
    let Ok(mut state) = steps.dfa.start_state_forward(&mut steps.cache, &input) else { return 0 };
    for (count, &byte) in line.as_bytes()[at..].iter().enumerate() {
        match steps.dfa.next_state(&mut steps.cache, state, byte) {
            Ok(next) if next.is_dead() || next.is_quit() => return count + 1,
            Ok(next) => state = next,
            // The cache is full: a state for every byte so far.
            Err(_) => return count + 1,
        }
        states.insert(state);
    }
    line.len() - at
}

/// Examples that hostile lines are made of.
const EXAMPLES: usize = 3;

/// Hostile lines for an expression: its rule's examples (or its own shortest match) with and without their last characters, over
/// and over; its characters at random; and stock that is no words.
fn hostile(
    prober: &mut Prober,
    (regex, hir): (&str, &Hir),
    whole: bool,
    pattern: &Pattern,
    rule: &Rule,
) -> Vec<String> {
    let longest = pattern.max_len.min(LONGEST);
    let mut seeds: Vec<String> =
        ["a", "ab ", "0 1", "12:", ". ", "Aa. ", "ж ", "é中ا "].map(str::to_owned).to_vec();
    let stock = seeds.len();
    seeds.extend(rule.examples.all_lines().take(EXAMPLES).map(str::to_owned));
    if seeds.len() == stock
        && let Shortest::Line(line) = prober.shortest(regex, whole, Texts::Lines(pattern.form))
    {
        seeds.push(line);
    }
    seeds.extend(beginning(hir));
    let mut lines = Vec::new();
    for seed in &seeds {
        let near: String = seed.chars().take(seed.chars().count().saturating_sub(1).max(1)).collect();
        lines.push(fill(&[seed.as_str(), &near], longest));
        lines.push(fill(&[near.as_str()], longest));
    }
    lines.retain(|line| !line.is_empty());
    // What the rule waits for at the beginning of a line, then anything.
    let mut own: Vec<char> = "a1 .".chars().collect();
    characters(hir, &mut own);
    own.sort_unstable();
    own.dedup();
    let halves = seeds[stock..].iter().map(|seed| &seed[..seed.floor_char_boundary(seed.len() / 2)]);
    let whole = seeds.last().map(String::as_str).filter(|_| seeds.len() > stock);
    let beginnings: Vec<&str> = halves.chain(whole).chain([""]).collect();
    for seed in 0..RANDOM {
        let beginning = beginnings[seed % beginnings.len()];
        let beginning = &beginning[..beginning.floor_char_boundary(longest / 2)];
        lines.push(beginning.to_owned() + &random(&own, seed as u64, longest - beginning.len()));
    }
    lines
}

/// Characters that an expression tells from others: those of its texts, and the ends of ranges in its classes.
fn characters(hir: &Hir, found: &mut Vec<char>) {
    /// Ranges of a class that are looked at: a class of all letters has hundreds.
    const RANGES: usize = 4;
    match hir.kind() {
        HirKind::Literal(literal) => found.extend(String::from_utf8_lossy(&literal.0).chars()),
        HirKind::Class(Class::Unicode(class)) => {
            let ends = class.ranges().iter().take(RANGES).flat_map(|range| [range.start(), range.end()]);
            found.extend(ends.filter(|c| !c.is_control()));
        }
        HirKind::Repetition(repetition) => characters(&repetition.sub, found),
        HirKind::Capture(capture) => characters(&capture.sub, found),
        HirKind::Concat(subs) | HirKind::Alternation(subs) => {
            subs.iter().for_each(|sub| characters(sub, found));
        }
        HirKind::Empty | HirKind::Look(_) | HirKind::Class(Class::Bytes(_)) => {}
    }
}

/// The plain text that an expression begins with.
fn beginning(hir: &Hir) -> Option<String> {
    let prefixes = regex_syntax::hir::literal::Extractor::new().extract(hir);
    let literal = prefixes.literals()?.first()?;
    String::from_utf8(literal.as_bytes().to_vec()).ok().filter(|text| !text.is_empty())
}

/// The parts over and over, to at most so many bytes.
fn fill(parts: &[&str], longest: usize) -> String {
    let mut line = String::new();
    for part in parts.iter().cycle() {
        if part.is_empty() || line.len() + part.len() > longest {
            break;
        }
        line.push_str(part);
    }
    line
}

/// Characters drawn by a linear congruential generator (Knuth's MMIX constants): the same every time.
fn random(characters: &[char], seed: u64, longest: usize) -> String {
    let mut state = seed;
    let mut line = String::new();
    loop {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let c = characters[(state >> 33) as usize % characters.len()];
        if line.len() + c.len_utf8() > longest {
            return line;
        }
        line.push(c);
    }
}
