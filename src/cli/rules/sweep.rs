//! Reads a corpus once and counts what rules do to it.

use anyhow::Result;

use super::super::corpus::Corpus;
use crate::clean::Cleaner;
use crate::survey::{Marked, PageTally, Survey};

/// What the rules of `cleaner` do to the corpus, and how many of its records were rejected.
pub(super) fn survey(corpus: &Corpus<'_>, cleaner: &Cleaner) -> Result<(Survey, u64)> {
    let mut survey = Survey::new(cleaner.rules());
    let rejected = corpus.each(
        "survey",
        || cleaner.scratch(),
        |scratch, document| {
            let gold = corpus.gold(&document)?;
            Ok(PageTally::of(&Marked::of(cleaner, scratch, document), gold.as_ref()))
        },
        |page: Result<PageTally>| {
            survey += page?;
            Ok(())
        },
    )?;
    Ok((survey, rejected))
}
