//! Groups: how large they are, which outlet ran whose copy, and how stories went on.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::best::{Best, Top};
use super::outlets::Outlets;
use super::{CHAIN, CHAINS, MATRIX, NAME, PAIRS, STORIES, STORY_OUTLETS, Text};
use crate::group::Role;

/// A group as it was stored.
#[derive(Debug, Clone, Copy)]
pub struct SeenGroup<'a> {
    /// Id of the member that stands for it.
    pub representative: &'a str,
    /// All members.
    pub members: &'a [SeenMember<'a>],
    /// Ids of the story's versions, the first one first; empty where there are no updates.
    pub versions: &'a [&'a str],
}

/// A member of a group.
#[derive(Debug, Clone, Copy)]
pub struct SeenMember<'a> {
    /// The document's id.
    pub id: &'a str,
    /// Its outlet, where it is known.
    pub source: Option<&'a str>,
    /// When it was published, as the record says.
    pub created: Option<&'a str>,
    /// What it is to the representative, by name.
    pub role: &'a str,
    /// Whether it is of an earlier batch.
    pub earlier: bool,
}

/// A document that a figure names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    /// Its id.
    pub id: Text,
    /// Its outlet; `""` where it is unknown.
    pub source: Text,
    /// When it was published, as the record says.
    pub created: Option<Text>,
    /// Its title, or first line; `None` where it has no row in the documents.
    pub headline: Option<Text>,
}

/// Counts by role, in the order of [`Role::ALL`].
pub type Roles = [u64; Role::ALL.len()];

/// A group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    /// The member that stands for it.
    pub representative: Named,
    /// Members, the representative among them.
    pub size: u64,
    /// Members by role.
    pub roles: Roles,
    /// Outlets that ran it, with the number of their members, the most first.
    pub outlets: Top<(Text, u64)>,
}

/// Copies that one outlet ran of another's stories.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// Outlet of the representatives.
    pub from: String,
    /// Outlet of the other members.
    pub to: String,
    /// How many, by role.
    pub roles: Roles,
}

impl Pair {
    /// All of them.
    pub fn copies(&self) -> u64 {
        self.roles.iter().sum()
    }
}

/// Copies between the outlets that have most of them: `cells[from][to]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matrix {
    /// The outlets, those with most copies given and taken first.
    pub outlets: Vec<String>,
    /// Copies by outlet of the representative, then of the member. The diagonal has an outlet's own.
    pub cells: Vec<Vec<u64>>,
    /// Outlets left out.
    pub more: u64,
}

/// The versions of a story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// The versions, the first one first.
    pub versions: Top<Named>,
}

/// What is told of groups.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exchange {
    /// Groups by size.
    pub sizes: BTreeMap<u64, u64>,
    /// The largest groups.
    pub stories: Top<Story>,
    /// Copies from one outlet to another.
    pub across: u64,
    /// Copies within one outlet.
    pub within: u64,
    /// Members that stand in groups of an outlet that is not known, or are of none.
    pub unknown: u64,
    /// Pairs of outlets, those with most copies first; pairs of one outlet with itself are left out.
    pub pairs: Top<Pair>,
    /// The same as a table.
    pub matrix: Matrix,
    /// Stories that went on, those with most versions first.
    pub chains: Top<Chain>,
}

/// Counts groups: memory for each pair of outlets, and for the few groups that are shown.
#[derive(Debug)]
pub(super) struct Stories {
    sizes: BTreeMap<u64, u64>,
    largest: Best<(Reverse<u64>, String), Story>,
    pairs: HashMap<(usize, usize), Roles>,
    chains: Best<(Reverse<u64>, String), Chain>,
}

impl Stories {
    pub(super) fn new() -> Stories {
        Stories {
            sizes: BTreeMap::new(),
            largest: Best::new(STORIES),
            pairs: HashMap::new(),
            chains: Best::new(CHAINS),
        }
    }

    pub(super) fn add(&mut self, group: &SeenGroup<'_>, outlets: &mut Outlets) {
        let size = group.members.len() as u64;
        *self.sizes.entry(size).or_default() += 1;
        let named = |id: &str| group.members.iter().find(|member| member.id == id).map(SeenMember::named);
        let representative = named(group.representative).unwrap_or_default();
        let from = group.members.iter().find(|member| member.id == group.representative);
        let from = outlets.number(from.and_then(|member| member.source));
        outlets.stands(from);
        for member in group.members.iter().filter(|member| member.id != group.representative) {
            let to = outlets.number(member.source);
            if !member.earlier {
                outlets.copy(to);
            }
            add(self.pairs.entry((from, to)).or_default(), member.role);
        }
        let key = (Reverse(size), group.representative.to_owned());
        self.largest.add(key, || Story {
            representative,
            size,
            roles: roles(group.members),
            outlets: outlets_of(group.members),
        });
        if group.versions.len() > 1 {
            let key = (Reverse(group.versions.len() as u64), group.representative.to_owned());
            let versions = group.versions.iter().filter_map(|id| named(id));
            self.chains.add(key, || Chain { versions: Top::of(versions, CHAIN) });
        }
    }

    /// The documents whose headlines are wanted.
    pub(super) fn wanted(&self) -> impl Iterator<Item = &Named> {
        let stories = self.largest.values().map(|story| &story.representative);
        stories.chain(self.chains.values().flat_map(|chain| &chain.versions.rows))
    }

    pub(super) fn exchange(self, outlets: &Outlets, complete: impl Fn(&mut Named)) -> Exchange {
        let mut exchange = Exchange { sizes: self.sizes, ..Exchange::default() };
        exchange.matrix = matrix(&self.pairs, outlets);
        let mut pairs = Vec::new();
        for ((from, to), roles) in self.pairs {
            let pair = Pair { from: outlets.name(from).to_owned(), to: outlets.name(to).to_owned(), roles };
            if pair.from.is_empty() || pair.to.is_empty() {
                exchange.unknown += pair.copies();
            } else if pair.from == pair.to {
                exchange.within += pair.copies();
            } else {
                exchange.across += pair.copies();
                pairs.push(pair);
            }
        }
        let order = |a: &Pair, b: &Pair| {
            b.copies().cmp(&a.copies()).then_with(|| (&a.from, &a.to).cmp(&(&b.from, &b.to)))
        };
        pairs.sort_unstable_by(order);
        exchange.pairs = Top::of(pairs, PAIRS);
        exchange.stories = self.largest.top();
        exchange.chains = self.chains.top();
        exchange.stories.rows.iter_mut().for_each(|story| complete(&mut story.representative));
        exchange.chains.rows.iter_mut().flat_map(|chain| &mut chain.versions.rows).for_each(complete);
        exchange
    }
}

impl SeenMember<'_> {
    fn named(&self) -> Named {
        Named {
            id: Text { shown: self.id.to_owned(), more: 0 },
            source: Text::cut(self.source.unwrap_or_default(), NAME),
            created: self.created.map(|created| Text::cut(created, NAME)),
            headline: None,
        }
    }
}

fn add(counts: &mut Roles, role: &str) {
    if let Some(place) = Role::ALL.iter().position(|known| known.as_str() == role) {
        counts[place] += 1;
    }
}

fn roles(members: &[SeenMember<'_>]) -> Roles {
    let mut counts = Roles::default();
    members.iter().for_each(|member| add(&mut counts, member.role));
    counts
}

fn outlets_of(members: &[SeenMember<'_>]) -> Top<(Text, u64)> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for member in members {
        *counts.entry(member.source.unwrap_or_default()).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(source, count)| (Reverse(*count), *source));
    Top::of(counts, STORY_OUTLETS).map(|(source, count)| (Text::cut(source, NAME), count))
}

/// The table of the outlets with most copies from and to others.
fn matrix(pairs: &HashMap<(usize, usize), Roles>, outlets: &Outlets) -> Matrix {
    let mut copies: BTreeMap<usize, u64> = BTreeMap::new();
    for (&(from, to), roles) in pairs {
        let known = !outlets.name(from).is_empty() && !outlets.name(to).is_empty();
        if known && from != to {
            let count: u64 = roles.iter().sum();
            *copies.entry(from).or_default() += count;
            *copies.entry(to).or_default() += count;
        }
    }
    let mut order: Vec<(usize, u64)> = copies.into_iter().collect();
    order.sort_by_key(|&(outlet, count)| (Reverse(count), outlets.name(outlet)));
    let shown: Vec<usize> = order.iter().map(|(outlet, _)| *outlet).take(MATRIX).collect();
    let cell = |from: usize, to: usize| pairs.get(&(from, to)).map_or(0, |roles| roles.iter().sum());
    Matrix {
        outlets: shown.iter().map(|&outlet| outlets.name(outlet).to_owned()).collect(),
        cells: shown.iter().map(|&from| shown.iter().map(|&to| cell(from, to)).collect()).collect(),
        more: (order.len() - shown.len()) as u64,
    }
}

/// Ids that are wanted, without repeats.
pub(super) fn ids<'a>(wanted: impl Iterator<Item = &'a Named>) -> BTreeSet<String> {
    wanted.map(|named| named.id.shown.clone()).collect()
}
