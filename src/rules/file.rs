//! One rule pack as it is written: the TOML, checked key by key, before anything is compiled.

use std::cell::RefCell;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::bounds::too_much;
use super::file_rule::{RuleEntry, read_rule};
use super::learnt::LEARNT;
use super::problem::{Problem, RuleSource};
use super::rule::{Apply, Classes, Confidence};
use super::toml_table::{Placed, Sink, Table};
use super::{Kind, Place};
use crate::text::{Case, Space, Unicode};

/// The format this version reads.
const FORMAT: i64 = 1;

/// A rule pack as written.
#[derive(Debug)]
pub struct PackFile {
    /// The pack's name, the first half of its rules' ids.
    pub name: String,
    /// The author's version; empty where none is given.
    pub version: String,
    /// What the pack is for.
    pub description: String,
    /// The text it was read from.
    pub source: Arc<RuleSource>,
    pub(super) extends: Vec<Placed<String>>,
    pub(super) disable: Vec<Placed<String>>,
    pub(super) vocab: Vec<(Placed<String>, Vec<String>)>,
    pub(super) rules: Vec<RuleEntry>,
    pub(super) doc_tests: Vec<DocTest>,
}

/// A whole document and what all rules together must make of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocTest {
    /// The document's file, relative to the pack.
    pub file: String,
    /// The file with the clean text, relative to the pack.
    pub expect: String,
    /// For scopes.
    pub host: Option<String>,
    /// For scopes.
    pub source: Option<String>,
    /// For scopes.
    pub lang: Option<String>,
    /// Where the test stands.
    pub place: Place,
}

/// What rules inherit from their pack's `[defaults]`.
#[derive(Debug, Clone)]
pub(super) struct Defaults {
    pub(super) kind: Option<Kind>,
    /// `None`: folded, by Turkish rules where the scope is Turkish.
    pub(super) case: Option<Case>,
    pub(super) space: Space,
    pub(super) unicode: Unicode,
    pub(super) classes: Classes,
    pub(super) max_len: usize,
    pub(super) apply: Apply,
    pub(super) action: Option<Apply>,
    /// `None`: as the rule's matcher has it.
    pub(super) confidence: Option<Confidence>,
    pub(super) scope: super::scope::ScopeEntry,
}

impl PackFile {
    /// Reads a pack. Problems are returned beside what could be read, so that later checks can go on
    /// and all problems of a rule set are told at once.
    pub fn parse(path: &str, text: &str) -> (PackFile, Vec<Problem>) {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let source = Arc::new(RuleSource::new(path, text));
        let sink = Sink { source: Arc::clone(&source), problems: RefCell::new(Vec::new()) };
        if let Some((span, what)) = too_much(text) {
            let problem = Problem::error("too-big", sink.place(span), what);
            sink.push(problem.hint("no rule pack comes near; see whether it is one"));
            return (empty(source), sink.problems.into_inner());
        }
        let (document, errors) = parse(text);
        for error in errors {
            let span = error.span().unwrap_or(0..0);
            sink.push(Problem::error("syntax", sink.place(span), error.message().to_owned()));
        }
        let root = Table::new(&sink, document.get_ref(), 0..0, "a rule file");
        let pack = read_pack(&root, source);
        root.finish();
        (pack, sink.problems.into_inner())
    }
}

/// All mistakes of a file are told at once; of a large one the first. It may be anything, and each mistake takes
/// memory.
fn parse(text: &str) -> (Spanned<DeTable<'_>>, Vec<toml::de::Error>) {
    const LARGE: usize = 512 << 10;
    if text.len() <= LARGE {
        return DeTable::parse_recoverable(text);
    }
    match DeTable::parse(text) {
        Ok(document) => (document, Vec::new()),
        Err(error) => (Spanned::new(0..0, DeTable::new()), vec![error]),
    }
}

/// A pack with nothing in it yet.
fn empty(source: Arc<RuleSource>) -> PackFile {
    PackFile {
        name: stem(&source.path).to_owned(),
        version: String::new(),
        description: String::new(),
        source,
        extends: Vec::new(),
        disable: Vec::new(),
        vocab: Vec::new(),
        rules: Vec::new(),
        doc_tests: Vec::new(),
    }
}

fn read_pack(root: &Table<'_, '_>, source: Arc<RuleSource>) -> PackFile {
    let mut pack = empty(source);
    if let Some(header) = root.table("pack") {
        read_header(&header, &mut pack);
        header.finish();
    }
    let defaults = read_defaults(root);
    if let Some(vocab) = root.table("vocab") {
        pack.vocab = read_vocab(&vocab);
    }
    for entry in root.tables("rule") {
        pack.rules.extend(read_rule(&entry, &defaults, false));
        entry.finish();
    }
    for entry in root.tables("keep") {
        pack.rules.extend(read_rule(&entry, &defaults, true));
        entry.finish();
    }
    for test in root.tables("doc-test") {
        pack.doc_tests.extend(read_doc_test(&test));
        test.finish();
    }
    pack
}

/// Reads `file`, `expect` and `meta`; without the first two there is nothing to test.
fn read_doc_test(table: &Table<'_, '_>) -> Option<DocTest> {
    let (file, expect) = (table.string("file"), table.string("expect"));
    let mut test = DocTest { place: table.place(), ..DocTest::default() };
    if let Some(meta) = table.table("meta") {
        let text = |key| meta.string(key).map(|text| text.value);
        (test.host, test.source, test.lang) = (text("host"), text("source"), text("lang"));
        meta.finish();
    }
    match (file, expect) {
        (Some(file), Some(expect)) => {
            Some(DocTest { file: file.value, expect: expect.value, place: file.place, ..test })
        }
        _ => {
            let what = "a document test needs `file` and `expect`";
            table.sink().push(Problem::error("no-file", table.place(), what));
            None
        }
    }
}

fn read_header(header: &Table<'_, '_>, pack: &mut PackFile) {
    if let Some(format) = header.integer("format")
        && format.value != FORMAT
    {
        let what = format!("this version reads format {FORMAT}, found {}", format.value);
        header.sink().push(Problem::error("format", format.place, what).hint("update copydesk"));
    }
    if let Some(name) = header.string("name") {
        let good = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        let plain = name.value.strip_prefix(LEARNT).unwrap_or(&name.value);
        if plain.is_empty() || !plain.chars().all(good) {
            let what = format!("a pack's name is letters, digits, `-`, `_` and `.`, found `{}`", name.value);
            header.sink().push(Problem::error("bad-name", name.place, what));
        } else {
            pack.name = name.value;
        }
    }
    let text = |key| header.string(key).map(|text| text.value).unwrap_or_default();
    pack.version = text("version");
    pack.description = text("description");
    if let Some(tool) = header.string("min-tool") {
        check_min_tool(header.sink(), &tool);
    }
    pack.extends = header.strings("extends").unwrap_or_default();
    pack.disable = header.strings("disable").unwrap_or_default();
}

/// `min-tool` is compared number by number, as far as it goes.
fn check_min_tool(sink: &Sink, tool: &Placed<String>) {
    let numbers = |version: &str| version.split('.').map(str::parse::<u64>).collect::<Result<Vec<_>, _>>();
    let own = numbers(env!("CARGO_PKG_VERSION")).unwrap_or_default();
    match numbers(&tool.value) {
        Ok(wanted) if wanted <= own => {}
        Ok(_) => {
            let what =
                format!("the pack needs copydesk {}, this is {}", tool.value, env!("CARGO_PKG_VERSION"));
            sink.push(Problem::error("min-tool", tool.place.clone(), what).hint("update copydesk"));
        }
        Err(_) => {
            let what = format!("`min-tool` must be a version such as 0.1, found `{}`", tool.value);
            sink.push(Problem::error("min-tool", tool.place.clone(), what));
        }
    }
}

fn read_defaults(root: &Table<'_, '_>) -> Defaults {
    let mut defaults = Defaults {
        kind: None,
        case: None,
        space: Space::Norm,
        unicode: Unicode::Nfc,
        classes: Classes::Ascii,
        max_len: 300,
        apply: Apply::Drop,
        action: None,
        confidence: None,
        scope: super::scope::ScopeEntry::default(),
    };
    if let Some(table) = root.table("defaults") {
        defaults = defaults.overridden(&table);
        table.finish();
    }
    defaults
}

impl Defaults {
    /// The same with what `table` (the `[defaults]` or a rule) says differently.
    pub(super) fn overridden(&self, table: &Table<'_, '_>) -> Defaults {
        let kinds = Kind::ALL.map(|kind| (kind.as_str(), kind));
        Defaults {
            kind: table.choice("kind", &kinds).or(self.kind),
            case: table.choice("case", &CASES).or(self.case),
            space: table
                .choice("space", &[("norm", Space::Norm), ("exact", Space::Exact)])
                .unwrap_or(self.space),
            unicode: table
                .choice("unicode", &[("nfc", Unicode::Nfc), ("exact", Unicode::Exact)])
                .unwrap_or(self.unicode),
            classes: table
                .choice("classes", &[("ascii", Classes::Ascii), ("unicode", Classes::Unicode)])
                .unwrap_or(self.classes),
            max_len: table.count("max-len").unwrap_or(self.max_len),
            apply: table.choice("severity", &APPLIES).unwrap_or(self.apply),
            action: table.choice("action", &ACTIONS).or(self.action),
            confidence: table.choice("confidence", &CONFIDENCES).or(self.confidence),
            scope: super::scope::ScopeEntry::read(table).unwrap_or_else(|| self.scope.clone()),
        }
    }
}

const CASES: [(&str, Case); 4] =
    [("fold", Case::Fold), ("turkic", Case::Turkic), ("ascii", Case::Ascii), ("exact", Case::Exact)];

const ACTIONS: [(&str, Apply); 3] =
    [("drop", Apply::Drop), ("capture-drop", Apply::CaptureDrop), ("capture-keep", Apply::CaptureKeep)];

const CONFIDENCES: [(&str, Confidence); 3] =
    [("high", Confidence::High), ("normal", Confidence::Normal), ("low", Confidence::Low)];

const APPLIES: [(&str, Apply); 3] = [("drop", Apply::Drop), ("mark", Apply::Mark), ("off", Apply::Off)];

fn read_vocab(vocab: &Table<'_, '_>) -> Vec<(Placed<String>, Vec<String>)> {
    let mut lists = Vec::new();
    for (name, span, value) in vocab.entries() {
        let words: Option<Vec<String>> = match value.get_ref() {
            DeValue::Array(items) => items
                .iter()
                .map(|item| match item.get_ref() {
                    DeValue::String(text) => Some(text.to_string()),
                    _ => None,
                })
                .collect(),
            _ => None,
        };
        match words.filter(|words| !words.is_empty()) {
            Some(words) => {
                lists.push((Placed { value: name.to_owned(), place: vocab.sink().place(span) }, words));
            }
            None => vocab.refuse(name, value, "an array of at least one string"),
        }
    }
    lists
}

/// `rules/languages/tr.toml` and `builtin:languages/tr` are both `tr`.
fn stem(path: &str) -> &str {
    let name = path.rsplit(['/', '\\', ':']).next().unwrap_or(path);
    name.strip_suffix(".toml").unwrap_or(name)
}
