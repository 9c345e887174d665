//! Progress on stderr: a bar on a terminal, a plain line now and then elsewhere.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::Result;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::signals::Signals;
use super::status::Status;
use super::terminal::{bytes, excerpt, tell, thousands};
use crate::monitor::Monitor;

/// Between two plain lines.
const PLAIN_EVERY: Duration = Duration::from_secs(10);
/// Rejects told one by one; the rest are in `rejects.jsonl` and in the summary.
const REJECTS_SHOWN: u64 = 5;

/// A [`Monitor`] that shows a person what goes on.
pub(super) struct Progress {
    bar: ProgressBar,
    plain: bool,
    quiet: bool,
    signals: Signals,
    documents: AtomicU64,
    bytes: AtomicU64,
    rejects: AtomicU64,
    stage: Mutex<Stage>,
}

#[derive(Debug)]
struct Stage {
    name: &'static str,
    started: Instant,
    told: Instant,
    times: Vec<(&'static str, Duration)>,
}

impl Progress {
    pub(super) fn new(quiet: bool, signals: Signals) -> Progress {
        let terminal = std::io::stderr().is_terminal();
        let target =
            if terminal && !quiet { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let now = Instant::now();
        Progress {
            bar: ProgressBar::with_draw_target(None, target),
            plain: !terminal && !quiet,
            quiet,
            signals,
            documents: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
            rejects: AtomicU64::new(0),
            stage: Mutex::new(Stage { name: "", started: now, told: now, times: Vec::new() }),
        }
    }

    /// Takes the bar away and returns how long each stage took.
    pub(super) fn finish(&self) -> Vec<(&'static str, Duration)> {
        self.bar.finish_and_clear();
        let mut stage = self.locked();
        close(&mut stage);
        std::mem::take(&mut stage.times)
    }

    /// Nothing here panics while it holds the lock.
    fn locked(&self) -> std::sync::MutexGuard<'_, Stage> {
        self.stage.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn tell(&self, line: &str) {
        if !self.quiet {
            self.bar.suspend(|| tell(line));
        }
    }
}

/// Does the work with progress on stderr; the status tells where a signal has ended it.
pub(super) fn watched(quiet: bool, work: impl FnOnce(&Progress) -> Result<Status>) -> Result<Status> {
    let signals = Signals::listen()?;
    let progress = Progress::new(quiet, signals.clone());
    let status = work(&progress);
    progress.finish();
    match signals.received() {
        Some(code) => Ok(Status::Interrupted(code)),
        None => status,
    }
}

fn close(stage: &mut Stage) {
    if !stage.name.is_empty() {
        let took = stage.started.elapsed();
        stage.times.push((stage.name, took));
        stage.name = "";
    }
}

impl Monitor for Progress {
    fn stage(&self, name: &'static str, expected: Option<u64>) {
        let mut stage = self.locked();
        close(&mut stage);
        let now = Instant::now();
        (stage.name, stage.started, stage.told) = (name, now, now);
        self.documents.store(0, Ordering::Relaxed);
        self.bytes.store(0, Ordering::Relaxed);
        self.bar.reset();
        let template = match expected {
            Some(_) => {
                "{msg} {bar:28} {bytes}/{total_bytes}  {prefix} documents  {binary_bytes_per_sec}  {eta} left"
            }
            None => "{msg} {spinner} {bytes}  {prefix} documents  {binary_bytes_per_sec}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style);
        }
        match expected {
            Some(length) => self.bar.set_length(length),
            None => self.bar.unset_length(),
        }
        self.bar.set_prefix("0");
        self.bar.set_message(name);
        self.bar.tick();
    }

    fn advanced(&self, documents: u64, read: u64) {
        let documents = self.documents.fetch_add(documents, Ordering::Relaxed) + documents;
        let read = self.bytes.fetch_add(read, Ordering::Relaxed) + read;
        self.bar.set_prefix(thousands(documents));
        self.bar.set_position(read);
        if self.plain {
            let mut stage = self.locked();
            if stage.told.elapsed() >= PLAIN_EVERY {
                stage.told = Instant::now();
                let rate = u128::from(read) * 1000 / stage.started.elapsed().as_millis().max(1);
                let (name, rate) = (stage.name, bytes(u64::try_from(rate).unwrap_or(u64::MAX)));
                self.tell(&format!(
                    "{name}: {} documents, {} read, {rate}/s",
                    thousands(documents),
                    bytes(read)
                ));
            }
        }
    }

    fn rejected(&self, path: &str, record: Option<u64>, reason: &str) {
        let number = self.rejects.fetch_add(1, Ordering::Relaxed) + 1;
        if number <= REJECTS_SHOWN {
            let place = record.map_or(String::new(), |record| format!(":{record}"));
            self.tell(&format!("rejected {}{place}: {}", excerpt(path, 200), excerpt(reason, 200)));
        } else if number == REJECTS_SHOWN + 1 {
            self.tell("more rejects are not told one by one");
        }
    }

    fn beyond_memory(&self, needed: u64) {
        self.tell(&format!(
            "so many documents take about {}, more than --max-memory has room for; the run goes on",
            bytes(needed)
        ));
    }

    fn committing(&self) {
        self.signals.wait_for_the_end();
    }

    fn interrupted(&self) -> bool {
        self.signals.received().is_some()
    }
}
