//! What holds for any two rule sets and any document.

use proptest::prelude::*;

use super::*;

/// Rules of all shapes that ask about each other, of which some are taken.
const POOL: [&str; 14] = [
    "[[rule]]\nid = \"bar\"\nexact = [\"Share\", \"Print\"]\n",
    "[[rule]]\nid = \"menu\"\nline = 'Menu.*'\nwhere = { head = 2 }\n",
    "[[rule]]\nid = \"part\"\ninline = 'Print( it)?$'\nreplace = \"-\"\n",
    "[[rule]]\nid = \"list\"\nlist = 'Related'\n",
    "[[rule]]\nid = \"fill\"\nbetween = [\"any\"]\n",
    "[[rule]]\nid = \"edges\"\nedge = \"both\"\nmin-removed = 1\n",
    "[[rule]]\nid = \"from\"\nstart = 'Donate'\nend = 'Print|Share'\n",
    "[[rule]]\nid = \"pair\"\nblock = ['Share', 'Menu.*']\n",
    "[[rule]]\nid = \"near\"\nline = 'Home'\nrequires = { rule = \"base\", within-lines = 2 }\n",
    "[[rule]]\nid = \"below\"\nline = 'Home|Print'\nwhere = { after = \"base\" }\nconfidence = \"low\"\n",
    "[[rule]]\nid = \"tail\"\nline = 'Home|Menu'\nwhere = { tail = \"story\" }\npriority = 2\n",
    "[[rule]]\nid = \"turkish\"\nline = 'Menu|Home'\nscope = { lang = [\"tr\"] }\n",
    "[[keep]]\nid = \"kept\"\nline = 'Print'\n",
    "[[rule]]\nid = \"trial\"\nline = 'Home|Share'\nseverity = \"mark\"\n",
];

/// Always there, since others ask about it.
const BASE: &str = "[[rule]]\nid = \"base\"\nexact = [\"Donate\"]\nwhere = { tail = \"story\" }\n";

fn pack() -> impl Strategy<Value = String> {
    let rules: Vec<usize> = (0..POOL.len()).collect();
    let some = proptest::sample::subsequence(rules, 0..POOL.len()).prop_shuffle();
    // A rule may be there in another meaning.
    (some, any::<u16>()).prop_map(|(some, other)| {
        let rule = |at: usize| match other >> at & 7 {
            0 => POOL[at].replace("Home", "Share").replace("head = 2", "head = 5"),
            _ => POOL[at].to_owned(),
        };
        let rules: String = some.into_iter().map(rule).collect();
        if other & 1 == 0 { format!("{BASE}{rules}") } else { format!("{rules}{BASE}") }
    })
}

fn page() -> impl Strategy<Value = String> {
    let line = proptest::sample::select(vec![
        "Share",
        "Print it",
        "Print",
        "Menu",
        "Menu two",
        "Home",
        "Related",
        "Donate",
        "One ferry",
        "",
        LONG,
    ]);
    proptest::collection::vec(line, 0..12).prop_map(|lines| lines.join("\n"))
}

fn whole(marked: &Marked) -> impl PartialEq + std::fmt::Debug + use<> {
    (marked.removals.clone(), marked.marking.captures.clone(), marked.marking.flags.clone())
}

proptest! {
    #[test]
    fn documents_without_a_hit_of_a_touched_rule_are_cleaned_alike(
        old in pack(),
        new in pack(),
        pages in proptest::collection::vec((page(), any::<bool>()), 1..6),
    ) {
        let (old, new) = (cleaner(&old), cleaner(&new));
        let touched = Touched::between(old.rules(), new.rules());
        for (id, (text, turkish)) in pages.into_iter().enumerate() {
            let lang = if turkish { "tr" } else { "en" };
            let document = Document { lang: Some(lang.into()), ..document(id, &text) };
            let (before, after) = (marked(&old, document.clone()), marked(&new, document.clone()));
            if !touched.concerns(&mut touched.scratch(), &document) {
                prop_assert_eq!(whole(&before), whole(&after), "{:?} on {:?}", touched.rules, text);
                prop_assert_eq!(changes(&before, &after), vec![]);
            }
        }
    }

    #[test]
    fn a_set_is_not_different_from_itself(pack in pack()) {
        prop_assert!(Touched::between(cleaner(&pack).rules(), cleaner(&pack).rules()).is_empty());
    }

    #[test]
    fn what_goes_more_and_less_adds_up(old in pack(), new in pack(), text in page()) {
        let (before, after) =
            (marked(&cleaner(&old), document(0, &text)), marked(&cleaner(&new), document(0, &text)));
        let found = changes(&before, &after);
        let gone = |marked: &Marked| -> Vec<usize> { marked.fates().iter().map(|fate| fate.gone).collect() };
        for (number, (old, new)) in gone(&before).into_iter().zip(gone(&after)).enumerate() {
            let change = found.iter().find(|change| change.line == number).map(|change| change.change);
            let agrees = match old.cmp(&new) {
                std::cmp::Ordering::Less => change == Some(LineFateChange::Removed),
                std::cmp::Ordering::Greater => change == Some(LineFateChange::Kept),
                std::cmp::Ordering::Equal => {
                    !matches!(change, Some(LineFateChange::Removed | LineFateChange::Kept))
                }
            };
            prop_assert!(agrees, "line {number} of {text:?}: {old} to {new}, {change:?}");
        }
    }

    #[test]
    fn surveys_of_parts_add_up(pack in pack(), pages in proptest::collection::vec(page(), 0..8), cut in 0usize..8) {
        let cleaner = cleaner(&pack);
        let mut whole = Survey::new(cleaner.rules());
        let mut parts = [whole.clone(), whole.clone()];
        for (id, text) in pages.iter().enumerate() {
            let marked = marked(&cleaner, document(id, text));
            whole.add(&marked, None);
            parts[usize::from(id >= cut)].add(&marked, None);
        }
        let [mut first, second] = parts;
        first += second;
        prop_assert_eq!(first, whole);
    }
}
