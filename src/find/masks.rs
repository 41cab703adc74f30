//! Short texts of a fixed size as bits, bit n for byte n.
//!
//! They are made with the vectors that every machine of the architecture has: of so few bytes a choice of wider ones, as the
//! scan has it, costs more than they win.

use fearless_simd::{Level, dispatch, prelude::*, u8x16, u8x32, u8x64};

/// The first bytes of a text, before zeros where it is shorter.
#[inline]
pub(super) fn first_bytes<const N: usize>(text: &[u8]) -> [u8; N] {
    text.first_chunk().copied().unwrap_or_else(|| {
        let mut bytes = [0; N];
        bytes[..text.len()].copy_from_slice(text);
        bytes
    })
}

/// Eight bytes without the one at a place: those behind it move up.
#[inline]
pub(super) fn without_byte(bytes: u64, place: u32) -> u64 {
    let below = (1 << (8 * place)) - 1;
    bytes & below | bytes >> 8 & !below
}

/// Which bytes are digits.
pub(super) fn digits(bytes: &[u8; 64]) -> u64 {
    dispatch!(Level::baseline(), simd => {
        let bytes = u8x64::simd_from(simd, *bytes);
        (bytes - b'0').simd_lt(10).to_bitmask()
    })
}

/// Which bytes numbers are written with: digits, spaces, hyphens, dots.
pub(super) fn written(bytes: &[u8; 32]) -> [u32; 4] {
    dispatch!(Level::baseline(), simd => {
        let bytes = u8x32::simd_from(simd, *bytes);
        let equal = |byte: u8| bytes.simd_eq(byte).to_bitmask() as u32;
        [(bytes - b'0').simd_lt(10).to_bitmask() as u32, equal(b' '), equal(b'-'), equal(b'.')]
    })
}

/// Which bytes are ASCII letters, and which are digits.
pub(super) fn letters_and_digits(bytes: &[u8; 64]) -> (u64, u64) {
    dispatch!(Level::baseline(), simd => {
        let bytes = u8x64::simd_from(simd, *bytes);
        let letters = ((bytes | 0x20) - b'a').simd_lt(26);
        let digits = (bytes - b'0').simd_lt(10);
        (letters.to_bitmask(), digits.to_bitmask())
    })
}

/// What 16 bytes are to the word lists, a bit in the low half of each mask for each.
#[derive(Clone, Copy, Default)]
pub(super) struct Sorts {
    pub(super) letters: u64,
    pub(super) capitals: u64,
    pub(super) digits: u64,
    pub(super) newlines: u64,
    /// Not ASCII.
    pub(super) foreign: u64,
}

pub(super) fn sorts(bytes: &[u8; 16]) -> Sorts {
    dispatch!(Level::baseline(), simd => {
        let bytes = u8x16::simd_from(simd, *bytes);
        Sorts {
            letters: ((bytes | 0x20) - b'a').simd_lt(26).to_bitmask(),
            capitals: (bytes - b'A').simd_lt(26).to_bitmask(),
            digits: (bytes - b'0').simd_lt(10).to_bitmask(),
            newlines: bytes.simd_eq(b'\n').to_bitmask(),
            foreign: bytes.simd_ge(0x80).to_bitmask(),
        }
    })
}

/// Which bytes are this one.
pub(super) fn equal(bytes: &[u8; 64], byte: u8) -> u64 {
    dispatch!(Level::baseline(), simd => u8x64::simd_from(simd, *bytes).simd_eq(byte).to_bitmask())
}
