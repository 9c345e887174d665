//! One pattern: a set of exact lines, or a regular expression that is tried on a line.
//!
//! A rule's patterns are translated here from what the author wrote to what the engine runs: vocabulary
//! filled in, character classes narrowed to ASCII, letter case opened, both ends anchored.

use std::ops::Range;

use regex_automata::nfa::thompson;
use regex_syntax::ast::{self, Ast};
use regex_syntax::hir::translate::TranslatorBuilder;
use regex_syntax::hir::{Class, Hir, HirKind};
use regex_syntax::utf8::Utf8Sequences;

use super::lane::{Lane, lane};
use super::repeated::RepeatedLine;
use super::rewrite::{ascii_classes, open_case};
use super::rule::{Classes, RuleIndex};
use crate::text::{Case, Form, normalize};

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
    /// The first line of a section or list.
    Start,
    /// The last line of a section, or the line that ends a list.
    End,
    /// A line of a list.
    Entry,
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

impl Pattern {
    /// Whether it is looked up, so that no line is too long for it.
    pub fn is_plain(&self) -> bool {
        !matches!(self.find, Find::Regex(_))
    }
}

/// What a pattern must find in a line.
#[derive(Debug, Clone)]
pub enum Find {
    /// The line is one of these, which are in normal form and case-folded.
    Exact(Vec<String>),
    /// A regular expression.
    Regex(Translated),
    /// The masked form of the line is this one.
    Repeated(RepeatedLine),
}

/// A regular expression ready for the engine.
#[derive(Debug, Clone)]
pub struct Translated {
    /// Rust regex syntax with case, classes and anchors written out; runs as it is on normal forms.
    pub regex: String,
    /// Which machine it can run in without slowing everything else down.
    pub lane: Lane,
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

/// An expression that matches this text and nothing else.
pub fn literal(text: &str) -> String {
    regex_syntax::escape(text)
}

/// The grammar of an expression as it is written.
pub(super) fn parse(written: &str) -> Result<Ast, PatternError> {
    if written.len() > LENGTH_LIMIT {
        let what = format!("expression of {} bytes, at most {LENGTH_LIMIT} are allowed", written.len());
        return Err(PatternError { what, span: None, hint: SIZE_HINT });
    }
    syntax(written).map_err(|error| blame(&error, Some(written)))
}

/// What is wrong with an expression that could not be translated, with its place in what the author sees; the
/// error of the translation itself where the expression is sound as it is written.
pub(super) fn located(written: &str, error: PatternError) -> PatternError {
    let sound = syntax(written).and_then(|ast| meaning(written, &ast, false));
    sound.err().map_or(error, |error| blame(&error, Some(written)))
}

/// Translates an author's expression, whose grammar has been checked.
pub(super) fn translate(written: &str, reading: Reading) -> Result<Translated, PatternError> {
    let normal = normalize(written, Form { space: crate::text::Space::Exact, ..reading.form });
    let narrowed = match reading.classes {
        Classes::Ascii => ascii_classes(&normal),
        Classes::Unicode => normal.into_owned(),
    };
    let sound = |error: Box<regex_syntax::Error>| blame(&error, None);
    let ast = syntax(&narrowed).map_err(sound)?;
    let plain = meaning(&narrowed, &ast, false).map_err(sound)?;
    if plain.properties().minimum_len() == Some(0) {
        let what = "it matches an empty line".to_owned();
        return Err(PatternError { what, span: None, hint: "make some part of it required" });
    }
    let (cased, body) = match reading.case {
        Case::Exact => (plain.clone(), narrowed),
        Case::Fold => {
            let folded = meaning(&narrowed, &ast, true).map_err(sound)?;
            (folded, format!("(?i:{narrowed})"))
        }
        case => {
            let opened = open_case(plain.clone(), case);
            let printed = opened.to_string();
            (opened, printed)
        }
    };
    check_size(&cased)?;
    let regex = if reading.whole { format!(r"\A(?:{body})\z") } else { body };
    Ok(Translated { lane: lane(&plain, reading), regex })
}

fn syntax(expression: &str) -> Result<Ast, Box<regex_syntax::Error>> {
    let mut parser = ast::parse::ParserBuilder::new().nest_limit(NEST_LIMIT).build();
    parser.parse(expression).map_err(|error| Box::new(error.into()))
}

fn meaning(expression: &str, ast: &Ast, case_insensitive: bool) -> Result<Hir, Box<regex_syntax::Error>> {
    let mut translator = TranslatorBuilder::new().case_insensitive(case_insensitive).build();
    translator.translate(expression, ast).map_err(|error| Box::new(error.into()))
}

/// What is wrong, and where, if what was parsed is what was written.
fn blame(error: &regex_syntax::Error, written: Option<&str>) -> PatternError {
    let (what, span) = match error {
        regex_syntax::Error::Parse(error) => (error.kind().to_string(), Some(error.span())),
        regex_syntax::Error::Translate(error) => (error.kind().to_string(), Some(error.span())),
        error => (error.to_string(), None),
    };
    let span = span
        .map(|span| span.start.offset..span.end.offset)
        .filter(|span| written.is_some_and(|written| span.end <= written.len()));
    PatternError { what, span, hint: "" }
}

/// Refuses what would compile to more than [`SIZE_LIMIT`]. The estimate is an upper bound and nearly
/// free; only what exceeds it is compiled to be weighed.
fn check_size(hir: &Hir) -> Result<(), PatternError> {
    /// Bytes of an NFA state with its share of transitions.
    const STATE: usize = 40;
    if states(hir).saturating_mul(STATE) <= SIZE_LIMIT {
        return Ok(());
    }
    let limited = thompson::Config::new().nfa_size_limit(Some(SIZE_LIMIT));
    let built = thompson::Compiler::new().configure(limited).build_from_hir(hir);
    let what = |error| format!("expression is too big or cannot run: {error}");
    built.map(|_| ()).map_err(|error| PatternError { what: what(error), span: None, hint: SIZE_HINT })
}

/// States that the automaton of an expression has at most.
fn states(hir: &Hir) -> usize {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => 1,
        HirKind::Literal(literal) => literal.0.len(),
        HirKind::Class(Class::Unicode(class)) => {
            let sequences = class.iter().flat_map(|range| Utf8Sequences::new(range.start(), range.end()));
            sequences.map(|sequence| sequence.len()).sum()
        }
        HirKind::Class(Class::Bytes(class)) => class.ranges().len(),
        HirKind::Capture(capture) => states(&capture.sub) + 2,
        HirKind::Repetition(repetition) => {
            let times = repetition.max.unwrap_or(repetition.min + 1).max(1) as usize;
            states(&repetition.sub).saturating_add(1).saturating_mul(times)
        }
        HirKind::Concat(subs) | HirKind::Alternation(subs) => {
            subs.iter().map(states).fold(1, usize::saturating_add)
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::head::{End, Heads, Side};
    use super::*;
    use regex::Regex;

    fn reading(case: Case, whole: bool) -> Reading {
        Reading { case, classes: Classes::Ascii, form: Form::default(), whole }
    }

    fn matches(written: &str, case: Case, line: &str) -> bool {
        Regex::new(&translate(written, reading(case, true)).unwrap().regex).unwrap().is_match(line)
    }

    #[test]
    fn expressions_are_anchored_and_cased_as_asked() {
        assert!(matches(r"read \d+ times", Case::Fold, "READ 226 times"));
        assert!(!matches(r"read \d+ times", Case::Fold, "read 226 times in total"));
        assert!(!matches(r"read \d+ times", Case::Fold, "read ٢٢٦ times"), "ASCII classes");
        assert!(matches(r"[\w.]+@x\b", Case::Ascii, "A.b@X"));
        assert!(!matches("über", Case::Ascii, "ÜBER"));
        assert!(matches("ısık [a-i]", Case::Turkic, "ISIK İ"));
        assert!(!matches("kayit", Case::Turkic, "KAYIT"));
        assert!(!matches("[^i]x", Case::Turkic, "İx") && matches("[^i]x", Case::Turkic, "Ix"));
        assert!(matches("(?P<n>şık)", Case::Turkic, "ŞIK"));
    }

    #[test]
    fn optional_groups_stay_optional_in_every_case() {
        for case in [Case::Fold, Case::Turkic, Case::Ascii, Case::Exact] {
            for expression in ["ab(?:x{2})?y", "ab(?:x+)?y", "ab(?:(?:x{2}){3})*y"] {
                assert!(matches(expression, case, "aby"), "{expression} {case:?}");
                assert!(!matches(expression, case, "abxxz"), "{expression} {case:?}");
            }
            assert!(matches("ab(?:(?:x{2}){3})*y", case, "abxxxxxxy"), "{case:?}");
        }
    }

    #[test]
    fn lanes_follow_from_the_expression() {
        let lane = |written: &str, whole| translate(written, reading(Case::Fold, whole)).unwrap().lane;
        let edge =
            |lane, wanted| matches!(lane, Lane::Edge(Heads { end: End { side, .. }, .. }) if side == wanted);
        assert!(edge(lane("This news .*", true), Side::Front));
        assert!(edge(lane("[0-9]{1,6}", true), Side::Front));
        assert!(edge(lane(".* minute read", true), Side::Back));
        let gated = |literal: &str, dies_early| Lane::Gated { literals: vec![literal.into()], dies_early };
        assert_eq!(lane(".*Getty Images.*", true), gated("getty images", false));
        assert_eq!(lane("Comments Off on .*", false), gated("comments off on ", false));
        assert_eq!(lane("[A-Z][a-z]+ said .*", true), gated(" said ", true));
        assert!(edge(lane("^UPDATE - ", false), Side::Front));
        assert_eq!(lane(r".*\w.*", true), Lane::Floating);
    }

    #[test]
    fn bombs_and_bad_syntax_are_refused() {
        let check = |written: &str| {
            let translated = parse(written).and_then(|_| translate(written, reading(Case::Fold, true)));
            translated.map_err(|error| located(written, error))
        };
        let error = |written: &str| check(written).unwrap_err();
        assert_eq!(error(r"\d\p{Foo}é").span, Some(2..9));
        assert_eq!(error("a(b").span, Some(1..2));
        assert!(error("((a{1000}){1000}){1000}").what.contains("too big"));
        let nested = format!("{}a{}", "(".repeat(5000), ")".repeat(5000));
        assert!(error(&nested).what.contains("nest"), "{:?}", error(&nested));
        assert!(error("a*").what.contains("empty"));
    }
}
