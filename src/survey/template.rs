//! A line with what varies in it left open: numbers, dates, names, or one stretch of any text.

use super::calendar::{CALENDARS, LONGEST, Languages, names};
use crate::rules::literal;
use crate::text::{Form, hash64, normalize};

/// A part of a line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Piece {
    /// The same everywhere.
    Text(String),
    /// Digits.
    Number(Number),
    /// The name of a month (`day`: of a day of the week) in these languages.
    Name { languages: Languages, day: bool },
    /// What varies beyond that.
    Open(Open),
}

/// Digits of a line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Number {
    /// The digits, where all lines have the same.
    pub(super) digits: Option<String>,
    /// The fewest digits seen.
    pub(super) least: usize,
    /// The most digits seen.
    pub(super) most: usize,
    /// Whether some are not ASCII.
    pub(super) wide: bool,
}

/// One stretch of text that varies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Open {
    /// Words with capitals: a person, a place, an agency.
    Person,
    /// Anything.
    Anything,
}

/// A line, or what several lines have in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Template {
    pub(super) pieces: Vec<Piece>,
}

/// Stand for what varies where templates are compared as text. They are in no line, for normal forms have
/// white space and visible characters alone.
const NUMBER: char = '\u{1}';
const MONTH: char = '\u{2}';
const DAY: char = '\u{3}';

impl Template {
    /// The template of one line: its numbers and dates are open.
    pub fn of(line: &str) -> Template {
        let normal = normalize(line, Form::default());
        let dated = normal.chars().any(char::is_numeric);
        let mut pieces = Vec::new();
        let mut rest = &*normal;
        while let Some(first) = rest.chars().next() {
            let same = |c: char| (is_digit(c), c.is_alphabetic()) == (is_digit(first), first.is_alphabetic());
            let end = rest.find(|c| !same(c)).unwrap_or(rest.len());
            let (run, after) = rest.split_at(end);
            rest = after;
            if is_digit(first) {
                pieces.push(Piece::Number(Number::of(run)));
                continue;
            }
            let (months, days) =
                if dated && first.is_alphabetic() && run.len() <= LONGEST { names(run) } else { (0, 0) };
            match (months, days, pieces.last_mut()) {
                (0, 0, Some(Piece::Text(text))) => text.push_str(run),
                (0, 0, _) => pieces.push(Piece::Text(run.to_owned())),
                (0, languages, _) => pieces.push(Piece::Name { languages, day: true }),
                (languages, ..) => pieces.push(Piece::Name { languages, day: false }),
            }
        }
        Template { pieces }
    }

    /// The template as text: equal where two lines differ in numbers and dates alone.
    pub(super) fn key_text(&self) -> String {
        let mut key = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => key.push_str(text),
                Piece::Number(_) => key.push(NUMBER),
                Piece::Name { day: false, .. } => key.push(MONTH),
                Piece::Name { day: true, .. } | Piece::Open(_) => key.push(DAY),
            }
        }
        key
    }

    /// XXH3-64 of [`Template::key_text`]; 0 where it is empty.
    pub(super) fn key(&self) -> u64 {
        if self.pieces.is_empty() { 0 } else { hash64(self.key_text().as_bytes()) }
    }

    /// Takes in another line of the same key.
    pub(super) fn join(&mut self, other: &Template) {
        for (piece, other) in self.pieces.iter_mut().zip(&other.pieces) {
            match (piece, other) {
                (Piece::Number(number), Piece::Number(other)) => number.join(other),
                (Piece::Name { languages, .. }, Piece::Name { languages: other, .. }) => {
                    *languages =
                        if *languages & other == 0 { *languages | other } else { *languages & other };
                }
                _ => {}
            }
        }
    }

    /// The part of the template that stands for these bytes of [`Template::key_text`].
    pub(super) fn cut(&self, from: usize, to: usize) -> Template {
        let mut pieces = Vec::new();
        let mut at = 0;
        for piece in &self.pieces {
            let start = at;
            at += match piece {
                Piece::Text(text) => text.len(),
                _ => NUMBER.len_utf8(),
            };
            let (first, last) = (from.max(start), to.min(at));
            if first >= last {
                continue;
            }
            pieces.push(match piece {
                Piece::Text(text) => Piece::Text(text[first - start..last - start].to_owned()),
                other => other.clone(),
            });
        }
        Template { pieces }
    }

    /// The line itself, where all of it is the same everywhere.
    pub(super) fn to_plain(&self) -> Option<String> {
        let mut plain = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => plain.push_str(text),
                Piece::Number(number) => plain.push_str(number.digits.as_ref()?),
                _ => return None,
            }
        }
        Some(plain)
    }

    /// Whether the line has nothing that varies, or should: a year is another one soon.
    pub(super) fn is_constant(&self) -> bool {
        let constant = |piece: &Piece| match piece {
            Piece::Text(_) => true,
            Piece::Number(number) => number.digits.is_some() && !number.is_year(),
            Piece::Name { .. } | Piece::Open(_) => false,
        };
        self.pieces.iter().all(constant)
    }

    /// Whether it has letters, or the name of a month: figures alone are scores and tables as often.
    pub(super) fn says_something(&self) -> bool {
        self.pieces.iter().any(|piece| match piece {
            Piece::Text(text) => text.chars().any(char::is_alphabetic),
            Piece::Name { .. } => true,
            Piece::Number(_) | Piece::Open(_) => false,
        }) || is_stamp(&self.key_text())
    }

    /// Letters that are the same everywhere, wide characters counted as three.
    pub(super) fn letters(&self) -> usize {
        let wide = |c: char| if ('\u{2e80}'..'\u{fb00}').contains(&c) { 3 } else { 1 };
        let texts = self.pieces.iter().filter_map(|piece| match piece {
            Piece::Text(text) => Some(text.chars().filter(|c| c.is_alphabetic()).map(wide).sum::<usize>()),
            _ => None,
        });
        texts.sum()
    }

    /// Words, roughly: stretches between white space, and each wide character after the first three.
    pub(super) fn words(&self) -> usize {
        let key = self.key_text();
        let wide = key.chars().filter(|c| ('\u{2e80}'..'\u{fb00}').contains(c)).count();
        key.split_whitespace().count() + wide / 4
    }

    /// Whether a person's name is open in it.
    pub(super) fn is_named(&self) -> bool {
        self.pieces.contains(&Piece::Open(Open::Person))
    }

    /// Columns of what is the same everywhere, wide characters counted as three.
    pub(super) fn width(&self) -> usize {
        let wide = |c: char| if ('\u{2e80}'..'\u{fb00}').contains(&c) { 3 } else { 1 };
        let texts = self.pieces.iter().filter_map(|piece| match piece {
            Piece::Text(text) => Some(text.chars().map(wide).sum::<usize>()),
            _ => None,
        });
        texts.sum()
    }

    /// The calendars that the template needs.
    pub(super) fn calendars(&self) -> impl Iterator<Item = (usize, bool)> {
        self.pieces.iter().flat_map(|piece| match piece {
            Piece::Name { languages, day } => {
                let (languages, day) = (*languages, *day);
                let named = (0..CALENDARS.len()).filter(move |at| languages >> at & 1 == 1);
                named.map(|at| (at, day)).collect()
            }
            _ => Vec::new(),
        })
    }

    /// A regular expression for the line as a whole, with calendars from the pack's vocabulary.
    pub(super) fn regex(&self) -> String {
        let mut regex = String::new();
        for (at, piece) in self.pieces.iter().enumerate() {
            match piece {
                Piece::Text(text) => regex.push_str(&escaped(text)),
                Piece::Number(number) => regex.push_str(&number.regex(self.is_clock(at))),
                Piece::Name { languages, day } => regex.push_str(&names_regex(*languages, *day)),
                Piece::Open(open) => regex.push_str(open.regex()),
            }
        }
        regex
    }

    /// Whether a number has another one next to it, with a mark of clocks and dates between.
    fn is_clock(&self, at: usize) -> bool {
        let mark = |piece: Option<&Piece>| matches!(piece, Some(Piece::Text(text)) if [":", ".", "/", "-", "：", "年", "月"].contains(&&**text));
        at > 0 && mark(self.pieces.get(at - 1)) || mark(self.pieces.get(at + 1))
    }
}

/// Whether the key of a template has a date or a clock time in figures: `12:30`, `2/3/2031`.
pub(super) fn is_stamp(key: &str) -> bool {
    let numbers = |mark: char| {
        let parts: Vec<&str> = key.split(mark).collect();
        let joins = |pair: &[&str]| pair[0].ends_with(NUMBER) && pair[1].starts_with(NUMBER);
        parts.windows(2).filter(|pair| joins(pair)).count()
    };
    numbers(':') > 0 || ['/', '.', '-'].iter().any(|&mark| numbers(mark) > 1)
}

/// As an author may write it; doubled braces would name a vocabulary.
fn escaped(text: &str) -> String {
    literal(text).replace("\\ ", " ")
}

fn names_regex(languages: Languages, day: bool) -> String {
    let lists: Vec<String> = (0..CALENDARS.len())
        .filter(|at| languages >> at & 1 == 1)
        .map(|at| format!("{{{{{}}}}}", vocabulary(at, day)))
        .collect();
    match lists.as_slice() {
        [one] => format!("(?i:{one})"),
        lists => format!("(?i:(?:{}))", lists.join("|")),
    }
}

/// The name of a calendar's list in a pack.
pub(super) fn vocabulary(calendar: usize, day: bool) -> String {
    format!("{}-{}", if day { "day" } else { "month" }, CALENDARS[calendar].language)
}

impl Number {
    fn of(digits: &str) -> Number {
        let count = digits.chars().count();
        Number { digits: Some(digits.to_owned()), least: count, most: count, wide: !digits.is_ascii() }
    }

    fn join(&mut self, other: &Number) {
        if self.digits != other.digits {
            self.digits = None;
        }
        self.least = self.least.min(other.least);
        self.most = self.most.max(other.most);
        self.wide |= other.wide;
    }

    fn is_year(&self) -> bool {
        let year = |digits: &String| digits.starts_with("19") || digits.starts_with("20");
        self.least == 4 && self.most == 4 && self.digits.as_ref().is_none_or(year)
    }

    fn regex(&self, clock: bool) -> String {
        if let Some(digits) = self.digits.as_ref().filter(|_| !self.is_year() && !clock) {
            return digits.clone();
        }
        let class = if self.wide { "\\p{Nd}" } else { "[0-9]" };
        match (self.least, self.most) {
            (4, 4) if self.is_year() || clock => format!("{class}{{4}}"),
            (2, 2) if clock => format!("{class}{{2}}"),
            (1 | 2, 1 | 2) if clock => format!("{class}{{1,2}}"),
            // One digit more than were seen: counters grow.
            (_, most) if most <= 8 => format!("{class}{{1,{}}}", most + 1),
            _ => format!("{class}+"),
        }
    }
}

impl Open {
    fn regex(self) -> &'static str {
        match self {
            // A capital, and up to five words; ranges of capitals rather than \p{Lu}, which is thirty times
            // as big when compiled.
            Open::Person => "[A-ZÀ-ÞĀ-ŽΆ-ΫЀ-Я][^ ]*(?: [^ ]+){0,5}",
            Open::Anything => ".+",
        }
    }
}

/// What a person sees.
impl std::fmt::Display for Template {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => f.write_str(text)?,
                Piece::Number(Number { digits: Some(digits), .. }) => f.write_str(digits)?,
                Piece::Number(_) => f.write_str("⟨n⟩")?,
                Piece::Name { day: false, .. } => f.write_str("⟨month⟩")?,
                Piece::Name { day: true, .. } => f.write_str("⟨day⟩")?,
                Piece::Open(Open::Person) => f.write_str("⟨name⟩")?,
                Piece::Open(Open::Anything) => f.write_str("⟨…⟩")?,
            }
        }
        Ok(())
    }
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || !c.is_ascii() && c.is_numeric() && c.to_digit(10).is_none() && is_decimal(c)
}

/// The decimal digits that dates and counters are written in, as masked lines have them.
fn is_decimal(c: char) -> bool {
    const ZEROS: [char; 8] =
        ['\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{e50}', '\u{1040}', '\u{17e0}', '\u{ff10}'];
    ZEROS.iter().any(|&zero| (u32::from(zero)..u32::from(zero) + 10).contains(&u32::from(c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(lines: &[&str]) -> Template {
        let mut template = Template::of(lines[0]);
        for line in &lines[1..] {
            let other = Template::of(line);
            assert_eq!(template.key(), other.key(), "{line}");
            template.join(&other);
        }
        template
    }

    #[test]
    fn numbers_and_dates_vary() {
        for (lines, shown, regex) in [
            (&["Read 9 times", "Read 226  times"][..], "Read ⟨n⟩ times", "Read [0-9]{1,4} times"),
            (&["Formula 1", "Formula 1"], "Formula 1", "Formula 1"),
            (&["© 2012 Courier"], "© 2012 Courier", "© [0-9]{4} Courier"),
            (&["At 9:05", "At 12:30"], "At ⟨n⟩:⟨n⟩", "At [0-9]{1,2}:[0-9]{2}"),
            (&["6 января 2012", "17 мая 2013"], "⟨n⟩ ⟨month⟩ ⟨n⟩", "[0-9]{1,3} (?i:{{month-ru}}) [0-9]{4}"),
            (&["بازدید: ۸۹", "بازدید: ۹۹۲"], "بازدید: ⟨n⟩", "بازدید: \\p{Nd}{1,4}"),
            (&["(1) a.b"], "(1) a.b", "\\(1\\) a\\.b"),
        ] {
            let template = joined(lines);
            assert_eq!((template.to_string().as_str(), template.regex().as_str()), (shown, regex));
        }
    }

    #[test]
    fn a_month_is_one_only_beside_a_number() {
        assert_eq!(Template::of("May I help you").to_string(), "May I help you");
        assert!(Template::of("Channel 4").is_constant());
        assert!(!Template::of("Since 1998").is_constant());
    }
}
