//! The beginning (or end) of an expression that is cheap to look for.
//!
//! Prose goes on matching `[A-Z][a-z]+` or `.*`, and every line of it would give a lazy DFA new states
//! to build: over all built-in rules whole that was 95 % of the time of cleaning. So the automata hold
//! only heads, which die on most lines after a few bytes; where a head matches, its expression is tried
//! alone.

use regex_syntax::hir::{Class, ClassUnicode, Hir, HirKind, Look, Repetition};

/// Which end of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Its beginning.
    Front,
    /// Its end.
    Back,
}

/// A class of so few characters is as good as a literal: a letter in all its cases.
const FEW: usize = 6;
/// So many are, too, if there is no letter among them: digits, dashes, bullets, brackets.
const FEW_SIGNS: usize = 64;
/// A counted repeat of more than this ends the head.
const FEW_TIMES: u32 = 8;

/// What every match begins with; `None` where that says nothing. A line that does not begin so cannot
/// match the expression.
pub(super) fn head(hir: &Hir, side: Side) -> Option<Hir> {
    let Head { hir, .. } = cheap(hir, side);
    hir.properties().minimum_len().is_some_and(|least| least > 0).then_some(hir)
}

struct Head {
    hir: Hir,
    /// Whether it is all of what it was taken from.
    complete: bool,
}

impl Head {
    fn nothing() -> Head {
        Head { hir: Hir::empty(), complete: false }
    }

    fn all(hir: Hir) -> Head {
        Head { hir, complete: true }
    }
}

fn cheap(hir: &Hir, side: Side) -> Head {
    match hir.kind() {
        HirKind::Empty | HirKind::Literal(_) => Head::all(hir.clone()),
        HirKind::Look(Look::Start | Look::End) => Head::all(Hir::empty()),
        HirKind::Class(Class::Unicode(class)) if is_few(class) => Head::all(hir.clone()),
        HirKind::Look(_) | HirKind::Class(_) => Head::nothing(),
        HirKind::Capture(capture) => cheap(&capture.sub, side),
        HirKind::Repetition(repetition) => repeated(repetition, side),
        HirKind::Concat(subs) => {
            let mut parts = Vec::new();
            let mut complete = true;
            let ordered: Vec<&Hir> = match side {
                Side::Front => subs.iter().collect(),
                Side::Back => subs.iter().rev().collect(),
            };
            for sub in ordered {
                let part = cheap(sub, side);
                parts.push(part.hir);
                complete = part.complete;
                if !complete {
                    break;
                }
            }
            if side == Side::Back {
                parts.reverse();
            }
            Head { hir: Hir::concat(parts), complete }
        }
        HirKind::Alternation(subs) => {
            let heads: Vec<Head> = subs.iter().map(|sub| cheap(sub, side)).collect();
            let complete = heads.iter().all(|head| head.complete);
            Head { hir: Hir::alternation(heads.into_iter().map(|head| head.hir).collect()), complete }
        }
    }
}

fn repeated(repetition: &Repetition, side: Side) -> Head {
    let sub = cheap(&repetition.sub, side);
    match (repetition.min, repetition.max) {
        (_, Some(max)) if max <= FEW_TIMES && sub.complete => {
            Head::all(Hir::repetition(Repetition { sub: Box::new(sub.hir), ..repetition.clone() }))
        }
        (0, _) => Head::nothing(),
        _ => Head { hir: sub.hir, complete: false },
    }
}

/// Whether a match begins with some kind of character (letters, capitals, digits), not with any.
pub(super) fn begins_with_a_kind(hir: &Hir) -> bool {
    /// Letters of all scripts are 140,000; everything but a few signs is 1,100,000.
    const KIND: u32 = 200_000;
    match hir.kind() {
        HirKind::Literal(_) => true,
        HirKind::Class(Class::Unicode(class)) => {
            class.iter().map(|range| range.end() as u32 - range.start() as u32 + 1).sum::<u32>() < KIND
        }
        HirKind::Class(Class::Bytes(_)) | HirKind::Empty | HirKind::Look(_) => true,
        HirKind::Capture(capture) => begins_with_a_kind(&capture.sub),
        HirKind::Repetition(repetition) => begins_with_a_kind(&repetition.sub),
        HirKind::Alternation(subs) => subs.iter().all(begins_with_a_kind),
        HirKind::Concat(subs) => {
            let empty = |sub: &&Hir| sub.properties().minimum_len() == Some(0);
            let first = subs.iter().position(|sub| !empty(&sub)).map_or(subs.len(), |at| at + 1);
            subs[..first].iter().all(begins_with_a_kind)
        }
    }
}

fn is_few(class: &ClassUnicode) -> bool {
    let size: usize = class.iter().map(|range| range.end() as usize - range.start() as usize + 1).sum();
    let any = |wanted: fn(char) -> bool| class.iter().any(|range| (range.start()..=range.end()).any(wanted));
    size <= FEW || (size <= FEW_SIGNS && !any(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// Whether a line begins (or ends) with the head of an expression; `None` where there is no head.
    fn lets(expression: &str, side: Side, line: &str) -> Option<bool> {
        let head = head(&regex_syntax::parse(expression).unwrap(), side)?;
        let anchored = match side {
            Side::Front => format!(r"\A(?:{head})"),
            Side::Back => format!(r"(?:{head})\z"),
        };
        Some(regex::Regex::new(&anchored).unwrap().is_match(line))
    }

    #[test]
    fn a_head_ends_where_prose_could_go_on() {
        let front = |expression, line| lets(expression, Side::Front, line);
        assert_eq!(front("share (this|it) .* now", "share it then"), Some(true));
        assert_eq!(front("share (this|it) .* now", "share them now"), Some(false));
        assert_eq!(lets("share (this|it) .* now", Side::Back, "not now"), Some(true));
        assert_eq!(front("[A-Z][a-z]+ said", "Anna said"), None);
        assert_eq!(front(r"(the )?[0-9]{1,3} views", "the 12 views"), Some(true));
        assert_eq!(front(r"(the )?[a-z]+ views", "the best views"), None, "the head could be empty");
        assert_eq!(front(r"[0-9]+ views", "7 things"), Some(true));
        assert_eq!(front(r"(share|[a-z]+) this", "share this"), None);
    }
}
