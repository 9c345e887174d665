//! Figures beside earlier ones.
//!
//! The same program is slower on a slower machine, and on one that has other work. So each figure is compared
//! twice: as it is, and less what the machine's own figures (a fixed loop, memory, lines, words, zstd) have
//! changed by. Only the second can fail a build, and only where the repeats of both runs lie wholly apart.

use serde::Serialize;

use super::figures::Figures;
use super::spread::{Spread, ratio, speed};

/// All figures that both runs have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Comparison {
    /// Time of the machine's own figures in thousandths of what it was: the middle of all.
    pub(super) machine: u64,
    /// In thousandths.
    pub(super) tolerance: u64,
    pub(super) rows: Vec<Compared>,
}

/// One figure: speeds in bytes a second, ratios of time in thousandths, above 1000 where it is slower.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Compared {
    pub(super) what: String,
    pub(super) before: u64,
    pub(super) now: u64,
    pub(super) raw: u64,
    pub(super) normalised: u64,
    /// The best and the worst that the repeats leave possible, normalised.
    pub(super) least: u64,
    pub(super) most: u64,
    pub(super) slower: bool,
}

impl Comparison {
    /// `tolerance` in thousandths.
    pub(super) fn of(before: &Figures, now: &Figures, tolerance: u64) -> Comparison {
        let machine = machine(before, now);
        let stages = now.stages.iter().filter_map(|stage| {
            let old = before.stages.iter().find(|old| old.stage == stage.stage)?;
            Some((stage.stage.clone(), (old.bytes, old.time), (stage.bytes, stage.time)))
        });
        let scaling = now.scaling.iter().filter_map(|row| {
            let same = |old: &&super::figures::ScalingFigure| {
                old.command == row.command && old.threads == row.threads
            };
            let old = before.scaling.iter().find(same)?;
            let what = format!("{}, {}", row.command, crate::text::counted(row.threads as u64, "thread"));
            Some((what, (old.bytes, old.time), (row.bytes, row.time)))
        });
        let rows = stages
            .chain(scaling)
            .map(|(what, old, new)| compared(what, old, new, machine, tolerance))
            .collect();
        Comparison { machine, tolerance, rows }
    }

    pub(super) fn slower(&self) -> impl Iterator<Item = &Compared> {
        self.rows.iter().filter(|row| row.slower)
    }
}

/// The middle of what the machine's own figures changed by, so that one disturbed figure does not count.
fn machine(before: &Figures, now: &Figures) -> u64 {
    let ceilings = now.ceilings.iter().filter_map(|ceiling| {
        let old = before.ceiling(&ceiling.ceiling)?;
        Some(per_byte((ceiling.bytes, ceiling.time.median), (old.bytes, old.time.median)))
    });
    let mut all: Vec<u64> = ceilings
        .chain([ratio(now.calibration.median, before.calibration.median)])
        .filter(|all| *all > 0)
        .collect();
    all.sort_unstable();
    all.get(all.len().saturating_sub(1) / 2).copied().unwrap_or(1000)
}

/// Time a byte in thousandths of what it was.
fn per_byte((bytes, time): (u64, u64), (old_bytes, old_time): (u64, u64)) -> u64 {
    let (now, before) =
        (u128::from(time) * u128::from(old_bytes) * 1000, u128::from(old_time) * u128::from(bytes));
    u64::try_from(now / before.max(1)).unwrap_or(u64::MAX)
}

fn compared(
    what: String,
    (old_bytes, old): (u64, Spread),
    (bytes, new): (u64, Spread),
    machine: u64,
    tolerance: u64,
) -> Compared {
    let raw = per_byte((bytes, new.median), (old_bytes, old.median));
    let normal = |new: u64, old: u64| ratio(per_byte((bytes, new), (old_bytes, old)), machine);
    let normalised = normal(new.median, old.median);
    let (least, most) = (normal(new.min, old.max), normal(new.max, old.min));
    let slower = normalised > 1000 + tolerance && least > 1000;
    let (before, now) = (speed(old_bytes, old.median), speed(bytes, new.median));
    Compared { what, before, now, raw, normalised, least, most, slower }
}

#[cfg(test)]
mod tests;
