//! Names in the lists of `[pack]`: what a pack extends, and what it switches off.

use toml_edit::Value;

use super::blocks::{blocks, parse};
use super::{EditError, key_line, replaced};

/// Adds a name to the list `key` of `[pack]` (`extends` or `disable`), if it is not in it.
pub fn add_to_pack(text: &str, key: &str, name: &str) -> Result<String, EditError> {
    let document = parse(text)?;
    let blocks = blocks(text, &document);
    let Some(pack) = blocks.iter().find(|block| block.path == ["pack"]) else {
        return Err(EditError::NotRules("the file has no [pack]".to_owned()));
    };
    let quoted = Value::from(name).to_string();
    let Some(list) = pack.value(key) else {
        let (at, line) = key_line(text, pack, key, &format!("[{quoted}]"));
        return Ok(replaced(text, at..at, &line));
    };
    let (Some(names), Some(span)) = (list.as_array(), list.span()) else {
        return Err(EditError::NotRules(format!("`{key}` of [pack] is no list")));
    };
    if names.iter().any(|known| known.as_str() == Some(name)) {
        return Ok(text.to_owned());
    }
    Ok(match names.iter().filter_map(Value::span).map(|span| span.end).max() {
        Some(last) => replaced(text, last..last, &format!(", {quoted}")),
        None => replaced(text, span, &format!("[{quoted}]")),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_name_is_added_once_and_the_rest_stays() {
        let cases = [
            (
                "[pack]\nname = \"a\" # mine\n\n[[rule]]\n",
                "[pack]\nname = \"a\" # mine\ndisable = [\"x/*\"]\n\n[[rule]]\n",
            ),
            ("[pack]\ndisable = []\nname = \"a\"", "[pack]\ndisable = [\"x/*\"]\nname = \"a\""),
            ("[pack]\ndisable = [ 'b', # why\n]\n", "[pack]\ndisable = [ 'b', \"x/*\", # why\n]\n"),
            ("[pack]\ndisable = [\"x/*\"]\n", "[pack]\ndisable = [\"x/*\"]\n"),
        ];
        for (text, expected) in cases {
            assert_eq!(add_to_pack(text, "disable", "x/*").unwrap(), expected);
        }
        assert!(add_to_pack("[[rule]]\n", "disable", "x").is_err());
        assert!(add_to_pack("[pack]\ndisable = 'x'\n", "disable", "y").is_err());
    }
}
