//! The tables of a pack in the order in which they stand, with the bytes that belong to each.

use std::ops::Range;

use toml_edit::{Document, Item, Table, Value};

use super::EditError;

/// A table with a header of its own, or the keys above the first header.
#[derive(Debug)]
pub(super) struct Block<'d> {
    /// `["rule"]`, `["rule", "where"]`; empty for the keys above the first header.
    pub(super) path: Vec<&'d str>,
    /// Whether it is written `[[…]]`.
    pub(super) is_element: bool,
    pub(super) table: &'d Table,
    /// The header.
    pub(super) header: Range<usize>,
    /// One past the line on which its last entry ends.
    pub(super) end: usize,
}

/// Where a `[[rule]]` or `[[keep]]` stands.
pub(super) struct RuleBlocks<'b, 'd> {
    /// Its own block.
    pub(super) main: &'b Block<'d>,
    /// One past its last block.
    pub(super) end: usize,
    /// Whether tables of something else stand among its own.
    pub(super) is_split: bool,
}

/// Reads a document, with its place in the text for an error.
pub(super) fn parse(text: &str) -> Result<Document<&str>, EditError> {
    Document::parse(text).map_err(|error| {
        let at = text.floor_char_boundary(error.span().map_or(0, |span| span.start));
        let line_start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        EditError::Syntax {
            line: text[..at].matches('\n').count() + 1,
            column: text[line_start..at].chars().count() + 1,
            what: error.message().to_owned(),
        }
    })
}

/// The blocks of a document that was read from `text`, in the order in which they stand.
pub(super) fn blocks<'d>(text: &str, document: &'d Document<&str>) -> Vec<Block<'d>> {
    let root = document.as_table();
    let mut found = vec![block(text, Vec::new(), false, root)];
    walk(text, root, &[], &mut found);
    found.sort_by_key(|block| (!block.path.is_empty(), block.header.start));
    found
}

fn walk<'d>(text: &str, table: &'d Table, path: &[&'d str], found: &mut Vec<Block<'d>>) {
    for (key, item) in table {
        let path = [path, &[key]].concat();
        match item {
            // A dotted key is an entry of the table it stands in.
            Item::Table(table) if !table.is_dotted() => {
                if !table.is_implicit() {
                    found.push(block(text, path.clone(), false, table));
                }
                walk(text, table, &path, found);
            }
            Item::ArrayOfTables(tables) => {
                for table in tables {
                    found.push(block(text, path.clone(), true, table));
                    walk(text, table, &path, found);
                }
            }
            _ => {}
        }
    }
}

fn block<'d>(text: &str, path: Vec<&'d str>, is_element: bool, table: &'d Table) -> Block<'d> {
    let header = if path.is_empty() { 0..0 } else { table.span().unwrap_or(0..0) };
    let entries = table.get_values();
    let ends = entries.iter().filter_map(|(_, value)| value.span()).map(|span| span.end);
    let last = ends.max().unwrap_or(header.end);
    // Without header or entry there is not even a line.
    let end = if last == 0 { 0 } else { line_end(text, last) };
    Block { path, is_element, table, header, end }
}

/// One past the end of the line that byte `at` stands on.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |newline| at + newline + 1)
}

/// The start of the line that byte `at` stands on.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// The end of lines in a text: that of its first line.
pub(super) fn newline(text: &str) -> &'static str {
    let first = text.find('\n').unwrap_or(0);
    if text[..first].ends_with('\r') { "\r\n" } else { "\n" }
}

impl Block<'_> {
    /// Whether it is a `[[rule]]` or `[[keep]]`.
    pub(super) fn is_rule(&self) -> bool {
        self.is_element && matches!(self.path[..], ["rule" | "keep"])
    }

    /// The string under a key.
    pub(super) fn string(&self, key: &str) -> Option<&str> {
        self.table.get(key).and_then(Item::as_str)
    }

    /// The value under a key, written `key = value`.
    pub(super) fn value(&self, key: &str) -> Option<&Value> {
        self.table.get(key).and_then(Item::as_value)
    }
}

/// Where the rule with this id stands.
pub(super) fn find_rule<'b, 'd>(blocks: &'b [Block<'d>], id: &str) -> Result<RuleBlocks<'b, 'd>, EditError> {
    let is_it = |block: &Block<'_>| block.is_rule() && block.string("id") == Some(id);
    let Some(first) = blocks.iter().position(is_it) else {
        let root = blocks.first().map(|block| block.table);
        let inline = root.is_some_and(|root| ["rule", "keep"].iter().any(|key| has_inline(root, key, id)));
        return Err(if inline { EditError::Inline(id.to_owned()) } else { EditError::NoRule(id.to_owned()) });
    };
    let name = blocks[first].path[0];
    let own = |block: &Block<'_>| block.path.len() > 1 && block.path[0] == name;
    let beside = blocks[first + 1..].iter().take_while(|block| own(block)).count();
    // What stands behind other tables, but before the next element of the array, is the rule's too.
    let behind = blocks[first + 1 + beside..].iter().take_while(|block| block.path != [name]);
    let is_split = behind.into_iter().any(own);
    let end = blocks[first..=first + beside].iter().map(|block| block.end).max().unwrap_or(0);
    Ok(RuleBlocks { main: &blocks[first], end, is_split })
}

/// Whether the root has `rule = [{ id = "…" }]`.
fn has_inline(root: &Table, key: &str, id: &str) -> bool {
    let items = root.get(key).and_then(Item::as_array).into_iter().flatten();
    items.filter_map(Value::as_inline_table).any(|table| table.get("id").and_then(Value::as_str) == Some(id))
}
