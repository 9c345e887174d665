//! A finished run as a person looks at it: the few figures and samples that a page has room for.
//!
//! ```text
//!  groups ─▶ passages ─▶ rejects ─▶ documents with their removals ─▶ Overview
//! ```
//! Groups and passages come first: they say which documents' headlines are wanted. Memory grows with the
//! outlets, the pairs of outlets that share stories, the days of publication, and the ids of documents without a
//! row of their own; the other documents pass.
//! Every list that is cut says how much is left out.

mod best;
mod calendar;
mod outlets;
mod rules;
mod stories;
mod text;
mod troubles;
mod wording;

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

pub use best::Top;
pub use calendar::{Calendar, Column, Step, name as day_name};
pub use outlets::Outlet;
pub use rules::{RuleFigure, Sample};
pub use stories::{Chain, Exchange, Matrix, Named, Pair, Roles, SeenGroup, SeenMember, Story};
pub use text::Text;
pub use troubles::{FlagFigure, Flagged, ReasonFigure, Rejected, SeenReject};
pub use wording::{Passage, Place, SeenPassage, Wording};

use crate::report::{EarlierCount, Loss, PassageCount, RunReport};
use crate::rules::Kind;
use best::Best;
use calendar::{Days, Issue};
use outlets::Outlets;
use stories::Stories;
use troubles::{Flags, Rejects};
use wording::Shared;

// How much of each list is shown: a page that a browser opens at once, and an editor reads through.
const OUTLETS: usize = 300;
const RULES: usize = 250;
const RULE_SAMPLES: usize = 3;
const STORIES: usize = 25;
const STORY_OUTLETS: usize = 8;
const PAIRS: usize = 60;
const MATRIX: usize = 12;
const CHAINS: usize = 20;
const CHAIN: usize = 12;
const PASSAGES: usize = 25;
const WORDINGS: usize = 25;
const FLAGS: usize = 40;
const FLAGGED: usize = 10;
const REASONS: usize = 30;
const REJECTS: usize = 3;
const SOURCES_OF_REJECTS: usize = 10;
const LOSERS: usize = 8;

// In characters.
const NAME: usize = 120;
const HEADLINE: usize = 160;
const SAMPLE: usize = 240;
const PASSAGE: usize = 400;
const REASON: usize = 240;

/// A document as it was stored.
#[derive(Debug, Clone, Copy)]
pub struct SeenDocument<'a> {
    /// Unique within the run.
    pub id: &'a str,
    /// The outlet, where it is known.
    pub source: Option<&'a str>,
    /// When it was published, as the record says.
    pub created: Option<&'a str>,
    /// The headline, where the record had one.
    pub title: Option<&'a str>,
    /// The clean text.
    pub text: &'a str,
    /// What it is to the representative of its group.
    pub role: Option<&'a str>,
    /// Bytes of the text as read.
    pub bytes_in: u64,
    /// Of these, the bytes removed.
    pub bytes_removed: u64,
    /// What was decided about it.
    pub flags: &'a [&'a str],
}

/// A removal as it was stored.
#[derive(Debug, Clone, Copy)]
pub struct SeenRemoval<'a> {
    /// `pack/rule`.
    pub rule: &'a str,
    /// What sort of left-over it is.
    pub kind: &'a str,
    /// What was removed.
    pub text: &'a str,
}

/// A run as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// The counts of the whole run.
    pub report: RunReport,
    /// Bytes removed by kind, the largest first.
    pub kinds: Vec<(&'static str, u64)>,
    /// Documents by the tenths of their text that they lost: none, up to one tenth, up to two … all ten.
    /// Only those with a row of their own.
    pub losses: [u64; 11],
    /// The documents that lost most bytes.
    pub losers: Vec<Flagged>,
    /// Outlets, those with most documents first.
    pub outlets: Top<Outlet>,
    /// Documents over time.
    pub calendar: Calendar,
    /// Rules, those that took most bytes first.
    pub rules: Top<RuleFigure>,
    /// Rules on trial, likewise.
    pub on_trial: Top<RuleFigure>,
    /// Groups.
    pub exchange: Exchange,
    /// Shared passages, the longest first.
    pub passages: Top<Passage>,
    /// Wording that too many documents share, the most first.
    pub wording: Top<Wording>,
    /// Decisions.
    pub flags: Top<FlagFigure>,
    /// Rejects by reason.
    pub reasons: Top<ReasonFigure>,
    /// The inputs with most rejects.
    pub reject_inputs: Top<(Text, u64)>,
}

impl Overview {
    /// Losses that would have stopped the run, which the user accepted.
    pub fn accepted(&self) -> &[Loss] {
        &self.report.accepted
    }

    /// What was known from earlier batches.
    pub fn earlier(&self) -> Option<EarlierCount> {
        self.report.earlier
    }

    /// The numbers of shared passages, where they were looked for.
    pub fn passage_count(&self) -> Option<PassageCount> {
        self.report.passages
    }
}

/// Builds an [`Overview`] row by row.
#[derive(Debug)]
pub struct Overviewer {
    report: RunReport,
    outlets: Outlets,
    days: Days,
    rules: rules::Rules,
    stories: Stories,
    shared: Shared,
    flags: Flags,
    rejects: Rejects,
    losses: [u64; 11],
    losers: Best<(Reverse<u64>, String), Flagged>,
    /// Documents without a row, and their outlets.
    not_kept: HashMap<String, usize>,
    headlines: BTreeMap<String, Option<Named>>,
}

impl Overviewer {
    /// Begins with the counts of the run, and the wording that too many documents share.
    pub fn new(report: RunReport, capped: Vec<Place>) -> Overviewer {
        Overviewer {
            rules: rules::Rules::new(&report.rules),
            report,
            outlets: Outlets::default(),
            days: Days::default(),
            stories: Stories::new(),
            shared: Shared::new(capped),
            flags: Flags::default(),
            rejects: Rejects::default(),
            losses: [0; 11],
            losers: Best::new(LOSERS),
            not_kept: HashMap::new(),
            headlines: BTreeMap::new(),
        }
    }

    /// A group; all of them come before the first document.
    pub fn group(&mut self, group: &SeenGroup<'_>) {
        self.stories.add(group, &mut self.outlets);
        if self.report.not_kept == 0 {
            return;
        }
        for member in
            group.members.iter().filter(|member| !member.earlier && member.id != group.representative)
        {
            let outlet = self.outlets.number(member.source);
            self.published(outlet, Issue { created: member.created, is_copy: true, ..Issue::default() });
            self.not_kept.insert(member.id.to_owned(), outlet);
        }
    }

    /// A passage; all of them come before the first document.
    pub fn passage(&mut self, passage: &SeenPassage<'_>) {
        self.shared.add(passage);
    }

    /// A reject.
    pub fn reject(&mut self, reject: &SeenReject<'_>) {
        self.rejects.add(reject);
    }

    /// Whether this is the id of a document without a row, by the groups.
    pub fn is_not_kept(&self, id: &str) -> bool {
        self.not_kept.contains_key(id)
    }

    /// Ends the groups and passages: what they name is now looked for in the documents.
    pub fn documents_follow(&mut self) {
        let wanted = stories::ids(self.stories.wanted().chain(self.shared.wanted()));
        self.headlines = wanted.into_iter().map(|id| (id, None)).collect();
    }

    /// A document with its removals.
    pub fn document<'a>(
        &mut self,
        document: &SeenDocument<'a>,
        removals: impl Iterator<Item = SeenRemoval<'a>>,
    ) {
        let outlet = self.outlets.number(document.source);
        let is_copy = document.role.is_some_and(|role| role != "representative");
        let SeenDocument { id, source, created, bytes_in, bytes_removed, .. } = *document;
        self.published(outlet, Issue { created, is_copy, bytes_in, bytes_removed });
        self.removals(outlet, id, removals);
        if !document.flags.is_empty() {
            self.outlets.flagged(outlet);
            self.flags.add(document.flags, id, source, bytes_in, bytes_removed);
        }
        self.losses[tenths(bytes_removed, bytes_in)] += 1;
        if bytes_removed > 0 {
            self.losers.add((Reverse(bytes_removed), id.to_owned()), || Flagged {
                id: Text::cut(id, NAME),
                source: Text::cut(source.unwrap_or_default(), NAME),
                bytes_in,
                bytes_removed,
            });
        }
        self.shared.document(id, document.text);
        if let Some(slot) = self.headlines.get_mut(id) {
            *slot = Some(named(document));
        }
    }

    /// The removals of a document without a row.
    pub fn not_kept<'a>(&mut self, id: &str, removals: impl Iterator<Item = SeenRemoval<'a>>) {
        if let Some(&outlet) = self.not_kept.get(id) {
            self.removals(outlet, id, removals);
        }
    }

    fn published(&mut self, outlet: usize, issue: Issue<'_>) {
        if let Some(day) = self.days.add(issue) {
            self.outlets.published(outlet, day);
        }
    }

    fn removals<'a>(&mut self, outlet: usize, id: &str, removals: impl Iterator<Item = SeenRemoval<'a>>) {
        for removal in removals {
            self.outlets.removed(outlet, removal.kind, removal.text.len() as u64);
            let kind = Kind::ALL.iter().map(|kind| kind.as_str()).find(|kind| *kind == removal.kind);
            self.rules.removed(removal.rule, kind.unwrap_or_default(), removal.text, id, outlet);
        }
    }

    /// The figures.
    pub fn finish(self) -> Overview {
        let Overviewer { report, outlets, headlines, .. } = self;
        let complete = |named: &mut Named| {
            if let Some(Some(found)) = headlines.get(&named.id.shown) {
                *named = found.clone();
            }
        };
        let (passages, wording) = self.shared.figures(complete);
        let mut kinds: Vec<_> = report.kinds.iter().map(|(kind, bytes)| (*kind, *bytes)).collect();
        kinds.sort_by_key(|(kind, bytes)| (Reverse(*bytes), *kind));
        Overview {
            kinds,
            losses: self.losses,
            losers: self.losers.top().rows,
            exchange: self.stories.exchange(&outlets, complete),
            outlets: outlets.top(report.sources.iter(), OUTLETS),
            calendar: self.days.calendar(),
            rules: self.rules.top(&report.rules),
            on_trial: rules::on_trial(&report.marked),
            passages,
            wording,
            flags: self.flags.figures(&report.flags),
            reject_inputs: self.rejects.inputs(),
            reasons: self.rejects.reasons(&report.reject_reasons),
            report,
        }
    }
}

/// 0 where nothing is lost, else the tenth of the whole that the loss reaches into.
fn tenths(lost: u64, whole: u64) -> usize {
    let tenth = (u128::from(lost) * 10).div_ceil(u128::from(whole).max(1));
    usize::try_from(tenth.min(10)).unwrap_or(10)
}

fn named(document: &SeenDocument<'_>) -> Named {
    let title = document.title.filter(|title| !title.trim().is_empty());
    Named {
        id: Text { shown: document.id.to_owned(), more: 0 },
        source: Text::cut(document.source.unwrap_or_default(), NAME),
        created: document.created.map(|created| Text::cut(created, NAME)),
        headline: Some(Text::first_line(title.unwrap_or(document.text), HEADLINE)),
    }
}

#[cfg(test)]
mod tests;
