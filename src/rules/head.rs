//! The first (or last) bytes of the lines that an expression matches, where they are few.
//!
//! Prose goes on matching `[A-Z][a-z]+` or `.*`, and an automaton over all rules would build new states on every
//! line of it. Beginnings of a few bytes are looked up in a table instead, and the expression is tried alone where
//! its own is there. A lazy DFA over longer beginnings took 32 MB for each worker, filled them nine times over in
//! 100 MB of pages, and was two fifths of the time of looking for rules.

use regex_syntax::hir::{Class, Hir, HirKind};

use super::follow::{Found, Look};
use crate::text::{Case, Paged, fold_char};

/// Which end of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Its beginning.
    Front,
    /// Its end.
    Back,
}

/// Bytes of a head, at most.
pub const HEAD: usize = 8;
/// Heads on so few lines ([`Head::lines`]) need not be made better.
const RARE: u64 = 1 << 16;
/// Bytes of the heads of one expression, at most: where it begins with all kinds of signs, shorter ones are fewer.
const WIDTHS: [usize; 3] = [HEAD, 4, 2];

/// Where heads are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End {
    /// Which end of the line.
    pub side: Side,
    /// Whether signs and blanks at that end are skipped: much begins with a bullet or a bracket, or without.
    pub bare: bool,
}

/// A few bytes at one end of a loosened line; from the back they are in reverse order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Head {
    /// The first is the highest; zero behind the last.
    bytes: u64,
    len: u8,
}

/// What a line that an expression matches begins (ends) with: one of these. None is empty, none begins another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heads {
    /// The end that they are of.
    pub end: End,
    /// Sorted.
    pub list: Vec<Head>,
}

/// A line as heads and literals are compared with it: letter case folded, all kinds of `i` alike, all digits alike.
/// Lines that are the same under any [`Case`] are the same here.
pub fn loosened(line: &str) -> String {
    if line.is_ascii() {
        let loose = |&byte: &u8| if byte.is_ascii_digit() { b'0' } else { byte.to_ascii_lowercase() };
        return String::from_utf8(line.as_bytes().iter().map(loose).collect()).unwrap_or_default();
    }
    let mut loose = String::with_capacity(line.len());
    loose.extend(line.chars().map(|c| ALIKE.get(c)));
    loose
}

/// The character that stands for all that differ from it where rules may not: letters of the other case, digits of the
/// scripts that count with their own, the letters that Turkish writes with and without a dot.
static ALIKE: Paged<char> = Paged::new(|c| match c {
    '0'..='9' | '٠'..='٩' | '۰'..='۹' => '0',
    'ı' | 'İ' => 'i',
    c => fold_char(c, Case::Fold),
});

impl End {
    /// Both ends, with and without signs.
    pub(super) const ALL: [End; 4] = [
        End { side: Side::Front, bare: false },
        End { side: Side::Front, bare: true },
        End { side: Side::Back, bare: false },
        End { side: Side::Back, bare: true },
    ];

    /// A loosened line from here on.
    pub(super) fn of(self, loosened: &str) -> &str {
        let sign = |c: char| !c.is_alphanumeric();
        match self.side {
            _ if !self.bare => loosened,
            Side::Front => loosened.trim_start_matches(sign),
            Side::Back => loosened.trim_end_matches(sign),
        }
    }
}

impl Head {
    pub(super) const EMPTY: Head = Head { bytes: 0, len: 0 };

    /// All heads of a line, shortest first.
    pub(super) fn of_line(loosened: &str, end: End) -> impl Iterator<Item = Head> {
        let bytes = end.of(loosened).as_bytes();
        let mut head = Head::EMPTY;
        (0..bytes.len().min(HEAD)).map(move |at| {
            head.push(match end.side {
                Side::Front => bytes[at],
                Side::Back => bytes[bytes.len() - 1 - at],
            });
            head
        })
    }

    /// In bytes.
    pub(super) fn len(self) -> usize {
        usize::from(self.len)
    }

    /// The bytes as a number.
    pub(super) fn key(self) -> u64 {
        self.bytes
    }

    /// How many lines have it, of 16^8: a byte more is on a sixteenth of them.
    fn lines(self) -> u64 {
        1 << (4 * (HEAD - self.len()))
    }

    pub(super) fn push(&mut self, byte: u8) {
        self.bytes |= u64::from(byte) << (8 * (HEAD - 1 - self.len()));
        self.len += 1;
    }

    fn begins(self, other: Head) -> bool {
        let behind = 8 * (HEAD - self.len()) as u32;
        self.len <= other.len && (self.bytes ^ other.bytes).checked_shr(behind).unwrap_or(0) == 0
    }
}

impl Heads {
    /// Of an expression as it is written, in any letter case; `None` where they say nothing.
    pub(super) fn of(hir: &Hir, side: Side) -> Option<Heads> {
        let looks = WIDTHS.iter().flat_map(|&width| [false, true].map(|bare| (End { side, bare }, width)));
        let mut best: Option<(u64, Heads)> = None;
        for look in looks {
            let heads = Heads::found(hir, look);
            let held = heads.list.iter().map(|head| head.lines()).sum();
            if best.as_ref().is_none_or(|(least, _)| held < *least) {
                best = Some((held, heads));
            }
            if held <= RARE {
                break;
            }
        }
        best.map(|(_, heads)| heads).filter(|heads| heads.list.iter().all(|head| head.len > 0))
    }

    fn found(hir: &Hir, look: Look) -> Heads {
        let mut list = Found::nothing_yet().then(hir, look).heads();
        list.sort_unstable();
        list.dedup_by(|next, one| one.begins(*next));
        Heads { end: look.0, list }
    }

    /// Whether a line begins (ends) with one of them.
    pub fn hold(&self, loosened: &str) -> bool {
        Head::of_line(loosened, self.end).any(|head| self.list.binary_search(&head).is_ok())
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::super::follow::MOST;
    use super::*;

    fn heads(expression: &str, side: Side) -> Option<Heads> {
        Heads::of(&regex_syntax::parse(expression).unwrap(), side)
    }

    /// Whether a line begins (or ends) as an expression asks; `None` where it asks nothing.
    fn lets(expression: &str, side: Side, line: &str) -> Option<bool> {
        Some(heads(expression, side)?.hold(&loosened(line)))
    }

    #[test]
    fn a_head_ends_where_prose_could_go_on() {
        let front = |expression, line| lets(expression, Side::Front, line);
        assert_eq!(front("ask (this|it) .* now", "ASK it then"), Some(true));
        assert_eq!(front("ask (this|it) .* now", "ask them now"), Some(false));
        assert_eq!(lets("ask (this|it) .* now", Side::Back, "not now"), Some(true));
        assert_eq!(lets("ask (this|it) .* now", Side::Back, "not new"), Some(false));
        assert_eq!(front("[A-Z][a-z]+ said", "Anna said"), None);
        assert_eq!(front(r"(the )?[0-9]{1,3} views", "the 12 views"), Some(true));
        assert_eq!(front(r"(the )?[0-9]{1,3} views", "the men"), Some(false));
        assert_eq!(front(r"(the )?[a-z]+ views", "the best views"), None, "the head could be empty");
        assert_eq!(front(r"[0-9]+ views", "7 things"), Some(false));
        assert_eq!(front(r"[0-9]+ views", "1234567 things"), Some(true));
        assert_eq!(front(r"(share|[a-z]+) this", "share this"), None);
        assert_eq!(front("(ſhare|ısı|KK) .*", "SHARE it"), Some(true));
        assert_eq!(front("(ſhare|ısı|KK) .*", "İSİ it"), Some(true));
    }

    #[test]
    fn heads_are_few_and_none_begins_another() {
        let list = heads("(share|sharing|share this|[0-9]{4}|no+)", Side::Front).unwrap().list;
        assert!(list.len() < MOST);
        assert!(list.windows(2).all(|two| !two[0].begins(two[1])));
        let count = |expression| heads(expression, Side::Front).unwrap().list.len();
        assert_eq!((count("(share|sharing|shared|sh)"), count("[0-9]{1,9} views")), (1, 8));
        assert_eq!((count("a{1000000}"), count("(a|b){1000}")), (1, 256));
    }

    proptest! {
        #[test]
        fn no_match_is_missed(
            pieces in proptest::collection::vec(proptest::sample::select(vec![
                "a", "b?", "(a|bc)", "[0-9]{1,2}", "(ab|c)*", "é", "ı", "x{2,}", " ", "(|b)", ".*", "[a-c]", "İ",
            ]), 1..6),
            line in "[abcéıIİx0-9 ]{0,9}",
        ) {
            let expression = pieces.concat();
            let whole = regex::Regex::new(&format!(r"\A(?i:{expression})\z")).unwrap();
            for side in [Side::Front, Side::Back] {
                let lets = lets(&expression, side, &line).unwrap_or(true);
                prop_assert!(lets || !whole.is_match(&line), "{} {:?} {:?}", expression, side, line);
            }
        }
    }
}
