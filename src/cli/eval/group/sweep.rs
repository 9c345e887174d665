//! `--sweep`: the figures at other thresholds, and which to use.

use anyhow::Result;

use super::super::Desk;
use super::{Case, score};
use crate::eval::{GroupFigure, GroupScore, Share, Value, grid, suggested};
use crate::group::{GroupOptions, Permille, Thresholds};

/// One threshold at all its settings.
pub(super) struct Axis {
    /// The flag that sets it.
    pub(super) flag: &'static str,
    pub(super) present: Permille,
    pub(super) suggested: Permille,
    pub(super) rows: Vec<Row>,
}

/// One setting.
pub(super) struct Row {
    pub(super) setting: Permille,
    /// One for each set.
    pub(super) scores: Vec<GroupScore>,
    /// Mean of the figure that decides.
    pub(super) mean: Share,
}

/// Sweeps the level of long texts, and at the best of these that of short ones.
pub(super) fn sweep(cases: &[Case], options: &GroupOptions, desk: &Desk<'_>) -> Result<Vec<Axis>> {
    let Thresholds { long, short, .. } = options.thresholds;
    desk.monitor.stage("sweep", None);
    let with = |long, short| GroupOptions {
        thresholds: Thresholds { long, short, ..options.thresholds },
        ..options.clone()
    };
    let of_long = axis("--threshold", (300, 700), long, |setting| score(cases, &with(setting, short), desk))?;
    let best = of_long.suggested;
    let of_short =
        axis("--short-threshold", (500, 1000), short, |setting| score(cases, &with(best, setting), desk))?;
    Ok(vec![of_long, of_short])
}

fn axis(
    flag: &'static str,
    (from, to): (u16, u16),
    present: Permille,
    score: impl Fn(Permille) -> Result<Vec<GroupScore>>,
) -> Result<Axis> {
    let mut rows = Vec::new();
    for setting in grid(from, to, present) {
        let scores = score(setting)?;
        let sum: i32 = scores.iter().map(|score| deciding(score).0).sum();
        let mean = Share(sum / i32::try_from(scores.len()).unwrap_or(i32::MAX).max(1));
        rows.push(Row { setting, scores, mean });
    }
    let figures: Vec<(Permille, Share)> = rows.iter().map(|row| (row.setting, row.mean)).collect();
    Ok(Axis { flag, present, suggested: suggested(&figures, present), rows })
}

/// ARI, or F1 where there are pairs.
fn deciding(score: &GroupScore) -> Share {
    let figure = GroupFigure::Ari.of(&score.tally).or_else(|| GroupFigure::PairF1.of(&score.tally));
    match figure {
        Some(Value::Share(share)) => share,
        _ => Share(0),
    }
}
