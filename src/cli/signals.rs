//! SIGINT and SIGTERM: a run is asked to stop, and stopped if it does not.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};
use signal_hook::consts::{SIGINT, SIGTERM};

/// A run that has not stopped after this (it may wait for input that never comes) is ended. Nothing it
/// had begun has a final name, so nothing is lost by that.
const PATIENCE: Duration = Duration::from_millis(1500);

/// Whether, and by which signal, the process has been asked to stop.
#[derive(Debug, Clone, Default)]
pub(super) struct Signals(Arc<AtomicUsize>);

impl Signals {
    /// Begins to listen. The second signal ends the process at once.
    pub(super) fn listen() -> Result<Signals> {
        let signals = Signals::default();
        let mut incoming =
            signal_hook::iterator::Signals::new([SIGINT, SIGTERM]).context("cannot listen for signals")?;
        let received = Arc::clone(&signals.0);
        let watch = move || {
            for signal in incoming.forever() {
                if received.swap(signal as usize, Ordering::Relaxed) != 0 {
                    std::process::exit(128 + signal);
                }
                std::thread::spawn(move || {
                    std::thread::sleep(PATIENCE);
                    std::process::exit(128 + signal);
                });
            }
        };
        std::thread::Builder::new()
            .name("signals".into())
            .spawn(watch)
            .context("cannot listen for signals")?;
        Ok(signals)
    }

    /// The exit status that the signal asks for: 130 for SIGINT, 143 for SIGTERM.
    pub(super) fn received(&self) -> Option<u8> {
        match self.0.load(Ordering::Relaxed) {
            0 => None,
            signal => Some(128 + signal as u8),
        }
    }
}
