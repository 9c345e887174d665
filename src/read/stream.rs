//! The content of an input in order, with a look ahead, and UTF-16 or UTF-32 turned into UTF-8.

use super::archive::{STEP_BYTES, State, Unpacked};
use crate::text::{Malformed, Wide};

/// Content that can be looked at before it is taken.
pub(super) struct Stream {
    unpacked: Unpacked,
    ahead: Vec<u8>,
    taken: usize,
    /// How unpacking ended; told once all that stands before is taken.
    end: Option<State>,
    wide: Option<Wide>,
    units: Vec<u8>,
}

impl Stream {
    pub(super) fn new(unpacked: Unpacked) -> Self {
        Stream { unpacked, ahead: Vec::new(), taken: 0, end: None, wide: None, units: Vec::new() }
    }

    /// At least `least` bytes of the content from where it stands, fewer only before its end or break.
    pub(super) fn ahead(&mut self, least: usize) -> &[u8] {
        while self.ahead.len() - self.taken < least && self.end.is_none() {
            match self.unpacked.step(&mut self.ahead) {
                State::More => {}
                end => self.end = Some(end),
            }
        }
        &self.ahead[self.taken..]
    }

    /// From here on the content is turned into UTF-8, without its byte order mark.
    pub(super) fn transcode(&mut self, wide: Wide) {
        if self.ahead(wide.mark().len()).starts_with(wide.mark()) {
            self.taken += wide.mark().len();
        }
        self.wide = Some(wide);
    }

    /// Appends about `limit` bytes, all of them unless the content ends; at most `limit` where it is not
    /// turned into UTF-8.
    pub(super) fn append(&mut self, out: &mut Vec<u8>, limit: usize) -> State {
        let enough = out.len().saturating_add(limit);
        while out.len() < enough {
            match self.wide {
                None => self.take(out, enough),
                Some(wide) => self.take_decoded(out, wide),
            }
            if self.taken == self.ahead.len()
                && let Some(end) = self.end.clone()
            {
                return end;
            }
        }
        State::More
    }

    fn take(&mut self, out: &mut Vec<u8>, enough: usize) {
        if self.ahead.is_empty() && self.end.is_none() && enough - out.len() >= STEP_BYTES {
            let state = self.unpacked.step(out);
            self.end = Some(state).filter(|state| *state != State::More);
            return;
        }
        let next = self.ahead(1);
        let count = next.len().min(enough - out.len());
        out.extend_from_slice(&next[..count]);
        self.used(count);
    }

    /// Half a surrogate pair is written as the JSON escape that means it, so that a record tells it the
    /// same way in any encoding; what is no character at all as a byte that is never UTF-8.
    fn take_decoded(&mut self, out: &mut Vec<u8>, wide: Wide) {
        let mut units = std::mem::take(&mut self.units);
        let next = self.ahead(1);
        units.extend_from_slice(next);
        let count = next.len();
        self.used(count);
        let last = self.end == Some(State::End) && self.taken == self.ahead.len();
        let used = wide.decode(&units, last, out, |malformed, out| match malformed {
            Malformed::Surrogate(unit) => out.extend_from_slice(format!("\\u{unit:04x}").as_bytes()),
            Malformed::Unit => out.push(0xFF),
        });
        units.drain(..used);
        self.units = units;
    }

    fn used(&mut self, count: usize) {
        self.taken += count;
        if self.taken == self.ahead.len() {
            self.ahead.clear();
            self.taken = 0;
        }
    }

    /// What is known of the stored bytes.
    pub(super) fn unpacked(&mut self) -> &mut Unpacked {
        &mut self.unpacked
    }
}
