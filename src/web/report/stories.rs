//! Groups of copies: how large, who runs whose, and how stories went on.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::RunPage;
use super::parts::{cut_outlet, document, more, outlet, role_legend, role_strip};
use crate::group::Role;
use crate::survey::overview::{Chain, Exchange, Matrix, Pair, Story};
use crate::text::{counted, percent, thousands};
use crate::web::chart::{Part, Stack, Width, bar, columns};

/// Sizes of groups that have a column of their own, and the last of each that share one.
const SIZES: [u64; 10] = [2, 3, 4, 5, 7, 10, 20, 50, 100, u64::MAX];

pub(super) fn section(run: &RunPage<'_>) -> Markup {
    let exchange = &run.overview.exchange;
    let report = &run.overview.report;
    html! {
        @if report.groups == 0 { p { "No two documents tell one story in the same words." } } @else {
            p {
                (counted(report.groups, "group")) " of " (counted(report.grouped, "document")) ". Every member was compared with "
                "the document that stands for its group; " code { "groups.jsonl" } " has the figures of each."
                @if let Some(earlier) = report.earlier {
                    " " (thousands(earlier.grouped)) " of the " (counted(earlier.documents, "document"))
                    " known from earlier batches are among them."
                }
            }
            div.pair {
                figure {
                    figcaption { "Groups by size " span { "— how many documents tell the same story" } }
                    (sizes(&exchange.sizes))
                }
                div { h3 { "What the members are to the one that stands for them" } (roles(run)) }
            }
            h3 { "The largest" }
            (stories(exchange))
        }
    }
}

fn sizes(sizes: &BTreeMap<u64, u64>) -> Markup {
    let mut from = 2;
    let stacks: Vec<Stack> = SIZES
        .iter()
        .map(|&to| {
            let count = sizes.range(from..=to).map(|(_, count)| count).sum();
            let label = match to {
                u64::MAX => format!("over {}", from - 1),
                to if to == from => to.to_string(),
                to => format!("{from}–{to}"),
            };
            from = to.saturating_add(1);
            let tip = format!("{} of {label} documents", counted(count, "group"));
            Stack { label, parts: vec![Part { class: "t-main", value: count, tip }] }
        })
        .collect();
    // Columns behind the last that has some would be empty.
    let used = stacks.iter().rposition(|stack| stack.parts[0].value > 0).map_or(1, |last| last + 1);
    let told: Vec<String> = stacks[..used].iter().map(|stack| stack.parts[0].tip.clone()).collect();
    columns(&stacks[..used], Width::Half, &told.join("; "))
}

fn roles(run: &RunPage<'_>) -> Markup {
    let report = &run.overview.report;
    let meaning = |role: Role| match role {
        Role::Representative => "stands for its group",
        Role::Identical => "the same words",
        Role::Copy => "small edits",
        Role::Trimmed => "a shorter cut of it",
        Role::Extended => "it and more",
        Role::Update => "newer, with other first lines or other figures",
    };
    let others = Role::ALL.into_iter().filter(|role| *role != Role::Representative);
    let others: Vec<(Role, u64)> =
        others.map(|role| (role, report.roles.get(role.as_str()).copied().unwrap_or(0))).collect();
    let most = others.iter().map(|(_, count)| *count).max().unwrap_or(0);
    html! {
        div.scroll { table { tbody { @for (role, count) in others { tr {
            td { (role.as_str()) div.by { (meaning(role)) } }
            td.n { (thousands(count)) }
            td.wide { (bar("t-second", count, most)) }
        } } } } }
    }
}

fn stories(exchange: &Exchange) -> Markup {
    let most = exchange.stories.rows.first().map_or(0, |story| story.size);
    html! {
        div.scroll { table {
            thead { tr { th { "Story" } th.n { "Documents" } th.wide { "" } th { "Outlets" } } }
            tbody { @for story in &exchange.stories.rows { (line(story, most)) } }
        } }
        (role_legend(|_| true))
        (more(&exchange.stories, "groups"))
    }
}

fn line(story: &Story, most: u64) -> Markup {
    html! { tr {
        td.story { (document(&story.representative)) }
        td.n { (thousands(story.size)) }
        td.wide { (role_strip(&story.roles, most)) }
        td.by {
            @for (number, (source, count)) in story.outlets.rows.iter().enumerate() {
                @if number > 0 { ", " }
                (cut_outlet(source))
                @if *count > 1 { " × " (thousands(*count)) }
            }
            @if story.outlets.more > 0 { " and " (thousands(story.outlets.more)) " more" }
        }
    } }
}

/// Which outlet's documents stand for copies of which other outlet.
pub(super) fn exchange(run: &RunPage<'_>) -> Markup {
    let exchange = &run.overview.exchange;
    let prefer =
        run.options.iter().find(|(name, _)| name == "prefer").map_or("", |(_, value)| value.as_str());
    html! {
        @if exchange.across == 0 { p { "No outlet has a copy of another outlet's document." } } @else {
            p {
                (counted(exchange.across, "document")) " of one outlet " (if exchange.across == 1 { "is a copy" } else { "are copies" })
                " of another outlet's, " (thousands(exchange.within)) " of the outlet's own."
                @if exchange.unknown > 0 { " Of " (thousands(exchange.unknown)) " more an outlet is not known." }
                " The document that stands for a group is chosen by " code { (crate::web::look::printable(prefer)) } "; with "
                code { "earliest" } " it is the first published where dates are known. Who wrote it is another matter: two "
                "outlets may both run an agency's story."
            }
            (matrix(&exchange.matrix))
            h3 { "Pair by pair" }
            (pairs(exchange))
        }
    }
}

fn matrix(matrix: &Matrix) -> Markup {
    let across = matrix.cells.iter().enumerate().flat_map(|(from, row)| {
        row.iter().enumerate().filter(move |(to, _)| *to != from).map(|(_, count)| *count)
    });
    let most = across.max().unwrap_or(0);
    let class = |from: usize, to: usize, count: u64| match count {
        _ if from == to => "own",
        0 => "h0",
        count => ["h1", "h2", "h3", "h4", "h5"][(count.saturating_sub(1) * 5 / most.max(1)).min(4) as usize],
    };
    html! {
        figure {
            figcaption { "Copies " span { "— the row's outlet is copied by the column's; its own copies stand in the diagonal" } }
            div.scroll { table.heat {
                thead { tr { th { "" } @for source in &matrix.outlets { th scope="col" { (outlet(source)) } } } }
                tbody { @for (from, row) in matrix.cells.iter().enumerate() { tr {
                    th scope="row" { (outlet(&matrix.outlets[from])) }
                    @for (to, &count) in row.iter().enumerate() {
                        td.(class(from, to, count)) { @if count > 0 { (thousands(count)) } }
                    }
                } } }
            } }
            @if matrix.more > 0 { p.note { "and " (counted(matrix.more, "outlet")) " with fewer copies" } }
        }
    }
}

fn pairs(exchange: &Exchange) -> Markup {
    let most = exchange.pairs.rows.first().map_or(0, Pair::copies);
    html! {
        div.scroll { table.sortable data-first="25" data-find="Find an outlet" {
            thead { tr {
                th { "Stands for" } th { "Runs the copy" } th.n data-sort="descending" { "Copies" }
                th.n { "Of all between outlets" } th.wide data-sort="no" { "" }
            } }
            tbody { @for pair in &exchange.pairs.rows { tr {
                td.outlet { (outlet(&pair.from)) }
                td.outlet { (outlet(&pair.to)) }
                td.n data-v=(pair.copies()) { (thousands(pair.copies())) }
                td.n data-v=(pair.copies()) { (percent(pair.copies(), exchange.across)) }
                td.wide { (role_strip(&pair.roles, most)) }
            } } }
        } }
        (role_legend(|role| role != Role::Representative))
        (more(&exchange.pairs, "pairs"))
    }
}

/// Stories with updates.
pub(super) fn versions(run: &RunPage<'_>) -> Markup {
    let chains = &run.overview.exchange.chains;
    html! {
        @if chains.rows.is_empty() { p { "No story has an update with other first lines or other figures." } } @else {
            p {
                (counted(chains.count(), "group")) " with updates. Each version brings other first lines or other figures than "
                "the one before it."
            }
            @for chain in &chains.rows { (versions_of(chain)) }
            (more(chains, "stories that went on"))
        }
    }
}

fn versions_of(chain: &Chain) -> Markup {
    html! {
        ol.chain { @for version in &chain.versions.rows { li { (document(version)) } } }
        (more(&chain.versions, "versions of this story"))
    }
}
