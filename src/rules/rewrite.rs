//! What an author writes to what the regex engines read: ASCII classes, and letter case opened where
//! the engines' own `(?i)` does not fit.

use regex_syntax::ast::Ast;
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind};

use crate::text::Case;

/// The alternatives of an expression, where it is nothing but alternatives: each can then run in a lane
/// of its own. `parsed` is its syntax. An expression with flags set for all of them stays whole.
pub(super) fn alternatives<'a>(expression: &'a str, parsed: &Ast) -> Vec<&'a str> {
    let Ast::Alternation(alternation) = parsed else {
        return vec![expression];
    };
    if expression.starts_with("(?") && !expression.starts_with("(?:") && !expression.starts_with("(?P") {
        return vec![expression];
    }
    let part = |ast: &Ast| &expression[ast.span().start.offset..ast.span().end.offset];
    alternation.asts.iter().map(part).collect()
}

/// Writes `\d \w \s \b` and their opposites out as ASCII, inside and outside of brackets. Everything
/// else, `\p{…}` and `.` among it, stays Unicode.
pub(super) fn ascii_classes(expression: &str) -> String {
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
                // `\b{start}` and its kin are other assertions.
                let half = chars.as_str().starts_with('{');
                match escaped {
                    'd' => out.push_str("[0-9]"),
                    'w' => out.push_str("[0-9A-Za-z_]"),
                    's' => out.push_str(r"[\t\n\x0B\x0C\r ]"),
                    'D' => out.push_str("[^0-9]"),
                    'W' => out.push_str("[^0-9A-Za-z_]"),
                    'S' => out.push_str(r"[^\t\n\x0B\x0C\r ]"),
                    'b' if depth == 0 && !half => out.push_str(r"(?-u:\b)"),
                    other => out.extend(['\\', other]),
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
pub(super) fn open_case(hir: Hir, case: Case) -> Hir {
    match hir.into_kind() {
        HirKind::Empty => Hir::empty(),
        HirKind::Look(look) => Hir::look(look),
        HirKind::Literal(literal) => match std::str::from_utf8(&literal.0) {
            Ok(text) => {
                Hir::concat(text.chars().map(|c| open_class(&[ClassUnicodeRange::new(c, c)], case)).collect())
            }
            Err(_) => Hir::literal(literal.0),
        },
        HirKind::Class(Class::Unicode(class)) => open_class(class.ranges(), case),
        HirKind::Class(class) => Hir::class(class),
        HirKind::Repetition(mut repetition) => {
            let sub = open_case(*repetition.sub, case);
            // A repeat of a repeat is printed without brackets, `(?:x{2})?` as the lazy `x{2}?`. An
            // alternative that never matches makes the printer write them.
            let twice = matches!(sub.kind(), HirKind::Repetition(_));
            repetition.sub = Box::new(if twice { Hir::alternation(vec![sub, Hir::fail()]) } else { sub });
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

/// The class of all characters that fold like one of `ranges`. One of most characters was written as what it
/// leaves out, `.` or `[^x]`, and leaves that out in every case, as with `(?i)`.
fn open_class(ranges: &[ClassUnicodeRange], case: Case) -> Hir {
    let mut class = ClassUnicode::new(ranges.iter().copied());
    let most = ranges.iter().map(|range| range.end() as usize - range.start() as usize).sum::<usize>();
    if most > char::MAX as usize / 2 {
        class.negate();
        let mut left_out = opened(&class, case);
        left_out.negate();
        return Hir::class(Class::Unicode(left_out));
    }
    Hir::class(Class::Unicode(opened(&class, case)))
}

fn opened(class: &ClassUnicode, case: Case) -> ClassUnicode {
    let ranges = class.ranges();
    let mut class = class.clone();
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
    class
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn classes_stay_classes_inside_brackets() {
        let cases = [(r"\d[\w-.]", "[0-9][[0-9A-Za-z_]-.]"), (r"\b{start}a\b", r"\b{start}a(?-u:\b)")];
        for (written, narrowed) in cases {
            assert_eq!(ascii_classes(written), narrowed);
            assert!(regex_syntax::parse(narrowed).is_ok(), "{narrowed}");
        }
    }

    #[test]
    fn an_expression_is_split_at_its_outermost_bars() {
        let split = |expression| {
            let parsed = regex_syntax::ast::parse::Parser::new().parse(expression).unwrap();
            alternatives(expression, &parsed)
        };
        assert_eq!(split("a|b(c|d)|[|]"), ["a", "b(c|d)", "[|]"]);
        assert_eq!(split("(a|b)"), ["(a|b)"]);
        assert_eq!(split("(?i)a|b"), ["(?i)a|b"]);
        assert_eq!(split(r"(?P<x>a)|b\|"), [r"(?P<x>a)", r"b\|"]);
    }
}
