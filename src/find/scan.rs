//! Turns bytes into places where something could start. May be wrong, never misses.
//!
//! One pass over the bytes serves all kinds. It looks at 64 bytes at a time as bit masks and reports:
//!
//! - an *at*: a byte, entity, escape or bracketed word that may be the `@` of an address;
//! - a *stretch*: digits of any script that lie close together, enough of them for a number, or two letters and two digits
//!   as at the start of an IBAN. A stretch says only where to look; where a number begins and ends is for the readers to say;
//! - words that may be of something said aloud, through `spoken::Listener`.

use std::ops::Range;

use wide::u8x16;

use super::{
    plain,
    spoken::{Letters, Listener, Trigger},
};

/// A stretch needs so many digits. The shortest national significant numbers that anyone writes down have five.
pub(super) const MIN_DIGITS: usize = 5;

/// Digits of one stretch are at most so many bytes apart: two ideographic spaces and a bracket, or `&nbsp;`.
const MAX_GAP: usize = 8;

/// How far before a digit an escape that holds it may begin; less than a chunk.
const MAX_ESCAPE: usize = 32;

/// How far behind a bracket the sign's name in it may begin.
const NEAR_BRACKET: usize = 3;

/// What the scan reports.
pub(super) trait Sink {
    /// Something at `at` may be an `@`.
    fn at(&mut self, at: usize);
    /// Digits lie close together from `start` to `end`.
    fn stretch(&mut self, start: usize, end: usize);
    /// The word at `place` may say a number.
    fn number_word(&mut self, _place: usize) {}
    /// The word at `place` may stand for an `@`.
    fn sign_word(&mut self, _place: usize) {}
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

/// Reports all places in `hay[range]`, each kind in order. `stretch` carries digits on from the part of the line before.
/// Without a `trigger` words are not looked at.
///
/// What is reported depends on the line alone, not on where ranges or blocks begin and end; only of the words of numbers others
/// may be sampled.
pub(super) fn scan(hay: &[u8], range: Range<usize>, trigger: Option<&Trigger>, stretch: &mut Stretch, sink: &mut impl Sink) {
    match trigger {
        Some(trigger) => scan_with(hay, range.clone(), stretch, &mut Listener::new(trigger, hay, range.start), sink),
        None => scan_with(hay, range, stretch, &mut (), sink),
    }
}

/// 64 bytes of the haystack, from `base` on. Only `known` of them are text where a part of a line ends.
pub(super) struct Chunk<'h> {
    pub(super) hay: &'h [u8],
    pub(super) base: usize,
    pub(super) bytes: &'h [u8; 64],
    pub(super) known: usize,
}

/// Looks at words beside the rest.
pub(super) trait Listen {
    fn chunk(&mut self, chunk: &Chunk<'_>, letters: Letters, sink: &mut impl Sink);
}

impl Listen for () {
    fn chunk(&mut self, _: &Chunk<'_>, _: Letters, _: &mut impl Sink) {}
}

fn scan_with(hay: &[u8], range: Range<usize>, stretch: &mut Stretch, listener: &mut impl Listen, sink: &mut impl Sink) {
    let mut pass = Pass { hay, before: Carry::at(hay, range.start), stretch, sink };
    let mut base = range.start;
    let (chunks, tail) = hay[range.clone()].as_chunks::<64>();
    for chunk in chunks {
        let letters = pass.step(base, chunk);
        listener.chunk(&Chunk { hay, base, bytes: chunk, known: 64 }, letters, pass.sink);
        base += 64;
    }
    if !tail.is_empty() {
        let mut chunk = [b'\n'; 64];
        chunk[..tail.len()].copy_from_slice(tail);
        // Its last digits may go on in the next part.
        pass.before.disguised = true;
        let letters = pass.step(base, &chunk);
        listener.chunk(&Chunk { hay, base, bytes: &chunk, known: tail.len() }, letters, pass.sink);
    }
    pass.stretch.pause(range.end, pass.sink);
}

/// The bytes that may hold the groups of a number together, as a mask of 64 bytes; some others too.
///
/// Apart from [`masks`], because only chunks with digits need it: one in four of a transcript.
fn joints(chunk: &[u8; 64]) -> u64 {
    let mut all = 0;
    for (lane, bytes) in chunk.as_chunks::<16>().0.iter().enumerate() {
        let v = u8x16::new(*bytes);
        let joint = v.simd_eq(u8x16::splat(b' '))
            | v.simd_eq(u8x16::splat(b'\t'))
            | v.simd_eq(u8x16::splat(b'_'))
            // ( ) * + and - . /
            | (v - u8x16::splat(b'(')).simd_lt(u8x16::splat(4))
            | (v - u8x16::splat(b'-')).simd_lt(u8x16::splat(3))
            // [ ] { } and \ |, then < >
            | ((v | u8x16::splat(0x20)) - u8x16::splat(b'{')).simd_lt(u8x16::splat(3))
            | (v | u8x16::splat(2)).simd_eq(u8x16::splat(b'>'));
        all |= u64::from(joint.to_bitmask()) << (lane * 16);
    }
    all
}

/// What a chunk needs to know of the one before.
#[derive(Default)]
struct Carry {
    letter: u64,
    digit: u64,
    /// Brackets that open.
    opening: u64,
    /// Whether it holds what may be a disguise.
    disguised: bool,
}

impl Carry {
    fn at(hay: &[u8], place: usize) -> Carry {
        let mut chunk = [b'\n'; 64];
        let known = place.min(64);
        chunk[64 - known..].copy_from_slice(&hay[place - known..place]);
        let masks = masks(&chunk);
        let mut carry = Carry::default();
        carry.next(&chunk, &masks);
        carry
    }

    /// Moves on to the next chunk. Whether its digits, and those next to it, are plainly what they are.
    fn next(&mut self, chunk: &[u8; 64], masks: &Masks) -> bool {
        let opening = if masks.at == 0 { 0 } else { each(chunk, masks.at, |b| matches!(b, b'(' | b'[' | b'{' | b'<')) };
        let escapes = masks.at & !opening != 0 && each(chunk, masks.at & !opening, |b| b != b'@') != 0;
        // A word in brackets begins at most three bytes behind its bracket.
        let behind = (1..=NEAR_BRACKET as u32).fold(0, |all, n| all | (opening << n) | (self.opening >> (64 - n)));
        let disguised = masks.high != 0 || escapes || behind & masks.letter != 0;
        let plain = !disguised && !self.disguised;
        *self = Carry { letter: masks.letter, digit: masks.digit, opening, disguised };
        plain
    }
}

/// Those bits of a mask whose bytes fit.
fn each(chunk: &[u8; 64], mut mask: u64, fits: impl Fn(u8) -> bool) -> u64 {
    let mut all = 0;
    while mask != 0 {
        let bit = mask.trailing_zeros();
        mask &= mask - 1;
        all |= u64::from(fits(chunk[bit as usize])) << bit;
    }
    all
}

/// One pass over a part of a line.
struct Pass<'p, S> {
    hay: &'p [u8],
    before: Carry,
    stretch: &'p mut Stretch,
    sink: &'p mut S,
}

impl<S: Sink> Pass<'_, S> {
    /// Looks at the 64 bytes at `base`, or fewer and line ends.
    fn step(&mut self, base: usize, chunk: &[u8; 64]) -> Letters {
        let (hay, stretch, sink) = (self.hay, &mut *self.stretch, &mut *self.sink);
        let before = &mut self.before;
        let masks = masks(chunk);
        let seen = Letters { ascii: masks.letter, high: masks.high };
        let (mut digit, mut at) = (masks.digit, masks.at);
        if masks.high != 0 {
            let (digits, ats) = foreign(hay, base, masks.high);
            (digit, at) = (digit | digits, at | ats);
        }
        // Two letters, then two digits: the mask has a bit at the second digit.
        let letters = |back: u32| (masks.letter << back) | (before.letter >> (64 - back));
        let digits = |back: u32| (masks.digit << back) | (before.digit >> (64 - back));
        let tight = masks.digit & digits(1) & letters(2) & letters(3);
        // The same, each on its own.
        let spaced =
            masks.digit & digits(2) & letters(4) & letters(6) & !(digits(1) | letters(1) | digits(3) | letters(3) | digits(5) | letters(5));
        let is_plain = before.next(chunk, &masks);

        while at != 0 {
            let place = base + at.trailing_zeros() as usize;
            at &= at - 1;
            if place < hay.len() && is_at(hay, place) {
                sink.at(place);
            }
        }
        if digit == 0 {
            return seen;
        }
        let iban = tight | spaced;
        let mut rest = digit;
        if is_plain {
            // Times, prices, the pieces of a UUID: three of four digits of a log line go here, without a look at a byte.
            rest &= enough(digit, digit | joints(chunk), iban);
        }
        while rest != 0 {
            let first = rest.trailing_zeros();
            let run = (!(rest >> first)).trailing_zeros();
            stretch.take(hay, base + first as usize, run as usize, sink);
            let run_mask = if run == 64 { u64::MAX } else { ((1u64 << run) - 1) << first };
            if iban & run_mask != 0 {
                stretch.digits = stretch.digits.max(MIN_DIGITS);
            }
            rest &= !run_mask;
        }
        seen
    }
}

/// The runs of `soft` bits that hold [`MIN_DIGITS`] digits, or may with the chunks beside, or begin an IBAN.
fn enough(digit: u64, soft: u64, iban: u64) -> u64 {
    let pairs = soft & (soft >> 1);
    let fives = pairs & (pairs >> 2) & (soft >> 4);
    let mut heads = fives | (soft & 1) | iban;
    let mut keep = !u64::MAX.checked_shr(soft.leading_ones()).unwrap_or(0);
    while heads != 0 {
        let head = heads.trailing_zeros();
        let run = (!(soft >> head)).trailing_zeros();
        let run_mask = if run >= 64 { u64::MAX } else { ((1u64 << run) - 1) << head };
        if (digit & run_mask).count_ones() as usize >= MIN_DIGITS || head == 0 {
            keep |= run_mask;
        } else if iban & run_mask != 0 {
            // The bit is at the second digit, and the first stands right before it, or two before.
            keep |= run_mask | (iban >> 1) | (iban >> 2);
        }
        heads &= !run_mask;
    }
    keep
}

/// Whether the bytes between two digits may hold them together: what separates groups, or a disguise of it.
fn joins(hay: &[u8], from: usize, to: usize) -> bool {
    let gap = &hay[from..to];
    if gap.len() > MAX_GAP || gap.contains(&b'\n') {
        return false;
    }
    gap.iter().all(|&b| matches!(b, b' ' | b'\t' | b'-' | b'.' | b'/' | b'_' | b'+' | b'(' | b')' | b'[' | b']' | b'{' | b'}' | b'<' | b'>' | b'|' | b'*'))
        // An escape may stand before the gap and be no longer than this; the names of signs stand in brackets.
        || hay[to.saturating_sub(MAX_ESCAPE)..to].iter().any(|&b| b >= 0x80 || matches!(b, b'%' | b'&' | b'\\'))
        || (from..to).any(|at| matches!(hay[at], b'(' | b'[' | b'{' | b'<') && hay[at + 1..hay.len().min(at + 1 + NEAR_BRACKET)].iter().any(u8::is_ascii_alphabetic))
}

/// Digits close together, as far as they have been seen. Between two parts of a line it carries on.
#[derive(Debug, Default)]
pub(super) struct Stretch {
    start: usize,
    end: usize,
    digits: usize,
}

/// How far before the end of a part the first digit of a stretch may stand that is not reported yet: four digits and the gaps
/// between and behind them.
pub(super) const UNREPORTED: usize = MIN_DIGITS * (MAX_GAP + 1);

impl Stretch {
    fn take(&mut self, hay: &[u8], start: usize, digits: usize, sink: &mut impl Sink) {
        // A line end parts digits too, or the answer about a line would depend on its neighbours.
        if self.digits == 0 || !joins(hay, self.end, start) {
            self.close(sink);
            self.start = start;
        }
        self.digits += digits;
        self.end = start + digits;
    }

    /// Reports what is certain at the end of a part; the rest of the stretch follows with the next part.
    fn pause(&mut self, end: usize, sink: &mut impl Sink) {
        if self.digits >= MIN_DIGITS {
            sink.stretch(self.start, self.end);
            self.start = self.end;
        }
        if end - self.end > MAX_GAP {
            self.digits = 0;
        }
    }

    fn close(&mut self, sink: &mut impl Sink) {
        if self.digits >= MIN_DIGITS && self.start < self.end {
            sink.stretch(self.start, self.end);
        }
        self.digits = 0;
    }

    /// The first `bytes` of the haystack are gone.
    pub(super) fn shift(&mut self, bytes: usize) {
        self.start = self.start.saturating_sub(bytes);
        self.end = self.end.saturating_sub(bytes);
    }
}

/// Whether the byte at `place` is an `@`, or begins something that may stand for one.
///
/// A window is read at each such place, so one in a chain of marks does not count: only the first of many backslashes or
/// percent signs can begin an escape, and a word in brackets stands behind a local part.
fn is_at(hay: &[u8], place: usize) -> bool {
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
        b'&' => matches!(after(1), [b'#', b'0'..=b'9' | b'x' | b'X', ..] | [b'c' | b'C', b'o' | b'O', ..] | [b'a' | b'A', b'm' | b'M', ..]),
        b'\\' if place > 0 && hay[place - 1] == b'\\' => false,
        b'\\' => {
            let slashes = hay[place..].iter().take(8).take_while(|&&b| b == b'\\').count();
            matches!(after(slashes), [b'u' | b'U' | b'x' | b'@', ..])
        }
        b'(' | b'[' | b'{' | b'<' => {
            let previous = hay[..place].iter().rev().take(4).find(|&&b| b != b' ');
            !matches!(previous, None | Some(b'(' | b')' | b'[' | b']' | b'{' | b'}' | b'<' | b'\n')) && plain::is_at_word(hay, place)
        }
        _ => false,
    }
}

/// The digits of other scripts and the full-width `@`s among the high bytes of a chunk, a bit at the first byte of each.
fn foreign(hay: &[u8], base: usize, high: u64) -> (u64, u64) {
    let (mut digits, mut ats) = (0, 0);
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
            ats |= 1 << bit;
        }
    }
    (digits, ats)
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
        scan(text.as_bytes(), 0..text.len(), None, &mut Stretch::default(), &mut seen);
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
    fn ats_are_reported_in_order() {
        for shift in 0..70 {
            let text = format!("{}a&#64;b a＠b a@b", " ".repeat(shift));
            assert_eq!(seen(&text).ats, [shift + 1, shift + 9, shift + 15], "{shift}");
        }
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

    #[test]
    fn a_line_end_parts_digits() {
        assert!(seen("12\n345").stretches.is_empty());
        assert_eq!(seen("12345\n67890").stretches, [(0, 5), (6, 11)]);
    }

    #[test]
    fn in_two_parts_the_same_digits_are_reported() {
        for text in
            ["pay DE89 3704 and 12 34 5, ٠٥١-٢٤٧ or 1234567890 12", "LV92 LAPB NQTF a@b 1 2 3 4 5", "1234        5678          90123"]
        {
            let whole = seen(text);
            for cut in 0..=text.len() {
                let (mut parts, mut stretch) = (Seen::default(), Stretch::default());
                scan(text.as_bytes(), 0..cut, None, &mut stretch, &mut parts);
                scan(text.as_bytes(), cut..text.len(), None, &mut stretch, &mut parts);
                assert_eq!(parts.ats, whole.ats, "{cut}");
                // A stretch may be reported in two steps.
                let covered = |seen: &Seen| -> Vec<usize> {
                    let places = seen.stretches.iter().flat_map(|&(start, end)| start..end);
                    places.filter(|&at| text.as_bytes()[at] >= 0xC0 || text.as_bytes()[at].is_ascii_digit()).collect()
                };
                assert_eq!(covered(&parts), covered(&whole), "{text:?} at {cut}");
            }
        }
    }
}
