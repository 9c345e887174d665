//! Learning from documents that are in memory.

use std::collections::BTreeMap;

use super::{Learner, Observed, Outlet, StoryTeller, observe};
use crate::clean::Cleaner;
use crate::document::Document;
use crate::rules::{LearntSource, RuleSet};
use crate::text::{hash64, lines};

/// The cleaner's rules with what these documents teach behind them: what a run over them would clean with.
pub fn learn<'a>(cleaner: &Cleaner, documents: impl IntoIterator<Item = &'a Document>) -> RuleSet {
    let mut scratch = cleaner.scratch();
    let seen = documents.into_iter().map(|document| {
        let lines = lines(&document.text);
        let hits = cleaner.hits(&mut scratch, document, &lines);
        observe(cleaner.rules(), document, &lines, &cleaner.mark_by_rules(document, &lines, &hits))
    });
    cleaner.rules().with_learnt(&learn_observed(cleaner.rules(), seen))
}

/// What is learnt from what was observed of each document.
pub fn learn_observed(rules: &RuleSet, documents: impl IntoIterator<Item = Observed>) -> Vec<LearntSource> {
    let (mut sightings, mut anchors) = (Vec::new(), Vec::new());
    let mut outlets: BTreeMap<u64, Outlet> = BTreeMap::new();
    let mut count = 0;
    for mut observed in documents {
        observed.number(count);
        count += 1;
        let hash = hash64(observed.outlet.as_bytes());
        outlets.entry(hash).or_insert(Outlet { name: observed.outlet, stories: 0 });
        sightings.extend(observed.sightings);
        anchors.extend(observed.anchors);
    }
    anchors.sort_unstable();
    sightings.sort_unstable();
    let mut teller = StoryTeller::new(count as usize);
    anchors.into_iter().for_each(|anchor| teller.add(anchor));
    let (stories, counts) = teller.finish();
    for (hash, outlet) in &mut outlets {
        outlet.stories = counts.get(hash).copied().unwrap_or(0);
    }
    let mut learner = Learner::new(rules, &outlets, &stories);
    sightings.into_iter().for_each(|sighting| learner.add(sighting));
    learner.finish()
}
