//! copydesk turns scraped news text into clean, grouped, explainable data.
//!
//! ```text
//!  files ─▶ read ─▶ Document ─▶ clean ─▶ Cleaned ─▶ fingerprint ─▶ group ─▶ Group ─▶ write ─▶ files
//!                                 ▲
//!                 rules ─▶ RuleSet┘
//! ```
//!
//! One direction, no stage looks back. Everything between [`read`] and [`mod@write`] is pure: the same
//! input and options give the same bytes out, for any number of threads.
//!
//! A module may import only from floors below its own (`tests/it/tidy.rs` holds it to that):
//!
//! | floor | modules | |
//! |---|---|---|
//! | 6 | [`cli`] | the door; only it prints, reads the clock or the environment |
//! | 5 | [`read`] · [`mod@write`] · [`web`] | the edges: bytes to values and back; they know nothing of each other |
//! | 4 | [`pipeline`] · [`survey`] | the order of the stages, the only threads · what rules do to a corpus |
//! | 3 | [`report`] · [`eval`] | what a run did, and how good it is, in numbers |
//! | 2 | [`clean`] · [`group`] | decide |
//! | 1 | [`rules`] · [`fingerprint`] | know how |
//! | 0 | [`document`] · [`text`] · [`monitor`] | words everyone shares |

pub mod document;
pub mod monitor;
pub mod text;

pub mod fingerprint;
pub mod rules;

pub mod clean;
pub mod group;

pub mod eval;
pub mod report;

pub mod pipeline;
pub mod survey;

pub mod web;

#[allow(clippy::disallowed_methods, reason = "an edge: turns files into values")]
pub mod read;
#[allow(clippy::disallowed_methods, reason = "an edge: turns values into files")]
pub mod write;

#[allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "the door: talks to the person at the terminal"
)]
pub mod cli;
