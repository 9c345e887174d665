//! Half-open byte ranges of a text.

/// Bytes `start..end` of a text; both ends lie on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span `start..end`.
    pub const fn new(start: usize, end: usize) -> Self {
        Span { start, end }
    }

    /// Length in bytes.
    pub const fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether it holds no byte.
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether the two share at least one byte.
    pub const fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The part of `text` it points at.
    pub fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }
}

/// Sorts spans and joins those that touch or overlap.
pub fn merge(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}

/// Bytes covered by spans that do not overlap.
pub fn total(spans: &[Span]) -> usize {
    spans.iter().map(|span| span.len()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merging_joins_what_touches() {
        let spans = vec![Span::new(5, 7), Span::new(0, 2), Span::new(2, 3), Span::new(6, 9)];
        let merged = merge(spans);
        assert_eq!(merged, vec![Span::new(0, 3), Span::new(5, 9)]);
        assert_eq!(total(&merged), 7);
    }
}
