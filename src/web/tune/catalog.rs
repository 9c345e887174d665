//! What is held of every document while the page is open: a few hundred bytes each, and no text.

use std::collections::HashMap;
use std::sync::Arc;

use crate::clean::{SCORE, SEAM, Verdict};
use crate::document::Flag;
use crate::rules::RuleSet;
use crate::survey::Marked;
use crate::text::epoch_seconds;

/// Characters of a title that are shown.
const TITLE: usize = 120;

/// What a rule does in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hits {
    /// Index into [`Catalog::rules`].
    pub rule: u32,
    /// Lines that it took, whole or in part, kept, or read fields from.
    pub lines: u32,
    /// Lines that it would take, were it not on trial.
    pub on_trial: u32,
    /// Bytes that it took.
    pub bytes: u64,
}

/// A document in lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: Box<str>,
    /// Index into [`Catalog::sources`].
    pub source: u32,
    /// The language by which scopes were decided.
    pub lang: Option<Box<str>>,
    /// Seconds since 1970 of its publication, where the record has a date that can be read.
    pub created: Option<i64>,
    /// The headline: as the record says, else the first line that stays, else the first line.
    pub title: Box<str>,
    /// Bytes of its text.
    pub bytes: u64,
    /// Bytes that go.
    pub removed: u64,
    /// What had to be decided to read and to clean it.
    pub flags: Box<[Flag]>,
    /// What rules did in it, by rule.
    pub hits: Box<[Hits]>,
}

/// A document's part of a catalog, before its names are known to it: made by any worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// All but source and hits.
    pub entry: Entry,
    /// The outlet.
    pub source: Option<String>,
    /// What rules did, by id.
    pub hits: Vec<(Arc<str>, Hits)>,
}

/// All documents, in the order of the corpus, and where each rule did something.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalog {
    /// The documents.
    pub entries: Vec<Entry>,
    /// Outlets, in the order in which they were met; the unknown one is empty.
    pub sources: Vec<Arc<str>>,
    /// Ids of the rules that did something, in the order in which they were met.
    pub rules: Vec<Arc<str>>,
    by_source: HashMap<Arc<str>, u32>,
    by_rule: HashMap<Arc<str>, u32>,
    /// For each rule the documents in which it did something, ascending.
    documents: Vec<Vec<u32>>,
    /// For each rule what it did in all of them.
    totals: Vec<Hits>,
}

impl Summary {
    /// The summary of a marked document.
    pub fn of(set: &RuleSet, marked: &Marked) -> Summary {
        let document = &marked.document;
        let mut flags = [document.flags.as_slice(), &marked.marking.flags].concat();
        flags.sort_unstable();
        flags.dedup();
        let entry = Entry {
            id: document.id.as_str().into(),
            source: 0,
            lang: document.lang.as_deref().map(Into::into),
            created: document.created.as_deref().and_then(epoch_seconds),
            title: title(marked).into(),
            bytes: document.text.len() as u64,
            removed: marked.bytes_removed(),
            flags: flags.into(),
            hits: Box::default(),
        };
        Summary { entry, source: document.source.clone(), hits: hits(set, marked) }
    }
}

/// The first line that stays, by which the document is known in lists.
fn title(marked: &Marked) -> String {
    let text = &marked.document.text;
    let stays = || {
        let fates = marked.fates();
        let line = fates.iter().find(|fate| !fate.is_removed() && !fate.span.of(text).trim().is_empty())?;
        Some(line.span.of(text).to_owned())
    };
    let given = marked.document.title.clone().filter(|title| !title.trim().is_empty());
    let first = || text.lines().find(|line| !line.trim().is_empty()).map(str::to_owned);
    let title = given.or_else(stays).or_else(first).unwrap_or_default();
    let mut shown: String = title.trim().chars().take(TITLE).collect();
    if shown.len() < title.trim().len() {
        shown.push('…');
    }
    shown
}

fn hits(set: &RuleSet, marked: &Marked) -> Vec<(Arc<str>, Hits)> {
    let mut found: Vec<(Arc<str>, Hits)> = Vec::new();
    let mut count = |rule: &Arc<str>, add: &dyn Fn(&mut Hits)| {
        let at = found.iter().position(|(known, _)| known == rule).unwrap_or_else(|| {
            found.push((Arc::clone(rule), Hits { rule: 0, lines: 0, on_trial: 0, bytes: 0 }));
            found.len() - 1
        });
        add(&mut found[at].1);
    };
    for finding in &marked.marking.findings {
        let rule = &set.rules[finding.rule].id;
        match finding.verdict {
            Verdict::Removed | Verdict::Captured | Verdict::Keeps => count(rule, &|hits| hits.lines += 1),
            Verdict::Marked => count(rule, &|hits| hits.on_trial += 1),
            _ => {}
        }
    }
    for removal in marked.removals.iter().filter(|removal| *removal.rule != *SEAM) {
        let scored = u32::from(*removal.rule == *SCORE);
        count(&removal.rule, &|hits| {
            hits.bytes += removal.span.len() as u64;
            hits.lines += scored;
        });
    }
    found
}

impl Catalog {
    /// Adds the next document.
    pub fn push(&mut self, summary: Summary) {
        let number = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        let source = self.source_number(summary.source.as_deref().unwrap_or_default());
        let hits = summary.hits.into_iter().map(|(rule, hits)| {
            let rule = self.rule_number(&rule);
            self.documents[rule as usize].push(number);
            let total = &mut self.totals[rule as usize];
            total.lines += hits.lines;
            total.on_trial += hits.on_trial;
            total.bytes += hits.bytes;
            Hits { rule, ..hits }
        });
        let hits = hits.collect();
        self.entries.push(Entry { source, hits, ..summary.entry });
    }

    /// The summary of a document as it was pushed; `None` where there is no such document.
    pub fn summary(&self, number: u32) -> Option<Summary> {
        let entry = self.entries.get(number as usize)?;
        let source = &self.sources[entry.source as usize];
        let hits = entry.hits.iter().map(|hits| (Arc::clone(&self.rules[hits.rule as usize]), *hits));
        Some(Summary {
            source: (!source.is_empty()).then(|| source.to_string()),
            hits: hits.collect(),
            entry: Entry { source: 0, hits: Box::default(), ..entry.clone() },
        })
    }

    fn source_number(&mut self, source: &str) -> u32 {
        if let Some(&number) = self.by_source.get(source) {
            return number;
        }
        intern(source.into(), &mut self.sources, &mut self.by_source)
    }

    fn rule_number(&mut self, rule: &Arc<str>) -> u32 {
        if let Some(&number) = self.by_rule.get(rule) {
            return number;
        }
        self.documents.push(Vec::new());
        self.totals.push(Hits { rule: 0, lines: 0, on_trial: 0, bytes: 0 });
        intern(Arc::clone(rule), &mut self.rules, &mut self.by_rule)
    }

    /// The number of an outlet; the unknown one is empty.
    pub fn source(&self, name: &str) -> Option<u32> {
        self.by_source.get(name).copied()
    }

    /// The number of a rule that did something.
    pub fn rule(&self, id: &str) -> Option<u32> {
        self.by_rule.get(id).copied()
    }

    /// The documents in which a rule did something, ascending.
    pub fn documents_of(&self, id: &str) -> &[u32] {
        self.rule(id).map_or(&[], |rule| &self.documents[rule as usize])
    }

    /// What a rule did in all documents.
    pub fn total_of(&self, id: &str) -> Hits {
        let nothing = Hits { rule: 0, lines: 0, on_trial: 0, bytes: 0 };
        self.rule(id).map_or(nothing, |rule| self.totals[rule as usize])
    }

    /// What a rule did in a document.
    pub fn hits_in(&self, rule: u32, document: u32) -> Option<&Hits> {
        self.entries.get(document as usize)?.hits.iter().find(|hits| hits.rule == rule)
    }

    /// The outlet of a document.
    pub fn source_of(&self, entry: &Entry) -> &str {
        &self.sources[entry.source as usize]
    }
}

fn intern(name: Arc<str>, names: &mut Vec<Arc<str>>, by_name: &mut HashMap<Arc<str>, u32>) -> u32 {
    let number = u32::try_from(names.len()).unwrap_or(u32::MAX);
    names.push(Arc::clone(&name));
    by_name.insert(name, number);
    number
}
