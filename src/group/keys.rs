//! The keys of many documents, kept small: some thirty bytes and the id for each.

use hashbrown::HashMap;

use super::DocumentKey;

/// [`DocumentKey`]s by document index.
#[derive(Debug, Default)]
pub struct Keys {
    /// `None` is the least number, which is no time that anything was published at.
    created: Vec<i64>,
    lengths: Vec<u64>,
    /// Numbers of outlets; 0 is none.
    sources: Vec<u32>,
    outlets: Vec<Box<str>>,
    numbers: HashMap<Box<str>, u32>,
    ids: String,
    /// Where each id ends.
    ends: Vec<u64>,
}

impl Keys {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.lengths.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.lengths.is_empty()
    }

    /// Bytes of all ids together.
    pub fn id_bytes(&self) -> usize {
        self.ids.len()
    }

    /// Adds the key of the next document.
    pub fn push(&mut self, key: DocumentKey<'_>) {
        self.created.push(key.created.unwrap_or(i64::MIN));
        self.lengths.push(key.length);
        let source = key.source.map_or(0, |outlet| self.number(outlet));
        self.sources.push(source);
        self.ids.push_str(key.id);
        self.ends.push(self.ids.len() as u64);
    }

    fn number(&mut self, outlet: &str) -> u32 {
        if let Some(&number) = self.numbers.get(outlet) {
            return number;
        }
        self.outlets.push(outlet.into());
        let number = self.outlets.len() as u32;
        self.numbers.insert(outlet.into(), number);
        number
    }

    /// The key of a document.
    pub fn get(&self, document: usize) -> DocumentKey<'_> {
        let start = document.checked_sub(1).map_or(0, |before| self.ends[before]);
        let number = self.sources[document] as usize;
        DocumentKey {
            created: Some(self.created[document]).filter(|&created| created > i64::MIN),
            length: self.lengths[document],
            source: number.checked_sub(1).map(|place| &*self.outlets[place]),
            id: &self.ids[start as usize..self.ends[document] as usize],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_back_as_they_went_in() {
        let key = |created, length, source, id| DocumentKey { created, length, source, id };
        let all = [
            key(Some(-5), 10, Some("gazette.example"), "\"a\""),
            key(None, 0, None, ""),
            key(Some(7), u64::MAX, Some("herald.example"), "\"é\""),
            key(Some(7), 1, Some("gazette.example"), "\"b\""),
        ];
        let mut keys = Keys::default();
        all.into_iter().for_each(|key| keys.push(key));
        assert_eq!(keys.len(), all.len());
        assert!(all.iter().enumerate().all(|(document, key)| keys.get(document) == *key));
        assert_eq!(keys.outlets.len(), 2);
    }
}
