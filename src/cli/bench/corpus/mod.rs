//! The generated corpus: the same seed gives the same bytes, anywhere and in every version of the format.
//!
//! Outlets, people and stories are invented. What each shape is for stands with it: a stage that is fast on one
//! can be slow on another.

mod prose;
mod random;
mod scripts;

use clap::ValueEnum;
use serde::{Deserialize, Serialize};
use serde_json::json;

use prose::{OUTLETS, Story};
use random::Random;

/// A text file larger than 64 MB is rejected by every command, so the huge one stays below.
const LARGEST: u64 = 60 << 20;
/// More tiny files than these tell nothing more, and fill the table of files.
const MOST_FILES: usize = 50_000;
/// Files in one folder.
const FOLDER: usize = 500;

/// What documents are like, and what measuring them tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Shape {
    /// Short wire stories as outlets run them, most of them more than once: what most of a corpus is
    Wires,
    /// Long features: what running text costs where there is little to remove
    Features,
    /// One huge text file: nothing may be quadratic in length, and no second core can help
    Huge,
    /// Many tiny text files: what a file and a document cost by themselves
    Tiny,
    /// Whole-page dumps: menus, links, notices around each story; rules and scores at work
    Pages,
    /// Stories in Cyrillic, Greek, Arabic, Persian and Chinese script: the price of leaving ASCII
    Scripts,
}

impl Shape {
    /// The name on the command line and in tables.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Shape::Wires => "wires",
            Shape::Features => "features",
            Shape::Huge => "huge",
            Shape::Tiny => "tiny",
            Shape::Pages => "pages",
            Shape::Scripts => "scripts",
        }
    }
}

/// A file of the corpus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct File {
    /// Relative, with `/`.
    pub(super) name: String,
    /// What is in it.
    pub(super) bytes: Vec<u8>,
}

/// The files of a shape: at least `size` bytes together, and less than one document more. The huge file ends
/// below the size from which on texts are rejected; tiny files are 50,000 at most.
pub(super) fn files(shape: Shape, seed: u64, size: u64) -> Vec<File> {
    let mut random = Random::new(seed, shape as u64);
    match shape {
        Shape::Wires => vec![records(shape, size, |number, out| wires(&mut random, number, out))],
        Shape::Features => vec![records(shape, size, |number, out| {
            let paragraphs = 40 + random.below(40);
            out.push(record("f", number, &mut random, |random| prose::feature(random, paragraphs)));
        })],
        Shape::Pages => vec![records(shape, size, |number, out| {
            let outlet = random.below(OUTLETS.len());
            let text = prose::page(&mut random, outlet);
            out.push(row("p", number, outlet, &text));
        })],
        Shape::Scripts => vec![records(shape, size, |number, out| {
            let (lang, text) = scripts::story(&mut random);
            let mut row = row("s", number, number % OUTLETS.len(), &text);
            row["lang"] = lang.into();
            out.push(row);
        })],
        Shape::Huge => vec![huge(&mut random, size)],
        Shape::Tiny => tiny(&mut random, size),
    }
}

/// JSON lines until there are bytes enough.
fn records(shape: Shape, size: u64, mut next: impl FnMut(usize, &mut Vec<serde_json::Value>)) -> File {
    let (mut bytes, mut rows, mut number) = (Vec::new(), Vec::new(), 0);
    while (bytes.len() as u64) < size {
        next(number, &mut rows);
        number += 1;
        for row in rows.drain(..) {
            if (bytes.len() as u64) < size {
                bytes.extend_from_slice(row.to_string().as_bytes());
                bytes.push(b'\n');
            }
        }
    }
    File { name: format!("{}.jsonl", shape.as_str()), bytes }
}

/// A story in one to four editions, each as its outlet prints it.
fn wires(random: &mut Random, number: usize, out: &mut Vec<serde_json::Value>) {
    let story = Story::new(random);
    let (first, editions) = (random.below(OUTLETS.len()), 1 + random.below(4));
    for edition in 0..editions {
        let outlet = (first + edition) % OUTLETS.len();
        let text = story.edition(random, outlet);
        out.push(row("w", number * 4 + edition, outlet, &text));
    }
}

fn record(
    prefix: &str,
    number: usize,
    random: &mut Random,
    text: impl FnOnce(&mut Random) -> String,
) -> serde_json::Value {
    let outlet = random.below(OUTLETS.len());
    row(prefix, number, outlet, &text(random))
}

fn row(prefix: &str, number: usize, outlet: usize, text: &str) -> serde_json::Value {
    let (day, minute) = (1 + number / 1440 % 28, number % 1440);
    json!({
        "id": format!("{prefix}{number:07}"),
        "source": OUTLETS[outlet].1,
        "created": format!("2024-03-{day:02}T{:02}:{:02}:00Z", minute / 60, minute % 60),
        "text": text,
    })
}

fn huge(random: &mut Random, size: u64) -> File {
    let mut bytes = Vec::new();
    while (bytes.len() as u64) < size.min(LARGEST) {
        bytes.extend_from_slice(prose::feature(random, 20).as_bytes());
        bytes.extend_from_slice(b"\n\n");
    }
    File { name: "huge.txt".to_owned(), bytes }
}

fn tiny(random: &mut Random, size: u64) -> Vec<File> {
    let (mut files, mut written) = (Vec::new(), 0);
    while written < size && files.len() < MOST_FILES {
        let number = files.len();
        let outlet = OUTLETS[number / FOLDER % OUTLETS.len()].1;
        let name = format!("tiny/{outlet}-{:03}/{:03}.txt", number / FOLDER, number % FOLDER);
        let bytes = prose::brief(random).into_bytes();
        written += bytes.len() as u64;
        files.push(File { name, bytes });
    }
    files
}

#[cfg(test)]
mod tests;
