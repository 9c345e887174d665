//! The figures as values of a page.

use super::compare::Comparison;
use super::figures::Figures;
use super::spread::{ratio, speed};
use super::table::{
    allocations, heading, hundredths, megabytes, milliseconds, noise, of_ceiling, range, verdict,
};
use crate::text::{bytes, percent, thousands};
use crate::web::bench::{AgainstRow, Bar, BenchPage, ScalingRow, ShapeRow, StageRow, page};

pub(super) fn html(figures: &Figures, against: Option<&Comparison>) -> String {
    let total = figures.total();
    let stages = figures.stages.iter().map(|stage| StageRow {
        name: &stage.stage,
        speed: megabytes(speed(stage.bytes, stage.time.median)),
        range: range(stage.bytes, stage.time),
        nanoseconds: stage.time.median,
        share: percent(stage.time.median, total),
        ceiling: &stage.ceiling,
        reached: of_ceiling(figures, stage),
        allocations: allocations(figures, stage),
    });
    let bar = |name: &str, value: u64, shown: String| Bar { name: name.to_owned(), value, shown };
    let ceilings = figures.ceilings.iter().map(|ceiling| {
        let value = speed(ceiling.bytes, ceiling.time.median);
        bar(&ceiling.ceiling, value, format!("{} MB/s", megabytes(value)))
    });
    let shapes = figures.shapes.iter().map(|shape| ShapeRow {
        name: &shape.shape,
        documents: thousands(shape.documents),
        speeds: shape
            .stages
            .iter()
            .map(|stage| thousands(speed(shape.bytes, stage.time.median) >> 20))
            .collect(),
    });
    let fastest = figures.scaling.iter().map(|row| speed(row.bytes, row.time.median)).max().unwrap_or(0);
    let scaling = figures.scaling.iter().map(|row| ScalingRow {
        command: &row.command,
        threads: row.threads as u64,
        speed: megabytes(speed(row.bytes, row.time.median)),
        range: range(row.bytes, row.time),
        of_fastest: ratio(speed(row.bytes, row.time.median), fastest),
        efficiency: percent(row.efficiency, 1000),
    });
    let rules = figures.rules.iter().map(|rule| bar(&rule.rule, rule.time, milliseconds(rule.time)));
    let rows = against.iter().flat_map(|against| &against.rows).map(|row| AgainstRow {
        name: &row.what,
        cells: [
            megabytes(row.before),
            megabytes(row.now),
            hundredths(row.raw),
            hundredths(row.normalised),
            format!("{}–{}", hundredths(row.least), hundredths(row.most)),
        ],
        slower: row.slower,
    });
    page(&BenchPage {
        tool: &figures.tool,
        title: format!("{} MB a second on one core", megabytes(speed(figures.corpus.bytes, total))),
        lead: heading(figures),
        noise: noise(figures),
        verdict: against.map(verdict),
        peak_memory: figures.peak_memory.map(bytes),
        stages: &stages.collect::<Vec<_>>(),
        ceilings: &ceilings.collect::<Vec<_>>(),
        shapes: &shapes.collect::<Vec<_>>(),
        scaling: &scaling.collect::<Vec<_>>(),
        rules: &rules.collect::<Vec<_>>(),
        against: &rows.collect::<Vec<_>>(),
    })
}
