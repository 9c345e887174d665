//! Rule packs: from TOML files to a compiled set that points at the lines its rules are about.

mod kind;

pub use kind::Kind;
