//! The language of a text, for rules that are for some languages only.

/// This much of a text decides; whatlang needs a few hundred characters and slows down with more.
const SAMPLE: usize = 1000;

/// ISO 639-1 code of the language, where the detector is sure of one that rule scopes can name.
pub fn detect(text: &str) -> Option<&'static str> {
    let mut end = text.len().min(SAMPLE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let found = whatlang::detect(&text[..end]).filter(whatlang::Info::is_reliable)?;
    let code = found.lang().code();
    CODES.iter().find(|(three, _)| *three == code).map(|(_, two)| *two)
}

/// ISO 639-3 to 639-1.
const CODES: [(&str, &str); 34] = [
    ("ara", "ar"),
    ("aze", "az"),
    ("ben", "bn"),
    ("bul", "bg"),
    ("ces", "cs"),
    ("cmn", "zh"),
    ("dan", "da"),
    ("deu", "de"),
    ("ell", "el"),
    ("eng", "en"),
    ("fin", "fi"),
    ("fra", "fr"),
    ("heb", "he"),
    ("hin", "hi"),
    ("hun", "hu"),
    ("hye", "hy"),
    ("ind", "id"),
    ("ita", "it"),
    ("jpn", "ja"),
    ("kat", "ka"),
    ("kor", "ko"),
    ("nld", "nl"),
    ("nob", "no"),
    ("pes", "fa"),
    ("pol", "pl"),
    ("por", "pt"),
    ("ron", "ro"),
    ("rus", "ru"),
    ("spa", "es"),
    ("swe", "sv"),
    ("tha", "th"),
    ("tur", "tr"),
    ("ukr", "uk"),
    ("vie", "vi"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_languages_are_told_apart() {
        assert_eq!(
            detect(
                "Der Fährbetrieb wird am Montag um sieben Uhr wieder aufgenommen, teilte der Betreiber mit."
            ),
            Some("de")
        );
        assert_eq!(
            detect("Feribot seferleri pazartesi günü saat yedide yeniden başlayacak, işletmeci açıkladı."),
            Some("tr")
        );
        assert_eq!(detect("128"), None);
    }
}
