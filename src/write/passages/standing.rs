//! The texts of the documents that stand for a story, from the spill.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use serde::Deserialize;

use super::super::WriteError;
use super::super::finish::Progress;
use super::super::membership::Membership;
use super::super::spill::{Entry, Event, Events};
use crate::group::Role;
use crate::group::passages::{Token, tokens};
use crate::monitor::Monitor;

/// Texts go to the workers in lots of so many bytes.
const LOT: usize = 256 << 10;

/// For so many bytes a text in memory counts, for each byte of its own: a word of six bytes is a token of 16.
const HELD: u64 = 4;

/// A document's place among those that do not stand for a story.
const NOWHERE: u64 = u64::MAX;

/// A document's text as it was rendered.
pub(super) struct Text {
    pub(super) document: u32,
    fields: Vec<u8>,
}

impl Text {
    /// The clean text.
    pub(super) fn clean(&self) -> Result<String, WriteError> {
        clean_text(&self.fields)
    }
}

fn clean_text(fields: &[u8]) -> Result<String, WriteError> {
    #[derive(Deserialize)]
    struct Fields {
        text: String,
    }
    let object = [b"{", fields, b"}"].concat();
    serde_json::from_slice(&object).map(|fields: Fields| fields.text).map_err(|error| {
        WriteError::io("read back the texts in", std::path::Path::new("documents.spill"), error.into())
    })
}

/// Walks through the spill once and gives the texts that stand for a story, in lots.
pub(super) struct Standing<'e> {
    events: &'e mut Events,
    membership: &'e Membership<'e>,
    offsets: Vec<u64>,
    progress: Progress<'e>,
    failed: bool,
}

impl<'e> Standing<'e> {
    pub(super) fn new(
        events: &'e mut Events,
        membership: &'e Membership<'e>,
        monitor: &'e dyn Monitor,
    ) -> Standing<'e> {
        let progress = Progress::new(monitor);
        Standing { events, membership, offsets: vec![NOWHERE; membership.earlier()], progress, failed: false }
    }

    /// Where each document is in the spill, as far as the walk has come.
    pub(super) fn offsets(self) -> Vec<u64> {
        self.offsets
    }

    fn lot(&mut self) -> Result<Vec<Text>, WriteError> {
        let (mut lot, mut bytes) = (Vec::new(), 0);
        while bytes < LOT {
            let offset = self.events.position()?;
            let Some(event) = self.events.next()? else { break };
            let Event::Document(Entry { text, .. }) = event else { continue };
            let index = self.offsets.len();
            let stands = self.membership.place(index).is_none_or(|(_, role)| role == Role::Representative);
            self.offsets.push(if stands { offset } else { NOWHERE });
            self.progress.add(text.len() as u64)?;
            // Beyond the fourth thousand million documents have no passages.
            if let Some(document) = u32::try_from(index).ok().filter(|_| stands) {
                bytes += text.len();
                lot.push(Text { document, fields: text });
            }
        }
        Ok(lot)
    }
}

impl Iterator for &mut Standing<'_> {
    type Item = Result<Vec<Text>, WriteError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let lot = self.lot();
        self.failed = lot.is_err();
        Some(lot).filter(|lot| !lot.as_ref().is_ok_and(Vec::is_empty))
    }
}

/// A text in memory, and its words when they have been asked for.
pub(super) struct Held {
    pub(super) text: String,
    tokens: OnceLock<Vec<Token>>,
}

impl Held {
    pub(super) fn tokens(&self) -> &[Token] {
        self.tokens.get_or_init(|| tokens(&self.text))
    }
}

/// Reads texts at any place, and keeps as many as fit.
pub(super) struct Store<'e> {
    events: &'e mut Events,
    offsets: &'e [u64],
    held: HashMap<u32, Arc<Held>>,
    bytes: u64,
    most: u64,
}

impl<'e> Store<'e> {
    pub(super) fn new(events: &'e mut Events, offsets: &'e [u64], most: u64) -> Store<'e> {
        Store { events, offsets, held: HashMap::new(), bytes: 0, most }
    }

    /// The text of a document that stands for a story.
    pub(super) fn text(&mut self, document: u32) -> Result<Arc<Held>, WriteError> {
        if let Some(held) = self.held.get(&document) {
            return Ok(Arc::clone(held));
        }
        let entry = self.events.entry_at(self.offsets[document as usize])?;
        let held = Arc::new(Held { text: clean_text(&entry.text)?, tokens: OnceLock::new() });
        self.bytes += held.text.len() as u64 * HELD;
        if self.bytes > self.most {
            self.held.clear();
            self.bytes = held.text.len() as u64 * HELD;
        }
        self.held.insert(document, Arc::clone(&held));
        Ok(held)
    }
}
