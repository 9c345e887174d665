//! Where a page's lines are cut into article and chrome: the points that promise the best F measure.
//!
//! One cut-off for all pages does not do: where scores leave no doubt, a line of even chances is chrome;
//! where the whole article scores low, it is most of the article. With chances instead of labels the
//! expected F measure of keeping the best lines can be computed for each page, and it is greatest where
//! lines are kept down to a chance of F / (1 + beta^2) (Lewis 1995; Ye and others 2012).

use super::ballot::SURE;

/// Chances are parts of this.
pub(super) const CERTAIN: i64 = 10_000;

/// The logistic function at 0, 1/4, 2/4 … 8 logits, in ten-thousandths.
const LOGISTIC: [i64; 33] = [
    5000, 5622, 6225, 6792, 7311, 7773, 8176, 8520, 8808, 9047, 9241, 9399, 9526, 9627, 9707, 9770, 9820,
    9859, 9890, 9914, 9933, 9948, 9959, 9968, 9975, 9981, 9985, 9988, 9991, 9993, 9994, 9996, 9997,
];

/// Points between two entries of the table.
const STEP: i64 = 250;

/// The chance that a line of these points (thousandths of a logit) is of the article.
pub(super) fn chance(points: i64) -> i64 {
    let size = points.abs().min(STEP * (LOGISTIC.len() as i64 - 1));
    let at = (size / STEP) as usize;
    let next = LOGISTIC[(at + 1).min(LOGISTIC.len() - 1)];
    let found = LOGISTIC[at] + (next - LOGISTIC[at]) * (size % STEP) / STEP;
    if points < 0 { CERTAIN - found } else { found }
}

/// The points of a line of this chance: the inverse of [`chance`].
fn points_of(wanted: i64) -> i64 {
    if wanted < CERTAIN / 2 {
        return -points_of(CERTAIN - wanted);
    }
    let above = LOGISTIC.partition_point(|&entry| entry <= wanted);
    let Some(&next) = LOGISTIC.get(above) else {
        return STEP * (LOGISTIC.len() as i64 - 1);
    };
    let last = LOGISTIC[above - 1];
    (above as i64 - 1) * STEP + (wanted - last) * STEP / (next - last)
}

/// How scores are read as chances, and what a lost line weighs against a kept one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scale {
    /// Points are divided by this many hundredths before they are read as chances: boosted scores are
    /// surer than they should be of hosts that they have not seen.
    pub(super) temper: i64,
    /// Beta squared of the F measure, in hundredths: above 100, article lost weighs more than chrome kept.
    pub(super) recall: i64,
}

/// The cut-off for lines of these points and widths (columns). With no lines, 0.
pub(super) fn cutoff(lines: impl Iterator<Item = (i64, i64)>, scale: Scale) -> i64 {
    let temper = scale.temper.max(1);
    // A line that is chrome beyond doubt was not counted to the end: it has no chance to speak of.
    let mut lines: Vec<(i64, i64)> = lines
        .filter(|(points, _)| *points > SURE)
        .map(|(points, width)| (chance(points * 100 / temper), width.max(1)))
        .collect();
    lines.sort_unstable_by_key(|&(chance, _)| std::cmp::Reverse(chance));
    let all: i64 = lines.iter().map(|(chance, width)| chance * width).sum();
    let (mut right, mut kept, mut best) = (0, 0, 0);
    for (chance, width) in lines {
        right += chance * width;
        kept += CERTAIN * width;
        // F = (1 + b) right / (kept + b all), divided by (1 + b): the least chance to keep.
        let bound = i128::from(CERTAIN) * i128::from(right) * 100
            / i128::from((kept * 100 + scale.recall * all).max(1));
        best = best.max(bound as i64);
    }
    points_of(best) * temper / 100
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVEN: Scale = Scale { temper: 100, recall: 100 };

    #[test]
    fn chances_and_points_are_inverse() {
        assert_eq!([chance(0), chance(1000), chance(-1000), chance(99_000)], [5000, 7311, 2689, 9997]);
        for points in (-7000..7000).step_by(125) {
            let back = points_of(chance(points));
            assert!((back - points).abs() <= 130, "{points} {back}");
        }
        assert_eq!(points_of(CERTAIN), 8000);
        assert_eq!(points_of(0), -8000);
    }

    #[test]
    fn where_there_is_no_doubt_even_chances_decide() {
        let sure = cutoff([(8000, 500), (8000, 500), (-8000, 500)].into_iter(), EVEN);
        assert!((-20..=20).contains(&sure), "{sure}");
    }

    #[test]
    fn where_the_best_is_doubtful_less_will_do() {
        let doubtful = cutoff([(0, 500), (-500, 500), (-8000, 500)].into_iter(), EVEN);
        assert!((-1500..-300).contains(&doubtful), "{doubtful}");
        let careful = cutoff([(8000, 500), (-8000, 500)].into_iter(), Scale { recall: 400, ..EVEN });
        assert!((-1500..-1200).contains(&careful), "{careful}");
    }

    #[test]
    fn no_line_and_huge_lines_are_survived() {
        assert_eq!(cutoff(std::iter::empty(), EVEN), -8000);
        cutoff([(i64::from(i32::MAX), 1 << 30), (-5, 1 << 30)].into_iter(), EVEN);
    }
}
