//! Says of most short numbers that stand alone that they are nothing: "bytes=56938 dur=", "price=587.88 sku=", "100001;".
//!
//! Digits so few are a number only where a word beside them says so. A log has two such on each line: this looks at some bytes on
//! either side, and says nothing that `glance` would not say as well, for a third of the time.

use std::ops::Range;

use super::{
    disguised::{MARK, disguises},
    masks::without_byte,
    number::Numbers,
    phone::needs_word,
};
use crate::validate::phone::{is_surely_complete, may_be_pair};

/// Digits and a dot at most.
const MOST: usize = 7;

/// Whether a byte between a number and a word is neither of them, and says nothing itself.
fn parts(mark: u8) -> bool {
    matches!(mark, b' ' | b'=' | b':' | b',' | b'"' | b'\'' | b'|' | b'[' | b']' | b'>' | b'<')
}

/// Whether the digits of `hay[range]`, five or more from the first byte to the last, are nothing. May miss some that are.
#[inline]
pub(super) fn is_nothing(numbers: &Numbers, hay: &[u8], range: Range<usize>) -> bool {
    if range.len() > MOST {
        return false;
    }
    let (Some(&[a, b, last, mark]), Some(&eight), Some(&[next, then, c, d])) =
        (hay[..range.start].last_chunk(), hay[range.start..].first_chunk(), hay[range.end..].first_chunk())
    else {
        return false;
    };
    // On each side stands a word, which is all that counts, or the line or the clause ends.
    let (word_before, word_behind) = (last.is_ascii_alphabetic() && parts(mark), parts(next) && then.is_ascii_alphabetic());
    let is_between = (word_before || mark == b'\n') && (word_behind || next.is_ascii_alphabetic() || matches!(next, b';' | b'\n'));
    if !is_between || disguises(&[a, b, last]) != 0 || disguises(&[then, c, d]) & MARK != 0 {
        return false;
    }
    let Some((digits, first)) = digits(u64::from_le_bytes(eight), range.len()) else { return false };
    let is_run = first == range.len();
    let digits = &digits[..range.len() - usize::from(!is_run)];
    if !needs_word(digits) || !numbers.hinted.is_empty() || !numbers.reads_all() {
        return false;
    }
    if !is_run {
        // Behind a single digit the rest is judged as well.
        return first > 1 && !may_be_pair(digits, first);
    }
    let before = if word_before { &hay[..range.start - 1] } else { &[] };
    let behind = match next {
        b';' | b'\n' => &[],
        _ => &hay[range.end + usize::from(word_behind)..],
    };
    is_surely_complete(digits) && !numbers.words.may_label(before, behind)
}

/// The digits among so many bytes, and how many stand before a dot; none where they are anything else.
#[inline]
fn digits(eight: u64, bytes: usize) -> Option<([u8; 8], usize)> {
    const ZEROS: u64 = u64::from_le_bytes([b'0'; 8]);
    const HIGH: u64 = u64::from_le_bytes([0x80; 8]);
    const TO_HIGH: u64 = u64::from_le_bytes([0x80 - 10; 8]);
    let values = eight ^ ZEROS;
    // Values above nine have their high bit set.
    let others = (values.wrapping_add(TO_HIGH) | values) & HIGH & u64::MAX >> (64 - 8 * bytes);
    if others == 0 {
        return Some((eight.to_le_bytes(), bytes));
    }
    let at = others.trailing_zeros() / 8;
    let is_dot = others & (others - 1) == 0 && eight >> (8 * at) & 0xFF == u64::from(b'.');
    is_dot.then(|| (without_byte(eight, at).to_le_bytes(), at as usize))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{find::Finder, pattern::Patterns, validate::phone::Regions};

    /// Whether the digits between two bars are nothing.
    fn is_nothing_in(hinted: Regions, marked: &str) -> bool {
        let finder = Finder::new(Patterns::builtin().clone(), None, hinted, false).unwrap();
        let parts: Vec<&str> = marked.split('|').collect();
        is_nothing(&finder.numbers, parts.concat().as_bytes(), parts[0].len()..parts[0].len() + parts[1].len())
    }

    #[test]
    fn a_number_that_no_word_calls_one_is_nothing() {
        for marked in [
            "took bytes=|56938| dur=3",
            "at price=|587.88| and",
            "bytes=|234567|,dur=3",
            "left |56938|ms ago",
            "and\n|56938|;anna;",
            "took bytes=|56938|\nand so on",
        ] {
            assert!(is_nothing_in(Regions::EMPTY, marked), "{marked}");
            assert!(!is_nothing_in(Regions::ALL, marked), "{marked}");
        }
        for marked in [
            // A word, a sign, an escape.
            "and tel=|56938| dur=3",
            "and bytes=|56938| phone",
            "and bytes=|56938|%20is",
            "a%3bytes|56938| is",
            "and size #|56938| is",
            // More digits, fewer, others.
            "and bytes=|5693812| dur",
            "and bytes=|5693|8 dur",
            "and bytes=|05938| dur=3",
            "and bytes=|5 6938| dur",
            "and bytes=|5.6938| dur",
            "and bytes=|56938| 1234",
            "and bytes=9|56938| dur",
            // The end of the text.
            "and bytes=|56938|",
            "=|56938| dur and so on",
        ] {
            assert!(!is_nothing_in(Regions::EMPTY, marked), "{marked}");
        }
    }

    #[test]
    fn a_dot_is_left_out() {
        let read = |text: &[u8; 8], bytes: usize| digits(u64::from_le_bytes(*text), bytes).map(|(d, first)| (d[..bytes].to_vec(), first));
        assert_eq!(read(b"56938xyz", 5), Some((b"56938".to_vec(), 5)));
        assert_eq!(read(b"587.88 x", 6).map(|(d, first)| (d[..5].to_vec(), first)), Some((b"58788".to_vec(), 3)));
        for (text, bytes) in [(b"58.7.88 ", 7), (b"58-7.88 ", 6), (b"58 78888", 6), (b"58\xff78888", 6), (b"58:78888", 6), (b"58/78888", 6)]
        {
            assert_eq!(read(text, bytes), None);
        }
    }
}
