//! One rule as written to one rule in memory, with its patterns.

use super::file::PackFile;
use super::file_rule::{Matcher, RuleEntry};
use super::pattern::{Find, Part, Pattern, PatternError, Reading, located, parse, translate};
use super::problem::{Problem, did_you_mean};
use super::repeated::RepeatedLine;
use super::rewrite::alternatives;
use super::rule::{Rule, RuleIndex, Shape};
use super::surround::ListEntry;
use super::toml_table::Placed;
use super::zone::{Reach, Zone};
use super::{Kind, Place};
use crate::text::{Case, Form, fold, normalize};

/// Compiles `entry`. References to other rules, and to the rule itself in its patterns, are left open for
/// the caller. Patterns that cannot be used become problems and are left out.
pub(super) fn compile_rule(pack: &PackFile, entry: &RuleEntry) -> (Rule, Vec<Pattern>, Vec<Problem>) {
    let mut compiler = Compiler { pack, entry, problems: Vec::new(), patterns: Vec::new() };
    let shape = compiler.shape();
    compiler.check_captures();
    let Compiler { patterns, mut problems, .. } = compiler;
    let rule = Rule {
        id: format!("{}/{}", pack.name, entry.id.value).into(),
        why: entry.why.clone(),
        kind: entry.inherited.kind.unwrap_or(Kind::Other),
        shape,
        scope: entry.inherited.scope.compile(&mut problems),
        zone: Zone { head: entry.zone.head, tail: entry.zone.tail, after: None, before: None },
        max_len: entry.inherited.max_len,
        max_share: entry.max_share,
        confidence: entry.confidence,
        apply: entry.apply,
        captures: entry.captures.clone(),
        requires: None,
        priority: entry.priority,
        expires: entry.expires.clone(),
        keep: entry.keep.then_some(super::rule::Protects::Everything),
        tally: entry.tally,
        examples: entry.examples.clone(),
        place: entry.place.clone(),
    };
    (rule, patterns, problems)
}

struct Compiler<'a> {
    pack: &'a PackFile,
    entry: &'a RuleEntry,
    problems: Vec<Problem>,
    patterns: Vec<Pattern>,
}

impl Compiler<'_> {
    fn shape(&mut self) -> Shape {
        let entry = self.entry;
        match &entry.matcher {
            Matcher::Exact(lines) => {
                self.exact(lines);
                Shape::Line
            }
            Matcher::Line(expressions) => {
                self.expressions(expressions, Part::Whole, true);
                Shape::Line
            }
            Matcher::Affix { prefix, suffix, contains } => {
                self.affix([prefix, contains, suffix].map(Option::as_ref));
                Shape::Line
            }
            Matcher::Section { start, end, kind, max_lines } => {
                self.expressions(start, Part::Start, true);
                self.expressions(end, Part::End, true);
                Shape::Section { end: *kind, max_lines: *max_lines }
            }
            Matcher::Block(lines) => {
                for (place, line) in lines.iter().enumerate() {
                    self.expressions(std::slice::from_ref(line), Part::Block(place), true);
                }
                Shape::Block { lines: lines.len() }
            }
            Matcher::Inline { patterns, replace } => {
                self.expressions(patterns, Part::Whole, false);
                self.check_replacement(replace);
                Shape::Inline { replace: replace.clone() }
            }
            Matcher::Repeat(repeat) => {
                self.check_repeat_zone();
                Shape::Repeat(*repeat)
            }
            Matcher::Repeated(line) => {
                self.repeated(line);
                Shape::Repeated
            }
            Matcher::List(ListEntry { header, entry, stop, list }) => {
                self.expressions(header, Part::Start, true);
                self.expressions(entry, Part::Entry, true);
                self.expressions(stop, Part::End, true);
                Shape::List(*list)
            }
            Matcher::Between(between) => Shape::Between(between.clone()),
            Matcher::Edge(edge) => Shape::Edge(*edge),
        }
    }

    fn repeated(&mut self, line: &Placed<String>) {
        match RepeatedLine::of_text(&line.value) {
            Some(repeated) => self.add(Part::Whole, Find::Repeated(repeated)),
            None => {
                let what = "a repeated line has 1 to 2000 bytes, and shows something";
                self.problems.push(Problem::error("empty-pattern", line.place.clone(), what));
            }
        }
    }

    /// What a corpus tells of a line's place is whether it stands above the story, below, or within.
    fn check_repeat_zone(&mut self) {
        let zone = &self.entry.zone;
        let known =
            |reach: Option<Reach>| reach.is_none_or(|reach| matches!(reach, Reach::Story | Reach::Banner));
        if !known(zone.head) || !known(zone.tail) || zone.after.is_some() || zone.before.is_some() {
            let what = "a `repeat` rule knows only `where = { head = \"story\", tail = \"story\" }`";
            self.problems.push(Problem::error("bad-zone", self.entry.place.clone(), what));
        }
    }

    fn case(&self) -> Case {
        self.entry.inherited.case.unwrap_or_default()
    }

    fn form(&self) -> Form {
        Form { space: self.entry.inherited.space, unicode: self.entry.inherited.unicode }
    }

    fn add(&mut self, part: Part, find: Find) {
        let inherited = &self.entry.inherited;
        let max_len = inherited.max_len;
        self.patterns.push(Pattern {
            rule: RuleIndex::MAX,
            part,
            form: self.form(),
            case: self.case(),
            max_len,
            find,
        });
    }

    fn exact(&mut self, lines: &[Placed<String>]) {
        let mut exact = Vec::with_capacity(lines.len());
        for line in lines {
            let normal = normalize(&line.value, self.form());
            if normal.is_empty() {
                let what = "an exact line that is empty matches nothing";
                self.problems.push(Problem::error("empty-pattern", line.place.clone(), what));
            }
            exact.push(fold(&normal, self.case()).into_owned());
        }
        self.add(Part::Whole, Find::Exact(exact));
    }

    fn expressions(&mut self, expressions: &[Placed<String>], part: Part, whole: bool) {
        for expression in expressions {
            match self.filled(expression) {
                Ok(filled) => self.filled_expression(&filled, &expression.place, part, whole),
                Err(problem) => self.problems.push(problem),
            }
        }
    }

    fn filled_expression(&mut self, filled: &str, place: &Place, part: Part, whole: bool) {
        let parsed = match parse(filled) {
            Ok(parsed) => parsed,
            Err(error) => return self.refuse(&error, place),
        };
        let parts = if whole { alternatives(filled, &parsed) } else { vec![filled] };
        for alternative in parts {
            if let Err(error) = self.expression(alternative, part, whole) {
                let error = located(filled, error);
                self.refuse(&error, place);
            }
        }
    }

    /// Prefix, inner part and suffix stand in this order and do not overlap.
    fn affix(&mut self, [prefix, contains, suffix]: [Option<&Placed<String>>; 3]) {
        let form = self.form();
        // One space at an inner edge counts: ` via ` is not in `obviating`. The marks keep it from being
        // trimmed.
        let inner = |text: &str| normalize(&format!("|{text}|"), form).trim_matches('|').to_owned();
        let escaped =
            |text: Option<&Placed<String>>| text.map(|text| regex_syntax::escape(&inner(&text.value)));
        let mut expression = escaped(prefix).unwrap_or_default().trim_start().to_owned();
        if let Some(inner) = escaped(contains) {
            expression.push_str(".*");
            expression.push_str(&inner);
        }
        expression.push_str(".*");
        expression.push_str(escaped(suffix).unwrap_or_default().trim_end());
        let place = self.entry.place.clone();
        if let Err(error) = self.expression(&expression, Part::Whole, true) {
            self.refuse(&error, &place);
        }
    }

    fn expression(&mut self, filled: &str, part: Part, whole: bool) -> Result<(), PatternError> {
        let inherited = &self.entry.inherited;
        let reading = Reading { case: self.case(), classes: inherited.classes, form: self.form(), whole };
        self.add(part, Find::Regex(translate(filled, reading)?));
        Ok(())
    }

    fn refuse(&mut self, error: &PatternError, place: &Place) {
        let what = format!("bad expression: {}", error.what);
        let problem = Problem::error("bad-regex", self.inside(place, error.span.clone()), what);
        self.problems.push(problem.hint(error.hint));
    }

    /// The place of a part of an expression, where the TOML string holds it letter by letter.
    fn inside(&self, place: &Place, span: Option<std::ops::Range<usize>>) -> Place {
        let written = &place.source.text[place.span.clone()];
        match span {
            Some(span)
                if written.starts_with('\'') && !written.starts_with("'''") && !written.contains("{{") =>
            {
                let start = place.span.start + 1 + span.start;
                let end = (place.span.start + 1 + span.end).min(place.span.end);
                Place { source: place.source.clone(), span: start.min(end)..end }
            }
            _ => place.clone(),
        }
    }

    /// Fills `{{name}}` from the pack's vocabulary.
    fn filled(&self, expression: &Placed<String>) -> Result<String, Problem> {
        let mut filled = String::with_capacity(expression.value.len());
        let mut rest = expression.value.as_str();
        while let Some((before, after)) = rest.split_once("{{") {
            let Some((name, tail)) = after.split_once("}}") else {
                break;
            };
            let Some((_, words)) = self.pack.vocab.iter().find(|(known, _)| known.value == name.trim())
            else {
                let what = format!("`{{{{{name}}}}}` is not in [vocab]");
                let known = self.pack.vocab.iter().map(|(known, _)| known.value.as_str());
                let hint =
                    did_you_mean(name, known).unwrap_or_else(|| "add a list of that name to [vocab]".into());
                return Err(Problem::error("unknown-vocab", expression.place.clone(), what).hint(hint));
            };
            filled.push_str(before);
            let escaped: Vec<String> = words.iter().map(|word| regex_syntax::escape(word)).collect();
            filled.push_str(&format!("(?:{})", escaped.join("|")));
            rest = tail;
        }
        filled.push_str(rest);
        Ok(filled)
    }

    /// A replacement may name only groups that its expressions have: a group that is not there would be
    /// replaced by nothing, and text be lost.
    fn check_replacement(&mut self, replace: &str) {
        if !replace.contains('$') {
            return;
        }
        for pattern in &self.patterns {
            let Find::Regex(translated) = &pattern.find else { continue };
            let Ok(regex) = regex::Regex::new(&translated.regex) else { continue };
            if let Some(name) = missing_group(&regex, replace) {
                let what = format!("`replace` names the group `{name}`, which the expression does not have");
                let problem = Problem::error("no-group", self.entry.place.clone(), what);
                self.problems.push(problem.hint("write `$$` for a dollar sign, `${name}` for a group"));
                return;
            }
        }
    }

    /// Captured fields must be named groups of some expression.
    fn check_captures(&mut self) {
        for capture in &self.entry.captures {
            let group = format!("(?P<{}>", capture.name);
            let short = format!("(?<{}>", capture.name);
            let named = |pattern: &Pattern| match &pattern.find {
                Find::Regex(translated) => {
                    translated.regex.contains(&group) || translated.regex.contains(&short)
                }
                Find::Exact(_) | Find::Repeated(_) => false,
            };
            if !self.patterns.iter().any(named) {
                let what = format!(
                    "`{}` is captured, but no expression has a group `(?P<{}>…)`",
                    capture.name, capture.name
                );
                self.problems.push(Problem::error("no-group", self.entry.place.clone(), what));
            }
        }
    }
}

/// The first group in a replacement that the expression lacks, read as the regex crate reads it.
fn missing_group(regex: &regex::Regex, replace: &str) -> Option<String> {
    let mut rest = replace;
    while let Some((_, after)) = rest.split_once('$') {
        if let Some(literal) = after.strip_prefix('$') {
            rest = literal;
            continue;
        }
        let name: &str = match after.strip_prefix('{') {
            Some(braced) => braced.split('}').next().unwrap_or_default(),
            None => {
                let end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(after.len());
                &after[..end]
            }
        };
        let known = match name.parse::<usize>() {
            Ok(number) => number < regex.captures_len(),
            Err(_) => name.is_empty() || regex.capture_names().flatten().any(|known| known == name),
        };
        if !known {
            return Some(name.to_owned());
        }
        rest = after;
    }
    None
}
