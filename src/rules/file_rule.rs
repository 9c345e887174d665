//! One `[[rule]]` or `[[keep]]` table as it is written.

use toml::de::DeValue;

use super::Place;
use super::file::Defaults;
use super::learnt;
use super::problem::Problem;
use super::repeated::Tally;
use super::rule::{
    Apply, Capture, CaptureValue, Confidence, Example, ExampleCase, Examples, Repeat, SectionEnd,
};
use super::surround::{Between, Edge, ListEntry, read_between, read_edge, read_list};
use super::toml_table::{Placed, Table};
use super::zone::ZoneEntry;
use crate::text::{Case, parse_date};

/// A rule as written, with its pack's defaults filled in.
#[derive(Debug)]
pub(super) struct RuleEntry {
    pub(super) id: Placed<String>,
    pub(super) keep: bool,
    pub(super) why: String,
    pub(super) inherited: Defaults,
    pub(super) matcher: Matcher,
    pub(super) zone: ZoneEntry,
    pub(super) max_share: Option<u32>,
    pub(super) confidence: Confidence,
    pub(super) apply: Apply,
    pub(super) captures: Vec<Capture>,
    pub(super) requires: Option<(Placed<String>, Option<usize>)>,
    pub(super) not_rules: Option<Vec<Placed<String>>>,
    pub(super) priority: i64,
    pub(super) expires: Option<String>,
    pub(super) tally: Option<Tally>,
    pub(super) examples: Examples,
    pub(super) place: Place,
}

/// What a rule looks for, as written.
#[derive(Debug)]
pub(super) enum Matcher {
    Exact(Vec<Placed<String>>),
    Line(Vec<Placed<String>>),
    Affix { prefix: Option<Placed<String>>, suffix: Option<Placed<String>>, contains: Option<Placed<String>> },
    Section { start: Vec<Placed<String>>, end: Vec<Placed<String>>, kind: SectionEnd, max_lines: usize },
    Block(Vec<Placed<String>>),
    Inline { patterns: Vec<Placed<String>>, replace: String },
    Repeat(Repeat),
    Repeated(Placed<String>),
    List(ListEntry),
    Between(Between),
    Edge(Edge),
}

impl Matcher {
    /// Patterns know a line by what it says; the others by what stands around it, or how often it stands.
    fn confidence(&self) -> Confidence {
        match self {
            Matcher::List(_)
            | Matcher::Between(_)
            | Matcher::Edge(_)
            | Matcher::Repeat(_)
            | Matcher::Repeated(_) => Confidence::Normal,
            _ => Confidence::High,
        }
    }

    /// The rule takes lines that it was not shown, so a share of the text limits it.
    fn max_share(&self) -> Option<u32> {
        match self {
            Matcher::Section { .. } | Matcher::List(_) | Matcher::Edge(_) => Some(SECTION_SHARE),
            Matcher::Between(_) => Some(FILL_SHARE),
            _ => None,
        }
    }
}

/// Sections longer than this, in non-blank lines, are taken for a mistake unless the rule says more.
const SECTION_LINES: usize = 40;
/// Sections taking more than this share of a text (in thousandths) likewise.
const SECTION_SHARE: u32 = 500;
/// Fill lines are few.
const FILL_SHARE: u32 = 150;

/// Reads one rule; `None` where it has no usable id or matcher (a problem says so).
pub(super) fn read_rule(table: &Table<'_, '_>, defaults: &Defaults, keep: bool) -> Option<RuleEntry> {
    let mut inherited = defaults.overridden(table);
    if inherited.case.is_none() && inherited.scope.is_turkic() {
        inherited.case = Some(Case::Turkic);
    }
    let id = read_id(table);
    let matcher = read_matcher(table);
    let usual = if matches!(matcher, Some(Matcher::Repeated(_))) { learnt::PRIORITY } else { 0 };
    let captures = read_captures(table);
    let zone = ZoneEntry::read(table);
    let text = |key| table.string(key).map(|text| text.value);
    let _since = read_day(table, "since");
    let tally = read_tally(table);
    let entry = RuleEntry {
        keep,
        why: text("why").unwrap_or_default(),
        apply: match (inherited.apply, inherited.action) {
            (Apply::Drop, Some(action)) => action,
            (Apply::Drop, None) if !captures.is_empty() => Apply::CaptureDrop,
            (severity, _) => severity,
        },
        zone,
        max_share: table
            .share("max-share")
            .or_else(|| matcher.as_ref().filter(|_| !keep).and_then(Matcher::max_share)),
        confidence: inherited
            .confidence
            .or_else(|| tally.as_ref().map(learnt::confidence))
            .or_else(|| matcher.as_ref().map(Matcher::confidence))
            .unwrap_or(Confidence::High),
        captures,
        requires: read_requires(table),
        not_rules: if keep { table.strings("not-rules") } else { None },
        priority: table.integer("priority").map_or(usual, |priority| priority.value),
        expires: read_day(table, "expires"),
        tally,
        examples: read_examples(table),
        place: id.as_ref().map_or_else(|| table.place(), |id| id.place.clone()),
        id: id?,
        matcher: matcher?,
        inherited,
    };
    Some(entry)
}

/// A day, `YYYY-MM-DD`.
fn read_day(table: &Table<'_, '_>, key: &'static str) -> Option<String> {
    let day = table.string(key)?;
    if parse_date(&day.value, "%Y-%m-%d").as_ref() == Some(&day.value) {
        return Some(day.value);
    }
    let what = format!("`{key}` must be a day such as 2027-01-31, found `{}`", day.value);
    table.sink().push(Problem::error("bad-day", day.place, what));
    None
}

fn read_id(table: &Table<'_, '_>) -> Option<Placed<String>> {
    let Some(id) = table.string("id") else {
        table.sink().push(
            Problem::error("no-id", table.place(), "a rule without an `id`")
                .hint("add `id = \"what-it-removes\"`"),
        );
        return None;
    };
    let good = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    if id.value.is_empty() || !id.value.chars().all(good) {
        let what = format!("an id is letters, digits, `-`, `_` and `.`, found `{}`", id.value);
        table.sink().push(Problem::error("bad-name", id.place, what));
        return None;
    }
    Some(id)
}

fn read_matcher(table: &Table<'_, '_>) -> Option<Matcher> {
    let exact = table.strings("exact").map(Matcher::Exact);
    let line = table.strings("line").map(Matcher::Line);
    let affix = match (table.string("prefix"), table.string("suffix"), table.string("contains")) {
        (None, None, None) => None,
        (prefix, suffix, contains) => Some(Matcher::Affix { prefix, suffix, contains }),
    };
    let section = read_section(table);
    let block = table.strings("block").map(Matcher::Block);
    let inline = read_inline(table);
    let repeat = read_repeat(table);
    let repeated = table.string("repeated").map(Matcher::Repeated);
    let list = read_list(table).map(Matcher::List);
    let between = read_between(table).map(Matcher::Between);
    let edge = read_edge(table).map(Matcher::Edge);
    let all = [exact, line, affix, section, block, inline, repeat, repeated, list, between, edge];
    let mut given = all.into_iter().flatten();
    let first = given.next();
    let names =
        "exact, line, prefix/suffix/contains, start, block, inline, repeat, repeated, list, between, edge";
    if first.is_none() {
        let what = "a rule without anything to look for";
        table
            .sink()
            .push(Problem::error("no-matcher", table.place(), what).hint(format!("give one of {names}")));
    } else if given.next().is_some() {
        let what = "a rule with more than one thing to look for";
        table.sink().push(
            Problem::error("two-matchers", table.place(), what).hint(format!("give only one of {names}")),
        );
    }
    first
}

fn read_section(table: &Table<'_, '_>) -> Option<Matcher> {
    let start = table.strings("start");
    let end = table.strings("end");
    let kinds = [
        ("inclusive", SectionEnd::Inclusive),
        ("exclusive", SectionEnd::Exclusive),
        ("eof", SectionEnd::Eof),
    ];
    let kind = table.choice("end-kind", &kinds).unwrap_or(SectionEnd::Inclusive);
    let Some(start) = start else {
        if end.is_some() {
            table.sink().push(Problem::error("no-start", table.place(), "`end` without `start`"));
        }
        return None;
    };
    if end.is_none() && kind != SectionEnd::Eof {
        let problem = Problem::error("no-end", table.place(), "`start` without `end`");
        table.sink().push(problem.hint("add `end`, or `end-kind = \"eof\"`"));
    }
    let max_lines = table.count("max-lines").unwrap_or(SECTION_LINES);
    Some(Matcher::Section { start, end: end.unwrap_or_default(), kind, max_lines })
}

fn read_inline(table: &Table<'_, '_>) -> Option<Matcher> {
    let patterns = table.strings("inline");
    let replace = table.string("replace");
    match (patterns, replace) {
        (Some(patterns), replace) => {
            Some(Matcher::Inline { patterns, replace: replace.map(|text| text.value).unwrap_or_default() })
        }
        (None, Some(replace)) => {
            table.sink().push(Problem::error("no-inline", replace.place, "`replace` without `inline`"));
            None
        }
        (None, None) => None,
    }
}

fn read_repeat(table: &Table<'_, '_>) -> Option<Matcher> {
    let repeat = table.table("repeat")?;
    let _per: Option<()> = repeat.choice("per", &[("host", ()), ("source", ())]);
    let read = Repeat {
        min_docs: repeat.count("min-docs").unwrap_or(2),
        min_share: repeat.share("min-share").unwrap_or(0),
        min_chars: repeat.count("min-chars").unwrap_or(1),
        max_chars: repeat.count("max-chars").unwrap_or(300),
        sentence: repeat.choice("lines", &[("short", false), ("sentence", true)]),
    };
    repeat.finish();
    Some(Matcher::Repeat(read))
}

/// How often a learnt line was seen.
fn read_tally(table: &Table<'_, '_>) -> Option<Tally> {
    let seen = table.table("seen")?;
    let count = |key| u32::try_from(seen.count(key).unwrap_or(0)).unwrap_or(u32::MAX);
    let tally = Tally {
        stories: count("stories"),
        of: count("of"),
        documents: count("documents"),
        head: count("head"),
        near: count("near"),
        middle: count("middle"),
        tail: count("tail"),
    };
    seen.finish();
    Some(tally)
}

fn read_requires(table: &Table<'_, '_>) -> Option<(Placed<String>, Option<usize>)> {
    let requires = table.table("requires")?;
    let rule = requires.string("rule");
    let within = requires.count("within-lines");
    if rule.is_none() {
        requires.sink().push(Problem::error("no-rule", requires.place(), "`requires` without `rule`"));
    }
    requires.finish();
    rule.map(|rule| (rule, within))
}

fn read_captures(table: &Table<'_, '_>) -> Vec<Capture> {
    let Some(captures) = table.table("capture") else {
        return Vec::new();
    };
    let mut read = Vec::new();
    for (name, _, value) in captures.entries() {
        let value = match value.get_ref() {
            DeValue::String(kind) if kind == "text" => CaptureValue::Text,
            DeValue::String(kind) if kind == "number" => CaptureValue::Number,
            DeValue::String(kind) if kind == "time" => CaptureValue::Time,
            DeValue::Table(inner) => {
                let inner = Table::new(captures.sink(), inner, value.span(), "capture");
                let _date: Option<()> = inner.choice("type", &[("date", ())]);
                let format =
                    inner.string("format").map_or_else(|| "%Y-%m-%d".to_owned(), |format| format.value);
                inner.finish();
                CaptureValue::Date(format)
            }
            _ => {
                let wanted = "\"text\", \"number\", \"time\" or { type = \"date\", format = \"%d %B %Y\" }";
                captures.refuse(name, value, wanted);
                continue;
            }
        };
        read.push(Capture { name: name.to_owned(), value });
    }
    read
}

fn read_examples(table: &Table<'_, '_>) -> Examples {
    let list = |key| {
        let texts: Vec<Placed<String>> = table.strings(key).unwrap_or_default();
        texts.into_iter().map(|text| Example { text: text.value, place: text.place }).collect()
    };
    Examples {
        lines: list("match"),
        not_lines: list("not-match"),
        blocks: list("match-block"),
        not_blocks: list("not-match-block"),
        cases: table.tables("cases").into_iter().filter_map(read_case).collect(),
    }
}

fn read_case(table: Table<'_, '_>) -> Option<ExampleCase> {
    let input = table.string("in");
    let output = table.string("out").map(|text| text.value);
    let mut captures = Vec::new();
    if let Some(fields) = table.table("captures") {
        for (name, _, value) in fields.entries() {
            match value.get_ref() {
                DeValue::String(text) => captures.push((name.to_owned(), text.to_string())),
                _ => fields.refuse(name, value, "a string"),
            }
        }
    }
    let place = table.place();
    if input.is_none() {
        table.sink().push(Problem::error("no-in", place.clone(), "a case without `in`"));
    }
    table.finish();
    Some(ExampleCase { input: input?.value, output, captures, place })
}
