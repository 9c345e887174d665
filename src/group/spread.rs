//! Where in two texts lies what they share: all over, in one passage, or round a gap.
//!
//! How much two texts share says too little. Copies with many small edits share less than a story and the
//! background paragraphs it was given from another one, but they share it everywhere. Two pages of one
//! outlet share its furniture, and each has a story in the middle of which the other knows nothing.

use super::Permille;
use crate::fingerprint::Features;

/// Shingles in a window that asks whether the wording is the same there.
const WINDOW: usize = 16;

/// Shingles in a window that asks whether there is nothing shared: wide enough that a phrase does not hide it.
const WIDE: usize = 32;

/// Windows of one text, at most: places are known in 256ths.
const MOST: usize = 256;

/// One in so many shingles of a wide window may be shared by accident.
const ACCIDENT: u32 = 8;

/// A text knows the lede of another if it has this share of it.
const KNOWN_LEDE: Permille = Permille(400);

/// What two texts share, by its place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Spread {
    /// Windows of the shorter text in which at least half of the shingles are shared.
    pub(super) windows: Permille,
    /// Whether one text has the lede of the other.
    pub(super) lede: bool,
    /// The longest stretch of each text with nothing of the other, in shingles: the shorter of the two; 0 where
    /// stretches do not matter.
    pub(super) replaced: u32,
    /// The longer of the two; 0 where stretches do not matter.
    pub(super) foreign: u32,
}

impl Spread {
    /// Of two texts, the one with fewer shingles first, and the places of the shingles that they share; `stretches`
    /// says whether stretches matter.
    pub(super) fn of(shorter: &Features, longer: &Features, common: &[[u32; 2]], stretches: bool) -> Spread {
        let in_shorter = Shared::of(shorter, common.iter().map(|&[place, _]| place));
        let in_longer = Shared::of(longer, common.iter().map(|&[_, place]| place));
        let (one, other) = if stretches { (in_shorter.stretch(), in_longer.stretch()) } else { (0, 0) };
        Spread {
            windows: in_shorter.alike(),
            lede: in_shorter.has_lede() || in_longer.has_lede(),
            replaced: one.min(other),
            foreign: one.max(other),
        }
    }
}

/// Shared and all shingles of a text at each place in it, in 256ths, and in its lede.
struct Shared {
    places: [(u32, u32); MOST],
    /// Shingles in all.
    count: usize,
    lede: (u32, u32),
}

impl Shared {
    /// `shared` are the positions of the shingles that are shared, sorted.
    fn of(features: &Features, shared: impl Iterator<Item = u32>) -> Shared {
        let mut places = [(0, 0); MOST];
        let mut lede = (0, 0);
        let end = features.lede_end();
        for &place in &features.places {
            places[usize::from(place)].1 += 1;
            lede.1 += u32::from(usize::from(place) < end);
        }
        for position in shared {
            let place = usize::from(features.places[position as usize]);
            places[place].0 += 1;
            lede.0 += u32::from(place < end);
        }
        Shared { places, count: features.shingles.len(), lede }
    }

    /// Shared and all shingles in windows of about so many, in the order of the text; empty ones left out.
    fn windows(&self, size: usize) -> impl Iterator<Item = (u32, u32)> {
        let count = self.count.div_ceil(size).clamp(1, MOST);
        let mut windows = [(0u32, 0u32); MOST];
        for (place, &(shared, all)) in self.places.iter().enumerate() {
            let window = &mut windows[place * count / MOST];
            window.0 += shared;
            window.1 += all;
        }
        windows.into_iter().filter(|&(_, all)| all > 0)
    }

    fn alike(&self) -> Permille {
        let (alike, all) = self
            .windows(WINDOW)
            .fold((0, 0), |(alike, count), (shared, all)| (alike + u64::from(2 * shared >= all), count + 1));
        Permille::of(alike, all)
    }

    /// The longest run of wide windows with nothing shared, in shingles.
    fn stretch(&self) -> u32 {
        let (mut run, mut longest) = (0, 0);
        for (shared, all) in self.windows(WIDE) {
            run = if shared * ACCIDENT < all { run + all } else { 0 };
            longest = longest.max(run);
        }
        longest
    }

    fn has_lede(&self) -> bool {
        let (shared, all) = self.lede;
        Permille::of(shared.into(), all.into()) >= KNOWN_LEDE
    }
}

#[cfg(test)]
mod tests {
    use super::super::common::places;
    use super::*;

    fn words(prefix: &str, count: usize) -> String {
        (0..count).map(|number| format!("{prefix}{number} ")).collect()
    }

    fn spread(one: &str, other: &str) -> Spread {
        let (one, other) = (Features::of(one), Features::of(other));
        let (shorter, longer) =
            if one.shingles.len() <= other.shingles.len() { (&one, &other) } else { (&other, &one) };
        Spread::of(shorter, longer, &places(&shorter.shingles, &longer.shingles), true)
    }

    #[test]
    fn edits_all_over_leave_most_windows_alike() {
        let story = words("w", 320);
        let edited: String =
            (0..320).map(|n| if n % 11 == 5 { "x ".to_owned() } else { format!("w{n} ") }).collect();
        let found = spread(&story, &edited);
        assert!(found.windows >= Permille(900) && found.lede && found.replaced == 0, "{found:?}");
    }

    #[test]
    fn one_passage_is_few_windows_and_leaves_a_gap_in_both() {
        let one = format!("{}{}", words("a", 240), words("shared", 80));
        let other = format!("{}{}{}", words("b", 100), words("shared", 80), words("c", 100));
        let found = spread(&one, &other);
        assert!(found.windows < Permille(350) && !found.lede, "{found:?}");
        assert!((90..=110).contains(&found.replaced) && found.foreign >= 220, "{found:?}");
    }

    #[test]
    fn a_cut_has_no_stretch_of_its_own() {
        let found = spread(&words("w", 300), &words("w", 100));
        assert_eq!((found.windows, found.lede, found.replaced), (Permille(1000), true, 0));
        assert!((170..=200).contains(&found.foreign), "{found:?}");
    }

    #[test]
    fn texts_with_nothing_in_common_are_stretches_throughout() {
        let found = spread(&words("a", 100), &words("b", 4000));
        assert_eq!((found.windows, found.lede), (Permille(0), false));
        assert_eq!((found.replaced, found.foreign), (98, 3998));
    }
}
