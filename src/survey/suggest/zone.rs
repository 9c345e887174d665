//! Where a line may be taken, by where it was seen.

use super::super::missed_line::{MissedLine, Standing};
use crate::clean::repeated::Sighting;
use crate::rules::Kind;

/// A line of so many columns may be a headline.
const TITLE: usize = 25;

/// Letters of a line that is known wherever it stands; a wide character counts as three.
const LETTERS: usize = 8;

/// The part of a text in which a proposed rule holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// Above the story.
    pub(super) head: Head,
    /// Below the story.
    pub(super) tail: bool,
    /// Everywhere.
    pub(super) anywhere: bool,
}

/// How near to the story.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Head {
    /// Not at all.
    #[default]
    No,
    /// Down to the five lines among which the headline stands.
    Banner,
    /// Down to the story.
    Story,
}

impl Place {
    /// No restriction.
    pub(super) const ANYWHERE: Place = Place { head: Head::No, tail: false, anywhere: true };

    /// Whether it is nowhere.
    pub(super) fn is_empty(self) -> bool {
        self == Place::default()
    }

    /// Whether a line with these places is in it.
    pub(super) fn holds(self, places: u8) -> bool {
        let head = match self.head {
            Head::No => false,
            Head::Banner => places & Sighting::HEAD != 0 && places & Sighting::NEAR == 0,
            Head::Story => places & Sighting::HEAD != 0,
        };
        self.anywhere || head || self.tail && places & Sighting::TAIL != 0
    }

    /// Whether all of `other` is in it.
    pub(super) fn covers(self, other: Place) -> bool {
        self.anywhere || !other.anywhere && self.head >= other.head && self.tail >= other.tail
    }

    /// The `where` of a rule.
    pub(super) fn toml(self) -> Option<String> {
        let head = match self.head {
            Head::No => None,
            Head::Banner => Some("head = \"banner\""),
            Head::Story => Some("head = \"story\""),
        };
        let tail = self.tail.then_some("tail = \"story\"");
        let parts: Vec<&str> = head.into_iter().chain(tail).collect();
        (!self.anywhere).then(|| format!("where = {{ {} }}", parts.join(", ")))
    }
}

/// Where a line may be taken; `None` where nothing says that it is chrome.
pub(super) fn place(line: &MissedLine, kind: Kind) -> Option<Place> {
    let chosen = if line.source.is_none() {
        of_many(line, kind)
    } else if line.variants > 1 {
        of_shape(line, kind)
    } else if line.sentence {
        of_sentence(line)
    } else {
        of_short(line)
    };
    chosen.filter(|place| !place.is_empty())
}

/// Scores take it for chrome wherever it stands.
fn by_score(standing: &Standing) -> bool {
    standing.scored >= 2 && standing.left * 20 <= standing.scored
}

/// Enough stories, and enough of the outlet's.
fn enough(stories: u32, of: u32, least: u32, thousandths: u64) -> bool {
    stories >= least && u64::from(stories) * 1000 >= u64::from(of) * thousandths
}

/// A line that reads as a sentence is taken within the story only where it stands word for word in three.
fn of_sentence(line: &MissedLine) -> Option<Place> {
    let standing = &line.standing;
    let often = |stories| enough(stories, standing.of, 3, 50);
    if standing.middle > 0 {
        let asked = standing.scored + standing.left > 0;
        let within = enough(standing.stories, standing.of, 3, 500) && line.template.is_constant();
        let chrome = if asked { by_score(standing) && standing.left == 0 } else { within };
        return (often(standing.stories) && chrome).then_some(Place::ANYWHERE);
    }
    Some(edges(standing, &often))
}

/// Above and below the story, as far as it stands there. Where headlines stand a line must be repeated in
/// that very place, for other stories list them; and in one story more, for a series repeats its headline
/// but for a number.
fn edges(standing: &Standing, often: &dyn Fn(u32) -> bool) -> Place {
    let head = if often(standing.near.saturating_sub(1)) && standing.left * 20 <= standing.documents {
        Head::Story
    } else if often(standing.head) && standing.head > standing.near {
        Head::Banner
    } else {
        Head::No
    };
    Place { head, tail: often(standing.tail), anywhere: false }
}

fn of_short(line: &MissedLine) -> Option<Place> {
    let standing = &line.standing;
    let often = |stories| enough(stories, standing.of, 2, 20);
    let within = enough(standing.stories, standing.of, 3, 500) && standing.middle * 2 >= standing.stories;
    // Two stories may have their subject in common, and its names within; what stands there again and again
    // heads the rows of a table.
    let table = standing.lines > 3 * standing.documents;
    let strange = standing.middle > 0 && (standing.stories < 3 || table);
    let sure = by_score(standing) && often(standing.stories) && !strange;
    let framed = standing.framed * 10 >= standing.documents * 8;
    let left = standing.left * 4 > standing.documents;
    if (sure && !is_title(line) || within && framed && !left && !table) && line.template.says_something() {
        return Some(Place::ANYWHERE);
    }
    // Where texts are pages, and scores leave the line, it is a sub-head or an entry of a table.
    if left {
        return None;
    }
    Some(edges(standing, &often))
}

/// Reads as the headline of a story, which other stories list.
fn is_title(line: &MissedLine) -> bool {
    let rare = u64::from(line.standing.stories) * 2 < u64::from(line.standing.of);
    line.template.width() >= if rare { TITLE } else { TITLE + TITLE / 2 }
}

/// A line of several outlets will be met in outlets that nobody has looked at, where `Services` is a
/// sub-head: it must say more than a word, or what it is, and stays near the edges.
fn of_many(line: &MissedLine, kind: Kind) -> Option<Place> {
    let standing = &line.standing;
    let says = kind != Kind::Repeated || line.template.words() > 1 && line.template.letters() >= LETTERS;
    let chrome = by_score(standing) || standing.scored + standing.left == 0 && standing.middle == 0;
    let edges = Place { head: Head::Banner, tail: true, anywhere: false };
    (says && chrome && standing.stories >= 3 && line.template.width() < TITLE).then_some(edges)
}

/// Lines that vary are taken where such lines stood.
fn of_shape(line: &MissedLine, kind: Kind) -> Option<Place> {
    let standing = &line.standing;
    let sure = by_score(standing) || standing.scored + standing.left == 0 && standing.middle == 0;
    if !sure || standing.stories < 3 {
        return None;
    }
    if standing.middle > 0 && by_score(standing) {
        return Some(Place::ANYWHERE);
    }
    // A name behind a word that says whose it is stands nowhere in a headline.
    let named = line.template.is_named() && !matches!(kind, Kind::Repeated | Kind::Other);
    let head = match (standing.near, standing.head) {
        (near, _) if near > 0 && by_score(standing) || near >= 3 && named => Head::Story,
        (_, head) if head > 0 => Head::Banner,
        _ => Head::No,
    };
    Some(Place { head, tail: standing.tail > 0, anywhere: false })
}
