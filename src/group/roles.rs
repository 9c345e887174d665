//! What each member of a group is to its representative.

use super::gather::{Gathered, Story};
use super::texts::Texts;
use super::verify::shared;
use super::{Group, Member, Permille, Role, Thresholds};
use crate::fingerprint::Features;

/// A cut has at most this share of the shingles of what it was cut from.
const CUT: Permille = Permille(800);

/// An update's lede is new if less than this share of it stands in the older text.
const KNOWN_LEDE: Permille = Permille(500);

/// The group of a story; `None` where it is one document alone.
pub(super) fn describe(texts: &Texts<'_>, story: &Story, thresholds: &Thresholds) -> Option<Group> {
    let copies = texts.documents(story.representative);
    let representative = copies[0];
    let mut members: Vec<Member> = copies.iter().map(|&copy| identical(copy, representative)).collect();
    let features = texts.features(story.representative);
    for other in &story.others {
        let wording = Wording::of(&features, &texts.features(other.text), other, thresholds);
        members.extend(others(texts, representative, other, &wording));
    }
    members.sort_unstable_by_key(|member| member.document);
    (members.len() > 1).then_some(Group { representative, members })
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
    let first = texts.documents(other.text)[0];
    let matched = texts.documents(other.matched)[0];
    let created = |document: usize| texts.corpus.key(document).created;
    texts.documents(other.text).iter().map(move |&document| Member {
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
        let lede: Vec<u32> = member.lede().collect();
        let known = Permille::of(shared(&lede, &representative.shingles), lede.len() as u64);
        let length = match () {
            () if Permille::of(new, old) <= CUT => Length::Shorter,
            () if Permille::of(old, new) <= CUT => Length::Longer,
            () => Length::Alike,
        };
        Wording { news: known < KNOWN_LEDE || !gathered.evidence.figures.agree(thresholds), length }
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
