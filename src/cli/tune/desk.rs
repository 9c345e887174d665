//! The desk behind the page: what it knows, the texts on the shelf, and the files that it may write.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use super::super::args::RuleArgs;
use super::labels::Labels;
use super::load::load;
use super::stored;
use super::study::Desired;
use super::sweep::Swept;
use crate::document::{Document, Flag};
use crate::eval::Gold;
use crate::monitor::Monitor;
use crate::pipeline::{End, Workers};
use crate::survey::{Marked, Touched};
use crate::text::Words;
use crate::web::tune::{
    Catalog, Desk, GroupStudy, Halt, MissedStudy, Pack, Rules, Snapshot, Study, Summary, Work,
};
use crate::write::{Shelf, write_file};

/// Documents that are read and worked on as one item, in bytes.
const CHUNK: u64 = 256 << 10;
/// Searches that are remembered; a text does not change while the page is open.
const SEARCHES: usize = 16;

/// See the module.
pub(super) struct TuneDesk {
    arguments: RuleArgs,
    texts: Shelf,
    folded: Shelf,
    flags: Vec<Box<[Flag]>>,
    workers: Workers,
    state: RwLock<State>,
    /// Wakes whoever counts anew, and whoever waits for it.
    turned: (Mutex<()>, Condvar),
    searches: Mutex<Vec<(String, Arc<Vec<u32>>)>>,
    labels: Option<Mutex<Labels>>,
    /// Held while files are written.
    writing: Mutex<()>,
    closed: AtomicBool,
    /// The number of the newest draft.
    draft: AtomicU64,
    missed: Mutex<Desired<MissedStudy>>,
    groups: Mutex<Desired<GroupStudy>>,
}

struct State {
    version: u64,
    rules: Arc<Rules>,
    catalog: Arc<Catalog>,
    /// The rules that the catalog is of.
    counted: Arc<Rules>,
    /// How far the count with the present rules is; `None` where the catalog is of them.
    recount: Option<u64>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl TuneDesk {
    pub(super) fn new(
        arguments: RuleArgs,
        rules: Rules,
        swept: Swept,
        labels: Option<Labels>,
        workers: Workers,
    ) -> TuneDesk {
        let Swept { catalog, texts, folded, flags } = swept;
        let (rules, catalog) = (Arc::new(rules), Arc::new(catalog));
        let counted = Arc::clone(&rules);
        let state = State { version: 1, rules, catalog, counted, recount: None };
        let documents = texts.len() as u64;
        TuneDesk {
            arguments,
            texts,
            folded,
            flags,
            workers,
            state: RwLock::new(state),
            turned: (Mutex::new(()), Condvar::new()),
            searches: Mutex::default(),
            labels: labels.map(Mutex::new),
            writing: Mutex::default(),
            closed: AtomicBool::new(false),
            draft: AtomicU64::new(0),
            missed: Mutex::new(Desired::new(documents)),
            groups: Mutex::new(Desired::new(documents)),
        }
    }

    pub(super) fn arguments(&self) -> &RuleArgs {
        &self.arguments
    }

    /// Waits for a file that is being written; no other one is begun.
    pub(super) fn close(&self) {
        let writing = locked(&self.writing);
        self.closed.store(true, Ordering::SeqCst);
        drop(writing);
    }

    pub(super) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::SeqCst)
    }

    /// Changes the state; `change` says whether the version goes up.
    fn turn(&self, change: impl FnOnce(&mut State) -> bool) {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        if change(&mut state) {
            state.version += 1;
        }
        drop(state);
        let _turned = locked(&self.turned.0);
        self.turned.1.notify_all();
    }

    fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.state.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads the rule files anew. Files that cannot be read or used are told on the pages.
    pub(super) fn reload(&self) {
        let last = self.read(|state| Arc::clone(&state.rules));
        match load(&self.arguments) {
            Ok(loaded) => {
                let rules = loaded.rules(&last.cleaner);
                let same = !rules.problems.is_empty();
                self.turn(|state| {
                    state.rules = Arc::new(rules);
                    // The cleaner has stayed, and so do the counts that were being made with it.
                    state.recount = if same { state.recount } else { Some(0) };
                    true
                });
            }
            Err(error) => {
                let problem = crate::rules::Problem::error(
                    "unreadable",
                    crate::rules::Place::default(),
                    error.to_string(),
                );
                let rules = Rules { problems: vec![problem], ..(*last).clone() };
                self.turn(|state| {
                    state.rules = Arc::new(rules);
                    true
                });
            }
        }
    }

    /// Counts with the present rules what the catalog is not of yet. `stale` is asked now and then.
    pub(super) fn recount(&self, stale: &(dyn Fn() -> bool + Sync)) {
        let (rules, old, known, wanted) = self.read(|state| {
            let (rules, counted) = (Arc::clone(&state.rules), Arc::clone(&state.counted));
            (rules, counted, Arc::clone(&state.catalog), state.recount.is_some())
        });
        if !wanted {
            return;
        }
        let cleaner = &rules.cleaner;
        let touched = Touched::between(old.set(), rules.set());
        let monitor = Asking(&|| stale() || self.is_closed());
        let mut catalog = Catalog::default();
        let numbers: Vec<u32> = (0..u32::try_from(self.texts.len()).unwrap_or(u32::MAX)).collect();
        let done = self.each(
            &numbers,
            || (touched.scratch(), cleaner.scratch()),
            |(probe, scratch), number, mut document| {
                // What the change cannot concern is as it was.
                if let Some(summary) = known.summary(number).filter(|_| !touched.concerns(probe, &document)) {
                    return summary;
                }
                document.flags = self.flags[number as usize].to_vec();
                Summary::of(cleaner.rules(), &Marked::of(cleaner, scratch, document))
            },
            |summaries| {
                summaries.into_iter().for_each(|summary| catalog.push(summary));
                let counted = catalog.entries.len() as u64;
                self.turn(|state| {
                    state.recount = state.recount.map(|_| counted);
                    false
                });
            },
            &monitor,
        );
        if done.is_ok() {
            self.turn(|state| {
                let current = Arc::ptr_eq(&state.rules, &rules);
                if current {
                    (state.catalog, state.recount) = (Arc::new(catalog), None);
                    state.counted = Arc::clone(&rules);
                }
                current
            });
        }
    }

    /// Studies missed lines, if a page wants them.
    pub(super) fn study_missed(&self, make: Make<MissedStudy>) {
        self.study(&self.missed, make);
    }

    /// Groups, if a page wants them.
    pub(super) fn study_groups(&self, make: Make<GroupStudy>) {
        self.study(&self.groups, make);
    }

    fn study<T>(&self, place: &Mutex<Desired<T>>, make: Make<T>) {
        let rules = self.read(|state| Arc::clone(&state.rules));
        if !locked(place).due(&rules) {
            return;
        }
        let (mut done, all) = (0, self.texts.len() as u64);
        let outcome = make(self, &rules, &mut |more| {
            done += more;
            locked(place).progress(done, all);
        });
        locked(place).done(rules, outcome);
    }

    fn studied<T>(&self, place: &Mutex<Desired<T>>) -> Study<Arc<T>> {
        let study = {
            let mut desired = locked(place);
            desired.wanted = true;
            desired.study.clone()
        };
        let _turned = locked(&self.turned.0);
        self.turned.1.notify_all();
        study
    }

    /// Every document through `work`, in order.
    pub(super) fn each_document<S, T: Send>(
        &self,
        scratch: impl Fn() -> S + Sync,
        work: impl Fn(&mut S, u32, Document) -> T + Sync,
        sink: impl FnMut(Vec<T>),
    ) -> Result<(), Halt> {
        let numbers: Vec<u32> = (0..u32::try_from(self.texts.len()).unwrap_or(u32::MAX)).collect();
        self.each(&numbers, scratch, work, sink, &Asking(&|| self.is_closed()))
    }

    /// Work that is split up among the workers.
    pub(super) fn within<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        self.workers.within(work)
    }

    /// Waits until something turns, or so long.
    pub(super) fn wait(&self, time: Duration) {
        let guard = locked(&self.turned.0);
        drop(self.turned.1.wait_timeout(guard, time));
    }

    /// The work behind [`Desk::sweep`] and a recount.
    fn each<S, T: Send>(
        &self,
        numbers: &[u32],
        scratch: impl Fn() -> S + Sync,
        work: impl Fn(&mut S, u32, Document) -> T + Sync,
        mut sink: impl FnMut(Vec<T>),
        monitor: &dyn Monitor,
    ) -> Result<(), Halt> {
        let read =
            |range: Range<usize>| (range.clone(), self.texts.read(range).map_err(|error| error.to_string()));
        let end = self.workers.ordered(
            runs(numbers, &self.texts).map(read),
            scratch,
            |scratch, (range, pieces)| {
                let documents = pieces?.into_iter().map(stored::document);
                let numbered = (range.start as u32..).zip(documents);
                numbered
                    .map(|(number, document)| Ok(work(scratch, number, document?)))
                    .collect::<Result<Vec<T>, String>>()
            },
            |results| {
                sink(results?);
                Ok::<(), String>(())
            },
            monitor,
        );
        match end {
            Ok(End::Complete) => Ok(()),
            Ok(End::Interrupted) => Err(Halt::Superseded),
            Err(why) => Err(Halt::Failed(why)),
        }
    }

    fn find(&self, words: &str) -> Result<Vec<u32>, Halt> {
        let wanted = Words::new(words);
        let chunks: Vec<Range<usize>> = chunks(0..self.folded.len(), &self.folded).collect();
        let found = self.workers.map(&chunks, |range| {
            let pieces = self.folded.read(range.clone())?;
            let stands = |(number, piece): (u32, Vec<u8>)| wanted.stand_in(&piece).then_some(number);
            Ok((range.start as u32..).zip(pieces).filter_map(stands).collect::<Vec<u32>>())
        });
        let found: std::io::Result<Vec<Vec<u32>>> = found.into_iter().collect();
        Ok(found.map_err(|error| Halt::Failed(error.to_string()))?.concat())
    }
}

/// Makes a study with these rules; told how many more documents it has looked at.
type Make<T> = fn(&TuneDesk, &Rules, &mut dyn FnMut(u64)) -> Result<T, Halt>;

/// A monitor that asks somebody whether to go on.
struct Asking<'a>(&'a (dyn Fn() -> bool + Sync));

impl Monitor for Asking<'_> {
    fn interrupted(&self) -> bool {
        (self.0)()
    }
}

/// Ascending numbers as ranges of what stands side by side on the shelf, none much larger than a chunk.
fn runs<'a>(numbers: &'a [u32], shelf: &'a Shelf) -> impl Iterator<Item = Range<usize>> + 'a {
    let beside = numbers.chunk_by(|one, next| one + 1 == *next);
    let range = |run: &[u32]| Some(*run.first()? as usize..*run.last()? as usize + 1);
    beside.filter_map(range).flat_map(|range| chunks(range, shelf))
}

fn chunks(range: Range<usize>, shelf: &Shelf) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut next = range.start;
    std::iter::from_fn(move || {
        let start = next;
        while next < range.end && (next == start || shelf.bytes(start..next + 1) <= CHUNK) {
            next += 1;
        }
        (start < next).then_some(start..next)
    })
}

impl Desk for TuneDesk {
    fn snapshot(&self) -> Snapshot {
        let documents = self.texts.len() as u64;
        self.read(|state| Snapshot {
            version: state.version,
            rules: Arc::clone(&state.rules),
            catalog: Arc::clone(&state.catalog),
            recount: state.recount.map(|done| (done, documents)),
            labels: self.labels.is_some(),
            today: super::super::clock::today(),
        })
    }

    fn document(&self, number: u32) -> Result<Document, String> {
        let at = number as usize;
        let pieces = self.texts.read(at..at + 1).map_err(|error| error.to_string())?;
        let bytes = pieces.into_iter().next().ok_or("no such document")?;
        let document = stored::document(bytes)?;
        Ok(Document { flags: self.flags[at].to_vec(), ..document })
    }

    fn sweep<S, T: Send>(
        &self,
        work_for: Work,
        numbers: &[u32],
        scratch: impl Fn() -> S + Sync,
        work: impl Fn(&mut S, u32, Document) -> T + Sync,
    ) -> Result<Vec<T>, Halt> {
        let stale = || matches!(work_for, Work::Draft(draft) if draft != self.draft.load(Ordering::Relaxed));
        let mut results = Vec::new();
        self.each(
            numbers,
            scratch,
            work,
            |more| results.extend(more),
            &Asking(&|| self.is_closed() || stale()),
        )?;
        Ok(results)
    }

    fn begin_draft(&self) -> Work {
        Work::Draft(self.draft.fetch_add(1, Ordering::Relaxed) + 1)
    }

    fn missed(&self) -> Study<Arc<MissedStudy>> {
        self.studied(&self.missed)
    }

    fn groups(&self) -> Study<Arc<GroupStudy>> {
        self.studied(&self.groups)
    }

    fn search(&self, words: &str) -> Result<Arc<Vec<u32>>, Halt> {
        let known = |searches: &[(String, Arc<Vec<u32>>)]| {
            searches.iter().find(|(known, _)| known == words).map(|(_, found)| Arc::clone(found))
        };
        if let Some(found) = known(&locked(&self.searches)) {
            return Ok(found);
        }
        let found = Arc::new(self.find(words)?);
        let mut searches = locked(&self.searches);
        if searches.len() >= SEARCHES {
            searches.remove(0);
        }
        searches.push((words.to_owned(), Arc::clone(&found)));
        Ok(found)
    }

    fn gold(&self, document: &Document) -> Option<Gold> {
        self.labels
            .as_ref()
            .and_then(|labels| locked(labels).gold(document))
            .or_else(|| super::labels::recorded(document))
    }

    fn label(&self, document: &Document, gold: &Gold) -> Result<(), String> {
        let _writing = locked(&self.writing);
        match &self.labels {
            Some(labels) if !self.is_closed() => locked(labels).set(document, gold),
            _ => Err("no labels file was named: start with --labels FILE".into()),
        }
    }

    fn save(&self, pack: &Pack, text: &str) -> Result<(), String> {
        {
            let _writing = locked(&self.writing);
            let known = self.read(|state| state.rules.writable().any(|known| known == pack));
            if self.is_closed() || !known {
                return Err("the pack has changed since; look it over again".into());
            }
            // A rename would replace a link, not what it leads to.
            let path = std::fs::canonicalize(&pack.path).unwrap_or_else(|_| pack.path.as_str().into());
            let there = std::fs::read_to_string(&path);
            if pack.is_there && !there.is_ok_and(|there| there == pack.text)
                || !pack.is_there && path.exists()
            {
                return Err("the file has changed on disk since; look it over again".into());
            }
            write_file(&path, text.as_bytes()).map_err(|error| error.to_string())?;
        }
        self.reload();
        // Small corpora are counted while the browser waits, so that the next page has its figures.
        for _ in 0..10 {
            if self.read(|state| state.recount.is_none()) {
                break;
            }
            self.wait(Duration::from_millis(100));
        }
        Ok(())
    }
}
