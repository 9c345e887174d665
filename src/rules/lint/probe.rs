//! Runs an automaton over all lines at once: the shortest line that an expression matches, if there is any.
//!
//! The automaton of the expression and that of lines in their normal form step together, breadth first, so that
//! the first line on which both end well is a shortest one.

use std::collections::VecDeque;

use hashbrown::HashMap;
use regex_automata::hybrid::LazyStateID;
use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::nfa::thompson;
use regex_automata::{Input, MatchKind};

use crate::text::{Form, Space};

/// What there is to match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shortest {
    /// A line of the fewest bytes.
    Line(String),
    /// No line.
    None,
    /// The search was given up.
    Unknown,
}

/// Pairs of states looked at before the search is given up.
const MOST_PAIRS: usize = 4000;
/// Bytes of lazily built states; they must not be thrown away while the search knows them by name.
const CACHE_BYTES: usize = 16 << 20;
/// Bytes of an automaton that is still looked into.
const NFA_BYTES: usize = 8 << 20;

/// Lines in their normal form: no white space but single blanks inside, nothing invisible.
const NORMAL: &str = r"\A[^\s\x1c-\x1f\u{ad}\u{200b}\u{200e}\u{200f}\u{202a}-\u{202e}\u{2060}\u{2066}-\u{2069}\u{feff}]+(?: [^\s\x1c-\x1f\u{ad}\u{200b}\u{200e}\u{200f}\u{202a}-\u{202e}\u{2060}\u{2066}-\u{2069}\u{feff}]+)*\z";
/// Lines as they stand.
const PLAIN: &str = r"\A[^\n\r\u{85}\u{2028}\u{2029}]+\z";
/// Any text.
const ANY: &str = r"\A(?s:.)+\z";

/// Which texts are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Texts {
    /// Lines in their comparison copy.
    Lines(Form),
    /// All texts, to tell why no line matches.
    All,
}

/// The automata of lines, which serve for every expression.
#[derive(Default)]
pub(super) struct Prober {
    normal: Option<Steps>,
    plain: Option<Steps>,
    any: Option<Steps>,
}

impl Prober {
    /// A shortest text among `texts` that has a match of the expression. `whole`: the expression is anchored to
    /// both ends of the line.
    pub(super) fn shortest(&mut self, regex: &str, whole: bool, texts: Texts) -> Shortest {
        let (lines, text) = match texts {
            Texts::Lines(Form { space: Space::Norm, .. }) => (&mut self.normal, NORMAL),
            Texts::Lines(_) => (&mut self.plain, PLAIN),
            Texts::All => (&mut self.any, ANY),
        };
        if lines.as_ref().is_none_or(|lines| lines.cache.memory_usage() > CACHE_BYTES / 2) {
            *lines = Steps::of(text);
        }
        match (expression(regex, whole), lines) {
            (Some(mut expression), Some(lines)) => {
                search(&mut expression, lines).unwrap_or(Shortest::Unknown)
            }
            _ => Shortest::Unknown,
        }
    }
}

fn expression(regex: &str, whole: bool) -> Option<Steps> {
    if whole {
        return Steps::of(regex);
    }
    Steps::of(&format!(r"\A(?s:.)*(?:{regex})(?s:.)*\z"))
}

/// A lazy automaton with its states.
pub(super) struct Steps {
    pub(super) dfa: DFA,
    pub(super) cache: Cache,
    start: LazyStateID,
}

impl Steps {
    /// `None` where the automaton is too big.
    pub(super) fn of(regex: &str) -> Option<Steps> {
        Steps::with(regex, MatchKind::All)
    }

    pub(super) fn with(regex: &str, kind: MatchKind) -> Option<Steps> {
        let thompson = thompson::Config::new()
            .nfa_size_limit(Some(NFA_BYTES))
            .which_captures(thompson::WhichCaptures::None);
        let config = DFA::config()
            .match_kind(kind)
            .cache_capacity(CACHE_BYTES)
            .minimum_cache_clear_count(Some(0))
            .skip_cache_capacity_check(true)
            .unicode_word_boundary(true);
        let dfa = DFA::builder().configure(config).thompson(thompson).build(regex).ok()?;
        let mut cache = dfa.create_cache();
        let start = dfa.start_state_forward(&mut cache, &Input::new("")).ok()?;
        Some(Steps { dfa, cache, start })
    }
}

/// A pair of states, the pair before it, and the byte between them.
struct Step {
    pair: (LazyStateID, LazyStateID),
    before: usize,
    byte: u8,
}

/// `None` where an automaton gives up.
fn search(one: &mut Steps, two: &mut Steps) -> Option<Shortest> {
    let bytes = alphabet(one, two);
    let mut seen: HashMap<(LazyStateID, LazyStateID), ()> = HashMap::new();
    let start = (one.start, two.start);
    let mut steps = vec![Step { pair: start, before: 0, byte: 0 }];
    seen.insert(start, ());
    let mut queue = VecDeque::from([0]);
    let mut blind = false;
    while let Some(at) = queue.pop_front() {
        let (left, right) = steps[at].pair;
        let ended = one.dfa.next_eoi_state(&mut one.cache, left).ok()?.is_match()
            && two.dfa.next_eoi_state(&mut two.cache, right).ok()?.is_match();
        if ended {
            return Some(String::from_utf8(spelt(&steps, at)).map_or(Shortest::Unknown, Shortest::Line));
        }
        for &byte in &bytes {
            let next_right = two.dfa.next_state(&mut two.cache, right, byte).ok()?;
            if next_right.is_dead() {
                continue;
            }
            let next_left = one.dfa.next_state(&mut one.cache, left, byte).ok()?;
            blind |= next_left.is_quit();
            if next_left.is_dead() || next_left.is_quit() {
                continue;
            }
            if seen.insert((next_left, next_right), ()).is_none() {
                if steps.len() >= MOST_PAIRS {
                    return Some(Shortest::Unknown);
                }
                queue.push_back(steps.len());
                steps.push(Step { pair: (next_left, next_right), before: at, byte });
            }
        }
    }
    Some(if blind { Shortest::Unknown } else { Shortest::None })
}

/// One byte of each kind that the two tell apart, letters first.
fn alphabet(one: &Steps, two: &Steps) -> Vec<u8> {
    let mut kinds: Vec<(u8, u8)> = Vec::new();
    let mut bytes = Vec::new();
    let letters = (b'a'..=b'z').chain(b'0'..=b'9').chain(b'A'..=b'Z').chain([b' ', b'.']);
    for byte in letters.chain(0..=255) {
        let kind = (one.dfa.byte_classes().get(byte), two.dfa.byte_classes().get(byte));
        if !kinds.contains(&kind) {
            kinds.push(kind);
            bytes.push(byte);
        }
    }
    bytes
}

/// The bytes that led to a step.
fn spelt(steps: &[Step], mut at: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while at > 0 {
        bytes.push(steps[at].byte);
        at = steps[at].before;
    }
    bytes.reverse();
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: Texts = Texts::Lines(Form { space: Space::Norm, unicode: crate::text::Unicode::Nfc });

    #[test]
    fn the_shortest_line_is_found_or_there_is_none() {
        let line = |text: &str| Shortest::Line(text.to_owned());
        let cases = [
            (r"\A(?:share( this)?)\z", true, line("share")),
            (r"\A(?:é{2,})\z", true, line("éé")),
            (r"a\b", false, line("a")),
            (r"\A(?:a  b)\z", true, Shortest::None),
            (r"\A(?: a)\z", true, Shortest::None),
            (r"\A(?:a ?)\z", true, line("a")),
            (r"\A(?:a\u{a0}b)\z", true, Shortest::None),
            (r"\A(?:a^b)\z", true, Shortest::None),
            (r"a$b", false, Shortest::None),
            (r"\A(?:a[^\s\S]b)\z", true, Shortest::None),
            (r" $", false, Shortest::None),
            (r"\t", false, Shortest::None),
            (r"(?-u:\bé)", false, line("aé")),
        ];
        let mut prober = Prober::default();
        for (regex, whole, found) in cases {
            assert_eq!(prober.shortest(regex, whole, LINES), found, "{regex}");
        }
        assert_eq!(
            prober.shortest("\t", false, Texts::Lines(Form { space: Space::Exact, ..Form::default() })),
            line("\t")
        );
        assert_eq!(prober.shortest("a  b", false, Texts::All), line("a  b"));
    }

    #[test]
    fn what_is_too_big_is_given_up() {
        let mut prober = Prober::default();
        assert_eq!(
            prober.shortest(r"\A(?:(?:[a-z]{3}|[0-9]{5}){900}[^\s\S])\z", true, LINES),
            Shortest::Unknown
        );
    }
}
