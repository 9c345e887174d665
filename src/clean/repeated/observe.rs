//! What one document tells of its outlet's lines.

use hashbrown::HashMap;

use super::anchors::anchors;
use super::super::layout::{is_blank, is_sentence, is_story_line};
use super::super::marking::Marking;
use super::super::touched::touches;
use super::{Anchor, Sighting};
use crate::document::Document;
use crate::rules::{RuleSet, outlet};
use crate::text::{Line, hash64, line_key, lines};

/// From this weight on a line that ends as a sentence ends is taken for one.
const SENTENCE: usize = 40;

/// A line of this many characters is as good as a block.
const LONG: usize = 80;

/// What one document tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Observed {
    /// The outlet's name in lower case, empty where it is unknown.
    pub outlet: String,
    /// Its lines, each once; their document is 0 until it has a number.
    pub sightings: Vec<Sighting>,
    /// Anchors of its running text.
    pub anchors: Vec<Anchor>,
}

impl Observed {
    /// Gives the records the document's number.
    pub fn number(&mut self, document: u32) {
        self.sightings.iter_mut().for_each(|sighting| sighting.document = document);
        self.anchors.iter_mut().for_each(|anchor| anchor.document = document);
    }
}

/// Looks at the lines that rules have left, and at those that are repeated lines already.
pub fn observe(rules: &RuleSet, document: &Document, marking: &Marking) -> Observed {
    let text = &document.text;
    let lines = lines(text);
    let left = left(rules, marking, &lines);
    let name = outlet(document.source.as_deref());
    let hash = hash64(name.as_bytes());
    let kept = |at: &usize| left[*at] && !is_blank(lines[*at].span.of(text));
    let own: Vec<usize> = (0..lines.len()).filter(kept).collect();
    let shown = |at: usize| lines[at].span.of(text);
    let mut story = anchors(own.iter().map(|&at| shown(at)).filter(|line| is_story_line(line)));
    if story.is_empty() {
        story = anchors(own.iter().map(|&at| shown(at)));
    }
    Observed {
        sightings: sightings(hash, &own, shown, marking.story),
        anchors: story.into_iter().map(|anchor| Anchor { outlet: hash, document: 0, anchor }).collect(),
        outlet: name,
    }
}

/// Lines that no rule took, or that a repeated line took.
fn left(rules: &RuleSet, marking: &Marking, lines: &[Line]) -> Vec<bool> {
    let by_others = |finding: &&super::super::Finding| !rules.rules[finding.rule].is_repeated();
    let others = Marking {
        findings: marking.findings.iter().filter(by_others).cloned().collect(),
        ..Marking::default()
    };
    touches(rules, &others, lines).iter().map(|touch| touch.kind.is_none() && !touch.held).collect()
}

fn sightings<'a>(
    outlet: u64,
    own: &[usize],
    shown: impl Fn(usize) -> &'a str,
    story: Option<(usize, usize)>,
) -> Vec<Sighting> {
    let mut buffer = String::new();
    let keyed: Vec<(usize, u64)> =
        own.iter().filter_map(|&at| Some((at, line_key(shown(at), &mut buffer)?))).collect();
    let mut found: HashMap<u64, Sighting> = HashMap::with_capacity(keyed.len());
    for &(at, key) in &keyed {
        let sighting = found.entry(key).or_insert_with(|| {
            let line = shown(at);
            let chars = u16::try_from(line.trim().chars().count()).unwrap_or(u16::MAX);
            Sighting { outlet, key, chars, sentence: is_sentence(line, SENTENCE), ..Sighting::default() }
        });
        sighting.places |= place(at, story);
    }
    if story.is_some() {
        for key in twice(&keyed, &shown) {
            if let Some(sighting) = found.get_mut(&key).filter(|sighting| sighting.places == Sighting::TAIL) {
                sighting.twice = true;
            }
        }
    }
    let mut sightings: Vec<Sighting> = found.into_values().collect();
    sightings.sort_unstable();
    sightings
}

/// Without a story all of the text is head and tail at once, as it is for zones.
fn place(line: usize, story: Option<(usize, usize)>) -> u8 {
    match story {
        None => Sighting::HEAD | Sighting::TAIL,
        Some((first, _)) if line < first => Sighting::HEAD,
        Some((_, last)) if line > last => Sighting::TAIL,
        Some(_) => Sighting::MIDDLE,
    }
}

/// Lines of blocks that stand twice, word for word: two lines or more that follow each other, or a long one.
fn twice<'a>(keyed: &[(usize, u64)], shown: &impl Fn(usize) -> &'a str) -> Vec<u64> {
    let mut first: HashMap<(&str, &str), usize> = HashMap::new();
    let mut twice = Vec::new();
    for (at, pair) in keyed.windows(2).enumerate() {
        let [one, two] = [shown(pair[0].0).trim(), shown(pair[1].0).trim()];
        let before = *first.entry((one, two)).or_insert(at);
        // A line repeated on the spot is no block: a refrain, a row of dashes.
        if before + 1 < at && one != two {
            twice.extend([pair[0].1, pair[1].1]);
        }
    }
    let mut long: HashMap<&str, ()> = HashMap::new();
    for &(at, key) in keyed {
        let line = shown(at).trim();
        if line.len() >= LONG && line.chars().count() >= LONG && long.insert(line, ()).is_some() {
            twice.push(key);
        }
    }
    twice
}
