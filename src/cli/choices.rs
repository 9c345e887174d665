//! Flags that take one of a few words.

use clap::ValueEnum;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Keep {
    /// Every document, copies marked
    All,
    /// One document of each group, and those in no group
    Representatives,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FingerprintArg {
    /// 64 bits, weighted words
    Simhash64,
    /// 128 bits, weighted words
    Simhash128,
    /// The value of the simhash crate
    Simhash64Crate,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FormatArg {
    /// documents.jsonl
    Jsonl,
    /// documents.jsonl.zst
    JsonlZst,
}
