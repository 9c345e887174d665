//! Repeated text that no rules touch: collected page by page, counted by story.
//!
//! A repeated line shows in any few hundred stories of its outlet, so that a sample of the pages does. All
//! pages are kept up to [`MOST_PAGES`]; beyond, as many of each outlet as fit: those with the smallest
//! hashes, which are the same whatever the order in which pages came.

use std::collections::BTreeMap;
use std::ops::AddAssign;
use std::sync::Arc;

use hashbrown::{HashMap, HashSet};

use super::marked::Marked;
use super::missed_line::{At, MissedLine, Outlet, Standing, spread};
use super::missed_page::{Fate, MissedPage, MissedPageLine};
use super::missed_sections::sections;
use super::missed_slots::slots;
use super::template::Template;
use crate::clean::repeated::{Anchor, StoryTeller};
use crate::rules::RuleSet;

/// Pages that are kept, some 5 to 10 kB each. One of each outlet is kept however many outlets there are.
const MOST_PAGES: usize = 20_000;

/// From when on a line counts as repeated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissedLimits {
    /// Stories at least; of lines that vary beyond their numbers, one more.
    pub min_stories: u32,
    /// Outlets from which on a line is told as one of several outlets.
    pub min_sources: u32,
    /// Only this outlet, in any letter case.
    pub source: Option<String>,
    /// Examples of each line.
    pub examples: usize,
}

impl Default for MissedLimits {
    fn default() -> MissedLimits {
        MissedLimits { min_stories: 2, min_sources: 3, source: None, examples: 5 }
    }
}

/// Collects the lines that rules leave. Documents of no known outlet tell nothing.
#[derive(Debug, Clone)]
pub struct Missed {
    outlets: BTreeMap<String, Pages>,
    /// Pages kept of each outlet.
    keep: usize,
    kept: usize,
}

#[derive(Debug, Clone, Default)]
struct Pages {
    kept: BTreeMap<u64, MissedPage>,
    /// Texts of lines, each held once.
    texts: HashSet<Arc<str>>,
    left_out: bool,
}

impl Default for Missed {
    fn default() -> Missed {
        Missed { outlets: BTreeMap::new(), keep: MOST_PAGES, kept: 0 }
    }
}

impl Missed {
    /// Takes a document marked by these rules.
    pub fn add(&mut self, rules: &RuleSet, marked: &Marked) {
        self.add_page(MissedPage::of(rules, marked));
    }

    /// Takes what a document tells. The same document twice is one.
    pub fn add_page(&mut self, mut page: MissedPage) {
        if page.outlet.is_empty() {
            return;
        }
        let pages = self.outlets.entry(page.outlet.clone()).or_default();
        for line in &mut page.lines {
            line.text = Arc::clone(pages.texts.get_or_insert_with(&line.text, Arc::clone));
        }
        if pages.kept.insert(page.key, page).is_none() {
            self.kept += 1;
        }
        self.kept -= pages.hold(self.keep);
        while self.kept > MOST_PAGES && self.keep > 1 {
            self.keep /= 2;
            self.kept -= self.outlets.values_mut().map(|pages| pages.hold(self.keep)).sum::<usize>();
        }
    }

    /// The outlets of which some pages were left out for want of room, sorted.
    pub fn sampled(&self) -> Vec<&str> {
        let sampled = self.outlets.iter().filter(|(_, pages)| pages.left_out);
        sampled.map(|(name, _)| name.as_str()).collect()
    }

    /// The lines that reach the limits, those most worth a rule first.
    pub fn finish(&self, limits: &MissedLimits) -> Vec<MissedLine> {
        let wanted = limits.source.as_ref().map(|source| source.to_lowercase());
        let mut missed = Vec::new();
        let mut everywhere = Everywhere::of(self.outlets.values(), limits);
        for outlet in self.outlets().filter(|outlet| wanted.as_ref().is_none_or(|name| name == outlet.name)) {
            let found = Found::of(&outlet);
            missed.extend(found.repeated(limits));
            missed.extend(found.varying(limits));
            missed.extend(sections(&outlet, limits.min_stories.max(2) as usize + 1, limits.examples));
            if wanted.is_none() {
                everywhere.add(&found);
            }
        }
        let shared = everywhere.finish(limits, &mut missed);
        missed.extend(shared);
        missed.sort_by(|a, b| rank(a).cmp(&rank(b)));
        missed
    }

    /// The pages that are held, of one outlet or of all.
    pub(super) fn pages<'a>(&'a self, source: Option<&'a str>) -> impl Iterator<Item = &'a MissedPage> {
        let wanted = self.outlets.iter().filter(move |(name, _)| source.is_none_or(|source| source == *name));
        wanted.flat_map(|(_, pages)| pages.kept.values())
    }

    /// The outlets in their order, with their stories told.
    fn outlets(&self) -> impl Iterator<Item = Outlet<'_>> {
        self.outlets.iter().map(|(name, pages)| {
            let pages: Vec<&MissedPage> = pages.kept.values().collect();
            let mut teller = StoryTeller::new(pages.len());
            for (document, page) in (0..).zip(&pages) {
                page.anchors.iter().for_each(|&anchor| teller.add(Anchor { outlet: 0, document, anchor }));
            }
            let (stories, counts) = teller.finish();
            Outlet { name, pages, stories, of: counts.get(&0).copied().unwrap_or(0) }
        })
    }
}

impl Pages {
    /// Leaves the pages with the largest keys out, and says how many.
    fn hold(&mut self, most: usize) -> usize {
        let mut gone = 0;
        while self.kept.len() > most {
            self.kept.pop_last();
            gone += 1;
        }
        self.left_out |= gone > 0;
        if gone > 64 || gone > 0 && self.texts.len() > 1 << 20 {
            self.texts.retain(|text| Arc::strong_count(text) > 1);
        }
        gone
    }
}

impl AddAssign for Missed {
    fn add_assign(&mut self, other: Missed) {
        for (name, pages) in other.outlets {
            let left_out = pages.left_out;
            pages.kept.into_values().for_each(|page| self.add_page(page));
            if let Some(own) = self.outlets.get_mut(&name) {
                own.left_out |= left_out;
            }
        }
        while self.keep > other.keep {
            self.keep /= 2;
        }
        self.kept -= self.outlets.values_mut().map(|pages| pages.hold(self.keep)).sum::<usize>();
    }
}

/// Most stories first, then the larger share, more documents, more text.
fn rank(line: &MissedLine) -> impl Ord + use<'_> {
    let Standing { stories, of, documents, .. } = line.standing;
    let share = u64::from(stories) * 1000 / u64::from(of.max(1));
    let most = std::cmp::Reverse((stories, share, documents, line.longest));
    (most, &line.source, &line.template)
}

/// The missed lines of one outlet by key, with their places.
struct Found<'a> {
    outlet: &'a Outlet<'a>,
    by_key: BTreeMap<u64, Vec<At>>,
    /// Keys that stand in more than one story.
    repeated: HashSet<u64>,
}

impl<'a> Found<'a> {
    fn of(outlet: &'a Outlet<'a>) -> Found<'a> {
        let mut by_key: BTreeMap<u64, Vec<At>> = BTreeMap::new();
        for (page, of) in (0..).zip(&outlet.pages) {
            for (line, _) in (0..).zip(&of.lines).filter(|(_, line)| line.is_missed()) {
                let at = At { page, line };
                by_key.entry(outlet.line(at).key).or_default().push(at);
            }
        }
        let repeated =
            by_key.iter().filter(|(_, places)| outlet.stories(places) > 1).map(|(key, _)| *key).collect();
        Found { outlet, by_key, repeated }
    }

    /// Whether three of the four lines around a line are repeated, or gone; beyond the edges nothing speaks
    /// against it.
    fn is_framed(&self, at: At) -> bool {
        let lines = &self.outlet.pages[at.page as usize].lines;
        let at = at.line as usize;
        let around = (at.saturating_sub(2)..at).chain(at + 1..(at + 3).min(lines.len()));
        let strange = around.filter(|&other| {
            let line = &lines[other];
            !(matches!(line.fate, Fate::Taken | Fate::Scored) || self.repeated.contains(&line.key))
        });
        strange.count() <= 1
    }

    fn repeated(&self, limits: &MissedLimits) -> Vec<MissedLine> {
        let enough = |(_, places): &(&u64, &Vec<At>)| {
            self.outlet.stories(places) >= limits.min_stories.max(2) as usize
        };
        let line = |(_, places): (&u64, &Vec<At>)| {
            let template = self.template(places);
            self.outlet.missed(template, places, &|at| self.is_framed(at), limits.examples)
        };
        self.by_key.iter().filter(enough).map(line).collect()
    }

    /// Lines of few stories that have a shape in common with those of others.
    fn varying(&self, limits: &MissedLimits) -> Vec<MissedLine> {
        let min_stories = limits.min_stories.max(2) + 1;
        // The names of a few authors stand in many by-lines.
        let is_rare = |(key, places): &(&u64, &Vec<At>)| {
            !self.repeated.contains(*key) || self.outlet.stories(places) * 4 <= self.outlet.of as usize
        };
        let rare = self.by_key.iter().filter(is_rare);
        let places: Vec<At> = rare.flat_map(|(_, places)| places.iter().copied()).collect();
        let found = slots(self.outlet, &places, min_stories as usize).into_iter();
        let line = |(template, places): (Template, Vec<At>)| {
            self.outlet.missed(template, &places, &|at| self.is_framed(at), limits.examples)
        };
        found.map(line).collect()
    }

    /// What the lines of one key have in common.
    fn template(&self, places: &[At]) -> Template {
        let mut templates = places.iter().map(|&at| Template::of(&self.outlet.line(at).text));
        let mut template = templates.next().unwrap_or_default();
        templates.for_each(|other| template.join(&other));
        template
    }
}

/// Lines by key over all outlets.
struct Everywhere {
    /// Keys of enough outlets.
    wanted: HashSet<u64>,
    by_key: BTreeMap<u64, MissedLine>,
}

impl Everywhere {
    /// Longer lines, in bytes, are the stories that outlets share.
    const LONGEST: usize = 120;

    fn of<'a>(outlets: impl Iterator<Item = &'a Pages>, limits: &MissedLimits) -> Everywhere {
        let mut seen: HashMap<u64, (u32, u32)> = HashMap::new();
        for (outlet, pages) in (1..).zip(outlets) {
            let lines = pages.kept.values().flat_map(|page| &page.lines);
            let short = |line: &&MissedPageLine| line.is_missed() && !line.sentence;
            for line in lines.filter(short).filter(|line| line.text.len() <= Everywhere::LONGEST) {
                let (last, outlets) = seen.entry(line.key).or_default();
                if *last != outlet {
                    (*last, *outlets) = (outlet, *outlets + 1);
                }
            }
        }
        let enough = |(_, (_, outlets)): &(&u64, &(u32, u32))| *outlets >= limits.min_sources.max(2);
        let wanted = seen.iter().filter(enough).map(|(key, _)| *key).collect();
        Everywhere { wanted, by_key: BTreeMap::new() }
    }

    fn add(&mut self, found: &Found<'_>) {
        for (&key, places) in found.by_key.iter().filter(|(key, _)| self.wanted.contains(*key)) {
            let template = found.template(places);
            let other = found.outlet.missed(template, places, &|at| found.is_framed(at), 2);
            match self.by_key.get_mut(&key) {
                None => {
                    self.by_key.insert(key, MissedLine { source: None, ..other });
                }
                Some(known) => {
                    known.standing.add(&other.standing);
                    known.template.join(&other.template);
                    known.longest = known.longest.max(other.longest);
                    known.examples.extend(other.examples);
                }
            }
        }
    }

    /// The lines of enough stories. The same lines of single outlets are marked as shared.
    fn finish(self, limits: &MissedLimits, single: &mut [MissedLine]) -> Vec<MissedLine> {
        let enough = |line: &MissedLine| line.standing.stories >= limits.min_stories;
        let mut lines: Vec<MissedLine> = self.by_key.into_values().filter(enough).collect();
        for line in &mut lines {
            line.examples = spread(&line.examples, limits.examples);
        }
        let keys: HashSet<u64> = lines.iter().flat_map(|line| line.keys.iter().copied()).collect();
        for line in single.iter_mut().filter(|line| line.variants == 1 && line.until.is_none()) {
            line.shared = line.keys.iter().all(|key| keys.contains(key));
        }
        lines
    }
}
