//! Which page a path is; nothing of a path is ever taken for the name of a file.

use super::request::Method;

/// The pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Route {
    /// The list of documents.
    Documents,
    /// One document.
    Document(u32),
    /// What was tried on one line of a document, counted from 0.
    Line(u32, usize),
    /// The list of rules.
    Rules,
    /// One rule.
    Rule,
    /// What is known of it only by cleaning documents once more.
    RuleDetail,
    /// Switches a rule off, on, or to trial.
    Switch,
    /// The box to try a pattern in.
    Try,
    /// What comes of the pattern.
    TryResults,
    /// A rule as it is written.
    Edit,
    /// The same, with problems and effect, as a whole page.
    EditLook,
    /// Problems and effect.
    Draft,
    /// Writes a pack.
    Save,
    /// Repeated lines that no rule touches.
    Missed,
    /// Stories that several documents tell.
    Groups,
    /// One of them, by the document that stands for it, or any of its members.
    Group(u32),
    /// Two documents side by side.
    Compare,
    /// Says whether something has changed.
    Pulse,
    /// Writes a label.
    Label,
    /// The looks.
    Style,
    /// The keys.
    Script,
    /// The icon of the tab.
    Icon,
}

impl Route {
    /// The route of a path.
    pub(super) fn of(path: &str) -> Option<Route> {
        let parts: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
        Some(match parts.as_slice() {
            [""] => Route::Documents,
            ["doc", number] => Route::Document(whole(number)?),
            ["doc", number, "line", line] => Route::Line(whole(number)?, whole(line)? as usize),
            ["rules"] => Route::Rules,
            ["rule"] => Route::Rule,
            ["rule", "detail"] => Route::RuleDetail,
            ["switch"] => Route::Switch,
            ["try"] => Route::Try,
            ["try", "results"] => Route::TryResults,
            ["edit"] => Route::Edit,
            ["edit", "look"] => Route::EditLook,
            ["draft"] => Route::Draft,
            ["save"] => Route::Save,
            ["missed"] => Route::Missed,
            ["groups"] => Route::Groups,
            ["group", number] => Route::Group(whole(number)?),
            ["compare"] => Route::Compare,
            ["pulse"] => Route::Pulse,
            ["label"] => Route::Label,
            ["tune.css"] => Route::Style,
            ["tune.js"] => Route::Script,
            // A piece alone in a tab names no icon, and browsers ask for the other one.
            ["icon.svg" | "favicon.ico"] => Route::Icon,
            _ => return None,
        })
    }
}

fn whole(digits: &str) -> Option<u32> {
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
}

/// The methods of the page at a path; `None` where there is no page.
pub(super) fn methods(path: &str) -> Option<&'static [Method]> {
    Some(match Route::of(path)? {
        Route::Label | Route::Save | Route::Switch | Route::EditLook => &[Method::Post],
        // A long rule does not fit into an address.
        Route::Draft => &[Method::Get, Method::Post],
        _ => &[Method::Get],
    })
}
