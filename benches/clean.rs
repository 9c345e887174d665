//! Throughput of cleaning, on named inputs, each with what it probes.

use std::sync::Arc;

use copydesk::clean::Cleaner;
use copydesk::document::Document;
use copydesk::rules::{builtin, builtin_pack, compile};
use divan::Bencher;
use divan::counter::BytesCount;

fn main() {
    divan::main();
}

/// Inputs by name.
const INPUTS: [&str; 4] = ["short-wire", "long-feature", "page-dump", "non-latin"];

/// A megabyte or so of text of one sort.
fn input(name: &str) -> Vec<Document> {
    let sentence = "The harbour board said on Friday that the ferry would leave an hour later from Monday, after talks \
                    with the crews had ended without an agreement on the winter timetable.";
    let russian = "Совет порта сообщил в пятницу, что с понедельника паром будет отходить на час позже, поскольку \
                   переговоры с экипажами о зимнем расписании закончились без соглашения.";
    let menu =
        "Home\nNews\nSport\nBusiness\nOpinion\nShare\nTweet\nSubscribe\nRead more\nMost popular\nWeather\n";
    let (text, count) = match name {
        // Many small texts: what a document costs beside its bytes.
        "short-wire" => {
            (format!("KESTRIA (MNA) - {sentence}\n{sentence}\nReporting by A. Writer\nShare\n"), 2500)
        }
        // Long paragraphs: the speed at which prose is passed over.
        "long-feature" => (format!("{}\n\n", [sentence; 4].join(" ")).repeat(60), 25),
        // Short lines: the engine at its busiest, since most begin like some rule.
        "page-dump" => (format!("{}{sentence}\n{}", menu.repeat(20), menu.repeat(10)), 280),
        // Two bytes a character: folding and normal forms outside ASCII.
        _ => (format!("{russian}\n").repeat(40), 85),
    };
    (0..count)
        .map(|number| Document { id: number.to_string(), text: text.clone(), ..Document::default() })
        .collect()
}

fn cleaner() -> Cleaner {
    let resolve = |name: &str, _: &str| builtin_pack(name).ok_or_else(|| "unknown".to_owned());
    let (set, problems) = compile(&builtin(), &resolve);
    Cleaner::new(Arc::new(set.unwrap_or_else(|| panic!("the built-in rules do not compile: {problems:?}"))))
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
