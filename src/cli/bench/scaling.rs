//! Whole commands with one thread, two, and so on.

use std::convert::Infallible;
use std::num::NonZeroUsize;

use anyhow::{Result, bail};
use clap::Parser;

use super::super::args::FieldArgs;
use super::super::run::{self, JobArgs};
use super::figures::ScalingFigure;
use super::meter::{calibration, measured};
use super::spread::Spread;
use crate::clean::Cleaner;
use crate::monitor::Monitor;
use crate::pipeline::{End, Workers};
use crate::read::{Inputs, Item, ReadOptions, Reader};
use crate::write::{WorkFolder, stream_row};

/// Commands as they are run, whole.
pub(super) struct Scaling<'a> {
    pub(super) cleaner: &'a Cleaner,
    /// As on the command line.
    pub(super) names: &'a [String],
    pub(super) found: &'a Inputs,
    pub(super) fields: &'a FieldArgs,
    pub(super) read: &'a ReadOptions,
    pub(super) work: &'a WorkFolder,
    /// Of the inputs, as stored.
    pub(super) bytes: u64,
    pub(super) repeats: usize,
    pub(super) monitor: &'a dyn Monitor,
}

/// The flags of a run, as a person would give them.
#[derive(Debug, Parser)]
struct Flags {
    #[command(flatten)]
    job: JobArgs,
}

/// One, twice as many each time, and as many as asked for.
pub(super) fn counts(most: usize) -> Vec<usize> {
    let mut counts: Vec<usize> =
        std::iter::successors(Some(1), |count| Some(count * 2)).take_while(|count| *count < most).collect();
    counts.push(most);
    counts
}

impl Scaling<'_> {
    /// Both commands with up to `most` threads; the times of the calibration go to `between`.
    pub(super) fn measure(&self, most: usize, between: &mut Vec<u64>) -> Result<Vec<ScalingFigure>> {
        let mut rows: Vec<ScalingFigure> = Vec::new();
        for command in ["clean", "run"] {
            let mut alone = 0;
            for threads in counts(most) {
                let mut times = Vec::with_capacity(self.repeats);
                for _ in 0..self.repeats {
                    between.push(calibration());
                    times.push(self.once(command, threads)?);
                    self.monitor.advanced(0, self.bytes);
                }
                let time = Spread::of(&times);
                if threads == 1 {
                    alone = time.median;
                }
                let efficiency = super::spread::ratio(alone, time.median.saturating_mul(threads as u64));
                let (command, bytes) = (command.to_owned(), self.bytes);
                rows.push(ScalingFigure { command, threads, bytes, time, efficiency });
            }
        }
        Ok(rows)
    }

    fn once(&self, command: &str, threads: usize) -> Result<u64> {
        let (result, sample) = match command {
            "clean" => measured(|| self.clean(threads)),
            _ => measured(|| self.run(threads)),
        };
        result?;
        self.work.clear("out")?;
        if self.monitor.interrupted() {
            bail!("interrupted");
        }
        Ok(sample.nanoseconds)
    }

    /// As `copydesk clean` does it, into nothing.
    fn clean(&self, threads: usize) -> Result<()> {
        let threads = NonZeroUsize::new(threads).unwrap_or(NonZeroUsize::MIN);
        let workers = Workers::new(threads).map_err(anyhow::Error::msg)?;
        let options = ReadOptions { keep_frames: true, ..self.read.clone() };
        let ended = workers.ordered(
            Reader::new(&self.found.inputs, &options),
            || self.cleaner.scratch(),
            |scratch, batch| {
                let items = batch.documents(&self.found.inputs, &options).items.into_iter();
                let row = |item| match item {
                    Item::Document(document) => Some(stream_row(&self.cleaner.clean(scratch, *document))),
                    Item::Reject(_) | Item::End(_) => None,
                };
                items.filter_map(row).collect::<Vec<_>>()
            },
            |rows| {
                std::hint::black_box(rows);
                Ok::<(), Infallible>(())
            },
            self.monitor,
        );
        match ended {
            Ok(End::Complete) => Ok(()),
            Ok(End::Interrupted) => bail!("interrupted"),
            Err(never) => match never {},
        }
    }

    /// As `copydesk run` does it, into a folder.
    fn run(&self, threads: usize) -> Result<()> {
        let (output, threads) = (self.work.path().join("out").display().to_string(), threads.to_string());
        let flags = ["bench", "--output", &output, "--threads", &threads, "--"].map(str::to_owned);
        let mut flags = Flags::try_parse_from(flags.into_iter().chain(self.names.iter().cloned()))?;
        flags.job.fields = self.fields.clone();
        run::silent(&flags.job, self.cleaner, &Quiet(self.monitor))
    }
}

/// Stages of a run are no stages of the measurement.
struct Quiet<'a>(&'a dyn Monitor);

impl Monitor for Quiet<'_> {
    fn interrupted(&self) -> bool {
        self.0.interrupted()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_double_up_to_the_most() {
        for (most, expected) in [(1, vec![1]), (2, vec![1, 2]), (6, vec![1, 2, 4, 6]), (8, vec![1, 2, 4, 8])]
        {
            assert_eq!(counts(most), expected);
        }
    }
}
