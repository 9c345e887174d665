//! Reads inputs one after the other into batches.

use std::fs::File;
use std::io::{self, Read};
use std::sync::mpsc::{Receiver, Sender, channel};

use super::archive::{State, Unpacked};
use super::batch::{Batch, InputEnd};
use super::jsonl::too_large;
use super::records::{Lines, broken};
use super::stored::Stored;
use super::stream::Stream;
use super::{Input, InputKind, Place, ReadOptions, format};
use crate::text::Checksum;

type Source = Box<dyn Read + Send>;
type Opener = Box<dyn FnMut(&Input) -> io::Result<Source> + Send>;

/// An iterator over batches of all inputs, in their order. It never ends early: what cannot be read is a
/// reject within a batch.
pub struct Reader {
    inputs: Vec<Input>,
    options: ReadOptions,
    opener: Opener,
    next: usize,
    present: Option<Present>,
    /// The room of batches that workers are through with.
    emptied: (Sender<Vec<u8>>, Receiver<Vec<u8>>),
}

/// The input that is being read.
struct Present {
    input: usize,
    kind: InputKind,
    stream: Stream,
    body: Body,
    /// Stored bytes that batches have been told of.
    told: u64,
}

enum Body {
    Text,
    Records(Lines),
    /// It cannot be read, for this reason.
    Refused(String),
}

impl Reader {
    /// Nothing is opened before the first batch is asked for, and only one input at a time.
    pub fn new(inputs: &[Input], options: &ReadOptions) -> Self {
        Reader::with_opener(inputs, options, Box::new(open))
    }

    fn with_opener(inputs: &[Input], options: &ReadOptions, opener: Opener) -> Self {
        let (inputs, options) = (inputs.to_vec(), options.clone());
        Reader { inputs, options, opener, next: 0, present: None, emptied: channel() }
    }

    /// Opens the next input and looks what it is.
    fn begin(&mut self, input: usize, batch: &mut Batch) -> Option<Present> {
        let place = &self.inputs[input];
        let source = match (self.opener)(place) {
            Ok(source) => source,
            Err(error) => {
                batch.push_reject(broken(place, &format!("unreadable: {error}"), 0));
                batch.push_end(InputEnd {
                    input,
                    kind: format::named(&place.name).unwrap_or(InputKind::Text),
                    bytes: 0,
                    checksum: Checksum::default().hex(),
                });
                return None;
            }
        };
        let mut stream = Stream::new(Unpacked::new(Stored::new(source), &place.name));
        let (kind, wide) = format::found(&place.name, &mut stream, &self.options);
        let body = match (format::unsupported(&mut stream), kind) {
            (Some(reason), _) => Body::Refused(reason),
            (None, InputKind::Text) => Body::Text,
            (None, InputKind::Records) => {
                wide.into_iter().for_each(|wide| stream.transcode(wide));
                Body::Records(Lines::new(input, wide))
            }
        };
        Some(Present { input, kind, stream, body, told: 0 })
    }

    /// Reads on in the present input; whether there is more of it.
    fn step(&self, present: &mut Present, batch: &mut Batch) -> bool {
        let input = &self.inputs[present.input];
        let state = match &mut present.body {
            Body::Text => read_text(present, batch, input, &self.options),
            Body::Records(lines) => lines.step(&mut present.stream, batch, input, &self.options),
            Body::Refused(reason) => {
                let stored = present.stream.unpacked().stored();
                stored.drain();
                batch.push_reject(broken(input, reason, stored.consumed()));
                State::End
            }
        };
        if state != State::More {
            end(present, batch, input);
        }
        let read = present.stream.unpacked().stored().consumed();
        batch.stored += read - present.told;
        present.told = read;
        state == State::More
    }
}

impl Iterator for Reader {
    type Item = Batch;

    fn next(&mut self) -> Option<Batch> {
        let (emptied_in, emptied) = &self.emptied;
        let mut batch = Batch::within(emptied.try_recv().unwrap_or_default(), emptied_in.clone());
        while !batch.is_full(self.options.batch_bytes) {
            let Some(mut present) = self.present.take() else {
                if self.next == self.inputs.len() {
                    break;
                }
                self.next += 1;
                self.present = self.begin(self.next - 1, &mut batch);
                continue;
            };
            if self.step(&mut present, &mut batch) {
                self.present = Some(present);
            }
        }
        (!batch.is_empty()).then_some(batch)
    }
}

/// A text file is one document, whole or not at all.
fn read_text(present: &mut Present, batch: &mut Batch, input: &Input, options: &ReadOptions) -> State {
    let limit = options.max_document_bytes;
    let start = batch.bytes.len();
    let state = present.stream.append(&mut batch.bytes, limit.saturating_add(1));
    let length = batch.bytes.len() - start;
    match state {
        _ if length > limit => {
            batch.bytes.truncate(start);
            let (skipped, failure) = format::skip(&mut present.stream);
            batch.push_reject(broken(input, &too_large("document", limit), length as u64 + skipped));
            if let Some(reason) = failure {
                batch.push_reject(broken(input, &reason, 0));
            }
        }
        State::Broken(reason) => {
            batch.bytes.truncate(start);
            batch.push_reject(broken(input, &reason, length as u64));
        }
        _ => batch.push_text(present.input, start..batch.bytes.len()),
    }
    State::End
}

/// Reads what is left of the stored bytes, for the checksum, and tells that the input is through.
fn end(present: &mut Present, batch: &mut Batch, input: &Input) {
    let unpacked = present.stream.unpacked();
    let garbage_at = unpacked.garbage_at();
    let stored = unpacked.stored();
    let left = stored.drain();
    if let Some(at) = garbage_at {
        let reason = format!("trailing garbage: no archive member at byte {at}");
        batch.push_reject(broken(input, &reason, left));
    }
    batch.push_end(InputEnd {
        input: present.input,
        kind: present.kind,
        bytes: stored.consumed(),
        checksum: stored.checksum(),
    });
}

fn open(input: &Input) -> io::Result<Source> {
    Ok(match &input.place {
        Place::Path(path) => Box::new(File::open(path)?),
        Place::Stdin => Box::new(io::stdin()),
    })
}

/// XXH3-128 of an input's bytes as stored, 32 hexadecimal digits: what [`super::InputEnd`] has too.
///
/// # Errors
/// The system's, where the input cannot be read.
pub fn checksum(input: &Input) -> io::Result<String> {
    let mut source = open(input)?;
    let mut checksum = Checksum::default();
    let mut buffer = vec![0; 256 << 10];
    loop {
        match source.read(&mut buffer) {
            Ok(0) => return Ok(checksum.hex()),
            Ok(read) => checksum.update(&buffer[..read]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// The size of all inputs as stored, in bytes; `None` where one of them is a stream.
pub fn total_bytes(inputs: &[Input]) -> Option<u64> {
    let size = |input: &Input| match &input.place {
        Place::Stdin => None,
        Place::Path(path) => match std::fs::metadata(path) {
            Ok(metadata) => metadata.is_file().then_some(metadata.len()),
            // It will be rejected when its turn comes.
            Err(_) => Some(0),
        },
    };
    inputs.iter().map(size).sum()
}

#[cfg(test)]
pub(super) mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;
    use crate::document::{Document, Flag, Reject};
    use crate::read::{Format, InputEnd, Item};
    use crate::text::{encode, hash128};
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use proptest::prelude::*;
    use std::io::Write;

    #[test]
    fn a_batch_is_read_into_the_room_of_one_that_is_through() {
        let options = ReadOptions { batch_bytes: 100, ..ReadOptions::default() };
        let inputs = [Input { name: "news.jsonl".to_owned(), place: Place::Stdin }];
        let records = "{\"id\":\"a\",\"text\":\"The ferry sails.\"}\n".repeat(40).into_bytes();
        let mut records = Some(records);
        let opener = move |_: &Input| Ok(Box::new(io::Cursor::new(records.take().unwrap())) as Source);
        let mut reader = Reader::with_opener(&inputs, &options, Box::new(opener));
        let first = reader.next().unwrap();
        let room = first.bytes.as_ptr();
        first.documents(&inputs, &options);
        assert_eq!(reader.next().unwrap().bytes.as_ptr(), room);
    }

    /// Gives 1 to 7 bytes at a time, and is interrupted.
    pub(in crate::read) struct Trickle {
        bytes: io::Cursor<Vec<u8>>,
        turn: usize,
    }

    impl Trickle {
        pub(in crate::read) fn new(bytes: Vec<u8>) -> Self {
            let bytes = io::Cursor::new(bytes);
            Trickle { bytes, turn: 0 }
        }
    }

    impl Read for Trickle {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.turn += 1;
            if self.turn.is_multiple_of(5) {
                return Err(io::ErrorKind::Interrupted.into());
            }
            let length = buffer.len().min(1 + self.turn * 3 % 7);
            self.bytes.read(&mut buffer[..length])
        }
    }

    /// Fails after its bytes as a bad disk does.
    struct Failing(io::Cursor<Vec<u8>>);

    impl Read for Failing {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            match self.0.read(buffer)? {
                0 => Err(io::Error::other("bad sector")),
                count => Ok(count),
            }
        }
    }

    /// All batches of a reader as one, ends apart.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct Everything {
        items: Vec<Result<Document, Reject>>,
        ends: Vec<InputEnd>,
        bytes: u64,
    }

    impl Everything {
        fn take(&mut self, items: Vec<Item>) {
            for item in items {
                match item {
                    Item::Document(document) => self.items.push(Ok(*document)),
                    Item::Reject(reject) => self.items.push(Err(reject)),
                    Item::End(end) => self.ends.push(end),
                }
            }
        }
    }

    fn read_from(
        files: &[(&str, Vec<u8>)],
        options: &ReadOptions,
        source: fn(Vec<u8>) -> io::Result<Source>,
    ) -> Everything {
        let input = |(name, _): &(&str, Vec<u8>)| Input { name: (*name).to_owned(), place: Place::Stdin };
        let inputs: Vec<Input> = files.iter().map(input).collect();
        let mut contents = files.iter().map(|(_, bytes)| bytes.clone()).collect::<Vec<_>>().into_iter();
        let opener = Box::new(move |_: &Input| source(contents.next().unwrap()));
        let mut all = Everything::default();
        for batch in Reader::with_opener(&inputs, options, opener) {
            let documents = batch.documents(&inputs, options);
            all.take(documents.items);
            all.bytes += documents.bytes;
        }
        all
    }

    /// Reads with several sizes of batches and of reads, which must not matter.
    fn read_all(files: &[(&str, Vec<u8>)], options: &ReadOptions) -> Everything {
        let all = read_from(files, options, |bytes| Ok(Box::new(io::Cursor::new(bytes))));
        for batch_bytes in [1, 7, 100, 70_000] {
            let options = ReadOptions { batch_bytes, ..options.clone() };
            let trickled = read_from(files, &options, |bytes| Ok(Box::new(Trickle::new(bytes))));
            assert_eq!(trickled, all, "batches of {batch_bytes} bytes");
        }
        let stored: u64 = files.iter().map(|(_, bytes)| bytes.len() as u64).sum();
        assert_eq!(all.bytes, stored);
        for (index, ((_, bytes), end)) in files.iter().zip(&all.ends).enumerate() {
            assert_eq!((end.input, end.bytes), (index, bytes.len() as u64));
            assert_eq!(end.checksum, format!("{:032x}", hash128(bytes)));
        }
        assert_eq!(all.ends.len(), files.len());
        all
    }

    fn read_one(name: &str, bytes: impl Into<Vec<u8>>) -> (Vec<Document>, Vec<Reject>) {
        let all = read_all(&[(name, bytes.into())], &ReadOptions::default());
        split(all)
    }

    fn split(all: Everything) -> (Vec<Document>, Vec<Reject>) {
        let mut rejects = Vec::new();
        let documents =
            all.items.into_iter().filter_map(|item| item.map_err(|reject| rejects.push(reject)).ok());
        (documents.collect(), rejects)
    }

    fn texts(documents: &[Document]) -> Vec<&str> {
        documents.iter().map(|document| document.text.as_str()).collect()
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn zstd(bytes: &[u8]) -> Vec<u8> {
        zstd::encode_all(bytes, 3).unwrap()
    }

    /// `count` records whose texts do not pack well.
    fn records(count: usize) -> String {
        let noise = |n: usize| hash128(&n.to_le_bytes());
        let record =
            |n| format!("{{\"id\":\"{n}\",\"text\":\"story {n} {:x}{:x}\"}}\n", noise(n), noise(n + count));
        (0..count).map(record).collect()
    }

    #[test]
    fn formats_are_found_by_name_and_content() {
        let json = "{\"text\":\"a\"}\n{\"text\":\"b\"}\n";
        for (name, content, expected) in [
            ("a.jsonl", json, vec!["a", "b"]),
            ("a", json, vec!["a", "b"]),
            ("-", " \n\n {\"text\":\"a\"}\n", vec!["a"]),
            ("-", "\u{FEFF}{\"text\":\"a\"}", vec!["a"]),
            ("a.txt", json, vec![json]),
            ("a", "{curly} talk\n", vec!["{curly} talk\n"]),
            ("a", "{\"text\":\"a\"", vec!["{\"text\":\"a\""]),
            ("a", "[1]\n{\"text\":\"a\"}", vec!["[1]\n{\"text\":\"a\"}"]),
            ("a.txt", "", vec![""]),
            ("a", "", vec![""]),
            ("a.jsonl", "", vec![]),
            ("a.jsonl", "\n \n\r\n", vec![]),
        ] {
            let (documents, rejects) = read_one(name, content);
            assert_eq!(texts(&documents), expected, "{name} {content}");
            assert!(rejects.is_empty(), "{rejects:?}");
        }
    }

    #[test]
    fn the_format_option_overrides_name_and_content() {
        let files = [("a.txt", b"{\"text\":\"a\"}".to_vec())];
        let options = ReadOptions { format: Format::Records, ..ReadOptions::default() };
        assert_eq!(texts(&split(read_all(&files, &options)).0), ["a"]);
        let options = ReadOptions { format: Format::Text, ..ReadOptions::default() };
        assert_eq!(texts(&split(read_all(&files, &options)).0), ["{\"text\":\"a\"}"]);
    }

    #[test]
    fn inputs_follow_one_another_in_order() {
        let files = [
            ("a.txt", b"one".to_vec()),
            ("b.jsonl", records(300).into_bytes()),
            ("c.txt", b"two".to_vec()),
            ("d.jsonl", Vec::new()),
            ("e.txt", Vec::new()),
        ];
        let (documents, rejects) = split(read_all(&files, &ReadOptions::default()));
        assert!(rejects.is_empty());
        assert_eq!(documents.len(), 303);
        let places: Vec<(usize, u64)> = documents.iter().map(|d| (d.origin.input, d.origin.record)).collect();
        assert!(places.is_sorted());
        assert_eq!(documents[300].origin.record, 300);
        assert_eq!(documents[302].flags, [Flag::Empty]);
    }

    #[test]
    fn archives_are_unpacked_by_content_whatever_their_name() {
        let plain = records(2000);
        let (first, second) = plain.split_at(plain.len() / 3);
        let (expected, _) = read_one("a.jsonl", plain.as_bytes());
        for (what, bytes) in [
            ("one member", gzip(plain.as_bytes())),
            ("two members", [gzip(first.as_bytes()), gzip(second.as_bytes())].concat()),
            ("an empty member", [gzip(b""), gzip(plain.as_bytes()), gzip(b"")].concat()),
            ("one frame", zstd(plain.as_bytes())),
            ("two frames", [zstd(first.as_bytes()), zstd(second.as_bytes())].concat()),
            ("a frame to skip", [b"\x53\x2A\x4D\x18\x03\0\0\0abc".to_vec(), zstd(plain.as_bytes())].concat()),
        ] {
            for name in ["a.jsonl", "a.jsonl.gz", "a.jsonl.zst", "a"] {
                let (documents, rejects) = read_one(name, bytes.clone());
                assert!(rejects.is_empty(), "{what}, {name}: {rejects:?}");
                assert_eq!(documents, expected, "{what}, {name}");
            }
        }
    }

    #[test]
    fn a_truncated_archive_keeps_the_whole_records_before_the_break() {
        let plain = records(3000);
        let (expected, _) = read_one("a.jsonl", plain.as_bytes());
        for (packed, name) in
            [(gzip(plain.as_bytes()), "a.jsonl.gz"), (zstd(plain.as_bytes()), "a.jsonl.zst")]
        {
            let mut kept = Vec::new();
            for length in (0..packed.len()).step_by(packed.len() / 23) {
                let (mut documents, rejects) = read_one(name, &packed[..length]);
                assert_eq!(rejects.len(), 1, "{name} cut to {length}");
                assert!(rejects[0].reason.starts_with("truncated archive: "), "{}", rejects[0].reason);
                assert!(rejects[0].reason.ends_with(&format!("at byte {length}")), "{}", rejects[0].reason);
                kept.push(documents.len());
                if let Some(last) = documents.last_mut() {
                    assert_eq!(last.flags.pop(), Some(Flag::InputTruncated));
                }
                assert_eq!(documents, expected[..documents.len()]);
            }
            assert!(kept.is_sorted() && kept[0] == 0 && kept[kept.len() - 1] > 2000, "{kept:?}");
        }
    }

    #[test]
    fn nothing_before_a_corrupt_byte_is_lost() {
        let plain = records(3000);
        let (expected, _) = read_one("a.jsonl", plain.as_bytes());
        for (mut packed, name, least) in
            [(gzip(plain.as_bytes()), "a.gz", 1000), (zstd(plain.as_bytes()), "a.zst", 1000)]
        {
            let at = packed.len() * 3 / 4;
            packed[at..at + 64].fill(0xFF);
            let (documents, rejects) = read_one(name, packed);
            assert!(
                rejects.iter().any(|reject| reject.reason.starts_with("corrupt archive: ")),
                "{rejects:?}"
            );
            assert!(documents.len() >= least, "{name}: {}", documents.len());
            assert_eq!(documents[..least], expected[..least]);
        }
    }

    #[test]
    fn a_text_that_breaks_off_is_rejected_whole() {
        let packed = gzip(records(500).as_bytes());
        let (documents, rejects) = read_one("a.txt.gz", &packed[..packed.len() - 9]);
        assert!(documents.is_empty());
        assert_eq!((rejects.len(), rejects[0].record), (1, None));
        assert!(rejects[0].bytes > 10_000);
    }

    #[test]
    fn garbage_after_an_archive_is_rejected_and_the_rest_kept() {
        for (packed, name) in
            [(gzip(b"{\"text\":\"a\"}"), "a.jsonl.gz"), (zstd(b"{\"text\":\"a\"}"), "a.jsonl.zst")]
        {
            let at = packed.len();
            let (documents, rejects) = read_one(name, [packed, b"garbage".to_vec()].concat());
            assert_eq!(texts(&documents), ["a"]);
            assert!(documents[0].flags == [Flag::IdAssigned], "nothing broke off");
            assert_eq!(rejects[0].reason, format!("trailing garbage: no archive member at byte {at}"));
            assert_eq!(rejects[0].bytes, 7);
        }
    }

    #[test]
    fn bombs_are_stopped() {
        let zeros = vec![b' '; 80 << 20];
        let options = ReadOptions::default();
        let source = |bytes| -> io::Result<Source> { Ok(Box::new(io::Cursor::new(bytes))) };
        for (name, packed) in
            [("a.jsonl.zst", zstd(&zeros)), ("a.txt.gz", gzip(&zeros)), ("a.txt.zst", zstd(&zeros))]
        {
            let (documents, rejects) = split(read_from(&[(name, packed)], &options, source));
            assert!(documents.is_empty());
            assert!(rejects.iter().all(|reject| reject.reason.starts_with("too large: ")), "{rejects:?}");
            assert!(!rejects.is_empty());
        }
    }

    #[test]
    fn what_is_too_large_is_skipped_and_counted() {
        let options = ReadOptions { max_document_bytes: 50, ..ReadOptions::default() };
        let long = format!("{{\"text\":\"{}\"}}", "x".repeat(200));
        let middle = format!("{{\"text\":\"{}\"}}", "x".repeat(60));
        let lines = format!("{{\"text\":\"a\"}}\n{long}\n{middle}\n{{\"text\":\"b\"}}\n{long}");
        let (documents, rejects) = split(read_all(&[("a.jsonl", lines.into_bytes())], &options));
        assert_eq!(texts(&documents), ["a", "b"]);
        assert_eq!(documents[1].origin.record, 4);
        let found: Vec<_> = rejects.iter().map(|r| (r.record, r.reason.as_str(), r.bytes)).collect();
        let (record, document) =
            ("too large: record larger than 100 bytes", "too large: document larger than 50 bytes");
        assert_eq!(found, [(Some(2), record, 211), (Some(3), document, 71), (Some(5), record, 211)]);

        let (documents, rejects) =
            split(read_all(&[("a.txt", vec![b'x'; 51]), ("b.txt", vec![b'x'; 50])], &options));
        assert_eq!(documents.len(), 1);
        assert_eq!((rejects[0].reason.as_str(), rejects[0].bytes), (document, 51));
    }

    #[test]
    fn other_kinds_of_files_are_named() {
        for (bytes, reason) in [
            (b"\xFD7zXZ\0rest".to_vec(), "unsupported format: xz; unpack it first"),
            (b"PK\x03\x04rest".to_vec(), "unsupported format: zip; unpack it first"),
            (gzip(&gzip(b"x")), "unsupported format: gzip within an archive; unpack it first"),
        ] {
            let (documents, rejects) = read_one("a.txt", bytes);
            assert!(documents.is_empty());
            assert_eq!(rejects[0].reason, reason);
        }
    }

    #[test]
    fn a_disk_that_fails_costs_the_rest_of_the_input_only() {
        let files = [("a.jsonl", b"{\"text\":\"a\"}\n\n{\"text\":\"b".to_vec()), ("b.txt", b"b".to_vec())];
        let source = |bytes| -> io::Result<Source> { Ok(Box::new(Failing(io::Cursor::new(bytes)))) };
        let all = read_from(&files, &ReadOptions::default(), source);
        assert_eq!(all.ends.len(), 2);
        let (documents, rejects) = split(all);
        assert_eq!(documents.len(), 1);
        assert_eq!(documents[0].flags, [Flag::IdAssigned, Flag::InputTruncated]);
        assert_eq!(rejects[0].reason, "unreadable: bad sector, at byte 24");
        assert_eq!(rejects[0].bytes, 10);
        assert_eq!((rejects[1].path.as_str(), rejects[1].bytes), ("b.txt", 1));
    }

    #[test]
    fn what_cannot_be_opened_is_a_reject() {
        let source = |_| -> io::Result<Source> { Err(io::ErrorKind::PermissionDenied.into()) };
        let all = read_from(&[("a.jsonl", vec![]), ("b.txt", vec![])], &ReadOptions::default(), source);
        assert_eq!(all.items.len(), 2);
        assert_eq!(all.ends.len(), 2);
        assert!(all.items[0].as_ref().is_err_and(|reject| reject.reason == "unreadable: permission denied"));
    }

    #[test]
    fn files_and_folders_are_read_from_disk() {
        let folder = tempfile::tempdir().unwrap();
        for (name, content) in
            [("a.txt", "one"), ("b.jsonl", "{\"id\":\"2\",\"text\":\"two\"}"), ("gone.txt", "")]
        {
            std::fs::write(folder.path().join(name), content).unwrap();
        }
        let inputs = crate::read::expand(&[folder.path()]).unwrap().inputs;
        std::fs::remove_file(folder.path().join("gone.txt")).unwrap();
        assert_eq!(total_bytes(&inputs), Some(26));
        let options = ReadOptions::default();
        let mut batches = Reader::new(&inputs, &options);
        let documents = batches.next().unwrap().documents(&inputs, &options);
        let mut all = Everything { bytes: documents.bytes, ..Everything::default() };
        all.take(documents.items);
        assert!(batches.next().is_none(), "small inputs share a batch");
        assert_eq!((all.bytes, all.ends.len()), (26, 3));
        let (documents, rejects) = split(all);
        assert_eq!(texts(&documents), ["one", "two"]);
        assert_eq!(rejects[0].path, "gone.txt");
        assert!(rejects[0].reason.starts_with("unreadable: "));
        let stdin = Input { name: "-".into(), place: Place::Stdin };
        assert_eq!(total_bytes(&[stdin]), None);
    }

    #[test]
    fn records_in_utf_16_and_32_are_turned_into_utf_8() {
        let lines = "{\"id\":\"1\",\"text\":\"зима 𝄞\"}\n{\"id\":\"2\",\"text\":\"b\"}\r\n";
        for name in ["utf-16le", "utf-16be", "utf-32le", "utf-32be"] {
            for mark in [true, false] {
                for file in ["a.jsonl", "-"] {
                    let (documents, rejects) = read_one(file, encode(lines, name, mark).unwrap());
                    assert!(rejects.is_empty(), "{rejects:?}");
                    assert_eq!(texts(&documents), ["зима 𝄞", "b"]);
                    assert_eq!(documents[1].flags, [Flag::Decoded(name)]);
                }
            }
        }
    }

    #[test]
    fn half_a_pair_in_utf_16_records_is_told_like_an_escape() {
        let mut bytes = encode("{\"id\":\"1\",\"text\":\"a#\"}", "utf-16le", true).unwrap();
        let at = bytes.iter().position(|byte| *byte == b'#').unwrap();
        bytes[at..at + 2].copy_from_slice(b"\x3D\xD8");
        let (documents, _) = read_one("a.jsonl", bytes);
        assert_eq!(texts(&documents), ["a\u{FFFD}"]);
        assert_eq!(documents[0].flags, [Flag::Decoded("utf-16le"), Flag::LoneSurrogate]);
        assert_eq!(documents[0].origin.raw.as_deref(), Some(&b"\"a\\ud83d\""[..]));
    }

    fn hostile_bytes() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            Just(b"{\"text\":\"a\"}\n".to_vec()),
            Just(b"{\"id\":1,\"text\":\"\\ud83d\"}\n".to_vec()),
            Just("{\"text\":\"жизнь\"}\r\n".as_bytes().to_vec()),
            Just(b"\xEF\xBB\xBF".to_vec()),
            Just(b"\xFF\xFE{\0".to_vec()),
            Just(b"\n \n\n".to_vec()),
            Just(gzip(b"{\"text\":\"a\"}\n{\"te")),
            Just(zstd(b"{\"text\":\"a\"}\n{\"te")),
            prop::collection::vec(any::<u8>(), 0..30),
            "[ {}\":a\\\\\n]{0,20}".prop_map(String::into_bytes),
        ];
        prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn any_bytes_read_alike_in_any_pieces(bytes in hostile_bytes(), limit in 1..200_usize) {
            let options = ReadOptions { max_document_bytes: limit, ..ReadOptions::default() };
            for name in ["a", "a.txt", "a.jsonl"] {
                read_all(&[(name, bytes.clone())], &options);
            }
        }

        #[test]
        fn the_bytes_of_a_text_file_come_back(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let (documents, rejects) = read_one("a.txt", bytes.clone());
            if rejects.is_empty() {
                let document = &documents[0];
                let name = document.flags.iter().find_map(|flag| match flag {
                    Flag::Decoded(name) => Some(*name),
                    _ => None,
                });
                let mark = document.flags.contains(&Flag::ByteOrderMark);
                let back = match &document.origin.raw {
                    Some(raw) => Some(raw.clone()),
                    None => encode(&document.text, name.unwrap_or("utf-8"), mark),
                };
                prop_assert_eq!(back, Some(bytes));
            }
        }

        #[test]
        fn every_line_is_a_document_a_reject_or_blank(lines in prop::collection::vec("[{}\":a,1 жtext\\\\]{0,16}", 0..20)) {
            let (documents, rejects) = read_one("a.jsonl", lines.join("\n"));
            let mut told: Vec<u64> = documents.iter().map(|document| document.origin.record).collect();
            told.extend(rejects.iter().filter_map(|reject| reject.record));
            told.sort_unstable();
            let numbered = (1..).zip(&lines).filter(|(_, line)| !line.trim().is_empty());
            prop_assert_eq!(told, numbered.map(|(number, _)| number).collect::<Vec<u64>>());
        }
    }
}
