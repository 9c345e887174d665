//! Parts of ten thousand.

/// A share of a whole in parts of ten thousand, rounded to the nearest.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share(pub u32);

impl Share {
    /// `part` of `whole`, which it does not exceed; 0 of nothing.
    pub fn of(part: u64, whole: u64) -> Share {
        if whole == 0 {
            return Share(0);
        }
        let (part, whole) = (u128::from(part), u128::from(whole));
        Share(((part * 20_000 + whole) / (2 * whole)).min(10_000) as u32)
    }

    /// From 0 to 1.
    pub fn as_f64(self) -> f64 {
        f64::from(self.0) / 10_000.0
    }
}

impl std::fmt::Display for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{:04}", self.0 / 10_000, self.0 % 10_000)
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
        assert_eq!(Share::of(u64::MAX, u64::MAX), Share(10_000));
    }
}
