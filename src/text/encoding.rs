//! Text back to the bytes of its encoding.

use encoding_rs::Encoding;

/// `text` in the named encoding (WHATWG name, any case; UTF-32LE and UTF-32BE besides), after a byte
/// order mark if `bom`. `None` where the encoding is unknown, cannot hold the text, or has no mark.
pub fn encode(text: &str, encoding: &str, bom: bool) -> Option<Vec<u8>> {
    let marked = || bom.then_some('\u{feff}').into_iter().chain(text.chars());
    let units = || marked().flat_map(|c| c.encode_utf16(&mut [0; 2]).to_vec());
    match encoding.to_ascii_lowercase().as_str() {
        "utf-8" => Some(marked().collect::<String>().into_bytes()),
        "utf-16le" => Some(units().flat_map(u16::to_le_bytes).collect()),
        "utf-16be" => Some(units().flat_map(u16::to_be_bytes).collect()),
        "utf-32le" => Some(marked().flat_map(|c| u32::from(c).to_le_bytes()).collect()),
        "utf-32be" => Some(marked().flat_map(|c| u32::from(c).to_be_bytes()).collect()),
        _ if bom => None,
        name => {
            let encoding = Encoding::for_label(name.as_bytes())?;
            let (bytes, used, lost) = encoding.encode(text);
            (used == encoding && !lost).then(|| bytes.into_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_goes_back_to_its_bytes() {
        let cases: [(&str, &str, bool, Option<&[u8]>); 9] = [
            ("ü", "utf-8", false, Some(b"\xC3\xBC")),
            ("ü", "utf-8", true, Some(b"\xEF\xBB\xBF\xC3\xBC")),
            ("ü", "UTF-16LE", true, Some(b"\xFF\xFE\xFC\x00")),
            ("😀", "utf-16be", false, Some(b"\xD8\x3D\xDE\x00")),
            ("a", "utf-32le", true, Some(b"\xFF\xFE\0\0a\0\0\0")),
            ("ş", "windows-1254", false, Some(b"\xFE")),
            ("ж", "windows-1254", false, None),
            ("a", "windows-1251", true, None),
            ("a", "no-such", false, None),
        ];
        for (text, encoding, bom, expected) in cases {
            assert_eq!(
                encode(text, encoding, bom).as_deref(),
                expected,
                "{text} {encoding} {bom}"
            );
        }
    }
}
