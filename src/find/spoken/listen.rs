//! Turns pages of text into words that may be of something said aloud. May be wrong, never misses.

use fearless_simd::Simd;

use super::{
    super::scan::{Bits, CHUNKS, Lane, STEP, Sink},
    lexicon::is_letter,
    run::CORE_BYTES,
    trigger::{Trigger, first_bytes},
};

/// The places of a chunk at which words are sampled, at most [`CORE_BYTES`] apart.
const SAMPLES: [u32; 64 / CORE_BYTES] = [12, 28, 44, 60];

/// The words of a page.
pub(crate) struct Words {
    /// Where the page begins.
    base: usize,
    /// Letters, and all bytes of longer characters.
    letters: Lane,
    /// The first letters of words with three letters or more. Shorter ones are no more than gaps of a number.
    long: Lane,
    /// Where words are seen that may stand for an `@`, and which chunks have such.
    signs: Lane,
    with_signs: u64,
    /// Which samples of each chunk may be words of a number, and which chunks have such.
    hits: [u8; 64],
    with_hits: u64,
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
        let [letters, long, signs] = <[Lane; 3]>::default();
        Words { base: 0, letters, long, signs, with_signs: 0, hits: [0; 64], with_hits: 0 }
    }
}

impl Words {
    /// Reads the words of a page.
    #[inline(always)]
    pub(crate) fn read<S: Simd>(&mut self, simd: S, of: &Letters<'_>, hay: &[u8], trigger: &Trigger) {
        let chunks = of.chunks;
        self.base = of.base;
        for slot in (0..=chunks).step_by(STEP) {
            self.letters.put(slot, of.ascii.words(simd, slot) | of.high.words(simd, slot));
        }
        self.letters[chunks + 1] = 0;
        for slot in (1..=chunks).step_by(STEP) {
            let letter = self.letters.words(simd, slot) & !self.letters.behind(simd, slot, 1);
            self.long.put(slot, letter & self.letters.ahead(simd, slot, 1) & self.letters.ahead(simd, slot, 2));
        }
        // Where the first word of the chunk before begins is not known.
        let (before, next) = (self.letters[0], self.letters[1]);
        self.long[0] = before & !(before << 1 | 1) & (before >> 1 | next << 63) & (before >> 2 | next << 62);
        self.find_signs(simd, of);
        self.sample(chunks, hay, trigger);
    }

    /// Words that may stand for an `@`: "at" and "ät"; six letters or more, of which an a is the first and the fifth or sixth
    /// ("arroba", "arobase"); ten or more, of which an a is the eighth or the tenth ("klammeraffe", "chiocciola", "apenstaartje").
    /// Without these letters three times as many words would have to be looked at, for a third of the cost of all this.
    ///
    /// Each is seen where enough of it has been read, whatever chunk it began in, so that nothing depends on where chunks begin.
    #[inline(always)]
    fn find_signs<S: Simd>(&mut self, simd: S, of: &Letters<'_>) {
        self.with_signs = 0;
        for slot in (1..=of.chunks).step_by(STEP) {
            let letter = |n| self.letters.behind(simd, slot, n);
            let a = |n| of.a.behind(simd, slot, n);
            let ends = of.t.words(simd, slot) & !(self.letters.words(simd, slot) >> 1);
            let short = a(1) & !letter(2);
            // "ät" in UTF-8.
            let accented = of.high.behind(simd, slot, 1) & letter(2) & !letter(3);
            let here = of.a.words(simd, slot);
            let four = letter(1) & letter(2) & letter(3) & letter(4);
            let long = a(5) & !letter(6) & (here | a(1));
            let longer = letter(5) & letter(6) & letter(7) & letter(9) & !letter(10) & (here | a(2));
            let signs = ends & (short | accented) | self.letters.words(simd, slot) & four & (long | longer);
            self.with_signs |= self.signs.put(slot, signs);
        }
        self.with_signs &= u64::MAX >> (CHUNKS - of.chunks);
    }

    #[inline(always)]
    fn sample(&mut self, chunks: usize, hay: &[u8], trigger: &Trigger) {
        self.with_hits = 0;
        let Some(last) = hay.len().checked_sub(4) else {
            (self.hits[1], self.with_hits) = (u8::MAX, u64::from(chunks > 0) << 1);
            return;
        };
        for slot in 1..=chunks {
            let mut hits = 0;
            for (index, sample) in SAMPLES.into_iter().enumerate() {
                let place = self.sampled(slot, sample);
                let at = place.min(last);
                let first = [hay[at], hay[at + 1], hay[at + 2], hay[at + 3]];
                // Words at the very end of the haystack are asked later, and what is none, never.
                hits |= u8::from(trigger.admits(first) | (place > last)) << index;
            }
            self.hits[slot] = hits;
            self.with_hits |= u64::from(hits != 0) << slot;
        }
    }

    /// The place of the last long word that begins at or before a sample of a chunk. What began 64 bytes before is too long for
    /// a word: where there is none, the place means nothing.
    #[inline(always)]
    fn sampled(&self, slot: usize, sample: u32) -> usize {
        let back = self.before(slot, sample).leading_zeros();
        (self.base + slot * 64 + sample as usize).wrapping_sub(64 + back as usize)
    }

    /// Which of the 64 bytes up to a sample begin long words.
    #[inline(always)]
    fn before(&self, slot: usize, sample: u32) -> u64 {
        self.long[slot] << (63 - sample) | self.long[slot - 1] >> (sample + 1)
    }

    /// Reports what was found.
    pub(crate) fn report(&self, hay: &[u8], trigger: &Trigger, sink: &mut impl Sink) {
        for slot in Bits(self.with_signs) {
            for bit in Bits(self.signs[slot]) {
                let seen = self.base + slot * 64 + bit - 64;
                let place = hay[..seen].iter().rposition(|b| !is_letter(*b)).map_or(0, |n| n + 1);
                if trigger.admits_sign(hay, place) {
                    sink.sign_word(place);
                }
            }
        }
        let mut last = usize::MAX;
        for slot in Bits(self.with_hits) {
            for (index, sample) in SAMPLES.into_iter().enumerate() {
                let place = self.sampled(slot, sample);
                let is_word = self.before(slot, sample) != 0;
                if self.hits[slot] >> index & 1 != 0 && is_word && place != last && trigger.admits(first_bytes(hay, place)) {
                    last = place;
                    sink.number_word(place);
                }
            }
        }
    }
}
