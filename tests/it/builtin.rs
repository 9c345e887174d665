//! The rule packs inside the program.

use std::collections::BTreeSet;
use std::sync::Arc;

use copydesk::clean::{Cleaner, test_examples};
use copydesk::rules::{Kind, RuleSet, Severity, builtin, builtin_pack, compile, lint};

use crate::program::expect;

fn compiled() -> Arc<RuleSet> {
    let resolve = |name: &str, _: &str| builtin_pack(name).ok_or_else(|| "none of ours".to_owned());
    let (set, problems) = compile(&builtin(), &resolve);
    let told: Vec<String> = problems.iter().map(|problem| problem.render(false)).collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
    Arc::new(set.unwrap())
}

#[test]
fn they_compile_and_the_linter_finds_no_error() {
    // No rule has expired on the day it was written; later that is a warning.
    let problems = lint(&compiled(), "2025-11-01");
    let errors: Vec<String> = problems
        .iter()
        .filter(|problem| problem.severity == Severity::Error)
        .map(|problem| problem.render(false))
        .collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

#[test]
fn all_their_examples_pass() {
    let set = compiled();
    let report = test_examples(&Cleaner::new(Arc::clone(&set)));
    let failures: Vec<String> = report
        .failures
        .iter()
        .map(|failure| {
            let (outcome, rule) = (failure.outcome.as_str(), &set.rules[failure.rule].id);
            format!("{outcome} {rule} at {}: {}\n    {}", failure.place, failure.detail, failure.text)
        })
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    let limit = |rule: &copydesk::rules::Rule| matches!(rule.shape, copydesk::rules::Shape::Repeat(_));
    let shown = |rule: &copydesk::rules::Rule| limit(rule) || !rule.examples.is_empty();
    assert!(set.rules.iter().all(shown), "every rule that matches lines has an example");
    assert!(report.tried > 5 * set.rules.len(), "{}", report.tried);
}

#[test]
fn they_cover_every_kind_and_thirteen_languages() {
    let set = compiled();
    assert!(set.rules.len() >= 300, "{}", set.rules.len());
    let covered: BTreeSet<Kind> = set.rules.iter().map(|rule| rule.kind).collect();
    // Seams, scores and what fits nowhere have no rule.
    let aside = [Kind::Whitespace, Kind::Page, Kind::Other];
    let missing: Vec<Kind> =
        Kind::ALL.into_iter().filter(|kind| !covered.contains(kind) && !aside.contains(kind)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let names: BTreeSet<&str> = set.packs.iter().map(|pack| pack.name.as_str()).collect();
    for language in ["tr", "fa", "ar", "ru", "es", "fr", "de", "pt", "it", "pl", "el", "zh"] {
        let pack = builtin_pack(&format!("builtin:languages/{language}"));
        assert!(pack.is_some(), "no pack for `{language}`");
        let rules = set.rules.iter().filter(|rule| rule.id.starts_with(&format!("{language}/"))).count();
        assert!(rules >= 10, "`{language}` has {rules} rules");
    }
    for english in
        ["share", "navigation", "related", "newsletter", "paywall", "comments", "cookies", "copyright"]
    {
        assert!(names.contains(english), "no pack `{english}`");
    }
    assert_eq!(names.len(), set.packs.len(), "each pack has its own name");
}

#[test]
fn the_program_says_so_too() {
    let told = expect(0, &["rules", "check"]);
    assert!(told.lines().last().unwrap().starts_with("0 errors"), "{told}");
    let told = expect(0, &["rules", "test"]);
    assert!(told.contains(" passed, 0 failed"), "{told}");
    let listed = expect(0, &["rules", "list", "--json"]);
    let rules: Vec<serde_json::Value> =
        listed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(rules.len() >= 300);
    let shares = expect(0, &["rules", "list", "--kind", "share"]);
    let of_kind = rules.iter().filter(|rule| rule["kind"] == "share").count();
    assert_eq!(shares.lines().count(), of_kind);
    assert!(expect(0, &["rules", "list", "builtin:share"]).lines().all(|line| line.starts_with("share/")));
}
