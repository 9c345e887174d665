//! Which thresholds to try, and which of them to propose.

use super::super::share::Share;
use crate::group::Permille;

/// Settings whose figures differ by less than a thousandth are as good as each other.
pub const SLACK: i32 = 10;

/// From `from` to `to` in steps of five hundredths, with the present setting among them.
pub fn grid(from: u16, to: u16, present: Permille) -> Vec<Permille> {
    let mut grid: Vec<Permille> = (from..=to).step_by(50).map(Permille).collect();
    if let Err(place) = grid.binary_search(&present) {
        grid.insert(place, present);
    }
    grid
}

/// The setting to propose: of those that are as good as the best, the one nearest to the present one; of
/// two as near, the higher, which merges less.
pub fn suggested(rows: &[(Permille, Share)], present: Permille) -> Permille {
    let best = rows.iter().map(|(_, figure)| figure.0).max().unwrap_or_default();
    let good = rows.iter().filter(|(_, figure)| figure.0 + SLACK > best).map(|(setting, _)| *setting);
    let near = |setting: &Permille| (setting.0.abs_diff(present.0), std::cmp::Reverse(*setting));
    good.min_by_key(near).unwrap_or(present)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grid_has_the_present_setting() {
        assert_eq!(grid(300, 450, Permille(350)), [300, 350, 400, 450].map(Permille));
        assert_eq!(grid(300, 400, Permille(355)), [300, 350, 355, 400].map(Permille));
        assert_eq!(grid(300, 350, Permille(500)), [300, 350, 500].map(Permille));
    }

    #[test]
    fn a_setting_is_left_for_a_better_one_only() {
        for (figures, present, expected) in [
            ([9000, 9500, 9200], 300, 350),
            ([9491, 9500, 9499], 300, 300),
            ([9490, 9500, 9499], 300, 350),
            ([9500, 8000, 9500], 350, 400),
        ] {
            let rows: Vec<(Permille, Share)> =
                [300, 350, 400].into_iter().map(Permille).zip(figures.map(Share)).collect();
            assert_eq!(suggested(&rows, Permille(present)), Permille(expected), "{figures:?}");
        }
        assert_eq!(suggested(&[], Permille(7)), Permille(7));
    }
}
