//! Text as a string of TOML.

use crate::text::is_hidden;

/// A string of TOML on one line: as it is where it can be, so that expressions have no escapes; what cannot be
/// seen is written out.
pub fn toml_string(text: &str) -> String {
    if !text.chars().any(is_hidden) {
        return toml::Value::from(text).to_string();
    }
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            c if is_hidden(c) && u32::from(c) > 0xffff => {
                quoted.push_str(&format!("\\U{:08X}", u32::from(c)));
            }
            c if is_hidden(c) => quoted.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_string_means_what_was_given_and_hides_nothing() {
        for text in [
            "",
            "a\"b\\c",
            r"\d+ views",
            "it's",
            "x\ny\tz",
            "\u{1}\u{7f}\u{85}",
            "'''\"\"\"",
            "二",
            "\u{200e}a\u{e0041}",
        ] {
            let quoted = toml_string(text);
            assert!(!quoted.chars().any(is_hidden), "{quoted}");
            let table: toml::Table = format!("x = {quoted}").parse().unwrap();
            assert_eq!(table["x"].as_str(), Some(text), "{quoted}");
        }
        assert_eq!(toml_string(r"\d+ views"), r"'\d+ views'");
    }
}
