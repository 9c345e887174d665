//! What trying each rule takes, measured on a few lines.

use std::time::{Duration, Instant};

use crate::rules::RuleSet;
use crate::survey::Trials;

/// The shortest of so many measurements counts: others were disturbed.
const REPEATS: usize = 3;

/// Nanoseconds of each rule on a corpus of so many lines, of which `sampled` were drawn. The patterns have been
/// tried before, so that none is compiled here.
pub(super) fn estimate(rules: &RuleSet, trials: &[Trials<'_>], lines: u64, sampled: u64) -> Vec<u64> {
    let mut times = vec![0; rules.rules.len()];
    for trials in trials {
        let took = (0..REPEATS).map(|_| once(rules, trials)).min().unwrap_or_default();
        let whole = took.as_nanos() * u128::from(lines) / u128::from(sampled.max(1));
        let time: &mut u64 = &mut times[rules.patterns.list[trials.pattern].rule];
        *time = time.saturating_add(u64::try_from(whole).unwrap_or(u64::MAX));
    }
    times
}

fn once(rules: &RuleSet, trials: &Trials<'_>) -> Duration {
    let started = Instant::now();
    let hits = trials.lines.iter().filter(|line| rules.patterns.matches(trials.pattern, line)).count();
    std::hint::black_box(hits);
    started.elapsed()
}
