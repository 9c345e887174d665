//! The order in which the keys of a rule stand: what it is, what it looks for, where and when, its examples.

/// The keys of a rule, in order. Those from `match` on are its examples.
pub(super) const RULE_KEYS: [&str; 48] = [
    "id",
    "why",
    "kind",
    "exact",
    "line",
    "prefix",
    "contains",
    "suffix",
    "start",
    "end",
    "end-kind",
    "block",
    "list",
    "entry",
    "stop",
    "between",
    "edge",
    "inline",
    "replace",
    "repeated",
    "repeat",
    "capture",
    "action",
    "case",
    "space",
    "unicode",
    "classes",
    "max-len",
    "min-lines",
    "max-lines",
    "max-width",
    "min-removed",
    "max-share",
    "scope",
    "where",
    "requires",
    "not-rules",
    "priority",
    "confidence",
    "severity",
    "since",
    "expires",
    "seen",
    "match",
    "not-match",
    "match-block",
    "not-match-block",
    "cases",
];

/// The keys of `[pack]`, in order.
pub(super) const PACK_KEYS: [&str; 7] =
    ["format", "name", "version", "min-tool", "description", "extends", "disable"];

/// The place of a key among `keys`; unknown ones stand at the end of what is no example.
pub(super) fn rank(keys: &[&str], key: &str) -> usize {
    let examples = keys.iter().position(|known| *known == "match").unwrap_or(keys.len());
    match keys.iter().position(|known| *known == key) {
        Some(at) if at >= examples => at + 1,
        Some(at) => at,
        None => examples,
    }
}

/// The part of a rule that a key belongs to: 0 what it is and looks for, 1 how, where and when, 2 its examples.
pub(super) fn part(key: &str) -> usize {
    match rank(&RULE_KEYS, key) {
        at if at < rank(&RULE_KEYS, "capture") => 0,
        at if at < rank(&RULE_KEYS, "match") => 1,
        _ => 2,
    }
}
