//! How much of each line removals took, and which rule took most of it.

use crate::clean::Removal;
use crate::text::Span;

/// A line at `\n` and what removals took of it, in bytes that are not white space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cover<'a> {
    pub(super) line: &'a str,
    pub(super) span: Span,
    pub(super) solid: usize,
    pub(super) gone: usize,
    /// The removal of the rule that took most; of equals, the first.
    pub(super) by: Option<&'a Removal>,
}

impl Cover<'_> {
    /// More than half of it is gone.
    pub(super) fn is_removed(&self) -> bool {
        self.gone * 2 > self.solid
    }
}

/// Every line of `text`, split at `\n`. Removals are sorted and disjoint.
pub(super) fn covers<'a>(text: &'a str, removals: &'a [Removal]) -> Vec<Cover<'a>> {
    let mut start = 0;
    let mut first = 0;
    let mut found = Vec::new();
    for line in text.split('\n') {
        let span = Span::new(start, start + line.len());
        start = span.end + 1;
        while removals.get(first).is_some_and(|removal| removal.span.end <= span.start) {
            first += 1;
        }
        found.push(cover(text, span, &removals[first..]));
    }
    found
}

fn cover<'a>(text: &'a str, span: Span, removals: &'a [Removal]) -> Cover<'a> {
    let mut shares: Vec<(&Removal, usize)> = Vec::new();
    for removal in removals.iter().take_while(|removal| removal.span.start < span.end) {
        let bytes = solid(text, span, removal.span);
        match shares.iter_mut().find(|(known, _)| known.rule == removal.rule) {
            Some((_, sum)) => *sum += bytes,
            None => shares.push((removal, bytes)),
        }
    }
    let most = shares.iter().map(|(_, bytes)| *bytes).max().unwrap_or_default();
    Cover {
        line: span.of(text),
        span,
        solid: solid(text, span, span),
        gone: shares.iter().map(|(_, bytes)| bytes).sum(),
        by: shares.iter().find(|(_, bytes)| most > 0 && *bytes == most).map(|(removal, _)| *removal),
    }
}

/// Whether `span` takes more than half of the line.
pub(super) fn takes_most(text: &str, line: &Cover<'_>, span: Span) -> bool {
    solid(text, line.span, span) * 2 > line.solid
}

/// Bytes of the line within `part` that are not white space. The bytes of U+00A0 count as white space,
/// so that lines of it are blank.
fn solid(text: &str, line: Span, part: Span) -> usize {
    let (start, end) = (line.start.max(part.start), line.end.min(part.end));
    let bytes = text.as_bytes().get(start..end).unwrap_or_default();
    bytes.iter().filter(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | 0xA0 | 0xC2)).count()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::clean::Action;
    use crate::rules::Kind;

    pub(in super::super) fn removal(rule: &str, start: usize, end: usize) -> Removal {
        Removal {
            span: Span::new(start, end),
            rule: rule.into(),
            kind: Kind::Share,
            action: Action::Drop,
            replacement: String::new(),
        }
    }

    #[test]
    fn more_than_half_makes_a_line_removed() {
        let text = "ab cd\nefgh\n\nij";
        let removals =
            [removal("p/a", 0, 2), removal("p/b", 6, 8), removal("p/c", 8, 9), removal("p/b", 9, 15)];
        let covers = covers(text, &removals);
        let found: Vec<(usize, usize, bool)> =
            covers.iter().map(|cover| (cover.solid, cover.gone, cover.is_removed())).collect();
        assert_eq!(found, [(4, 2, false), (4, 4, true), (0, 0, false), (2, 2, true)]);
        let by: Vec<Option<&str>> =
            covers.iter().map(|cover| cover.by.map(|removal| &*removal.rule)).collect();
        assert_eq!(by, [Some("p/a"), Some("p/b"), None, Some("p/b")]);
    }

    #[test]
    fn white_space_does_not_count() {
        let text = "a \u{a0}\u{a0}\t bc";
        let covers = covers(text, &[]);
        assert_eq!(covers[0].solid, 3);
        assert!(takes_most(text, &covers[0], Span::new(5, text.len())));
        assert!(!takes_most(text, &covers[0], Span::new(0, text.len() - 2)));
    }
}
