//! Floods against a random corpus of equal bytes, whole process against whole process.
//!
//! `cargo bench --bench floods -- 1000000 [KIND…]`; without a kind all of them, one after the other. The
//! command is `run --no-learn --no-builtin`, or what `COPYDESK_COMMAND` holds (`group`); what `COPYDESK_FLAGS`
//! holds is added to it. Linux only: time and memory come from `/proc`. Corpora lie
//! in the folder for temporary files (`TMPDIR`) until the measurement ends: about 800 bytes for each document.
#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "measures the program from outside")]

use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Words of a text, about 300 bytes.
const WORDS: usize = 48;

/// Documents of a chain, each like the one before it.
const CHAIN: usize = 100_000;

/// Editions of a syndicated story.
const EDITIONS: usize = 200;

/// The kernel counts processor time in hundredths of a second.
const TICKS: f64 = 100.0;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// No text like another: what the others are measured against.
    Random,
    /// One text.
    Identical,
    /// One text with another number each time.
    Template,
    /// Texts unlike each other but for one passage.
    Band,
    /// Texts of few words, most of them of the same ones.
    Zipf,
    /// No text at all.
    Empty,
    /// Each text shares most of its wording with the one before it.
    Chain,
    /// Each story in 200 editions.
    Syndicated,
}

const KINDS: [Kind; 8] = [
    Kind::Random,
    Kind::Identical,
    Kind::Template,
    Kind::Band,
    Kind::Zipf,
    Kind::Empty,
    Kind::Chain,
    Kind::Syndicated,
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1).peekable();
    // The tests build and run this too, without the flag: then there is nothing to measure.
    if !std::env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let mut documents = 100_000;
    let mut wanted = Vec::new();
    for argument in arguments.by_ref().filter(|argument| !argument.starts_with('-')) {
        match argument.parse() {
            Ok(number) => documents = number,
            Err(_) => wanted.extend(KINDS.into_iter().filter(|kind| kind.name() == argument)),
        }
    }
    if wanted.is_empty() {
        wanted = KINDS.to_vec();
    }
    println!(
        "| {documents} documents | MB | wall s | CPU s | peak MiB | CPU s of random | times | peak of random | times |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    let folder = tempfile::tempdir()?;
    let mut random = None;
    for kind in wanted {
        let texts = kind.file(folder.path(), documents)?;
        let own = measure(folder.path(), &texts.path)?;
        let base = match (kind, &random) {
            (Kind::Random, _) => *random.insert(own),
            // A file of empty records is a tenth of the others.
            (Kind::Empty, _) => {
                let fewer = documents as u64 * texts.bytes / (Kind::Random.bytes(documents)).max(1);
                let equal = Kind::Random.file(folder.path(), fewer as usize)?;
                measure(folder.path(), &equal.path)?
            }
            (_, Some(known)) => *known,
            (_, None) => {
                let equal = Kind::Random.file(folder.path(), documents)?;
                *random.insert(measure(folder.path(), &equal.path)?)
            }
        };
        println!(
            "| {} | {} | {:.1} | {:.1} | {} | {:.1} | {:.2} | {} | {:.2} |",
            kind.name(),
            texts.bytes / 1_000_000,
            own.wall.as_secs_f64(),
            own.processor,
            own.peak >> 20,
            base.processor,
            own.processor / base.processor,
            base.peak >> 20,
            own.peak as f64 / base.peak as f64,
        );
        std::fs::remove_file(texts.path)?;
    }
    Ok(())
}

/// A corpus on disk.
struct Texts {
    path: std::path::PathBuf,
    bytes: u64,
}

impl Kind {
    fn name(self) -> String {
        format!("{self:?}").to_lowercase()
    }

    /// Bytes of a file of so many, for [`Kind::Random`] and what is like it.
    fn bytes(self, documents: usize) -> u64 {
        let mut maker = Maker::new(self);
        let mut record = Vec::new();
        (0..1000).for_each(|number| maker.record(number, &mut record));
        record.len() as u64 * documents as u64 / 1000
    }

    fn file(self, folder: &Path, documents: usize) -> Result<Texts, Box<dyn Error>> {
        let path = folder.join(format!("{}.jsonl", self.name()));
        let mut file = BufWriter::with_capacity(1 << 20, File::create(&path)?);
        let mut maker = Maker::new(self);
        let (mut record, mut bytes) = (Vec::new(), 0);
        for number in 0..documents {
            record.clear();
            maker.record(number, &mut record);
            bytes += record.len() as u64;
            file.write_all(&record)?;
        }
        file.flush()?;
        Ok(Texts { path, bytes })
    }
}

/// Makes the records of a corpus, the same in every run.
struct Maker {
    kind: Kind,
    random: Random,
    vocabulary: Vec<String>,
    base: Vec<usize>,
}

impl Maker {
    fn new(kind: Kind) -> Maker {
        let mut random = Random(11);
        let word = |random: &mut Random| {
            (0..3 + random.below(6)).map(|_| char::from(b'a' + random.below(26) as u8)).collect()
        };
        let vocabulary: Vec<String> = (0..100_000).map(|_| word(&mut random)).collect();
        let base = random.words(WORDS, vocabulary.len());
        Maker { kind, random, vocabulary, base }
    }

    /// Adds a record. The outlets' names and ids say nothing of the text.
    fn record(&mut self, number: usize, record: &mut Vec<u8>) {
        let all = self.vocabulary.len();
        let words = match self.kind {
            Kind::Random => self.random.words(WORDS, all),
            Kind::Identical | Kind::Template => self.base.clone(),
            Kind::Band => [self.random.words(WORDS - 14, all), self.base[..14].to_vec()].concat(),
            Kind::Zipf => (0..WORDS).map(|_| 5000 / (1 + self.random.below(5000))).collect(),
            Kind::Empty => Vec::new(),
            Kind::Chain => {
                if number.is_multiple_of(CHAIN) {
                    self.base = self.random.words(WORDS, all);
                }
                self.base.drain(..2);
                self.base.extend(self.random.words(2, all));
                self.base.clone()
            }
            Kind::Syndicated => {
                if number.is_multiple_of(EDITIONS) {
                    self.base = self.random.words(WORDS, all);
                }
                let mut words = self.base.clone();
                words.truncate(WORDS - self.random.below(WORDS / 4));
                (0..2).for_each(|_| {
                    let at = self.random.below(words.len());
                    words[at] = self.random.below(all);
                });
                words
            }
        };
        let _ = write!(record, "{{\"id\":\"{number:08}\",\"source\":\"outlet{}\",\"text\":\"", number % 500);
        for word in words {
            record.extend_from_slice(self.vocabulary[word].as_bytes());
            record.push(b' ');
        }
        if self.kind == Kind::Template {
            let _ = write!(record, "{number}");
        }
        record.extend_from_slice(b"\"}\n");
    }
}

/// Knuth's MMIX generator.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    fn words(&mut self, count: usize, all: usize) -> Vec<usize> {
        (0..count).map(|_| self.below(all)).collect()
    }
}

/// What a process cost.
#[derive(Debug, Clone, Copy)]
struct Cost {
    wall: Duration,
    /// Seconds of processor time, of the process and for it.
    processor: f64,
    /// Bytes in memory at most.
    peak: u64,
}

fn measure(folder: &Path, input: &Path) -> Result<Cost, Box<dyn Error>> {
    let out = folder.join("out");
    let command =
        std::env::var("COPYDESK_COMMAND").unwrap_or_else(|_| "run --no-learn --no-builtin".to_owned());
    let flags = std::env::var("COPYDESK_FLAGS").unwrap_or_default();
    let started = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .args(command.split_whitespace())
        .args(["--quiet", "--output"])
        .arg(&out)
        .arg(input)
        .args(flags.split_whitespace())
        .stdout(Stdio::null())
        .spawn()?;
    let process = Path::new("/proc").join(child.id().to_string());
    let mut peak = 0;
    // A process that has ended keeps its times until it is waited for, but not its memory.
    let times = loop {
        let stat = std::fs::read_to_string(process.join("stat"))?;
        let fields: Vec<&str> =
            stat.rsplit_once(')').map_or_else(Vec::new, |(_, rest)| rest.split_whitespace().collect());
        if fields.first() == Some(&"Z") {
            break fields[11].parse::<f64>()? + fields[12].parse::<f64>()?;
        }
        peak = peak.max(high_water(&std::fs::read_to_string(process.join("status"))?));
        std::thread::sleep(Duration::from_millis(5));
    };
    let wall = started.elapsed();
    let status = child.wait()?;
    std::fs::remove_dir_all(&out)?;
    if !status.success() {
        return Err(format!("`{}` ended with {status}", input.display()).into());
    }
    Ok(Cost { wall, processor: times / TICKS, peak })
}

/// The line `VmHWM:  1234 kB`, in bytes.
fn high_water(status: &str) -> u64 {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    number.unwrap_or(0) << 10
}
