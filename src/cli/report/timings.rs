//! How long the stages of a run took, in a file beside its folder: the folder itself is the same, byte for
//! byte, however long it took.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use super::super::status::Usage;
use crate::write;

#[derive(Debug, Serialize, Deserialize)]
struct Timings {
    stages: Vec<Stage>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Stage {
    stage: String,
    milliseconds: u64,
}

/// Writes the times, the first stage first.
pub(in crate::cli) fn write_timings(path: &Path, times: &[(&'static str, Duration)]) -> Result<()> {
    let stage = |(stage, time): &(&'static str, Duration)| Stage {
        stage: (*stage).to_owned(),
        milliseconds: u64::try_from(time.as_millis()).unwrap_or(u64::MAX),
    };
    let timings = Timings { stages: times.iter().map(stage).collect() };
    let json = serde_json::to_string_pretty(&timings)? + "\n";
    Ok(write::write_file(path, json.as_bytes())?)
}

/// Reads what [`write_timings`] has written: stages and milliseconds.
pub(super) fn read(path: &Path) -> Result<Vec<(String, u64)>> {
    let shown = path.display();
    let bytes = std::fs::read(path).with_context(|| format!("cannot read `{shown}`"))?;
    let timings: Timings = serde_json::from_slice(&bytes).map_err(|error| {
        Usage(format!(
            "`{shown}` has no times of a run: {error}\nhint: give a file that `run --timings` wrote"
        ))
    })?;
    Ok(timings.stages.into_iter().map(|stage| (stage.stage, stage.milliseconds)).collect())
}
