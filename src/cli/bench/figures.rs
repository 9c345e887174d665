//! All that was measured: what is printed, saved, and compared with.

use serde::{Deserialize, Serialize};

use super::spread::Spread;

/// Raised when the meaning of a figure, or a byte of the generated corpus, changes.
pub(super) const FORMAT: u32 = 1;

/// Repeats of a fixed loop that differ by more than so many thousandths tell of other work on the machine.
pub(super) const NOISY: u64 = 100;

/// By which a file of figures is known.
pub(super) const KIND: &str = "copydesk bench";

/// Times are nanoseconds, sizes bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Figures {
    /// [`KIND`]; first, so that it stands at the beginning of a file.
    pub(super) kind: String,
    pub(super) format: u32,
    /// Name and version of the program.
    pub(super) tool: String,
    pub(super) corpus: Measured,
    /// Of each figure; a round before them is not counted.
    pub(super) repeats: usize,
    /// Of a loop that is always the same, between the repeats.
    pub(super) calibration: Spread,
    pub(super) noisy: bool,
    pub(super) ceilings: Vec<CeilingFigure>,
    /// On one core.
    pub(super) stages: Vec<StageFigure>,
    pub(super) shapes: Vec<ShapeFigure>,
    pub(super) scaling: Vec<ScalingFigure>,
    /// Of this process, at most; `None` where the system does not tell.
    pub(super) peak_memory: Option<u64>,
    /// The dearest first: estimated time on the corpus.
    pub(super) rules: Vec<RuleFigure>,
}

/// What was measured on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Measured {
    /// `None`: the user's own inputs.
    pub(super) seed: Option<u64>,
    /// Bytes asked for of each shape; `None` of inputs.
    pub(super) size: Option<u64>,
    /// Of the texts.
    pub(super) bytes: u64,
    pub(super) documents: u64,
    pub(super) rejected: u64,
    /// Of all files; two corpora with one checksum are the same.
    pub(super) checksum: String,
    /// Of the rules and the weights of scoring.
    pub(super) rules: String,
}

/// What the machine can do at most in one respect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct CeilingFigure {
    pub(super) ceiling: String,
    pub(super) bytes: u64,
    pub(super) time: Spread,
}

/// One stage over the whole corpus.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct StageFigure {
    pub(super) stage: String,
    pub(super) bytes: u64,
    pub(super) time: Spread,
    /// The ceiling it is held against.
    pub(super) ceiling: String,
    /// `None`: not counted.
    pub(super) allocations: Option<u64>,
    pub(super) allocated_bytes: Option<u64>,
}

/// The stages over one shape.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ShapeFigure {
    pub(super) shape: String,
    pub(super) bytes: u64,
    pub(super) documents: u64,
    pub(super) stages: Vec<ShapeStage>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ShapeStage {
    pub(super) stage: String,
    pub(super) time: Spread,
}

/// A whole command with so many threads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ScalingFigure {
    pub(super) command: String,
    pub(super) threads: usize,
    pub(super) bytes: u64,
    pub(super) time: Spread,
    /// Speed in thousandths of so many times the speed of one thread.
    pub(super) efficiency: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RuleFigure {
    pub(super) rule: String,
    pub(super) time: u64,
}

impl Figures {
    /// Of all stages together.
    pub(super) fn total(&self) -> u64 {
        self.stages.iter().map(|stage| stage.time.median).sum()
    }

    pub(super) fn ceiling(&self, name: &str) -> Option<&CeilingFigure> {
        self.ceilings.iter().find(|ceiling| ceiling.ceiling == name)
    }
}
