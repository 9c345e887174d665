//! Rule packs: from TOML files to a compiled set that points at the lines its rules are about.
//!
//! ```text
//!  TOML ─▶ file, file_rule ─▶ compile, compile_rule ─▶ RuleSet ─▶ Engine: lines ─▶ hits
//!              (as written)       (linked, translated)
//! ```
//! Problems of all packs are collected and told at once. Which hits become removals is decided in
//! the cleaning room, not here.

mod bounds;
mod builtin;
mod compile;
mod compile_rule;
pub mod edit;
mod engine;
mod file;
mod file_rule;
mod first_bytes;
mod follow;
mod head;
mod kind;
mod lane;
mod learnt;
mod lint;
mod machines;
mod matcher;
mod meaning;
mod memo;
mod pattern;
mod patterns;
mod probe;
mod problem;
mod repeated;
mod rewrite;
mod rule;
mod rule_set;
mod scope;
mod surround;
mod toml_table;
mod zone;

#[cfg(test)]
pub(crate) mod testing;

pub use builtin::{SCHEMA, builtin, builtin_pack};
pub use compile::{PackText, Resolve, compile};
pub use engine::Hit;
pub use file::{DocTest, PackFile};
pub use head::{End, HEAD, Head, Heads, Side, loosened};
pub use kind::Kind;
pub use lane::Lane;
pub use learnt::{LearntLine, LearntPack, LearntSource, file_stem};
pub use lint::{codes, explain_code, lint, lint_hosts, lint_rules};
pub use pattern::{Find, Part, Pattern, PatternIndex, Translated, literal};
pub use patterns::Patterns;
pub use problem::{Place, Problem, RuleSource, Severity, did_you_mean};
pub use regex::Captures;
pub use repeated::{RepeatedLine, Tally, outlet};
pub use rule::{
    Apply, Capture, CaptureValue, Classes, Confidence, Example, ExampleCase, Examples, Protects, Repeat,
    Requires, Rule, RuleIndex, SectionEnd, Shape,
};
pub use rule_set::{PackInfo, RuleScratch, RuleSet};
pub use scope::{Scope, Subject, host_of};
pub use surround::{Between, Edge, List};
pub use zone::{HEADLINE, LinePlace, Reach, Zone};
