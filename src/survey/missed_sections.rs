//! Lists between two lines that an outlet repeats: headlines of the day under their heading.
//!
//! The lines of such a list change from day to day, and no rule for one of them lives long. What stays is
//! the heading, and what follows the list. A stretch is a section where, in all texts of the outlet, nothing
//! between the two is left by scores.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hashbrown::HashMap;

use super::missed_line::{At, MissedLine, Outlet, Sample, Until};
use super::missed_page::{Fate, MissedPage, MissedPageLine};
use super::template::Template;
use crate::clean::repeated::Sighting;

/// Lines of a list at most.
const MOST: usize = 60;

/// A heading, and what ends a list, is no longer than this, in bytes.
const HEADING: usize = 120;

/// A heading of so many columns may be a headline.
const TITLE: usize = 30;

/// It has so many letters at least; a wide character counts as three.
const LETTERS: usize = 4;

/// Ends of one list at most, the most frequent.
const ENDS: usize = 8;

/// One line in so many of what is taken may be one that scores left.
const DANGER: usize = 50;

/// A stretch between two fixed lines of a page.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    heading: At,
    /// The fixed line below.
    end: u32,
    /// Whether all of it goes by score or rules, some by score alone.
    gone: bool,
}

/// The lists of an outlet that stand in so many stories.
pub(super) fn sections(outlet: &Outlet<'_>, min_stories: usize, most_samples: usize) -> Vec<MissedLine> {
    let fixed = fixed(outlet, min_stories);
    let mut by_heading: BTreeMap<u64, Vec<Stretch>> = BTreeMap::new();
    for (page, of) in (0..).zip(&outlet.pages).filter(|(_, page)| page.scored) {
        for stretch in stretches(page, of, &fixed) {
            by_heading.entry(outlet.line(stretch.heading).key).or_default().push(stretch);
        }
    }
    let section = |(key, stretches): (&u64, &Vec<Stretch>)| {
        let headings = fixed.get(key).filter(|headings| headings.once)?;
        section(outlet, stretches, &headings.places, min_stories, most_samples)
    };
    by_heading.iter().filter_map(section).collect()
}

/// A line that is fixed in the pages of an outlet.
struct Fixed {
    places: Vec<At>,
    /// Once or twice in a page, so that it may head a list; what stands above each entry heads none.
    once: bool,
}

/// Lines that stand in enough stories, and that no scores leave. Entries of the list of the day are no
/// fixed lines, though all pages of that day have them: they are longer, and other days have others.
fn fixed(outlet: &Outlet<'_>, min_stories: usize) -> HashMap<u64, Fixed> {
    let mut places: HashMap<u64, Vec<At>> = HashMap::new();
    for (page, of) in (0..).zip(&outlet.pages) {
        for (line, found) in (0..).zip(&of.lines) {
            if found.key != 0 && !found.sentence && found.text.len() <= HEADING {
                places.entry(found.key).or_default().push(At { page, line });
            }
        }
    }
    let is_fixed = |places: &Vec<At>| {
        if places.len() < min_stories {
            return false;
        }
        let (stories, of) = (outlet.stories(places), outlet.of as usize);
        let template = Template::of(&outlet.line(places[0]).text);
        let short = template.width() < TITLE || stories * 2 >= of && template.width() < 2 * TITLE;
        let left = places.iter().filter(|at| outlet.line(**at).fate == Fate::Stays).count();
        stories >= min_stories
            && stories * 4 >= of
            && left * DANGER <= places.len()
            && short
            && template.letters() >= LETTERS
    };
    let fixed = places.into_iter().filter(|(_, places)| is_fixed(places)).map(|(key, places)| {
        let pages = places.chunk_by(|one, other| one.page == other.page).count();
        (key, Fixed { once: places.len() <= 2 * pages, places })
    });
    fixed.collect()
}

fn stretches(number: u32, page: &MissedPage, fixed: &HashMap<u64, Fixed>) -> Vec<Stretch> {
    let mut stretches = Vec::new();
    let mut heading: Option<u32> = None;
    for (at, line) in (0..).zip(&page.lines) {
        if !fixed.contains_key(&line.key) {
            continue;
        }
        if let Some(heading) = heading.filter(|heading| at > heading + 1) {
            let between = &page.lines[heading as usize + 1..at as usize];
            let scored = between.iter().any(|line| line.fate == Fate::Scored);
            let gone = scored && between.len() <= MOST && !between.iter().any(is_story);
            stretches.push(Stretch { heading: At { page: number, line: heading }, end: at, gone });
        }
        heading = Some(at);
    }
    stretches
}

/// What scores leave, and what stands where headlines stand, whatever scores make of it.
fn is_story(line: &MissedPageLine) -> bool {
    line.fate == Fate::Stays || line.fate == Fate::Scored && line.places & Sighting::NEAR != 0
}

/// The section of one heading, if there is enough of it and no story in it.
fn section(
    outlet: &Outlet<'_>,
    stretches: &[Stretch],
    everywhere: &[At],
    min_stories: usize,
    most_samples: usize,
) -> Option<MissedLine> {
    let gone: Vec<&Stretch> = stretches.iter().filter(|stretch| stretch.gone).collect();
    let headings: Vec<At> = gone.iter().map(|stretch| stretch.heading).collect();
    if outlet.stories(&headings) < min_stories {
        return None;
    }
    let end = |stretch: &Stretch| At { line: stretch.end, ..stretch.heading };
    let ends = ends(outlet, &gone.iter().map(|stretch| end(stretch)).collect::<Vec<_>>());
    let length = |stretch: &&&Stretch| (stretch.end - stretch.heading.line) as usize;
    let longest = gone.iter().map(|stretch| length(&stretch)).max().unwrap_or_default();
    let most_lines = longest + longest / 4 + 1;
    let keys: BTreeSet<u64> = ends.iter().map(|(key, _)| *key).collect();
    let taken = taken(outlet, everywhere, &keys, most_lines);
    if taken.is_empty() || taken.left * DANGER > taken.places.len() {
        return None;
    }
    let shortest = gone.iter().filter(|stretch| keys.contains(&outlet.line(end(stretch)).key));
    let block = block(outlet, shortest.min_by_key(|stretch| length(stretch))?);
    let line = outlet.missed(joined(outlet, &headings), &taken.places, &|_| true, most_samples);
    let until = Until {
        ends: ends.into_iter().map(|(_, template)| template).collect(),
        most_lines,
        hits: taken.places.len() as u64,
        documents: taken.documents,
        scored: taken.scored,
        block,
    };
    Some(MissedLine { until: Some(until), ..line })
}

/// What follows the list, the most frequent first.
fn ends(outlet: &Outlet<'_>, places: &[At]) -> Vec<(u64, Template)> {
    let mut by_key: BTreeMap<u64, Vec<At>> = BTreeMap::new();
    for &at in places {
        by_key.entry(outlet.line(at).key).or_default().push(at);
    }
    let mut ends: Vec<(usize, u64, Template)> = by_key
        .into_iter()
        .map(|(key, places)| (outlet.stories(&places), key, joined(outlet, &places)))
        .collect();
    ends.sort_by_key(|(stories, key, _)| (std::cmp::Reverse(*stories), *key));
    ends.into_iter().take(ENDS).map(|(_, key, template)| (key, template)).collect()
}

fn joined(outlet: &Outlet<'_>, places: &[At]) -> Template {
    let mut templates = places.iter().map(|&at| Template::of(&outlet.line(at).text));
    let mut template = templates.next().unwrap_or_default();
    templates.for_each(|other| template.join(&other));
    template
}

/// What a section would take.
#[derive(Debug, Default)]
struct Taken {
    /// Lines between heading and end that no rule takes.
    places: Vec<At>,
    documents: u64,
    scored: u64,
    /// Of the lines, those that may be of a story.
    left: usize,
}

impl Taken {
    fn is_empty(&self) -> bool {
        self.places.is_empty()
    }
}

/// What sections with these headings, which are sorted, take.
fn taken(outlet: &Outlet<'_>, headings: &[At], ends: &BTreeSet<u64>, most_lines: usize) -> Taken {
    let mut taken = Taken::default();
    for run in headings.chunk_by(|one, other| one.page == other.page) {
        let page = outlet.pages[run[0].page as usize];
        let before = taken.places.len();
        let mut from = 0;
        for heading in run.iter().filter_map(|at| usize::try_from(at.line).ok()) {
            let within = heading + 1..page.lines.len().min(heading + 1 + most_lines);
            let end = within.clone().find(|&at| ends.contains(&page.lines[at].key));
            let Some(end) = end.filter(|_| heading >= from) else {
                continue;
            };
            let list = (0..).zip(&page.lines).take(end).skip(heading + 1);
            for (at, line) in list {
                taken.left += usize::from(is_story(line));
                taken.scored += u64::from(line.fate == Fate::Scored);
                if line.is_missed() {
                    taken.places.push(At { page: run[0].page, line: at });
                }
            }
            from = end;
        }
        taken.documents += u64::from(taken.places.len() > before);
    }
    taken
}

/// Heading, list and end as they stand.
fn block(outlet: &Outlet<'_>, stretch: &Stretch) -> Sample {
    let page = outlet.pages[stretch.heading.page as usize];
    let lines = &page.lines[stretch.heading.line as usize..=stretch.end as usize];
    let texts: Vec<&str> = lines.iter().map(|line| &*line.text).filter(|text| !text.is_empty()).collect();
    let line = lines.first().map_or(1, |line| line.number);
    Sample { document: Arc::clone(&page.id), line, text: texts.join("\n").into() }
}
