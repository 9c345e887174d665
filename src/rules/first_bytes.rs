//! The bytes that a match of an expression can begin with, place by place.
//!
//! To try an expression takes some hundred nanoseconds before the first byte is read; that most lines cannot match is
//! seen in ten from their first bytes.

use regex_automata::nfa::thompson::{NFA, State};
use regex_automata::util::look::Look;
use regex_automata::util::primitives::StateID;

/// Bytes of a line that are looked at.
const PLACES: usize = 8;
/// More states than this after some bytes say nothing of the next.
const MOST_STATES: usize = 4096;

/// What the first bytes of a line must be. Of a shorter line all there are.
#[derive(Debug, Clone)]
pub(super) struct FirstBytes([[u64; 4]; PLACES]);

impl FirstBytes {
    /// Of an expression that is anchored to the start.
    pub(super) fn of(nfa: &NFA) -> FirstBytes {
        let mut first = FirstBytes([[u64::MAX; 4]; PLACES]);
        let mut states = closure(nfa, vec![nfa.start_anchored()]);
        for place in &mut first.0 {
            let Some((bytes, next)) = step(nfa, &states) else {
                break;
            };
            *place = bytes;
            states = closure(nfa, next);
        }
        first
    }

    /// Whether a line may have a match.
    pub(super) fn allow(&self, line: &str) -> bool {
        let allowed =
            |(place, &byte): (&[u64; 4], &u8)| place[usize::from(byte >> 6)] >> (byte & 63) & 1 == 1;
        self.0.iter().zip(line.as_bytes()).all(allowed)
    }
}

/// The bytes that lead on from some states, and where to; `None` where a match may have ended, so that anything
/// may come.
fn step(nfa: &NFA, states: &[StateID]) -> Option<([u64; 4], Vec<StateID>)> {
    let (mut bytes, mut next) = ([0; 4], Vec::new());
    let mut lead = |from: u8, to: u8, state: StateID| {
        (from..=to).for_each(|byte| bytes[usize::from(byte >> 6)] |= 1 << (byte & 63));
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

/// With all states that are reached without a byte, and from which another can come. Assertions are taken to hold, but
/// for that of the end.
fn closure(nfa: &NFA, mut states: Vec<StateID>) -> Vec<StateID> {
    let mut seen = vec![false; nfa.states().len()];
    states.retain(|state| !std::mem::replace(&mut seen[state.as_usize()], true));
    let mut at = 0;
    while at < states.len() {
        let next: Vec<StateID> = match nfa.state(states[at]) {
            State::Union { alternates } => alternates.to_vec(),
            State::BinaryUnion { alt1, alt2 } => vec![*alt1, *alt2],
            State::Look { look: Look::End, .. } => Vec::new(),
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
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::*;

    fn of(expression: &str) -> FirstBytes {
        FirstBytes::of(&NFA::new(expression).unwrap())
    }

    #[test]
    fn lines_that_begin_otherwise_are_turned_away() {
        for (expression, line, expected) in [
            (r"\A[A-Z]{2}[A-Z ]{1,30}, [A-Z]", "LIMANI, Tarsk - The ferry", true),
            (r"\A[A-Z]{2}[A-Z ]{1,30}, [A-Z]", "The ferry sailed", false),
            (r"\A(?:[Α-Ω]+ [(]ΑΠΕ[)].*)\z", "ΠΕΙΡΑΙΑΣ (ΑΠΕ) Το", true),
            (r"\A(?:[Α-Ω]+ [(]ΑΠΕ[)].*)\z", "Το πλοίο", false),
            (r"\A(?:No+)\z", "No", true),
            (r"\A(?:No+)\z", "Nora", false),
            (r"\A.", "", true),
        ] {
            assert_eq!(of(expression).allow(line), expected, "{expression} {line}");
        }
    }

    proptest! {
        #[test]
        fn no_match_is_missed(
            pieces in proptest::collection::vec(proptest::sample::select(vec![
                "a", "b?", "(a|bc)", "[0-9]{1,2}", "(ab|c)*", "é", "[^a]", "x{2,}", " ", r"\b", ".*", "[a-c]", "(?i:k)",
            ]), 1..6),
            line in "[abcékKK x0-9 ]{0,9}",
            end in proptest::sample::select(vec!["", r"\z", "$"]),
        ) {
            let expression = format!(r"\A(?:{}){end}", pieces.concat());
            let regex = regex::Regex::new(&expression).unwrap();
            prop_assert!(of(&expression).allow(&line) || !regex.is_match(&line), "{} {:?}", expression, line);
        }
    }
}
