//! The bytes of an input as they are stored, counted and hashed on their way.

use std::io::{self, Read};

use crate::text::Checksum;

const BUFFER_BYTES: usize = 128 << 10;

/// A buffered source. The buffer is filled to the brim each time, so that what stands behind sees the
/// same pieces however short single reads are.
pub(super) struct Stored {
    source: Box<dyn Read + Send>,
    buffer: Vec<u8>,
    start: usize,
    consumed: u64,
    checksum: Checksum,
    end: Option<Result<(), String>>,
}

impl Stored {
    pub(super) fn new(source: Box<dyn Read + Send>) -> Self {
        Stored { source, buffer: Vec::new(), start: 0, consumed: 0, checksum: Checksum::default(), end: None }
    }

    /// At least `least` bytes that come next, fewer only before the end or an error.
    pub(super) fn ahead(&mut self, least: usize) -> &[u8] {
        if self.buffer.len() - self.start < least && self.end.is_none() {
            self.buffer.drain(..self.start);
            self.start = 0;
            self.fill();
        }
        &self.buffer[self.start..]
    }

    fn fill(&mut self) {
        let before = self.buffer.len();
        self.buffer.resize(BUFFER_BYTES, 0);
        let mut filled = before;
        while filled < BUFFER_BYTES && self.end.is_none() {
            match self.source.read(&mut self.buffer[filled..]) {
                Ok(0) => self.end = Some(Ok(())),
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => self.end = Some(Err(error.to_string())),
            }
        }
        self.buffer.truncate(filled);
        self.checksum.update(&self.buffer[before..]);
    }

    /// Uses up the next `count` bytes of those [`Stored::ahead`].
    pub(super) fn consume(&mut self, count: usize) {
        let count = count.min(self.buffer.len() - self.start);
        self.start += count;
        self.consumed += count as u64;
    }

    /// Bytes used up so far.
    pub(super) fn consumed(&self) -> u64 {
        self.consumed
    }

    /// Why reading failed, once all bytes before that are used up.
    pub(super) fn failure(&self) -> Option<String> {
        match &self.end {
            Some(Err(error)) if self.start == self.buffer.len() => {
                Some(format!("unreadable: {error}, at byte {}", self.consumed))
            }
            _ => None,
        }
    }

    /// Reads on to the end, so that the checksum is that of the whole; gives the number of bytes skipped.
    pub(super) fn drain(&mut self) -> u64 {
        let before = self.consumed;
        loop {
            let count = self.ahead(1).len();
            if count == 0 {
                return self.consumed - before;
            }
            self.consume(count);
        }
    }

    /// XXH3-128 of all bytes read.
    pub(super) fn checksum(&self) -> String {
        self.checksum.hex()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::reader::tests::Trickle;
    use crate::text::hash128;

    #[test]
    fn short_reads_give_full_buffers_and_the_same_checksum() {
        let bytes: Vec<u8> = (0..300_000_u32).map(|n| (n % 251) as u8).collect();
        let mut stored = Stored::new(Box::new(Trickle::new(bytes.clone())));
        assert_eq!(stored.ahead(1).len(), BUFFER_BYTES);
        stored.consume(BUFFER_BYTES - 2);
        assert_eq!(stored.ahead(4), &bytes[BUFFER_BYTES - 2..2 * BUFFER_BYTES - 2]);
        stored.drain();
        assert_eq!(stored.consumed(), 300_000);
        assert_eq!(stored.checksum(), format!("{:032x}", hash128(&bytes)));
        assert_eq!(stored.failure(), None);
    }
}
