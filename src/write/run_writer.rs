//! Takes the documents of a run in order, and makes the output folder of them.

use super::atomic::{Compression, PartialFile, Sealed};
use super::finish::{Rows, write_groups};
use super::ids::Ids;
use super::index::{CATALOG, EarlierDocument};
use super::manifest::{Manifest, ManifestFacts};
use super::membership::Membership;
use super::passages::{self, PassageWork};
use super::prepared::{Prepared, Summary};
use super::render::{Rendered, renamed};
use super::report_file::{CappedBucket, Keep, ReportFile};
use super::run_folder::RunFolder;
use super::schema::{
    CountFields, DOCUMENTS, DOCUMENTS_ZST, GROUPS, InputKind, LEARNED, MANIFEST, OriginalRow, REJECTS,
    REMOVALS, REPORT, RejectRow, inside, json,
};
use super::spill::{DocumentSpill, Entry, Head, InputEnd};
use super::totals::Totals;
use super::{Finding, WriteError};
use crate::document::{Flag, Reject};
use crate::fingerprint::Fingerprints;
use crate::group::Group;
use crate::monitor::Monitor;
use crate::report::RunReport;

/// How `documents` is stored.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Format {
    /// `documents.jsonl`.
    #[default]
    Jsonl,
    /// `documents.jsonl.zst`.
    JsonlZst,
}

/// What the documents file looks like.
#[derive(Debug, Clone, Copy, Default)]
pub struct WriteOptions {
    /// How it is stored.
    pub format: Format,
    /// Which documents are in it.
    pub keep: Keep,
}

/// An input that has been read to its end.
#[derive(Debug, Clone)]
pub struct Input {
    /// Its name, relative and with `/`; `restore` gives the file this name.
    pub name: String,
    /// What its documents were.
    pub kind: InputKind,
    /// Bytes as stored.
    pub bytes: u64,
    /// XXH3-128 of these bytes in hexadecimal, as the run read them.
    pub checksum: String,
}

/// What is known when all documents are through.
#[derive(Debug)]
pub struct Outcome<'a> {
    /// Groups of two and more, by index of the documents in the order they were pushed.
    pub groups: &'a [Group],
    /// Of each document.
    pub fingerprints: &'a Fingerprints,
    /// The sum over all documents and rejects. What was written, grouped and renamed is filled in here.
    pub report: RunReport,
    /// Buckets of candidates that were cut short.
    pub capped: Vec<CappedBucket>,
    /// Whether passages shared between groups are looked for, and how.
    pub passages: Option<PassageWork<'a>>,
    /// What the manifest says of the run.
    pub facts: ManifestFacts,
}

/// Writes a run. Nothing has its final name before [`RunWriter::finish`] has ended; a writer that is
/// dropped removes its working files.
#[derive(Debug)]
pub struct RunWriter {
    options: WriteOptions,
    ids: Ids,
    spill: DocumentSpill,
    removals: PartialFile,
    rejects: PartialFile,
    learned: Vec<Sealed>,
    totals: Totals,
    inputs: usize,
    input_documents: u64,
    input_rejected: u64,
    /// Last, so that the lock outlives the working files: the next run may use their names.
    folder: RunFolder,
}

impl RunWriter {
    /// Begins the files of a run.
    ///
    /// # Errors
    /// [`WriteError::Io`] where a working file cannot be made.
    pub fn begin(folder: RunFolder, options: WriteOptions) -> Result<Self, WriteError> {
        Ok(RunWriter {
            spill: DocumentSpill::create(&folder)?,
            removals: folder.file(REMOVALS, Compression::Plain)?,
            rejects: folder.file(REJECTS, Compression::Plain)?,
            folder,
            options,
            ids: Ids::default(),
            learned: Vec::new(),
            totals: Totals::default(),
            inputs: 0,
            input_documents: 0,
            input_rejected: 0,
        })
    }

    /// Where the run works: what stays of it is written there.
    pub fn folder(&self) -> &RunFolder {
        &self.folder
    }

    /// Takes a document of an earlier batch, whose index is the number of those before it; they come before
    /// all documents of the run.
    ///
    /// # Errors
    /// Two of one id, which no index has; a full or failing disk.
    pub fn earlier(&mut self, document: &EarlierDocument) -> Result<(), WriteError> {
        let id: String = serde_json::from_str(&document.id).unwrap_or_default();
        let claimed = self.ids.claim(&id);
        if id.is_empty() || claimed.renamed.is_some() {
            return Err(
                Finding::new(CATALOG, format!("its batches have two documents {}", document.id)).into()
            );
        }
        let (id, label) = (document.id.clone().into_bytes(), document.label.clone());
        self.spill.push_earlier(&Head { hash: claimed.hash, id, label })
    }

    /// Takes the next document, whose index is the number of those before it, and returns its id as JSON:
    /// no other document of the run has it.
    ///
    /// # Errors
    /// [`WriteError::OutOfOrder`] where another input's turn is; a full or failing disk.
    pub fn push(&mut self, rendered: Rendered) -> Result<String, WriteError> {
        if rendered.input != self.inputs {
            return Err(WriteError::OutOfOrder {
                id: rendered.id,
                input: rendered.input,
                expected: self.inputs,
            });
        }
        let (document, head) = self.settle(rendered)?;
        self.spill.push(&document, &head)?;
        self.input_documents += 1;
        Ok(String::from_utf8_lossy(&document.id).into_owned())
    }

    /// Notes what did not become a document.
    ///
    /// # Errors
    /// A full or failing disk.
    pub fn reject(&mut self, reject: &Reject) -> Result<(), WriteError> {
        self.totals.rejected += 1;
        self.totals.bytes_rejected += reject.bytes;
        self.input_rejected += 1;
        let row = json(&RejectRow {
            path: reject.path.clone(),
            record: reject.record,
            reason: reject.reason.clone(),
            bytes: reject.bytes,
        });
        self.rejects.row(&[&row])
    }

    /// Ends an input. Every input is ended once, in order, also one without documents.
    ///
    /// # Errors
    /// A full or failing disk.
    pub fn input_end(&mut self, input: Input) -> Result<(), WriteError> {
        self.inputs += 1;
        self.spill.input_end(&InputEnd {
            name: input.name,
            kind: input.kind,
            bytes: input.bytes,
            checksum: input.checksum,
            documents: std::mem::take(&mut self.input_documents),
            rejected: std::mem::take(&mut self.input_rejected),
        })
    }

    /// Adds a rule pack that was learnt to the folder `learned`.
    ///
    /// # Errors
    /// [`WriteError::UnsafeName`] for a name that is not a plain file name; a full or failing disk.
    pub fn learned(&mut self, file_name: &str, pack: &str) -> Result<(), WriteError> {
        if file_name.starts_with('.') || file_name.contains(['/', '\\', '\0', '%']) || file_name.is_empty() {
            return Err(WriteError::UnsafeName {
                name: file_name.to_owned(),
                why: "a learnt pack has a plain name without `/`, `\\`, `%` or a dot in front",
            });
        }
        let mut file = self.folder.file(&format!("{LEARNED}/{file_name}"), Compression::Plain)?;
        file.write(pack.as_bytes())?;
        self.learned.push(file.seal()?);
        Ok(())
    }

    /// Makes the final rows, and gives all files their names.
    ///
    /// # Errors
    /// As [`RunWriter::prepare`]. The folder has none of the files then.
    pub fn finish(self, outcome: Outcome<'_>, monitor: &dyn Monitor) -> Result<Summary, WriteError> {
        self.prepare(outcome, monitor)?.commit(monitor)
    }

    /// Makes the final rows, and leaves all files whole and on the disk, without their names.
    ///
    /// # Errors
    /// [`WriteError::Unbalanced`] where the report and the documents do not add up,
    /// [`WriteError::Group`] for a group that cannot be, [`WriteError::Interrupted`] where the monitor
    /// says so; a full or failing disk.
    pub fn prepare(self, outcome: Outcome<'_>, monitor: &dyn Monitor) -> Result<Prepared, WriteError> {
        self.totals.check(&outcome, self.spill.documents(), self.input_documents + self.input_rejected)?;
        let RunWriter { folder, options, ids, spill, removals, rejects, totals, learned, inputs, .. } = self;
        drop(ids);
        let earlier = spill.earlier();
        let membership = Membership::of(outcome.groups, spill.documents(), earlier)?;
        let bytes = spill.bytes();
        let (mut events, mut heads) = spill.reread()?;
        let passages = match &outcome.passages {
            Some(work) => Some(passages::find(&folder, &mut events, &mut heads, &membership, work, monitor)?),
            None => None,
        };
        monitor.stage("write", Some(bytes));
        let documents = match options.format {
            Format::Jsonl => folder.file(DOCUMENTS, Compression::Plain)?,
            Format::JsonlZst => folder.file(DOCUMENTS_ZST, Compression::Zstd)?,
        };
        let rows = Rows::begin(&folder, documents, options.keep)?;
        let done = rows.write(events, &mut heads, &membership, outcome.fingerprints, monitor)?;
        let mut groups = folder.file(GROUPS, Compression::Plain)?;
        write_groups(&mut groups, &membership, &mut heads, monitor)?;
        drop(membership);
        heads.close()?;

        let mut report = totals.complete(outcome.report, outcome.groups, earlier, done.written);
        report.passages = passages.as_ref().map(|passages| passages.count);
        let mut printed = ReportFile {
            inputs: inputs as u64,
            keep: options.keep,
            capped_buckets: outcome.capped,
            ..ReportFile::of(&report, done.not_kept_bytes)
        };
        let mut files = learned;
        if let Some(found) = passages {
            printed.list_capped(found.capped);
            files.push(found.file.seal()?);
        }
        let printed = printed.print().map_err(|error| Finding::new(REPORT, error.to_string()))?;
        let mut report_file = folder.file(REPORT, Compression::Plain)?;
        report_file.write(printed.as_bytes())?;

        for file in [done.documents, done.originals, done.inputs, groups, removals, rejects, report_file] {
            files.push(file.seal()?);
        }
        let mut manifest = folder.file(MANIFEST, Compression::Plain)?;
        manifest.write(Manifest::new(&outcome.facts, folder.key(), &files).print()?.as_bytes())?;
        let manifest = manifest.seal()?;
        let summary = Summary {
            report,
            files: files.len() + 1,
            bytes: files.iter().map(|file| file.bytes).sum::<u64>() + manifest.bytes,
        };
        Ok(Prepared { folder, files, manifest, summary })
    }

    /// Gives a document its id, writes its removals, and puts its parts together.
    fn settle(&mut self, rendered: Rendered) -> Result<(Entry, Head), WriteError> {
        let claimed = self.ids.claim(&rendered.id);
        let mut flags = rendered.flags;
        let mut id_json = rendered.id_json;
        if claimed.renamed.is_some() {
            // An id that was made up has no original to keep.
            if id_json.is_none() && !flags.contains(&Flag::IdAssigned) {
                id_json = Some(String::from_utf8_lossy(&json(&rendered.id)).into_owned());
            }
            self.totals.renamed += u64::from(!flags.contains(&Flag::IdRenamed));
            flags.push(Flag::IdRenamed);
            flags.sort_unstable();
            flags.dedup();
        }
        let removals = match &claimed.renamed {
            Some(id) => renamed(&rendered.removals, &rendered.id, id),
            None => rendered.removals,
        };
        self.removals.rows(rendered.removal_count, &removals)?;
        let final_id = claimed.renamed.unwrap_or(rendered.id);
        let id = json(&final_id);
        let original = (id_json.is_some() || rendered.raw.is_some())
            .then(|| json(&OriginalRow { id: final_id, id_json, raw: rendered.raw }));
        self.totals.documents += 1;
        self.totals.bytes_in += rendered.bytes_in;
        self.totals.bytes_removed += rendered.bytes_removed;
        self.totals.bytes_inserted += rendered.bytes_inserted;
        let mut counts = json(&CountFields {
            bytes_in: rendered.bytes_in,
            bytes_removed: rendered.bytes_removed,
            flags: flags.iter().map(ToString::to_string).collect(),
        });
        counts = [inside(&counts), b",", &rendered.metadata].concat();
        let head = Head { hash: claimed.hash, id: id.clone(), label: rendered.label };
        let entry = Entry {
            bytes_in: rendered.bytes_in,
            text_hash: rendered.text_hash,
            id,
            text: rendered.text,
            counts,
            original: original.unwrap_or_default(),
        };
        Ok((entry, head))
    }
}
