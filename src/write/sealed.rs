//! JSON objects whose last line is a checksum of the bytes before it.

use serde_json::{Map, Value};

use crate::text::hash128;

/// The name of the last field; the fields are sorted, and it sorts behind the others.
const CHECKSUM: &str = "xxh3_128";

/// Prints the object with sorted keys, one field a line, and a line with the checksum.
pub(super) fn seal(fields: &Map<String, Value>) -> String {
    let body = format!("{:#}", Value::Object(fields.clone()));
    let head = match body.strip_suffix("\n}") {
        Some(head) => format!("{head},\n"),
        None => "{\n".to_owned(),
    };
    let tail = checksum_line(&head);
    head + &tail
}

/// Reads what [`seal`] printed; any change of any byte is an error.
pub(super) fn unseal(bytes: &[u8]) -> Result<Map<String, Value>, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| format!("is not UTF-8: {error}"))?;
    let start = text.rfind(&format!("  \"{CHECKSUM}\"")).ok_or("has no checksum in its last line")?;
    let (head, tail) = text.split_at(start);
    if tail != checksum_line(head) {
        return Err("does not fit its own checksum: it has been changed or cut short".to_owned());
    }
    let mut fields: Map<String, Value> =
        serde_json::from_str(text).map_err(|error| format!("is not a JSON object: {error}"))?;
    fields.remove(CHECKSUM);
    Ok(fields)
}

fn checksum_line(head: &str) -> String {
    format!("  \"{CHECKSUM}\": \"{:032x}\"\n}}\n", hash128(head.as_bytes()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn any_flipped_bit_and_any_cut_is_found() {
        let fields: Map<String, Value> =
            serde_json::from_str(r#"{"z": {"b": [1, "ü"], "a": null}, "a": "x"}"#).unwrap();
        let text = seal(&fields);
        assert_eq!(unseal(text.as_bytes()).unwrap(), fields);
        assert!(text.find("\"a\"").unwrap() < text.find("\"z\"").unwrap(), "sorted");
        for at in 0..text.len() {
            assert!(unseal(&text.as_bytes()[..at]).is_err(), "cut at {at}");
            for bit in 0..8 {
                let mut damaged = text.clone().into_bytes();
                damaged[at] ^= 1 << bit;
                assert!(unseal(&damaged).is_err(), "bit {bit} of byte {at}");
            }
        }
        assert!(unseal(format!("{text}\n").as_bytes()).is_err());
    }

    #[test]
    fn an_object_without_fields_is_sealed_too() {
        assert!(unseal(seal(&Map::new()).as_bytes()).unwrap().is_empty());
    }
}
