//! What needs a look: decisions with the documents they are about, and what could not be read.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use super::best::{Best, Top};
use super::{FLAGGED, FLAGS, NAME, REASON, REASONS, REJECTS, SOURCES_OF_REJECTS, Text};

/// A decision, and some of the documents that it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlagFigure {
    /// Its name.
    pub flag: String,
    /// How many documents have it.
    pub documents: u64,
    /// Those that lost most bytes.
    pub worst: Vec<Flagged>,
}

/// A document with a flag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flagged {
    /// Its id.
    pub id: Text,
    /// Its outlet; `""` where it is unknown.
    pub source: Text,
    /// Bytes of its text as read.
    pub bytes_in: u64,
    /// Of these, the bytes removed.
    pub bytes_removed: u64,
}

/// Why something could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReasonFigure {
    /// The words before the first colon of the reasons.
    pub reason: String,
    /// How often.
    pub rejects: u64,
    /// The first ones.
    pub samples: Vec<Rejected>,
}

/// Something that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// The input's name.
    pub path: Text,
    /// One-based number of the record; `None` where the whole input is meant.
    pub record: Option<u64>,
    /// The whole reason.
    pub reason: Text,
    /// Bytes given up.
    pub bytes: u64,
}

/// A row of the rejects.
#[derive(Debug, Clone, Copy)]
pub struct SeenReject<'a> {
    /// The input's name.
    pub path: &'a str,
    /// One-based number of the record; `None` where the whole input is meant.
    pub record: Option<u64>,
    /// What was wrong.
    pub reason: &'a str,
    /// Bytes given up.
    pub bytes: u64,
}

/// The documents with flags: the worst few of each.
#[derive(Debug, Default)]
pub(super) struct Flags {
    worst: BTreeMap<String, Best<(Reverse<u64>, String), Flagged>>,
}

impl Flags {
    pub(super) fn add(
        &mut self,
        flags: &[&str],
        id: &str,
        source: Option<&str>,
        bytes_in: u64,
        removed: u64,
    ) {
        for flag in flags {
            if !self.worst.contains_key(*flag) {
                self.worst.insert((*flag).to_owned(), Best::new(FLAGGED));
            }
            if let Some(worst) = self.worst.get_mut(*flag) {
                worst.add((Reverse(removed), id.to_owned()), || Flagged {
                    id: Text::cut(id, NAME),
                    source: Text::cut(source.unwrap_or_default(), NAME),
                    bytes_in,
                    bytes_removed: removed,
                });
            }
        }
    }

    /// By the number of documents, the most first.
    pub(super) fn figures(mut self, counts: &BTreeMap<String, u64>) -> Top<FlagFigure> {
        let mut counts: Vec<_> = counts.iter().collect();
        counts.sort_by_key(|(flag, documents)| (Reverse(**documents), *flag));
        Top::of(counts, FLAGS).map(|(flag, documents)| FlagFigure {
            flag: flag.clone(),
            documents: *documents,
            worst: self.worst.remove(flag).map(|worst| worst.top().rows).unwrap_or_default(),
        })
    }
}

/// The rejects: some of each reason, and how many each input has.
#[derive(Debug, Default)]
pub(super) struct Rejects {
    samples: BTreeMap<String, Vec<Rejected>>,
    inputs: HashMap<String, u64>,
}

impl Rejects {
    pub(super) fn add(&mut self, reject: &SeenReject<'_>) {
        match self.inputs.get_mut(reject.path) {
            Some(count) => *count += 1,
            None => {
                self.inputs.insert(reject.path.to_owned(), 1);
            }
        }
        let kind = reject.reason.split(':').next().unwrap_or_default();
        if !self.samples.contains_key(kind) {
            self.samples.insert(kind.to_owned(), Vec::new());
        }
        if let Some(samples) = self.samples.get_mut(kind).filter(|samples| samples.len() < REJECTS) {
            samples.push(Rejected {
                path: Text::cut(reject.path, NAME),
                record: reject.record,
                reason: Text::cut(reject.reason, REASON),
                bytes: reject.bytes,
            });
        }
    }

    /// The inputs with most rejects.
    pub(super) fn inputs(&self) -> Top<(Text, u64)> {
        let mut inputs: Vec<_> = self.inputs.iter().collect();
        inputs.sort_unstable_by_key(|(path, count)| (Reverse(**count), *path));
        Top::of(inputs, SOURCES_OF_REJECTS).map(|(path, count)| (Text::cut(path, NAME), *count))
    }

    /// By how often, the most first.
    pub(super) fn reasons(mut self, counts: &BTreeMap<String, u64>) -> Top<ReasonFigure> {
        let mut counts: Vec<_> = counts.iter().collect();
        counts.sort_by_key(|(reason, rejects)| (Reverse(**rejects), *reason));
        Top::of(counts, REASONS).map(|(reason, rejects)| ReasonFigure {
            reason: reason.clone(),
            rejects: *rejects,
            samples: self.samples.remove(reason).unwrap_or_default(),
        })
    }
}
