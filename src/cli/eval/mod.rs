//! `copydesk eval`: does with labelled documents what a run would, and tells how good that was. Here stands
//! `eval clean`; [`group`] is `eval group`.

mod args;
pub(super) mod columns;
mod fit;
mod floors;
mod group;
mod json;
mod sets;
mod table;

use std::io::Write;

use anyhow::{Result, bail};

use super::fields::threads;
use super::packs;
use super::progress::{Progress, watched};
use super::status::Status;
use super::terminal::tell;
use crate::clean::{Cleaned, Cleaner};
use crate::document::Document;
use crate::eval::{Figure, FloorCheck, Gold, PageScore, score, total};
use crate::monitor::Monitor;
use crate::pipeline::{End, Workers};
pub(super) use args::{EvalCleanArgs, EvalCommand};
use floors::Floors;
pub(super) use group::group;
use sets::{Loaded, Set};

/// Scores cleaning, and fits weights if asked to.
pub(super) fn clean(arguments: &EvalCleanArgs, out: &mut dyn Write) -> Result<Status> {
    watched(arguments.work.quiet, |progress| evaluate(arguments, progress, out))
}

fn evaluate(arguments: &EvalCleanArgs, progress: &Progress, out: &mut dyn Write) -> Result<Status> {
    let floors = arguments.floor.as_deref().map(Floors::read).transpose()?;
    let desk = Desk {
        cleaner: packs::cleaner(&arguments.rules)?,
        workers: Workers::new(threads(arguments.work.threads)).map_err(anyhow::Error::msg)?,
        monitor: progress,
    };
    let mut loaded = sets::load(arguments, &desk)?;
    if !arguments.no_learn {
        desk.monitor.stage("learn", None);
        loaded.sets.iter_mut().for_each(|set| set.learn(&desk.cleaner));
    }
    let names: Vec<&str> = loaded.sets.iter().map(|set| set.name.as_str()).collect();
    let knows = |name: &str| Figure::named(name).is_some();
    let unchecked = floors.as_ref().map(|floors| floors.unchecked(&names, knows)).transpose()?.flatten();
    let fitted = match &arguments.fit {
        Some(path) => Some(fit::fit(&desk, &loaded.sets, path)?),
        None => None,
    };
    let desk = match &fitted {
        Some(fitted) => desk.with_cleaner(fitted.cleaner.clone()),
        None => desk,
    };
    let report = Report::of(&desk, &loaded, floors.as_ref())?;
    progress.finish();
    if arguments.json {
        writeln!(out, "{}", json::report(&report, fitted.as_ref(), arguments.worst))?;
    } else {
        table::print(&report, fitted.as_ref(), arguments.worst, out)?;
    }
    out.flush()?;
    if let Some(fitted) = &fitted {
        fitted.write()?;
    }
    if let Some(told) = unchecked.filter(|_| !arguments.work.quiet) {
        tell(&told);
    }
    Ok(report.status())
}

/// What scores are made with.
struct Desk<'a> {
    cleaner: Cleaner,
    workers: Workers,
    monitor: &'a dyn Monitor,
}

impl<'a> Desk<'a> {
    fn with_cleaner(self, cleaner: Cleaner) -> Desk<'a> {
        Desk { cleaner, ..self }
    }

    /// Cleans the documents of one set, in their order, as a run over this set would.
    fn clean(&self, cleaner: &Cleaner, set: &Set) -> Result<Vec<Cleaned>> {
        self.clean_all(&set.taught(cleaner), set.documents())
    }

    /// Cleans documents, in their order.
    fn clean_all(&self, cleaner: &Cleaner, documents: Vec<Document>) -> Result<Vec<Cleaned>> {
        self.each(
            documents,
            || cleaner.scratch(),
            |scratch, document| {
                let bytes = document.text.len() as u64;
                let cleaned = cleaner.clean(scratch, document);
                self.monitor.advanced(1, bytes);
                cleaned
            },
        )
    }

    /// Cleans and scores one set.
    fn score(&self, cleaner: &Cleaner, set: &Set) -> Result<Vec<PageScore>> {
        self.monitor.stage("clean", Some(set.bytes()));
        let cleaned = self.clean(cleaner, set)?;
        self.monitor.stage("score", None);
        let pages: Vec<(&Gold, Cleaned)> = set.golds().zip(cleaned).collect();
        let cleaner = set.taught(cleaner);
        self.each(
            pages,
            || cleaner.scratch(),
            |scratch, (gold, cleaned)| score(gold, &cleaned, &cleaner.rivals(scratch, &cleaned.document)),
        )
    }

    /// Applies `work` to every item, in parallel, and gives the results in order.
    fn each<B: Send, T: Send, S>(
        &self,
        items: Vec<B>,
        scratch: impl Fn() -> S + Sync,
        work: impl Fn(&mut S, B) -> T + Sync,
    ) -> Result<Vec<T>> {
        let mut results = Vec::with_capacity(items.len());
        let sink = |result| {
            results.push(result);
            Ok::<(), std::convert::Infallible>(())
        };
        match self.workers.ordered(items.into_iter(), scratch, work, sink, self.monitor)? {
            End::Complete => Ok(results),
            End::Interrupted => bail!("interrupted"),
        }
    }
}

/// All that was measured.
struct Report<'a> {
    loaded: &'a Loaded,
    /// One list for each set.
    scores: Vec<Vec<PageScore>>,
    floors: Vec<FloorCheck>,
    floor_file: String,
}

impl<'a> Report<'a> {
    fn of(desk: &Desk<'_>, loaded: &'a Loaded, floors: Option<&Floors>) -> Result<Report<'a>> {
        let scores: Vec<Vec<PageScore>> =
            loaded.sets.iter().map(|set| desk.score(&desk.cleaner, set)).collect::<Result<_>>()?;
        let mut checks = Vec::new();
        for (set, scores) in loaded.sets.iter().zip(&scores) {
            let tally = total(scores);
            checks.extend(
                floors.into_iter().flat_map(|floors| floors.of(&set.name)).map(|floor| {
                    floor.check(Figure::named(&floor.figure).and_then(|figure| figure.of(&tally)))
                }),
            );
        }
        let floor_file = floors.map_or_else(String::new, |floors| floors.file.clone());
        Ok(Report { loaded, scores, floors: checks, floor_file })
    }

    /// Tells of floors that are not reached; they outweigh rejects.
    fn status(&self) -> Status {
        match floors::tell_missed(&self.floors, &self.floor_file) {
            true => Status::Guarded,
            false if self.loaded.rejected() > 0 => Status::Rejected,
            false => Status::Done,
        }
    }
}
