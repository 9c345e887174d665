//! From sorted sightings to lines that an outlet repeats.

use std::collections::BTreeMap;

use super::{NO_STORY, Sighting};
use crate::rules::{Apply, LearntLine, LearntSource, Reach, Repeat, Rule, RuleSet, Subject, Tally, Zone};

/// An outlet of the run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outlet {
    /// Its name in lower case.
    pub name: String,
    /// Its stories.
    pub stories: u32,
}

/// Takes sightings sorted by outlet, line and document, and counts in how many stories each line stands.
#[derive(Debug)]
pub struct Learner<'a> {
    rules: &'a RuleSet,
    outlets: &'a BTreeMap<u64, Outlet>,
    /// The story of each document.
    stories: &'a [u32],
    learnt: Vec<LearntSource>,
    outlet: Option<u64>,
    limits: Vec<(&'a Rule, Repeat)>,
    /// Sightings of the present line.
    line: Vec<Sighting>,
}

impl<'a> Learner<'a> {
    /// `outlets` by the hash of their names; `stories` by the number of the document.
    pub fn new(rules: &'a RuleSet, outlets: &'a BTreeMap<u64, Outlet>, stories: &'a [u32]) -> Learner<'a> {
        Learner {
            rules,
            outlets,
            stories,
            learnt: Vec::new(),
            outlet: None,
            limits: Vec::new(),
            line: Vec::new(),
        }
    }

    /// Takes the next sighting.
    pub fn add(&mut self, sighting: Sighting) {
        if self.line.first().is_some_and(|last| (last.outlet, last.key) != (sighting.outlet, sighting.key)) {
            self.end_line();
        }
        if self.outlet != Some(sighting.outlet) {
            self.begin_outlet(sighting.outlet);
        }
        self.line.push(sighting);
    }

    /// What was learnt, sorted by the names of outlets.
    pub fn finish(mut self) -> Vec<LearntSource> {
        self.end_line();
        self.learnt.retain(|source| !source.lines.is_empty());
        self.learnt.sort_by(|a, b| a.source.cmp(&b.source));
        self.learnt
    }

    fn begin_outlet(&mut self, hash: u64) {
        self.outlet = Some(hash);
        let outlet = self.outlets.get(&hash).cloned().unwrap_or_default();
        let host = (outlet.name.contains('.') && !outlet.name.contains(char::is_whitespace))
            .then(|| outlet.name.clone());
        let source = (!outlet.name.is_empty()).then_some(outlet.name.as_str());
        let subject = Subject { host, source, lang: None };
        self.limits = self.rules.repeats().filter(|(rule, _)| rule.scope.holds(&subject)).collect();
        self.learnt.push(LearntSource { source: outlet.name, stories: outlet.stories, lines: Vec::new() });
    }

    fn end_line(&mut self) {
        let (Some(&first), Some(source)) = (self.line.first(), self.learnt.last_mut()) else {
            return;
        };
        let tally = tally(&mut self.line, self.stories, source.stories);
        self.line.clear();
        let known = self.rules.knows_line(&source.source, first.key);
        let decided = if known { None } else { decide(&self.limits, &first, &tally) };
        if let Some((zone, apply)) = decided {
            source.lines.push(LearntLine { key: first.key, tally, zone, apply: Some(apply) });
        } else if known {
            source.lines.push(LearntLine { key: first.key, tally, zone: Zone::default(), apply: None });
        }
    }
}

/// Counts one line's sightings by story.
fn tally(line: &mut [Sighting], stories: &[u32], of: u32) -> Tally {
    let story = |sighting: &Sighting| stories.get(sighting.document as usize).copied().unwrap_or(NO_STORY);
    let mut tally =
        Tally { of, documents: u32::try_from(line.len()).unwrap_or(u32::MAX), ..Tally::default() };
    line.sort_unstable_by_key(story);
    for run in line.chunk_by(|a, b| story(a) == story(b)).filter(|run| story(&run[0]) != NO_STORY) {
        let places = run.iter().fold(0, |places, sighting| places | sighting.places);
        let twice = u32::from(run.iter().any(|sighting| sighting.twice));
        tally.stories += 1 + twice;
        tally.head += u32::from(places & Sighting::HEAD != 0);
        tally.near += u32::from(places & Sighting::NEAR != 0);
        tally.middle += u32::from(places & Sighting::MIDDLE != 0);
        tally.tail += u32::from(places & Sighting::TAIL != 0) + twice;
    }
    tally
}

/// Where a line may be taken, and how, by the limits that it reaches.
fn decide(limits: &[(&Rule, Repeat)], line: &Sighting, tally: &Tally) -> Option<(Zone, Apply)> {
    let enough = |repeat: &Repeat, stories: u32| {
        let stories = u64::from(stories);
        stories >= repeat.min_docs as u64
            && stories * 1000 >= u64::from(repeat.min_share) * u64::from(tally.of)
    };
    let chars = usize::from(line.chars);
    let mut decided: Option<(Zone, Apply)> = None;
    for (rule, repeat) in limits {
        let fits = (repeat.min_chars..=repeat.max_chars).contains(&chars)
            && repeat.sentence.is_none_or(|sentence| sentence == line.sentence);
        let reaches = |reach: Option<Reach>, stories| reach.filter(|_| enough(repeat, stories));
        let anywhere = rule.zone.head.is_none() && rule.zone.tail.is_none();
        let zone = Zone {
            // Where headlines stand a line must be repeated in that very place, for other stories list them;
            // and in one story more, for a series repeats its headline but for a number.
            head: reaches(rule.zone.head, tally.near.saturating_sub(1)).or(reaches(
                rule.zone.head,
                tally.head,
            )
            .map(|_| Reach::Banner)),
            tail: reaches(rule.zone.tail, tally.tail),
            ..Zone::default()
        };
        // Within the story too, and not only on one side of it.
        let within = tally.middle.saturating_mul(2) >= tally.stories;
        let reached =
            if anywhere { within && enough(repeat, tally.stories) } else { zone != Zone::default() };
        if fits && reached {
            decided = Some(match decided {
                None => (zone, rule.apply),
                Some((before, apply)) => (wider(before, zone), apply.min(rule.apply)),
            });
        }
    }
    decided
}

/// Both zones; an empty one is everywhere.
fn wider(one: Zone, other: Zone) -> Zone {
    if one == Zone::default() || other == Zone::default() {
        return Zone::default();
    }
    let story = [one.head, other.head].contains(&Some(Reach::Story));
    let head = if story { Some(Reach::Story) } else { one.head.or(other.head) };
    Zone { head, tail: one.tail.or(other.tail), ..Zone::default() }
}
