//! Rules for what rules miss: from repeated lines to packs that an author can load as they are.
//!
//! ```text
//!  MissedLine ─▶ zone, kind ─▶ Draft ─▶ tried on all pages ─▶ merged ─▶ TOML ─▶ compiled, tested
//! ```
//! A line is proposed only where places, stories and scores agree that it stands around stories. Every
//! expression is tried on all pages that are held, and goes where it takes lines of stories.

mod draft;
mod guess;
mod measure;
mod merge;
mod nearest;
mod pack;
#[cfg(test)]
mod tests;
mod trial;
mod zone;

use std::sync::Arc;

use super::missed::Missed;
use super::missed_line::{MissedLine, Sample};
use crate::rules::{Kind, PackText};

/// How rules are proposed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SuggestOptions {
    /// Rules in force rather than on trial.
    pub drop: bool,
}

/// A pack that is proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuggestedPack {
    /// `suggested-courier.example`, which is the name of its file too.
    pub name: String,
    /// The outlet; `None` for lines of several.
    pub source: Option<String>,
    /// The whole pack as TOML.
    pub toml: String,
    /// Its rules, in the order of the pack.
    pub rules: Vec<Suggestion>,
}

/// A rule that is proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The id within the pack.
    pub id: String,
    /// What it is a guess that the lines are.
    pub kind: Kind,
    /// Its table as it stands in the pack.
    pub toml: String,
    /// Lines that it takes, in the pages it was tried on.
    pub hits: u64,
    /// Documents that have one.
    pub documents: u64,
    /// Of these lines, those that go by score already.
    pub scored: u64,
    /// Lines that it takes.
    pub examples: Vec<Sample>,
    /// Lines of stories that come nearest, and stay.
    pub nearest: Vec<Arc<str>>,
}

impl SuggestedPack {
    /// The pack as it can be compiled.
    pub fn text(&self) -> PackText {
        PackText { path: format!("{}.toml", self.name), text: self.toml.clone() }
    }
}

/// Rules for missed lines, one pack an outlet, sorted by name; none where nothing is worth a rule. `lines`
/// are what [`Missed::finish`] gave, or some of them.
pub fn suggest(lines: &[MissedLine], missed: &Missed, options: &SuggestOptions) -> Vec<SuggestedPack> {
    let drafts = draft::drafts(lines);
    let mut trial = trial::Trial::of(&drafts);
    missed.pages(None).for_each(|page| trial.add(page, &drafts));
    let mut drafts = trial.finish(drafts);
    draft::drop_covered(&mut drafts);
    merge::packs(missed, &drafts, options)
}
