//! Cuts what was marked, and puts it back.

use super::removal::Removal;

/// The text without the removals, with their replacements. Removals are sorted and disjoint.
pub fn cut(text: &str, removals: &[Removal]) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut at = 0;
    for removal in removals {
        clean.push_str(&text[at..removal.span.start]);
        clean.push_str(&removal.replacement);
        at = removal.span.end;
    }
    clean.push_str(&text[at..]);
    clean
}
