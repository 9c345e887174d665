//! Families of kinds: eight tints that are told apart by people and printers, where 26 would not be.

use crate::rules::Kind;

/// A family of kinds, which share a tint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// Menus, stamps, counters: the frame of a page.
    Furniture,
    /// What asks the reader to share, follow, comment.
    Reader,
    /// What asks for an address, money, a click.
    Appeal,
    /// Who made it, and when.
    Credit,
    /// Other stories.
    Related,
    /// What the outlet repeats.
    Repeated,
    /// What went by score.
    Score,
    /// The rest.
    Other,
}

impl Family {
    /// All of them.
    pub const ALL: [Family; 8] = [
        Family::Furniture,
        Family::Reader,
        Family::Appeal,
        Family::Credit,
        Family::Related,
        Family::Repeated,
        Family::Score,
        Family::Other,
    ];

    /// The family of a kind by its name; the rest, where there is no such kind.
    pub fn named(kind: &str) -> Family {
        Kind::ALL.into_iter().find(|known| known.as_str() == kind).map_or(Family::Other, Family::of)
    }

    /// The family of a kind.
    pub fn of(kind: Kind) -> Family {
        match kind {
            Kind::Navigation
            | Kind::Record
            | Kind::ReadingWidget
            | Kind::Counter
            | Kind::ReadingTime
            | Kind::LiveTime
            | Kind::Tags
            | Kind::Cookies => Family::Furniture,
            Kind::Comments | Kind::Share | Kind::Follow => Family::Reader,
            Kind::Newsletter | Kind::Donation | Kind::Paywall | Kind::App | Kind::Advertisement => {
                Family::Appeal
            }
            Kind::PhotoCredit | Kind::AgencyCredit | Kind::Advisory | Kind::Dateline | Kind::Copyright => {
                Family::Credit
            }
            Kind::Related => Family::Related,
            Kind::Repeated => Family::Repeated,
            Kind::Page => Family::Score,
            Kind::Whitespace | Kind::Other => Family::Other,
        }
    }

    /// The class that tints.
    pub fn class(self) -> &'static str {
        match self {
            Family::Furniture => "f-furniture",
            Family::Reader => "f-reader",
            Family::Appeal => "f-appeal",
            Family::Credit => "f-credit",
            Family::Related => "f-related",
            Family::Repeated => "f-repeated",
            Family::Score => "f-score",
            Family::Other => "f-other",
        }
    }

    /// What is in it.
    pub fn label(self) -> &'static str {
        match self {
            Family::Furniture => "page furniture",
            Family::Reader => "share, follow, comments",
            Family::Appeal => "newsletter, donation, paywall, ads",
            Family::Credit => "credits, dates, copyright",
            Family::Related => "related stories",
            Family::Repeated => "repeated by the outlet",
            Family::Score => "by score",
            Family::Other => "other",
        }
    }
}
