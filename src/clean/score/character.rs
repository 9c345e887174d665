//! What single characters do to the measure of their line.

use super::super::layout::is_space;
use crate::text::Paged;

/// What a character does to the measure of its line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    pub(super) role: Role,
    pub(super) columns: u8,
    pub(super) numeric: bool,
    pub(super) upper: bool,
    pub(super) lower: bool,
    /// In lower case; the first character of it, where there are several.
    pub(super) folded: char,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A letter or mark of a script without spaces.
    Spaceless,
    Word,
    /// Of a word, where it stands in one.
    Mark,
    Comma,
    /// Ends a sentence, whatever comes next.
    InnerEnd,
    /// Ends a sentence before a blank and a capital.
    End,
    Separator,
    Space,
    Sign,
}

/// Of every character.
pub(super) static SHAPES: Paged<Shape> = Paged::new(|c| Shape {
    role: role(c),
    columns: columns(c),
    numeric: c.is_numeric(),
    upper: c.is_uppercase(),
    lower: c.is_lowercase(),
    folded: c.to_lowercase().next().unwrap_or(c),
});

fn role(c: char) -> Role {
    match c {
        ',' | ';' | '،' | '؛' | '、' | '，' | '；' => Role::Comma,
        '。' | '！' | '？' => Role::InnerEnd,
        '.' | '!' | '?' | '؟' | '۔' | '।' | '…' => Role::End,
        '|' | '»' | '•' | '›' | '·' | '/' | '>' | '→' | '■' | '►' | '▼' | '▸' => {
            Role::Separator
        }
        _ if is_spaceless(c) && (c.is_alphabetic() || is_mark(c)) => Role::Spaceless,
        _ if c.is_alphanumeric() => Role::Word,
        _ if is_mark(c) => Role::Mark,
        _ if is_space(c) => Role::Space,
        _ => Role::Sign,
    }
}

fn columns(c: char) -> u8 {
    match u32::from(c) {
        0..0x2e80 => 1,
        0xac00..=0xd7a3 => 2,
        0x2e80..=0xfaff | 0xff00..=0xffef | 0x20000..=0x3ffff => 3,
        _ => 1,
    }
}

/// Thai, Lao, Tibetan, Myanmar, Khmer, Kana and Han.
pub(super) fn is_spaceless(c: char) -> bool {
    matches!(u32::from(c), 0xe00..=0xfff | 0x1000..=0x109f | 0x1780..=0x17ff | 0x3040..=0x30ff
        | 0x3400..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x3ffff)
}

/// Marks inside words: accents, Arabic and Hebrew points, Indic and Thai vowels, the Persian non-joiner.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{64b}'..='\u{65f}' | '\u{e31}'..='\u{e4e}' | '\u{200c}'
        | '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}')
}
