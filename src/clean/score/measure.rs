//! What one line looks like, in counts.

use super::super::layout::is_space;
use super::character::{Role, SHAPES, Shape, is_spaceless};
use super::stop_words::is_stop_word;

/// Counts of one line.
#[derive(Debug, Clone, Default)]
pub(super) struct Measure {
    /// In columns: a character of a script that writes a word in one or two characters counts three.
    pub(super) width: i32,
    /// Two characters of a script without spaces count as one word.
    pub(super) words: i32,
    /// Words that begin with a letter that has a case.
    pub(super) cased: i32,
    /// Those of them that begin in upper case.
    pub(super) capped: i32,
    pub(super) letters: i32,
    pub(super) upper: i32,
    pub(super) digits: i32,
    pub(super) stops: i32,
    pub(super) commas: i32,
    pub(super) separators: i32,
    /// Sentence ends inside the line.
    pub(super) inner_ends: i32,
    /// How it ends, from "as a label" to "as a sentence": see [`end_class`].
    pub(super) end: i32,
    /// How it begins: see [`start_class`].
    pub(super) start: i32,
    /// Of the line with digits masked and case folded.
    pub(super) hash: u64,
    /// Its words, a range of the page's list.
    pub(super) word_range: (usize, usize),
}

/// A line of this class or a higher one ends as a sentence ends.
pub(super) const SENTENCE_END: i32 = 5;

/// A word of a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    pub(super) hash: u64,
    /// It is long enough, and no stop word: it tells what the line is about.
    pub(super) content: bool,
}

const SEED: u64 = 0x517c_c1b7_2722_0a95;

/// One step of a multiply-rotate hash. It never leaves the process, and collisions cost nothing.
fn step(hash: u64, c: char) -> u64 {
    (hash ^ u64::from(u32::from(c))).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23)
}

/// The hash by which a word in lower case is known.
pub(super) fn word_hash(word: &str) -> u64 {
    word.chars().fold(SEED, step)
}

/// Measures a line and appends its words to `words`.
pub(super) fn measure(line: &str, words: &mut Vec<Word>) -> Measure {
    let line = line.trim_matches(is_space);
    let from = words.len();
    let mut scan = Scan::new(words);
    if line.is_ascii() {
        scan.ascii(line.as_bytes());
    } else {
        line.chars().for_each(|c| scan.step(c));
    }
    scan.end_word();
    let Scan { mut measure, spaceless, .. } = scan;
    measure.words += spaceless / 2;
    measure.end = end_class(line);
    measure.start = start_class(line);
    measure.word_range = (from, words.len());
    measure
}

/// The width of a line, as [`measure`] has it.
pub(super) fn width(line: &str) -> i32 {
    let line = line.trim_matches(is_space);
    if line.is_ascii() {
        line.len() as i32
    } else {
        line.chars().map(|c| i32::from(SHAPES.get(c).columns)).sum()
    }
}

struct Scan<'a> {
    measure: Measure,
    words: &'a mut Vec<Word>,
    /// Hash and length of the word so far.
    word: u64,
    length: i32,
    /// The last two characters, where they are of a script without spaces.
    last: (Option<char>, Option<char>),
    /// Characters of such scripts.
    spaceless: i32,
    /// Whether a full stop stood before this word.
    after_end: bool,
}

impl<'a> Scan<'a> {
    fn new(words: &'a mut Vec<Word>) -> Scan<'a> {
        let measure = Measure { hash: SEED, ..Measure::default() };
        Scan { measure, words, word: SEED, length: 0, last: (None, None), spaceless: 0, after_end: false }
    }

    fn step(&mut self, c: char) {
        let shape = SHAPES.get(c);
        self.measure.width += i32::from(shape.columns);
        match shape.role {
            Role::Spaceless => {
                self.end_word();
                self.spaceless_letter(c);
            }
            Role::Word => self.word_character(shape),
            Role::Mark if self.length > 0 => self.word_character(shape),
            role => {
                self.end_word();
                self.last = (None, None);
                self.other(c, role);
            }
        }
    }

    /// The same as [`Scan::step`] for each character, a third of the instructions: nothing is decoded, no table of
    /// Unicode is asked, and a word is gone through at once.
    fn ascii(&mut self, line: &[u8]) {
        self.measure.width += line.len() as i32;
        let mut rest = line;
        while let Some(&first) = rest.first() {
            if !first.is_ascii_alphanumeric() {
                self.other(char::from(first), SHAPES.get(char::from(first)).role);
                rest = &rest[1..];
                continue;
            }
            let end = rest.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(rest.len());
            self.ascii_word(first, &rest[..end]);
            self.end_word();
            rest = &rest[end..];
        }
    }

    fn ascii_word(&mut self, first: u8, word: &[u8]) {
        let measure = &mut self.measure;
        measure.capped += i32::from(first.is_ascii_uppercase());
        measure.cased += i32::from(first.is_ascii_alphabetic());
        measure.inner_ends += i32::from(self.after_end && !first.is_ascii_lowercase());
        self.after_end = false;
        let (mut masked, mut hash, mut digits, mut upper) = (measure.hash, SEED, 0, 0);
        for &byte in word {
            let digit = byte.is_ascii_digit();
            let folded = byte.to_ascii_lowercase();
            digits += i32::from(digit);
            upper += i32::from(byte.is_ascii_uppercase());
            masked = step(masked, char::from(if digit { b'0' } else { folded }));
            hash = step(hash, char::from(folded));
        }
        measure.hash = masked;
        measure.digits += digits;
        measure.upper += upper;
        measure.letters += word.len() as i32 - digits;
        (self.word, self.length) = (hash, word.len() as i32);
    }

    fn word_character(&mut self, shape: Shape) {
        self.last = (None, None);
        let measure = &mut self.measure;
        if shape.numeric {
            measure.digits += 1;
            measure.hash = step(measure.hash, '0');
        } else {
            measure.letters += 1;
            measure.upper += i32::from(shape.upper);
            if self.length == 0 {
                measure.capped += i32::from(shape.upper);
                measure.cased += i32::from(shape.upper || shape.lower);
            }
            measure.hash = step(measure.hash, shape.folded);
        }
        if self.length == 0 {
            measure.inner_ends += i32::from(self.after_end && !shape.lower);
            self.after_end = false;
        }
        self.word = step(self.word, shape.folded);
        self.length += 1;
    }

    /// Words of scripts without spaces are overlapping pairs; stop words are of one to three characters.
    fn spaceless_letter(&mut self, c: char) {
        self.measure.letters += 1;
        self.measure.hash = step(self.measure.hash, c);
        self.spaceless += 1;
        self.after_end = false;
        self.measure.stops += i32::from(is_stop_word(step(SEED, c)));
        if let Some(last) = self.last.1 {
            let pair = step(step(SEED, last), c);
            let stop = is_stop_word(pair);
            self.measure.stops += i32::from(stop);
            self.words.push(Word { hash: pair, content: !stop });
            if let Some(first) = self.last.0 {
                let three = step(step(step(SEED, first), last), c);
                self.measure.stops += i32::from(is_stop_word(three));
            }
        }
        self.last = (self.last.1, Some(c));
    }

    fn end_word(&mut self) {
        if self.length > 0 {
            let stop = is_stop_word(self.word);
            self.measure.words += 1;
            self.measure.stops += i32::from(stop);
            self.words.push(Word { hash: self.word, content: !stop && self.length >= 4 });
        }
        self.word = SEED;
        self.length = 0;
    }

    fn other(&mut self, c: char, role: Role) {
        let measure = &mut self.measure;
        match role {
            Role::Comma => measure.commas += 1,
            Role::InnerEnd => measure.inner_ends += 1,
            Role::End => self.after_end = true,
            Role::Separator => measure.separators += 1,
            _ => {}
        }
        if role != Role::Space {
            measure.hash = step(measure.hash, c);
        }
    }
}

/// 0 letter, 1 sign, 2 digit, 3 colon, 4 comma, 5 quote or bracket, 6 ellipsis, 7 question mark,
/// 8 exclamation mark, 9 full stop; closing quotes and brackets are looked behind.
fn end_class(line: &str) -> i32 {
    let closing = |c: char| "\"”’»)]」』）】›'“".contains(c);
    let inner = line.trim_end_matches(closing);
    let Some(last) = inner.chars().next_back() else {
        return 1;
    };
    match last {
        '.' if inner.ends_with("...") => 6,
        '.' | '。' | '۔' | '।' | '။' | '።' => 9,
        '!' | '！' => 8,
        '?' | '？' | '؟' | ';' => 7,
        '…' => 6,
        ':' | '：' => 3,
        ',' | '،' | '，' => 4,
        c if is_space(c) => 1,
        _ if inner.len() < line.len() => 5,
        c if SHAPES.get(c).numeric => 2,
        c if matches!(SHAPES.get(c).role, Role::Word | Role::Mark | Role::Spaceless) || is_spaceless(c) => 0,
        _ => 1,
    }
}

/// 0 nothing, 1 sign, 2 bullet or separator, 3 bracket, 4 digit, 5 letter without case, 6 quote,
/// 7 lower case, 8 upper case.
fn start_class(line: &str) -> i32 {
    match line.chars().next() {
        None => 0,
        Some('•' | '·' | '-' | '–' | '—' | '*' | '»' | '>' | '|' | '+' | '#' | '@' | '/') => 2,
        Some('(' | '[') => 3,
        Some('"' | '“' | '„' | '«' | '\'' | '‘' | '「' | '”') => 6,
        Some(c) => match SHAPES.get(c) {
            Shape { numeric: true, .. } => 4,
            Shape { upper: true, .. } => 8,
            Shape { lower: true, .. } => 7,
            Shape { role: Role::Word | Role::Spaceless, .. } if c.is_alphabetic() => 5,
            _ => 1,
        },
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(line: &str) -> Measure {
        measure(line, &mut Vec::new())
    }

    proptest! {
        #[test]
        fn ascii_is_measured_as_all_text_is(line in "[a-cA-C0-9 .,;:!?|/>'\"_-]{0,40}") {
            let both = |ascii: bool| {
                let mut words = Vec::new();
                let mut scan = Scan::new(&mut words);
                if ascii { scan.ascii(line.as_bytes()) } else { line.chars().for_each(|c| scan.step(c)) };
                scan.end_word();
                let measure = scan.measure;
                format!("{measure:?} {words:?}")
            };
            prop_assert_eq!(both(true), both(false));
        }
    }

    #[test]
    fn a_sentence_is_counted_in_words_commas_and_ends() {
        let m = of("The ferry sailed at seven, the operator said. Nobody waited.");
        assert_eq!((m.words, m.commas, m.inner_ends, m.end), (10, 1, 1, 9));
        assert_eq!((m.capped, m.cased, m.digits), (2, 10, 0));
        assert!(m.stops >= 3, "{}", m.stops);
    }

    #[test]
    fn scripts_without_spaces_weigh_what_they_say() {
        let m = of("新しい連絡船は月曜日の朝七時に港を出発すると発表した。");
        assert!(m.width > 70 && m.words > 10 && m.stops >= 4, "{m:?}");
        assert_eq!(m.end, 9);
        assert!(of("เรือข้ามฟากจะออกจากท่าเรือในเวลาเจ็ดโมงเช้า").stops >= 1);
    }

    #[test]
    fn right_to_left_text_ends_its_sentences_too() {
        assert_eq!(of("هل تعود العبارة غدا؟").end, 7);
        assert_eq!(of("کشتی فردا ساعت هفت حرکت می\u{200c}کند۔").end, 9);
        assert!(of("أعلنت الشركة أن العبارة ستعود إلى العمل في يوم الاثنين").stops >= 3);
    }

    #[test]
    fn ends_and_starts_have_an_order() {
        let ends =
            ["Menu", "Menu »", "Page 2", "Read:", "so,", "(Photo)", "more…", "Why?", "Go!", "It did.”"];
        let classes: Vec<i32> = ends.iter().map(|line| end_class(line)).collect();
        assert_eq!(classes, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        assert_eq!(start_class("» More"), 2);
        assert_eq!(start_class("“Yes"), 6);
    }

    #[test]
    fn width_alone_is_that_of_a_measure() {
        for line in ["", " Read more ", "«Да», сказал он.", "新しい連絡船は月曜日", "서울 시장\u{a0}"]
        {
            assert_eq!(width(line), of(line).width, "{line}");
        }
    }

    #[test]
    fn masked_digits_and_case_make_lines_alike() {
        assert_eq!(of("12 Comments").hash, of("34 comments").hash);
        assert_ne!(of("Comment").hash, of("Comments").hash);
    }
}
