//! `copydesk rules fmt`: rule packs in the one layout.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;
use serde_json::json;

use crate::cli::packs::{read_pack, toml_files};
use crate::cli::status::{Status, Usage};
use crate::cli::terminal::{counted, safe, tell};
use crate::rules::edit::{EditError, format_pack};
use crate::write::write_file;

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  copydesk rules fmt my-rules/                     every pack in the folder
  copydesk rules fmt my-rules/ --check             for a build: status 2 where one would change
  copydesk rules fmt - < courier.toml              for an editor

The tables [pack], [defaults] and [vocab] come first; rules keep their order, which decides who
wins. In each table keys have the order of `copydesk rules schema`, and their = stand below each
other. An array on several lines keeps its lines. Comments stay with what they are about, what is
in quotes stays as it is, and the rules mean what they meant.")]
pub(in crate::cli) struct FmtArgs {
    /// Packs to lay out: files, folders, or - for stdin to stdout
    #[arg(value_name = "PACK", required = true)]
    pub(in crate::cli) packs: Vec<PathBuf>,
    /// Write nothing, name the packs that would change
    #[arg(long)]
    pub(in crate::cli) check: bool,
    /// One JSON line a pack
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

/// Lays out packs.
pub(in crate::cli) fn fmt(arguments: &FmtArgs, out: &mut dyn Write) -> Result<Status> {
    if arguments.packs == [Path::new("-")] && !arguments.check {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).context("cannot read stdin")?;
        out.write_all(format_pack(&text).map_err(|error| refused("-", &error))?.as_bytes())?;
        return Ok(Status::Done);
    }
    let mut files = Vec::new();
    for path in &arguments.packs {
        files.extend(toml_files(path)?);
    }
    files.sort();
    files.dedup();
    let (mut changed, mut failed) = (0, 0);
    for file in &files {
        let text = read_pack(file).map_err(Usage)?.text;
        let formatted = match format_pack(&text) {
            Ok(formatted) => formatted,
            // The others are laid out all the same.
            Err(error) => {
                tell(&format!("copydesk: {}", refused(&file.display().to_string(), &error)));
                failed += 1;
                continue;
            }
        };
        let differs = formatted != text;
        if differs && !arguments.check {
            save(file, &formatted)?;
        }
        changed += usize::from(differs);
        tell_of(file, differs, arguments, out)?;
    }
    if !arguments.json {
        let verb = if arguments.check { "would change" } else { "changed" };
        writeln!(out, "{}: {changed} {verb}", counted(files.len() as u64, "pack"))?;
    }
    Ok(if failed > 0 || (arguments.check && changed > 0) { Status::Wrong } else { Status::Done })
}

fn tell_of(file: &Path, differs: bool, arguments: &FmtArgs, out: &mut dyn Write) -> Result<()> {
    let name = file.display().to_string();
    if arguments.json {
        writeln!(out, "{}", json!({ "file": name, "changed": differs }))?;
    } else if differs {
        writeln!(out, "{}", safe(&name))?;
    }
    Ok(())
}

fn refused(name: &str, error: &EditError) -> Usage {
    Usage(format!("`{name}`: {error}"))
}

/// Puts a text in the place of a pack, whole or not at all. Where the name is a link, what it leads to is replaced.
fn save(path: &Path, text: &str) -> Result<()> {
    let target = fs::canonicalize(path).with_context(|| format!("cannot find `{}`", path.display()))?;
    let mode = fs::metadata(&target).map(|metadata| metadata.permissions());
    write_file(&target, text.as_bytes())?;
    // The new file is the old one to everybody who could read or write it.
    if let Ok(mode) = mode {
        fs::set_permissions(&target, mode)
            .with_context(|| format!("cannot set the permissions of `{}`", target.display()))?;
    }
    Ok(())
}
