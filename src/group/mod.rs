//! Near-duplicate stories: which documents are one story, what each is to it, and which one stands for it.
//!
//! ```text
//!  Corpus ─▶ order ─▶ identical texts as one ─▶ candidates ─▶ verify ─▶ gather round representatives ─▶ roles
//! ```
//!
//! Documents are first put into the order of preference, which is total. All that follows sees only
//! places in that order, so the result cannot depend on the order of the input.

mod anchors;
mod blocks;
mod candidates;
mod common;
mod corpus;
mod gather;
mod hot;
mod keys;
mod links;
mod member;
mod options;
mod pairs;
pub mod passages;
mod representative;
mod roles;
mod scope;
mod sieve;
mod sorting;
mod spread;
mod texts;
mod verify;

pub use candidates::{Bucket, CappedBucket};
pub use corpus::{Corpus, DocumentKey, Entry, Wording};
pub use keys::Keys;
pub use member::{Group, Member, Permille, Role};
pub use options::{GroupOptions, Prefer, Thresholds, UnknownPreference};
pub use scope::{Scope, UnknownWindow, Window};
pub use sorting::{InMemory, Numbers, Sorting};

use rayon::prelude::*;

use crate::monitor::Monitor;

use candidates::candidates;
use gather::gather;
use links::links;
use representative::by_preference;
use roles::describe;
use texts::Texts;

/// What grouping found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grouping {
    /// Groups of two and more, by the index of their representatives.
    pub groups: Vec<Group>,
    /// Buckets of candidates that were too full to compare all with all.
    pub capped: Vec<CappedBucket>,
}

/// Groups the documents of a corpus. Every member of a group has been compared with the group's
/// representative and found to be the same story. Documents without words are in no group.
///
/// Time and memory grow with the number of shingles, not with the number of copies. What may not fit into
/// memory is sorted by `sorting`; [`InMemory`] where everything does. Where `monitor` asks to stop, what has
/// been found until then is returned.
pub fn group(
    corpus: &dyn Corpus,
    options: &GroupOptions,
    sorting: &dyn Sorting,
    monitor: &dyn Monitor,
) -> Grouping {
    monitor.stage("group", None);
    let texts = Texts::of(corpus, &by_preference(corpus, &options.prefer), options.scope);
    let (pairs, capped) = candidates(&texts, options, sorting, monitor);
    let links = links(&texts, pairs.sorted(), options, monitor);
    let gathered = gather(&texts, &links, options, monitor);
    let mut groups: Vec<Group> =
        gathered.par_iter().map(|story| describe(&texts, story, &options.thresholds)).collect();
    groups.sort_unstable_by_key(|group| group.representative);
    Grouping { groups, capped }
}
