//! The one integration binary: what holds for the whole program.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "tests read files and may panic"
)]

mod accounts;
mod bench;
mod blocks;
mod builtin;
mod cases;
mod determinism;
mod engine;
mod eval;
mod floods;
mod grouping;
mod hostile;
mod lints;
mod manners;
mod marking;
mod output;
mod passages;
mod program;
mod repeated;
mod report;
mod rule_diff;
mod rule_stats;
mod rule_watch;
mod schema;
mod score;
mod suggest;
mod tidy;
mod tune;
mod write;
