//! What stands round every page: head, ways to the other pages, status, and the help for the keys.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::desk::Snapshot;
use super::request::{Request, Response};

/// A page before it has its frame.
pub(super) struct Page<'a> {
    /// The name in the tab and above the page.
    pub(super) title: &'a str,
    /// Which of the ways in [`WAYS`] it belongs to.
    pub(super) way: &'a str,
    /// The page itself.
    pub(super) body: Markup,
}

/// The other pages, with the key that leads there after `g`.
const WAYS: [(&str, &str, &str); 5] = [
    ("/", "Documents", "d"),
    ("/missed", "Missed", "m"),
    ("/try", "Try", "t"),
    ("/rules", "Rules", "r"),
    ("/groups", "Groups", "s"),
];

impl Page<'_> {
    /// The whole answer; for the page's script the inner part alone.
    pub(super) fn answer(self, request: &Request, snapshot: &Snapshot) -> Response {
        if request.wants_fragment() {
            return Response::html(html! { (notice(snapshot)) (self.body) });
        }
        Response::html(html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    // Under the header's no-referrer a form would be sent with `Origin: null`.
                    meta name="referrer" content="same-origin";
                    title { (self.title) " · copydesk tune" }
                    link rel="icon" href="/icon.svg" type="image/svg+xml";
                    link rel="stylesheet" href="/tune.css";
                    script src="/tune.js" defer {}
                }
                body data-version=(snapshot.version) data-way=(self.way) {
                    a.skip href="#main" { "Skip to the page" }
                    header.top {
                        p.brand { a href="/" { "copydesk " b { "tune" } } }
                        nav aria-label="Pages" {
                            @for (path, name, key) in WAYS {
                                a href=(path) data-key=(key) aria-current=[(path == self.way).then_some("page")] { (name) }
                            }
                        }
                        div.status {
                            p #status role="status" aria-live="polite" { (state(snapshot)) }
                            button #help-button type="button" aria-haspopup="dialog" { "Keys " kbd { "?" } }
                        }
                    }
                    main #main tabindex="-1" { (notice(snapshot)) (self.body) }
                    (help())
                }
            }
        })
    }
}

/// A piece of a page, or a page of its own where it is not the script that asks.
pub(super) fn piece(
    title: &str,
    way: &str,
    body: Markup,
    request: &Request,
    snapshot: &Snapshot,
) -> Response {
    if request.wants_fragment() {
        Response::html(body)
    } else {
        Page { title, way, body }.answer(request, snapshot)
    }
}

/// What the corner says.
pub(super) fn state(snapshot: &Snapshot) -> Markup {
    html! {
        @if let Some((done, all)) = snapshot.recount {
            "counting anew with the present rules: " (done * 100 / all.max(1)) " %"
        } @else {
            (thousands(snapshot.catalog.entries.len() as u64)) " documents, " (thousands(snapshot.rules.set().rules.len() as u64)) " rules"
        }
    }
}

/// Rule files that cannot be used are told on every page.
fn notice(snapshot: &Snapshot) -> Markup {
    let problems = &snapshot.rules.problems;
    html! {
        @if !problems.is_empty() {
            section.notice role="alert" {
                p { "The rule files as they are now cannot be used; these pages go on with the ones before." }
                @for problem in problems.iter().take(5) { p.where { (problem.to_string()) } }
            }
        }
    }
}

/// An answer that says what is wrong, in the frame.
pub(super) fn told(status: u16, title: &str, what: &str, request: &Request, snapshot: &Snapshot) -> Response {
    let body = html! {
        h1 { (title) }
        p.problem role="alert" { (what) }
        p { a href="/" { "All documents" } }
    };
    Page { title, way: "", body }.answer(request, snapshot).with_status(status)
}

fn help() -> Markup {
    let keys = [
        ("j k", "next and previous row or line"),
        ("Enter", "open what the row is about"),
        ("/", "search"),
        ("g d", "documents; m missed, t try, r rules, s groups"),
        ("n p", "next and previous document, or page of a list"),
        ("u", "up: from a document to its list"),
        ("a", "accept: what became of the line is right"),
        ("r", "reject: it is wrong"),
        ("e", "edit the rule of the row or line"),
        ("t", "try a pattern, beginning with the line"),
        ("Esc", "leave a field or close this"),
        ("?", "this list"),
    ];
    html! {
        dialog #help aria-labelledby="help-title" {
            h2 #help-title { "Keys" }
            dl.keys { @for (key, what) in keys { div { dt { @for one in key.split(' ') { kbd { (one) } " " } } dd { (what) } } } }
            form method="dialog" { button autofocus { "Close" } }
        }
    }
}

/// Pages of a list: where one is, and the ones before and after.
pub(super) fn pager(path: &str, query: &super::pairs::Pairs, page: usize, pages: usize) -> Markup {
    let to = |page: usize| query.with("page", (page > 1).then(|| page.to_string()).as_deref()).after(path);
    html! {
        @if pages > 1 {
            nav.pager aria-label="Pages of the list" {
                @if page > 1 { a rel="prev" href=(to(page - 1)) { "Previous" } } @else { span { "Previous" } }
                span.here { "page " (thousands(page as u64)) " of " (thousands(pages as u64)) }
                @if page < pages { a rel="next" href=(to(page + 1)) { "Next" } } @else { span { "Next" } }
            }
        }
    }
}

/// A bar for a share, `part` of `whole`, and the share in words.
pub(super) fn share_bar(part: u64, whole: u64) -> Markup {
    let permille = (part * 1000).checked_div(whole).unwrap_or_default().min(1000);
    html! {
        span.share {
            (PreEscaped(format!(
                "<svg class=\"bar\" width=\"60\" height=\"8\" aria-hidden=\"true\"><rect class=\"all\" width=\"60\" height=\"8\" rx=\"2\"/>\
                 <rect class=\"part\" width=\"{}.{}\" height=\"8\" rx=\"2\"/></svg>",
                permille * 6 / 100, permille * 6 / 10 % 10
            )))
            span.percent { (percent(part, whole)) }
        }
    }
}

/// `12.3 %`.
pub(super) fn percent(part: u64, whole: u64) -> String {
    let permille = (part * 1000).checked_div(whole).unwrap_or_default();
    format!("{}.{} %", permille / 10, permille % 10)
}

/// `12,345`.
pub(super) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut shown = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// `1 line`, `2 lines`.
pub(super) fn counted(number: u64, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {what}{plural}", thousands(number))
}
