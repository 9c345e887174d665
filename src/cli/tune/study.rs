//! What takes longer than a page may: missed lines and groups, worked out behind the pages.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use super::desk::TuneDesk;
use crate::clean::cut;
use crate::fingerprint::{FingerprintKind, Weights};
use crate::group::{Entry, GroupOptions, InMemory, group};
use crate::monitor::Monitor;
use crate::survey::{Marked, Missed, MissedLimits, MissedPage, SuggestOptions, suggest};
use crate::text::epoch_seconds;
use crate::web::tune::{Copied, GroupStudy, Halt, MissedStudy, Rules, Story, Study};

/// A study, what it was made with, and whether it is wanted.
pub(super) struct Desired<T> {
    pub(super) wanted: bool,
    pub(super) study: Study<Arc<T>>,
    /// The rules that the study is of.
    pub(super) rules: Option<Arc<Rules>>,
}

impl<T> Desired<T> {
    pub(super) fn new(documents: u64) -> Desired<T> {
        Desired { wanted: false, study: Study::Working(0, documents), rules: None }
    }

    /// The rules to study with, where it is wanted and not of them.
    pub(super) fn due(&self, rules: &Arc<Rules>) -> bool {
        self.wanted && self.rules.as_ref().is_none_or(|of| !Arc::ptr_eq(of, rules))
    }

    /// Keeps what came of it. What was known before is better than a failure or a beginning.
    pub(super) fn done(&mut self, rules: Arc<Rules>, outcome: Result<T, Halt>) {
        match outcome {
            Ok(study) => self.study = Study::Ready(Arc::new(study)),
            Err(Halt::Superseded) => return,
            Err(Halt::Failed(why)) => self.study = Study::Failed(why),
        }
        self.rules = Some(rules);
        // Wanted again when a page asks again: nobody may look at it any more.
        self.wanted = false;
    }

    pub(super) fn progress(&mut self, done: u64, all: u64) {
        if !matches!(self.study, Study::Ready(_)) {
            self.study = Study::Working(done, all);
        }
    }
}

/// Studies what is wanted until the desk is closed.
pub(super) fn begin(desk: &Arc<TuneDesk>) {
    let desk = Arc::clone(desk);
    thread::spawn(move || {
        while !desk.is_closed() {
            desk.study_missed(missed);
            desk.study_groups(groups);
            desk.wait(Duration::from_millis(200));
        }
    });
}

/// Repeated lines that no rule touches, and rules for them.
fn missed(desk: &TuneDesk, rules: &Rules, told: &mut dyn FnMut(u64)) -> Result<MissedStudy, Halt> {
    let cleaner = &rules.cleaner;
    let mut missed = Missed::default();
    desk.each_document(
        || cleaner.scratch(),
        |scratch, _, document| MissedPage::of(cleaner.rules(), &Marked::of(cleaner, scratch, document)),
        |pages| {
            told(pages.len() as u64);
            pages.into_iter().for_each(|page| missed.add_page(page));
        },
    )?;
    let lines = missed.finish(&MissedLimits::default());
    let packs = suggest(&lines, &missed, &SuggestOptions::default());
    Ok(MissedStudy { packs, sampled: missed.sampled().len(), lines })
}

/// Groups of the clean texts, with the options that a run has by default.
fn groups(desk: &TuneDesk, rules: &Rules, told: &mut dyn FnMut(u64)) -> Result<GroupStudy, Halt> {
    let cleaner = &rules.cleaner;
    let kind = FingerprintKind::default();
    let mut entries: Vec<Entry> = Vec::new();
    let mut sketches = Vec::new();
    desk.each_document(
        || cleaner.scratch(),
        |scratch, _, document| {
            let marked = Marked::of(cleaner, scratch, document);
            let text = cut(&marked.document.text, &marked.removals);
            let document = marked.document;
            let entry = Entry {
                created: document.created.as_deref().and_then(epoch_seconds),
                length: text.len() as u64,
                source: document.source,
                id: document.id,
                ..Entry::default()
            };
            (entry, kind.sketch(&text))
        },
        |made| {
            told(made.len() as u64);
            for (entry, sketch) in made {
                entries.push(entry);
                sketches.push(sketch);
            }
        },
    )?;
    let weights = Weights::of_corpus(&sketches);
    for (entry, sketch) in entries.iter_mut().zip(sketches) {
        entry.fingerprint = kind.fingerprint(&sketch, &weights);
        entry.features = sketch.features;
        // Grouping does not look at them, and they are half of what it is given.
        entry.features.words = Default::default();
    }
    let grouping = desk.within(|| group(&entries, &GroupOptions::default(), &InMemory, &Closing(desk)));
    let number = |document: usize| u32::try_from(document).unwrap_or(u32::MAX);
    let mut groups: Vec<Story> = grouping
        .groups
        .iter()
        .map(|group| {
            let copied = |member: &crate::group::Member| Copied {
                document: number(member.document),
                role: member.role,
                jaccard: member.jaccard,
                containment: member.containment,
            };
            let mut members: Vec<Copied> = group.members.iter().map(copied).collect();
            let representative = number(group.representative);
            members.sort_by_key(|member| (member.document != representative, member.document));
            Story { representative, members }
        })
        .collect();
    groups.sort_by_key(|group| (std::cmp::Reverse(group.members.len()), group.representative));
    let mut of = vec![None; entries.len()];
    for (place, group) in groups.iter().enumerate() {
        group.members.iter().for_each(|member| of[member.document as usize] = Some(number(place)));
    }
    Ok(GroupStudy { groups, of })
}

/// Ends grouping with the desk.
struct Closing<'a>(&'a TuneDesk);

impl Monitor for Closing<'_> {
    fn interrupted(&self) -> bool {
        self.0.is_closed()
    }
}
