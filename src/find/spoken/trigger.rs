//! Decides by the first bytes of a word whether it may be one of a number, or stand for an `@`. May be wrong, never misses.

use super::{
    draft,
    lexicon::is_letter,
    run::{CORE_BYTES, gap_end},
};
use crate::pattern::SpokenFile;

/// What the scan asks of each word it looks at.
#[derive(Debug, Clone)]
pub(crate) struct Trigger {
    /// How words of numbers begin.
    pub(super) numbers: Beginnings,
    /// How they begin, for the eye of a vector.
    pub(super) triples: Triples,
    /// How words begin that stand for an `@`.
    pub(super) signs: Beginnings,
    /// The second letters of words for a dot, as bits, by their first letters.
    pub(super) dots: [u32; 32],
}

/// A set of the first four bytes of words: two bits of one word for each, by hash. May hold others.
///
/// With 32,768 bits for some 900 beginnings one other word in 300 passes; with a single bit each it was one in forty, "and" and
/// "this" among them.
#[derive(Debug, Clone)]
pub(super) struct Beginnings(pub(super) [u64; WORDS]);

const WORDS: usize = 512;

/// The bit that tells lower case from upper case, in each byte.
const LOWER: u32 = 0x2020_2020;

/// What may follow a word of three letters inside a core: the bytes of a gap and of a line end.
const ENDS: &[u8] = b" ,.-;()+\n\r";

impl Trigger {
    pub(super) fn new<'f>(files: impl IntoIterator<Item = &'f SpokenFile> + Clone) -> Trigger {
        Trigger::of(&draft::beginnings(files.clone()), &draft::signs(files.clone()), &draft::dots(files))
    }

    /// `numbers` are words in lower case, `signs` and `dots` folded words.
    pub(crate) fn of(numbers: &[Vec<u8>], signs: &[Vec<u8>], dots: &[Vec<u8>]) -> Trigger {
        let mut seconds = [0; 32];
        for word in dots {
            if let [first, second, ..] = word[..] {
                seconds[usize::from(first & 31)] |= 1 << (second & 31);
            }
        }
        Trigger { numbers: Beginnings::new(numbers), triples: Triples::new(numbers), signs: Beginnings::new(signs), dots: seconds }
    }

    /// Whether a word of three letters or more that begins with `bytes` may be in a run.
    #[inline(always)]
    pub(crate) fn admits(&self, bytes: [u8; 4]) -> bool {
        self.numbers.has(bytes)
    }

    /// Whether text may begin with a word for a dot.
    #[inline(always)]
    pub(super) fn may_be_dot(&self, text: &[u8]) -> bool {
        match text {
            [first, second, ..] => self.dots[usize::from(first & 31)] >> (second & 31) & 1 != 0 || *second >= 0x80,
            _ => false,
        }
    }

    /// Whether the word at `place` may stand for an `@`.
    pub(crate) fn admits_sign(&self, hay: &[u8], place: usize) -> bool {
        let [a, b, c, d] = first_bytes(hay, place);
        self.signs.has(match (is_letter(c), is_letter(d)) {
            (false, _) => [a, b, 0, 0],
            (true, false) => [a, b, c, b' '],
            (true, true) => [a, b, c, d],
        })
    }

    /// Whether the word at `place`, which is admitted, may begin a core: it is long, or digits or another such word follow it.
    pub(crate) fn admits_core(&self, hay: &[u8], place: usize) -> bool {
        let length = hay[place..].iter().take(CORE_BYTES).take_while(|b| is_letter(**b)).count();
        let is_short = |at: usize| !hay[at..].iter().take(3).all(|b| is_letter(*b)) || hay.len() < at + 3;
        length == CORE_BYTES || gap_end(hay, place + length).is_some_and(|at| is_short(at) || self.admits(first_bytes(hay, at)))
    }
}

/// The first bytes of the word at `place`.
#[inline(always)]
pub(crate) fn first_bytes(hay: &[u8], place: usize) -> [u8; 4] {
    let rest = &hay[place..];
    rest.first_chunk().copied().unwrap_or_else(|| {
        let mut first = [b'\n'; 4];
        first[..rest.len()].copy_from_slice(rest);
        first
    })
}

/// The first three letters of words, in eight sets by the first of them: for each of the three the sets it is in, by its low
/// five bits. May hold others; vectors look up many bytes at once.
#[derive(Debug, Clone)]
pub(super) struct Triples(pub(super) [[u8; 32]; 3]);

/// How the first letters are parted: of all ways the one, or nearly, by which the fewest words of dialogue pass, a fourth of
/// those that pass when letters are taken in the order of the alphabet.
const SETS: [&[u8]; 8] = [b"am", b"bp", b"c", b"dfq", b"ehv", b"ntz", b"ou", b"s"];

impl Triples {
    fn new(words: &[Vec<u8>]) -> Triples {
        let mut tables = [[0; 32]; 3];
        for word in words.iter().filter(|word| word.len() > 2) {
            let set = SETS.iter().position(|set| set.contains(&word[0])).unwrap_or(0);
            for (table, letter) in tables.iter_mut().zip(word) {
                table[usize::from(letter & 31)] |= 1 << set;
            }
        }
        Triples(tables)
    }
}

impl Beginnings {
    fn new(words: &[Vec<u8>]) -> Beginnings {
        let mut all = Beginnings([0; WORDS]);
        for word in words {
            match word[..] {
                // "at": what follows it is not asked.
                [a, b] => all.add([a, b, 0, 0]),
                [a, b, c] => ENDS.iter().for_each(|&end| all.add([a, b, c, end])),
                [a, b, c, d, ..] => all.add([a, b, c, d]),
                _ => {}
            }
        }
        all
    }

    fn add(&mut self, bytes: [u8; 4]) {
        let (word, first, second) = place(bytes);
        self.0[word] |= 1 << first | 1 << second;
    }

    #[inline(always)]
    fn has(&self, bytes: [u8; 4]) -> bool {
        let (word, first, second) = place(bytes);
        let word = self.0[word];
        word >> first & word >> second & 1 != 0
    }
}

/// A word and two bits of it.
#[inline(always)]
fn place(bytes: [u8; 4]) -> (usize, u32, u32) {
    let hash = (u32::from_le_bytes(bytes) | LOWER).wrapping_mul(0x9E37_79B1);
    ((hash >> 23) as usize, hash >> 17 & 63, hash >> 11 & 63)
}
