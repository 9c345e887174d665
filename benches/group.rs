//! Throughput of fingerprints and grouping on named inputs. `cargo bench --bench group`
#![allow(clippy::disallowed_methods, reason = "measures; touches nothing")]

use copydesk::fingerprint::{
    Features, FingerprintKind, Sketch, Weight, Weights, baseline, simhash64, simhash64_crate, simhash128,
};
use copydesk::group::{Entry, GroupOptions, InMemory, group};
use copydesk::monitor::Silent;
use copydesk::text::{hash64, words};
use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

/// Texts of one kind, and what measuring them tells.
#[derive(Debug)]
enum Input {
    /// 2,000 wire stories of 400 words in ASCII: what most of a corpus is.
    Wire,
    /// The same with curly quotes and accents in one word of eight: the price of leaving ASCII.
    Typeset,
    /// The same in Cyrillic: two bytes a letter, and no word is ASCII.
    Cyrillic,
    /// One text of 800,000 words: nothing may be quadratic in length.
    Huge,
    /// 100,000 headlines of eight words: what a document costs by itself.
    Headlines,
}

const INPUTS: [Input; 5] = [Input::Wire, Input::Typeset, Input::Cyrillic, Input::Huge, Input::Headlines];

impl Input {
    fn texts(&self) -> Vec<String> {
        let mut random = Random(7);
        match self {
            Input::Wire => (0..2000).map(|_| random.text(400, |word, _| word)).collect(),
            Input::Typeset => (0..2000)
                .map(|_| {
                    random.text(400, |word, place| if place % 8 == 0 { format!("“{word}é”") } else { word })
                })
                .collect(),
            Input::Cyrillic => {
                let cyrillic = |c: char| char::from_u32(c as u32 - 'a' as u32 + 'а' as u32).unwrap_or(c);
                (0..2000).map(|_| random.text(400, |word, _| word.chars().map(cyrillic).collect())).collect()
            }
            Input::Huge => vec![random.text(800_000, |word, _| word)],
            Input::Headlines => (0..100_000).map(|_| random.text(8, |word, _| word)).collect(),
        }
    }
}

/// Corpora of 20,000 documents, and what grouping them tells.
#[derive(Debug)]
enum Corpus {
    /// Stories of 150 words, none like another: the price of looking.
    Strangers,
    /// Each story in five editions, cut and edited: what a wire archive looks like.
    Wire,
    /// Each story in 200 editions: every bucket is too full.
    Syndicated,
    /// One report with another number each time: one bucket holds all.
    Template,
    /// One text: all is decided by reading it.
    Identical,
}

const CORPORA: [Corpus; 5] =
    [Corpus::Strangers, Corpus::Wire, Corpus::Syndicated, Corpus::Template, Corpus::Identical];

impl Corpus {
    fn entries(&self) -> Vec<Entry> {
        let mut random = Random(8);
        let base = random.text(150, |word, _| word);
        let editions = |copies: usize, random: &mut Random| -> Vec<String> {
            let stories: Vec<String> =
                (0..20_000 / copies).map(|_| random.text(150, |word, _| word)).collect();
            (0..20_000).map(|number| random.edition(&stories[number / copies])).collect()
        };
        entries(&match self {
            Corpus::Strangers => editions(1, &mut random),
            Corpus::Wire => editions(5, &mut random),
            Corpus::Syndicated => editions(200, &mut random),
            Corpus::Template => (0..20_000).map(|number| format!("{base} {number}")).collect(),
            Corpus::Identical => vec![base; 20_000],
        })
    }
}

fn entries(texts: &[String]) -> Vec<Entry> {
    let kind = FingerprintKind::default();
    let sketches: Vec<Sketch> = texts.iter().map(|text| kind.sketch(text)).collect();
    let weights = Weights::of_corpus(&sketches);
    let entry = |(number, sketch): (usize, Sketch)| Entry {
        fingerprint: kind.fingerprint(&sketch, &weights),
        features: sketch.features,
        created: None,
        length: texts[number].len() as u64,
        source: None,
        id: format!("{number:06}"),
    };
    sketches.into_iter().enumerate().map(entry).collect()
}

/// Knuth's MMIX generator: the same texts in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    /// Words of two to nine letters, common ones more often, as Zipf has it.
    fn text(&mut self, words: usize, shape: impl Fn(String, usize) -> String) -> String {
        let words: Vec<String> = (0..words)
            .map(|place| {
                let mut word = Random(40_000 / (1 + self.below(40_000)) as u64 * 7 + self.below(50) as u64);
                let letters = 2 + word.below(8);
                shape((0..letters).map(|_| char::from(b'a' + word.below(26) as u8)).collect(), place)
            })
            .collect();
        words.join(" ")
    }

    /// A story cut to at least 60 words, with one word in twenty replaced.
    fn edition(&mut self, story: &str) -> String {
        let mut words: Vec<String> = story.split(' ').map(str::to_owned).collect();
        words.truncate(60 + self.below(90));
        for _ in 0..words.len() / 20 {
            let at = self.below(words.len());
            words[at] = format!("e{}", self.below(1000));
        }
        words.join(" ")
    }
}

/// Text to words and shingles.
#[divan::bench(args = INPUTS)]
fn features(bencher: Bencher<'_, '_>, input: &Input) {
    let texts = input.texts();
    bencher
        .counter(bytes(&texts))
        .bench(|| texts.iter().map(|text| Features::of(text).shingles.len()).sum::<usize>());
}

/// Words to 128 weighted bits, the tokenising left out.
#[divan::bench]
fn simhash_of_words(bencher: Bencher<'_, '_>) {
    let sketches: Vec<Features> = Input::Wire.texts().iter().map(|text| Features::of(text)).collect();
    let words: usize = sketches.iter().map(|features| features.words.len()).sum();
    let weights = Weights::default();
    let simhash =
        |features: &Features| simhash128(features.words.iter().map(|&word| (word, weights.of(word))));
    bencher
        .counter(ItemsCount::new(words))
        .bench(|| sketches.iter().fold(0, |all, features| all ^ simhash(features)));
}

/// Text to 64 bits with every word as often as it stands there: what the crate does, by our words, hashes and counters.
#[divan::bench]
fn simhash64_of_text(bencher: Bencher<'_, '_>) {
    let texts = Input::Wire.texts();
    let mut hashes: Vec<u32> = Vec::new();
    let mut simhash = |text: &String| {
        hashes.clear();
        words(black_box(text), |word| hashes.push(hash64(word.as_bytes()) as u32));
        simhash64(hashes.iter().map(|&word| (word, Weight::One)))
    };
    bencher.counter(bytes(&texts)).bench_local(|| texts.iter().fold(0, |all, text| all ^ simhash(text)));
}

/// The crate's value, by our counters.
#[divan::bench]
fn simhash64_of_the_crate_by_ours(bencher: Bencher<'_, '_>) {
    let texts = Input::Wire.texts();
    bencher
        .counter(bytes(&texts))
        .bench(|| texts.iter().fold(0, |all, text| all ^ simhash64_crate(black_box(text))));
}

/// The crate's value, by the crate.
#[divan::bench]
fn simhash64_of_the_crate_by_itself(bencher: Bencher<'_, '_>) {
    let texts = Input::Wire.texts();
    bencher
        .counter(bytes(&texts))
        .bench(|| texts.iter().fold(0, |all, text| all ^ baseline(black_box(text))));
}

/// Fingerprints and features to groups.
#[divan::bench(args = CORPORA, sample_count = 10)]
fn groups(bencher: Bencher<'_, '_>, corpus: &Corpus) {
    let entries = corpus.entries();
    let options = GroupOptions::default();
    bencher
        .counter(ItemsCount::new(entries.len()))
        .bench(|| group(&entries, &options, &InMemory, &Silent).groups.len());
}

fn bytes(texts: &[String]) -> BytesCount {
    BytesCount::new(texts.iter().map(String::len).sum::<usize>())
}
