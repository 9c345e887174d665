//! The rule packs of the page: read anew whenever they change on disk.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use anyhow::Result;

use super::super::args::RuleArgs;
use super::super::packs::{self, count, print_problems, resolve};
use super::super::status::Usage;
use crate::clean::Cleaner;
use crate::rules::{PackFile, PackText, Problem, RuleSet, Severity, builtin, compile};
use crate::web::tune::{Pack, Rules};

/// The pack that a folder without one is given, at the first rule that is saved.
const NEW: &str = "tune.toml";
const NEW_TEXT: &str = "[pack]\nformat = 1\nname = \"tune\"\n";

/// Packs as they are on disk, compiled if they can be.
pub(super) struct Loaded {
    set: Option<RuleSet>,
    problems: Vec<Problem>,
    /// In the order in which they were compiled.
    texts: Vec<PackText>,
    /// The packs of `--rules` among them.
    own: Vec<String>,
    /// What these extend, beside them.
    extended: Vec<PackText>,
    fresh: Option<PackText>,
}

/// Reads and compiles the packs that the command line names.
pub(super) fn load(arguments: &RuleArgs) -> Result<Loaded> {
    let mut texts = if arguments.no_builtin { Vec::new() } else { builtin() };
    let fresh = fresh(&arguments.rules);
    for path in &arguments.rules {
        if fresh.as_ref().is_none_or(|fresh| !fresh.starts_with(path)) {
            texts.extend(packs::read_packs(std::slice::from_ref(path))?);
        }
    }
    let own =
        texts.iter().map(|text| text.path.clone()).filter(|path| !path.starts_with("builtin:")).collect();
    texts.extend(packs::read_learned(&arguments.learned)?);
    let extended = RefCell::new(Vec::new());
    let (set, problems) = compile(&texts, &|name, from| {
        let pack = resolve(name, from)?;
        extended.borrow_mut().push(pack.clone());
        Ok(pack)
    });
    let mut extended = extended.into_inner();
    extended.retain(|pack: &PackText| !texts.iter().any(|known| known.path == pack.path));
    extended.sort_by(|one, other| one.path.cmp(&other.path));
    extended.dedup();
    let fresh = fresh.map(|path| PackText { path: path.display().to_string(), text: NEW_TEXT.to_owned() });
    Ok(Loaded { set, problems, texts, own, extended, fresh })
}

/// The file of a new pack, where a folder is named that has none, or a file that is not there yet.
fn fresh(paths: &[PathBuf]) -> Option<PathBuf> {
    paths.iter().find_map(|path| match path.is_dir() {
        true => packs::toml_below(path).ok()?.is_empty().then(|| path.join(NEW)),
        false => {
            let is_pack = path.extension().is_some_and(|ending| ending == "toml");
            (is_pack && !path.exists()).then(|| path.clone())
        }
    })
}

/// The rules at the start, which must compile.
pub(super) fn first(arguments: &RuleArgs) -> Result<Rules> {
    let loaded = load(arguments)?;
    match &loaded.set {
        Some(_) => {
            let cleaner = packs::with_model(arguments, Cleaner::new(Arc::new(RuleSet::empty())))?;
            Ok(loaded.rules(&cleaner))
        }
        None => {
            print_problems(loaded.problems.iter().filter(|problem| problem.severity == Severity::Error));
            Err(Usage(format!("{} in the rules", count(&loaded.problems))).into())
        }
    }
}

impl Loaded {
    /// The rules for the page; `last` cleans on where these do not compile.
    pub(super) fn rules(self, last: &Cleaner) -> Rules {
        let named = |text: &PackText, is_given: bool, is_there: bool| {
            let (file, _) = PackFile::parse(&text.path, &text.text);
            let writable = !is_there || self.own.contains(&text.path);
            Pack {
                name: file.name,
                path: text.path.clone(),
                text: text.text.clone(),
                writable,
                is_given,
                is_there,
            }
        };
        let given = self.texts.iter().map(|text| named(text, true, true));
        let extended = self.extended.iter().map(|text| named(text, false, true));
        let packs =
            given.chain(extended).chain(self.fresh.iter().map(|text| named(text, true, false))).collect();
        let (cleaner, problems) = match self.set {
            Some(set) => (last.with_rules(Arc::new(set)), Vec::new()),
            None => {
                let errors = self.problems.into_iter().filter(|problem| problem.severity == Severity::Error);
                (last.clone(), errors.collect())
            }
        };
        Rules { cleaner, packs, problems }
    }
}

/// Times and sizes of all rule files: another stamp means that something was changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Stamp(Vec<(PathBuf, Option<SystemTime>, u64)>);

impl Stamp {
    /// The present stamp.
    pub(super) fn of(arguments: &RuleArgs) -> Stamp {
        let paths = arguments.rules.iter().chain(&arguments.learned);
        let files = paths.flat_map(|path| packs::toml_below(path).unwrap_or_default());
        Stamp(files.map(|file| stamp(&file)).collect())
    }
}

fn stamp(file: &Path) -> (PathBuf, Option<SystemTime>, u64) {
    let found = std::fs::metadata(file).ok();
    let modified = found.as_ref().and_then(|found| found.modified().ok());
    (file.to_owned(), modified, found.map_or(0, |found| found.len()))
}
