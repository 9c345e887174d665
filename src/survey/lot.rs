//! A few lines of a corpus, drawn by lot: what the cost of rules is measured on.

use crate::text::{Line, hash64};

/// Lines that are kept.
const KEPT: usize = 4096;

/// Of one document, so that no worker hands over more.
const FROM_ONE: usize = 8;

/// Longer lines are not drawn, in bytes: rules do not try them either.
const LONGEST: usize = 4096;

/// A line that was drawn.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Lot {
    /// The lines with the smallest numbers are kept.
    number: u64,
    text: Box<str>,
}

impl Lot {
    /// Draws some lines of a document. What is drawn depends on its id and its text alone.
    pub(super) fn draw(id: &str, text: &str, lines: &[Line]) -> Vec<Lot> {
        let seed = hash64(id.as_bytes());
        let mut drawn: Vec<(u64, &str)> = Vec::with_capacity(FROM_ONE + 1);
        for (place, line) in lines.iter().enumerate() {
            let number = mixed(seed.wrapping_add(place as u64));
            if drawn.len() == FROM_ONE && drawn.last().is_some_and(|last| last.0 <= number) {
                continue;
            }
            let line = line.span.of(text);
            if line.len() > LONGEST || line.trim().is_empty() {
                continue;
            }
            let at = drawn.partition_point(|other| other.0 <= number);
            drawn.insert(at, (number, line));
            drawn.truncate(FROM_ONE);
        }
        drawn.into_iter().map(|(number, line)| Lot { number, text: line.into() }).collect()
    }
}

/// The lines of a corpus that were drawn: the same for any order of its documents.
#[derive(Debug, Clone, Default)]
pub struct LineSample {
    /// Sorted from time to time; then at most [`KEPT`].
    lots: Vec<Lot>,
}

impl LineSample {
    pub(super) fn add(&mut self, lots: impl IntoIterator<Item = Lot>) {
        self.lots.extend(lots);
        if self.lots.len() > 4 * KEPT {
            self.settle();
        }
    }

    fn settle(&mut self) {
        self.lots.sort_unstable();
        self.lots.truncate(KEPT);
    }

    /// The lines, some thousand at most, in an order that depends on nothing else.
    pub fn lines(&self) -> Vec<&str> {
        let mut lots: Vec<&Lot> = self.lots.iter().collect();
        lots.sort_unstable();
        lots.into_iter().take(KEPT).map(|lot| &*lot.text).collect()
    }

    /// Bytes of the lines.
    pub fn bytes(&self) -> u64 {
        self.lines().iter().map(|line| line.len() as u64).sum()
    }

    pub(super) fn merge(&mut self, other: LineSample) {
        self.add(other.lots);
    }
}

impl PartialEq for LineSample {
    fn eq(&self, other: &LineSample) -> bool {
        self.lines() == other.lines()
    }
}

impl Eq for LineSample {}

/// The finaliser of SplitMix64 (Steele, Lea, Flood 2014): neighbouring numbers become unlike ones.
fn mixed(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::lines;

    #[test]
    fn what_is_drawn_does_not_depend_on_the_order_of_documents() {
        let text: String = (0..40).map(|line| format!("line {line}\n\n")).collect();
        let pages: Vec<Vec<Lot>> =
            (0..3000).map(|id| Lot::draw(&id.to_string(), &text, &lines(&text))).collect();
        let sample = |pages: &mut dyn Iterator<Item = &Vec<Lot>>| {
            let mut sample = LineSample::default();
            pages.for_each(|page| sample.add(page.iter().cloned()));
            sample.lines().join("\n")
        };
        let forward = sample(&mut pages.iter());
        assert_eq!(forward, sample(&mut pages.iter().rev()));
        assert_eq!(forward.lines().count(), KEPT);
        assert!(
            (1000..3100).contains(&forward.matches("line 1").count()),
            "no line is drawn more than others"
        );
    }
}
