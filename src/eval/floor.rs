//! The lowest figures that are accepted.

use super::figure::{Bound, Figure, Value};
use super::tally::Tally;

/// What a figure of a set must reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Floor {
    /// The set's name.
    pub set: String,
    /// The figure.
    pub figure: Figure,
    /// The least or the most it may be, as [`Figure::bound`] says.
    pub wanted: Value,
}

/// Whether a floor is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FloorCheck {
    /// The floor.
    pub floor: Floor,
    /// What was measured; `None` where the set has no labels for it.
    pub found: Option<Value>,
}

impl Floor {
    /// Holds the floor against a set's counts.
    pub fn check(&self, tally: &Tally) -> FloorCheck {
        FloorCheck { floor: self.clone(), found: self.figure.of(tally) }
    }
}

impl FloorCheck {
    /// A figure that was not measured reaches no floor.
    pub fn holds(&self) -> bool {
        self.found.is_some_and(|found| match self.floor.figure.bound() {
            Bound::AtLeast => found >= self.floor.wanted,
            Bound::AtMost => found <= self.floor.wanted,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::share::Share;
    use super::*;

    #[test]
    fn a_floor_holds_up_to_its_very_value() {
        let tally = Tally {
            labelled: 1,
            article_characters: 1000,
            lost_characters: 15,
            harmed: 2,
            ..Tally::default()
        };
        let holds = |figure, wanted| Floor { set: "a".into(), figure, wanted }.check(&tally).holds();
        assert!(holds(Figure::Lost, Value::Share(Share(150))));
        assert!(!holds(Figure::Lost, Value::Share(Share(149))));
        assert!(holds(Figure::Harmed, Value::Count(2)) && !holds(Figure::Harmed, Value::Count(1)));
        assert!(holds(Figure::LineF1, Value::Share(Share(0))));
        assert!(!holds(Figure::LineF1, Value::Share(Share(1))));
        assert!(!holds(Figure::MustNotGone, Value::Share(Share(0))), "nothing was measured");
    }
}
