//! Throughput of cleaning, on named inputs, each with what it probes.

mod inputs;

use divan::Bencher;
use divan::counter::BytesCount;
use inputs::{cleaner, input};

/// Inputs by name.
const INPUTS: [&str; 4] = ["short-wire", "long-feature", "page-dump", "non-latin"];

fn main() {
    divan::main();
}

/// Built-in rules over one worker's share: marking, cutting, healing.
#[divan::bench(args = INPUTS, sample_count = 20)]
fn clean(bencher: Bencher<'_, '_>, name: &str) {
    let (cleaner, documents) = (cleaner(), input(name));
    let bytes: usize = documents.iter().map(|document| document.text.len()).sum();
    let mut scratch = cleaner.scratch();
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        documents
            .iter()
            .map(|document| cleaner.clean(&mut scratch, document.clone()).text.len())
            .sum::<usize>()
    });
}

/// Splitting into lines: the ceiling of all that looks at lines.
#[divan::bench(args = INPUTS, sample_count = 20)]
fn lines(bencher: Bencher<'_, '_>, name: &str) {
    let documents = input(name);
    let bytes: usize = documents.iter().map(|document| document.text.len()).sum();
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        documents.iter().map(|document| copydesk::text::lines(&document.text).len()).sum::<usize>()
    });
}

/// Loading all built-in packs: what every command pays before it begins.
#[divan::bench(sample_count = 10)]
fn load_rules() -> usize {
    cleaner().rules().rules.len()
}
