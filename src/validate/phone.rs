//! What is known about the telephone numbers of every region, asked about ASCII digits.
//!
//! The tables are made by `src/build/phone.rs` from `patterns/phone/regions.toml`, which states source, version and licence
//! (libphonenumber, Apache-2.0), and from `patterns/phone/habits.toml`, which adds how people write.
//! Nothing here allocates or panics; bytes that are not digits never match.
//!
//! Terms are those of E.164: a calling code, then the national significant number (NSN); within a region a trunk prefix may
//! stand before the NSN instead.

mod national;
mod regions;

pub(crate) use national::{Habits, is_surely_complete, is_surely_trunk, may_be_grouped, may_be_pair};
pub use national::{National, national, national_valid};
pub use regions::{Region, Regions};

use national::{Leaf, Reading};
use std::fmt;

mod tables {
    use super::{Code, Leaf, Reading, Regions};
    include!(concat!(env!("OUT_DIR"), "/phone.rs"));
}

struct Code {
    value: u16,
    /// Where in `STATES` a walk over an NSN starts.
    start: u16,
    /// Bit n: a full NSN may have n digits.
    lengths: u32,
    regions: Regions,
    trunk: &'static [u8],
}

/// An E.164 calling code in use.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct CallingCode(u8);

/// The place of the calling code that three digits begin with, or `u8::MAX`: of numbers in a row they seldom have the same length, and
/// counting them digit by digit is a guess for each.
static OPENINGS: [u8; 1000] = {
    let mut places = [u8::MAX; 1000];
    let mut opening = 0;
    while opening < places.len() {
        let mut value = opening;
        // The shortest counts, should there ever be two.
        while value > 0 {
            if tables::CODE_PLACES[value] != u8::MAX {
                places[opening] = tables::CODE_PLACES[value];
            }
            value /= 10;
        }
        opening += 1;
    }
    places
};

/// The calling code at the start of `digits`. No code is the beginning of another, so there is at most one.
pub fn calling_code(digits: &[u8]) -> Option<CallingCode> {
    if let Some([a, b, c]) = digits.first_chunk()
        && let (Some(a), Some(b), Some(c)) = (digit(*a), digit(*b), digit(*c))
    {
        let place = OPENINGS[100 * a + 10 * b + c];
        return (place != u8::MAX).then_some(CallingCode(place));
    }
    let mut value = 0;
    for &byte in digits.iter().take(3) {
        value = value * 10 + digit(byte)?;
        let place = tables::CODE_PLACES[value];
        if place != u8::MAX && value != 0 {
            return Some(CallingCode(place));
        }
    }
    None
}

impl CallingCode {
    fn code(self) -> &'static Code {
        &tables::CODES[usize::from(self.0)]
    }

    /// The number of its digits, one to three. It is never zero, so there is no `is_empty`.
    #[expect(clippy::len_without_is_empty, reason = "a calling code has at least one digit")]
    pub fn len(self) -> usize {
        match self.value() {
            0..10 => 1,
            10..100 => 2,
            _ => 3,
        }
    }

    /// The code as a number: 49 for Germany.
    pub fn value(self) -> u16 {
        self.code().value
    }

    /// The regions that share the code.
    pub fn regions(self) -> Regions {
        self.code().regions
    }

    /// Whether the length of `nsn` is possible for a full national significant number, not one that can be dialled only
    /// within an area, of any region of the code.
    pub fn is_possible(self, nsn: &[u8]) -> bool {
        self.is_possible_length(nsn.len())
    }

    /// The same of an NSN of so many digits.
    pub(crate) fn is_possible_length(self, digits: usize) -> bool {
        digits < 32 && self.code().lengths >> digits & 1 == 1
    }

    /// Whether some region of the code assigns `nsn`.
    pub fn is_valid(self, nsn: &[u8]) -> bool {
        accepts(self.code().start, nsn)
    }

    /// What is dialled before an NSN within the regions of the code; empty where nothing is. "+44 (0)20 …" shows it though
    /// it does not belong there. The leading zero of an Italian number is part of the NSN, not a trunk prefix.
    pub fn trunk_prefix(self) -> &'static [u8] {
        self.code().trunk
    }
}

impl fmt::Debug for CallingCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "+{}", self.value())
    }
}

fn digit(byte: u8) -> Option<usize> {
    let value = byte.wrapping_sub(b'0');
    (value < 10).then_some(usize::from(value))
}

/// Accepts nothing; the states after it up to `ACCEPTING` accept the empty string.
const DEAD: u16 = 0;

fn accepts(start: u16, digits: &[u8]) -> bool {
    let mut state = start;
    for &byte in digits {
        let Some(digit) = digit(byte) else { return false };
        state = tables::STATES[usize::from(state)][digit];
        if state == DEAD {
            return false;
        }
    }
    state != DEAD && state <= tables::ACCEPTING
}

#[cfg(test)]
mod tests {
    use super::{CallingCode, Region, calling_code};

    fn code(digits: &str) -> Option<CallingCode> {
        calling_code(digits.as_bytes())
    }

    #[test]
    fn a_calling_code_has_one_to_three_digits() {
        for (digits, value, length) in
            [("4930123456", 49, 2), ("12125550123", 1, 1), ("358401234567", 358, 3), ("7", 7, 1), ("80012345678", 800, 3)]
        {
            let found = code(digits).unwrap();
            assert_eq!((found.value(), found.len()), (value, length), "{digits}");
        }
        for digits in ["", "0", "0049", "999", "2", "21", "+49", "4x9"] {
            assert_eq!(code(digits), None, "{digits}");
        }
        assert!(code("44").unwrap().regions().contains(Region::from_id("JE").unwrap()));
        assert_eq!(code("44").unwrap().trunk_prefix(), b"0");
        assert_eq!(code("39").unwrap().trunk_prefix(), b"");
        assert_eq!(Region::from_id("DE").unwrap().calling_code(), 49);
    }

    #[test]
    fn an_nsn_is_possible_by_its_length_and_valid_by_its_digits() {
        let britain = code("44").unwrap();
        assert!(britain.is_possible(b"2079460958") && britain.is_valid(b"2079460958"));
        assert!(britain.is_possible(b"6079460958") && !britain.is_valid(b"6079460958"));
        assert!(!britain.is_possible(b"20794609") && !britain.is_valid(b"20794609"));
        assert!(!britain.is_valid(b"207946095x") && !britain.is_valid(b"") && !britain.is_possible(&[b'1'; 64]));
    }
}
