//! Suggestions over invented outlets.

use std::sync::Arc;

use proptest::prelude::*;

use super::{SuggestOptions, SuggestedPack, suggest};
use crate::clean::{Cleaner, test_examples};
use crate::document::Document;
use crate::rules::{PackText, compile, lint};
use crate::survey::{Marked, Missed, MissedLimits, MissedLine, MissedPage};

/// Words of letters, other ones for each seed.
fn words(seed: usize, count: usize) -> String {
    let syllables = ["ba", "den", "fo", "gri", "hul", "kam", "lo", "mer", "nis", "po", "rak", "sul", "tev"];
    let mut state = seed * 7919 + 13;
    let mut syllable = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        syllables[(state >> 33) % syllables.len()]
    };
    (0..count).map(|_| format!("{}{}{}", syllable(), syllable(), syllable())).collect::<Vec<_>>().join(" ")
}

fn body(seed: usize) -> Vec<String> {
    (0..8).map(|line| words(seed * 100 + line, 16) + ".").collect()
}

fn document(id: &str, lines: &[String]) -> Document {
    let source = Some("harbourcourier.example".to_owned());
    Document { id: id.into(), source, text: lines.join("\n"), ..Document::default() }
}

fn cleaner(rules: &str) -> Cleaner {
    let pack = PackText { path: "mine.toml".into(), text: rules.into() };
    let (set, problems) = compile(&[pack], &|_, _| Err(String::new()));
    Cleaner::new(Arc::new(set.unwrap_or_else(|| panic!("{problems:?}")))).with_model(None)
}

const NO_RULES: &str = "[pack]\nformat = 1\nname = \"mine\"\n";

fn pages(documents: &[Document]) -> Vec<MissedPage> {
    let cleaner = cleaner(NO_RULES);
    let mut scratch = cleaner.scratch();
    let page = |document: &Document| {
        MissedPage::of(cleaner.rules(), &Marked::of(&cleaner, &mut scratch, document.clone()))
    };
    documents.iter().map(page).collect()
}

fn collected(pages: impl IntoIterator<Item = MissedPage>) -> Missed {
    let mut missed = Missed::default();
    pages.into_iter().for_each(|page| missed.add_page(page));
    missed
}

fn suggested(documents: &[Document]) -> (Vec<MissedLine>, Vec<SuggestedPack>) {
    let missed = collected(pages(documents));
    let lines = missed.finish(&MissedLimits::default());
    let packs = suggest(&lines, &missed, &SuggestOptions { drop: true });
    (lines, packs)
}

/// Everything that the packs look for.
fn toml(packs: &[SuggestedPack]) -> String {
    packs.iter().map(|pack| pack.toml.as_str()).collect()
}

/// A story between a head and a tail.
fn story(seed: usize, head: &[&str], tail: &[&str]) -> Vec<String> {
    let filled = |line: &&str| {
        let names = ["Ada Brandt", "Ludwig Osei", "Mira van Aalst", "Piet Corrigan", "Jo Lindqvist"];
        line.replace("{n}", &(seed * 37 + 8).to_string()).replace("{name}", names[seed % names.len()])
    };
    let mut lines: Vec<String> = head.iter().map(filled).collect();
    lines.extend([words(seed + 900, 6)].into_iter().chain(body(seed)));
    lines.extend(tail.iter().map(filled));
    lines
}

#[test]
fn what_stands_around_stories_becomes_rules() {
    let head = ["Front page | Harbours | Weather", "Your account"];
    let tail = ["Read {n} times", "Photo: {name}", "Write to the night desk"];
    let stories: Vec<Document> =
        (0..5).map(|seed| document(&format!("s{seed}"), &story(seed, &head, &tail))).collect();
    let (lines, packs) = suggested(&stories);
    assert_eq!(packs.len(), 1);
    assert_eq!((packs[0].name.as_str(), packs[0].rules.len()), ("suggested-harbourcourier.example", 4));
    let text = toml(&packs);
    for wanted in [
        "exact = [\"Front page | Harbours | Weather\", \"Your account\"]",
        "line = [\"Read [0-9]{1,4} times\"]",
        "Photo: [A-Z",
        "kind = \"photo-credit\"",
        "exact = [\"Write to the night desk\"]",
        "where = { head = \"story\" }",
        "scope = { source = [\"harbourcourier.example\"] }",
    ] {
        assert!(text.contains(wanted), "{wanted} is not in\n{text}");
    }
    let read =
        lines.iter().find(|line| line.template.to_string() == "Read ⟨n⟩ times").map(|line| line.standing);
    assert_eq!(read.map(|read| (read.stories, read.of, read.documents, read.tail)), Some((5, 5, 5, 5)));
    let hits: Vec<(u64, u64)> = packs[0].rules.iter().map(|rule| (rule.hits, rule.documents)).collect();
    assert_eq!(hits.iter().map(|(hits, _)| hits).sum::<u64>(), 25);
    assert!(hits.iter().all(|(_, documents)| *documents == 5), "{hits:?}");
}

#[test]
fn copies_of_one_story_are_no_template() {
    let story = story(1, &["Front page | Harbours"], &["Write to the night desk"]);
    let copies: Vec<Document> = (0..10).map(|copy| document(&format!("c{copy}"), &story)).collect();
    let (lines, packs) = suggested(&copies);
    assert!(lines.is_empty() && packs.is_empty(), "{lines:?}");
}

#[test]
fn lines_within_stories_stay() {
    let with = |seed: usize, line: &str| {
        let mut lines = story(seed, &[], &[]);
        lines.insert(5, line.to_owned());
        document(&format!("s{seed}"), &lines)
    };
    let sentence = words(4000, 14) + ".";
    for line in
        [sentence.as_str(), "What happened", "Harbour 2, Upland 1", "“We sail at dawn, whatever comes.”"]
    {
        // Two of five stories share it, as stories share sub-heads and scores.
        let stories: Vec<Document> =
            (0..5).map(|seed| with(seed, if seed < 2 { line } else { "Something else" })).collect();
        let (_, packs) = suggested(&stories[..2].iter().chain(&stories[3..]).cloned().collect::<Vec<_>>());
        assert!(!toml(&packs).contains(line), "{}", toml(&packs));
    }
    let notice = words(4001, 14) + ".";
    let stories: Vec<Document> = (0..4).map(|seed| with(seed, &notice)).collect();
    assert!(toml(&suggested(&stories).1).contains(&notice), "word for word in all of four stories");
}

#[test]
fn the_headlines_of_a_series_stay() {
    let stories: Vec<Document> = (0..2)
        .map(|seed| {
            let mut lines = vec![format!("Tide tables for day {}", seed + 3)];
            lines.extend(body(seed));
            document(&format!("s{seed}"), &lines)
        })
        .collect();
    let (lines, packs) = suggested(&stories);
    assert_eq!(lines.len(), 1);
    assert!(packs.is_empty(), "{}", toml(&packs));
}

#[test]
fn a_line_that_rules_take_hold_or_try_is_not_missed() {
    let rules = "[pack]\nformat = 1\nname = \"mine\"\n[defaults]\nkind = \"other\"\n\
                 [[rule]]\nid = \"a\"\nexact = [\"Taken\"]\n\
                 [[rule]]\nid = \"b\"\nseverity = \"mark\"\nexact = [\"On trial\"]\n\
                 [[rule]]\nid = \"c\"\ninline = ' \\| part$'\n\
                 [[keep]]\nid = \"d\"\nexact = [\"Held\"]\n";
    let cleaner = cleaner(rules);
    let mut missed = Missed::default();
    let tail = ["Taken", "On trial", "Half of it | part", "Held", "Left"];
    for seed in 0..3 {
        let document = document(&format!("s{seed}"), &story(seed, &[], &tail));
        missed.add(cleaner.rules(), &Marked::of(&cleaner, &mut cleaner.scratch(), document));
    }
    let lines = missed.finish(&MissedLimits::default());
    let shown: Vec<String> = lines.iter().map(|line| line.template.to_string()).collect();
    assert_eq!(shown, ["Left"]);
}

#[test]
fn a_document_of_no_known_outlet_tells_nothing() {
    let cleaner = cleaner(&format!("{NO_RULES}[[keep]]\nid = \"a\"\nexact = [\"Held\"]\n"));
    let mut missed = Missed::default();
    for seed in 0..3 {
        let document = document(&format!("s{seed}"), &story(seed, &["Held"], &["Left"]));
        let document = Document { source: None, ..document };
        missed.add(cleaner.rules(), &Marked::of(&cleaner, &mut cleaner.scratch(), document));
    }
    assert!(missed.finish(&MissedLimits::default()).is_empty());
}

#[test]
fn pages_beyond_the_limit_are_a_sample_that_no_order_changes() {
    let page = |number: usize| {
        let mut page = pages(&[document("a", &["Share".to_owned()])]).remove(0);
        page.key = (number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        page
    };
    let all: Vec<MissedPage> = (0..22_000).map(page).collect();
    let keys = |missed: &Missed| missed.pages(None).map(|page| page.key).collect::<Vec<_>>();
    let one = collected(all.iter().cloned());
    let mut halves = collected(all[9_000..].iter().rev().cloned());
    halves += collected(all[..9_000].iter().cloned());
    assert_eq!(keys(&one).len(), 20_000);
    assert!(keys(&one) == keys(&halves));
    assert_eq!(
        (one.sampled(), halves.sampled()),
        (vec!["harbourcourier.example"], vec!["harbourcourier.example"])
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// What holds of every pack, whatever the lines: it compiles without a word, its rules match their
    /// examples and nothing that must not match, and neither order nor halves of the corpus show.
    #[test]
    fn every_pack_passes_as_it_is(
        chrome in prop::collection::vec(
            prop_oneof![
                "[ -~]{1,40}",
                "\\PC{1,30}",
                "(Share|Tags|By|来源)[:： ]{1,2}[A-Za-z'\"\\\\{}\\[\\]0-9]{0,12}",
                "[0-9]{1,2}[:./-][0-9]{2} (May|мая|Ιουν) 20[0-9]{2}",
            ],
            1..8,
        ),
        varying in prop::collection::vec("[A-Z][a-z]{2,8} [A-Z'\"{}]{1,9}|\\PC{1,12}", 4),
        prefix in "(By|Photo:|\\{\\{x\\}\\}:|[(\\[]?[a-z]{3,9} \\| )",
    ) {
        let documents: Vec<Document> = (0..4)
            .map(|seed| {
                let mut lines = chrome.clone();
                lines.push(format!("{prefix} {}", varying[seed]));
                lines.extend([words(seed + 700, 5)].into_iter().chain(body(seed + 40)));
                lines.extend(chrome.iter().rev().map(|line| format!("{line} {seed}")));
                lines.extend(chrome.iter().cloned());
                document(&format!("s{seed}"), &lines)
            })
            .collect();
        let (lines, packs) = suggested(&documents);
        let texts: Vec<PackText> = packs.iter().map(SuggestedPack::text).collect();
        let (set, mut problems) = compile(&texts, &|_, _| Err(String::new()));
        let set = Arc::new(set.unwrap_or_else(|| panic!("{problems:?}\n{}", toml(&packs))));
        problems.extend(lint(&set, "2031-01-01"));
        prop_assert!(problems.is_empty(), "{problems:?}\n{}", toml(&packs));
        let report = test_examples(&Cleaner::new(set));
        prop_assert!(report.failures.is_empty(), "{:?}\n{}", report.failures, toml(&packs));
        prop_assert!(packs.iter().flat_map(|pack| &pack.rules).all(|rule| rule.hits > 0));

        let mut turned = pages(&documents);
        turned.reverse();
        let mut halves = collected(turned.drain(..2));
        halves += collected(turned);
        prop_assert_eq!(&halves.finish(&MissedLimits::default()), &lines);
        prop_assert_eq!(suggest(&lines, &halves, &SuggestOptions { drop: true }), packs);
    }
}
