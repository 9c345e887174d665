//! Charts as inline SVG, drawn here and coloured by the style sheet: classes only, and integers only.
//!
//! Every chart has a label for those who do not see it, and a tip on each mark for those who point at it.

use maud::{Markup, html};

use crate::text::thousands;

/// A part of a bar: its class, its size, and what its tip says.
#[derive(Debug, Clone)]
pub struct Part {
    /// A class of the style sheet that gives the colour.
    pub class: &'static str,
    /// In the unit of the whole.
    pub value: u64,
    /// The tip.
    pub tip: String,
}

/// A column of a chart over time or classes.
#[derive(Debug, Clone)]
pub struct Stack {
    /// What stands below it, where there is room.
    pub label: String,
    /// From the bottom up.
    pub parts: Vec<Part>,
}

/// How much of the page a chart takes; letters are of one size in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// All of it.
    Page,
    /// Half of it, beside something else.
    Half,
}

impl Width {
    const fn units(self) -> u64 {
        match self {
            Width::Page => 1000,
            Width::Half => 480,
        }
    }
}

/// Length of a bar in its own units.
const WIDE: u64 = 1000;

/// Parts beside each other, as long as they are of `whole`; the rest stays empty.
pub fn strip(parts: &[Part], whole: u64, label: &str) -> Markup {
    let mut at = 0;
    let mut place = |part: &Part| {
        let start = scale(at, whole, WIDE);
        at += part.value;
        (start, scale(at, whole, WIDE).saturating_sub(start))
    };
    html! {
        svg.strip viewBox="0 0 1000 10" preserveAspectRatio="none" role="img" aria-label=(label) {
            @for part in parts {
                @let (start, width) = place(part);
                @if width > 0 {
                    rect class=(part.class) x=(start) y="0" width=(width) height="10" { title { (part.tip) } }
                }
            }
        }
    }
}

/// One bar, as long as `value` is of `most`.
pub fn bar(class: &'static str, value: u64, most: u64) -> Markup {
    // What is there shows, however small.
    let width = if value == 0 { 0 } else { scale(value, most, WIDE).max(3) };
    html! {
        svg.strip.bar viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" {
            rect class=(class) x="0" y="0" width=(width) height="10" {}
        }
    }
}

const LEFT: u64 = 52;
const TOP: u64 = 8;
const HIGH: u64 = 180;
const RIGHT: u64 = 8;
const BELOW: u64 = 24;
/// A character of a label takes about so many units.
const LETTER: u64 = 8;

/// Columns over an axis with round numbers.
pub fn columns(stacks: &[Stack], width: Width, label: &str) -> Markup {
    let sum = |stack: &Stack| stack.parts.iter().map(|part| part.value).sum::<u64>();
    let (step, most) = axis(stacks.iter().map(sum).max().unwrap_or(0));
    let room = Room::of(stacks.len(), width);
    let marks = html! {
        @for (number, stack) in stacks.iter().enumerate() {
            (stacked(stack, room.start(number), room.column(), most))
            @if room.has_label(number, stacks) {
                text x=(room.middle(number)) y=(TOP + HIGH + 17) text-anchor="middle" { (stack.label) }
            }
        }
    };
    frame(label, width, (step, most), &thousands, &marks)
}

fn stacked(stack: &Stack, x: u64, width: u64, most: u64) -> Markup {
    let mut at = 0;
    let mut place = |part: &Part| {
        let from = scale(at, most, HIGH);
        at += part.value;
        let height = scale(at, most, HIGH) - from;
        // What is there shows, however small.
        let height = if part.value > 0 { height.max(1) } else { 0 };
        (TOP + HIGH - from - height.min(HIGH - from), height)
    };
    html! {
        @for part in &stack.parts {
            @let (y, height) = place(part);
            @if height > 0 {
                rect class=(part.class) x=(x) y=(y) width=(width) height=(height) { title { (part.tip) } }
            }
        }
    }
}

/// A point of a curve: its place below, its value, and its tip. `None` leaves a gap.
pub type Point = (String, Option<u64>, String);

/// A curve over an axis from 0 to `most`, whose values are told by `tell`.
pub fn curve(points: &[Point], most: u64, width: Width, tell: &dyn Fn(u64) -> String, label: &str) -> Markup {
    let (step, most) = axis(most);
    let room = Room::of(points.len(), width);
    let at =
        |number: usize, value: u64| (room.middle(number), TOP + HIGH - scale(value.min(most), most, HIGH));
    let mut path = String::new();
    let mut pen = 'M';
    for (number, (_, value, _)) in points.iter().enumerate() {
        let Some(value) = value else {
            pen = 'M';
            continue;
        };
        let (x, y) = at(number, *value);
        path.push_str(&format!("{pen}{x} {y}"));
        pen = 'L';
    }
    let stacks: Vec<Stack> =
        points.iter().map(|(label, ..)| Stack { label: label.clone(), parts: Vec::new() }).collect();
    frame(
        label,
        width,
        (step, most),
        tell,
        &html! {
            path.curve d=(path) {}
            @for (number, (label, value, tip)) in points.iter().enumerate() {
                @if let Some(value) = value {
                    @let (x, y) = at(number, *value);
                    circle.dot cx=(x) cy=(y) r="3" { title { (tip) } }
                }
                @if room.has_label(number, &stacks) {
                    text x=(room.middle(number)) y=(TOP + HIGH + 17) text-anchor="middle" { (label) }
                }
            }
        },
    )
}

/// The lines and numbers of the value axis, and what is drawn over them.
fn frame(
    label: &str,
    width: Width,
    (step, most): (u64, u64),
    tell: &dyn Fn(u64) -> String,
    marks: &Markup,
) -> Markup {
    let lines = (0..=most / step.max(1)).map(|number| number * step);
    html! {
        svg.chart viewBox={ "0 0 " (width.units()) " " (TOP + HIGH + BELOW) } role="img" aria-label=(label) {
            @for value in lines {
                @let y = TOP + HIGH - scale(value, most, HIGH);
                line class=(if value == 0 { "base" } else { "grid" }) x1=(LEFT) x2=(width.units() - RIGHT) y1=(y) y2=(y) {}
                text x=(LEFT - 8) y=(y + 4) text-anchor="end" { (tell(value)) }
            }
            (marks)
        }
    }
}

/// Where columns stand.
struct Room {
    columns: u64,
    /// From the value axis to the right end.
    length: u64,
}

impl Room {
    fn of(columns: usize, width: Width) -> Room {
        Room { columns: (columns as u64).max(1), length: width.units() - LEFT - RIGHT }
    }

    /// From one column to the next, in tenths.
    fn pitch(&self) -> u64 {
        self.length * 10 / self.columns
    }

    fn start(&self, number: usize) -> u64 {
        self.middle(number) - self.column() / 2
    }

    fn middle(&self, number: usize) -> u64 {
        LEFT + (number as u64 * self.pitch() + self.pitch() / 2) / 10
    }

    /// Four fifths of the room, and no more than a broad bar.
    fn column(&self) -> u64 {
        (self.pitch() * 8 / 100).clamp(2, 60)
    }

    /// Every column has a label, or every second, third … where there is no room for all.
    fn has_label(&self, number: usize, stacks: &[Stack]) -> bool {
        let letters = stacks.iter().map(|stack| stack.label.chars().count() as u64 + 2).max().unwrap_or(1);
        let every = (self.columns * letters * LETTER).div_ceil(self.length).max(1);
        (number as u64).is_multiple_of(every)
    }
}

/// The step between lines, and the top line: round numbers, three to six lines.
fn axis(most: u64) -> (u64, u64) {
    let mut unit = 1;
    loop {
        for step in [unit, unit * 2, unit * 5] {
            if most.div_ceil(step) <= 5 {
                return (step, most.div_ceil(step).max(1).saturating_mul(step));
            }
        }
        unit *= 10;
    }
}

/// `part` of `whole` on a length; nothing of nothing.
fn scale(part: u64, whole: u64, length: u64) -> u64 {
    if whole == 0 {
        return 0;
    }
    let scaled = (u128::from(part) * u128::from(length) * 2 + u128::from(whole)) / (2 * u128::from(whole));
    u64::try_from(scaled).unwrap_or(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(value: u64) -> Part {
        Part { class: "t-main", value, tip: "<x>".into() }
    }

    #[test]
    fn axes_have_round_numbers() {
        let cases = [(0, (1, 1)), (1, (1, 1)), (5, (1, 5)), (6, (2, 6)), (11, (5, 15)), (99, (20, 100))];
        for (most, expected) in cases {
            assert_eq!(axis(most), expected, "{most}");
        }
        let (step, top) = axis(u64::MAX / 20);
        assert!(top / step <= 5);
    }

    #[test]
    fn parts_of_a_strip_lie_side_by_side_and_fill_it() {
        let drawn = strip(&[part(1), part(2), part(0)], 3, "label").into_string();
        assert!(
            drawn.contains(r#"x="0" y="0" width="333""#) && drawn.contains(r#"x="333" y="0" width="667""#),
            "{drawn}"
        );
        assert_eq!(drawn.matches("<rect").count(), 2);
        assert!(drawn.contains("&lt;x&gt;"));
    }

    #[test]
    fn a_chart_of_nothing_is_an_axis() {
        for drawn in [columns(&[], Width::Half, "none"), curve(&[], 0, Width::Page, &thousands, "none")] {
            assert!(drawn.into_string().contains("class=\"base\""));
        }
    }

    #[test]
    fn columns_stay_within_their_chart_and_a_gap_breaks_a_curve() {
        let stacks = vec![Stack { label: "2024-03-01".into(), parts: vec![part(100_000), part(1)] }; 92];
        let drawn = columns(&stacks, Width::Page, "many").into_string();
        assert!(drawn.matches("<text").count() < 20, "labels would overlap");
        let points = [
            ("a".to_owned(), Some(1), String::new()),
            ("b".to_owned(), None, String::new()),
            ("c".to_owned(), Some(2), String::new()),
        ];
        let drawn = curve(&points, 2, Width::Half, &thousands, "gap").into_string();
        assert_eq!(drawn.matches('M').count(), 2);
        assert_eq!(drawn.matches("<circle").count(), 2);
    }
}
