//! The files of earlier figures, and those that are written.

use std::io::{ErrorKind, Read};
use std::path::Path;

use anyhow::{Context, Result};

use super::super::status::Usage;
use super::super::terminal::bytes;
use super::figures::{FORMAT, Figures, KIND, Measured};
use crate::write;

const HINT: &str = "hint: `copydesk bench --save FILE` writes such a file";

/// No file of figures is near this; a larger one was named by mistake.
const LARGEST: u64 = 64 << 20;

/// Reads what [`save`] has written.
pub(super) fn read(path: &Path) -> Result<Figures> {
    let shown = path.display();
    let cannot = |error: std::io::Error| Usage(format!("cannot read the figures `{shown}`: {error}\n{HINT}"));
    let mut text = Vec::new();
    let file = std::fs::File::open(path).map_err(cannot)?;
    file.take(LARGEST + 1).read_to_end(&mut text).map_err(cannot)?;
    if text.len() as u64 > LARGEST {
        return Err(
            Usage(format!("`{shown}` is too large for figures: over {}\n{HINT}", bytes(LARGEST))).into()
        );
    }
    let value: serde_json::Value = serde_json::from_slice(&text)
        .map_err(|error| Usage(format!("`{shown}` holds no figures of `bench`: {error}\n{HINT}")))?;
    if value["kind"] != KIND {
        return Err(Usage(format!(
            "`{shown}` holds no figures of `bench`: its `kind` is not \"{KIND}\"\n{HINT}"
        ))
        .into());
    }
    if value["format"] != FORMAT {
        let (found, by) = (&value["format"], value["tool"].as_str().unwrap_or("an unknown program"));
        return Err(Usage(format!(
            "`{shown}` has figures of format {found}, written by {by}; this program compares format {FORMAT}\n\
             hint: write them again with --save, by that version and this one on the same corpus"
        ))
        .into());
    }
    Ok(serde_json::from_value(value)
        .map_err(|error| Usage(format!("`{shown}` is damaged: {error}\n{HINT}")))?)
}

/// Figures of another corpus tell nothing. `now` is of these shapes.
pub(super) fn compare_corpora(path: &Path, before: &Figures, now: &Measured, shapes: &[&str]) -> Result<()> {
    if before.corpus.checksum == now.checksum {
        return Ok(());
    }
    let earlier: Vec<&str> = before.shapes.iter().map(|shape| shape.shape.as_str()).collect();
    let (before, now) = (corpus(&before.corpus, &earlier), corpus(now, shapes));
    let shown = path.display();
    Err(Usage(format!(
        "`{shown}` was measured on another corpus: {before}; this is {now}\n\
         hint: give the same --shape, --size and --seed, or the same INPUT as when it was saved"
    ))
    .into())
}

fn corpus(measured: &Measured, shapes: &[&str]) -> String {
    let Measured { seed, size, bytes: all, documents, .. } = measured;
    match (seed, size) {
        (Some(seed), Some(size)) => {
            format!("shapes {} of {} each, seed {seed}", shapes.join(", "), bytes(*size))
        }
        _ => format!("inputs of {documents} documents with {}", bytes(*all)),
    }
}

/// Writes figures, whole or not at all.
pub(super) fn save(path: &Path, figures: &Figures) -> Result<()> {
    let json = serde_json::to_string_pretty(figures)? + "\n";
    Ok(write::write_file(path, json.as_bytes())?)
}

/// A file that is there and is none of ours (which have `mark` near the beginning) is somebody's work.
pub(super) fn refuse(path: &Path, mark: &str, option: &str) -> Result<()> {
    let shown = path.display();
    match std::fs::File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error).with_context(|| format!("cannot look at `{shown}`")),
        Ok(file) => {
            let mut head = Vec::new();
            let ours = !path.is_dir()
                && file.take(1024).read_to_end(&mut head).is_ok()
                && head.windows(mark.len()).any(|window| window == mark.as_bytes());
            if ours {
                return Ok(());
            }
            let what = format!("`{shown}` is there, and is no file of this command");
            Err(Usage(format!("{what}\nhint: give another {option}, or remove it")).into())
        }
    }
}
