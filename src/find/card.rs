//! Judges digits as a payment card number: the scheme's IIN and length, the Luhn check digit, the grouping.

use super::cluster::shape;
use crate::{
    pattern::{IIN_DIGITS, Scheme},
    validate::{eight_digits, luhn},
};

/// The fewest and the most digits of a PAN of any scheme (ISO/IEC 7812-1 allows 10 to 19).
pub(super) const MIN_PAN: usize = 12;
pub(super) const MAX_PAN: usize = 19;

/// The table of schemes.
pub(super) struct Card {
    schemes: Vec<Scheme>,
    /// The ranges of IINs of all schemes, by the first three digits of a PAN: a PAN is compared with a handful.
    by_head: Vec<Vec<IinRange>>,
    /// The groupings of each scheme.
    shapes: Vec<Vec<u64>>,
}

/// So many numbers of three digits there are, and so many IINs begin with each. With two digits some have a hundred ranges.
const HEADS: usize = 1000;
const BEHIND_HEAD: u32 = 10_u32.pow(IIN_DIGITS as u32 - 3);

/// A range of IINs of a scheme, filled up to [`IIN_DIGITS`], with what the scheme says of its numbers.
struct IinRange {
    low: u32,
    high: u32,
    lengths: u32,
    luhn: bool,
    weak: bool,
    row: usize,
}

/// What the digits of a candidate are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// A PAN of this row; `grouped` when the groups are the scheme's own.
    Pan { row: usize, grouped: bool },
    /// IIN and length of this row, but the check digit is wrong.
    Checksum { row: usize, grouped: bool },
    /// No scheme has such a number.
    None,
}

impl Card {
    pub(super) fn new(schemes: Vec<Scheme>) -> Card {
        let mut by_head: Vec<Vec<IinRange>> = (0..HEADS).map(|_| Vec::new()).collect();
        for (row, scheme) in schemes.iter().enumerate() {
            for &(low, high) in scheme.iins.iter() {
                for head in low / BEHIND_HEAD..=high / BEHIND_HEAD {
                    let Scheme { lengths, luhn, weak, .. } = *scheme;
                    by_head[head as usize].push(IinRange { low, high, lengths, luhn, weak, row });
                }
            }
        }
        let shapes = schemes.iter().map(|scheme| scheme.groups.iter().map(|way| shape(way)).collect()).collect();
        Card { schemes, by_head, shapes }
    }

    pub(super) fn scheme(&self, row: usize) -> &Scheme {
        &self.schemes[row]
    }

    /// How many digits a PAN may have that begins with these, as bits: bit n for n digits.
    pub(super) fn lengths(&self, digits: &[u8]) -> u32 {
        let (iin, ranges) = self.ranges(digits);
        ranges.iter().filter(|range| range.holds(iin)).fold(0, |lengths, range| lengths | range.lengths)
    }

    /// The IIN at the start of these digits, and all ranges that it may be in. Rows come in order.
    fn ranges(&self, digits: &[u8]) -> (u32, &[IinRange]) {
        let Some(iin) = digits.first_chunk::<IIN_DIGITS>().and_then(|digits| eight_digits(*digits)) else { return (0, &[]) };
        (iin as u32, &self.by_head[(iin as u32 / BEHIND_HEAD) as usize])
    }

    /// Judges 12 to 19 digits written in groups of this [`shape`], if they have one.
    pub(super) fn judge(&self, digits: &[u8], groups: Option<u64>) -> Verdict {
        let (mut best, mut highest) = (Verdict::None, 0);
        let (iin, ranges) = self.ranges(digits);
        let length = 1 << digits.len().min(31);
        let mut held = ranges.iter().filter(|range| range.holds(iin) & (range.lengths & length != 0)).peekable();
        if held.peek().is_none() {
            return best;
        }
        let is_right = luhn(digits);
        for range in held {
            let row = range.row;
            let grouped = groups.is_some_and(|groups| self.shapes[row].contains(&groups));
            let passes = !range.luhn || is_right;
            let rank = rank(passes, range.weak, grouped);
            if rank > highest {
                highest = rank;
                best = if passes { Verdict::Pan { row, grouped } } else { Verdict::Checksum { row, grouped } };
            }
            // Nothing is better.
            if rank == BEST {
                break;
            }
        }
        best
    }
}

const BEST: u8 = rank(true, false, true);

/// A right check digit counts most, then a scheme that needs no word, then the scheme's own grouping.
const fn rank(passes: bool, weak: bool, grouped: bool) -> u8 {
    1 + ((passes as u8) << 2 | (!weak as u8) << 1 | grouped as u8)
}

impl IinRange {
    fn holds(&self, iin: u32) -> bool {
        // One comparison instead of two: what is below wraps.
        iin.wrapping_sub(self.low) <= self.high - self.low
    }
}
