//! Names and values in queries and forms, as browsers encode them.

use std::fmt::Write;

/// Decoded pairs in the order of the query.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pairs(pub Vec<(String, String)>);

impl Pairs {
    /// Decodes `application/x-www-form-urlencoded`. What is no UTF-8 becomes U+FFFD; a line end is `\n`,
    /// as it was before the form was sent.
    pub fn parse(encoded: &str) -> Pairs {
        let pair = |part: &str| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            (decode(name), decode(value).replace("\r\n", "\n"))
        };
        Pairs(encoded.split('&').filter(|part| !part.is_empty()).map(pair).collect())
    }

    /// The first value of a name; `None` where it is missing or blank.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.trim().is_empty())
    }

    /// The first value of a name as a number.
    pub fn number(&self, name: &str) -> Option<usize> {
        self.get(name)?.parse().ok()
    }

    /// The same pairs with one set, or taken out.
    #[must_use]
    pub fn with(&self, name: &str, value: Option<&str>) -> Pairs {
        let mut pairs = self.clone();
        pairs.0.retain(|(known, _)| known != name);
        pairs.0.extend(value.map(|value| (name.to_owned(), value.to_owned())));
        pairs
    }

    /// Encoded, with `path` and a question mark before them where there are any.
    pub fn after(&self, path: &str) -> String {
        let mut target = path.to_owned();
        for (number, (name, value)) in self.0.iter().enumerate() {
            let between = if number == 0 { '?' } else { '&' };
            // Writing to a string does not fail.
            let _ = write!(target, "{between}{}={}", encode(name), encode(value));
        }
        target
    }
}

/// A link to `path` with these names and values.
pub(super) fn link(path: &str, pairs: &[(&str, &str)]) -> String {
    Pairs(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()).after(path)
}

fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => encoded.push(byte.into()),
            byte => {
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        match (byte, hex.and_then(|pair| u8::from_str_radix(pair, 16).ok())) {
            (b'%', Some(decoded)) => {
                bytes.push(decoded);
                rest = &after[2..];
                continue;
            }
            (b'+', _) => bytes.push(b' '),
            _ => bytes.push(byte),
        }
        rest = after;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn odd_encodings_are_taken_as_they_stand() {
        let pairs = Pairs::parse("a=1%&&b=%zz+x&c&d=%C3%A9%ff&e=x%0D%0Ay");
        let get = |name| pairs.get(name).map(str::to_owned);
        assert_eq!(get("a").as_deref(), Some("1%"));
        assert_eq!(get("b").as_deref(), Some("%zz x"));
        assert_eq!(get("c"), None);
        assert_eq!(get("d").as_deref(), Some("é\u{fffd}"));
        assert_eq!(get("e").as_deref(), Some("x\ny"));
    }

    proptest! {
        #[test]
        fn what_is_encoded_comes_back(values in proptest::collection::vec(("[^\r]*", "[^\r]*"), 0..5)) {
            let target = Pairs(values.clone()).after("/x");
            prop_assert!(target.bytes().all(|byte| byte.is_ascii_graphic()));
            let query = target.split_once('?').map_or("", |(_, query)| query);
            prop_assert_eq!(Pairs::parse(query).0, values);
        }
    }
}
