//! The sweep at the start: cleans every document once, and puts its text on a shelf.

use anyhow::Result;

use super::super::corpus::Corpus;
use super::stored::stored;
use super::texts::Texts;
use crate::document::Flag;
use crate::survey::Marked;
use crate::text::Words;
use crate::web::tune::{Catalog, Rules, Summary};
use crate::write::ShelfWriter;

struct Ready {
    summary: Summary,
    stored: Vec<u8>,
    folded: Vec<u8>,
    flags: Box<[Flag]>,
}

/// Reads and cleans the corpus. Its workers are those of the pages from then on.
pub(super) fn corpus(corpus: Corpus<'_>, rules: &Rules) -> Result<(Catalog, Texts)> {
    let (mut texts, mut folded) = (ShelfWriter::create()?, ShelfWriter::create()?);
    let (mut catalog, mut flags) = (Catalog::default(), Vec::new());
    let cleaner = &rules.cleaner;
    corpus.each(
        "clean",
        || cleaner.scratch(),
        |scratch, document| {
            let marked = Marked::of(cleaner, scratch, document);
            let document = &marked.document;
            let searched = format!("{}\n{}", document.id, document.text);
            Ready {
                summary: Summary::of(cleaner.rules(), &marked),
                stored: stored(document),
                folded: Words::folded(&searched).into_owned().into_bytes(),
                flags: document.flags.as_slice().into(),
            }
        },
        |ready| {
            texts.push(&ready.stored)?;
            folded.push(&ready.folded)?;
            flags.push(ready.flags);
            catalog.push(ready.summary);
            Ok(())
        },
    )?;
    let (shelf, folded, workers) = (texts.finish()?, folded.finish()?, corpus.workers);
    Ok((catalog, Texts { shelf, folded, flags, workers }))
}
