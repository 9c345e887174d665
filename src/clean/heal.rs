//! Closes the seams: white space that removals leave doubled is removed too, and recorded.
//!
//! Where stretches of text were taken out, the white space before, between and after them falls
//! together. One piece of it stays, the one with the most line ends (the last of equals, so that an
//! indented line keeps its indent), and the others go. Text that no removal touches keeps its white
//! space, but for blank lines at its very start and end.

use super::layout::is_space;
use crate::text::Span;

/// The white space to remove around `cuts`, which are sorted and disjoint. `solid` tells which cuts
/// leave a replacement: nothing is healed around those.
pub(super) fn heal(text: &str, cuts: &[(Span, bool)]) -> Vec<Span> {
    let mut healed = Vec::new();
    let mut at = 0;
    let mut pieces: Vec<Span> = Vec::new();
    let mut touched = false;
    let mut from_start = true;
    for (span, solid) in cuts.iter().copied().chain([(Span::new(text.len(), text.len()), false)]) {
        let between = Span::new(at, span.start);
        let gap = between.of(text);
        let content = gap.trim_matches(is_space);
        if content.is_empty() {
            push(&mut pieces, between);
        } else {
            let content_start = at + (gap.len() - gap.trim_start_matches(is_space).len());
            let content_end = content_start + content.len();
            push(&mut pieces, Span::new(at, content_start));
            close(text, &mut pieces, touched, from_start, &mut healed);
            from_start = false;
            touched = false;
            push(&mut pieces, Span::new(content_end, span.start));
        }
        if solid {
            pieces.clear();
            touched = false;
            from_start = false;
        } else if !span.is_empty() {
            touched = true;
        }
        at = span.end;
    }
    close_end(text, &pieces, touched, from_start, &mut healed);
    healed
}

fn push(pieces: &mut Vec<Span>, piece: Span) {
    if !piece.is_empty() {
        pieces.push(piece);
    }
}

/// Closes a seam that text follows.
fn close(text: &str, pieces: &mut Vec<Span>, touched: bool, from_start: bool, healed: &mut Vec<Span>) {
    if from_start {
        // Blank lines at the start go; the first line keeps its indent.
        for (place, piece) in pieces.iter().enumerate() {
            let last = place + 1 == pieces.len();
            let end = match last_line_end(piece.of(text)) {
                Some(end) => piece.start + end,
                None if last => piece.start,
                None => piece.end,
            };
            let end = if last { end } else { piece.end };
            push(healed, Span::new(piece.start, end));
        }
    } else if touched {
        let stays = (0..pieces.len()).max_by_key(|&place| line_ends(pieces[place].of(text)));
        healed.extend(
            pieces.iter().enumerate().filter(|(place, _)| Some(*place) != stays).map(|(_, piece)| *piece),
        );
    }
    pieces.clear();
}

/// Closes the seam at the end of the text: of the white space there, one line end stays, and only
/// where the text's last line is one that was kept.
fn close_end(text: &str, pieces: &[Span], touched: bool, from_start: bool, healed: &mut Vec<Span>) {
    for (place, piece) in pieces.iter().enumerate() {
        let keep = if place == 0 && !touched && !from_start { first_line_end(piece.of(text)) } else { 0 };
        push(healed, Span::new(piece.start + keep, piece.end));
    }
}

const LINE_ENDS: [char; 5] = ['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'];

/// Line ends in white space; `\r\n` is one.
fn line_ends(space: &str) -> usize {
    space.chars().filter(|c| LINE_ENDS.contains(c)).count() - space.matches("\r\n").count()
}

/// One past the last line end.
fn last_line_end(space: &str) -> Option<usize> {
    space.char_indices().rev().find(|(_, c)| LINE_ENDS.contains(c)).map(|(at, c)| at + c.len_utf8())
}

/// One past the first line end; all of it where there is none.
fn first_line_end(space: &str) -> usize {
    match space.find("\r\n") {
        Some(at) if space.find(LINE_ENDS) == Some(at) => at + 2,
        _ => space
            .char_indices()
            .find(|(_, c)| LINE_ENDS.contains(c))
            .map_or(space.len(), |(at, c)| at + c.len_utf8()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cuts everything in `[…]`, heals, and returns what is left.
    fn healed(marked: &str) -> String {
        let (mut text, mut cuts, mut open) = (String::new(), Vec::new(), 0);
        for c in marked.chars() {
            match c {
                '[' => open = text.len(),
                ']' => cuts.push((Span::new(open, text.len()), false)),
                c => text.push(c),
            }
        }
        let mut gone = heal(&text, &cuts);
        gone.extend(cuts.iter().map(|(span, _)| *span));
        gone.sort_unstable();
        assert!(gone.windows(2).all(|pair| pair[0].end <= pair[1].start), "{gone:?}");
        gone.iter().rev().for_each(|span| text.replace_range(span.start..span.end, ""));
        text
    }

    #[test]
    fn a_seam_keeps_its_widest_white_space() {
        assert_eq!(healed("A\n\n[X]\n\nB\n"), "A\n\nB\n");
        assert_eq!(healed("A\n[X]\nB"), "A\nB");
        assert_eq!(healed("A\n[X]\n\nB"), "A\n\nB");
        assert_eq!(healed("A\n\n[X]\nB"), "A\n\nB");
        assert_eq!(healed("A\n[X]\n\u{a0}\n[Y]\nB"), "A\n\u{a0}\nB");
        assert_eq!(healed("A\n[X]\n  B"), "A\n  B");
    }

    #[test]
    fn in_line_seams_keep_one_space() {
        assert_eq!(healed("one [two] three"), "one three");
        assert_eq!(healed("one [two]\nthree"), "one\nthree");
        assert_eq!(healed("[UPDATE - ]Headline\nB"), "Headline\nB");
    }

    #[test]
    fn blank_lines_at_both_ends_go() {
        assert_eq!(healed("\n\n  A\n\nB\n\n\n"), "  A\n\nB\n");
        assert_eq!(healed("[X]\n\nA\n\n[Y]\n"), "A");
        assert_eq!(healed("A\nB\n"), "A\nB\n", "what is clean already comes through as it is");
        assert_eq!(healed("A\r\nB\r\n\r\n"), "A\r\nB\r\n");
        assert_eq!(healed("[X]\n\n[Y]\n"), "");
        assert_eq!(healed(" \n \n"), "");
    }
}
