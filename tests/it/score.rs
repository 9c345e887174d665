//! Body scoring: pages lose what surrounds the article, texts that are clean come through untouched.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use copydesk::clean::{Cleaned, Cleaner, SCORE};
use copydesk::document::{Document, Flag};
use copydesk::rules::RuleSet;
use proptest::prelude::*;

fn cleaner() -> &'static Cleaner {
    static CLEANER: LazyLock<Cleaner> = LazyLock::new(|| Cleaner::new(Arc::new(RuleSet::empty())));
    &CLEANER
}

fn clean(text: &str) -> Cleaned {
    let document = Document { text: text.to_owned(), ..Document::default() };
    cleaner().clean(&mut cleaner().scratch(), document)
}

fn scored(cleaned: &Cleaned) -> Vec<&str> {
    let by_score = cleaned.removals.iter().filter(|removal| &*removal.rule == SCORE);
    by_score.map(|removal| removal.span.of(&cleaned.document.text)).collect()
}

const MENU: [&str; 24] = [
    "Home",
    "News",
    "Local",
    "Business",
    "Sport",
    "Weather",
    "Opinion",
    "Culture",
    "Travel",
    "Video",
    "Photos",
    "Podcasts",
    "Newsletters",
    "Jobs",
    "Property",
    "Cars",
    "Classifieds",
    "Search",
    "Log in",
    "Subscribe",
    "My account",
    "E-paper",
    "Archive",
    "Contact us",
];

const FOOTER: [&str; 20] = [
    "About us",
    "Advertise with us",
    "Careers",
    "Privacy policy",
    "Terms of use",
    "Cookie settings",
    "Help",
    "Site map",
    "RSS",
    "Facebook",
    "Twitter",
    "Instagram",
    "YouTube",
    "Most read",
    "Latest news",
    "More from Local",
    "Back to top",
    "Mobile site",
    "Press releases",
    "© 2025 Skarne Herald",
];

const STORY: [&str; 7] = [
    "Harbour ferry to sail every forty minutes from October",
    "The ferry between Quillhaven and Skarne will sail every forty minutes instead of every half hour from the first week of October, the harbour board said on Thursday.",
    "Two of its five skippers have retired since the spring, and no replacements could be found for them in spite of advertisements in four countries, the board said.",
    "“We would rather publish a timetable that we can keep than cancel boats on the day,” said the chairwoman of the board, Maud Ellery, at a meeting in the town hall.",
    "The last boat from Skarne will leave at twenty past ten in the evening, which is half an hour earlier than in the summer timetable, and the first one on Sundays will be later too.",
    "Fares stay as they are, and those who hold a season ticket may ask for a refund of fifteen per cent until the end of October, according to the board.",
    "A training place costs the board as much as a skipper earns in a year, Ellery said, and the two trainees it has now are due to sit their examination in April.",
];

fn page() -> String {
    [&MENU[..], &STORY[..], &FOOTER[..]].concat().join("\n")
}

#[test]
fn a_page_loses_its_menu_and_footer_and_keeps_its_story() {
    let cleaned = clean(&page());
    assert!(cleaned.document.flags.contains(&Flag::Scored));
    for line in &STORY[1..] {
        assert!(cleaned.text.contains(line), "lost: {line}");
    }
    let gone = scored(&cleaned);
    let left: Vec<&&str> = MENU.iter().chain(&FOOTER).filter(|line| !gone.contains(line)).collect();
    assert!(left.len() <= 2, "left: {left:?}");
}

#[test]
fn a_page_without_an_article_keeps_everything() {
    let cleaned = clean(&[&MENU[..], &FOOTER[..]].concat().join("\n"));
    assert!(cleaned.document.flags.contains(&Flag::NoArticle), "{:?}", cleaned.document.flags);
    assert!(scored(&cleaned).is_empty());
}

#[test]
fn a_story_on_its_own_is_not_scored() {
    let cleaned = clean(&STORY.join("\n"));
    assert_eq!(cleaned.text, STORY.join("\n"));
    assert!(cleaned.document.flags.is_empty());
}

#[test]
fn extracted_pages_of_the_sample_are_untouched() {
    let mut tried = 0;
    for path in text_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sample/pages")) {
        let Ok(text) = fs::read_to_string(&path) else {
            continue;
        };
        tried += 1;
        let cleaned = clean(&text);
        assert!(scored(&cleaned).is_empty(), "{}: {:?}", path.display(), scored(&cleaned));
    }
    assert!(tried > 50, "{tried}");
}

fn text_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(text_files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn every_line_that_goes_has_reasons() {
    let text = page();
    let document = Document { text: text.clone(), ..Document::default() };
    let marking = cleaner().mark(&mut cleaner().scratch(), &document);
    let reasons = cleaner().reasons(&text, &marking);
    assert_eq!(reasons.len(), marking.page.lines.len());
    for (line, reasons) in marking.page.lines.iter().zip(&reasons) {
        let against: i64 = reasons.iter().map(|reason| reason.points).filter(|&points| points < 0).sum();
        assert!(against < 0, "line {} goes without a reason", line.line + 1);
    }
}

#[test]
fn without_a_model_rules_decide_alone() {
    let cleaner = Cleaner::new(Arc::new(RuleSet::empty())).with_model(None);
    let document = Document { text: page(), ..Document::default() };
    assert_eq!(cleaner.clean(&mut cleaner.scratch(), document).text, page());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn kept_and_removed_are_the_original(picks in prop::collection::vec((0..54_usize, 0..4_u8), 0..160)) {
        let lines = [&MENU[..], &STORY[..], &FOOTER[..], &["", "\u{a0}", "港の連絡船は月曜日に出発する。"]].concat();
        let ends = ["\n", "\r\n", "\n\n", "\u{2028}"];
        let text: String = picks.iter().map(|&(line, end)| format!("{}{}", lines[line], ends[usize::from(end)])).collect();
        let cleaned = clean(&text);
        let mut back = String::new();
        let mut kept = String::new();
        let mut at = 0;
        for removal in &cleaned.removals {
            prop_assert!(at <= removal.span.start && removal.span.start < removal.span.end);
            kept.push_str(&text[at..removal.span.start]);
            back.push_str(&text[at..removal.span.end]);
            at = removal.span.end;
        }
        kept.push_str(&text[at..]);
        back.push_str(&text[at..]);
        prop_assert_eq!(&kept, &cleaned.text);
        prop_assert_eq!(&back, &text);
        prop_assert_eq!(clean(&text).removals, cleaned.removals, "the same again");
    }

    #[test]
    fn any_text_is_survived(text in "(\\PC{0,30}\n){0,60}") {
        clean(&text);
    }
}
