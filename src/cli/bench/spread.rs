//! What repeats of one measurement come to.

use serde::{Deserialize, Serialize};

/// Nanoseconds of repeats: the middle one, and the ends. Of an even number the middle is the lower of the two.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Spread {
    pub(super) median: u64,
    pub(super) min: u64,
    pub(super) max: u64,
}

impl Spread {
    /// Of at least one time; of none it is all 0.
    pub(super) fn of(times: &[u64]) -> Spread {
        let mut times = times.to_vec();
        times.sort_unstable();
        match times.as_slice() {
            [] => Spread::default(),
            [min, .., max] => Spread { median: times[(times.len() - 1) / 2], min: *min, max: *max },
            [only] => Spread { median: *only, min: *only, max: *only },
        }
    }

    /// How far the ends are apart, in thousandths of the median.
    pub(super) fn permille(self) -> u64 {
        ratio(self.max - self.min, self.median.max(1))
    }
}

/// `part` in thousandths of `whole`; of nothing 0.
pub(super) fn ratio(part: u64, whole: u64) -> u64 {
    match whole {
        0 => 0,
        whole => u64::try_from(u128::from(part) * 1000 / u128::from(whole)).unwrap_or(u64::MAX),
    }
}

/// Bytes a second.
pub(super) fn speed(bytes: u64, nanoseconds: u64) -> u64 {
    let second = u128::from(bytes) * 1_000_000_000;
    u64::try_from(second / u128::from(nanoseconds.max(1))).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_stands_between_the_ends_in_any_order() {
        assert_eq!(Spread::of(&[30, 10, 20]), Spread { median: 20, min: 10, max: 30 });
        assert_eq!(Spread::of(&[4, 1, 2, 3]).median, 2);
        assert_eq!(Spread::of(&[5]), Spread { median: 5, min: 5, max: 5 });
        assert_eq!(Spread::of(&[]), Spread::default());
    }

    #[test]
    fn shares_and_speeds_take_no_harm_from_nothing_and_from_much() {
        assert_eq!(Spread::of(&[90, 100, 120]).permille(), 300);
        assert_eq!((Spread::default().permille(), ratio(5, 0)), (0, 0));
        assert_eq!(speed(1 << 20, 1_000_000_000), 1 << 20);
        assert_eq!(speed(u64::MAX, 0), u64::MAX);
    }
}
