//! The box to try a pattern in: fields become a rule, and the rule is held against the corpus at once.

use maud::{Markup, html};

use super::desk::{Desk, Pack, Snapshot};
use super::documents::halted;
use super::draft::Draft;
use super::effect::{Effect, effect};
use super::effect_view::looked_over;
use super::frame::{Page, piece};
use super::pairs::{Pairs, link};
use super::request::{Request, Response};
use crate::rules::Kind;
use crate::rules::edit::toml_string;

/// What a pattern is to a line, with its key in rule files.
const SHAPES: [(&str, &str); 6] = [
    ("exact", "the line is"),
    ("contains", "the line contains"),
    ("prefix", "the line begins with"),
    ("suffix", "the line ends with"),
    ("line", "the line matches the expression"),
    ("inline", "a part of the line matches the expression"),
];

/// Where in a text, with how it is written in rule files (`#` stands for the number).
const PLACES: [(&str, &str, &str); 6] = [
    ("", "anywhere", ""),
    ("head", "among the first … lines", "head = #"),
    ("tail", "among the last … lines", "tail = #"),
    ("above", "above the story", "head = \"story\""),
    ("below", "below the story", "tail = \"story\""),
    ("around", "above or below the story", "head = \"story\", tail = \"story\""),
];

/// Lines of a head or tail where no number is given.
const LINES: usize = 8;
/// Real lines that become examples.
const EXAMPLES: usize = 3;

/// The fields as they were filled in.
struct Trial {
    shape: &'static str,
    pattern: String,
    place: String,
    source: String,
    lang: String,
    kind: String,
}

impl Trial {
    fn of(query: &Pairs) -> Trial {
        let get = |name| query.get(name).unwrap_or_default().to_owned();
        let shape = SHAPES.iter().find(|(shape, _)| query.get("shape") == Some(shape));
        let lines = query.number("lines").unwrap_or(LINES).clamp(1, 999).to_string();
        let place = PLACES.iter().find(|(place, ..)| query.get("place") == Some(place));
        Trial {
            shape: shape.map_or("exact", |(shape, _)| shape),
            pattern: get("pattern"),
            place: place.map_or("", |(.., toml)| toml).replace('#', &lines),
            source: get("source").trim().to_owned(),
            lang: get("lang").trim().to_owned(),
            kind: Kind::ALL
                .iter()
                .map(|kind| kind.as_str())
                .find(|kind| get("kind") == *kind)
                .unwrap_or("other")
                .to_owned(),
        }
    }

    /// The rule, with real lines as examples.
    fn toml(&self, examples: &[&str]) -> String {
        let value = match self.shape {
            "exact" => list(self.pattern.lines().map(str::trim).filter(|line| !line.is_empty())),
            _ => toml_string(self.pattern.trim_matches('\n')),
        };
        let mut rule = format!(
            "[[rule]]\nid = {}\nwhy = \"\"\nkind = \"{}\"\n{} = {value}\n",
            toml_string(&slug(&self.pattern)),
            self.kind,
            self.shape
        );
        if !self.place.is_empty() {
            rule.push_str(&format!("where = {{ {} }}\n", self.place));
        }
        let scope: Vec<String> = [("source", &self.source), ("lang", &self.lang)]
            .iter()
            .filter(|(_, name)| !name.is_empty())
            .map(|(key, name)| format!("{key} = [{}]", toml_string(name)))
            .collect();
        if !scope.is_empty() {
            rule.push_str(&format!("scope = {{ {} }}\n", scope.join(", ")));
        }
        if !examples.is_empty() {
            rule.push_str(&format!("match = {}\n", list(examples.iter().copied())));
        }
        rule
    }
}

/// A pack for drafts where none can be written.
pub(super) fn nowhere() -> Pack {
    let name = "untitled-draft";
    Pack {
        name: name.to_owned(),
        path: format!("{name}.toml"),
        text: format!("[pack]\nformat = 1\nname = \"{name}\"\n"),
        writable: false,
        is_given: true,
        is_there: false,
    }
}

/// The page; what comes of the pattern is asked for by itself.
pub(super) fn answer(request: &Request, desk: &impl Desk) -> Response {
    let snapshot = desk.snapshot();
    let query = &request.query;
    let results = query.with("token", None).after("/try/results");
    let body = html! {
        h1 { "Try a pattern" }
        (form(query))
        div #results aria-live="polite" data-load=[query.get("pattern").map(|_| &results)] {
            @if query.get("pattern").is_some() {
                noscript { a href=(results) { "What comes of it" } }
            } @else {
                p.hint { "What it would take is shown as you type: newly removed lines with what stands round them, by outlet." }
            }
        }
    };
    Page { title: "Try a pattern", way: "/try", body }.answer(request, &snapshot)
}

fn form(query: &Pairs) -> Markup {
    let value = |name| query.get(name).unwrap_or_default().to_owned();
    let chosen = |name, option: &str| query.get(name).unwrap_or_default() == option;
    html! {
        form.trial action="/try" method="get" data-live="/try/results" data-target="#results" {
            div.row {
                label { "What" select name="shape" { @for (shape, label) in SHAPES { option value=(shape) selected[chosen("shape", shape)] { (label) } } } }
                label.wide { "Pattern" textarea name="pattern" rows="2" dir="auto" spellcheck="false" data-search placeholder="Comments are closed." { (value("pattern")) } }
            }
            div.row {
                label { "Where" select name="place" { @for (place, label, _) in PLACES { option value=(place) selected[chosen("place", place)] { (label) } } } }
                label.narrow { "Lines" input type="number" name="lines" min="1" max="999" value=(query.number("lines").unwrap_or(LINES)); }
                label { "Outlet" input name="source" value=(value("source")) placeholder="any"; }
                label.narrow { "Language" input name="lang" value=(value("lang")) placeholder="any" maxlength="12"; }
                label { "Kind" select name="kind" { @for kind in Kind::ALL { option value=(kind) selected[if query.get("kind").is_some() { chosen("kind", kind.as_str()) } else { kind == Kind::Other }] { (kind) } } } }
                button { "Try" }
            }
        }
    }
}

/// What comes of the pattern.
pub(super) fn results(request: &Request, desk: &impl Desk) -> Response {
    let snapshot = desk.snapshot();
    let trial = Trial::of(&request.query);
    if trial.pattern.trim().is_empty() {
        return piece(
            "Try a pattern",
            "/try",
            html! { p.hint { "Nothing to look for yet." } },
            request,
            &snapshot,
        );
    }
    let pack = snapshot.rules.writable().next().cloned().unwrap_or_else(nowhere);
    let toml = unlike(&trial.toml(&[]), &pack);
    let mut drafted = Draft { pack: &pack, instead_of: None, text: &toml }.checked(&snapshot);
    // Examples are for rules that are saved.
    drafted.remarks.retain(|remark| remark.is_error || !remark.what.contains("has no example"));
    let effect = match &drafted.set {
        Some(set) => match effect(desk, &snapshot, set, &drafted.rules, desk.begin_draft()) {
            Ok(effect) => Some(effect),
            Err(halt) => return halted(&halt, request, &snapshot),
        },
        None => None,
    };
    let body = html! {
        div.card {
            div { (looked_over(&drafted, effect.as_ref())) }
            aside aria-label="The rule" { (onward(&trial, effect.as_ref(), &snapshot)) }
        }
    };
    piece("Try a pattern", "/try", body, request, &snapshot)
}

/// The rule that the fields make, and the way to write it into a pack.
fn onward(trial: &Trial, effect: Option<&Effect>, snapshot: &Snapshot) -> Markup {
    let lines =
        effect.map(|effect| effect.removed.cases.iter().map(|case| case.text.trim()).collect::<Vec<_>>());
    let mut examples = lines.unwrap_or_default();
    examples.dedup();
    examples.truncate(EXAMPLES);
    let toml = trial.toml(&examples);
    html! {
        section.toml {
            h2 { "As a rule" }
            pre { (toml) }
            @if snapshot.rules.writable().next().is_some() {
                p { a.button data-edit href=(link("/edit", &[("text", &toml)])) { "Write it into a pack " kbd { "e" } } }
            }
        }
    }
}

/// The rule with an id that the pack has not.
fn unlike(toml: &str, pack: &Pack) -> String {
    let Some(id) = toml.lines().find_map(|line| line.strip_prefix("id = \"")?.strip_suffix('"')) else {
        return toml.to_owned();
    };
    let taken = |id: &str| crate::rules::edit::rule_text(&pack.text, id).is_some();
    let free = std::iter::once(id.to_owned())
        .chain((2..).map(|number| format!("{id}-{number}")))
        .find(|id| !taken(id));
    toml.replacen(&format!("id = \"{id}\""), &format!("id = \"{}\"", free.unwrap_or_default()), 1)
}

/// An id from the words of a pattern.
pub(super) fn slug(pattern: &str) -> String {
    let words = pattern.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| word.len() > 1).take(4);
    let slug = words.collect::<Vec<_>>().join("-").to_ascii_lowercase();
    if slug.is_empty() { "new-rule".to_owned() } else { slug.chars().take(40).collect() }
}

fn list<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    format!("[{}]", lines.map(toml_string).collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn toml(query: &str) -> String {
        Trial::of(&Pairs::parse(query)).toml(&["Read \"more\""])
    }

    #[test]
    fn fields_become_a_rule() {
        assert_eq!(
            toml("shape=exact&pattern=Share+this%0APrint&place=tail&lines=5&source=a.example&kind=share"),
            "[[rule]]\nid = \"share-this-print\"\nwhy = \"\"\nkind = \"share\"\nexact = [\"Share this\", \"Print\"]\n\
             where = { tail = 5 }\nscope = { source = [\"a.example\"] }\nmatch = ['Read \"more\"']\n"
        );
        assert!(toml("shape=line&pattern=%5Cd%2B+views").contains("line = '\\d+ views'\n"));
        assert!(toml("shape=line&pattern=it's").contains("line = \"it's\"\n"));
        assert!(toml("pattern=%E7%9B%B8%E5%85%B3").contains("id = \"new-rule\""));
    }
}
