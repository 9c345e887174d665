//! A repeated line that no rule touches, and how it was counted.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::missed_page::{Fate, MissedPage, MissedPageLine};
use super::template::Template;
use crate::clean::repeated::{NO_STORY, Sighting};

/// A line, or lines of one shape, that an outlet repeats and no rule touches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissedLine {
    /// The outlet in lower case; `None` for a line of several.
    pub source: Option<String>,
    /// The line with what varies left open.
    pub template: Template,
    /// How often it stands, and where.
    pub standing: Standing,
    /// It ends as a sentence ends.
    pub sentence: bool,
    /// The outlet is not alone with it: the line of several outlets is told too.
    pub shared: bool,
    /// What follows, where the line is the heading of a list that changes; the examples are of the list.
    pub until: Option<Until>,
    /// Up to five lines as they stand, from different documents where there are such.
    pub examples: Vec<Sample>,
    /// Bytes of the longest such line.
    pub(super) longest: usize,
    /// The different lines behind it; of a line that varies in numbers alone, one.
    pub(super) variants: usize,
    /// The keys of the lines it was made of, sorted.
    pub(super) keys: Vec<u64>,
}

/// How far a list goes below its heading, and what it comes to in the pages that were looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Until {
    /// The line below the list is one of these.
    pub ends: Vec<Template>,
    /// Lines of heading and list at most.
    pub most_lines: usize,
    /// Lines of such lists that no rule takes.
    pub hits: u64,
    /// Documents that have some.
    pub documents: u64,
    /// Of these lines, those that go by score.
    pub scored: u64,
    /// One such list, with its heading and the line below.
    pub(super) block: Sample,
}

/// A real line and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sample {
    /// The document's id.
    pub document: Arc<str>,
    /// Counted from 1.
    pub line: u32,
    /// The line, trimmed.
    pub text: Arc<str>,
}

/// In how many stories and documents a line stands, and where in them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// Stories that have it. A story in ten editions is one.
    pub stories: u32,
    /// Stories of the outlet (of the outlets that have the line, where it is of several).
    pub of: u32,
    /// Documents that have it.
    pub documents: u32,
    /// How often it stands in all of them.
    pub lines: u32,
    /// Outlets that have it.
    pub sources: u32,
    /// Stories that have it above their text.
    pub head: u32,
    /// Of these, stories that have it among the five lines above the text, where headlines stand.
    pub near: u32,
    /// Stories that have it within.
    pub middle: u32,
    /// Stories that have it below.
    pub tail: u32,
    /// Documents from which it goes by score alone.
    pub scored: u32,
    /// Documents that were scored and of which it is left.
    pub left: u32,
    /// Documents in which its neighbours are repeated or gone too.
    pub framed: u32,
}

/// A line in a page, by their places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct At {
    pub(super) page: u32,
    pub(super) line: u32,
}

/// The pages of one outlet with their stories.
pub(super) struct Outlet<'a> {
    pub(super) name: &'a str,
    pub(super) pages: Vec<&'a MissedPage>,
    /// The story of each page.
    pub(super) stories: Vec<u32>,
    /// How many there are.
    pub(super) of: u32,
}

impl Outlet<'_> {
    pub(super) fn line(&self, at: At) -> &MissedPageLine {
        &self.pages[at.page as usize].lines[at.line as usize]
    }

    /// The stories that have one of these lines.
    pub(super) fn stories(&self, places: &[At]) -> usize {
        let mut stories: Vec<u32> = places.iter().map(|at| self.stories[at.page as usize]).collect();
        stories.sort_unstable();
        stories.dedup();
        stories.iter().filter(|&&story| story != NO_STORY).count()
    }

    /// Counts lines, which are sorted, by story and document. `framed` tells of each line whether its
    /// neighbours are repeated.
    pub(super) fn standing(&self, places: &[At], framed: &dyn Fn(At) -> bool) -> Standing {
        let mut standing = Standing { of: self.of, sources: 1, ..Standing::default() };
        let mut by_story: BTreeMap<u32, u8> = BTreeMap::new();
        for run in places.chunk_by(|one, other| one.page == other.page) {
            let page = self.pages[run[0].page as usize];
            let any = |test: &dyn Fn(At) -> bool| u32::from(run.iter().any(|&at| test(at)));
            let stays = any(&|at| self.line(at).fate == Fate::Stays);
            standing.documents += 1;
            standing.lines += u32::try_from(run.len()).unwrap_or(u32::MAX);
            standing.scored += u32::from(stays == 0);
            standing.left += u32::from(page.scored) * stays;
            standing.framed += any(framed);
            let places = run.iter().fold(0, |places, &at| places | self.line(at).places);
            *by_story.entry(self.stories[run[0].page as usize]).or_default() |= places;
        }
        by_story.remove(&NO_STORY);
        for places in by_story.values() {
            let is = |place: u8| u32::from(places & place != 0);
            standing.stories += 1;
            standing.head += is(Sighting::HEAD);
            standing.near += is(Sighting::NEAR);
            standing.middle += is(Sighting::MIDDLE);
            standing.tail += is(Sighting::TAIL);
        }
        standing
    }

    /// Up to `most` lines, from as many documents, the first by id.
    pub(super) fn samples(&self, places: &[At], most: usize) -> Vec<Sample> {
        let sample = |at: &At| {
            let line = self.line(*at);
            let document = Arc::clone(&self.pages[at.page as usize].id);
            Sample { document, line: line.number, text: Arc::clone(&line.text) }
        };
        let mut samples: Vec<Sample> = places.iter().map(sample).collect();
        samples.sort();
        samples.dedup_by(|next, kept| next.document == kept.document);
        spread(&samples, most)
    }

    /// The line that these places have in common.
    pub(super) fn missed(
        &self,
        template: Template,
        places: &[At],
        framed: &dyn Fn(At) -> bool,
        most_samples: usize,
    ) -> MissedLine {
        let mut keys: Vec<u64> = places.iter().map(|&at| self.line(at).key).collect();
        keys.sort_unstable();
        keys.dedup();
        let texts = || places.iter().map(|&at| &*self.line(at).text);
        MissedLine {
            source: Some(self.name.to_owned()),
            standing: self.standing(places, framed),
            sentence: places.iter().any(|&at| self.line(at).sentence),
            shared: false,
            until: None,
            examples: self.samples(places, most_samples),
            longest: texts().map(str::len).max().unwrap_or_default(),
            variants: keys.len(),
            keys,
            template,
        }
    }
}

/// The first `most` of some samples, those with different texts before others.
pub(super) fn spread(samples: &[Sample], most: usize) -> Vec<Sample> {
    let mut chosen: Vec<Sample> = Vec::new();
    for fresh in [true, false] {
        for sample in samples {
            let known = chosen.iter().any(|other| other == sample || fresh && other.text == sample.text);
            if chosen.len() < most && !known {
                chosen.push(sample.clone());
            }
        }
    }
    chosen.sort();
    chosen
}

impl MissedLine {
    /// The calendars that a rule for the line needs.
    pub(super) fn calendars(&self) -> impl Iterator<Item = (usize, bool)> {
        let ends = self.until.iter().flat_map(|until| &until.ends);
        ends.chain([&self.template]).flat_map(Template::calendars)
    }
}

impl Standing {
    /// Counts of another outlet.
    pub(super) fn add(&mut self, other: &Standing) {
        self.stories += other.stories;
        self.of += other.of;
        self.documents += other.documents;
        self.lines += other.lines;
        self.sources += other.sources;
        self.head += other.head;
        self.near += other.near;
        self.middle += other.middle;
        self.tail += other.tail;
        self.scored += other.scored;
        self.left += other.left;
        self.framed += other.framed;
    }

    /// Where it stands, in words: `above`, `by the headline`, `within`, `below`; the most frequent first.
    pub fn places(&self) -> Vec<&'static str> {
        let mut places = [
            (self.head.saturating_sub(self.near), "head"),
            (self.near, "near headline"),
            (self.middle, "middle"),
            (self.tail, "tail"),
        ];
        places.sort_by_key(|(stories, _)| std::cmp::Reverse(*stories));
        places.iter().filter(|(stories, _)| *stories > 0).map(|(_, name)| *name).collect()
    }
}
