//! Edits of packs, one by one, and of every built-in rule.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;
use crate::rules::{PackText, RuleSet, builtin, builtin_pack, compile};

const PACK: &str = "\u{feff}# What the desk knows.
[pack] # the pack
name = \"desk\"

# on trial
[[rule]] # the first
id    = 'tide'   # its id
why   = 'tide table'
line  = [ # two ways
  'Tides: .*', # one
  # between
]
severity = \"mark\" # since May
match    = ['Tides: 04:12']
# below the first

[rule.where]
tail = 4 # lines

# the second
[[keep]]
id = \"quote\"
line = '“.*'
not-rules = ['tide']
match = ['“Yes”']
# the end
";

fn compiled(text: &str) -> RuleSet {
    let resolve = |name: &str, _: &str| builtin_pack(name).ok_or_else(String::new);
    let (set, problems) = compile(&[PackText { path: "desk.toml".into(), text: text.into() }], &resolve);
    set.unwrap_or_else(|| panic!("{problems:#?}\n{text}"))
}

fn comments(text: &str) -> Vec<&str> {
    let mut found: Vec<&str> = text.lines().filter_map(|line| Some(&line[line.find('#')?..])).collect();
    found.sort_unstable();
    found
}

#[test]
fn a_rule_is_promoted_and_demoted() {
    let promoted = set_severity(PACK, "desk/tide", Apply::Drop).unwrap();
    assert_eq!(promoted, PACK.replace("severity = \"mark\" # since May", "# since May"));
    let off = set_severity(PACK, "tide", Apply::Off).unwrap();
    assert_eq!(off, PACK.replace("\"mark\"", "\"off\""));
    let kept = set_severity(PACK, "quote", Apply::Mark).unwrap();
    assert_eq!(kept, PACK.replace("['tide']\n", "['tide']\nseverity = \"mark\"\n"));
    assert_eq!(set_severity(&promoted, "tide", Apply::Drop).unwrap(), promoted);
    let again = set_severity(&promoted, "tide", Apply::Mark).unwrap();
    assert!(again.contains("\n]\nseverity = \"mark\"\n# since May\n"), "{again}");
    assert_eq!(compiled(&again).rules[0].apply, Apply::Mark);
}

#[test]
fn what_the_defaults_say_is_overridden_in_words() {
    let pack = "[defaults]\nseverity = 'mark'\n\n[[rule]]\nid = 'a'\nexact = 'Ad'\n";
    let promoted = set_severity(pack, "a", Apply::Drop).unwrap();
    assert_eq!(promoted, format!("{pack}severity = \"drop\"\n"));
    assert_eq!(set_severity(&promoted, "a", Apply::Drop).unwrap(), promoted);
    assert_eq!(set_severity(pack, "a", Apply::Mark).unwrap(), pack);
}

#[test]
fn line_ends_and_a_missing_last_one_stay() {
    let pack = "[[rule]]\r\nid = 'a'\r\nexact = 'Ad'";
    let marked = set_severity(pack, "a", Apply::Mark).unwrap();
    assert_eq!(marked, "[[rule]]\r\nid = 'a'\r\nexact = 'Ad'\r\nseverity = \"mark\"\r\n");
    assert_eq!(rule_text(pack, "a"), Some(pack));
}

#[test]
fn a_rules_text_is_its_own_tables_and_no_more() {
    let tide = rule_text(PACK, "tide").unwrap();
    assert!(tide.starts_with("[[rule]] # the first\n") && tide.ends_with("tail = 4 # lines\n"), "{tide}");
    assert!(rule_text(PACK, "desk/quote").unwrap().ends_with("match = ['“Yes”']\n"));
    assert_eq!(rule_text(PACK, "nobody"), None);
    assert_eq!(rule_text("not toml", "tide"), None);
}

#[test]
fn a_rule_is_replaced_where_it_stands() {
    let new = "# closer\n[[rule]]\nid = 'tides'\nexact = 'Tides'";
    let text = replace_rule(PACK, "tide", new).unwrap();
    assert_eq!(text, PACK.replace(rule_text(PACK, "tide").unwrap(), &format!("{new}\n")));
    let refused = |new: &str| replace_rule(PACK, "tide", new).unwrap_err().to_string();
    assert!(refused("[[rule]]\nid = 'quote'\nexact = 'a'").contains("`quote` already"));
    assert!(refused("[[rule]]\nexact = 'a'").contains("no `id`"));
    assert!(refused("[[rule]]\nid = 'a'\n[[rule]]\nid = 'b'").contains("found 2"));
    assert!(refused("[[rule]]\nid = 'a'\n[vocab]\nb = ['c']").contains("beside"));
    assert!(refused("name = 'x'\n[[rule]]\nid = 'a'").contains("beside"));
    assert!(refused("[[rule]]\nid = 'a").contains("line 2, column"), "{}", refused("[[rule]]\nid = 'a"));
    assert!(matches!(replace_rule(PACK, "b", new), Err(EditError::NoRule(_))));
}

#[test]
fn rules_that_do_not_stand_in_one_piece_are_told() {
    let split = "[[rule]]\nid = 'a'\nexact = 'Ad'\n[vocab]\nm = ['x']\n[rule.where]\ntail = 4\n";
    assert!(matches!(replace_rule(split, "a", "[[rule]]\nid = 'a'"), Err(EditError::Split(_))));
    assert!(set_severity(split, "a", Apply::Mark).unwrap().contains("'Ad'\nseverity = \"mark\"\n[vocab]"));
    let inline = "rule = [{ id = 'a', exact = 'Ad' }]\n";
    assert!(matches!(set_severity(inline, "a", Apply::Mark), Err(EditError::Inline(_))));
    let more = "[[keep]]\nid = 'a'\nexact = 'b'\n";
    assert!(matches!(add_rules(inline, "p", more), Err(EditError::Exists(_))));
}

const SUGGESTED: &str = "# what repeats
[pack]
name = 'found'

[defaults]
kind = 'share'
severity = 'mark'
max-len = 80

# in 9 stories
[[rule]]
id = 'bar'
exact = ['Share']
match = ['Share']

# in 7 stories
[[rule]]
id = 'time'
list = 'More'
kind = 'related'
";

#[test]
fn a_new_pack_begins_with_its_name() {
    let text = add_rules(" \n", "news", SUGGESTED).unwrap();
    assert!(text.starts_with("[pack]\nformat = 1\nname = \"news\"\n\n# in 9 stories\n[[rule]]\n"), "{text}");
    assert!(text.ends_with("# in 7 stories\n[[rule]]\nid = 'time'\nlist = 'More'\nmax-len = 80\nseverity = 'mark'\nkind = 'related'\n"), "{text}");
    let again = add_rules(&text, "news", SUGGESTED).unwrap_err();
    assert_eq!(again, EditError::Exists("bar".into()));
    let vocab = add_rules("", "news", "[vocab]\nm = ['x']\n[[rule]]\nid = 'a'\n").unwrap_err().to_string();
    assert!(vocab.starts_with("[vocab] cannot be added"), "{vocab}");
}

/// A rule set as it decides, without where its text stands.
fn meaning(set: &RuleSet) -> Vec<String> {
    let patterns = |rule: usize| &set.patterns.list[set.patterns_of(rule)];
    let told = |(index, rule): (usize, &crate::rules::Rule)| {
        let finds: Vec<String> =
            patterns(index).iter().map(|pattern| format!("{:?} {:?}", pattern.part, pattern.find)).collect();
        let id = rule.id.rsplit('/').next().unwrap_or_default();
        format!(
            "{id} {:?} {:?} {:?} {:?} {} {:?} {:?} {finds:?}",
            rule.kind, rule.shape, rule.scope, rule.zone, rule.max_len, rule.apply, rule.confidence
        )
    };
    set.rules.iter().enumerate().map(told).collect()
}

#[test]
fn rules_mean_in_another_pack_what_they_meant_in_their_own() {
    let homes =
        ["", "[defaults]\nscope = { lang = ['tr'] }\ncase = 'exact'\n", "[defaults]\nconfidence = 'low'\n"];
    let rules = "[[rule]]\nid = 'x'\nline = 'İ(?P<n>[0-9]+)'\ncapture = { n = 'number' }\n\n[[rule]]\nid = 'y'\nexact = ['I']\nscope = { lang = ['tr'] }\n\n[[rule]]\nid = 'z'\nlist = 'More'\n";
    for home in homes {
        let suggested = format!("{home}\n{rules}");
        for away in [
            "",
            "[defaults]\naction = 'drop'\nkind = 'share'\nscope = { host = ['a.example'] }\nconfidence = 'normal'\ncase = 'ascii'\n",
        ] {
            let text = add_rules(away, "p", &suggested).unwrap();
            assert_eq!(meaning(&compiled(&text)), meaning(&compiled(&suggested)), "{text}");
        }
    }
}

/// The built-in packs, each with the ids of its rules.
fn every_pack() -> Vec<(String, Vec<String>)> {
    let ids = |pack: PackText| {
        let document = parse(&pack.text).unwrap();
        let ids = ids(&blocks(&pack.text, &document)).map(str::to_owned).collect();
        (pack.text, ids)
    };
    builtin().into_iter().map(ids).collect()
}

#[test]
fn every_built_in_rule_is_edited_without_harm() {
    for (text, id) in every_pack().iter().flat_map(|(text, ids)| ids.iter().map(move |id| (text, id))) {
        let marked = set_severity(text, id, Apply::Mark).unwrap();
        assert_eq!(comments(&marked), comments(text), "{id}");
        let own = rule_text(text, id).unwrap();
        let (before, after) = text.split_once(own).unwrap();
        assert!(marked.starts_with(before) && marked.ends_with(after), "{id}");
        let dropped = set_severity(&marked, id, Apply::Drop).unwrap();
        if !own.contains("\nseverity") && !before.contains("\nseverity") {
            assert_eq!(dropped, *text, "{id}");
        }
        assert_eq!(replace_rule(text, id, own).unwrap(), *text, "{id}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn an_edited_pack_compiles_and_changes_one_rule(
        pack in any::<prop::sample::Index>(), rule in any::<prop::sample::Index>(),
        apply in prop::sample::select(vec![Apply::Mark, Apply::Off, Apply::Drop]),
    ) {
        let packs = every_pack();
        let (text, ids) = pack.get(&packs);
        let id = rule.get(ids);
        let edited = set_severity(text, id, apply).unwrap();
        let (before, after) = (compiled(text), compiled(&edited));
        let mut changed = 0;
        for (was, is) in before.rules.iter().zip(&after.rules) {
            if is.id.rsplit('/').next() == Some(id) {
                let capturing = matches!(is.apply, Apply::CaptureDrop | Apply::CaptureKeep);
                prop_assert!(is.apply == apply || apply == Apply::Drop && capturing, "{:?}", is.apply);
                changed += 1;
            } else {
                prop_assert_eq!(is.apply, was.apply);
            }
        }
        prop_assert_eq!(changed, 1);
    }
}
