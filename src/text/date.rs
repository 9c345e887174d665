//! Dates in records and captured lines.

use jiff::civil;

/// Seconds since 1970-01-01T00:00:00Z of a date as records write them: ISO 8601 / RFC 3339 with or
/// without time and zone, `YYYY-MM-DD HH:MM:SS`, RFC 2822, or an integer of seconds or milliseconds.
/// A date without a zone is taken as UTC. `None` where it is none of these.
pub fn epoch_seconds(date: &str) -> Option<i64> {
    let date = date.trim();
    if let Ok(number) = date.parse::<i64>() {
        // Seconds pass 10^11 in the year 5138; larger numbers are milliseconds.
        return (number.abs() >= 100_000_000)
            .then(|| if number.abs() > 100_000_000_000 { number / 1000 } else { number });
    }
    if let Ok(timestamp) = date.parse::<jiff::Timestamp>() {
        return Some(timestamp.as_second());
    }
    if let Ok(zoned) = jiff::fmt::rfc2822::parse(date) {
        return Some(zoned.timestamp().as_second());
    }
    let local: civil::DateTime =
        date.parse().or_else(|_| date.parse::<civil::Date>().map(|day| day.at(0, 0, 0, 0))).ok()?;
    local.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp().as_second())
}

/// The day of a time in seconds since 1970, in UTC: `2024-03-01`. The number itself where no calendar has
/// the day.
pub fn day(seconds: i64) -> String {
    let zone = jiff::tz::TimeZone::UTC;
    match jiff::Timestamp::from_second(seconds) {
        Ok(timestamp) => timestamp.to_zoned(zone).date().to_string(),
        Err(_) => seconds.to_string(),
    }
}

/// Parses `text` by a `strftime`-like `format` into ISO 8601 (`2025-10-08`, with `T21:09` or
/// `T21:09:30` where the format has a time). Knows `%d %m %Y %y %B %H %M %S` and `%%`; white space in
/// the format stands for any amount of it. `%B` is a month by name or its abbreviation in the
/// languages of the built-in packs; digits may be Arabic-Indic or Persian. The calendar is Gregorian.
pub fn parse_date(text: &str, format: &str) -> Option<String> {
    let mut rest = text.trim();
    let mut parts = Parts::default();
    let mut pattern = format.chars();
    while let Some(c) = pattern.next() {
        match c {
            '%' => rest = parts.field(pattern.next()?, rest)?,
            c if c.is_whitespace() => rest = rest.trim_start(),
            c => rest = rest.strip_prefix(c)?,
        }
    }
    if rest.trim().is_empty() { parts.iso() } else { None }
}

#[derive(Default)]
struct Parts {
    year: Option<u32>,
    month: Option<u32>,
    day: Option<u32>,
    hour: Option<u32>,
    minute: Option<u32>,
    second: Option<u32>,
}

impl Parts {
    /// Reads one field from the front of `rest` and returns what is left.
    fn field<'a>(&mut self, field: char, rest: &'a str) -> Option<&'a str> {
        let (slot, width) = match field {
            'd' => (&mut self.day, 2),
            'm' => (&mut self.month, 2),
            'Y' => (&mut self.year, 4),
            'y' => (&mut self.year, 2),
            'H' => (&mut self.hour, 2),
            'M' => (&mut self.minute, 2),
            'S' => (&mut self.second, 2),
            'B' => {
                let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
                self.month = Some(month(&rest[..end])?);
                return Some(rest[end..].trim_start_matches('.'));
            }
            '%' => return rest.strip_prefix('%'),
            _ => return None,
        };
        let (mut value, mut digits, mut left) = (0, 0, rest);
        while let Some(digit) = left.chars().next().and_then(digit).filter(|_| digits < width) {
            value = value * 10 + digit;
            digits += 1;
            left = &left[left.chars().next().map_or(0, char::len_utf8)..];
        }
        if digits == 0 || (field == 'Y' && digits != 4) {
            return None;
        }
        *slot = Some(if field == 'y' { value + if value < 70 { 2000 } else { 1900 } } else { value });
        Some(left)
    }

    fn iso(&self) -> Option<String> {
        let date = civil::Date::new(self.year? as i16, self.month? as i8, self.day? as i8).ok()?;
        let Some(hour) = self.hour else {
            return Some(date.to_string());
        };
        let minute = self.minute.unwrap_or(0);
        let time = civil::Time::new(hour as i8, minute as i8, self.second.unwrap_or(0) as i8, 0).ok()?;
        Some(match self.second {
            Some(_) => format!("{date}T{time}"),
            None => format!("{date}T{hour:02}:{minute:02}"),
        })
    }
}

/// ASCII, Arabic-Indic and Extended Arabic-Indic (Persian) digits.
fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(c as u32 - '0' as u32),
        '\u{660}'..='\u{669}' => Some(c as u32 - 0x660),
        '\u{6f0}'..='\u{6f9}' => Some(c as u32 - 0x6f0),
        _ => None,
    }
}

/// The month of a name, in any of the listed languages.
fn month(name: &str) -> Option<u32> {
    let name = name.to_lowercase();
    MONTHS.iter().find_map(|names| {
        let place = names.split(' ').position(|known| {
            known.split('/').any(|form| form == name)
                || (name.chars().count() >= 3 && names.is_ascii() && known.starts_with(&name))
        })?;
        Some(place as u32 + 1)
    })
}

/// Month names, lower case, January first; `/` parts the forms a language has (CLDR 45, wide and
/// abbreviated, format and stand-alone).
const MONTHS: [&str; 11] = [
    "january february march april may june july august september october november december",
    "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "janvier/janv février/févr mars avril/avr mai juin juillet/juil août septembre/sept octobre/oct novembre/nov décembre/déc",
    "januar/jan februar/feb märz/mär april/apr mai juni juli august/aug september/sep oktober/okt november/nov dezember/dez",
    "janeiro/jan fevereiro/fev março/mar abril/abr maio/mai junho/jun julho/jul agosto/ago setembro/set outubro/out novembro/nov dezembro/dez",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "styczeń/stycznia luty/lutego marzec/marca kwiecień/kwietnia maj/maja czerwiec/czerwca lipiec/lipca sierpień/sierpnia wrzesień/września październik/października listopad/listopada grudzień/grudnia",
    "январь/января/янв февраль/февраля/фев март/марта/мар апрель/апреля/апр май/мая июнь/июня июль/июля август/августа/авг сентябрь/сентября/сен октябрь/октября/окт ноябрь/ноября/ноя декабрь/декабря/дек",
    "ιανουάριος/ιανουαρίου φεβρουάριος/φεβρουαρίου μάρτιος/μαρτίου απρίλιος/απριλίου μάιος/μαΐου ιούνιος/ιουνίου ιούλιος/ιουλίου αύγουστος/αυγούστου σεπτέμβριος/σεπτεμβρίου οκτώβριος/οκτωβρίου νοέμβριος/νοεμβρίου δεκέμβριος/δεκεμβρίου",
    "يناير فبراير مارس أبريل/ابريل مايو يونيو يوليو أغسطس/اغسطس سبتمبر أكتوبر/اكتوبر نوفمبر ديسمبر",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_records_become_seconds() {
        let day = Some(1_759_881_600);
        for date in [
            "2025-10-08",
            "2025-10-08T00:00:00Z",
            "2025-10-08T02:00:00+02:00",
            "1759881600",
            "1759881600000",
            "2025-10-08 00:00:00",
            "Wed, 08 Oct 2025 00:00:00 +0000",
        ] {
            assert_eq!(epoch_seconds(date), day, "{date}");
        }
        assert_eq!(epoch_seconds("last Tuesday"), None);
        assert_eq!(epoch_seconds("128"), None, "a small number is no date");
    }

    #[test]
    fn captured_dates_become_iso() {
        let cases = [
            ("08 October 2025", "%d %B %Y", Some("2025-10-08")),
            ("Oct. 8, 2025", "%B %d, %Y", Some("2025-10-08")),
            ("8 Ekim 2025", "%d %B %Y", Some("2025-10-08")),
            ("8 октября 2025, 17:46", "%d %B %Y, %H:%M", Some("2025-10-08T17:46")),
            ("۲۰۲۵/۱۰/۰۸", "%Y/%m/%d", Some("2025-10-08")),
            ("8 octobre 2025", "%d %B %Y", Some("2025-10-08")),
            ("31 February 2025", "%d %B %Y", None),
            ("8 Brumaire 2025", "%d %B %Y", None),
        ];
        for (text, format, expected) in cases {
            assert_eq!(parse_date(text, format).as_deref(), expected, "{text}");
        }
    }
}
