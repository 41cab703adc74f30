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
    /// That it is a phone number.
    Support,
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

/// How the first or last letters of a form stand in a run, where others may stand before it and after it, and those that count.
fn part(letters: &[u8], open: (bool, bool)) -> (Part, &[u8]) {
    match open {
        (false, false) => (Part::Whole, letters),
        (false, true) => (Part::Head, &letters[..letters.len().min(MOST_HEAD)]),
        (true, false) => (Part::Tail, &letters[letters.len().saturating_sub(MOST_TAIL)..]),
        (true, true) => (Part::Inside, &letters[..letters.len().min(INSIDE)]),
    }
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
    /// What speaks for a phone number wherever it stands, each form by its longest run of letters.
    pub(super) support: Runs,
    /// The same runs, for a first look at every word within reach.
    pub(super) openings: Openings,
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

/// A first look at a word: whether some form has its first four letters, or its last two.
#[derive(Debug)]
pub(super) struct Openings {
    /// As bits by hash.
    pub(super) set: [u64; 1 << (OPENING_BITS - 6)],
    /// Bit n: some form of so many letters, fewer than four, has others behind it.
    pub(super) heads: u32,
    /// The last letters of forms that have others before them, and the last but one, as bits.
    pub(super) tails: [u32; 2],
    /// Letters of the shortest form that may stand inside.
    pub(super) inside: usize,
    /// Some form begins with no letter.
    pub(super) is_everywhere: bool,
}

const OPENING_BITS: u32 = 14;

/// So many first letters count.
pub(super) const OPENING: usize = 4;

impl Openings {
    const NONE: Openings =
        Openings { set: [0; 1 << (OPENING_BITS - 6)], heads: 0, tails: [0; 2], inside: usize::MAX, is_everywhere: false };

    fn add(&mut self, letters: &[u8], part: Part) {
        let opening = letters.iter().take(OPENING).rev().fold(0, |four, &b| four << 8 | u32::from(b));
        match part {
            Part::Inside => return,
            Part::Tail => {
                self.tails[0] |= 1 << (letters[letters.len() - 1] & 31);
                self.tails[1] |= letters[..letters.len() - 1].last().map_or(!0, |b| 1 << (b & 31));
                return;
            }
            Part::Head if letters.len() < OPENING => self.heads |= 1 << letters.len(),
            Part::Whole | Part::Head => {}
        }
        let slot = opening_slot(opening, letters.len());
        self.set[slot / 64] |= 1 << (slot % 64);
    }

    /// Whether some form may begin like a word of so many letters, in either case, which begins with these bytes, or be inside it.
    #[inline]
    pub(super) fn admit(&self, opening: u32, len: usize) -> bool {
        let has = |len| {
            let slot = opening_slot(opening, len);
            self.set[slot / 64] >> (slot % 64) & 1 != 0
        };
        has(len) || len >= self.inside || self.heads != 0 && (1..len.min(OPENING)).any(|n| self.heads >> n & 1 != 0 && has(n))
    }

    /// Whether some form may be the end of a word.
    #[inline]
    pub(super) fn may_close(&self, word: &[u8]) -> bool {
        let has = |set: u32, letter: u8| set >> (letter & 31) & 1 != 0;
        match word {
            [.., a, b] => has(self.tails[0], *b) && has(self.tails[1], *a),
            [b] => has(self.tails[0], *b),
            [] => false,
        }
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
        Touch { any, phone, support, openings: Openings::NONE, inside: usize::MAX, signs: 0, closers: 0, is_everywhere: false }
    }

    /// Takes a folded form, and whether other letters may stand before it and after it.
    pub(super) fn add(&mut self, form: &[u8], roles: Roles, (open_front, open_back): (bool, bool)) {
        let is_mark = |b: &u8| b.is_ascii() && !b.is_ascii_alphanumeric();
        if roles & (PHONE | NUMBER) != 0 {
            self.add_support(form, (open_front, open_back));
        }
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
        if open == (true, true) {
            self.is_everywhere |= letters.len() < INSIDE;
            self.inside = self.inside.min(letters.len());
        }
        let (part, letters) = part(letters, open);
        self.any.add(letters, part, side);
        if roles & (PHONE | LINK | MARK | NUMBER | NAMED) != 0 {
            self.phone.add(letters, part, side);
        }
    }

    /// Takes a form that speaks for a phone number, by the longest of its runs of letters: "a" says less than "ligar".
    fn add_support(&mut self, form: &[u8], (open_front, open_back): (bool, bool)) {
        // Text that is not ASCII is never passed over, and two digits in a row end the reach.
        if !form.is_ascii() || form.windows(2).any(|pair| pair.iter().all(u8::is_ascii_digit)) {
            return;
        }
        let runs = form.split(|b| !b.is_ascii_alphabetic()).filter(|run| !run.is_empty());
        let Some(run) = runs.max_by_key(|run| run.len()) else {
            self.openings.is_everywhere = true;
            return;
        };
        let is_at = |end: bool| if end { form.ends_with(run) } else { form.starts_with(run) };
        let open = (open_front && is_at(false), open_back && is_at(true));
        if open == (true, true) {
            self.openings.inside = self.openings.inside.min(run.len());
        }
        let (part, letters) = part(run, open);
        self.support.add(letters, part, Side::After);
        self.openings.add(letters, part);
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
    pub(super) fn has(&self, text: &[u8], range: Range<usize>, side: Side, voice: Voice) -> bool {
        let runs = match voice {
            Voice::Any => &self.any,
            Voice::Phone => &self.phone,
            Voice::Support => &self.support,
        };
        let is_inside = || range.len() >= self.inside && runs.are_inside(&text[range.clone()], side);
        self.is_everywhere || runs.have(text, range.clone(), side) || is_inside()
    }
}
