//! Which documents of a catalog are listed, and in which order.

use std::cmp::Reverse;

use super::catalog::{Catalog, Entry};
use super::pairs::Pairs;

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// As the corpus has them.
    #[default]
    Corpus,
    /// The largest share removed first.
    Most,
    /// The smallest share removed first.
    Least,
    /// The newest first; those without a date last.
    Newest,
}

impl Order {
    /// All orders with their names in addresses and for people.
    pub const ALL: [(Order, &'static str, &'static str); 4] = [
        (Order::Corpus, "", "as in the corpus"),
        (Order::Most, "most", "most removed first"),
        (Order::Least, "least", "least removed first"),
        (Order::Newest, "newest", "newest first"),
    ];
}

/// What was asked for. All that is given must hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// The outlet; the unknown one is `?`.
    pub source: Option<String>,
    /// A rule that did something.
    pub rule: Option<String>,
    /// A flag by its name.
    pub flag: Option<String>,
    /// Words that stand in the text or the id.
    pub search: Option<String>,
    /// The order.
    pub order: Order,
}

/// How the unknown outlet is called in addresses.
pub(super) const UNKNOWN: &str = "?";

impl Filter {
    /// The filter in a query.
    pub fn of(query: &Pairs) -> Filter {
        let get = |name| query.get(name).map(|value: &str| value.trim().to_owned());
        let order = Order::ALL.iter().find(|(_, name, _)| query.get("order") == Some(name));
        Filter {
            source: get("source"),
            rule: get("rule"),
            flag: get("flag"),
            search: get("q"),
            order: order.map_or(Order::Corpus, |(order, ..)| *order),
        }
    }

    /// The filter as a query, without what is not given.
    pub fn query(&self) -> Pairs {
        let order = Order::ALL.iter().find(|(order, ..)| *order == self.order);
        let order = order.map(|(_, name, _)| (*name).to_owned()).filter(|name| !name.is_empty());
        let given = [
            ("source", self.source.clone()),
            ("rule", self.rule.clone()),
            ("flag", self.flag.clone()),
            ("q", self.search.clone()),
            ("order", order),
        ];
        Pairs(given.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect())
    }

    /// The documents that pass, in order. `found` are those in which the words stand, ascending.
    pub fn select(&self, catalog: &Catalog, found: Option<&[u32]>) -> Vec<u32> {
        let source =
            self.source.as_deref().map(|name| catalog.source(if name == UNKNOWN { "" } else { name }));
        let passes = |entry: &Entry| {
            source.is_none_or(|source| source == Some(entry.source))
                && self
                    .flag
                    .as_ref()
                    .is_none_or(|name| entry.flags.iter().any(|flag| flag.to_string() == *name))
        };
        let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let candidates: Vec<u32> = match (&self.rule, found) {
            (None, None) => (0..number(catalog.entries.len())).collect(),
            (Some(rule), None) => catalog.documents_of(rule).to_vec(),
            (None, Some(found)) => found.to_vec(),
            (Some(rule), Some(found)) => {
                let all = catalog.documents_of(rule).iter().copied();
                all.filter(|document| found.binary_search(document).is_ok()).collect()
            }
        };
        let entry = |document: &u32| &catalog.entries[*document as usize];
        let mut chosen: Vec<u32> = candidates
            .into_iter()
            .filter(|document| catalog.entries.get(*document as usize).is_some_and(passes))
            .collect();
        match self.order {
            Order::Corpus => {}
            Order::Most => chosen.sort_by_cached_key(|document| Reverse(share(entry(document)))),
            Order::Least => chosen.sort_by_cached_key(|document| share(entry(document))),
            Order::Newest => chosen.sort_by_key(|document| Reverse(entry(document).created)),
        }
        chosen
    }
}

/// Removed bytes of a million.
fn share(entry: &Entry) -> u64 {
    (entry.removed * 1_000_000).checked_div(entry.bytes).unwrap_or_default()
}
