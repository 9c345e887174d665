//! The figures of the page as one JSON object: names as in the output folder, where it has them.

use serde_json::{Map, Value, json};

use crate::group::Role;
use crate::survey::overview::{
    Calendar, Exchange, FlagFigure, Flagged, Named, Outlet, Overview, Passage, ReasonFigure, Roles,
    RuleFigure, Text, Top,
};
use crate::web::report::RunPage;

pub(super) fn figures(run: &RunPage<'_>) -> Value {
    let (overview, report) = (run.overview, &run.overview.report);
    json!({
        "tool": run.tool,
        "inputs": run.inputs,
        "documents": report.documents,
        "written": report.written,
        "not_kept": report.not_kept,
        "rejected": report.rejected,
        "bytes": {
            "in": report.bytes_in,
            "kept": report.bytes_in.saturating_sub(report.bytes_removed),
            "removed": report.bytes_removed,
            "inserted": report.bytes_inserted,
            "not_kept": run.bytes_not_kept,
            "rejected": report.bytes_rejected,
        },
        "kinds": pairs(overview.kinds.iter().map(|(kind, bytes)| (*kind, *bytes))),
        "documents_by_tenth_removed": overview.losses,
        "most_removed": overview.losers.iter().map(flagged).collect::<Vec<_>>(),
        "sources": top(&overview.outlets, outlet),
        "time": calendar(&overview.calendar),
        "rules": top(&overview.rules, rule),
        "marked": top(&overview.on_trial, rule),
        "groups": report.groups,
        "grouped": report.grouped,
        "roles": pairs(report.roles.iter().map(|(role, count)| (*role, *count))),
        "exchange": exchange(&overview.exchange),
        "passages": passages(overview),
        "accepted_losses": overview.accepted().iter().map(|loss| json!({
            "source": loss.source, "rule": loss.rule, "taken": loss.taken, "of": loss.of,
        })).collect::<Vec<_>>(),
        "flags": top(&overview.flags, flag),
        "capped_buckets": run.capped_buckets.iter().map(|(bucket, documents)| json!({
            "bucket": bucket, "documents": documents,
        })).collect::<Vec<_>>(),
        "rejects": top(&overview.reasons, reason),
        "reject_inputs": top(&overview.reject_inputs, |(path, count)| json!({ "path": cut(path), "rejects": count })),
        "options": pairs(run.options.iter().map(|(name, value)| (name.as_str(), value.as_str()))),
        "milliseconds": run.timings.map(|stages| pairs(stages.iter().map(|(stage, time)| (stage.as_str(), *time)))),
    })
}

fn top<T>(top: &Top<T>, row: impl Fn(&T) -> Value) -> Value {
    json!({ "rows": top.rows.iter().map(row).collect::<Vec<_>>(), "more": top.more })
}

fn pairs<'a, V: Into<Value>>(pairs: impl Iterator<Item = (&'a str, V)>) -> Value {
    Value::Object(pairs.map(|(name, value)| (name.to_owned(), value.into())).collect::<Map<_, _>>())
}

/// Cut texts end in an ellipsis, as on the page.
fn cut(text: &Text) -> String {
    if text.more > 0 { format!("{}…", text.shown) } else { text.shown.clone() }
}

fn flagged(document: &Flagged) -> Value {
    let Flagged { id, source, bytes_in, bytes_removed } = document;
    json!({ "id": cut(id), "source": cut(source), "bytes_in": bytes_in, "bytes_removed": bytes_removed })
}

fn named(document: &Named) -> Value {
    json!({
        "id": cut(&document.id),
        "source": cut(&document.source),
        "created": document.created.as_ref().map(cut),
        "headline": document.headline.as_ref().map(cut),
    })
}

fn outlet(outlet: &Outlet) -> Value {
    json!({
        "source": outlet.source,
        "documents": outlet.count.documents,
        "bytes_in": outlet.count.bytes_in,
        "bytes_removed": outlet.count.bytes_removed,
        "emptied": outlet.count.emptied,
        "kinds": pairs(outlet.kinds.iter().map(|(kind, bytes)| (*kind, *bytes))),
        "stands_for": outlet.stands,
        "copies": outlet.copies,
        "flagged": outlet.flagged,
        "days": outlet.days.map(|(first, last)| {
            [first, last].map(crate::survey::overview::day_name)
        }),
    })
}

fn calendar(calendar: &Calendar) -> Value {
    let columns = calendar.columns.iter().map(|column| {
        json!({
            calendar.step.as_str(): column.label,
            "documents": column.documents,
            "copies": column.copies,
            "bytes_in": column.bytes_in,
            "bytes_removed": column.bytes_removed,
        })
    });
    json!({
        "by": calendar.step.as_str(),
        "columns": columns.collect::<Vec<_>>(),
        "before": calendar.before,
        "after": calendar.after,
        "undated": calendar.undated,
        "range": calendar.range.as_ref().map(|(first, last)| [first, last]),
    })
}

fn rule(rule: &RuleFigure) -> Value {
    json!({
        "rule": rule.rule,
        "kind": rule.kind,
        "documents": rule.count.documents,
        "removals": rule.count.removals,
        "bytes": rule.count.bytes,
        "sources": rule.outlets,
        "samples": rule.samples.iter().map(|sample| json!({
            "id": cut(&sample.id), "text": cut(&sample.text),
        })).collect::<Vec<_>>(),
    })
}

fn roles(roles: &Roles) -> Value {
    pairs(
        Role::ALL
            .iter()
            .zip(roles)
            .filter(|(_, count)| **count > 0)
            .map(|(role, count)| (role.as_str(), *count)),
    )
}

fn exchange(exchange: &Exchange) -> Value {
    let sizes: Vec<Value> =
        exchange.sizes.iter().map(|(size, groups)| json!({ "size": size, "groups": groups })).collect();
    json!({
        "sizes": sizes,
        "across": exchange.across,
        "within": exchange.within,
        "unknown": exchange.unknown,
        "pairs": top(&exchange.pairs, |pair| json!({
            "from": pair.from, "to": pair.to, "copies": pair.copies(), "roles": roles(&pair.roles),
        })),
        "largest": top(&exchange.stories, |story| json!({
            "representative": named(&story.representative),
            "size": story.size,
            "roles": roles(&story.roles),
            "sources": top(&story.outlets, |(source, count)| json!({ "source": cut(source), "documents": count })),
        })),
        "versions": top(&exchange.chains, |chain| top(&chain.versions, named)),
    })
}

fn passages(overview: &Overview) -> Value {
    let Some(count) = overview.passage_count() else { return Value::Null };
    let passage = |passage: &Passage| {
        json!({
            "a": named(&passage.a), "b": named(&passage.b), "words": passage.words, "text": cut(&passage.text),
        })
    };
    json!({
        "least_words": count.least_words,
        "found": count.found,
        "pairs": count.pairs,
        "documents": count.documents,
        "words": count.words,
        "longest": top(&overview.passages, passage),
        "capped": count.capped,
        "most_capped": top(&overview.wording, |wording| json!({
            "documents": wording.documents, "text": cut(&wording.text),
        })),
    })
}

fn flag(flag: &FlagFigure) -> Value {
    let worst: Vec<Value> = flag.worst.iter().map(flagged).collect();
    json!({ "flag": flag.flag, "documents": flag.documents, "most_removed": worst })
}

fn reason(reason: &ReasonFigure) -> Value {
    json!({
        "reason": reason.reason,
        "rejects": reason.rejects,
        "samples": reason.samples.iter().map(|sample| json!({
            "path": cut(&sample.path),
            "record": sample.record,
            "reason": cut(&sample.reason),
            "bytes": sample.bytes,
        })).collect::<Vec<_>>(),
    })
}
