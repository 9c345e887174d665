//! Which document stands for its group: the first in a total order.

use std::cmp::{Ordering, Reverse};

use rayon::slice::ParallelSliceMut;

use super::{Corpus, DocumentKey, Prefer};

/// All documents, the most preferred first. Nothing but the documents decides; the id ends every tie.
pub(super) fn by_preference(corpus: &dyn Corpus, prefer: &[Prefer]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..corpus.len() as u32).collect();
    let key = |document: u32| corpus.key(document as usize);
    order.par_sort_unstable_by(|&a, &b| compare(&key(a), &key(b), prefer));
    order
}

fn compare(a: &DocumentKey<'_>, b: &DocumentKey<'_>, prefer: &[Prefer]) -> Ordering {
    let by = |key: &Prefer| match key {
        Prefer::Earliest => (a.created.is_none(), a.created).cmp(&(b.created.is_none(), b.created)),
        Prefer::Newest => {
            (a.created.is_none(), Reverse(a.created)).cmp(&(b.created.is_none(), Reverse(b.created)))
        }
        Prefer::Longest => b.length.cmp(&a.length),
        Prefer::Source(outlets) => rank(a, outlets).cmp(&rank(b, outlets)),
        Prefer::Id => a.id.cmp(b.id),
    };
    let decided = prefer.iter().map(by).find(|order| order.is_ne());
    decided.unwrap_or_else(|| a.id.cmp(b.id))
}

fn rank(document: &DocumentKey<'_>, outlets: &[String]) -> usize {
    let place = outlets.iter().position(|outlet| Some(outlet.as_str()) == document.source);
    place.unwrap_or(outlets.len())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn keys_decide_in_their_order() {
        let key = |id, created, length, source| DocumentKey { created, length, source, id };
        let (early, late) = (key("b", Some(1), 10, Some("x")), key("a", Some(2), 20, Some("y")));
        let undated = key("c", None, 20, None);
        let first = |list: &str, a, b| compare(a, b, &Prefer::list(list).unwrap());
        assert_eq!(first("earliest", &early, &late), Ordering::Less);
        assert_eq!(first("newest", &early, &late), Ordering::Greater);
        assert_eq!(first("longest", &early, &late), Ordering::Greater);
        assert_eq!(first("source:y|x", &early, &late), Ordering::Greater);
        assert_eq!(first("source:z", &early, &late), Ordering::Greater, "neither is listed: the id decides");
        for list in ["earliest", "newest", "source:x|y"] {
            assert_eq!(first(list, &early, &undated), Ordering::Less, "{list}: undated comes last");
        }
        assert_eq!(first("longest,id", &late, &undated), Ordering::Less);
    }
}
