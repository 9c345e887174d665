//! Rule sets for tests, here and in the rooms above.

use super::{PackText, RuleSet, compile};

/// Compiles one pack that has no errors.
pub(crate) fn set(pack: &str) -> RuleSet {
    let pack = PackText { path: "p.toml".into(), text: pack.into() };
    let (set, problems) = compile(&[pack], &|_, _| Err(String::new()));
    set.unwrap_or_else(|| panic!("{problems:?}"))
}

/// The rules of a pack `p` whose kind is `share`.
pub(crate) fn rules(rules: &str) -> RuleSet {
    set(&format!("[pack]\nformat = 1\nname = \"p\"\n[defaults]\nkind = \"share\"\n{rules}"))
}
