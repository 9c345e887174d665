//! Pieces that several sections use.

use maud::{Markup, html};

use crate::group::Role;
use crate::survey::overview::{Named, Roles, Text, Top};
use crate::text::thousands;
use crate::web::chart::{Part, strip};
use crate::web::family::Family;
use crate::web::look::{name, said};

/// Characters of a name that a row has room for.
const NAME: usize = 160;

/// A cut text with what is left out.
pub(super) fn text(text: &Text) -> Markup {
    html! {
        (said(&text.shown))
        @if text.more > 0 { span.soft { " … " (thousands(text.more)) " more characters" } }
    }
}

/// A cut name.
pub(super) fn short(text: &Text) -> Markup {
    let cut_here = text.shown.chars().nth(NAME).is_some();
    html! { (name(&text.shown, NAME)) @if text.more > 0 && !cut_here { "…" } }
}

/// An outlet; those without a name have one here.
pub(super) fn outlet(source: &str) -> Markup {
    html! { @if source.is_empty() { i.soft { "unknown outlet" } } @else { (name(source, NAME)) } }
}

/// An id.
pub(super) fn id(id: &str) -> Markup {
    html! { span.id { (name(id, NAME)) } }
}

/// An id that may have been cut.
pub(super) fn cut_id(id: &Text) -> Markup {
    html! { span.id { (short(id)) } }
}

/// An outlet whose name may have been cut.
pub(super) fn cut_outlet(source: &Text) -> Markup {
    html! { @if source.shown.is_empty() { (outlet("")) } @else { (short(source)) } }
}

/// A document by its headline, outlet, date and id.
pub(super) fn document(named: &Named) -> Markup {
    html! {
        @if let Some(headline) = &named.headline {
            div.headline { @if headline.shown.is_empty() { i.soft { "without text" } } @else { (short(headline)) } }
        }
        div.by {
            (cut_outlet(&named.source))
            @if let Some(created) = &named.created { " · " span.date { (short(created)) } }
            " · " (cut_id(&named.id))
        }
    }
}

/// `and 12 more`, where some are left out.
pub(super) fn more<T>(top: &Top<T>, what: &str) -> Markup {
    html! { @if top.more > 0 { p.note { "and " (thousands(top.more)) " more " (what) } } }
}

/// The class that a role is drawn in.
fn role_class(role: Role) -> &'static str {
    match role {
        Role::Representative => "t-main",
        Role::Identical => "f-furniture",
        Role::Copy => "f-credit",
        Role::Trimmed => "f-reader",
        Role::Extended => "f-related",
        Role::Update => "f-appeal",
    }
}

/// Members by role, as parts of a bar.
pub(super) fn role_strip(roles: &Roles, whole: u64) -> Markup {
    let parts: Vec<Part> = Role::ALL
        .iter()
        .zip(roles)
        .filter(|(_, count)| **count > 0)
        .map(|(role, count)| Part {
            class: role_class(*role),
            value: *count,
            tip: format!("{} {}", thousands(*count), role.as_str()),
        })
        .collect();
    let told: Vec<String> = parts.iter().map(|part| part.tip.clone()).collect();
    strip(&parts, whole, &told.join(", "))
}

/// What the colours of roles mean.
pub(super) fn role_legend(shown: impl Fn(Role) -> bool) -> Markup {
    html! {
        ul.legend {
            @for role in Role::ALL.into_iter().filter(|role| shown(*role)) {
                li { span.swatch.(role_class(role)) {} (role.as_str()) }
            }
        }
    }
}

/// Bytes by kind, summed up by family, as parts of a bar.
pub(super) fn family_parts(kinds: &[(&'static str, u64)], tell: impl Fn(u64) -> String) -> Vec<Part> {
    let sum = |family: Family| {
        kinds.iter().filter(|(kind, _)| Family::named(kind) == family).map(|(_, bytes)| bytes).sum()
    };
    let parts = Family::ALL.into_iter().map(|family| (family, sum(family)));
    parts
        .filter(|(_, value)| *value > 0)
        .map(|(family, value)| Part {
            class: family.class(),
            value,
            tip: format!("{}: {}", family.label(), tell(value)),
        })
        .collect()
}

/// What the colours of families mean.
pub(super) fn family_legend() -> Markup {
    html! {
        ul.legend {
            @for family in Family::ALL { li { span.swatch.(family.class()) {} (family.label()) } }
        }
    }
}
