//! The chunks of a page that have digits enough for a number, and those beside them: a fifth of a talk, all of a log.

use std::{array, iter};

use fearless_simd::{Simd, prelude::*, u8x16, u8x64, u64x8};

use super::{
    MIN_DIGITS,
    lane::{Bits, Lane, STEP, place},
    stretch::MAX_GAP,
};

/// The text of a page.
pub(super) struct Text<'p> {
    pub(super) hay: &'p [u8],
    /// Where the page begins.
    pub(super) base: usize,
    /// Its chunks.
    pub(super) chunks: usize,
    /// Whether the haystack ends with it.
    pub(super) ends: bool,
    pub(super) digit: &'p Lane,
    pub(super) letter: &'p Lane,
    pub(super) high: &'p Lane,
    /// The second digit of what may begin an IBAN.
    pub(super) iban: &'p Lane,
    /// Which chunks are in no disguise.
    pub(super) plain: u64,
    /// Where a word may begin that says a number.
    pub(super) numerals: &'p Lane,
}

/// Some chunks of a page, one after the other in the order of their places: what is worked out for eight at once is so for eight that
/// matter.
///
/// Behind a chunk stands the next of the page only if digits near the end of one of them may go on in the other. Elsewhere nothing
/// that is asked of a chunk reaches beyond it, but for [`Known::digit_before`].
#[derive(Default)]
pub(super) struct Known {
    /// Which they are. The chunk before the page has its place among them, known or not.
    mask: u64,
    /// How many, without that.
    pub(super) chunks: usize,
    /// Whether the chunk before the page is known.
    pub(super) has_before: bool,
    pub(super) digit: Lane,
    /// Whether the last byte of the chunk before each, in the page, is a digit.
    pub(super) digit_before: Lane,
    pub(super) letter: Lane,
    pub(super) high: Lane,
    pub(super) iban: Lane,
    pub(super) numerals: Lane,
    /// Bytes that may hold the groups of a number together; some others too.
    pub(super) joints: Lane,
    /// Of these hyphens and dots; spaces, commas and semicolons; colons; and each `x`.
    pub(super) ties: Lane,
    pub(super) pauses: Lane,
    pub(super) colons: Lane,
    pub(super) crosses: Lane,
}

/// Only digits so near to the beginning of a chunk go on from the one before, and only those so near to its end into the next.
pub(super) const EARLY: u64 = u64::MAX >> (63 - MAX_GAP);
pub(super) const LATE: u64 = EARLY.reverse_bits();

impl Known {
    /// Reads the chunks of a mask.
    #[inline(always)]
    pub(super) fn read<S: Simd>(&mut self, simd: S, chunks: u64, of: &Text<'_>) {
        self.has_before = chunks & 1 != 0;
        self.mask = chunks | 1;
        self.chunks = self.mask.count_ones() as usize - 1;
        for (index, slot) in (usize::from(!self.has_before)..).zip(Bits(chunks)) {
            self.digit[index] = of.digit[slot];
            self.digit_before[index] = if slot > 0 { of.digit[slot - 1] >> 63 } else { 0 };
            self.letter[index] = of.letter[slot];
            self.high[index] = of.high[slot];
            self.iban[index] = of.iban[slot];
            self.numerals[index] = of.numerals[slot];
            self.classify(simd, index, of.chunk(slot, &mut [b'\n'; 64]));
        }
        self.end(of);
    }

    /// What stands behind the page says nothing, or is not known.
    fn end(&mut self, of: &Text<'_>) {
        let next = self.chunks + 1;
        (self.digit[next], self.iban[next], self.pauses[next], self.ties[next]) = (0, 0, 0, 0);
        self.numerals[next] = u64::MAX;
        self.joints[next] = if of.ends { 0 } else { u64::MAX };
    }

    /// Fills the lanes of bytes for a chunk.
    #[inline(always)]
    fn classify<S: Simd>(&mut self, simd: S, index: usize, chunk: &[u8; 64]) {
        let v = u8x64::from_slice(simd, chunk);
        let sets = look_up(simd, const { halves(0) }, v & 15) & look_up(simd, const { halves(4) }, v >> 4);
        self.joints[index] = (sets & 0b0000_1111).simd_ne(0).to_bitmask();
        self.ties[index] = (sets & 0b0001_0000).simd_ne(0).to_bitmask();
        self.pauses[index] = (sets & 0b0110_0000).simd_ne(0).to_bitmask();
        self.colons[index] = (sets & 0b1000_0000).simd_ne(0).to_bitmask();
        self.crosses[index] = (v | 0x20).simd_eq(b'x').to_bitmask();
    }

    /// Where a chunk of the page is among these.
    #[inline(always)]
    pub(super) fn index(&self, slot: usize) -> usize {
        (self.mask & ((1 << slot) - 1)).count_ones() as usize
    }

    /// Where steps over all begin.
    #[inline(always)]
    pub(super) fn steps(&self) -> impl DoubleEndedIterator<Item = usize> + use<> {
        (0..self.chunks).step_by(STEP).map(|chunks| chunks + 1)
    }

    /// Of masks of the chunks of the page the bits of these, one after the other. All at once: of a talk the rows are short.
    #[inline(always)]
    pub(super) fn pack<const N: usize>(&self, masks: [u64; N]) -> [u64; N] {
        self.rows().fold([0; N], |packed, (slot, index, row)| array::from_fn(|n| packed[n] | (masks[n] >> slot & row) << index))
    }

    /// A mask of these chunks as one of the chunks of the page.
    #[inline(always)]
    pub(super) fn unpack(&self, packed: u64) -> u64 {
        self.rows().fold(0, |mask, (slot, index, row)| mask | (packed >> index & row) << slot)
    }

    /// Chunks that stand in a row in the page, too: where there, where here, and a bit for each.
    #[inline(always)]
    fn rows(&self) -> impl Iterator<Item = (u32, u32, u64)> {
        let (mut left, mut next) = (self.mask, 0);
        iter::from_fn(move || {
            let slot = left.trailing_zeros();
            let many = left.checked_shr(slot)?.trailing_ones();
            let (index, row) = (next, u64::MAX >> (64 - many));
            left &= !(row << slot);
            next += many;
            Some((slot, index, row))
        })
    }
}

/// Sets of bytes, in the lowest four bits those that may hold groups together, then hyphen and dot, then what parts words, and the colon.
/// Each is all that some lower halves of a byte make with some upper halves, so `[\\]_` and `{|}` come with a control byte.
const SETS: [&[u8]; 8] = [b"\t", b" ()*+-./", b"<>", b"[\\]_{|}\x7F", b"-.", b" ,", b";", b":"];

/// For each half of a byte, which starts at a bit, the [`SETS`] it may be in. A byte is in those of both of its halves.
const fn halves(bit: u32) -> [u8; 16] {
    let mut table = [0; 16];
    let mut set = 0;
    while set < SETS.len() {
        let mut left = SETS[set];
        while let [byte, rest @ ..] = left {
            table[(*byte >> bit & 15) as usize] |= 1 << set;
            left = rest;
        }
        set += 1;
    }
    table
}

/// Looks up numbers below sixteen.
#[inline(always)]
fn look_up<S: Simd>(simd: S, table: [u8; 16], places: u8x64<S>) -> u8x64<S> {
    u8x64::block_splat(u8x16::simd_from(simd, table)).swizzle_dyn_within_blocks(places)
}

impl Text<'_> {
    /// Which chunks may have digits enough.
    #[inline(always)]
    pub(super) fn busy<S: Simd>(&self, simd: S) -> u64 {
        let (some, enough) = with_enough(simd, self.digit, self.iban, self.chunks);
        (enough | self.unfinished() | some & !self.plain) & self.within()
    }

    /// The last chunk, if it is not known how its digits go on.
    pub(super) fn unfinished(&self) -> u64 {
        u64::from(!self.ends && self.digit[self.chunks] & LATE != 0) << self.chunks
    }

    /// A bit for each chunk of the page.
    pub(super) fn within(&self) -> u64 {
        u64::MAX >> (63 - self.chunks) & !1
    }

    /// Which chunks stand beside one of these that has digits near that end.
    #[inline(always)]
    pub(super) fn beside<S: Simd>(&self, simd: S, chunks: u64) -> u64 {
        let (mut early, mut late) = (0, 0);
        for slot in (1..=self.chunks).step_by(STEP) {
            let here = self.digit.words(simd, slot);
            early |= (here & EARLY).simd_ne(0).to_bitmask() << slot;
            late |= (here & LATE).simd_ne(0).to_bitmask() << slot;
        }
        ((chunks & early) >> 1 | (chunks & late) << 1) & (self.within() | 1)
    }

    /// The place in the haystack of a bit.
    #[inline(always)]
    fn place(&self, slot: usize, bit: usize) -> usize {
        place(self.base, slot, bit)
    }

    /// The bytes of a chunk.
    #[inline(always)]
    fn chunk<'c>(&'c self, slot: usize, padded: &'c mut [u8; 64]) -> &'c [u8; 64] {
        self.hay.get(self.place(slot, 0)..).and_then(|rest| rest.first_chunk()).unwrap_or_else(|| self.padded_chunk(slot, padded))
    }

    /// The same, where less than a chunk is there, with line ends for the rest.
    #[cold]
    #[inline(never)]
    fn padded_chunk<'c>(&self, slot: usize, padded: &'c mut [u8; 64]) -> &'c [u8; 64] {
        if slot == 0 {
            padded[64 - self.base..].copy_from_slice(&self.hay[..self.base]);
        } else {
            let rest = &self.hay[self.place(slot, 0)..];
            padded[..rest.len()].copy_from_slice(rest);
        }
        padded
    }
}

/// Which chunks have digits, and which may have enough of them, alone or with those beside them. Half of the chunks of a talk that have
/// digits have not: a time of day, a price, a number of things.
#[inline(always)]
pub(super) fn with_enough<S: Simd>(simd: S, digit: &Lane, iban: &Lane, chunks: usize) -> (u64, u64) {
    let has = |words: u64x8<S>, slot: usize| words.simd_ne(0).to_bitmask() << slot;
    let (mut some, mut many, mut across) = (0, 0, 0);
    for slot in (1..=chunks).step_by(STEP) {
        let (here, before) = (digit.words(simd, slot), digit.words_before(simd, slot));
        let with = has(here, slot);
        if with == 0 {
            continue;
        }
        some |= with;
        many |= has(fifth(here) | iban.words(simd, slot) | iban.words(simd, slot + 1) & 3, slot);
        let both = (before & LATE).simd_ne(0) & (here & EARLY).simd_ne(0);
        if both.any_true() {
            // Digits enough are within 37 bytes: at least 40 on one side of a border and 24 on the other are looked at.
            let enough = fifth(before >> 24 | here << 40) | fifth(before >> 40 | here << 24);
            across |= (enough.simd_ne(0) & both).to_bitmask() << slot;
        }
    }
    (some, some & (many | across | across >> 1))
}

/// What is left of words when the first four bits are taken from each.
#[inline(always)]
fn fifth<S: Simd>(mut words: u64x8<S>) -> u64x8<S> {
    for _ in 1..MIN_DIGITS {
        words = words & (words - 1);
    }
    words
}

#[cfg(test)]
mod tests {
    use fearless_simd::dispatch;

    use super::{super::tests::levels, *};
    use crate::random::Random;

    #[test]
    fn bytes_are_in_the_lanes_of_their_names() {
        /// Which bytes are in a lane.
        type Fits = fn(u8) -> bool;
        for level in levels() {
            for from in [0, 64, 128, 192u8] {
                let chunk = std::array::from_fn(|n| from + n as u8);
                let mut known = Known::default();
                dispatch!(level, simd => known.classify(simd, 1, &chunk));
                let named: [(&Lane, Fits); 5] = [
                    (&known.joints, |b| b"\t ()*+-./<>[\\]_{|}\x7F".contains(&b)),
                    (&known.ties, |b| b"-.".contains(&b)),
                    (&known.pauses, |b| b" ,;".contains(&b)),
                    (&known.colons, |b| b == b':'),
                    (&known.crosses, |b| b"xX".contains(&b)),
                ];
                for (bit, byte) in chunk.into_iter().enumerate() {
                    for (index, (lane, fits)) in named.iter().enumerate() {
                        assert_eq!(lane[1] >> bit & 1 != 0, fits(byte), "{level:?} lane {index}, byte {byte:x}");
                    }
                }
            }
        }
    }

    #[test]
    fn packed_bits_keep_their_order() {
        let mut random = Random(3);
        let some = [0, 1, u64::MAX, 1 << 63, u64::MAX / 3];
        for n in 0..200 {
            let chunks = some.get(n).copied().unwrap_or_else(|| (random.next() & random.next()) as u64);
            let known = Known { mask: chunks | 1, ..Known::default() };
            let mask = random.next() as u64;
            let [packed] = known.pack([mask]);
            for (index, slot) in Bits(chunks | 1).enumerate() {
                assert_eq!((packed >> index & 1, known.index(slot)), (mask >> slot & 1, index), "{chunks:x}");
            }
            assert_eq!(known.unpack(packed), mask & (chunks | 1));
        }
    }
}
