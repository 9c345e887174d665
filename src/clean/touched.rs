//! What rules did to each line, and what scoring may still take of it.

use super::marking::{Marking, Verdict};
use super::score::Touch;
use crate::rules::{Protects, RuleSet};
use crate::text::{Line, Span};

/// What rules did to each line.
pub(super) fn touches(rules: &RuleSet, marking: &Marking, lines: &[Line]) -> Vec<Touch> {
    let mut touches = vec![Touch::default(); lines.len()];
    let mut taken = vec![0; lines.len()];
    for finding in &marking.findings {
        let rule = &rules.rules[finding.rule];
        match finding.verdict {
            Verdict::Removed => {
                let from = lines.partition_point(|line| line.end <= finding.span.start);
                for (line, at) in lines[from..].iter().zip(from..) {
                    if line.span.start >= finding.span.end {
                        break;
                    }
                    let (start, end) =
                        (line.span.start.max(finding.span.start), line.span.end.min(finding.span.end));
                    taken[at] += end.saturating_sub(start);
                    touches[at].kind = Some(rule.kind);
                }
            }
            Verdict::Keeps if matches!(rule.keep, Some(Protects::Everything)) => {
                touches[finding.line].held = true;
            }
            _ => {}
        }
    }
    for ((touch, line), taken) in touches.iter_mut().zip(lines).zip(taken) {
        touch.gone = taken > 0 && taken * 2 >= line.span.end - line.span.start;
    }
    touches
}

/// The parts of `line` that no span of `taken` covers; `taken` is sorted and disjoint.
pub(super) fn rest(line: Span, taken: &[Span]) -> Vec<Span> {
    let mut rest = Vec::new();
    let mut at = line.start;
    let from = taken.partition_point(|span| span.end <= line.start);
    for span in taken[from..].iter().take_while(|span| span.start < line.end) {
        if at < span.start {
            rest.push(Span::new(at, span.start));
        }
        at = at.max(span.end);
    }
    if at < line.end {
        rest.push(Span::new(at, line.end));
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_of_a_line_is_what_rules_left() {
        let span = Span::new;
        assert_eq!(rest(span(10, 20), &[]), [span(10, 20)]);
        assert_eq!(
            rest(span(10, 20), &[span(0, 12), span(15, 16), span(18, 30)]),
            [span(12, 15), span(16, 18)]
        );
        assert!(rest(span(10, 20), &[span(10, 20)]).is_empty());
    }
}
