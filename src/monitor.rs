//! How the library tells what it is doing, without knowing who listens.

/// Receives counters and non-fatal errors while a run goes on. All calls may come from any thread.
pub trait Monitor: Sync {
    /// A stage has begun; `bytes` is its expected size where that is known.
    fn stage(&self, _name: &'static str, _bytes: Option<u64>) {}
    /// So many more documents and bytes of input are through the present stage.
    fn advanced(&self, _documents: u64, _bytes: u64) {}
    /// Part of the input was rejected; the run goes on.
    fn rejected(&self, _path: &str, _record: Option<u64>, _reason: &str) {}
    /// What must be in memory takes about so many bytes, more than was allowed; the run goes on.
    fn beyond_memory(&self, _bytes: u64) {}
    /// The last step has begun: what is written comes to its names now, all of it or nothing.
    fn committing(&self) {}
    /// Whether the run has been asked to stop. Long loops look at this several times a second.
    fn interrupted(&self) -> bool {
        false
    }
}

/// A monitor that keeps quiet and never interrupts.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Monitor for Silent {}
