//! A slow-down is found; noise and a slower machine are none.

use super::super::figures::{CeilingFigure, FORMAT, KIND, Measured, StageFigure};
use super::*;

fn spread(median: u64) -> Spread {
    Spread { median, min: median - median / 20, max: median + median / 20 }
}

fn figures(stage: Spread, ceiling: u64, calibration: u64) -> Figures {
    let corpus = Measured {
        seed: Some(1),
        size: None,
        bytes: 1000,
        documents: 1,
        rejected: 0,
        checksum: String::new(),
        rules: String::new(),
    };
    let stage = StageFigure {
        stage: "scan".into(),
        bytes: 1000,
        time: stage,
        ceiling: "lines".into(),
        allocations: None,
        allocated_bytes: None,
    };
    Figures {
        kind: KIND.into(),
        format: FORMAT,
        tool: String::new(),
        corpus,
        repeats: 3,
        calibration: spread(calibration),
        noisy: false,
        ceilings: vec![CeilingFigure { ceiling: "lines".into(), bytes: 1000, time: spread(ceiling) }],
        stages: vec![stage],
        shapes: Vec::new(),
        scaling: Vec::new(),
        peak_memory: None,
        rules: Vec::new(),
    }
}

fn against(before: &Figures, now: &Figures) -> Compared {
    Comparison::of(before, now, 100).rows.remove(0)
}

#[test]
fn a_slow_down_beyond_the_tolerance_is_found() {
    let row = against(&figures(spread(1000), 500, 500), &figures(spread(1300), 500, 500));
    assert!(row.slower, "{row:?}");
    assert_eq!((row.raw, row.normalised), (1300, 1300));
}

#[test]
fn within_the_tolerance_nothing_is_slower() {
    assert!(!against(&figures(spread(1000), 500, 500), &figures(spread(1090), 500, 500)).slower);
    assert!(!against(&figures(spread(1000), 500, 500), &figures(spread(500), 500, 500)).slower);
}

#[test]
fn repeats_that_overlap_are_noise() {
    let wide = Spread { median: 1300, min: 900, max: 2000 };
    assert!(!against(&figures(spread(1000), 500, 500), &figures(wide, 500, 500)).slower);
}

#[test]
fn a_slower_machine_is_no_slower_program() {
    let row = against(&figures(spread(1000), 500, 500), &figures(spread(2000), 1000, 1000));
    assert_eq!((row.raw, row.normalised, row.slower), (2000, 1000, false));
}

#[test]
fn a_program_that_stayed_on_a_faster_machine_is_slower() {
    assert!(against(&figures(spread(1000), 500, 500), &figures(spread(1000), 250, 250)).slower);
}

#[test]
fn nothing_measured_before_is_no_division_by_nothing() {
    let none = figures(Spread::default(), 0, 0);
    assert_eq!(Comparison::of(&none, &none, 100).rows.len(), 1);
}
