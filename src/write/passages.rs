//! Finds the passages of a run among its documents on disk, and writes `passages.jsonl`.
//!
//! Of each group the representative alone is looked at. Texts are read from the spill, in order for their
//! prints and here and there for the pairs that share some; prints and seeds are sorted on disk where they
//! outgrow their share of the memory.

mod pairs;
mod standing;

use super::WriteError;
use super::atomic::{Compression, PartialFile};
use super::finish::Progress;
use super::membership::Membership;
use super::run_folder::RunFolder;
use super::schema::{PASSAGES, inside};
use super::sorter::Sorter;
use super::spill::{Events, Heads};
use crate::group::passages::{
    Common, CommonGrams, PassageOptions, Print, Seed, Seeds, merged, prints, tokens,
};
use crate::monitor::Monitor;
use crate::pipeline::{End, Workers};
use crate::report::PassageCount;
use pairs::{FoundPair, Pairs};
use standing::{Standing, Store, Text};

use super::report_file::CappedPassage;

/// How passages are looked for.
#[derive(Debug, Clone, Copy)]
pub struct PassageWork<'a> {
    /// What counts as one.
    pub options: PassageOptions,
    /// Who looks.
    pub workers: &'a Workers,
    /// Bytes that may be held; half of it by sorting, an eighth by texts.
    pub max_memory: u64,
}

/// So many capped passages are listed, those of most documents.
const LISTED: usize = 100;

/// What was found.
pub(super) struct Done {
    pub(super) file: PartialFile,
    pub(super) count: PassageCount,
    pub(super) capped: Vec<CappedPassage>,
}

/// Finds and writes. Afterwards `events` is at its beginning again.
pub(super) fn find(
    folder: &RunFolder,
    events: &mut Events,
    heads: &mut Heads,
    membership: &Membership<'_>,
    work: &PassageWork<'_>,
    monitor: &dyn Monitor,
) -> Result<Done, WriteError> {
    monitor.stage("passages", None);
    let mut sorted_prints = Sorter::new(folder, "prints", work.max_memory / 4);
    let mut standing = Standing::new(events, membership, monitor);
    let end = work.workers.ordered(
        &mut standing,
        || (),
        |(), texts: Result<Vec<Text>, WriteError>| -> Result<Vec<Print>, WriteError> {
            let mut found = Vec::new();
            for text in texts? {
                found.extend(prints(text.document, &tokens(&text.clean()?), work.options));
            }
            Ok(found)
        },
        |found| found?.into_iter().try_for_each(|print| sorted_prints.push(print.to_bytes())),
        monitor,
    )?;
    if end == End::Interrupted {
        return Err(WriteError::Interrupted);
    }
    let offsets = standing.offsets();
    let sorted_seeds = Sorter::new(folder, "seeds", work.max_memory / 4);
    let (sorted_seeds, common) = seeds(sorted_prints, sorted_seeds, work.options, monitor)?;
    let mut store = Store::new(events, &offsets, work.max_memory / 8);
    let capped = capped(&common, &mut store, heads)?;
    let grams = CommonGrams::of(&common);
    let mut rows = Rows::begin(folder, work.options, offsets.len(), capped.len() as u64)?;
    drop(common);
    let end = work.workers.ordered(
        Pairs::new(sorted_seeds.sorted()?, &mut store),
        || (),
        |(), pairs| pairs.map(|pairs| pairs::shared(&pairs, &grams, work.options)),
        |found: Result<Vec<FoundPair>, WriteError>| {
            found?.iter().try_for_each(|pair| rows.write(pair, heads))
        },
        monitor,
    )?;
    if end == End::Interrupted {
        return Err(WriteError::Interrupted);
    }
    events.rewind()?;
    Ok(Done { file: rows.file, count: rows.count, capped: most(capped) })
}

/// Prints with one hash become seeds.
fn seeds<'f>(
    prints: Sorter<'f, { Print::SIZE }>,
    mut sorted: Sorter<'f, { Seed::SIZE }>,
    options: PassageOptions,
    monitor: &dyn Monitor,
) -> Result<(Sorter<'f, { Seed::SIZE }>, Vec<Common>), WriteError> {
    let mut seeds = Seeds::new(options);
    let mut prints = prints.sorted()?;
    let mut unreported = Progress::new(monitor);
    while let Some(print) = prints.next_record()? {
        unreported.step()?;
        seeds.add(Print::from_bytes(print), |seed| sorted.push(seed.to_bytes()))?;
    }
    let common = seeds.finish(|seed| sorted.push(seed.to_bytes()))?;
    Ok((sorted, common))
}

/// Where common wording first stands, as spans.
fn capped(
    common: &[Common],
    store: &mut Store<'_>,
    heads: &mut Heads,
) -> Result<Vec<CappedPassage>, WriteError> {
    let mut found = Vec::new();
    for grams in common.chunk_by(|one, next| one.document == next.document) {
        let document = grams[0].document;
        let text = store.text(document)?;
        let id = heads.read(document as usize)?.id_string()?;
        found.extend(merged(grams, text.tokens()).into_iter().map(|passage| CappedPassage {
            id: id.clone(),
            start: passage.span.start as u64,
            end: passage.span.end as u64,
            documents: u64::from(passage.documents),
        }));
    }
    Ok(found)
}

/// Those of most documents, and of equals those that stand first.
fn most(mut capped: Vec<CappedPassage>) -> Vec<CappedPassage> {
    capped.sort_by_key(|passage| std::cmp::Reverse(passage.documents));
    capped.truncate(LISTED);
    capped
}

/// Takes pairs in their order.
struct Rows {
    file: PartialFile,
    count: PassageCount,
    /// Whether a document has a passage.
    has: Vec<bool>,
}

impl Rows {
    fn begin(
        folder: &RunFolder,
        options: PassageOptions,
        documents: usize,
        capped: u64,
    ) -> Result<Rows, WriteError> {
        let count = PassageCount { least_words: options.words, capped, ..PassageCount::default() };
        let file = folder.file(PASSAGES, Compression::Plain)?;
        Ok(Rows { file, count, has: vec![false; documents] })
    }

    fn write(&mut self, pair: &FoundPair, heads: &mut Heads) -> Result<(), WriteError> {
        let (a, b) = (heads.read(pair.a as usize)?, heads.read(pair.b as usize)?);
        for (words, row) in &pair.rows {
            self.file.row(&[b"{\"a\":", &a.id, b",\"b\":", &b.id, b",", inside(row), b"}"])?;
            self.count.found += 1;
            self.count.words += u64::from(*words);
        }
        self.count.pairs += 1;
        for document in [pair.a, pair.b] {
            self.count.documents += u64::from(!std::mem::replace(&mut self.has[document as usize], true));
        }
        Ok(())
    }
}
