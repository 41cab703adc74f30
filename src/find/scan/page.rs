//! A page of the haystack as bit masks: 64 bytes become one word of each class of bytes, and all that follows is shifts of words.
//!
//! Pages are read with the widest vectors of the machine; whatever these are, the masks are the same.

use std::ops::Range;

use fearless_simd::{Level, Simd, dispatch, prelude::*, u8x64};

use super::{
    super::spoken::{Letters, Numerals, REACH, Trigger, Words, reach},
    disguise, known,
    lane::{self, Bits, CHUNKS, Lane, STEP},
    runs::{Runs, first_run},
    stretch::MAX_GAP,
};

/// The bytes of a page.
pub(super) const BYTES: usize = 64 * CHUNKS;

/// What the bytes are. Lanes of other bytes than these are made of them.
#[derive(Default)]
struct Classes {
    digit: Lane,
    letter: Lane,
    /// Bytes of 0x80 and above.
    high: Lane,
    /// [`MARKS`]; once disguises were looked for, those that are an `@` or may begin one.
    marks: Lane,
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
    /// Which chunks have what may be or begin an `@`.
    pub(super) with_ats: u64,
    pub(super) runs: Runs,
    /// Which chunks are in no disguise.
    pub(super) plain: u64,
    pub(super) words: Words,
}

/// The places of a chunk that are worth a look.
#[derive(Default, Clone, Copy)]
pub(super) struct Places {
    /// What may be or begin an `@`.
    pub(super) ats: u64,
    /// Runs of digits, with what joins them, and a digit at least of each that is worth a look.
    pub(super) runs: u64,
    pub(super) picks: u64,
}

impl Places {
    #[inline(always)]
    pub(super) fn all(&self) -> u64 {
        self.ats | self.picks
    }
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
        lane::place(self.base, slot, bit)
    }

    /// The digits of a chunk: all of ASCII, and of other scripts the first byte.
    pub(super) fn digits(&self, slot: usize) -> u64 {
        self.classes.digit[slot]
    }

    /// The places of a chunk that are worth a look.
    #[inline(always)]
    pub(super) fn places(&self, slot: usize) -> Places {
        let is_plain = self.plain >> slot & 1 != 0;
        let digits = self.digits(slot);
        let (runs, picks) = if is_plain { self.runs.of(slot) } else { (digits, digits) };
        let with = (self.runs.with >> slot & 1).wrapping_neg();
        Places { ats: self.classes.marks[slot], runs, picks: picks & with }
    }

    /// What a run of a chunk in no disguise has in the next one; none where it takes a closer look whether it goes on there, and how far.
    #[inline(always)]
    pub(super) fn rest(&self, slot: usize, run: u64) -> Option<u64> {
        if run >> 63 == 0 {
            return Some(0);
        }
        let next = slot + 1;
        if (self.plain & self.runs.with).checked_shr(next as u32)? & 1 == 0 {
            return None;
        }
        let (runs, _) = self.runs.of(next);
        let rest = first_run(runs, 1);
        let further = rest & self.digits(next);
        let gap = (run & self.digits(slot)).leading_zeros() + further.trailing_zeros();
        (rest >> 63 == 0 && (further == 0 || gap as usize <= MAX_GAP)).then_some(rest)
    }

    #[inline(always)]
    fn read_with<S: Simd>(&mut self, simd: S, hay: &[u8], range: Range<usize>, wanted: Wanted<'_>) {
        let ends = range.end == hay.len();
        let is_cut = self.classify(simd, hay, range, wanted.words) && !ends;
        self.find_ibans(simd);
        let disguised = self.find_disguises(simd, hay) | u64::from(is_cut) << self.chunks;
        self.plain = !(disguised | disguised << 1);
        let Classes { digit, letter, high, .. } = &self.classes;
        let (base, chunks, plain, iban, numerals) = (self.base, self.chunks, self.plain, &self.iban, &self.words.numerals);
        let text = known::Text { hay, base, chunks, ends, digit, letter, high, iban, plain, numerals };
        self.runs.read(simd, &text, wanted.parts);
        if let Some(trigger) = wanted.words {
            let Classes { letter: ascii, high, a, t, .. } = &self.classes;
            let letters = Letters { base: self.base, chunks: self.chunks, ascii, high, a, t };
            self.words.read(simd, &letters, hay, trigger);
        }
    }

    /// Fills the classes, and finds numerals while the bytes are at hand; whether the last chunk is less than one.
    #[inline(always)]
    fn classify<S: Simd>(&mut self, simd: S, hay: &[u8], range: Range<usize>, trigger: Option<&Trigger>) -> bool {
        let (chunks, tail) = hay[range.clone()].as_chunks::<64>();
        let chunks = &chunks[..chunks.len().min(CHUNKS)];
        self.base = range.start;
        self.chunks = chunks.len() + usize::from(!tail.is_empty());
        let before = &hay[range.start.saturating_sub(64)..range.start];
        self.classes.put(simd, 0, &padded(before, 64 - before.len()));
        match trigger {
            Some(trigger) => {
                let numerals = Numerals::new(simd, trigger);
                self.classify_with(
                    simd,
                    hay,
                    (chunks, tail),
                    #[inline(always)]
                    |bytes| numerals.find(simd, bytes),
                );
            }
            None => self.classify_with(simd, hay, (chunks, tail), |_| 0),
        }
        self.words.end(self.chunks);
        // Behind the page nothing is known, whatever was there in a longer one before.
        let Classes { digit, letter, high, .. } = &mut self.classes;
        (digit[self.chunks + 1], letter[self.chunks + 1], high[self.chunks + 1]) = (0, 0, 0);
        !tail.is_empty()
    }

    /// Fills the lanes of the chunks of the page; `numerals` sees each with what follows it.
    #[inline(always)]
    fn classify_with<S: Simd>(
        &mut self,
        simd: S,
        hay: &[u8],
        (chunks, tail): (&[[u8; 64]], &[u8]),
        numerals: impl Fn(&[u8; REACH]) -> u64,
    ) {
        let text = &hay[self.base..];
        let mut slot = 0;
        for bytes in text.windows(REACH).step_by(64).take(chunks.len()).filter_map(<[u8]>::first_chunk::<REACH>) {
            slot += 1;
            let [chunk @ .., _, _] = bytes;
            self.classes.put(simd, slot, chunk);
            self.words.numerals[slot] = numerals(bytes);
        }
        for slot in slot + 1..=self.chunks {
            self.classes.put(simd, slot, chunks.get(slot - 1).unwrap_or(&padded(tail, 0)));
            self.words.numerals[slot] = numerals(reach(text, 64 * (slot - 1), &mut [0; REACH]));
        }
    }

    /// Two letters, then two digits; or the same, each on its own.
    #[inline(always)]
    fn find_ibans<S: Simd>(&mut self, simd: S) {
        let Classes { digit, letter, .. } = &self.classes;
        for slot in (1..=self.chunks).step_by(STEP) {
            let (here, d) = (digit.words(simd, slot), |n| digit.behind(simd, slot, n));
            let l = |n| letter.behind(simd, slot, n);
            // Behind a digit begins no IBAN, and behind letters only where they are a label: most pieces of hexadecimal codes.
            let tight = d(1) & l(2) & l(3) & !d(4) & (!l(4) | l(5) & l(6) & l(7));
            let spaced = d(2) & l(4) & l(6) & !(d(1) | l(1) | d(3) | l(3) | d(5) | l(5));
            self.iban.put(slot, here & (tight | spaced));
        }
        self.iban[self.chunks + 1] = 0;
    }

    /// Leaves of the marks each `@` and those that may begin a disguise, and adds the digits and `@`s of other scripts. Returns which
    /// chunks may hold a disguise.
    #[inline(always)]
    fn find_disguises<S: Simd>(&mut self, simd: S, hay: &[u8]) -> u64 {
        let Classes { digit, high, marks, .. } = &mut self.classes;
        let mut disguised = 0;
        self.with_ats = 0;
        for slot in Bits(marks.with(simd, self.chunks)) {
            let from = lane::place(self.base, slot, 0);
            let (mut signs, mut begins) = (0, 0);
            for bit in Bits(marks[slot]) {
                let rest = &hay[from.wrapping_add(bit)..];
                let is_sign = rest[0] == b'@';
                signs |= u64::from(is_sign) << bit;
                begins |= u64::from(!is_sign && disguise::may_begin(rest)) << bit;
            }
            marks[slot] = signs | begins;
            self.with_ats |= u64::from(signs | begins != 0) << slot;
            disguised |= u64::from(begins != 0) << slot;
        }
        for slot in Bits(high.with(simd, self.chunks)) {
            let from = lane::place(self.base, slot, 0);
            let chunk = hay.get(from..).and_then(|rest| rest.first_chunk());
            let leads = high[slot] & chunk.map_or(u64::MAX, |chunk| leads(simd, chunk));
            disguised |= u64::from(leads != 0) << slot;
            if leads != 0 && slot > 0 {
                let (digits, ats) = disguise::foreign(hay, from, leads);
                digit[slot] |= digits;
                marks[slot] |= ats;
                self.with_ats |= u64::from(ats != 0) << slot;
            }
        }
        self.with_ats &= !1;
        disguised
    }
}

/// A chunk with some bytes at a place, and line ends for the others.
fn padded(bytes: &[u8], at: usize) -> [u8; 64] {
    let mut chunk = [b'\n'; 64];
    chunk[at..at + bytes.len()].copy_from_slice(bytes);
    chunk
}

impl Classes {
    #[inline(always)]
    fn put<S: Simd>(&mut self, simd: S, slot: usize, chunk: &[u8; 64]) {
        let v = u8x64::simd_from(simd, *chunk);
        let lower = v | 0x20;
        // Subtracting the first of a range maps it to 0.., and all else above: one comparison instead of two.
        self.digit[slot] = (v - b'0').simd_lt(10).to_bitmask();
        self.letter[slot] = (lower - b'a').simd_lt(26).to_bitmask();
        self.high[slot] = v.simd_ge(0x80).to_bitmask();
        self.marks[slot] = marks(simd, v);
        self.a[slot] = lower.simd_eq(b'a').to_bitmask();
        self.t[slot] = lower.simd_eq(b't').to_bitmask();
    }
}

/// `@`, and what may begin a disguise: escapes and brackets. Of each half the low four bits differ.
const MARKS: [u8; 8] = *b"@%[\\&({<";

/// A part of [`MARKS`], each at the places that have its low bits; at other places what is never there.
const fn marks_by<const N: usize>(part: usize, parts: usize) -> [u8; 64] {
    let mut table = [0; 64];
    let mut place = 0;
    while place < 64 {
        table[place] = (place % N) as u8 ^ 1;
        place += 1;
    }
    let mut mark = part * MARKS.len() / parts;
    while mark < (part + 1) * MARKS.len() / parts {
        place = MARKS[mark] as usize % N;
        while place < 64 {
            table[place] = MARKS[mark];
            place += N;
        }
        mark += 1;
    }
    table
}

/// Where [`MARKS`] are: each byte is compared with the one that has its low bits, six of them or, in blocks of sixteen, four.
#[inline(always)]
fn marks<S: Simd>(simd: S, v: u8x64<S>) -> u64 {
    let table = |table: [u8; 64]| u8x64::simd_from(simd, table);
    if <S::u8s as SimdBase<S>>::LEN == 64 {
        return v.simd_eq(table(const { marks_by::<64>(0, 1) }).swizzle_dyn(v & 63)).to_bitmask();
    }
    let low = v & 15;
    let [first, second] = [const { marks_by::<16>(0, 2) }, const { marks_by::<16>(1, 2) }];
    (v.simd_eq(table(first).swizzle_dyn_within_blocks(low)) | v.simd_eq(table(second).swizzle_dyn_within_blocks(low))).to_bitmask()
}

/// The first bytes of characters that may be a disguise: not those of Latin, Greek, Cyrillic and most Han.
#[inline(always)]
fn leads<S: Simd>(simd: S, chunk: &[u8; 64]) -> u64 {
    let v = u8x64::simd_from(simd, *chunk);
    let plain = v.simd_lt(0xC2) | (v - 0xC3).simd_lt(10) | (v - 0xCE).simd_lt(8) | (v - 0xE4).simd_lt(6);
    (!plain).to_bitmask()
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
            dispatch!(level, simd => page.classify(simd, &hay, from..until, None));
            let named: [Named<'_>; 6] = [
                (&page.classes.digit, |b| b.is_ascii_digit()),
                (&page.classes.letter, |b| b.is_ascii_alphabetic()),
                (&page.classes.high, |b| b >= 0x80),
                (&page.classes.marks, |b| matches!(b, b'@' | b'%' | b'&' | b'\\' | b'(' | b'[' | b'{' | b'<')),
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
}
