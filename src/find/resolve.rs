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

    pub(super) fn shift(&mut self, bytes: usize) {
        // What an earlier finding took of it may be gone.
        self.span = self.span.start.saturating_sub(bytes)..self.span.end.saturating_sub(bytes);
    }
}

/// Settles overlaps from left to right. Of a long line it does so in pieces: a finding that a later one may overlap is held.
#[derive(Debug, Default)]
pub(super) struct Resolver {
    held: Option<Found>,
    /// End of the last finding that went out; nothing may begin before it.
    floor: usize,
}

impl Resolver {
    /// Takes those of `found` that begin before `bound`, and appends to `findings` all that can no longer change. Whatever
    /// comes in a later call must begin at `bound` or after it; what goes out ends at `bound` or before it.
    pub(super) fn settle(&mut self, found: &mut Vec<Found>, bound: usize, findings: &mut Vec<Finding>) {
        found.sort_by(|a, b| (a.span.start, b.span.end, a.pattern).cmp(&(b.span.start, a.span.end, b.pattern)));
        let mut ready = 0;
        while let Some(next) = found.get(ready).filter(|next| next.span.start < bound) {
            if self.held.as_ref().is_some_and(|held| held.span.end > bound) {
                break;
            }
            self.take(next.clone(), findings);
            ready += 1;
        }
        found.drain(..ready);
    }

    /// Appends the finding that is held.
    pub(super) fn finish(&mut self, findings: &mut Vec<Finding>) {
        findings.extend(self.held.take().map(Finding::from));
        self.floor = 0;
    }

    /// Where the finding that is held begins.
    pub(super) fn held_from(&self) -> Option<usize> {
        self.held.as_ref().map(|held| held.span.start)
    }

    /// The first `bytes` of the haystack are gone.
    pub(super) fn shift(&mut self, bytes: usize) {
        self.floor = self.floor.saturating_sub(bytes);
        if let Some(held) = &mut self.held {
            held.shift(bytes);
        }
    }

    fn take(&mut self, mut next: Found, findings: &mut Vec<Finding>) {
        // What is left of a loser may begin after the one that comes next.
        next.span.start = next.span.start.max(self.floor);
        let Some(mut held) = self.held.take() else {
            self.held = Some(next).filter(|next| !next.span.is_empty());
            return;
        };
        if next.span.end <= held.span.end {
            self.held = Some(held);
            return;
        }
        if next.span.start < held.span.end {
            if held.beats(&next) {
                next.span.start = held.span.end;
            } else {
                held.span.end = next.span.start.max(held.span.start);
            }
        }
        self.floor = held.span.end;
        if !held.span.is_empty() {
            findings.push(held.into());
        }
        self.held = Some(next);
    }
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
        let list = || found.iter().map(|(span, p, checked)| Found { span: span.clone(), pattern: PatternId::new(*p), checked: *checked });
        let (mut resolver, mut findings) = (Resolver::default(), Vec::new());
        resolver.settle(&mut list().collect(), usize::MAX, &mut findings);
        resolver.finish(&mut findings);
        // In pieces, from every bound on, the answer is the same.
        for bound in 0..40 {
            let (mut resolver, mut pieces, mut rest) = (Resolver::default(), Vec::new(), list().collect());
            resolver.settle(&mut rest, bound, &mut pieces);
            assert!(pieces.iter().all(|f| f.span.end <= bound));
            assert!(resolver.held_from().is_none_or(|from| pieces.iter().all(|f| f.span.end <= from)));
            resolver.settle(&mut rest, usize::MAX, &mut pieces);
            resolver.finish(&mut pieces);
            assert_eq!(pieces, findings, "bound {bound}");
        }
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

    #[test]
    fn what_is_left_of_a_loser_stays_in_order() {
        let three = [(0..10, 0, true), (5..15, 1, false), (6..30, 2, false)];
        assert_eq!(resolved(&three), [(0..10, 0), (10..30, 2)]);
        let three = [(0..10, 0, true), (5..15, 1, false), (6..12, 2, false)];
        assert_eq!(resolved(&three), [(0..10, 0), (10..15, 1)]);
        let three = [(0..10, 0, true), (5..15, 1, true), (8..30, 2, false)];
        assert_eq!(resolved(&three), [(0..10, 0), (10..15, 1), (15..30, 2)]);
    }
}
