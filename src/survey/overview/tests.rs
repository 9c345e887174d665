//! A small run, told row by row.

use super::*;
use crate::report::{RuleCount, SourceCount};

fn member<'a>(id: &'a str, source: &'a str, role: &'a str) -> SeenMember<'a> {
    SeenMember { id, source: Some(source), created: Some("2024-03-01"), role, earlier: false }
}

fn document<'a>(id: &'a str, source: &'a str, role: Option<&'a str>) -> SeenDocument<'a> {
    SeenDocument {
        id,
        source: Some(source),
        created: Some("2024-03-01T09:00:00Z"),
        title: None,
        text: "\nThe ferry sails again\nIt left at nine.",
        role,
        bytes_in: 100,
        bytes_removed: 15,
        flags: &["heavy-loss"],
    }
}

fn report() -> RunReport {
    let mut report = RunReport { documents: 3, written: 3, ..RunReport::default() };
    for (source, documents) in [("wire.example", 1), ("courier.example", 2)] {
        report.sources.insert(source.into(), SourceCount { documents, ..SourceCount::default() });
    }
    report.kinds = BTreeMap::from([("share", 30), ("whitespace", 45)]);
    report.rules.insert("p/share".into(), RuleCount { documents: 2, removals: 2, bytes: 30 });
    report.rules.insert("p/none".into(), RuleCount::default());
    report.flags.insert("heavy-loss".into(), 3);
    report
}

fn overview() -> Overview {
    let mut run = Overviewer::new(report(), vec![Place { id: "a".into(), start: 1, end: 10, documents: 40 }]);
    let members = [
        member("a", "wire.example", "representative"),
        member("b", "courier.example", "trimmed"),
        member("c", "courier.example", "update"),
    ];
    run.group(&SeenGroup { representative: "a", members: &members, versions: &["a", "c"] });
    run.passage(&SeenPassage { a: "a", b: "x", words: 14, text: "left at nine" });
    run.documents_follow();
    let removal = SeenRemoval { rule: "p/share", kind: "share", text: "Share this page" };
    run.document(&document("a", "wire.example", Some("representative")), [removal].into_iter());
    run.document(&document("b", "courier.example", Some("trimmed")), [removal, removal].into_iter());
    run.document(&document("c", "courier.example", Some("update")), std::iter::empty());
    run.finish()
}

#[test]
fn who_runs_whose_copy_is_counted_by_role() {
    let found = overview().exchange;
    assert_eq!((found.across, found.within, found.sizes), (2, 0, BTreeMap::from([(3, 1)])));
    let pair = &found.pairs.rows[0];
    assert_eq!(
        (pair.from.as_str(), pair.to.as_str(), pair.roles),
        ("wire.example", "courier.example", [0, 0, 0, 1, 0, 1])
    );
    assert_eq!(found.matrix.outlets, ["courier.example", "wire.example"]);
    assert_eq!(found.matrix.cells, [[0, 0], [2, 0]]);
}

#[test]
fn stories_and_versions_have_the_headlines_of_their_documents() {
    let found = overview();
    let story = &found.exchange.stories.rows[0];
    assert_eq!(
        story.representative.headline.as_ref().map(|line| line.shown.as_str()),
        Some("The ferry sails again")
    );
    assert_eq!(story.outlets.rows[0], (Text::cut("courier.example", 99), 2));
    let ids =
        |chain: &Chain| chain.versions.rows.iter().map(|named| named.id.shown.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&found.exchange.chains.rows[0]), ["a", "c"]);
    let passage = &found.passages.rows[0];
    assert!(passage.a.headline.is_some() && passage.b.headline.is_none());
    assert_eq!(found.wording.rows[0].text.shown, "The ferry");
}

#[test]
fn outlets_rules_and_flags_are_counted_with_samples() {
    let found = overview();
    let outlets: Vec<_> = found
        .outlets
        .rows
        .iter()
        .map(|row| (row.source.as_str(), row.stands, row.copies, row.flagged))
        .collect();
    assert_eq!(outlets, [("courier.example", 0, 2, 2), ("wire.example", 1, 0, 1)]);
    assert_eq!(found.outlets.rows[0].kinds, [("share", 30)]);
    let rule = &found.rules.rows[0];
    assert_eq!((rule.rule.as_str(), rule.kind, rule.outlets, rule.samples.len()), ("p/share", "share", 2, 1));
    assert_eq!(found.flags.rows[0].worst.len(), 3);
    assert_eq!(
        found.calendar.columns[0],
        Column { label: "2024-03-01".into(), documents: 3, copies: 2, bytes_in: 300, bytes_removed: 45 }
    );
    assert_eq!(found.kinds, [("whitespace", 45), ("share", 30)]);
}

#[test]
fn documents_are_counted_by_the_tenth_that_they_lost() {
    let cases =
        [(0, 0, 0), (0, 9, 0), (1, 100, 1), (10, 100, 1), (11, 100, 2), (99, 100, 10), (100, 100, 10)];
    for (lost, whole, tenth) in cases {
        assert_eq!(tenths(lost, whole), tenth, "{lost} of {whole}");
    }
    assert_eq!(overview().losses, [0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0]);
}

#[test]
fn documents_that_are_not_kept_have_the_outlet_of_their_group() {
    let mut run = Overviewer::new(RunReport { not_kept: 1, ..report() }, Vec::new());
    let members = [member("a", "wire.example", "representative"), member("b", "courier.example", "copy")];
    run.group(&SeenGroup { representative: "a", members: &members, versions: &[] });
    run.documents_follow();
    assert!(run.is_not_kept("b") && !run.is_not_kept("a"));
    run.not_kept("b", [SeenRemoval { rule: "p/share", kind: "share", text: "Share" }].into_iter());
    let found = run.finish();
    assert_eq!(found.outlets.rows[0].kinds, [("share", 5)]);
    assert_eq!(found.calendar.columns[0].documents, 1);
}
