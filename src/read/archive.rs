//! Stored bytes to content: gzip and zstd by their first bytes, anything else as it stands.
//!
//! The archive crates' own readers drop what one call unpacked before it failed, so that the rest would
//! depend on the size of buffers. Here the raw decoders are driven in steps that lose nothing: all that
//! stands before a break is handed on.

use flate2::{Decompress, FlushDecompress, Status};
use zstd::stream::raw::{DParameter, Decoder, InBuffer, Operation, OutBuffer};

use super::stored::Stored;

/// Holds the largest block of zstd, which is 128 KiB.
pub(super) const STEP_BYTES: usize = 128 << 10;
/// 128 MiB, what `zstd` itself takes without `--long`.
const MAX_WINDOW_LOG: u32 = 27;
/// Text packs 3:1, seldom 20:1; a bomb 1,000:1 to 30,000:1.
const MAX_RATIO: u64 = 1000;
/// Below this a ratio says little, and a bomb does no harm.
const RATIO_FLOOR: u64 = 64 << 20;

/// How an attempt to read on ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum State {
    /// There may be more.
    More,
    /// All is read.
    End,
    /// The input breaks off here, for this reason.
    Broken(String),
}

/// The content of an input, unpacked.
pub(super) struct Unpacked {
    stored: Stored,
    codec: Codec,
    unpacked: u64,
    garbage_at: Option<u64>,
}

enum Codec {
    Plain,
    Gzip(Box<Decompress>),
    /// With the number of bytes it asks for next: given no more, it unpacks one block a step.
    Zstd(Decoder<'static>, usize),
    Failed(String),
}

impl Unpacked {
    /// By content. The name decides only where too little is left of an archive to know it.
    pub(super) fn new(mut stored: Stored, name: &str) -> Self {
        let next = stored.ahead(4);
        let codec = if is_gzip(next) && (next.len() >= 2 || name.ends_with(".gz")) {
            Codec::Gzip(Box::new(Decompress::new_gzip(15)))
        } else if is_zstd(next) && (next.len() >= 4 || name.ends_with(".zst")) {
            zstd_decoder()
        } else {
            Codec::Plain
        };
        Unpacked { stored, codec, unpacked: 0, garbage_at: None }
    }

    /// Whether the content is packed at all.
    pub(super) fn is_archive(&self) -> bool {
        !matches!(self.codec, Codec::Plain)
    }

    /// The stored bytes, used up as far as the content was.
    pub(super) fn stored(&mut self) -> &mut Stored {
        &mut self.stored
    }

    /// Where the last archive member ends and something else follows.
    pub(super) fn garbage_at(&self) -> Option<u64> {
        self.garbage_at
    }

    /// Appends the next piece of content, at most 128 KiB.
    pub(super) fn step(&mut self, out: &mut Vec<u8>) -> State {
        let before = out.len();
        let state = match &mut self.codec {
            Codec::Plain => plain_step(&mut self.stored, out),
            Codec::Gzip(decoder) => gzip_step(&mut self.stored, decoder, out),
            Codec::Zstd(decoder, hint) => zstd_step(&mut self.stored, decoder, hint, out),
            Codec::Failed(reason) => return State::Broken(reason.clone()),
        };
        self.unpacked += (out.len() - before) as u64;
        let limit = RATIO_FLOOR.max(self.stored.consumed().saturating_mul(MAX_RATIO));
        let state = match state {
            State::More if self.is_archive() && self.unpacked > limit => State::Broken(format!(
                "too large: the archive unpacks to more than {MAX_RATIO} times its size, at byte {}",
                self.stored.consumed()
            )),
            state => state,
        };
        match &state {
            State::Broken(reason) => self.codec = Codec::Failed(reason.clone()),
            State::End if self.is_archive() && !self.stored.ahead(1).is_empty() => {
                self.garbage_at = Some(self.stored.consumed());
            }
            _ => {}
        }
        state
    }
}

fn plain_step(stored: &mut Stored, out: &mut Vec<u8>) -> State {
    let next = stored.ahead(1);
    out.extend_from_slice(next);
    let count = next.len();
    stored.consume(count);
    match stored.failure() {
        Some(reason) => State::Broken(reason),
        None if count == 0 => State::End,
        None => State::More,
    }
}

fn gzip_step(stored: &mut Stored, decoder: &mut Decompress, out: &mut Vec<u8>) -> State {
    let before = out.len();
    out.resize(before + STEP_BYTES, 0);
    let (read, written) = (decoder.total_in(), decoder.total_out());
    let next = stored.ahead(1);
    let at_end = next.is_empty();
    let result = decoder.decompress(next, &mut out[before..], FlushDecompress::None);
    let written = (decoder.total_out() - written) as usize;
    let read = (decoder.total_in() - read) as usize;
    out.truncate(before + written);
    stored.consume(read);
    match result {
        Ok(Status::StreamEnd) => {
            let next = stored.ahead(2);
            if next.is_empty() {
                return stored.failure().map_or(State::End, State::Broken);
            }
            if !is_gzip(next) {
                return State::End;
            }
            decoder.reset(true);
            State::More
        }
        Ok(_) if at_end && written == 0 => State::Broken(broken_off(stored, "gzip")),
        Ok(_) if read == 0 && written == 0 => State::Broken(corrupt(stored, "gzip", "no progress")),
        Ok(_) => State::More,
        Err(error) => State::Broken(corrupt(stored, "gzip", error.message().unwrap_or("bad data"))),
    }
}

fn zstd_decoder() -> Codec {
    let decoder = Decoder::new().and_then(|mut decoder| {
        decoder.set_parameter(DParameter::WindowLogMax(MAX_WINDOW_LOG))?;
        Ok(decoder)
    });
    match decoder {
        Ok(decoder) => Codec::Zstd(decoder, 1),
        Err(error) => Codec::Failed(format!("corrupt archive: zstd cannot start: {error}")),
    }
}

fn zstd_step(stored: &mut Stored, decoder: &mut Decoder<'_>, hint: &mut usize, out: &mut Vec<u8>) -> State {
    let before = out.len();
    out.resize(before + STEP_BYTES, 0);
    let next = stored.ahead(STEP_BYTES / 2);
    let at_end = next.is_empty();
    let mut input = InBuffer::around(&next[..next.len().min(*hint)]);
    let mut output = OutBuffer::around(&mut out[before..]);
    let result = decoder.run(&mut input, &mut output);
    let (read, written) = (input.pos(), output.pos());
    out.truncate(before + written);
    stored.consume(read);
    match result {
        Ok(0) => {
            *hint = 1;
            let next = stored.ahead(4);
            if next.is_empty() {
                return stored.failure().map_or(State::End, State::Broken);
            }
            if is_zstd(next) { State::More } else { State::End }
        }
        Ok(_) if at_end && written == 0 => State::Broken(broken_off(stored, "zstd")),
        Ok(next) => {
            *hint = next;
            State::More
        }
        Err(error) => State::Broken(corrupt(stored, "zstd", &error.to_string())),
    }
}

fn broken_off(stored: &Stored, codec: &str) -> String {
    let ends = || format!("truncated archive: {codec} breaks off at byte {}", stored.consumed());
    stored.failure().unwrap_or_else(ends)
}

fn corrupt(stored: &Stored, codec: &str, what: &str) -> String {
    format!("corrupt archive: {codec} says `{what}`, near byte {}", stored.consumed())
}

/// Whether `next` begins a gzip member, or breaks off where it could begin one.
fn is_gzip(next: &[u8]) -> bool {
    begins(next, b"\x1F\x8B")
}

/// The same for a zstd frame, or one that zstd skips (RFC 8878, 3.1.1 and 3.1.2).
fn is_zstd(next: &[u8]) -> bool {
    begins(next, b"\x28\xB5\x2F\xFD")
        || (next.first().is_some_and(|byte| byte & 0xF0 == 0x50) && begins(&next[1..], b"\x2A\x4D\x18"))
}

fn begins(next: &[u8], magic: &[u8]) -> bool {
    let shared = next.len().min(magic.len());
    next[..shared] == magic[..shared]
}
