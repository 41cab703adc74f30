//! What the first and last letters of the forms are, so that most words beside a candidate can be told to be none of them. May be
//! wrong, never misses one. `adjacent` and `reach` ask it.

use std::ops::Range;

use super::{
    sayings::Sayings,
    table::{LINK, MARK, NAMED, NUMBER, PHONE, Roles},
};

/// On which side of a candidate a word stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Before,
    After,
}

/// What a word beside a candidate would have to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Voice {
    /// Anything.
    Any,
    /// That it is a phone number, or nothing itself, so that the word beyond it counts.
    Phone,
    /// That it is a phone number.
    Support,
}

/// How the letters of a form stand in the run of letters that is seen.
#[derive(Clone, Copy)]
pub(super) enum Part {
    /// They are all of it.
    Whole,
    /// It begins with them; the first count.
    Head,
    /// It ends with them; the last count.
    Tail,
    /// They are somewhere in it; the first count.
    Inside,
}

/// How the first or last letters of a form stand in a run, where others may stand before it and after it, and those that count: so
/// many of a head or a tail at most.
pub(super) fn part(letters: &[u8], open: (bool, bool), most: usize) -> (Part, &[u8]) {
    match open {
        (false, false) => (Part::Whole, letters),
        (false, true) => (Part::Head, &letters[..letters.len().min(most)]),
        (true, false) => (Part::Tail, &letters[letters.len().saturating_sub(most)..]),
        (true, true) => (Part::Inside, &letters[..letters.len().min(most)]),
    }
}

/// The most letters of a head or a tail.
pub(super) const MOST: usize = 7;

/// As many as those of a [`Voice`] have: of few forms that begin so it is asked, and often.
const FEW: usize = 4;

/// Words of one set; some 8,000 forms set two bits of one word each, or of two.
pub(super) const WORDS: usize = 1 << 11;

/// Runs of ASCII letters that forms begin and end with.
#[derive(Debug)]
pub(super) struct Runs<const N: usize> {
    /// As bits by hash.
    pub(super) set: [u64; N],
    /// Bit n: some head has so many letters, some tail.
    pub(super) heads: u8,
    pub(super) tails: u8,
    /// Letters of the shortest form that may stand inside, and how many of them count, as bits.
    pub(super) inside: usize,
    pub(super) insides: u8,
}

/// What touches a candidate, by what it says.
#[derive(Debug)]
pub(super) struct Touch {
    pub(super) any: Runs<WORDS>,
    pub(super) phone: Runs<WORDS>,
    /// What speaks for a phone number wherever it stands, each form by its longest run of letters.
    pub(super) support: Runs<WORDS>,
    /// Some form does so without a letter.
    pub(super) supports_everywhere: bool,
    pub(super) openings: Openings,
    pub(super) sayings: Sayings,
    /// ASCII characters that are forms of their own, such as `#`, and so no gap.
    pub(super) signs: u128,
    /// ASCII marks that forms end with, behind letters: a digit may follow them.
    pub(super) closers: u128,
}

impl<const N: usize> Runs<N> {
    pub(super) const NONE: Runs<N> = Runs { set: [0; N], heads: 0, tails: 0, inside: usize::MAX, insides: 0 };

    /// Takes the letters of a part, for one of eight sorts of forms. They are not empty.
    pub(super) fn add(&mut self, letters: &[u8], part: Part, sort: u32) {
        match part {
            Part::Head => self.heads |= 1 << letters.len(),
            Part::Tail => self.tails |= 1 << letters.len(),
            Part::Inside => self.insides |= 1 << letters.len(),
            Part::Whole => {}
        }
        let (word, bits) = place::<N>(first_eight(letters, 0..letters.len()), letters.len(), part, sort);
        self.set[word] |= bits;
    }

    #[inline]
    fn has(&self, eight: u64, len: usize, part: Part, sort: u32) -> bool {
        let (word, bits) = place::<N>(eight, len, part, sort);
        self.set[word] & bits == bits
    }

    /// Whether some form of a sort that is a word of its own may have the letters of one, in either case. They are not empty.
    pub(super) fn have_whole(&self, text: &[u8], word: Range<usize>, sort: u32) -> bool {
        self.has(first_eight(text, word.clone()), word.len(), Part::Whole, sort)
    }

    /// Whether some form of a sort may have the letters of a word, in either case. They are not empty.
    #[cold]
    #[inline(never)]
    pub(super) fn have(&self, text: &[u8], word: Range<usize>, sort: u32) -> bool {
        self.have_head(text, word.clone(), sort) || self.have_tail(text, word.clone(), sort) || self.have_inside(text, word, sort)
    }

    /// The same of forms that are a word, or stand at the start of one.
    pub(super) fn have_head(&self, text: &[u8], word: Range<usize>, sort: u32) -> bool {
        let (eight, len) = (first_eight(text, word.clone()), word.len());
        let is_head = |n| self.heads >> n & 1 != 0 && self.has(first_of(eight, n), n, Part::Head, sort);
        self.has(eight, len, Part::Whole, sort) || (1..=len.min(MOST)).any(is_head)
    }

    /// The same of forms that stand at the end of one.
    pub(super) fn have_tail(&self, text: &[u8], word: Range<usize>, sort: u32) -> bool {
        let is_tail = |n| self.tails >> n & 1 != 0 && self.has(first_eight(text, word.end - n..word.end), n, Part::Tail, sort);
        (1..=word.len().min(MOST)).any(is_tail)
    }

    /// The same of forms that stand inside one.
    pub(super) fn have_inside(&self, text: &[u8], word: Range<usize>, sort: u32) -> bool {
        let is_inside = |n: usize| {
            let is_one = |letters: &[u8]| self.has(first_eight(letters, 0..n), n, Part::Inside, sort);
            self.insides >> n & 1 != 0 && text[word.clone()].windows(n).any(is_one)
        };
        word.len() >= self.inside && (1..=word.len().min(MOST)).any(is_inside)
    }
}

const LOWER: u64 = 0x2020_2020_2020_2020;

/// The first eight bytes of a range of a text, in lower case where they are letters.
#[inline]
pub(super) fn first_eight(text: &[u8], range: Range<usize>) -> u64 {
    let eight = match (text[range.start..].first_chunk(), text[..range.end].last_chunk()) {
        (Some(eight), _) => u64::from_le_bytes(*eight),
        // The text ends with the range: what stands before it is shifted out.
        (None, Some(eight)) => u64::from_le_bytes(*eight) >> (8 * (8 - range.len())),
        (None, None) => text[range.clone()].iter().rev().fold(0, |eight, &byte| eight << 8 | u64::from(byte)),
    };
    first_of(eight, range.len())
}

/// The first of eight letters.
#[inline]
fn first_of(eight: u64, count: usize) -> u64 {
    (if count >= 8 { eight } else { eight & ((1 << (8 * count)) - 1) }) | LOWER
}

/// The bits for `len` letters that begin with `eight`, and the word that they are in; letters beyond the eighth do not count.
#[inline]
fn place<const N: usize>(eight: u64, len: usize, part: Part, sort: u32) -> (usize, u64) {
    let kind = (len << 5 | (part as usize) << 3) as u64 | u64::from(sort);
    let mixed = (eight ^ kind.wrapping_mul(0xD6E8_FEB8_6659_FD93)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    ((mixed >> 46) as usize % N, 1 << (mixed >> 40 & 63) | 1 << (mixed >> 32 & 63))
}

/// A first look at a word: what forms with its first four letters say, or with its last two. Most questions end here.
#[derive(Debug)]
pub(super) struct Openings {
    /// By hash, as bits.
    pub(super) heads: [u8; 1 << OPENING_BITS],
    /// By the last letter and the last but one.
    pub(super) tails: [u8; 1 << (2 * LETTER_BITS)],
}

const OPENING_BITS: u32 = 14;

/// So many first letters count.
const OPENING: usize = 4;

/// The low bits of an ASCII letter say which one it is, in either case.
const LETTER_BITS: u32 = 5;

/// That a word says something on one side.
#[inline]
fn bit(side: Side, voice: Voice) -> u8 {
    1 << (2 * voice as u32 + side as u32)
}

impl Openings {
    pub(super) const NONE: Openings = Openings { heads: [0; 1 << OPENING_BITS], tails: [0; 1 << (2 * LETTER_BITS)] };

    pub(super) fn add(&mut self, letters: &[u8], part: Part, bit: u8) {
        match (part, letters) {
            // Words that are long enough are looked at whatever they begin with.
            (Part::Inside, _) => {}
            (Part::Tail, [.., next, last]) => self.tails[pair(*next, *last)] |= bit,
            (Part::Tail, _) => (0..1 << LETTER_BITS).for_each(|next| self.tails[pair(next, letters[0])] |= bit),
            (Part::Whole | Part::Head, _) => {
                self.heads[opening_slot(opening(letters), letters.len())] |= bit;
                if matches!(part, Part::Head) && letters.len() < OPENING {
                    // Any letter may follow.
                    (b'a'..=b'z').for_each(|next| self.add(&[letters, &[next]].concat(), part, bit));
                }
            }
        }
    }

    /// What forms may say that begin like a word, in either case, and those that end like it, as the bits that they came with.
    #[inline]
    pub(super) fn of(&self, text: &[u8], word: &Range<usize>) -> (u8, u8) {
        let tails = match &text[word.clone()] {
            [.., next, last] => self.tails[pair(*next, *last)],
            [last] => self.tails[pair(0, *last)],
            [] => 0,
        };
        (self.heads[opening_slot(opening(&text[word.start..]), word.len())], tails)
    }
}

/// The place of two letters.
#[inline]
fn pair(next: u8, last: u8) -> usize {
    let low = |letter: u8| usize::from(letter) & ((1 << LETTER_BITS) - 1);
    low(last) << LETTER_BITS | low(next)
}

/// The first letters of a text, and what follows them.
#[inline]
fn opening(text: &[u8]) -> u32 {
    match text.first_chunk::<OPENING>() {
        Some(four) => u32::from_le_bytes(*four),
        None => text.iter().rev().fold(0, |four, &b| four << 8 | u32::from(b)),
    }
}

/// The place of the bit for `len` letters that begin with `four`.
#[inline]
fn opening_slot(four: u32, len: usize) -> usize {
    let len = len.min(OPENING);
    let letters = (four | 0x2020_2020) << (8 * (OPENING - len));
    (letters.wrapping_mul(0x9E37_79B1) >> (32 - OPENING_BITS)) as usize
}

impl Touch {
    pub(super) fn new() -> Touch {
        let (any, phone, support) = (Runs::NONE, Runs::NONE, Runs::NONE);
        Touch { any, phone, support, supports_everywhere: false, openings: Openings::NONE, sayings: Sayings::NONE, signs: 0, closers: 0 }
    }

    /// Takes a folded form, and whether other letters may stand before it and after it.
    pub(super) fn add(&mut self, form: &[u8], roles: Roles, (open_front, open_back): (bool, bool)) {
        let is_mark = |b: &u8| b.is_ascii() && !b.is_ascii_alphanumeric();
        if roles & (PHONE | NUMBER) != 0 {
            self.add_support(form, (open_front, open_back));
        }
        self.sayings.add(form, roles, (open_front, open_back));
        if form.iter().all(is_mark) {
            form.iter().filter(|b| **b != b' ').for_each(|b| self.signs |= 1 << b);
            return;
        }
        let first = form.iter().take_while(|b| b.is_ascii_alphabetic()).count();
        let is_single = first == form.len();
        self.set(&form[..first], (open_front, open_back && is_single), Side::After, roles);
        // The digit between a word and its number may be part of the word: "cvc2".
        let end = form.iter().rposition(|b| !is_mark(b)).map_or(0, |last| last + 1);
        form[end..].iter().filter(|b| **b != b' ').for_each(|b| self.closers |= 1 << b);
        let end = end - usize::from(end > 0 && form[end - 1].is_ascii_digit());
        let last = form[..end].iter().rev().take_while(|b| b.is_ascii_alphabetic()).count();
        self.set(&form[end - last..end], (open_front && is_single, open_back), Side::Before, roles);
    }

    fn set(&mut self, letters: &[u8], open: (bool, bool), side: Side, roles: Roles) {
        if letters.is_empty() {
            // It begins or ends with another script, which is never passed over.
            return;
        }
        self.learn(letters, open, side, Voice::Any);
        if roles & (PHONE | LINK | MARK | NUMBER | NAMED) != 0 {
            self.learn(letters, open, side, Voice::Phone);
        }
    }

    fn learn(&mut self, letters: &[u8], open: (bool, bool), side: Side, voice: Voice) {
        let runs = match voice {
            Voice::Any => &mut self.any,
            Voice::Phone => &mut self.phone,
            Voice::Support => &mut self.support,
        };
        if open == (true, true) {
            runs.inside = runs.inside.min(letters.len());
        }
        let (part, letters) = part(letters, open, FEW);
        runs.add(letters, part, side as u32);
        self.openings.add(letters, part, bit(side, voice));
    }

    /// Takes a form that speaks for a phone number, by the longest of its runs of letters: "a" says less than "ligar".
    fn add_support(&mut self, form: &[u8], (open_front, open_back): (bool, bool)) {
        // Text that is not ASCII is never passed over, and two digits in a row end the reach.
        if !form.is_ascii() || form.windows(2).any(|pair| pair.iter().all(u8::is_ascii_digit)) {
            return;
        }
        let runs = form.split(|b| !b.is_ascii_alphabetic()).filter(|run| !run.is_empty());
        let Some(run) = runs.max_by_key(|run| run.len()) else {
            self.supports_everywhere = true;
            return;
        };
        let is_at = |end: bool| if end { form.ends_with(run) } else { form.starts_with(run) };
        let open = (open_front && is_at(false), open_back && is_at(true));
        self.learn(run, open, Side::After, Voice::Support);
    }

    /// Whether some form may have the letters of a word, in either case. They are not empty.
    #[inline(always)]
    pub(super) fn has(&self, text: &[u8], word: Range<usize>, side: Side, voice: Voice) -> bool {
        let runs = match voice {
            Voice::Any => &self.any,
            Voice::Phone => &self.phone,
            Voice::Support => &self.support,
        };
        let (heads, tails) = self.openings.of(text, &word);
        let may_be = (heads | tails) & bit(side, voice) != 0 || word.len() >= runs.inside;
        may_be && runs.have(text, word, side as u32)
    }
}
