//! A page of the haystack as bit masks: 64 bytes become one word of each class of bytes, and all that follows is shifts of words.
//!
//! Pages are read with the widest vectors of the machine; whatever these are, the masks are the same.

use std::ops::Range;

use fearless_simd::{Level, Simd, dispatch, prelude::*, u8x64};

use super::{
    super::spoken::{Letters, Trigger, Words},
    MIN_DIGITS, disguise,
    lane::{Bits, CHUNKS, Lane, STEP, first_run},
    stretch::MAX_GAP,
};

/// Digits further from both ends of a chunk do not join those of the next.
const EDGES: u64 = u64::MAX >> (63 - MAX_GAP) | u64::MAX << (63 - MAX_GAP);

/// The bytes of a page.
pub(super) const BYTES: usize = 64 * CHUNKS;

/// What the bytes are. Lanes of other bytes than these are made of them.
#[derive(Default)]
struct Classes {
    digit: Lane,
    letter: Lane,
    /// Bytes of 0x80 and above.
    high: Lane,
    /// `@`
    at: Lane,
    /// `%`, `&` and `\`
    escape: Lane,
    /// `(`, `[`, `{` and `<`
    opening: Lane,
    /// An `a` and a `t`, in either case.
    a: Lane,
    t: Lane,
}

/// What is known of a page.
#[derive(Default)]
pub(crate) struct Page {
    /// Where it begins.
    base: usize,
    /// Its chunks.
    chunks: usize,
    classes: Classes,
    /// The second digit of what may begin an IBAN.
    pub(super) iban: Lane,
    /// What may be or begin an `@`, and which chunks have such.
    pub(super) ats: Lane,
    pub(super) with_ats: u64,
    /// Runs of bytes with digits that are worth a look: where nothing is in disguise, whole runs of digits and of what joins
    /// them, enough for a number; elsewhere all digits.
    pub(super) runs: Lane,
    pub(super) with_runs: u64,
    /// Digits that are a part of something longer, and so worth no look.
    pub(super) has_parts: bool,
    /// Which chunks are in no disguise.
    pub(super) plain: u64,
    pub(super) words: Words,
}

/// What is looked for besides digits and `@`.
#[derive(Clone, Copy)]
pub(crate) struct Wanted<'t> {
    /// Words that the trigger admits.
    pub(crate) words: Option<&'t Trigger>,
    /// Digits that are a part of something longer, for who wants to know why they are nothing.
    pub(crate) parts: bool,
}

impl Page {
    /// Reads `hay[range]`, at most [`BYTES`].
    pub(super) fn read(&mut self, level: Level, hay: &[u8], range: Range<usize>, wanted: Wanted<'_>) {
        dispatch!(level, simd => self.read_with(simd, hay, range, wanted));
    }

    /// The place in the haystack of a bit.
    #[inline(always)]
    pub(super) fn place(&self, slot: usize, bit: usize) -> usize {
        (self.base + slot * 64 + bit).wrapping_sub(64)
    }

    /// The digits of a chunk: all of ASCII, and of other scripts the first byte.
    pub(super) fn digits(&self, slot: usize) -> u64 {
        self.classes.digit[slot]
    }

    #[inline(always)]
    fn read_with<S: Simd>(&mut self, simd: S, hay: &[u8], range: Range<usize>, wanted: Wanted<'_>) {
        let is_cut = self.classify(simd, hay, range);
        self.find_ibans(simd);
        let disguised = self.find_disguises(simd, hay) | u64::from(is_cut) << self.chunks;
        self.plain = !(disguised | disguised << 1);
        self.find_ats(simd);
        self.find_runs(simd, hay, wanted);
        if let Some(trigger) = wanted.words {
            let Classes { letter: ascii, high, a, t, .. } = &self.classes;
            let letters = Letters { base: self.base, chunks: self.chunks, ascii, high, a, t };
            self.words.read(simd, &letters, hay, trigger);
        }
    }

    /// Fills the classes; whether the last chunk is less than one.
    #[inline(always)]
    fn classify<S: Simd>(&mut self, simd: S, hay: &[u8], range: Range<usize>) -> bool {
        let padded = |bytes: &[u8], at: usize| {
            let mut chunk = [b'\n'; 64];
            chunk[at..at + bytes.len()].copy_from_slice(bytes);
            chunk
        };
        let before = &hay[range.start.saturating_sub(64)..range.start];
        self.classes.put(simd, 0, &padded(before, 64 - before.len()));
        let (chunks, tail) = hay[range.clone()].as_chunks::<64>();
        let chunks = &chunks[..chunks.len().min(CHUNKS)];
        for (slot, chunk) in (1..).zip(chunks) {
            self.classes.put(simd, slot, chunk);
        }
        if !tail.is_empty() {
            self.classes.put(simd, chunks.len() + 1, &padded(tail, 0));
        }
        self.base = range.start;
        self.chunks = chunks.len() + usize::from(!tail.is_empty());
        !tail.is_empty()
    }

    /// Two letters, then two digits; or the same, each on its own.
    #[inline(always)]
    fn find_ibans<S: Simd>(&mut self, simd: S) {
        let Classes { digit, letter, .. } = &self.classes;
        for slot in (1..=self.chunks).step_by(STEP) {
            let (here, d) = (digit.words(simd, slot), |n| digit.behind(simd, slot, n));
            let l = |n| letter.behind(simd, slot, n);
            // Behind a digit begins no IBAN: half of the pieces of hexadecimal codes.
            let tight = d(1) & l(2) & l(3) & !d(4);
            let spaced = d(2) & l(4) & l(6) & !(d(1) | l(1) | d(3) | l(3) | d(5) | l(5));
            self.iban.put(slot, here & (tight | spaced));
        }
    }

    /// Leaves of escapes and brackets those that may begin a disguise, and adds the digits and `@`s of other scripts. Returns
    /// which chunks may hold a disguise.
    #[inline(always)]
    fn find_disguises<S: Simd>(&mut self, simd: S, hay: &[u8]) -> u64 {
        let Classes { digit, high, at, escape, opening, .. } = &mut self.classes;
        let mut disguised = 0;
        for slot in Bits(escape.with(simd, self.chunks) | opening.with(simd, self.chunks)) {
            let from = (self.base + slot * 64).wrapping_sub(64);
            let fits = |bit: &usize| disguise::may_begin(&hay[from.wrapping_add(*bit)..]);
            escape[slot] = Bits(escape[slot]).filter(fits).fold(0, |all, bit| all | 1 << bit);
            opening[slot] = Bits(opening[slot]).filter(fits).fold(0, |all, bit| all | 1 << bit);
            disguised |= u64::from(escape[slot] | opening[slot] != 0) << slot;
        }
        for slot in Bits(high.with(simd, self.chunks)) {
            let from = (self.base + slot * 64).wrapping_sub(64);
            let chunk = hay.get(from..).and_then(|rest| rest.first_chunk());
            let leads = high[slot] & chunk.map_or(u64::MAX, |chunk| leads(simd, chunk));
            disguised |= u64::from(leads != 0) << slot;
            if leads != 0 && slot > 0 {
                let (digits, ats) = disguise::foreign(hay, from, leads);
                digit[slot] |= digits;
                at[slot] |= ats;
            }
        }
        disguised
    }

    #[inline(always)]
    fn find_ats<S: Simd>(&mut self, simd: S) {
        let Classes { at, escape, opening, .. } = &self.classes;
        self.with_ats = 0;
        for slot in (1..=self.chunks).step_by(STEP) {
            let all = at.words(simd, slot) | escape.words(simd, slot) | opening.words(simd, slot);
            self.with_ats |= self.ats.put(slot, all);
        }
        self.with_ats &= u64::MAX >> (CHUNKS - self.chunks);
    }

    #[inline(always)]
    fn find_runs<S: Simd>(&mut self, simd: S, hay: &[u8], wanted: Wanted<'_>) {
        let digit = &self.classes.digit;
        (self.with_runs, self.has_parts) = (0, false);
        for slot in Bits(digit.with(simd, self.chunks) & !1) {
            let from = self.place(slot, 0);
            self.runs[slot] = match hay[from..].first_chunk() {
                Some(chunk) if self.plain >> slot & 1 != 0 => {
                    let (digit, iban) = (digit[slot], self.iban[slot]);
                    if digit.count_ones() < MIN_DIGITS as u32 && digit & EDGES == 0 && iban == 0 {
                        // A time of day, a price, a number of things: half of the chunks of a talk that have digits.
                        self.runs[slot] = 0;
                        continue;
                    }
                    // Times, prices, the pieces of a UUID: three of four digits of a log line go here, without a look at a byte.
                    let runs = enough(digit, digit | joints(simd, chunk), iban);
                    let kept = if wanted.parts { runs } else { without_parts(chunk, digit, runs, iban, wanted.words) };
                    self.has_parts |= kept != runs;
                    kept
                }
                _ => digit[slot],
            };
            self.with_runs |= u64::from(self.runs[slot] != 0) << slot;
        }
    }
}

impl Classes {
    #[inline(always)]
    fn put<S: Simd>(&mut self, simd: S, slot: usize, chunk: &[u8; 64]) {
        let v = u8x64::simd_from(simd, *chunk);
        // With this bit set, `[` is `{` and `\` is `|`, as `A` is `a`.
        let lower = v | 0x20;
        // Subtracting the first of a range maps it to 0.., and all else above: one comparison instead of two.
        self.digit[slot] = (v - b'0').simd_lt(10).to_bitmask();
        self.letter[slot] = (lower - b'a').simd_lt(26).to_bitmask();
        self.high[slot] = v.simd_ge(0x80).to_bitmask();
        self.at[slot] = v.simd_eq(b'@').to_bitmask();
        self.escape[slot] = ((v - b'%').simd_lt(2) | v.simd_eq(b'\\')).to_bitmask();
        self.opening[slot] = (v.simd_eq(b'(') | v.simd_eq(b'<') | lower.simd_eq(b'{')).to_bitmask();
        self.a[slot] = lower.simd_eq(b'a').to_bitmask();
        self.t[slot] = lower.simd_eq(b't').to_bitmask();
    }
}

/// The bytes that may hold the groups of a number together; some others too.
#[inline(always)]
fn joints<S: Simd>(simd: S, chunk: &[u8; 64]) -> u64 {
    let v = u8x64::simd_from(simd, *chunk);
    let joint = v.simd_eq(b' ')
        | v.simd_eq(b'\t')
        | v.simd_eq(b'_')
        // ( ) * + and - . /
        | (v - b'(').simd_lt(4)
        | (v - b'-').simd_lt(3)
        // [ ] { } and \ |, then < >
        | ((v | 0x20) - b'{').simd_lt(3)
        | (v | 2).simd_eq(b'>');
    joint.to_bitmask()
}

/// The first bytes of characters that may be a disguise: not those of Latin, Greek, Cyrillic and most Han.
#[inline(always)]
fn leads<S: Simd>(simd: S, chunk: &[u8; 64]) -> u64 {
    let v = u8x64::simd_from(simd, *chunk);
    let plain = v.simd_lt(0xC2) | (v - 0xC3).simd_lt(10) | (v - 0xCE).simd_lt(8) | (v - 0xE4).simd_lt(6);
    (!plain).to_bitmask()
}

/// The runs of `soft` bits that hold [`MIN_DIGITS`] digits, or may with the chunks beside, or begin an IBAN. A gap that is too
/// long parts runs.
#[inline(always)]
fn enough(digit: u64, soft: u64, iban: u64) -> u64 {
    let gap = soft & !digit;
    let (two, last) = (gap & gap >> 1, gap >> MAX_GAP);
    let four = two & two >> 2;
    let soft = soft & !(four & four >> 4 & last);
    let pairs = soft & soft >> 1;
    let fives = pairs & pairs >> 2 & soft >> 4;
    let mut heads = fives | soft & 1 | iban;
    let mut keep = !u64::MAX.checked_shr(soft.leading_ones()).unwrap_or(0);
    while heads != 0 {
        let head = heads & heads.wrapping_neg();
        let run = soft & !soft.wrapping_add(head);
        if (digit & run).count_ones() as usize >= MIN_DIGITS || run & (iban | 1) != 0 {
            keep |= run;
        }
        heads &= !run;
    }
    // The bit is at the second digit, and the first stands right before it, or two before.
    keep | (iban >> 1 | iban >> 2) & soft
}

/// Those runs that are not a part of something longer, so that none of their digits can be a datum: what goes on with letters
/// behind or before, with a digit and a colon on either side, and has a single hyphen or dot between its own groups.
#[inline(always)]
fn without_parts(chunk: &[u8; 64], digit: u64, runs: u64, iban: u64, trigger: Option<&Trigger>) -> u64 {
    let (mut kept, mut rest) = (runs, runs);
    while rest != 0 {
        let run = first_run(rest);
        rest &= !run;
        if run & iban == 0 && is_part(chunk, digit & run, run, trigger) {
            kept &= !run;
        }
    }
    kept
}

/// Whether the `digits` of a run are a part of something longer; no where that cannot be seen in this chunk.
#[inline(always)]
fn is_part(chunk: &[u8; 64], digits: u64, run: u64, trigger: Option<&Trigger>) -> bool {
    if digits == 0 {
        return false;
    }
    let (first, last) = (digits.trailing_zeros() as usize, 63 - digits.leading_zeros() as usize);
    if first < 4 || last > 61 {
        return false;
    }
    let (before, next, then) = (chunk[first - 1], chunk[last + 1], chunk[last + 2]);
    let goes_on = match next {
        // An extension.
        b'x' | b'X' => false,
        b':' => then.is_ascii_digit(),
        _ => next.is_ascii_alphabetic() || next == b'_',
    };
    let is_rest = match (chunk[first - 3], chunk[first - 2], before) {
        (_, b'0'..=b'9', b':') => true,
        // A single letter is no label, and neither are letters behind a digit.
        (_, second, b'a'..=b'z' | b'A'..=b'Z') if !second.is_ascii_alphabetic() => second.is_ascii(),
        (b'0'..=b'9', _, b'a'..=b'z' | b'A'..=b'Z') => true,
        _ => false,
    };
    let seams = run & !digits & u64::MAX << first & u64::MAX >> (63 - last);
    (goes_on || is_rest)
        && seams & seams >> 1 == 0
        && Bits(seams).all(|bit| matches!(chunk[bit], b'-' | b'.'))
        // A plus makes a number of what goes on, too, and a word of a number beside it a number that is said.
        && match before {
            b'+' | b'(' => false,
            b' ' | b'-' | b'.' | b',' | b';' | b')' => match chunk[first - 2] {
                b'0'..=b'9' => true,
                b'a'..=b'z' | b'A'..=b'Z' => !(chunk[first - 3].is_ascii_alphabetic() && chunk[first - 4].is_ascii_alphabetic()),
                _ => false,
            },
            _ => before.is_ascii(),
        }
        && match next {
            b' ' | b',' | b';' if last <= 58 && then.is_ascii_alphabetic() => trigger.is_none_or(|trigger| {
                let [b, c, d] = [chunk[last + 3], chunk[last + 4], chunk[last + 5]];
                b.is_ascii() && c.is_ascii() && d.is_ascii() && !trigger.admits([then, b, c, if d.is_ascii_alphabetic() { d } else { b' ' }])
            }),
            b' ' | b'-' | b'.' | b',' | b';' | b')' | b'(' | b'+' => false,
            _ => next.is_ascii(),
        }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{levels, noise};
    use super::*;

    /// A class, and which bytes are in it.
    type Named<'p> = (&'p Lane, fn(u8) -> bool);

    #[test]
    fn classes_are_what_they_are_named() {
        for level in levels() {
            let (hay, mut page) = (noise(7, 5000), Page::default());
            let (from, until) = (64, 64 + 1000);
            dispatch!(level, simd => page.classify(simd, &hay, from..until));
            let named: [Named<'_>; 8] = [
                (&page.classes.digit, |b| b.is_ascii_digit()),
                (&page.classes.letter, |b| b.is_ascii_alphabetic()),
                (&page.classes.high, |b| b >= 0x80),
                (&page.classes.at, |b| b == b'@'),
                (&page.classes.escape, |b| matches!(b, b'%' | b'&' | b'\\')),
                (&page.classes.opening, |b| matches!(b, b'(' | b'[' | b'{' | b'<')),
                (&page.classes.a, |b| matches!(b, b'a' | b'A')),
                (&page.classes.t, |b| matches!(b, b't' | b'T')),
            ];
            for (place, &byte) in hay[..until].iter().enumerate() {
                for (index, (lane, fits)) in named.iter().enumerate() {
                    assert_eq!(lane[place / 64] >> (place % 64) & 1 != 0, fits(byte), "{level:?} class {index} at {place}");
                }
            }
            assert!((until..1088).all(|place| named.iter().all(|(lane, _)| lane[place / 64] >> (place % 64) & 1 == 0)));
        }
    }

    #[test]
    fn innocent_leads_are_no_disguise() {
        for level in levels() {
            for byte in 0..=u8::MAX {
                let seen = dispatch!(level, simd => leads(simd, &[byte; 64])) != 0;
                assert!(seen || !super::super::super::plain::LEADS.contains(&byte), "{byte:x}");
                assert!(!seen || byte >= 0xC2);
            }
        }
    }

    #[test]
    fn parts_of_something_longer_are_seen() {
        let is_part = |text: &str| {
            let parts: Vec<&str> = text.split('|').collect();
            let mut chunk = [b'*'; 64];
            let whole = parts.concat();
            chunk[8..8 + whole.len()].copy_from_slice(whole.as_bytes());
            let first = 8 + parts[0].len();
            let run = ((1 << parts[1].len()) - 1) << first;
            let digits = (first..first + parts[1].len()).filter(|&at| chunk[at].is_ascii_digit()).fold(0, |all, at| all | 1 << at);
            is_part(&chunk, digits, run, None)
        };
        for text in [
            "9:|13.074|Z",
            "x=|2026-06-14|T",
            "c-|04759531985|d",
            "=|211.138.25.94|:3481",
            "a|12345|_",
            "9:|12345| st",
            "\"c|00000001|\"",
            "8ed|91234|\"",
        ] {
            assert!(is_part(text), "{text}");
        }
        for text in [
            "=|415-555-0132|",
            "=|12345|x6",
            "=+|4930123456|a",
            "=(|12345|a",
            "four |12345|a",
            "=|12345--678|a",
            "=|1/2345|a",
            "=|12345|: 6",
            "=|12 345|a",
            "9:|12345| - st",
            "tel|12345|\"",
        ] {
            assert!(!is_part(text), "{text}");
        }
    }

    #[test]
    fn few_digits_are_not_enough() {
        let masks = |text: &str| {
            let of = |fits: fn(u8) -> bool| text.bytes().enumerate().fold(0, |all, (n, b)| all | u64::from(fits(b)) << n);
            (of(|b| b.is_ascii_digit()), of(|b| b.is_ascii_digit() || matches!(b, b' ' | b'-' | b'.')))
        };
        for (text, kept) in [
            ("x 12-345 y", 8),
            ("x 12-34 y", 0),
            ("x 123         45 y", 0),
            ("x 123        45 y", 15),
            ("12 y", 3),
            ("19:33:27.141Z", 6 + 2),
        ] {
            let (digit, soft) = masks(text);
            assert_eq!(enough(digit, soft, 0).count_ones(), kept, "{text}");
        }
    }
}
