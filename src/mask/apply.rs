//! One forward copy from a block to its masked bytes.

use std::ops::Range;

use crate::{find::Finding, mask::Mask, pattern::Pattern};

/// Appends `hay[range]` to `out` with each finding masked. Findings are ordered, disjoint and lie within the range.
pub(crate) fn apply<'p>(
    hay: &[u8],
    range: Range<usize>,
    findings: &[Finding],
    style: impl Fn(&Finding) -> (&'p Mask, &'p Pattern),
    out: &mut Vec<u8>,
) {
    let mut at = range.start;
    // Findings are ordered and disjoint (find/resolve.rs), so one forward copy is enough.
    for finding in findings {
        let (mask, pattern) = style(finding);
        out.extend_from_slice(&hay[at..finding.span.start]);
        mask.write(pattern.kind(), &hay[finding.span.clone()], out);
        at = finding.span.end;
    }
    out.extend_from_slice(&hay[at..range.end]);
}
