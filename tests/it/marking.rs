//! What each key of a rule does to a text: one table of packs, texts, and what is left.

use std::sync::Arc;

use copydesk::clean::{Cleaned, Cleaner};
use copydesk::document::{Document, Flag};
use copydesk::rules::{PackText, compile};

fn clean_as(pack: &str, text: &str, source: Option<&str>) -> Cleaned {
    let packs = [PackText { path: "t.toml".into(), text: pack.into() }];
    let (set, problems) = compile(&packs, &|_, _| Err("none".into()));
    let cleaner = Cleaner::new(Arc::new(set.unwrap_or_else(|| panic!("{problems:?}"))));
    let document = Document { text: text.into(), source: source.map(Into::into), ..Document::default() };
    cleaner.clean(&mut cleaner.scratch(), document)
}

fn clean(pack: &str, text: &str) -> String {
    clean_as(pack, text, None).text
}

/// A long sentence, so that the text has a story.
const STORY: &str =
    "The harbour board said on Friday that the ferry would leave an hour later from Monday on.";

#[test]
fn every_matcher_takes_what_it_says() {
    let cases = [
        ("exact = ['Share', 'Tweet']", "share\nShare it\n\u{a0}TWEET \nEnd", "Share it\nEnd"),
        (
            "line = ['read [0-9]+ times', 'top']",
            "read 5 times\nread 5 times more\nTop\nEnd",
            "read 5 times more\nEnd",
        ),
        ("prefix = 'Tags:'\nsuffix = '.'", "Tags: a.\nTags: b\nEnd", "Tags: b\nEnd"),
        ("contains = 'Getty Images'", "A | Getty Images | B\nEnd", "End"),
        ("inline = ' *[(]photo[)]'", "One (photo) two (photo)\nEnd", "One two\nEnd"),
        ("inline = '(?P<a>[0-9]+) km'\nreplace = '${a} kilometres'", "It is 5 km.", "It is 5 kilometres."),
        ("block = ['Bank: .*', 'Account: .*']", "Bank: X\n\nAccount: Y\nBank: Z\nEnd", "Bank: Z\nEnd"),
        (
            "start = 'Support us'\nend = 'Thank you'\nmax-share = 1.0",
            "A\nSupport us\nplease\nThank you\nEnd",
            "A\nEnd",
        ),
        (
            "start = 'Support us'\nend = 'End'\nend-kind = 'exclusive'\nmax-share = 1.0",
            "A\nSupport us\nplease\nEnd",
            "A\nEnd",
        ),
        ("start = 'Support us'\nend-kind = 'eof'\nmax-share = 1.0", "A\nSupport us\nplease\nEnd", "A"),
        (
            "start = 'Support us'\nend = 'Thanks'\nmax-lines = 2",
            "A\nSupport us\nplease\nThanks\nB",
            "A\nSupport us\nplease\nThanks\nB",
        ),
        ("start = 'Appeal.*'\nend = '.*here'\nmax-share = 1.0", "Appeal: here\nA\nhere\nEnd", "A\nhere\nEnd"),
        ("start = 'M'\nend = 'E'\nmax-share = 1.0\nwhere = { head = 1 }", "M\nx\nE\nEnd", "End"),
        ("block = ['A', 'B']\nwhere = { tail = 1 }", "End\nA\nB", "End"),
        ("contains = ' via '", "obviating\nA via B\nEnd", "obviating\nEnd"),
        ("inline = '\\[[0-9]+\\]'", &"word[1]".repeat(20), &"word".repeat(20)),
        ("exact = 'ISIK'\ncase = 'turkic'", "ısık\nisik\nEnd", "isik\nEnd"),
        ("exact = 'Share'\ncase = 'exact'", "share\nShare\nEnd", "share\nEnd"),
    ];
    for (matcher, text, expected) in cases {
        let pack = format!("[[rule]]\nid = 'r'\n{matcher}\n");
        assert_eq!(clean(&pack, text), expected, "{matcher}");
    }
}

#[test]
fn places_and_conditions_hold_rules_back() {
    let x = "x\n";
    let cases = [
        ("where = { head = 2 }", format!("{x}a\n{x}b"), format!("a\n{x}b")),
        ("where = { tail = 1 }", format!("{x}a\n{x}"), format!("{x}a")),
        ("where = { head = 1, tail = 1 }", format!("{x}a\n{x}b\n{x}"), format!("a\n{x}b")),
        ("where = { tail = \"50%\" }", format!("{x}a\nb\n{x}"), format!("{x}a\nb")),
        ("where = { head = 'story' }", format!("{x}{STORY}\n{x}"), format!("{STORY}\nx\n")),
        ("where = { tail = 'story' }", format!("{x}{STORY}\n{x}"), format!("x\n{STORY}")),
        ("where = { after = 'mark' }", format!("{x}MARK\n{x}"), "x".to_owned()),
        ("where = { before = 'mark' }", format!("{x}MARK\n{x}"), "x\n".to_owned()),
        ("requires = { rule = 'mark' }", format!("{x}a"), format!("{x}a")),
        ("requires = { rule = 'mark' }", format!("{x}a\nMARK"), "a".to_owned()),
        ("requires = { rule = 'mark', within-lines = 1 }", format!("{x}a\n{x}MARK"), format!("{x}a")),
        ("severity = 'mark'", format!("{x}a"), format!("{x}a")),
        ("severity = 'off'", format!("{x}a"), format!("{x}a")),
        ("max-share = 0.1", format!("{x}a"), format!("{x}a")),
        ("scope = { source = ['other'] }", format!("{x}a"), format!("{x}a")),
        ("scope = { source = ['courier*'] }", format!("{x}a"), "a".to_owned()),
        ("scope = { source = ['courier*', '!courier.example'] }", format!("{x}a"), format!("{x}a")),
    ];
    for (condition, text, expected) in cases {
        let pack = format!(
            "[[rule]]\nid = 'x'\nexact = 'x'\n{condition}\n[[rule]]\nid = 'mark'\nexact = 'MARK'\ncase = 'exact'\n"
        );
        assert_eq!(clean_as(&pack, &text, Some("courier.example")).text, expected, "{condition}");
    }
}

#[test]
fn a_line_goes_to_one_rule() {
    let pack = "[[rule]]\nid = 'wide'\nline = 'share.*'\n[[rule]]\nid = 'first'\nexact = 'Share this'\n";
    let by = |pack: &str| clean_as(pack, "Share this\nEnd", None).removals[0].rule.to_string();
    assert_eq!(by(pack), "t/wide", "the rule that stands first");
    assert_eq!(by(&format!("{pack}priority = 1\n")), "t/first", "or the one with the higher priority");
    let part = "[[rule]]\nid = 'part'\ninline = 'Share '\n";
    assert_eq!(by(&format!("{part}{pack}")), "t/wide", "whole lines before parts of lines");
}

#[test]
fn keep_rules_win_unless_they_are_limited() {
    let keep = "[[keep]]\nid = 'quoted'\nline = '“.*'\n";
    let rules = "[[rule]]\nid = 'a'\nline = '“a.*'\n[[rule]]\nid = 'b'\nline = '“b.*'\n";
    let text = "“a word\n“b word\nEnd";
    assert_eq!(clean(&format!("{rules}{keep}"), text), text);
    assert_eq!(clean(&format!("{rules}{keep}not-rules = ['a']\n"), text), "“a word\nEnd");
}

#[test]
fn fields_are_captured_and_typed() {
    let pack = r"
[[rule]]
id = 'stamp'
line = 'published: (?P<published>[0-9]{1,2} [A-Za-z]+ [0-9]{4}) - (?P<time>[0-9:]+)'
capture = { published = { type = 'date', format = '%d %B %Y' }, time = 'time' }
[[rule]]
id = 'views'
line = 'views: (?P<views>[0-9,]+)'
capture = { views = 'number' }
[[rule]]
id = 'place'
inline = '^(?P<place>[A-Z]+) - '
case = 'exact'
capture = { place = 'text' }
action = 'capture-keep'
";
    let cleaned =
        clean_as(pack, "Published: 8 October 2025 - 9:05\nKESTRIA - Rain fell.\nViews: 1,024", None);
    assert_eq!(cleaned.text, "KESTRIA - Rain fell.");
    let captures: Vec<(&str, &str)> =
        cleaned.captures.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(
        captures,
        [("place", "KESTRIA"), ("published", "2025-10-08"), ("time", "09:05"), ("views", "1024")]
    );
}

#[test]
fn a_cap_that_holds_is_flagged() {
    let pack = "[[rule]]\nid = 'all'\nline = '.+'\nmax-share = 0.5\n";
    let cleaned = clean_as(pack, "a\nb", None);
    assert_eq!((cleaned.text.as_str(), cleaned.document.flags), ("a\nb", vec![Flag::CapReached]));
}

#[test]
fn packs_extend_restate_and_disable() {
    let base =
        "[[rule]]\nid = 'a'\nexact = 'a'\n[[rule]]\nid = 'b'\nexact = 'b'\n[[rule]]\nid = 'c'\nexact = 'c'\n";
    let own = "[pack]\nname = 'own'\nextends = ['./base.toml']\ndisable = ['base/b*']\n[[rule]]\nid = 'a'\nexact = 'z'\n";
    let packs = [PackText { path: "own.toml".into(), text: own.into() }];
    let resolve = |name: &str, from: &str| {
        assert_eq!((name, from), ("./base.toml", "own.toml"));
        Ok(PackText { path: "base.toml".into(), text: base.into() })
    };
    let (set, problems) = compile(&packs, &resolve);
    let cleaner = Cleaner::new(Arc::new(set.unwrap_or_else(|| panic!("{problems:?}"))));
    let document = Document { text: "a\nb\nc\nz".into(), ..Document::default() };
    assert_eq!(cleaner.clean(&mut cleaner.scratch(), document).text, "a\nb");
}

#[test]
fn hostile_shapes_take_linear_time() {
    let pack = "
[[rule]]
id = 'x'
exact = 'x'
requires = { rule = 'y', within-lines = 3 }
where = { tail = 'story' }
[[rule]]
id = 'y'
exact = 'y'
[[rule]]
id = 'block'
block = ['b', 'c']
[[rule]]
id = 'section'
start = 's'
end = 'never'
";
    let started = std::time::Instant::now();
    for line in ["x\n", "x\ny\n", "b\n", "s\n", "b\nc\n", "x\n\nx\nx\nx\nx\nx\n"] {
        let text = line.repeat(200_000);
        let cleaned = clean_as(pack, &text, None);
        assert!(cleaned.text.len() <= text.len());
    }
    assert!(started.elapsed().as_secs() < 30, "millions of lines took {:?}", started.elapsed());
}
