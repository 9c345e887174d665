//! Labelled pages as what a scoring model is fitted to.

use super::gold::Gold;
use crate::clean::score::{Gold as Lesson, Touch, fold_of};
use crate::clean::{Action, Cleaned, Removal};
use crate::text::Span;

/// Parts for cross-validation.
pub const FOLDS: u64 = 5;

/// The part a page is in: pages of one outlet are in one part.
pub fn fold_of_page(source: &str) -> u64 {
    fold_of(source, FOLDS)
}

/// What a model learns from a page, which was cleaned by everything but scores. Every page weighs the
/// same.
pub fn lesson(gold: &Gold, cleaned: &Cleaned) -> Lesson {
    let text = &cleaned.document.text;
    Lesson {
        text: text.clone(),
        labels: gold.labels.clone(),
        host: cleaned.document.source.clone().unwrap_or_default(),
        touches: touches(text, &cleaned.removals),
        weight: 1.0,
    }
}

/// What removals did to each line at `\n`. Lines that a rule keeps are not among what is learned.
fn touches(text: &str, removals: &[Removal]) -> Vec<Touch> {
    let mut start = 0;
    let mut found = Vec::new();
    for line in text.split('\n') {
        let span = Span::new(start, start + line.len());
        start = span.end + 1;
        found.push(touch(span, removals));
    }
    found
}

fn touch(line: Span, removals: &[Removal]) -> Touch {
    let first = removals.partition_point(|removal| removal.span.end <= line.start);
    let on_line = removals[first..]
        .iter()
        .take_while(|removal| removal.span.start < line.end)
        .filter(|removal| removal.action != Action::Heal);
    let mut touch = Touch::default();
    let mut taken = 0;
    for removal in on_line {
        taken += removal.span.end.min(line.end) - removal.span.start.max(line.start);
        touch.kind = Some(removal.kind);
    }
    touch.gone = taken > 0 && taken * 2 >= line.len();
    touch
}

#[cfg(test)]
mod tests {
    use super::super::cover::tests::removal;
    use super::*;
    use crate::document::Document;
    use crate::rules::Kind;

    #[test]
    fn a_lesson_says_what_rules_took() {
        let document = Document {
            text: "Menu\nA story.\nShare it\n".into(),
            source: Some("h.example".into()),
            ..Document::default()
        };
        let removals = vec![removal("p/menu", 0, 5), removal("p/share", 14, 16)];
        let cleaned =
            Cleaned { document, removals, text: String::new(), marked: Vec::new(), captures: Vec::new() };
        let gold = Gold { labels: "010?".into(), ..Gold::default() };
        let lesson = lesson(&gold, &cleaned);
        let touches: Vec<(Option<Kind>, bool)> =
            lesson.touches.iter().map(|touch| (touch.kind, touch.gone)).collect();
        let share = Some(Kind::Share);
        assert_eq!(touches, [(share, true), (None, false), (share, false), (None, false)]);
        assert_eq!((lesson.labels.as_str(), lesson.host.as_str()), ("010?", "h.example"));
    }
}
