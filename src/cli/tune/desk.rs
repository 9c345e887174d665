//! The desk behind the page: what it knows at this moment, and what turns it.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use super::super::args::RuleArgs;
use super::labels::Labels;
use super::load::load;
use super::study::Desired;
use super::texts::Texts;
use crate::document::Document;
use crate::monitor::Monitor;
use crate::pipeline::Workers;
use crate::rules::{Place, Problem};
use crate::survey::{Marked, Touched};
use crate::web::tune::{Catalog, GroupStudy, Halt, MissedStudy, Rules, Study, Summary};

/// See the module.
pub(super) struct TuneDesk {
    arguments: RuleArgs,
    pub(super) texts: Texts,
    /// For what goes on behind the pages, so that these do not wait for it.
    behind: Workers,
    state: RwLock<State>,
    /// Wakes whoever counts anew, and whoever waits for it.
    turned: (Mutex<()>, Condvar),
    pub(super) searches: Mutex<Vec<(String, Arc<Vec<u32>>)>>,
    pub(super) labels: Option<Mutex<Labels>>,
    /// Held while files are written.
    pub(super) writing: Mutex<()>,
    closed: AtomicBool,
    /// The number of the newest draft.
    pub(super) draft: AtomicU64,
    pub(super) missed: Mutex<Desired<MissedStudy>>,
    pub(super) groups: Mutex<Desired<GroupStudy>>,
}

pub(super) struct State {
    pub(super) version: u64,
    pub(super) rules: Arc<Rules>,
    pub(super) catalog: Arc<Catalog>,
    /// The rules that the catalog is of.
    counted: Arc<Rules>,
    /// How far the count with the present rules is; `None` where the catalog is of them.
    pub(super) recount: Option<u64>,
}

pub(super) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl TuneDesk {
    pub(super) fn new(
        arguments: RuleArgs,
        rules: Rules,
        (catalog, texts): (Catalog, Texts),
        labels: Option<Labels>,
        behind: Workers,
    ) -> TuneDesk {
        let (rules, catalog) = (Arc::new(rules), Arc::new(catalog));
        let counted = Arc::clone(&rules);
        let state = State { version: 1, rules, catalog, counted, recount: None };
        let documents = texts.len();
        TuneDesk {
            arguments,
            texts,
            behind,
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

    pub(super) fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
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
                let problem = Problem::error("unreadable", Place::default(), error.to_string());
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
        let done = self.texts.each(
            &self.behind,
            &self.texts.numbers(),
            || (touched.scratch(), cleaner.scratch()),
            |(probe, scratch), number, document| {
                // What the change cannot concern is as it was.
                if let Some(summary) = known.summary(number).filter(|_| !touched.concerns(probe, &document)) {
                    return summary;
                }
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
        let (mut done, all) = (0, self.texts.len());
        let outcome = make(self, &rules, &mut |more| {
            done += more;
            locked(place).progress(done, all);
        });
        locked(place).done(rules, outcome);
    }

    pub(super) fn studied<T>(&self, place: &Mutex<Desired<T>>) -> Study<Arc<T>> {
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
        let monitor = Asking(&|| self.is_closed());
        self.texts.each(&self.behind, &self.texts.numbers(), scratch, work, sink, &monitor)
    }

    /// Work that is split up among the workers.
    pub(super) fn within<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        self.behind.within(work)
    }

    /// Waits until something turns, or so long.
    pub(super) fn wait(&self, time: Duration) {
        let guard = locked(&self.turned.0);
        drop(self.turned.1.wait_timeout(guard, time));
    }
}

/// Makes a study with these rules; told how many more documents it has looked at.
type Make<T> = fn(&TuneDesk, &Rules, &mut dyn FnMut(u64)) -> Result<T, Halt>;

/// A monitor that asks somebody whether to go on.
pub(super) struct Asking<'a>(pub(super) &'a (dyn Fn() -> bool + Sync));

impl Monitor for Asking<'_> {
    fn interrupted(&self) -> bool {
        (self.0)()
    }
}
