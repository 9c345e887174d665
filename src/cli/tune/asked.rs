//! What the pages ask of the desk.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::desk::{Asking, TuneDesk, locked};
use crate::document::Document;
use crate::eval::Gold;
use crate::web::tune::{Desk, GroupStudy, Halt, LabelChange, MissedStudy, Pack, Snapshot, Study, Work};
use crate::write::write_file;

/// Searches that are remembered; a text does not change while the page is open.
const SEARCHES: usize = 16;

impl Desk for TuneDesk {
    fn snapshot(&self) -> Snapshot {
        let documents = self.texts.len();
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
        self.texts.document(number)
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
        let monitor = Asking(&|| self.is_closed() || stale());
        let texts = &self.texts;
        texts.each(&texts.workers, numbers, scratch, work, |more| results.extend(more), &monitor)?;
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
        let found = Arc::new(self.texts.find(words)?);
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

    fn label(&self, document: &Document, changes: &[LabelChange]) -> Result<(), String> {
        let _writing = locked(&self.writing);
        match &self.labels {
            Some(labels) if !self.is_closed() => locked(labels).change(document, changes),
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
