//! The clock, the count of allocations, and the memory of this process.

use std::time::Instant;

/// What a piece of work took.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sample {
    pub(super) nanoseconds: u64,
    /// Made by this thread; `None` where they are not counted.
    pub(super) allocations: Option<Allocations>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Allocations {
    pub(super) count: u64,
    pub(super) bytes: u64,
}

impl std::ops::AddAssign for Sample {
    fn add_assign(&mut self, other: Sample) {
        self.nanoseconds += other.nanoseconds;
        self.allocations = match (self.allocations, other.allocations) {
            (Some(one), Some(two)) => {
                Some(Allocations { count: one.count + two.count, bytes: one.bytes + two.bytes })
            }
            (one, two) => one.or(two),
        };
    }
}

/// Does the work, and says what it took.
pub(super) fn measured<T>(work: impl FnOnce() -> T) -> (T, Sample) {
    let ((result, nanoseconds), allocations) = counted(|| {
        let started = Instant::now();
        let result = work();
        let took = u64::try_from(started.elapsed().as_nanos()).unwrap_or(u64::MAX);
        (result, took)
    });
    (result, Sample { nanoseconds, allocations })
}

#[cfg(feature = "count-allocations")]
fn counted<T>(work: impl FnOnce() -> T) -> (T, Option<Allocations>) {
    let mut done = None;
    let info = allocation_counter::measure(|| done = Some(work()));
    match done {
        Some(done) => (done, Some(Allocations { count: info.count_total, bytes: info.bytes_total })),
        None => unreachable!("the work is done, or has panicked"),
    }
}

#[cfg(not(feature = "count-allocations"))]
fn counted<T>(work: impl FnOnce() -> T) -> (T, Option<Allocations>) {
    (work(), None)
}

/// A fixed piece of work that touches no memory, in nanoseconds: it takes longer only where the machine has
/// other work or a lower clock.
pub(super) fn calibration() -> u64 {
    const ROUNDS: u64 = 20_000_000;
    let spin = || (0..ROUNDS).fold(1_u64, |sum, step| std::hint::black_box(sum.rotate_left(5) ^ step));
    measured(spin).1.nanoseconds
}

/// The most memory that this process has had, in bytes; `None` where the system does not tell.
pub(super) fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? << 10)
}
