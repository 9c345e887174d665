//! One layout for all packs: an order of tables and keys, and blanks where they help; comments stay with what they
//! are about.

use toml_edit::Value;

use super::EditError;
use super::blocks::{Block, blocks, line_end, newline, parse};
use super::canon::{PACK_KEYS, RULE_KEYS, part, rank};
use super::value::{key_text, shown};

/// The pack's text in the one layout: `[pack]`, `[defaults]`, `[vocab]`, then rules and tests in their order; in
/// each, keys in the order of the schema, the `=` of each of a rule's three parts below each other; one blank line
/// between tables. What stands inside quotes is not touched, and what the pack means stays the same.
///
/// # Errors
/// No TOML, a rule whose tables do not stand together, or a text that would not mean the same.
pub fn format_pack(text: &str) -> Result<String, EditError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let document = parse(text)?;
    let all = blocks(text, &document);
    let mut sections = sections(text, &all)?;
    let head = head(&mut sections);
    sections.sort_by_key(|section| section.rank);
    let mut lines: Vec<String> = head.into_iter().skip_while(String::is_empty).collect();
    for section in &sections {
        // Between what stands above and the table; its own comments may stand right above it.
        let above = section.above.iter().skip_while(|line| line.is_empty());
        break_before(&mut lines);
        lines.extend(above.cloned());
        lines.extend(section.body.iter().cloned());
    }
    let end = all.iter().map(|block| block.end).max().unwrap_or(0);
    let behind = comment_lines(&text[end..]);
    if behind.iter().any(|line| !line.is_empty()) {
        if behind.first().is_some_and(String::is_empty) {
            break_before(&mut lines);
        }
        lines.extend(behind.into_iter().skip_while(String::is_empty));
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    let end = newline(text);
    let formatted = lines.iter().fold(String::new(), |formatted, line| formatted + line + end);
    if means_the_same(text, &formatted) { Ok(formatted) } else { Err(EditError::Unsure) }
}

/// A table with the tables below it.
struct Section {
    /// Where it stands among the others.
    rank: usize,
    /// The comments above it, without blank lines at the end, where its header would follow.
    above: Vec<String>,
    body: Vec<String>,
}

/// The sections as they stand.
fn sections(text: &str, all: &[Block<'_>]) -> Result<Vec<Section>, EditError> {
    let mut sections: Vec<Section> = Vec::new();
    let mut names: Vec<&str> = Vec::new();
    let mut above_starts = 0;
    for block in all {
        let name = block.path.first().copied().unwrap_or("");
        let above = comment_lines(&text[above_starts..block.header.start.max(above_starts)]);
        let is_sub = block.path.len() > 1;
        if is_sub && names.last() != Some(&name) {
            return Err(EditError::Split(block.path.join(".")));
        }
        let body = body(text, block);
        match sections.last_mut().filter(|_| is_sub) {
            Some(section) => {
                section.body.push(String::new());
                section.body.extend(above.into_iter().skip_while(String::is_empty));
                section.body.extend(body);
            }
            None if block.path.is_empty() && body.is_empty() => {}
            None => {
                let rank = ["", "pack", "defaults", "vocab"].iter().position(|known| *known == name);
                names.push(name);
                sections.push(Section { rank: rank.unwrap_or(4), above, body });
            }
        }
        above_starts = above_starts.max(block.end);
    }
    Ok(sections)
}

/// Takes what the file begins with from the first section, if another one will stand first: the schema's line, and
/// comments with a blank line below.
fn head(sections: &mut [Section]) -> Vec<String> {
    let first = sections.iter().map(|section| section.rank).min();
    match sections.first_mut() {
        Some(section) if Some(section.rank) != first => {
            let until = section.above.iter().rposition(String::is_empty);
            let directives = section.above.iter().take_while(|line| line.starts_with("#:")).count();
            section.above.drain(..until.map_or(directives, |at| at + 1)).collect()
        }
        _ => Vec::new(),
    }
}

/// One blank line, unless nothing stands above.
fn break_before(lines: &mut Vec<String>) {
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    // The line that names the schema belongs to whatever comes first.
    if lines.iter().any(|line| !line.starts_with("#:")) {
        lines.push(String::new());
    }
}

/// Lines of comments without blanks at their ends, and never two blank lines.
fn comment_lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines().map(str::trim) {
        if !line.is_empty() || lines.last().is_none_or(|last| !last.is_empty()) {
            lines.push(line.to_owned());
        }
    }
    lines
}

/// An entry of a table, as it will stand.
struct Entry<'d> {
    key: String,
    name: &'d str,
    /// The lines above it that are comments.
    above: Vec<String>,
    value: String,
    /// The comment behind it, with the blank before it.
    behind: String,
}

fn body(text: &str, block: &Block<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    let mut from = block.header.end;
    if !block.path.is_empty() {
        let end = line_end(text, from);
        lines.push(format!("{}{}", text[block.header.clone()].trim(), comment(&text[from..end])));
        from = end;
    }
    let mut entries = entries(text, block, from);
    let ordered: &[&str] = match block.path[..] {
        ["pack"] => &PACK_KEYS,
        ["defaults"] => &RULE_KEYS,
        _ if block.is_rule() => &RULE_KEYS,
        _ => &[],
    };
    if ordered.is_empty() {
        lines.extend(aligned(&entries, false));
        return lines;
    }
    entries.sort_by_key(|entry| rank(ordered, entry.name));
    let part = |entry: &Entry<'_>| if block.is_rule() { part(entry.name) } else { 0 };
    for group in entries.chunk_by(|one, other| part(one) == part(other)) {
        lines.extend(aligned(group, true));
    }
    lines
}

/// The entries of a table in the order in which they stand.
fn entries<'d>(text: &str, block: &Block<'d>, mut from: usize) -> Vec<Entry<'d>> {
    let mut found: Vec<(Vec<&toml_edit::Key>, &Value)> = block.table.get_values();
    found.sort_by_key(|(_, value)| value.span().map(|span| span.start));
    let mut entries = Vec::with_capacity(found.len());
    for (keys, value) in found {
        let span = value.span().unwrap_or(from..from);
        let start = keys.first().and_then(|key| key.span()).map_or(span.start, |span| span.start);
        let end = line_end(text, span.end);
        entries.push(Entry {
            key: keys.iter().map(|key| key_text(text, key)).collect::<Vec<_>>().join("."),
            name: keys.first().map_or("", |key| key.get()),
            above: comment_lines(&text[from.min(start)..start]),
            value: shown(text, value, 0),
            behind: comment(&text[span.end..end]),
        });
        from = end;
    }
    entries
}

/// A comment behind something, with a blank before it; empty where there is none.
fn comment(rest: &str) -> String {
    let rest = rest.trim();
    if rest.is_empty() { String::new() } else { format!(" {rest}") }
}

/// Entries with their `=` below each other. Blank lines among them stay where `dense` does not forbid it.
fn aligned(entries: &[Entry<'_>], dense: bool) -> Vec<String> {
    let width = entries.iter().map(|entry| entry.key.chars().count()).max().unwrap_or(0);
    let mut lines = Vec::new();
    for (place, entry) in entries.iter().enumerate() {
        let stays = |line: &&String| !line.is_empty() || (!dense && place > 0);
        lines.extend(entry.above.iter().filter(stays).cloned());
        lines.push(format!("{:<width$} = {}{}", entry.key, entry.value, entry.behind));
    }
    lines
}

/// Whether two texts are the same tables and values, arrays in the same order.
fn means_the_same(one: &str, other: &str) -> bool {
    let read = |text: &str| text.parse::<toml::Table>().ok();
    read(one).is_some_and(|one| read(other) == Some(one))
}

#[cfg(test)]
mod tests;
