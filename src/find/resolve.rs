//! Overlapping findings become ordered, disjoint ones.
//!
//! The rules: a finding inside another goes; where two overlap in part, a checksummed kind keeps its whole span against an
//! unchecked one, the longer against the shorter, the earlier against the later, and the loser keeps what is left of it.
//! Nothing that was found is left readable, and one pass from left to right suffices.

use std::ops::Range;

use crate::pattern::PatternId;

use super::Finding;

/// A finding before overlaps are resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) span: Range<usize>,
    pub(super) pattern: PatternId,
    /// Whether a check digit proves it.
    pub(super) checked: bool,
}

impl Found {
    fn beats(&self, later: &Found) -> bool {
        (self.checked, self.span.len()) >= (later.checked, later.span.len())
    }
}

/// Orders `found` and appends it without overlaps to `findings`. `found` is empty afterwards.
pub(super) fn resolve(found: &mut Vec<Found>, findings: &mut Vec<Finding>) {
    found.sort_by(|a, b| (a.span.start, b.span.end, a.pattern).cmp(&(b.span.start, a.span.end, b.pattern)));
    let mut current: Option<Found> = None;
    for mut next in found.drain(..) {
        let Some(mut held) = current.take() else {
            current = Some(next);
            continue;
        };
        if next.span.start >= held.span.end {
            findings.push(held.into());
            current = Some(next);
        } else if next.span.end <= held.span.end {
            current = Some(held);
        } else if held.beats(&next) {
            next.span.start = held.span.end;
            findings.push(held.into());
            current = Some(next);
        } else {
            held.span.end = next.span.start;
            // The longest comes first of those that begin at one place, so this one has bytes left.
            findings.push(held.into());
            current = Some(next);
        }
    }
    findings.extend(current.map(Finding::from));
}

impl From<Found> for Finding {
    fn from(found: Found) -> Finding {
        Finding { pattern: found.pattern, span: found.span }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(found: &[(Range<usize>, usize, bool)]) -> Vec<(Range<usize>, usize)> {
        let mut list = found.iter().map(|(span, p, checked)| Found { span: span.clone(), pattern: PatternId::new(*p), checked: *checked }).collect();
        let mut findings = Vec::new();
        resolve(&mut list, &mut findings);
        findings.into_iter().map(|f| (f.span, f.pattern.index())).collect()
    }

    #[test]
    fn what_lies_inside_goes() {
        assert_eq!(resolved(&[(4..20, 1, true), (0..30, 0, false)]), [(0..30, 0)]);
        assert_eq!(resolved(&[(0..9, 1, true), (0..9, 0, true)]), [(0..9, 0)]);
    }

    #[test]
    fn checked_beats_unchecked_and_longer_beats_shorter() {
        assert_eq!(resolved(&[(0..10, 0, false), (6..12, 1, true)]), [(0..6, 0), (6..12, 1)]);
        assert_eq!(resolved(&[(0..10, 0, false), (6..30, 1, false)]), [(0..6, 0), (6..30, 1)]);
        assert_eq!(resolved(&[(0..10, 0, false), (6..14, 1, false)]), [(0..10, 0), (10..14, 1)]);
    }

    #[test]
    fn neighbours_stay() {
        assert_eq!(resolved(&[(5..9, 1, false), (0..5, 0, false)]), [(0..5, 0), (5..9, 1)]);
    }
}
