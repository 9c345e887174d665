//! Families of kinds: eight tints that are told apart by people and printers, where 26 would not be.

use crate::rules::Kind;

/// A family of kinds, which share a tint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Family {
    Furniture,
    Reader,
    Appeal,
    Credit,
    Related,
    Repeated,
    Score,
    Other,
}

impl Family {
    /// The family of a kind.
    pub(super) fn of(kind: Kind) -> Family {
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
    pub(super) fn class(self) -> &'static str {
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
    pub(super) fn label(self) -> &'static str {
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
