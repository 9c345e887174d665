//! Words and lines of a text, and how they are compared.
//!
//! Nothing here changes a text: normal forms are comparison copies, spans point into the original.

mod date;
mod encoding;
mod figures;
mod hash;
mod lines;
mod mask;
mod normalize;
mod paged;
mod search;
mod simple;
mod span;
mod visible;
mod wide;
mod words;

pub use date::{day, epoch_seconds, parse_date};
pub use encoding::{Decoded, decode, decode_utf8, encode, encoded_range, is_utf8};
pub use figures::{bytes, counted, percent, thousands};
pub use hash::{Checksum, hash64, hash128};
pub use lines::{Line, lines};
pub use mask::{line_key, masked};
pub use normalize::{Case, Form, Mapped, Space, Unicode, fold, fold_char, normalize, normalize_mapped};
pub use paged::Paged;
pub use search::Words;
pub use span::Span;
pub use visible::{is_hidden, veiled, visible};
pub use wide::{Malformed, WIDE_PREFIX, Wide, wide_encoding};
pub use words::{word_spans, words};
