//! One forward copy from a block to its masked bytes.

use std::ops::Range;

use super::KindMask;
use crate::find::Finding;

/// Appends `hay[range]` to `out` with each finding masked. Findings are ordered, disjoint and lie within the range; `masks` are those
/// of the patterns, by index.
pub(crate) fn apply(hay: &[u8], range: Range<usize>, findings: &[Finding], masks: &[KindMask], out: &mut Vec<u8>) {
    // A mask is seldom longer than the datum, so one allocation, if any, is enough.
    out.reserve(range.len());
    let mut at = range.start;
    // Findings are ordered and disjoint (find/resolve.rs), so one forward copy is enough.
    for finding in findings {
        out.extend_from_slice(&hay[at..finding.span.start]);
        masks[finding.pattern.index()].write(&hay[finding.span.clone()], out);
        at = finding.span.end;
    }
    out.extend_from_slice(&hay[at..range.end]);
}
