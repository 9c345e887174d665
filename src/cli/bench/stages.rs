//! The stages one after the other on one core, each over a whole lot of documents: the pieces that `run` and
//! `clean` are made of, with nothing between them.

use anyhow::{Result, bail};

use super::ceilings::Ceiling;
use super::meter::{Sample, measured};
use crate::clean::repeated::{learn_observed, observe};
use crate::clean::{Cleaned, Cleaner, Marking, Removal, cut};
use crate::document::{Document, Reject};
use crate::fingerprint::{FingerprintKind, Fingerprints, Sketch, Weights};
use crate::group::{Entry, GroupOptions, InMemory, group};
use crate::monitor::Monitor;
use crate::pipeline::Workers;
use crate::read::{self, Inputs, Item, ReadOptions, Reader};
use crate::report::RunReport;
use crate::rules::RuleScratch;
use crate::text::{epoch_seconds, lines};
use crate::write::{
    self, ManifestFacts, Opened, Outcome, RunFolder, RunKey, RunWriter, WorkFolder, WriteOptions, render,
};

/// A step of a document's way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Read,
    Decode,
    Scan,
    Mark,
    Cut,
    Learn,
    Fingerprint,
    Group,
    Write,
}

impl Stage {
    pub(super) const ALL: [Stage; 9] = [
        Stage::Read,
        Stage::Decode,
        Stage::Scan,
        Stage::Mark,
        Stage::Cut,
        Stage::Learn,
        Stage::Fingerprint,
        Stage::Group,
        Stage::Write,
    ];

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Stage::Read => "read",
            Stage::Decode => "decode",
            Stage::Scan => "scan",
            Stage::Mark => "mark",
            Stage::Cut => "cut",
            Stage::Learn => "learn",
            Stage::Fingerprint => "fingerprint",
            Stage::Group => "group",
            Stage::Write => "write",
        }
    }

    /// What it cannot do without, and so cannot be faster than.
    pub(super) const fn ceiling(self) -> Ceiling {
        match self {
            Stage::Read | Stage::Cut => Ceiling::Copy,
            Stage::Decode => Ceiling::Utf8,
            Stage::Scan | Stage::Mark | Stage::Learn => Ceiling::Lines,
            Stage::Fingerprint | Stage::Group => Ceiling::Words,
            Stage::Write => Ceiling::Zstd,
        }
    }
}

/// What the stages work with.
pub(super) struct Desk<'a> {
    pub(super) cleaner: &'a Cleaner,
    pub(super) read: &'a ReadOptions,
    pub(super) work: &'a WorkFolder,
    /// One of them: grouping splits its work up.
    pub(super) one: &'a Workers,
    pub(super) monitor: &'a dyn Monitor,
}

/// What one pass over a lot took, by stage, and what was in it.
pub(super) struct Pass {
    pub(super) samples: [Sample; Stage::ALL.len()],
    pub(super) documents: u64,
    pub(super) rejected: u64,
    /// XXH3-128 of each file, in order.
    pub(super) checksums: Vec<String>,
    pub(super) texts: Vec<String>,
}

/// One thing in the order of the input; a document by its number.
enum Step {
    Document,
    Reject(Reject),
    End(read::InputEnd),
}

/// What was read.
struct Lot {
    documents: Vec<Document>,
    steps: Vec<Step>,
}

impl Desk<'_> {
    /// All stages over the inputs.
    pub(super) fn pass(&self, found: &Inputs, scratch: &mut RuleScratch) -> Result<Pass> {
        let (batches, read) = measured(|| Reader::new(&found.inputs, self.read).collect::<Vec<_>>());
        let (items, decode) = measured(|| {
            let documents = |batch: read::Batch| batch.documents(&found.inputs, self.read).items;
            batches.into_iter().flat_map(documents).collect::<Vec<Item>>()
        });
        let lot = Lot::of(items);
        self.go_on()?;
        let scanned = |document: &Document| {
            let lines = lines(&document.text);
            let hits = self.cleaner.hits(scratch, document, &lines);
            (lines, hits)
        };
        let (scans, scan) = measured(|| lot.documents.iter().map(scanned).collect::<Vec<_>>());
        self.go_on()?;
        let all = || lot.documents.iter().zip(&scans);
        let (markings, mark) = measured(|| {
            let marked = all().map(|(document, (lines, hits))| self.cleaner.mark_hits(document, lines, hits));
            marked.collect::<Vec<Marking>>()
        });
        let (cuts, cutting) = measured(|| {
            let cuts = all().zip(&markings).map(|((document, (lines, _)), marking)| {
                let removals = self.cleaner.removals(&document.text, lines, marking);
                let text = cut(&document.text, &removals);
                (removals, text)
            });
            cuts.collect::<Vec<_>>()
        });
        let (_, learn) = measured(|| {
            let rules = self.cleaner.rules();
            let seen = all().zip(&markings);
            learn_observed(
                rules,
                seen.map(|((document, (lines, _)), marking)| observe(rules, document, lines, marking)),
            )
        });
        self.go_on()?;
        let Lot { documents, steps } = lot;
        let cleaned = cleaned(documents, markings, cuts);
        let (entries, fingerprint) = measured(|| entries(&cleaned));
        self.go_on()?;
        let (grouping, grouped) = self
            .one
            .within(|| measured(|| group(&entries, &GroupOptions::default(), &InMemory, self.monitor)));
        let (written, write) = measured(|| self.write(found, &cleaned, &steps, &entries, &grouping.groups));
        written?;
        self.work.clear("out")?;
        self.go_on()?;
        Ok(Pass {
            samples: [read, decode, scan, mark, cutting, learn, fingerprint, grouped, write],
            documents: cleaned.len() as u64,
            rejected: steps.iter().filter(|step| matches!(step, Step::Reject(_))).count() as u64,
            checksums: steps.into_iter().filter_map(Step::checksum).collect(),
            texts: cleaned.into_iter().map(|cleaned| cleaned.document.text).collect(),
        })
    }

    /// Stages are not interrupted, but what stands between them is.
    fn go_on(&self) -> Result<()> {
        if self.monitor.interrupted() {
            bail!("interrupted");
        }
        Ok(())
    }

    /// The output folder of a run, to its last file.
    fn write(
        &self,
        found: &Inputs,
        cleaned: &[Cleaned],
        steps: &[Step],
        entries: &[Entry],
        groups: &[crate::group::Group],
    ) -> Result<()> {
        let Opened::Ready(folder) = RunFolder::open(&self.work.path().join("out"), &RunKey::of(["bench"]))?
        else {
            bail!("the working folder of the measurement is not empty");
        };
        let mut writer = RunWriter::begin(folder, WriteOptions::default())?;
        let mut report = RunReport::default();
        let mut documents = cleaned.iter();
        for step in steps {
            match step {
                Step::Document => {
                    if let Some(cleaned) = documents.next() {
                        report.count(cleaned);
                        writer.push(render(cleaned))?;
                    }
                }
                Step::Reject(reject) => {
                    report.reject(reject);
                    writer.reject(reject)?;
                }
                Step::End(end) => writer.input_end(input(found, end))?,
            }
        }
        let mut fingerprints = Fingerprints::default();
        fingerprints.extend(entries.iter().map(|entry| entry.fingerprint));
        let (capped, passages, facts) = (Vec::new(), None, ManifestFacts::default());
        let outcome = Outcome { groups, fingerprints: &fingerprints, report, capped, passages, facts };
        writer.finish(outcome, self.monitor)?;
        Ok(())
    }
}

impl Step {
    fn checksum(self) -> Option<String> {
        match self {
            Step::End(end) => Some(end.checksum),
            _ => None,
        }
    }
}

impl Lot {
    fn of(items: Vec<Item>) -> Lot {
        let mut lot = Lot { documents: Vec::new(), steps: Vec::new() };
        for item in items {
            lot.steps.push(match item {
                Item::Document(document) => {
                    lot.documents.push(*document);
                    Step::Document
                }
                Item::Reject(reject) => Step::Reject(reject),
                Item::End(end) => Step::End(end),
            });
        }
        lot
    }
}

/// Documents with what became of them, as the writer takes them.
fn cleaned(
    documents: Vec<Document>,
    markings: Vec<Marking>,
    cuts: Vec<(Vec<Removal>, String)>,
) -> Vec<Cleaned> {
    let all = documents.into_iter().zip(markings).zip(cuts);
    let one = |((document, marking), (removals, text)): ((Document, Marking), (Vec<Removal>, String))| {
        Cleaned { document, removals, text, marked: Vec::new(), captures: marking.captures }
    };
    all.map(one).collect()
}

fn input(found: &Inputs, end: &read::InputEnd) -> write::Input {
    write::Input {
        name: found.inputs[end.input].name.clone(),
        kind: match end.kind {
            read::InputKind::Text => write::InputKind::Text,
            read::InputKind::Records => write::InputKind::Records,
        },
        bytes: end.bytes,
        checksum: end.checksum.clone(),
    }
}

/// Sketches, then fingerprints: a word weighs by how rare it is among all texts.
fn entries(cleaned: &[Cleaned]) -> Vec<Entry> {
    let kind = FingerprintKind::default();
    let sketches: Vec<Sketch> = cleaned.iter().map(|cleaned| kind.sketch(&cleaned.text)).collect();
    let weights = Weights::of_corpus(&sketches);
    let entry = |(sketch, cleaned): (Sketch, &Cleaned)| Entry {
        fingerprint: kind.fingerprint(&sketch, &weights),
        features: sketch.features,
        created: cleaned.document.created.as_deref().and_then(epoch_seconds),
        length: cleaned.text.len() as u64,
        source: cleaned.document.source.clone(),
        id: cleaned.document.id.clone(),
    };
    sketches.into_iter().zip(cleaned).map(entry).collect()
}
