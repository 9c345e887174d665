//! What an input holds: by its name, else by its first bytes.

use super::archive::State;
use super::stream::Stream;
use super::{Format, InputKind, ReadOptions, json};
use crate::text::{WIDE_PREFIX, Wide, decode, wide_encoding};

/// What the name says: `.jsonl`, `.ndjson`, `.json` or `.txt`, `.text`, `.md`, with `.gz` or `.zst` after it.
pub(super) fn named(name: &str) -> Option<InputKind> {
    let name = name.to_ascii_lowercase();
    let packed = [".gz", ".zst", ".zstd"].iter().find_map(|ending| name.strip_suffix(ending));
    let (_, ending) = packed.unwrap_or(&name).rsplit_once('.')?;
    match ending {
        "jsonl" | "ndjson" | "json" => Some(InputKind::Records),
        "txt" | "text" | "md" => Some(InputKind::Text),
        _ => None,
    }
}

/// What an input holds, and the encoding of its records where that is UTF-16 or UTF-32.
pub(super) fn found(name: &str, stream: &mut Stream, options: &ReadOptions) -> (InputKind, Option<Wide>) {
    let wide = wide_encoding(stream.ahead(WIDE_PREFIX));
    let kind = match options.format {
        Format::Text => InputKind::Text,
        Format::Records => InputKind::Records,
        Format::Auto => named(name).unwrap_or_else(|| match wide {
            Some(_) => first_record(&decode(stream.ahead(WIDE_PREFIX)).text),
            None => by_first_line(stream, options.max_record_bytes()),
        }),
    };
    (kind, wide.filter(|_| kind == InputKind::Records))
}

/// Looks ahead as far as the end of the first line that is not blank.
fn by_first_line(stream: &mut Stream, limit: usize) -> InputKind {
    let mut looked = 0;
    loop {
        let ahead = stream.ahead(2 * looked + WIDE_PREFIX);
        let grew = ahead.len() > looked;
        let start = content_start(ahead);
        if start < ahead.len() && ahead[start] != b'{' {
            return InputKind::Text;
        }
        let from = looked.max(start).min(ahead.len());
        if memchr::memchr(b'\n', &ahead[from..]).is_some() || !grew {
            return first_record(&String::from_utf8_lossy(&ahead[start..]));
        }
        if ahead.len() > limit {
            return InputKind::Text;
        }
        looked = ahead.len();
    }
}

/// Past white space and a byte order mark.
fn content_start(bytes: &[u8]) -> usize {
    let body = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    bytes.len() - body.trim_ascii_start().len()
}

fn first_record(text: &str) -> InputKind {
    let text = text.trim_start_matches('\u{FEFF}').trim_start();
    let line = text.lines().next().unwrap_or_default();
    if line.starts_with('{') && json::fields(line).is_ok() { InputKind::Records } else { InputKind::Text }
}

/// Why the content cannot be read at all: it is another kind of file.
pub(super) fn unsupported(stream: &mut Stream) -> Option<String> {
    /// First bytes from the formats' specifications, and what to do about them.
    const SIGNATURES: [(&[u8], &str, &str); 10] = [
        (b"\x1F\x8B\x08", "gzip", "unpack it first"),
        (b"\x28\xB5\x2F\xFD", "zstd", "unpack it first"),
        (b"\xFD7zXZ\0", "xz", "unpack it first"),
        (b"BZh91AY&SY", "bzip2", "unpack it first"),
        (b"7z\xBC\xAF\x27\x1C", "7z", "unpack it first"),
        (b"PK\x03\x04", "zip", "unpack it first"),
        (b"PAR1", "Parquet", "convert it to JSON lines first"),
        (b"%PDF-", "PDF", "extract its text first"),
        (b"\x89PNG\r\n\x1A\n", "PNG", "it holds no text"),
        (b"\xFF\xD8\xFF", "JPEG", "it holds no text"),
    ];
    let packed = stream.unpacked().is_archive();
    let ahead = stream.ahead(16);
    let (_, name, advice) = SIGNATURES.iter().find(|(magic, ..)| ahead.starts_with(magic))?;
    let within = if packed { " within an archive" } else { "" };
    Some(format!("unsupported format: {name}{within}; {advice}"))
}

/// Reads the rest of a stream away; the number of bytes, and why it broke off where it did.
pub(super) fn skip(stream: &mut Stream) -> (u64, Option<String>) {
    let mut scratch = Vec::new();
    let mut skipped = 0;
    loop {
        scratch.clear();
        let state = stream.append(&mut scratch, super::archive::STEP_BYTES);
        skipped += scratch.len() as u64;
        match state {
            State::More => {}
            State::End => return (skipped, None),
            State::Broken(reason) => return (skipped, Some(reason)),
        }
    }
}

/// Reads away the rest of a line and its end: the number of bytes before that end, and whether they are blank.
/// What was read past it is put into `carry`.
pub(super) fn skip_line(stream: &mut Stream, carry: &mut Vec<u8>) -> (u64, bool, State) {
    let (mut skipped, mut blank) = (0, true);
    loop {
        carry.clear();
        let state = stream.append(carry, super::archive::STEP_BYTES);
        let end = memchr::memchr(b'\n', carry);
        let part = end.unwrap_or(carry.len());
        skipped += part as u64;
        blank = blank && carry[..part].trim_ascii().is_empty();
        if let Some(end) = end {
            carry.drain(..=end);
            // What follows a line end is the next step's, the end of the input too.
            return (skipped, blank, State::More);
        }
        if state != State::More {
            carry.clear();
            return (skipped, blank, state);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_the_format_through_compression() {
        let records = Some(InputKind::Records);
        let text = Some(InputKind::Text);
        for (name, kind) in [
            ("a.jsonl", records),
            ("a/b.NDJSON.gz", records),
            ("a.json.zst", records),
            ("a.txt", text),
            ("a.b.md.zstd", text),
            ("a.gz", None),
            ("a", None),
            ("jsonl", None),
            ("-", None),
        ] {
            assert_eq!(named(name), kind, "{name}");
        }
    }
}
