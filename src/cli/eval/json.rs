//! A report as one JSON object.

use serde_json::{Map, Value as Json, json};

use super::Report;
use super::fit::Fitted;
use crate::eval::{
    Bound, Figure, FloorCheck, PageScore, RuleRow, Tally, Value, by, kinds, rules, total, worst,
};

/// The whole report. Names of figures have `_` here, as all fields of JSON have.
pub(super) fn report(report: &Report<'_>, fitted: Option<&Fitted>, most: usize) -> Json {
    let sets: Vec<Json> = report
        .loaded
        .sets
        .iter()
        .zip(&report.scores)
        .map(|(set, scores)| {
            let mut object = pages(&scores.iter().collect::<Vec<_>>(), most);
            object.insert("set".into(), json!(set.name));
            object.insert("left_out".into(), json!(set.left_out));
            object.insert("rejected".into(), json!(set.rejected));
            Json::Object(object)
        })
        .collect();
    let mut object = Map::new();
    object.insert("sets".into(), Json::Array(sets));
    let all: Vec<&PageScore> = report.scores.iter().flatten().collect();
    let mut all = pages(&all, most);
    let left_out: u64 = report.loaded.sets.iter().map(|set| set.left_out).sum();
    all.insert("left_out".into(), json!(left_out));
    all.insert("rejected".into(), json!(report.loaded.rejected()));
    object.insert("all".into(), Json::Object(all));
    object.insert("unlabelled".into(), json!(report.loaded.unlabelled));
    if !report.floor_file.is_empty() {
        object.insert("floors".into(), report.floors.iter().map(floor).collect());
    }
    if let Some(fitted) = fitted {
        object.insert("fit".into(), fit(fitted, report));
    }
    Json::Object(object)
}

fn pages(scores: &[&PageScore], most: usize) -> Map<String, Json> {
    let tally = total(scores.iter().copied());
    let mut object = figures(&tally);
    object.insert(
        "lines".into(),
        json!({"right": tally.right, "wrong": tally.wrong, "missed": tally.missed, "kept": tally.kept}),
    );
    object.insert("article_characters".into(), json!(tally.article_characters));
    object.insert("lost_characters".into(), json!(tally.lost_characters));
    object.insert("worst".into(), worst(scores).into_iter().take(most).map(page).collect());
    let sources = by(scores, |page| &page.source);
    object.insert("sources".into(), sources.iter().take(most).map(|row| named("source", row)).collect());
    let languages = by(scores, |page| &page.language);
    object.insert("languages".into(), languages.iter().map(|row| named("language", row)).collect());
    object.insert("kinds".into(), kinds(scores).iter().map(|row| rule("kind", row)).collect());
    object.insert("rules".into(), rules(scores).iter().map(|row| rule("rule", row)).collect());
    object
}

fn figures(tally: &Tally) -> Map<String, Json> {
    let field = |figure: Figure| (figure.name().replace('-', "_"), value(figure.of(tally)));
    Figure::ALL.into_iter().map(field).collect()
}

pub(super) fn value(value: Option<Value>) -> Json {
    match value {
        None => Json::Null,
        Some(Value::Count(count)) => json!(count),
        Some(Value::Share(share)) => json!(share.as_f64()),
    }
}

fn page(score: &PageScore) -> Json {
    let tally = &score.tally;
    json!({
        "id": score.id, "source": score.source, "flags": score.flags,
        "lost": value(Figure::Lost.of(tally)), "token_f1": value(Figure::TokenF1.of(tally)),
    })
}

fn named(key: &str, (name, tally): &(&str, Tally)) -> Json {
    let mut object = figures(tally);
    object.insert(key.to_owned(), json!(name));
    Json::Object(object)
}

fn rule(key: &str, row: &RuleRow<'_>) -> Json {
    let mut object = Map::new();
    object.insert("kind".into(), json!(row.kind));
    object.insert(key.to_owned(), json!(row.name));
    for (name, count) in [
        ("documents", row.documents),
        ("right", row.right),
        ("wrong", row.wrong),
        ("lost_characters", row.lost_characters),
        ("unique", row.unique),
    ] {
        object.insert(name.to_owned(), json!(count));
    }
    Json::Object(object)
}

pub(super) fn floor(check: &FloorCheck) -> Json {
    let floor = &check.floor;
    let bound = if floor.bound == Bound::AtLeast { "at_least" } else { "at_most" };
    json!({
        "set": floor.set, "figure": floor.figure.replace('-', "_"), "found": value(check.found),
        "bound": bound, "wanted": value(Some(floor.wanted)), "holds": check.holds(),
    })
}

fn fit(fitted: &Fitted, report: &Report<'_>) -> Json {
    let fold = |fold: &super::fit::Fold| {
        let mut object = figures(&fold.tally);
        object.insert("fold".into(), json!(fold.number));
        object.insert("outlets".into(), json!(fold.outlets));
        Json::Object(object)
    };
    let set = |(name, unseen, seen): &(String, Tally, Tally)| json!({"set": name, "unseen": figures(unseen), "seen": figures(seen)});
    json!({
        "folds": fitted.folds.iter().map(fold).collect::<Vec<_>>(),
        "sets": fitted.pairs(report).iter().map(set).collect::<Vec<_>>(),
    })
}
