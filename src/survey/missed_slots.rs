//! Lines that differ in one stretch: by-lines, credits, tags.
//!
//! Lines are put together by how they begin, then by how they end, at the shortest beginning that says
//! something; where what is put together so is no chrome, at the next longer one.

use std::collections::BTreeMap;

use super::missed_line::{At, Outlet, Standing};
use super::template::{Open, Piece, Template, is_stamp};

/// A line longer than this, in bytes, has more to say than its beginning.
const LONGEST: usize = 200;

/// Beginnings that are tried of each line.
const TRIES: usize = 4;

/// A line with its template as text.
#[derive(Debug, Clone)]
struct Candidate {
    at: At,
    template: Template,
    key: String,
    /// Lengths of its beginnings (endings) that say something, the shortest first.
    ends: Vec<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Front,
    Back,
}

/// Shapes that lines of at least so many stories have in common, with the places of these lines.
pub(super) fn slots(outlet: &Outlet<'_>, places: &[At], min_stories: usize) -> Vec<(Template, Vec<At>)> {
    let mut found = Vec::new();
    let mut candidates: Vec<Candidate> = places.iter().filter_map(|&at| candidate(outlet, at)).collect();
    for side in [Side::Front, Side::Back] {
        for candidate in &mut candidates {
            candidate.ends = ends(&candidate.key, side);
        }
        let rest = gather(outlet, std::mem::take(&mut candidates), side, 0, min_stories, &mut found);
        candidates = rest;
    }
    found
}

fn candidate(outlet: &Outlet<'_>, at: At) -> Option<Candidate> {
    let line = outlet.line(at);
    if line.sentence || line.text.len() > LONGEST {
        return None;
    }
    let template = Template::of(&line.text);
    Some(Candidate { at, key: template.key_text(), template, ends: Vec::new() })
}

/// Puts candidates together by their beginnings; returns those that are left alone.
fn gather(
    outlet: &Outlet<'_>,
    candidates: Vec<Candidate>,
    side: Side,
    depth: usize,
    min_stories: usize,
    found: &mut Vec<(Template, Vec<At>)>,
) -> Vec<Candidate> {
    let mut by_end: BTreeMap<String, Vec<Candidate>> = BTreeMap::new();
    let mut rest = Vec::new();
    for candidate in candidates {
        match candidate.ends.get(depth) {
            Some(&end) => {
                by_end.entry(part(&candidate.key, end, side).to_owned()).or_default().push(candidate);
            }
            None => rest.push(candidate),
        }
    }
    for group in by_end.into_values() {
        if !is_enough(outlet, &group, min_stories) {
            rest.extend(group);
        } else if let Some(shape) = shape(outlet, &group, side, depth) {
            found.push(shape);
        } else if depth + 1 < TRIES {
            rest.extend(gather(outlet, group, side, depth + 1, min_stories, found));
        } else {
            rest.extend(group);
        }
    }
    rest
}

/// Different lines of enough stories.
fn is_enough(outlet: &Outlet<'_>, group: &[Candidate], min_stories: usize) -> bool {
    let mut keys: Vec<&str> = group.iter().map(|candidate| candidate.key.as_str()).collect();
    keys.sort_unstable();
    keys.dedup();
    let places: Vec<At> = group.iter().map(|candidate| candidate.at).collect();
    keys.len() >= min_stories && outlet.stories(&places) >= min_stories
}

/// What a group has in common, if it may be chrome.
fn shape(outlet: &Outlet<'_>, group: &[Candidate], side: Side, depth: usize) -> Option<(Template, Vec<At>)> {
    let mut places: Vec<At> = group.iter().map(|candidate| candidate.at).collect();
    places.sort_unstable();
    if !may_be_chrome(&outlet.standing(&places, &|_| false)) {
        return None;
    }
    let own = group[0].ends[depth];
    let other = common(group, own, side);
    let (front, back) = if side == Side::Front { (own, other) } else { (other, own) };
    let fill = |candidate: &Candidate| {
        candidate.template.cut(front, candidate.key.len() - back).to_plain().unwrap_or_default()
    };
    let persons = group.iter().all(|candidate| is_person(&fill(candidate)));
    let strong = says(part(&group[0].key, own, side), side);
    if !(strong || persons) {
        return None;
    }
    let ends = |candidate: &Candidate| {
        let length = candidate.key.len();
        (candidate.template.cut(0, front), candidate.template.cut(length - back, length))
    };
    let (mut first, mut last) = ends(&group[0]);
    for candidate in &group[1..] {
        let (front, back) = ends(candidate);
        first.join(&front);
        last.join(&back);
    }
    let open = if persons { Open::Person } else { Open::Anything };
    let mut template = first;
    template.pieces.push(Piece::Open(open));
    template.pieces.extend(last.pieces);
    Some((template, places))
}

/// Stands around stories rather than in them, as far as places and scores tell.
fn may_be_chrome(standing: &Standing) -> bool {
    let Standing { stories, documents, middle, scored, left, .. } = *standing;
    match scored + left {
        0 => middle * 10 <= stories,
        _ => left * 20 <= documents,
    }
}

fn part(key: &str, end: usize, side: Side) -> &str {
    match side {
        Side::Front => &key[..end],
        Side::Back => &key[key.len() - end..],
    }
}

/// Bytes that all lines of a group have in common on the other side, beyond their own common part: whole
/// words.
fn common(group: &[Candidate], own: usize, side: Side) -> usize {
    let rest = |candidate: &Candidate| -> Vec<char> {
        match side {
            Side::Front => candidate.key[own..].chars().rev().collect(),
            Side::Back => candidate.key[..candidate.key.len() - own].chars().collect(),
        }
    };
    let first = rest(&group[0]);
    let mut shared = first.len();
    let mut shortest = first.len();
    for other in group[1..].iter().map(rest) {
        shared = first.iter().zip(&other).take(shared).take_while(|(one, other)| one == other).count();
        shortest = shortest.min(other.len());
    }
    // Something must be left to vary, and words are not cut.
    shared = shared.min(shortest.saturating_sub(1));
    while shared > 0 && !is_boundary(first[shared - 1], first.get(shared).copied()) {
        shared -= 1;
    }
    first[..shared].iter().map(|c| c.len_utf8()).sum()
}

/// The lengths of beginnings (endings) that say something.
fn ends(key: &str, side: Side) -> Vec<usize> {
    let mut chars: Vec<char> = key.chars().collect();
    if side == Side::Back {
        chars.reverse();
    }
    let mut ends = Vec::new();
    let mut length = 0;
    for (at, &c) in chars.iter().enumerate() {
        length += c.len_utf8();
        let next = chars.get(at + 1).copied();
        // White space goes with what stands before it.
        let whole = next.is_some_and(|next| !next.is_whitespace()) && is_boundary(c, next);
        if whole && (says(part(key, length, side), side) || is_word(part(key, length, side))) {
            ends.push(length);
            if ends.len() == TRIES {
                break;
            }
        }
    }
    ends
}

/// Whether a word may end between two characters.
fn is_boundary(c: char, next: Option<char>) -> bool {
    let word = |c: char| c.is_alphanumeric() && !is_wide(c);
    next.is_none_or(|next| !(word(c) && word(next)))
}

/// Characters of scripts that write a word in one or two.
fn is_wide(c: char) -> bool {
    ('\u{2e80}'..'\u{fb00}').contains(&c)
}

/// Marks that part a label from what it labels.
const MARKS: &str = ":：|｜/／»›>–—•·】）)］]╱★●▪■";
const OPENING: &str = "|｜/／«‹<–—•·【（(［[╱★●▪■@";

/// Whether a beginning (ending) says enough to know a line by: a label with its mark, or two words.
fn says(part: &str, side: Side) -> bool {
    let letters: usize =
        part.chars().filter(|c| c.is_alphabetic()).map(|c| if is_wide(c) { 3 } else { 1 }).sum();
    let trimmed = part.trim();
    let mark = match side {
        Side::Front => trimmed.ends_with(|c| MARKS.contains(c)),
        Side::Back => trimmed.starts_with(|c| OPENING.contains(c)),
    };
    let words = trimmed.split_whitespace().count();
    mark && letters >= 3 || is_stamp(part) || letters >= 8 && (words >= 2 || trimmed.contains(is_wide))
}

/// A first word, which is enough before a name: `By`, `Von`.
fn is_word(part: &str) -> bool {
    let trimmed = part.trim();
    let letters = trimmed.chars().filter(|c| c.is_alphabetic()).count();
    part.ends_with(char::is_whitespace) && letters >= 2 && trimmed.chars().all(char::is_alphabetic)
}

/// One to six words with capitals.
fn is_person(fill: &str) -> bool {
    let words: Vec<&str> = fill.split_whitespace().collect();
    let capital = |word: &&&str| word.starts_with(char::is_uppercase);
    (1..=6).contains(&words.len())
        && fill.chars().count() <= 60
        && fill.starts_with(char::is_uppercase)
        && words.iter().filter(capital).count() * 2 >= words.len()
        && !fill.contains(|c: char| c.is_numeric() || ".!?:;".contains(c) && !fill.contains(". "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_are_labels_or_two_words() {
        let parts = |key: &'static str, side| -> Vec<&str> {
            ends(key, side).into_iter().map(|end| part(key, end, side)).collect()
        };
        assert_eq!(parts("Photo: Ada Brandt", Side::Front)[0], "Photo: ");
        assert_eq!(parts("By Ada Brandt", Side::Front), ["By "]);
        assert_eq!(parts("Ferry sails | Courier", Side::Back)[0], "| Courier");
        assert_eq!(parts("【港灣報記者張三／台北報導】", Side::Front)[0], "【港灣報");
    }

    #[test]
    fn names_are_words_with_capitals() {
        for name in ["Ada Brandt", "Ludwig van der Aa", "Ада Брандт, Wire", "A. Brandt"] {
            assert!(is_person(name), "{name}");
        }
        for other in ["the minister", "12 May", "Council votes on the roofs of all schools in town", ""] {
            assert!(!is_person(other), "{other}");
        }
    }
}
