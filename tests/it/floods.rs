//! Grouping where documents are all alike: results, and work in proportion to their number.

use std::collections::BTreeSet;

use copydesk::fingerprint::{Features, Fingerprint, FingerprintKind};
use copydesk::group::{Bucket, Entry, Grouping, Role};

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
