//! Lines of stories that come nearest to a rule: what its author should know to stay.

use std::sync::Arc;

use hashbrown::{HashMap, HashSet};

use super::super::missed_page::{Fate, MissedPage};
use crate::clean::repeated::Sighting;
use crate::text::words;

/// Lines of an outlet's stories that are looked at.
const LINES: usize = 2_000;

/// Longer lines, in bytes, make no example.
const LONGEST: usize = 300;

/// Lines of one outlet's stories, shorter ones first.
#[derive(Debug, Default)]
pub(super) struct Stories {
    lines: Vec<(Arc<str>, Vec<String>)>,
}

impl Stories {
    /// The lines that nothing takes and that stand within the story, or read as sentences.
    pub(super) fn of<'a>(pages: impl Iterator<Item = &'a MissedPage>) -> Stories {
        let mut texts: Vec<(u64, &Arc<str>)> = Vec::new();
        let mut seen: HashMap<u64, u64> = HashMap::new();
        let mut repeated: HashSet<u64> = HashSet::new();
        for page in pages {
            for line in page.lines.iter().filter(|line| line.key != 0) {
                if seen.insert(line.key, page.key).is_some_and(|other| other != page.key) {
                    repeated.insert(line.key);
                }
                let story = line.places & Sighting::MIDDLE != 0 || line.sentence;
                if line.fate == Fate::Stays && story && line.text.len() <= LONGEST {
                    texts.push((line.key, &line.text));
                }
            }
        }
        // What outlets repeat is what rules are for.
        texts.retain(|(key, _)| !repeated.contains(key));
        let mut texts: Vec<&Arc<str>> = texts.into_iter().map(|(_, text)| text).collect();
        texts.sort_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
        texts.dedup();
        // Of a long list every so many, so that short and long ones are among them.
        let step = texts.len().div_ceil(LINES).max(1);
        Stories { lines: texts.into_iter().step_by(step).map(|text| (Arc::clone(text), bag(text))).collect() }
    }

    /// The `most` lines that share the largest part of their words with these.
    pub(super) fn nearest<'a>(
        &self,
        texts: impl Iterator<Item = &'a str>,
        most: usize,
        wrong: &HashSet<Arc<str>>,
    ) -> Vec<Arc<str>> {
        let own: HashSet<String> = texts.flat_map(bag).collect();
        let share = |words: &[String]| {
            let shared = words.iter().filter(|word| own.contains(*word)).count();
            shared * 1000 / words.len().max(1)
        };
        let mut ranked: Vec<(usize, &Arc<str>)> = self
            .lines
            .iter()
            .filter(|(line, _)| !wrong.contains(line))
            .map(|(line, words)| (share(words), line))
            .collect();
        ranked.sort_by(|(a, one), (b, other)| (b, one.len(), one).cmp(&(a, other.len(), other)));
        let shares = ranked.iter().take_while(|(share, _)| *share > 0).count().max(1);
        ranked.into_iter().take(most.min(shares)).map(|(_, line)| Arc::clone(line)).collect()
    }
}

fn bag(text: &str) -> Vec<String> {
    let mut bag = Vec::new();
    words(text, |word| bag.push(word.to_owned()));
    bag.sort();
    bag.dedup();
    bag
}
