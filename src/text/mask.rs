//! Lines as they are compared from page to page: white space folded, digits masked.

use super::{Form, hash64, normalize};

/// Longer lines, in bytes, have no key: prose, which no outlet repeats.
const LONGEST: usize = 2000;

/// The masked form of a line: one `#` for every run of digits (of scripts that news is written in), white space folded, letters as
/// they stand. `None` for lines that show nothing and lines of more than 2000 bytes.
pub fn masked(line: &str) -> Option<String> {
    let mut masked = String::new();
    mask_into(line, &mut masked).then_some(masked)
}

/// XXH3-64 of the masked form of a line. `buffer` is scratch, kept from line to line.
pub fn line_key(line: &str, buffer: &mut String) -> Option<u64> {
    mask_into(line, buffer).then(|| hash64(buffer.as_bytes()))
}

fn mask_into(line: &str, masked: &mut String) -> bool {
    masked.clear();
    if line.len() > LONGEST {
        return false;
    }
    let normal = normalize(line, Form::default());
    let mut in_number = false;
    for c in normal.chars() {
        let digit = is_digit(c);
        if !digit {
            masked.push(c);
        } else if !in_number {
            masked.push('#');
        }
        in_number = digit;
    }
    !masked.is_empty()
}

/// The decimal digits that dates and counters are written in. All of Unicode's would take a table.
fn is_digit(c: char) -> bool {
    match c {
        '\0'..='\x7f' => c.is_ascii_digit(),
        '\u{80}'..='\u{65f}' => false,
        // Arabic-Indic, Persian, Devanagari, Bengali, Thai, Burmese, Khmer, full-width.
        '\u{660}'..='\u{669}'
        | '\u{6f0}'..='\u{6f9}'
        | '\u{966}'..='\u{96f}'
        | '\u{9e6}'..='\u{9ef}'
        | '\u{e50}'..='\u{e59}'
        | '\u{1040}'..='\u{1049}'
        | '\u{17e0}'..='\u{17e9}'
        | '\u{ff10}'..='\u{ff19}' => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_and_white_space_do_not_matter() {
        let same = ["Read 226 times", "Read  9\u{a0}times ", "\tRead ٢٢٦ times"];
        for line in same {
            assert_eq!(masked(line).as_deref(), Some("Read # times"), "{line}");
        }
        assert_ne!(masked("read 226 times"), masked("Read 226 times"), "letter case does");
        assert_eq!(masked("12.30"), Some("#.#".into()));
        assert_eq!(masked("三日"), Some("三日".into()));
        assert_eq!(masked(" \u{200b} "), None);
        assert_eq!(masked(&"x".repeat(2001)), None);
        let mut buffer = "left over".to_owned();
        assert_eq!(line_key("Page 3", &mut buffer), line_key("Page 17", &mut String::new()));
    }
}
