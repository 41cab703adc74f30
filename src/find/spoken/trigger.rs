//! Decides by the first bytes of a word whether it may be one of a number, or stand for an `@`. May be wrong, never misses.

use super::{
    draft,
    folded::is_letter,
    run::{CORE_BYTES, gap_end},
};
use crate::pattern::SpokenFile;

/// What the scan asks of each word it looks at.
#[derive(Debug, Clone)]
pub(crate) struct Trigger {
    /// How words of numbers begin.
    pub(super) numbers: Beginnings,
    /// How they and longer words for an `@` begin, for the eye of a vector.
    pub(super) triples: Triples,
    /// How they end, by their last three letters.
    pub(super) ends: Beginnings,
    /// How words begin that stand for an `@`.
    pub(super) signs: Beginnings,
    /// Whether some of these have another shape than [`has_usual_shape`] says, so that each word that begins like one is looked at.
    pub(crate) has_unusual_signs: bool,
    /// How words begin that stand for a dot, for both.
    pub(super) dots: Triples,
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

/// The bit that only bytes beyond ASCII have.
const HIGH: u32 = 0x8080_8080;

/// What may follow a word of three letters inside a core: the bytes of a gap and of a line end.
const ENDS: &[u8] = b" ,.-;()+\n\r";

impl Trigger {
    pub(super) fn new<'f>(files: impl IntoIterator<Item = &'f SpokenFile> + Clone) -> Trigger {
        Trigger::of(&draft::beginnings(files.clone()), &draft::signs(files.clone()), &draft::dots(files))
    }

    /// All are words in lower case.
    pub(crate) fn of(numbers: &[Vec<u8>], signs: &[Vec<u8>], dots: &[Vec<u8>]) -> Trigger {
        Trigger {
            numbers: Beginnings::new(numbers),
            triples: Triples::of_speech(numbers, signs),
            ends: Beginnings::of_ends(numbers),
            signs: Beginnings::new(signs),
            has_unusual_signs: !signs.iter().all(|sign| has_usual_shape(sign)),
            dots: Triples::of_few(dots),
        }
    }

    /// Whether a word of three letters or more that begins with `bytes` may be in a run.
    #[inline(always)]
    pub(crate) fn admits(&self, bytes: [u8; 4]) -> bool {
        self.numbers.has(u32::from_le_bytes(bytes))
    }

    /// Whether the word at `place` has three letters or more and may be in a run.
    #[inline]
    pub(super) fn admits_word(&self, hay: &[u8], place: usize) -> bool {
        self.admits_start(u32::from_le_bytes(first_bytes(hay, place)))
    }

    /// Whether a word that begins with four bytes, the first of them the lowest, has three letters or more and may be in a run.
    #[inline(always)]
    pub(super) fn admits_start(&self, bytes: u32) -> bool {
        let is_ascii = bytes & HIGH == 0;
        // By three letters alone most words are done with.
        if is_ascii && !self.triples.has(bytes) {
            return false;
        }
        let [a, b, c, d] = bytes.to_le_bytes();
        let is_long = is_letter(a) && is_letter(b) && is_letter(c);
        is_long && (!is_ascii || self.numbers.has(if is_letter(d) { bytes } else { bytes & 0xFF_FFFF | u32::from(b' ') << 24 }))
    }

    /// Whether a word that ends with three bytes, the last of them the lowest, may be in a run.
    #[inline(always)]
    pub(super) fn admits_end(&self, bytes: u32) -> bool {
        bytes & HIGH >> 8 != 0 || self.ends.has(bytes.swap_bytes() >> 8)
    }

    /// Whether text may begin with a word for a dot.
    pub(super) fn may_be_dot(&self, text: &[u8]) -> bool {
        self.dots.has(u32::from_le_bytes(first_bytes(text, 0)))
    }

    /// Whether the word at `place` may stand for an `@`.
    pub(crate) fn admits_sign(&self, hay: &[u8], place: usize) -> bool {
        let [a, b, c, d] = first_bytes(hay, place);
        self.signs.has(u32::from_le_bytes(match (is_letter(c), is_letter(d)) {
            (false, _) => [a, b, 0, 0],
            (true, false) => [a, b, c, b' '],
            (true, true) => [a, b, c, d],
        }))
    }

    /// Whether the word at `place`, which is admitted, may begin a core: words that are admitted as well, short ones and digits
    /// follow each other for so many bytes.
    pub(crate) fn admits_core(&self, hay: &[u8], place: usize) -> bool {
        let count = |at: usize, is_part: fn(u8) -> bool| hay[at..].iter().take(CORE_BYTES).take_while(|b| is_part(**b)).count();
        let mut end = place + count(place, is_letter);
        while end < place + CORE_BYTES {
            let Some(at) = gap_end(hay, end) else { return false };
            let letters = count(at, is_letter);
            if letters > 2 && !self.admits(first_bytes(hay, at)) {
                return false;
            }
            end = at + if letters > 0 { letters } else { count(at, |b| b.is_ascii_digit()) };
        }
        true
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

/// The first three letters of words, in eight sets: for each of the three the sets it is in, by its low five bits. May hold others;
/// vectors look up many bytes at once.
#[derive(Debug, Clone)]
pub(super) struct Triples(pub(super) [[u8; 32]; 3]);

/// How words are parted, by their first two letters: of all ways the one, or nearly, by which the fewest words of dialogue pass.
const SETS: [&[u8]; 8] = [
    b"an ap ca ma ta tr",
    b"bi ci di ni on pi un vi zw",
    b"ce cu ee es fu f\xC3 hm hu h\xC3 me mm m\xC3 oc ot qu um ve",
    b"ba be bo ei na ne no oa pl",
    b"ah ar do dr du eh er eu oh uh",
    b"ch fi oi se ze \xC3\xA4 \xC3\xA9 \xC3\xB6",
    b"ac af de fo he ho te th z\xC3",
    b"el kl mi nu si so ti tw",
];

/// Whether a word for an `@` is built like those of the shipped languages, and so seen by the scan where it stands.
///
/// "at" and "ät"; six letters or more, of which an a is the first and the fifth or sixth ("arroba", "arobase"); ten or more, of which an
/// a is the eighth or the tenth ("klammeraffe", "chiocciola", "apenstaartje").
fn has_usual_shape(sign: &[u8]) -> bool {
    let has_a = |place: usize| sign.get(place).is_some_and(|letter| letter.eq_ignore_ascii_case(&b'a'));
    let is_short = sign.eq_ignore_ascii_case(b"at") || ["ät", "Ät", "ÄT"].iter().any(|short| *sign == *short.as_bytes());
    is_short || (sign.len() >= 6 && has_a(0) && (has_a(4) || has_a(5))) || (sign.len() >= 10 && (has_a(7) || has_a(9)))
}

impl Triples {
    /// Those of words of numbers, and of words for an `@`.
    fn of_speech(numbers: &[Vec<u8>], signs: &[Vec<u8>]) -> Triples {
        let long = numbers.iter().filter(|word| word.len() > 2).chain(signs.iter().filter(|sign| !sign.eq_ignore_ascii_case(b"at")));
        let low = |letter: u8| letter & 31;
        let begins = |word: &[u8], pair: &[u8]| word.len() > 1 && (0..2).all(|n| low(word[n]) == low(pair[n]));
        let set = |word: &[u8]| SETS.iter().position(|set| set.chunks(3).any(|pair| begins(word, pair)));
        // Of other languages the words are spread.
        let other = |word: &[u8]| word.first().map_or(0, |first| usize::from(first & 7));
        Triples::new(long.map(|word| (word, set(word).unwrap_or_else(|| other(word)))))
    }

    /// Those of so few words that most have a set for themselves.
    fn of_few(words: &[Vec<u8>]) -> Triples {
        let mut known: Vec<&[u8]> = words.iter().map(|word| &word[..word.len().min(3)]).collect();
        known.sort_unstable();
        known.dedup();
        Triples::new(known.into_iter().enumerate().map(|(index, word)| (word, index % 8)))
    }

    /// Of words and the set that each is in.
    fn new<'w, W: AsRef<[u8]> + 'w>(words: impl Iterator<Item = (W, usize)>) -> Triples {
        let mut tables = [[0; 32]; 3];
        for (word, set) in words {
            for (place, table) in tables.iter_mut().enumerate() {
                match word.as_ref().get(place) {
                    Some(letter) => table[usize::from(letter & 31)] |= 1 << set,
                    // Anything may follow a shorter word.
                    None => table.iter_mut().for_each(|sets| *sets |= 1 << set),
                }
            }
        }
        Triples(tables)
    }

    /// Whether the three lowest bytes may be the letters of one.
    #[inline(always)]
    fn has(&self, letters: u32) -> bool {
        let sets = |place: usize| self.0[place][(letters >> (8 * place) & 31) as usize];
        sets(0) & sets(1) & sets(2) != 0
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

    /// Ends, which nothing follows.
    fn of_ends(words: &[Vec<u8>]) -> Beginnings {
        let mut all = Beginnings([0; WORDS]);
        for &[a, b, c] in words.iter().filter_map(|word| word.last_chunk()) {
            all.add([a, b, c, 0]);
        }
        all
    }

    fn add(&mut self, bytes: [u8; 4]) {
        let (word, first, second) = place(u32::from_le_bytes(bytes));
        self.0[word] |= 1 << first | 1 << second;
    }

    /// Whether it has four bytes, the first of them the lowest.
    #[inline(always)]
    fn has(&self, bytes: u32) -> bool {
        let (word, first, second) = place(bytes);
        let word = self.0[word];
        word >> first & word >> second & 1 != 0
    }
}

/// A word and two bits of it, by four bytes, the first of them the lowest.
#[inline(always)]
fn place(bytes: u32) -> (usize, u32, u32) {
    let hash = (bytes | LOWER).wrapping_mul(0x9E37_79B1);
    ((hash >> 23) as usize, hash >> 17 & 63, hash >> 11 & 63)
}
