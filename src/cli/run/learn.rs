//! The first sweep: what the inputs teach of the lines their outlets repeat.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::sync::Arc;

use anyhow::Result;

use super::Job;
use super::hits;
use crate::clean::Cleaner;
use crate::clean::repeated::{Anchor, Learner, Observed, Outlet, Sighting, StoryTeller, observe};
use crate::monitor::Monitor;
use crate::pipeline::End;
use crate::read::{self, Input, Item, Place, Reader};
use crate::rules::{RuleScratch, RuleSet};
use crate::text::{hash64, lines};
use crate::write::{PieceReader, Pieces, RunFolder, Sorter, Spool};

/// What the second sweep takes from the first.
pub(super) struct Lesson {
    /// The rules, with what was learnt behind them.
    pub(super) rules: Arc<RuleSet>,
    /// The hits of the rules alone, a piece a batch.
    pub(super) hits: PieceReader,
    /// The inputs as the first sweep has read them, by their checksums.
    pub(super) checksums: Vec<String>,
}

/// Inputs that can be read twice, and the copies of those that could not.
pub(super) struct Twice {
    pub(super) inputs: Vec<Input>,
    _spools: Vec<Spool>,
}

/// A worker's part of a batch.
struct Seen {
    documents: Vec<Observed>,
    hits: Vec<u8>,
    ends: Vec<read::InputEnd>,
    bytes: u64,
}

/// Where the sink keeps things.
struct Notes<'f> {
    sightings: Sorter<'f, { Sighting::SIZE }>,
    anchors: Sorter<'f, { Anchor::SIZE }>,
    hits: Pieces,
    outlets: BTreeMap<u64, Outlet>,
    checksums: Vec<String>,
    documents: u32,
}

impl<'f> Notes<'f> {
    /// A quarter of the memory is for sightings, an eighth for anchors: documents in flight need some too.
    fn begin(folder: &'f RunFolder, max_memory: u64) -> Result<Notes<'f>> {
        Ok(Notes {
            sightings: Sorter::new(folder, "sightings", max_memory / 4),
            anchors: Sorter::new(folder, "anchors", max_memory / 8),
            hits: Pieces::create(folder, "hits")?,
            outlets: BTreeMap::new(),
            checksums: Vec::new(),
            documents: 0,
        })
    }

    fn take(&mut self, seen: Seen, monitor: &dyn Monitor) -> Result<()> {
        monitor.advanced(seen.documents.len() as u64, seen.bytes);
        self.hits.push(&seen.hits)?;
        self.checksums.extend(seen.ends.into_iter().map(|end| end.checksum));
        for mut document in seen.documents {
            document.number(self.documents);
            self.documents = self.documents.saturating_add(1);
            for sighting in &document.sightings {
                self.sightings.push(sighting.to_bytes())?;
            }
            for anchor in &document.anchors {
                self.anchors.push(anchor.to_bytes())?;
            }
            let hash = hash64(document.outlet.as_bytes());
            self.outlets.entry(hash).or_insert(Outlet { name: document.outlet, stories: 0 });
        }
        Ok(())
    }
}

impl Job {
    /// Copies standard input and pipes to the output folder. `None` where interrupted.
    pub(super) fn read_twice(&self, folder: &RunFolder, monitor: &dyn Monitor) -> Result<Option<Twice>> {
        let mut twice = Twice { inputs: self.found.inputs.clone(), _spools: Vec::new() };
        for (number, input) in twice.inputs.iter_mut().enumerate() {
            let mut source: Box<dyn io::Read> = match &input.place {
                Place::Stdin => Box::new(io::stdin()),
                Place::Path(path) if std::fs::metadata(path).is_ok_and(|found| !found.is_file()) => {
                    match File::open(path) {
                        Ok(file) => Box::new(file),
                        // The reader will say so.
                        Err(_) => continue,
                    }
                }
                Place::Path(_) => continue,
            };
            let go_on = || !monitor.interrupted();
            let Some(spool) = Spool::fill(folder, &format!("input.{number}"), &mut source, &go_on)? else {
                return Ok(None);
            };
            input.place = Place::Path(spool.path());
            twice._spools.push(spool);
        }
        Ok(Some(twice))
    }

    /// Reads all inputs and learns. `None` where interrupted.
    pub(super) fn learn(
        &self,
        cleaner: &Cleaner,
        folder: &RunFolder,
        inputs: &[Input],
        monitor: &dyn Monitor,
    ) -> Result<Option<Lesson>> {
        let mut notes = Notes::begin(folder, self.max_memory)?;
        monitor.stage("learn", read::total_bytes(inputs));
        let end = self.workers.ordered(
            Reader::new(inputs, &self.read),
            || cleaner.scratch(),
            |scratch, batch| self.see(cleaner, scratch, batch),
            |seen| notes.take(seen, monitor),
            monitor,
        )?;
        if end == End::Interrupted {
            return Ok(None);
        }
        let Notes { sightings, anchors, hits, mut outlets, checksums, documents } = notes;
        let mut teller = StoryTeller::new(documents as usize);
        let mut anchors = anchors.sorted()?;
        while let Some(anchor) = anchors.next_record()? {
            teller.add(Anchor::from_bytes(anchor));
        }
        drop(anchors);
        let (stories, counts) = teller.finish();
        for (hash, outlet) in &mut outlets {
            outlet.stories = counts.get(hash).copied().unwrap_or(0);
        }
        let rules = cleaner.rules();
        let mut learner = Learner::new(rules, &outlets, &stories);
        let mut sightings = sightings.sorted()?;
        while let Some(sighting) = sightings.next_record()? {
            if monitor.interrupted() {
                return Ok(None);
            }
            learner.add(Sighting::from_bytes(sighting));
        }
        let rules = Arc::new(rules.with_learnt(&learner.finish()));
        Ok(Some(Lesson { rules, hits: hits.reread()?, checksums }))
    }

    /// A worker's part.
    fn see(&self, cleaner: &Cleaner, scratch: &mut RuleScratch, batch: read::Batch) -> Seen {
        let read = batch.documents(&self.found.inputs, &self.read);
        let mut seen = Seen { documents: Vec::new(), hits: Vec::new(), ends: Vec::new(), bytes: read.bytes };
        for item in read.items {
            match item {
                Item::Document(document) => {
                    let lines = lines(&document.text);
                    let found = cleaner.hits(scratch, &document, &lines);
                    hits::write(&mut seen.hits, &document.text, &found);
                    let marking = cleaner.mark_by_rules(&document, &lines, &found);
                    seen.documents.push(observe(cleaner.rules(), &document, &lines, &marking));
                }
                Item::End(end) => seen.ends.push(end),
                // The second sweep tells of it.
                Item::Reject(_) => {}
            }
        }
        seen
    }
}
