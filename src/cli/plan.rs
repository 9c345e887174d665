//! What run it is, and whether its folders may be used together.

use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::args::RunArgs;
use super::status::Usage;
use crate::clean::Cleaner;
use crate::read::{self, Inputs, Place};
use crate::write::{ManifestFacts, RunKey};

/// What the manifest says of the run: all that shapes its output.
pub(super) fn facts(arguments: &RunArgs, cleaner: &Cleaner, learn: bool) -> ManifestFacts {
    let fields = &arguments.fields;
    let options = serde_json::json!({
        "text-field": fields.text_field, "id-field": fields.id_field, "source-field": fields.source_field,
        "url-field": fields.url_field, "date-field": fields.date_field, "lang-field": fields.lang_field,
        "keep": format!("{:?}", arguments.keep).to_lowercase(), "prefer": arguments.prefer,
        "fingerprint": format!("{:?}", arguments.fingerprint).to_lowercase(),
        "format": format!("{:?}", arguments.format).to_lowercase(), "score": cleaner.model_hash(), "learn": learn,
    });
    let mut options = options.as_object().cloned().unwrap_or_default();
    arguments.passages.facts(&mut options);
    ManifestFacts {
        tool: concat!("copydesk ", env!("CARGO_PKG_VERSION")).to_owned(),
        options,
        rules: cleaner.rules().packs.iter().map(|pack| (pack.name.clone(), pack.hash.clone())).collect(),
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

/// An output folder among the inputs would be read by the next run, or by this one.
pub(super) fn refuse_overlap(found: &Inputs, output: &Path) -> Result<()> {
    let output = real(output).context("cannot tell where the output folder is")?;
    let refuse = |what: String| Err(Usage(format!("{what}\nhint: give another --output")).into());
    for input in &found.inputs {
        if let Place::Path(path) = &input.place
            && real(path).is_ok_and(|path| path.starts_with(&output))
        {
            return refuse(format!("the input `{}` lies in the output folder", input.name));
        }
    }
    for folder in &found.folders {
        if real(folder).is_ok_and(|folder| output.starts_with(folder)) {
            return refuse(format!("the output folder lies in the input `{}`", folder.display()));
        }
    }
    Ok(())
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
