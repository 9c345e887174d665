//! Rules of one pack's text put into another: each means there what it meant here.

use toml_edit::{Item, Value};

use super::blocks::{Block, blocks, newline, parse};
use super::canon::{RULE_KEYS, rank};
use super::{EditError, ids, key_line};

/// The keys that a rule inherits from `[defaults]`, with what holds where they are not given. `case`, `action` and
/// `confidence` depend on the rule.
const INHERITED: [(&str, &str); 10] = [
    ("kind", "\"other\""),
    ("case", "\"fold\""),
    ("space", "\"norm\""),
    ("unicode", "\"nfc\""),
    ("classes", "\"ascii\""),
    ("max-len", "300"),
    ("severity", "\"drop\""),
    ("action", "\"drop\""),
    ("confidence", "\"high\""),
    ("scope", "{}"),
];

/// Adds the `[[rule]]`s and `[[keep]]`s of the pack in `toml` to the pack in `text`, behind its own, with the comments
/// that stand among them. What they inherited from `[defaults]` is written into them where the two packs differ.
/// Where `text` is empty, a pack of the given name begins.
///
/// Refuses an id that the pack has, and tables that are no rules, such as `[vocab]`.
pub fn add_rules(text: &str, pack_name: &str, toml: &str) -> Result<String, EditError> {
    let suggested = parse(toml)?;
    let suggested = blocks(toml, &suggested);
    let head = format!("[pack]\nformat = 1\nname = {}\n", Value::from(pack_name));
    let text = if text.trim().is_empty() { head.as_str() } else { text };
    let document = parse(text)?;
    let known = blocks(text, &document);
    let rules = tail(toml, &suggested)?;
    for (place, id) in ids(&suggested).enumerate() {
        if ids(&known).any(|other| other == id) || ids(&suggested).skip(place + 1).any(|other| other == id) {
            return Err(EditError::Exists(id.to_owned()));
        }
    }
    let rules = restated(rules, &defaults(toml, &suggested), &defaults(text, &known))?;
    let end = newline(text);
    let rules = rules.replace("\r\n", "\n").replace('\n', end);
    Ok(format!("{}{end}{end}{}{end}", text.trim_end(), rules.trim()))
}

/// The rules as they are written, from the comment above the first to the end.
fn tail<'t>(toml: &'t str, suggested: &[Block<'_>]) -> Result<&'t str, EditError> {
    let Some(first) = suggested.iter().position(Block::is_rule) else {
        return Err(EditError::NotRules("no [[rule]] to add".to_owned()));
    };
    let rules = |path: &[&str]| matches!(path, ["rule" | "keep", ..]);
    let head = |path: &[&str]| matches!(path, [] | ["pack" | "defaults", ..]);
    let (above, below) = suggested.split_at(first);
    let stray = above.iter().find(|block| !head(&block.path));
    if let Some(stray) = stray.or_else(|| below.iter().find(|block| !rules(&block.path))) {
        let what = format!("[{}] cannot be added with rules", stray.path.join("."));
        return Err(EditError::NotRules(format!("{what}\nhint: put it into the pack by hand, above them")));
    }
    Ok(&toml[above.iter().map(|block| block.end).max().unwrap_or(0)..])
}

/// What a pack's `[defaults]` say, as written.
fn defaults<'b>(text: &str, blocks: &'b [Block<'_>]) -> Vec<(&'b str, String)> {
    let table = blocks.iter().find(|block| block.path == ["defaults"]);
    let entries = table.into_iter().flat_map(|block| block.table.iter());
    let written = |item: &Item| match (item.as_value().and_then(Value::span), item.clone().into_value()) {
        (Some(span), _) => text[span].to_owned(),
        // `[defaults.scope]` becomes an inline table.
        (None, Ok(value)) => value.decorated("", "").to_string(),
        (None, Err(_)) => String::new(),
    };
    entries.map(|(key, item)| (key, written(item))).collect()
}

/// The rules with what they inherited at home written out, where it is not what they inherit now.
fn restated(rules: &str, home: &[(&str, String)], away: &[(&str, String)]) -> Result<String, EditError> {
    let given = |defaults: &[(&str, String)], key: &str| {
        defaults.iter().find(|(known, _)| *known == key).map(|(_, value)| value.clone())
    };
    let document = parse(rules)?;
    let mut lines: Vec<(usize, usize, String)> = Vec::new();
    for rule in blocks(rules, &document).iter().filter(|block| block.is_rule()) {
        for (key, usual) in INHERITED {
            let (home, away) = (given(home, key), given(away, key));
            if home != away && !rule.table.contains_key(key) {
                let value = home.or_else(|| usual_of(rule, key, usual)).unwrap_or_default();
                let (at, line) = key_line(rules, rule, key, &value);
                lines.push((at, rank(&RULE_KEYS, key), line));
            }
        }
    }
    lines.sort();
    let mut text = rules.to_owned();
    for (at, _, line) in lines.iter().rev() {
        text.insert_str(*at, line);
    }
    Ok(text)
}

/// What holds for a rule that neither says nor inherits it.
fn usual_of(rule: &Block<'_>, key: &str, usual: &str) -> Option<String> {
    let has = |key: &str| rule.table.contains_key(key);
    let by_place = ["list", "between", "edge", "repeat", "repeated"].into_iter().any(has);
    let value = match key {
        "action" if has("capture") => "\"capture-drop\"",
        "confidence" if by_place => "\"normal\"",
        "case" if is_turkic(rule) => "\"turkic\"",
        _ => usual,
    };
    Some(value.to_owned())
}

fn is_turkic(rule: &Block<'_>) -> bool {
    let lang = rule.table.get("scope").and_then(|scope| scope.get("lang"));
    let tags: Vec<&str> = match lang {
        Some(Item::Value(Value::Array(tags))) => tags.iter().filter_map(Value::as_str).collect(),
        Some(item) => item.as_str().into_iter().collect(),
        None => Vec::new(),
    };
    !tags.is_empty()
        && tags.iter().all(|tag| ["tr", "az"].contains(&tag.split(['-', '_']).next().unwrap_or(tag)))
}
