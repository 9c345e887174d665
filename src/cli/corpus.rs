//! The corpus of a command for authors of rules: its documents, read and worked on in parallel, in order.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;

use super::args::{FieldArgs, WorkArgs};
use super::fields::{read_options, threads};
use super::status::Usage;
use crate::document::{Document, Reject};
use crate::eval::{Gold, Page};
use crate::monitor::Monitor;
use crate::pipeline::{End, Workers};
use crate::read::{self, Format, Inputs, Item, ReadOptions, Reader, expand, gold_page, labelled_page};

/// What the corpus is and how it is read.
#[derive(Debug, Args)]
pub(super) struct CorpusArgs {
    /// Files, folders, globs, @list, or - for stdin
    #[arg(value_name = "CORPUS", required = true)]
    pub(super) inputs: Vec<String>,
    /// Labels by id, as `tune --labels` writes them and `eval clean` reads them; else those in the records
    #[arg(long, value_name = "FILE")]
    pub(super) labels: Option<PathBuf>,
    #[command(flatten)]
    pub(super) fields: FieldArgs,
    #[command(flatten)]
    pub(super) work: WorkArgs,
}

/// A corpus that can be read, more than once unless it is stdin.
pub(super) struct Corpus<'a> {
    pub(super) found: Inputs,
    pub(super) options: ReadOptions,
    pub(super) workers: Workers,
    pub(super) monitor: &'a dyn Monitor,
    /// The records of the labels file, by id.
    labels: HashMap<String, Document>,
}

impl<'a> Corpus<'a> {
    pub(super) fn open(arguments: &CorpusArgs, monitor: &'a dyn Monitor) -> Result<Corpus<'a>> {
        let CorpusArgs { inputs, labels, fields, work } = arguments;
        Corpus::of(inputs, labels.as_deref(), (fields, work), monitor)
    }

    /// The same for a command whose arguments are others.
    pub(super) fn of(
        inputs: &[String],
        labels: Option<&Path>,
        (fields, work): (&FieldArgs, &WorkArgs),
        monitor: &'a dyn Monitor,
    ) -> Result<Corpus<'a>> {
        let found = expand(inputs).map_err(|error| Usage(error.to_string()))?;
        let workers = Workers::new(threads(work.threads)).map_err(anyhow::Error::msg)?;
        let labels = labels.map_or_else(|| Ok(HashMap::new()), read_labels)?;
        Ok(Corpus { found, options: read_options(fields), workers, monitor, labels })
    }

    /// Puts every document through `work`, and what comes of it through `sink`, in the order of the
    /// corpus. Rejects are told; their number is returned.
    pub(super) fn each<S, T: Send>(
        &self,
        stage: &'static str,
        scratch: impl Fn() -> S + Sync,
        work: impl Fn(&mut S, Document) -> T + Sync,
        mut sink: impl FnMut(T) -> Result<()>,
    ) -> Result<u64> {
        self.monitor.stage(stage, read::total_bytes(&self.found.inputs));
        let mut rejected = 0;
        let mut reject = |reject: &Reject| {
            rejected += 1;
            self.monitor.rejected(&reject.path, reject.record, &reject.reason);
        };
        self.found.rejects.iter().for_each(&mut reject);
        let end = self.workers.ordered(
            Reader::new(&self.found.inputs, &self.options),
            scratch,
            |scratch, batch| {
                let read = batch.documents(&self.found.inputs, &self.options);
                let work = |item| match item {
                    Item::Document(document) => Some(Ok(work(scratch, *document))),
                    Item::Reject(reject) => Some(Err(reject)),
                    Item::End(_) => None,
                };
                (read.bytes, read.items.into_iter().filter_map(work).collect::<Vec<_>>())
            },
            |(bytes, results)| {
                self.monitor.advanced(results.len() as u64, bytes);
                results.into_iter().try_for_each(|result| match result {
                    Ok(result) => sink(result),
                    Err(rejected) => {
                        reject(&rejected);
                        Ok(())
                    }
                })
            },
            self.monitor,
        )?;
        match end {
            End::Complete => Ok(rejected),
            End::Interrupted => bail!("interrupted"),
        }
    }

    /// What is known of a document: its row in the labels file, else the labels in its record. Labels
    /// that do not fit the text are an error.
    pub(super) fn gold(&self, document: &Document) -> Result<Option<Gold>> {
        const ARTICLE: &str = "gold_text";
        let labelled = match self.labels.get(&document.id) {
            Some(record) => labelled_page(record.clone(), document.clone(), ARTICLE),
            None if document.metadata.iter().any(|(name, _)| name == "line_labels") => {
                gold_page(document.clone(), ARTICLE)
            }
            None => Ok(None),
        };
        match labelled {
            Ok(page) => Ok(page.map(|Page { gold, .. }| gold)),
            Err(reason) => Err(Usage(format!("the labels of `{}`: {reason}", document.id)).into()),
        }
    }
}

/// The rows of a labels file by the ids of the documents they are of; the later row counts.
fn read_labels(path: &Path) -> Result<HashMap<String, Document>> {
    let shown = path.display().to_string();
    let options =
        ReadOptions { text_field: "line_labels".into(), format: Format::Records, ..ReadOptions::default() };
    let found = expand(&[&shown]).map_err(|error| Usage(error.to_string()))?;
    let mut labels = HashMap::new();
    for batch in Reader::new(&found.inputs, &options) {
        for item in batch.documents(&found.inputs, &options).items {
            match item {
                Item::Document(record) => {
                    labels.insert(record.id.clone(), *record);
                }
                Item::Reject(reject) => {
                    let place = reject.record.map(|record| format!(", record {record}")).unwrap_or_default();
                    return Err(Usage(format!("labels `{shown}`{place}: {}", reject.reason)).into());
                }
                Item::End(_) => {}
            }
        }
    }
    if let Some(reject) = found.rejects.first() {
        return Err(Usage(reject.reason.clone()))
            .with_context(|| format!("cannot read the labels `{shown}`"));
    }
    Ok(labels)
}
