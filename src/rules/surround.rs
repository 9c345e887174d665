//! What list, fill and edge rules look for: short lines that are known by what stands around them.

use super::Kind;
use super::problem::Problem;
use super::toml_table::{Placed, Table};

/// A header and the short lines that follow it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct List {
    /// Entries at least; a header with fewer stays, as do they.
    pub min_lines: usize,
    /// Entries at most; what follows them stays.
    pub max_lines: usize,
    /// Columns of an entry at most; wide characters count three.
    pub max_width: usize,
    /// Whether each entry must match an expression of the rule.
    pub entries: bool,
}

/// Short lines between lines that other rules removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Between {
    /// Kinds of the removed lines; empty for any.
    pub kinds: Vec<Kind>,
    /// Lines in a row at most.
    pub max_lines: usize,
    /// Columns of a line at most.
    pub max_width: usize,
    /// Removed lines at least, on either side.
    pub removed: usize,
}

/// Short lines at the edges of a text that is the dump of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// Whether lines before the first story line go.
    pub head: bool,
    /// Whether lines after the last story line go.
    pub tail: bool,
    /// Lines of an edge at most; a longer edge stays.
    pub max_lines: usize,
    /// Columns of a line at most; a wider one stays.
    pub max_width: usize,
    /// Lines that other rules must have removed from the edge.
    pub removed: usize,
}

/// A list rule as written.
#[derive(Debug)]
pub(super) struct ListEntry {
    pub(super) header: Vec<Placed<String>>,
    pub(super) entry: Vec<Placed<String>>,
    pub(super) stop: Vec<Placed<String>>,
    pub(super) list: List,
}

/// Titles of related stories are rarely wider.
const ENTRY_WIDTH: usize = 110;
const LIST_LINES: usize = 20;
const FILL_WIDTH: usize = 40;
const FILL_LINES: usize = 2;
const EDGE_WIDTH: usize = 80;
const EDGE_LINES: usize = 60;
const EDGE_REMOVED: usize = 5;

/// Reads `list` and the keys that belong to it.
pub(super) fn read_list(table: &Table<'_, '_>) -> Option<ListEntry> {
    let header = table.strings("list");
    let (entry, stop) = (table.strings("entry"), table.strings("stop"));
    let Some(header) = header else {
        for (key, given) in [("entry", entry), ("stop", stop)] {
            if given.is_some() {
                let what = format!("`{key}` without `list`");
                table.sink().push(Problem::error("no-list", table.place(), what));
            }
        }
        return None;
    };
    let list = List {
        min_lines: table.count("min-lines").unwrap_or(1),
        max_lines: table.count("max-lines").unwrap_or(LIST_LINES),
        max_width: table.count("max-width").unwrap_or(ENTRY_WIDTH),
        entries: entry.is_some(),
    };
    if list.min_lines > list.max_lines {
        let what = format!("`min-lines` ({}) is more than `max-lines` ({})", list.min_lines, list.max_lines);
        table.sink().push(Problem::error("unsatisfiable", table.place(), what));
    }
    Some(ListEntry { header, entry: entry.unwrap_or_default(), stop: stop.unwrap_or_default(), list })
}

/// Reads `between`: a list of kinds, or `["any"]`.
pub(super) fn read_between(table: &Table<'_, '_>) -> Option<Between> {
    let names = table.strings("between")?;
    let mut kinds = Vec::new();
    for name in names {
        match Kind::ALL.into_iter().find(|kind| kind.as_str() == name.value) {
            Some(kind) => kinds.push(kind),
            None if name.value == "any" => {}
            None => {
                let what = format!("`between` lists kinds of rules, or \"any\", found `{}`", name.value);
                let names = Kind::ALL.map(Kind::as_str);
                let hint = super::did_you_mean(&name.value, names);
                let problem = Problem::error("bad-kind", name.place, what);
                table.sink().push(problem.hint(hint.unwrap_or_else(|| names.join(", "))));
            }
        }
    }
    Some(Between {
        kinds,
        max_lines: table.count("max-lines").unwrap_or(FILL_LINES),
        max_width: table.count("max-width").unwrap_or(FILL_WIDTH),
        removed: table.count("min-removed").unwrap_or(1),
    })
}

/// Reads `edge`: `"head"`, `"tail"` or `"both"`.
pub(super) fn read_edge(table: &Table<'_, '_>) -> Option<Edge> {
    let sides = [("head", (true, false)), ("tail", (false, true)), ("both", (true, true))];
    let (head, tail) = table.choice("edge", &sides)?;
    Some(Edge {
        head,
        tail,
        max_lines: table.count("max-lines").unwrap_or(EDGE_LINES),
        max_width: table.count("max-width").unwrap_or(EDGE_WIDTH),
        removed: table.count("min-removed").unwrap_or(EDGE_REMOVED),
    })
}
