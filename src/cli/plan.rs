//! What run it is, and whether its folders may be used together.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::run::JobArgs;
use super::status::Usage;
use crate::clean::Cleaner;
use crate::read::{self, Inputs, Place};
use crate::write::{ManifestFacts, RunKey};

/// How a job cleans.
pub(super) struct Cleaning<'a> {
    pub(super) cleaner: &'a Cleaner,
    /// Whether it learns the lines that outlets repeat.
    pub(super) learn: bool,
}

/// What the manifest says of the job: all that shapes its output. Without cleaning it is `group`.
pub(super) fn facts(arguments: &JobArgs, cleaning: Option<&Cleaning<'_>>) -> ManifestFacts {
    let (fields, grouping) = (&arguments.fields, &arguments.grouping);
    let mut options = serde_json::json!({
        "command": if cleaning.is_some() { "run" } else { "group" },
        "text-field": fields.text_field, "id-field": fields.id_field, "source-field": fields.source_field,
        "url-field": fields.url_field, "date-field": fields.date_field, "lang-field": fields.lang_field,
        "keep": format!("{:?}", arguments.keep).to_lowercase(), "prefer": grouping.prefer,
        "fingerprint": format!("{:?}", grouping.fingerprint).to_lowercase(),
        "threshold": grouping.threshold.to_string(), "short-threshold": grouping.short_threshold.to_string(),
        "window": grouping.window.map(|window| window.to_string()), "across-sources": grouping.across_sources,
        "index": arguments.index.is_some(),
        "format": format!("{:?}", arguments.format).to_lowercase(),
    });
    if let Some(words) = grouping.passages.passages {
        options["passages"] = words.into();
    }
    let mut rules = BTreeMap::new();
    if let Some(Cleaning { cleaner, learn }) = cleaning {
        options["score"] = serde_json::json!(cleaner.model_hash());
        options["learn"] = serde_json::json!(learn);
        rules = cleaner.rules().packs.iter().map(|pack| (pack.name.clone(), pack.hash.clone())).collect();
    }
    ManifestFacts {
        tool: concat!("copydesk ", env!("CARGO_PKG_VERSION")).to_owned(),
        options: options.as_object().cloned().unwrap_or_default(),
        rules,
    }
}

/// Two runs with one key have the same output: version, options, rules, and the inputs by name and size.
pub(super) fn key(facts: &ManifestFacts, found: &Inputs) -> RunKey {
    let options = serde_json::Value::Object(facts.options.clone()).to_string();
    let rules = facts.rules.iter().flat_map(|(name, hash)| [name.clone(), hash.clone()]);
    let size = |input: &read::Input| match &input.place {
        Place::Path(path) => std::fs::metadata(path).map_or(0, |metadata| metadata.len()),
        Place::Stdin => 0,
    };
    let inputs = found.inputs.iter().flat_map(|input| [input.name.clone(), size(input).to_string()]);
    let parts: Vec<String> = [facts.tool.clone(), options].into_iter().chain(rules).chain(inputs).collect();
    RunKey::of(parts.iter().map(String::as_str))
}

/// A folder that is written to, and lies among the inputs, would be read by the next run, or by this one.
/// `option` is what names it.
pub(super) fn refuse_overlap(found: &Inputs, written: &Path, option: &str) -> Result<()> {
    let written = real(written).with_context(|| format!("cannot tell where the folder of {option} is"))?;
    let refuse = |what: String| Err(Usage(format!("{what}\nhint: give another {option}")).into());
    for input in &found.inputs {
        if let Place::Path(path) = &input.place
            && real(path).is_ok_and(|path| path.starts_with(&written))
        {
            return refuse(format!("the input `{}` lies in the folder of {option}", input.name));
        }
    }
    for folder in &found.folders {
        if real(folder).is_ok_and(|folder| written.starts_with(folder)) {
            return refuse(format!("the folder of {option} lies in the input `{}`", folder.display()));
        }
    }
    Ok(())
}

/// An output folder vouches for every file in it, so that nothing else is written there. `option` is what names
/// the file.
pub(super) fn refuse_inside(file: &Path, folder: &Path, option: &str) -> Result<()> {
    match (real(file), real(folder)) {
        (Ok(place), Ok(folder)) if place.starts_with(&folder) => {
            let what = format!(
                "`{}` lies in the run's folder, where `verify` would find it too many",
                file.display()
            );
            Err(Usage(format!("{what}\nhint: give another {option}")).into())
        }
        _ => Ok(()),
    }
}

/// The path without links, as far as it exists.
fn real(path: &Path) -> io::Result<PathBuf> {
    let path = std::path::absolute(path)?;
    let known = path.ancestors().find_map(|above| Some((above, above.canonicalize().ok()?)));
    Ok(match known {
        Some((above, real)) => path.strip_prefix(above).map_or(real.clone(), |rest| real.join(rest)),
        None => path,
    })
}
