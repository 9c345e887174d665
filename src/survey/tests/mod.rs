//! What surveys, verdicts and comparisons say of small corpora.

#![allow(clippy::unwrap_used)]

mod properties;

use std::sync::Arc;

use super::*;
use crate::clean::Cleaner;
use crate::document::Document;
use crate::eval::Gold;
use crate::rules::{RuleSet, testing};

const LONG: &str =
    "The harbour board said on Friday that the ferry would leave an hour later than usual from Monday on.";

fn cleaner(rules: &str) -> Cleaner {
    Cleaner::new(Arc::new(testing::rules(rules))).with_model(None)
}

fn document(id: usize, text: &str) -> Document {
    Document {
        id: format!("d{id}"),
        text: text.into(),
        source: Some("courier.example".into()),
        created: Some(format!("2031-05-{:02}T10:00:00Z", id % 28 + 1)),
        ..Document::default()
    }
}

fn marked(cleaner: &Cleaner, document: Document) -> Marked {
    Marked::of(cleaner, &mut cleaner.scratch(), document)
}

fn survey(cleaner: &Cleaner, texts: &[&str]) -> Survey {
    let mut survey = Survey::new(cleaner.rules());
    for (id, text) in texts.iter().enumerate() {
        survey.add(&marked(cleaner, document(id, text)), None);
    }
    survey
}

fn judged(cleaner: &Cleaner, survey: &Survey) -> Vec<(String, &'static str, String)> {
    let costs = costs(cleaner.rules(), &survey.sample);
    let name = |at: usize| cleaner.rules().rules[at].id.trim_start_matches("p/").to_owned();
    verdicts(cleaner.rules(), survey, &costs, None)
        .into_iter()
        .map(|found| (name(found.rule), found.verdict.as_str(), found.reason))
        .collect()
}

#[test]
fn a_rule_is_counted_by_lines_bytes_documents_sources_and_days() {
    let cleaner = cleaner(
        "[[rule]]\nid = \"bar\"\nexact = [\"Share\"]\n\
         [[rule]]\nid = \"tail\"\ninline = ' \\| Print$'\n\
         [[rule]]\nid = \"trial\"\nline = 'Menu .*'\nseverity = \"mark\"\n",
    );
    let survey = survey(&cleaner, &["Share\nShare\nOne | Print", "Menu two\nNothing", "Share\n\nMenu three"]);
    let row = |rule: usize| {
        let tally = &survey.rules[rule];
        (tally.documents, tally.lines, tally.bytes, tally.unique)
    };
    assert_eq!([row(0), row(1), row(2)], [(2, 3, 15, 3), (1, 1, 8, 1), (2, 2, 18, 2)]);
    let days = |rule: usize| {
        let Period { first, last } = survey.rules[rule].period;
        (crate::text::day(first.unwrap()), crate::text::day(last.unwrap()))
    };
    assert_eq!(days(0), ("2031-05-01".to_owned(), "2031-05-03".to_owned()));
    assert_eq!(survey.rules[0].sources["courier.example"].documents, 2);
    assert_eq!((survey.total.documents, survey.total.lines), (3, 7));
    let samples: Vec<(&str, usize)> =
        survey.rules[2].samples.iter().map(|sample| (sample.document.as_str(), sample.line)).collect();
    assert_eq!(samples, [("d1", 0), ("d2", 2)]);
    assert_eq!(survey.rules[2].outcomes.marked, 2);
}

#[test]
fn labels_say_which_lines_were_rightly_taken() {
    let cleaner = cleaner(
        "[[rule]]\nid = \"bar\"\nline = 'Share .*'\n\
         [[rule]]\nid = \"trial\"\nline = 'Menu .*'\nseverity = \"mark\"\n\
         [[rule]]\nid = \"part\"\ninline = ' \\| .*$'\n",
    );
    let text = "Share this\nShare a ride\nShare it\nMenu one\nMenu two\nFerry | Print";
    let gold = Gold {
        labels: "01?10?".into(),
        must_not: vec!["| Print".into()],
        must: vec!["Ferry".into()],
        ..Gold::default()
    };
    let mut survey = Survey::new(cleaner.rules());
    survey.add(&marked(&cleaner, document(0, text)), Some(&gold));
    let row = |rule: usize| (survey.rules[rule].right, survey.rules[rule].wrong);
    assert_eq!([row(0), row(1), row(2)], [(1, 1), (1, 1), (1, 0)]);
    assert_eq!(survey.labelled, 4);
}

#[test]
fn what_goes_by_score_is_counted_beside_the_rules() {
    let menu = "Home\nNews\nSport\nWeather\nOpinion\nCulture\nTravel\nVideo\nJobs\nCars\nLog in\nSearch";
    let text = format!("{menu}\n{LONG}\n{LONG}\n{LONG}\n{menu}");
    let cleaner = Cleaner::new(Arc::new(RuleSet::empty()));
    let survey = survey(&cleaner, &[&text]);
    assert!(survey.scored.lines > 5, "{:?}", survey.scored);
    assert_eq!(survey.scored.lines, survey.scored.unique);
}

#[test]
fn a_rule_that_hits_nothing_is_dead_and_says_why() {
    let cleaner = cleaner(
        "[[rule]]\nid = \"absent\"\nexact = [\"Never\"]\n\
         [[rule]]\nid = \"placed\"\nexact = [\"Share\"]\nwhere = { head = 1 }\n\
         [[rule]]\nid = \"scoped\"\nexact = [\"Share\"]\nscope = { source = [\"herald\"] }\n\
         [[rule]]\nid = \"off\"\nexact = [\"Share\"]\nseverity = \"off\"\n\
         [[keep]]\nid = \"kept\"\nexact = [\"Menu\"]\n",
    );
    let found = judged(&cleaner, &survey(&cleaner, &["One\nShare\nMenu"]));
    let dead = |name: &str, reason: &str| (name.to_owned(), "dead", reason.to_owned());
    assert_eq!(
        found,
        [
            dead("absent", "no line matched"),
            dead("placed", "every match was stopped: outside-zone 1"),
            dead("scoped", "no document is in its scope (source: herald)"),
        ]
    );
}

#[test]
fn of_two_rules_for_the_same_lines_one_is_shadowed() {
    let cleaner = cleaner(
        "[[rule]]\nid = \"wide\"\nline = 'Share .*'\n\
         [[rule]]\nid = \"narrow\"\nline = 'Share this .*'\n\
         [[rule]]\nid = \"twin\"\nline = 'Share this story'\n\
         [[rule]]\nid = \"trial\"\nline = 'Share it'\nseverity = \"mark\"\n",
    );
    let found =
        judged(&cleaner, &survey(&cleaner, &["Share this story\nShare it\nShare this page with friends"]));
    let names: Vec<(&str, &str)> = found.iter().map(|(name, verdict, _)| (name.as_str(), *verdict)).collect();
    assert_eq!(names, [("narrow", "shadowed"), ("twin", "shadowed"), ("trial", "shadowed")]);
    assert_eq!(found[0].2, "`p/wide` matches 2 of its 2 lines, and it takes none that others leave");
    // Twins alone: the one that takes the lines stays.
    let twins =
        self::cleaner("[[rule]]\nid = \"a\"\nexact = [\"Share\"]\n[[rule]]\nid = \"b\"\nline = 'Share'\n");
    let found = judged(&twins, &survey(&twins, &["Share", "Share"]));
    assert_eq!(found.iter().map(|found| found.0.as_str()).collect::<Vec<_>>(), ["b"]);
    let one_more =
        self::cleaner("[[rule]]\nid = \"a\"\nexact = [\"Share\"]\n[[rule]]\nid = \"b\"\nline = 'Share.?'\n");
    let found = judged(&one_more, &survey(&one_more, &["Share", "Share!"]));
    assert_eq!(
        found.iter().map(|found| found.0.as_str()).collect::<Vec<_>>(),
        ["a"],
        "it takes one line less"
    );
    let apart = self::cleaner(
        "[[rule]]\nid = \"a\"\nexact = [\"Share\", \"Print\"]\n[[rule]]\nid = \"b\"\nline = 'Share.?'\n",
    );
    assert_eq!(judged(&apart, &survey(&apart, &["Share", "Share!", "Print"])), []);
}

#[test]
fn a_rule_that_takes_article_is_risky() {
    let cleaner = cleaner("[[rule]]\nid = \"eats\"\nline = 'The ferry .*'\n");
    let around = [LONG; 5].join("\n");
    let text = |name: &str| format!("{around}\nThe ferry {name}, {LONG}\n{around}");
    let texts = ["one", "two", "three"].map(text);
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let found = judged(&cleaner, &survey(&cleaner, &texts));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].2, "3 of its 3 lines are long sentences from the middle of stories");
    // One appeal three times is no three sentences.
    assert_eq!(judged(&cleaner, &survey(&cleaner, &[texts[0]; 3])), []);
    // Labels know better, either way.
    let by_labels = |labels: &str| {
        let mut survey = Survey::new(cleaner.rules());
        for id in 0..4 {
            let gold = Gold { labels: labels.into(), ..Gold::default() };
            let text = format!(
                "{LONG}\n{}\n{LONG}",
                ["a", "b", "c"].map(|name| format!("The ferry {name}, {LONG}")).join("\n")
            );
            survey.add(&marked(&cleaner, document(id, &text)), Some(&gold));
        }
        judged(&cleaner, &survey).into_iter().map(|found| found.2).collect::<Vec<_>>()
    };
    assert_eq!(by_labels("?000?"), Vec::<String>::new());
    assert_eq!(by_labels("?001?"), ["precision 0.6667: 4 of 12 labelled lines are article"]);
}

#[test]
fn a_rule_that_takes_a_third_of_a_source_is_risky() {
    let cleaner = cleaner("[[rule]]\nid = \"eats\"\nline = 'Share .*'\n");
    let texts = |number| vec!["Share this story with all\nThe ferry left the harbour at noon"; number];
    assert_eq!(judged(&cleaner, &survey(&cleaner, &texts(19))), []);
    let found = judged(&cleaner, &survey(&cleaner, &texts(20)));
    assert_eq!(found[0].2, "takes 0.4167 of the text of courier.example");
}

#[test]
fn a_rule_that_reads_much_in_vain_is_slow() {
    let cleaner = cleaner(
        "[[rule]]\nid = \"floats\"\nline = '.*\\d\\d.\\d\\d.*'\n[[rule]]\nid = \"begins\"\nline = 'At \\d\\d:\\d\\d.*'\n",
    );
    let mut found =
        judged(&cleaner, &survey(&cleaner, &["At noon\nThe ferry sails\nAt 10:30", "One more line"]));
    found.retain(|found| found.1 == "slow");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].0.as_str(), found[0].1), ("floats", "slow"));
    assert_eq!(found[0].2, "reads 0.8140 of all bytes in vain: 3 of 4 tries");
}

#[test]
fn a_rule_that_stopped_hitting_has_drifted() {
    let cleaner =
        cleaner("[[rule]]\nid = \"bar\"\nexact = [\"Share\"]\n[[rule]]\nid = \"new\"\nexact = [\"Print\"]\n");
    let before = survey(&cleaner, &["Share\nOne ferry left the harbour"; 20]);
    let baseline = Baseline::of(cleaner.rules(), &before);
    let mut texts = vec!["Share\nOne ferry left the harbour"; 3];
    texts.extend(["One ferry left the harbour\nPrint"; 17]);
    let after = survey(&cleaner, &texts);
    let found: Vec<String> = verdicts(cleaner.rules(), &after, &[], Some(&baseline))
        .into_iter()
        .map(|found| found.reason)
        .collect();
    assert_eq!(
        found,
        [
            "fell in courier.example: 3 documents, 20 expected, the last on 2031-05-03",
            "appeared in courier.example: 17 documents, 0 expected, the first on 2031-05-04",
        ]
    );
    assert_eq!(baseline.drifts(cleaner.rules(), &before), []);
}

#[test]
fn a_change_is_told_line_by_line() {
    let before = cleaner(
        "[[rule]]\nid = \"bar\"\nexact = [\"Share\", \"Menu\"]\n[[rule]]\nid = \"part\"\ninline = ' \\| Print$'\n",
    );
    let after = cleaner(
        "[[rule]]\nid = \"bar\"\nexact = [\"Share\", \"Home\"]\n[[rule]]\nid = \"new\"\nexact = [\"Menu\"]\n",
    );
    let text = "Home\nMenu\nShare\nOne | Print\nTwo";
    let found = changes(&marked(&before, document(0, text)), &marked(&after, document(0, text)));
    let found: Vec<(&str, &str, Option<&str>, Option<&str>)> = found
        .iter()
        .map(|found| (found.change.as_str(), &*found.text, found.before.as_deref(), found.after.as_deref()))
        .collect();
    assert_eq!(
        found,
        [
            ("removed", "Home", None, Some("p/bar")),
            ("attributed", "Menu", Some("p/bar"), Some("p/new")),
            ("kept", "One | Print", Some("p/part"), None),
        ]
    );
}

#[test]
fn another_replacement_is_a_change() {
    let rule =
        |replace: &str| cleaner(&format!("[[rule]]\nid = \"a\"\ninline = 'foo'\nreplace = \"{replace}\"\n"));
    let (one, other) = (rule("bar"), rule("baz"));
    let found = changes(&marked(&one, document(0, "A foo")), &marked(&other, document(0, "A foo")));
    let (rule, change) = (Some("p/a".into()), LineFateChange::Altered);
    assert_eq!((found[0].change, &found[0].before, &found[0].after), (change, &rule, &rule));
}

#[test]
fn rules_that_nearly_took_a_line_say_what_stopped_them() {
    let cleaner = cleaner(
        "[[rule]]\nid = \"wins\"\nline = 'Share .*'\nwhere = { tail = 1 }\n\
         [[rule]]\nid = \"scoped\"\nline = 'Share it'\nscope = { lang = [\"tr\"] }\n\
         [[rule]]\nid = \"short\"\nline = 'Share it'\nmax-len = 4\n\
         [[rule]]\nid = \"off\"\nline = 'Share it'\nseverity = \"off\"\n\
         [[rule]]\nid = \"trial\"\nline = 'Share it'\nseverity = \"mark\"\n",
    );
    let marked = marked(&cleaner, Document { lang: Some("en".into()), ..document(0, "Share it\nOne\nTwo") });
    let found: Vec<String> =
        near_misses(&cleaner, &marked, 0).iter().map(|miss| reason(&cleaner, miss)).collect();
    assert_eq!(
        found,
        [
            "matches, but not in its place (tail 1)",
            "would match, but it is for lang: tr only",
            "would match, but the line has 8 bytes, its max-len is 4",
            "would match, but it is off",
            "matches, but the rule is on trial (severity = \"mark\")",
        ]
    );
    assert_eq!(near_misses(&cleaner, &marked, 1), []);
    assert_eq!(near_misses(&cleaner, &marked, 99), []);
}

#[test]
fn a_rule_on_trial_is_held_back_until_it_has_shown_itself() {
    let cleaner = cleaner(
        "[[rule]]\nid = \"bar\"\nexact = [\"Share\"]\nseverity = \"mark\"\n\
         [[rule]]\nid = \"eats\"\nline = 'The ferry .*'\nseverity = \"mark\"\n\
         [[rule]]\nid = \"known\"\nexact = [\"Print\"]\n\
         [[rule]]\nid = \"again\"\nline = 'Print'\nseverity = \"mark\"\n",
    );
    let text = format!("{LONG}\nThe ferry sails, {LONG}\n{LONG}\nShare\nPrint");
    let least = Thresholds { documents: 3, sources: 1, ..Thresholds::default() };
    let held = |survey: &Survey, rule| held_back(cleaner.rules(), survey, rule, least);
    let three = survey(&cleaner, &[text.as_str(); 3]);
    assert_eq!(held(&three, 0), Vec::<String>::new());
    assert_eq!(held(&three, 1), ["3 of its 3 lines are long sentences from the middle of stories"]);
    assert_eq!(held(&three, 2), ["it is not on trial"]);
    assert_eq!(held(&three, 3), ["it would take nothing that other rules leave"]);
    assert_eq!(
        held(&survey(&cleaner, &[text.as_str(); 2]), 0),
        ["2 documents with a hit, at least 3 are wanted"]
    );
    let labelled = |number: usize, labels: &str| {
        let mut survey = Survey::new(cleaner.rules());
        for id in 0..number {
            let gold = Gold { labels: labels.into(), ..Gold::default() };
            survey.add(&marked(&cleaner, document(id, &text)), Some(&gold));
        }
        survey
    };
    assert_eq!(held(&labelled(10, "?0???"), 1), Vec::<String>::new(), "labels know better");
    assert_eq!(held(&labelled(10, "???1?"), 0), ["precision 0.0000: 10 of 10 labelled lines are article"]);
    assert_eq!(held(&labelled(9, "???1?"), 0), ["9 of 9 labelled lines are article"]);
}
