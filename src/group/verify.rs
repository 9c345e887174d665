//! Whether a candidate pair is one story, by whole numbers alone.

use super::common::shared;
use super::sieve::Sieve;
use super::spread::Spread;
use super::texts::Texts;
use super::{Permille, Thresholds};
use crate::fingerprint::Features;

/// What two texts have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Evidence {
    pub(super) hamming: u32,
    pub(super) jaccard: Permille,
    pub(super) containment: Permille,
    /// Shingles of the text with fewer.
    smaller: u64,
    pub(super) figures: Figures,
    /// Where they share it; all zero where it is too little to look.
    spread: Spread,
    /// Whether both are known to be of one outlet.
    one_outlet: bool,
}

/// How the numbers of two texts compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Figures {
    /// Different numbers of the text with fewer.
    fewer: u32,
    /// How many of them the other has.
    shared: Permille,
}

/// Containment below which no text is the same story, wherever it is shared.
const LEAST: Permille = Permille(150);

/// Numbers that both texts must have before they say anything: one is most often the date alone.
const FIGURES: u32 = 2;

/// Numbers that both must have before they can tell that copies with many edits are none.
const MANY_FIGURES: u32 = 3;

/// Numbers that both must have before they can tell a form from a story.
const FORM_FIGURES: u32 = 4;

/// Numbers that copies have in common, however edited.
const FEW_SHARED: Permille = Permille(300);

/// Numbers that two copies of one form have in common, at most.
const FORM_SHARED: Permille = Permille(334);

/// A form has the same wording throughout: no stretch without it is as long as this.
const FORM_STRETCH: u32 = 40;

/// How many windows less are enough where others link the two and neither has the other's lede.
const LINKED_WINDOWS: u16 = 200;

/// A text that others are compared with.
pub(super) struct Centre<'a> {
    text: usize,
    features: &'a Features,
    sieve: Sieve<'a>,
    /// Room for the features of another, and for what the two share.
    other: Features,
    common: Vec<[u32; 2]>,
}

impl<'a> Centre<'a> {
    /// `features` are those of the text.
    pub(super) fn of(text: usize, features: &'a Features) -> Centre<'a> {
        let sieve = Sieve::of(&features.shingles);
        Centre { text, features, sieve, other: Features::default(), common: Vec::new() }
    }

    /// Compares it with another text; `None` where they share too little to be one story, even if `linked` less is
    /// enough, since others link them.
    pub(super) fn evidence(
        &mut self,
        texts: &Texts<'_>,
        b: usize,
        thresholds: &Thresholds,
        linked: Permille,
    ) -> Option<Evidence> {
        let (a, own, common) = (self.text, self.features, &mut self.common);
        let other = texts.features(b, &mut self.other);
        // Texts that are one shingle each and differ share it only by accident: it has 32 bits.
        let accident = own.is_one_shingle() && other.is_one_shingle() && own.text_hash != other.text_hash;
        self.sieve.may_share(if accident { &[] } else { &other.shingles }, common);
        let own_is_shorter = own.shingles.len() <= other.shingles.len();
        let (shorter, longer) = if own_is_shorter { (own, other) } else { (other, own) };
        // Where all that may be shared is too little, it need not be counted to the last shingle. Of a short text and a
        // long one more may be than the short one has.
        let most = common.len().min(shorter.shingles.len()) as u64;
        if Evidence::of(shorter, longer, most).is_hopeless(thresholds, linked) {
            return None;
        }
        self.sieve.places(&other.shingles, common);
        let wording = Evidence::of(shorter, longer, common.len() as u64);
        if wording.is_hopeless(thresholds, linked) {
            return None;
        }
        if !own_is_shorter {
            common.iter_mut().for_each(|places| places.reverse());
        }
        let mut evidence = Evidence {
            hamming: texts.fingerprint(a).distance(texts.fingerprint(b)),
            figures: Figures::of(&shorter.numbers, &longer.numbers),
            one_outlet: texts.of_one_outlet(a, b),
            ..wording
        };
        if evidence.is_open(thresholds) {
            evidence.spread = Spread::of(shorter, longer, common, evidence.asks_for_stretches());
        }
        Some(evidence)
    }
}

impl Figures {
    pub(super) fn of(a: &[u32], b: &[u32]) -> Figures {
        let fewer = a.len().min(b.len());
        Figures { fewer: fewer as u32, shared: Permille::of(shared(a, b), fewer as u64) }
    }

    /// Whether they are largely the same, or too few to say.
    pub(super) fn agree(self, thresholds: &Thresholds) -> bool {
        self.fewer < FIGURES || self.shared >= thresholds.figures
    }

    /// Whether there are so many, and so few of them shared.
    fn part(self, many: u32, few: Permille) -> bool {
        self.fewer >= many && self.shared < few
    }
}

impl Evidence {
    /// Of so many shared shingles alone; of the text with fewer, and the other.
    fn of(shorter: &Features, longer: &Features, shared: u64) -> Evidence {
        let (m, n) = (shorter.shingles.len() as u64, longer.shingles.len() as u64);
        Evidence {
            hamming: 0,
            jaccard: Permille::of(shared, m + n - shared),
            containment: Permille::of(shared, m),
            smaller: m,
            figures: Figures { fewer: 0, shared: Permille(0) },
            spread: Spread::default(),
            one_outlet: false,
        }
    }

    /// Whether the two are no story even if their figures agree and they share it all over.
    fn is_hopeless(&self, thresholds: &Thresholds, linked: Permille) -> bool {
        let alike = u64::from(self.alike(thresholds).0 + linked.0);
        self.containment < LEAST && alike < self.least(thresholds).min(1000)
    }

    /// Whether the two are one story by themselves.
    pub(super) fn is_story(&self, thresholds: &Thresholds) -> bool {
        let worded = u64::from(self.alike(thresholds).0) >= self.needed(thresholds);
        !self.is_furniture(thresholds) && (worded || self.is_scattered(thresholds, 0))
    }

    /// Whether a member and its representative are one story, given that others link the two.
    pub(super) fn is_linked_story(&self, thresholds: &Thresholds) -> bool {
        let worded = u64::from(self.alike(thresholds).0 + thresholds.linked.0) >= self.needed(thresholds);
        !self.is_furniture(thresholds) && (worded || self.is_scattered(thresholds, LINKED_WINDOWS))
    }

    /// How much of their wording the two share.
    fn alike(&self, thresholds: &Thresholds) -> Permille {
        if self.smaller < u64::from(thresholds.scrap) { self.jaccard } else { self.containment }
    }

    /// Whether it matters for the verdict where in the texts they share it.
    fn is_open(&self, thresholds: &Thresholds) -> bool {
        let (alike, least) = (u64::from(self.alike(thresholds).0), self.least(thresholds));
        let story =
            alike >= (least + u64::from(thresholds.ledeless.0)).min(1000) && !self.asks_for_stretches();
        let none = self.smaller < u64::from(thresholds.scattered)
            && alike + u64::from(thresholds.linked.0) < least.min(1000);
        self.containment >= LEAST && !story && !none
    }

    /// The share that texts of this length and these figures need; never more than all of it.
    fn needed(&self, thresholds: &Thresholds) -> u64 {
        let form = if self.is_form() { u64::from(thresholds.form.0) } else { 0 };
        let ledeless = if self.spread.lede { 0 } else { u64::from(thresholds.ledeless.0) };
        (self.least(thresholds) + form + ledeless).min(1000)
    }

    /// What is needed wherever it is shared.
    fn least(&self, thresholds: &Thresholds) -> u64 {
        let (long, short) = (u64::from(thresholds.long.0), u64::from(thresholds.short.0));
        let length = u64::from(thresholds.length).max(1);
        let missing = length.saturating_sub(self.smaller);
        let disagreement =
            if self.figures.agree(thresholds) { 0 } else { u64::from(thresholds.disagreement.0) };
        long + short.saturating_sub(long) * missing / length + disagreement
    }

    /// Whether anything is asked of the stretches that the two do not share.
    fn asks_for_stretches(&self) -> bool {
        self.one_outlet || self.has_other_figures()
    }

    /// Whether the two may be one form that was filled in twice.
    fn has_other_figures(&self) -> bool {
        self.figures.part(FORM_FIGURES, FORM_SHARED)
    }

    /// The same wording throughout, and other figures: a recurring report.
    fn is_form(&self) -> bool {
        self.has_other_figures() && self.spread.foreign < FORM_STRETCH
    }

    /// Whether they share a little of nearly everything, as copies with many small edits do.
    fn is_scattered(&self, thresholds: &Thresholds, linked: u16) -> bool {
        let (long, windows) = (thresholds.long.0, thresholds.windows.0);
        let enough =
            if self.spread.lede { long.saturating_sub(windows) } else { long + windows - linked.min(long) };
        self.smaller >= u64::from(thresholds.scattered)
            && self.containment >= LEAST
            && self.spread.windows >= Permille(enough)
            && !self.figures.part(MANY_FIGURES, FEW_SHARED)
    }

    /// Whether the two are pages of one outlet round two stories.
    fn is_furniture(&self, thresholds: &Thresholds) -> bool {
        self.one_outlet && self.spread.replaced >= thresholds.replaced
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Entry, Scope};
    use super::*;

    const AGREE: Figures = Figures { fewer: 3, shared: Permille(1000) };
    const DISAGREE: Figures = Figures { fewer: 3, shared: Permille(0) };

    fn sharing(shared: u64, a: u64, b: u64, figures: Figures) -> Evidence {
        Evidence {
            hamming: 0,
            jaccard: Permille::of(shared, a + b - shared),
            containment: Permille::of(shared, a.min(b)),
            smaller: a.min(b),
            figures,
            spread: Spread { lede: true, foreign: 100, ..Spread::default() },
            one_outlet: false,
        }
    }

    #[test]
    fn the_shorter_a_text_the_more_of_it_must_be_shared() {
        let thresholds = Thresholds::default();
        for (shared, a, b, figures, expected) in [
            (250, 500, 500, AGREE, true),
            (249, 500, 500, AGREE, false),
            (250, 500, 9000, AGREE, true),
            (299, 500, 500, DISAGREE, false),
            (300, 500, 500, DISAGREE, true),
            (77, 110, 110, AGREE, true),
            (76, 110, 110, AGREE, false),
            (77, 110, 110, DISAGREE, false),
            (10, 10, 10, DISAGREE, true),
            (10, 10, 300, AGREE, false),
            (30, 30, 300, AGREE, true),
            (8, 10, 10, AGREE, false),
            (0, 0, 0, AGREE, false),
        ] {
            let evidence = sharing(shared, a, b, figures);
            assert_eq!(evidence.is_story(&thresholds), expected, "{shared} of {a} and {b}, {figures:?}");
        }
    }

    #[test]
    fn wording_shared_everywhere_needs_less_of_it() {
        let thresholds = Thresholds::default();
        let with = |windows, lede, smaller, figures| Evidence {
            spread: Spread { windows: Permille(windows), lede, ..Spread::default() },
            ..sharing(smaller / 3, smaller, 900, figures)
        };
        for (windows, lede, smaller, figures, alone, linked) in [
            (650, false, 180, AGREE, true, true),
            (649, false, 180, AGREE, false, true),
            (449, false, 500, AGREE, false, false),
            (350, true, 180, AGREE, true, true),
            (349, true, 180, AGREE, false, false),
            (900, true, 179, AGREE, false, false),
            (900, true, 180, DISAGREE, false, false),
        ] {
            let evidence = with(windows, lede, smaller, figures);
            let found = (evidence.is_story(&thresholds), evidence.is_linked_story(&thresholds));
            assert_eq!(found, (alone, linked), "{windows} {lede} {smaller} {figures:?}");
        }
    }

    #[test]
    fn where_neither_has_the_other_s_lede_more_must_be_shared() {
        let thresholds = Thresholds::default();
        let other_hands = |shared| Evidence { spread: Spread::default(), ..sharing(shared, 500, 500, AGREE) };
        assert!(!other_hands(299).is_story(&thresholds) && other_hands(300).is_story(&thresholds));
    }

    #[test]
    fn pages_of_one_outlet_round_two_stories_are_two() {
        let thresholds = Thresholds::default();
        let page = |replaced, one_outlet| Evidence {
            spread: Spread { replaced, windows: Permille(900), ..Spread::default() },
            one_outlet,
            ..sharing(900, 1000, 1000, AGREE)
        };
        assert!(!page(80, true).is_story(&thresholds) && !page(80, true).is_linked_story(&thresholds));
        assert!(page(79, true).is_story(&thresholds));
        assert!(page(80, false).is_story(&thresholds));
    }

    #[test]
    fn a_form_that_is_filled_in_anew_is_another_report() {
        let thresholds = Thresholds::default();
        let form = |fewer, foreign| Evidence {
            spread: Spread { foreign, lede: true, ..Spread::default() },
            ..sharing(850, 1000, 1000, Figures { fewer, shared: Permille(250) })
        };
        assert!(!form(4, 0).is_story(&thresholds));
        assert!(form(3, 0).is_story(&thresholds), "too few numbers to say");
        assert!(form(4, 40).is_story(&thresholds), "an update has a new paragraph");
    }

    #[test]
    fn texts_with_other_figures_disagree() {
        let agree = |a: &[u32], b: &[u32]| Figures::of(a, b).agree(&Thresholds::default());
        assert!(!agree(&[1, 2, 3], &[1, 2, 9]));
        assert!(agree(&[1, 2, 3, 4], &[1, 2, 3, 9]));
        assert!(agree(&[1, 2], &[1, 2, 7, 8, 9]), "a shorter cut has fewer");
        assert!(agree(&[1], &[9, 8]), "too few to say");
    }

    #[test]
    fn a_long_text_that_passes_the_sieve_of_a_short_one_all_over_is_counted() {
        let text = |shingles: std::ops::Range<u32>| Features {
            places: vec![0; shingles.len()],
            tokens: shingles.len() as u32 + 2,
            text_hash: shingles.len() as u64,
            shingles: shingles.collect(),
            ..Features::default()
        };
        let thresholds = Thresholds::default();
        let entries: Vec<Entry> =
            [text(0..1), text(0..8192)].map(|features| Entry { features, ..Entry::default() }).into();
        let texts = Texts::of(&entries, &[0, 1], Scope::default());
        let mut centre = Centre::of(0, &entries[0].features);
        let found = centre.evidence(&texts, 1, &thresholds, Permille(0));
        let found = found.map(|evidence| (evidence.jaccard, evidence.containment));
        assert_eq!(found, Some((Permille(0), Permille(1000))));
    }

    #[test]
    fn short_texts_whose_one_shingle_agrees_by_accident_are_two() {
        let text = |shingle, text_hash, tokens| Features {
            shingles: vec![shingle],
            places: vec![0],
            text_hash,
            tokens,
            ..Features::default()
        };
        let thresholds = Thresholds::default();
        let compared = |a: Features, b: Features| {
            let entries: Vec<Entry> =
                [a, b].map(|features| Entry { features, ..Entry::default() }).into_iter().collect();
            let texts = Texts::of(&entries, &[0, 1], Scope::default());
            let mut room = Features::default();
            let mut centre = Centre::of(0, texts.features(0, &mut room));
            centre.evidence(&texts, 1, &thresholds, thresholds.linked)
        };
        assert_eq!(compared(text(7, 1, 1), text(7, 2, 3)), None);
        let repeats = compared(text(7, 1, 3), text(7, 2, 4)).map(|evidence| evidence.jaccard);
        assert_eq!(repeats, Some(Permille(1000)), "`a a a` and `a a a a`");
    }
}
