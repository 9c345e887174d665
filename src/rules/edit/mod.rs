//! Edits of a pack's text: what is not meant to change stays as it is, byte for byte, comments among it.
//!
//! Every edit takes a text and gives a text. A rule's text is what stands from its `[[rule]]` to the end of the
//! line of its last entry; comments above the header are not part of it.

mod add;
mod blocks;
mod canon;
mod format;
mod pack;
mod string;
mod value;

use std::ops::Range;

use toml_edit::{Item, Value};

use super::rule::Apply;
pub use add::add_rules;
use blocks::{Block, blocks, find_rule, line_end, line_start, newline, parse};
use canon::{PACK_KEYS, RULE_KEYS, rank};
pub use format::format_pack;
pub use pack::add_to_pack;
pub use string::toml_string;

/// Why a pack's text cannot be edited so. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EditError {
    /// The text is no TOML.
    Syntax {
        /// From 1.
        line: usize,
        /// In characters, from 1.
        column: usize,
        /// What is wrong.
        what: String,
    },
    /// No rule of this id stands in it.
    NoRule(String),
    /// A rule of this id stands in it already.
    Exists(String),
    /// The rule is written `rule = [{ … }]`, which has no text of its own.
    Inline(String),
    /// Tables of something else stand among those of the rule.
    Split(String),
    /// The text could not be laid out without a change of what it means.
    Unsure,
    /// The new text is not what it must be.
    NotRules(String),
}

impl std::fmt::Display for EditError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            EditError::Syntax { line, column, what } => {
                write!(f, "not TOML at line {line}, column {column}: {what}")
            }
            EditError::NoRule(id) => write!(f, "no rule `{id}` in the pack"),
            EditError::Exists(id) => {
                write!(f, "the pack has a rule `{id}` already\nhint: give the new one another id")
            }
            EditError::Inline(id) => {
                write!(f, "`{id}` is written as an inline table\nhint: write it as [[rule]]")
            }
            EditError::Split(id) => write!(
                f,
                "other tables stand among those of `{id}`\nhint: put its tables right below its [[rule]]"
            ),
            EditError::Unsure => f.write_str(
                "its layout cannot be changed without a change of what it means; nothing was done",
            ),
            EditError::NotRules(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for EditError {}

/// Sets what happens where a rule matches: `drop`, `mark` or `off` (the two kinds of capturing are `drop` here).
/// `drop` is what rules do anyway: the key goes, unless `[defaults]` says otherwise. `id` may have its pack's
/// name before it.
pub fn set_severity(text: &str, id: &str, apply: Apply) -> Result<String, EditError> {
    let document = parse(text)?;
    let blocks = blocks(text, &document);
    let main = find_rule(&blocks, bare(id))?.main;
    let wanted = match apply {
        Apply::Mark => "mark",
        Apply::Off => "off",
        Apply::Drop | Apply::CaptureDrop | Apply::CaptureKeep => "drop",
    };
    let defaults = blocks.iter().find(|block| block.path == ["defaults"]);
    let inherited = defaults.and_then(|block| block.string("severity")).unwrap_or("drop");
    let found = main.value("severity").and_then(Value::span);
    Ok(match found {
        Some(_) if wanted == "drop" && inherited == "drop" => without_key(text, main, "severity"),
        Some(span) => replaced(text, span, &format!("\"{wanted}\"")),
        None if wanted == inherited => text.to_owned(),
        None => {
            let (at, line) = key_line(text, main, "severity", &format!("\"{wanted}\""));
            replaced(text, at..at, &line)
        }
    })
}

/// Puts one `[[rule]]` or `[[keep]]` in the place of a rule. Its id may be another one, if no rule has it.
pub fn replace_rule(text: &str, id: &str, rule_toml: &str) -> Result<String, EditError> {
    let (document, new) = (parse(text)?, parse(rule_toml)?);
    let (old, new) = (blocks(text, &document), blocks(rule_toml, &new));
    let span = own_span(&old, bare(id))?;
    let rules: Vec<&Block<'_>> = new.iter().filter(|block| block.is_rule()).collect();
    let foreign = new.iter().any(|block| !matches!(block.path[..], [] | ["rule" | "keep", ..]));
    let [rule] = rules[..] else {
        return Err(EditError::NotRules(format!("one [[rule]] was wanted, found {}", rules.len())));
    };
    if foreign || new[0].end > 0 {
        return Err(EditError::NotRules("something stands beside the [[rule]]".to_owned()));
    }
    let Some(new_id) = rule.string("id") else {
        return Err(EditError::NotRules("the rule has no `id`".to_owned()));
    };
    if new_id != bare(id) && ids(&old).any(|known| known == new_id) {
        return Err(EditError::Exists(new_id.to_owned()));
    }
    let end = if text[span.clone()].ends_with('\n') { newline(text) } else { "" };
    Ok(replaced(text, span, &format!("{}{end}", rule_toml.trim_end())))
}

/// The text of one rule, from its header to the end of its last line; `None` where there is none of this id, or
/// it does not stand in one piece.
pub fn rule_text<'t>(text: &'t str, id: &str) -> Option<&'t str> {
    let document = parse(text).ok()?;
    let span = own_span(&blocks(text, &document), bare(id)).ok()?;
    Some(&text[span])
}

/// The bytes of a rule that stands in one piece.
fn own_span(blocks: &[Block<'_>], id: &str) -> Result<Range<usize>, EditError> {
    let found = find_rule(blocks, id)?;
    if found.is_split {
        return Err(EditError::Split(id.to_owned()));
    }
    Ok(found.main.header.start..found.end)
}

/// The ids of all rules.
fn ids<'b>(blocks: &'b [Block<'_>]) -> impl Iterator<Item = &'b str> {
    let inline = blocks.iter().filter(|block| block.path.is_empty()).flat_map(|root| {
        let arrays = ["rule", "keep"].into_iter().filter_map(|key| root.table.get(key)?.as_array());
        let tables = arrays.flatten().filter_map(Value::as_inline_table);
        tables.filter_map(|table| table.get("id").and_then(Value::as_str))
    });
    let own = blocks.iter().filter(|block| block.is_rule()).filter_map(|block| block.string("id"));
    own.chain(inline)
}

/// `closed` of `comments/closed`.
fn bare(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or(id)
}

fn replaced(text: &str, span: Range<usize>, with: &str) -> String {
    [&text[..span.start], with, &text[span.end..]].concat()
}

/// The text without the line of a key. A comment behind its value stays, on a line of its own.
fn without_key(text: &str, block: &Block<'_>, key: &str) -> String {
    let key_span = block.table.key(key).and_then(toml_edit::Key::span);
    let value_span = block.value(key).and_then(Value::span);
    let (Some(key_span), Some(value_span)) = (key_span, value_span) else {
        return text.to_owned();
    };
    let line = line_start(text, key_span.start)..line_end(text, value_span.end);
    let comment = text[value_span.end..line.end].trim_start_matches([' ', '\t']);
    replaced(text, line, if comment.starts_with('#') { comment } else { "" })
}

/// The line for a key and where to put it: its place by the order of keys, its `=` below that of the line above.
fn key_line(text: &str, block: &Block<'_>, key: &str, value: &str) -> (usize, String) {
    let keys: &[&str] = if block.path == ["pack"] { &PACK_KEYS } else { &RULE_KEYS };
    let own = rank(keys, key);
    let before = |(other, item): &(&str, &Item)| item.is_value() && rank(keys, other) < own;
    let last = block.table.iter().filter(before).max_by_key(|(other, _)| rank(keys, other));
    let neighbour = last.and_then(|(other, item)| Some((block.table.key(other)?, item.span()?)));
    let (at, width) = match neighbour {
        Some((key, span)) => (line_end(text, span.end), width_of(text, key)),
        None => (line_end(text, block.header.end), 0),
    };
    let break_before = if text[..at].ends_with('\n') { "" } else { newline(text) };
    (at, format!("{break_before}{key:<width$} = {value}{}", newline(text)))
}

/// The columns from a key's start to the blank before its `=`, where it is padded; else 0.
fn width_of(text: &str, key: &toml_edit::Key) -> usize {
    let span = key.span().unwrap_or(0..0);
    let behind = &text[span.end..];
    match behind.len() - behind.trim_start_matches(' ').len() {
        0 | 1 => 0,
        blanks => text[span].chars().count() + blanks - 1,
    }
}

#[cfg(test)]
mod tests;
