//! Waits until something changes where rule packs are.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use notify::{Config, Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

/// An editor writes, renames and touches a file in one save; so long nothing must have happened.
const QUIET: Duration = Duration::from_millis(120);

/// But a file that never comes to rest is looked at all the same, after so many times of that.
const PATIENCE: usize = 10;

/// How soon an interruption is noticed.
const TICK: Duration = Duration::from_millis(200);

/// Between two looks, where the system does not tell.
const POLL: Duration = Duration::from_millis(500);

/// What watches, and where it tells of changes.
pub(super) struct Eyes {
    watcher: Box<dyn Watcher>,
    changes: Receiver<()>,
    sender: Sender<()>,
    /// Whether files are looked at from time to time.
    pub(super) polls: bool,
    seen: BTreeSet<PathBuf>,
}

impl Eyes {
    /// Watches these files and folders; by polling if asked to, or if there is no other way.
    pub(super) fn open(paths: &[PathBuf], poll: bool) -> Eyes {
        let (sender, changes) = mpsc::channel();
        let told = RecommendedWatcher::new(handler(&sender), Config::default());
        let (watcher, polls): (Box<dyn Watcher>, bool) = match told {
            Ok(watcher) if !poll => (Box::new(watcher), false),
            _ => (polling(&sender), true),
        };
        let mut eyes = Eyes { watcher, changes, sender, polls, seen: BTreeSet::new() };
        eyes.look_at(paths.iter().map(PathBuf::as_path));
        eyes
    }

    /// Watches these files and folders too.
    pub(super) fn look_at<'p>(&mut self, paths: impl Iterator<Item = &'p Path>) {
        for path in paths {
            // A file is replaced when it is saved: its folder tells of both.
            let (folder, mode) = if path.is_dir() {
                (path, RecursiveMode::Recursive)
            } else {
                (
                    path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new(".")),
                    RecursiveMode::NonRecursive,
                )
            };
            let inside = self.seen.iter().any(|seen| folder.starts_with(seen));
            if !inside && self.watcher.watch(folder, mode).is_err() && !self.polls {
                self.poll_instead();
                let _ = self.watcher.watch(folder, mode);
            }
            self.seen.insert(folder.to_owned());
        }
    }

    /// The system has no room for one more: all are polled from here on.
    fn poll_instead(&mut self) {
        (self.watcher, self.polls) = (polling(&self.sender), true);
        for folder in &self.seen {
            let _ = self.watcher.watch(folder, RecursiveMode::Recursive);
        }
    }

    /// Waits for a change, and until things have come to rest. `false` where it was interrupted.
    pub(super) fn wait(&self, interrupted: impl Fn() -> bool) -> bool {
        loop {
            if interrupted() {
                return false;
            }
            match self.changes.recv_timeout(TICK) {
                Ok(()) => break,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return false,
            }
        }
        for _ in 0..PATIENCE {
            if self.changes.recv_timeout(QUIET).is_err() {
                break;
            }
            while self.changes.try_recv().is_ok() {}
        }
        true
    }
}

fn handler(sender: &Sender<()>) -> impl FnMut(notify::Result<Event>) + Send + 'static {
    let sender = sender.clone();
    move |event: notify::Result<Event>| {
        // Reading a file is no change; an error may hide one.
        if !event.is_ok_and(|event| matches!(event.kind, EventKind::Access(_))) {
            let _ = sender.send(());
        }
    }
}

fn polling(sender: &Sender<()>) -> Box<dyn Watcher> {
    let config = Config::default().with_poll_interval(POLL).with_compare_contents(true);
    match PollWatcher::new(handler(sender), config) {
        Ok(watcher) => Box::new(watcher),
        Err(_) => Box::new(notify::NullWatcher),
    }
}
