//! Which machine an expression can run in.

use regex_syntax::hir::{Class, Hir, HirKind};

use super::follow::FEW;
use super::head::{Heads, Side, begins_with_a_kind, loosened};
use super::pattern::Reading;

/// Where a regular expression is tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lane {
    /// Where the line begins, or ends, with one of these.
    Edge(Heads),
    /// Where the line, loosened, holds one of these literals, which are too. `dies_early`: most tries end within a word,
    /// so that short literals do no harm.
    Gated {
        /// One of them is in every match.
        literals: Vec<String>,
        /// Whether most tries end within a word.
        dies_early: bool,
    },
    /// On every line, but from its start only, and most lines end the try within a word.
    Anchored,
    /// On every line and to its end: there is nothing to look for.
    Floating,
}

/// A literal shorter than this gates nothing: it stands on too many lines.
const GATE_BYTES: usize = 3;
/// More literals than this make a gate that is open everywhere.
const GATE_LITERALS: usize = 200;

impl Lane {
    /// Whether a line, loosened, may have a match.
    pub fn lets(&self, loosened: &str) -> bool {
        match self {
            Lane::Edge(heads) => heads.hold(loosened),
            Lane::Gated { literals, .. } => {
                literals.iter().any(|literal| loosened.contains(literal.as_str()))
            }
            Lane::Anchored | Lane::Floating => true,
        }
    }
}

/// The lane of an expression, given as it is written.
pub(super) fn lane(plain: &Hir, reading: Reading) -> Lane {
    let anchored_start = reading.whole || plain.properties().look_set_prefix().contains_anchor_haystack();
    let front = anchored_start.then(|| Heads::of(plain, Side::Front)).flatten();
    let back = || reading.whole.then(|| Heads::of(plain, Side::Back)).flatten();
    if let Some(heads) = front.or_else(back) {
        return Lane::Edge(heads);
    }
    let literals: Option<Vec<String>> =
        required(plain).map(|literals| literals.iter().map(|literal| loosened(literal)).collect());
    let shortest = literals.iter().flatten().map(|literal| weight(literal)).min().unwrap_or(0);
    let dies_early = anchored_start && begins_with_a_kind(plain);
    match literals {
        Some(mut literals) if shortest >= GATE_BYTES => {
            literals.sort();
            literals.dedup();
            Lane::Gated { literals, dies_early }
        }
        _ if dies_early => Lane::Anchored,
        _ => Lane::Floating,
    }
}

/// How good a literal is to look for: its bytes, and those of a whole one for a sign that most lines do not have.
fn weight(literal: &str) -> usize {
    let rare =
        |c: char| !c.is_alphanumeric() && !matches!(c, ' ' | ',' | '.' | '-' | '\'' | '’' | '"' | '“' | '”');
    literal.len() + if literal.contains(rare) { GATE_BYTES } else { 0 }
}

/// Literals of which every match contains at least one; the longest such choice.
fn required(hir: &Hir) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Literal(literal) => Some(vec![String::from_utf8(literal.0.to_vec()).ok()?]),
        HirKind::Class(Class::Unicode(class)) => {
            let size: usize =
                class.iter().map(|range| range.end() as usize - range.start() as usize + 1).sum();
            let chars = class.iter().flat_map(|range| range.start()..=range.end());
            (size <= FEW).then(|| chars.map(String::from).collect())
        }
        HirKind::Capture(capture) => required(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => required(&repetition.sub),
        HirKind::Concat(subs) => {
            let least =
                |literals: &Vec<String>| literals.iter().map(|literal| weight(literal)).min().unwrap_or(0);
            subs.iter().filter_map(required).max_by_key(least)
        }
        HirKind::Alternation(subs) => {
            let all: Option<Vec<Vec<String>>> = subs.iter().map(required).collect();
            Some(all?.concat()).filter(|literals| literals.len() <= GATE_LITERALS)
        }
        _ => None,
    }
}
