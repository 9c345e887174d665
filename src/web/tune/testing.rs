//! A desk in memory, for tests of pages.

use std::sync::{Arc, Mutex};

use super::{
    Catalog, Desk, GroupStudy, Halt, LabelChange, Method, MissedStudy, Pack, Request, Response, Rules,
    Snapshot, Study, Summary, Work, answer,
};
use crate::clean::Cleaner;
use crate::document::Document;
use crate::eval::{Gold, Label, set_label};
use crate::rules::{PackText, compile};
use crate::survey::Marked;
use crate::text::Words;

pub(super) struct MemoryDesk {
    pub(super) documents: Vec<Document>,
    pub(super) snapshot: Snapshot,
    /// Ids and labels, in the order in which they were written.
    pub(super) labelled: Mutex<Vec<(String, Gold)>>,
    /// Names of packs and their new texts.
    pub(super) saved: Mutex<Vec<(String, String)>>,
}

/// A pack of one rule.
pub(super) const PACK: &str = "[pack]\nformat = 1\nname = \"mine\"\n\n[[rule]]\nid = \"share\"\nwhy = \"buttons\"\n\
                               kind = \"share\"\nexact = [\"Share\"]\nmatch = [\"Share\"]\n";

/// A document of the outlet `a.example`.
pub(super) fn document(id: &str, text: &str) -> Document {
    Document {
        id: id.into(),
        text: text.into(),
        source: Some("a.example".into()),
        created: Some("2024-03-01".into()),
        ..Document::default()
    }
}

impl MemoryDesk {
    /// A desk with this pack alone.
    pub(super) fn new(pack: &str, documents: Vec<Document>) -> MemoryDesk {
        let text = PackText { path: "mine.toml".into(), text: pack.into() };
        let (set, problems) = compile(&[text], &|_, _| Err(String::new()));
        let set = set.unwrap_or_else(|| panic!("{problems:?}"));
        let cleaner = Cleaner::new(Arc::new(set)).with_model(None);
        let mut catalog = Catalog::default();
        for document in &documents {
            let marked = Marked::of(&cleaner, &mut cleaner.scratch(), document.clone());
            catalog.push(Summary::of(cleaner.rules(), &marked));
        }
        let pack = Pack {
            name: "mine".into(),
            path: "mine.toml".into(),
            text: pack.into(),
            writable: true,
            is_given: true,
            is_there: true,
        };
        let rules = Rules { cleaner, packs: vec![pack], problems: Vec::new() };
        let snapshot = Snapshot {
            version: 1,
            rules: Arc::new(rules),
            catalog: Arc::new(catalog),
            recount: None,
            labels: true,
            today: "2024-03-01".into(),
        };
        MemoryDesk { documents, snapshot, labelled: Mutex::default(), saved: Mutex::default() }
    }

    pub(super) fn get(&self, target: &str) -> Response {
        answer(&Request::new(Method::Get, target, Vec::new()), self)
    }

    pub(super) fn post(&self, path: &str, form: &[(&str, &str)]) -> Response {
        let mut request = Request::new(Method::Post, path, Vec::new());
        request.body = super::pairs::link("", form).trim_start_matches('?').into();
        answer(&request, self)
    }
}

/// The body as text.
pub(super) fn body(response: &Response) -> String {
    String::from_utf8_lossy(&response.body).into_owned()
}

impl Desk for MemoryDesk {
    fn snapshot(&self) -> Snapshot {
        self.snapshot.clone()
    }

    fn document(&self, number: u32) -> Result<Document, String> {
        self.documents.get(number as usize).cloned().ok_or_else(|| "gone".into())
    }

    fn sweep<S, T: Send>(
        &self,
        _: Work,
        numbers: &[u32],
        scratch: impl Fn() -> S + Sync,
        work: impl Fn(&mut S, u32, Document) -> T + Sync,
    ) -> Result<Vec<T>, Halt> {
        let mut scratch = scratch();
        Ok(numbers.iter().map(|at| work(&mut scratch, *at, self.documents[*at as usize].clone())).collect())
    }

    fn begin_draft(&self) -> Work {
        Work::Draft(0)
    }

    fn search(&self, words: &str) -> Result<Arc<Vec<u32>>, Halt> {
        let words = Words::new(words);
        let stands = |(at, document): (u32, &Document)| {
            words.stand_in(Words::folded(&document.text).as_bytes()).then_some(at)
        };
        Ok(Arc::new((0..).zip(&self.documents).filter_map(stands).collect()))
    }

    fn missed(&self) -> Study<Arc<MissedStudy>> {
        Study::Ready(Arc::default())
    }

    fn groups(&self) -> Study<Arc<GroupStudy>> {
        Study::Working(1, 2)
    }

    fn gold(&self, document: &Document) -> Option<Gold> {
        let labelled = self.labelled.lock().ok()?;
        labelled.iter().rev().find(|(id, _)| *id == document.id).map(|(_, gold)| gold.clone())
    }

    fn label(&self, document: &Document, changes: &[LabelChange]) -> Result<(), String> {
        let mut gold = self.gold(document).unwrap_or_default();
        for change in changes {
            match *change {
                LabelChange::Line(at, label) => {
                    gold.labels = set_label(&gold.labels, &document.text, at, label)?;
                }
                LabelChange::Part(span, Label::Article) => gold.must.push(span.of(&document.text).into()),
                LabelChange::Part(span, _) => gold.must_not.push(span.of(&document.text).into()),
            }
        }
        self.labelled.lock().map_err(|_| "poisoned")?.push((document.id.clone(), gold));
        Ok(())
    }

    fn save(&self, pack: &Pack, text: &str) -> Result<(), String> {
        self.saved.lock().map_err(|_| "poisoned")?.push((pack.name.clone(), text.to_owned()));
        Ok(())
    }
}
