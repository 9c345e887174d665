//! What one document tells of the lines that rules leave.

use std::sync::Arc;

use super::marked::Marked;
use super::template::Template;
use crate::clean::repeated::{is_sentence, left_in, place};
use crate::clean::{SCORE, Verdict};
use crate::document::Flag;
use crate::rules::{Protects, RuleSet, outlet};
use crate::text::hash64;

/// Longer lines, in bytes, are prose: they are known to be there, and not looked at.
const LONGEST: usize = 600;

/// Lines of a document that are looked at; the rest of a longer one tells nothing new.
const MOST_LINES: usize = 5_000;

/// One document as [`super::Missed`] keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MissedPage {
    /// The outlet, in lower case; empty where it is unknown.
    pub(super) outlet: String,
    /// The document's id.
    pub(super) id: Arc<str>,
    /// By which pages are ordered and sampled: a hash of outlet, id and text.
    pub(super) key: u64,
    /// By which copies of one story are known.
    pub(super) anchors: Vec<u32>,
    /// Whether it was scored as a whole page, so that what scores left is article to them.
    pub(super) scored: bool,
    /// Its lines that are not blank.
    pub(super) lines: Vec<MissedPageLine>,
}

/// One line of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MissedPageLine {
    /// Counted from 1.
    pub(super) number: u32,
    /// As it stands in the text, trimmed; empty where it is too long, or held.
    pub(super) text: Arc<str>,
    /// The key of its template; 0 for lines without a text.
    pub(super) key: u64,
    /// Bits of [`crate::clean::repeated::Sighting`].
    pub(super) places: u8,
    pub(super) fate: Fate,
    /// It ends as a sentence ends.
    pub(super) sentence: bool,
}

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// Nothing touches it.
    Stays,
    /// It goes by score alone.
    Scored,
    /// A rule takes it, or would.
    Taken,
    /// A keep rule holds it, or a rule takes a part of it.
    Held,
}

impl MissedPageLine {
    /// Whether no rule touches it.
    pub(super) fn is_missed(&self) -> bool {
        matches!(self.fate, Fate::Stays | Fate::Scored) && self.key != 0
    }
}

impl MissedPage {
    /// What a marked document tells, by the rules it was marked with; nothing where its outlet is unknown.
    pub fn of(rules: &RuleSet, marked: &Marked) -> MissedPage {
        let document = &marked.document;
        let text = &document.text;
        let outlet = outlet(document.source.as_deref());
        if outlet.is_empty() {
            return MissedPage::default();
        }
        let lines = marked.lines();
        let left = left_in(rules, text, &lines, &marked.marking);
        let fates = fates(rules, marked);
        let mut kept = Vec::new();
        let mut own = left.own.iter().copied().peekable();
        for (at, line) in lines.iter().enumerate().take(MOST_LINES) {
            let shown = line.span.of(text).trim();
            let is_own = own.next_if_eq(&at).is_some();
            if shown.is_empty() {
                continue;
            }
            let fate = match fates[at] {
                Fate::Stays | Fate::Scored if !is_own => Fate::Held,
                fate => fate,
            };
            let told = fate != Fate::Held && shown.len() <= LONGEST;
            kept.push(MissedPageLine {
                number: u32::try_from(at + 1).unwrap_or(u32::MAX),
                text: if told { shown.into() } else { Arc::default() },
                key: if told { Template::of(shown).key() } else { 0 },
                places: place(at, left.story),
                fate,
                sentence: is_sentence(shown),
            });
        }
        let text_hash = hash64(text.as_bytes());
        MissedPage {
            key: hash64(format!("{outlet}\u{0}{}\u{0}{text_hash:016x}", document.id).as_bytes()),
            outlet,
            id: document.id.as_str().into(),
            anchors: left.anchors,
            scored: marked.marking.flags.contains(&Flag::Scored),
            lines: kept,
        }
    }
}

/// What became of each line of the text.
fn fates(rules: &RuleSet, marked: &Marked) -> Vec<Fate> {
    let mut fates: Vec<Fate> = marked
        .fates()
        .iter()
        .map(|fate| match &fate.rule {
            Some(rule) if &**rule == SCORE => Fate::Scored,
            Some(_) if fate.is_removed() => Fate::Taken,
            Some(_) => Fate::Held,
            None => Fate::Stays,
        })
        .collect();
    for finding in &marked.marking.findings {
        let fate = match finding.verdict {
            // A rule on trial is a rule: its author waits to see what it does.
            Verdict::Marked if finding.whole_line => Fate::Taken,
            Verdict::Keeps if matches!(rules.rules[finding.rule].keep, Some(Protects::Everything)) => {
                Fate::Held
            }
            _ => continue,
        };
        if let Some(known) = fates.get_mut(finding.line).filter(|known| **known != Fate::Taken) {
            *known = fate;
        }
    }
    fates
}
