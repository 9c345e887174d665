//! Each lint fires on what it is for, and leaves its neighbour alone.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::rules::{PackText, compile};

fn set(text: &str) -> RuleSet {
    let (set, problems) =
        compile(&[PackText { path: "p.toml".into(), text: text.to_owned() }], &|_, _| Err("none".to_owned()));
    set.unwrap_or_else(|| panic!("{problems:#?}\n{text}"))
}

/// The findings about a pack, as `code: what`.
fn told(text: &str) -> Vec<String> {
    let problems = lint(&set(text), "2026-01-01");
    problems.iter().map(|problem| format!("{}: {}", problem.code, problem.what)).collect()
}

/// `[[rule]]`s with ids `a`, `b` … and these lines.
fn rules(lines: &[&str]) -> String {
    let rule = |(place, lines): (usize, &&str)| {
        format!("[[rule]]\nid = '{}'\n{}\n", (b'a' + place as u8) as char, lines.replace("; ", "\n"))
    };
    lines.iter().enumerate().map(rule).collect()
}

/// Code, a part of what is told, rules that are told of, and rules like them that are not.
type Case = (&'static str, &'static str, &'static [&'static str], &'static [&'static str]);

const CASES: &[Case] = &[
    (
        "no-example",
        "`p/a` has no",
        &["exact = 'Follow the tide'"],
        &["exact = 'Follow the tide'; match = 'Follow the tide'"],
    ),
    (
        "expired",
        "on 2025-12-31",
        &["exact = 'Follow the tide'; match = 'Follow the tide'; expires = '2025-12-31'"],
        &["exact = 'Follow the tide'; match = 'Follow the tide'; expires = '2026-01-01'"],
    ),
    (
        "idle",
        "waits for `p/b`",
        &[
            "exact = 'Tide one'; match = 'Tide one'; requires = { rule = 'b' }",
            "exact = 'Tide two'; severity = 'off'",
        ],
        &[
            "exact = 'Tide one'; match = 'Tide one'; requires = { rule = 'b' }",
            "exact = 'Tide two'; match = 'Tide two'",
        ],
    ),
    (
        "duplicate-line",
        "`p/b` has the line `tide table` that `p/a` has too",
        &[
            "exact = ['Tide table', 'Tide one']; match = 'Tide one'",
            "exact = ['TIDE table', 'Tide two']; match = 'Tide two'",
        ],
        &[
            "exact = 'Tide table'; match = 'Tide table'; scope = { lang = 'en' }",
            "exact = 'Tide table'; match = 'Tide table'; scope = { lang = 'fr' }",
        ],
    ),
    (
        "duplicate-pattern",
        "`p/b` has an expression",
        &[
            "line = 'tides: [0-9]+'; match = 'Tides: 3'",
            "line = ['tide table', 'tides: [0-9]+']; match = 'Tide table'",
        ],
        &[
            "line = 'tides: [0-9]+'; match = 'Tides: 3'; where = { head = 3 }",
            "line = ['tide table', 'tides: [0-9]+']; match = 'Tide table'; where = { tail = 3 }",
        ],
    ),
    (
        "shadowed",
        "`p/b` never gets a line: all that it shows goes to `p/a`",
        &["line = 'tides .*'; match = 'Tides now'", "exact = 'Tides today'; match = 'Tides today'"],
        &[
            "line = 'tides .*'; match = 'Tides now'",
            "exact = 'Tides today'; match = 'Tides today'; priority = 1",
        ],
    ),
    (
        "shadowed",
        "`p/a` never gets a line: all that it shows goes to `p/b`",
        &[
            "inline = 'tides [0-9]+'; match = 'Tides 12'; where = { tail = 2 }",
            "line = 'tides .*'; match = 'Tides now'; where = { tail = 5 }",
        ],
        &[
            "inline = 'tides [0-9]+'; match = 'Tides 12'; where = { tail = 9 }",
            "line = 'tides .*'; match = 'Tides now'; where = { tail = 5 }",
        ],
    ),
    (
        "shadowed",
        "goes to `p/a`, `p/b`",
        &[
            "exact = 'Tide one'; match = 'Tide one'",
            "exact = 'Tide two'; match = 'Tide two'",
            "line = 'tide [a-z]+'; match = ['Tide one', 'Tide two']",
        ],
        &[
            "exact = 'Tide one'; match = 'Tide one'",
            "exact = 'Tide two'; match = 'Tide two'",
            "line = 'tide [a-z]+'; match = ['Tide one', 'Tide six']",
        ],
    ),
    (
        "unsatisfiable",
        "`max-len` is 5",
        &["line = 'tide table'; max-len = 5"],
        &["line = 'tide table'; max-len = 10"],
    ),
    ("unsatisfiable", "an anchor does in the middle", &["line = 'tide$ table'"], &["line = '^tide table$'"]),
    (
        "unsatisfiable",
        "by `tide  table`: it asks for two blanks",
        &["line = 'tide  table|tide list'"],
        &["line = 'tide  table|tide list'; space = 'exact'"],
    ),
    ("unsatisfiable", "a blank at an end", &["line = 'tide table '"], &["line = 'tide table ?'"]),
    ("unsatisfiable", "without `\\u{a0}`", &["line = 'tide\\x{a0}table'"], &["line = 'tide\\x{a0}?table'"]),
    (
        "unsatisfiable",
        "without `\\u{9}`",
        &["inline = 'tide\\ttable'"],
        &["inline = 'tide\\ttable'; space = 'exact'"],
    ),
    (
        "unsatisfiable",
        "parts exclude each other",
        &["line = 'tide[^\\s\\S]table'"],
        &["line = 'tide[\\s\\S]table'"],
    ),
    (
        "unsatisfiable",
        "more than a line",
        &["exact = \"Tide\\ntable\"; space = 'exact'"],
        &["exact = \"Tide\\ntable\""],
    ),
    (
        "unsatisfiable",
        "is for no document",
        &["exact = 'Tide'; scope = { host = ['a.example', '!*.example'] }"],
        &["exact = 'Tide'; scope = { host = ['a.example', '!b.example'] }"],
    ),
    (
        "unsatisfiable",
        "for other documents",
        &[
            "exact = 'Tide'; scope = { lang = 'en' }; where = { after = 'b' }",
            "exact = 'Table'; scope = { lang = 'fr' }",
        ],
        &[
            "exact = 'Tide'; scope = { lang = 'en' }; where = { after = 'b' }",
            "exact = 'Table'; scope = { lang = 'en-GB' }",
        ],
    ),
    (
        "unsatisfiable",
        "`min-chars` (9)",
        &["repeat = { min-chars = 9, max-chars = 8 }"],
        &["repeat = { min-chars = 8, max-chars = 8 }"],
    ),
    ("floating", "the short literal `tide`", &["line = '.*tide.*'"], &["line = '.*tide table.*'"]),
    ("floating", "without a literal", &["line = '.*[0-9] +[a-z]+.*'"], &["line = '[0-9] +[a-z]+.*'"]),
    (
        "slow",
        "scanned",
        &["inline = '[a-z]*Z|a'; max-len = 4000"],
        &["inline = '[a-z]{1,9}Z|aq'; max-len = 4000"],
    ),
    ("slow", "goes on to build", &["line = 'tide.*[ab].{14}c.*'"], &["line = 'tide.*[ab].{0,2}c.*'"]),
    (
        "over-broad",
        "lines of stories, such as",
        &["line = '[A-Z].*'; case = 'exact'"],
        &["line = '[A-Z].*'; case = 'exact'; where = { tail = 2 }"],
    ),
    (
        "over-broad",
        "`p/a` takes `Tides are high`, which `p/b` must not match",
        &[
            "line = 'tides .*'; match = 'Tides now'",
            "exact = 'Tides'; match = 'Tides'; not-match = 'Tides are high'",
        ],
        &[
            "line = 'tides .*'; match = ['Tides now', 'Tides are high']",
            "exact = 'Tides'; match = 'Tides'; not-match = 'Tides are high'",
        ],
    ),
    (
        "over-broad",
        "which `comments/closed` must not match",
        &["prefix = 'comments are closed'; match = 'Comments are closed for now'"],
        &["prefix = 'comments are closed for'; match = 'Comments are closed for now'"],
    ),
    (
        "impossible-host",
        "has a scheme",
        &["exact = 'Tide'; scope = { host = 'https://a.example' }"],
        &["exact = 'Tide'; scope = { host = '*.example' }"],
    ),
];

#[test]
fn each_lint_fires_on_its_own_and_on_nothing_else() {
    for (code, what, firing, still) in CASES {
        let found = told(&rules(firing));
        let is_it = |line: &&String| line.starts_with(&format!("{code}: "));
        let own: Vec<&String> = found.iter().filter(is_it).collect();
        assert!(own.iter().any(|line| line.contains(what)), "{firing:#?}: {found:#?}");
        let quiet = told(&rules(still));
        assert!(!quiet.iter().any(|line| is_it(&line)), "{still:#?}: {quiet:#?}");
    }
}

#[test]
fn every_lint_is_in_the_table() {
    let told: Vec<&str> = CASES.iter().map(|(code, ..)| *code).collect();
    for code in codes().into_iter().filter(|code| explain_code(code).unwrap().starts_with("Warning")) {
        assert!(told.contains(&code) || ["unused-vocab", "unknown-host"].contains(&code), "{code}");
    }
}

#[test]
fn known_hosts_tell_which_globs_are_for_nobody() {
    let set = set(&rules(&[
        "exact = 'Tide'; scope = { host = ['*.A.example', 'b.example', '!c.example'] }",
        "exact = 'Table'; scope = { host = 'b.example' }",
    ]));
    let known = ["www-1.a.example".to_owned(), "d.example".to_owned()];
    let told: Vec<String> = lint_hosts(&set, &known).iter().map(|problem| problem.what.clone()).collect();
    assert_eq!(told.len(), 2, "{told:#?}");
    assert!(told[0].contains("`b.example`, which is none of the 2 known hosts"), "{told:#?}");
    assert!(told[1].contains("`c.example`"), "{told:#?}");
}

#[test]
fn findings_are_the_same_every_time_and_in_the_order_of_the_file() {
    let text = rules(&[
        "line = '.*tide.*'",
        "line = 'a  b'",
        "exact = 'Tide'; scope = { host = 'x' }",
        "line = '.+'",
    ]);
    let set = set(&text);
    let first = lint(&set, "2026-01-01");
    assert_eq!(lint(&set, "2026-01-01"), first);
    let starts: Vec<usize> = first.iter().map(|problem| problem.place.span.start).collect();
    assert!(starts.is_sorted() && starts.len() > 4, "{first:#?}");
}

#[test]
fn lines_of_stories_are_in_many_languages_and_no_line_is_twice() {
    let lines: Vec<&str> = super::broad::BODIES.lines().collect();
    assert!(lines.len() >= 1000, "{}", lines.len());
    let mut unique = lines.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), lines.len());
    for letter in ['ğ', 'گ', 'ة', 'ж', 'ñ', 'ê', 'ß', 'ã', 'ł', 'ω', '的'] {
        assert!(lines.iter().any(|line| line.contains(letter)), "{letter}");
    }
}
