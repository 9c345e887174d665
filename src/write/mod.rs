//! The output folder of a run: how it is written, checked, and turned back into its input.
//!
//! ```text
//!  Cleaned ─▶ render ─▶ RunWriter ─▶ spill ┐              ┌▶ documents, groups, originals, inputs
//!            (workers)  (in order)         ├▶ finish ─────┤
//!                           Group, reports ┘              └▶ report, then the manifest
//! ```
//!
//! A document's group is known when all documents are through. So its rows are rendered by workers
//! ([`render()`]), get their final id in order ([`RunWriter::push`]), wait on disk, and are completed at
//! the end ([`RunWriter::finish`]). In memory stay about 30 bytes for each document.
//!
//! No file has its name before all files are whole and on the disk, and `manifest.json` comes last.
//! [`verify`] needs the folder alone, and so does [`restore`].

mod accounting;
mod atomic;
mod digest;
mod error;
mod finish;
mod finished;
mod group_index;
mod ids;
mod index;
mod interim;
mod manifest;
mod membership;
mod names;
mod numbers;
mod passage_index;
mod passages;
mod prepared;
mod render;
mod report_file;
mod restore;
mod rows;
mod run_folder;
mod run_writer;
mod schema;
mod sealed;
mod shelf;
mod sketches;
mod sorter;
mod spill;
mod stored_report;
mod stored_rows;
mod stored_run;
mod stream;
mod totals;
mod verify;
mod walk;
mod work_folder;

#[cfg(test)]
mod testing;

pub use atomic::{compressed, write_file};
pub use error::{Finding, WriteError};
pub use finished::{FinishedRun, finished_run, report_json};
pub use index::{BatchWriter, EarlierBatch, EarlierDocument, Index, IndexStats, expire, stats};
pub use interim::{PieceReader, Pieces, Spool};
pub use manifest::ManifestFacts;
pub use numbers::DiskSorting;
pub use passages::PassageWork;
pub use prepared::{Prepared, Summary};
pub use render::{Rendered, render};
pub use report_file::{CappedBucket, Keep};
pub use restore::{RestoreSummary, restore};
pub use run_folder::{Opened, RunFolder, RunKey};
pub use run_writer::{Format, Input, Outcome, RunWriter, WriteOptions};
pub use schema::{FORMAT_VERSION, InputKind};
pub use shelf::{Shelf, ShelfWriter};
pub use sketches::{SketchWriter, Sketches};
pub use sorter::{Sorted, Sorter};
pub use stored_report::{CappedWording, StoredReport};
pub use stored_rows::{
    StoredDocument, StoredGroup, StoredMember, StoredPassage, StoredReject, StoredRemoval,
};
pub use stored_run::StoredRun;
pub use stream::stream_row;
pub use verify::{VerifyReport, verify};
pub use work_folder::WorkFolder;
