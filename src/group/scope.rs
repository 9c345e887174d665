//! Between which documents copies are looked for: how far apart in time, and of which outlets.

use std::fmt;
use std::str::FromStr;

use super::DocumentKey;

/// Limits to what can be one story, whatever the wording. What is not known limits nothing: a document
/// without a date is within every window, one without an outlet is of no other's outlet.
///
/// A limit holds between every member of a group and its representative.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Scope {
    /// Documents published further apart are not one story.
    pub window: Option<Window>,
    /// Documents of one outlet are not copies of each other.
    pub across_sources: bool,
}

impl Scope {
    /// Whether the two may be one story.
    pub(super) fn allows(&self, a: &DocumentKey<'_>, b: &DocumentKey<'_>) -> bool {
        let near = match (self.window, a.created, b.created) {
            (Some(Window(seconds)), Some(a), Some(b)) => a.abs_diff(b) <= seconds,
            _ => true,
        };
        let across = !self.across_sources || a.source.is_none() || a.source != b.source;
        near && across
    }

    /// Whether it allows everything.
    pub(super) fn is_open(&self) -> bool {
        *self == Scope::default()
    }
}

/// A span of time in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Window(pub u64);

/// Reads `3d`, `12h`, `90m` or `45s`.
impl FromStr for Window {
    type Err = UnknownWindow;

    fn from_str(text: &str) -> Result<Window, UnknownWindow> {
        let unknown = || UnknownWindow(text.to_owned());
        let (number, unit) =
            text.trim().split_at_checked(text.trim().len().saturating_sub(1)).ok_or_else(unknown)?;
        let seconds = match unit {
            "d" => 86_400,
            "h" => 3_600,
            "m" => 60,
            "s" => 1,
            _ => return Err(unknown()),
        };
        let number: u64 = number.parse().map_err(|_| unknown())?;
        number.checked_mul(seconds).filter(|&seconds| seconds > 0).map(Window).ok_or_else(unknown)
    }
}

/// As it is read: in the largest unit that holds it whole.
impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Window(seconds) = *self;
        match () {
            () if seconds % 86_400 == 0 => write!(f, "{}d", seconds / 86_400),
            () if seconds % 3_600 == 0 => write!(f, "{}h", seconds / 3_600),
            () if seconds % 60 == 0 => write!(f, "{}m", seconds / 60),
            () => write!(f, "{seconds}s"),
        }
    }
}

/// What is no span of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownWindow(pub String);

impl fmt::Display for UnknownWindow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no span of time; use a number and `d`, `h`, `m` or `s`, such as `3d`", self.0)
    }
}

impl std::error::Error for UnknownWindow {}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn document(created: Option<i64>, source: Option<&str>) -> DocumentKey<'_> {
        DocumentKey { created, source, ..DocumentKey::default() }
    }

    #[test]
    fn a_window_parts_what_is_further_apart() {
        let scope = Scope { window: Some(Window(60)), ..Scope::default() };
        let at = |created| document(created, None);
        assert!(scope.allows(&at(Some(0)), &at(Some(60))) && scope.allows(&at(Some(60)), &at(Some(0))));
        assert!(!scope.allows(&at(Some(i64::MIN)), &at(Some(i64::MAX))));
        assert!(scope.allows(&at(None), &at(Some(900))));
    }

    #[test]
    fn across_sources_parts_one_outlet_from_itself() {
        let scope = Scope { across_sources: true, ..Scope::default() };
        let of = |source| document(None, source);
        assert!(!scope.allows(&of(Some("a.example")), &of(Some("a.example"))));
        assert!(scope.allows(&of(Some("a.example")), &of(Some("b.example"))));
        assert!(scope.allows(&of(None), &of(None)));
        assert!(Scope::default().allows(&of(Some("a.example")), &of(Some("a.example"))));
    }

    #[test]
    fn windows_are_read_and_shown_alike() {
        for (text, seconds) in [("3d", 259_200), ("12h", 43_200), ("90m", 5_400), ("45s", 45)] {
            assert_eq!(text.parse(), Ok(Window(seconds)));
            assert_eq!(Window(seconds).to_string(), text);
        }
        for wrong in
            ["", "d", "3", "3 d", "-1d", "0d", "1w", "99999999999999999999d", "300000000000000d", "3ä"]
        {
            let problem = wrong.parse::<Window>().unwrap_err();
            assert_eq!(problem.0, wrong);
        }
    }
}
