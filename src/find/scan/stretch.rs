//! Digits close together, as far as they have been seen.

use std::ops::Range;

use super::{MIN_DIGITS, NEAR_BRACKET, Sink};

/// Digits of one stretch are at most so many bytes apart: two ideographic spaces and a bracket, or `&nbsp;`.
pub(super) const MAX_GAP: usize = 8;

/// How far before a digit an escape that holds it may begin; less than a chunk.
const MAX_ESCAPE: usize = 32;

/// How far before the end of a part the first digit of a stretch may stand that is not reported yet: four digits and the gaps
/// between and behind them.
pub(in super::super) const UNREPORTED: usize = MIN_DIGITS * (MAX_GAP + 1);

/// Digits close together. Between two parts of a line it carries on.
#[derive(Debug, Default)]
pub(in super::super) struct Stretch {
    start: usize,
    end: usize,
    digits: usize,
}

/// Digits of one chunk.
pub(super) struct Digits {
    /// From the first to behind the last.
    pub(super) range: Range<usize>,
    pub(super) count: usize,
    /// Whether it is known that they do not go on from those before.
    pub(super) apart: bool,
}

impl Stretch {
    /// Takes digits; they go on from those before where the bytes between allow it.
    pub(super) fn take(&mut self, hay: &[u8], digits: Digits, sink: &mut impl Sink) {
        // A line end parts digits too, or the answer about a line would depend on its neighbours.
        if digits.apart || self.digits == 0 || !joins(hay, self.end, digits.range.start) {
            self.close(sink);
            self.start = digits.range.start;
        }
        self.digits += digits.count;
        self.end = digits.range.end;
    }

    /// Makes what has been taken enough for a report.
    pub(super) fn suffice(&mut self) {
        self.digits = self.digits.max(MIN_DIGITS);
    }

    /// Reports what is certain; what still joins it follows later.
    fn report(&mut self, sink: &mut impl Sink) {
        if self.digits >= MIN_DIGITS && self.start < self.end {
            sink.stretch(self.start, self.end);
            self.start = self.end;
        }
    }

    /// Reports what is certain at the end of a part; the rest of the stretch follows with the next part.
    pub(super) fn pause(&mut self, end: usize, sink: &mut impl Sink) {
        self.report(sink);
        if end - self.end > MAX_GAP {
            self.digits = 0;
        }
    }

    /// Reports what is left to report: no digits that follow join it.
    pub(super) fn close(&mut self, sink: &mut impl Sink) {
        self.report(sink);
        self.digits = 0;
    }

    /// The first `bytes` of the haystack are gone.
    pub(in super::super) fn shift(&mut self, bytes: usize) {
        self.start = self.start.saturating_sub(bytes);
        self.end = self.end.saturating_sub(bytes);
    }
}

/// Whether the bytes between two digits may hold them together: what separates groups, or a disguise of it.
fn joins(hay: &[u8], from: usize, to: usize) -> bool {
    let gap = &hay[from..to];
    if gap.len() > MAX_GAP || gap.contains(&b'\n') {
        return false;
    }
    gap.iter().all(|&b| matches!(b, b' ' | b'\t' | b'-' | b'.' | b'/' | b'_' | b'+' | b'(' | b')' | b'[' | b']' | b'{' | b'}' | b'<' | b'>' | b'|' | b'*'))
        // An escape may stand before the gap and be no longer than this; the names of signs stand in brackets.
        || hay[to.saturating_sub(MAX_ESCAPE)..to]
            .iter()
            .rev()
            .take_while(|b| **b != b'\n')
            .any(|&b| b >= 0x80 || matches!(b, b'%' | b'&' | b'\\'))
        || (from..to).any(|at| matches!(hay[at], b'(' | b'[' | b'{' | b'<') && hay[at + 1..hay.len().min(at + 1 + NEAR_BRACKET)].iter().any(u8::is_ascii_alphabetic))
}
