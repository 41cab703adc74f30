//! The address that is plain to see.
//!
//! Nearly every address is short, of ASCII letters, digits and a few marks, and stands between bytes that say no more about it. Its ends are
//! found in masks of the 32 bytes on either side of the `@`, in 200 instructions; byte by byte it takes 1,400. Whatever else is near, `local`
//! and `domain` have to look at. What is found here they would find too.

use std::ops::Range;

use fearless_simd::{Level, dispatch, prelude::*, u8x64};

use super::{Email, domain::starts_a_version, tlds::Tlds};

/// The bytes that are seen on either side.
const SIGHT: usize = 32;

/// What is plain to see of an `@`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    /// It is in this address, of [`Rule::DotAtom`](super::Rule::DotAtom).
    Address(Range<usize>),
    /// It is in none, since no dot is behind it.
    NoDot,
    /// Somebody has to look closely.
    Unclear,
}

/// What is plain to see of the `@` at `at`.
pub(super) fn read(Email { tlds, level }: &Email, text: &[u8], at: usize) -> Seen {
    let around = at.checked_sub(SIGHT).and_then(|from| text[from..].first_chunk());
    let sight = around.map_or_else(|| Sight::of(*level, &padded(text, at)), |around| Sight::of(*level, around));
    // Most signs that are in no address have no domain behind them.
    let rest = &text[at + 1..];
    let Some(end) = sight.domain(tlds, rest).map(|domain| at + 1 + domain) else {
        return if sight.has_no_dot(rest) { Seen::NoDot } else { Seen::Unclear };
    };
    match sight.local_part(text, at) {
        // `git@host` and `host:path` are places on a remote machine.
        Some(start) if text.get(end) != Some(&b':') && &text[start..at] != b"git" => Seen::Address(start..end),
        _ => Seen::Unclear,
    }
}

/// The bytes around `at` where there are too few on one side.
fn padded(text: &[u8], at: usize) -> [u8; 2 * SIGHT] {
    let mut bytes = [0; 2 * SIGHT];
    let (before, after) = (at.min(SIGHT), (text.len() - at).min(SIGHT));
    bytes[SIGHT - before..SIGHT + after].copy_from_slice(&text[at - before..at + after]);
    bytes
}

/// The masks of the bytes around an `@`; bit n stands for byte n, and the `@` is byte [`SIGHT`].
struct Sight {
    /// Letters and digits.
    word: u64,
    dot: u64,
    /// These, hyphens and underscores.
    name: u64,
    /// Capital letters.
    capital: u64,
}

impl Sight {
    fn of(level: Level, bytes: &[u8; 2 * SIGHT]) -> Sight {
        dispatch!(level, simd => {
            let bytes = u8x64::simd_from(simd, *bytes);
            // Subtracting the first of a range maps it to 0.., and all else above: one comparison instead of two.
            let capital = (bytes - b'A').simd_lt(26);
            let word = ((bytes | 0x20) - b'a').simd_lt(26) | (bytes - b'0').simd_lt(10);
            let dot = bytes.simd_eq(b'.');
            let name = word | dot | bytes.simd_eq(b'-') | bytes.simd_eq(b'_');
            Sight { word: word.to_bitmask(), dot: dot.to_bitmask(), name: name.to_bitmask(), capital: capital.to_bitmask() }
        })
    }

    /// Where the local part before `at` begins: letters, digits, single dots and joiners, a letter or digit first and last, behind an edge
    /// of which nothing depends on what stands before it.
    fn local_part(&self, text: &[u8], at: usize) -> Option<usize> {
        let dots = self.dot << SIGHT;
        let mut name = self.name << SIGHT;
        let mut run = name.leading_ones() as usize;
        while run < at && text[at - 1 - run] == b'+' {
            name |= 1 << (63 - run);
            run = name.leading_ones() as usize;
        }
        let words = self.word << SIGHT;
        // Of a chain of `@` none is one.
        if run >= SIGHT || words >> 63 == 0 || dots & dots << 1 != 0 || words << (run - 1) >> 63 == 0 {
            return None;
        }
        let start = at - run;
        let is_edge = start.checked_sub(1).is_none_or(|before| match text[before] {
            b'\t' | b'\n' | b' ' | b'"' | b'(' | b')' | b',' | b'<' | b'>' | b']' | b'{' | b'|' | b'}' => true,
            // Unless it is in the middle of a colour code, `ESC [ 1 ; 32 m`.
            b';' => !matches!(text[start], b'm' | b'0'..=b'9') || before > 0 && text[before - 1].is_ascii_alphabetic(),
            _ => false,
        });
        is_edge.then_some(start)
    }

    /// Whether `text`, right behind the `@`, begins with a name without a dot and another `@`.
    fn has_no_dot(&self, text: &[u8]) -> bool {
        let [dot, name] = [self.dot, self.name].map(|mask| mask >> (SIGHT + 1));
        let run = name.trailing_ones();
        run > 0 && dot & ((1 << run) - 1) == 0 && text.get(run as usize) == Some(&b'@')
    }

    /// How long the domain at the start of `text`, right behind the `@`, is: a name of ASCII labels, no version, with a top-level domain
    /// last. That one counts, whatever the others are, as nothing breaks off the name before it: only a capital begins a sentence.
    fn domain(&self, tlds: &Tlds, text: &[u8]) -> Option<usize> {
        let [word, dot, name, capital] = [self.word, self.dot, self.name, self.capital].map(|mask| mask >> (SIGHT + 1));
        let run = name.trailing_ones() as usize;
        if run + 1 == SIGHT || run == 0 || text.get(run).is_some_and(|b| !b.is_ascii()) {
            return None;
        }
        // A full stop behind the name is none of it.
        let end = run - (dot >> (run - 1) & 1) as usize;
        let dots = dot & ((1 << end) - 1);
        let starts = dots << 1 | 1;
        let last = (u64::BITS - dots.leading_zeros()) as usize;
        let is_name = dots != 0 && starts & !word == 0 && !starts_a_version(text) && (dots.is_power_of_two() || starts & capital == 0);
        (is_name && tlds.begins(&text[last..], end - last)).then_some(end)
    }
}

#[cfg(test)]
mod tests {
    use fearless_simd::Level;

    use super::{SIGHT, Sight, padded};

    #[test]
    fn each_byte_is_of_its_class() {
        for byte in 0..=u8::MAX {
            for place in 0..2 * SIGHT {
                let mut bytes = [b' '; 2 * SIGHT];
                bytes[place] = byte;
                let sight = Sight::of(Level::new(), &bytes);
                let bit = |is: bool| u64::from(is) << place;
                assert_eq!(sight.word, bit(byte.is_ascii_alphanumeric()), "{byte:#x}");
                assert_eq!(sight.dot, bit(byte == b'.'), "{byte:#x}");
                assert_eq!(sight.capital, bit(byte.is_ascii_uppercase()), "{byte:#x}");
                assert_eq!(sight.name, bit(byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_')), "{byte:#x}");
            }
        }
    }

    #[test]
    fn what_is_not_there_is_zero() {
        let text: Vec<u8> = (1..=80).collect();
        for at in 0..text.len() {
            for (place, byte) in padded(&text, at).into_iter().enumerate() {
                let there = (at + place).checked_sub(SIGHT).and_then(|place| text.get(place));
                assert_eq!(byte, there.copied().unwrap_or_default(), "{at} {place}");
            }
        }
    }
}
