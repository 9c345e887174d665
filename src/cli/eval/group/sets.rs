//! Reads sets of documents with clusters, and labelled pairs.

use std::collections::BTreeSet;

use anyhow::Result;

use super::super::super::status::Usage;
use super::super::Desk;
use super::super::sets::{each_item, expand, refuse_twins, set_name, tell_rejects};
use super::EvalGroupArgs;
use crate::document::{Document, Reject};
use crate::eval::{ClusterGold, GoldPair};
use crate::read::{self, Format, Inputs, Item, ReadOptions, cluster_gold, gold_pair};

/// The documents of one file, with what is known of them.
pub(super) struct Set {
    /// The file's name without its endings.
    pub(super) name: String,
    file: String,
    pub(super) documents: Vec<Document>,
    /// Of each document; clusters are empty where there are pairs.
    pub(super) golds: Vec<ClusterGold>,
    /// Where they are what is known.
    pub(super) pairs: Option<Vec<GoldPair>>,
    pub(super) rejected: u64,
}

/// All sets.
pub(super) struct Loaded {
    /// Sorted by name.
    pub(super) sets: Vec<Set>,
    unreadable: u64,
}

/// The labelled pairs of one file.
struct Pairs {
    name: String,
    file: String,
    pairs: Vec<GoldPair>,
    rejected: u64,
}

impl Loaded {
    pub(super) fn rejected(&self) -> u64 {
        self.unreadable + self.sets.iter().map(|set| set.rejected).sum::<u64>()
    }
}

/// Reads all sets. Rejects are told as they come.
pub(super) fn load(arguments: &EvalGroupArgs, desk: &Desk<'_>) -> Result<Loaded> {
    let mut unreadable = 0;
    let pairs = read_pairs(&arguments.pairs, desk, &mut unreadable)?;
    let found = expand(&arguments.gold)?;
    let mut sets: Vec<Set> = found.inputs.iter().map(|input| Set::named(&input.name)).collect();
    hand_out(pairs, &mut sets)?;
    read_documents(arguments, desk, &found, &mut sets)?;
    unreadable += tell_rejects(&found.rejects, desk.monitor);
    sets.sort_by(|one, other| one.name.cmp(&other.name));
    refuse_twins(&sets.iter().map(|set| (&*set.name, &*set.file)).collect::<Vec<_>>())?;
    sets.iter_mut().for_each(|set| set.forget_strangers(desk));
    Ok(Loaded { sets, unreadable })
}

fn read_documents(
    arguments: &EvalGroupArgs,
    desk: &Desk<'_>,
    found: &Inputs,
    sets: &mut [Set],
) -> Result<()> {
    let text_field = arguments.field.clone();
    let options = ReadOptions { text_field, format: Format::Records, ..ReadOptions::default() };
    desk.monitor.stage("read", read::total_bytes(&found.inputs));
    let mut number = 0;
    let mut ids = BTreeSet::new();
    each_item(desk, found, &options, |item| match item {
        Item::Document(mut document) => {
            let set = &mut sets[number];
            let gold = cluster_gold(&mut document, &arguments.cluster_field, set.pairs.is_none());
            let gold = gold.and_then(|gold| match ids.insert(document.id.clone()) {
                true => Ok(gold),
                false => Err("the id stands twice".to_owned()),
            });
            match gold {
                Ok(gold) => {
                    set.golds.push(gold);
                    set.documents.push(*document);
                }
                Err(reason) => {
                    set.rejected += 1;
                    let reason = format!("{reason} (id `{}`)", document.id);
                    desk.monitor.rejected(&set.file, Some(document.origin.record), &reason);
                }
            }
        }
        Item::Reject(reject) => {
            sets[number].rejected += 1;
            told(&reject, desk);
        }
        Item::End(_) => {
            ids.clear();
            number += 1;
        }
    })
}

fn told(reject: &Reject, desk: &Desk<'_>) {
    desk.monitor.rejected(&reject.path, reject.record, &reject.reason);
}

impl Set {
    fn named(path: &str) -> Set {
        let (name, file) = set_name(path);
        Set { name, file, documents: Vec::new(), golds: Vec::new(), pairs: None, rejected: 0 }
    }

    /// Pairs of documents that are not here are rejected.
    fn forget_strangers(&mut self, desk: &Desk<'_>) {
        let Some(pairs) = &mut self.pairs else {
            return;
        };
        let ids: BTreeSet<&str> = self.documents.iter().map(|document| document.id.as_str()).collect();
        let stranger =
            |pair: &GoldPair| [&pair.a, &pair.b].into_iter().find(|id| !ids.contains(id.as_str())).cloned();
        let (file, mut rejected) = (&self.file, 0);
        pairs.retain(|pair| match stranger(pair) {
            Some(id) => {
                rejected += 1;
                let reason = format!("no document has the id `{id}` of a pair labelled `{}`", pair.label);
                desk.monitor.rejected(file, None, &reason);
                false
            }
            None => true,
        });
        self.rejected += rejected;
    }
}

fn read_pairs(arguments: &[String], desk: &Desk<'_>, unreadable: &mut u64) -> Result<Vec<Pairs>> {
    if arguments.is_empty() {
        return Ok(Vec::new());
    }
    let found = expand(arguments)?;
    *unreadable += tell_rejects(&found.rejects, desk.monitor);
    let named = |input: &read::Input| {
        let (name, file) = set_name(&input.name);
        Pairs { name, file, pairs: Vec::new(), rejected: 0 }
    };
    let mut files: Vec<Pairs> = found.inputs.iter().map(named).collect();
    let options =
        ReadOptions { text_field: "label".into(), format: Format::Records, ..ReadOptions::default() };
    desk.monitor.stage("read", read::total_bytes(&found.inputs));
    let mut number = 0;
    each_item(desk, &found, &options, |item| match item {
        Item::Document(record) => match gold_pair(&record) {
            Ok(pair) => files[number].pairs.push(pair),
            Err(reason) => {
                files[number].rejected += 1;
                desk.monitor.rejected(&files[number].file, Some(record.origin.record), &reason);
            }
        },
        Item::Reject(reject) => {
            files[number].rejected += 1;
            told(&reject, desk);
        }
        Item::End(_) => number += 1,
    })?;
    Ok(files)
}

/// Gives pairs to the set of their name, or to the only one.
fn hand_out(pairs: Vec<Pairs>, sets: &mut [Set]) -> Result<()> {
    let only = pairs.len() == 1 && sets.len() == 1;
    for file in pairs {
        let Some(set) = sets.iter_mut().find(|set| only || set.name == file.name) else {
            let (file, name) = (file.file, file.name);
            let what = format!("the pairs `{file}` are of no GOLD: none is named `{name}`");
            return Err(
                Usage(format!("{what}\nhint: name both files alike, but for what follows a dot")).into()
            );
        };
        set.rejected += file.rejected;
        set.pairs.get_or_insert_default().extend(file.pairs);
    }
    Ok(())
}
