//! Archives that break off, are damaged, lie about themselves, or unpack to more than anyone can hold.

use std::fs;
use std::io::{Read, Write, copy, repeat};
use std::path::Path;

use flate2::write::GzEncoder;
use flate2::{Compression, GzBuilder};
use zstd::stream::write::Encoder;

use super::{Fixture, check, file, restored, sound};
use crate::grouping::Random;
use crate::output::Output;
use crate::program::{ran, run_command};

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// With a checksum, as the `zstd` command writes it.
pub(crate) fn zstd(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = Encoder::new(Vec::new(), 3).unwrap();
    encoder.include_checksum(true).unwrap();
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Records whose texts do not pack well, as `restore` writes them.
fn records(count: usize) -> String {
    let mut random = Random(11);
    let mut record = |n| format!("{{\"id\":\"{n}\",\"text\":\"{}\"}}\n", random.words(12).join(" "));
    (0..count).map(&mut record).collect()
}

#[test]
fn archives_are_known_by_their_bytes_and_read_to_their_last_member() {
    let plain = records(400);
    let (first, second) = plain.split_at(plain.len() / 3);
    let (one, two) = (first.as_bytes(), second.as_bytes());
    let named = {
        let mut encoder = GzBuilder::new()
            .filename("../../etc/passwd")
            .comment("\u{1b}[2J")
            .extra("x".repeat(1000))
            .write(Vec::new(), Compression::best());
        encoder.write_all(plain.as_bytes()).unwrap();
        encoder.finish().unwrap()
    };
    let skip = b"\x53\x2A\x4D\x18\x03\0\0\0abc".to_vec();
    let all = |name, path, bytes: Vec<u8>| file(name, path, bytes).documents(400).back(plain.clone());
    check(
        0,
        &[
            all("gz", "a.jsonl.gz", gzip(plain.as_bytes())),
            all("gz-members", "a.jsonl.gz", [gzip(one), gzip(two)].concat()),
            all("gz-empty-members", "a.jsonl.gz", [gzip(b""), gzip(plain.as_bytes()), gzip(b"")].concat()),
            all("gz-with-a-name", "a.jsonl.gz", named),
            all("zst", "a.jsonl.zst", zstd(plain.as_bytes())),
            all("zst-frames", "a.jsonl.zst", [zstd(one), zstd(two)].concat()),
            all("zst-skippable", "a.jsonl.zst", [skip, zstd(plain.as_bytes())].concat()),
            all("gz-called-zst", "a.jsonl.zst", gzip(plain.as_bytes())),
            all("zst-called-gz", "a.jsonl.gz", zstd(plain.as_bytes())),
            all("gz-called-nothing", "a.jsonl", gzip(plain.as_bytes())),
            all("zst-without-ending", "a", zstd(plain.as_bytes())),
            file("text-called-gz", "a.txt.gz", "no archive").back("no archive"),
            file("gz-of-nothing", "a.txt.gz", gzip(b"")).flags(["empty"]).back(""),
            file("zst-of-no-record", "a.jsonl.zst", zstd(b"")).documents(0).back(""),
        ],
    );
}

fn bomb(path: &'static str, reasons: &[&'static str]) -> Fixture {
    let mut packed = Vec::new();
    let zeros = repeat(b'0').take(300 << 20);
    if path.ends_with(".gz") {
        let mut encoder = GzEncoder::new(&mut packed, Compression::fast());
        copy(&mut zeros.take(100 << 20), &mut encoder).unwrap();
        encoder.finish().unwrap();
    } else {
        zstd::stream::copy_encode(zeros, &mut packed, 1).unwrap();
    }
    let mut fixture = file(format!("bomb-{path}"), path, packed).rejects(0, []).gone();
    fixture.rejects = reasons.to_vec();
    fixture
}

#[test]
fn what_is_no_archive_for_us_is_named_and_rejected() {
    let plain = records(50);
    let with = |packed: Vec<u8>, more: &[u8]| [&packed, more].concat();
    let garbage = |name, path, packed: Vec<u8>| {
        file(name, path, with(packed, b"garbage")).rejects(50, ["trailing garbage: "]).back(plain.clone())
    };
    let whole = |name, path, bytes: Vec<u8>, reason| file(name, path, bytes).rejects(0, [reason]).gone();
    check(
        3,
        &[
            garbage("gz-garbage", "a.jsonl.gz", gzip(plain.as_bytes())),
            garbage("zst-garbage", "a.jsonl.zst", zstd(plain.as_bytes())),
            whole("gz-zeros", "a.txt.gz", gzip(b"x")[..10].to_vec(), "truncated archive: gzip"),
            whole("gz-nothing", "a.txt.gz", vec![], "truncated archive: gzip"),
            whole("zst-nothing", "a.jsonl.zst", vec![], "truncated archive: zstd"),
            whole(
                "gz-text-cut",
                "a.txt.gz",
                gzip(plain.as_bytes())[..500].to_vec(),
                "truncated archive: gzip",
            ),
            whole("nested", "a.txt.gz", gzip(&gzip(b"x")), "unsupported format: gzip within an archive"),
            whole("nested-zst", "a.txt.zst", zstd(&zstd(b"x")), "unsupported format: zstd within an archive"),
            whole("xz", "a.jsonl.xz", b"\xFD7zXZ\0rest".to_vec(), "unsupported format: xz"),
            whole("zip", "a.txt", b"PK\x03\x04rest".to_vec(), "unsupported format: zip"),
            whole("bzip2", "a.txt", b"BZh91AY&SYrest".to_vec(), "unsupported format: bzip2"),
            whole("pdf", "a.txt", b"%PDF-1.7".to_vec(), "unsupported format: PDF"),
            whole("png", "a", b"\x89PNG\r\n\x1A\n".to_vec(), "unsupported format: PNG"),
            bomb("a.txt.zst", &["too large: document", "too large: the archive unpacks"]),
            bomb("a.jsonl.zst", &["too large: the archive unpacks"]),
            bomb("a.txt.gz", &["too large: document"]),
        ],
    );
}

/// Runs over damaged archives with one and with three threads: the same output, and no silence.
fn run_damaged(damaged: &[(&str, Vec<u8>)]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let [input, one, three] = ["in", "1", "3"].map(|name| folder.path().join(name));
    for (number, (ending, bytes)) in damaged.iter().enumerate() {
        let own = input.join(format!("{number:04}"));
        fs::create_dir_all(&own).unwrap();
        fs::write(own.join(format!("a.jsonl.{ending}")), bytes).unwrap();
    }
    for (out, threads) in [(&one, "1"), (&three, "3")] {
        ran(&mut run_command(&[&input], out, &["--no-builtin", "--threads", threads])).expect(3);
    }
    assert_eq!(crate::write::tree(&one), crate::write::tree(&three));
    let output = sound(&one);
    restored(&one, &output);
    output
}

/// The documents kept of an archive are the first ones of `plain`, in order.
fn assert_first(output: &Output, folder: &str, plain: &str) -> usize {
    let (documents, _) = output.of(folder);
    for (row, line) in documents.iter().zip(plain.lines()) {
        let (id, text) =
            (format!("{{\"id\":\"{}", row.id.split('#').next().unwrap()), format!("\"{}\"}}", row.text));
        assert!(line.starts_with(&id) && line.ends_with(&text), "{folder}: {line}");
    }
    documents.len()
}

#[test]
fn an_archive_cut_anywhere_keeps_its_whole_records_and_says_so() {
    let plain = records(1500);
    let mut cut = Vec::new();
    for (ending, packed) in [("gz", gzip(plain.as_bytes())), ("zst", zstd(plain.as_bytes()))] {
        let step = packed.len() / 40;
        cut.extend((1..packed.len()).step_by(step).map(|length| (ending, packed[..length].to_vec())));
        cut.push((ending, packed[..packed.len() - 1].to_vec()));
    }
    let output = run_damaged(&cut);
    let mut most = 0;
    for number in 0..cut.len() {
        let folder = format!("{number:04}/");
        let (documents, rejects) = output.of(&folder);
        let reasons: Vec<&str> = rejects.iter().map(|reject| reject.reason.as_str()).collect();
        assert!(reasons.len() == 1 && reasons[0].starts_with("truncated archive: "), "{reasons:?}");
        let truncated = documents.last().is_none_or(|row| row.flags.contains(&"input-truncated".into()));
        assert!(truncated, "{folder}");
        most = most.max(assert_first(&output, &folder, &plain));
    }
    assert!(most > 1300, "{most}");
}

#[test]
fn a_flipped_bit_in_an_archive_is_told_or_harmless() {
    let plain = records(600);
    let mut random = Random(5);
    let mut flipped = Vec::new();
    for (ending, packed) in [("gz", gzip(plain.as_bytes())), ("zst", zstd(plain.as_bytes()))] {
        for number in 0..80 {
            let mut bytes = packed.clone();
            // The first ones hit each byte of the header.
            let at = if number < 12 { number } else { random.below(bytes.len()) };
            bytes[at] ^= 1 << random.below(8);
            flipped.push((ending, bytes));
        }
    }
    let output = run_damaged(&flipped);
    let mut harmless = 0;
    for number in 0..flipped.len() {
        let folder = format!("{number:04}/");
        let (documents, rejects) = output.of(&folder);
        if rejects.is_empty() {
            assert_eq!(assert_first(&output, &folder, &plain), 600, "{folder}");
            harmless += 1;
        } else {
            assert!(documents.len() <= 600, "{folder}");
        }
    }
    // A time stamp and the like in the header of gzip, which no checksum is over.
    assert!(harmless <= 12, "{harmless}");
}

#[test]
fn a_broken_archive_among_good_ones_costs_itself_alone() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("in");
    fs::create_dir(&input).unwrap();
    let packed = gzip(records(100).as_bytes());
    fs::write(input.join("a.txt"), "first").unwrap();
    fs::write(input.join("b.jsonl.gz"), &packed[..packed.len() / 2]).unwrap();
    fs::write(input.join("c.txt"), "last").unwrap();
    let out = folder.path().join("out");
    ran(&mut run_command(&[&input], &out, &["--no-builtin"])).expect(3);
    let output = sound(&out);
    assert_eq!(output.of("a.txt").0[0].text, "first");
    assert_eq!(output.of("c.txt").0[0].text, "last");
    let back = restored(&out, &output);
    assert_eq!(fs::read(Path::new(&back).join("c.txt")).unwrap(), b"last");
}
