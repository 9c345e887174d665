//! `copydesk bench`: throughput by stage beside its ceilings, scaling over threads, earlier figures.
//!
//! ```text
//!  corpus (generated, or INPUT) ─▶ stages, ceilings, calibration ─▶ whole commands, 1…N threads ─▶ Figures
//!                                                                    Figures ─▶ table, JSON, page, comparison
//! ```

mod args;
mod ceilings;
mod compare;
mod corpus;
mod figures;
mod files;
mod measure;
mod meter;
mod page;
mod scaling;
mod spread;
mod stages;
mod table;

use std::io::Write;
use std::path::Path;

use anyhow::Result;
use clap::ValueEnum;

use super::packs;
use super::plan::refuse_overlap;
use super::progress::watched;
use super::size::Size;
use super::status::{Status, Usage};
use super::terminal::{bytes, tell};
use crate::monitor::Monitor;
use crate::read::{self, Inputs, Place, total_bytes};
use crate::write::{WorkFolder, write_file};
pub(super) use args::BenchArgs;
use compare::Comparison;
use corpus::Shape;
use figures::{Figures, KIND};
use measure::{Bench, Lot};

/// Bytes of each generated shape.
const SHAPE: u64 = 1 << 20;
/// Bytes of inputs that are held in memory without a word.
const INPUTS: u64 = 256 << 20;

/// Measures, prints, saves, compares.
pub(super) fn bench(arguments: &BenchArgs, out: &mut dyn Write) -> Result<Status> {
    watched(arguments.work.quiet, |progress| {
        if let Some(path) = &arguments.save {
            files::refuse(path, KIND, "--save")?;
        }
        if let Some(path) = &arguments.html {
            files::refuse(path, crate::web::bench::MARK, "--html")?;
        }
        let before = arguments.against.as_deref().map(files::read).transpose()?;
        let cleaner = packs::cleaner(&arguments.rules)?;
        let work = WorkFolder::create()?;
        let (names, lots) = corpus(arguments, &work, progress)?;
        let bench = Bench { arguments, cleaner: &cleaner, work: &work, names: &names, monitor: progress };
        let shapes: Vec<&str> = lots.iter().map(|lot| lot.name.as_str()).collect();
        let figures = bench.figures(&lots, |corpus| match (&before, &arguments.against) {
            (Some(before), Some(path)) => files::compare_corpora(path, before, corpus, &shapes),
            _ => Ok(()),
        })?;
        progress.finish();
        let against =
            before.as_ref().map(|before| Comparison::of(before, &figures, arguments.tolerance * 10));
        write_out(arguments, &figures, against.as_ref(), out)?;
        Ok(match against {
            Some(against) if against.slower().next().is_some() => Status::Slower,
            _ if figures.corpus.rejected > 0 => Status::Rejected,
            _ => Status::Done,
        })
    })
}

fn write_out(
    arguments: &BenchArgs,
    figures: &Figures,
    against: Option<&Comparison>,
    out: &mut dyn Write,
) -> Result<()> {
    if arguments.json {
        let mut value = serde_json::to_value(figures)?;
        value["against"] = serde_json::to_value(against)?;
        writeln!(out, "{value}")?;
    } else {
        out.write_all(table::text(figures, against).as_bytes())?;
    }
    out.flush()?;
    if let Some(path) = &arguments.save {
        files::save(path, figures)?;
        said(arguments, path, std::fs::metadata(path)?.len());
    }
    if let Some(path) = &arguments.html {
        let html = page::html(figures, against);
        write_file(path, html.as_bytes())?;
        said(arguments, path, html.len() as u64);
    }
    Ok(())
}

fn said(arguments: &BenchArgs, path: &Path, size: u64) {
    if !arguments.work.quiet {
        tell(&format!("wrote `{}`, {}", path.display(), bytes(size)));
    }
}

/// The lots to be measured, and the names that stand for all of them on a command line.
fn corpus(
    arguments: &BenchArgs,
    work: &WorkFolder,
    monitor: &dyn Monitor,
) -> Result<(Vec<String>, Vec<Lot>)> {
    if !arguments.inputs.is_empty() {
        let found = expand(&arguments.inputs)?;
        for written in [&arguments.save, &arguments.html].into_iter().flatten() {
            refuse_overlap(&found, written, "--save or --html")?;
        }
        check(&found, arguments.size)?;
        for reject in &found.rejects {
            monitor.rejected(&reject.path, reject.record, &reject.reason);
        }
        return Ok((arguments.inputs.clone(), vec![Lot { name: "inputs".to_owned(), found }]));
    }
    let mut shapes = arguments.shape.clone();
    if shapes.is_empty() {
        shapes = Shape::value_variants().to_vec();
    }
    shapes.sort_unstable();
    shapes.dedup();
    let size = arguments.size.map_or(SHAPE, |size| size.0);
    monitor.stage("generate", Some(size * shapes.len() as u64));
    let mut lots = Vec::new();
    for shape in shapes {
        let mut paths = Vec::new();
        for file in corpus::files(shape, arguments.seed, size) {
            paths.push(work.put(&format!("corpus/{}", file.name), &file.bytes)?.display().to_string());
        }
        monitor.advanced(paths.len() as u64, size);
        lots.push(Lot { name: shape.as_str().to_owned(), found: expand(&paths)? });
    }
    Ok((vec![work.path().join("corpus").display().to_string()], lots))
}

fn expand(names: &[String]) -> Result<Inputs> {
    Ok(read::expand(names).map_err(|error| Usage(error.to_string()))?)
}

/// Inputs are read many times, and held in memory.
fn check(found: &Inputs, size: Option<Size>) -> Result<()> {
    if found.inputs.iter().any(|input| input.place == Place::Stdin) || total_bytes(&found.inputs).is_none() {
        return Err(Usage(
            "a stream can be read once, and is measured many times\nhint: put it into a file".into(),
        )
        .into());
    }
    let (total, most) = (total_bytes(&found.inputs).unwrap_or(0), size.map_or(INPUTS, |size| size.0));
    if total > most {
        let (total, most) = (bytes(total), bytes(most));
        let what = format!("the inputs hold {total}, and at most {most} are measured");
        return Err(Usage(format!(
            "{what}\nhint: give a part of them, or a larger --size and memory for several times as much"
        ))
        .into());
    }
    if found.inputs.is_empty() {
        return Err(Usage(
            "there is nothing to measure in the inputs\nhint: give files, or no INPUT for a generated corpus"
                .into(),
        )
        .into());
    }
    Ok(())
}
