//! The local page for tuning rules: every answer is made here from values; sockets and files are elsewhere.
//!
//! ```text
//!  Request ─▶ Door::admit (Host, token, Origin, limits) ─▶ answer ─▶ Route ─▶ a page ─▶ Response
//!                                                                     ▲
//!                          Desk: texts, parallel work, files ─────────┘
//! ```
//! Pages are whole without the script, which only saves keystrokes and loads: it asks for the same pages and
//! puts pieces of them in place. Text reaches a page through `maud` alone, which escapes it.

mod catalog;
mod compare;
mod desk;
mod document;
mod documents;
mod draft;
mod edit;
mod effect;
mod effect_view;
mod filter;
mod frame;
mod groups;
mod guard;
mod label;
mod line;
mod missed;
mod pairs;
mod request;
mod route;
mod rule;
mod rule_detail;
mod rules;
mod study;
mod trial;
mod verse;
mod why;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub use catalog::{Catalog, Entry, Hits, Summary};
pub use desk::{Desk, Halt, LabelChange, Pack, Rules, Snapshot, Work};
pub use filter::{Filter, Order};
pub use guard::{BODY_LIMIT, Door, HEADERS};
pub use pairs::Pairs;
pub use request::{Method, Request, Response};
pub use study::{Copied, GroupStudy, MissedStudy, Story, Study};

use route::Route;

/// Answers a request that [`Door::admit`] has let in.
pub fn answer(request: &Request, desk: &impl Desk) -> Response {
    match Route::of(&request.path) {
        Some(Route::Documents) => documents::answer(request, desk),
        Some(Route::Document(number)) => document::answer(number, request, desk),
        Some(Route::Line(number, line)) => line::answer(number, line, request, desk),
        Some(Route::Label) => label::answer(request, desk),
        Some(Route::Rules) => rules::answer(request, desk),
        Some(Route::Rule) => rule::answer(request, desk),
        Some(Route::RuleDetail) => rule_detail::answer(request, desk),
        Some(Route::Switch) => rule::switch(request, desk),
        Some(Route::Try) => trial::answer(request, desk),
        Some(Route::TryResults) => trial::results(request, desk),
        Some(Route::Edit) => edit::answer(request, desk),
        Some(Route::EditLook) => edit::look_page(request, desk),
        Some(Route::Draft) if request.method == Method::Post => edit::draft(&request.form(), request, desk),
        Some(Route::Draft) => edit::draft(&request.query, request, desk),
        Some(Route::Save) => edit::save(request, desk),
        Some(Route::Missed) => missed::answer(request, desk),
        Some(Route::Groups) => groups::answer(request, desk),
        Some(Route::Group(document)) => groups::group(document, request, desk),
        Some(Route::Compare) => compare::answer(request, desk),
        Some(Route::Pulse) => pulse(desk),
        Some(Route::Style) => Response::asset("text/css; charset=utf-8", include_str!("tune.css")),
        Some(Route::Script) => Response::asset("text/javascript; charset=utf-8", include_str!("tune.js")),
        Some(Route::Icon) => Response::asset("image/svg+xml", include_str!("icon.svg")),
        None => Response::plain(404, "no such page"),
    }
}

/// The version, and what the corner of the page says.
fn pulse(desk: &impl Desk) -> Response {
    let snapshot = desk.snapshot();
    let state = frame::state(&snapshot);
    Response::html(
        maud::html! { p #status data-version=(snapshot.version) data-busy[snapshot.recount.is_some()] { (state) } },
    )
}
