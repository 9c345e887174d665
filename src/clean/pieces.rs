//! A text as kept and removed pieces, in order: what explanations, diffs and pages draw.

use super::removal::Removal;

/// A stretch of the original text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// It is in the clean text.
    Kept(&'a str),
    /// It is not, and why.
    Removed(&'a str, &'a Removal),
}

/// Cuts a text into kept and removed pieces. Joined, the pieces are the original text.
pub fn pieces<'a>(text: &'a str, removals: &'a [Removal]) -> Vec<Piece<'a>> {
    let mut pieces = Vec::with_capacity(removals.len() * 2 + 1);
    let mut at = 0;
    for removal in removals {
        if at < removal.span.start {
            pieces.push(Piece::Kept(&text[at..removal.span.start]));
        }
        pieces.push(Piece::Removed(removal.span.of(text), removal));
        at = removal.span.end;
    }
    if at < text.len() {
        pieces.push(Piece::Kept(&text[at..]));
    }
    pieces
}
