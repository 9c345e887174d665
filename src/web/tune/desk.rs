//! What the pages need from outside: texts, work in parallel, and files that are written.

use std::sync::Arc;

use super::catalog::Catalog;
use super::study::{GroupStudy, MissedStudy, Study};
use crate::clean::Cleaner;
use crate::document::Document;
use crate::eval::{Gold, Label};
use crate::rules::{Problem, RuleSet};
use crate::text::Span;

/// A rule pack as it stands on disk, or in the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    /// Its name, by which it is addressed.
    pub name: String,
    /// The path as given, or `builtin:NAME`.
    pub path: String,
    /// The TOML.
    pub text: String,
    /// Whether the page may write it.
    pub writable: bool,
    /// Whether the command line names it; others are extended by these.
    pub is_given: bool,
    /// Whether it is on disk already; one that is not is made when a rule is saved in it.
    pub is_there: bool,
}

/// The rules in use.
#[derive(Debug, Clone)]
pub struct Rules {
    /// What cleans with them: the last set that compiled.
    pub cleaner: Cleaner,
    /// Every pack, in the order in which they are read.
    pub packs: Vec<Pack>,
    /// Why the packs on disk cannot be used; empty where `cleaner` is of them.
    pub problems: Vec<Problem>,
}

impl Rules {
    /// The compiled rules.
    pub fn set(&self) -> &RuleSet {
        self.cleaner.rules()
    }

    /// Packs that may be written.
    pub fn writable(&self) -> impl Iterator<Item = &Pack> {
        self.packs.iter().filter(|pack| pack.writable)
    }

    /// A pack by its name.
    pub fn pack(&self, name: &str) -> Option<&Pack> {
        self.packs.iter().find(|pack| pack.name == name)
    }
}

/// All that is known at one moment. A request sees one snapshot from beginning to end.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// Grows whenever rules or counts change.
    pub version: u64,
    /// The rules.
    pub rules: Arc<Rules>,
    /// The documents as these rules, or the ones before them, leave them.
    pub catalog: Arc<Catalog>,
    /// Documents that are counted anew with the present rules, of all; `None` where the counts are theirs.
    pub recount: Option<(u64, u64)>,
    /// Whether there is a labels file to write to.
    pub labels: bool,
    /// `YYYY-MM-DD`, for rules that expire.
    pub today: String,
}

/// What a sweep is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// A page, which is waited for.
    Page,
    /// A draft of this number; the next one takes its place.
    Draft(u64),
}

/// What an author says of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LabelChange {
    /// Of the line at this byte.
    Line(usize, Label),
    /// Of these bytes.
    Part(Span, Label),
}

/// What came of a longer piece of work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Halt {
    /// A newer request of the same kind took its place.
    Superseded,
    /// It failed; why.
    Failed(String),
}

/// Where the pages are served from. What is written is written whole or not at all.
pub trait Desk: Sync {
    /// The present state.
    fn snapshot(&self) -> Snapshot;

    /// A document as it was read, by its number in the catalog.
    ///
    /// # Errors
    /// Says why it cannot be read.
    fn document(&self, number: u32) -> Result<Document, String>;

    /// Puts documents through `work` in parallel; what comes of them is in their order. `numbers` ascend.
    ///
    /// # Errors
    /// A newer request, or a working file that cannot be read.
    fn sweep<S, T: Send>(
        &self,
        work_for: Work,
        numbers: &[u32],
        scratch: impl Fn() -> S + Sync,
        work: impl Fn(&mut S, u32, Document) -> T + Sync,
    ) -> Result<Vec<T>, Halt>;

    /// Work for a draft, which ends what goes on for the one before.
    fn begin_draft(&self) -> Work;

    /// The documents in whose text or id `words` stand, letter case folded, ascending.
    ///
    /// # Errors
    /// As [`Desk::sweep`].
    fn search(&self, words: &str) -> Result<Arc<Vec<u32>>, Halt>;

    /// Repeated lines that no rule touches. The first who asks sets it going.
    fn missed(&self) -> Study<Arc<MissedStudy>>;

    /// Groups of documents that tell one story. The first who asks sets it going.
    fn groups(&self) -> Study<Arc<GroupStudy>>;

    /// What labels say of a document: those in the labels file, else those in its record.
    fn gold(&self, document: &Document) -> Option<Gold>;

    /// Writes to the labels file what is now known of a document.
    ///
    /// # Errors
    /// Says why it was not written.
    fn label(&self, document: &Document, changes: &[LabelChange]) -> Result<(), String>;

    /// Writes `text` for a pack that may be written and is on disk as `pack` has it. The rules of the next
    /// snapshot are the new ones.
    ///
    /// # Errors
    /// Says why it was not written.
    fn save(&self, pack: &Pack, text: &str) -> Result<(), String>;
}
