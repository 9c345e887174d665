//! Pages as values: what they hold, what they refuse, and what they would write.
#![allow(clippy::unwrap_used)]

use super::testing::{MemoryDesk, PACK, body, document};
use crate::text::hash64;

fn desk() -> MemoryDesk {
    let story =
        "The ferry sails at nine, the harbour office said on Monday in a long statement to the press.";
    let documents = (0..120)
        .map(|number| {
            document(&format!("d{number}"), &format!("Title {number}\nShare\n{story}\nTail {}", number % 3))
        })
        .collect();
    MemoryDesk::new(PACK, documents)
}

#[test]
fn lists_come_in_pages_and_any_page_number_is_an_answer() {
    let desk = desk();
    for (target, first, rows) in [
        ("/", "Title 0<", 50),
        ("/?page=3", "Title 100<", 20),
        ("/?page=99", "Title 100<", 20),
        ("/?page=0", "Title 0<", 50),
        ("/?page=-1", "Title 0<", 50),
        ("/?q=TITLE+11", "Title 11<", 11),
        ("/?source=a.example&rule=mine/share", "Title 0<", 50),
        ("/?source=b.example", "No document is like this", 0),
        ("/?rule=nothing", "No document is like this", 0),
        ("/?flag=empty", "No document is like this", 0),
    ] {
        let response = desk.get(target);
        let page = body(&response);
        assert_eq!(response.status, 200, "{target}");
        assert!(page.contains(first), "{target}");
        assert_eq!(page.matches("<tr data-row").count(), rows, "{target}");
    }
}

#[test]
fn what_is_not_there_is_told_as_such() {
    let desk = desk();
    for (target, status) in [
        ("/doc/120", 404),
        ("/doc/0/line/99", 404),
        ("/doc/4294967295", 404),
        ("/doc/4294967296", 404),
        ("/rule?id=mine/none", 404),
        ("/rule", 404),
        ("/rule/detail?id=x", 404),
        ("/edit?id=mine/none", 404),
        ("/compare?a=1", 400),
        ("/compare?a=1&b=120", 404),
        ("/compare?a=1&b=2", 200),
        ("/doc/0?from=999999", 200),
        ("/groups", 200),
        ("/group/1", 200),
        ("/missed?source=x", 200),
        ("/try/results", 200),
        ("/pulse", 200),
        ("/tune.css", 200),
        ("/tune.js", 200),
        ("/icon.svg", 200),
        ("/favicon.ico", 200),
    ] {
        assert_eq!(desk.get(target).status, status, "{target}");
    }
}

#[test]
fn text_is_escaped_wherever_it_stands() {
    let hostile = "\"'><img src=x onerror=pwned()>&amp;</textarea></script>";
    let pack = format!(
        "{PACK}\n[[rule]]\nid = \"x\"\nwhy = '''{hostile}'''\nkind = \"other\"\nexact = ['''{hostile}''']\nmatch = ['''{hostile}''']\n"
    );
    let mut one = document(hostile, &format!("{hostile}\nShare\nTail {hostile}"));
    one.title = Some(hostile.into());
    one.source = Some(hostile.into());
    one.created = Some(hostile.into());
    one.lang = Some(hostile.into());
    let desk = MemoryDesk::new(&pack, vec![one.clone(), one]);
    let query = super::pairs::link(
        "/?a",
        &[("q", hostile), ("source", hostile), ("rule", hostile), ("flag", hostile)],
    );
    let tried = super::pairs::link(
        "/try/results?a",
        &[("pattern", hostile), ("shape", "contains"), ("source", hostile)],
    );
    let edited = super::pairs::link("/edit?a", &[("text", hostile), ("pack", hostile)]);
    let drafted = super::pairs::link("/draft?a", &[("text", hostile)]);
    let fixed = [
        "/",
        "/doc/0",
        "/doc/0/line/0",
        "/rules",
        "/rule?id=mine/x",
        "/rule/detail?id=mine/x",
        "/edit?id=mine/x",
        "/compare?a=0&b=1",
    ];
    for target in fixed
        .into_iter()
        .map(str::to_owned)
        .chain([query, tried, edited, drafted].map(|target| target.replace("?a?", "?")))
    {
        let page = body(&desk.get(&target));
        for raw in ["<img", "onerror=pwned()>&", "\"'>", "</textarea></script>"] {
            let harmless = page.replace("&amp;", "&");
            assert!(!page.contains(raw) || raw == "onerror=pwned()>&", "{target}: {raw}\n{harmless}");
        }
    }
}

#[test]
fn a_label_is_of_the_line_and_a_part_that_went_is_a_snippet() {
    let pack = format!(
        "{PACK}\n[[rule]]\nid = \"print\"\nkind = \"share\"\ninline = ' \\| Print$'\nmatch = [\"a | Print\"]\n"
    );
    let desk = MemoryDesk::new(&pack, vec![document("a", "Share\r\nThe ferry sails | Print\n\nEnd")]);
    let label =
        |line: &str, label: &str| desk.post("/label", &[("document", "0"), ("line", line), ("label", label)]);
    assert_eq!(label("0", "article").status, 303);
    assert_eq!(label("1", "part-stays").status, 303);
    let labelled = desk.labelled.lock().unwrap().clone();
    assert_eq!(labelled[0].1.labels, "1???");
    assert_eq!(
        (labelled[1].1.labels.as_str(), &labelled[1].1.must[..]),
        ("11??", &["| Print".to_owned()][..])
    );
    for (line, given, status) in
        [("9", "article", 404), ("x", "article", 400), ("0", "H", 400), ("0", "", 400)]
    {
        assert_eq!(label(line, given).status, status, "{line} {given}");
    }
    assert_eq!(desk.labelled.lock().unwrap().len(), 2);
}

#[test]
fn a_pack_is_saved_with_its_other_bytes_as_they_were() {
    let desk = desk();
    let seen = format!("{:016x}", hash64(PACK.as_bytes()));
    let rule =
        "[[rule]]\nid = \"share\"\nkind = \"share\"\nexact = [\"Share\", \"Teilen\"]\nmatch = [\"Teilen\"]\n";
    let save = |seen: &str, text: &str| {
        desk.post("/save", &[("id", "mine/share"), ("pack", "mine"), ("seen", seen), ("text", text)])
    };
    let saved = save(&seen, rule);
    assert_eq!((saved.status, saved.headers[0].1.as_str()), (303, "/rule?id=mine%2Fshare&saved=1"));
    assert_eq!(
        desk.saved.lock().unwrap().pop().unwrap().1,
        format!("[pack]\nformat = 1\nname = \"mine\"\n\n{rule}")
    );
    for (seen, text, status) in [
        ("0", rule, 409),
        (seen.as_str(), "[[rule]]\nid = \"share\"\nlime = 'x'\n", 422),
        (seen.as_str(), "[[rule]]\nid = \"share\"\nexact = [\"x\"]\nmatch = [\"y\"]\n", 422),
        (seen.as_str(), "x", 422),
        (seen.as_str(), "[pack]\nname = \"else\"\n", 422),
        (
            seen.as_str(),
            "[[rule]]\nid = \"share\"\nexact = [\"x\"]\n[[doc-test]]\nfile = \"/etc/passwd\"\nexpect = \"y\"\n",
            422,
        ),
    ] {
        assert_eq!(save(seen, text).status, status, "{text}");
    }
    let elsewhere = desk.post("/save", &[("pack", "../../etc/passwd"), ("text", rule)]);
    assert_eq!(elsewhere.status, 403);
    assert!(desk.saved.lock().unwrap().is_empty());
}

#[test]
fn what_a_draft_extends_is_never_looked_for_on_the_disk() {
    let desk = desk();
    let text = "[[rule]]\nid = \"n\"\nexact = [\"n\"]\nmatch = [\"n\"]\n";
    assert_eq!(desk.post("/save", &[("pack", "mine"), ("text", text)]).status, 303);
    let snapshot = &desk.snapshot;
    let pack = "[pack]\nformat = 1\nname = \"mine\"\nextends = [\"/etc/passwd.toml\", \"../x.toml\"]\n";
    let (set, problems) = super::draft::compiled(&snapshot.rules, "mine.toml", pack);
    assert!(set.is_none());
    assert_eq!(problems.iter().filter(|problem| problem.what.contains("in use already")).count(), 2);
}

#[test]
fn the_effect_of_a_draft_counts_lines_both_ways() {
    let desk = desk();
    let draft =
        |id: &str, text: &str| body(&desk.get(&super::pairs::link("/draft", &[("id", id), ("text", text)])));
    let page =
        draft("", "[[rule]]\nid = \"t\"\nkind = \"other\"\nline = 'Tail [01]'\nmatch = [\"Tail 1\"]\n");
    assert!(page.contains("<b>80</b><span>newly removed</span>"), "{page}");
    let page = draft(
        "mine/share",
        "[[rule]]\nid = \"share\"\nkind = \"share\"\nexact = [\"Teilen\"]\nmatch = [\"Teilen\"]\n",
    );
    assert!(page.contains("<b>120</b><span>newly kept</span>"), "{page}");
    let page = draft(
        "",
        "[[rule]]\nid = \"t\"\nkind = \"other\"\ncontains = \"harbour office\"\nmatch = [\"harbour office\"]\n",
    );
    assert!(page.contains("120 read as sentences of a story"), "{page}");
    let page = draft(
        "mine/share",
        "[[rule]]\nid = \"share\"\nwhy = \"said otherwise\"\nkind = \"share\"\nexact = [\"Share\"]\nmatch = [\"Share\"]\n",
    );
    assert!(page.contains("no difference"), "{page}");
}

#[test]
fn a_rule_is_switched_in_its_own_pack_only() {
    let desk = desk();
    let switch =
        |pack: &str, to: &str| desk.post("/switch", &[("id", "mine/share"), ("pack", pack), ("to", to)]);
    assert_eq!(switch("mine", "off").status, 303);
    assert!(desk.saved.lock().unwrap().pop().unwrap().1.contains("severity = \"off\""));
    assert_eq!(switch("mine", "mark").status, 303);
    assert_eq!(switch("mine", "elsewhere").status, 400);
    assert_eq!(switch("other", "off").status, 403);
}
