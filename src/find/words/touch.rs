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

/// The runs of ASCII letters that forms begin and end with, as bits by hash.
#[derive(Debug)]
pub(super) struct Touch {
    pub(super) any: Set,
    pub(super) phone: Set,
    /// Bit n: some head, some tail has n letters.
    pub(super) heads: u16,
    pub(super) tails: u16,
    /// Letters of the shortest form that may stand inside.
    pub(super) inside: usize,
    /// ASCII characters that are forms of their own, such as `#`, and so no gap.
    pub(super) signs: u128,
    /// ASCII marks that forms end with, behind letters: a digit may follow them.
    pub(super) closers: u128,
    /// A form may stand inside any word and is too short to be found there.
    pub(super) is_everywhere: bool,
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
        let none = [0; 1 << (BITS - 6)];
        Touch { any: none, phone: none, heads: 0, tails: 0, inside: usize::MAX, signs: 0, closers: 0, is_everywhere: false }
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
        let slot = |letters: &[u8], part| slot(first_eight(letters, 0..letters.len()), letters.len(), part, side);
        let slot = match open {
            (false, false) => slot(letters, Part::Whole),
            (false, true) => {
                let head = letters.len().min(MOST_HEAD);
                self.heads |= 1 << head;
                slot(&letters[..head], Part::Head)
            }
            (true, false) => {
                let tail = letters.len().min(MOST_TAIL);
                self.tails |= 1 << tail;
                slot(&letters[letters.len() - tail..], Part::Tail)
            }
            (true, true) => {
                self.is_everywhere |= letters.len() < INSIDE;
                self.inside = self.inside.min(letters.len());
                slot(&letters[..letters.len().min(INSIDE)], Part::Inside)
            }
        };
        self.any[slot / 64] |= 1 << (slot % 64);
        if roles & (PHONE | LINK | MARK | NUMBER | NAMED) != 0 {
            self.phone[slot / 64] |= 1 << (slot % 64);
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
        let set = match voice {
            Voice::Any => &self.any,
            Voice::Phone => &self.phone,
        };
        let has = |eight: u64, len: usize, part| {
            let slot = slot(eight, len, part, side);
            set[slot / 64] >> (slot % 64) & 1 != 0
        };
        let (count, eight) = (range.len(), first_eight(text, range.clone()));
        let is_head = |n: usize| self.heads >> n & 1 != 0 && n <= count && has(first_of(eight, n), n, Part::Head);
        let is_tail = |n: usize| {
            let last = || first_eight(text, range.end - n..range.end);
            self.tails >> n & 1 != 0 && n <= count && has(last(), n, Part::Tail)
        };
        let is_inside = || text[range.clone()].windows(INSIDE).any(|four| has(first_eight(four, 0..INSIDE), INSIDE, Part::Inside));
        self.is_everywhere
            || has(eight, count, Part::Whole)
            || (1..=MOST_HEAD).any(is_head)
            || (1..=MOST_TAIL).any(is_tail)
            || (count >= self.inside && is_inside())
    }
}
