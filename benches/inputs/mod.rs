//! What benches work on.

use std::sync::Arc;

use copydesk::clean::Cleaner;
use copydesk::document::Document;
use copydesk::rules::{builtin, builtin_pack, compile};

/// A megabyte or so of text of one sort.
pub(crate) fn input(name: &str) -> Vec<Document> {
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

/// All built-in rules.
pub(crate) fn cleaner() -> Cleaner {
    let resolve = |name: &str, _: &str| builtin_pack(name).ok_or_else(|| "unknown".to_owned());
    let (set, problems) = compile(&builtin(), &resolve);
    Cleaner::new(Arc::new(set.unwrap_or_else(|| panic!("the built-in rules do not compile: {problems:?}"))))
}
