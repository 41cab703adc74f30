//! Text that nothing in disguise begins in: nearly all text there is.

use std::ops::Range;

use fearless_simd::{Level, dispatch, prelude::*, u8x16};

use super::{BRACKET, CHARACTER, ESCAPE, STARTS, bracket, character, escape};
use crate::find::masks::first_bytes;

/// How near an address a disguise may be a part of it.
pub(crate) const NEAR_ADDRESS: usize = LANE;

/// The bytes that are looked at together.
const LANE: usize = 16;

/// Whether nothing is in disguise near an address, on either side. May be wrong where it says no.
pub(crate) fn is_bare_beside(hay: &[u8], address: &Range<usize>) -> bool {
    let before = address.start.saturating_sub(NEAR_ADDRESS)..address.start;
    suspects(&hay[before]) | suspects(&hay[address.end..]) == 0
}

/// A part of a haystack that no disguise begins in. One look at a byte serves all that is read around it.
#[derive(Debug, Default)]
pub(crate) struct Bare(Range<usize>);

impl Bare {
    /// Whether no disguise begins in `hay[part]`, as `begins` says of a place. Parts are to be asked for from left to right.
    pub(crate) fn holds(&mut self, hay: &[u8], part: Range<usize>, begins: impl Fn(&[u8], usize) -> bool) -> bool {
        if part.start < self.0.start || part.start > self.0.end {
            self.0 = part.start..part.start;
        }
        while self.0.end < part.end {
            let at = self.0.end;
            let mut suspects = suspects(&hay[at..]);
            while suspects != 0 && !begins(hay, at + suspects.trailing_zeros() as usize) {
                suspects &= suspects - 1;
            }
            if suspects != 0 {
                self.0.end = at + suspects.trailing_zeros() as usize;
                break;
            }
            self.0.end = hay.len().min(at + LANE);
        }
        part.end <= self.0.end
    }
}

/// Those of the first [`LANE`] bytes of `text` that may start anything, as a mask.
fn suspects(text: &[u8]) -> u64 {
    // With the vectors that every machine of the architecture has: of so few bytes a choice costs more than it wins.
    dispatch!(Level::baseline(), simd => {
        let bytes = u8x16::simd_from(simd, first_bytes::<LANE>(text));
        // Subtracting the first of a range maps it to 0.., and all else above: one comparison instead of two.
        let percent_or_and = (bytes - b'%').simd_lt(2);
        // With bit 5 set, `[` is `{` and `\` is `|`; with bit 0 set, `<` is `=`.
        let bracket_or_slash = ((bytes | 0x20) - b'{').simd_lt(2);
        let less_or_equal = (bytes | 1).simd_eq(b'=');
        let suspect = bytes.simd_ge(0x80) | percent_or_and | bytes.simd_eq(b'(') | bracket_or_slash | less_or_equal;
        suspect.to_bitmask()
    })
}

/// Whether a disguise may begin at a place, by the next byte. Of the marks in logs and tables most begin none.
pub(crate) fn may_change(hay: &[u8], at: usize) -> bool {
    let next = hay.get(at + 1).copied().unwrap_or_default();
    match hay[at] {
        b'(' | b'[' | b'{' => !next.is_ascii_digit(),
        b'<' => matches!(next, b' ' | b'a' | b'A' | b'd' | b'D' | b'@' | b'.'),
        b'=' => matches!(next, b'0'..=b'9' | b'A'..=b'F'),
        b'%' => next.is_ascii_hexdigit() || matches!(next, b'u' | b'U'),
        b'&' => next == b'#' || next.is_ascii_alphabetic(),
        byte => byte == b'\\' || byte >= 0x80,
    }
}

/// Whether a disguise begins at a place of a line. May be wrong where it says yes.
pub(crate) fn changes(line: &[u8], at: usize) -> bool {
    match STARTS[line[at] as usize] {
        ESCAPE => escape::at(line, at, false).is_some(),
        BRACKET => bracket::at(line, at).is_some(),
        CHARACTER => character::changes(&line[at..]),
        _ => false,
    }
}
