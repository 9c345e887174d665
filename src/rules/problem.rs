//! Something wrong in a rule file: where it stands, what was found, and how to mend it.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use crate::text::{veiled, visible};

/// One rule file as it was read: what problems and rules point into.
#[derive(Debug, Default)]
pub struct RuleSource {
    /// The path as the user gave it, or `builtin:NAME`.
    pub path: String,
    /// The whole text.
    pub text: String,
    /// Where its lines start; found when first asked for, since a file may have ten thousand problems.
    line_starts: OnceLock<Vec<usize>>,
}

impl RuleSource {
    /// A file of this path and text.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> RuleSource {
        RuleSource { path: path.into(), text: text.into(), line_starts: OnceLock::new() }
    }

    /// The line that a byte stands on, counted from 0, and where that line starts.
    fn line_of(&self, byte: usize) -> (usize, usize) {
        let newlines = || self.text.match_indices('\n').map(|(at, _)| at + 1);
        let starts = self.line_starts.get_or_init(|| std::iter::once(0).chain(newlines()).collect());
        let line = starts.partition_point(|&start| start <= byte).saturating_sub(1);
        (line, starts[line])
    }
}

impl PartialEq for RuleSource {
    fn eq(&self, other: &RuleSource) -> bool {
        self.path == other.path && self.text == other.text
    }
}

impl Eq for RuleSource {}

/// A place in a rule file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub source: Arc<RuleSource>,
    /// Bytes of its text.
    pub span: Range<usize>,
}

impl Place {
    /// One-based line and column (in characters) of the place's start.
    pub fn line_column(&self) -> (usize, usize) {
        let text = &self.source.text;
        let at = text.floor_char_boundary(self.span.start);
        let (line, start) = self.source.line_of(at);
        (line + 1, text[start..at].chars().count() + 1)
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (line, column) = self.line_column();
        write!(f, "{}:{line}:{column}", visible(&self.source.path))
    }
}

/// Whether a problem keeps a rule set from being used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The rule set cannot be used.
    Error,
    /// It can, but the author should look.
    Warning,
}

/// One finding about a rule file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Error or warning.
    pub severity: Severity,
    /// A stable name, such as `unknown-key`.
    pub code: &'static str,
    /// Where.
    pub place: Place,
    /// What is wrong and what was found.
    pub what: String,
    /// How to mend it; empty where nothing helpful is known.
    pub hint: String,
}

impl Problem {
    /// An error at a place.
    pub fn error(code: &'static str, place: Place, what: impl Into<String>) -> Problem {
        Problem { severity: Severity::Error, code, place, what: what.into(), hint: String::new() }
    }

    /// A warning at a place.
    pub fn warning(code: &'static str, place: Place, what: impl Into<String>) -> Problem {
        Problem { severity: Severity::Warning, ..Problem::error(code, place, what) }
    }

    /// The same with a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Problem {
        self.hint = hint.into();
        self
    }

    /// `file:line:column: error[code]: what`, the excerpt with a caret, and the hint, as a compiler
    /// prints them.
    pub fn render(&self, styled: bool) -> String {
        let renderer = if styled { Renderer::styled() } else { Renderer::plain() };
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let text = &self.place.source.text;
        let span = excerpt_span(text, &self.place.span);
        // Only the line itself is drawn: a file may be large, and have many problems.
        let (line, start) = self.place.source.line_of(span.start);
        let end = text[span.end..].find('\n').map_or(text.len(), |newline| span.end + newline);
        let span = span.start - start..span.end - start;
        let snippet = Snippet::source(veiled(&text[start..end]))
            .line_start(line + 1)
            .path(visible(&self.place.source.path).into_owned())
            .annotation(AnnotationKind::Primary.span(span));
        let mut report =
            vec![level.primary_title(visible(&self.what).into_owned()).id(self.code).element(snippet)];
        if !self.hint.is_empty() {
            report.push(annotate_snippets::Group::with_title(
                Level::HELP.secondary_title(visible(&self.hint).into_owned()),
            ));
        }
        renderer.render(&report)
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let level = if self.severity == Severity::Error { "error" } else { "warning" };
        write!(f, "{}: {level}[{}]: {}", self.place, self.code, self.what)
    }
}

/// The span cut to its first line, so that a rule of forty lines is not drawn whole.
fn excerpt_span(text: &str, span: &Range<usize>) -> Range<usize> {
    let start = text.floor_char_boundary(span.start);
    let end = text.ceil_char_boundary(span.end).max(start);
    let line = text[start..end].find('\n').map_or(end, |at| start + at);
    start..line.max(start)
}

/// `hint: did you mean …` for a word that is close to a known one (Damerau-Levenshtein, at most a
/// third of its length).
pub fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let nearest = known
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .min()
        .filter(|(distance, candidate)| *distance <= candidate.chars().count().max(3) / 3)?;
    Some(format!("did you mean `{}`?", nearest.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_shows_its_place_and_a_caret() {
        let text = "[pack]\nname = \"a\"\ncolour = 1\n".to_owned();
        let source = Arc::new(RuleSource::new("a.toml", text));
        let place = Place { source, span: 18..24 };
        let problem = Problem::error("unknown-key", place, "unknown key `colour`").hint("remove it");
        assert_eq!(problem.to_string(), "a.toml:3:1: error[unknown-key]: unknown key `colour`");
        let drawn = problem.render(false);
        assert!(
            drawn.contains("a.toml:3:1") && drawn.contains("^^^^^^") && drawn.contains("remove it"),
            "{drawn}"
        );
    }

    #[test]
    fn near_words_are_proposed_and_far_ones_are_not() {
        assert_eq!(did_you_mean("exakt", ["exact", "line"]), Some("did you mean `exact`?".into()));
        assert_eq!(did_you_mean("colour", ["exact", "line"]), None);
    }
}
