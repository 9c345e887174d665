//! Scores one cleaned page.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::bag::Overlap;
use super::cover::{Cover, covers, takes_most};
use super::gold::{Gold, is_article};
use super::snippets::fate;
use super::tally::Tally;
use crate::clean::{Cleaned, detect_language};
use crate::document::Flag;
use crate::rules::Kind;
use crate::text::Span;

/// What cleaning did to one page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageScore {
    /// The page's id.
    pub id: String,
    /// Its outlet; empty where unknown.
    pub source: String,
    /// As the record says, else detected; empty where unknown.
    pub language: String,
    /// Flags after cleaning, by name.
    pub flags: Vec<String>,
    /// Its counts.
    pub tally: Tally,
    /// What each rule took of its labelled lines.
    pub rules: BTreeMap<Arc<str>, RuleScore>,
}

/// What a rule did to labelled lines. A line counts for the rule that took most of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleScore {
    /// What sort of left-over the rule is about.
    pub kind: Kind,
    /// Boilerplate lines it took.
    pub right: u64,
    /// Article lines it took.
    pub wrong: u64,
    /// Characters of these.
    pub lost_characters: u64,
    /// Lines of both sorts that no other rule would have taken.
    pub unique: u64,
}

/// Scores a page. `rivals` are the matches of rules that lost to another rule.
pub fn score(gold: &Gold, cleaned: &Cleaned, rivals: &[(Arc<str>, Span)]) -> PageScore {
    let document = &cleaned.document;
    let mut score = PageScore {
        id: document.id.clone(),
        source: document.source.clone().unwrap_or_default(),
        language: language(gold, &document.text),
        flags: document.flags.iter().map(ToString::to_string).collect(),
        tally: Tally { documents: 1, ..Tally::default() },
        ..PageScore::default()
    };
    if !gold.labels.is_empty() {
        score.score_lines(gold, cleaned, rivals);
        score.score_tokens(gold, cleaned);
    }
    let must = fate(&gold.must, &document.text, &cleaned.text);
    let must_not = fate(&gold.must_not, &document.text, &cleaned.text);
    (score.tally.must, score.tally.must_lost) = (must.stood, must.gone);
    (score.tally.must_not, score.tally.must_not_gone) = (must_not.stood, must_not.gone);
    score
}

impl PageScore {
    fn score_lines(&mut self, gold: &Gold, cleaned: &Cleaned, rivals: &[(Arc<str>, Span)]) {
        let text = &cleaned.document.text;
        for (cover, label) in covers(text, &cleaned.removals).iter().zip(gold.labels.chars()) {
            if label == '?' || cover.line.trim().is_empty() {
                continue;
            }
            let article = is_article(label);
            let characters = if article { cover.line.chars().count() as u64 } else { 0 };
            let tally = &mut self.tally;
            tally.article_characters += characters;
            if !cover.is_removed() {
                *(if article { &mut tally.kept } else { &mut tally.missed }) += 1;
                continue;
            }
            *(if article { &mut tally.wrong } else { &mut tally.right }) += 1;
            tally.lost_characters += characters;
            self.credit(cover, text, article.then_some(characters), rivals);
        }
        self.tally.labelled = 1;
        // What is not known of the article may have gone or stayed.
        let whole = gold.knows_the_article(text);
        self.tally.whole = u64::from(whole);
        if whole && self.tally.lost_characters * 4 > self.tally.article_characters {
            self.tally.harmed = 1;
            self.tally.unflagged = u64::from(!cleaned.document.flags.iter().any(warns));
        }
    }

    /// Counts a line that went for the rule that took it; `lost` are its characters if it is article.
    fn credit(&mut self, cover: &Cover<'_>, text: &str, lost: Option<u64>, rivals: &[(Arc<str>, Span)]) {
        let Some(removal) = cover.by else {
            return;
        };
        let none = RuleScore { kind: removal.kind, right: 0, wrong: 0, lost_characters: 0, unique: 0 };
        let rule = self.rules.entry(Arc::clone(&removal.rule)).or_insert(none);
        match lost {
            Some(characters) => {
                rule.wrong += 1;
                rule.lost_characters += characters;
            }
            None => rule.right += 1,
        }
        let shared =
            rivals.iter().any(|(rival, span)| *rival != removal.rule && takes_most(text, cover, *span));
        rule.unique += u64::from(!shared);
    }

    /// Against the article as it is told; else against the lines labelled so, and then nothing counts of what
    /// is not scored.
    fn score_tokens(&mut self, gold: &Gold, cleaned: &Cleaned) {
        let text = &cleaned.document.text;
        let overlap = match &gold.article {
            _ if self.tally.whole == 0 => return,
            Some(article) => Overlap::of(&cleaned.text, article),
            None => Overlap::of(&scored_part(gold, cleaned), &Gold::article_of(&gold.labels, text)),
        };
        self.tally.token_precision = overlap.precision();
        self.tally.token_recall = overlap.recall();
        self.tally.token_f1 = overlap.f1();
    }
}

/// What is left of the lines that are labelled. Removals are sorted and disjoint.
fn scored_part(gold: &Gold, cleaned: &Cleaned) -> String {
    let text = &cleaned.document.text;
    let mut removals = cleaned.removals.as_slice();
    let mut left = String::new();
    let mut start = 0;
    for (line, label) in text.split('\n').zip(gold.labels.chars()) {
        let span = Span::new(start, start + line.len());
        start = span.end + 1;
        if label == '?' {
            continue;
        }
        let past = removals.iter().take_while(|removal| removal.span.end <= span.start).count();
        removals = &removals[past..];
        let mut at = span.start;
        for removal in removals.iter().take_while(|removal| removal.span.start < span.end) {
            left.push_str(&text[at..removal.span.start.max(at)]);
            left.push_str(&removal.replacement);
            at = removal.span.end.min(span.end);
        }
        left.push_str(&text[at..span.end]);
        left.push('\n');
    }
    left
}

/// The article says it better than a page's menus do.
fn language(gold: &Gold, text: &str) -> String {
    let article = match &gold.article {
        Some(article) => article.clone(),
        None => Gold::article_of(&gold.labels, text),
    };
    let text = if article.is_empty() { text } else { &article };
    let language = gold.language.as_deref().or_else(|| detect_language(text));
    language.unwrap_or_default().to_owned()
}

/// Whether a flag tells the reader to look at what cleaning did. How a text was read says nothing of it,
/// and every whole page is scored.
fn warns(flag: &Flag) -> bool {
    !matches!(
        flag,
        Flag::ByteOrderMark
            | Flag::Decoded(_)
            | Flag::Empty
            | Flag::IdAssigned
            | Flag::IdRenamed
            | Flag::InvalidBytes
            | Flag::LoneSurrogate
            | Flag::OtherTextField
            | Flag::RepeatedKey
            | Flag::InputTruncated
            | Flag::Scored
    )
}

#[cfg(test)]
mod tests {
    use super::super::cover::tests::removal;
    use super::*;
    use crate::document::Document;

    /// `Menu` and `Share` are boilerplate; of the article, `Two.` goes too.
    fn page(flags: Vec<Flag>) -> (Gold, Cleaned) {
        let text = "Menu\nOne ferry.\n \nTwo.\nBy Ann\nShare\nFooter";
        let gold = Gold {
            labels: "0H?1?00".into(),
            article: Some("One ferry. Two.".into()),
            must: vec!["Two.".into(), "absent".into()],
            must_not: vec!["Share".into(), "Footer".into()],
            ..Gold::default()
        };
        let document = Document { id: "a".into(), text: text.into(), flags, ..Document::default() };
        let removals = vec![removal("p/menu", 0, 5), removal("p/eats", 18, 22), removal("p/eats", 30, 36)];
        let text = crate::clean::cut(&document.text, &removals);
        (gold, Cleaned { document, removals, text, marked: Vec::new(), captures: Vec::new() })
    }

    #[test]
    fn a_page_is_scored_line_by_line_and_token_by_token() {
        let (gold, cleaned) = page(vec![Flag::Scored]);
        let rivals = [("p/other".into(), Span::new(30, 35)), ("p/menu".into(), Span::new(0, 5))];
        let score = score(&gold, &cleaned, &rivals);
        // Left over: `One ferry. By Ann Footer`, 5 tokens, of which 2 of the article's 3.
        let expected = Tally {
            documents: 1,
            labelled: 1,
            whole: 1,
            right: 2,
            wrong: 1,
            missed: 1,
            kept: 1,
            article_characters: 14,
            lost_characters: 4,
            token_precision: 400_000_000,
            token_recall: 666_666_666,
            token_f1: 500_000_000,
            harmed: 1,
            unflagged: 1,
            must: 1,
            must_lost: 1,
            must_not: 2,
            must_not_gone: 1,
        };
        assert_eq!(score.tally, expected);
        let rule = |rule: &str| {
            let RuleScore { right, wrong, lost_characters, unique, .. } = score.rules[rule];
            (right, wrong, lost_characters, unique)
        };
        assert_eq!((rule("p/menu"), rule("p/eats")), ((1, 0, 0, 1), (1, 1, 4, 1)));
        assert_eq!((score.flags, score.rules.len()), (vec!["scored".to_owned()], 2));
    }

    #[test]
    fn a_flag_warns_of_a_loss() {
        let (gold, cleaned) = page(vec![Flag::CapReached, Flag::Scored]);
        let tally = score(&gold, &cleaned, &[]).tally;
        assert_eq!((tally.harmed, tally.unflagged), (1, 0));
    }

    #[test]
    fn a_page_without_labels_is_scored_by_its_snippets_alone() {
        let (gold, cleaned) = page(Vec::new());
        let tally = score(&Gold { labels: String::new(), ..gold }, &cleaned, &[]).tally;
        assert_eq!((tally.labelled, tally.right, tally.must_not, tally.must_not_gone), (0, 0, 2, 1));
    }

    #[test]
    fn of_a_page_that_is_labelled_in_part_only_labelled_lines_count() {
        let long =
            "The harbour board said on Friday that the ferry would leave an hour later from Monday on.";
        let text = format!("Menu\nOne ferry.\n{long}\nShare this\nEnd");
        let cleaned = |removals: Vec<crate::clean::Removal>| Cleaned {
            text: crate::clean::cut(&text, &removals),
            document: Document { text: text.clone(), ..Document::default() },
            removals,
            marked: Vec::new(),
            captures: Vec::new(),
        };
        let eats = cleaned(vec![removal("p/eats", 5, 16), removal("p/share", 16, text.len())]);
        let tally = |labels: &str| {
            let gold = Gold { labels: labels.into(), ..Gold::default() };
            score(&gold, &eats, &[]).tally
        };
        // A long sentence is not labelled: what the article is remains open.
        let part = tally("?1?0?");
        assert_eq!((part.labelled, part.whole, part.right, part.wrong, part.missed), (1, 0, 1, 1, 0));
        assert_eq!(
            (part.lost_characters, part.article_characters, part.harmed, part.token_f1),
            (10, 10, 0, 0)
        );
        assert_eq!(tally("?????"), Tally { documents: 1, labelled: 1, ..Tally::default() });
        // Only short lines are not: `End`, which goes, counts neither as lost nor as found.
        let whole = tally("0110?");
        assert_eq!((whole.whole, whole.harmed, whole.token_recall), (1, 1, 0));
        let none = cleaned(Vec::new());
        let gold = Gold { labels: "?110?".into(), ..Gold::default() };
        let kept = score(&gold, &none, &[]).tally;
        assert_eq!(
            kept.token_precision,
            19 * 1_000_000_000 / 21,
            "`Share this` is left, `Menu` is not asked about"
        );
    }

    #[test]
    fn a_language_is_declared_or_detected() {
        let gold = Gold { language: Some("xx".into()), ..Gold::default() };
        assert_eq!(language(&gold, ""), "xx");
        let german =
            "Der Fährbetrieb wird am Montag um sieben Uhr wieder aufgenommen, teilte der Betreiber mit.";
        let article = Gold { labels: "1".into(), article: Some(german.into()), ..Gold::default() };
        assert_eq!(language(&article, "Home Menu Search"), "de");
        assert_eq!(language(&Gold::default(), "7"), "");
    }
}
