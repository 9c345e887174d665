//! Common flags to the options of the rooms below.

use std::num::NonZeroUsize;

use super::args::FieldArgs;
use crate::read::ReadOptions;

/// How records are read.
pub(super) fn read_options(fields: &FieldArgs) -> ReadOptions {
    ReadOptions {
        text_field: fields.text_field.clone(),
        id_field: fields.id_field.clone(),
        source_field: fields.source_field.clone(),
        url_field: fields.url_field.clone(),
        date_field: fields.date_field.clone(),
        lang_field: fields.lang_field.clone(),
        ..ReadOptions::default()
    }
}

/// So many workers as asked for, else one for each core.
pub(super) fn threads(asked: Option<NonZeroUsize>) -> NonZeroUsize {
    asked.or_else(|| std::thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN)
}
