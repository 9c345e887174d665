//! What one document tells of its outlet's lines.

use hashbrown::HashMap;

use super::super::layout::{is_blank, is_long_sentence, is_story_line};
use super::super::marking::Marking;
use super::super::touched::touches;
use super::anchors::anchors;
use super::{Anchor, Sighting};
use crate::document::Document;
use crate::rules::{HEADLINE, RuleSet, outlet};
use crate::text::{Line, hash64, line_key};

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

/// Looks at the lines that rules have left, and at those that are repeated lines already. A document of
/// no known outlet tells nothing: what many outlets repeat together are the forms of stories.
pub fn observe(rules: &RuleSet, document: &Document, lines: &[Line], marking: &Marking) -> Observed {
    let name = outlet(document.source.as_deref());
    if name.is_empty() {
        return Observed::default();
    }
    let hash = hash64(name.as_bytes());
    let text = &document.text;
    let Left { own, anchors, story } = left_in(rules, text, lines, marking);
    Observed {
        sightings: sightings(hash, &own, |at| lines[at].span.of(text), story),
        anchors: anchors.into_iter().map(|anchor| Anchor { outlet: hash, document: 0, anchor }).collect(),
        outlet: name,
    }
}

/// What rules have left of a text.
#[derive(Debug, Clone, Default)]
pub struct Left {
    /// The lines that are not blank and that no rule took or holds (repeated lines are no rules here),
    /// counted from 0.
    pub own: Vec<usize>,
    /// Sampled passages of its running text, by which copies of a story are known.
    pub anchors: Vec<u32>,
    /// Where its story is, if it has one.
    pub story: Option<Story>,
}

/// What rules have left of a text, of which `lines` are the lines.
pub fn left_in(rules: &RuleSet, text: &str, lines: &[Line], marking: &Marking) -> Left {
    let left = left(rules, marking, lines);
    let shown = |at: usize| lines[at].span.of(text);
    let own: Vec<usize> = (0..lines.len()).filter(|&at| left[at] && !is_blank(shown(at))).collect();
    // Teasers and notices in whole sentences would make one story of all pages that have them.
    let scored = |at: &usize| marking.page.lines.binary_search_by_key(at, |scored| scored.line).is_ok();
    let article = || own.iter().filter(|at| !scored(at)).map(|&at| shown(at));
    let mut story = anchors(article().filter(|line| is_story_line(line)));
    if story.is_empty() {
        story = anchors(article());
    }
    Left { own, anchors: story, story: Story::of(text, lines, marking.story) }
}

/// Whether a line ends as a sentence ends, and is long enough for one.
pub fn is_sentence(line: &str) -> bool {
    is_long_sentence(line, SENTENCE)
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
    story: Option<Story>,
) -> Vec<Sighting> {
    let mut buffer = String::new();
    let keyed: Vec<(usize, u64)> =
        own.iter().filter_map(|&at| Some((at, line_key(shown(at), &mut buffer)?))).collect();
    let mut found: HashMap<u64, Sighting> = HashMap::with_capacity(keyed.len());
    for &(at, key) in &keyed {
        let sighting = found.entry(key).or_insert_with(|| {
            let line = shown(at);
            let chars = u16::try_from(line.trim().chars().count()).unwrap_or(u16::MAX);
            Sighting { outlet, key, chars, sentence: is_sentence(line), ..Sighting::default() }
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

/// Where the story of a text is, in lines counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Story {
    first: usize,
    last: usize,
    /// The first line of those among which the headline stands.
    headline: usize,
}

impl Story {
    fn of(text: &str, lines: &[Line], found: Option<(usize, usize)>) -> Option<Story> {
        let (first, last) = found?;
        let shown = |at: &usize| !is_blank(lines[*at].span.of(text));
        let headline = (0..first).rev().filter(shown).take(HEADLINE).last().unwrap_or(first);
        Some(Story { first, last, headline })
    }
}

/// Where a line stands: [`Sighting::HEAD`] and so on. Without a story all of the text is head and tail at
/// once, as it is for zones.
pub fn place(line: usize, story: Option<Story>) -> u8 {
    match story {
        None => Sighting::HEAD | Sighting::NEAR | Sighting::TAIL,
        Some(story) if line < story.headline => Sighting::HEAD,
        // The first story line is of the head too: a notice in whole sentences may stand there.
        Some(story) if line <= story.first => Sighting::HEAD | Sighting::NEAR,
        Some(story) if line > story.last => Sighting::TAIL,
        Some(_) => Sighting::MIDDLE,
    }
}

/// Lines of blocks that stand twice, word for word and no oftener: two lines or more that follow each other,
/// or a long one. What stands three times is a table, a refrain, a label.
fn twice<'a>(keyed: &[(usize, u64)], shown: &impl Fn(usize) -> &'a str) -> Vec<u64> {
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, &(line, _)) in keyed.iter().enumerate() {
        places.entry(shown(line).trim()).or_default().push(at);
    }
    let pair = |at: usize| places.get(shown(keyed[at].0).trim()).filter(|pair| pair.len() == 2);
    let mut twice = Vec::new();
    for (at, &(line, key)) in keyed.iter().enumerate() {
        let Some(&[first, second]) = pair(at).map(Vec::as_slice) else {
            continue;
        };
        let text = shown(line).trim();
        let long = text.len() >= LONG && text.chars().count() >= LONG;
        let goes_on = |step: fn(usize) -> Option<usize>| {
            let next = step(first).zip(step(second));
            next.is_some_and(|(one, two)| {
                two < keyed.len() && pair(one).is_some_and(|places| **places == [one, two])
            })
        };
        let apart = second > first + 1;
        if long || (apart && (goes_on(|at| at.checked_add(1)) || goes_on(|at| at.checked_sub(1)))) {
            twice.push(key);
        }
    }
    twice
}
