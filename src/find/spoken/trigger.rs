//! Decides by the first bytes of a word whether it may be one of a number, or stand for an `@`. May be wrong, never misses.

use super::{
    draft,
    lexicon::is_letter,
    run::{CORE_BYTES, gap_end, word_before},
};
use crate::pattern::SpokenFile;

/// What the scan asks of each word it looks at.
#[derive(Debug, Clone)]
pub(crate) struct Trigger {
    /// The first four bytes of all words of numbers, as bits by hash.
    pub(super) bits: [u64; WORDS],
    /// The same for words that stand for an `@`.
    pub(super) signs: [u64; WORDS],
}

/// 32,768 bits for some 900 beginnings: one other word in forty passes.
const WORDS: usize = 512;

/// The bit that tells lower case from upper case, in each byte.
const LOWER: u32 = 0x2020_2020;

/// What may follow a word of three letters inside a core: the bytes of a gap and of a line end.
const ENDS: &[u8] = b" ,.-;()+\n\r";

impl Trigger {
    pub(super) fn new<'f>(files: impl IntoIterator<Item = &'f SpokenFile> + Clone) -> Trigger {
        Trigger { bits: table(&draft::beginnings(files.clone())), signs: table(&draft::signs(files)) }
    }

    /// Whether a word of three letters or more that begins with `bytes` may be in a run.
    #[inline]
    pub(crate) fn admits(&self, bytes: [u8; 4]) -> bool {
        let place = place(bytes);
        self.bits[place / 64] >> (place % 64) & 1 != 0
    }

    /// Whether the word at `place` may stand for an `@`.
    pub(crate) fn admits_sign(&self, hay: &[u8], place: usize) -> bool {
        let [a, b, c, d] = first_bytes(hay, place);
        let slot = self::place(match (is_letter(c), is_letter(d)) {
            (false, _) => [a, b, 0, 0],
            (true, false) => [a, b, c, b' '],
            (true, true) => [a, b, c, d],
        });
        self.signs[slot / 64] >> (slot % 64) & 1 != 0
    }

    /// Whether the word at `place`, which is admitted, may be in a core: it is long, or digits or another such word are beside it.
    pub(crate) fn admits_core(&self, hay: &[u8], place: usize) -> bool {
        let admits = |at: usize| self.admits(first_bytes(hay, at));
        let length = hay[place..].iter().take(CORE_BYTES).take_while(|b| is_letter(**b)).count();
        let is_short = |at: usize| !hay[at..].iter().take(3).all(|b| is_letter(*b)) || hay.len() < at + 3;
        let after = || gap_end(hay, place + length).is_some_and(|at| is_short(at) || admits(at));
        let before = || {
            let low = place.saturating_sub(8);
            let last = hay[low..place].iter().rposition(|b| is_letter(*b) || b.is_ascii_digit())? + low;
            let start = word_before(hay, last)?;
            (hay[last].is_ascii_digit() || is_short(start) || admits(start)).then_some(())
        };
        length == CORE_BYTES || after() || before().is_some()
    }
}

/// The first bytes of the word at `place`.
pub(crate) fn first_bytes(hay: &[u8], place: usize) -> [u8; 4] {
    let mut first = [b'\n'; 4];
    let rest = &hay[place..hay.len().min(place + 4)];
    first[..rest.len()].copy_from_slice(rest);
    first
}

fn table(words: &[Vec<u8>]) -> [u64; WORDS] {
    let mut bits = [0; WORDS];
    let mut set = |bytes: [u8; 4]| {
        let place = place(bytes);
        bits[place / 64] |= 1 << (place % 64);
    };
    for word in words {
        match word[..] {
            // "at": what follows it is not asked.
            [a, b] => set([a, b, 0, 0]),
            [a, b, c] => ENDS.iter().for_each(|&end| set([a, b, c, end])),
            [a, b, c, d, ..] => set([a, b, c, d]),
            _ => {}
        }
    }
    bits
}

#[inline]
fn place(bytes: [u8; 4]) -> usize {
    (u32::from_le_bytes(bytes) | LOWER).wrapping_mul(0x9E37_79B1) as usize >> 17
}
