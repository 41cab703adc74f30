//! The rows of the knowledge tables: card schemes and IBAN countries, checked and ready for use.

use super::file;
use crate::fixed::Fixed;

/// Why a row was refused.
pub(super) enum Refusal {
    Regex(String),
    Format(String),
}

/// A payment card scheme.
#[derive(Debug, Clone)]
pub(crate) struct Scheme {
    pub(crate) name: Fixed<str>,
    /// First and last IIN of each range, filled up to eight digits: 51-55 is 51000000..=55999999.
    pub(crate) iins: Fixed<[(u32, u32)]>,
    /// Bit n is set when a PAN may have n digits.
    pub(crate) lengths: u32,
    /// Group lengths as printed.
    pub(crate) groups: Fixed<[Fixed<[u8]>]>,
    pub(crate) luhn: bool,
    /// Needs the printed grouping or a word as well.
    pub(crate) weak: bool,
}

/// The number of digits to which an IIN is filled up. ISO/IEC 7812-1 assigns eight.
pub(crate) const IIN_DIGITS: usize = 8;

impl Scheme {
    pub(super) fn new(row: &file::Scheme) -> Result<Scheme, Refusal> {
        let fail = |what: &str| Refusal::Format(format!("{}: {what}", row.name));
        let iins = row.iin.split_whitespace().map(|range| {
            iin_range(range).ok_or_else(|| fail("iin must be prefixes and ranges of 1 to 8 digits, as in \"51-55 2221-2720\""))
        });
        let iins = iins.collect::<Result<Vec<_>, _>>()?;
        let mut lengths = 0;
        for length in row.lengths.split_whitespace() {
            match length.parse::<u32>() {
                Ok(n @ 12..=19) => lengths |= 1 << n,
                _ => return Err(fail("lengths must be numbers from 12 to 19, as in \"13 16 19\"")),
            }
        }
        if iins.is_empty() || lengths == 0 {
            return Err(fail("needs at least one iin and one length"));
        }
        let mut groups = Vec::new();
        for way in row.groups.split_whitespace() {
            let way: Option<Vec<u8>> = way.split('-').map(|n| n.parse().ok().filter(|n| (1..=19).contains(n))).collect();
            let way = way.ok_or_else(|| fail("groups must be lengths joined by hyphens, as in \"4-6-5\""))?;
            let sum: u32 = way.iter().map(|&n| u32::from(n)).sum();
            if sum > 19 || lengths & (1 << sum) == 0 {
                return Err(fail("groups add up to a length that is not in lengths"));
            }
            groups.push(Fixed::from(way));
        }
        let (name, iins, groups) = (row.name.clone().into(), iins.into(), groups.into());
        Ok(Scheme { name, iins, lengths, groups, luhn: row.luhn, weak: row.weak })
    }
}

/// `51-55` as 51000000 and 55999999.
fn iin_range(range: &str) -> Option<(u32, u32)> {
    let (first, last) = range.split_once('-').unwrap_or((range, range));
    let is_iin = |s: &str| (1..=IIN_DIGITS).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit());
    if !is_iin(first) || !is_iin(last) || first.len() != last.len() {
        return None;
    }
    let scale = 10u32.pow((IIN_DIGITS - first.len()) as u32);
    let (low, high) = (first.parse::<u32>().ok()? * scale, last.parse::<u32>().ok()? * scale + (scale - 1));
    (low <= high).then_some((low, high))
}

/// A country that has IBANs.
#[derive(Debug, Clone)]
pub(crate) struct Country {
    pub(crate) code: [u8; 2],
    pub(crate) name: Fixed<str>,
    /// Length of the whole IBAN.
    pub(crate) length: usize,
    /// What each place of the BBAN holds.
    pub(crate) bban: Fixed<[Unit]>,
}

/// What a place of a BBAN holds, in the registry's letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    /// `n`: a digit.
    Digit,
    /// `a`: a letter.
    Letter,
    /// `c`: a letter or a digit.
    Either,
}

impl Unit {
    pub(crate) fn fits(self, byte: u8) -> bool {
        match self {
            Unit::Digit => byte.is_ascii_digit(),
            Unit::Letter => byte.is_ascii_alphabetic(),
            Unit::Either => byte.is_ascii_alphanumeric(),
        }
    }
}

impl Country {
    pub(super) fn new(row: &file::Country) -> Result<Country, Refusal> {
        let fail = |what: &str| Refusal::Format(format!("{}: {what}", row.code));
        let code = <[u8; 2]>::try_from(row.code.as_bytes()).ok().filter(|c| c.iter().all(u8::is_ascii_uppercase));
        let code = code.ok_or_else(|| fail("code must be two capital letters, as in \"DE\""))?;
        let bban = structure(&row.bban).ok_or_else(|| fail("bban must be in the registry's notation, as in \"4!n4!n12!c\""))?;
        if !(15..=34).contains(&row.length) || bban.len() + 4 != row.length {
            return Err(fail("length must be 15 to 34, and the bban four shorter"));
        }
        Ok(Country { code, name: row.name.clone().into(), length: row.length, bban: bban.into() })
    }
}

/// `4!n12!c` as four digits and twelve of either.
fn structure(notation: &str) -> Option<Vec<Unit>> {
    let mut units = Vec::new();
    let mut rest = notation;
    while !rest.is_empty() {
        let (count, tail) = rest.split_once('!')?;
        let unit = match tail.as_bytes().first()? {
            b'n' => Unit::Digit,
            b'a' => Unit::Letter,
            b'c' => Unit::Either,
            _ => return None,
        };
        let count = count.parse::<usize>().ok().filter(|n| (1..=30).contains(n))?;
        units.resize(units.len() + count, unit);
        rest = &tail[1..];
    }
    Some(units)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_fill_up_to_eight_digits() {
        assert_eq!(iin_range("4"), Some((40_000_000, 49_999_999)));
        assert_eq!(iin_range("2221-2720"), Some((22_210_000, 27_209_999)));
        for wrong in ["", "x", "5-", "55-51", "5-55", "123456789"] {
            assert_eq!(iin_range(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn structures() {
        assert_eq!(structure("1!a2!n"), Some(vec![Unit::Letter, Unit::Digit, Unit::Digit]));
        for wrong in ["4n", "4!x", "!n", "99!n", "4!"] {
            assert_eq!(structure(wrong), None, "{wrong}");
        }
    }
}
