//! Reads sets of labelled pages.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::Result;

use super::super::status::Usage;
use super::{Desk, EvalCleanArgs};
use crate::clean::Cleaner;
use crate::clean::repeated::learn;
use crate::document::{Document, Reject};
use crate::eval::{Gold, Page};
use crate::monitor::Monitor;
use crate::pipeline::End;
use crate::read::{self, Format, Inputs, Item, ReadOptions, Reader, gold_page, labelled_page};
use crate::rules::RuleSet;

/// The labelled pages of one file.
pub(super) struct Set {
    /// The file's name without its endings.
    pub(super) name: String,
    /// The file's name.
    pub(super) file: String,
    /// XXH3-128 of the file as stored.
    pub(super) checksum: String,
    pub(super) pages: Vec<Page>,
    /// Pages that are not fit to score.
    pub(super) left_out: u64,
    pub(super) rejected: u64,
    /// The rules with what these pages teach, where that is asked for.
    learnt: Option<Arc<RuleSet>>,
}

impl Set {
    /// Learns the lines that outlets of this set repeat.
    pub(super) fn learn(&mut self, cleaner: &Cleaner) {
        let documents = self.pages.iter().map(|page| &page.document);
        self.learnt = Some(Arc::new(learn(cleaner, documents)));
    }

    /// The cleaner with what the set teaches.
    pub(super) fn taught(&self, cleaner: &Cleaner) -> Cleaner {
        match &self.learnt {
            Some(rules) => cleaner.with_rules(Arc::clone(rules)),
            None => cleaner.clone(),
        }
    }

    pub(super) fn bytes(&self) -> u64 {
        self.pages.iter().map(|page| page.document.text.len() as u64).sum()
    }

    pub(super) fn documents(&self) -> Vec<Document> {
        self.pages.iter().map(|page| page.document.clone()).collect()
    }

    pub(super) fn golds(&self) -> impl Iterator<Item = &Gold> {
        self.pages.iter().map(|page| &page.gold)
    }
}

/// All sets.
pub(super) struct Loaded {
    /// Sorted by name.
    pub(super) sets: Vec<Set>,
    /// Files and texts that could not be read.
    pub(super) unreadable: u64,
    /// Texts that no record is about.
    pub(super) unlabelled: u64,
}

impl Loaded {
    pub(super) fn rejected(&self) -> u64 {
        self.unreadable + self.sets.iter().map(|set| set.rejected).sum::<u64>()
    }
}

/// Reads all sets. Rejects are told as they come.
pub(super) fn load(arguments: &EvalCleanArgs, desk: &Desk<'_>) -> Result<Loaded> {
    let mut texts = texts(arguments, desk)?;
    let text_field = if texts.is_some() { "line_labels" } else { &arguments.text_field };
    let options =
        ReadOptions { text_field: text_field.to_owned(), format: Format::Records, ..ReadOptions::default() };
    let found = expand(&arguments.gold)?;
    desk.monitor.stage("read", read::total_bytes(&found.inputs));
    let mut sets: Vec<Set> = found.inputs.iter().map(|input| Set::named(&input.name)).collect();
    let mut number = 0;
    let mut unreadable = tell_rejects(&found.rejects, desk.monitor);
    each_item(desk, &found, &options, |item| match item {
        Item::Document(record) => {
            let set = &mut sets[number];
            let place = (record.origin.record, record.id.clone());
            let page = match &mut texts {
                None => gold_page(*record, &arguments.gold_field),
                Some(texts) => match texts.take(&record.id) {
                    Some(document) => labelled_page(*record, document, &arguments.gold_field),
                    None => Err(format!("no text: none of --texts has the id `{}`", record.id)),
                },
            };
            match page {
                Ok(Some(page)) => set.pages.push(page),
                Ok(None) => set.left_out += 1,
                Err(reason) => {
                    set.rejected += 1;
                    desk.monitor.rejected(&set.file, Some(place.0), &format!("{reason} (id `{}`)", place.1));
                }
            }
        }
        Item::Reject(reject) => {
            sets[number].rejected += 1;
            desk.monitor.rejected(&reject.path, reject.record, &reject.reason);
        }
        Item::End(end) => {
            sets[number].checksum = end.checksum;
            number += 1;
        }
    })?;
    sets.sort_by(|one, other| one.name.cmp(&other.name));
    refuse_twins(&sets.iter().map(|set| (&*set.name, &*set.file)).collect::<Vec<_>>())?;
    unreadable += texts.as_ref().map_or(0, |texts| texts.rejected);
    Ok(Loaded { sets, unreadable, unlabelled: texts.map_or(0, |texts| texts.by_id.len() as u64) })
}

impl Set {
    pub(super) fn named(path: &str) -> Set {
        let (name, file) = set_name(path);
        Set { name, file, checksum: String::new(), pages: Vec::new(), left_out: 0, rejected: 0, learnt: None }
    }
}

/// The name of the set in a file, which is the file's without its endings, and the file's name.
pub(super) fn set_name(path: &str) -> (String, String) {
    let file = path.rsplit('/').next().unwrap_or(path);
    let name = file.split('.').find(|part| !part.is_empty()).unwrap_or("-");
    (name.to_owned(), file.to_owned())
}

/// Floors and reports know sets by name. `sets` are names and files, sorted.
pub(super) fn refuse_twins(sets: &[(&str, &str)]) -> Result<()> {
    match sets.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        Some(pair) => Err(Usage(format!(
            "two sets are named `{}`: `{}` and `{}`\nhint: rename one, or score them one by one",
            pair[0].0, pair[0].1, pair[1].1
        ))
        .into()),
        None => Ok(()),
    }
}

/// Documents of `--texts` that no record has taken yet.
struct Texts {
    by_id: BTreeMap<String, Document>,
    rejected: u64,
}

impl Texts {
    fn take(&mut self, id: &str) -> Option<Document> {
        self.by_id.remove(id)
    }
}

fn texts(arguments: &EvalCleanArgs, desk: &Desk<'_>) -> Result<Option<Texts>> {
    if arguments.texts.is_empty() {
        return Ok(None);
    }
    let found = expand(&arguments.texts)?;
    desk.monitor.stage("read", read::total_bytes(&found.inputs));
    let mut texts = Texts { by_id: BTreeMap::new(), rejected: tell_rejects(&found.rejects, desk.monitor) };
    each_item(desk, &found, &ReadOptions::default(), |item| match item {
        Item::Document(document) => {
            texts.by_id.entry(document.id.clone()).or_insert(*document);
        }
        Item::Reject(reject) => {
            texts.rejected += 1;
            desk.monitor.rejected(&reject.path, reject.record, &reject.reason);
        }
        Item::End(_) => {}
    })?;
    Ok(Some(texts))
}

pub(super) fn expand(arguments: &[String]) -> Result<Inputs> {
    Ok(read::expand(arguments).map_err(|error| Usage(error.to_string()))?)
}

pub(super) fn tell_rejects(rejects: &[Reject], monitor: &dyn Monitor) -> u64 {
    for reject in rejects {
        monitor.rejected(&reject.path, reject.record, &reject.reason);
    }
    rejects.len() as u64
}

/// Everything the inputs hold, in their order.
pub(super) fn each_item(
    desk: &Desk<'_>,
    found: &Inputs,
    options: &ReadOptions,
    mut take: impl FnMut(Item),
) -> Result<()> {
    let end = desk.workers.ordered(
        Reader::new(&found.inputs, options),
        || (),
        |(), batch| batch.documents(&found.inputs, options),
        |read| {
            desk.monitor.advanced(read.items.len() as u64, read.bytes);
            read.items.into_iter().for_each(&mut take);
            Ok::<(), std::convert::Infallible>(())
        },
        desk.monitor,
    )?;
    match end {
        End::Complete => Ok(()),
        End::Interrupted => anyhow::bail!("interrupted"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_named_after_their_files() {
        for (path, name) in [
            ("a/clean_x.jsonl.zst", "clean_x"),
            ("gold.jsonl", "gold"),
            ("-", "-"),
            ("a/.hidden.jsonl", "hidden"),
        ] {
            assert_eq!(Set::named(path).name, name, "{path}");
        }
    }

    #[test]
    fn two_sets_of_one_name_are_refused() {
        let sets = [("x", "x.jsonl"), ("x", "x.jsonl.gz")];
        let told = refuse_twins(&sets).map_err(|error| error.to_string());
        assert!(told.is_err_and(|told| told.contains("`x`: `x.jsonl` and `x.jsonl.gz`")));
    }
}
