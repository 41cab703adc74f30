//! Turns chunks of text into words that may be of something said aloud. May be wrong, never misses.

use wide::u8x16;

use super::{
    super::scan::{self, Listen, Sink},
    run::{CORE_BYTES, long_word_before},
    trigger::{Trigger, first_bytes},
};

/// The letters of a chunk, as masks.
#[derive(Clone, Copy)]
pub(crate) struct Letters {
    pub(crate) ascii: u64,
    /// Bytes of longer characters.
    pub(crate) high: u64,
}

/// Looks at the words of one chunk after the other.
pub(crate) struct Listener<'t> {
    trigger: &'t Trigger,
    before: Chunk,
}

/// The places of a chunk at which words are sampled, at most [`CORE_BYTES`] apart. Behind the last one are the bytes that the
/// trigger looks at.
const SAMPLES: [u32; 64 / CORE_BYTES] = [12, 28, 44, 60];

impl<'t> Listener<'t> {
    pub(crate) fn new(trigger: &'t Trigger, hay: &[u8], from: usize) -> Listener<'t> {
        let mut chunk = [b'\n'; 64];
        let bytes = &hay[from.saturating_sub(64)..from];
        chunk[64 - bytes.len()..].copy_from_slice(bytes);
        let mask = |fits: fn(&u8) -> bool| (0..64).filter(|&i| fits(&chunk[i])).fold(0, |all, i| all | 1 << i);
        let letters = Letters { ascii: mask(u8::is_ascii_alphabetic), high: mask(|b| *b >= 0x80) };
        Listener { trigger, before: Chunk::new(&chunk, letters, &Chunk::default()) }
    }
}

impl Listen for Listener<'_> {
    #[inline]
    fn chunk(&mut self, chunk: &scan::Chunk<'_>, letters: Letters, sink: &mut impl Sink) {
        let trigger = self.trigger;
        let &scan::Chunk { hay, base, bytes: chunk, known } = chunk;
        let seen = Chunk::new(chunk, letters, &self.before);
        let signs = seen.signs(&self.before);
        self.before = seen;
        let mut rest = signs.all;
        while rest != 0 {
            let bit = rest.trailing_zeros();
            rest &= rest - 1;
            let place = (base + bit as usize).saturating_sub(signs.back(bit));
            if trigger.admits_sign(hay, place) {
                sink.sign_word(place);
            }
        }
        if known < 64 {
            // The end of a part: the next one samples from its own beginning.
            for sample in SAMPLES.iter().map(|s| *s as usize).take_while(|s| *s < known - 1).chain([known - 1]) {
                sample_far(hay, base + sample, trigger, sink);
            }
            return;
        }
        // Shorter words are no more than gaps.
        let starts = seen.starts & seen.word >> 1 & seen.word >> 2;
        let sampled = |sample: u32| starts & (u64::MAX >> (63 - sample));
        let mut hits = 0;
        for (index, sample) in SAMPLES.into_iter().enumerate() {
            let mine = sampled(sample);
            let bit = 63 - (mine | 1).leading_zeros() as usize;
            // A word that began before the chunk is looked at later, too.
            let hit = mine == 0 || chunk[bit.min(60)..].first_chunk::<4>().is_some_and(|first| trigger.admits(*first));
            hits |= u32::from(hit) << index;
        }
        while hits != 0 {
            let sample = SAMPLES[hits.trailing_zeros() as usize];
            hits &= hits - 1;
            match sampled(sample) {
                0 => sample_far(hay, base + sample as usize, trigger, sink),
                mine => sink.number_word(base + 63 - mine.leading_zeros() as usize),
            }
        }
    }
}

/// Samples the word that begins at or before a place, by the bytes themselves.
#[cold]
fn sample_far(hay: &[u8], place: usize, trigger: &Trigger, sink: &mut impl Sink) {
    if let Some(place) = long_word_before(hay, place)
        && trigger.admits(first_bytes(hay, place))
    {
        sink.number_word(place);
    }
}

/// What the words of a chunk are made of.
#[derive(Default, Clone, Copy)]
struct Chunk {
    /// Letters, and all bytes of longer characters.
    word: u64,
    high: u64,
    /// An `a` and a `t`, in either case.
    a: u64,
    t: u64,
    /// The first letters of words.
    starts: u64,
    /// The last of four letters in a row, and of two.
    four: u64,
    two: u64,
}

/// A mask moved to later places, with the end of the chunk before.
#[inline]
fn behind(places: u32, mask: u64, before: u64) -> u64 {
    mask << places | before >> 1 >> (63 - places)
}

impl Chunk {
    #[inline]
    fn new(bytes: &[u8; 64], letters: Letters, before: &Chunk) -> Chunk {
        let (mut a, mut t) = (0, 0);
        for (lane, bytes) in bytes.as_chunks::<16>().0.iter().enumerate() {
            let lower = u8x16::new(*bytes) | u8x16::splat(0x20);
            a |= u64::from(lower.simd_eq(u8x16::splat(b'a')).to_bitmask()) << (lane * 16);
            t |= u64::from(lower.simd_eq(u8x16::splat(b't')).to_bitmask()) << (lane * 16);
        }
        let word = letters.ascii | letters.high;
        let two = word & behind(1, word, before.word);
        let four = two & behind(2, two, before.two);
        Chunk { word, high: letters.high, a, t, starts: word & !behind(1, word, before.word), four, two }
    }

    /// Words that may stand for an `@`: "at" and "ät"; six letters or more, of which an a is the first and the fifth or sixth
    /// ("arroba", "arobase"); ten or more, of which an a is the eighth or the tenth ("klammeraffe", "chiocciola", "apenstaartje").
    /// Without these letters three times as many words would have to be looked at, for a third of the cost of all this.
    ///
    /// Each is seen where enough of it has been read, whatever chunk it began in, so that nothing depends on where chunks begin.
    #[inline]
    fn signs(&self, before: &Chunk) -> Signs {
        let ends = self.t & !(self.word >> 1);
        let a = self.starts & self.a;
        let before_a = before.starts & before.a;
        let mut short = ends & behind(1, a, before_a);
        let mut accented = 0;
        if self.high | before.high >> 62 != 0 {
            // "ät" in UTF-8.
            accented = ends & behind(1, self.high, before.high) & behind(2, self.starts, before.starts);
            short &= !accented;
        }
        let again = self.a | behind(1, self.a, before.a);
        let long = self.four & behind(5, a, before_a) & again;
        let again = self.a | behind(2, self.a, before.a);
        let longer = self.four & behind(4, self.four, before.four) & behind(9, self.starts, before.starts) & again;
        Signs { all: short | accented | long | longer, short, accented, long }
    }
}

/// Places at which signs are seen.
struct Signs {
    all: u64,
    short: u64,
    accented: u64,
    long: u64,
}

impl Signs {
    /// How far before the place of a bit the word begins.
    fn back(&self, bit: u32) -> usize {
        let is = |mask: u64| mask >> bit & 1 != 0;
        if is(self.short) {
            1
        } else if is(self.accented) {
            2
        } else if is(self.long) {
            5
        } else {
            9
        }
    }
}
