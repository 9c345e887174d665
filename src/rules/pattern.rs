//! One pattern: a set of exact lines, or a regular expression that is tried on a line.
//!
//! A rule's patterns are translated here from what the author wrote to what the engine runs: vocabulary
//! filled in, character classes narrowed to ASCII, letter case opened, both ends anchored.

use std::ops::Range;

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind};

use super::rule::{Classes, RuleIndex};
use crate::text::{Case, Form, fold, normalize};

/// Index of a pattern in its [`super::RuleSet`].
pub type PatternIndex = usize;

/// A compiled automaton of one rule may take this many bytes; a bigger one is refused.
pub(super) const SIZE_LIMIT: usize = 1 << 20;
/// Regular expressions longer than this are refused before anything is compiled.
const LENGTH_LIMIT: usize = 16 << 10;
/// Brackets may be nested this deep.
const NEST_LIMIT: u32 = 100;

/// What part of its rule a pattern is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Line and in-line rules have only this part.
    Whole,
    /// The first line of a section.
    Start,
    /// The last line of a section.
    End,
    /// A line of a block, counted from 0.
    Block(usize),
}

/// A pattern as the engine sees it.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// The rule it belongs to.
    pub rule: RuleIndex,
    /// Its part in that rule.
    pub part: Part,
    /// The normal form of the lines it is tried on.
    pub form: Form,
    /// How letter case is compared.
    pub case: Case,
    /// Bytes of the line in its normal form; longer ones are not tried.
    pub max_len: usize,
    /// What must be found.
    pub find: Find,
}

/// What a pattern must find in a line.
#[derive(Debug, Clone)]
pub enum Find {
    /// The line is one of these, which are in normal form and case-folded.
    Exact(Vec<String>),
    /// A regular expression.
    Regex(Translated),
}

/// A regular expression ready for the engine.
#[derive(Debug, Clone)]
pub struct Translated {
    /// Rust regex syntax with case, classes and anchors written out; runs as it is on normal forms.
    pub regex: String,
    /// Which machine it can run in without slowing everything else down.
    pub lane: Lane,
}

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

/// How an author's expression is to be read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    pub(super) case: Case,
    pub(super) classes: Classes,
    pub(super) form: Form,
    /// Whether it must match the whole line (else it is found anywhere in it).
    pub(super) whole: bool,
}

/// Why an expression cannot be used, and which bytes of it are to blame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PatternError {
    pub(super) what: String,
    pub(super) span: Option<Range<usize>>,
    pub(super) hint: &'static str,
}

/// Most expressions that are too big count something large.
const SIZE_HINT: &str = "a counted repeat such as `[^.]{1,80}` or `\\p{L}{1,20}` is written out that many times; \
                         `+` with a smaller `max-len` costs nothing";

/// Translates an author's expression.
pub(super) fn translate(written: &str, reading: Reading) -> Result<Translated, PatternError> {
    if written.len() > LENGTH_LIMIT {
        let what = format!(
            "expression of {} bytes, at most {LENGTH_LIMIT} are allowed",
            written.len()
        );
        return Err(PatternError {
            what,
            span: None,
            hint: SIZE_HINT,
        });
    }
    let normal = normalize(
        written,
        Form {
            space: crate::text::Space::Exact,
            ..reading.form
        },
    );
    let narrowed = match reading.classes {
        Classes::Ascii => ascii_classes(&normal),
        Classes::Unicode => normal.into_owned(),
    };
    let plain = parse(&narrowed, false).map_err(|error| blame(&error, written))?;
    if plain.properties().minimum_len() == Some(0) {
        let what = "it matches an empty line".to_owned();
        return Err(PatternError {
            what,
            span: None,
            hint: "make some part of it required",
        });
    }
    let cased = match reading.case {
        Case::Exact => plain.clone(),
        Case::Fold => parse(&narrowed, true).map_err(|error| blame(&error, written))?,
        case => open_case(plain.clone(), case),
    };
    let body = cased.to_string();
    let regex = if reading.whole {
        format!(r"\A(?:{body})\z")
    } else {
        body
    };
    check_size(&regex)?;
    Ok(Translated {
        lane: lane(&plain, reading),
        regex,
    })
}

fn parse(expression: &str, case_insensitive: bool) -> Result<Hir, regex_syntax::Error> {
    ParserBuilder::new()
        .nest_limit(NEST_LIMIT)
        .case_insensitive(case_insensitive)
        .build()
        .parse(expression)
}

/// The span of a syntax error, where the expression was not rewritten before it was parsed.
fn blame(error: &regex_syntax::Error, written: &str) -> PatternError {
    let (what, span) = match error {
        regex_syntax::Error::Parse(error) => (error.kind().to_string(), Some(error.span())),
        regex_syntax::Error::Translate(error) => (error.kind().to_string(), Some(error.span())),
        error => (error.to_string(), None),
    };
    let span = span
        .map(|span| span.start.offset..span.end.offset)
        .filter(|span| span.end <= written.len());
    PatternError { what, span, hint: "" }
}

/// A cheap bound before the real compiler sees it: counted repeats multiply what they repeat.
fn check_size(regex: &str) -> Result<(), PatternError> {
    let limited = regex_automata::nfa::thompson::Config::new().nfa_size_limit(Some(SIZE_LIMIT));
    let built = regex_automata::nfa::thompson::Compiler::new()
        .configure(limited)
        .build(regex);
    let what = |error| format!("expression is too big or cannot run: {error}");
    built.map(|_| ()).map_err(|error| PatternError {
        what: what(error),
        span: None,
        hint: SIZE_HINT,
    })
}

/// Writes `\d \w \s \b` and their opposites out as ASCII, inside and outside of brackets. Everything
/// else, `\p{…}` and `.` among it, stays Unicode.
fn ascii_classes(expression: &str) -> String {
    let mut out = String::with_capacity(expression.len() + 16);
    let mut chars = expression.chars();
    let mut depth = 0_usize;
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                let Some(escaped) = chars.next() else {
                    out.push('\\');
                    break;
                };
                let inside = depth > 0;
                let class = match escaped {
                    'd' => "0-9",
                    'w' => "0-9A-Za-z_",
                    's' => r"\t\n\x0B\x0C\r ",
                    'D' => "^0-9",
                    'W' => "^0-9A-Za-z_",
                    'S' => r"^\t\n\x0B\x0C\r ",
                    'b' if !inside => {
                        out.push_str(r"(?-u:\b)");
                        continue;
                    }
                    other => {
                        out.push('\\');
                        out.push(other);
                        continue;
                    }
                };
                if inside && !class.starts_with('^') {
                    out.push_str(class);
                } else {
                    out.extend(["[", class, "]"]);
                }
            }
            '[' => {
                depth += 1;
                out.push(c);
            }
            ']' => {
                depth = depth.saturating_sub(1);
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// Opens letter case where regex's own `(?i)` does not fit: ASCII only, or Turkish.
fn open_case(hir: Hir, case: Case) -> Hir {
    match hir.into_kind() {
        HirKind::Empty => Hir::empty(),
        HirKind::Look(look) => Hir::look(look),
        HirKind::Literal(literal) => match std::str::from_utf8(&literal.0) {
            Ok(text) => Hir::concat(
                text.chars()
                    .map(|c| open_class(&[ClassUnicodeRange::new(c, c)], case))
                    .collect(),
            ),
            Err(_) => Hir::literal(literal.0),
        },
        HirKind::Class(Class::Unicode(class)) => open_class(class.ranges(), case),
        HirKind::Class(class) => Hir::class(class),
        HirKind::Repetition(mut repetition) => {
            repetition.sub = Box::new(open_case(*repetition.sub, case));
            Hir::repetition(repetition)
        }
        HirKind::Capture(mut capture) => {
            capture.sub = Box::new(open_case(*capture.sub, case));
            Hir::capture(capture)
        }
        HirKind::Concat(subs) => Hir::concat(subs.into_iter().map(|sub| open_case(sub, case)).collect()),
        HirKind::Alternation(subs) => {
            Hir::alternation(subs.into_iter().map(|sub| open_case(sub, case)).collect())
        }
    }
}

/// The class of all characters that fold like one of `ranges`.
fn open_class(ranges: &[ClassUnicodeRange], case: Case) -> Hir {
    let mut class = ClassUnicode::new(ranges.iter().copied());
    let holds = |c: char| ranges.iter().any(|range| range.start() <= c && c <= range.end());
    let pairs: &[(char, char)] = &[('I', 'ı'), ('İ', 'i')];
    if case == Case::Turkic {
        // Fold everything but the four letters in question, then join those by the Turkish pairs.
        let mut others = class.clone();
        let four = ['I', 'i', 'İ', 'ı'].map(|c| ClassUnicodeRange::new(c, c));
        others.difference(&ClassUnicode::new(four));
        let _ = others.try_case_fold_simple();
        others.difference(&ClassUnicode::new(four));
        class.union(&others);
        for &(a, b) in pairs {
            if holds(a) || holds(b) {
                class.push(ClassUnicodeRange::new(a, a));
                class.push(ClassUnicodeRange::new(b, b));
            }
        }
    } else {
        for letter in 'a'..='z' {
            let upper = letter.to_ascii_uppercase();
            if holds(letter) || holds(upper) {
                class.push(ClassUnicodeRange::new(letter, letter));
                class.push(ClassUnicodeRange::new(upper, upper));
            }
        }
    }
    Hir::class(Class::Unicode(class))
}

/// A class of at most this many characters counts as narrow: a DFA that begins with it dies on most
/// lines at once. Upper-case letters of all scripts are 1,900; all letters 140,000.
const NARROW: u32 = 4_000;
/// A literal shorter than this gates nothing: it stands on too many lines.
pub(super) const GATE_BYTES: usize = 4;
/// More literals than this make a gate that is open everywhere.
const GATE_LITERALS: usize = 64;

fn lane(plain: &Hir, reading: Reading) -> Lane {
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

#[cfg(test)]
mod tests {
    use super::*;
    use regex::Regex;

    fn reading(case: Case, whole: bool) -> Reading {
        Reading {
            case,
            classes: Classes::Ascii,
            form: Form::default(),
            whole,
        }
    }

    fn matches(written: &str, case: Case, line: &str) -> bool {
        Regex::new(&translate(written, reading(case, true)).unwrap().regex)
            .unwrap()
            .is_match(line)
    }

    #[test]
    fn expressions_are_anchored_and_cased_as_asked() {
        assert!(matches(r"read \d+ times", Case::Fold, "READ 226 times"));
        assert!(!matches(r"read \d+ times", Case::Fold, "read 226 times in total"));
        assert!(
            !matches(r"read \d+ times", Case::Fold, "read ٢٢٦ times"),
            "ASCII classes"
        );
        assert!(matches(r"[\w.]+@x\b", Case::Ascii, "A.b@X"));
        assert!(!matches("über", Case::Ascii, "ÜBER"));
        assert!(matches("ısık [a-i]", Case::Turkic, "ISIK İ"));
        assert!(!matches("kayit", Case::Turkic, "KAYIT"));
        assert!(matches("(?P<n>şık)", Case::Turkic, "ŞIK"));
    }

    #[test]
    fn lanes_follow_from_the_expression() {
        let lane = |written: &str, whole| translate(written, reading(Case::Fold, whole)).unwrap().lane;
        assert_eq!(lane("This news .*", true), Lane::Forward);
        assert_eq!(lane("[0-9]{1,6}", true), Lane::Forward);
        assert_eq!(lane(".* minute read", true), Lane::Reverse);
        assert_eq!(
            lane(".*Getty Images.*", true),
            Lane::Gated(vec!["getty images".into()])
        );
        assert_eq!(
            lane("Comments Off on .*", false),
            Lane::Gated(vec!["comments off on ".into()])
        );
        assert_eq!(lane("^UPDATE - ", false), Lane::Forward);
        assert_eq!(lane(r".*\w.*", true), Lane::Floating);
    }

    #[test]
    fn bombs_and_bad_syntax_are_refused() {
        let error = |written: &str| translate(written, reading(Case::Fold, true)).unwrap_err();
        assert_eq!(error("a(b").span, Some(1..2));
        assert!(error("((a{1000}){1000}){1000}").what.contains("too big"));
        let nested = format!("{}a{}", "(".repeat(5000), ")".repeat(5000));
        assert!(error(&nested).what.contains("nest"), "{:?}", error(&nested));
        assert!(error("a*").what.contains("empty"));
    }
}
