//! Whether one expression matches a line.
//!
//! A lazy DFA alone answers that. What the regex crate builds beside it (a reverse automaton, a prefilter, engines for
//! captures) takes two thirds of the time of compiling, and is built only where a match must be found in its place.

use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use regex::Regex;
use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::nfa::thompson::{Compiler, Config, NFA, WhichCaptures};
use regex_automata::util::pool::Pool;
use regex_automata::{Anchored, Input};

use super::first_bytes::FirstBytes;

/// An expression, with everything that it is run by.
#[derive(Debug)]
pub(super) struct Matcher {
    expression: String,
    /// `None` where there is none: the regex crate is asked instead.
    lazy: Option<Lazy>,
    regex: OnceLock<Option<Regex>>,
}

type Make = Box<dyn Fn() -> Cache + Send + Sync + UnwindSafe + RefUnwindSafe>;

#[derive(Debug)]
struct Lazy {
    dfa: DFA,
    caches: Pool<Cache, Make>,
    anchored: Anchored,
    /// How often it was tried, up to [`OFTEN`].
    tried: AtomicU32,
    /// Known when it has been tried so often that it pays.
    first: OnceLock<FirstBytes>,
}

/// Tries of a pattern after which its first bytes are found out, which takes as long as some hundred tries.
const OFTEN: u32 = 200;

impl Matcher {
    pub(super) fn new(expression: &str) -> Matcher {
        Matcher { expression: expression.to_owned(), lazy: Lazy::of(expression), regex: OnceLock::new() }
    }

    /// Whether the expression matches somewhere in the line.
    pub(super) fn matches(&self, line: &str) -> bool {
        let found = self.lazy.as_ref().and_then(|lazy| lazy.matches(line));
        // Without an automaton, or where it gives up: at a Unicode word boundary beside a character outside ASCII.
        found.unwrap_or_else(|| self.regex().is_some_and(|regex| regex.is_match(line)))
    }

    /// The same expression for finding matches and what they capture.
    pub(super) fn regex(&self) -> Option<&Regex> {
        // The size was checked when the rule was compiled; this bound is for the engines that the crate builds
        // beside the one that was measured.
        let compile = || regex::RegexBuilder::new(&self.expression).size_limit(64 << 20).build().ok();
        self.regex.get_or_init(compile).as_ref()
    }
}

impl Lazy {
    fn of(expression: &str) -> Option<Lazy> {
        let hir = regex_syntax::parse(expression).ok()?;
        let anchored = match hir.properties().look_set_prefix().contains_anchor_haystack() {
            true => Anchored::Yes,
            false => Anchored::No,
        };
        let config = Config::new().which_captures(WhichCaptures::None);
        let nfa = Compiler::new().configure(config).build_from_hir(&hir).ok()?;
        let config = DFA::config().unicode_word_boundary(true).skip_cache_capacity_check(true);
        let dfa = DFA::builder().configure(config).build_from_nfa(nfa).ok()?;
        let own = dfa.clone();
        let make: Make = Box::new(move || own.create_cache());
        Some(Lazy {
            dfa,
            caches: Pool::new(make),
            anchored,
            tried: AtomicU32::new(0),
            first: OnceLock::new(),
        })
    }

    /// `None` where the automaton cannot tell.
    fn matches(&self, line: &str) -> Option<bool> {
        if self.anchored == Anchored::Yes && !self.may_begin(line) {
            return Some(false);
        }
        let input = Input::new(line).anchored(self.anchored).earliest(true);
        self.dfa.try_search_fwd(&mut self.caches.get(), &input).ok().map(|end| end.is_some())
    }

    fn may_begin(&self, line: &str) -> bool {
        if self.tried.load(Relaxed) < OFTEN {
            self.tried.fetch_add(1, Relaxed);
            return true;
        }
        let nfa: &NFA = self.dfa.get_nfa();
        self.first.get_or_init(|| FirstBytes::of(nfa)).allow(line)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn it_agrees_with_the_regex_crate() {
        for expression in [
            r"\A(?:(?i:share( this)?))\z",
            "^[A-Z]{2,4} - ",
            r"\bénd\b",
            r"(?-u:\b)end",
            "views|vues",
            r"\A\z",
        ] {
            let (matcher, regex) = (Matcher::new(expression), Regex::new(expression).unwrap());
            // More often than it takes to know the first bytes.
            for _ in 0..OFTEN {
                for line in [
                    "Share",
                    "share THIS",
                    "share it",
                    "AFP - x",
                    "the énd",
                    "the end",
                    "12 vues",
                    "",
                    "ſhare",
                ] {
                    assert_eq!(matcher.matches(line), regex.is_match(line), "{expression} {line}");
                }
            }
            assert_eq!(matcher.regex().unwrap().as_str(), expression);
        }
    }
}
