//! Says quickly that no word stands right beside a candidate. May be wrong, never misses one.
//!
//! Most candidates of a log have no word beside them that any list knows ("bytes=56938"), and this look at one run of letters
//! takes a tenth of the time that weighing the text does.

use std::ops::Range;

use super::{
    fold::WORD_REACH,
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
}

/// How the letters of a form stand in the run of letters that is seen.
#[derive(Clone, Copy)]
enum Part {
    /// They are all of it.
    Whole,
    /// It begins with them; the first four count.
    Head,
    /// It ends with them; the last four count.
    Tail,
    /// They are somewhere in it; the first four count.
    Inside,
}

const MOST_HEAD: usize = 4;
const MOST_TAIL: usize = 4;
const INSIDE: usize = 4;

/// Bits of one set; some 8,000 forms set one or two each.
const BITS: u32 = 17;
type Set = [u64; 1 << (BITS - 6)];

/// Runs of ASCII letters that forms begin and end with.
#[derive(Debug)]
pub(super) struct Runs {
    /// As bits by hash.
    pub(super) set: Set,
    /// The parts that forms have, as [`bit`]s, by side and by their first two letters, or by the last two of a tail, the last one
    /// first. Few forms begin like any given word, so most questions end here.
    pub(super) pairs: [Pairs; 2],
}

type Pairs = [u32; 1 << (2 * LETTER_BITS)];

/// What touches a candidate, by what it says.
#[derive(Debug)]
pub(super) struct Touch {
    pub(super) any: Runs,
    pub(super) phone: Runs,
    /// Letters of the shortest form that may stand inside.
    pub(super) inside: usize,
    /// ASCII characters that are forms of their own, such as `#`, and so no gap.
    pub(super) signs: u128,
    /// ASCII marks that forms end with, behind letters: a digit may follow them.
    pub(super) closers: u128,
    /// A form may stand inside any word and is too short to be found there.
    pub(super) is_everywhere: bool,
}

/// The low bits of an ASCII letter say which one it is, in either case.
const LETTER_BITS: u32 = 5;

/// The place of two letters; none stands behind a single one.
#[inline]
fn pair(letter: u8, next: Option<u8>) -> usize {
    let low = |letter: u8| usize::from(letter) & ((1 << LETTER_BITS) - 1);
    low(letter) << LETTER_BITS | next.map_or(0, low)
}

/// The bit of a part with so many letters. A whole run has eight or more in one bit.
#[inline]
fn bit(part: Part, len: usize) -> u32 {
    match part {
        Part::Whole => 1 << (len.min(8) - 1),
        Part::Head => 1 << (HEADS as usize + len - 1),
        Part::Tail => 1 << (TAILS as usize + len - 1),
        Part::Inside => 1 << (TAILS as usize + MOST_TAIL),
    }
}

const HEADS: u32 = 8;
const TAILS: u32 = HEADS + MOST_HEAD as u32;

/// The lengths from 1 to 4 whose bits are set.
fn lengths(bits: u32) -> impl Iterator<Item = usize> {
    let mut rest = bits & 0xF;
    std::iter::from_fn(move || {
        let length = (rest != 0).then_some(rest.trailing_zeros() as usize + 1)?;
        rest &= rest - 1;
        Some(length)
    })
}

impl Runs {
    const NONE: Runs = Runs { set: [0; 1 << (BITS - 6)], pairs: [[0; 1 << (2 * LETTER_BITS)]; 2] };

    /// Takes the letters of a part. They are not empty.
    fn add(&mut self, letters: &[u8], part: Part, side: Side) {
        let slot = slot(first_eight(letters, 0..letters.len()), letters.len(), part, side);
        self.set[slot / 64] |= 1 << (slot % 64);
        let (letter, next) = match (part, letters) {
            (Part::Tail, [.., next, last]) => (*last, Some(*next)),
            (_, [first, next, ..]) => (*first, Some(*next)),
            (_, letters) => (letters[0], None),
        };
        let place = pair(letter, next);
        // Any letter may follow a head of one, and none.
        let is_open = next.is_none() && !matches!(part, Part::Whole);
        let places = if is_open { place..place + (1 << LETTER_BITS) } else { place..place + 1 };
        self.pairs[side as usize][places].iter_mut().for_each(|parts| *parts |= bit(part, letters.len()));
    }

    /// Whether some form may have letters in either case. They are not empty.
    fn have(&self, text: &[u8], range: Range<usize>, side: Side) -> bool {
        let letters = &text[range.clone()];
        let (count, pairs) = (letters.len(), &self.pairs[side as usize]);
        let begins = pairs[pair(letters[0], letters.get(1).copied())];
        let ends = pairs[pair(letters[count - 1], letters[..count - 1].last().copied())];
        let has = |eight: u64, len: usize, part| {
            let slot = slot(eight, len, part, side);
            self.set[slot / 64] >> (slot % 64) & 1 != 0
        };
        let eight = || first_eight(text, range.clone());
        begins & bit(Part::Whole, count) != 0 && has(eight(), count, Part::Whole)
            || lengths(begins >> HEADS).any(|n| n <= count && has(first_of(eight(), n), n, Part::Head))
            || lengths(ends >> TAILS).any(|n| n <= count && has(first_eight(text, range.end - n..range.end), n, Part::Tail))
    }

    /// Whether some form that may stand inside a word may stand in this one.
    fn are_inside(&self, letters: &[u8], side: Side) -> bool {
        let pairs = &self.pairs[side as usize];
        letters.windows(INSIDE).any(|four| {
            pairs[pair(four[0], Some(four[1]))] & bit(Part::Inside, INSIDE) != 0 && {
                let slot = slot(first_eight(four, 0..INSIDE), INSIDE, Part::Inside, side);
                self.set[slot / 64] >> (slot % 64) & 1 != 0
            }
        })
    }
}

const LOWER: u64 = 0x2020_2020_2020_2020;

/// The first eight bytes of a range of a text, in lower case where they are letters.
#[inline]
fn first_eight(text: &[u8], range: Range<usize>) -> u64 {
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

/// The place of the bit for `len` letters that begin with `eight`; those beyond the eighth do not count.
#[inline]
fn slot(eight: u64, len: usize, part: Part, side: Side) -> usize {
    let kind = (len << 3 | (part as usize) << 1 | side as usize) as u64;
    let mixed = eight ^ kind.wrapping_mul(0xD6E8_FEB8_6659_FD93);
    (mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - BITS)) as usize
}

impl Touch {
    pub(super) fn new() -> Touch {
        Touch { any: Runs::NONE, phone: Runs::NONE, inside: usize::MAX, signs: 0, closers: 0, is_everywhere: false }
    }

    /// Takes a folded form, and whether other letters may stand before it and after it.
    pub(super) fn add(&mut self, form: &[u8], roles: Roles, (open_front, open_back): (bool, bool)) {
        let is_mark = |b: &u8| b.is_ascii() && !b.is_ascii_alphanumeric();
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
        let (letters, part) = match open {
            (false, false) => (letters, Part::Whole),
            (false, true) => (&letters[..letters.len().min(MOST_HEAD)], Part::Head),
            (true, false) => (&letters[letters.len().saturating_sub(MOST_TAIL)..], Part::Tail),
            (true, true) => {
                self.is_everywhere |= letters.len() < INSIDE;
                self.inside = self.inside.min(letters.len());
                (&letters[..letters.len().min(INSIDE)], Part::Inside)
            }
        };
        self.any.add(letters, part, side);
        if roles & (PHONE | LINK | MARK | NUMBER | NAMED) != 0 {
            self.phone.add(letters, part, side);
        }
    }

    /// Whether a word that ends right before a candidate, with nothing but spaces and punctuation between, may say something.
    pub(super) fn before(&self, before: &[u8], voice: Voice) -> bool {
        let mut rest = before;
        // One digit may stand at the word: "phone2: ".
        let mut digits = 0;
        loop {
            let Some((&byte, left)) = rest.split_last() else { return false };
            match byte {
                _ if byte.is_ascii_alphabetic() => break,
                b'?' | b'!' | b';' | b'\n' => return false,
                b'0'..=b'9' if digits == 0 => digits = 1,
                _ if !byte.is_ascii() || self.signs >> byte & 1 != 0 => return true,
                _ if digits > 0 => return self.closers >> byte & 1 != 0,
                _ => {}
            }
            rest = left;
        }
        let is_start = |i: usize| !rest[i - 1].is_ascii_alphabetic() || rest[i].is_ascii_uppercase() && rest[i - 1].is_ascii_lowercase();
        match (1..rest.len()).rev().find(|&i| is_start(i)) {
            Some(start) => !rest[start - 1].is_ascii() || self.has(rest, start..rest.len(), Side::Before, voice),
            // A reach that is full may have cut it.
            None => before.len() >= WORD_REACH || self.has(rest, 0..rest.len(), Side::Before, voice),
        }
    }

    /// The same for a word after a candidate.
    pub(super) fn after(&self, after: &[u8], voice: Voice) -> bool {
        for (start, &byte) in after.iter().enumerate() {
            match byte {
                _ if byte.is_ascii_alphabetic() => {
                    let rest = &after[start..];
                    let is_end =
                        |i: usize| !rest[i].is_ascii_alphabetic() || rest[i].is_ascii_uppercase() && rest[i - 1].is_ascii_lowercase();
                    return match (1..rest.len()).find(|&i| is_end(i)) {
                        Some(end) => !rest[end].is_ascii() || self.has(rest, 0..end, Side::After, voice),
                        None => true,
                    };
                }
                b'?' | b'!' | b';' | b'\n' => return false,
                _ if byte.is_ascii_digit() => return start == 0,
                _ if !byte.is_ascii() || self.signs >> byte & 1 != 0 => return true,
                _ => {}
            }
        }
        false
    }

    /// Whether some form may have the letters of a range, in either case.
    fn has(&self, text: &[u8], range: Range<usize>, side: Side, voice: Voice) -> bool {
        let runs = match voice {
            Voice::Any => &self.any,
            Voice::Phone => &self.phone,
        };
        let is_inside = || range.len() >= self.inside && runs.are_inside(&text[range.clone()], side);
        self.is_everywhere || runs.have(text, range.clone(), side) || is_inside()
    }
}
