//! What stands for an `@` or a digit without being one.

use super::{super::plain, NEAR_BRACKET, lane::Bits};

/// Whether the byte at `place` is an `@`, or begins something that may stand for one.
///
/// A window is read at each such place, so one in a chain of marks does not count: only the first of many backslashes or
/// percent signs can begin an escape, and a word in brackets stands behind a local part. Neither does an escaped digit.
pub(super) fn is_at(hay: &[u8], place: usize) -> bool {
    let after = |n: usize| &hay[hay.len().min(place + n)..];
    match hay[place] {
        // Above ASCII only a full-width one is marked.
        b'@' | 0x80.. => true,
        // %40 and %EF%BC%A0, perhaps percent-encoded twice.
        b'%' => match after(1) {
            [b'4', b'0', ..] | [b'E' | b'e', b'F' | b'f', ..] => true,
            [b'2', b'5', rest @ ..] => {
                !hay[..place].ends_with(b"%25")
                    && matches!(rest.strip_prefix(b"25").unwrap_or(rest), [b'4', b'0', ..] | [b'E' | b'e', b'F' | b'f', ..])
            }
            _ => false,
        },
        b'&' => match after(1) {
            [b'#', b'0'..=b'9' | b'x' | b'X', ..] => !plain::is_digit(hay, place),
            [b'c' | b'C', b'o' | b'O', ..] | [b'a' | b'A', b'm' | b'M', ..] => true,
            _ => false,
        },
        b'\\' if place > 0 && hay[place - 1] == b'\\' => false,
        b'\\' => {
            let slashes = hay[place..].iter().take(8).take_while(|&&b| b == b'\\').count();
            matches!(after(slashes), [b'u' | b'U' | b'x' | b'@', ..]) && !(slashes == 1 && plain::is_digit(hay, place))
        }
        b'(' | b'[' | b'{' | b'<' => {
            let previous = hay[..place].iter().rev().take(4).find(|&&b| b != b' ');
            !matches!(previous, None | Some(b'(' | b')' | b'[' | b']' | b'{' | b'}' | b'<' | b'\n')) && plain::is_at_word(hay, place)
        }
        _ => false,
    }
}

/// Whether `text`, which starts with the first byte of an escape or with a bracket, may start with a disguise.
pub(super) fn may_begin(text: &[u8]) -> bool {
    let next = text.get(1).copied().unwrap_or(b' ');
    match text[0] {
        b'&' => next == b'#' || next.is_ascii_alphabetic(),
        b'%' => next.is_ascii_hexdigit(),
        b'\\' => true,
        _ => text[1..].iter().take(NEAR_BRACKET).find(|b| **b != b' ').is_some_and(|b| b.is_ascii_alphabetic() || *b >= 0x80),
    }
}

/// The digits of other scripts and the full-width `@`s of a chunk, a bit at the first byte of each. `leads` are the first bytes
/// that may be theirs.
pub(super) fn foreign(hay: &[u8], base: usize, leads: u64) -> (u64, u64) {
    let (mut digits, mut ats) = (0, 0);
    for bit in Bits(leads) {
        let Some(bytes) = hay.get(base + bit..) else { break };
        if plain::foreign_digit(bytes).is_some() {
            digits |= 1 << bit;
        } else if bytes.starts_with("＠".as_bytes()) || bytes.starts_with("﹫".as_bytes()) {
            ats |= 1 << bit;
        }
    }
    (digits, ats)
}
