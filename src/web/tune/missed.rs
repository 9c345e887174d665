//! Repeated lines that no rule touches, outlet by outlet, with rules that would.

use std::collections::{BTreeMap, HashMap, HashSet};

use maud::{Markup, html};

use super::catalog::Catalog;
use super::desk::{Desk, Pack, Snapshot};
use super::draft::restated;
use super::frame::{Page, counted, thousands};
use super::pairs::link;
use super::request::{Request, Response};
use super::study::{MissedStudy, Study};
use crate::survey::{MissedLine, SuggestedPack, Suggestion};

/// How lines that several outlets share are called in addresses.
const SHARED: &str = "*";
/// Lines and rules shown of an outlet.
const SHOWN: usize = 100;
/// Examples shown of a rule.
const EXAMPLES: usize = 3;
/// Outlets in the list beside.
const OUTLETS: usize = 300;

/// The page; the study may still go on.
pub(super) fn answer(request: &Request, desk: &impl Desk) -> Response {
    let snapshot = desk.snapshot();
    let body = html! {
        h1 { "Missed lines" }
        @match desk.missed() {
            Study::Ready(study) => (ready(&study, request, &snapshot)),
            Study::Working(done, all) => (working(done, all, "Looking for lines that outlets repeat and no rule touches")),
            Study::Failed(why) => p.problem { (why) },
        }
    };
    Page { title: "Missed lines", way: "/missed", body }.answer(request, &snapshot)
}

/// What a page says while its study goes on; the script asks again.
pub(super) fn working(done: u64, all: u64, what: &str) -> Markup {
    html! {
        p role="status" data-again="400" { (what) ": " (thousands(done)) " of " (thousands(all)) " documents." }
        noscript { p { "Load the page again in a moment." } }
    }
}

/// Lines and rules of one outlet.
#[derive(Default)]
struct Outlet<'a> {
    lines: Vec<&'a MissedLine>,
    stories: u64,
    pack: Option<&'a SuggestedPack>,
}

fn outlets(study: &MissedStudy) -> BTreeMap<&str, Outlet<'_>> {
    let mut outlets: BTreeMap<&str, Outlet<'_>> = BTreeMap::new();
    for line in study.lines.iter().filter(|line| !line.shared) {
        let outlet = outlets.entry(line.source.as_deref().unwrap_or(SHARED)).or_default();
        outlet.lines.push(line);
        outlet.stories += u64::from(line.standing.stories);
    }
    for pack in &study.packs {
        outlets.entry(pack.source.as_deref().unwrap_or(SHARED)).or_default().pack = Some(pack);
    }
    outlets
}

fn ready(study: &MissedStudy, request: &Request, snapshot: &Snapshot) -> Markup {
    let outlets = outlets(study);
    let mut order: Vec<(&str, &Outlet<'_>)> = outlets.iter().map(|(name, outlet)| (*name, outlet)).collect();
    order.sort_by_key(|(name, outlet)| (outlet.pack.is_none(), std::cmp::Reverse(outlet.stories), *name));
    let chosen = request.query.get("source").filter(|name| outlets.contains_key(name));
    let Some(chosen) = chosen.or(order.first().map(|(name, _)| *name)) else {
        return html! { p { "No line is repeated that no rule touches." } };
    };
    let outlet = &outlets[chosen];
    let places = Places::of(outlet, &snapshot.catalog);
    html! {
        @if study.sampled > 0 { p.hint { "There are too many documents to hold: of " (counted(study.sampled as u64, "outlet")) " a sample was looked at." } }
        div.card.missed {
            div {
                h2 dir="auto" { (called(chosen)) }
                p.count { (counted(outlet.lines.len() as u64, "repeated line")) " that no rule touches, " (counted(outlet.pack.map_or(0, |pack| pack.rules.len()) as u64, "rule")) " suggested" }
                @if let Some(pack) = outlet.pack {
                    @for rule in pack.rules.iter().take(SHOWN) { (suggested(rule, pack, &places, snapshot)) }
                }
                (listed(outlet, chosen, &places))
            }
            nav.outlets aria-label="Outlets" {
                h2 { "Outlets" }
                ul { @for (name, outlet) in order.iter().take(OUTLETS) {
                    li { a dir="auto" href=(link("/missed", &[("source", name)])) aria-current=[(*name == chosen).then_some("true")] { (called(name)) }
                        span.number { (thousands(outlet.lines.len() as u64)) @if outlet.pack.is_some() { span.has title="with suggested rules" { " ●" } } } }
                } }
                @if order.len() > OUTLETS { p.hint { "and " (order.len() - OUTLETS) " more" } }
            }
        }
    }
}

fn called(name: &str) -> &str {
    if name == SHARED { "several outlets" } else { name }
}

/// The numbers of the documents that lines of the page stand in, by their ids.
struct Places<'a>(HashMap<&'a str, u32>);

impl<'a> Places<'a> {
    fn of(outlet: &'a Outlet<'a>, catalog: &Catalog) -> Places<'a> {
        let lines = outlet.lines.iter().take(SHOWN).flat_map(|line| &line.examples);
        let rules = outlet.pack.into_iter().flat_map(|pack| pack.rules.iter().take(SHOWN));
        let samples = lines.chain(rules.flat_map(|rule| &rule.examples));
        let wanted: HashSet<&str> = samples.map(|sample| &*sample.document).collect();
        let numbered = (0..).zip(&catalog.entries);
        let known = numbered.filter_map(|(number, entry)| Some((*wanted.get(&*entry.id)?, number)));
        Places(known.collect())
    }

    fn link(&self, document: &str, line: u32) -> Option<String> {
        Some(format!("/doc/{}?from={line}#L{line}", self.0.get(document)?))
    }
}

fn suggested(rule: &Suggestion, pack: &SuggestedPack, places: &Places<'_>, snapshot: &Snapshot) -> Markup {
    let toml = restated(&pack.toml, &rule.toml).unwrap_or_else(|| rule.toml.clone());
    let packs: Vec<&Pack> = snapshot.rules.writable().collect();
    html! {
        article.suggestion data-row {
            div.said {
                @for sample in rule.examples.iter().take(EXAMPLES) {
                    p.hit dir="auto" {
                        @match places.link(&sample.document, sample.line) {
                            Some(target) => a href=(target) { (cut(&sample.text)) },
                            None => { (cut(&sample.text)) }
                        }
                    }
                }
                p.where {
                    span.kind { (rule.kind) }
                    @if rule.hits > 0 { " · " (counted(rule.hits, "line")) " in " (counted(rule.documents, "document")) }
                    @if rule.scored > 0 { " · " (thousands(rule.scored)) " go by score already" }
                }
                @if !rule.nearest.is_empty() {
                    p.near { "stay: " @for (at, line) in rule.nearest.iter().take(2).enumerate() { @if at > 0 { " · " } q dir="auto" { (cut(line)) } } }
                }
                details { summary { "As a rule" } pre { (toml) } }
            }
            div.actions {
                a.button data-open data-try href=(link("/edit", &[("text", &in_force(&toml))])) { "Try " kbd { "t" } }
                @if !packs.is_empty() { (save(&toml, &packs)) }
            }
        }
    }
}

/// Saved as it is proposed: on trial.
fn save(toml: &str, packs: &[&Pack]) -> Markup {
    html! {
        form method="post" action="/save" {
            input type="hidden" name="text" value=(toml);
            @if packs.len() == 1 {
                input type="hidden" name="pack" value=(packs[0].name);
            } @else {
                label.across { span.visually-hidden { "Pack" } select name="pack" { @for pack in packs { option value=(pack.name) { (pack.name) } } } }
            }
            button data-save { "Save on trial" }
        }
    }
}

/// The rule as it would be in force, so that its effect shows.
fn in_force(toml: &str) -> String {
    let lines: Vec<&str> = toml.lines().filter(|line| !line.trim_start().starts_with("severity")).collect();
    lines.join("\n") + "\n"
}

fn listed(outlet: &Outlet<'_>, chosen: &str, places: &Places<'_>) -> Markup {
    let source = if chosen == SHARED { "" } else { chosen };
    html! {
        h2 { "All missed lines" }
        div.scroll { table.list {
            thead { tr { th scope="col" { "Line" } th.number scope="col" { "Stories" } th.number scope="col" { "Documents" } th scope="col" { "Where" } th scope="col" { "" } } }
            tbody { @for line in outlet.lines.iter().take(SHOWN) {
                @let example = line.examples.first();
                @let text = example.map_or_else(|| line.template.to_string(), |sample| sample.text.to_string());
                tr data-row {
                    td dir="auto" {
                        @match example.and_then(|sample| places.link(&sample.document, sample.line)) {
                            Some(target) => a.quiet data-open href=(target) { (cut(&text)) },
                            None => { (cut(&text)) }
                        }
                        @if line.standing.scored > 0 { div.place { "goes by score from " (counted(u64::from(line.standing.scored), "document")) } }
                    }
                    td.number { (thousands(u64::from(line.standing.stories))) " of " (thousands(u64::from(line.standing.of))) }
                    td.number { (thousands(u64::from(line.standing.documents))) }
                    td { (line.standing.places().first().copied().unwrap_or_default()) }
                    td { a.button data-try href=(link("/try", &[("shape", "exact"), ("pattern", &text), ("source", source)])) { "Try" } }
                }
            } }
        } }
        @if outlet.lines.len() > SHOWN { p.hint { "and " (thousands((outlet.lines.len() - SHOWN) as u64)) " more" } }
    }
}

fn cut(line: &str) -> &str {
    &line[..line.floor_char_boundary(240)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::edit::toml_string;

    #[test]
    fn a_rule_that_is_tried_is_in_force() {
        let toml =
            format!("[[rule]]\nid = \"a\"\nseverity = \"mark\"\nexact = [{}]\n", toml_string("severity"));
        assert_eq!(in_force(&toml), "[[rule]]\nid = \"a\"\nexact = [\"severity\"]\n");
    }
}
