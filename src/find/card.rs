//! Judges digits as a payment card number: the scheme's IIN and length, the Luhn check digit, the grouping.

use super::cluster::{layout, shape};
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
    /// The ranges of IINs of all schemes, by the first three digits of a PAN: a PAN is compared with a handful. Those of head `h` are
    /// `ranges[ends[h]..ends[h + 1]]`.
    ranges: Vec<IinRange>,
    ends: Vec<u32>,
    /// The groupings of each scheme.
    groupings: Vec<Groupings>,
}

/// How a scheme groups its numbers.
pub(super) struct Groupings {
    shapes: Vec<u64>,
    layouts: Vec<u32>,
}

impl Groupings {
    /// Whether groups of this [`shape`] are so.
    pub(super) fn has_shape(&self, shape: u64) -> bool {
        self.shapes.contains(&shape)
    }

    /// Whether groups of this [`layout`] are so.
    pub(super) fn has_layout(&self, layout: u32) -> bool {
        self.layouts.contains(&layout)
    }
}

/// So many numbers of three digits there are, and so many IINs begin with each. With two digits some have a hundred ranges.
const HEADS: usize = 1000;
const BEHIND_HEAD: u32 = 10_u32.pow(IIN_DIGITS as u32 - 3);

/// A range of IINs of a scheme, filled up to [`IIN_DIGITS`], with what the scheme says of its numbers.
#[derive(Clone, Default)]
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
        let all =
            || schemes.iter().enumerate().flat_map(|(row, scheme)| scheme.iins.iter().map(move |&(low, high)| (row, scheme, low, high)));
        let heads = |low: u32, high: u32| (low / BEHIND_HEAD) as usize..=(high / BEHIND_HEAD) as usize;
        let mut ends = vec![0; HEADS + 1];
        all().flat_map(|(.., low, high)| heads(low, high)).for_each(|head| ends[head + 1] += 1);
        (0..HEADS).for_each(|head| ends[head + 1] += ends[head]);
        let mut ranges = vec![IinRange::default(); ends[HEADS] as usize];
        let mut next = ends.clone();
        for (row, scheme, low, high) in all() {
            let Scheme { lengths, luhn, weak, .. } = *scheme;
            for head in heads(low, high) {
                ranges[next[head] as usize] = IinRange { low, high, lengths, luhn, weak, row };
                next[head] += 1;
            }
        }
        let groupings = |scheme: &Scheme| Groupings {
            shapes: scheme.groups.iter().map(|way| shape(way)).collect(),
            // Longer ones are seen by nobody who asks for a layout.
            layouts: scheme.groups.iter().filter(|way| way.iter().map(|n| n + 1).sum::<u8>() <= 32).map(|way| layout(way)).collect(),
        };
        Card { groupings: schemes.iter().map(groupings).collect(), schemes, ranges, ends }
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
        let head = (iin as u32 / BEHIND_HEAD) as usize;
        (iin as u32, &self.ranges[self.ends[head] as usize..self.ends[head + 1] as usize])
    }

    /// Judges 12 to 19 digits; `is_grouped` says whether they are written in a scheme's groups.
    pub(super) fn judge(&self, digits: &[u8], is_grouped: impl Fn(&Groupings) -> bool) -> Verdict {
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
            let grouped = is_grouped(&self.groupings[row]);
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
