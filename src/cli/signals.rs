//! SIGINT and SIGTERM: the first asks the run to stop, the second ends it at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use anyhow::{Context, Result};
use signal_hook::consts::{SIGINT, SIGTERM};

/// Whether, and by which signal, the process has been asked to stop.
#[derive(Debug, Clone, Default)]
pub(super) struct Signals(Arc<AtomicUsize>);

impl Signals {
    /// Begins to listen.
    pub(super) fn listen() -> Result<Signals> {
        let signals = Signals::default();
        for signal in [SIGINT, SIGTERM] {
            let again = Arc::new(AtomicBool::new(false));
            // Order matters: on the first signal the flag is not set yet, so only the second one ends
            // the process.
            signal_hook::flag::register_conditional_shutdown(signal, 128 + signal, Arc::clone(&again))
                .and_then(|_| signal_hook::flag::register(signal, again))
                .and_then(|_| {
                    signal_hook::flag::register_usize(signal, Arc::clone(&signals.0), signal as usize)
                })
                .context("cannot listen for signals")?;
        }
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
