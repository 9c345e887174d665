//! Parts of ten thousand.

/// A share of a whole in parts of ten thousand, rounded to the nearest. Below zero only for a figure that
/// can be worse than chance.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share(pub i32);

impl Share {
    /// All of it.
    pub const ONE: Share = Share(10_000);

    /// `part` of `whole`, which it does not exceed; 0 of nothing.
    pub fn of(part: u64, whole: u64) -> Share {
        Share::signed(i128::from(part), i128::from(whole))
    }

    /// `part` of `whole`, which it does not exceed by its size; 0 of nothing. `part` is below 10³³.
    pub fn signed(part: i128, whole: i128) -> Share {
        if whole == 0 {
            return Share(0);
        }
        let size = (part.abs() * 20_000 + whole.abs()) / (2 * whole.abs());
        let size = i32::try_from(size).unwrap_or(i32::MAX).min(Share::ONE.0);
        Share(if (part < 0) == (whole < 0) { size } else { -size })
    }

    /// From 0 to 1.
    pub fn as_f64(self) -> f64 {
        f64::from(self.0) / 10_000.0
    }
}

impl std::fmt::Display for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (sign, parts) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs());
        write!(f, "{sign}{}.{:04}", parts / 10_000, parts % 10_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_round_to_four_places() {
        for (part, whole, shown) in
            [(0, 0, "0.0000"), (1, 3, "0.3333"), (2, 3, "0.6667"), (7, 7, "1.0000"), (1, 20_000, "0.0001")]
        {
            assert_eq!(Share::of(part, whole).to_string(), shown, "{part} of {whole}");
        }
        assert_eq!(Share::of(u64::MAX, u64::MAX), Share::ONE);
        for (part, whole, shown) in [(-1, 3, "-0.3333"), (-2, -3, "0.6667"), (-5, 100_000, "-0.0001")] {
            assert_eq!(Share::signed(part, whole).to_string(), shown, "{part} of {whole}");
        }
    }
}
