//! Turns bytes into places where something could start. May be wrong, never misses.
//!
//! One pass over the bytes serves all kinds. It looks at 64 bytes at a time as bit masks and reports two things:
//!
//! - an *at*: a byte, entity, escape or bracketed word that may be the `@` of an address;
//! - a *stretch*: digits of any script that lie close together, enough of them for a number, or two letters and two digits
//!   as at the start of an IBAN. A stretch says only where to look; where a number begins and ends is for the readers to say.

use wide::u8x16;

use super::plain;

/// A stretch needs so many digits. The shortest national significant numbers that anyone writes down have five.
pub(super) const MIN_DIGITS: usize = 5;

/// Digits of one stretch are at most so many bytes apart: two ideographic spaces and a bracket, or `&nbsp;`.
const MAX_GAP: usize = 8;

/// What the scan reports.
pub(super) trait Sink {
    /// Something at `at` may be an `@`.
    fn at(&mut self, at: usize);
    /// Digits lie close together from `start` to `end`.
    fn stretch(&mut self, start: usize, end: usize);
}

/// The bit masks of 64 bytes; bit n stands for byte n.
#[derive(Default)]
struct Masks {
    digit: u64,
    letter: u64,
    /// `@`, and what begins a disguise of it: `%`, `&`, `\`, `(`, `[`, `{`, `<`.
    at: u64,
    /// Bytes of 0x80 and above.
    high: u64,
}

fn masks(chunk: &[u8; 64]) -> Masks {
    let mut all = Masks::default();
    for (lane, bytes) in chunk.as_chunks::<16>().0.iter().enumerate() {
        let v = u8x16::new(*bytes);
        // Subtracting the first of a range maps it to 0.., and all else above: one comparison instead of two.
        let digit = (v - u8x16::splat(b'0')).simd_lt(u8x16::splat(10));
        let lower = v | u8x16::splat(0x20);
        let letter = (lower - u8x16::splat(b'a')).simd_lt(u8x16::splat(26));
        let at = v.simd_eq(u8x16::splat(b'@'))
            | (v - u8x16::splat(b'%')).simd_lt(u8x16::splat(2))
            | v.simd_eq(u8x16::splat(b'('))
            | v.simd_eq(u8x16::splat(b'<'))
            // `[` and `{` differ in the bit that `lower` sets, and so do `\` and `|`.
            | (lower - u8x16::splat(b'{')).simd_lt(u8x16::splat(2));
        let shift = lane * 16;
        all.digit |= u64::from(digit.to_bitmask()) << shift;
        all.letter |= u64::from(letter.to_bitmask()) << shift;
        all.at |= u64::from(at.to_bitmask()) << shift;
        all.high |= u64::from(v.to_bitmask()) << shift;
    }
    all
}

/// Reports all places in `hay[from..]`, each kind in order.
pub(super) fn scan(hay: &[u8], from: usize, sink: &mut impl Sink) {
    let mut stretch = Stretch::default();
    let mut before = Carry::default();
    let mut base = from;
    let (chunks, tail) = hay[from..].as_chunks::<64>();
    for chunk in chunks {
        step(hay, base, &masks(chunk), &mut before, &mut stretch, sink);
        base += 64;
    }
    if !tail.is_empty() {
        let mut chunk = [b'\n'; 64];
        chunk[..tail.len()].copy_from_slice(tail);
        step(hay, base, &masks(&chunk), &mut before, &mut stretch, sink);
    }
    stretch.close(sink);
}

/// The letters at the end of the chunk before, for an IBAN that begins there.
#[derive(Default)]
struct Carry {
    letter: u64,
    digit: u64,
}

fn step(hay: &[u8], base: usize, masks: &Masks, before: &mut Carry, stretch: &mut Stretch, sink: &mut impl Sink) {
    let mut digit = masks.digit;
    if masks.high != 0 {
        digit |= foreign(hay, base, masks.high, sink);
    }
    // Two letters, then two digits: the mask has a bit at the second digit.
    let letters = |back: u32| (masks.letter << back) | (before.letter >> (64 - back));
    let iban = masks.digit & ((masks.digit << 1) | (before.digit >> 63)) & letters(2) & letters(3);
    *before = Carry { letter: masks.letter, digit: masks.digit };

    let mut at = masks.at;
    while at != 0 {
        let place = base + at.trailing_zeros() as usize;
        at &= at - 1;
        if place < hay.len() && is_at(hay, place) {
            sink.at(place);
        }
    }
    if digit == 0 {
        return;
    }
    let mut rest = digit;
    while rest != 0 {
        let first = rest.trailing_zeros();
        let run = (!(rest >> first)).trailing_zeros();
        stretch.take(base + first as usize, run as usize, sink);
        let run_mask = if run == 64 { u64::MAX } else { ((1u64 << run) - 1) << first };
        if iban & run_mask != 0 {
            stretch.digits = stretch.digits.max(MIN_DIGITS);
        }
        rest &= !run_mask;
    }
}

/// Digits close together, as far as they have been seen.
#[derive(Default)]
struct Stretch {
    start: usize,
    end: usize,
    digits: usize,
}

impl Stretch {
    fn take(&mut self, start: usize, digits: usize, sink: &mut impl Sink) {
        if self.digits == 0 || start - self.end > MAX_GAP {
            self.close(sink);
            self.start = start;
        }
        self.digits += digits;
        self.end = start + digits;
    }

    fn close(&mut self, sink: &mut impl Sink) {
        if self.digits >= MIN_DIGITS {
            sink.stretch(self.start, self.end);
        }
        self.digits = 0;
    }
}

/// Whether the byte at `place` is an `@`, or begins something that may stand for one.
fn is_at(hay: &[u8], place: usize) -> bool {
    let next = |n: usize| hay.get(place + n).copied().unwrap_or(b'\n');
    match hay[place] {
        b'@' => true,
        // %40 and %EF%BC%A0, perhaps percent-encoded twice.
        b'%' => matches!((next(1), next(2)), (b'4', b'0') | (b'2', b'5') | (b'E' | b'e', b'F' | b'f')),
        b'&' => next(1) == b'#' || matches!(next(1), b'c' | b'C' | b'a' | b'A'),
        b'\\' => matches!(next(1), b'u' | b'U' | b'x' | b'@' | b'\\'),
        b'(' | b'[' | b'{' | b'<' => plain::is_at_word(hay, place),
        _ => false,
    }
}

/// The digits of other scripts among the high bytes of a chunk, a bit at the first byte of each; reports a full-width `@`.
fn foreign(hay: &[u8], base: usize, high: u64, sink: &mut impl Sink) -> u64 {
    let mut digits = 0;
    let mut rest = high;
    while rest != 0 {
        let bit = rest.trailing_zeros();
        rest &= rest - 1;
        let bytes = &hay[base + bit as usize..];
        if bytes[0] < 0xC2 {
            continue;
        }
        if plain::foreign_digit(bytes).is_some() {
            digits |= 1 << bit;
        } else if bytes.starts_with("＠".as_bytes()) || bytes.starts_with("﹫".as_bytes()) {
            sink.at(base + bit as usize);
        }
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default, Debug, PartialEq)]
    struct Seen {
        ats: Vec<usize>,
        stretches: Vec<(usize, usize)>,
    }

    impl Sink for Seen {
        fn at(&mut self, at: usize) {
            self.ats.push(at);
        }
        fn stretch(&mut self, start: usize, end: usize) {
            self.stretches.push((start, end));
        }
    }

    fn seen(text: &str) -> Seen {
        let mut seen = Seen::default();
        scan(text.as_bytes(), 0, &mut seen);
        seen
    }

    #[test]
    fn finds_both_at_every_offset_of_a_chunk() {
        for shift in 0..130 {
            let text = format!("{}a@b 555-0100 x", " ".repeat(shift));
            assert_eq!(seen(&text), Seen { ats: vec![shift + 1], stretches: vec![(shift + 4, shift + 12)] }, "{shift}");
        }
    }

    #[test]
    fn an_iban_with_few_digits_is_a_stretch() {
        for shift in 0..70 {
            let text = format!("{}LV92 LAPB NQTF X", " ".repeat(shift));
            assert_eq!(seen(&text).stretches, [(shift + 2, shift + 4)], "{shift}");
        }
        assert!(seen("in 92 and").stretches.is_empty());
    }

    #[test]
    fn few_or_scattered_digits_are_none() {
        for text in ["1234", "12 and then 34 and then 56", "at 6:40 for 4"] {
            assert!(seen(text).stretches.is_empty(), "{text}");
        }
    }

    #[test]
    fn disguises() {
        for text in ["a＠b", "a%40b", "a&#64;b", "a\\u0040b", "a(at)b", "a [at] b", "a&commat;b"] {
            assert_eq!(seen(text).ats.len(), 1, "{text}");
        }
        for text in ["５５５－０１００", "٠٥١-٢٤٧", "०८१२३४"] {
            assert_eq!(seen(text).stretches.len(), 1, "{text}");
        }
    }
}
