//! Which machine an expression can run in.

use regex_syntax::hir::{Class, Hir, HirKind};

use super::pattern::Reading;
use crate::text::{Case, fold};

/// Where a regular expression is tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lane {
    /// Anchored at the start, with a narrow beginning: dies on most lines after a few bytes.
    Forward,
    /// Anchored at the end, with a narrow ending: likewise, from the back.
    Reverse,
    /// Anywhere; tried only on lines that hold one of these case-folded literals.
    Gated(Vec<String>),
    /// Anywhere, without a literal to look for: tried on every line.
    Floating,
}

/// A class of at most this many characters counts as narrow: a DFA that begins with it dies on most
/// lines at once. Upper-case letters of all scripts are 1,900; all letters 140,000.
const NARROW: u32 = 4_000;
/// A literal shorter than this gates nothing: it stands on too many lines.
const GATE_BYTES: usize = 4;
/// More literals than this make a gate that is open everywhere.
const GATE_LITERALS: usize = 64;

/// The lane of an expression, which is given as written, before letter case was opened.
pub(super) fn lane(plain: &Hir, reading: Reading) -> Lane {
    let anchored_start = reading.whole || plain.properties().look_set_prefix().contains_anchor_haystack();
    if anchored_start && is_narrow(plain, Side::Front) == Narrow::Yes {
        return Lane::Forward;
    }
    if reading.whole && is_narrow(plain, Side::Back) == Narrow::Yes {
        return Lane::Reverse;
    }
    let fold_literal = |literal: &str| {
        let piece = match reading.case {
            // Folding joins I with i, Turkish does not: look for a piece without either.
            Case::Turkic => literal
                .split(['i', 'I', 'ı', 'İ'])
                .max_by_key(|piece| piece.len())
                .unwrap_or(""),
            _ => literal,
        };
        fold(piece, Case::Fold).into_owned()
    };
    let literals: Option<Vec<String>> =
        required(plain).map(|literals| literals.iter().map(|literal| fold_literal(literal)).collect());
    match literals {
        Some(mut literals) if literals.iter().all(|literal| literal.len() >= GATE_BYTES) => {
            literals.sort();
            literals.dedup();
            Lane::Gated(literals)
        }
        _ => Lane::Floating,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Front,
    Back,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Narrow {
    /// The element narrows what can stand there.
    Yes,
    /// Anything can stand there.
    No,
    /// It may match nothing: what comes next decides too.
    Empty,
}

/// Whether only few characters can begin (or end) a match.
fn is_narrow(hir: &Hir, side: Side) -> Narrow {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Narrow::Empty,
        HirKind::Literal(_) => Narrow::Yes,
        HirKind::Class(Class::Unicode(class)) => {
            let size: u32 = class
                .iter()
                .map(|range| range.end() as u32 - range.start() as u32 + 1)
                .sum();
            if size <= NARROW { Narrow::Yes } else { Narrow::No }
        }
        HirKind::Class(Class::Bytes(_)) => Narrow::Yes,
        HirKind::Capture(capture) => is_narrow(&capture.sub, side),
        HirKind::Repetition(repetition) => match is_narrow(&repetition.sub, side) {
            Narrow::Yes if repetition.min == 0 => Narrow::Empty,
            narrow => narrow,
        },
        HirKind::Concat(subs) => {
            let decide = |sub: &Hir| Some(is_narrow(sub, side)).filter(|narrow| *narrow != Narrow::Empty);
            let found = match side {
                Side::Front => subs.iter().find_map(decide),
                Side::Back => subs.iter().rev().find_map(decide),
            };
            found.unwrap_or(Narrow::Empty)
        }
        HirKind::Alternation(subs) => {
            let sides: Vec<Narrow> = subs.iter().map(|sub| is_narrow(sub, side)).collect();
            if sides.contains(&Narrow::No) {
                Narrow::No
            } else if sides.contains(&Narrow::Empty) {
                Narrow::Empty
            } else {
                Narrow::Yes
            }
        }
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
