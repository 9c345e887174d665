//! Grouping where documents are all alike: results, and work in proportion to their number.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use copydesk::fingerprint::{Features, Fingerprint, FingerprintKind};
use copydesk::group::{
    Bucket, Corpus, DocumentKey, Entry, GroupOptions, Grouping, InMemory, Role, Wording, group,
};
use copydesk::monitor::Silent;

use crate::grouping::{Random, brute_force, by_id, corpus, grouped, is_story};

#[test]
fn a_flood_of_identical_documents_is_one_group() {
    let text = Random(1).words(60).join(" ");
    let grouping = grouped(&corpus(&vec![text; 20_000], FingerprintKind::Simhash128));
    assert_eq!(grouping.groups.len(), 1);
    let members = &grouping.groups[0].members;
    assert_eq!(members.len(), 20_000);
    assert!(members[1..].iter().all(|member| member.role == Role::Identical && member.matched == 0));
    assert!(grouping.capped.is_empty(), "one text is no bucket");
}

#[test]
fn a_flood_of_one_story_with_a_number_is_one_group_by_linear_work() {
    let words = Random(2).words(120).join(" ");
    let texts: Vec<String> = (0..10_000).map(|number| format!("{words} {number}")).collect();
    let grouping = grouped(&corpus(&texts, FingerprintKind::Simhash128));
    assert_eq!(grouping.groups.len(), 1);
    assert_eq!(grouping.groups[0].members.len(), 10_000);
    assert!(
        grouping
            .capped
            .iter()
            .any(|capped| matches!(capped.bucket, Bucket::Story(_)) && capped.texts == 10_000)
    );
    assert!(grouping.capped.iter().all(|capped| capped.pairs <= 2 * capped.texts));
}

#[test]
fn a_story_that_many_outlets_ran_is_found_in_buckets_that_are_too_full() {
    let mut random = Random(3);
    let (first, second, notice) = (random.words(300), random.words(300), random.words(25).join(" "));
    let mut texts: Vec<String> = Vec::new();
    for story in [&first, &second] {
        for _ in 0..200 {
            let mut words = story.clone();
            words.truncate(120 + random.below(180));
            for _ in 0..words.len() / 20 {
                let at = random.below(words.len());
                words[at] = format!("e{}", random.below(9000));
            }
            texts.push(format!("{} {notice}", words.join(" ")));
        }
    }
    texts.extend((0..200).map(|_| format!("{} {notice}", random.words(200).join(" "))));
    let entries = corpus(&texts, FingerprintKind::Simhash128);
    let grouping = grouped(&entries);
    let mut sizes: Vec<usize> = grouping.groups.iter().map(|group| group.members.len()).collect();
    sizes.sort_unstable();
    assert_eq!(sizes, [200, 200], "two stories; those that share the notice alone stay apart");
    assert!(grouping.capped.iter().any(|capped| matches!(capped.bucket, Bucket::Phrase(_))));
    assert_eq!(by_id(&entries, &grouping), brute_force(&entries));
}

/// An edition of a story: cut by up to a third, one word in twenty another.
fn edition(story: &[String], random: &mut Random) -> String {
    let mut words = story.to_vec();
    words.truncate(words.len() - random.below(words.len() / 3));
    for _ in 0..words.len() / 20 {
        let at = random.below(words.len());
        words[at] = format!("e{}", random.below(90_000));
    }
    words.join(" ")
}

#[test]
fn a_story_is_one_group_whether_two_hundred_outlets_ran_it_or_five_thousand() {
    for outlets in [200, 5000] {
        let mut random = Random(outlets as u64);
        let story = random.words(250);
        let mut texts: Vec<String> = (0..outlets).map(|_| edition(&story, &mut random)).collect();
        // Were there nothing else, the words of the story would be the common ones, and weigh least.
        texts.extend((0..9 * outlets).map(|_| random.words(30).join(" ")));
        let grouping = grouped(&corpus(&texts, FingerprintKind::Simhash128));
        let sizes: Vec<usize> = grouping.groups.iter().map(|group| group.members.len()).collect();
        // In a full bucket a text is compared with a few others alone: one in a thousand may be like none.
        assert!(sizes.len() == 1 && sizes[0] * 1000 >= outlets * 999, "{sizes:?} of {outlets}");
        let phrases = grouping.capped.iter().filter(|capped| matches!(capped.bucket, Bucket::Phrase(_)));
        let (phrases, all) = (phrases.count(), grouping.capped.len());
        assert!(all > 10 && phrases * 4 < all, "{phrases} of {all} full buckets are taken for phrases");
    }
}

/// A corpus that counts how often a document's features are looked at.
struct Counted {
    entries: Vec<Entry>,
    looks: AtomicUsize,
}

impl Corpus for Counted {
    fn len(&self) -> usize {
        self.entries.len()
    }

    fn fingerprint(&self, document: usize) -> Fingerprint {
        self.entries.fingerprint(document)
    }

    fn wording(&self, document: usize) -> Wording {
        self.entries.wording(document)
    }

    fn features<'a>(&'a self, document: usize, room: &'a mut Features) -> &'a Features {
        self.looks.fetch_add(1, Ordering::Relaxed);
        self.entries.features(document, room)
    }

    fn key(&self, document: usize) -> DocumentKey<'_> {
        self.entries.key(document)
    }
}

#[test]
fn no_flood_makes_grouping_look_at_a_document_more_than_a_few_dozen_times() {
    let count = 20_000;
    let mut random = Random(9);
    let (base, passage) = (random.words(60).join(" "), random.words(14).join(" "));
    let chain = random.words(3 * count + 60);
    let stories: Vec<Vec<String>> = (0..count / 200).map(|_| random.words(80)).collect();
    let zipf =
        |random: &mut Random| (0..60).map(|_| format!("z{} ", 5000 / (1 + random.below(5000)))).collect();
    let floods: [(&str, Vec<String>); 6] = [
        ("identical", vec![base.clone(); count]),
        ("template", (0..count).map(|number| format!("{base} {number}")).collect()),
        ("band", (0..count).map(|_| format!("{} {passage}", random.words(46).join(" "))).collect()),
        ("zipf", (0..count).map(|_| zipf(&mut random)).collect()),
        ("chain", (0..count).map(|at| chain[3 * at..3 * at + 60].join(" ")).collect()),
        ("syndicated", (0..count).map(|at| edition(&stories[at / 200], &mut random)).collect()),
    ];
    for (name, texts) in floods {
        let corpus =
            Counted { entries: corpus(&texts, FingerprintKind::Simhash128), looks: AtomicUsize::new(0) };
        let grouping = group(&corpus, &GroupOptions::default(), &InMemory, &Silent);
        let looks = corpus.looks.into_inner() / count;
        assert!(looks <= 150, "{name}: {looks} for each");
        let pairs: usize = grouping.capped.iter().map(|capped| capped.pairs).sum();
        assert!(pairs <= 100 * count, "{name}: {pairs} pairs in full buckets");
    }
}

#[test]
fn a_chain_is_split_so_that_every_member_is_like_its_representative() {
    let words = Random(4).words(3 * 10_000 + 100);
    let texts: Vec<String> = (0..10_000).map(|at| words[3 * at..3 * at + 100].join(" ")).collect();
    let entries = corpus(&texts, FingerprintKind::Simhash128);
    let grouping = grouped(&entries);
    assert!(grouping.groups.len() > 300, "{} groups", grouping.groups.len());
    for group in &grouping.groups {
        let representative = &entries[group.representative];
        let like =
            |member: &copydesk::group::Member| is_story(representative, &entries[member.document], 150);
        assert!(group.members.iter().all(like));
    }
    let members: BTreeSet<usize> =
        grouping.groups.iter().flat_map(|group| &group.members).map(|m| m.document).collect();
    assert_eq!(
        members.len(),
        grouping.groups.iter().map(|group| group.members.len()).sum::<usize>(),
        "in one group each"
    );
}

#[test]
fn empty_documents_are_in_no_group() {
    let texts = vec![" …\n".to_owned(); 20_000];
    assert_eq!(grouped(&corpus(&texts, FingerprintKind::Simhash128)), Grouping::default());
    assert_eq!(grouped(&Vec::new()), Grouping::default());
    let word = corpus(
        &["Correction".to_owned(), "CORRECTION!".to_owned(), "Update".to_owned()],
        FingerprintKind::Simhash128,
    );
    assert_eq!(by_id(&word, &grouped(&word)).len(), 1);
}

#[test]
fn a_block_that_all_fingerprints_share_costs_linear_work_and_is_listed() {
    let mut random = Random(5);
    let mut wide = || (0..6).fold(0u128, |bits, _| bits << 22 ^ random.below(1 << 22) as u128);
    let entries: Vec<Entry> = (0..20_000u32)
        .map(|number| Entry {
            fingerprint: Fingerprint::of_128(wide() >> 40 << 40),
            features: Features {
                shingles: vec![number],
                tokens: 1,
                text_hash: u64::from(number),
                ..Features::default()
            },
            created: None,
            length: 1,
            source: None,
            id: number.to_string(),
        })
        .collect();
    let grouping = grouped(&entries);
    assert!(grouping.groups.is_empty());
    let full: Vec<_> = grouping.capped.iter().filter(|capped| capped.texts == 20_000).collect();
    assert_eq!(full.len(), 1, "{full:?}");
    assert!(matches!(full[0].bucket, Bucket::Block(0, 0)) && full[0].pairs < 20_000);
}

#[test]
fn common_words_alone_group_nothing() {
    let mut random = Random(6);
    let zipf = |random: &mut Random| 5000 / (1 + random.below(5000));
    let texts: Vec<String> = (0..5_000)
        .map(|_| (0..80).map(|_| format!("z{}", zipf(&mut random))).collect::<Vec<_>>().join(" "))
        .collect();
    let entries = corpus(&texts, FingerprintKind::Simhash128);
    let grouping = grouped(&entries);
    assert!(grouping.groups.iter().all(|group| {
        let representative = &entries[group.representative];
        group.members.iter().all(|member| is_story(representative, &entries[member.document], 150))
    }));
    assert!(grouping.capped.iter().any(|capped| matches!(capped.bucket, Bucket::Phrase(_))));
    assert!(grouping.capped.iter().all(|capped| capped.pairs <= 2 * capped.texts));
}
