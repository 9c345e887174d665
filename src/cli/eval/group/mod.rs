//! `copydesk eval group`: cleans labelled documents as a run would, groups them, and tells how good that was.
//!
//! ```text
//!  GOLD ─▶ clean ─▶ fingerprint ─▶ entries ─┬▶ group ─▶ GroupScore ─▶ table, JSON, floors
//!                                           └▶ sweep: group once for each setting
//! ```

mod args;
mod json;
mod sets;
mod sweep;
mod table;

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;

use anyhow::Result;

use super::super::fields::threads;
use super::super::packs;
use super::super::progress::{Progress, watched};
use super::super::status::Status;
use super::super::terminal::tell;
use super::Desk;
use super::floors::{self, Floors, MERGED};
use crate::clean::repeated::learn;
use crate::eval::{
    Bound, ClusterGold, Floor, FloorCheck, GroupFigure, GroupScore, PairLabels, Value, score_clusters,
    score_pairs,
};
use crate::fingerprint::{FingerprintKind, Weights};
use crate::group::{Entry, GroupOptions, InMemory, group as group_corpus};
use crate::monitor::Monitor;
use crate::pipeline::Workers;
use crate::text::epoch_seconds;
pub(in crate::cli) use args::EvalGroupArgs;
use sets::{Loaded, Set};
use sweep::{Axis, sweep};

/// Scores grouping.
pub(in crate::cli) fn group(arguments: &EvalGroupArgs, out: &mut dyn Write) -> Result<Status> {
    watched(arguments.work.quiet, |progress| evaluate(arguments, progress, out))
}

fn evaluate(arguments: &EvalGroupArgs, progress: &Progress, out: &mut dyn Write) -> Result<Status> {
    let floors = arguments.floor.as_deref().map(Floors::read).transpose()?;
    let options = arguments.grouping.options()?;
    let desk = Desk {
        cleaner: packs::cleaner(&arguments.rules)?,
        workers: Workers::new(threads(arguments.work.threads)).map_err(anyhow::Error::msg)?,
        monitor: progress,
    };
    let mut loaded = sets::load(arguments, &desk)?;
    let names: Vec<String> = loaded.sets.iter().map(|set| set.name.clone()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let unchecked = floors.as_ref().map(|floors| floors.unchecked(&names, knows)).transpose()?.flatten();
    let cases: Vec<Case> =
        loaded.sets.iter_mut().map(|set| Case::of(set, arguments, &desk)).collect::<Result<_>>()?;
    let scores = score(&cases, &options, &desk)?;
    let axes = if arguments.sweep { sweep(&cases, &options, &desk)? } else { Vec::new() };
    let checks = floors.as_ref().map_or_else(Vec::new, |floors| check(floors, &names, &scores));
    let report =
        Report { names, scores, axes, checks, rejected: loaded.rejected(), floored: floors.is_some() };
    progress.finish();
    match arguments.json {
        true => writeln!(out, "{}", json::report(&report, &loaded, arguments.worst))?,
        false => table::print(&report, arguments.worst, out)?,
    }
    out.flush()?;
    if let Some(told) = unchecked.filter(|_| !arguments.work.quiet) {
        tell(&told);
    }
    let file = floors.map_or_else(String::new, |floors| floors.file);
    Ok(match floors::tell_missed(&report.checks, &file) {
        true => Status::Guarded,
        false if report.rejected > 0 => Status::Rejected,
        false => Status::Done,
    })
}

/// All that was measured.
struct Report<'a> {
    names: Vec<&'a str>,
    /// One for each set.
    scores: Vec<GroupScore>,
    axes: Vec<Axis>,
    checks: Vec<FloorCheck>,
    rejected: u64,
    floored: bool,
}

/// Whether `eval group` measures what a floor is for.
fn knows(figure: &str) -> bool {
    GroupFigure::named(figure).is_some() || label(figure).is_some()
}

fn label(figure: &str) -> Option<&str> {
    figure.strip_prefix(MERGED)?.strip_prefix('.')
}

fn check(floors: &Floors, names: &[&str], scores: &[GroupScore]) -> Vec<FloorCheck> {
    let of_set = |(name, score)| floors.of(name).map(move |floor: &Floor| checked(floor, score));
    names.iter().copied().zip(scores).flat_map(of_set).collect()
}

fn checked(floor: &Floor, score: &GroupScore) -> FloorCheck {
    let Some(label) = label(&floor.figure) else {
        return floor.check(GroupFigure::named(&floor.figure).and_then(|figure| figure.of(&score.tally)));
    };
    let merged = score.merged.get(label);
    let bound = if merged.is_some_and(|merged| merged.positive) { Bound::AtLeast } else { Bound::AtMost };
    Floor { bound, ..floor.clone() }.check(merged.map(|merged| Value::Count(merged.merged)))
}

/// A set that is ready to be grouped.
struct Case {
    entries: Vec<Entry>,
    golds: Vec<ClusterGold>,
    pairs: Option<Vec<crate::eval::GoldPair>>,
    labels: PairLabels,
}

impl Case {
    /// Cleans the documents of a set, as a run over it would, and fingerprints them.
    fn of(set: &mut Set, arguments: &EvalGroupArgs, desk: &Desk<'_>) -> Result<Case> {
        let documents = std::mem::take(&mut set.documents);
        let texts: Vec<String> = match arguments.clean_text {
            true => documents.iter().map(|document| document.text.clone()).collect(),
            false => {
                let cleaner = match arguments.no_learn {
                    true => desk.cleaner.clone(),
                    false => {
                        desk.monitor.stage("learn", None);
                        desk.cleaner.with_rules(Arc::new(learn(&desk.cleaner, &documents)))
                    }
                };
                let bytes = documents.iter().map(|document| document.text.len() as u64).sum();
                desk.monitor.stage("clean", Some(bytes));
                let cleaned = desk.clean_all(&cleaner, documents.clone())?;
                cleaned.into_iter().map(|cleaned| cleaned.text).collect()
            }
        };
        let mut entries = fingerprinted(&texts, arguments.grouping.kind(), desk);
        for ((entry, document), text) in entries.iter_mut().zip(documents).zip(&texts) {
            entry.created = document.created.as_deref().and_then(epoch_seconds);
            entry.length = text.len() as u64;
            entry.source = document.source;
            entry.id = document.id;
        }
        let labels = PairLabels { positive: arguments.positive.clone(), ignored: arguments.ignore.clone() };
        Ok(Case { entries, golds: std::mem::take(&mut set.golds), pairs: set.pairs.take(), labels })
    }

    /// Groups the documents and holds the groups against what is known.
    fn score(&self, options: &GroupOptions, monitor: &dyn Monitor) -> GroupScore {
        let grouping = group_corpus(&self.entries, options, &InMemory, monitor);
        let mut groups: Vec<usize> = (0..self.entries.len()).collect();
        for group in &grouping.groups {
            group.members.iter().for_each(|member| groups[member.document] = group.representative);
        }
        let ids: Vec<&str> = self.entries.iter().map(|entry| entry.id.as_str()).collect();
        match &self.pairs {
            Some(pairs) => {
                let groups: BTreeMap<&str, usize> = ids.into_iter().zip(groups).collect();
                score_pairs(pairs, &groups, &self.labels)
            }
            None => score_clusters(&ids, &self.golds.iter().collect::<Vec<_>>(), &groups),
        }
    }
}

/// Features and fingerprints, as a run makes them: words weigh by how rare they are in the set.
fn fingerprinted(texts: &[String], kind: FingerprintKind, desk: &Desk<'_>) -> Vec<Entry> {
    desk.monitor.stage("fingerprint", None);
    let sketches = desk.workers.map(texts, |text| kind.sketch(text));
    let weights = Weights::of_corpus(&sketches);
    let fingerprints = desk.workers.map(&sketches, |sketch| kind.fingerprint(sketch, &weights));
    let entry = |(sketch, fingerprint): (crate::fingerprint::Sketch, _)| Entry {
        fingerprint,
        features: sketch.features,
        ..Entry::default()
    };
    sketches.into_iter().zip(fingerprints).map(entry).collect()
}

/// Scores all sets with these options.
fn score(cases: &[Case], options: &GroupOptions, desk: &Desk<'_>) -> Result<Vec<GroupScore>> {
    let scores = cases.iter().map(|case| case.score(options, desk.monitor)).collect();
    anyhow::ensure!(!desk.monitor.interrupted(), "interrupted");
    Ok(scores)
}
