//! `copydesk.toml` beside the work: the same options as the flags; flags win.
//!
//! ```toml
//! [run]
//! text-field = "body"
//! rules = ["my-rules/"]
//! keep = "representatives"
//! ```

use std::ffi::OsString;
use std::path::Path;

use anyhow::{Context, Result};
use clap::CommandFactory;
use toml::{Table, Value};

use super::args::Arguments;
use super::status::Usage;
use crate::rules::did_you_mean;

/// The file, in the folder the command is run in.
const FILE: &str = "copydesk.toml";

/// The command line with the file's options put before the user's own, so that the user's win.
pub(super) fn with_config(mut line: Vec<OsString>) -> Result<Vec<OsString>> {
    let command = line.get(1).and_then(|command| command.to_str()).unwrap_or_default().to_owned();
    let is_command = Arguments::command().find_subcommand(&command).is_some();
    if !is_command || !Path::new(FILE).is_file() {
        return Ok(line);
    }
    let text = std::fs::read_to_string(FILE).with_context(|| format!("cannot read `{FILE}`"))?;
    let mut tables: Table = toml::from_str(&text).map_err(|error| Usage(format!("`{FILE}`: {error}")))?;
    for (name, table) in &tables {
        check(name, table)?;
    }
    if let Some(Value::Table(options)) = tables.remove(&command) {
        let flags = options.iter().flat_map(|(name, value)| flags(name, value));
        line.splice(2..2, flags.collect::<Vec<_>>());
    }
    Ok(line)
}

/// Every table must be a command, and every key one of its flags.
fn check(name: &str, options: &Value) -> Result<()> {
    let arguments = Arguments::command();
    let known = |names: Vec<String>, name: &str, what: &str| match names.iter().any(|known| known == name) {
        true => Ok(()),
        false => {
            let hint = did_you_mean(name, names.iter().map(String::as_str));
            let hint = hint.unwrap_or_else(|| format!("it knows {}", names.join(", ")));
            Err(Usage(format!("`{FILE}`: unknown {what} `{name}`\nhint: {hint}")))
        }
    };
    known(
        arguments.get_subcommands().map(|command| command.get_name().to_owned()).collect(),
        name,
        "command",
    )?;
    let Value::Table(options) = options else {
        return Err(Usage(format!("`{FILE}`: `{name}` must be a table of options")).into());
    };
    let command = arguments.find_subcommand(name).into_iter().flat_map(clap::Command::get_arguments);
    let flags: Vec<String> = command.filter_map(|flag| flag.get_long().map(str::to_owned)).collect();
    for option in options.keys() {
        known(flags.clone(), option, "option")?;
    }
    Ok(())
}

fn flags(name: &str, value: &Value) -> Vec<OsString> {
    let flag = |value: &Value| match value {
        Value::String(text) => format!("--{name}={text}").into(),
        other => format!("--{name}={other}").into(),
    };
    match value {
        Value::Boolean(true) => vec![format!("--{name}").into()],
        Value::Boolean(false) => Vec::new(),
        Value::Array(values) => values.iter().map(flag).collect(),
        value => vec![flag(value)],
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn values_become_flags() {
        let table: Table = toml::from_str("a = 3\nb = [\"x\", \"y\"]\nc = true\nd = false").unwrap();
        let all: Vec<OsString> = table.iter().flat_map(|(name, value)| flags(name, value)).collect();
        assert_eq!(all, ["--a=3", "--b=x", "--b=y", "--c"]);
    }

    #[test]
    fn unknown_names_are_refused_with_a_proposal() {
        let error =
            |text: &str| check("run", &Value::Table(toml::from_str(text).unwrap())).unwrap_err().to_string();
        assert!(error("txt-field = 1").contains("did you mean `text-field`?"));
        assert!(check("rnu", &Value::Table(Table::new())).unwrap_err().to_string().contains("`run`"));
    }
}
