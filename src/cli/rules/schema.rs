//! `copydesk rules schema`: what a rule file may hold, for editors.

use std::io::Write;

use anyhow::Result;

use crate::cli::status::Status;
use crate::rules::SCHEMA;

/// Prints the JSON Schema of rule files.
pub(in crate::cli) fn schema(out: &mut dyn Write) -> Result<Status> {
    out.write_all(SCHEMA.as_bytes())?;
    Ok(Status::Done)
}
