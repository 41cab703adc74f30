//! Judges digits as a payment card number: the scheme's IIN and length, the Luhn check digit, the grouping.

use crate::{
    pattern::{IIN_DIGITS, Scheme},
    validate::luhn,
};

/// The table of schemes, by the first two digits.
pub(super) struct Card {
    schemes: Vec<Scheme>,
    /// Schemes with a range that begins with these two digits, as bits of rows; the last bit stands for all rows from 63 on.
    by_head: Box<[u64; 100]>,
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
        let mut by_head = Box::new([0u64; 100]);
        for (row, scheme) in schemes.iter().enumerate() {
            for &(low, high) in scheme.iins.iter() {
                for head in low / 1_000_000..=high / 1_000_000 {
                    by_head[head as usize] |= 1 << row.min(63);
                }
            }
        }
        Card { schemes, by_head }
    }

    pub(super) fn scheme(&self, row: usize) -> &Scheme {
        &self.schemes[row]
    }

    /// Judges 12 to 19 digits written in groups of these lengths.
    pub(super) fn judge(&self, digits: &[u8], groups: &[u8]) -> Verdict {
        if !(12..=19).contains(&digits.len()) {
            return Verdict::None;
        }
        let number = |n: usize| digits[..n].iter().fold(0u32, |n, d| n * 10 + u32::from(d - b'0'));
        let head = self.by_head[number(2) as usize];
        if head == 0 {
            return Verdict::None;
        }
        let iin = number(IIN_DIGITS);
        let (mut best, mut checked) = (Verdict::None, None);
        for (row, scheme) in self.schemes.iter().enumerate() {
            let fits = head & (1 << row.min(63)) != 0
                && scheme.lengths & (1 << digits.len()) != 0
                && scheme.iins.iter().any(|&(low, high)| (low..=high).contains(&iin));
            if !fits {
                continue;
            }
            let grouped = scheme.groups.iter().any(|way| **way == *groups);
            let passes = !scheme.luhn || *checked.get_or_insert_with(|| luhn(digits));
            let verdict = if passes { Verdict::Pan { row, grouped } } else { Verdict::Checksum { row, grouped } };
            // A right check digit counts most, then a scheme that needs no word, then the scheme's own grouping.
            let rank = |verdict: Verdict| match verdict {
                Verdict::None => (0, false, false),
                Verdict::Checksum { row, grouped } => (1, !self.schemes[row].weak, grouped),
                Verdict::Pan { row, grouped } => (2, !self.schemes[row].weak, grouped),
            };
            if rank(verdict) > rank(best) {
                best = verdict;
            }
        }
        best
    }
}
