//! One rule for one line, before rules are merged.

use hashbrown::HashMap;

use super::super::missed_line::{MissedLine, Until};
use super::super::template::{Open, Piece, Template};
use super::guess::guess;
use super::zone::{Place, place};
use crate::rules::Kind;

/// A rule for one line.
#[derive(Debug, Clone)]
pub(super) struct Draft<'a> {
    pub(super) line: &'a MissedLine,
    pub(super) matcher: Matcher,
    pub(super) place: Place,
    pub(super) kind: Kind,
}

/// The cheapest way to find the line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Matcher {
    /// The line as it stands.
    Exact(String),
    /// How it begins and ends; one of them may be empty.
    Affix(String, String),
    /// A regular expression for the whole line.
    Line(String),
    /// From one line down to another, which stays.
    Section { start: String, ends: Vec<String>, most_lines: usize },
}

/// An affix is found by so many bytes at least; what is shorter stands on too many lines.
const AFFIX_BYTES: usize = 5;

/// Rules for the lines that may be chrome.
pub(super) fn drafts(lines: &[MissedLine]) -> Vec<Draft<'_>> {
    lines
        .iter()
        .filter_map(|line| {
            let kind = guess(line);
            let (place, matcher) = match &line.until {
                Some(until) => (Place::ANYWHERE, section(&line.template, until)),
                None => (place(line, kind)?, matcher(&line.template)?),
            };
            Some(Draft { line, matcher, place, kind })
        })
        .collect()
}

/// A line of one outlet goes where a rule for all outlets, or for lines of its shape, takes it in the same
/// places.
pub(super) fn drop_covered(drafts: &mut Vec<Draft<'_>>) {
    let mut wider: HashMap<(Option<&str>, u64), Place> = HashMap::new();
    for Draft { line, place, .. } in drafts.iter().filter(|draft| draft.is_wide()) {
        wider.extend(line.keys.iter().map(|&key| ((line.source.as_deref(), key), *place)));
    }
    drafts.retain(|draft| {
        let covered = |key: &u64| {
            let sources = [None, draft.line.source.as_deref()];
            let mut known = sources.iter().filter_map(|source| wider.get(&(*source, *key)));
            known.any(|place| place.covers(draft.place))
        };
        draft.is_wide() || draft.line.until.is_some() || !draft.line.keys.iter().all(covered)
    });
}

fn section(heading: &Template, until: &Until) -> Matcher {
    let ends = until.ends.iter().map(Template::regex).collect();
    Matcher::Section { start: heading.regex(), ends, most_lines: until.most_lines }
}

fn matcher(template: &Template) -> Option<Matcher> {
    if template.is_constant() {
        return template.to_plain().map(Matcher::Exact);
    }
    let plain = |pieces: &[Piece]| Template { pieces: pieces.to_vec() }.to_plain();
    let open = template.pieces.iter().position(|piece| *piece == Piece::Open(Open::Anything));
    if let Some(open) = open
        && let (Some(front), Some(back)) =
            (plain(&template.pieces[..open]), plain(&template.pieces[open + 1..]))
        && front.trim().len().max(back.trim().len()) >= AFFIX_BYTES
    {
        return Some(Matcher::Affix(front, back));
    }
    template.says_something().then(|| Matcher::Line(template.regex()))
}

impl Draft<'_> {
    /// Whether it is for all outlets, or for lines of one shape.
    fn is_wide(&self) -> bool {
        self.line.until.is_none() && (self.line.source.is_none() || self.line.variants > 1)
    }

    /// Bytes of a line that the rule may try.
    pub(super) fn max_len(&self) -> usize {
        /// What rules try by themselves.
        const USUAL: usize = 300;
        let longest = self.line.longest;
        match self.matcher {
            Matcher::Exact(_) | Matcher::Section { .. } => USUAL,
            Matcher::Affix(..) => ((longest * 3 / 2).div_ceil(10) * 10).min(USUAL),
            Matcher::Line(_) if self.line.variants > 1 => ((longest * 3 / 2).div_ceil(10) * 10).min(USUAL),
            Matcher::Line(_) => (longest + 20).div_ceil(10).max(USUAL / 10) * 10,
        }
    }
}
