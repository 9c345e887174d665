//! Counts as JSON lines.

use std::io::{Result, Write};

use serde_json::{Map, Value, json};

use super::args::StatsArgs;
use super::{BY_SCORE, Stats};
use crate::eval::Share;
use crate::rules::{Apply, RuleIndex};
use crate::survey::{Judgement, Period, RuleTally, SourceHits};
use crate::text::day;

pub(super) fn print(stats: &Stats<'_>, arguments: &StatsArgs, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "{}", corpus(stats))?;
    for rule in stats.rows(arguments) {
        writeln!(out, "{}", Value::Object(of_rule(stats, rule)))?;
    }
    if arguments.rule.is_none() && arguments.verdict.is_none() && stats.survey.scored.lines > 0 {
        let mut row = tally(&stats.survey.scored);
        row.insert("rule".into(), json!(BY_SCORE));
        row.insert("apply".into(), json!("score"));
        writeln!(out, "{}", Value::Object(row))?;
    }
    Ok(())
}

fn corpus(stats: &Stats<'_>) -> Value {
    let total = &stats.survey.total;
    let (sample, bytes) = (stats.survey.sample.lines().len(), stats.survey.sample.bytes());
    json!({
        "corpus": {
            "documents": total.documents, "lines": total.lines, "bytes": total.bytes, "removed": total.removed,
            "sources": stats.survey.sources.len(), "labelled": stats.survey.labelled,
            "first": first(total.period), "last": last(total.period), "flags": stats.survey.flags,
            "sampled_lines": sample, "sampled_bytes": bytes,
        }
    })
}

fn of_rule(stats: &Stats<'_>, index: RuleIndex) -> Map<String, Value> {
    let rule = stats.rule(index);
    let mut row = tally(stats.tally(index));
    row.insert("rule".into(), json!(&*rule.id));
    row.insert("kind".into(), json!(rule.kind.as_str()));
    let apply = if rule.keep.is_some() && rule.apply == Apply::Drop { "keep" } else { rule.apply.as_str() };
    row.insert("apply".into(), json!(apply));
    let overlaps = stats.tally(index).overlaps.iter();
    let named: Map<String, Value> =
        overlaps.map(|(other, lines)| (stats.rule(*other).id.to_string(), json!(lines))).collect();
    row.insert("overlaps".into(), Value::Object(named));
    let judged = |found: &Judgement| json!({"verdict": found.verdict.as_str(), "reason": found.reason});
    row.insert("verdicts".into(), stats.judgements(index).map(judged).collect());
    let cost = stats.costs[index];
    row.insert("tried".into(), json!(cost.tried));
    row.insert("tried_in_vain".into(), json!(cost.in_vain));
    row.insert("bytes_in_vain".into(), json!(cost.bytes_in_vain));
    if let Some(time) = stats.times.get(index) {
        row.insert("cpu_estimate_us".into(), json!(time / 1000));
    }
    row
}

fn tally(tally: &RuleTally) -> Map<String, Value> {
    let mut row = Map::new();
    for (name, count) in [
        ("documents", tally.documents),
        ("lines", tally.lines),
        ("bytes", tally.bytes),
        ("unique", tally.unique),
        ("right", tally.right),
        ("wrong", tally.wrong),
        ("sentences", tally.sentences),
        ("fallbacks", tally.fallbacks),
        ("heavy", tally.heavy),
    ] {
        row.insert(name.into(), json!(count));
    }
    let precision = (tally.labelled() > 0).then(|| Share::of(tally.right, tally.labelled()).as_f64());
    row.insert("precision".into(), json!(precision));
    row.insert("first".into(), json!(first(tally.period)));
    row.insert("last".into(), json!(last(tally.period)));
    let outcomes: Map<String, Value> = tally
        .outcomes
        .named()
        .into_iter()
        .filter(|(_, lines)| *lines > 0)
        .map(|(name, lines)| (name.replace('-', "_"), json!(lines)))
        .collect();
    row.insert("outcomes".into(), Value::Object(outcomes));
    row.insert("sources".into(), tally.sources.iter().map(source).collect());
    let sample = |sample: &crate::survey::SampleLine| json!({"document": sample.document, "line": sample.line + 1, "text": sample.text});
    row.insert("samples".into(), tally.samples.iter().map(sample).collect());
    row
}

fn source((name, hits): (&String, &SourceHits)) -> Value {
    json!({
        "source": name, "documents": hits.documents, "lines": hits.lines, "bytes": hits.bytes,
        "first": first(hits.period), "last": last(hits.period),
    })
}

fn first(period: Period) -> Option<String> {
    period.first.map(day)
}

fn last(period: Period) -> Option<String> {
    period.last.map(day)
}
