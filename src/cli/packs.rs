//! Finds the rule packs that the command line names, and compiles them.

use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use anyhow::Result;
use clap::Args;

use super::args::RuleArgs;
use super::status::Usage;
use super::terminal::{counted, show, tell};
use crate::clean::Cleaner;
use crate::clean::score::Model;
use crate::rules::{PackText, Problem, RuleSet, Severity, builtin, builtin_pack, compile};

/// The cleaner that the command line asks for.
pub(super) fn cleaner(arguments: &RuleArgs) -> Result<Cleaner> {
    let weights = arguments.weights.as_deref().map(read_weights).transpose()?;
    Ok(scoring(arguments, weights, Cleaner::new(load(arguments)?)))
}

/// The same cleaner with the scoring that the command line asks for.
pub(super) fn with_model(arguments: &RuleArgs, cleaner: Cleaner) -> Result<Cleaner> {
    let weights = arguments.weights.as_deref().map(read_weights).transpose()?;
    Ok(scoring(arguments, weights, cleaner))
}

fn scoring(arguments: &RuleArgs, weights: Option<Model>, cleaner: Cleaner) -> Cleaner {
    match weights {
        _ if arguments.no_score => cleaner.with_model(None),
        Some(weights) => cleaner.with_model(Some(Arc::new(weights))),
        None => cleaner,
    }
}

/// The weights of scoring in a file.
fn read_weights(path: &Path) -> Result<Model> {
    let shown = path.display();
    let text = fs::read_to_string(path)
        .map_err(|error| Usage(format!("cannot read the weights `{shown}`: {error}")))?;
    let hint = "`copydesk eval clean GOLD --fit OUT.toml` writes such a file";
    Ok(Model::parse(&text).map_err(|error| Usage(format!("weights `{shown}`: {error}\nhint: {hint}")))?)
}

/// The rule set of a cleaning command: the built-in packs, then the user's. Errors in rules are printed
/// to stderr; warnings are what `copydesk rules check` is for.
fn load(arguments: &RuleArgs) -> Result<Arc<RuleSet>> {
    let mut packs = if arguments.no_builtin { Vec::new() } else { builtin() };
    packs.extend(read_packs(&arguments.rules)?);
    packs.extend(read_learned(&arguments.learned)?);
    usable(&packs)
}

/// Compiles packs for a command that is of no use without them.
pub(super) fn usable(packs: &[PackText]) -> Result<Arc<RuleSet>> {
    let (set, problems) = compile(packs, &resolve);
    match set {
        Some(set) => Ok(Arc::new(set)),
        None => {
            print_problems(problems.iter().filter(|problem| problem.severity == Severity::Error));
            Err(Usage(format!("{} in the rules; nothing was done", count(&problems))).into())
        }
    }
}

/// How whole-page dumps are scored, for commands that name their packs otherwise.
#[derive(Debug, Args)]
#[command(next_help_heading = "Cleaning")]
pub(super) struct ScoreArgs {
    /// Leave whole-page dumps to the rules: no line goes by score
    #[arg(long)]
    pub(super) no_score: bool,
    /// Score whole-page dumps with the weights in this file, as `eval clean --fit` writes it
    #[arg(long, value_name = "FILE", conflicts_with = "no_score")]
    pub(super) weights: Option<PathBuf>,
}

impl ScoreArgs {
    /// A cleaner with these rules.
    pub(super) fn cleaner(&self, rules: Arc<RuleSet>) -> Result<Cleaner> {
        let cleaner = Cleaner::new(rules);
        Ok(match &self.weights {
            _ if self.no_score => cleaner.with_model(None),
            Some(weights) => cleaner.with_model(Some(Arc::new(read_weights(weights)?))),
            None => cleaner,
        })
    }
}

/// The rules that `builtin`, a pack, a folder of packs, or a list of these with commas between stands for.
pub(super) fn listed(list: &str) -> Result<Arc<RuleSet>> {
    let names: Vec<&str> = if Path::new(list).exists() { vec![list] } else { list.split(',').collect() };
    let mut packs = Vec::new();
    for name in names {
        match name {
            "builtin" => packs.extend(builtin()),
            name => packs.extend(read_packs(&[PathBuf::from(name)])?),
        }
    }
    usable(&packs)
}

/// The packs named, or the built-in ones where none is.
pub(super) fn named_or_builtin(paths: &[PathBuf]) -> Result<Vec<PackText>> {
    if paths.is_empty() { Ok(builtin()) } else { read_packs(paths) }
}

/// Reads packs: files, folders (every `.toml` below), `builtin:NAME`.
pub(super) fn read_packs(paths: &[PathBuf]) -> Result<Vec<PackText>> {
    let mut packs = Vec::new();
    for path in paths {
        let name = path.to_string_lossy();
        if name.starts_with("builtin:") {
            let pack = builtin_pack(&name);
            packs.push(pack.ok_or_else(|| {
                Usage(format!("no built-in pack `{name}`\nhint: `copydesk rules list` names them"))
            })?);
        } else {
            for file in toml_files(path)? {
                packs.push(read_pack(&file).map_err(Usage)?);
            }
        }
    }
    Ok(packs)
}

/// The same for learnt packs. A folder may hold none: a run can learn nothing.
pub(super) fn read_learned(paths: &[PathBuf]) -> Result<Vec<PackText>> {
    let mut packs = Vec::new();
    for path in paths {
        for file in toml_below(path)? {
            packs.push(read_pack(&file).map_err(Usage)?);
        }
    }
    Ok(packs)
}

/// A pack, or every pack below a folder.
pub(super) fn toml_files(path: &Path) -> Result<Vec<PathBuf>> {
    let found = toml_below(path)?;
    if found.is_empty() {
        return Err(Usage(format!("no rule pack (*.toml) in `{}`", path.display())).into());
    }
    Ok(found)
}

pub(super) fn toml_below(path: &Path) -> Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    let list = |folder: &Path| {
        fs::read_dir(folder).map_err(|error| Usage(format!("cannot list `{}`: {error}", folder.display())))
    };
    for entry in list(path)? {
        let entry = entry?.path();
        if entry.is_dir() {
            found.extend(toml_below(&entry)?);
        } else if entry.extension().is_some_and(|ending| ending == "toml") {
            found.push(entry);
        }
    }
    found.sort();
    Ok(found)
}

/// Reads one pack.
pub(super) fn read_pack(path: &Path) -> Result<PackText, String> {
    /// No pack is near this; a larger file was named by mistake.
    const LIMIT: u64 = 16 << 20;
    let shown = path.display();
    let size = fs::metadata(path).map_err(|error| format!("cannot read rule pack `{shown}`: {error}"))?.len();
    if size > LIMIT {
        return Err(format!("rule pack `{shown}` has {size} bytes, at most {LIMIT} are read"));
    }
    let bytes = fs::read(path).map_err(|error| format!("cannot read rule pack `{shown}`: {error}"))?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(PackText { path: tidy(path).display().to_string(), text }),
        Err(error) => {
            Err(format!("rule pack `{shown}` is not UTF-8 at byte {}", error.utf8_error().valid_up_to()))
        }
    }
}

/// `builtin:NAME`, or a path relative to the pack that names it.
pub(super) fn resolve(name: &str, from: &str) -> Result<PackText, String> {
    if name.starts_with("builtin:") {
        return builtin_pack(name).ok_or_else(|| "no such built-in pack".to_owned());
    }
    if from.starts_with("builtin:") {
        return Err("a built-in pack extends built-in packs only".to_owned());
    }
    let folder = Path::new(from).parent().unwrap_or(Path::new(""));
    read_pack(&tidy(&folder.join(name)))
}

/// The path without `.` and `folder/..`, so that one file has one name however it is extended.
fn tidy(path: &Path) -> PathBuf {
    let mut tidy = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(tidy.components().next_back(), Some(Component::Normal(_))) => {
                tidy.pop();
            }
            part => tidy.push(part),
        }
    }
    tidy
}

/// Problems drawn one by one; each draws its place in the file.
const DRAWN: usize = 50;

/// Draws problems to stderr.
pub(super) fn print_problems<'a>(problems: impl IntoIterator<Item = &'a Problem>) {
    let styled = anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never;
    let mut problems = problems.into_iter();
    let drawn: Vec<String> =
        problems.by_ref().take(DRAWN).map(|problem| problem.render(styled) + "\n\n").collect();
    let more = problems.count();
    show(&drawn.concat());
    if more > 0 {
        tell(&format!("and {more} more; `copydesk rules check --json` lists them all"));
    }
}

/// `2 errors, 1 warning`.
pub(super) fn count(problems: &[Problem]) -> String {
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    let told = counted(errors as u64, "error");
    match problems.len() - errors {
        0 => told,
        warnings => format!("{told}, {}", counted(warnings as u64, "warning")),
    }
}
