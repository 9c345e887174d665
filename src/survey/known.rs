//! What labels say of the lines of a text, and of parts of lines.

use crate::eval::{Gold, Label};
use crate::text::{Line, Span};

/// Labels of one document; empty where there are none.
#[derive(Debug, Default)]
pub(super) struct Known<'a> {
    gold: Option<&'a Gold>,
    text: &'a str,
    lines: Vec<Label>,
    spans: Vec<Span>,
}

impl<'a> Known<'a> {
    pub(super) fn of(gold: Option<&'a Gold>, text: &'a str, lines: &[Line]) -> Known<'a> {
        match gold {
            None => Known::default(),
            Some(gold) => Known {
                gold: Some(gold),
                text,
                lines: gold.labels_of(text, lines),
                spans: lines.iter().map(|line| line.span).collect(),
            },
        }
    }

    /// The label of a line.
    pub(super) fn line(&self, line: usize) -> Label {
        self.lines.get(line).copied().unwrap_or(Label::Unscored)
    }

    /// Labelled lines.
    pub(super) fn lines(&self) -> u64 {
        self.lines.iter().filter(|label| **label != Label::Unscored).count() as u64
    }

    /// Places of snippets with what they say, but for those on a line that is labelled itself.
    pub(super) fn snippets(&self) -> Vec<(Span, Label)> {
        let Some(gold) = self.gold else {
            return Vec::new();
        };
        let lists = [(&gold.must, Label::Article), (&gold.must_not, Label::Boilerplate)];
        let mut found = Vec::new();
        for (snippets, label) in lists {
            for snippet in snippets.iter().filter(|snippet| !snippet.trim().is_empty()) {
                let places = self.text.match_indices(snippet.as_str());
                found.extend(
                    places
                        .map(|(at, part)| Span::new(at, at + part.len()))
                        .filter(|span| self.label_at(span.start) == Label::Unscored)
                        .map(|span| (span, label)),
                );
            }
        }
        found
    }

    fn label_at(&self, byte: usize) -> Label {
        let line = self.spans.partition_point(|span| span.end < byte);
        self.line(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::lines;

    #[test]
    fn snippets_say_what_line_labels_do_not() {
        let text = "Share\r\nA ferry | Print\r\nA ferry sails";
        let gold = Gold {
            labels: "0??".into(),
            must: vec!["ferry".into()],
            must_not: vec!["Print".into(), "Share".into(), " ".into(), "absent".into()],
            ..Gold::default()
        };
        let known = Known::of(Some(&gold), text, &lines(text));
        let found: Vec<(&str, Label)> =
            known.snippets().into_iter().map(|(span, label)| (span.of(text), label)).collect();
        let (article, boilerplate) = (Label::Article, Label::Boilerplate);
        assert_eq!(found, [("ferry", article), ("ferry", article), ("Print", boilerplate)]);
        assert_eq!((known.lines(), known.line(0), known.line(9)), (1, boilerplate, Label::Unscored));
    }
}
