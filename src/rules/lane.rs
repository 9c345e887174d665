//! Which machine an expression can run in.

use regex_syntax::hir::{Hir, HirKind};

use super::head::{Side, begins_with_a_kind, head};
use super::pattern::Reading;
use crate::text::{Case, fold};

/// Where a regular expression is tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lane {
    /// Where the line begins as this says.
    Forward(Hir),
    /// Where the line ends as this says.
    Reverse(Hir),
    /// Where the line holds one of these case-folded literals. `dies_early`: most tries end within a word,
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
const GATE_BYTES: usize = 4;
/// More literals than this make a gate that is open everywhere.
const GATE_LITERALS: usize = 64;

/// The lane of an expression, given as written and with letter case opened.
pub(super) fn lane(plain: &Hir, cased: &Hir, reading: Reading) -> Lane {
    let anchored_start = reading.whole || plain.properties().look_set_prefix().contains_anchor_haystack();
    if let Some(head) = head(cased, Side::Front).filter(|_| anchored_start) {
        return Lane::Forward(head);
    }
    if let Some(tail) = head(cased, Side::Back).filter(|_| reading.whole) {
        return Lane::Reverse(tail);
    }
    let fold_literal = |literal: &str| {
        let piece = match reading.case {
            // Folding joins I with i, Turkish does not: look for a piece without either.
            Case::Turkic => literal.split(['i', 'I', 'ı', 'İ']).max_by_key(|piece| piece.len()).unwrap_or(""),
            _ => literal,
        };
        fold(piece, Case::Fold).into_owned()
    };
    let literals: Option<Vec<String>> =
        required(plain).map(|literals| literals.iter().map(|literal| fold_literal(literal)).collect());
    let shortest = literals.iter().flatten().map(String::len).min().unwrap_or(0);
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

/// Literals of which every match contains at least one; the longest such choice.
fn required(hir: &Hir) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Literal(literal) => Some(vec![String::from_utf8(literal.0.to_vec()).ok()?]),
        HirKind::Capture(capture) => required(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => required(&repetition.sub),
        HirKind::Concat(subs) => {
            let weight = |literals: &Vec<String>| literals.iter().map(String::len).min().unwrap_or(0);
            subs.iter().filter_map(required).max_by_key(weight)
        }
        HirKind::Alternation(subs) => {
            let all: Option<Vec<Vec<String>>> = subs.iter().map(required).collect();
            Some(all?.concat()).filter(|literals| literals.len() <= GATE_LITERALS)
        }
        _ => None,
    }
}
