//! SIGINT and SIGTERM: the first asks the command to stop, and a second later makes it; the second ends it
//! at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use signal_hook::consts::{SIGINT, SIGTERM};

use super::terminal::tell;

/// How long a command may take to come to where it can stop. It may wait for a pipe, or sort a million
/// fingerprints; nothing it does before the last step is lost work that another run would not clear away.
const PATIENCE: Duration = Duration::from_secs(1);

/// Whether, and by which signal, the process has been asked to stop.
#[derive(Debug, Clone, Default)]
pub(super) struct Signals {
    received: Arc<AtomicUsize>,
    at_the_end: Arc<AtomicBool>,
}

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
                    signal_hook::flag::register_usize(signal, Arc::clone(&signals.received), signal as usize)
                })
                .context("cannot listen for signals")?;
        }
        signals.end_in_time().context("cannot listen for signals")?;
        Ok(signals)
    }

    /// Ends the process where it does not end by itself.
    fn end_in_time(&self) -> std::io::Result<()> {
        let mut incoming = signal_hook::iterator::Signals::new([SIGINT, SIGTERM])?;
        let at_the_end = Arc::clone(&self.at_the_end);
        thread::spawn(move || {
            if let Some(signal) = incoming.forever().next() {
                thread::sleep(PATIENCE);
                if !at_the_end.load(Ordering::SeqCst) {
                    tell("copydesk: interrupted");
                    std::process::exit(128 + signal);
                }
            }
        });
        Ok(())
    }

    /// From here on the command is let to come to its end: it is near, and half of it is worse.
    pub(super) fn wait_for_the_end(&self) {
        self.at_the_end.store(true, Ordering::SeqCst);
    }

    /// The exit status that the signal asks for: 130 for SIGINT, 143 for SIGTERM.
    pub(super) fn received(&self) -> Option<u8> {
        match self.received.load(Ordering::Relaxed) {
            0 => None,
            signal => Some(128 + signal as u8),
        }
    }
}
