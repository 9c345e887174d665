//! A report as one JSON object.

use serde_json::{Map, Value as Json, json};

use super::super::json::{floor, value};
use super::sweep::Axis;
use super::{Loaded, Report};
use crate::eval::{EditCount, GroupFigure, GroupScore, GroupTally, Merge, Merged, Share, Split};

/// The whole report. Names of figures have `_` here, as all fields of JSON have.
pub(super) fn report(report: &Report<'_>, loaded: &Loaded, most: usize) -> Json {
    let rows = report.names.iter().zip(&report.scores).zip(&loaded.sets);
    let sets: Vec<Json> = rows
        .map(|((name, score), loaded)| {
            let mut object = set(score, most);
            object.insert("set".into(), json!(name));
            object.insert("rejected".into(), json!(loaded.rejected));
            Json::Object(object)
        })
        .collect();
    let mut object = Map::new();
    object.insert("sets".into(), Json::Array(sets));
    object.insert("rejected".into(), json!(report.rejected));
    if report.floored {
        object.insert("floors".into(), report.checks.iter().map(floor).collect());
    }
    if !report.axes.is_empty() {
        object.insert("sweep".into(), report.axes.iter().map(|of| axis(of, &report.names)).collect());
    }
    Json::Object(object)
}

fn set(score: &GroupScore, most: usize) -> Map<String, Json> {
    let mut object = figures(&score.tally);
    let GroupTally { right, wanted, made, .. } = score.tally;
    object.insert("pairs".into(), json!({"right": right, "wanted": wanted, "made": made}));
    object.insert("merged".into(), Json::Object(merged(score)));
    object.insert("edits".into(), score.edits.iter().map(edit).collect());
    object.insert("merges".into(), score.merges.iter().take(most).map(merge).collect());
    object.insert("splits".into(), score.splits.iter().take(most).map(split).collect());
    let pair = |pair: &crate::eval::GoldPair| json!({"a": pair.a, "b": pair.b, "label": pair.label});
    object.insert("wrong_pairs".into(), score.wrong.iter().take(most).map(pair).collect());
    object
}

fn figures(tally: &GroupTally) -> Map<String, Json> {
    let field = |figure: GroupFigure| (figure.name().replace('-', "_"), value(figure.of(tally)));
    GroupFigure::ALL.into_iter().map(field).collect()
}

fn merged(score: &GroupScore) -> Map<String, Json> {
    let count = |count: &Merged| json!({"merged": count.merged, "of": count.of, "positive": count.positive});
    score.merged.iter().map(|(label, merged)| (label.clone(), count(merged))).collect()
}

fn edit((edit, count): (&String, &EditCount)) -> Json {
    let recall = Share::of(count.right, count.wanted).as_f64();
    json!({
        "edit": edit, "documents": count.documents, "alone": count.alone, "wanted": count.wanted,
        "right": count.right, "recall": recall,
    })
}

fn merge(merge: &Merge) -> Json {
    let part = |part: &crate::eval::Labelled| json!({"cluster": part.cluster, "ids": part.ids});
    json!({"pairs": merge.pairs, "clusters": merge.parts.iter().map(part).collect::<Vec<_>>()})
}

fn split(split: &Split) -> Json {
    json!({"pairs": split.pairs, "cluster": split.cluster, "groups": split.parts})
}

fn axis(axis: &Axis, names: &[&str]) -> Json {
    let row = |row: &super::sweep::Row| {
        let sets = names.iter().zip(&row.scores).map(|(name, score)| {
            let mut object = figures(&score.tally);
            object.insert("set".into(), json!(name));
            object.insert("merged".into(), Json::Object(merged(score)));
            Json::Object(object)
        });
        json!({"setting": row.setting.to_string(), "mean": row.mean.as_f64(), "sets": sets.collect::<Vec<_>>()})
    };
    json!({
        "flag": axis.flag, "present": axis.present.to_string(), "proposed": axis.suggested.to_string(),
        "rows": axis.rows.iter().map(row).collect::<Vec<_>>(),
    })
}
