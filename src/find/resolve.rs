//! Overlapping findings become ordered, disjoint ones.
//!
//! The rules: a finding inside another goes; where two overlap in part, a checksummed kind keeps its whole span against an
//! unchecked one, the longer against the shorter, the earlier against the later, and the loser keeps what is left of it.
//! Nothing that was found is left readable, and one pass from left to right suffices.

use std::{cmp::Reverse, mem, ops::Range};

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
    fn rank(&self) -> (usize, Reverse<usize>, PatternId) {
        (self.span.start, Reverse(self.span.end), self.pattern)
    }

    fn beats(&self, later: &Found) -> bool {
        (self.checked, self.span.len()) >= (later.checked, later.span.len())
    }

    fn to_finding(&self) -> Finding {
        Finding { pattern: self.pattern, span: self.span.clone() }
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
        order(found);
        findings.reserve(found.len() + usize::from(self.held.is_some()));
        let mut ready = 0;
        while let Some(next) = found.get(ready).filter(|next| next.span.start < bound)
            && self.held.as_ref().is_none_or(|held| held.span.end <= bound)
        {
            self.take(next.clone(), findings);
            ready += 1 + self.take_apart(&found[ready + 1..], bound, findings);
        }
        found.drain(..ready);
        // Nothing that is still to come begins before `bound`: of a long line the rest would wait for the next datum.
        if let Some(settled) = self.held.take_if(|held| held.span.end <= bound) {
            self.floor = settled.span.end;
            findings.push(settled.to_finding());
        }
    }

    /// Appends the finding that is held.
    pub(super) fn finish(&mut self, findings: &mut Vec<Finding>) {
        findings.extend(self.held.take().map(|held| held.to_finding()));
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

    /// Takes those at the front that lie apart, as nearly all do: they go out as they are, but for the last. Returns their number.
    fn take_apart(&mut self, found: &[Found], bound: usize, findings: &mut Vec<Finding>) -> usize {
        let Some(held) = &mut self.held else { return 0 };
        let mut end = held.span.end;
        let is_apart = |next: &&Found| {
            let floor = mem::replace(&mut end, next.span.end);
            floor <= next.span.start && next.span.start < next.span.end.min(bound)
        };
        let count = found.iter().take_while(is_apart).count();
        if let Some((last, settled)) = found[..count].split_last() {
            self.floor = settled.last().unwrap_or(held).span.end;
            findings.push(held.to_finding());
            findings.extend(settled.iter().map(Found::to_finding));
            held.clone_from(last);
        }
        count
    }

    fn take(&mut self, mut next: Found, findings: &mut Vec<Finding>) {
        // What is left of a loser may begin after the one that comes next.
        next.span.start = next.span.start.max(self.floor);
        let Some(held) = &mut self.held else {
            self.held = Some(next).filter(|next| !next.span.is_empty());
            return;
        };
        if next.span.end <= held.span.end {
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
        let settled = mem::replace(held, next);
        if !settled.span.is_empty() {
            findings.push(settled.to_finding());
        }
    }
}

/// So many findings, on average, may a finding have to be moved past before all are sorted instead.
const FEW: usize = 8;

/// Orders findings by where they begin, the longest first.
///
/// They come nearly so: each kind in its order, and no kind far ahead of the others. Moving the few that are late costs 20
/// instructions a finding and no buffer, where the standard sort takes 300. Shapes, which come after all else, are left to it.
fn order(found: &mut [Found]) {
    let mut moves = FEW * found.len();
    let mut known = 0;
    while let Some(next) = found[known..].windows(2).position(|pair| pair[0].span.start >= pair[1].span.start) {
        known += next + 1;
        let mut place = known;
        while place > 0 && found[place].rank() < found[place - 1].rank() {
            if moves == 0 {
                found.sort_by_key(Found::rank);
                return;
            }
            found.swap(place, place - 1);
            (place, moves) = (place - 1, moves - 1);
        }
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
            // What ends before all that is still to come does not wait for it.
            assert!(resolver.held.as_ref().is_none_or(|held| held.span.end > bound), "bound {bound}");
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

    #[test]
    fn late_ones_are_moved_and_many_are_sorted() {
        for late in [1, 3, 100, 1000] {
            let at = |n: usize| Found { span: n..n + 1, pattern: PatternId::new(0), checked: false };
            let mut found: Vec<Found> = (late..1000 + late).chain(0..late).map(at).collect();
            order(&mut found);
            assert!(found.iter().map(|f| f.span.start).eq(0..1000 + late), "{late}");
        }
    }
}
