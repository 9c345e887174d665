//! The features of a line: what the votes of a model ask about.

/// A feature of a line, known by its name in model files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Feature(u8);

/// How many features there are.
pub(super) const COUNT: usize = FEATURES.len();

/// The values of one line, in the order of [`FEATURES`].
pub(super) type Values = [i16; COUNT];

impl Feature {
    /// All features.
    pub fn all() -> impl Iterator<Item = Feature> {
        (0..COUNT as u8).map(Feature)
    }

    /// The feature of that name.
    pub fn named(name: &str) -> Option<Feature> {
        FEATURES.iter().position(|(known, _)| *known == name).map(|at| Feature(at as u8))
    }

    /// Its name in model files and explanations.
    pub fn name(self) -> &'static str {
        FEATURES[self.index()].0
    }

    /// What it counts, and in which unit.
    pub fn meaning(self) -> &'static str {
        FEATURES[self.index()].1
    }

    pub(super) fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// A size class: quarter octaves, so 0, 1, 5, 9, 13, 17 for 0, 1, 2, 4, 8, 16.
pub(super) fn size_class(value: i64) -> i32 {
    if value <= 0 {
        return 0;
    }
    let octave = value.ilog2();
    let quarter = if octave >= 2 { value >> (octave - 2) & 3 } else { value << (2 - octave) & 3 };
    1 + octave as i32 * 4 + quarter as i32
}

/// A share in per cent; 0 of nothing.
pub(super) fn percent(part: i64, whole: i64) -> i32 {
    (part * 100 / whole.max(1)) as i32
}

/// Name and meaning. *Prose* is a line that reads as running text, *the block* the densest stretch of
/// it; ±3 are three lines to either side.
pub(super) const FEATURES: [(&str, &str); 71] = [
    ("width", "size class of the line's columns"),
    ("words", "size class of the line's words"),
    ("word-width", "quarter columns per word"),
    ("end", "how the line ends, 0 as a label to 9 as a sentence"),
    ("start", "how the line begins, 0 with a sign to 8 in upper case"),
    ("capped", "per cent of words that begin in upper case"),
    ("upper", "per cent of letters in upper case"),
    ("digits", "digits per hundred columns"),
    ("commas", "commas per four hundred columns"),
    ("stops", "stop words per hundred words"),
    ("stop-count", "stop words"),
    ("separators", "bars, bullets and slashes"),
    ("inner-ends", "sentence ends inside the line"),
    ("repeats", "how often the line stands in the text"),
    ("cue", "mean points of the line's cue words"),
    ("cue-1", "mean points of cue words, +-1 line"),
    ("cue-3", "mean points of cue words, +-3 lines"),
    ("cue-8", "mean points of cue words, +-8 lines"),
    ("cue-above", "mean points of cue words, 8 lines above"),
    ("cue-below", "mean points of cue words, 8 lines below"),
    ("top", "size class of lines above"),
    ("bottom", "size class of lines below"),
    ("place", "per cent of the text above"),
    ("prose-above", "per cent of the prose above"),
    ("prose-below", "per cent of the prose below"),
    ("above-far", "lines up to the next prose"),
    ("below-far", "lines down to the next prose"),
    ("run", "lines of the same shape in a row"),
    ("shared", "per cent of content words that the block has elsewhere"),
    ("shared-up", "the same of the line above"),
    ("shared-down", "the same of the line below"),
    ("shared-3", "the same, +-3 lines"),
    ("shared-8", "the same, +-8 lines"),
    ("headline", "per cent of content words that short lines above the block share with it"),
    ("up-1-width", "size class of the columns of the line above"),
    ("up-1-end", "how the line above ends"),
    ("up-1-capped", "per cent of capitalised words of the line above"),
    ("up-1-digits", "digits per hundred columns of the line above"),
    ("down-1-width", "size class of the columns of the line below"),
    ("down-1-end", "how the line below ends"),
    ("down-1-capped", "per cent of capitalised words of the line below"),
    ("down-1-digits", "digits per hundred columns of the line below"),
    ("up-2-width", "size class of the columns two lines above"),
    ("down-2-width", "size class of the columns two lines below"),
    ("prose-3", "per cent of prose, +-3 lines"),
    ("width-3", "size class of all columns, +-3 lines"),
    ("ends-3", "lines that end as sentences, +-3 lines"),
    ("stops-3", "stop words per hundred words, +-3 lines"),
    ("prose-8", "per cent of prose, +-8 lines"),
    ("width-8", "size class of all columns, +-8 lines"),
    ("short-8", "short lines, +-8 lines"),
    ("capped-8", "per cent of capitalised words, +-8 lines"),
    ("digits-8", "digits per hundred columns, +-8 lines"),
    ("repeats-8", "repeated lines, +-8 lines"),
    ("stops-8", "stop words per hundred words, +-8 lines"),
    ("stamps-8", "short lines with digits, +-8 lines"),
    ("prose-20", "per cent of prose, +-20 lines"),
    ("width-20", "size class of all columns, +-20 lines"),
    ("ends-20", "lines that end as sentences, +-20 lines"),
    ("removed-8", "lines that rules removed, +-8 lines"),
    ("removed-up", "lines up to the next that rules removed"),
    ("removed-down", "lines down to the next that rules removed"),
    ("tail-hint", "lines since a rule for shares, related lists or footers held, below the first prose"),
    ("comment-hint", "lines since a rule for comments held, below the first prose"),
    ("block", "lines from the block, negative above it"),
    ("block-share", "per cent of all prose that the block holds"),
    ("cluster-share", "per cent of all prose in the line's own cluster, -1 outside of clusters"),
    ("cluster-above", "per cent of all prose in the largest cluster above, -1 without"),
    ("text-prose", "per cent of the text that is prose"),
    ("text-lines", "size class of the text's lines"),
    ("text-width", "size class of the text's columns"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_lead_back() {
        for feature in Feature::all() {
            assert_eq!(Feature::named(feature.name()), Some(feature), "{}", feature.name());
            assert!(!feature.meaning().is_empty());
        }
        assert_eq!(Feature::named("nothing"), None);
    }

    #[test]
    fn size_classes_grow_by_quarter_octaves() {
        let classes: Vec<i32> = [-1, 0, 1, 2, 3, 4, 5, 8, 16, 24].map(size_class).to_vec();
        assert_eq!(classes, [0, 0, 1, 5, 7, 9, 10, 13, 17, 19]);
    }
}
