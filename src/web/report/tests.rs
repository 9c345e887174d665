//! Whatever stands in the figures, none of it becomes markup.

use std::collections::BTreeMap;

use super::*;
use crate::report::{Loss, PassageCount, RuleCount, RunReport, SourceCount};
use crate::survey::overview::{
    Overviewer, Place, SeenDocument, SeenGroup, SeenMember, SeenPassage, SeenReject, SeenRemoval,
};

const HOSTILE: &str = "\"'><x-x onclick='y'>&lt;\u{202e}\0</script></style></title>";

/// A run with this text in every place that has text.
fn report(text: &str) -> RunReport {
    let count = RuleCount { documents: 1, removals: 1, bytes: 9 };
    RunReport {
        documents: 2,
        written: 2,
        rejected: 1,
        bytes_in: 99,
        bytes_removed: 9,
        rules: BTreeMap::from([(text.to_owned(), count)]),
        marked: BTreeMap::from([(text.to_owned(), count)]),
        kinds: BTreeMap::from([("share", 9)]),
        sources: BTreeMap::from([(text.to_owned(), SourceCount { documents: 2, ..SourceCount::default() })]),
        accepted: vec![Loss { source: text.to_owned(), rule: Some(text.to_owned()), taken: 1, of: 2 }],
        flags: BTreeMap::from([(text.to_owned(), 2)]),
        reject_reasons: BTreeMap::from([(text.split(':').next().unwrap_or_default().to_owned(), 1)]),
        groups: 1,
        grouped: 2,
        passages: Some(PassageCount { least_words: 12, found: 1, capped: 1, ..PassageCount::default() }),
        ..RunReport::default()
    }
}

fn overview(text: &str) -> Overview {
    let mut run =
        Overviewer::new(report(text), vec![Place { id: text.into(), start: 0, end: 3, documents: 9 }]);
    let other = format!("{text}2");
    let member =
        |id, source, role| SeenMember { id, source: Some(source), created: Some(text), role, earlier: false };
    let members = [member(text, text, "representative"), member(&other, &other, "update")];
    run.group(&SeenGroup { representative: text, members: &members, versions: &[text, &other] });
    run.passage(&SeenPassage { a: text, b: &other, words: 12, text });
    run.reject(&SeenReject { path: text, record: Some(1), reason: text, bytes: 1 });
    run.documents_follow();
    for id in [text, &other] {
        let document = SeenDocument {
            id,
            source: Some(text),
            created: Some("2024-03-01"),
            title: Some(text),
            text,
            role: None,
            bytes_in: 50,
            bytes_removed: 9,
            flags: &[text],
        };
        run.document(&document, [SeenRemoval { rule: text, kind: "share", text }].into_iter());
    }
    run.finish()
}

fn page_with(text: &str) -> String {
    let pairs = [(text.to_owned(), text.to_owned())];
    page(&RunPage {
        title: Some(text),
        overview: &overview(text),
        inputs: 1,
        bytes_not_kept: 0,
        capped_buckets: &[(text.to_owned(), 3)],
        tool: text,
        packs: 1,
        options: &pairs,
        timings: Some(&[(text.to_owned(), 5)]),
    })
}

#[test]
fn text_in_any_place_is_escaped_and_adds_no_element() {
    let (hostile, plain) = (page_with(HOSTILE), page_with("plain"));
    assert_eq!(hostile.matches('<').count(), plain.matches('<').count());
    assert!(!hostile.contains("<x-x") && !hostile.contains('\0') && !hostile.contains('\u{202e}'));
    // Titles, ids, outlets, dates, rules, samples, flags, reasons, options … all of it is there.
    assert!(hostile.matches("&lt;x-x").count() >= 40, "{}", hostile.matches("&lt;x-x").count());
    for tag in ["<script>", "<style>", "<title>", "<meta "] {
        assert_eq!(hostile.matches(tag).count(), plain.matches(tag).count(), "{tag}");
    }
}

#[test]
fn the_mark_stands_near_the_beginning() {
    let page = page_with("plain");
    assert!(page.find(MARK).is_some_and(|at| at < 200));
    assert!(page.starts_with("<!DOCTYPE html>"));
}
