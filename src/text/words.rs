//! The words of a text as they are compared: case, quotes, dashes and invisible characters folded away.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;

use super::simple::Simple;
use super::{Case, Form, Mapped, Span, fold, normalize, normalize_mapped};

/// Calls `each` with every word of `text` in order, ready for comparison.
///
/// Words are those of UAX 29 (rules WB1 to WB999) that hold a letter or a digit, so `U.S`, `1,250.5` and
/// `don't` are one word each and a hyphen or dash parts two. Scripts that write no spaces (Han, Kana,
/// Thai, Lao, Khmer, Myanmar) come as overlapping pairs of characters (grapheme clusters). Upper and
/// lower case, curly and straight quotes, and the dotted and dotless `i` are alike.
pub fn words(text: &str, mut each: impl FnMut(&str)) {
    let text = text.to_ascii_lowercase();
    if text.is_ascii() {
        return ascii_words(&text, &mut |span| each(span.of(&text)));
    }
    let mut simple = Simple::default();
    for piece in text.split_ascii_whitespace() {
        if piece.is_ascii() {
            ascii_words(piece, &mut |span| each(span.of(piece)));
        } else if simple.fold(piece) {
            simple.words(&mut |span| each(span.of(&simple.text)));
        } else {
            let plain = plain(normalize(piece, Form::default()));
            plain_words(&plain, &mut |span| each(span.of(&plain)));
        }
    }
}

/// [`words`], each with the bytes of `text` it stands on.
///
/// Starts and ends rise from word to word, and the part of `text` from the start of one word to the end of
/// another has the words between them and no others. Only where a mark has no letter of its script to stand
/// on may such a part, read alone, have other words.
pub fn word_spans(text: &str, mut each: impl FnMut(&str, Span)) {
    let lower = text.to_ascii_lowercase();
    let mut at = 0;
    for piece in lower.split(|c: char| c.is_ascii_whitespace()) {
        let from = at;
        at += piece.len() + 1;
        if piece.is_ascii() {
            ascii_words(piece, &mut |span| {
                each(span.of(piece), Span::new(from + span.start, from + span.end));
            });
            continue;
        }
        let mapped = normalize_mapped(piece, Form::default());
        let (plain, back) = plain_mapped(&mapped);
        plain_words(&plain, &mut |span| {
            let start = back[span.start];
            each(span.of(&plain), Span::new(from + start, from + back[span.end].max(start)));
        });
    }
}

/// What UAX 29 calls a character that no other changes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Letter,
    Digit,
    /// `_`, which joins both.
    Joiner,
    /// Joins two letters: `:`.
    MidLetter,
    /// Joins two digits: `,` and `;`.
    MidNumber,
    /// Joins two letters or two digits: `.` and `'`.
    Mid,
    Other,
}

/// By byte; those of other characters are [`Kind::Other`].
pub(super) const KINDS: [Kind; 256] = {
    let mut kinds = [Kind::Other; 256];
    let mut byte = 0;
    while byte < 128 {
        kinds[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => Kind::Letter,
            b'0'..=b'9' => Kind::Digit,
            b'_' => Kind::Joiner,
            b':' => Kind::MidLetter,
            b',' | b';' => Kind::MidNumber,
            b'.' | b'\'' => Kind::Mid,
            _ => Kind::Other,
        };
        byte += 1;
    }
    kinds
};

/// The words of ASCII text without a look at any table but the one above.
fn ascii_words(text: &str, each: &mut impl FnMut(Span)) {
    let bytes = text.as_bytes();
    let kind = |at: usize| bytes.get(at).map_or(Kind::Other, |&byte| KINDS[byte as usize]);
    words_of_kinds(bytes.len(), kind, |start, end| each(Span::new(start, end)));
}

/// The words of so many characters, by what they are; behind the end they are [`Kind::Other`].
pub(super) fn words_of_kinds(
    length: usize,
    kind: impl Fn(usize) -> Kind,
    mut each: impl FnMut(usize, usize),
) {
    let mut at = 0;
    while at < length {
        let start = at;
        let mut alphanumeric = false;
        loop {
            match kind(at) {
                Kind::Letter | Kind::Digit => alphanumeric = true,
                Kind::Joiner => {}
                mid if at > start && joins(kind(at - 1), mid, kind(at + 1)) => {}
                _ => break,
            }
            at += 1;
        }
        if alphanumeric {
            each(start, at);
        }
        at = at.max(start + 1);
    }
}

/// WB6, WB7, WB11 and WB12.
fn joins(before: Kind, mid: Kind, after: Kind) -> bool {
    let between = |kind| before == kind && after == kind;
    match mid {
        Kind::Mid => between(Kind::Letter) || between(Kind::Digit),
        Kind::MidLetter => between(Kind::Letter),
        Kind::MidNumber => between(Kind::Digit),
        _ => false,
    }
}

/// A normal form with typography and letter case folded away.
pub(super) fn plain(normal: Cow<'_, str>) -> Cow<'_, str> {
    let alike = match normal.chars().any(|c| alike(c) != c) {
        true => Cow::Owned(normal.chars().map(alike).collect()),
        false => normal,
    };
    match fold(&alike, Case::Fold) {
        Cow::Borrowed(_) => alike,
        Cow::Owned(folded) => Cow::Owned(folded),
    }
}

/// [`plain`], and for each of its bytes, and one past its end, the byte it came from.
fn plain_mapped<'a>(mapped: &'a Mapped<'_>) -> (Cow<'a, str>, Vec<usize>) {
    let plain = plain(Cow::Borrowed(&mapped.text));
    let mut back = Vec::with_capacity(plain.len() + 1);
    // Folding makes one character of one.
    for ((at, _), c) in mapped.text.char_indices().zip(plain.chars()) {
        back.extend(std::iter::repeat_n(mapped.original(at), c.len_utf8()));
    }
    back.push(mapped.original(mapped.text.len()));
    (plain, back)
}

/// The words of a text that is folded.
pub(super) fn plain_words(plain: &str, each: &mut impl FnMut(Span)) {
    if plain.is_ascii() {
        return ascii_words(plain, each);
    }
    let mut at = 0;
    while at < plain.len() {
        let rest = &plain[at..];
        let spaced = rest.find(is_unspaced).unwrap_or(rest.len());
        let words = rest[..spaced].unicode_word_indices();
        words.for_each(|(start, word)| each(Span::new(at + start, at + start + word.len())));
        at += spaced;
        let run = &plain[at..];
        let unspaced = run.find(|c| !is_unspaced(c)).unwrap_or(run.len());
        pairs(&run[..unspaced], &mut |span| each(Span::new(at + span.start, at + span.end)));
        at += unspaced;
    }
}

/// Overlapping pairs of characters; a character alone is its own word.
fn pairs(run: &str, each: &mut impl FnMut(Span)) {
    let mut starts: Vec<usize> = run.grapheme_indices(true).map(|(at, _)| at).collect();
    starts.push(run.len());
    match starts.len() {
        1 => {}
        2 => each(Span::new(0, run.len())),
        _ => starts.windows(3).for_each(|three| each(Span::new(three[0], three[2]))),
    }
}

/// The character that stands for all that differ from it in typography alone.
pub(super) fn alike(c: char) -> char {
    match c {
        '‘' | '’' | '‚' | '‛' | 'ʼ' | '′' | '＇' => '\'',
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' => '"',
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => '-',
        // Turkish and Azeri upper case has come out of ASCII lower-casing with the wrong dot.
        'İ' | 'ı' => 'i',
        c => c,
    }
}

/// Letters and marks of scripts that write words without spaces (Unicode 16, Scripts.txt, by block).
fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{e01}'..='\u{e3a}' | '\u{e40}'..='\u{e4e}'       // Thai
        | '\u{e81}'..='\u{ece}' | '\u{edc}'..='\u{edf}'     // Lao
        | '\u{1000}'..='\u{103f}' | '\u{1050}'..='\u{108f}' // Myanmar
        | '\u{a9e0}'..='\u{a9ef}' | '\u{aa60}'..='\u{aa7f}'
        | '\u{1780}'..='\u{17d3}' | '\u{17dc}'..='\u{17dd}' // Khmer
        | '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' // Han
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}'
        | '\u{3041}'..='\u{309f}' | '\u{30a1}'..='\u{30fa}' // Kana
        | '\u{30fc}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        words(text, |word| found.push(word.to_owned()));
        found
    }

    #[test]
    fn words_are_those_a_reader_sees() {
        assert_eq!(
            of("Don't panic: U.S. sales rose 1,250.5%!"),
            ["don't", "panic", "u.s", "sales", "rose", "1,250.5"]
        );
        assert_eq!(of("well-known — «Élan»"), ["well", "known", "élan"]);
        assert_eq!(of("Он сказал: «Нет»."), ["он", "сказал", "нет"]);
        assert!(of(" \n—…!?").is_empty());
    }

    #[test]
    fn typography_and_case_do_not_matter() {
        assert_eq!(of("“Don’t”—he said – ‘now’"), of("\"don't\"-HE SAID - 'NOW'"));
        assert_eq!(of("cafe\u{301} co\u{ad}operate\u{200b}"), of("CAFÉ cooperate"));
        assert_eq!(of("İSTANBUL'DA IŞIK"), of("istanbul’da ışık"));
        assert_eq!(of("ΛΌΓΟΣ"), of("λόγος"));
        assert_eq!(of("ten\u{a0}men"), ["ten", "men"]);
    }

    #[test]
    fn scripts_without_spaces_come_in_pairs_of_characters() {
        assert_eq!(of("新华社北京3月电"), ["新华", "华社", "社北", "北京", "3", "月电"]);
        assert_eq!(of("日"), ["日"]);
        assert_eq!(of("ที่นี่"), ["ที่นี่"], "two clusters, each with its marks");
        assert_eq!(of("서울 시장"), ["서울", "시장"], "Korean writes spaces");
    }

    fn spans_of(text: &str) -> (Vec<String>, Vec<Span>) {
        let (mut found, mut spans) = (Vec::new(), Vec::new());
        word_spans(text, |word, span| {
            found.push(word.to_owned());
            spans.push(span);
        });
        (found, spans)
    }

    #[test]
    fn spans_are_bytes_of_the_text_as_it_stands() {
        for (text, expected) in [
            ("“Don’t”—he SAID: U.S. 1,250.5%", vec!["Don’t", "he", "SAID", "U.S", "1,250.5"]),
            ("a cafe\u{301}, co\u{ad}op\u{200b}.", vec!["a", "cafe\u{301}", "co\u{ad}op\u{200b}"]),
            ("İSTANBUL\u{a0}ẞ\n один—и\u{306}од", vec!["İSTANBUL", "ẞ", "один", "и\u{306}од"]),
            ("新华社 3月", vec!["新华", "华社", "3", "月"]),
            ("か\u{3099}くせい", vec!["か\u{3099}く", "くせ", "せい"]),
        ] {
            let (_, spans) = spans_of(text);
            assert_eq!(spans.iter().map(|span| span.of(text)).collect::<Vec<_>>(), expected);
        }
    }

    /// All kinds of what folding shortens, lengthens, drops, composes and cuts.
    const MIXED: &str = "[a-cIS .,'’“—\n\u{a0}\u{ad}\u{200b}é\u{301}\u{306}иБßẞİıſK3\u{fb01}\u{1100}\u{1161}\u{11a8}한新华か\u{3099}ก\u{e34}\u{feff}😀]{0,30}";

    proptest! {
        #[test]
        fn spans_have_the_words_of_the_text(text in MIXED) {
            let (found, spans) = spans_of(&text);
            prop_assert_eq!(&found, &of(&text));
            prop_assert!(spans.is_sorted_by(|a, b| a.start <= b.start && a.end <= b.end));
            for span in &spans {
                prop_assert!(text.get(span.start..span.end).is_some());
            }
        }

        #[test]
        fn what_stands_between_two_words_has_them_and_those_between(
            // Each mark behind a letter that it can stand on.
            text in "([a-cIS .,'’“—\n\u{a0}éиБßẞİıſK3\u{fb01}😀\u{ad}\u{200b}]|[aeu]\u{301}|и\u{306}|\u{1100}\u{1161}|한|新|华|か\u{3099}|ก\u{e34}|ก){0,30}",
            from in 0usize..30,
            many in 1usize..30,
        ) {
            let (found, spans) = spans_of(&text);
            if from < spans.len() {
                let to = (from + many).min(spans.len());
                let part = &text[spans[from].start..spans[to - 1].end];
                prop_assert_eq!(of(part), &found[from..to]);
            }
        }

        #[test]
        fn the_ascii_path_agrees_with_uax_29(text in "[a-zA-Z0-9_.,:;' \"\\-\\n!\\t$%]{0,40}") {
            let lower = text.to_ascii_lowercase();
            let expected: Vec<&str> = lower.unicode_words().collect();
            prop_assert_eq!(of(&text), expected);
        }

        #[test]
        fn cutting_at_white_space_changes_no_word(text in "[a-cé.'’ \\n0-9,Б\u{301}-]{0,30}") {
            let folded = fold(&normalize(&text, Form::default()), Case::Fold).replace('’', "'");
            let expected: Vec<&str> = folded.unicode_words().collect();
            prop_assert_eq!(of(&text), expected);
        }
    }
}
