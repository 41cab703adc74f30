//! What stands right before an `@` or right behind it, seen at once.
//!
//! Nearly every address is short and of ASCII letters, digits and a few marks. Its ends are found in masks of 32 bytes; a reading byte
//! by byte took three times as long, and half of that was for ends that nobody could foresee.

use wide::u8x16;

/// The bytes that are looked at.
pub(super) const SIGHT: usize = 32;

/// The masks of 32 bytes; bit n stands for byte n. A text that is shorter goes on with bytes of no class.
pub(super) struct Sight {
    /// Letters and digits.
    pub(super) word: u32,
    /// Capital letters.
    pub(super) capital: u32,
    pub(super) dot: u32,
    /// Hyphens and underscores.
    pub(super) joiner: u32,
    pub(super) plus: u32,
}

impl Sight {
    /// The first bytes of `text`.
    pub(super) fn ahead(text: &[u8]) -> Sight {
        Sight::of(text.first_chunk().copied().unwrap_or_else(|| {
            let mut bytes = [0; SIGHT];
            bytes[..text.len()].copy_from_slice(text);
            bytes
        }))
    }

    /// The last bytes of `text`.
    pub(super) fn behind(text: &[u8]) -> Sight {
        Sight::of(text.last_chunk().copied().unwrap_or_else(|| {
            let mut bytes = [0; SIGHT];
            bytes[SIGHT - text.len()..].copy_from_slice(text);
            bytes
        }))
    }

    fn of(bytes: [u8; SIGHT]) -> Sight {
        let [low, high] = [0, 1].map(|half| Half::of(u8x16::new(bytes.as_chunks().0[half])));
        let mask = |low: u8x16, high: u8x16| low.to_bitmask() | high.to_bitmask() << 16;
        Sight {
            word: mask(low.word, high.word),
            capital: mask(low.capital, high.capital),
            dot: mask(low.dot, high.dot),
            joiner: mask(low.joiner, high.joiner),
            plus: mask(low.plus, high.plus),
        }
    }
}

/// The classes of 16 bytes, 0xFF for each byte that is in.
struct Half {
    word: u8x16,
    capital: u8x16,
    dot: u8x16,
    joiner: u8x16,
    plus: u8x16,
}

impl Half {
    fn of(bytes: u8x16) -> Half {
        let is = |byte| bytes.simd_eq(u8x16::splat(byte));
        // Subtracting the first of a range maps it to 0.., and all else above: one comparison instead of two.
        let digit = (bytes - u8x16::splat(b'0')).simd_lt(u8x16::splat(10));
        let lower = bytes | u8x16::splat(0x20);
        let letter = (lower - u8x16::splat(b'a')).simd_lt(u8x16::splat(26));
        let capital = letter & (bytes ^ lower).simd_eq(u8x16::splat(0x20));
        Half { word: digit | letter, capital, dot: is(b'.'), joiner: is(b'-') | is(b'_'), plus: is(b'+') }
    }
}

#[cfg(test)]
mod tests {
    use super::{SIGHT, Sight};

    #[test]
    fn each_byte_is_of_its_class() {
        for byte in 0..=u8::MAX {
            for length in [1, 5, 31, 32, 40] {
                for place in 0..length {
                    let mut text = vec![b' '; length];
                    text[place] = byte;
                    let bit = |place: Option<usize>, is: bool| place.filter(|&n| n < SIGHT && is).map_or(0, |n| 1 << n);
                    for (sight, place) in [(Sight::ahead(&text), Some(place)), (Sight::behind(&text), (place + SIGHT).checked_sub(length))]
                    {
                        assert_eq!(sight.word, bit(place, byte.is_ascii_alphanumeric()), "{byte:#x} at {place:?}");
                        assert_eq!(sight.capital, bit(place, byte.is_ascii_uppercase()), "{byte:#x} at {place:?}");
                        assert_eq!(sight.dot, bit(place, byte == b'.'), "{byte:#x} at {place:?}");
                        assert_eq!(sight.joiner, bit(place, matches!(byte, b'-' | b'_')), "{byte:#x} at {place:?}");
                        assert_eq!(sight.plus, bit(place, byte == b'+'), "{byte:#x} at {place:?}");
                    }
                }
            }
        }
    }
}
