//! Cuts a stream of records at line ends.
//!
//! The last line that is not blank is held back until more is known: if the stream breaks off after it,
//! its document says so, whatever the size of batches.

use super::archive::State;
use super::batch::{Batch, Records};
use super::format::skip_line;
use super::jsonl::{is_blank, too_large};
use super::stream::Stream;
use super::{Input, ReadOptions};
use crate::document::Reject;
use crate::text::Wide;

/// The place in an input of records.
pub(super) struct Lines {
    input: usize,
    wide: Option<Wide>,
    /// The one-based number of the next line.
    next: u64,
    /// Read, but not whole lines yet.
    carry: Vec<u8>,
    held: Option<(u64, Vec<u8>)>,
}

impl Lines {
    pub(super) fn new(input: usize, wide: Option<Wide>) -> Self {
        Lines { input, wide, next: 1, carry: Vec::new(), held: None }
    }

    /// Adds the next lines to the batch, about as much as it should hold. [`State::More`] means to come
    /// back; else the input is at its end, and what broke it is in the batch as a reject.
    pub(super) fn step(
        &mut self,
        stream: &mut Stream,
        batch: &mut Batch,
        input: &Input,
        options: &ReadOptions,
    ) -> State {
        let start = batch.bytes.len();
        batch.bytes.append(&mut self.carry);
        let mut searched = start;
        loop {
            let state = stream.append(&mut batch.bytes, options.batch_bytes.max(1));
            let last = memchr::memrchr(b'\n', &batch.bytes[searched..]);
            let cut = last.map(|at| searched + at + 1);
            searched = batch.bytes.len();
            match (state, cut) {
                (State::More, Some(cut)) => {
                    self.carry = batch.bytes.split_off(cut);
                    self.add(batch, start);
                    return State::More;
                }
                (State::More, None) if searched - start > options.max_record_bytes() => {
                    return self.skip(stream, batch, start, input, options);
                }
                (State::More, None) => {}
                (State::End, _) => {
                    self.add(batch, start);
                    self.release(batch, false);
                    return State::End;
                }
                (State::Broken(reason), cut) => {
                    self.break_off(batch, start..cut.unwrap_or(start), input, options, &reason);
                    return State::Broken(reason);
                }
            }
        }
    }

    /// Hands over the lines from `start` to the end of the batch, but for the last that is not blank.
    fn add(&mut self, batch: &mut Batch, start: usize) {
        let lines = &batch.bytes[start..];
        let Some(last) = last_line(lines) else {
            self.next += count_lines(lines);
            batch.bytes.truncate(start);
            return;
        };
        let before = count_lines(&lines[..last.start]);
        let held = (self.next + before, lines[last.clone()].to_vec());
        let after = self.next + count_lines(lines);
        batch.bytes.truncate(start + last.start);
        self.release(batch, false);
        if last.start > 0 {
            batch.push_records(Records {
                input: self.input,
                range: start..start + last.start,
                first: self.next,
                wide: self.wide,
                truncated: false,
            });
        }
        self.held = Some(held);
        self.next = after;
    }

    /// Hands over the line that was held back.
    fn release(&mut self, batch: &mut Batch, truncated: bool) {
        let Some((first, line)) = self.held.take() else {
            return;
        };
        let start = batch.bytes.len();
        batch.bytes.extend_from_slice(&line);
        batch.push_records(Records {
            input: self.input,
            range: start..batch.bytes.len(),
            first,
            wide: self.wide,
            truncated,
        });
    }

    /// The line from `start` on is too long to hold: read on to its end without keeping it. A blank one is no loss,
    /// as it is none where it fits into a batch.
    fn skip(
        &mut self,
        stream: &mut Stream,
        batch: &mut Batch,
        start: usize,
        input: &Input,
        options: &ReadOptions,
    ) -> State {
        let held = &batch.bytes[start..];
        let (bytes, mut blank) = (held.len() as u64, is_blank(held));
        batch.bytes.truncate(start);
        let (skipped, rest_blank, state) = skip_line(stream, &mut self.carry);
        blank = blank && rest_blank;
        if blank {
            self.next += 1;
        } else {
            self.reject_line(batch, bytes + skipped, input, options);
        }
        match &state {
            State::More => {}
            State::End => self.release(batch, false),
            State::Broken(reason) => {
                self.release(batch, true);
                let left = if blank { bytes + skipped } else { 0 };
                batch.push_reject(broken(input, reason, left));
            }
        }
        state
    }

    fn reject_line(&mut self, batch: &mut Batch, bytes: u64, input: &Input, options: &ReadOptions) {
        self.release(batch, false);
        batch.push_reject(Reject {
            path: input.name.clone(),
            record: Some(self.next),
            reason: too_large("record", options.max_record_bytes()),
            bytes,
        });
        self.next += 1;
    }

    /// Keeps the whole lines, gives up the rest.
    fn break_off(
        &mut self,
        batch: &mut Batch,
        whole: std::ops::Range<usize>,
        input: &Input,
        options: &ReadOptions,
        reason: &str,
    ) {
        let given_up = batch.bytes.len() - whole.end;
        let too_long = given_up > options.max_record_bytes() && !is_blank(&batch.bytes[whole.end..]);
        batch.bytes.truncate(whole.end);
        self.add(batch, whole.start);
        if too_long {
            self.reject_line(batch, given_up as u64, input, options);
            batch.push_reject(broken(input, reason, 0));
        } else {
            self.release(batch, true);
            batch.push_reject(broken(input, reason, given_up as u64));
        }
    }
}

/// The reject for the rest of an input.
pub(super) fn broken(input: &Input, reason: &str, bytes: u64) -> Reject {
    Reject { path: input.name.clone(), record: None, reason: reason.to_owned(), bytes }
}

fn count_lines(bytes: &[u8]) -> u64 {
    let unfinished = !bytes.is_empty() && !bytes.ends_with(b"\n");
    memchr::memchr_iter(b'\n', bytes).count() as u64 + u64::from(unfinished)
}

/// The last line that is not blank, without its line feed.
fn last_line(bytes: &[u8]) -> Option<std::ops::Range<usize>> {
    let mut end = bytes.len();
    loop {
        if bytes[..end].ends_with(b"\n") {
            end -= 1;
        }
        let start = memchr::memrchr(b'\n', &bytes[..end]).map_or(0, |at| at + 1);
        if !is_blank(&bytes[start..end]) {
            return Some(start..end);
        }
        if start == 0 {
            return None;
        }
        end = start;
    }
}
