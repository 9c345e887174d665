//! Exit statuses, and the errors that lead to them.

use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    /// All done.
    Done,
    /// Done, and something is slower than it was by more than is let pass.
    Slower,
    /// Wrong usage, wrong rules, or a check that found something.
    Wrong,
    /// Done, but some input was rejected.
    Rejected,
    /// Reading or writing failed; the run can be started again.
    Fatal,
    /// A guard stopped it: nothing was written, or a figure is below its floor.
    Guarded,
    /// Stopped by SIGINT (130) or SIGTERM (143).
    Interrupted(u8),
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> ExitCode {
        ExitCode::from(match status {
            Status::Done => 0,
            Status::Slower => 1,
            Status::Wrong => 2,
            Status::Rejected => 3,
            Status::Fatal => 4,
            Status::Guarded => 5,
            Status::Interrupted(code) => code,
        })
    }
}

/// An error that ends a command with exit status 2, as does a folder that is refused; every other error
/// but [`Stopped`] ends it with 4.
#[derive(Debug)]
pub(super) struct Usage(pub(super) String);

impl std::fmt::Display for Usage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Usage {}

/// A guard's reason to stop a run: ends the command with exit status 5.
#[derive(Debug)]
pub(super) struct Stopped(pub(super) String);

impl std::fmt::Display for Stopped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Stopped {}
