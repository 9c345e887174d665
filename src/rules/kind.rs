//! The kinds of left-over chrome, after which removals are counted.

/// What sort of left-over a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Host banner, breadcrumb, menu, "skip to content".
    Navigation,
    /// Record ids and publish stamps of the content management system.
    Record,
    /// Font-size and read-aloud widgets.
    ReadingWidget,
    /// View, share and comment counters.
    Counter,
    /// "4 minute read".
    ReadingTime,
    /// Comment notices and comment forms.
    Comments,
    /// Share bars.
    Share,
    /// "Follow us on …".
    Follow,
    /// Newsletter sign-up.
    Newsletter,
    /// Related and also-read lines and lists.
    Related,
    /// Photo credits and captions.
    PhotoCredit,
    /// Agency credits and desk signatures.
    AgencyCredit,
    /// Notes of an agency's desk to editors.
    Advisory,
    /// Datelines and bylines.
    Dateline,
    /// Donation and membership appeals.
    Donation,
    /// Paywall and login.
    Paywall,
    /// App, alerts, push.
    App,
    /// Advertisement labels.
    Advertisement,
    /// Copyright, syndication, site footers.
    Copyright,
    /// Cookie and browser notices.
    Cookies,
    /// Live-blog and relative times.
    LiveTime,
    /// Tags and keyword lists.
    Tags,
    /// Lines that an outlet repeats from story to story.
    Repeated,
    /// What surrounds the article of a whole-page dump, by score.
    Page,
    /// White space left at a seam.
    Whitespace,
    /// What fits no other kind.
    Other,
}

impl Kind {
    /// All kinds, in the order of the catalogue.
    pub const ALL: [Kind; 26] = [
        Kind::Navigation,
        Kind::Record,
        Kind::ReadingWidget,
        Kind::Counter,
        Kind::ReadingTime,
        Kind::Comments,
        Kind::Share,
        Kind::Follow,
        Kind::Newsletter,
        Kind::Related,
        Kind::PhotoCredit,
        Kind::AgencyCredit,
        Kind::Advisory,
        Kind::Dateline,
        Kind::Donation,
        Kind::Paywall,
        Kind::App,
        Kind::Advertisement,
        Kind::Copyright,
        Kind::Cookies,
        Kind::LiveTime,
        Kind::Tags,
        Kind::Repeated,
        Kind::Page,
        Kind::Whitespace,
        Kind::Other,
    ];

    /// The name in rule files and outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Navigation => "navigation",
            Kind::Record => "record",
            Kind::ReadingWidget => "reading-widget",
            Kind::Counter => "counter",
            Kind::ReadingTime => "reading-time",
            Kind::Comments => "comments",
            Kind::Share => "share",
            Kind::Follow => "follow",
            Kind::Newsletter => "newsletter",
            Kind::Related => "related",
            Kind::PhotoCredit => "photo-credit",
            Kind::AgencyCredit => "agency-credit",
            Kind::Advisory => "advisory",
            Kind::Dateline => "dateline",
            Kind::Donation => "donation",
            Kind::Paywall => "paywall",
            Kind::App => "app",
            Kind::Advertisement => "advertisement",
            Kind::Copyright => "copyright",
            Kind::Cookies => "cookies",
            Kind::LiveTime => "live-time",
            Kind::Tags => "tags",
            Kind::Repeated => "repeated",
            Kind::Page => "page",
            Kind::Whitespace => "whitespace",
            Kind::Other => "other",
        }
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}
