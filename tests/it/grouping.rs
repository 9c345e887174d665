//! Grouping against brute force and permutations, and what members are called.

use std::collections::{BTreeMap, BTreeSet};

use copydesk::fingerprint::{Features, FingerprintKind, Sketch, Weights};
use copydesk::group::{Entry, GroupOptions, Grouping, InMemory, Role, Scope, Window, group};
use copydesk::monitor::Silent;

/// Knuth's MMIX generator: cases that are the same on every machine.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    pub(crate) fn words(&mut self, count: usize) -> Vec<String> {
        (0..count).map(|_| format!("w{}", self.below(3000))).collect()
    }
}

pub(crate) fn corpus(texts: &[String], kind: FingerprintKind) -> Vec<Entry> {
    let sketches: Vec<Sketch> = texts.iter().map(|text| kind.sketch(text)).collect();
    let weights = Weights::of_corpus(&sketches);
    let entry = |(number, sketch): (usize, Sketch)| Entry {
        fingerprint: kind.fingerprint(&sketch, &weights),
        created: None,
        length: texts[number].len() as u64,
        source: None,
        id: format!("{number:07}"),
        features: sketch.features,
    };
    sketches.into_iter().enumerate().map(entry).collect()
}

pub(crate) fn grouped(entries: &Vec<Entry>) -> Grouping {
    group(entries, &GroupOptions::default(), &InMemory, &Silent)
}

/// Members of each group by id, and the id of its representative.
pub(crate) fn by_id(entries: &[Entry], grouping: &Grouping) -> BTreeMap<String, BTreeSet<String>> {
    let id = |document: usize| entries[document].id.clone();
    let members = |group: &copydesk::group::Group| group.members.iter().map(|m| id(m.document)).collect();
    grouping.groups.iter().map(|group| (id(group.representative), members(group))).collect()
}

/// The same by the definition: all pairs, sets, fractions.
pub(crate) fn brute_force(entries: &[Entry]) -> BTreeMap<String, BTreeSet<String>> {
    let mut order: Vec<usize> = (0..entries.len()).filter(|&d| !entries[d].features.is_empty()).collect();
    order.sort_by_key(|&d| (std::cmp::Reverse(entries[d].length), &entries[d].id));
    let mut free: BTreeSet<usize> = order.iter().copied().collect();
    let mut groups = BTreeMap::new();
    for &representative in &order {
        if !free.remove(&representative) {
            continue;
        }
        let mut members = vec![representative];
        let mut next = 0;
        while let Some(&from) = members.get(next) {
            let reached: Vec<usize> = free
                .iter()
                .copied()
                .filter(|&d| is_story(&entries[from], &entries[d], 0))
                .filter(|&d| is_story(&entries[representative], &entries[d], 150))
                .collect();
            reached.iter().for_each(|d| assert!(free.remove(d)));
            members.extend(reached);
            next += 1;
        }
        if members.len() > 1 {
            let ids = members.iter().map(|&d| entries[d].id.clone()).collect();
            groups.insert(entries[representative].id.clone(), ids);
        }
    }
    groups
}

/// Half of the wording, nine tenths of a text of no length; a tenth more where the figures disagree, and one
/// where neither has the other's lede; three more for a form. Scraps must be alike as a whole. Or most
/// windows, in a longer text with figures in common.
pub(crate) fn is_story(a: &Entry, b: &Entry, linked: u64) -> bool {
    let (x, y) = (&a.features, &b.features);
    if (x.text_hash, x.tokens) == (y.text_hash, y.tokens) {
        return true;
    }
    let set = |list: &[u32]| list.iter().copied().collect::<BTreeSet<u32>>();
    let common = |a: &[u32], b: &[u32]| set(a).intersection(&set(b)).count() as u64;
    let (x, y) = if x.shingles.len() <= y.shingles.len() { (x, y) } else { (y, x) };
    let (smaller, shared) = (x.shingles.len() as u64, common(&x.shingles, &y.shingles));
    let all_numbers = x.numbers.len().min(y.numbers.len()) as u64;
    let numbers = common(&x.numbers, &y.numbers) * 1000;
    let enough_to_look = shared * 1000 / smaller.max(1) >= 150;
    let lede = enough_to_look && (has_lede(x, y) || has_lede(y, x));
    let stretch = if enough_to_look { stretch(x, y).max(stretch(y, x)) } else { 0 };
    let needed = 500
        + 400 * 220u64.saturating_sub(smaller) / 220
        + 100 * u64::from(all_numbers >= 2 && numbers / all_numbers < 667)
        + 300 * u64::from(all_numbers >= 4 && numbers / all_numbers < 334 && stretch < 40)
        + 100 * u64::from(!lede);
    let whole = if smaller < 20 { (x.shingles.len() + y.shingles.len()) as u64 - shared } else { smaller };
    let alike =
        windows(x, y, 16).iter().map(|(shared, all)| u64::from(2 * shared >= *all)).collect::<Vec<_>>();
    let windows = alike.iter().sum::<u64>() * 1000 / alike.len() as u64;
    let least = 650 - u64::from(linked > 0) * 200;
    let scattered = smaller >= 180
        && enough_to_look
        && windows >= if lede { least.min(350) } else { least }
        && (all_numbers < 3 || numbers / all_numbers >= 300);
    scattered || shared * 1000 / whole + linked >= needed.min(1000)
}

/// For each window of about so many shingles of `a` how many are in `b`, and how many there are.
fn windows(a: &Features, b: &Features, size: usize) -> Vec<(u64, u64)> {
    let count = a.shingles.len().div_ceil(size).min(256);
    let mut windows = vec![(0, 0); count];
    for (shingle, &place) in a.shingles.iter().zip(&a.places) {
        let window = &mut windows[usize::from(place) * count / 256];
        *window = (window.0 + u64::from(b.shingles.contains(shingle)), window.1 + 1);
    }
    windows.retain(|&(_, all)| all > 0);
    windows
}

fn stretch(a: &Features, b: &Features) -> u64 {
    let windows = windows(a, b, 32);
    let foreign = windows.split(|(shared, all)| shared * 8 >= *all);
    foreign.map(|run| run.iter().map(|(_, all)| all).sum()).max().unwrap_or(0)
}

fn has_lede(a: &Features, b: &Features) -> bool {
    let lede: Vec<u32> = a.lede().collect();
    let known = lede.iter().filter(|shingle| b.shingles.contains(shingle)).count();
    known * 1000 / lede.len() >= 400
}

/// A few stories and edited copies of them: words replaced, cut short, begun late, joined, figures changed.
fn edited(random: &mut Random) -> Vec<String> {
    let mut texts: Vec<Vec<String>> = (0..1 + random.below(6))
        .map(|_| {
            let n = 3 + random.below(400);
            random.words(n)
        })
        .collect();
    let copies = random.below(54);
    for _ in 0..copies {
        let mut words = texts[random.below(texts.len())].clone();
        for _ in 0..random.below(1 + words.len() / 8) {
            let at = random.below(words.len());
            words[at] = format!("e{}", random.below(9000));
        }
        match random.below(6) {
            0 => words.truncate(words.len().div_ceil(2)),
            1 => drop(words.drain(..words.len() / 3)),
            2 => words.extend(texts[random.below(texts.len())].iter().take(40).cloned()),
            3 => words.extend((0..random.below(6)).map(|_| random.below(50).to_string())),
            _ => {}
        }
        texts.push(words);
    }
    texts.iter().map(|words| words.join(" ")).collect()
}

#[test]
fn grouping_finds_what_brute_force_finds() {
    let (mut same, mut differ) = (0, Vec::new());
    for seed in 0..400 {
        let entries = corpus(&edited(&mut Random(seed)), FingerprintKind::Simhash128);
        match by_id(&entries, &grouped(&entries)) == brute_force(&entries) {
            true => same += 1,
            false => differ.push(seed),
        }
    }
    assert!(same >= 396, "only {same} of 400 corpora agree; others: {differ:?}");
}

#[test]
fn neither_order_nor_kind_of_fingerprint_changes_the_groups() {
    for seed in 0..60 {
        let mut random = Random(1000 + seed);
        let texts = edited(&mut random);
        let entries = corpus(&texts, FingerprintKind::Simhash128);
        let expected = by_id(&entries, &grouped(&entries));
        let mut shuffled = entries.clone();
        for end in (1..shuffled.len()).rev() {
            shuffled.swap(end, random.below(end + 1));
        }
        let described = |entries: &[Entry], grouping: &Grouping| -> BTreeMap<String, String> {
            let members = grouping.groups.iter().flat_map(|group| &group.members);
            let say = |m: &copydesk::group::Member| {
                format!(
                    "{:?} {} {} {} {}",
                    m.role, m.hamming, m.jaccard, m.containment, entries[m.matched].id
                )
            };
            members.map(|member| (entries[member.document].id.clone(), say(member))).collect()
        };
        let grouping = grouped(&shuffled);
        assert_eq!(by_id(&shuffled, &grouping), expected, "seed {seed}");
        assert_eq!(described(&shuffled, &grouping), described(&entries, &grouped(&entries)), "seed {seed}");
        let other = corpus(&texts, FingerprintKind::Simhash64Crate);
        assert_eq!(by_id(&other, &grouped(&other)), expected, "seed {seed}");
    }
}

#[test]
fn the_texts_that_differ_in_role_are_told_apart() {
    let mut random = Random(7);
    let words = random.words(300);
    let (lede, more) = (random.words(40).join(" "), random.words(150).join(" "));
    let story = words.join(" ");
    let texts = [
        (story.clone(), 100, Role::Representative),
        (story.to_uppercase(), 200, Role::Identical),
        (story.replacen(&words[150], "edited", 1), 200, Role::Copy),
        (words[..150].join(" "), 200, Role::Trimmed),
        (format!("{story} {more}"), 200, Role::Extended),
        (format!("{lede} {}", words[40..].join(" ")), 300, Role::Update),
        (format!("{lede} {}", words[40..].join(" ")) + " x", 100, Role::Copy),
    ];
    let plain: Vec<String> = texts.iter().map(|(text, ..)| text.clone()).collect();
    let mut entries = corpus(&plain, FingerprintKind::Simhash128);
    for (entry, (_, created, _)) in entries.iter_mut().zip(&texts) {
        (entry.created, entry.length) = (Some(*created), 1);
    }
    let grouping = grouped(&entries);
    assert_eq!(grouping.groups.len(), 1);
    let roles: Vec<Role> = grouping.groups[0].members.iter().map(|member| member.role).collect();
    assert_eq!(roles, texts.map(|(.., role)| role));
}

/// The groups under a scope of four copies of one text, hours 0, 2, 4 and 9 of outlets a, a, b, b, and an
/// edited one of hour 5 without an outlet.
fn scoped(scope: Scope) -> Vec<Vec<usize>> {
    let story = Random(3).words(200);
    let mut edited = story.clone();
    edited[90] = "edited".to_owned();
    let texts = [story.join(" "), story.join(" "), story.join(" "), story.join(" "), edited.join(" ")];
    let mut entries = corpus(&texts, FingerprintKind::Simhash128);
    let facts = [(0, Some("a")), (2, Some("a")), (4, Some("b")), (9, Some("b")), (5, None)];
    for (entry, (hour, source)) in entries.iter_mut().zip(facts) {
        (entry.created, entry.source) = (Some(hour * 3600), source.map(str::to_owned));
    }
    let options = GroupOptions { scope, ..GroupOptions::default() };
    let members = |group: &copydesk::group::Group| group.members.iter().map(|m| m.document).collect();
    group(&entries, &options, &InMemory, &Silent).groups.iter().map(members).collect()
}

#[test]
fn a_scope_parts_even_identical_texts() {
    let window = |hours: u64| Scope { window: Some(Window(hours * 3600)), ..Scope::default() };
    assert_eq!(scoped(Scope::default()), [vec![0, 1, 2, 3, 4]]);
    assert_eq!(scoped(window(4)), [vec![0, 1, 2], vec![3, 4]], "all within four hours of the first");
    assert_eq!(scoped(window(1)), [vec![2, 4]]);
    assert_eq!(scoped(Scope { across_sources: true, ..Scope::default() }), [vec![0, 2, 3, 4]]);
    assert_eq!(scoped(Scope { across_sources: true, ..window(5) }), [vec![0, 2, 4]]);
}

#[test]
fn updates_make_a_chain_of_versions() {
    let mut random = Random(9);
    let story = random.words(300);
    let mut other_lede = || [random.words(60), story[60..].to_vec()].concat();
    let (second, third) = (other_lede(), other_lede());
    let mut copy = second.clone();
    copy[200] = "edited".to_owned();
    let texts = [third, copy, second, story].map(|words| words.join(" "));
    let mut entries = corpus(&texts, FingerprintKind::Simhash128);
    for (entry, created) in entries.iter_mut().zip([400, 300, 200, 100]) {
        entry.created = Some(created);
    }
    let grouping = grouped(&entries);
    assert_eq!((grouping.groups.len(), grouping.groups[0].members.len()), (1, 4));
    assert_eq!(grouping.groups[0].versions, [3, 2, 0], "the copy of the second is no version");
    // Of two editions of one version, out at one time, the more preferred is named, wherever it stands.
    let twin = Entry { id: "0000001a".to_owned(), ..entries[2].clone() };
    for (at, named) in [(0, [4, 0, 1]), (4, [3, 4, 0])] {
        let mut with_twin = entries.clone();
        with_twin.insert(at, twin.clone());
        assert_eq!(grouped(&with_twin).groups[0].versions, named);
    }
    entries.truncate(2);
    let alone = grouped(&entries).groups;
    assert_eq!(alone.len(), 1);
    assert_eq!(alone[0].versions, [1, 0]);
}
