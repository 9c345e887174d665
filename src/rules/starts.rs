//! Patterns that are anchored to the start of a line and begin with letters of any kind: most lines are turned away
//! by a look at their first bytes.
//!
//! For each of the first bytes of a line there is a table from the byte to the patterns that allow it there, one
//! bit each; the patterns left are those allowed by all (the bit-parallel idea of Baeza-Yates and Gonnet 1992).

use regex_automata::nfa::thompson::{Compiler, Config, NFA, State, WhichCaptures};
use regex_automata::util::primitives::StateID;

use super::pattern::{Find, PatternIndex};
use super::patterns::Patterns;

/// Bytes of a line that are looked at.
const PLACES: usize = 8;
/// More states than this after some bytes say nothing of the next.
const MOST_STATES: usize = 4096;

/// Patterns, and what their lines may begin with.
#[derive(Debug)]
pub(super) struct Starts {
    patterns: Vec<PatternIndex>,
    /// Words of 64 patterns.
    words: usize,
    /// `PLACES * 256 * words`: the patterns that allow a byte in a place.
    allowed: Vec<u64>,
}

impl Starts {
    pub(super) fn build(patterns: &Patterns, active: Vec<PatternIndex>) -> Starts {
        let words = active.len().div_ceil(64);
        let mut starts = Starts { patterns: active, words, allowed: vec![u64::MAX; PLACES * 256 * words] };
        for at in 0..starts.patterns.len() {
            if let Find::Regex(translated) = &patterns.list[starts.patterns[at]].find {
                starts.narrow(at, &translated.regex);
            }
        }
        starts
    }

    /// Takes away the bytes that a pattern does not allow.
    fn narrow(&mut self, at: usize, regex: &str) {
        let Some(nfa) = anchored(regex) else {
            return;
        };
        let mut states = closure(&nfa, vec![nfa.start_anchored()]);
        for place in 0..PLACES {
            let Some((bytes, next)) = step(&nfa, &states) else {
                return;
            };
            for byte in (0..=255_u8).filter(|&byte| !bytes[usize::from(byte)]) {
                self.allowed[(place * 256 + usize::from(byte)) * self.words + at / 64] &= !(1 << (at % 64));
            }
            states = closure(&nfa, next);
        }
    }

    /// The patterns that a line may have a match of.
    pub(super) fn candidates<'s>(&'s self, line: &str) -> impl Iterator<Item = PatternIndex> + use<'s> {
        let first: [Option<u8>; PLACES] = std::array::from_fn(|place| line.as_bytes().get(place).copied());
        (0..self.words).flat_map(move |word| {
            let allowed = first.iter().enumerate().filter_map(|(place, byte)| {
                byte.map(|byte| self.allowed[(place * 256 + usize::from(byte)) * self.words + word])
            });
            let mut left = allowed.fold(u64::MAX, |left, allowed| left & allowed);
            let known = self.patterns.len() - word * 64;
            left &= if known < 64 { (1 << known) - 1 } else { u64::MAX };
            std::iter::from_fn(move || {
                let bit = left.trailing_zeros();
                left &= left.checked_sub(1)?;
                Some(self.patterns[word * 64 + bit as usize])
            })
        })
    }
}

/// The automaton of an expression that is anchored to the start.
fn anchored(regex: &str) -> Option<NFA> {
    let hir = regex_syntax::parse(regex).ok()?;
    if !hir.properties().look_set_prefix().contains_anchor_haystack() {
        return None;
    }
    Compiler::new().configure(Config::new().which_captures(WhichCaptures::None)).build_from_hir(&hir).ok()
}

/// The bytes that lead on from some states, and where to; `None` where a match may have ended, so that anything
/// may come.
fn step(nfa: &NFA, states: &[StateID]) -> Option<([bool; 256], Vec<StateID>)> {
    let (mut bytes, mut next) = ([false; 256], Vec::new());
    let mut lead = |from: u8, to: u8, state: StateID| {
        bytes[usize::from(from)..=usize::from(to)].fill(true);
        next.push(state);
    };
    for &state in states {
        match nfa.state(state) {
            State::ByteRange { trans } => lead(trans.start, trans.end, trans.next),
            State::Sparse(sparse) => {
                sparse.transitions.iter().for_each(|trans| lead(trans.start, trans.end, trans.next));
            }
            State::Dense(dense) => {
                let all = (0..=255).zip(dense.transitions.iter());
                all.filter(|(_, to)| **to != StateID::ZERO).for_each(|(byte, &to)| lead(byte, byte, to));
            }
            State::Match { .. } => return None,
            _ => {}
        }
    }
    next.sort_unstable();
    next.dedup();
    (next.len() <= MOST_STATES).then_some((bytes, next))
}

/// With all states that are reached without a byte. Assertions are taken to hold.
fn closure(nfa: &NFA, mut states: Vec<StateID>) -> Vec<StateID> {
    let mut seen = vec![false; nfa.states().len()];
    states.retain(|state| !std::mem::replace(&mut seen[state.as_usize()], true));
    let mut at = 0;
    while at < states.len() {
        let next: Vec<StateID> = match nfa.state(states[at]) {
            State::Union { alternates } => alternates.to_vec(),
            State::BinaryUnion { alt1, alt2 } => vec![*alt1, *alt2],
            State::Look { next, .. } | State::Capture { next, .. } => vec![*next],
            _ => Vec::new(),
        };
        states.extend(next.into_iter().filter(|next| !std::mem::replace(&mut seen[next.as_usize()], true)));
        at += 1;
    }
    states
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing;

    fn left(expressions: &[&str], line: &str) -> Vec<PatternIndex> {
        let rule = |(at, expression): (usize, &&str)| {
            format!("[[rule]]\nid = \"r{at}\"\ncase = \"exact\"\nline = '{expression}'\n")
        };
        let set = testing::rules(&expressions.iter().enumerate().map(rule).collect::<String>());
        let all = (0..set.patterns.list.len()).collect();
        Starts::build(&set.patterns, all).candidates(line).collect()
    }

    #[test]
    fn lines_that_begin_otherwise_are_turned_away() {
        let dateline = "[A-Z]{2}[A-Z ]{1,30}, [A-Z][a-z]+ - .*";
        let greek = "[Α-Ω]+ [(]ΑΠΕ[)].*";
        for (line, expected) in [
            ("LIMANI, Tarsk - The ferry", vec![0, 2]),
            ("The ferry sailed", vec![2]),
            ("ΠΕΙΡΑΙΑΣ (ΑΠΕ) Το", vec![1, 2]),
            ("No", vec![2, 3]),
            ("", vec![0, 1, 2, 3]),
        ] {
            assert_eq!(left(&[dateline, greek, ".+[.]?", "No+"], line), expected, "{line}");
        }
    }

    #[test]
    fn many_patterns_take_more_words() {
        let texts: Vec<String> = (0..150).map(|at| format!("[A-Z]{at:03}[a-z]+")).collect();
        let expressions: Vec<&str> = texts.iter().map(String::as_str).collect();
        assert_eq!(left(&expressions, "X077abc"), [77]);
        assert_eq!(left(&expressions, "X149abc"), [149]);
    }
}
