//! The corpus is the same for a seed, and its shapes are what they say.
#![allow(clippy::unwrap_used, reason = "tests may panic")]

use super::*;

fn rows(shape: Shape) -> Vec<serde_json::Value> {
    let files = files(shape, 7, 60_000);
    assert_eq!(files.len(), 1);
    std::str::from_utf8(&files[0].bytes)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn texts(shape: Shape) -> Vec<String> {
    rows(shape).iter().map(|row| row["text"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn one_seed_gives_one_corpus_and_another_seed_another() {
    for &shape in Shape::value_variants() {
        let once = files(shape, 1, 20_000);
        assert_eq!(once, files(shape, 1, 20_000), "{shape:?}");
        assert_ne!(once, files(shape, 2, 20_000), "{shape:?}");
        let bytes: usize = once.iter().map(|file| file.bytes.len()).sum();
        assert!((20_000..80_000).contains(&bytes), "{shape:?}: {bytes}");
    }
}

#[test]
fn the_bytes_of_a_seed_never_change() {
    let hash =
        |shape| files(shape, 1, 4000).iter().fold(0, |all, file| all ^ crate::text::hash64(&file.bytes));
    let all = Shape::value_variants().iter().fold(0, |all, shape| all ^ hash(*shape));
    assert_eq!(
        format!("{all:016x}"),
        "e9a1d387750baf0d",
        "saved figures would be of another corpus: raise FORMAT"
    );
}

#[test]
fn ids_are_unique() {
    for shape in [Shape::Wires, Shape::Features, Shape::Pages, Shape::Scripts] {
        let rows = rows(shape);
        let ids: std::collections::BTreeSet<&str> =
            rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), rows.len(), "{shape:?}");
    }
}

#[test]
fn wires_are_short_and_features_long() {
    assert!(texts(Shape::Wires).iter().all(|text| text.len() < 5000));
    assert!(texts(Shape::Features).iter().all(|text| text.len() > 8000));
}

#[test]
fn pages_are_mostly_lines_that_are_no_story() {
    for text in texts(Shape::Pages) {
        assert!(text.lines().filter(|line| line.len() < 80).count() > 20, "{text}");
    }
}

#[test]
fn scripts_are_outside_ascii() {
    for text in texts(Shape::Scripts) {
        assert!(text.chars().filter(|c| c.is_alphabetic()).all(|c| !c.is_ascii()));
    }
}

#[test]
fn the_huge_text_is_one_and_tiny_ones_are_many() {
    assert_eq!(files(Shape::Huge, 1, 30_000).len(), 1);
    let tiny = files(Shape::Tiny, 1, 30_000);
    assert!(tiny.len() > 60 && tiny.iter().all(|file| file.bytes.len() < 1000));
}
