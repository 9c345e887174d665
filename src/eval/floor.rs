//! The lowest figures that are accepted.

use super::figure::{Bound, Value};

/// What a figure of a set must reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Floor {
    /// The set's name.
    pub set: String,
    /// The figure's name.
    pub figure: String,
    /// On which side of `wanted` it is good.
    pub bound: Bound,
    /// The least or the most it may be.
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
    /// Holds the floor against what was found.
    pub fn check(&self, found: Option<Value>) -> FloorCheck {
        FloorCheck { floor: self.clone(), found }
    }
}

impl FloorCheck {
    /// A figure that was not measured reaches no floor.
    pub fn holds(&self) -> bool {
        self.found.is_some_and(|found| match self.floor.bound {
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
        let share = |parts| Value::Share(Share(parts));
        let holds = |bound, found, wanted| {
            Floor { set: "a".into(), figure: "f".into(), bound, wanted }.check(found).holds()
        };
        for (bound, found, wanted, expected) in [
            (Bound::AtMost, Some(share(150)), share(150), true),
            (Bound::AtMost, Some(share(150)), share(149), false),
            (Bound::AtMost, Some(Value::Count(2)), Value::Count(2), true),
            (Bound::AtMost, Some(Value::Count(2)), Value::Count(1), false),
            (Bound::AtLeast, Some(share(0)), share(0), true),
            (Bound::AtLeast, Some(share(-1)), share(0), false),
            (Bound::AtLeast, None, share(0), false),
        ] {
            assert_eq!(holds(bound, found, wanted), expected, "{bound} {wanted}: {found:?}");
        }
    }
}
