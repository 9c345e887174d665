//! The one layout: what it makes of a pack, and that nothing is lost in it.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;
use crate::rules::builtin;

const MESSY: &str = "#:schema ./pack.schema.json
# Of the Courier.

# words
[vocab]
month=[\"May\",'June'] # two

# above the rule
[[rule]] # the first
match = [\"a\", # one
    'b'
    # last
  ]


# what it is
id='x'
'why' = \"so\"
   line  =   'a|b'   # both
where={head=3,tail =  \"40%\"}

[pack]
name='p'
format=1
# at the end
";

const NEAT: &str = "#:schema ./pack.schema.json
# Of the Courier.

[pack]
format = 1
name   = 'p'

# words
[vocab]
month = [\"May\", 'June'] # two

# above the rule
[[rule]] # the first
# what it is
id    = 'x'
'why' = \"so\"
line  = 'a|b' # both
where = { head = 3, tail = \"40%\" }
match = [
  \"a\", # one
  'b',
  # last
]
# at the end
";

#[test]
fn a_pack_gets_the_one_layout() {
    assert_eq!(format_pack(MESSY).unwrap(), NEAT);
    assert_eq!(format_pack(NEAT).unwrap(), NEAT);
}

#[test]
fn rules_keep_their_order_and_their_tables() {
    let text = "[[rule]]\nid = 'a'\nexact = 'x'\n[rule.where]\nhead = 1\n\n[[keep]]\nid = 'k'\nline = 'y'\n\
                [[rule]]\nid = 'b'\nexact = 'z'\nscope.lang = 'en'\n";
    let formatted = "[[rule]]\nid    = 'a'\nexact = 'x'\n\n[rule.where]\nhead = 1\n\n[[keep]]\nid   = 'k'\nline = 'y'\n\n\
                     [[rule]]\nid    = 'b'\nexact = 'z'\nscope.lang = 'en'\n";
    assert_eq!(format_pack(text).unwrap(), formatted);
    let split = "[[rule]]\nid = 'a'\nexact = 'x'\n[vocab]\nm = ['x']\n[rule.where]\nhead = 1\n";
    assert!(matches!(format_pack(split), Err(EditError::Split(_))), "{:?}", format_pack(split));
    assert!(matches!(format_pack("[[rule]\n"), Err(EditError::Syntax { line: 1, .. })));
}

#[test]
fn lines_of_arrays_stay_and_quoted_text_is_not_touched() {
    let cases = [
        ("[\n1,2,\n\n3]", "[\n  1, 2,\n  3,\n]"),
        ("[ [1,2], [ # a\n 3 ] ]", "[[1, 2], [ # a\n    3,\n  ]]"),
        ("['''\n a ,\n b''',\"x, # y\"]", "['''\n a ,\n b''', \"x, # y\"]"),
        ("[]", "[]"),
        ("[ # none\n]", "[ # none\n]"),
        ("{}", "{}"),
        ("{a.b=1,c=[ {d='e'} ]}", "{ a.b = 1, c = [{ d = 'e' }] }"),
        ("{ a = 1, # one\n }", "{ a = 1, # one\n }"),
    ];
    for (written, neat) in cases {
        let text = format!("[vocab]\nx = {written}\n");
        let formatted = format_pack(&text).unwrap();
        assert_eq!(formatted, format!("[vocab]\nx = {neat}\n"), "{written}");
        assert_eq!(format_pack(&formatted).unwrap(), formatted, "{written}");
    }
}

#[test]
fn line_ends_stay_what_they_are() {
    let text = "[[rule]]\r\nexact = 'x'\r\nid='a' # b\r\n";
    assert_eq!(format_pack(text).unwrap(), "[[rule]]\r\nid    = 'a' # b\r\nexact = 'x'\r\n");
    assert_eq!(format_pack("").unwrap(), "");
    assert_eq!(format_pack("\n\n# only this").unwrap(), "# only this\n");
}

/// Everything behind a `#`, sorted: a comment, or a part of a string.
fn hashes(text: &str) -> Vec<String> {
    let mut found: Vec<String> =
        text.lines().filter_map(|line| Some(line[line.find('#')?..].trim().to_owned())).collect();
    found.sort();
    found
}

#[test]
fn built_in_packs_are_in_the_one_layout() {
    for pack in builtin() {
        assert_eq!(format_pack(&pack.text).unwrap(), pack.text, "{}: `copydesk rules fmt`", pack.path);
    }
}

/// A pack put together from lines that may stand in any order, with comments and blanks anywhere.
fn a_pack() -> impl Strategy<Value = String> {
    let key = prop::sample::select(vec![
        "why='w'",
        "kind = 'share'   # k",
        "exact=[ 'a','b' ]",
        "exact = [ # e\n 'a' # x\n, 'b' ]",
        "max-len  = 3",
        "where = {head=1 , tail= '4%'}",
        "severity='mark'",
        "match = ['a'\n,\n# m\n'b',]",
        "scope.lang = ['tr']",
        "unheard = 1",
        "cases = [{in='a', out = ''}]",
        "case = 'exact' #",
        "'not-match' = '''\n # no comment\n'''",
    ]);
    let noise = prop::sample::select(vec!["", "\n", "# note\n", "\n\n# far\n\n", "  # in\n\t\n"]);
    let table = prop::sample::select(vec!["[[rule]]", "[[keep]] # kept", " [[ rule ]]", "[[doc-test]]"]);
    let entries = prop::collection::vec((noise.clone(), key), 0..6);
    let tables = prop::collection::vec((noise.clone(), table, entries), 0..4);
    let once = vec![
        "[pack]\nname='p'",
        "[defaults] # d\nmax-len=9\nkind='tags'",
        "[vocab]\n\nm=['x']\n\n# v\nw = ['y']",
    ];
    let singles = prop::collection::vec((noise.clone(), prop::sample::select(once)), 0..3);
    (tables, singles, noise, any::<bool>()).prop_map(|(tables, singles, end, first)| {
        let mut parts: Vec<String> = Vec::new();
        for (noise, table, entries) in &tables {
            let mut keys: Vec<&str> = Vec::new();
            let mut part = format!("{noise}{table}\n");
            for (noise, entry) in entries {
                let key = entry.split(['=', '.', ' ']).next().unwrap();
                if !keys.contains(&key) {
                    keys.push(key);
                    part.push_str(&format!("{noise}{entry}\n"));
                }
            }
            parts.push(part);
        }
        let mut used: Vec<&str> = Vec::new();
        for (noise, once) in &singles {
            if !used.contains(once) {
                used.push(once);
                parts.insert(if first { 0 } else { parts.len() }, format!("{noise}{once}\n"));
            }
        }
        parts.concat() + end
    })
}

proptest! {
    #[test]
    fn formatting_loses_nothing_and_twice_is_once(text in a_pack()) {
        let formatted = format_pack(&text).unwrap();
        prop_assert!(means_the_same(&text, &formatted));
        prop_assert_eq!(hashes(&formatted), hashes(&text), "{}", formatted);
        prop_assert_eq!(format_pack(&formatted).unwrap(), formatted);
    }
}
