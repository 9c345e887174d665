//! Work that always takes the same instructions. `tests/tools/instructions.py` counts them with callgrind and holds
//! them against `benches/instructions.json`: time differs from machine to machine and from day to day, this does not.
//!
//! Each piece of work is a function of its own that is not inlined, so that it can be found in the profile.

mod inputs;

use copydesk::clean::Cleaner;
use copydesk::document::Document;
use copydesk::fingerprint::FingerprintKind;
use inputs::{cleaner, input};

fn main() {
    // Rules compile side by side; what other threads do is not in the profile of a function.
    let here = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build();
    let cleaner = here.expect("a pool of this thread alone").install(load_rules);
    let count = clean_short_wire(&cleaner, &some("short-wire"))
        + clean_long_feature(&cleaner, &some("long-feature"))
        + clean_page_dump(&cleaner, &some("page-dump"))
        + clean_non_latin(&cleaner, &some("non-latin"))
        + sketch(&some("long-feature"))
        + split_lines(&some("page-dump"));
    assert!(std::hint::black_box(count) > 0, "nothing was done");
}

/// A hundredth of an input: callgrind takes fifty times as long.
fn some(name: &str) -> Vec<Document> {
    let mut documents = input(name);
    documents.truncate(documents.len().div_ceil(100).max(4));
    documents
}

#[inline(never)]
fn load_rules() -> Cleaner {
    cleaner()
}

/// The second time counts too: automata are built while they run, and the first text pays for it.
fn clean(cleaner: &Cleaner, documents: &[Document]) -> usize {
    let mut scratch = cleaner.scratch();
    documents.iter().map(|document| cleaner.clean(&mut scratch, document.clone()).text.len()).sum()
}

#[inline(never)]
fn clean_short_wire(cleaner: &Cleaner, documents: &[Document]) -> usize {
    clean(cleaner, documents)
}

#[inline(never)]
fn clean_long_feature(cleaner: &Cleaner, documents: &[Document]) -> usize {
    clean(cleaner, documents) + 1
}

#[inline(never)]
fn clean_page_dump(cleaner: &Cleaner, documents: &[Document]) -> usize {
    clean(cleaner, documents) + 2
}

#[inline(never)]
fn clean_non_latin(cleaner: &Cleaner, documents: &[Document]) -> usize {
    clean(cleaner, documents) + 3
}

#[inline(never)]
fn sketch(documents: &[Document]) -> usize {
    let kind = FingerprintKind::default();
    documents.iter().filter(|document| !kind.sketch(&document.text).features.is_empty()).count()
}

#[inline(never)]
fn split_lines(documents: &[Document]) -> usize {
    documents.iter().map(|document| copydesk::text::lines(&document.text).len()).sum()
}
