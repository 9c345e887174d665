//! UTF-16 and UTF-32, which no crate of ours encodes: units of two or four bytes in either order.

/// How many bytes from the start decide whether a text is in UTF-16 or UTF-32.
pub const WIDE_PREFIX: usize = 4096;

/// An encoding in units of more than one byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wide {
    /// UTF-16, little-endian.
    Utf16Le,
    /// UTF-16, big-endian.
    Utf16Be,
    /// UTF-32, little-endian.
    Utf32Le,
    /// UTF-32, big-endian.
    Utf32Be,
}

/// What stands where a character should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Malformed {
    /// A surrogate without its partner.
    Surrogate(u16),
    /// A number beyond Unicode, or a unit that is cut off at the end.
    Unit,
}

impl Wide {
    /// UTF-32 first: its little-endian mark begins with that of UTF-16.
    const ALL: [Wide; 4] = [Wide::Utf32Le, Wide::Utf32Be, Wide::Utf16Le, Wide::Utf16Be];

    /// The encoding of that name: `utf-16le`, `utf-16be`, `utf-32le`, `utf-32be`.
    pub fn named(name: &str) -> Option<Wide> {
        Wide::ALL.into_iter().find(|wide| wide.name().eq_ignore_ascii_case(name))
    }

    /// Its name in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Wide::Utf16Le => "utf-16le",
            Wide::Utf16Be => "utf-16be",
            Wide::Utf32Le => "utf-32le",
            Wide::Utf32Be => "utf-32be",
        }
    }

    /// U+FEFF in this encoding.
    pub fn mark(self) -> &'static [u8] {
        match self {
            Wide::Utf16Le => b"\xFF\xFE",
            Wide::Utf16Be => b"\xFE\xFF",
            Wide::Utf32Le => b"\xFF\xFE\0\0",
            Wide::Utf32Be => b"\0\0\xFE\xFF",
        }
    }

    fn unit_bytes(self) -> usize {
        self.mark().len()
    }

    fn unit(self, bytes: &[u8]) -> Option<u32> {
        let unit = bytes.get(..self.unit_bytes())?;
        let join = |value: u32, byte: &u8| value << 8 | u32::from(*byte);
        Some(match self {
            Wide::Utf16Be | Wide::Utf32Be => unit.iter().fold(0, join),
            Wide::Utf16Le | Wide::Utf32Le => unit.iter().rev().fold(0, join),
        })
    }

    /// The bytes of `text`, after a byte order mark where one is asked for.
    pub fn encode(self, text: &str, byte_order_mark: bool) -> Vec<u8> {
        let mut bytes = Vec::with_capacity((text.len() + 1) * self.unit_bytes());
        if byte_order_mark {
            bytes.extend_from_slice(self.mark());
        }
        match self {
            Wide::Utf16Le => text.encode_utf16().for_each(|unit| bytes.extend(unit.to_le_bytes())),
            Wide::Utf16Be => text.encode_utf16().for_each(|unit| bytes.extend(unit.to_be_bytes())),
            Wide::Utf32Le => text.chars().for_each(|c| bytes.extend(u32::from(c).to_le_bytes())),
            Wide::Utf32Be => text.chars().for_each(|c| bytes.extend(u32::from(c).to_be_bytes())),
        }
        bytes
    }

    /// Appends the characters of `bytes` to `out` as UTF-8 and gives the number of bytes used up: all
    /// of them where `last`, else whole characters only. `malformed` writes what stands for the rest.
    pub fn decode(
        self,
        bytes: &[u8],
        last: bool,
        out: &mut Vec<u8>,
        mut malformed: impl FnMut(Malformed, &mut Vec<u8>),
    ) -> usize {
        let mut at = 0;
        while let Some(value) = self.unit(&bytes[at..]) {
            let next = at + self.unit_bytes();
            match (char::from_u32(value), u16::try_from(value)) {
                (Some(c), _) => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
                (None, Err(_)) => malformed(Malformed::Unit, out),
                (None, Ok(surrogate)) => match self.unit(&bytes[next..]) {
                    None if !last => return at,
                    low => {
                        if let Some(c) = low.and_then(|low| self.pair(value, low)) {
                            out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                            at = next + self.unit_bytes();
                            continue;
                        }
                        malformed(Malformed::Surrogate(surrogate), out);
                    }
                },
            }
            at = next;
        }
        if last && at < bytes.len() {
            malformed(Malformed::Unit, out);
            at = bytes.len();
        }
        at
    }

    /// The character of two surrogates. UTF-32 has none.
    fn pair(self, high: u32, low: u32) -> Option<char> {
        let is_pair = (0xD800..0xDC00).contains(&high) && (0xDC00..0xE000).contains(&low);
        let utf16 = self.unit_bytes() == 2;
        (utf16 && is_pair).then(|| char::from_u32(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)))?
    }

    fn is_clean(self, prefix: &[u8]) -> bool {
        let mut clean = true;
        self.decode(prefix, false, &mut Vec::new(), |_, _| clean = false);
        clean
    }
}

/// The encoding of a text that begins with `bytes`, where that is UTF-16 or UTF-32: by its byte order
/// mark, else by zero bytes. Looks at the first [`WIDE_PREFIX`] bytes only.
pub fn wide_encoding(bytes: &[u8]) -> Option<Wide> {
    let prefix = &bytes[..bytes.len().min(WIDE_PREFIX)];
    let whole = &prefix[..prefix.len() / 4 * 4];
    let marked = |wide: &Wide| {
        // FF FE 00 00 is also UTF-16 that begins with U+0000: the rest decides.
        prefix.starts_with(wide.mark()) && (wide.unit_bytes() == 2 || wide.is_clean(whole))
    };
    if let Some(wide) = Wide::ALL.into_iter().find(marked) {
        return Some(wide);
    }
    memchr::memchr(0, prefix)?;
    let is_utf32 = |wide: &Wide| {
        let units = whole.chunks_exact(4).filter_map(|unit| wide.unit(unit));
        whole.len() >= 8 && wide.is_clean(whole) && units.clone().any(|unit| unit != 0)
    };
    let utf32 = [Wide::Utf32Le, Wide::Utf32Be].into_iter().find(is_utf32);
    utf32.or_else(|| utf16_by_zeros(prefix))
}

/// Spaces and digits in UTF-16 leave zero bytes on one side of the pairs; one pair in fifty is enough.
/// Text that could as well be ASCII with zero bytes in it must have control characters (U+00xx to
/// U+1Fxx have them for a high byte) on that side in every second pair.
fn utf16_by_zeros(prefix: &[u8]) -> Option<Wide> {
    let pairs = prefix.len() / 2;
    let count =
        |side: usize, is: fn(&u8) -> bool| prefix.chunks_exact(2).filter(|pair| is(&pair[side])).count();
    let zeros = |side: usize| count(side, |byte| *byte == 0);
    let (wide, side) = if zeros(1) > zeros(0) { (Wide::Utf16Le, 1) } else { (Wide::Utf16Be, 0) };
    let enough = if prefix.is_ascii() {
        count(side, |byte| byte.is_ascii_control() && !byte.is_ascii_whitespace()) * 2 >= pairs
    } else {
        zeros(side) * 50 >= pairs
    };
    let one_sided = zeros(side) >= 2 && zeros(1 - side) * 4 <= zeros(side);
    (one_sided && enough && wide.is_clean(prefix)).then_some(wide)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_decode_like_the_whole() {
        let text = "a𝄞б\u{FFFD}🎉";
        for wide in Wide::ALL {
            let bytes = wide.encode(text, false);
            for size in 1..9 {
                let (mut out, mut rest) = (Vec::new(), Vec::new());
                for piece in bytes.chunks(size) {
                    rest.extend_from_slice(piece);
                    let used = wide.decode(&rest, false, &mut out, |_, _| panic!("all is well-formed"));
                    rest.drain(..used);
                }
                assert!(rest.is_empty());
                assert_eq!(out, text.as_bytes(), "{wide:?} in pieces of {size}");
            }
        }
    }

    #[test]
    fn each_malformed_place_is_told_once() {
        let told = |wide: Wide, bytes: &[u8]| {
            let mut told = Vec::new();
            wide.decode(bytes, true, &mut Vec::new(), |what, _| told.push(what));
            told
        };
        let (high, low) = (Malformed::Surrogate(0xD83D), Malformed::Surrogate(0xDE00));
        assert_eq!(told(Wide::Utf16Be, b"\xDE\x00\xD8\x3D"), [low, high]);
        assert_eq!(told(Wide::Utf16Be, b"\xD8\x3D\xD8\x3D\xDE\x00"), [high]);
        assert_eq!(told(Wide::Utf32Be, b"\0\0\xD8\x3D\0\0\xDE\0"), [high, low]);
        assert_eq!(told(Wide::Utf32Le, b"\0\0\x11\0\x61"), [Malformed::Unit, Malformed::Unit]);
    }
}
