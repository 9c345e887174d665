//! `copydesk rules schema`: what a rule file may hold, for editors.

use std::io::Write;

use anyhow::Result;

use crate::cli::status::Status;
use crate::rules::SCHEMA;

/// Where an editor finds it.
pub(in crate::cli) const SCHEMA_HELP: &str = "\
Example:
  copydesk rules schema > my-rules/pack.schema.json

Editors with Taplo (in VS Code: Even Better TOML) find it by the first line of a pack:
  #:schema ./pack.schema.json";

/// Prints the JSON Schema of rule files.
pub(in crate::cli) fn schema(out: &mut dyn Write) -> Result<Status> {
    out.write_all(SCHEMA.as_bytes())?;
    Ok(Status::Done)
}
