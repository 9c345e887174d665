//! Writing a rule: problems and effect as it is typed, then the pack with it saved whole.

use maud::{Markup, html};

use super::desk::{Desk, Pack, Rules, Snapshot};
use super::documents::halted;
use super::draft::{Draft, Drafted, editable};
use super::effect::effect;
use super::effect_view::looked_over;
use super::frame::{Page, piece, told};
use super::pairs::{Pairs, link};
use super::request::{Request, Response};
use super::trial::nowhere;
use crate::text::hash64;

/// A new rule before anything is written.
const NEW: &str = "[[rule]]\nid = \"\"\nwhy = \"\"\nkind = \"other\"\nexact = [\"\"]\nmatch = [\"\"]\n";

/// What is being written.
struct Form {
    text: String,
    /// The rule that is edited.
    id: Option<String>,
    pack: Pack,
}

impl Form {
    /// From a query or a form.
    fn of(pairs: &Pairs, rules: &Rules) -> Option<Form> {
        let id = pairs.get("id").map(str::to_owned);
        let known = id.as_ref().and_then(|id| editable(rules, id));
        if id.is_some() && known.is_none() {
            return None;
        }
        let text = pairs.get("text").map(str::to_owned).or(known).unwrap_or_else(|| NEW.to_owned());
        let own = id.as_deref().and_then(|id| id.rsplit_once('/')).map(|(pack, _)| pack);
        let named = own.filter(|name| rules.writable().any(|pack| pack.name == *name)).or(pairs.get("pack"));
        let pack = named
            .and_then(|name| rules.writable().find(|pack| pack.name == name))
            .or(rules.writable().next());
        Some(Form { text, id, pack: pack.cloned().unwrap_or_else(nowhere) })
    }

    fn checked(&self, snapshot: &Snapshot) -> Drafted {
        Draft { pack: &self.pack, instead_of: self.id.as_deref(), text: &self.text }.checked(snapshot)
    }

    /// Whether the rule stands in the pack it would be saved in.
    fn is_own(&self) -> bool {
        self.id.as_deref().and_then(|id| id.rsplit_once('/')).is_some_and(|(pack, _)| pack == self.pack.name)
    }
}

/// The version of a pack that a form was made from.
fn seen(pack: &Pack) -> String {
    format!("{:016x}", hash64(pack.text.as_bytes()))
}

/// The page to write on.
pub(super) fn answer(request: &Request, desk: &impl Desk) -> Response {
    let snapshot = desk.snapshot();
    match Form::of(&request.query, &snapshot.rules) {
        Some(form) => page(&form, &html! {}, request, &snapshot),
        None => {
            told(404, "No such rule", "no rule has this id, or it has no text of its own", request, &snapshot)
        }
    }
}

/// The page, with what was said of the text before.
fn page(form: &Form, said: &Markup, request: &Request, snapshot: &Snapshot) -> Response {
    let title = match &form.id {
        Some(id) if form.is_own() => format!("Edit {id}"),
        Some(id) => format!("Restate {id}"),
        None => "A new rule".to_owned(),
    };
    let rows = form.text.lines().count().clamp(10, 30) + 1;
    let body = html! {
        nav.steps aria-label="Ways back" {
            @match &form.id {
                Some(id) => a data-up href=(link("/rule", &[("id", id)])) { "The rule" },
                None => a data-up href="/rules" { "All rules" },
            }
        }
        h1 { (title) }
        form.editor method="post" action="/save" data-live="/draft" data-target="#looked-over" {
            @if let Some(id) = &form.id { input type="hidden" name="id" value=(id); }
            input type="hidden" name="seen" value=(seen(&form.pack));
            label { "Rule, as TOML" textarea name="text" rows=(rows) spellcheck="false" autofocus data-search aria-describedby="looked-over" { "\n" (form.text) } }
            div.actions { (destination(form, snapshot)) }
        }
        div #looked-over aria-live="polite" data-load=[said.0.is_empty().then(|| draft_link(form))] { (said) }
    };
    Page { title: &title, way: "/rules", body }.answer(request, snapshot)
}

/// What is said of the text at first, without a change to it.
fn draft_link(form: &Form) -> String {
    let id = form.id.as_deref().unwrap_or_default();
    link("/draft", &[("id", id), ("pack", &form.pack.name), ("text", &form.text)])
}

/// Where the rule will be saved.
fn destination(form: &Form, snapshot: &Snapshot) -> Markup {
    let packs: Vec<&Pack> = snapshot.rules.writable().collect();
    html! {
        @if packs.is_empty() {
            p.hint { "No pack can be written: start with " code { "--rules DIR" } ". The text can be copied from here." }
        } @else {
            @if form.is_own() {
                span { "in " code { (form.pack.path) } }
                input type="hidden" name="pack" value=(form.pack.name);
            } @else {
                label.across { "in" select name="pack" { @for pack in packs { option value=(pack.name) selected[pack.name == form.pack.name] { (pack.path) } } } }
            }
            button.main data-save { "Save " kbd { "Ctrl Enter" } }
            button formaction="/edit/look" data-plain { "Look it over" }
            @if form.id.is_some() && !form.is_own() {
                span.hint { "The built-in rule is not changed: the pack says it anew, and its version holds." }
            }
        }
    }
}

/// Problems and effect, as a piece of the page.
pub(super) fn draft(pairs: &Pairs, request: &Request, desk: &impl Desk) -> Response {
    let snapshot = desk.snapshot();
    match Form::of(pairs, &snapshot.rules) {
        Some(form) => match look(&form, desk, &snapshot) {
            Ok(said) => piece("A draft", "/rules", said, request, &snapshot),
            Err(halt) => halted(&halt, request, &snapshot),
        },
        None => told(404, "No such rule", "no rule has this id", request, &snapshot),
    }
}

/// The whole page with problems and effect, for browsers without the script.
pub(super) fn look_page(request: &Request, desk: &impl Desk) -> Response {
    let snapshot = desk.snapshot();
    let Some(form) = Form::of(&request.form(), &snapshot.rules) else {
        return told(404, "No such rule", "no rule has this id", request, &snapshot);
    };
    match look(&form, desk, &snapshot) {
        Ok(said) => page(&form, &said, request, &snapshot),
        Err(halt) => halted(&halt, request, &snapshot),
    }
}

fn look(form: &Form, desk: &impl Desk, snapshot: &Snapshot) -> Result<Markup, super::desk::Halt> {
    let work = desk.begin_draft();
    let drafted = form.checked(snapshot);
    let effect = match &drafted.set {
        Some(set) => Some(effect(desk, snapshot, set, &drafted.rules, work)?),
        None => None,
    };
    Ok(looked_over(&drafted, effect.as_ref()))
}

/// Saves the pack with the rule, if nothing is wrong with it.
pub(super) fn save(request: &Request, desk: &impl Desk) -> Response {
    let snapshot = desk.snapshot();
    let pairs = request.form();
    let Some(form) = Form::of(&pairs, &snapshot.rules) else {
        return told(404, "Not saved", "the rule is gone from its pack", request, &snapshot);
    };
    let refused = |status: u16, what: &str| {
        let said = html! { p.problem role="alert" { "Not saved: " (what) } };
        page(&form, &said, request, &snapshot).with_status(status)
    };
    if !form.pack.writable || pairs.get("pack").is_some_and(|name| name != form.pack.name) {
        return refused(403, "this pack cannot be written");
    }
    // Where the pack was chosen on the page, the form was made from another one.
    if form.is_own() && pairs.get("seen") != Some(seen(&form.pack).as_str()) {
        return refused(
            409,
            "the pack has changed on disk since this page was made; look the rule over again, then save",
        );
    }
    let drafted = form.checked(&snapshot);
    let (Some(text), Some(set)) = (&drafted.text, &drafted.set) else {
        let said = html! { p.problem role="alert" { "Not saved." } (looked_over(&drafted, None)) };
        return page(&form, &said, request, &snapshot).with_status(422);
    };
    if drafted.remarks.iter().any(|remark| remark.is_error) {
        let said = html! { p.problem role="alert" { "Not saved." } (looked_over(&drafted, None)) };
        return page(&form, &said, request, &snapshot).with_status(422);
    }
    match desk.save(&form.pack, text) {
        Ok(()) => {
            let id = drafted.rules.first().map_or("", |rule| &set.rules[*rule].id);
            Response::see_other(&link("/rule", &[("id", id), ("saved", "1")]))
        }
        Err(why) => refused(409, &why),
    }
}
