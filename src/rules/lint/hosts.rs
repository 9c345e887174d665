//! Scopes that name hosts which are none.

use hashbrown::HashSet;

use super::super::problem::Problem;
use super::super::rule::Apply;
use super::super::rule_set::RuleSet;

pub(super) fn lint(set: &RuleSet, problems: &mut Vec<Problem>) {
    each_host(set, |glob, _| Some((IMPOSSIBLE, impossible(glob)?)), problems);
}

const IMPOSSIBLE: &str = "impossible-host";
const UNKNOWN: &str = "unknown-host";

/// Globs that match none of the known hosts. `*.a.example` is not told of where `a.example` stands beside it and
/// is known.
pub(super) fn lint_known(set: &RuleSet, known: &[String], problems: &mut Vec<Problem>) {
    let is_known = |glob: &str| {
        let pattern = glob::Pattern::new(&glob.to_lowercase());
        pattern.is_ok_and(|pattern| known.iter().any(|host| pattern.matches(host)))
    };
    let unknown = |glob: &str, all: &[&str]| {
        let parent = glob.strip_prefix("*.").filter(|parent| all.contains(parent));
        let known_so = is_known(glob) || parent.is_some_and(is_known);
        (!known_so).then(|| (UNKNOWN, format!("is none of the {} known hosts", known.len())))
    };
    each_host(set, unknown, problems);
}

/// Asks about each host glob among those of its scope, once in a file: `[defaults]` gives one to every rule.
fn each_host(
    set: &RuleSet,
    wrong: impl Fn(&str, &[&str]) -> Option<(&'static str, String)>,
    problems: &mut Vec<Problem>,
) {
    let mut seen: HashSet<(&str, &str)> = HashSet::new();
    for rule in set.rules.iter().filter(|rule| rule.apply != Apply::Off) {
        let globs: Vec<&str> = rule.scope.host_globs().collect();
        for &glob in &globs {
            if !seen.insert((&rule.place.source.path, glob)) {
                continue;
            }
            if let Some((code, why)) = wrong(glob, &globs) {
                let what = format!("`{}` is for the host `{glob}`, which {why}", rule.id);
                let hint = "hosts are compared in lower case, without scheme, `www.`, port and path";
                problems.push(Problem::warning(code, rule.place.clone(), what).hint(hint));
            }
        }
    }
}

/// Why no host can match a glob.
fn impossible(glob: &str) -> Option<String> {
    // A class in brackets stands for one character that a host may have.
    let (mut plain, mut in_class) = (String::new(), false);
    for c in glob.to_lowercase().chars() {
        match c {
            '[' if !in_class => (in_class, _) = (true, plain.push('?')),
            ']' if in_class => in_class = false,
            c if !in_class => plain.push(c),
            _ => {}
        }
    }
    let open = plain.contains(['*', '?']);
    let stray = plain.chars().find(|c| !c.is_alphanumeric() && !matches!(c, '.' | '-' | '_' | '*' | '?'));
    let labels = || plain.split('.');
    let why = if plain.trim().is_empty() {
        "is empty".to_owned()
    } else if plain.contains("://") {
        "has a scheme".to_owned()
    } else if plain.contains('/') {
        "has a path".to_owned()
    } else if let Some((_, port)) = plain.split_once(':') {
        format!("has a port, `{port}`")
    } else if plain.contains(char::is_whitespace) {
        "has a blank in it".to_owned()
    } else if let Some(stray) = stray {
        format!("has `{stray}` in it")
    } else if plain.starts_with("www.") {
        "begins with `www.`".to_owned()
    } else if plain.starts_with('.') || plain.ends_with('.') || plain.contains("..") {
        "has nothing before or behind a dot".to_owned()
    } else if labels().any(|label| label.len() > 63) || plain.len() > 253 {
        "is longer than a name can be".to_owned()
    } else if !open && !plain.contains('.') {
        "has no dot".to_owned()
    } else {
        return None;
    };
    Some(why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_that_can_be_none_are_told_from_those_that_can() {
        let good = [
            "a.example",
            "*.com.tr",
            "*",
            "news-?.example",
            "n[0-9].example",
            "кайхан.рф",
            "*example*",
            "a_b.example",
            "10.0.0.1",
            "A.EXAMPLE",
        ];
        for glob in good {
            assert_eq!(impossible(glob), None, "{glob}");
        }
        let bad = [
            ("https://a.example", "scheme"),
            ("a.example/news", "path"),
            ("a.example:80", "port"),
            ("a .example", "blank"),
            ("localhost", "no dot"),
            ("a@b.example", "`@`"),
            ("www.a.example", "www."),
            (".com.tr", "dot"),
            ("a..example", "dot"),
            ("a.example.", "dot"),
            ("", "empty"),
            ("a,b.example", "`,`"),
        ];
        for (glob, why) in bad {
            assert!(
                impossible(glob).is_some_and(|told| told.contains(why)),
                "{glob}: {:?}",
                impossible(glob)
            );
        }
        assert!(impossible(&format!("{}.example", "a".repeat(64))).is_some());
    }
}
