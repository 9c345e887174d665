//! Grouping against brute force and permutations, and what members are called.

use std::collections::{BTreeMap, BTreeSet};

use copydesk::fingerprint::{FingerprintKind, Frequencies, Sketch, Weights};
use copydesk::group::{Entry, GroupOptions, Grouping, InMemory, Role, group};
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
    let mut frequencies = Frequencies::default();
    sketches.iter().for_each(|sketch| frequencies.add(&sketch.features));
    let weights = Weights::new(&frequencies);
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

/// Half of the wording, nine tenths of a text of no length, a tenth more where the figures disagree; and
/// scraps must be alike as a whole.
pub(crate) fn is_story(a: &Entry, b: &Entry, linked: u64) -> bool {
    let common = |a: &[u32], b: &[u32]| {
        let b: BTreeSet<&u32> = b.iter().collect();
        a.iter().filter(|x| b.contains(x)).count() as u64
    };
    let (x, y) = (&a.features, &b.features);
    if (x.text_hash, x.tokens) == (y.text_hash, y.tokens) {
        return true;
    }
    let smaller = x.shingles.len().min(y.shingles.len()) as u64;
    let fewer = x.numbers.len().min(y.numbers.len()) as u64;
    let disagree = fewer >= 2 && common(&x.numbers, &y.numbers) * 1000 / fewer < 667;
    let needed = 500 + 400 * 220u64.saturating_sub(smaller) / 220 + 100 * u64::from(disagree);
    let shared = common(&x.shingles, &y.shingles);
    let whole = if smaller < 20 { (x.shingles.len() + y.shingles.len()) as u64 - shared } else { smaller };
    shared * 1000 / whole + linked >= needed.min(1000)
}

/// A few stories and edited copies of them: words replaced, cut short, begun late, joined, figures changed.
fn edited(random: &mut Random) -> Vec<String> {
    let mut texts: Vec<Vec<String>> = (0..1 + random.below(6))
        .map(|_| {
            let n = 3 + random.below(150);
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
