//! The first few of many, in memory that does not grow with the many.

use std::collections::BTreeMap;

/// The first rows of a list, and how many there are beyond them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Top<T> {
    /// The first ones.
    pub rows: Vec<T>,
    /// How many are left out.
    pub more: u64,
}

impl<T> Default for Top<T> {
    fn default() -> Self {
        Top { rows: Vec::new(), more: 0 }
    }
}

impl<T> Top<T> {
    /// All there are, those left out among them.
    pub fn count(&self) -> u64 {
        self.rows.len() as u64 + self.more
    }

    /// The first `limit` of these.
    pub(super) fn of(rows: impl IntoIterator<Item = T>, limit: usize) -> Top<T> {
        let mut rows = rows.into_iter();
        let first: Vec<T> = rows.by_ref().take(limit).collect();
        Top { rows: first, more: rows.count() as u64 }
    }

    pub(super) fn map<U>(self, change: impl FnMut(T) -> U) -> Top<U> {
        Top { rows: self.rows.into_iter().map(change).collect(), more: self.more }
    }
}

/// Keeps the values with the lowest keys. Of two with one key the first stays.
#[derive(Debug)]
pub(super) struct Best<K, T> {
    limit: usize,
    kept: BTreeMap<K, T>,
    seen: u64,
}

impl<K: Ord, T> Best<K, T> {
    pub(super) fn new(limit: usize) -> Self {
        Best { limit, kept: BTreeMap::new(), seen: 0 }
    }

    /// One more; `value` is made only where it is kept.
    pub(super) fn add(&mut self, key: K, value: impl FnOnce() -> T) {
        self.seen += 1;
        let full = self.kept.len() >= self.limit;
        if full && self.kept.last_key_value().is_none_or(|(last, _)| *last <= key) {
            return;
        }
        self.kept.entry(key).or_insert_with(value);
        if self.kept.len() > self.limit {
            self.kept.pop_last();
        }
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &T> {
        self.kept.values()
    }

    pub(super) fn top(self) -> Top<T> {
        let more = self.seen - self.kept.len() as u64;
        Top { rows: self.kept.into_values().collect(), more }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_few_are_kept_whatever_their_order() {
        for numbers in [[1, 2, 3, 4, 5], [5, 4, 3, 2, 1], [3, 5, 1, 4, 2]] {
            let mut best = Best::new(2);
            for number in numbers {
                best.add(number, || number * 10);
            }
            assert_eq!(best.top(), Top { rows: vec![10, 20], more: 3 });
        }
    }

    #[test]
    fn none_are_kept_where_none_are_wanted() {
        let mut best = Best::new(0);
        best.add(1, || 1);
        assert_eq!(best.top(), Top { rows: vec![], more: 1 });
    }
}
