//! Applies a rule set to documents.

use std::sync::Arc;

use super::cut::cut;
use super::guard::Guarded;
use super::heal::heal;
use super::mark::mark;
use super::marking::{Finding, Marking, Verdict};
use super::removal::{Action, Cleaned, Removal};
use super::score::{Guard, Model, Reason, Touch};
use super::touched::{rest, touches};
use crate::document::{Document, Flag};
use crate::rules::{Apply, Hit, Kind, RuleIndex, RuleScratch, RuleSet, Subject};
use crate::text::{Line, Span, hash128, lines};

/// The id under which healed white space is recorded.
pub const SEAM: &str = "copydesk/seam";

/// The id under which removals by score are recorded.
pub const SCORE: &str = "score/body";

/// Cleans documents with one rule set and, where a text is a whole page, by score. Shared by all workers; each brings its own scratch.
#[derive(Debug, Clone)]
pub struct Cleaner {
    rules: Arc<RuleSet>,
    /// `None`: rules alone.
    model: Option<Arc<Model>>,
    seam: Arc<str>,
    score: Arc<str>,
}

impl Cleaner {
    /// A cleaner for a rule set, with the scoring model inside the program.
    pub fn new(rules: Arc<RuleSet>) -> Cleaner {
        Cleaner { rules, model: Some(Model::builtin()), seam: SEAM.into(), score: SCORE.into() }
    }

    /// The same with another scoring model; `None` leaves everything to the rules.
    pub fn with_model(self, model: Option<Arc<Model>>) -> Cleaner {
        Cleaner { model, ..self }
    }

    /// The rule set.
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// XXH3-128 of the scoring model as TOML; `None` where rules decide alone.
    pub fn model_hash(&self) -> Option<String> {
        self.model.as_ref().map(|model| format!("{:032x}", hash128(model.to_toml().as_bytes())))
    }

    /// Fresh scratch for one worker.
    pub fn scratch(&self) -> RuleScratch {
        self.rules.scratch()
    }

    /// The language by which scopes are decided: as declared, else detected where some rule asks.
    pub fn language<'a>(&self, document: &'a Document) -> Option<&'a str> {
        match &document.lang {
            Some(lang) => Some(lang),
            None if self.rules.needs_language() => super::language::detect(&document.text),
            None => None,
        }
    }

    /// Every match of every rule in the document, with what came of it, and what scoring makes of the
    /// rest. Decides, cuts nothing.
    pub fn mark(&self, scratch: &mut RuleScratch, document: &Document) -> Marking {
        let lines = lines(&document.text);
        self.mark_hits(document, &lines, &self.hits(scratch, document, &lines))
    }

    /// Every pattern in scope that matches one of the document's lines.
    pub fn hits(&self, scratch: &mut RuleScratch, document: &Document, lines: &[Line]) -> Vec<Hit> {
        let subject = Subject::of(document, self.language(document));
        self.rules.scan(scratch, &subject, &document.text, lines)
    }

    /// Adds to the hits of a scan those of lines that were learnt after it.
    pub fn add_repeated(&self, document: &Document, lines: &[Line], hits: &mut Vec<Hit>) {
        let subject = Subject::of(document, document.lang.as_deref());
        self.rules.scan_repeated(&subject, &document.text, lines, hits);
    }

    /// What rules alone make of the hits of a scan, without what they capture from whole lines.
    pub fn mark_by_rules(&self, document: &Document, lines: &[Line], hits: &[Hit]) -> Marking {
        self.marked(document, lines, hits, false)
    }

    fn marked(&self, document: &Document, lines: &[Line], hits: &[Hit], captures: bool) -> Marking {
        let subject = Subject::of(document, self.language(document));
        mark(&self.rules, &subject, &document.text, lines, hits, captures)
    }

    /// The same with guards, and with scoring of what they leave.
    pub fn mark_hits(&self, document: &Document, lines: &[Line], hits: &[Hit]) -> Marking {
        let mut marking = self.marked(document, lines, hits, true);
        self.guard(&document.text, lines, &mut marking);
        marking
    }

    /// The same cleaner with other rules.
    pub fn with_rules(&self, rules: Arc<RuleSet>) -> Cleaner {
        Cleaner { rules, ..self.clone() }
    }

    /// Matches of rules that lost their lines to another rule: what would have gone all the same without
    /// the winner.
    pub fn rivals(&self, scratch: &mut RuleScratch, document: &Document) -> Vec<(Arc<str>, Span)> {
        let lines = lines(&document.text);
        let marking = self.mark_by_rules(document, &lines, &self.hits(scratch, document, &lines));
        let lost = |finding: &&Finding| matches!(finding.verdict, Verdict::Overridden(_));
        let rival = |finding: &Finding| (Arc::clone(&self.rules.rules[finding.rule].id), finding.span);
        marking.findings.iter().filter(lost).map(rival).collect()
    }

    /// Holds the rules to their cap, and lets the model decide what they have left.
    fn guard(&self, text: &str, lines: &[Line], marking: &mut Marking) {
        let guarded = Guarded::of(text, lines);
        let touches = guarded.cap(&self.rules, marking, |marking| touches(&self.rules, marking, lines));
        self.score(text, lines, &guarded, &touches, marking);
        marking.flags.extend(guarded.emptied(&touches, &marking.page).then_some(Flag::Emptied));
        marking.flags.sort_unstable();
        marking.flags.dedup();
    }

    fn score(&self, text: &str, lines: &[Line], guarded: &Guarded, touches: &[Touch], marking: &mut Marking) {
        let Some(model) = &self.model else {
            return;
        };
        marking.page = model.decide(text, lines, touches);
        guarded.protect(touches, &mut marking.page, &mut marking.flags);
        marking.flags.extend(match marking.page.guard {
            Guard::Story => None,
            Guard::Page => Some(Flag::Scored),
            Guard::NoArticle => Some(Flag::NoArticle),
        });
    }

    /// Why each line of the marking's page went, largest part first.
    pub fn reasons(&self, text: &str, marking: &Marking) -> Vec<Vec<Reason>> {
        let lines = lines(text);
        let touches = touches(&self.rules, marking, &lines);
        let model = self.model.as_ref();
        model.map_or_else(Vec::new, |model| model.reasons(text, &lines, &touches, &marking.page))
    }

    /// The removals that a marking stands for, healed seams among them: sorted, disjoint.
    pub fn removals(&self, text: &str, lines: &[Line], marking: &Marking) -> Vec<Removal> {
        let mut removals: Vec<Removal> = marking
            .findings
            .iter()
            .filter(|finding| finding.verdict == Verdict::Removed && !finding.span.is_empty())
            .map(|finding| self.removal(finding.rule, finding.span, &finding.replacement))
            .collect();
        removals.sort_by_key(|removal| removal.span);
        removals.extend(self.scored(lines, marking, &removals));
        removals.sort_by_key(|removal| removal.span);
        let cuts: Vec<(Span, bool)> =
            removals.iter().map(|removal| (removal.span, !removal.replacement.is_empty())).collect();
        removals.extend(heal(text, &cuts).into_iter().map(|span| Removal {
            span,
            rule: Arc::clone(&self.seam),
            kind: Kind::Whitespace,
            action: Action::Heal,
            replacement: String::new(),
        }));
        removals.sort_by_key(|removal| removal.span);
        removals
    }

    /// What goes by score: lines, less what `removals` took of them already.
    fn scored(&self, lines: &[Line], marking: &Marking, removals: &[Removal]) -> Vec<Removal> {
        if marking.page.lines.is_empty() {
            return Vec::new();
        }
        let taken: Vec<Span> = removals.iter().map(|removal| removal.span).collect();
        let removal = |span| Removal {
            span,
            rule: Arc::clone(&self.score),
            kind: Kind::Page,
            action: Action::Drop,
            replacement: String::new(),
        };
        let scored = marking.page.lines.iter().filter_map(|scored| lines.get(scored.line));
        scored.flat_map(|line| rest(line.span, &taken)).map(removal).collect()
    }

    fn removal(&self, rule: RuleIndex, span: Span, replacement: &str) -> Removal {
        let rule = &self.rules.rules[rule];
        let action = match rule.apply {
            Apply::CaptureDrop => Action::Capture,
            _ if replacement.is_empty() => Action::Drop,
            _ => Action::Replace,
        };
        Removal {
            span,
            rule: Arc::clone(&rule.id),
            kind: rule.kind,
            action,
            replacement: replacement.to_owned(),
        }
    }

    /// Cleans a document.
    pub fn clean(&self, scratch: &mut RuleScratch, document: Document) -> Cleaned {
        let lines = lines(&document.text);
        let hits = self.hits(scratch, &document, &lines);
        self.clean_hits(document, &lines, &hits)
    }

    /// Cleans a document that has been scanned.
    pub fn clean_hits(&self, mut document: Document, lines: &[Line], hits: &[Hit]) -> Cleaned {
        let marking = self.mark_hits(&document, lines, hits);
        let removals = self.removals(&document.text, lines, &marking);
        let text = cut(&document.text, &removals);
        document.flags.extend(marking.flags);
        document.flags.sort_unstable();
        document.flags.dedup();
        let on_trial = marking.findings.iter().filter(|finding| finding.verdict == Verdict::Marked);
        let marked = on_trial
            .map(|finding| (Arc::clone(&self.rules.rules[finding.rule].id), finding.span.len() as u64))
            .collect();
        Cleaned { document, removals, text, marked, captures: marking.captures }
    }
}
