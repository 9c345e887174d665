//! What is remembered of a text so that near-duplicates can be found: words, shingles and a simhash.
//!
//! ```text
//!  text ─▶ Sketch (Features) ─▶ Frequencies of the corpus ─▶ Weights ─▶ Fingerprint
//! ```
//!
//! Two steps, because a word weighs by how rare it is in the corpus, and that is known only when every
//! text has been seen: [`FingerprintKind::sketch`] needs the text, [`FingerprintKind::fingerprint`] does not.

mod counters;
mod crate_simhash;
mod features;
mod kind;
mod simhash;
mod stored;
mod weights;

pub use crate_simhash::{baseline, simhash64_crate};
pub use features::{FEATURES_VERSION, Features};
pub use kind::{Fingerprint, FingerprintKind, Fingerprints, Sketch, UnknownKind};
pub use simhash::{majority, simhash64, simhash128};
pub use stored::write_hashes;
pub use weights::{Frequencies, Weight, Weights};
