//! Turns pages of text into words that may be of something said aloud. May be wrong, never misses.

use std::mem;

use fearless_simd::{Simd, prelude::*, u8x32, u8x64, u64x8};

use super::{
    super::scan::{Bits, CHUNKS, Lane, STEP, Sink, place},
    domain::{Dots, REACH, reach},
    folded::is_letter,
    run::CORE_BYTES,
    trigger::{Trigger, Triples, first_bytes},
};

/// The words of a page.
pub(crate) struct Words {
    /// Where the page begins.
    base: usize,
    /// The first letters of words with three letters or more. Shorter ones are no more than gaps of a number.
    long: Lane,
    /// Where words are seen that may stand for an `@`, and which chunks have such.
    signs: Lane,
    with_signs: u64,
    /// Three letters that may begin a word of a number.
    pub(crate) numerals: Lane,
    /// Where a core may begin, and which chunks have such.
    cores: Lane,
    with_cores: u64,
}

/// The letters of a page: those of ASCII, the bytes of longer characters, an `a` and a `t`.
pub(crate) struct Letters<'p> {
    /// Where the page begins, and its chunks.
    pub(crate) base: usize,
    pub(crate) chunks: usize,
    pub(crate) ascii: &'p Lane,
    pub(crate) high: &'p Lane,
    pub(crate) a: &'p Lane,
    pub(crate) t: &'p Lane,
}

impl Default for Words {
    fn default() -> Words {
        let [long, signs, numerals, cores] = <[Lane; 4]>::default();
        Words { base: 0, long, signs, with_signs: 0, numerals, cores, with_cores: 0 }
    }
}

impl Words {
    /// Before a page of so many chunks and behind it nothing is known of numerals.
    pub(crate) fn end(&mut self, chunks: usize) {
        (self.numerals[0], self.numerals[chunks + 1]) = (u64::MAX, u64::MAX);
    }

    /// Reads the words of a page, once the numerals are found.
    #[inline(always)]
    pub(crate) fn read<S: Simd>(&mut self, simd: S, of: &Letters<'_>, hay: &[u8], trigger: &Trigger) {
        (self.base, self.with_signs) = (of.base, 0);
        for slot in (1..=of.chunks).step_by(STEP) {
            let near = Near::new(simd, of, slot);
            self.long.put(slot, near.letter(0) & !near.letter(1) & near.letter(-1) & near.letter(-2));
            let mut signs = self.signs(simd, of, slot, &near);
            if trigger.has_unusual_signs {
                signs |= near.letter(0) & !near.letter(1) & self.numerals.words(simd, slot);
            }
            self.with_signs |= self.signs.put(slot, signs);
        }
        // What begins in the last two bytes of a page is for the next.
        let letters = |slot: usize| of.ascii[slot] | of.high[slot];
        let (before, next) = (letters(0), letters(1));
        self.long[0] = before & !(before << 1) & (before >> 1 | next << 63) & (before >> 2 | next << 62) & 3 << 62;
        self.long[of.chunks] &= u64::MAX >> 2;
        self.long[of.chunks + 1] = 0;
        self.with_signs &= u64::MAX >> (CHUNKS - of.chunks);
        self.keep_domains(simd, hay, trigger);
        self.find_cores(simd, of.chunks);
    }

    /// Words that may stand for an `@`, of the usual shape: all but "at" and "ät" begin with letters that the trigger knows.
    ///
    /// Each is seen where enough of it has been read, whatever chunk it began in, so that nothing depends on where chunks begin.
    #[inline(always)]
    fn signs<S: Simd>(&self, simd: S, of: &Letters<'_>, slot: usize, near: &Near<S>) -> u64x8<S> {
        let letter = |places| near.letter(places);
        let a = |n| of.a.behind(simd, slot, n);
        let known = |n| self.numerals.behind(simd, slot, n);
        let here = of.a.words(simd, slot);
        let ends = of.t.words(simd, slot) & !letter(-1);
        // "ät" in UTF-8.
        let accented = of.high.behind(simd, slot, 1) & letter(2) & !letter(3);
        let short = a(1) & !letter(2);
        let four = letter(1) & letter(2) & letter(3) & letter(4);
        let long = a(5) & !letter(6) & (here | a(1)) & known(5);
        let longer = letter(5) & letter(6) & letter(7) & letter(9) & !letter(10) & (here | a(2)) & known(9);
        ends & (short | accented) | letter(0) & four & (long | longer)
    }

    /// Leaves of the signs those with what may be a domain behind them.
    #[inline(always)]
    fn keep_domains<S: Simd>(&mut self, simd: S, hay: &[u8], trigger: &Trigger) {
        let said = Tables::new(simd, &trigger.dots);
        let mut padded = [b'\n'; REACH];
        for slot in Bits(mem::take(&mut self.with_signs)) {
            let mut kept = 0;
            for bit in Bits(self.signs[slot]) {
                let behind = reach(hay, self.place(slot, bit) + 1, &mut padded);
                let words = said.triples(simd, behind);
                // Nine of ten have nothing like a dot behind them at all.
                if words | Dots::written(simd, behind) != 0 {
                    kept |= u64::from(Dots::find(simd, behind, 64).may_be(words)) << bit;
                }
            }
            self.signs[slot] = kept;
            self.with_signs |= u64::from(kept != 0) << slot;
        }
    }

    /// A core has [`CORE_BYTES`] in which no long word begins but those of numbers, so it begins with such a word that has no
    /// other in so many bytes behind it.
    #[inline(always)]
    fn find_cores<S: Simd>(&mut self, simd: S, chunks: usize) {
        self.with_cores = 0;
        for slot in (0..=chunks).step_by(STEP) {
            let (mut here, mut next) = (self.others(simd, slot), self.others(simd, slot + 1));
            // After n steps these are places with another word in the 2^n bytes from there on.
            for step in 0..CORE_BYTES.ilog2() {
                let places = 1 << step;
                here = here | here >> places | next << (64 - places);
                next = next | next >> places;
            }
            let cores = self.long.words(simd, slot) & !here;
            self.with_cores |= self.cores.put(slot, cores);
        }
        self.with_cores &= u64::MAX >> (CHUNKS - chunks);
    }

    /// The long words that are in no number.
    #[inline(always)]
    fn others<S: Simd>(&self, simd: S, slot: usize) -> u64x8<S> {
        self.long.words(simd, slot) & !self.numerals.words(simd, slot)
    }

    /// The place of a bit in the haystack.
    #[inline(always)]
    fn place(&self, slot: usize, bit: usize) -> usize {
        place(self.base, slot, bit)
    }

    /// Whether the trigger admits all words of [`CORE_BYTES`] from the bit of a word on.
    #[inline(always)]
    fn admits_core(&self, (slot, bit): (usize, usize), hay: &[u8], trigger: &Trigger) -> bool {
        let place = self.place(slot, bit);
        let words = self.long[slot] >> bit | self.long[slot + 1] << 1 << (63 - bit);
        Bits(words & ((1 << CORE_BYTES) - 1)).all(|n| trigger.admits(first_bytes(hay, place + n)))
    }

    /// Reports what was found.
    pub(crate) fn report(&self, hay: &[u8], trigger: &Trigger, sink: &mut impl Sink) {
        for slot in Bits(self.with_signs) {
            for bit in Bits(self.signs[slot]) {
                let seen = self.place(slot, bit);
                let place = hay[..seen].iter().rposition(|b| !is_letter(*b)).map_or(0, |n| n + 1);
                if trigger.admits_sign(hay, place) {
                    sink.sign_word(place);
                }
            }
        }
        for slot in Bits(self.with_cores) {
            for bit in Bits(self.cores[slot]) {
                let place = self.place(slot, bit);
                if sink.may_begin_run(place) && self.admits_core((slot, bit), hay, trigger) {
                    sink.number_word(place);
                }
            }
        }
    }
}

/// The letters of some chunks, and of those before and behind.
struct Near<S: Simd>([u64x8<S>; 3]);

impl<S: Simd> Near<S> {
    #[inline(always)]
    fn new(simd: S, of: &Letters<'_>, slot: usize) -> Near<S> {
        Near([Near::letters(simd, of, slot - 1), Near::letters(simd, of, slot), Near::letters(simd, of, slot + 1)])
    }

    #[inline(always)]
    fn letters(simd: S, of: &Letters<'_>, slot: usize) -> u64x8<S> {
        of.ascii.words(simd, slot) | of.high.words(simd, slot)
    }

    /// The letters so many places before each; behind each where it is less than none.
    #[inline(always)]
    fn letter(&self, places: i32) -> u64x8<S> {
        let [before, here, next] = self.0;
        match places {
            0 => here,
            1.. => here << places as u32 | before >> (64 - places) as u32,
            _ => here >> -places as u32 | next << (64 + places) as u32,
        }
    }
}

/// Finds the triples of letters that the trigger knows, all bytes at once, as Teddy of Hyperscan does it.
pub(crate) struct Numerals<S: Simd>(Tables<S>);

impl<S: Simd> Numerals<S> {
    #[inline(always)]
    pub(crate) fn new(simd: S, trigger: &Trigger) -> Numerals<S> {
        Numerals(Tables::new(simd, &trigger.triples))
    }

    /// Where three letters may begin a word of a number, or a longer one for an `@`.
    #[inline(always)]
    pub(crate) fn find(&self, simd: S, bytes: &[u8; REACH]) -> u64 {
        self.0.triples(simd, bytes)
    }
}

/// [`Triples`] as vectors.
struct Tables<S: Simd>([u8x32<S>; 3]);

impl<S: Simd> Tables<S> {
    #[inline(always)]
    fn new(simd: S, triples: &Triples) -> Tables<S> {
        Tables(triples.0.map(|table| u8x32::simd_from(simd, table)))
    }

    /// Where three letters may be of the same set.
    #[inline(always)]
    fn triples(&self, simd: S, bytes: &[u8; REACH]) -> u64 {
        let first = look_up(self.0[0], u8x64::from_slice(simd, &bytes[..64]));
        let second = look_up(self.0[1], u8x64::from_slice(simd, &bytes[1..65]));
        let third = look_up(self.0[2], u8x64::from_slice(simd, &bytes[2..66]));
        (first & second & third).simd_ne(0).to_bitmask()
    }
}

/// Looks up the low five bits of each byte: they tell letters apart.
#[inline(always)]
fn look_up<S: Simd>(table: u8x32<S>, bytes: u8x64<S>) -> u8x64<S> {
    // One instruction where vectors are so long: it looks at six bits only, and the table stands there twice.
    if <S::u8s as SimdBase<S>>::LEN == 64 {
        return table.combine(table).swizzle_dyn(bytes & 63);
    }
    let places = bytes & 31;
    let (low, high) = places.split();
    table.swizzle_dyn(low).combine(table.swizzle_dyn(high))
}
