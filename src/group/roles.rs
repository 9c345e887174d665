//! What each member of a group is to its representative.

use hashbrown::HashSet;

use super::common::shared;
use super::gather::{Gathered, Story};
use super::texts::Texts;
use super::verify::Figures;
use super::{Group, Member, Permille, Role, Thresholds};
use crate::fingerprint::Features;

/// A cut has at most this share of the shingles of what it was cut from.
const CUT: Permille = Permille(800);

/// An update's lede is new if less than this share of it stands in the older text.
const KNOWN_LEDE: Permille = Permille(500);

/// The group of a story.
pub(super) fn describe(texts: &Texts<'_>, story: &Story, thresholds: &Thresholds) -> Group {
    let representative = texts.first(story.representative);
    let copies = texts.documents(story.representative).iter();
    let mut members: Vec<Member> = copies.map(|&copy| identical(copy as usize, representative)).collect();
    let [mut own, mut theirs] = [Features::default(), Features::default()];
    let features = texts.features(story.representative, &mut own);
    for other in &story.others {
        let wording = Wording::of(features, texts.features(other.text, &mut theirs), other, thresholds);
        members.extend(others(texts, representative, other, &wording));
    }
    let versions = versions(texts, story, &members, thresholds);
    members.sort_unstable_by_key(|member| member.document);
    Group { representative, members, versions }
}

/// The representative and the updates, each with news against the version before it.
fn versions(texts: &Texts<'_>, story: &Story, members: &[Member], thresholds: &Thresholds) -> Vec<usize> {
    let updates: HashSet<usize> = members
        .iter()
        .filter_map(|member| (member.role == Role::Update).then_some(member.document))
        .collect();
    if updates.is_empty() {
        return Vec::new();
    }
    let created = |document: usize| texts.corpus.key(document).created;
    let mut newer: Vec<(Option<i64>, usize, usize)> = Vec::new();
    for other in &story.others {
        let of_text = texts.documents(other.text).iter().map(|&document| document as usize);
        // Of several of one time the most preferred: the first, whatever its index.
        let updates = of_text.filter(|document| updates.contains(document));
        let first = updates.min_by_key(|&document| created(document));
        newer.extend(first.map(|document| (created(document), other.text, document)));
    }
    newer.sort_unstable();
    let mut chain = vec![texts.first(story.representative)];
    let mut last = story.representative;
    let mut rooms = [Features::default(), Features::default()];
    for (_, text, document) in newer {
        let [older, newer] = &mut rooms;
        let (older, newer) = (texts.features(last, older), texts.features(text, newer));
        if has_news(older, newer, Figures::of(&older.numbers, &newer.numbers), thresholds) {
            chain.push(document);
            last = text;
        }
    }
    chain
}

/// Whether the newer text has another lede, or other figures.
fn has_news(older: &Features, newer: &Features, figures: Figures, thresholds: &Thresholds) -> bool {
    let lede: Vec<u32> = newer.lede().collect();
    let known = Permille::of(shared(&lede, &older.shingles), lede.len() as u64);
    known < KNOWN_LEDE || !figures.agree(thresholds)
}

fn identical(document: usize, representative: usize) -> Member {
    Member {
        document,
        role: if document == representative { Role::Representative } else { Role::Identical },
        hamming: 0,
        jaccard: Permille(1000),
        containment: Permille(1000),
        matched: representative,
    }
}

/// The documents with one text that is not the representative's.
fn others<'a>(
    texts: &'a Texts<'_>,
    representative: usize,
    other: &'a Gathered,
    wording: &'a Wording,
) -> impl Iterator<Item = Member> + 'a {
    let first = texts.first(other.text);
    let matched = texts.first(other.matched);
    let created = |document: usize| texts.corpus.key(document).created;
    texts.documents(other.text).iter().map(|&document| document as usize).map(move |document| Member {
        document,
        role: wording.role(created(document) > created(representative) && created(representative).is_some()),
        hamming: other.evidence.hamming,
        jaccard: other.evidence.jaccard,
        containment: other.evidence.containment,
        matched: if document == first { matched } else { first },
    })
}

/// How a text's wording lies to the representative's.
struct Wording {
    /// Its lede or its figures are new.
    news: bool,
    length: Length,
}

enum Length {
    Shorter,
    Alike,
    Longer,
}

impl Wording {
    fn of(
        representative: &Features,
        member: &Features,
        gathered: &Gathered,
        thresholds: &Thresholds,
    ) -> Wording {
        let (old, new) = (representative.shingles.len() as u64, member.shingles.len() as u64);
        let length = match () {
            () if Permille::of(new, old) <= CUT => Length::Shorter,
            () if Permille::of(old, new) <= CUT => Length::Longer,
            () => Length::Alike,
        };
        Wording { news: has_news(representative, member, gathered.evidence.figures, thresholds), length }
    }

    fn role(&self, newer: bool) -> Role {
        match self.length {
            _ if newer && self.news => Role::Update,
            Length::Shorter => Role::Trimmed,
            Length::Longer => Role::Extended,
            Length::Alike => Role::Copy,
        }
    }
}
