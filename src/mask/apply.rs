//! One forward copy from a block to its masked bytes.

use std::ops::Range;

use super::KindMask;
use crate::find::Finding;

/// As many bytes are copied at once where no more are wanted: what stands between two findings is seldom longer, and a mask never is.
/// What is too much is cut off again. A call to copy just a few takes three times as long.
pub(super) const BLOCK: usize = 32;

/// Appends `hay[range]` to `out` with each finding masked. Findings are ordered, disjoint and lie within the range; `masks` are those
/// of the patterns, by index.
pub(crate) fn apply(hay: &[u8], range: Range<usize>, findings: &[Finding], masks: &[KindMask], out: &mut Vec<u8>) {
    // A mask is seldom longer than the datum, so one allocation, if any, is enough.
    out.reserve(range.len() + BLOCK);
    let mut at = range.start;
    // Findings are ordered and disjoint (find/resolve.rs), so one forward copy is enough.
    for finding in findings {
        copy(&hay[at..], finding.span.start - at, out);
        masks[finding.pattern.index()].write(&hay[finding.span.clone()], out);
        at = finding.span.end;
    }
    out.extend_from_slice(&hay[at..range.end]);
}

/// Appends the first `count` bytes of a text.
#[inline]
pub(super) fn copy(text: &[u8], count: usize, out: &mut Vec<u8>) {
    match text.first_chunk::<BLOCK>() {
        Some(block) if count <= BLOCK => {
            let end = out.len() + count;
            out.extend_from_slice(block);
            out.truncate(end);
        }
        _ => out.extend_from_slice(&text[..count]),
    }
}
