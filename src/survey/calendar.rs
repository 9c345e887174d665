//! The names of months and days in the languages that rules are written for.

use std::sync::LazyLock;

use hashbrown::HashMap;

/// A language's names, as dates have them.
#[derive(Debug)]
pub(super) struct Calendar {
    /// Two letters, the end of the vocabulary's name.
    pub(super) language: &'static str,
    /// Months, long and short.
    pub(super) months: &'static [&'static str],
    /// Days of the week, long and short.
    pub(super) days: &'static [&'static str],
}

/// Bit `n` stands for `CALENDARS[n]`.
pub(super) type Languages = u32;

/// Languages whose calendar has this word among its months, and among its days.
pub(super) fn names(word: &str) -> (Languages, Languages) {
    static NAMES: LazyLock<HashMap<String, (Languages, Languages)>> = LazyLock::new(|| {
        let mut names: HashMap<String, (Languages, Languages)> = HashMap::new();
        for (at, calendar) in CALENDARS.iter().enumerate() {
            for month in calendar.months {
                names.entry(month.to_lowercase()).or_default().0 |= 1 << at;
            }
            for day in calendar.days {
                names.entry(day.to_lowercase()).or_default().1 |= 1 << at;
            }
        }
        names
    });
    NAMES.get(&word.to_lowercase()).copied().unwrap_or_default()
}

/// Longer words, in bytes, are no names of months or days.
pub(super) const LONGEST: usize = 24;

/// Words as they stand in dates: in the genitive where a language has one.
pub(super) const CALENDARS: [Calendar; 12] = [
    Calendar {
        language: "en",
        months: &[
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
            "Jan",
            "Feb",
            "Mar",
            "Apr",
            "Jun",
            "Jul",
            "Aug",
            "Sept",
            "Sep",
            "Oct",
            "Nov",
            "Dec",
        ],
        days: &[
            "Monday",
            "Tuesday",
            "Wednesday",
            "Thursday",
            "Friday",
            "Saturday",
            "Sunday",
            "Mon",
            "Tue",
            "Tues",
            "Wed",
            "Thu",
            "Thurs",
            "Fri",
            "Sat",
            "Sun",
        ],
    },
    Calendar {
        language: "de",
        months: &[
            "Januar",
            "Jänner",
            "Februar",
            "März",
            "April",
            "Mai",
            "Juni",
            "Juli",
            "August",
            "September",
            "Oktober",
            "November",
            "Dezember",
        ],
        days: &["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonnabend", "Sonntag"],
    },
    Calendar {
        language: "fr",
        months: &[
            "janvier",
            "février",
            "mars",
            "avril",
            "mai",
            "juin",
            "juillet",
            "août",
            "septembre",
            "octobre",
            "novembre",
            "décembre",
        ],
        days: &["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
    },
    Calendar {
        language: "es",
        months: &[
            "enero",
            "febrero",
            "marzo",
            "abril",
            "mayo",
            "junio",
            "julio",
            "agosto",
            "septiembre",
            "setiembre",
            "octubre",
            "noviembre",
            "diciembre",
        ],
        days: &["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
    },
    Calendar {
        language: "it",
        months: &[
            "gennaio",
            "febbraio",
            "marzo",
            "aprile",
            "maggio",
            "giugno",
            "luglio",
            "agosto",
            "settembre",
            "ottobre",
            "novembre",
            "dicembre",
        ],
        days: &["lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"],
    },
    Calendar {
        language: "pt",
        months: &[
            "janeiro",
            "fevereiro",
            "março",
            "abril",
            "maio",
            "junho",
            "julho",
            "agosto",
            "setembro",
            "outubro",
            "novembro",
            "dezembro",
        ],
        days: &[
            "segunda-feira",
            "terça-feira",
            "quarta-feira",
            "quinta-feira",
            "sexta-feira",
            "sábado",
            "domingo",
        ],
    },
    Calendar {
        language: "pl",
        months: &[
            "stycznia",
            "lutego",
            "marca",
            "kwietnia",
            "maja",
            "czerwca",
            "lipca",
            "sierpnia",
            "września",
            "października",
            "listopada",
            "grudnia",
        ],
        days: &["poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela"],
    },
    Calendar {
        language: "ru",
        months: &[
            "января",
            "февраля",
            "марта",
            "апреля",
            "мая",
            "июня",
            "июля",
            "августа",
            "сентября",
            "октября",
            "ноября",
            "декабря",
        ],
        days: &["понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"],
    },
    Calendar {
        language: "el",
        months: &[
            "Ιανουαρίου",
            "Φεβρουαρίου",
            "Μαρτίου",
            "Απριλίου",
            "Μαΐου",
            "Ιουνίου",
            "Ιουλίου",
            "Αυγούστου",
            "Σεπτεμβρίου",
            "Οκτωβρίου",
            "Νοεμβρίου",
            "Δεκεμβρίου",
            "Ιαν",
            "Φεβ",
            "Μαρ",
            "Απρ",
            "Μαϊ",
            "Ιουν",
            "Ιουλ",
            "Αυγ",
            "Σεπ",
            "Οκτ",
            "Νοε",
            "Δεκ",
        ],
        days: &["Δευτέρα", "Τρίτη", "Τετάρτη", "Πέμπτη", "Παρασκευή", "Σάββατο", "Κυριακή"],
    },
    Calendar {
        language: "tr",
        months: &[
            "Ocak", "Şubat", "Mart", "Nisan", "Mayıs", "Haziran", "Temmuz", "Ağustos", "Eylül", "Ekim",
            "Kasım", "Aralık",
        ],
        days: &["Pazartesi", "Salı", "Çarşamba", "Perşembe", "Cuma", "Cumartesi", "Pazar"],
    },
    Calendar {
        language: "ar",
        months: &[
            "يناير",
            "فبراير",
            "مارس",
            "أبريل",
            "مايو",
            "يونيو",
            "يوليو",
            "أغسطس",
            "سبتمبر",
            "أكتوبر",
            "نوفمبر",
            "ديسمبر",
        ],
        days: &["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"],
    },
    Calendar {
        language: "fa",
        months: &[
            "فروردین",
            "اردیبهشت",
            "خرداد",
            "تیر",
            "مرداد",
            "شهریور",
            "مهر",
            "آبان",
            "آذر",
            "دی",
            "بهمن",
            "اسفند",
        ],
        days: &["شنبه", "یکشنبه", "دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه"],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    fn languages(bits: Languages) -> Vec<&'static str> {
        let has = |(at, _): &(usize, &Calendar)| bits >> at & 1 == 1;
        CALENDARS.iter().enumerate().filter(has).map(|(_, calendar)| calendar.language).collect()
    }

    #[test]
    fn a_word_may_be_a_month_of_several_languages() {
        assert_eq!(languages(names("april").0), ["en", "de"]);
        assert_eq!(languages(names("JANUARY").0), ["en"]);
        assert_eq!(languages(names("сентября").0), ["ru"]);
        assert_eq!(languages(names("Пятница").1), ["ru"]);
        assert_eq!(names("harbour"), (0, 0));
    }
}
