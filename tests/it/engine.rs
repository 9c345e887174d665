//! The matching engine is held to a plain loop over its patterns, and cleaning to its accounts.

use std::sync::Arc;

use copydesk::clean::{Cleaner, Piece, cut, pieces};
use copydesk::document::Document;
use copydesk::rules::{Hit, PackText, RuleSet, Severity, Subject, compile};
use copydesk::text::lines;
use proptest::prelude::*;

/// Pieces of expressions: literals in several scripts, classes, repeats, boundaries.
fn piece() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "share",
        "Read more",
        "ab",
        "a",
        "é",
        "ı",
        "İ",
        "نظر",
        "评论",
        "[0-9]{1,3}",
        r"\d+",
        r"\w+",
        ".*",
        ".{0,3}",
        " ",
        " ?",
        "(on|off)",
        "(share|tweet)",
        r"\b",
        "[^a]",
        r"\.",
        "x*",
        "-",
        r"\p{L}+",
        r"\s",
    ])
    .prop_map(str::to_owned)
}

fn expression() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 1..5).prop_map(|pieces| pieces.concat())
}

/// Words that the expressions are about, so that they meet their lines often.
fn line() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "share",
        "SHARE",
        "Read more",
        "ab",
        "A",
        "é",
        "É",
        "e\u{301}",
        "ı",
        "I",
        "İ",
        "i",
        "نظر",
        "评论",
        "12",
        "7",
        " ",
        "\u{a0}",
        "on",
        "Off",
        ".",
        "-",
        "x",
        "tweet",
        "\u{200b}",
        "\t",
    ]);
    prop::collection::vec(word, 0..7).prop_map(|words| words.concat())
}

#[derive(Debug, Clone)]
struct RuleText {
    matcher: &'static str,
    expression: String,
    case: &'static str,
    classes: &'static str,
    space: &'static str,
    max_len: usize,
    scope: &'static str,
}

fn rule() -> impl Strategy<Value = RuleText> {
    (
        prop::sample::select(vec!["line", "line", "inline", "exact", "prefix", "suffix", "contains"]),
        expression(),
        prop::sample::select(vec!["fold", "exact", "ascii", "turkic"]),
        prop::sample::select(vec!["ascii", "unicode"]),
        prop::sample::select(vec!["norm", "norm", "exact"]),
        prop::sample::select(vec![6_usize, 12, 300]),
        prop::sample::select(vec!["", "", "scope = { source = [\"b\"] }", "scope = { source = [\"a\"] }"]),
    )
        .prop_map(|(matcher, expression, case, classes, space, max_len, scope)| RuleText {
            matcher,
            expression,
            case,
            classes,
            space,
            max_len,
            scope,
        })
}

/// A pack of those rules that compile; an expression that matches an empty line does not.
fn pack(rules: &[RuleText]) -> RuleSet {
    let mut text = String::from("[pack]\nformat = 1\nname = \"p\"\n");
    for (number, rule) in rules.iter().enumerate() {
        let one = format!(
            "[[rule]]\nid = \"r{number}\"\n{} = '{}'\ncase = \"{}\"\nclasses = \"{}\"\nspace = \"{}\"\nmax-len = {}\n{}\n",
            rule.matcher, rule.expression, rule.case, rule.classes, rule.space, rule.max_len, rule.scope
        );
        if compiled(&format!("[pack]\nname = \"p\"\n{one}")).is_some() {
            text.push_str(&one);
        }
    }
    compiled(&text).expect("each rule compiled alone")
}

fn compiled(text: &str) -> Option<RuleSet> {
    let packs = [PackText { path: "p.toml".into(), text: text.into() }];
    let (set, problems) = compile(&packs, &|_, _| Err("none".into()));
    assert!(set.is_some() || problems.iter().any(|problem| problem.severity == Severity::Error));
    set
}

/// What every pattern says of every line, one after the other.
fn oracle(set: &RuleSet, source: &str, text: &str) -> Vec<Hit> {
    let mut hits = Vec::new();
    let subject = Subject { host: None, source: Some(source), lang: None };
    for (index, pattern) in set.patterns.list.iter().enumerate() {
        if set.rules[pattern.rule].scope.holds(&subject) {
            let of_line = |(line, place): (usize, &copydesk::text::Line)| {
                set.patterns.tries(index, place.span.of(text)).then_some(Hit { pattern: index, line })
            };
            hits.extend(lines(text).iter().enumerate().filter_map(of_line));
        }
    }
    hits
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn the_engine_finds_what_a_plain_loop_finds(
        rules in prop::collection::vec(rule(), 1..12),
        texts in prop::collection::vec(prop::collection::vec(line(), 0..8), 1..4),
    ) {
        let set = pack(&rules);
        let mut scratch = set.scratch();
        for text in texts {
            let text = text.join("\n");
            for source in ["a", "b"] {
                let subject = Subject { host: None, source: Some(source), lang: None };
                let found = set.scan(&mut scratch, &subject, &text, &lines(&text));
                prop_assert_eq!(found, oracle(&set, source, &text), "text {:?}", text);
            }
        }
    }

    #[test]
    fn kept_and_removed_are_the_original(
        rules in prop::collection::vec(rule(), 1..12),
        text in prop::collection::vec(line(), 0..12),
    ) {
        let cleaner = Cleaner::new(Arc::new(pack(&rules)));
        let text = text.join("\n");
        let document = Document { text: text.clone(), ..Document::default() };
        let cleaned = cleaner.clean(&mut cleaner.scratch(), document);
        prop_assert!(cleaned.removals.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
        prop_assert_eq!(&cut(&text, &cleaned.removals), &cleaned.text);
        let mut original = String::new();
        let mut kept = String::new();
        for piece in pieces(&text, &cleaned.removals) {
            match piece {
                Piece::Kept(part) => {
                    original.push_str(part);
                    kept.push_str(part);
                }
                Piece::Removed(part, removal) => {
                    original.push_str(part);
                    kept.push_str(&removal.replacement);
                }
            }
        }
        prop_assert_eq!(original, text);
        prop_assert_eq!(kept, cleaned.text);
    }
}
