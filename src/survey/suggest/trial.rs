//! Every draft on every page: what it takes beside the lines it was made of.

use std::sync::Arc;

use super::super::missed_page::{Fate, MissedPage};
use super::draft::{Draft, Matcher};
use super::pack::{Header, RuleText, print};
use super::zone::{Head, Place};
use crate::clean::repeated::Sighting;
use crate::rules::{PackText, RuleScratch, RuleSet, Subject, compile};
use crate::text::lines;

/// One line in so many that a draft takes may be a line of a story.
const DANGER: u64 = 50;

/// What a draft takes in one part of texts.
#[derive(Debug, Clone, Copy, Default)]
struct Taken {
    hits: u64,
    /// Lines of stories.
    danger: u64,
}

/// What a draft takes, by part: the head, where headlines stand, within the story, below.
type Parts = [Taken; 4];

/// Drafts, tried.
pub(super) struct Trial {
    set: Option<Arc<RuleSet>>,
    scratch: Option<RuleScratch>,
    /// Of each rule of the set, its draft.
    drafts: Vec<usize>,
    parts: Vec<Parts>,
}

impl Trial {
    /// A trial of these drafts.
    pub(super) fn of(drafts: &[Draft<'_>]) -> Trial {
        let tried: Vec<usize> = (0..drafts.len()).filter(|&at| wants_trial(&drafts[at].matcher)).collect();
        let rules: Vec<RuleText> = tried
            .iter()
            .map(|&at| RuleText {
                source: drafts[at].line.source.clone(),
                place: Place::ANYWHERE,
                ..RuleText::of(&format!("d{at}"), &[&drafts[at]])
            })
            .collect();
        let header = Header { name: "trial".into(), description: String::new(), source: None, drop: true };
        let (text, _) = print(&header, &rules.iter().collect::<Vec<_>>());
        let pack = PackText { path: "trial.toml".into(), text };
        let set = compile(&[pack], &|_, _| Err(String::new())).0.map(Arc::new);
        Trial {
            scratch: set.as_ref().map(|set| set.scratch()),
            drafts: tried,
            parts: vec![Parts::default(); drafts.len()],
            set,
        }
    }

    /// Tries them on a page.
    pub(super) fn add(&mut self, page: &MissedPage, drafts: &[Draft<'_>]) {
        let (Some(set), Some(scratch)) = (&self.set, &mut self.scratch) else {
            return;
        };
        for (rule, at) in hits(set, scratch, page) {
            let Some(&draft) = self.drafts.get(rule) else {
                continue;
            };
            let line = &page.lines[at];
            let story = match line.fate {
                Fate::Scored => false,
                _ => page.scored || line.places & (Sighting::MIDDLE | Sighting::NEAR) != 0,
            };
            let stranger = drafts[draft].line.keys.binary_search(&line.key).is_err();
            let taken = &mut self.parts[draft][part(line.places)];
            taken.hits += 1;
            taken.danger += u64::from(story && (stranger || page.scored));
        }
    }

    /// The drafts that stood it, in the widest places where they did.
    pub(super) fn finish<'a>(&self, drafts: Vec<Draft<'a>>) -> Vec<Draft<'a>> {
        let place = |(at, draft): (usize, Draft<'a>)| match draft.matcher {
            _ if !wants_trial(&draft.matcher) => Some(draft),
            _ if self.set.is_none() => None,
            _ => narrowed(draft.place, &self.parts[at]).map(|place| Draft { place, ..draft }),
        };
        drafts.into_iter().enumerate().filter_map(place).collect()
    }
}

/// Constant lines take what they were made of, and sections were tried when they were found.
fn wants_trial(matcher: &Matcher) -> bool {
    matches!(matcher, Matcher::Affix(..) | Matcher::Line(_))
}

fn part(places: u8) -> usize {
    match places {
        places if places & Sighting::NEAR != 0 => 1,
        places if places & Sighting::HEAD != 0 => 0,
        places if places & Sighting::MIDDLE != 0 => 2,
        _ => 3,
    }
}

/// The place, or a part of it where no lines of stories are taken.
fn narrowed(place: Place, parts: &Parts) -> Option<Place> {
    let good = |place: Place| {
        let mut all = Taken::default();
        for (part, places) in [
            (0, Sighting::HEAD),
            (1, Sighting::HEAD | Sighting::NEAR),
            (2, Sighting::MIDDLE),
            (3, Sighting::TAIL),
        ] {
            if place.holds(places) {
                all.hits += parts[part].hits;
                all.danger += parts[part].danger;
            }
        }
        all.hits > 0 && all.danger * DANGER <= all.hits
    };
    let head = |head: Head| Place {
        head: if place.anywhere { head } else { place.head.min(head) },
        ..Place::default()
    };
    let tail = place.anywhere || place.tail;
    let choices = [
        place,
        Place { tail, ..head(Head::Story) },
        Place { tail, ..head(Head::Banner) },
        Place { tail, ..Place::default() },
        head(Head::Banner),
    ];
    choices.into_iter().find(|&choice| !choice.is_empty() && good(choice))
}

/// The lines of a page that rules of a set match, by rule and by place among the page's lines.
pub(super) fn hits(set: &RuleSet, scratch: &mut RuleScratch, page: &MissedPage) -> Vec<(usize, usize)> {
    let mut text = String::new();
    let mut told = Vec::new();
    for (at, line) in page.lines.iter().enumerate().filter(|(_, line)| line.is_missed()) {
        text.push_str(&line.text);
        text.push('\n');
        told.push(at);
    }
    let source = Some(page.outlet.as_str());
    let subject = Subject { host: None, source, lang: None };
    let mut hits: Vec<(usize, usize)> = set
        .scan(scratch, &subject, &text, &lines(&text))
        .iter()
        .filter_map(|hit| Some((set.patterns.list[hit.pattern].rule, *told.get(hit.line)?)))
        .collect();
    hits.sort_unstable();
    hits.dedup();
    hits
}
