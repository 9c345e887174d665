//! The part of a text in which a rule holds.

use super::RuleIndex;
use super::problem::Problem;
use super::toml_table::{Placed, Table};
use toml::de::DeValue;

/// How far a head or tail reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// So many non-blank lines.
    Lines(usize),
    /// So many per cent of the non-blank lines, rounded up.
    Percent(usize),
    /// Head: up to the first story line, with it. Tail: after the last story line.
    Story,
    /// Head: up to the five lines above the first story line, among which the headline stands.
    Banner,
}

impl Reach {
    fn covers(self, other: Reach) -> bool {
        match (self, other) {
            (Reach::Lines(own), Reach::Lines(other)) | (Reach::Percent(own), Reach::Percent(other)) => {
                own >= other
            }
            (Reach::Story, Reach::Banner) => true,
            (own, other) => own == other,
        }
    }
}

/// The headline, its standfirst, byline and date stand this near above the story, in non-blank lines.
pub const HEADLINE: usize = 5;

/// Where a rule holds: head or tail (either, where both are given), and after or before the first
/// line another rule matched. Empty: everywhere.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Zone {
    /// From the start.
    pub head: Option<Reach>,
    /// From the end.
    pub tail: Option<Reach>,
    /// Only below a match of this rule.
    pub after: Option<RuleIndex>,
    /// Only above a match of this rule.
    pub before: Option<RuleIndex>,
}

/// The place of a line in its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinePlace {
    /// Non-blank lines above it.
    pub above: usize,
    /// Non-blank lines below it.
    pub below: usize,
    /// Whether a story line stands above it.
    pub story_above: bool,
    /// Whether it or a line below it is a story line.
    pub story_from_here: bool,
    /// Non-blank lines from it down to the first story line; 0 where there is none or it is above.
    pub to_story: usize,
}

impl Zone {
    /// Whether the zone depends on where the story begins or ends.
    pub fn asks_for_story(&self) -> bool {
        let asks = |reach| matches!(reach, Some(Reach::Story | Reach::Banner));
        asks(self.head) || asks(self.tail)
    }

    /// Whether it holds wherever the other does.
    pub(super) fn covers(&self, other: &Zone) -> bool {
        let reaches = |one: Option<Reach>, other: Option<Reach>| match (one, other) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(one), Some(other)) => one.covers(other),
        };
        let everywhere = self.head.is_none() && self.tail.is_none();
        let somewhere = other.head.is_some() || other.tail.is_some();
        let place =
            everywhere || (somewhere && reaches(self.head, other.head) && reaches(self.tail, other.tail));
        let by_rule = |own: Option<RuleIndex>, other: Option<RuleIndex>| own.is_none() || own == other;
        place && by_rule(self.after, other.after) && by_rule(self.before, other.before)
    }

    /// Whether a line in this place is in the head or tail that the zone asks for.
    pub fn holds(&self, place: LinePlace) -> bool {
        let all = place.above + place.below + 1;
        let reaches = |reach: Reach, distance: usize, story: bool| match reach {
            Reach::Lines(lines) => distance < lines,
            Reach::Percent(percent) => distance * 100 < all * percent,
            Reach::Story => story,
            Reach::Banner => place.to_story > HEADLINE,
        };
        match (self.head, self.tail) {
            (None, None) => true,
            (head, tail) => {
                head.is_some_and(|reach| reaches(reach, place.above, !place.story_above))
                    || tail.is_some_and(|reach| reaches(reach, place.below, !place.story_from_here))
            }
        }
    }
}

impl std::fmt::Display for Zone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut between = "";
        for (name, reach) in [("head", self.head), ("tail", self.tail)] {
            match reach {
                None => continue,
                Some(Reach::Lines(lines)) => write!(f, "{between}{name} {lines}")?,
                Some(Reach::Percent(percent)) => write!(f, "{between}{name} {percent}%")?,
                Some(Reach::Story) => write!(f, "{between}{name} story")?,
                Some(Reach::Banner) => write!(f, "{between}{name} banner")?,
            }
            between = ", ";
        }
        Ok(())
    }
}

/// The `where` table as written.
#[derive(Debug, Clone, Default)]
pub(super) struct ZoneEntry {
    pub(super) head: Option<Reach>,
    pub(super) tail: Option<Reach>,
    pub(super) after: Option<Placed<String>>,
    pub(super) before: Option<Placed<String>>,
}

impl ZoneEntry {
    pub(super) fn read(rule: &Table<'_, '_>) -> ZoneEntry {
        let Some(table) = rule.table("where") else {
            return ZoneEntry::default();
        };
        let entry = ZoneEntry {
            head: read_reach(&table, "head"),
            tail: read_reach(&table, "tail"),
            after: table.string("after"),
            before: table.string("before"),
        };
        table.finish();
        entry
    }
}

/// `6`, `"40%"` or `"story"`.
fn read_reach(table: &Table<'_, '_>, key: &'static str) -> Option<Reach> {
    let value = table.value(key)?;
    let reach = match value.get_ref() {
        DeValue::Integer(integer) => {
            integer.as_str().parse().ok().filter(|&lines| lines > 0).map(Reach::Lines)
        }
        DeValue::String(text) if text == "story" => Some(Reach::Story),
        DeValue::String(text) if text == "banner" && key == "head" => Some(Reach::Banner),
        DeValue::String(text) => text
            .strip_suffix('%')
            .and_then(|percent| percent.parse().ok())
            .filter(|percent| (1..=100).contains(percent))
            .map(Reach::Percent),
        _ => None,
    };
    if reach.is_none() {
        let place = table.sink().place(value.span());
        let what = format!("`{key}` must be a number of lines, a share such as \"40%\", or \"story\"");
        table.sink().push(Problem::error("bad-zone", place, what));
    }
    reach
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(above: usize, below: usize) -> LinePlace {
        LinePlace { above, below, story_above: above > 2, story_from_here: below > 2, to_story: 0 }
    }

    #[test]
    fn head_and_tail_are_either() {
        let zone = Zone { head: Some(Reach::Lines(2)), tail: Some(Reach::Percent(20)), ..Zone::default() };
        let held: Vec<usize> = (0..10).filter(|&at| zone.holds(place(at, 9 - at))).collect();
        assert_eq!(held, [0, 1, 8, 9]);
    }

    #[test]
    fn the_story_bounds_head_and_tail() {
        let zone = Zone { head: Some(Reach::Story), tail: Some(Reach::Story), ..Zone::default() };
        let held: Vec<usize> = (0..10).filter(|&at| zone.holds(place(at, 9 - at))).collect();
        assert_eq!(held, [0, 1, 2, 7, 8, 9]);
    }
}
