//! The address that is plain to see.
//!
//! Nearly every address is short, of ASCII letters, digits and a few marks, and stands between bytes that say no more about it. Its ends are
//! found in masks of the 32 bytes on either side of the `@`, in 200 instructions; byte by byte it takes 1,400. Whatever else is near, `local`
//! and `domain` have to look at. What is found here they would find too.

use std::ops::Range;

use fearless_simd::{Level, dispatch, prelude::*, u8x32};

use super::{domain::starts_a_version, tlds::Tlds};

/// The bytes that are seen at once.
const SIGHT: usize = 32;

/// The address around the `@` at `at`, if it is plain to see.
pub(super) fn read(tlds: &Tlds, text: &[u8], at: usize) -> Option<Range<usize>> {
    // Of a chain of `@` none is one.
    if at == 0 || !text[at - 1].is_ascii_alphanumeric() {
        return None;
    }
    let start = local_part(&text[..at])?;
    let end = at + 1 + domain(tlds, &text[at + 1..])?;
    // `git@host` and `host:path` are places on a remote machine.
    (text.get(end) != Some(&b':') && &text[start..at] != b"git").then_some(start..end)
}

/// Where the local part at the end of `text` begins: letters, digits, single dots and joiners, a letter or digit first, behind an edge of
/// which nothing depends on what stands before it.
fn local_part(text: &[u8]) -> Option<usize> {
    let Sight { word, dot, joiner, plus, .. } = Sight::of(text.last_chunk().copied().unwrap_or_else(|| {
        let mut bytes = [0; SIGHT];
        bytes[SIGHT - text.len()..].copy_from_slice(text);
        bytes
    }));
    let run = (word | dot | joiner | plus).leading_ones() as usize;
    if run == SIGHT || run == 0 || dot & (dot << 1) != 0 {
        return None;
    }
    let start = text.len() - run;
    let is_edge = start.checked_sub(1).is_none_or(|before| match text[before] {
        b'\t' | b'\n' | b' ' | b'"' | b'(' | b')' | b',' | b'<' | b'>' | b']' | b'{' | b'|' | b'}' => true,
        // Unless it is in the middle of a colour code, `ESC [ 1 ; 32 m`.
        b';' => !matches!(text[start], b'm' | b'0'..=b'9') || before > 0 && text[before - 1].is_ascii_alphabetic(),
        _ => false,
    });
    (is_edge && text[start].is_ascii_alphanumeric()).then_some(start)
}

/// How long the domain at the start of `text` is: a name of ASCII labels, no version, with a top-level domain last. That one counts,
/// whatever the others are, as nothing breaks off the name before it: only a capital begins a sentence.
fn domain(tlds: &Tlds, text: &[u8]) -> Option<usize> {
    let Sight { word, capital, dot, joiner, .. } = Sight::of(text.first_chunk().copied().unwrap_or_else(|| {
        let mut bytes = [0; SIGHT];
        bytes[..text.len()].copy_from_slice(text);
        bytes
    }));
    let run = (word | dot | joiner).trailing_ones() as usize;
    if run == SIGHT || run == 0 || text.get(run).is_some_and(|b| !b.is_ascii()) {
        return None;
    }
    // A full stop behind the name is none of it.
    let end = run - usize::from(text[run - 1] == b'.');
    let dots = dot & ((1 << end) - 1);
    let starts = dots << 1 | 1;
    let last = (u32::BITS - dots.leading_zeros()) as usize;
    let is_name = dots != 0 && starts & !word == 0 && !starts_a_version(text) && (dots.is_power_of_two() || starts & capital == 0);
    (is_name && tlds.begins(&text[last..], end - last)).then_some(end)
}

/// The masks of 32 bytes; bit n stands for byte n.
struct Sight {
    /// Letters and digits.
    word: u32,
    /// Capital letters.
    capital: u32,
    dot: u32,
    /// Hyphens and underscores.
    joiner: u32,
    plus: u32,
}

impl Sight {
    /// With the vectors that every machine of the architecture has: of so few bytes a choice costs more than it wins.
    fn of(bytes: [u8; SIGHT]) -> Sight {
        dispatch!(Level::baseline(), simd => {
            let bytes = u8x32::simd_from(simd, bytes);
            // Subtracting the first of a range maps it to 0.., and all else above: one comparison instead of two.
            let capital = (bytes - b'A').simd_lt(26);
            let word = ((bytes | 0x20) - b'a').simd_lt(26) | (bytes - b'0').simd_lt(10);
            let joiner = bytes.simd_eq(b'-') | bytes.simd_eq(b'_');
            Sight {
                word: word.to_bitmask() as u32,
                capital: capital.to_bitmask() as u32,
                dot: bytes.simd_eq(b'.').to_bitmask() as u32,
                joiner: joiner.to_bitmask() as u32,
                plus: bytes.simd_eq(b'+').to_bitmask() as u32,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{SIGHT, Sight};

    #[test]
    fn each_byte_is_of_its_class() {
        for byte in 0..=u8::MAX {
            for place in 0..SIGHT {
                let mut bytes = [b' '; SIGHT];
                bytes[place] = byte;
                let sight = Sight::of(bytes);
                let bit = |is: bool| u32::from(is) << place;
                assert_eq!(sight.word, bit(byte.is_ascii_alphanumeric()), "{byte:#x}");
                assert_eq!(sight.capital, bit(byte.is_ascii_uppercase()), "{byte:#x}");
                assert_eq!(sight.dot, bit(byte == b'.'), "{byte:#x}");
                assert_eq!(sight.joiner, bit(matches!(byte, b'-' | b'_')), "{byte:#x}");
                assert_eq!(sight.plus, bit(byte == b'+'), "{byte:#x}");
            }
        }
    }
}
