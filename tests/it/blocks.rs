//! Rules that go by what stands around a line, and what one document may lose.

use std::sync::Arc;

use copydesk::clean::{Cleaned, Cleaner, cut};
use copydesk::document::{Document, Flag};
use copydesk::rules::{PackText, compile};
use proptest::prelude::*;

fn cleaned(pack: &str, text: &str) -> Cleaned {
    let packs = [PackText { path: "t.toml".into(), text: pack.into() }];
    let (set, problems) = compile(&packs, &|_, _| Err("none".into()));
    let cleaner = Cleaner::new(Arc::new(set.unwrap_or_else(|| panic!("{problems:?}")))).with_model(None);
    let document = Document { text: text.into(), ..Document::default() };
    cleaner.clean(&mut cleaner.scratch(), document)
}

fn clean(pack: &str, text: &str) -> String {
    cleaned(pack, text).text
}

const STORY: &str =
    "The harbour board said on Friday that the ferry would leave an hour later from Monday on.";

#[test]
fn a_list_takes_its_heading_and_the_short_lines_below() {
    let filled = |text: &str| text.replace('S', STORY);
    let cases = [
        ("", "S\nRelated\nFerry returns\nRoofs mended", "S"),
        ("max-lines = 1", "S\nRelated\nFerry returns\nRoofs mended", "S\nRoofs mended"),
        ("min-lines = 2", "S\nRelated\nFerry returns", "S\nRelated\nFerry returns"),
        ("max-width = 5", "S\nRelated\nFerry\nRoofs mended", "S\nRoofs mended"),
        ("stop = 'Roofs.*'", "S\nRelated\nFerry returns\nRoofs mended", "S\nRoofs mended"),
        ("entry = 'F.*'", "S\nRelated\nFerry returns\nRoofs mended", "S\nRoofs mended"),
        (
            "",
            "S\nRelated\nThe ferry returned to the lake on Monday.",
            "S\nRelated\nThe ferry returned to the lake on Monday.",
        ),
        (
            "where = { tail = 'story' }",
            "S\nRelated\nFerry returns\nRoofs mended\nS",
            "S\nRelated\nFerry returns\nRoofs mended\nS",
        ),
        ("", "S\nRelated\nFerry returns\nKept line\nRoofs mended", "S\nKept line\nRoofs mended"),
        ("", "S\nRelated\nFerry\nRelated\nRoofs", "S"),
    ];
    for (keys, text, expected) in cases {
        let pack = format!(
            "[[rule]]\nid = 'r'\nlist = 'Related'\nmax-share = 1.0\n{keys}\n[[keep]]\nid = 'k'\nexact = 'Kept line'\n"
        );
        assert_eq!(clean(&pack, &filled(text)), filled(expected), "{keys}: {text}");
    }
    let pack = "[[rule]]\nid = 'r'\nlist = 'Related'\nmax-share = 1.0\n";
    let text = filled("S\nRelated\nFerry returns\nNew times\nS");
    assert_eq!(clean(pack, &text), filled("S\nNew times\nS"), "the sub-head above a paragraph stays");
}

const WALLS: &str = "[[rule]]\nid = 'wall'\nexact = ['Share', 'Print']\nkind = 'share'\n";

#[test]
fn fill_goes_between_removed_lines_of_its_kinds() {
    let cases = [
        ("between = ['any']", "S\nShare\nRadio\nPrint\nS", "S\nS"),
        ("between = ['share']", "S\nShare\nRadio\nLake\nPrint\nS", "S\nS"),
        ("between = ['cookies']", "S\nShare\nRadio\nPrint\nS", "S\nRadio\nS"),
        ("between = ['any']\nmax-lines = 1", "S\nShare\nRadio\nLake\nPrint\nS", "S\nRadio\nLake\nS"),
        ("between = ['any']\nmin-removed = 2", "S\nShare\nRadio\nPrint\nS", "S\nRadio\nS"),
        (
            "between = ['any']",
            "S\nShare\nThe ferry leaves on Monday.\nPrint\nS",
            "S\nThe ferry leaves on Monday.\nS",
        ),
        ("between = ['any']", "S\nShare\nKept line\nPrint\nS", "S\nKept line\nS"),
        ("between = ['any']", "S\nRadio\nPrint\nS", "S\nRadio\nS"),
    ];
    for (keys, text, expected) in cases {
        let pack = format!(
            "[[rule]]\nid = 'f'\nmax-share = 1.0\n{keys}\n{WALLS}[[keep]]\nid = 'k'\nexact = 'Kept line'\n"
        );
        let filled = |text: &str| {
            text.replace(
                "S
",
                &format!(
                    "{STORY}
"
                ),
            )
            .replace(
                "
S",
                &format!(
                    "
{STORY}"
                ),
            )
        };
        let filled = |text: &str| {
            filled(text).replace(
                &format!(
                    "
{STORY}hare"
                ),
                "
Share",
            )
        };
        assert_eq!(clean(&pack, &filled(text)), filled(expected), "{keys}: {text}");
    }
}

#[test]
fn edges_go_where_half_of_them_is_gone_already() {
    let edge = |keys: &str| {
        format!("[[rule]]\nid = 'e'\nedge = 'both'\nmin-removed = 2\nmax-share = 1.0\n{keys}\n{WALLS}")
    };
    let text = format!("Share\nRadio\nPrint\nTitle\n{STORY}\nAuthor\nShare\nLake\nPrint\nRadio");
    assert_eq!(clean(&edge(""), &text), format!("Title\n{STORY}\nAuthor"));
    assert_eq!(clean(&edge("max-lines = 1"), &text), format!("Title\n{STORY}\nAuthor\nLake\nRadio"));
    assert_eq!(
        clean(&edge("min-removed = 3").replacen("min-removed = 2\n", "", 1), &text),
        format!("Radio\nTitle\n{STORY}\nAuthor\nLake\nRadio")
    );
    let plain = format!("Radio\nLake\nTitle\n{STORY}\nAuthor");
    assert_eq!(clean(&edge(""), &plain), plain);
}

#[test]
fn a_document_over_its_cap_falls_back_to_rules_of_high_confidence() {
    let pack = |confidence: &str| {
        format!(
            "[[rule]]\nid = 'all'\nline = 'The .*'\nconfidence = '{confidence}'\n[[rule]]\nid = 'share'\nexact = 'Share'\n"
        )
    };
    let text = format!("Share\n{STORY}\nHead\n{STORY}");
    let low = cleaned(&pack("low"), &text);
    assert_eq!((low.text, low.document.flags), (format!("{STORY}\nHead\n{STORY}"), vec![Flag::CapFallback]));
    let high = cleaned(&pack("high"), &text);
    assert_eq!((high.text.as_str(), high.document.flags), ("Head", vec![Flag::HeavyLoss, Flag::Emptied]));
}

#[test]
fn keys_that_belong_together_are_asked_for() {
    let code = |rule: &str| {
        let text = format!("[[rule]]\nid = 'r'\n{rule}\n");
        let packs = [PackText { path: "t.toml".into(), text }];
        let (set, problems) = compile(&packs, &|_, _| Err("none".into()));
        assert!(set.is_none(), "{rule}");
        problems.iter().map(|problem| problem.code).collect::<Vec<_>>()
    };
    let cases = [
        ("exact = 'x'\nentry = 'y'", "no-list"),
        ("exact = 'x'\nmax-width = 5", "unknown-key"),
        ("list = 'x'\nmin-lines = 9\nmax-lines = 2", "unsatisfiable"),
        ("between = ['sharing']", "bad-kind"),
        ("edge = 'left'", "unknown-value"),
        ("list = 'x'\nexact = 'y'", "two-matchers"),
        ("exact = 'x'\nconfidence = 'sure'", "unknown-value"),
    ];
    for (rule, expected) in cases {
        assert!(code(rule).contains(&expected), "{rule}: {:?}", code(rule));
    }
}

const ALL: &str = "[[rule]]\nid = 'list'\nlist = 'h'\n[[rule]]\nid = 'fill'\nbetween = ['any']\n[[rule]]\nid = 'edge'\nedge = 'both'\n[[rule]]\nid = 'x'\nexact = 'x'\n[[keep]]\nid = 'k'\nexact = 'keep'\n";

#[test]
fn floods_take_linear_time() {
    let started = std::time::Instant::now();
    let story = format!("x\n{STORY}\n");
    for line in ["h\n", "h\na\n", "x\na\n", "x\nh\nx\na\n", "x\n\n\na\n", "h\nx\nx\n", "a\n", &story] {
        let text = line.repeat(400_000 / line.len());
        assert!(cleaned(ALL, &text).text.len() <= text.len());
    }
    let one = format!("h\n{}", "x\n".repeat(200_000));
    assert_eq!(clean(ALL, &one).lines().count(), 1);
    assert!(started.elapsed().as_secs() < 30, "floods took {:?}", started.elapsed());
}

proptest! {
    #[test]
    fn kept_and_removed_are_the_original_and_keep_rules_win(
        parts in prop::collection::vec(prop::sample::select(vec!["h", "a", "b c", "x", "x", "keep", "", "\u{a0}", STORY, "渡轮重返湖面"]), 0..40)
    ) {
        let text = parts.join("\n");
        let cleaned = cleaned(&ALL.replace("id = '", "max-share = 1.0\nid = '").replace("[[keep]]\nmax-share = 1.0\n", "[[keep]]\n"), &text);
        let removed: usize = cleaned.removals.iter().map(|removal| removal.span.len()).sum();
        prop_assert_eq!(cleaned.text.len() + removed, text.len());
        prop_assert_eq!(cut(&text, &cleaned.removals), cleaned.text.clone());
        let kept = |text: &str| text.lines().filter(|line| ["keep", STORY].contains(line)).count();
        prop_assert_eq!(kept(&cleaned.text), kept(&text));
        prop_assert!(cleaned.removals.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
    }
}
